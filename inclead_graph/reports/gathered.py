"""Everything that reports show of one result, worked out when it is first asked for, and once for all who write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from inclead_graph.assess import Result
from inclead_graph.inference.partners import Helper, helpers_of
from inclead_graph.inference.questions import FiveQuestions
from inclead_graph.inference.rivals import Rivals, rivals_of
from inclead_graph.model.framework import Concept, Framework
from inclead_graph.model.history import NOT_SEALED, Sealing
from inclead_graph.reports.blocks import Cell, drawn
from inclead_graph.reports.eds import EdsPart, eds_part
from inclead_graph.reports.network_part import Partnerships, partnerships_of
from inclead_graph.reports.profile import CriterionLine, FactorLine, Profile, StageLine, profile_of
from inclead_graph.reports.standing import Standing, standing_of
from inclead_graph.reports.timeline import Timeline, timeline_of
from inclead_graph.reports.trend import EarlierGrades, Trend, trend_of

if TYPE_CHECKING:
    from inclead_graph.store import Store

__all__ = ["Gathered", "floor_cell", "grade_cell"]


def grade_cell(grades: Mapping[str, Concept], word: str | None) -> Cell:
    """Return the cell of a grade; ``None`` is a thing that does not apply."""
    return Cell("– not applicable") if word is None else drawn(grades[word])


def floor_cell(grades: Mapping[str, Concept], line: StageLine | FactorLine) -> Cell:
    """Return the cell of a floor, which says so where it only shows that nobody knows."""
    if line.unheard:
        return Cell(f"? not known yet (floor {line.grades.floor})")
    return grade_cell(grades, line.grades.floor)


@dataclass(frozen=True)
class Gathered:
    """One result with the lines that reports share.

    Attributes:
        result: what was found.
        earlier: grades of earlier assessments of the same organisation, in any order.
        sealing: how the result stands to the seals of its workspace.

    Example::

        Gathered(result).profile.headline.floor
    """

    result: Result
    earlier: tuple[EarlierGrades, ...] = ()
    sealing: Sealing = NOT_SEALED

    @cached_property
    def profile(self) -> Profile:
        """Stages, factors and criteria."""
        return profile_of(self.result.findings)

    @cached_property
    def trend(self) -> Trend | None:
        """Grades over earlier assessments up to this one; ``None`` where none is known."""
        return trend_of(self.result, self.profile, self.earlier)

    @cached_property
    def timeline(self) -> Timeline:
        """How long each record counts, and what falls on which coming day."""
        return timeline_of(self.result.findings, self.questions.days)

    @cached_property
    def standing(self) -> Standing:
        """Laws and policies, the matrix, signals."""
        return standing_of(self.result.findings)

    @cached_property
    def rivals(self) -> Rivals:
        """Gradings by others."""
        return rivals_of(self.result.findings)

    @cached_property
    def eds(self) -> EdsPart:
        """The Equality Delivery System."""
        return eds_part(self.result.findings)

    @cached_property
    def helpers(self) -> Mapping[str, tuple[Helper, ...]]:
        """By criterion, who in the network could help."""
        return helpers_of(self.result.findings)

    @cached_property
    def partnerships(self) -> Partnerships | None:
        """What the network shows; ``None`` where the workspace has none."""
        return partnerships_of(self.result.findings)

    @cached_property
    def questions(self) -> FiveQuestions:
        """Why, why no better, what would change it, what holds it up, when it lapses."""
        return FiveQuestions(self.result.findings)

    @cached_property
    def graph(self) -> Store:
        """The result as a graph."""
        from inclead_graph.reports.turtle import stored  # rdflib takes a moment

        return stored(self)

    @property
    def framework(self) -> Framework:
        """The framework that the result was judged by."""
        return self.result.framework

    @property
    def grades(self) -> Mapping[str, Concept]:
        """The grades, lowest first, with how each is drawn."""
        return self.framework.vocabularies["grade"]

    def grade(self, word: str | None) -> Cell:
        """Return the cell of a grade; ``None`` is a thing that does not apply."""
        return grade_cell(self.grades, word)

    def floor(self, line: StageLine | FactorLine) -> Cell:
        """Return the cell of a floor, which says so where it only shows that nobody knows."""
        return floor_cell(self.grades, line)

    def state(self, vocabulary: str, word: str | None, more: str = "") -> Cell:
        """Return the cell of a verdict, or of the state of a driver or signal."""
        if word is None:
            return Cell("– does not apply")
        return drawn(self.framework.vocabularies[vocabulary][word], more)

    def gaps(self, factor: FactorLine) -> tuple[CriterionLine, ...]:
        """Return the criteria of a factor that apply and miss their aim."""
        aim = self.result.findings.ruleset.types["criterion", "verdict"].aim
        outcomes = self.framework.earl_outcomes
        return tuple(
            line
            for line in factor.criteria
            if line.verdict != aim and not outcomes[line.verdict].endswith("#inapplicable")
        )
