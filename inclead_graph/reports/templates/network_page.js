// The page: what is asked of it, what it answers, and the keys that it listens to.

/**
 * @typedef {{day: ?string, suppositions: Supposition[], text: string, hidden: Set<string>, group: string, steps: number,
 *   groups: boolean, possible: boolean, chosen: ?Thing}} State
 */

/** @param {string} id @returns {any} */
function byId(id) {
  return document.getElementById(id);
}

/** Letters without case and accents, for searching. @param {string} text */
function plain(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
}

/** Days on which something begins or is over, in order. @param {Network} network @returns {string[]} */
function momentsOf(network) {
  const spans = [...network.organisations, ...network.services, ...network.partnerships];
  const days = spans.flatMap((one) => [one.from, one.until && dayAfter(one.until)]);
  return [...new Set([...days, network.day])].filter((day) => day !== null).sort();
}

/** @param {string} day */
function dayAfter(day) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** Everything within some ties of where one starts. @param {Found} found @param {string[]} from @param {number} steps */
function around(found, from, steps) {
  const near = new Set(from);
  let edge = [...near];
  for (let step = 0; step < steps; step++) {
    edge = edge.flatMap((name) => [...(found.view.neighbours.get(name)?.keys() ?? [])]).filter((name) => !near.has(name));
    edge.forEach((name) => near.add(name));
  }
  for (const [group, contact] of found.view.contact) {
    if ([...contact.keys()].some((name) => near.has(name))) near.add(group);
  }
  return near;
}

/** A group with those who serve it and the chains from there to the anchors. @param {Found} found @param {string} group */
function aroundGroup(found, group) {
  const servers = [...(found.view.contact.get(group)?.keys() ?? [])];
  return new Set([group, ...servers, ...servers.flatMap((name) => chainOf(found.reach, name))]);
}

/** Holds what is asked, and brings the picture, the tables and the words up to it. */
class Page {
  /** @param {Network} network */
  constructor(network) {
    this.network = network;
    this.names = new Map([...network.organisations, ...network.groups].map((one) => [one.id, one.name]));
    this.moments = momentsOf(network);
    this.state = this.opening();
    this.before = this.found = findings(network, this.state.day, []);
    this.greatest = Math.max(0, ...[...this.found.organisations.values()].map((one) => one?.value ?? 0));
    this.map = new NetworkMap(byId("map"), network, (thing) => this.choose(thing));
    this.sheets = Object.values(PLANS).map((plan) => new Sheet(byId(`table-${plan.kind}`), plan, (thing) => this.choose(thing, true)));
    this.tab = "organisation";
    this.listen();
    this.update();
    this.map.fit();
  }

  /** @returns {State} */
  opening() {
    return { day: this.network.day, suppositions: [], text: "", hidden: new Set(), group: "", steps: 0,
      groups: this.network.groups.length <= 25, possible: true, chosen: null }; // prettier-ignore
  }

  /** @param {string} id */
  nameOf(id) {
    return this.names.get(id) ?? id;
  }

  // What is shown

  /** @returns {Showing} */
  showing() {
    const closed = new Set(this.state.suppositions.flatMap((one) => ("close" in one ? one.close : [])));
    const near = this.nearby();
    const shown = new Set();
    for (const one of this.network.organisations) {
      const there = this.found.view.organisations.has(one.id) || closed.has(one.id);
      const maybe = one.potential && this.state.possible && runs(one.from, one.until, this.state.day);
      const sector = String(this.network.sectors.indexOf(sectorOf(this.network, one.sector)));
      if ((there || maybe) && !this.state.hidden.has(sector) && (!near || near.has(one.id))) shown.add(one.id);
    }
    for (const one of this.network.groups) if (!near || near.has(one.id)) shown.add(one.id);
    const ties = [...this.found.view.ties.values()].map((tie) => tie.ends);
    const scoped = this.network.scopings.filter((one) => this.state.possible && runs(one.date, null, this.state.day));
    const both = [...ties, ...scoped.map((one) => one.between)].filter((ends) => ends.every((id) => shown.has(id)));
    return { shown, shownTies: new Set(both.map((ends) => tieKey(...ends))), matches: this.matches(shown),
      groups: this.state.groups || this.state.group !== "", chosen: this.state.chosen, closed }; // prettier-ignore
  }

