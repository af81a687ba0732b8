"""Pictures, each with the table that says the same: blocks for every format that shows them."""

from __future__ import annotations

from collections.abc import Iterator

from inclead_graph.inference.findings import long_date
from inclead_graph.reports.blocks import Block, Cell, Picture, Prose, Table, plain
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.trend import EarlierGrades, Trend, TrendLine
from inclead_graph.reports.trend_picture import MOST, moved_text, trend_picture

__all__ = ["trend_blocks", "trend_drawn"]

_TABLED = 4
"""Assessments that a page is wide enough for, beside the names of factors."""


def trend_blocks(found: Gathered) -> Iterator[Block]:
    """Yield the trend over earlier assessments; nothing where none is known."""
    trend = found.trend
    if trend is None:
        return
    yield Prose(
        "Floor and ceiling of each stage and factor, on each day. A floor says what could be shown on that day: it "
        "moves when evidence comes, lapses or is withdrawn. inclead compare says what moved a grade, record by record."
    )
    if not all(trend.comparable):
        yield Prose(_not_comparable(trend), strong=True)
    yield trend_drawn(found, trend)
    first = max(0, len(trend.days) - _TABLED)
    if first:
        yield Prose(f"The table has the last {_TABLED} of {len(trend.days)} assessments.")
    days = trend.days[first:]
    headings = {"Stage or factor": 4, **{_heading(day, days): 3 for day in days}, "Floor": 3}
    yield Table.of("Trend: floor, and ceiling where it is higher", headings, _rows(found, trend, first))
    yield Table.of(
        "The assessments",
        {"As of": 2, "From": 3, "Toolkit": 1, "Ontology": 4, "Rules": 4},
        ((long_date(d.as_of), d.label, d.edition, d.ontology_version, d.rules_version) for d in trend.days),
    )


def trend_drawn(found: Gathered, trend: Trend) -> Picture:
    """Return the trend as a picture."""
    said = "; ".join(f"{line.label}: {moved_text(trend, line)}" for line in trend.stages)
    shown = f" The last {MOST} of {len(trend.days)} assessments." if len(trend.days) > MOST else ""
    return Picture(
        trend_picture(trend, found.grades),
        plain(f"Small charts of each stage and factor over time.{shown} {said}. A table says the same day by day."),
        f"Trend from {long_date(trend.days[-MOST:][0].as_of)} to {long_date(trend.days[-1].as_of)}",
    )


def _not_comparable(trend: Trend) -> str:
    pairs = [
        f"{long_date(trend.days[at].as_of)} and {long_date(trend.days[at + 1].as_of)}"
        for at, same in enumerate(trend.comparable)
        if not same
    ]
    return (
        f"Judged by other rules, ontology or edition, and so not comparable: {'; '.join(pairs)}. A difference between "
        "them may come from the rules and not from the organisation."
    )


def _heading(day: EarlierGrades, days: tuple[EarlierGrades, ...]) -> str:
    """Return the day, with where it comes from when two assessments share it."""
    shared = sum(one.as_of == day.as_of for one in days) > 1
    return long_date(day.as_of) + (f" ({day.label})" if shared else "")


def _rows(found: Gathered, trend: Trend, first: int) -> Iterator[tuple[object, ...]]:
    for stage in trend.stages:
        for line in (stage, *(one for one in trend.factors if one.stage == stage.id)):
            cells = (_grades(found, line, at) for at in range(first, len(trend.days)))
            yield f"{line.id} {line.label}", *cells, moved_text(trend, line)


def _grades(found: Gathered, line: TrendLine, at: int) -> Cell:
    grades = line.grades[at]
    if grades is None:
        return Cell("no such thing then")
    upto = f", up to {grades.ceiling}" if grades.open else ""
    if line.unheard[at]:
        return Cell(f"? not known (floor {grades.floor}{upto})")
    floor = found.grade(grades.floor)
    return Cell(floor.text + upto, floor.fill, floor.ink)
