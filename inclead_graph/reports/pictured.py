"""Pictures, each with the table that says the same: blocks for every format that shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from inclead_graph.inference.findings import long_date
from inclead_graph.reports.blocks import Block, Cell, Picture, Prose, Table, plain
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.matrix_picture import matrix_picture
from inclead_graph.reports.timeline import LapseDay, Span
from inclead_graph.reports.timeline_picture import fall_text, timeline_picture, timeline_text
from inclead_graph.reports.trend import EarlierGrades, Trend, TrendLine
from inclead_graph.reports.trend_picture import MOST, moved_text, trend_picture

__all__ = ["matrix_drawn", "records_table", "timeline_blocks", "trend_blocks", "trend_table"]

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
    yield _trend_drawn(found, trend)
    if len(trend.days) > _TABLED:
        yield Prose(f"The table has the last {_TABLED} of {len(trend.days)} assessments.")
    table = trend_table(found)
    yield from [table] if table else []
    yield Table.of(
        "The assessments",
        {"As of": 2, "From": 3, "Toolkit": 1, "Ontology": 4, "Rules": 4},
        ((long_date(d.as_of), d.label, d.edition, d.ontology_version, d.rules_version) for d in trend.days),
    )


def trend_table(found: Gathered, *, factors: bool = True) -> Table | None:
    """Return floors and ceilings of the last assessments side by side, of stages and factors or of stages alone."""
    trend = found.trend
    if trend is None:
        return None
    first = max(0, len(trend.days) - _TABLED)
    days = trend.days[first:]
    what = "Stage or factor" if factors else "Stage"
    headings = {what: 4, **{_heading(day, days): 3 for day in days}, "Floor": 3}
    return Table.of(
        f"Trend{'' if factors else ' of the stages'}: floor, and ceiling where it is higher",
        headings,
        _rows(found, trend, first, factors=factors),
    )


def _trend_drawn(found: Gathered, trend: Trend) -> Picture:
    """Return the trend as a picture."""
    said = "; ".join(f"{line.label}: {moved_text(trend, line)}" for line in trend.stages)
    shown = f" The last {MOST} of {len(trend.days)} assessments." if len(trend.days) > MOST else ""
    return Picture(
        trend_picture(trend, found.grades),
        plain(f"Small charts of each stage and factor over time.{shown} {said}. A table says the same day by day."),
        f"Trend from {long_date(trend.days[-MOST:][0].as_of)} to {long_date(trend.days[-1].as_of)}",
    )


def timeline_blocks(found: Gathered, *, every_day: bool = False) -> Iterator[Block]:
    """Yield how long the evidence counts: the picture, the records of each stage, and the days on which a grade falls.

    ``every_day`` has all of those days, and not only those of a year.
    """
    timeline, stages = found.timeline, found.framework.stages
    yield Prose(
        "A record counts from its date to the day on which it lapses: by its own expiry, or by the shelf life of its "
        "kind. A grade that rests on it falls then, unless somebody renews the record. What falls is judged by the "
        f"rules of {long_date(timeline.as_of)}."
    )
    caption = f"How long evidence counts, as of {long_date(timeline.as_of)}"
    says = f"{timeline_text(timeline, stages)}. The tables that follow say the same."
    yield Picture(timeline_picture(timeline, stages), plain(says), caption)
    yield _lapsing(found)
    days = [day for day in timeline.days if every_day or day.day <= timeline.as_of + _YEAR]
    if not days:
        yield Prose("No grade falls within a year because of a date.")
        return
    caption = "Grades that fall if nothing is renewed" + ("" if every_day else ", within a year")
    columns = {"Day": 3, "What falls": 8, "Because of": 4}
    yield Table.of(caption, columns, ((long_date(d.day), _falls(d), ", ".join(d.because_of)) for d in days))


def records_table(found: Gathered) -> Table:
    """Return each record with its first and last day, those that lapse first on top."""
    spans = sorted(found.timeline.spans, key=lambda s: (not s.counts, s.until or dt.date.max, s.id))
    return Table.of(
        "Each record, and until when it counts",
        {"Record": 6, "Date": 2, "Counts until": 3, "Stages": 2},
        ((f"{s.id} {s.title}", _dated(s.begins, "no date"), _ends(s), ", ".join(s.stages)) for s in spans),
    )


_YEAR = dt.timedelta(365)


def _dated(day: dt.date | None, absent: str) -> str:
    return long_date(day) if day else absent


def _ends(span: Span) -> str:
    return _dated(span.until, "no end that is known") if span.counts else f"does not count: {'; '.join(span.set_aside)}"


def _falls(day: LapseDay) -> str:
    return "; ".join(map(fall_text, day.falls))


def _lapsing(found: Gathered) -> Table:
    timeline, today = found.timeline, found.timeline.as_of
    rows = []
    for name, stage in found.framework.stages.items():
        spans = timeline.of_stage(name)
        counting = [span for span in spans if span.counts]
        left = [(span.until - today).days if span.until else None for span in counting]
        within = [sum(days is not None and days <= most for days in left) for most in (91, 182, 365)]
        ends = left.count(None)
        later = len(counting) - within[-1] - ends
        rows.append((f"{name} {stage.label}", len(counting), *within, later, ends, len(spans) - len(counting)))
    headings = ("Count now", "Lapse in 91 days", "In 182 days", "In 365 days", "Later", "No known end", "Do not count")
    return Table.of("Records of each stage, and when they lapse", {"Stage": 6, **dict.fromkeys(headings, 2)}, rows)


def matrix_drawn(found: Gathered) -> Picture:
    """Return each aim of the duty for each protected characteristic as a picture."""
    standing = found.standing
    empty = len(standing.empty_cells)
    cells = [cell for row in standing.matrix for cell in row.cells if cell]
    counted = [f"{sum(cell.state == word for cell in cells)} {word}" for word in found.framework.words("driver state")]
    says = (
        f"Of {len(cells)} cells, one for each aim and group: {', '.join(counted)}. No accepted evidence names the "
        f"group in {empty}. The table that follows says the same cell by cell."
    )
    return Picture(
        matrix_picture(standing, found.framework.vocabularies["driver state"]),
        plain(says),
        "Each aim of the equality duty for each protected characteristic",
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


def _rows(found: Gathered, trend: Trend, first: int, *, factors: bool) -> Iterator[tuple[object, ...]]:
    for stage in trend.stages:
        for line in (stage, *(one for one in trend.factors if factors and one.stage == stage.id)):
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
