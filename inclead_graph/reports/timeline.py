"""How long evidence counts: each record with its first and last day, and what falls on which coming day without it.

Nothing here knows how long a record counts: the rules of currency say until when, and the forecast what falls.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from inclead_graph.inference.findings import Findings
from inclead_graph.inference.forecast import Day, coming
from inclead_graph.inference.moves import DOWN, Move

__all__ = ["Fall", "LapseDay", "Span", "Timeline", "timeline_of"]

_NEXT_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """One record of evidence.

    Attributes:
        id, title: as recorded.
        stages: those that its criteria belong to, in the framework's order.
        begins: the day that it is dated; ``None`` where it has no date.
        until: the last day on which it counts, or did; ``None`` where it has no end that is known.
        counts: whether it counts on the as-of date.
        set_aside: why it does not.
    """

    id: str
    title: str
    stages: tuple[str, ...]
    begins: dt.date | None
    until: dt.date | None
    counts: bool
    set_aside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fall:
    """A stage or factor whose floor or ceiling falls; ``after`` is empty where it is no longer graded."""

    kind: str
    thing: str
    label: str
    bound: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LapseDay:
    """A coming day on which grades fall, and the records because of which they do."""

    day: dt.date
    because_of: tuple[str, ...]
    falls: tuple[Fall, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """All records, and the coming days on which a floor or a ceiling falls if nothing is renewed."""

    as_of: dt.date
    spans: tuple[Span, ...]
    days: tuple[LapseDay, ...]

    def of_stage(self, stage: str) -> tuple[Span, ...]:
        """Return the records that bear on a stage; one that bears on several is in each."""
        return tuple(span for span in self.spans if stage in span.stages)

    def lapsing(self, first: dt.date, last: dt.date) -> tuple[Span, ...]:
        """Return the records that count now, and for the last time on a day between two, both included."""
        return tuple(s for s in self.spans if s.counts and s.until and first <= s.until <= last)


def timeline_of(findings: Findings, days: tuple[Day, ...]) -> Timeline:
    """Arrange what the rules say of how long records count, and the forecast of what falls.

    Example:
        ``timeline_of(findings, tuple(forecast(findings))).days[0]`` is the next day on which a grade falls.
    """
    ends: dict[str, dt.date] = {}
    for day, come in coming(findings, decides=("evidence", "accepted")).items():
        for _, thing, _ in come:
            ends.setdefault(thing, day - _NEXT_DAY)
    stages = _stages(findings)
    return Timeline(
        as_of=findings.facts.as_of,
        spans=tuple(_span(findings, piece, ends, stages[piece]) for piece in findings.facts.things["evidence"]),
        days=tuple(one for one in (_lapse(findings, day) for day in days) if one.falls),
    )


def _stages(findings: Findings) -> Mapping[str, tuple[str, ...]]:
    """Return the stages that each record bears on."""
    framework = findings.framework
    found: dict[str, dict[str, None]] = {piece: {} for piece in findings.facts.things["evidence"]}
    for criterion, pieces in findings.facts.related["criterion", "evidence"].items():
        for piece in pieces:
            found[piece][framework.factors[framework.criteria[criterion].factor].stage] = None
    return {piece: tuple(stage for stage in framework.stages if stage in stages) for piece, stages in found.items()}


def _span(findings: Findings, piece: str, ends: Mapping[str, dt.date], stages: tuple[str, ...]) -> Span:
    counts = findings.value("evidence", piece, "accepted") is True
    begins, lapses = (_day(findings, piece, name) for name in ("date", "lapses"))
    return Span(
        id=piece,
        title=findings.evidence[piece].title,
        stages=stages,
        begins=begins,
        until=ends.get(piece) if counts else lapses,
        counts=counts,
        set_aside=tuple(map(str, findings.values("evidence", piece, "set_aside"))),
    )


def _day(findings: Findings, piece: str, name: str) -> dt.date | None:
    value = findings.value("evidence", piece, name)
    return value if isinstance(value, dt.date) else None


def _lapse(findings: Findings, day: Day) -> LapseDay:
    graded = findings.framework.graded
    falls = [
        due
        for due in day.due
        if graded.get(due.move.thing) == due.move.kind
        and due.move.name in ("floor", "ceiling")
        and due.move.direction == DOWN
    ]
    return LapseDay(
        day=day.day,
        because_of=tuple(dict.fromkeys(thing for due in falls for _, thing in due.because_of)),
        falls=tuple(_fall(findings, due.move) for due in falls),
    )


def _fall(findings: Findings, move: Move) -> Fall:
    before, after = (", ".join(map(str, values)) for values in (move.before, move.after))
    return Fall(move.kind, move.thing, findings.framework.label(move.thing), move.name, before, after)
