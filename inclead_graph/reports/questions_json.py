"""The five answers about each finding as JSON, in one shape for every kind of thing and every property."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from inclead_graph.inference.changes import Changes
from inclead_graph.inference.engine import Key
from inclead_graph.inference.findings import Because, Findings
from inclead_graph.inference.forecast import Due
from inclead_graph.inference.questions import Answers
from inclead_graph.inference.robustness import Fall
from inclead_graph.inference.rules import Value
from inclead_graph.reports.comparison_text import values_text

__all__ = ["BecausePart", "ExplainDocument", "FindingPart", "because_part", "finding_parts"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class HeldPart(_Part):
    """One condition that held, and the ids that made it hold."""

    condition: str
    rests_on: list[str]


class BecausePart(_Part):
    """One step of a proof."""

    rule: str
    version: int
    says: str
    held: list[HeldPart]
    citation: list[str]
    passages: list[str]


class PremisePart(_Part):
    """A finding that another directly rests on."""

    kind: str
    id: str
    property: str


class WhyPart(_Part):
    """Why it is so: the steps of its proof, the findings they rest on, and the records at the end."""

    steps: list[BecausePart]
    premises: list[PremisePart]
    evidence: list[str]


class FailedPart(_Part):
    """A condition that fails, and the things on which it does."""

    condition: str
    concerns: list[str]


class WhyNotPart(_Part):
    """Why it is no better: the next better value, and what stands in the way."""

    hoped: str
    failed: list[FailedPart]


class ChangePart(_Part):
    """One thing assumed changed."""

    kind: str
    id: str
    change: str
    says: str


class ChangeSetPart(_Part):
    """A smallest set of changes: none could be left out."""

    effort: float
    changes: list[ChangePart]


class ChangesPart(_Part):
    """What would change it: how many smallest sets of changes there are, and those of least effort."""

    wanted: str
    number: int
    says: str
    sets: list[ChangeSetPart]
    in_the_way: list[str]


class FallPart(_Part):
    """What holds it up: a record whose withdrawal alone lowers it, or moves it where there is no lower."""

    evidence: str
    after: str
    way: str


class ThingPart(_Part):
    """A thing whose date comes."""

    kind: str
    id: str


class LapsePart(_Part):
    """When it lapses if nothing is renewed."""

    day: dt.date
    after: str
    way: str
    because_of: list[ThingPart]


class FindingPart(_Part):
    """One finding with its five answers; what does not arise is null or empty."""

    kind: str
    id: str
    label: str
    property: str
    title: str
    value: str
    why: WhyPart
    why_not: WhyNotPart | None
    change: ChangesPart | None
    holds: list[FallPart]
    lapses: LapsePart | None


class ExplainDocument(_Part):
    """What ``inclead explain DIR --all --format json`` writes."""

    schema_version: str
    organisation: str
    as_of: dt.date
    findings: list[FindingPart]


def finding_parts(findings: Findings, answers: Iterable[Answers]) -> list[FindingPart]:
    """Write answers as parts; a property that merely has its default, and knows no better, is left out."""
    return [_finding(findings, one) for one in answers if one.why or one.hoped is not None]


def because_part(step: Because) -> BecausePart:
    """Write one step of a proof."""
    return BecausePart(
        rule=step.rule,
        version=step.version,
        says=step.says,
        held=[HeldPart(condition=held.says, rests_on=list(held.rests_on)) for held in step.held],
        citation=list(step.citation),
        passages=list(step.passages),
    )


def _finding(findings: Findings, one: Answers) -> FindingPart:
    return FindingPart(
        kind=one.kind,
        id=one.thing,
        label=findings.label(one.kind, one.thing),
        property=one.name,
        title=findings.ruleset.types[one.kind, one.name].title,
        value=values_text(one.values),
        why=WhyPart(
            steps=[because_part(step) for step in one.why],
            premises=[_premise(key) for key in one.premises],
            evidence=list(one.evidence),
        ),
        why_not=None if one.hoped is None else _why_not(one, one.hoped),
        change=None if one.change is None else _changes(one.change),
        holds=[_fall(fall) for fall in one.holds],
        lapses=None if one.lapses is None else _lapse(*one.lapses),
    )


def _premise(key: Key) -> PremisePart:
    return PremisePart(kind=key[0], id=key[1], property=key[2])


def _why_not(one: Answers, hoped: Value) -> WhyNotPart:
    failed = [FailedPart(condition=failed.says, concerns=list(failed.concerns)) for failed in one.why_not]
    return WhyNotPart(hoped=values_text((hoped,)), failed=failed)


def _changes(changes: Changes) -> ChangesPart:
    return ChangesPart(
        wanted=values_text(() if changes.wanted is None else (changes.wanted,)),
        number=changes.number,
        says=changes.summary,
        sets=[
            ChangeSetPart(
                effort=float(one.effort),
                changes=[ChangePart(kind=c.kind, id=c.thing, change=c.lever, says=c.says) for c in one.changes],
            )
            for one in changes.sets
        ],
        in_the_way=list(changes.why_not),
    )


def _fall(fall: Fall) -> FallPart:
    return FallPart(evidence=fall.evidence, after=values_text(fall.after), way=fall.direction)


def _lapse(day: dt.date, due: Due) -> LapsePart:
    return LapsePart(
        day=day,
        after=values_text(due.move.after),
        way=due.move.direction,
        because_of=[ThingPart(kind=kind, id=thing) for kind, thing in due.because_of],
    )
