"""Rival gradings side by side: what each party graded, how far that is from the evidence, and how far they agree.

Nothing here changes a finding: it lines up what was graded, what was inferred and what was decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inclead_graph.agreement import Agreement, agreement
from inclead_graph.inference.findings import Because, Findings
from inclead_graph.model.assessment import Grading, GradingDecision

__all__ = ["PartyLine", "Rivals", "SubjectLine", "rivals_of"]


@dataclass(frozen=True, slots=True)
class PartyLine:
    """What one party graded one thing.

    Attributes:
        by: the party.
        gradings: its gradings that stand, one for each rater, abstentions included.
        grade: the middle one of its raters' grades, the lower of two middle ones; ``None`` if all abstained.
        steps: how many grades that is above the ceiling (positive) or below the floor (negative) of the evidence; zero
            is within; ``None`` where either side has no grade.
    """

    by: str
    gradings: tuple[Grading, ...]
    grade: str | None
    steps: int | None


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """One thing that was graded or decided, with everything beside it.

    Attributes:
        subject, kind, label: what it is.
        floor, ceiling: what the evidence shows, and what it could show.
        parties: in the vocabulary's order; only those of whom a grading stands.
        apart: steps between the lowest and the highest party; ``None`` with fewer than two grades.
        decision: the decision in force on the as-of date.
        because: why they are called rivals; empty where they are not.
        past: gradings that no longer stand, or do not stand yet.
    """

    subject: str
    kind: str
    label: str
    floor: str | None
    ceiling: str | None
    parties: tuple[PartyLine, ...]
    apart: int | None
    decision: GradingDecision | None
    because: tuple[Because, ...]
    past: tuple[Grading, ...]


@dataclass(frozen=True, slots=True)
class Rivals:
    """All gradings side by side, and how far those who graded agree: party by party, and rater by rater."""

    subjects: tuple[SubjectLine, ...]
    parties: Agreement
    raters: Agreement


def rivals_of(findings: Findings) -> Rivals:
    """Line up every thing that was graded or decided, in the framework's order.

    Example::

        rivals_of(result.findings).subjects[0].apart
    """
    rank = {grade: at for at, grade in enumerate(findings.framework.words("grade"))}
    by_subject: defaultdict[str, list[Grading]] = defaultdict(list)
    for grading in sorted(findings.assessment.gradings, key=lambda g: g.id):
        by_subject[grading.subject].append(grading)
    assessment = findings.assessment
    gradable = findings.framework.gradable(assessment.editions.eds, assessment.as_of)
    decided = {decision.subject for decision in findings.assessment.grading_decisions}
    lines = tuple(
        _subject(findings, kind, subject, by_subject[subject], rank)
        for subject, kind in gradable.items()
        if subject in by_subject or subject in decided
    )
    parties = [[rank[party.grade] for party in line.parties if party.grade is not None] for line in lines]
    raters = [[rank[g.grade] for p in line.parties for g in p.gradings if g.grade is not None] for line in lines]
    return Rivals(lines, agreement(parties), agreement(raters))


def _subject(
    findings: Findings, kind: str, subject: str, gradings: Iterable[Grading], rank: Mapping[str, int]
) -> SubjectLine:
    standing: defaultdict[str, list[Grading]] = defaultdict(list)
    past: list[Grading] = []
    for grading in gradings:
        stands = findings.value("grading", grading.id, "stands") is True
        (standing[grading.by] if stands else past).append(grading)
    bounds = findings.grade(kind, subject, "floor"), findings.grade(kind, subject, "ceiling")
    parties = tuple(
        _party(by, tuple(standing[by]), bounds, rank) for by in findings.framework.words("grader") if by in standing
    )
    ranks = [rank[party.grade] for party in parties if party.grade is not None]
    return SubjectLine(
        subject=subject,
        kind=kind,
        label=findings.label(kind, subject).removeprefix(f"{subject} "),
        floor=bounds[0],
        ceiling=bounds[1],
        parties=parties,
        apart=max(ranks) - min(ranks) if len(ranks) > 1 else None,
        decision=_decision(findings, kind, subject),
        because=findings.because(kind, subject, "rival"),
        past=tuple(past),
    )


def _party(
    by: str, gradings: tuple[Grading, ...], bounds: tuple[str | None, str | None], rank: Mapping[str, int]
) -> PartyLine:
    ranked = sorted((g.grade for g in gradings if g.grade is not None), key=rank.__getitem__)
    grade = ranked[(len(ranked) - 1) // 2] if ranked else None
    floor, ceiling = bounds
    if grade is None or floor is None or ceiling is None:
        return PartyLine(by, gradings, grade, None)
    above, below = rank[grade] - rank[ceiling], rank[grade] - rank[floor]
    return PartyLine(by, gradings, grade, max(above, 0) + min(below, 0))


def _decision(findings: Findings, kind: str, subject: str) -> GradingDecision | None:
    """Return the decision that the rules found in force."""
    if findings.value(kind, subject, "settled") is None:
        return None
    day = findings.value(kind, subject, "decided_on")
    decisions = findings.assessment.grading_decisions
    return next(d for d in decisions if (d.subject, d.date) == (subject, day))