  /** Those that the filters by group and by nearness leave, or null where there are no such filters. */
  nearby() {
    const { group, steps, chosen } = this.state;
    const parts = [];
    if (group) parts.push(aroundGroup(this.found, group));
    if (steps && chosen) parts.push(around(this.found, this.startsOf(chosen), steps));
    if (!parts.length) return null;
    return parts.reduce((one, other) => new Set([...one].filter((id) => other.has(id))));
  }

  /** @param {Thing} thing @returns {string[]} */
  startsOf(thing) {
    if (thing.kind === "organisation") return [thing.id];
    if (thing.kind === "tie") return thing.id.split(" ");
    return [...(this.found.view.contact.get(thing.id)?.keys() ?? [])];
  }

  /** Those whose names, kinds or places hold the words sought, or null where none are. @param {Set<string>} shown */
  matches(shown) {
    const words = plain(this.state.text).split(/\s+/).filter(Boolean);
    if (!words.length) return null;
    const texts = [
      ...this.network.organisations.map((one) => [one.id, `${one.name} ${one.kind ?? ""} ${one.locality ?? ""} ${one.id}`]),
      ...this.network.groups.map((one) => [one.id, `${one.name} ${one.disadvantage} ${one.locality ?? ""} ${one.id}`]),
    ];
    return new Set(texts.filter(([id, text]) => shown.has(id) && words.every((word) => plain(text).includes(word))).map(([id]) => id));
  }

  // Bringing everything up to date

  /** Reckon anew, then show. @param {string} [said] what to tell those who listen */
  reckon(said = "") {
    if (this.before.day !== this.state.day) this.before = findings(this.network, this.state.day, []);
    this.found = this.state.suppositions.length ? findings(this.network, this.state.day, this.state.suppositions) : this.before;
    if (this.state.chosen?.kind === "tie" && !this.found.view.ties.has(this.state.chosen.id)) this.state.chosen = null;
    this.update(said);
  }

  /** Show what was found. @param {string} [said] */
  update(said = "") {
    const showing = this.showing();
    this.map.draw(this.found, showing, this.greatest);
    this.fillTables(showing);
    this.tellSummary();
    this.tellWhy();
    this.tellSuppositions();
    byId("day").value = this.state.day ?? "";
    this.showMoment();
    if (said) this.say(said);
  }

  /** @param {Showing} showing */
  fillTables(showing) {
    this.shownNow = showing;
    for (const sheet of this.sheets) if (sheet.plan.kind === this.tab) this.fill(sheet);
  }

  /** @param {Sheet} sheet */
  fill(sheet) {
    const chosen = this.state.chosen?.kind === sheet.plan.kind ? this.state.chosen.id : null;
    const rows = rowsOf(sheet.plan.kind, this.found, this.before, /** @type {Showing} */ (this.shownNow), this.network);
    sheet.show(rows, this.state.suppositions.length > 0, chosen);
  }

  tellSummary() {
    const { view } = this.found;
    const parts = [
      `${counted(view.organisations.size, "organisation")} with ${counted(view.ties.size, "tie")}, and ${counted(view.groups.size, "group")}, ${this.state.day ? `on ${inWords(this.state.day)}` : "whatever the day"}.`,
      reachedInWords(this.found),
    ];
    if (this.state.suppositions.length) parts.push(`As supposed, against ${inWhole(this.before.people)} before. ${movedInWords(this.before, this.found)}`);
    byId("summary").textContent = parts.join(" ");
  }

  /** @param {string} text */
  say(text) {
    byId("said").textContent = text;
  }

  // Why

  tellWhy() {
    const chosen = this.state.chosen;
    byId("why-heading").textContent = chosen ? this.titleOf(chosen) : "Why?";
    const parts = chosen ? this.whyOf(chosen) : [element("p", {}, ["Choose an organisation, a tie or a group, in the map or in a table, to see what is behind it."])];
    byId("why-body").replaceChildren(...parts);
  }

  /** @param {Thing} thing */
  titleOf(thing) {
    return thing.kind === "tie" ? thing.id.split(" ").map((id) => this.nameOf(id)).join(" – ") : this.nameOf(thing.id);
  }

