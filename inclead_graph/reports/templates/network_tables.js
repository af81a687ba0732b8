// The tables: all that the picture shows, in rows that can be sorted.

/**
 * @typedef {{id: string, cells: (string | number | null)[], shown: boolean}} Row
 * @typedef {{head: string, about?: string, write?: (value: any) => string, only?: "supposed"}} Column
 * @typedef {{kind: Thing["kind"], caption: string, columns: Column[], sorted: number, down: boolean}} Plan
 */

const PEOPLE = (/** @type {?number} */ value) => (value === null ? "" : value > 0 ? inWhole(value) : "0");
const PERCENT = (/** @type {?number} */ value) => (value === null ? "" : inPercent(value));

const DECIMAL = (/** @type {?number} */ value) => (value === null ? "" : value.toFixed(4));

/** @type {{[name: string]: Plan}} */
const PLANS = {
  organisation: {
    kind: "organisation",
    caption: "Organisations",
    columns: [
      { head: "Organisation" },
      { head: "Sector" },
      { head: "Locality" },
      { head: "Marks" },
      { head: "Bridging value", about: "people who would no longer be reached without it", write: PEOPLE },
      { head: "Before", about: "its bridging value without what is supposed", write: PEOPLE, only: "supposed" },
      { head: "Betweenness", about: "the part of shortest paths that lead through it", write: PERCENT },
      { head: "Product", about: "bridging value as a part of all need, times betweenness", write: DECIMAL },
      { head: "Chain", about: "the strength of its strongest chain to an anchor", write: PERCENT },
      { head: "Serves" },
    ],
    sorted: 4,
    down: true,
  },
  tie: {
    kind: "tie",
    caption: "Ties",
    columns: [
      { head: "Between" },
      { head: "What they do" },
      { head: "When" },
      { head: "Strength", write: PERCENT },
      { head: "Marks" },
      { head: "Bridging value", about: "people who would no longer be reached without it", write: PEOPLE },
      { head: "Before", about: "its bridging value without what is supposed", write: PEOPLE, only: "supposed" },
    ],
    sorted: 5,
    down: true,
  },
  group: {
    kind: "group",
    caption: "Groups",
    columns: [
      { head: "Group" },
      { head: "Disadvantage" },
      { head: "Locality" },
      { head: "Need", about: "people", write: (value) => (value === null ? "not counted" : PEOPLE(value)) },
      { head: "Reached", about: "part of the need", write: PERCENT },
      { head: "Before", about: "reached without what is supposed", write: PERCENT, only: "supposed" },
      { head: "People reached", write: PEOPLE },
      { head: "Served by" },
      { head: "Source of the need" },
    ],
    sorted: 4,
    down: false,
  },
};

/** The rows of one table. @param {Thing["kind"]} kind @param {Found} found @param {Found} before @param {Showing} showing @param {Network} network */
function rowsOf(kind, found, before, showing, network) {
  if (kind === "organisation") return organisationRows(found, before, showing, network);
  return kind === "tie" ? tieRows(found, before, showing, network) : groupRows(found, before, showing);
}

/** Whether a thing is shown and is among what is sought. @param {Showing} showing @param {string[]} ids */
function sought(showing, ids) {
  return showing.matches === null || ids.some((id) => showing.matches?.has(id));
}

/** @param {Found} found @param {Found} before @param {Showing} showing @param {Network} network @returns {Row[]} */
function organisationRows(found, before, showing, network) {
  return network.organisations.filter((one) => showing.shown.has(one.id)).map((one) => {
    const value = found.organisations.get(one.id)?.value ?? null;
    const between = found.betweenness.get(one.id) ?? null;
    const there = found.view.organisations.has(one.id);
    return {
      id: one.id,
      shown: sought(showing, [one.id]),
      cells: [
        one.name,
        one.sector === null ? "not said" : sectorLabel(network, one.sector),
        one.locality ?? "",
        marksOf(one, found, showing).join(", "),
        value,
        before.organisations.get(one.id)?.value ?? null,
        between,
        value === null || between === null ? null : (value / (found.need || 1)) * between,
        there ? found.reach.strength.get(one.id) ?? 0 : null,
        (found.reach.served.get(one.id) ?? []).map((id) => found.view.groups.get(id)?.name).join("; "),
      ],
    };
  });
}

/** What the picture shows by outlines. @param {Organisation} one @param {Found} found @param {Showing} showing */
function marksOf(one, found, showing) {
  const there = found.view.organisations.has(one.id);
  return [
    ...(showing.closed.has(one.id) ? ["supposed to close"] : []),
    ...(found.view.anchors.has(one.id) ? ["anchor"] : []),
    ...(one.potential ? [there ? "supposed to join" : "not a partner yet"] : []),
    ...(one.atRisk ? ["funding at risk"] : []),
  ];
}

/** @param {Found} found @param {Found} before @param {Showing} showing @param {Network} network @returns {Row[]} */
function tieRows(found, before, showing, network) {
  const names = new Map(network.organisations.map((one) => [one.id, one.name]));
  return [...found.view.ties].filter(([key]) => showing.shownTies.has(key)).map(([key, tie]) => ({
    id: key,
    shown: sought(showing, tie.ends),
    cells: [
      tie.ends.map((id) => names.get(id)).join(" – "),
      [...new Set(tie.partnerships.flatMap((one) => one.kind ?? []))].join("; "),
      tie.partnerships.map((one) => inSpan(one.from, one.until)).join("; "),
      tie.strength,
      [...(tie.supposed ? ["supposed"] : []), ...(tie.known ? [] : ["strength not known"]), ...(tie.atRisk ? ["funding at risk"] : [])].join(", "),
      found.ties.get(key)?.value ?? null,
      before.ties.get(key)?.value ?? null,
    ],
  }));
}

