"""The rules as formulas over what may be assumed changed.

Each lever that is offered for a thing is a choice. A finding becomes the formula that says for which choices the rules
conclude it; what no choice bears on is taken from the findings as they are. So every question about changes is answered
by the rule files, and no rule is written again here. This is why-provenance (Green, Karvounarakis and Tannen,
"Provenance semirings", 2007), with negation.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cached_property

from inclead_graph.inference.findings import Findings
from inclead_graph.inference.formulas import FALSE, TRUE, Formulas
from inclead_graph.inference.levers import NEW_SUFFIX, Lever
from inclead_graph.inference.rules import Clause, Computed, Is, Pattern, Quantified, Rule, Test, Value, properties_of
from inclead_graph.model.calendar import months_after

__all__ = ["Choice", "Grounding"]

Choice = tuple[Lever, str]
"""A lever, and the thing for which it is offered."""

Cases = tuple[tuple[Value | None, int], ...]
"""Values that a property can have, each with a formula; the value is the first whose formula is true. The last's is."""


class Grounding:
    """Makes formulas of one assessment's findings.

    Attributes:
        formulas: where they are kept.
        choices: what may be assumed changed, by number.
    """

    def __init__(self, findings: Findings, levers: Iterable[Lever]) -> None:
        self.findings = findings
        self.facts = findings.facts
        self.ruleset = findings.ruleset
        self.formulas = Formulas()
        self.choices: list[Choice] = []
        self._settings: defaultdict[tuple[str, str, str], list[tuple[int, Lever, Value | None]]] = defaultdict(list)
        self._added: defaultdict[tuple[str, str, str], list[tuple[str, int]]] = defaultdict(list)
        self._dropped: defaultdict[tuple[str, str, str], list[tuple[Pattern, int]]] = defaultdict(list)
        self._taken: dict[tuple[str, str], int] = {}
        self._new: dict[str, Mapping[str, Value]] = {}
        self._known: dict[tuple[object, ...], int] = {}
        self._cases: dict[tuple[str, str, str], Cases] = {}
        self._offer(tuple(levers))

    def _offer(self, levers: tuple[Lever, ...]) -> None:
        by_id = {lever.id: lever for lever in levers}
        for kind in dict.fromkeys(lever.about for lever in levers):
            of_kind = [(lever, self._passing(kind, lever.where)) for lever in levers if lever.about == kind]
            for thing in self.facts.things.get(kind, ()):
                for lever, passing in of_kind:
                    if thing in passing:
                        taken = self._taken[lever.id, thing] = self.formulas.choice(len(self.choices))
                        self.choices.append((lever, thing))
                        self._pull(lever, thing, taken, by_id)

    def _pull(self, lever: Lever, thing: str, taken: int, by_id: Mapping[str, Lever]) -> None:
        kind = lever.about
        if lever.added is not None:
            relation, known = lever.added
            new = f"{thing}{NEW_SUFFIX}{lever.id}"
            self._new[new] = known
            self._added[kind, relation, thing].append((new, taken))
        if lever.dropped is not None:
            self._dropped[kind, lever.dropped[0], thing].append((lever.dropped[1], taken))
        target, changed = kind, thing
        if lever.to is not None:
            adding = by_id[lever.to].added
            assert adding is not None  # noqa: S101 (checked when the levers were read)
            target, changed = self.ruleset.relations[kind, adding[0]], f"{thing}{NEW_SUFFIX}{lever.to}"
        if lever.shared is not None:
            self._share(lever.shared, by_id[lever.shared[0]].about, kind, thing, taken)
        for name, value in lever.values.items():
            self._settings[target, changed, name].append((taken, lever, value))

    def _share(self, shared: tuple[str, str, str], owner: str, kind: str, thing: str, taken: int) -> None:
        adding, through, relation = shared
        for other, related in self.facts.related[owner, through].items():
            if thing in related and (adding, other) in self._taken:
                both = self._and(taken, self._taken[adding, other])
                self._added[kind, relation, thing].append((f"{other}{NEW_SUFFIX}{adding}", both))

    @cached_property
    def open(self) -> frozenset[tuple[str, str]]:
        """Kinds with properties or relations on which some choice bears, through whatever rules."""
        found = {(kind, name) for kind, _, name in self._settings}
        found |= {(kind, relation) for kind, relation, _ in (*self._added, *self._dropped)}
        for stratum in self.ruleset.strata:
            for rule in stratum.rules:
                if any(self._reads(rule, clause) & found for clause in rule.clauses) or self._moved(rule) & found:
                    found.add((rule.about, rule.property))
        return frozenset(found)

    def _reads(self, rule: Rule, clause: Clause) -> set[tuple[str, str]]:
        condition = clause.condition
        if isinstance(condition, Is):
            return {(rule.about, name) for name in properties_of(condition.pattern)}
        target = self.ruleset.relations[rule.about, condition.relation]
        names = {(target, name) for name in properties_of(condition.where, condition.satisfy)}
        return names | {(rule.about, condition.relation)} | {(target, name) for name in _summed(condition)}

    @staticmethod
    def _moved(rule: Rule) -> set[tuple[str, str]]:
        return {(rule.about, rule.value.property)} if isinstance(rule.value, Computed) else set()

    def concluded(self, kind: str, thing: str, name: str, wanted: Callable[[Value | None], bool]) -> int:
        """Return the formula of when a property has a wanted value; of several that stand, one is enough."""
        if self.ruleset.types[kind, name].keep == "every":
            fired = self._fired(kind, thing, name)
            return self.formulas.any_of(formula for value, formula in fired.items() if wanted(value))
        return self._decided(self.cases(kind, thing, name), wanted)

    def _decided(self, cases: Cases, wanted: Callable[[Value | None], bool]) -> int:
        found = FALSE
        for value, formula in reversed(cases):
            found = self.formulas.either(formula, TRUE if wanted(value) else FALSE, found)
        return found

    def nothing(self, kind: str, thing: str, name: str) -> int:
        """Return the formula of when no rule concludes anything of a property."""
        return self.formulas.no(self.formulas.any_of(self._fired(kind, thing, name).values()))

    def cases(self, kind: str, thing: str, name: str) -> Cases:
        """Return the values that a property can have, each with the formula of when."""
        key = (kind, thing, name)
        if key not in self._cases:
            cases = self._before_levers(kind, thing, name)
            for taken, lever, value in self._settings.get(key, ()):
                on = taken if thing in self._new else self._and(taken, self.pattern(kind, thing, lever.also))
                cases = ((value, on), *cases)
            self._cases[key] = tuple((value, formula) for value, formula in cases if formula != FALSE)
        return self._cases[key]

    def _before_levers(self, kind: str, thing: str, name: str) -> Cases:
        if thing in self._new:
            return ((self._new[thing].get(name), TRUE),)
        if (kind, name) not in self.open or not self._concludes(kind, name):
            return ((self.findings.matcher.columns.get((kind, name), {}).get(thing), TRUE),)
        kind_of = self.ruleset.types[kind, name]
        fired = self._fired(kind, thing, name)
        if kind_of.keep == "every":
            return self._alone(fired, kind_of.default)
        ranks = {word: rank for rank, word in enumerate(kind_of.words)}
        order = sorted(
            fired, key=lambda value: (ranks.get(str(value), 0), str(value)), reverse=kind_of.keep != "lowest"
        )
        return (*((value, fired[value]) for value in order), (kind_of.default, TRUE))

    def _alone(self, fired: Mapping[Value, int], default: Value | None) -> Cases:
        """Of several values that stand together, rules can read none (see ``settle``)."""
        cases: list[tuple[Value | None, int]] = []
        for value, formula in fired.items():
            others = (self.formulas.no(other) for word, other in fired.items() if word != value)
            cases.append((value, self.formulas.all_of((formula, *others))))
        return (*cases, (default, self.formulas.no(self.formulas.any_of(fired.values()))), (None, TRUE))

    def _concludes(self, kind: str, name: str) -> tuple[Rule, ...]:
        return self._rules.get((kind, name), ())

    @cached_property
    def _rules(self) -> Mapping[tuple[str, str], tuple[Rule, ...]]:
        found: defaultdict[tuple[str, str], list[Rule]] = defaultdict(list)
        for rule in self.ruleset.by_key.values():
            found[rule.about, rule.property].append(rule)
        return {place: tuple(rules) for place, rules in found.items()}

    def _fired(self, kind: str, thing: str, name: str) -> dict[Value, int]:
        fired: defaultdict[Value, list[int]] = defaultdict(list)
        for rule in self._concludes(kind, name):
            holds = self.fires(rule, thing)
            if holds != FALSE:
                for value, formula in self._values(rule, thing):
                    fired[value].append(self._and(holds, formula))
        return {value: self.formulas.any_of(formulas) for value, formulas in fired.items()}

    def _values(self, rule: Rule, thing: str) -> Iterable[tuple[Value, int]]:
        computed = rule.value
        if not isinstance(computed, Computed):
            yield computed, TRUE
            return
        for value, formula in self._one_by_one(self.cases(rule.about, thing, computed.property)):
            word = self.findings.value(rule.about, thing, computed.by) if computed.by else None
            if isinstance(value, dt.date) and str(word) in computed.months:
                yield months_after(value, computed.months[str(word)]), formula
            elif value is not None and computed.by is None:
                yield value, formula

    def _one_by_one(self, cases: Cases) -> Iterable[tuple[Value | None, int]]:
        """Yield each value with the formula of when it and no other is the one."""
        left = TRUE
        for value, formula in cases:
            yield value, self._and(left, formula)
            left = self._and(left, self.formulas.no(formula))

    def fires(self, rule: Rule, thing: str) -> int:
        """Return the formula of when a rule fires on a thing."""
        return self.formulas.all_of(self.clause(rule, clause, thing) for clause in rule.clauses)

    def clause(self, rule: Rule, clause: Clause, thing: str) -> int:
        """Return the formula of when one condition of a rule holds on a thing."""
        kind, condition = rule.about, clause.condition
        key = (kind, thing, id(condition))
        found = self._known.get(key)
        if found is None:
            if isinstance(condition, Is):
                found = self.pattern(kind, thing, condition.pattern)
            elif self._reads(rule, clause) & self.open:
                found = self._quantified(kind, thing, condition)
            else:
                found = TRUE if thing in self.findings.matcher.holding(kind, condition) else FALSE
            self._known[key] = found
        return found

    def pattern(self, kind: str, thing: str, pattern: Pattern) -> int:
        """Return the formula of when a thing passes a pattern."""
        return self.formulas.any_of(
            self.formulas.all_of(self._test(kind, thing, test) for test in tests) for tests in pattern
        )

    def _test(self, kind: str, thing: str, test: Test) -> int:
        as_of = self.facts.as_of
        return self._decided(self.cases(kind, thing, test.property), lambda value: test.holds(value, as_of))

    def _quantified(self, kind: str, thing: str, condition: Quantified) -> int:
        target = self.ruleset.relations[kind, condition.relation]
        members = []
        for member, there in self._members(kind, thing, condition.relation):
            where = self._and(there, self.pattern(target, member, condition.where))
            if where != FALSE:
                members.append((member, where, self._and(where, self.pattern(target, member, condition.satisfy))))
        if condition.word == "any":
            return self.formulas.any_of(both for _, _, both in members)
        if condition.word == "none":
            return self.formulas.no(self.formulas.any_of(both for _, _, both in members))
        if condition.word == "all":
            return self.formulas.all_of(self._or(self.formulas.no(where), both) for _, where, both in members)
        if (summed := _summed(condition)) and members:
            return self._added_up(condition, [(both, self.cases(target, m, summed[0])) for m, _, both in members])
        return self._counted(condition, [(where, both) for _, where, both in members])

    def _members(self, kind: str, thing: str, relation: str) -> Iterable[tuple[str, int]]:
        gone = self._dropped.get((kind, relation, thing), ())
        target = self.ruleset.relations[kind, relation]
        for member in self.facts.related[kind, relation].get(thing, ()):
            out = [taken for pattern, taken in gone if member in self._passing(target, pattern)]
            yield member, self.formulas.no(self.formulas.any_of(out))
        yield from self._added.get((kind, relation, thing), ())

    def _counted(self, condition: Quantified, members: list[tuple[int, int]]) -> int:
        """Count how many there are, and how many of them satisfy; where it is known how many there are, by a bound."""
        if all(where == TRUE for where, _ in members):
            good = [condition.holds(len(members), number) for number in range(len(members) + 1)]
            bounds = [n for n in range(1, len(good)) if good[n] != good[n - 1]]
            if len(bounds) < 2:
                found = self.formulas.at_least(bounds[0], (both for _, both in members)) if bounds else TRUE
                return found if good[-1] else self.formulas.no(found)
        known: dict[tuple[int, int, int], int] = {}

        def from_here(index: int, there: int, satisfied: int) -> int:
            key = (index, there, satisfied)
            if index == len(members):
                return TRUE if condition.holds(there, satisfied) else FALSE
            if key not in known:
                where, both = members[index]
                neither = from_here(index + 1, there, satisfied)
                only = from_here(index + 1, there + 1, satisfied) if where != both else FALSE
                every = from_here(index + 1, there + 1, satisfied + 1)
                known[key] = self.formulas.either(both, every, self.formulas.either(where, only, neither))
            return known[key]

        return from_here(0, 0, 0)

    def _added_up(self, condition: Quantified, members: list[tuple[int, Cases]]) -> int:
        known: dict[tuple[int, Fraction], int] = {}

        def from_here(index: int, total: Fraction) -> int:
            if index == len(members):
                return TRUE if condition.holds(0, total) else FALSE
            if (index, total) not in known:
                there, cases = members[index]
                ways = FALSE
                for value, formula in reversed(cases):
                    ways = self.formulas.either(formula, from_here(index + 1, total + _number(value)), ways)
                known[index, total] = self.formulas.either(there, ways, from_here(index + 1, total))
            return known[index, total]

        return from_here(0, Fraction(0))

    def _passing(self, kind: str, pattern: Pattern) -> frozenset[str]:
        matcher = self.findings.matcher
        return frozenset().union(*(matcher.passing_all(kind, tests) for tests in pattern))

    def _and(self, one: int, other: int) -> int:
        return self.formulas.all_of((one, other))

    def _or(self, one: int, other: int) -> int:
        return self.formulas.any_of((one, other))


def _summed(condition: Quantified) -> tuple[str, ...]:
    name = getattr(condition, "summed", None)
    return (name,) if name else ()


def _number(value: object) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(0)