  /** @param {Thing} thing @returns {HTMLElement[]} */
  whyOf(thing) {
    if (thing.kind === "tie") return this.whyOfTie(thing.id);
    return thing.kind === "group" ? this.whyOfGroup(thing.id) : this.whyOfOrganisation(thing.id);
  }

  /** @param {string} id */
  whyOfOrganisation(id) {
    const one = /** @type {Organisation} */ (this.network.organisations.find((each) => each.id === id));
    const closed = this.state.suppositions.some((each) => "close" in each && each.close === id);
    const there = this.found.view.organisations.has(id);
    const ties = [...(this.found.view.neighbours.get(id)?.keys() ?? [])];
    const served = this.found.reach.served.get(id) ?? [];
    return [
      facts([one.kind, one.sector && sectorLabel(this.network, one.sector), one.locality, inSpan(one.from, one.until),
        one.atRisk ? "funding at risk" : null, one.source]), // prettier-ignore
      facts(this.figuresOf(id)),
      sentences(closed ? ["It is supposed to close. Before that:", ...whyOrganisation(this.before, id)] : whyOrganisation(this.found, id)),
      ...this.links("Ties", ties.map((other) => ({ kind: "tie", id: tieKey(id, other), name: this.nameOf(other) }))),
      ...this.links("Serves", served.map((group) => ({ kind: "group", id: group, name: this.nameOf(group) }))),
      this.buttons(there ? [["Suppose it closes", () => this.suppose({ close: id })]] : [], closed ? undefined : id),
    ];
  }

  /** What is counted of an organisation. @param {string} id @returns {string[]} */
  figuresOf(id) {
    const value = this.found.organisations.get(id)?.value;
    const between = this.found.betweenness.get(id);
    if (between === undefined) return [];
    const lies = `betweenness ${inPercent(between)}`;
    if (value === undefined) return [lies];
    return [`bridging value ${inPeople(value)}`, lies, `product ${((value / (this.found.need || 1)) * between).toFixed(4)}`];
  }

  /** @param {string} key */
  whyOfTie(key) {
    const tie = /** @type {Tie} */ (this.found.view.ties.get(key));
    const partnerships = tie.partnerships.map((one) => [one.kind ?? "a partnership", inSpan(one.from, one.until)].join(", "));
    /** @type {[string, () => void][]} */
    const actions = tie.supposed ? [] : [["Suppose it ends", () => this.suppose({ end: tie.ends })]];
    return [
      facts(tie.supposed ? ["supposed"] : partnerships),
      sentences(whyTie(this.found, key)),
      ...this.links("Between", tie.ends.map((id) => ({ kind: "organisation", id, name: this.nameOf(id) }))),
      this.buttons(actions),
    ];
  }

  /** @param {string} id */
  whyOfGroup(id) {
    const one = /** @type {Group} */ (this.found.view.groups.get(id));
    const servers = [...(this.found.view.contact.get(id)?.keys() ?? [])];
    return [
      facts([one.disadvantage, one.locality, one.source && `need after: ${one.source}`]),
      sentences(whyGroup(this.found, id)),
      ...this.links("Served by", servers.map((name) => ({ kind: "organisation", id: name, name: this.nameOf(name) }))),
      this.buttons([["Show only this group, and its chains", () => this.filterGroup(id)]]),
    ];
  }

  /** @param {string} heading @param {{kind: string, id: string, name: string}[]} things @returns {HTMLElement[]} */
  links(heading, things) {
    if (!things.length) return [];
    const items = things.map(({ kind, id, name }) => {
      const button = element("button", { type: "button", class: "link" }, [name]);
      button.addEventListener("click", () => this.choose(/** @type {Thing} */ ({ kind, id }), true));
      return element("li", {}, [button]);
    });
    return [element("h3", {}, [`${heading} (${things.length})`]), element("ul", { class: "links" }, items)];
  }

  /** @param {[string, () => void][]} actions @param {string} [tieFrom] the organisation from which a tie may be added */
  buttons(actions, tieFrom) {
    const all = [...actions];
    if (tieFrom) all.push(["Suppose a tie from here", () => this.beginTie(tieFrom)]);
    return element("p", { class: "actions" }, all.map(([words, act]) => {
      const button = element("button", { type: "button" }, [words]);
      button.addEventListener("click", act);
      return button;
    })); // prettier-ignore
  }

