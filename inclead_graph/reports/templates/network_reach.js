// Which organisations and ties count on a day, how far each group's need is reached, and what hangs on whom. The same
// as inclead_graph/network/view.py and reach.py, step by step; a test holds both to the same numbers.

/**
 * @typedef {{id: string, name: string, kind: ?string, sector: ?string, locality: ?string, potential: boolean,
 *   atRisk: ?boolean, from: ?string, until: ?string, source: ?string, x: number, y: number}} Organisation
 * @typedef {{id: string, name: string, disadvantage: string, locality: ?string, need: ?number, source: ?string,
 *   x: number, y: number}} Group
 * @typedef {{organisation: string, group: string, share: number, from: ?string, until: ?string}} Service
 * @typedef {{by: string, of: string, share: number, date: ?string}} Trust
 * @typedef {{date: string, strength: ?number}} Review
 * @typedef {{between: [string, string], kind: ?string, from: ?string, until: ?string, strength: ?number,
 *   reviews: Review[], atRisk: ?boolean}} Partnership
 * @typedef {{between: [string, string], date: string}} Scoping
 * @typedef {{label: string, words: ?string[], points: number[], fill: string}} Sector
 * @typedef {{title: string, fictional: boolean, day: ?string, organisations: Organisation[], groups: Group[],
 *   services: Service[], trust: Trust[], partnerships: Partnership[], scopings: Scoping[], anchors: string[],
 *   sectors: Sector[]}} Network
 *
 * @typedef {{close: string}} Closing
 * @typedef {{end: [string, string]}} Ending
 * @typedef {{begin: [string, string], strength: ?number}} Beginning
 * @typedef {Closing | Ending | Beginning} Supposition
 *
 * @typedef {{ends: [string, string], strength: number, known: boolean, atRisk: ?boolean, partnerships: Partnership[],
 *   supposed: boolean}} Tie
 * @typedef {{organisations: Map<string, Organisation>, groups: Map<string, Group>, ties: Map<string, Tie>,
 *   contact: Map<string, Map<string, number>>, neighbours: Map<string, Map<string, number>>,
 *   anchors: Set<string>, usual: number}} View
 *
 * @typedef {{group: string, before: number, after: number, people: ?number}} Loss
 * @typedef {{value: number, losses: Loss[]}} Bridging
 * @typedef {{view: View, strength: Map<string, number>, towards: Map<string, string>, reached: Map<string, number>,
 *   behind: Map<string, string[]>, served: Map<string, string[]>}} Reach
 * @typedef {{day: ?string, view: View, reach: Reach, people: number, need: number, organisations: Map<string, ?Bridging>,
 *   ties: Map<string, Bridging>, betweenness: Map<string, number>}} Found
 */

const NOTHING = 1e-12;

/** The same for a tie from both its ends; ids hold no spaces. @param {string} one @param {string} other */
function tieKey(one, other) {
  return one <= other ? `${one} ${other}` : `${other} ${one}`;
}

/** Both ends of a day count; with no day, everything runs. @param {?string} from @param {?string} until @param {?string} day */
function runs(from, until, day) {
  return day === null || ((from === null || from <= day) && (until === null || day <= until));
}

/** How strong a partnership is, by its weight, else by its latest review. @param {Partnership} one @param {?string} day */
function strengthOf(one, day) {
  if (one.strength !== null) return one.strength;
  const held = one.reviews.filter((review) => day === null || review.date <= day);
  return held.length ? held[held.length - 1].strength : null;
}

/** The median of all strengths that are known, or 1. @param {Network} network @param {?string} day */
function usualStrength(network, day) {
  const known = network.partnerships.flatMap((one) => strengthOf(one, day) ?? []).sort((a, b) => a - b);
  if (!known.length) return 1;
  const middle = Math.floor(known.length / 2);
  return known.length % 2 ? known[middle] : (known[middle - 1] + known[middle]) / 2;
}

/**
 * What counts on a day, if it were as somebody supposes.
 * @param {Network} network @param {?string} day @param {Supposition[]} suppositions @returns {View}
 */
