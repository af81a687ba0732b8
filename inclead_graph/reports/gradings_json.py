"""Rival gradings as JSON: the part of a report, and the document of ``inclead gradings --format json``."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict

from inclead_graph.agreement import Agreement, Interval
from inclead_graph.assess import Result
from inclead_graph.inference.rivals import Rivals, SubjectLine, rivals_of
from inclead_graph.model.assessment import Grading, GradingDecision

__all__ = ["GradingsDocument", "GradingsPart", "gradings_part", "write"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PartyPart(_Part):
    """What one party graded; its grade is the middle one of its raters', the lower of two middle ones."""

    by: str
    grade: str | None
    steps_outside_the_evidence: int | None
    gradings: list[Grading]


class GradedPart(_Part):
    """One thing that was graded or decided, with what was inferred beside it."""

    subject: str
    kind: str
    label: str
    floor: str | None
    ceiling: str | None
    parties: list[PartyPart]
    steps_apart: int | None
    rival: bool
    decision: GradingDecision | None
    no_longer_or_not_yet: list[Grading]


class IntervalPart(_Part):
    """A bootstrap interval, with all that is needed to draw it again."""

    low: float
    high: float
    level: float
    resamples: int
    undefined_resamples: int
    seed: int


class AgreementPart(_Part):
    """Krippendorff's alpha for ordered grades; null where it cannot be said, with what is lacking."""

    alpha: float | None
    things: int
    gradings: int
    interval: IntervalPart | None
    why_not: str


class GradingsPart(_Part):
    """Gradings side by side, and how far those who graded agree."""

    subjects: list[GradedPart]
    agreement_of_parties: AgreementPart
    agreement_of_raters: AgreementPart


class GradingsDocument(_Part):
    """What ``inclead gradings --format json`` writes."""

    schema_version: Literal["1"]
    organisation: str
    as_of: dt.date
    gradings: GradingsPart


def write(result: Result) -> str:
    """Write the document as JSON, two spaces of indent, a line break at the end."""
    document = GradingsDocument(
        schema_version="1",
        organisation=result.assessment.organisation.name,
        as_of=result.assessment.as_of,
        gradings=gradings_part(rivals_of(result.findings)),
    )
    return document.model_dump_json(indent=2) + "\n"


def gradings_part(rivals: Rivals) -> GradingsPart:
    """Arrange gradings side by side as part of a JSON document."""
    return GradingsPart(
        subjects=[_subject(line) for line in rivals.subjects],
        agreement_of_parties=_agreement(rivals.parties),
        agreement_of_raters=_agreement(rivals.raters),
    )


def _subject(line: SubjectLine) -> GradedPart:
    return GradedPart(
        subject=line.subject,
        kind=line.kind,
        label=line.label,
        floor=line.floor,
        ceiling=line.ceiling,
        parties=[
            PartyPart(by=p.by, grade=p.grade, steps_outside_the_evidence=p.steps, gradings=list(p.gradings))
            for p in line.parties
        ],
        steps_apart=line.apart,
        rival=bool(line.because),
        decision=line.decision,
        no_longer_or_not_yet=list(line.past),
    )


def _agreement(found: Agreement) -> AgreementPart:
    return AgreementPart(
        alpha=None if found.alpha is None else float(found.alpha),
        things=found.units,
        gradings=found.values,
        interval=None if found.interval is None else _interval(found.interval),
        why_not=found.why_not,
    )


def _interval(found: Interval) -> IntervalPart:
    return IntervalPart(
        low=float(found.low),
        high=float(found.high),
        level=float(found.level),
        resamples=found.resamples,
        undefined_resamples=found.undefined,
        seed=found.seed,
    )