  /** Show what is behind a thing. @param {?Thing} thing @param {boolean} [go] whether to go there with the keyboard */
  choose(thing, go = false) {
    if (go) this.cameFrom = /** @type {?HTMLElement} */ (document.activeElement);
    this.state.chosen = thing;
    this.update();
    if (thing && thing.kind !== "tie") this.map.moveTo(thing.id);
    if (go) byId("why-heading").focus();
    else if (thing) this.say(`${this.titleOf(thing)}: ${this.firstWords(thing)}`);
  }

  /** @param {Thing} thing */
  firstWords(thing) {
    if (thing.kind === "tie") return whyTie(this.found, thing.id).join(" ");
    if (thing.kind === "group") return whyGroup(this.found, thing.id)[0];
    return whyOrganisation(this.found, thing.id).slice(0, 2).join(" ");
  }

  // What if

  /** @param {Supposition} one */
  suppose(one) {
    this.state.suppositions = [...this.state.suppositions, one];
    const earlier = this.found;
    if ("close" in one) this.state.chosen = { kind: "organisation", id: one.close };
    this.reckon();
    this.say(`Supposed: ${supposedInWords(one, (id) => this.nameOf(id))} ${movedInWords(earlier, this.found)}`);
    byId("suppose-heading").focus();
  }

  /** @param {number} place */
  takeBack(place) {
    const one = this.state.suppositions[place];
    this.state.suppositions = this.state.suppositions.filter((_, number) => number !== place);
    this.reckon(`No longer supposed: ${supposedInWords(one, (id) => this.nameOf(id))}`);
    byId("suppose-heading").focus();
  }

  tellSuppositions() {
    const items = this.state.suppositions.map((one, place) => {
      const words = supposedInWords(one, (id) => this.nameOf(id));
      const button = element("button", { type: "button", "aria-label": `Take back: ${words}` }, ["Take back"]);
      button.addEventListener("click", () => this.takeBack(place));
      return element("li", {}, [words, " ", button]);
    });
    byId("suppositions").replaceChildren(...items);
    byId("nothing-supposed").hidden = items.length > 0;
    for (const id of ["undo", "start-again"]) byId(id).disabled = !items.length;
    byId("moved").textContent = items.length ? movedInWords(this.before, this.found) : "";
  }

  /** @param {string} id */
  beginTie(id) {
    byId("tie-from").value = this.nameOf(id);
    byId("tie-to").focus();
  }

  /** Read the form for a new tie, and say what is wrong with it. */
  addTie() {
    const ends = ["tie-from", "tie-to"].map((id) => byId(id).value.trim());
    const found = ends.map((name) => this.network.organisations.find((one) => one.name === name || one.id === name));
    const wrong = this.wrongWith(ends, found);
    byId("tie-wrong").textContent = wrong;
    if (wrong) return;
    const percent = byId("tie-strength").value;
    const [one, other] = /** @type {Organisation[]} */ (found);
    this.suppose({ begin: [one.id, other.id], strength: percent === "" ? null : Number(percent) / 100 });
    byId("tie-from").value = byId("tie-to").value = "";
  }

  /** @param {string[]} ends @param {(Organisation | undefined)[]} found @returns {string} */
  wrongWith(ends, found) {
    const missing = found.findIndex((one) => !one);
    if (missing >= 0) return ends[missing] ? `There is no organisation called “${ends[missing]}”; choose one from the list.` : "Name two organisations.";
    const [one, other] = /** @type {Organisation[]} */ (found);
    if (one === other) return "A tie takes two different organisations.";
    if (this.found.view.ties.has(tieKey(one.id, other.id))) return "These two have a tie already.";
    const gone = [one, other].find((each) => !this.found.view.organisations.has(each.id) && !(each.potential && runs(each.from, each.until, this.state.day)));
    if (gone) return `${gone.name} is not there on this day, or is supposed to close.`;
    const percent = byId("tie-strength").value;
    return percent !== "" && !(Number(percent) >= 1 && Number(percent) <= 100) ? "Write the strength as a number from 1 to 100, or leave it out." : "";
  }

  // Filters

  /** @param {string} id */
  filterGroup(id) {
    this.state.group = id;
    byId("group").value = id;
    this.filtered();
  }