function viewOn(network, day, suppositions) {
  const closed = new Set(suppositions.flatMap((one) => ("close" in one ? one.close : [])));
  const joining = new Set(suppositions.flatMap((one) => ("begin" in one ? one.begin : [])));
  const organisations = new Map(
    network.organisations
      .filter((one) => !closed.has(one.id) && (!one.potential || joining.has(one.id)) && runs(one.from, one.until, day))
      .map((one) => [one.id, one])
  );
  const usual = usualStrength(network, day);
  const ties = tiesOn(network, day, organisations, suppositions, usual);
  return {
    organisations,
    groups: new Map(network.groups.map((group) => [group.id, group])),
    ties,
    contact: contactOn(network, day, organisations),
    neighbours: neighboursIn(organisations, ties),
    anchors: new Set(network.anchors.filter((name) => organisations.has(name))),
    usual,
  };
}

/**
 * @param {Network} network @param {?string} day @param {Map<string, Organisation>} organisations
 * @param {Supposition[]} suppositions @param {number} usual @returns {Map<string, Tie>}
 */
function tiesOn(network, day, organisations, suppositions, usual) {
  const ended = new Set(suppositions.flatMap((one) => ("end" in one ? tieKey(...one.end) : [])));
  const ties = new Map();
  for (const one of network.partnerships) {
    const key = tieKey(...one.between);
    if (ended.has(key) || !runs(one.from, one.until, day) || one.between[0] === one.between[1]) continue;
    if (!one.between.every((name) => organisations.has(name))) continue;
    ties.set(key, [...(ties.get(key) ?? []), one]);
  }
  const found = new Map([...ties].map(([key, several]) => [key, tieOf(key, several, day, usual)]));
  for (const one of suppositions) {
    if (!("begin" in one) || !one.begin.every((name) => organisations.has(name))) continue;
    const key = tieKey(...one.begin);
    const strength = one.strength ?? usual;
    if (!found.has(key)) found.set(key, begun(key, strength, one.strength !== null));
  }
  return found;
}

/** @param {string} key @param {Partnership[]} several @param {?string} day @param {number} usual @returns {Tie} */
function tieOf(key, several, day, usual) {
  const known = several.flatMap((one) => strengthOf(one, day) ?? []);
  const risks = several.map((one) => one.atRisk);
  return {
    ends: /** @type {[string, string]} */ (key.split(" ")),
    strength: known.length ? Math.max(...known) : usual,
    known: known.length > 0,
    atRisk: risks.includes(false) ? false : risks.includes(null) ? null : true,
    partnerships: several,
    supposed: false,
  };
}

/** @param {string} key @param {number} strength @param {boolean} known @returns {Tie} */
function begun(key, strength, known) {
  const ends = /** @type {[string, string]} */ (key.split(" "));
  return { ends, strength, known, atRisk: null, partnerships: [], supposed: true };
}

/**
 * The part of each group's need that each organisation meets and is trusted with.
 * @param {Network} network @param {?string} day @param {Map<string, Organisation>} organisations
 */
function contactOn(network, day, organisations) {
  const asked = new Map();
  for (const one of network.trust) {
    if (runs(one.date, null, day)) asked.set(`${one.by} ${one.of}`, one.share);
  }
  /** @type {Map<string, Map<string, number>>} */
  const found = new Map(network.groups.map((group) => [group.id, new Map()]));
  for (const one of network.services) {
    const contact = found.get(one.group);
    if (!contact || !organisations.has(one.organisation) || !runs(one.from, one.until, day)) continue;
    const met = one.share * (asked.get(`${one.group} ${one.organisation}`) ?? 1);
    contact.set(one.organisation, Math.max(met, contact.get(one.organisation) ?? 0));
  }
  return found;
}

/** @param {Map<string, Organisation>} organisations @param {Map<string, Tie>} ties */
function neighboursIn(organisations, ties) {
  /** @type {Map<string, Map<string, number>>} */
  const found = new Map([...organisations.keys()].map((name) => [name, new Map()]));
  for (const { ends: [one, other], strength } of ties.values()) {
    found.get(one)?.set(other, strength);
    found.get(other)?.set(one, strength);
  }
  return found;
}

// Strongest chains

/** @typedef {[number, string, string]} Step A strength, where the chain has come to, and where from. */

/** Whether one step comes before another: the stronger, then by names. @param {Step} one @param {Step} other */
function comesFirst(one, other) {
  if (one[0] !== other[0]) return one[0] > other[0];
  if (one[1] !== other[1]) return one[1] < other[1];
  return one[2] < other[2];
}

/** Put a step into a heap. @param {Step[]} heap @param {Step} step */
function push(heap, step) {
  let place = heap.push(step) - 1;
  while (place > 0) {
    const above = (place - 1) >> 1;
    if (!comesFirst(heap[place], heap[above])) return;
    [heap[place], heap[above]] = [heap[above], heap[place]];
    place = above;
  }
}

