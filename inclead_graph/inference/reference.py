"""The reference engine: stratified, plain Python, the authority.

It works over sets. In a stratum each pattern becomes the set of things that pass it, once; each condition becomes the things on
which it holds, with what made it hold, once; a rule fires on the things that all its conditions have in common.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from inclead_graph.inference.engine import Inference, settle
from inclead_graph.inference.facts import Facts
from inclead_graph.inference.rules import Compare, Is, Known, Pattern, Quantified, Rule, Ruleset, Test, Value

__all__ = ["Matcher", "ReferenceEngine"]

Columns = dict[tuple[str, str], Mapping[str, Value]]
Matched = Mapping[str, tuple[str, ...]]


class ReferenceEngine:
    """Runs the strata in order; see the module's own words for how."""

    name = "reference"

    def infer(self, ruleset: Ruleset, facts: Facts) -> Inference:
        """Return all that follows from the facts."""
        columns: Columns = dict(facts.columns)
        concluded: dict[tuple[str, str], Mapping[str, frozenset[Value]]] = {}
        fired: dict[tuple[str, str], Mapping[str, tuple[Rule, ...]]] = {}
        matcher = Matcher(ruleset, facts, columns)
        for stratum in ruleset.strata:
            settled = settle(stratum, facts.things, columns, ((rule, matcher.subjects(rule)) for rule in stratum.rules))
            concluded |= settled.concluded
            fired |= settled.fired
            columns.update(settled.columns())
        return Inference(self.name, concluded, fired, matcher.matched)


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
        self._owners: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = {}
        self._passing: dict[tuple[str, int], frozenset[str]] = {}
        self._holding: dict[tuple[str, int], Matched] = {}
        self._holding_things: dict[tuple[str, int], frozenset[str]] = {}

    def subjects(self, rule: Rule) -> frozenset[str]:
        """Return the things on which every clause of ``rule`` holds."""
        held = [self._things_of(rule.about, clause.condition) for clause in rule.clauses]
        first, *others = sorted(held, key=len)
        return first.intersection(*others) if first else first

    def _things_of(self, kind: str, condition: Is | Quantified) -> frozenset[str]:
        if isinstance(condition, Is):
            return self.passing(kind, condition.pattern)
        self.holding(kind, condition)
        return self._holding_things[kind, id(condition)]

    def matched(self, rule: Rule, subject: str) -> tuple[tuple[str, ...], ...]:
        """Return, for each clause of a rule that fired on ``subject``, the related things that made it hold."""
        return tuple(
            () if isinstance(clause.condition, Is) else self.holding(rule.about, clause.condition)[subject]
            for clause in rule.clauses
        )

    def holding(self, kind: str, condition: Quantified) -> Matched:
        """Return the things of ``kind`` on which a condition holds, each with the related things that satisfy it."""
        key = (kind, id(condition))
        found = self._holding.get(key)
        if found is None:
            found = self._holding[key] = self._find_holding(kind, condition)
            self._holding_things[key] = frozenset(found)
        return found

    def _find_holding(self, kind: str, condition: Quantified) -> Matched:
        place = (kind, condition.relation)
        target = self.ruleset.relations[place]
        where = self.passing(target, condition.where)
        satisfied = self._by_owner(place, where & self.passing(target, condition.satisfy))
        if not condition.of_where and condition.at_most is None and condition.at_least == 1:
            return satisfied
        if not condition.of_where and condition.at_most == 0:
            return {thing: () for thing in self.facts.things[kind] if thing not in satisfied}
        candidates = self._by_owner(place, where)
        return {
            thing: satisfied.get(thing, ())
            for thing in self.facts.things[kind]
            if condition.holds(len(candidates.get(thing, ())), len(satisfied.get(thing, ())))
        }

    def _by_owner(self, place: tuple[str, str], members: frozenset[str]) -> dict[str, tuple[str, ...]]:
        """Return, for each thing related to one of ``members``, which of them, in the order of its relation."""
        if not members:
            return {}
        if place not in self._owners:
            self._owners[place] = [(owner, related) for owner, related in self.facts.related[place].items() if related]
        return {
            owner: tuple(found)
            for owner, related in self._owners[place]
            if (found := [member for member in related if member in members])
        }

    def things(self, kind: str) -> frozenset[str]:
        """Return all things of a kind."""
        found = self._things.get(kind)
        if found is None:
            found = self._things[kind] = frozenset(self.facts.things[kind])
        return found

    def passing(self, kind: str, pattern: Pattern) -> frozenset[str]:
        """Return the things of ``kind`` that pass at least one alternative of ``pattern``."""
        key = (kind, id(pattern))
        found = self._passing.get(key)
        if found is None:
            found = frozenset().union(*(self.passing_all(kind, tests) for tests in pattern))
            self._passing[key] = found
        return found

    def passing_all(self, kind: str, tests: tuple[Test, ...]) -> frozenset[str]:
        """Return the things of ``kind`` that pass every one of ``tests``."""
        return self.things(kind).intersection(*(self._passing_test(kind, test) for test in tests))

    def _passing_test(self, kind: str, test: Test) -> frozenset[str] | set[str]:
        column = self.columns.get((kind, test.property), {})
        if isinstance(test, Known):
            return self.things(kind) & column.keys() if test.expected else self.things(kind) - column.keys()
        if isinstance(test, Compare):
            as_of = self.facts.as_of
            return {thing for thing, value in column.items() if test.holds(value, as_of)}
        by_value = self._index((kind, test.property), column)
        return set().union(*(by_value[value] for value in test.values if value in by_value))

    def _index(self, place: tuple[str, str], column: Mapping[str, Value]) -> Mapping[Value, set[str]]:
        found = self._by_value.get(place)
        if found is None:
            found = self._by_value[place] = defaultdict(set)
            for thing, value in column.items():
                found[value].add(thing)
        return found