  /** Show what the filters leave, and say how many that is. */
  filtered() {
    this.update();
    const showing = /** @type {Showing} */ (this.shownNow);
    const organisations = this.network.organisations.filter((one) => showing.shown.has(one.id) && sought(showing, [one.id]));
    this.say(`${counted(organisations.length, "organisation")} shown.`);
    return organisations;
  }

  /** @param {?string} day */
  goTo(day) {
    this.state.day = day;
    this.reckon();
    this.say(byId("summary").textContent);
  }

  showMoment() {
    const range = byId("moment");
    const day = this.state.day;
    const place = day === null ? this.moments.length - 1 : this.moments.filter((one) => one <= day).length - 1;
    range.value = String(Math.max(0, place));
    range.setAttribute("aria-valuetext", inWords(day));
  }

  /** Undo all filters. */
  clear() {
    const { day, suppositions, chosen } = this.state;
    this.state = { ...this.opening(), day, suppositions, chosen };
    byId("controls").reset();
    this.filtered();
    this.map.fit();
  }

  // Listening

  listen() {
    this.fillControls();
    const state = () => this.state;
    on("search", "input", later(() => { state().text = byId("search").value; this.filtered(); }, 150)); // prettier-ignore
    on("search", "keydown", (event) => event.key === "Enter" && this.takeFirst());
    on("group", "change", (event) => { state().group = event.target.value; this.filtered(); this.map.fit(); }); // prettier-ignore
    on("steps", "change", (event) => { state().steps = Number(event.target.value); this.filtered(); this.map.fit(); }); // prettier-ignore
    on("show-groups", "change", (event) => { state().groups = event.target.checked; this.filtered(); }); // prettier-ignore
    on("show-possible", "change", (event) => { state().possible = event.target.checked; this.filtered(); }); // prettier-ignore
    on("day", "change", (event) => this.goTo(event.target.value || null));
    on("moment", "input", later(() => this.goTo(this.moments[Number(byId("moment").value)]), 60));
    on("clear", "click", () => this.clear());
    on("controls", "submit", (event) => event.preventDefault());
    on("undo", "click", () => this.takeBack(this.state.suppositions.length - 1));
    on("start-again", "click", () => this.startAgain());
    on("tie-form", "submit", (event) => { event.preventDefault(); this.addTie(); }); // prettier-ignore
    on("nearer", "click", () => this.map.zoomBy(1.4));
    on("farther", "click", () => this.map.zoomBy(1 / 1.4));
    on("all", "click", () => this.map.fit());
    on("map", "keydown", (event) => this.mapKey(event));
    on("why", "keydown", (event) => event.key === "Escape" && this.goBack());
    addEventListener("resize", later(() => this.map.fit(), 150));
    addEventListener("beforeprint", () => this.sheets.forEach((sheet) => this.fill(sheet)));
    this.listenToTabs();
  }

  fillControls() {
    const groups = [...this.network.groups].sort((a, b) => a.name.localeCompare(b.name, "en"));
    byId("group").append(...groups.map((one) => element("option", { value: one.id }, [one.name])));
    byId("names").append(...this.network.organisations.map((one) => element("option", { value: one.name })));
    byId("show-groups").checked = byId("show-groups").defaultChecked = this.state.groups;
    byId("moment").max = String(Math.max(0, this.moments.length - 1));
    const there = new Set(this.network.organisations.map((one) => sectorOf(this.network, one.sector)));
    this.network.sectors.forEach((sector, place) => {
      if (there.has(sector)) byId("sectors").append(this.sectorBox(sector, String(place)));
    });
  }

  /** @param {Sector} sector @param {string} place */
  sectorBox(sector, place) {
    const box = element("input", { type: "checkbox", value: place });
    box.checked = box.defaultChecked = true;
    box.addEventListener("change", () => {
      if (box.checked) this.state.hidden.delete(place);
      else this.state.hidden.add(place);
      this.filtered();
    });
    return element("label", {}, [box, swatch(sector), sector.label]);
  }

