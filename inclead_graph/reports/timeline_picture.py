"""How long evidence counts, as a picture: a lane for each stage, in it a bar for each record, from first to last day.

The next days on which a grade falls are numbered above the lanes and named below them. In a lane with more records
than can be told apart, those of the same months, quarters or years are one bar that says how many it stands for. Plain
SVG; the tables beside it say the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from inclead_graph.inference.findings import long_date
from inclead_graph.model.framework import Stage
from inclead_graph.reports.svg import INK, QUIET, RULE, broken, picture, rectangle, text
from inclead_graph.reports.timeline import Fall, LapseDay, Span, Timeline

__all__ = ["NAMED", "Bar", "bars_of", "fall_text", "timeline_picture", "timeline_text"]

NAMED = 8
"""How many of the next days on which a grade falls are numbered and named."""

LEFT, RIGHT, WIDTH, TOP = 176, 20, 900, 84
PITCH, COUNTED, THICK, LANE, LINE = 5.5, 11, 3.8, 96, 19
_MOST_BARS, _MOST_COUNTED = 60, 36
"""Bars in a lane that can still be told apart: of a record each, and of several that are counted beside them."""
_LEGEND = (
    "Bar: from its date to the last day on which a record counts; a record that bears on several stages is in each.",
    "Dark: lapses within a year. Hollow and dashed: does not count. Arrow: no known end, or beyond what is drawn.",
    "3×: three records of like dates, where a lane has too many to tell apart.",
)
_YEAR = dt.timedelta(365)
_YEARS = 3
"""How many years before and after the as-of date are drawn; what reaches further ends in an arrow."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Records of a lane that are drawn as one; ``begins`` and ``until`` are the first and the last of them."""

    begins: dt.date
    until: dt.date | None
    counts: bool
    spans: tuple[Span, ...]


def bars_of(spans: Sequence[Span]) -> tuple[Bar, ...]:
    """Return the bars of a lane, those that lapse first on top: a record each, or one for records of like dates.

    Records without a date have no bar.
    """
    dated = [span for span in spans if span.begins]
    made = [_bar([span]) for span in dated]
    for grain in (1, 3, 6, 12, 36, 1200) if len(made) > _MOST_BARS else ():
        groups: dict[object, list[Span]] = {}
        for span in dated:
            key = _grained(span.begins, grain), _grained(span.until, grain), span.counts
            groups.setdefault(key, []).append(span)
        made = [_bar(group) for group in groups.values()]
        if len(made) <= _MOST_COUNTED:
            break
    return tuple(sorted(made, key=lambda bar: (bar.until or dt.date.max, bar.begins, bar.spans[0].id)))


def _grained(day: dt.date | None, months: int) -> int | None:
    return None if day is None else (12 * day.year + day.month - 1) // months


def _bar(group: Sequence[Span]) -> Bar:
    begins = min(span.begins for span in group if span.begins)
    ends = [span.until for span in group if span.until]
    return Bar(begins, max(ends) if ends else None, group[0].counts, tuple(group))


def timeline_picture(timeline: Timeline, stages: Mapping[str, Stage]) -> str:
    """Draw the timeline.

    Returns:
        One ``<svg>`` element, with title and description for people who do not see it.
    """
    axis = _axis(timeline)
    lanes = {stage: bars_of(timeline.of_stage(stage)) for stage in stages}
    pitches = {stage: COUNTED if any(len(bar.spans) > 1 for bar in bars) else PITCH for stage, bars in lanes.items()}
    heights = {stage: max(LANE, pitches[stage] * len(bars) + 14) for stage, bars in lanes.items()}
    foot = TOP + sum(heights.values())
    parts = [*_scale(axis, foot)]
    top: float = TOP
    for stage, bars in lanes.items():
        parts += _lane(timeline, stages[stage], top)
        parts += [part for at, bar in enumerate(bars) for part in _drawn(axis, bar, top + 8 + pitches[stage] * at)]
        top += heights[stage]
        parts.append(f'<line x1="0" x2="{WIDTH}" y1="{top:g}" y2="{top:g}" stroke="{RULE}"/>')
    parts += _today(axis, foot)
    days = timeline.days[:NAMED]
    said = _named(days)
    parts += _flags(axis, days, foot)
    parts += _key(days, said, foot + 24)
    size = WIDTH, foot + 24 + LINE * max(1, sum(map(len, said))) + (LINE - 2) * len(_LEGEND)
    title = f"How long evidence counts, as of {long_date(timeline.as_of)}"
    return picture("timeline", size, title, timeline_text(timeline, stages), parts)