/** @param {Found} found @param {Found} before @param {Showing} showing @returns {Row[]} */
function groupRows(found, before, showing) {
  return [...found.view.groups.values()].filter((one) => showing.shown.has(one.id)).map((one) => {
    const part = found.reach.reached.get(one.id) ?? 0;
    return {
      id: one.id,
      shown: sought(showing, [one.id]),
      cells: [
        one.name,
        one.disadvantage,
        one.locality ?? "",
        one.need,
        part,
        before.reach.reached.get(one.id) ?? null,
        one.need === null ? null : one.need * part,
        [...(found.view.contact.get(one.id)?.keys() ?? [])].map((id) => found.view.organisations.get(id)?.name).join("; "),
        one.source ?? "",
      ],
    };
  });
}

/** @param {Network} network @param {string} sector */
function sectorLabel(network, sector) {
  const found = network.sectors.find((one) => one.words?.includes(sector));
  return found ? found.label : sector;
}

/** Sort rows by one column; what has no value comes last. @param {Row[]} rows @param {number} column @param {boolean} down */
function sortRows(rows, column, down) {
  const sign = down ? -1 : 1;
  return rows.sort((a, b) => {
    const [one, other] = [a.cells[column], b.cells[column]];
    if (one === other) return a.id < b.id ? -1 : 1;
    if (one === null || one === "") return 1;
    if (other === null || other === "") return -1;
    return sign * (typeof one === "string" ? one.localeCompare(String(other), "en") : one - Number(other));
  });
}

/** One table in the page. */
class Sheet {
  /** @param {HTMLTableElement} table @param {Plan} plan @param {(thing: Thing) => void} onChoice */
  constructor(table, plan, onChoice) {
    this.table = table;
    this.plan = plan;
    this.sorted = plan.sorted;
    this.down = plan.down;
    this.rows = /** @type {Row[]} */ ([]);
    this.supposed = false;
    this.chosen = /** @type {?string} */ (null);
    table.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      if (button?.dataset.id !== undefined) onChoice({ kind: plan.kind, id: button.dataset.id });
      else if (button?.dataset.column !== undefined) this.sortBy(Number(button.dataset.column));
    });
  }

  /** @param {Row[]} rows @param {boolean} supposed whether columns for what was before are shown @param {?string} chosen */
  show(rows, supposed, chosen) {
    Object.assign(this, { rows: rows.filter((row) => row.shown), supposed, chosen });
    this.write();
  }

  /** @param {number} column */
  sortBy(column) {
    this.down = this.sorted === column ? !this.down : typeof this.rows[0]?.cells[column] === "number";
    this.sorted = column;
    this.write();
    /** @type {?HTMLElement} */ (this.table.querySelector(`[data-column="${column}"]`))?.focus();
  }

  /** Write the table anew. */
  write() {
    const columns = this.plan.columns.map((column, number) => ({ ...column, number })).filter((one) => !one.only || this.supposed);
    const head = element("thead", {}, [element("tr", {}, columns.map((column) => this.headOf(column)))]);
    const body = element("tbody", {}, sortRows(this.rows, this.sorted, this.down).map((row) => this.rowOf(row, columns)));
    const caption = element("caption", {}, [`${this.plan.caption}: ${inWhole(this.rows.length)}`]);
    const focused = this.table.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.id : undefined;
    this.table.replaceChildren(caption, head, body);
    if (focused !== undefined) this.buttonOf(focused)?.focus();
  }

  /** @param {string} id @returns {?HTMLElement} */
  buttonOf(id) {
    const buttons = /** @type {NodeListOf<HTMLElement>} */ (this.table.querySelectorAll("button[data-id]"));
    return [...buttons].find((one) => one.dataset.id === id) ?? null;
  }

  /** @param {Column & {number: number}} column */
  headOf(column) {
    const how = this.sorted !== column.number ? "none" : this.down ? "descending" : "ascending";
    const sign = { none: "", ascending: " ▲", descending: " ▼" }[how];
    const button = element("button", { type: "button", "data-column": String(column.number) }, [column.head,
      element("span", { "aria-hidden": "true" }, [sign])]); // prettier-ignore
    const about = column.about ? [element("span", { class: "about" }, [column.about])] : [];
    const onPaper = element("span", { class: "paper", "aria-hidden": "true" }, [column.head]);
    return element("th", { scope: "col", ...(how === "none" ? {} : { "aria-sort": how }) }, [button, onPaper, ...about]);
  }

  /** @param {Row} row @param {(Column & {number: number})[]} columns */
  rowOf(row, columns) {
    const chosen = row.id === this.chosen;
    const cells = columns.map(({ number, write }) => {
      const value = row.cells[number];
      const words = write ? write(value) : String(value ?? "");
      if (number) return element("td", write ? { class: "number" } : {}, [words]);
      const button = element("button", { type: "button", "data-id": row.id, ...(chosen ? { "aria-current": "true" } : {}) }, [words]);
      return element("th", { scope: "row" }, [button]);
    });
    return element("tr", chosen ? { class: "chosen" } : {}, cells);
  }
}

/**
 * Make an element; texts become text and never markup.
 * @param {string} name @param {{[name: string]: string}} settings @param {(Node | string)[]} [children]
 * @returns {any}
 */
function element(name, settings, children = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(settings)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
