"""The shape that every report shares: stages, factors, criteria, what was set aside, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from inclead_graph.inference.facts import ORGANISATION
from inclead_graph.inference.findings import Because, Findings
from inclead_graph.model.framework import Criterion, Factor, Stage

__all__ = ["CriterionLine", "FactorLine", "Grades", "Profile", "StageLine", "profile_of"]


@dataclass(frozen=True, slots=True)
class Grades:
    """Floor and ceiling; both ``None`` where the thing does not apply."""

    floor: str | None
    ceiling: str | None

    @property
    def open(self) -> bool:
        """Whether something unknown or contested could still lift the grade."""
        return self.floor != self.ceiling


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion with its verdict, its proof, and the accepted evidence that bears on it, whichever way."""

    criterion: Criterion
    verdict: str
    under_way: bool
    corroborated: bool
    covered: bool
    because: tuple[Because, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactorLine:
    """One factor with its grades, proofs and criteria.

    ``unheard``: nothing accepted says anything about any of its criteria, so its floor shows only that nobody knows.
    """

    factor: Factor
    grades: Grades
    unheard: bool
    floor_because: tuple[Because, ...]
    ceiling_because: tuple[Because, ...]
    criteria: tuple[CriterionLine, ...]


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage with its grades, proofs and factors."""

    stage: Stage
    grades: Grades
    unheard: bool
    floor_because: tuple[Because, ...]
    ceiling_because: tuple[Because, ...]
    factors: tuple[FactorLine, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """The whole result as lines; the headline is never shown without the stages."""

    headline: Grades
    stages: tuple[StageLine, ...]
    set_aside: tuple[tuple[str, tuple[str, ...]], ...]


def profile_of(findings: Findings) -> Profile:
    """Arrange findings by stage, factor and criterion, in the framework's order."""
    return Profile(
        headline=_grades(findings, "organisation", ORGANISATION),
        stages=tuple(_stage(findings, stage) for stage in findings.framework.stages.values()),
        set_aside=tuple(
            (piece, tuple(map(str, reasons)))
            for piece in findings.facts.things["evidence"]
            if (reasons := findings.values("evidence", piece, "set_aside"))
        ),
    )


def _grades(findings: Findings, kind: str, thing: str) -> Grades:
    return Grades(findings.grade(kind, thing, "floor"), findings.grade(kind, thing, "ceiling"))


def _stage(findings: Findings, stage: Stage) -> StageLine:
    factors = tuple(_factor(findings, findings.framework.factors[name]) for name in stage.factors)
    return StageLine(
        stage=stage,
        grades=_grades(findings, "stage", stage.id),
        unheard=all(line.unheard or line.grades.floor is None for line in factors),
        floor_because=findings.because("stage", stage.id, "floor"),
        ceiling_because=findings.because("stage", stage.id, "ceiling"),
        factors=factors,
    )


def _factor(findings: Findings, factor: Factor) -> FactorLine:
    criteria = tuple(_criterion(findings, findings.framework.criteria[name]) for name in factor.criteria)
    silent = {"untested", "inapplicable"}  # as EARL calls it when nothing accepted speaks of a criterion
    outcomes = {findings.framework.earl_outcomes[line.verdict].rpartition("#")[2] for line in criteria}
    grades = _grades(findings, "factor", factor.id)
    return FactorLine(
        factor=factor,
        grades=grades,
        unheard=grades.floor is not None and outcomes <= silent and not any(line.under_way for line in criteria),
        floor_because=findings.because("factor", factor.id, "floor"),
        ceiling_because=findings.because("factor", factor.id, "ceiling"),
        criteria=criteria,
    )


def _criterion(findings: Findings, criterion: Criterion) -> CriterionLine:
    names = ("verdict", "under_way", "corroborated", "covered")
    proofs = (because for name in names for because in findings.because("criterion", criterion.id, name))
    return CriterionLine(
        criterion=criterion,
        verdict=str(findings.value("criterion", criterion.id, "verdict")),
        under_way=findings.value("criterion", criterion.id, "under_way") is True,
        corroborated=findings.value("criterion", criterion.id, "corroborated") is True,
        covered=findings.value("criterion", criterion.id, "covered") is True,
        because=tuple(proofs),
        evidence=tuple(
            piece
            for piece in findings.facts.related["criterion", "evidence"][criterion.id]
            if findings.value("evidence", piece, "accepted") is True
        ),
    )