/** Take the first step out of a heap that has one. @param {Step[]} heap @returns {Step} */
function pop(heap) {
  const first = heap[0];
  const last = /** @type {Step} */ (heap.pop());
  if (!heap.length) return first;
  heap[0] = last;
  for (let place = 0; ; ) {
    let best = place;
    for (const below of [2 * place + 1, 2 * place + 2]) {
      if (below < heap.length && comesFirst(heap[below], heap[best])) best = below;
    }
    if (best === place) return first;
    [heap[place], heap[best]] = [heap[best], heap[place]];
    place = best;
  }
}

/**
 * Let the strongest chains grow from the starts, over ties between those that `inside` lets in.
 * @param {View} view @param {Step[]} starts @param {(one: string, other: string) => boolean} inside
 */
function grow(view, starts, inside) {
  /** @type {Map<string, number>} */
  const strength = new Map();
  /** @type {Map<string, string>} */
  const towards = new Map();
  /** @type {Step[]} */
  const heap = [];
  starts.forEach((step) => push(heap, step));
  while (heap.length) {
    const [now, name, before] = pop(heap);
    if (strength.has(name) || now === 0) continue;
    strength.set(name, now);
    if (before) towards.set(name, before);
    for (const [other, tie] of view.neighbours.get(name) ?? []) {
      if (!strength.has(other) && inside(name, other)) push(heap, [now * tie, other, name]);
    }
  }
  return { strength, towards };
}

/** The part of a need that is met by those who have a chain. @param {Map<string, number>} contact @param {(name: string) => number} strength */
function reachedBy(contact, strength) {
  let missed = 1;
  for (const name of [...contact.keys()].sort()) missed *= 1 - /** @type {number} */ (contact.get(name)) * strength(name);
  return 1 - missed;
}

/** @param {View} view @returns {Reach} */
function reachIn(view) {
  /** @type {Step[]} */
  const starts = [...view.anchors].map((name) => [1, name, ""]);
  const { strength, towards } = grow(view, starts, () => true);
  const reached = new Map(
    [...view.contact].map(([group, contact]) => [group, reachedBy(contact, (name) => strength.get(name) ?? 0)])
  );
  const behind = gathered([...towards].map(([name, next]) => [next, name]));
  const served = gathered([...view.contact].flatMap(([group, contact]) => [...contact.keys()].map((name) => [name, group])));
  return { view, strength, towards, reached, behind, served };
}

/** Gather what belongs to the same key. @param {string[][]} pairs @returns {Map<string, string[]>} */
function gathered(pairs) {
  const found = new Map();
  for (const [key, value] of pairs) found.has(key) ? found.get(key).push(value) : found.set(key, [value]);
  return found;
}

/** The chain from an organisation to its anchor, both among it; empty where there is none. @param {Reach} reach @param {string} name */
function chainOf(reach, name) {
  if (!reach.strength.has(name)) return [];
  const chain = [name];
  for (let next = reach.towards.get(name); next; next = reach.towards.get(next)) chain.push(next);
  return chain;
}

// What would be lost

/** Those whose strongest chain goes through an organisation. @param {Reach} reach @param {string} name */
function behindOf(reach, name) {
  const found = new Set();
  const waiting = [...(reach.behind.get(name) ?? [])];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    found.add(one);
    waiting.push(...(reach.behind.get(one) ?? []));
  }
  return found;
}

/**
 * What is lost when some ties are gone: chains are sought anew for those affected, and for nobody else.
 * @param {Reach} reach @param {Set<string>} affected @param {(one: string, other: string) => boolean} gone
 */
function lostWithout(reach, affected, gone) {
  /** @type {Step[]} */
  const starts = [];
  for (const name of affected) {
    for (const [other, tie] of reach.view.neighbours.get(name) ?? []) {
      const strength = reach.strength.get(other);
      if (!affected.has(other) && strength !== undefined && !gone(name, other)) starts.push([strength * tie, name, other]);
    }
  }
  const { strength } = grow(reach.view, starts, (one, other) => affected.has(other) && !gone(one, other));
  return bridgingOf(reach, affected, strength);
}