def timeline_text(timeline: Timeline, stages: Mapping[str, Stage]) -> str:
    """Say what the picture shows: how many records of each stage count, and which grades fall next."""
    lanes = []
    for name, stage in stages.items():
        spans = timeline.of_stage(name)
        lanes.append(f"{stage.label}: {sum(span.counts for span in spans)} of {len(spans)} records count")
    falls = [f"{long_date(day.day)}: {'; '.join(map(fall_text, day.falls))}" for day in timeline.days[:NAMED]]
    return ". ".join([*lanes, *(["The next falls, if nothing is renewed", *falls] if falls else ["No grade falls"])])


def fall_text(fall: Fall) -> str:
    """Say which grade falls, and to what.

    >>> fall_text(Fall("factor", "F1", "Debate", "floor", "achieving", "developing"))
    'F1 Debate, floor: achieving → developing'
    """
    return f"{fall.thing} {fall.label}, {fall.bound}: {fall.before} → {fall.after or 'not graded'}"


@dataclass(frozen=True, slots=True)
class _Axis:
    first: dt.date
    last: dt.date
    as_of: dt.date

    def x(self, day: dt.date) -> float:
        held = min(max(day, self.first), self.last)
        return LEFT + (WIDTH - LEFT - RIGHT) * (held - self.first).days / (self.last - self.first).days


def _axis(timeline: Timeline) -> _Axis:
    """Return whole quarters around all that is known, and around half a year on either side of the as-of date."""
    today = timeline.as_of
    near, far = _shifted(today, -12 * _YEARS), _shifted(today, 12 * _YEARS)
    known = [day for span in timeline.spans for day in (span.begins, span.until) if day and near <= day <= far]
    first = min([_shifted(today, -6), *known])
    last = max([_shifted(today, 6), *known])
    return _Axis(_quarter(first), _quarter(_shifted(last, 3)), today)


