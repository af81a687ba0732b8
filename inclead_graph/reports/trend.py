"""Grades of earlier assessments beside those of the latest: the trend, as values that every writer can show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from inclead_graph.assess import Result
from inclead_graph.reports.profile import FactorLine, Grades, Profile, StageLine, profile_of

__all__ = ["EarlierGrades", "Trend", "TrendLine", "earlier_grades", "in_order", "trend_of"]


@dataclass(frozen=True, slots=True)
class EarlierGrades:
    """What one assessment graded, without its evidence and proofs.

    Attributes:
        as_of: the day that it is about.
        label: where it comes from, as a person knows it: the name of a folder, or a seal.
        grades: floor and ceiling of each stage and factor, by id.
        unheard: the stages and factors of which nothing accepted spoke, so that the floor shows only that nobody knew.
        edition, ontology_version, rules_version: what it was judged by.
    """

    as_of: dt.date
    label: str
    grades: Mapping[str, Grades]
    unheard: frozenset[str]
    edition: str
    ontology_version: str
    rules_version: str

    @property
    def judged_by(self) -> tuple[str, str, str]:
        """Edition of the toolkit, ontology and rules: grades compare where all three are the same."""
        return self.edition, self.ontology_version, self.rules_version


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One stage or factor: its grades on each day, ``None`` where that assessment knew no such thing."""

    id: str
    label: str
    stage: str
    grades: tuple[Grades | None, ...]
    unheard: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Grades over several assessments, the oldest first; the last one is the one that a report is about.

    Attributes:
        days: each assessment.
        comparable: for each pair of neighbours, whether both were judged by the same edition, ontology and rules.
        stages, factors: a line for each, in the framework's order.
    """

    days: tuple[EarlierGrades, ...]
    comparable: tuple[bool, ...]
    stages: tuple[TrendLine, ...]
    factors: tuple[TrendLine, ...]


def earlier_grades(result: Result, label: str) -> EarlierGrades:
    """Return the grades of a result.

    Example::

        earlier_grades(assess(last_year, knowledge), "my-trust-2025")
    """
    return _grades_of(result, profile_of(result.findings), label)


def in_order(earlier: Iterable[EarlierGrades]) -> tuple[EarlierGrades, ...]:
    """Return earlier grades sorted by the day that they are about, the oldest first."""
    return tuple(sorted(earlier, key=lambda one: (one.as_of, one.label)))


def trend_of(result: Result, profile: Profile, earlier: Iterable[EarlierGrades]) -> Trend | None:
    """Return the trend up to a result; ``None`` where nothing earlier is known."""
    before = in_order(earlier)
    if not before:
        return None
    days = (*before, _grades_of(result, profile, "this assessment"))
    stages = [(line.stage.id, line.stage.label, line.stage.id) for line in profile.stages]
    factors = [(f.factor.id, f.factor.label, s.stage.id) for s in profile.stages for f in s.factors]
    return Trend(
        days=days,
        comparable=tuple(one.judged_by == other.judged_by for one, other in pairwise(days)),
        stages=tuple(_line(days, *one) for one in stages),
        factors=tuple(_line(days, *one) for one in factors),
    )


def _grades_of(result: Result, profile: Profile, label: str) -> EarlierGrades:
    lines: dict[str, StageLine | FactorLine] = {line.stage.id: line for line in profile.stages}
    lines |= {line.factor.id: line for stage in profile.stages for line in stage.factors}
    return EarlierGrades(
        as_of=result.assessment.as_of,
        label=label,
        grades={name: line.grades for name, line in lines.items()},
        unheard=frozenset(name for name, line in lines.items() if line.unheard),
        edition=result.assessment.editions.toolkit,
        ontology_version=result.ontology_version,
        rules_version=result.rules_version,
    )


def _line(days: Iterable[EarlierGrades], name: str, label: str, stage: str) -> TrendLine:
    return TrendLine(
        id=name,
        label=label,
        stage=stage,
        grades=tuple(day.grades.get(name) for day in days),
        unheard=tuple(name in day.unheard for day in days),
    )
