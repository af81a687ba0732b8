// The picture: organisations, groups and ties on a canvas, drawn by cytoscape.js where Python has placed them.

/**
 * @typedef {{kind: "organisation" | "group" | "tie", id: string}} Thing
 * @typedef {{shown: Set<string>, shownTies: Set<string>, matches: ?Set<string>, groups: boolean, chosen: ?Thing,
 *   closed: Set<string>}} Showing
 */

const SMALLEST = 11;
const LARGEST = 46;
// Names at the most; how many stand in any case, where there is room; and from how many pixels on a node is near. No
// name covers a node that is twice as large as that.
const MOST_NAMES = 40;
const ALWAYS_NAMED = 25;
const NEAR = 12;

/** What colours there are, by the page's style. */
function inks() {
  const style = getComputedStyle(document.documentElement);
  const ink = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return { ink: ink("--ink"), quiet: ink("--quiet"), faint: ink("--faint"), paper: ink("--paper"), mark: ink("--mark"),
    group: ink("--group") }; // prettier-ignore
}

/** How everything looks. */
function looks() {
  const { ink, quiet, faint, paper, mark, group } = inks();
  return [
    { selector: "node", style: { shape: "polygon", "shape-polygon-points": "data(points)", width: "data(wide)",
      height: "data(wide)", "background-color": "data(fill)", "border-width": 1, "border-color": ink, label: "",
      "font-family": "Arial, sans-serif", color: ink, "text-valign": "bottom", "text-margin-y": 2, "text-wrap": "wrap",
      "text-max-width": "150px", "text-background-color": paper, "text-background-opacity": 0.8, "z-index": "data(rank)" } },
    { selector: ".round", style: { shape: "ellipse" } },
    { selector: ".named", style: { label: "data(name)" } },
    { selector: ".potential, .closed", style: { "background-color": paper, "border-width": 2.5, "border-color": ink } },
    { selector: ".closed", style: { "border-style": "dashed" } },
    { selector: ".anchor", style: { "outline-width": 1.5, "outline-color": ink, "outline-offset": 3 } },
    { selector: ".group", style: { shape: "round-rectangle", width: 26, height: 16, "background-color": paper,
      "border-color": group, "border-width": 2, color: ink } },
    { selector: "edge", style: { "curve-style": "haystack", "haystack-radius": 0, width: "data(wide)", "line-color": faint } },
    { selector: ".some", style: { "line-color": quiet } },
    { selector: ".many", style: { "line-color": ink } },
    { selector: ".risk", style: { "line-style": "dashed" } },
    { selector: ".possible", style: { "line-style": "dotted", "line-color": ink, width: 1.5 } },
    { selector: ".serves", style: { "line-style": "dotted", "line-color": group, width: 1 } },
    { selector: ".supposed", style: { "line-color": mark, "line-style": "solid" } },
    { selector: ".gone", style: { display: "none" } },
    { selector: ".faded", style: { opacity: 0.15 } },
    { selector: "node.chosen, node.cursor", style: { "overlay-color": mark, "overlay-opacity": 0.35, "overlay-padding": 8, "overlay-shape": "ellipse" } },
    { selector: "edge.chosen", style: { "line-color": mark, width: 6 } },
  ]; // prettier-ignore
}