def _shifted(day: dt.date, months: int) -> dt.date:
    whole = min(max(12 * day.year + day.month - 1 + months, 12), 12 * 9999)
    return dt.date(whole // 12, whole % 12 + 1, 1)


def _quarter(day: dt.date) -> dt.date:
    return dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _scale(axis: _Axis, foot: float) -> Iterator[str]:
    day = axis.first
    while day <= axis.last:
        x = axis.x(day)
        yield f'<line x1="{x:g}" x2="{x:g}" y1="{TOP - 8}" y2="{foot:g}" stroke="#e8edee"/>'
        if day.month in (1, 7) and axis.x(day) + 56 < WIDTH and day < axis.last and not x < axis.x(axis.as_of) < x + 62:
            yield text(x + 3, TOP - 12, f"{day:%b %Y}", size=12, colour=QUIET)
            yield f'<line x1="{x:g}" x2="{x:g}" y1="{TOP - 24}" y2="{foot:g}" stroke="{RULE}"/>'
        day = _shifted(day, 3)


def _lane(timeline: Timeline, stage: Stage, top: float) -> Iterator[str]:
    spans = timeline.of_stage(stage.id)
    yield text(8, top + 19, stage.id, size=16, bold=True)
    lines = broken(stage.label, LEFT - 52, 12, 3)
    for number, words in enumerate(lines):
        yield text(8, top + 34 + 14 * number, words, size=12)
    yield text(8, top + 36 + 14 * len(lines), f"{sum(s.counts for s in spans)} of {len(spans)} count", bold=True)


def _drawn(axis: _Axis, bar: Bar, top: float) -> Iterator[str]:
    left = axis.x(bar.begins)
    right = axis.x(bar.until or axis.last)
    soon = bar.counts and bar.until is not None and bar.until <= axis.as_of + _YEAR
    fill = INK if soon else "#768692" if bar.counts else "#fff"
    more = "" if bar.counts else 'stroke-dasharray="2 2"'
    yield f"<g><title>{_told(bar)}</title>"
    yield rectangle(left, top, max(2, right - left), THICK, fill=fill, stroke=INK, more=f'stroke-width="0.7" {more}')
    if bar.begins < axis.first:
        yield _arrow(left, top, -1)
    if bar.until is None or bar.until > axis.last:
        yield _arrow(right, top, 1)
    if len(bar.spans) > 1:
        yield text(left - 11, top + 6, f"{len(bar.spans)}×", size=9, anchor="end")
    yield "</g>"


def _arrow(x: float, top: float, way: int) -> str:
    middle = top + THICK / 2
    return f'<path d="M{x:g} {top - 2:g} L{x + 9 * way:g} {middle:g} L{x:g} {top + THICK + 2:g} Z" fill="{INK}"/>'


def _told(bar: Bar) -> str:
    names = ", ".join(span.id for span in bar.spans)
    end = long_date(bar.until) if bar.until else "no end that is known"
    why = "; ".join(dict.fromkeys(reason for span in bar.spans for reason in span.set_aside))
    state = "" if bar.counts else f", does not count: {why}"
    return escape(f"{names}: {long_date(bar.begins)} to {end}{state}")


def _today(axis: _Axis, foot: float) -> Iterator[str]:
    x = axis.x(axis.as_of)
    yield f'<line x1="{x:g}" x2="{x:g}" y1="18" y2="{foot:g}" stroke="{INK}" stroke-width="2.5"/>'
    yield text(x - 6, 26, f"as of {long_date(axis.as_of)}", bold=True, anchor="end")


def _flags(axis: _Axis, days: Sequence[LapseDay], foot: float) -> Iterator[str]:
    """Number the next days on which a grade falls; flags that would cover each other stand side by side."""
    free = 0.0
    for number, day in enumerate(days, start=1):
        x = axis.x(day.day)
        at = min(max(x, free), WIDTH - 12 - 21 * (len(days) - number))
        free = at + 21
        way = f"M{at:g} 44 L{x:g} {TOP - 28} L{x:g} {foot:g}"
        yield f'<path d="{way}" fill="none" stroke="{INK}" stroke-dasharray="1 4"/>'
        yield f'<circle cx="{at:g}" cy="36" r="9.5" fill="#fff" stroke="{INK}" stroke-width="1.5"/>'
        yield text(at, 40, str(number), size=12, bold=True, anchor="middle")


def _named(days: Sequence[LapseDay]) -> tuple[tuple[str, ...], ...]:
    """Return what stands beside each number, in at most two lines."""
    return tuple(
        broken(f"{'; '.join(map(fall_text, day.falls))}{_because(day)}", WIDTH - LEFT - 8, 13, 2) for day in days
    )


def _because(day: LapseDay) -> str:
    return f" (because of {', '.join(day.because_of)})" if day.because_of else ""


def _key(days: Sequence[LapseDay], said: Sequence[tuple[str, ...]], top: float) -> Iterator[str]:
    if not days:
        yield text(8, top, "No grade falls on a day that is known, whatever lapses.", bold=True)
        top += LINE
    for number, (day, lines) in enumerate(zip(days, said, strict=True), start=1):
        yield text(8, top, f"{number}", bold=True)
        yield text(30, top, long_date(day.day), bold=True)
        for line in lines:
            yield text(LEFT, top, line)
            top += LINE
    for words in _LEGEND:
        yield text(8, top + 4, words, size=12)
        top += LINE - 2
