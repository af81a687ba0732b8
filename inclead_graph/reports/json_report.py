"""The result as JSON, in the shape of ``docs/schema/assess-v2.schema.json``."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict

from inclead_graph.assess import Result
from inclead_graph.inference.findings import Because
from inclead_graph.model.history import Sealing
from inclead_graph.reports.eds import EdsPart
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.gradings_json import GradingsPart, gradings_part
from inclead_graph.reports.profile import CriterionLine, FactorLine, Grades, StageLine
from inclead_graph.reports.questions_json import BecausePart, FindingPart, because_part, finding_parts
from inclead_graph.reports.standing_json import StandingPart, standing_part

__all__ = ["AssessDocument", "document", "write"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OrganisationPart(_Part):
    """Who was assessed."""

    name: str
    kind: str
    ods_code: str | None
    fictional: bool


class VersionsPart(_Part):
    """What it was judged by; equal versions and digests mean equal results."""

    ontology: str
    rules: str
    package: str


class CriterionPart(_Part):
    """One criterion."""

    id: str
    label: str
    role: str
    verdict: str
    under_way: bool
    corroborated: bool
    covered: bool
    by_group: bool
    curated: bool
    passages: list[str]
    evidence: list[str]
    because: list[BecausePart]


class FactorPart(_Part):
    """One factor; floor and ceiling are null where it does not apply."""

    id: str
    label: str
    floor: str | None
    ceiling: str | None
    because: dict[str, list[BecausePart]]
    criteria: list[CriterionPart]


class StagePart(_Part):
    """One stage."""

    id: str
    label: str
    floor: str | None
    ceiling: str | None
    because: dict[str, list[BecausePart]]
    factors: list[FactorPart]


class SetAsidePart(_Part):
    """Evidence that does not count, with one entry for each reason."""

    evidence: str
    reason: str


class SignedPart(_Part):
    """Who signed a revision, in what role (empty where none was given), on what day."""

    name: str
    role: str
    on: dt.date


class SealingPart(_Part):
    """How the result stands to the seals of its workspace; without a seal all but the state are null or empty.

    ``seal`` is the seal of the last revision, ``newest`` that of the newest entry of the log: a signature, where people
    signed later. ``differs`` says in what the result is not the one that was sealed.
    """

    state: Literal["sealed", "changed", "not sealed", "broken"]
    revision: int | None
    on: dt.date | None
    seal: str | None
    newest: str | None
    signed_by: list[SignedPart]
    differs: list[str]


class HeadlinePart(_Part):
    """The grade of the lowest stage; never to be shown without the stages."""

    floor: str | None
    ceiling: str | None


class AssessDocument(_Part):
    """What ``inclead assess --format json`` writes."""

    schema_version: Literal["2"]
    organisation: OrganisationPart
    as_of: dt.date
    versions: VersionsPart
    engines: list[str]
    evidence_digest: str
    sealing: SealingPart
    headline: HeadlinePart
    stages: list[StagePart]
    set_aside: list[SetAsidePart]
    gradings: GradingsPart
    eds: EdsPart
    standing: StandingPart
    findings: list[FindingPart]


def write(found: Gathered) -> str:
    """Write a result as JSON, two spaces of indent, a line break at the end."""
    return _document(found, answers=True).model_dump_json(indent=2) + "\n"


def document(result: Result, *, answers: bool = True) -> AssessDocument:
    """Arrange a result as the JSON document; without ``answers``, the five questions of each finding are left out."""
    return _document(Gathered(result), answers=answers)


def _document(found: Gathered, *, answers: bool) -> AssessDocument:
    result, profile = found.result, found.profile
    organisation = result.assessment.organisation
    return AssessDocument(
        schema_version="2",
        organisation=OrganisationPart(
            name=organisation.name,
            kind=organisation.kind,
            ods_code=organisation.ods_code,
            fictional=organisation.fictional,
        ),
        as_of=result.assessment.as_of,
        versions=VersionsPart(
            ontology=result.ontology_version, rules=result.rules_version, package=result.package_version
        ),
        engines=list(result.engines),
        evidence_digest=result.digest,
        sealing=_sealing(found.sealing),
        headline=HeadlinePart(floor=profile.headline.floor, ceiling=profile.headline.ceiling),
        stages=[_stage(line) for line in profile.stages],
        set_aside=[
            SetAsidePart(evidence=piece, reason=reason) for piece, reasons in profile.set_aside for reason in reasons
        ],
        gradings=gradings_part(found.rivals),
        eds=found.eds,
        standing=standing_part(result.findings),
        findings=finding_parts(result.findings, found.questions.everything()) if answers else [],
    )


def _sealing(sealing: Sealing) -> SealingPart:
    return SealingPart(
        state=sealing.state,
        revision=sealing.revision,
        on=sealing.on,
        seal=sealing.seal or None,
        newest=sealing.newest or None,
        signed_by=[SignedPart(name=who.name, role=who.role, on=who.on) for who in sealing.signed],
        differs=list(sealing.differs),
    )


def _stage(line: StageLine) -> StagePart:
    return StagePart(
        id=line.stage.id,
        label=line.stage.label,
        floor=line.grades.floor,
        ceiling=line.grades.ceiling,
        because=_bounds(line.grades, line.floor_because, line.ceiling_because),
        factors=[_factor(factor) for factor in line.factors],
    )


def _factor(line: FactorLine) -> FactorPart:
    return FactorPart(
        id=line.factor.id,
        label=line.factor.label,
        floor=line.grades.floor,
        ceiling=line.grades.ceiling,
        because=_bounds(line.grades, line.floor_because, line.ceiling_because),
        criteria=[_criterion(criterion) for criterion in line.criteria],
    )


def _criterion(line: CriterionLine) -> CriterionPart:
    criterion = line.criterion
    return CriterionPart(
        id=criterion.id,
        label=criterion.label,
        role=criterion.role,
        verdict=line.verdict,
        under_way=line.under_way,
        corroborated=line.corroborated,
        covered=line.covered,
        by_group=criterion.by_group,
        curated=criterion.curated,
        passages=[p.id for p in criterion.passages],
        evidence=list(line.evidence),
        because=[because_part(step) for step in line.because],
    )


def _bounds(grades: Grades, floor: tuple[Because, ...], ceiling: tuple[Because, ...]) -> dict[str, list[BecausePart]]:
    if grades.floor is None:
        return {"floor": [], "ceiling": []}
    return {"floor": [because_part(step) for step in floor], "ceiling": [because_part(step) for step in ceiling]}
