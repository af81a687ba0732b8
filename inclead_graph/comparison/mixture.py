"""Everything between two sides: what follows from the first with any of the changes made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from inclead_graph.comparison.change import Change, Chosen
from inclead_graph.comparison.days import AS_OF_STEP, Days, Thing
from inclead_graph.comparison.records import Records
from inclead_graph.comparison.rulings import Rulings
from inclead_graph.comparison.things import Things
from inclead_graph.errors import RulebookError
from inclead_graph.inference.engine import Key, settle
from inclead_graph.inference.facts import Facts, facts_of
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.reference import Columns, Matcher, ReferenceEngine
from inclead_graph.inference.rulebook import Rulebook
from inclead_graph.inference.rules import Compare, Ruleset, Test, Value
from inclead_graph.model.assessment import Assessment
from inclead_graph.model.framework import Framework

__all__ = ["Mixture", "Side", "findings_of"]

Place: TypeAlias = tuple[str, str]
Column: TypeAlias = Mapping[str, frozenset[Value]]

_KEPT = 50
"""So many facts, and so many runs, are kept for the next question; of others only how they differ from the first side.
Each is as large as an assessment."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared: an assessment, and what it is judged by."""

    assessment: Assessment
    framework: Framework
    rulebook: Rulebook


def findings_of(side: Side) -> Findings:
    """Judge one side with the reference engine.

    Raises:
        RulebookError: no rule was in force on its day.
    """
    ruleset = side.rulebook.in_force(side.assessment.as_of)
    facts = facts_of(side.assessment, side.framework)
    return Findings(side.framework, side.assessment, ruleset, facts, ReferenceEngine().infer(ruleset, facts))


@dataclass(frozen=True)
class Mixture:
    """Two sides, the changes from the one to the other, and what follows from any of them.

    Example::

        mixture = Mixture.of(findings_of(first), findings_of(second), first, second)
        mixture.value(frozenset(), ("factor", "BR1", "floor"))        # as in the first
        mixture.value(mixture.every, ("factor", "BR1", "floor"))      # as in the second
    """

    records: Records
    days: Days
    things: Things
    rulings: Rulings
    _facts: dict[Chosen, Facts] = field(default_factory=dict, repr=False, compare=False)
    _runs: dict[Chosen, _Run] = field(default_factory=dict, repr=False, compare=False)
    _first: list[_Run] = field(default_factory=list, repr=False, compare=False)
    _known: dict[Chosen, dict[Place, Column | None]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, one: Findings, other: Findings, first: Side, second: Side) -> Mixture:
        """Find what differs between two sides, given what follows from each."""
        return cls(
            Records.of(first.assessment, second.assessment),
            Days.of(one, other),
            Things.of(first.framework, second.framework),
            Rulings.of((first.rulebook, first.assessment.as_of), (second.rulebook, second.assessment.as_of)),
        )

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes, in one order: records, days, the framework, the rules."""
        return self.records.changes + self.days.changes + self.things.changes + self.rulings.changes

    @cached_property
    def every(self) -> Chosen:
        """The steps of all changes."""
        return frozenset(change.step for change in self.changes)

    def facts(self, chosen: Chosen) -> Facts:
        """Return the facts of the first side with the chosen changes made; those of rules and lapses make no others."""
        mine = chosen & self._given
        if mine not in self._facts:
            if len(self._facts) >= _KEPT:
                self._facts.clear()
            day, _ = self.days.mixed(mine)
            assessment = self.records.mixed(mine).model_copy(update={"as_of": day})
            self._facts[mine] = facts_of(assessment, self.things.mixed(mine))
        return self._facts[mine]

    @cached_property
    def _given(self) -> Chosen:
        """The changes that make other facts."""
        return frozenset(change.step for change in self.records.changes + self.things.changes) | {AS_OF_STEP}

    def ruleset(self, chosen: Chosen) -> Ruleset:
        """Return the rules of the first side with the chosen changes made."""
        return self.rulings.mixed(chosen)

    def value(self, chosen: Chosen, finding: Key) -> frozenset[Value] | None:
        """Return what a finding is on the first side with the chosen changes made; empty where it has no value.

        ``None`` where the rules so mixed contradict each other, and nothing follows.
        """
        kind, thing, name = finding
        known = self._known.setdefault(chosen, {})
        if (kind, name) not in known:
            known |= self._found(chosen, (kind, name))
        moved = known[kind, name]
        return None if moved is None else moved.get(thing, self._start((kind, name)).get(thing, frozenset()))

    def _found(self, chosen: Chosen, place: Place) -> dict[Place, Column | None]:
        """Return how a mixture differs from the first side in one property, or in all if one change is made alone."""
        run = self._runs.pop(chosen, None) or _Run(self.ruleset(chosen), self.facts(chosen), self.days.mixed(chosen)[1])
        if len(self._runs) >= _KEPT:
            del self._runs[next(iter(self._runs))]
        self._runs[chosen] = run
        places = [place] if len(chosen) > 1 else {place: None, **dict.fromkeys(run.places)}
        found: dict[Place, Column | None] = {}
        for one in places:
            column = run.column(one)
            found[one] = None if column is None else _differing(self._start(one), column)
        return found

    def _start(self, place: Place) -> Column:
        """Return the values of a property on the first side."""
        if not self._first:
            self._first.append(
                _Run(self.ruleset(frozenset()), self.facts(frozenset()), self.days.mixed(frozenset())[1])
            )
        return self._first[0].column(place) or {}


def _differing(one: Column, other: Column) -> Column:
    return {thing: other.get(thing, frozenset()) for thing in {**one, **other} if one.get(thing) != other.get(thing)}


class _Run:
    """The reference engine's run over one mixture, as far as it has been asked about: later strata change nothing."""

    def __init__(self, ruleset: Ruleset, facts: Facts, days: Mapping[Thing, dt.date]) -> None:
        self.things = facts.things
        self.columns: Columns = dict(facts.columns)
        self.matcher = _DatedMatcher(days, ruleset, facts, self.columns)
        self.waiting = list(ruleset.strata)
        self.places = [place for stratum in ruleset.strata for place in stratum.concludes]
        self.concluded: dict[Place, Column] = {}
        self.broken = False

    def column(self, place: Place) -> Column | None:
        """Return the values of a property by thing; nothing at all after a contradiction."""
        while place not in self.concluded and self.waiting and not self.broken:
            stratum = self.waiting.pop(0)
            fired = ((rule, self.matcher.subjects(rule)) for rule in stratum.rules)
            try:
                settled = settle(stratum, self.things, self.columns, fired)
            except RulebookError:
                self.broken = True
                break
            self.concluded |= settled.concluded
            self.columns |= settled.columns
        return self.concluded.get(place, None if self.broken else {})


class _DatedMatcher(Matcher):
    def __init__(self, days: Mapping[Thing, dt.date], ruleset: Ruleset, facts: Facts, columns: Columns) -> None:
        super().__init__(ruleset, facts, columns)
        self.days = days

    def _passing_test(self, kind: str, test: Test) -> AbstractSet[str]:
        if not self.days or not isinstance(test, Compare):
            return super()._passing_test(kind, test)
        column, as_of = self.columns.get((kind, test.property), {}), self.facts.as_of
        return {thing for thing, value in column.items() if test.holds(value, self.days.get((kind, thing), as_of))}