  listenToTabs() {
    const tabs = Object.keys(PLANS).map((kind) => byId(`tab-${kind}`));
    tabs.forEach((tab, place) => {
      tab.addEventListener("click", () => this.openTab(tab.dataset.kind));
      tab.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const next = tabs[(place + step + tabs.length) % tabs.length];
        this.openTab(next.dataset.kind);
        next.focus();
      });
    });
  }

  /** @param {string} kind */
  openTab(kind) {
    this.tab = kind;
    for (const each of Object.keys(PLANS)) {
      const open = each === kind;
      byId(`tab-${each}`).setAttribute("aria-selected", String(open));
      byId(`tab-${each}`).tabIndex = open ? 0 : -1;
      byId(`panel-${each}`).classList.toggle("folded", !open);
    }
    this.fillTables(/** @type {Showing} */ (this.shownNow));
  }

  /** Go to the first that the search has found. */
  takeFirst() {
    this.state.text = byId("search").value;
    const [first] = this.filtered();
    if (first) this.choose({ kind: "organisation", id: first.id }, true);
  }

  startAgain() {
    this.state.suppositions = [];
    this.reckon("Nothing is supposed.");
    byId("suppose-heading").focus();
  }

  /** Return to where one came from before one looked behind a thing. */
  goBack() {
    const place = this.cameFrom;
    if (place?.isConnected && place !== document.body) place.focus();
    else byId("map").focus();
  }

  /** @param {KeyboardEvent} event */
  mapKey(event) {
    const moves = { ArrowRight: () => this.map.beside(1, 0), ArrowLeft: () => this.map.beside(-1, 0),
      ArrowDown: () => this.map.beside(0, 1), ArrowUp: () => this.map.beside(0, -1),
      PageDown: () => this.map.along(1), PageUp: () => this.map.along(-1),
      Home: () => this.map.along(-Infinity), End: () => this.map.along(Infinity) }; // prettier-ignore
    const acts = { Enter: () => this.chooseCursor(), " ": () => this.chooseCursor(), "+": () => this.map.zoomBy(1.4),
      "=": () => this.map.zoomBy(1.4), "-": () => this.map.zoomBy(1 / 1.4), 0: () => this.map.fit() }; // prettier-ignore
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = /** @type {{[key: string]: () => ?string}} */ (moves)[event.key];
    const act = /** @type {{[key: string]: () => void}} */ (acts)[event.key];
    if (!move && !act) return;
    event.preventDefault();
    if (act) return act();
    const id = move();
    if (id === null) return this.say("Nothing further that way.");
    this.map.moveTo(id);
    this.say(this.inBrief(id));
  }

  chooseCursor() {
    const id = this.map.cursor;
    if (id === null) return;
    this.choose({ kind: this.found.view.groups.has(id) ? "group" : "organisation", id }, true);
  }

  /** An organisation or a group in a few words. @param {string} id */
  inBrief(id) {
    if (this.found.view.groups.has(id)) return `${this.nameOf(id)}, a group. ${whyGroup(this.found, id)[0]}`;
    const one = /** @type {Organisation} */ (this.network.organisations.find((each) => each.id === id));
    const value = this.found.organisations.get(id)?.value;
    const ties = this.found.view.neighbours.get(id)?.size ?? 0;
    return [one.name, one.sector && sectorLabel(this.network, one.sector), ...marksOf(one, this.found, /** @type {Showing} */ (this.shownNow)),
      value === undefined ? null : `bridging value ${inPeople(value)}`, counted(ties, "tie")].filter(Boolean).join(", "); // prettier-ignore
  }
}

/** @param {string} id @param {string} what @param {(event: any) => void} act */
function on(id, what, act) {
  byId(id).addEventListener(what, act);
}

/** @param {(string | null | false)[]} words */
function facts(words) {
  return element("p", { class: "facts" }, [words.filter(Boolean).join(" · ")]);
}

/** @param {string[]} texts */
function sentences(texts) {
  return element("ul", { class: "sentences" }, texts.map((text) => element("li", {}, [text])));
}

/** The shape and colour of a sector, for the legend. @param {Sector} sector */
function swatch(sector) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  const shape = document.createElementNS(space, sector.points.length ? "polygon" : "circle");
  const settings = sector.points.length ? { points: sector.points.join(" ") } : { r: "1" };
  for (const [key, value] of Object.entries({ ...settings, fill: sector.fill })) shape.setAttribute(key, value);
  for (const [key, value] of Object.entries({ viewBox: "-1.2 -1.2 2.4 2.4", class: "swatch", "aria-hidden": "true" })) picture.setAttribute(key, value);
  picture.append(shape);
  return picture;
}

/** Open the page. */
function start() {
  new Page(JSON.parse(byId("network").textContent));
}
