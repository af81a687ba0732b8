"""Everything between two sides: what follows from the first with any of the changes made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TypeAlias

from inclead_graph.comparison.change import Change, Chosen
from inclead_graph.comparison.days import Days, Thing
from inclead_graph.comparison.records import Records
from inclead_graph.comparison.rulings import Rulings
from inclead_graph.comparison.things import Things
from inclead_graph.errors import RulebookError
from inclead_graph.inference.facts import Facts, facts_of
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.reference import Columns, Matcher, ReferenceEngine
from inclead_graph.inference.rulebook import Rulebook
from inclead_graph.inference.rules import Compare, Ruleset, Test, Value
from inclead_graph.model.assessment import Assessment
from inclead_graph.model.framework import Framework

__all__ = ["Concluded", "Mixture", "Side", "findings_of"]

Concluded: TypeAlias = Mapping[tuple[str, str], Mapping[str, frozenset[Value]]]


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
        mixture.concluded(frozenset())          # as in the first
        mixture.concluded(mixture.every)        # as in the second
    """

    records: Records
    days: Days
    things: Things
    rulings: Rulings
    _known: dict[Chosen, Concluded | None] = field(default_factory=dict, repr=False, compare=False)

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

    @property
    def every(self) -> Chosen:
        """The steps of all changes."""
        return frozenset(change.step for change in self.changes)

    def facts(self, chosen: Chosen) -> Facts:
        """Return the facts of the first side with the chosen changes made."""
        day, _ = self.days.mixed(chosen)
        assessment = self.records.mixed(chosen).model_copy(update={"as_of": day})
        return facts_of(assessment, self.things.mixed(chosen))

    def ruleset(self, chosen: Chosen) -> Ruleset:
        """Return the rules of the first side with the chosen changes made."""
        return self.rulings.mixed(chosen)

    def concluded(self, chosen: Chosen) -> Concluded | None:
        """Return what follows from the first side with the chosen changes made.

        Nothing at all (``None``) where the rules so mixed contradict each other.
        """
        if chosen not in self._known:
            _, own_days = self.days.mixed(chosen)
            try:
                inference = _DatedEngine(own_days).infer(self.ruleset(chosen), self.facts(chosen))
                self._known[chosen] = inference.concluded
            except RulebookError:
                self._known[chosen] = None
        return self._known[chosen]


class _DatedEngine(ReferenceEngine):
    """The reference engine, with a day of its own for some things."""

    def __init__(self, days: Mapping[Thing, dt.date]) -> None:
        self.days = days

    def matcher(self, ruleset: Ruleset, facts: Facts, columns: Columns) -> Matcher:
        return _DatedMatcher(self.days, ruleset, facts, columns) if self.days else Matcher(ruleset, facts, columns)


class _DatedMatcher(Matcher):
    def __init__(self, days: Mapping[Thing, dt.date], ruleset: Ruleset, facts: Facts, columns: Columns) -> None:
        super().__init__(ruleset, facts, columns)
        self.days = days

    def _passing_test(self, kind: str, test: Test) -> AbstractSet[str]:
        if not isinstance(test, Compare):
            return super()._passing_test(kind, test)
        column, as_of = self.columns.get((kind, test.property), {}), self.facts.as_of
        return {thing for thing, value in column.items() if test.holds(value, self.days.get((kind, thing), as_of))}
