"""A benchmark as JSON, for programs."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Literal

from pydantic import BaseModel, ConfigDict

from inclead_graph.model.framework import Framework
from inclead_graph.portfolio.benchmark import PERCENTILES, Benchmark, Grades, Standing, Tally

__all__ = ["BenchmarkDocument", "benchmark_json"]


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


class BenchmarkDocument(_Part):
    """What ``inclead portfolio benchmark --format json`` writes."""

    schema_version: Literal["1"]
    portfolio: str
    newest_assessment: dt.date
    at_least: int
    groups: list[GroupPart]
    standings: list[StandingPart]
    year_ends: list[YearEndPart]
    gaps: list[TallyPart]
    drivers: list[TallyPart]


def benchmark_json(benchmark: Benchmark, framework: Framework) -> str:
    """Write a benchmark as JSON, two spaces of indent, a line break at the end."""
    document = BenchmarkDocument(
        schema_version="1",
        portfolio=benchmark.title,
        newest_assessment=benchmark.day,
        at_least=benchmark.at_least,
        groups=[GroupPart.model_validate(asdict(group)) for group in benchmark.groups],
        standings=[_standing(one, framework) for one in benchmark.standings],
        year_ends=[
            YearEndPart(thing=one.thing, year=one.year, floors=_grades(one.floors)) for one in benchmark.year_ends
        ],
        gaps=[_tally(one, framework) for one in benchmark.gaps],
        drivers=[_tally(one, framework) for one in benchmark.drivers],
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
        floors=_grades(one.floors),
        ceilings=_grades(one.ceilings),
    )


def _grades(grades: Grades | None) -> GradesPart | None:
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
