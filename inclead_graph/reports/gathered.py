"""Everything that a document shows of one result, gathered once for all who write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inclead_graph.assess import Result
from inclead_graph.inference.partners import Helper, helpers_of
from inclead_graph.inference.rivals import Rivals, rivals_of
from inclead_graph.model.framework import Concept, Framework
from inclead_graph.reports.blocks import Cell, drawn
from inclead_graph.reports.eds import EdsPart, eds_part
from inclead_graph.reports.network_part import Partnerships, partnerships_of
from inclead_graph.reports.profile import CriterionLine, FactorLine, Profile, StageLine, profile_of
from inclead_graph.reports.standing import Standing, standing_of

__all__ = ["Gathered", "gather"]


@dataclass(frozen=True, slots=True)
class Gathered:
    """One result with the lines that reports share.

    Attributes:
        helpers: by criterion, who in the network could help.
        partnerships: ``None`` where the workspace has no network.
    """

    result: Result
    profile: Profile
    standing: Standing
    rivals: Rivals
    eds: EdsPart
    helpers: Mapping[str, tuple[Helper, ...]]
    partnerships: Partnerships | None

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
        return Cell("– not applicable") if word is None else drawn(self.grades[word])

    def floor(self, line: StageLine | FactorLine) -> Cell:
        """Return the cell of a floor, which says so where it only shows that nobody knows."""
        if line.unheard:
            return Cell(f"? not known yet (floor {line.grades.floor})")
        return self.grade(line.grades.floor)

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


def gather(result: Result) -> Gathered:
    """Gather what documents show of a result."""
    return Gathered(
        result=result,
        profile=profile_of(result),
        standing=standing_of(result.findings),
        rivals=rivals_of(result.findings),
        eds=eds_part(result.findings),
        helpers=helpers_of(result.findings),
        partnerships=partnerships_of(result.findings),
    )
