"""The reference engine: stratified, plain Python, the authority.

It works over sets. In a stratum each pattern becomes the set of things that pass it, once; each condition becomes the
things on which it holds, with what made it hold, once; a rule fires on the things that all its conditions have in
common.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from fractions import Fraction
from itertools import chain

from inclead_graph.inference.engine import Inference, settle
from inclead_graph.inference.facts import Facts
from inclead_graph.inference.rules import Compare, Is, Known, Pattern, Quantified, Rule, Ruleset, Test, Value

__all__ = ["Columns", "Matcher", "ReferenceEngine"]

Columns = dict[tuple[str, str], Mapping[str, Value]]


class ReferenceEngine:
    """Runs the strata in order; see the module's own words for how."""

    name = "reference"

    def infer(self, ruleset: Ruleset, facts: Facts) -> Inference:
        """Return all that follows from the facts."""
        columns: Columns = dict(facts.columns)
        concluded: dict[tuple[str, str], Mapping[str, frozenset[Value]]] = {}
        fired: dict[tuple[str, str], Mapping[str, tuple[Rule, ...]]] = {}
        matcher = self.matcher(ruleset, facts, columns)
        for stratum in ruleset.strata:
            settled = settle(stratum, facts.things, columns, ((rule, matcher.subjects(rule)) for rule in stratum.rules))
            concluded |= settled.concluded
            fired |= settled.fired
            columns |= settled.columns
        return Inference(self.name, concluded, fired, matcher.matched)

    def matcher(self, ruleset: Ruleset, facts: Facts, columns: Columns) -> Matcher:
        """Make what finds the things that pass a pattern; ``worlds`` has another, with days of their own."""
        return Matcher(ruleset, facts, columns)


class Matcher:
    """Finds what passes a pattern and where a condition holds; everything is worked out once.

    Nothing is ever out of date: a rule reads only what is given or what earlier strata concluded, and neither changes.
    """

    def __init__(self, ruleset: Ruleset, facts: Facts, columns: Columns) -> None:
        self.ruleset = ruleset
        self.facts = facts
        self.columns = columns
        self._things: dict[str, frozenset[str]] = {}
        self._by_value: dict[tuple[str, str], dict[Value, set[str]]] = {}
        self._owners: dict[tuple[str, str], dict[str, list[str]]] = {}
        self._passing: dict[tuple[str, int], AbstractSet[str]] = {}
        self._holding: dict[tuple[str, int], AbstractSet[str]] = {}

    def subjects(self, rule: Rule) -> AbstractSet[str]:
        """Return the things on which every clause of ``rule`` holds."""
        held = [
            self.passing(rule.about, clause.condition.pattern)
            if isinstance(clause.condition, Is)
            else self.holding(rule.about, clause.condition)
            for clause in rule.clauses
        ]
        return _in_all(held)

    def matched(self, rule: Rule, subject: str) -> tuple[tuple[str, ...], ...]:
        """Return, for each clause of a rule that fired on ``subject``, the related things that made it hold."""
        return tuple(
            () if isinstance(clause.condition, Is) else self.satisfying(rule.about, clause.condition, subject)
            for clause in rule.clauses
        )

    def satisfying(self, kind: str, condition: Quantified, subject: str) -> tuple[str, ...]:
        """Return the things related to ``subject`` that satisfy a condition, in the order of their relation."""
        place = (kind, condition.relation)
        target = self.ruleset.relations[place]
        where, satisfy = self.passing(target, condition.where), self.passing(target, condition.satisfy)
        return tuple(thing for thing in self.facts.related[place][subject] if thing in where and thing in satisfy)

    def holding(self, kind: str, condition: Quantified) -> AbstractSet[str]:
        """Return the things of ``kind`` on which a condition on related things holds."""
        key = (kind, id(condition))
        found = self._holding.get(key)
        if found is None:
            found = self._holding[key] = self._find_holding(kind, condition)
        return found

    def _find_holding(self, kind: str, condition: Quantified) -> AbstractSet[str]:
        place = (kind, condition.relation)
        target = self.ruleset.relations[place]
        where = self.passing(target, condition.where)
        satisfied = where & self.passing(target, condition.satisfy)
        if condition.word == "any":
            return set(self._owners_of(place, satisfied))
        if condition.word == "none":
            return self.things(kind).difference(self._owners_of(place, satisfied))
        if condition.word == "all":
            return self.things(kind).difference(self._owners_of(place, where - satisfied))
        if condition.summed:
            totals = self._totals(place, satisfied, self.columns.get((target, condition.summed), {}))
            return {thing for thing in self.things(kind) if condition.holds(0, totals.get(thing, 0))}
        candidates, satisfying = (Counter(self._owners_of(place, members)) for members in (where, satisfied))
        return {thing for thing in self.things(kind) if condition.holds(candidates[thing], satisfying[thing])}

    def _totals(
        self, place: tuple[str, str], members: AbstractSet[str], column: Mapping[str, Value]
    ) -> Mapping[str, Fraction | int]:
        """Add up a number of those of ``members`` that have it, for each thing that they are related to."""
        totals: defaultdict[str, Fraction | int] = defaultdict(int)
        for member in members:
            number = column.get(member)
            if isinstance(number, Fraction):
                for owner in self._owners_of(place, {member}):
                    totals[owner] += number
        return totals

    def _owners_of(self, place: tuple[str, str], members: AbstractSet[str]) -> Iterable[str]:
        """Yield the things that each of ``members`` is related to, once for each."""
        owners = self._owners.get(place)
        if owners is None:
            owners = self._owners[place] = {}
            for owner, related in self.facts.related[place].items():
                for member in related:
                    owners.setdefault(member, []).append(owner)
        return chain.from_iterable([owners[member] for member in members if member in owners])

    def things(self, kind: str) -> frozenset[str]:
        """Return all things of a kind."""
        found = self._things.get(kind)
        if found is None:
            found = self._things[kind] = frozenset(self.facts.things[kind])
        return found

    def passing(self, kind: str, pattern: Pattern) -> AbstractSet[str]:
        """Return the things of ``kind`` that pass at least one alternative of ``pattern``."""
        key = (kind, id(pattern))
        found = self._passing.get(key)
        if found is None:
            every = [self.passing_all(kind, tests) for tests in pattern]
            found = self._passing[key] = every[0] if len(every) == 1 else set().union(*every)
        return found

    def passing_all(self, kind: str, tests: tuple[Test, ...]) -> AbstractSet[str]:
        """Return the things of ``kind`` that pass every one of ``tests``."""
        return _in_all([self._passing_test(kind, test) for test in tests]) if tests else self.things(kind)

    def _passing_test(self, kind: str, test: Test) -> AbstractSet[str]:
        column = self.columns.get((kind, test.property), {})
        if isinstance(test, Known):
            return self.things(kind) & column.keys() if test.expected else self.things(kind) - column.keys()
        if isinstance(test, Compare):
            as_of = self.facts.as_of
            return {thing for thing, value in column.items() if test.holds(value, as_of)}
        by_value = self._index((kind, test.property), column)
        found = [by_value[value] for value in test.values if value in by_value]
        return found[0] if len(found) == 1 else set().union(*found)

    def _index(self, place: tuple[str, str], column: Mapping[str, Value]) -> Mapping[Value, set[str]]:
        found = self._by_value.get(place)
        if found is None:
            found = self._by_value[place] = defaultdict(set)
            for thing, value in column.items():
                found[value].add(thing)
        return found


def _in_all(sets: list[AbstractSet[str]]) -> AbstractSet[str]:
    first, *others = sorted(sets, key=len)
    for other in others:
        first = first & other
    return first