/** Draws the network and tells of clicks. */
class NetworkMap {
  /**
   * @param {HTMLElement} place @param {Network} network @param {(thing: ?Thing) => void} onChoice
   */
  constructor(place, network, onChoice) {
    this.network = network;
    this.cursor = /** @type {?string} */ (null);
    this.order = /** @type {string[]} */ ([]);
    this.first = /** @type {Set<string>} */ (new Set());
    this.cy = cytoscape({
      container: place,
      elements: [...network.organisations.map((one) => this.organisation(one)), ...network.groups.map((one) => groupNode(one))],
      style: looks(),
      layout: { name: "preset" },
      minZoom: 0.05,
      maxZoom: 6,
      boxSelectionEnabled: false,
      autoungrabify: true,
      autounselectify: true,
    });
    this.cy.on("tap", (/** @type {any} */ event) => {
      const thing = event.target === this.cy ? null : event.target.data("thing");
      if (thing !== undefined) onChoice(thing);
    });
    this.cy.on("viewport", later(() => this.placeNames(), 60));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.cy.style(looks()));
  }

  /** @param {Organisation} one */
  organisation(one) {
    const sector = sectorOf(this.network, one.sector);
    return {
      group: "nodes",
      data: { id: one.id, name: one.name, thing: { kind: "organisation", id: one.id }, wide: SMALLEST, rank: 1,
        fill: sector.fill, points: sector.points.join(" ") || "0 0 1 1 1 0" },
      position: { x: one.x, y: one.y },
      classes: sector.points.length ? "" : "round",
    }; // prettier-ignore
  }

  /**
   * Draw what was found, as far as it is to be shown.
   * @param {Found} found @param {Showing} showing @param {number} greatest the largest bridging value to be drawn
   */
  draw(found, showing, greatest) {
    this.cy.batch(() => {
      this.drawTies(found, showing);
      for (const one of this.network.organisations) this.drawOrganisation(one, found, showing, greatest);
      for (const one of this.network.groups) this.drawGroup(one, showing);
    });
    const value = (/** @type {string} */ id) => found.organisations.get(id)?.value ?? (found.view.anchors.has(id) ? greatest / 2 : -1);
    this.order = [...showing.shown].filter((id) => showing.groups || !found.view.groups.has(id));
    this.order.sort((a, b) => value(b) - value(a) || (a < b ? -1 : 1));
    this.first = new Set([...(showing.matches ?? []), ...(showing.chosen?.kind === "tie" ? showing.chosen.id.split(" ") : showing.chosen ? [showing.chosen.id] : [])]);
    this.placeNames();
  }

  /** @param {Organisation} one @param {Found} found @param {Showing} showing @param {number} greatest */
  drawOrganisation(one, found, showing, greatest) {
    const bridging = found.organisations.get(one.id);
    const part = bridging ? Math.min(1, bridging.value / (greatest || 1)) : 0;
    const wide = bridging ? SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(part) : 2 * SMALLEST;
    const there = found.view.organisations.has(one.id);
    const node = this.cy.getElementById(one.id);
    node.data({ wide: there ? wide : SMALLEST * 1.5, rank: !there ? 1 : bridging ? 2 + Math.round(100 * part) : 200 });
    classes(node, {
      anchor: found.view.anchors.has(one.id),
      potential: one.potential && !there,
      closed: showing.closed.has(one.id),
      gone: !showing.shown.has(one.id),
      faded: showing.matches !== null && !showing.matches.has(one.id),
      chosen: showing.chosen?.id === one.id,
    });
  }

  /** @param {Group} one @param {Showing} showing */
  drawGroup(one, showing) {
    classes(this.cy.getElementById(one.id), {
      gone: !showing.groups || !showing.shown.has(one.id),
      faded: showing.matches !== null && !showing.matches.has(one.id),
      chosen: showing.chosen?.id === one.id,
    });
  }

  /** @param {Found} found @param {Showing} showing */
  drawTies(found, showing) {
    const greatest = Math.max(0, ...[...found.ties.values()].map((one) => one.value));
    const lines = [...found.view.ties].map(([key, tie]) => {
      const value = found.ties.get(key)?.value ?? 0;
      const how = [value > 0.1 * greatest ? "many" : value > 0 ? "some" : "", tie.atRisk ? "risk" : "", tie.supposed ? "supposed" : ""];
      return line(key, tie.ends, 0.5 + 2.5 * tie.strength, how, showing, showing.shownTies.has(key));
    });
    for (const one of this.network.scopings) {
      const key = tieKey(...one.between);
      if (!found.view.ties.has(key) && showing.shownTies.has(key)) lines.push(line(key, one.between, 1.5, ["possible"], showing, true));
    }
    for (const [group, contact] of showing.groups ? found.view.contact : []) {
      for (const name of contact.keys()) lines.push(line(`${group} ${name}`, [group, name], 1, ["serves"], showing, true));
    }
    this.cy.edges().remove();
    const unique = new Map(lines.map((one) => [one.data.id, one]));
    this.cy.add([...unique.values()]);
  }

  /** Name the most bridging of those in sight, as many as there is room for; small ones only from near by. */
  placeNames() {
    const zoom = this.cy.zoom();
    const size = 12 / zoom;
    const inSight = this.inSight();
    const taken = inSight.filter((node) => node.data("wide") * zoom >= 2 * NEAR).map((node) => bodyOf(node));
    const named = new Map();
    for (const [place, node] of inSight.entries()) {
      const near = node.data("wide") * zoom >= NEAR || this.first.has(node.id());
      if (named.size >= MOST_NAMES || (place >= ALWAYS_NAMED && !near)) continue;
      const side = ["bottom", "top"].find((each) => !taken.some((one) => one.id !== node.id() && cover(one, wordsOf(node, size, each))));
      if (!side) continue;
      taken.push(wordsOf(node, size, side));
      named.set(node, { "font-size": size, "text-max-width": `${150 / zoom}px`, "text-valign": side,
        "text-margin-y": (side === "top" ? -2 : 2) / zoom }); // prettier-ignore
    }
    this.cy.batch(() => {
      this.cy.nodes(".named").removeClass("named");
      for (const [node, style] of named) node.addClass("named").style(style);
    });
  }

  /** The nodes in sight, in the order in which they are to be named. @returns {any[]} */
  inSight() {
    const box = this.cy.extent();
    return [...new Set([...this.first, ...this.order])].map((id) => this.cy.getElementById(id)).filter((node) => {
      const { x, y } = node.position();
      return !node.hasClass("gone") && x > box.x1 && x < box.x2 && y > box.y1 && y < box.y2;
    }); // prettier-ignore
  }

  /** Bring one into sight and mark it. @param {string} id */
  moveTo(id) {
    this.cy.nodes(".cursor").removeClass("cursor");
    const node = this.cy.getElementById(id);
    if (node.empty()) return;
    this.cursor = id;
    node.addClass("cursor");
    const { x1, x2, y1, y2 } = this.cy.extent();
    const { x, y } = node.position();
    if (x > x1 && x < x2 && y > y1 && y < y2) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.cy.animate({ center: { eles: node }, duration: still ? 0 : 200 });
  }

  /** The nearest in a direction from where the cursor is; the first where it is nowhere. @param {number} right @param {number} down */
  beside(right, down) {
    const from = this.cursor && this.order.includes(this.cursor) ? this.cy.getElementById(this.cursor).position() : null;
    if (!from) return this.order[0] ?? null;
    let best = null;
    let least = Infinity;
    for (const id of this.order) {
      const { x, y } = this.cy.getElementById(id).position();
      const along = (x - from.x) * right + (y - from.y) * down;
      const across = Math.abs((x - from.x) * down) + Math.abs((y - from.y) * right);
      if (id === this.cursor || along <= 0 || across > 2 * along) continue;
      const far = along + 2 * across;
      if (far < least) [best, least] = [id, far];
    }
    return best;
  }

  /** The next in the order of bridging value, or the one before. @param {number} step */
  along(step) {
    const place = this.cursor === null ? -1 : this.order.indexOf(this.cursor);
    return this.order[place < 0 ? 0 : Math.min(this.order.length - 1, Math.max(0, place + step))] ?? null;
  }

  /** @param {number} factor */
  zoomBy(factor) {
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: { x: this.cy.width() / 2, y: this.cy.height() / 2 } });
  }

  /** Show all that is not hidden. */
  fit() {
    this.cy.resize();
    this.cy.fit(this.cy.nodes().not(".gone"), 30);
    this.placeNames();
  }
}

