// What the page says in words. Of organisations, ties and groups it says the same as network_words.py; a test holds both
// to the same sentences.

/** To the nearest whole number. @param {number} number */
function inWhole(number) {
  const whole = Math.floor(number + 0.5);
  return number > 0 && whole < 1 ? "fewer than 1" : String(whole).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** How many people, without false precision. @param {number} number */
function inPeople(number) {
  if (number <= 0) return "nobody";
  const written = inWhole(number);
  return written === "1" || written.endsWith(" 1") ? `${written} person` : `${written} people`;
}

/** A part of a whole in hundredths. @param {number} part */
function inPercent(part) {
  if (part > 0 && part < 0.01) return "less than 1%";
  if (part > 0.99 && part < 1) return "more than 99%";
  return `${Math.floor(100 * part + 0.5)}%`;
}

/** A day as people write it: 31 March 2026. @param {?string} day */
function inWords(day) {
  if (day === null) return "whatever the day";
  const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December"]; // prettier-ignore
  const [year, month, number] = day.split("-").map(Number);
  return `${number} ${months[month - 1]} ${year}`;
}

/** From when to when something runs. @param {?string} from @param {?string} until */
function inSpan(from, until) {
  if (from && until) return `${inWords(from)} to ${inWords(until)}`;
  if (from) return `since ${inWords(from)}`;
  return until ? `until ${inWords(until)}` : "no dates";
}

/** @param {number} number @param {string} one @param {string} [several] */
function counted(number, one, several = `${one}s`) {
  return `${inWhole(number)} ${number === 1 ? one : several}`;
}

/** How many people are reached, of how many. @param {Found} found */
function reachedInWords(found) {
  if (!found.need) return "Nobody has counted the needs of the groups.";
  const part = inPercent(found.people / found.need);
  return `${inWhole(found.people)} of ${inPeople(found.need)} with a need are reached (${part}).`;
}

/** Why an organisation has its bridging value. @param {Found} found @param {string} id @returns {string[]} */
function whyOrganisation(found, id) {
  if (!found.view.organisations.has(id)) return ["It is not a partner on this day, so that nothing is counted through it."];
  const bridging = found.organisations.get(id);
  if (!bridging) return ["It is an anchor: reach is counted from it, so that it has no bridging value."];
  const chain = chainOf(found.reach, id);
  if (!chain.length) return ["No chain of partnerships leads from it to an anchor, so that nobody is reached through it."];
  const strength = inPercent(found.reach.strength.get(id) ?? 0);
  const through = chain.map((one) => found.view.organisations.get(one)?.name).join(" → ");
  return [`Its strongest chain to an anchor: ${through} (${strength}).`, ...lossesInWords(found, bridging)];
}

/** Why a tie has its bridging value. @param {Found} found @param {string} key @returns {string[]} */
function whyTie(found, key) {
  const tie = /** @type {Tie} */ (found.view.ties.get(key));
  const strength = inPercent(tie.strength);
  return [
    tie.known
      ? `Its strength is ${strength}.`
      : `Nobody has said how strong it is; it counts as ${strength}, the median of those known.`,
    ...(tie.atRisk ? ["All funding for it is at risk."] : []),
    ...lossesInWords(found, /** @type {Bridging} */ (found.ties.get(key))),
  ];
}

/** How far a group's need is reached, by whom, and on whom that hangs. @param {Found} found @param {string} id @returns {string[]} */
function whyGroup(found, id) {
  const group = /** @type {Group} */ (found.view.groups.get(id));
  const part = found.reach.reached.get(id) ?? 0;
  const contact = [...(found.view.contact.get(id) ?? [])].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return [
    group.need === null
      ? `${inPercent(part)} of its need is reached; nobody has counted how many people that is.`
      : `${inPercent(part)} of its need is reached: ${inWhole(group.need * part)} of ${inPeople(group.need)}.`,
    ...contact.map(([name, met]) => {
      const meets = `${found.view.organisations.get(name)?.name} meets ${inPercent(met)} of it, as far as it is trusted`;
      return `${meets}; ${chainInWords(found.reach.strength.get(name))}`;
    }),
    ...hangsOn(found, id),
  ];
}

/** @param {number | undefined} strength */
function chainInWords(strength) {
  if (strength === undefined) return "no chain leads from there to an anchor.";
  return `the strongest chain from there to an anchor has ${inPercent(strength)}.`;
}

/** @param {Found} found @param {Bridging} bridging @returns {string[]} */
function lossesInWords(found, bridging) {
  if (!bridging.losses.length) return ["Without it, nobody would lose reach."];
  const total = bridging.value > 0 ? `${inPeople(bridging.value)} would no longer be reached` : "reach would be lost";
  return [`Without it, ${total}.`, ...bridging.losses.map((loss) => lossInWords(found, loss))];
}

/** @param {Found} found @param {Loss} loss */
function lossInWords(found, loss) {
  const name = found.view.groups.get(loss.group)?.name;
  const lost = loss.people === null ? "nobody has counted its need" : inPeople(loss.people);
  const extent = extentOf(loss);
  if (extent === "only") return `${name}: reached only through it (${lost}).`;
  const falls = `reach falls from ${inPercent(loss.before)} to ${inPercent(loss.after)}`;
  return `${name}: reached ${extent} through it; ${falls} (${lost}).`;
}

/** @param {Found} found @param {string} id @returns {string[]} */
function hangsOn(found, id) {
  const kinds = /** @type {const} */ ([["only", "All of its reach"], ["mainly", "Half of its reach or more"]]);
  return kinds.flatMap(([extent, howMuch]) => {
    const names = [...found.organisations]
      .filter(([, bridging]) => bridging?.losses.some((loss) => loss.group === id && extentOf(loss) === extent))
      .map(([name]) => found.view.organisations.get(name)?.name);
    return names.length ? [`${howMuch} hangs on each of these: ${names.join("; ")}.`] : [];
  });
}

/** What somebody supposes. @param {Supposition} one @param {(id: string) => string} nameOf */
function supposedInWords(one, nameOf) {
  if ("close" in one) return `${nameOf(one.close)} closes.`;
  if ("end" in one) return `The tie between ${one.end.map(nameOf).join(" and ")} ends.`;
  const strength = one.strength === null ? "as strong as is usual" : `of ${inPercent(one.strength)}`;
  return `A tie between ${one.begin.map(nameOf).join(" and ")} begins, ${strength}.`;
}

/** What is other than before. @param {Found} before @param {Found} after */
function movedInWords(before, after) {
  const change = after.people - before.people;
  const groups = [...after.reach.reached].map(([id, part]) => part - (before.reach.reached.get(id) ?? 0));
  const fewer = groups.filter((one) => one < -NOTHING).length;
  const more = groups.filter((one) => one > NOTHING).length;
  if (!fewer && !more) return "No group's reach moves.";
  const many = inPeople(Math.abs(change)).replace(/ (?=\w+$)/, change < 0 ? " fewer " : " more ");
  const people = Math.abs(change) > NOTHING ? `${many} reached. ` : "";
  const lose = fewer ? `${counted(fewer, "group")} would be reached less. ` : "";
  const gain = more ? `${counted(more, "group")} would be reached further.` : "";
  return (people + lose + gain).trim();
}