/** @param {Reach} reach @param {Set<string>} affected @param {Map<string, number>} strength @returns {Bridging} */
function bridgingOf(reach, affected, strength) {
  /** @type {Loss[]} */
  const losses = [];
  for (const group of [...new Set([...affected].flatMap((name) => reach.served.get(name) ?? []))].sort()) {
    const contact = /** @type {Map<string, number>} */ (reach.view.contact.get(group));
    const before = /** @type {number} */ (reach.reached.get(group));
    const after = reachedBy(contact, (name) => (affected.has(name) ? strength : reach.strength).get(name) ?? 0);
    if (before - after <= NOTHING) continue;
    const need = reach.view.groups.get(group)?.need ?? null;
    losses.push({ group, before, after, people: need === null ? null : need * (before - after) });
  }
  losses.sort((a, b) => (b.people ?? 0) - (a.people ?? 0) || (a.group < b.group ? -1 : 1));
  return { value: losses.reduce((sum, loss) => sum + (loss.people ?? 0), 0), losses };
}

/** What hangs on an organisation; null for an anchor. @param {Reach} reach @param {string} name @returns {?Bridging} */
function bridgingOfOrganisation(reach, name) {
  if (reach.view.anchors.has(name)) return null;
  return lostWithout(reach, behindOf(reach, name).add(name), (one, other) => one === name || other === name);
}

/** What hangs on a tie. @param {Reach} reach @param {[string, string]} ends @returns {Bridging} */
function bridgingOfTie(reach, [one, other]) {
  const down = reach.towards.get(one) === other;
  if (!down && reach.towards.get(other) !== one) return { value: 0, losses: [] };
  const below = down ? one : other;
  const key = tieKey(one, other);
  return lostWithout(reach, behindOf(reach, below).add(below), (a, b) => tieKey(a, b) === key);
}

/** Whether all of the reach would be lost, half or more, or less. @param {Loss} loss @returns {"only" | "mainly" | "partly"} */
function extentOf(loss) {
  if (loss.after <= NOTHING) return "only";
  return loss.before - loss.after >= 0.5 * loss.before ? "mainly" : "partly";
}

/**
 * The part of the shortest paths between all others that lead through each organisation, from 0 to 1: Brandes, "A
 * faster algorithm for betweenness centrality", Journal of Mathematical Sociology 25 (2001), without weights.
 * @param {View} view @returns {Map<string, number>}
 */
function betweennessIn(view) {
  const names = [...view.organisations.keys()];
  const numbers = new Map(names.map((name, number) => [name, number]));
  const next = names.map((name) => [...(view.neighbours.get(name)?.keys() ?? [])].map((other) => numbers.get(other) ?? 0));
  const total = new Float64Array(names.length);
  for (let start = 0; start < names.length; start++) addPathsFrom(start, next, total);
  const pairs = (names.length - 1) * (names.length - 2);
  return new Map(names.map((name, number) => [name, pairs > 0 ? total[number] / pairs : 0]));
}

/** @param {number} start @param {number[][]} next @param {Float64Array} total */
function addPathsFrom(start, next, total) {
  const away = new Int32Array(next.length).fill(-1);
  const paths = new Float64Array(next.length);
  const share = new Float64Array(next.length);
  const order = [start];
  away[start] = 0;
  paths[start] = 1;
  for (let place = 0; place < order.length; place++) {
    const one = order[place];
    for (const other of next[one]) {
      if (away[other] < 0) {
        away[other] = away[one] + 1;
        order.push(other);
      }
      if (away[other] === away[one] + 1) paths[other] += paths[one];
    }
  }
  for (let place = order.length - 1; place > 0; place--) {
    const one = order[place];
    for (const other of next[one]) {
      if (away[other] === away[one] - 1) share[other] += (paths[other] / paths[one]) * (1 + share[one]);
    }
    total[one] += share[one];
  }
}

/**
 * Everything that is counted on a day, if it were as somebody supposes.
 * @param {Network} network @param {?string} day @param {Supposition[]} suppositions @returns {Found}
 */
function findings(network, day, suppositions) {
  const view = viewOn(network, day, suppositions);
  const reach = reachIn(view);
  const counted = network.groups.filter((group) => group.need !== null);
  const people = counted.reduce((sum, group) => sum + (group.need ?? 0) * (reach.reached.get(group.id) ?? 0), 0);
  return {
    day,
    view,
    reach,
    people,
    need: counted.reduce((sum, group) => sum + (group.need ?? 0), 0),
    organisations: new Map([...view.organisations.keys()].map((name) => [name, bridgingOfOrganisation(reach, name)])),
    ties: new Map([...view.ties].map(([key, tie]) => [key, bridgingOfTie(reach, tie.ends)])),
    betweenness: betweennessIn(view),
  };
}