/** @param {Group} one */
function groupNode(one) {
  return {
    group: "nodes",
    data: { id: one.id, name: one.name, thing: { kind: "group", id: one.id }, wide: 20, rank: 1, fill: "#fff", points: "0 0 1 1 1 0" },
    position: { x: one.x, y: one.y },
    classes: "group",
  };
}

/**
 * @param {string} key @param {string[]} ends @param {number} wide @param {string[]} how @param {Showing} showing
 * @param {boolean} shown
 */
function line(key, ends, wide, how, showing, shown) {
  const hidden = !shown || !ends.every((id) => showing.shown.has(id));
  const faded = showing.matches !== null && !ends.some((id) => showing.matches?.has(id));
  const chosen = showing.chosen?.kind === "tie" && showing.chosen.id === key;
  const thing = how.includes("serves") || how.includes("possible") ? undefined : { kind: "tie", id: key };
  return {
    group: "edges",
    data: { id: `tie ${key}`, source: ends[0], target: ends[1], wide, thing },
    classes: [...how, hidden ? "gone" : "", faded ? "faded" : "", chosen ? "chosen" : ""].filter(Boolean).join(" "),
  };
}

/** @typedef {{id: string, x1: number, x2: number, y1: number, y2: number}} Room */

/** Whether two rooms cover each other. @param {Room} one @param {Room} other */
function cover(one, other) {
  return one.x1 < other.x2 && other.x1 < one.x2 && one.y1 < other.y2 && other.y1 < one.y2;
}

/** Where a node is. @param {any} node @returns {Room} */
function bodyOf(node) {
  const { x, y } = node.position();
  const half = node.data("wide") / 2.2;
  return { id: node.id(), x1: x - half, x2: x + half, y1: y - half, y2: y + half };
}

/** Where a node's name would be. @param {any} node @param {number} size of letters @param {string} side @returns {Room} */
function wordsOf(node, size, side) {
  const { x, y } = node.position();
  const letters = node.data("name").length;
  const wide = Math.min(25, letters) * size * 0.29;
  const high = Math.ceil(letters / 25) * size * 1.25;
  const edge = node.data("wide") / 2 + size / 6;
  return side === "bottom"
    ? { id: "", x1: x - wide, x2: x + wide, y1: y + edge, y2: y + edge + high }
    : { id: "", x1: x - wide, x2: x + wide, y1: y - edge - high, y2: y - edge };
}

/** @param {any} node @param {{[name: string]: boolean}} wanted */
function classes(node, wanted) {
  for (const [name, on] of Object.entries(wanted)) node.toggleClass(name, on);
}

/** How a sector looks; the last look is for all that have none of their own. @param {Network} network @param {?string} sector */
function sectorOf(network, sector) {
  return network.sectors.find((one) => sector !== null && one.words?.includes(sector)) ?? network.sectors[network.sectors.length - 1];
}

/** Do something when it has been still for a while. @param {() => void} what @param {number} wait in milliseconds */
function later(what, wait) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(what, wait);
  };
}
