"""The reference engine: stratified, plain Python, the authority.

It works over sets. In a stratum, each pattern becomes the set of things that pass it; a condition on the subject keeps
those in the set, a condition on related things counts how many of them are in it. Every firing keeps what made it hold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from inclead_graph.inference.engine import Firing, Inference, Key, computed_value, settle
from inclead_graph.inference.facts import Facts
from inclead_graph.inference.rules import Is, Pattern, Quantified, Rule, Ruleset, Test, Value

__all__ = ["Matcher", "ReferenceEngine"]

Columns = dict[tuple[str, str], Mapping[str, Value]]


class ReferenceEngine:
    """Runs the strata in order; see the module's own words for how."""

    name = "reference"

    def infer(self, ruleset: Ruleset, facts: Facts) -> Inference:
        """Return all that follows from the facts."""
        columns: Columns = dict(facts.columns)
        concluded: dict[tuple[str, str], Mapping[str, frozenset[Value]]] = {}
        firings: dict[Key, tuple[Firing, ...]] = {}
        for stratum in ruleset.strata:
            matcher = Matcher(ruleset, facts, columns)
            fired = [
                (firing, computed_value(rule, columns, firing.subject))
                for rule in stratum.rules
                for firing in matcher.firings(rule)
            ]
            new, why = settle(stratum, ruleset, facts.things, fired)
            concluded |= new
            firings |= why
            for place, values in new.items():
                columns[place] = {thing: next(iter(stand)) for thing, stand in values.items() if len(stand) == 1}
        return Inference(self.name, concluded, firings)


class Matcher:
    """Finds which things pass a pattern, once a stratum."""

    def __init__(self, ruleset: Ruleset, facts: Facts, columns: Columns) -> None:
        self.ruleset = ruleset
        self.facts = facts
        self.columns = columns
        self.passing_tests: dict[tuple[str, Test], frozenset[str]] = {}
        self.passing_patterns: dict[tuple[str, int], frozenset[str]] = {}

    def firings(self, rule: Rule) -> Iterator[Firing]:
        """Yield a firing for each thing on which every clause of ``rule`` holds."""
        subjects = self.facts.things[rule.about]
        quantified: list[tuple[int, Quantified]] = []
        for index, clause in enumerate(rule.clauses):
            if isinstance(clause.condition, Is):
                passing = self.passing(rule.about, clause.condition.pattern)
                subjects = tuple(s for s in subjects if s in passing)
            else:
                quantified.append((index, clause.condition))
        for subject in subjects:
            matched: list[tuple[str, ...]] = [()] * len(rule.clauses)
            for index, condition in quantified:
                held = self.held(rule.about, condition, subject)
                if held is None:
                    break
                matched[index] = held
            else:
                yield Firing(rule.key, subject, tuple(matched))

    def held(self, kind: str, condition: Quantified, subject: str) -> tuple[str, ...] | None:
        """Return the related things that satisfy the condition, or ``None`` where it does not hold."""
        place = (kind, condition.relation)
        target = self.ruleset.relations[place]
        where = self.passing(target, condition.where)
        satisfy = self.passing(target, condition.satisfy)
        candidates = [thing for thing in self.facts.related[place][subject] if thing in where]
        satisfied = tuple([thing for thing in candidates if thing in satisfy])
        return satisfied if condition.holds(len(candidates), len(satisfied)) else None

    def passing(self, kind: str, pattern: Pattern) -> frozenset[str]:
        """Return the things of ``kind`` that pass at least one alternative of ``pattern``."""
        key = (kind, id(pattern))
        found = self.passing_patterns.get(key)
        if found is None:
            found = frozenset().union(*(self.passing_all(kind, tests) for tests in pattern))
            self.passing_patterns[key] = found
        return found

    def passing_all(self, kind: str, tests: tuple[Test, ...]) -> frozenset[str]:
        passing = frozenset(self.facts.things[kind])
        for test in tests:
            passing &= self.passing_test(kind, test)
        return passing

    def passing_test(self, kind: str, test: Test) -> frozenset[str]:
        key = (kind, test)
        found = self.passing_tests.get(key)
        if found is None:
            column: Mapping[str, Value] = self.columns.get((kind, test.property), {})
            as_of: dt.date = self.facts.as_of
            found = frozenset(t for t in self.facts.things[kind] if test.holds(column.get(t), as_of))
            self.passing_tests[key] = found
        return found
