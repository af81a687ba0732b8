"""A benchmark as JSON, for programs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Literal

from pydantic import BaseModel, ConfigDict

from inclead_graph.comparison import MovedFinding
from inclead_graph.model.framework import Framework
from inclead_graph.portfolio.benchmark import PERCENTILES, Benchmark, Grades, Standing, Tally
from inclead_graph.portfolio.movers import Mover
from inclead_graph.portfolio.named import Named
from inclead_graph.portfolio.profiles import OrganisationProfile
from inclead_graph.reports.benchmark_named import advice_rows

__all__ = ["BenchmarkDocument", "GradesPart", "MoverPart", "benchmark_json", "grades_part", "mover_part"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class GroupPart(_Part):
    """Organisations that are counted together."""

    by: Literal["all", "kind", "region"]
    name: str
    organisations: int


class GradesPart(_Part):
    """How many organisations have each grade, and the grade at each percentile."""

    counts: dict[str, int]
    percentiles: dict[str, str]


class StandingPart(_Part):
    """How one stage or factor stands in one group; null is withheld."""

    thing: str
    label: str
    group: GroupPart
    graded: int | None
    not_known: int | None
    not_applicable: int | None
    floors: GradesPart | None
    ceilings: GradesPart | None


class YearEndPart(_Part):
    """The floors of all organisations at the end of a year; a null year is the present, null floors are withheld."""

    thing: str
    year: int | None
    floors: GradesPart | None


class TallyPart(_Part):
    """Of how many of the organisations to which a thing applies each word is said."""

    thing: str
    label: str
    organisations: int
    counts: dict[str, int]


class OrganisationPart(_Part):
    """The last assessment of one organisation; stages and factors that are not in ``known`` are not known."""

    organisation: str
    region: str | None
    kind: str
    as_of: dt.date
    floors: dict[str, str]
    ceilings: dict[str, str]
    known: list[str]


class MovedFloorPart(_Part):
    """A floor that moved, with the reasons, each a set of changes that moved it together; null was or is not known."""

    thing: str
    before: str | None
    after: str | None
    reasons: list[list[str]]


class MoverPart(_Part):
    """An organisation of which floors moved; reasons are there only where ``traced``."""

    organisation: str
    since: dt.date
    as_of: dt.date
    traced: bool
    floors: list[MovedFloorPart]


class AdvicePart(_Part):
    """What the grades of those whom a commissioner commissions advise it."""

    commissioner: str
    outcome: str
    floor: str
    advice: str


class NamedPart(_Part):
    """What names organisations: for use inside a programme, and not for publication."""

    organisations: list[OrganisationPart]
    movers: list[MoverPart]
    advice: list[AdvicePart]
    notes_on_commissioning: list[str]


class BenchmarkDocument(_Part):
    """What ``inclead portfolio benchmark --format json`` writes."""

    schema_version: Literal["1"]
    portfolio: str
    newest_assessment: dt.date
    at_least: int
    left_out: int
    groups: list[GroupPart]
    standings: list[StandingPart]
    year_ends: list[YearEndPart]
    gaps: list[TallyPart]
    drivers: list[TallyPart]
    named: NamedPart | None


def benchmark_json(benchmark: Benchmark, framework: Framework, named: Named | None = None) -> str:
    """Write a benchmark as JSON, two spaces of indent, a line break at the end."""
    document = BenchmarkDocument(
        schema_version="1",
        portfolio=benchmark.title,
        newest_assessment=benchmark.day,
        at_least=benchmark.at_least,
        left_out=benchmark.left_out,
        groups=[GroupPart.model_validate(asdict(group)) for group in benchmark.groups],
        standings=[_standing(one, framework) for one in benchmark.standings],
        year_ends=[
            YearEndPart(thing=one.thing, year=one.year, floors=grades_part(one.floors)) for one in benchmark.year_ends
        ],
        gaps=[_tally(one, framework) for one in benchmark.gaps],
        drivers=[_tally(one, framework) for one in benchmark.drivers],
        named=_named(named) if named else None,
    )
    return document.model_dump_json(indent=2) + "\n"


def _standing(one: Standing, framework: Framework) -> StandingPart:
    return StandingPart(
        thing=one.thing,
        label=framework.label(one.thing),
        group=GroupPart.model_validate(asdict(one.group)),
        graded=one.graded,
        not_known=one.not_known,
        not_applicable=one.not_applicable,
        floors=grades_part(one.floors),
        ceilings=grades_part(one.ceilings),
    )


def grades_part(grades: Grades | None) -> GradesPart | None:
    """Return the part of a document about the grades of a group; ``None`` where they are withheld."""
    if grades is None:
        return None
    return GradesPart(counts=dict(grades.counts), percentiles={str(p): grades.percentile(p) for p in PERCENTILES})


def _tally(one: Tally, framework: Framework) -> TallyPart:
    return TallyPart(
        thing=one.thing,
        label=framework.label(one.thing),
        organisations=one.organisations,
        counts=dict(one.counts),
    )


def _named(named: Named) -> NamedPart:
    return NamedPart(
        organisations=[_organisation(one) for one in named.profiles],
        movers=[mover_part(one, named.causes.get(one.organisation)) for one in named.movers],
        advice=[
            AdvicePart(commissioner=who, outcome=outcome, floor=floor, advice=advice)
            for who, outcome, floor, advice in advice_rows(named)
        ],
        notes_on_commissioning=list(named.programme.notes) if named.programme else [],
    )


def _organisation(one: OrganisationProfile) -> OrganisationPart:
    return OrganisationPart(
        organisation=one.organisation,
        region=one.region,
        kind=one.kind,
        as_of=one.as_of,
        floors=one.floors,
        ceilings=one.ceilings,
        known=[thing for thing in one.floors if thing in one.heard],
    )


def mover_part(mover: Mover, causes: Mapping[str, MovedFinding] | None) -> MoverPart:
    """Return the part of a document about one mover; ``causes`` is ``None`` where they were not traced."""
    return MoverPart(
        organisation=mover.organisation,
        since=mover.since,
        as_of=mover.day,
        traced=causes is not None,
        floors=[
            MovedFloorPart(
                thing=one.thing,
                before=one.before,
                after=one.after,
                reasons=[[change.text for change in reason] for reason in causes[one.thing].reasons]
                if causes and one.thing in causes
                else [],
            )
            for one in mover.floors
        ],
    )
