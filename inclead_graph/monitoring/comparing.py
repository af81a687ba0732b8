"""Say of each group whether it fares well, worse, or whether that cannot be told.

*worse*: the group differs from the rest (score test, adjusted for many groups) on the bad side.
*well*: it differs on the good side, or it is shown not to be behind everybody by more than the margin.
*too little data*: with everybody's rate the group, or what is beside it, would be expected to have too few.
*not distinguishable*: anything else. It is not the same as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from inclead_graph.model.monitoring import ALL, DEPRIVATION, Count, Measure, Monitoring, everybody
from inclead_graph.monitoring import statistics
from inclead_graph.monitoring.settings import Settings, settings

__all__ = ["TOO_LITTLE", "UNCLEAR", "WELL", "WORSE", "Analysis", "Compared", "Declaration", "Slope", "Way", "analyse"]

WELL, WORSE, UNCLEAR, TOO_LITTLE = "well", "worse", "not distinguishable", "too little data"


@dataclass(frozen=True, slots=True)
class Compared:
    """One group beside everybody.

    Attributes:
        rate, interval: of 1, not of 100; ``None`` where there is nobody.
        ratio, ratio_interval: the rate divided by that of everybody, the group included.
        p: that group and rest are the same; adjusted for the groups of its measure and period.
        p_behind: that the group is behind everybody by the margin or more; adjusted likewise.
        verdict: empty for everybody, and for people who did not say.
    """

    count: Count
    rate: float | None
    interval: statistics.Interval | None
    ratio: float | None = None
    ratio_interval: statistics.Interval | None = None
    p: float | None = None
    p_behind: float | None = None
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """How a group's rate went over the periods: ``rising``, ``falling`` or ``no trend shown``."""

    measure: str
    characteristic: str
    category: str
    periods: tuple[str, ...]
    z: float
    p: float
    direction: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """What part of the people counted said what they are."""

    measure: str
    period: str
    characteristic: str
    said: int
    asked: int


@dataclass(frozen=True, slots=True)
class Slope:
    """The deprivation gradient of a measure in a period."""

    measure: str
    period: str
    gradient: statistics.Gradient


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that is found in monitoring data, before anything is withheld."""

    monitoring: Monitoring
    rows: tuple[Compared, ...]
    trends: tuple[Way, ...]
    declarations: tuple[Declaration, ...]
    slopes: tuple[Slope, ...]
    adjust: str


def analyse(monitoring: Monitoring, adjust: str = "holm", chosen: Settings | None = None) -> Analysis:
    """Compare every group with everybody, in every period, and look for trends and gradients.

    Args:
        monitoring: the counts.
        adjust: how p-values are adjusted for many groups: ``holm``, ``bh`` or ``none``.
        chosen: the thresholds.

    Raises:
        UnreadableError: scipy is not installed.
    """
    statistics.require()
    chosen = chosen or settings()
    rows: list[Compared] = []
    declarations: list[Declaration] = []
    slopes: list[Slope] = []
    for name, measure in monitoring.measures.items():
        for period in monitoring.periods(name):
            counts = monitoring.of(name, period)
            rows += _compared(monitoring, measure, counts, adjust, chosen)
            declarations += _declared(monitoring, counts)
            slopes += _slopes(measure, period, counts, monitoring, chosen)
    trends = [way for measure in monitoring.measures.values() for way in _trends(monitoring, measure, chosen)]
    return Analysis(monitoring, tuple(rows), tuple(trends), tuple(declarations), tuple(slopes), adjust)


def _compared(
    monitoring: Monitoring, measure: Measure, counts: Sequence[Count], adjust: str, chosen: Settings
) -> list[Compared]:
    whole = everybody(counts)
    rows = [_row(monitoring, measure, count, whole, chosen) for count in counts]
    tested = [at for at, row in enumerate(rows) if row.p is not None]
    differs = statistics.adjusted([rows[at].p or 0.0 for at in tested], adjust)
    behind = statistics.adjusted([rows[at].p_behind or 0.0 for at in tested], adjust)
    for at, p, p_behind in zip(tested, differs, behind, strict=True):
        row = replace(rows[at], p=p, p_behind=p_behind)
        rows[at] = replace(row, verdict=_verdict(measure, row, chosen.values["significance"]))
    return rows


def _row(monitoring: Monitoring, measure: Measure, count: Count, whole: Count, chosen: Settings) -> Compared:
    events, people = count.numerator, count.denominator
    if not people:
        return Compared(count, None, None, verdict=TOO_LITTLE if monitoring.is_said(count) else "")
    proportion = measure.kind == "proportion"
    rate = events / people
    low, high = statistics.wilson(events, people) if proportion else statistics.byar(events)
    interval = (low, high) if proportion else (low / people, high / people)
    if not monitoring.is_said(count):
        return Compared(count, rate, interval)
    against = (events, people, whole.numerator, whole.denominator)
    if people == whole.denominator or not whole.numerator:
        return Compared(count, rate, interval, verdict=TOO_LITTLE)
    ratio = statistics.ratio_to_overall(*against, proportion=proportion)
    row = Compared(count, rate, interval, ratio.ratio, ratio.interval)
    if statistics.expected_at_least(*against[1:], proportion=proportion) < chosen.values["expected"]:
        return replace(row, verdict=TOO_LITTLE)
    return replace(
        row,
        p=statistics.compared_with_rest(*against, proportion=proportion),
        p_behind=_behind(ratio, measure, chosen.values["margin"]),
    )


def _behind(ratio: statistics.Ratio, measure: Measure, margin: float) -> float:
    """Return the one-sided p-value that a group is behind everybody by the margin or more; 1 where nothing tells."""
    if ratio.error is None or not ratio.error:
        return 1.0
    from scipy.special import ndtr

    ahead = math.log(ratio.ratio) if measure.better == "more" else -math.log(ratio.ratio)
    return float(ndtr(-(ahead - math.log(margin)) / ratio.error))


def _verdict(measure: Measure, row: Compared, significance: float) -> str:
    if row.p is None or row.ratio is None or row.p_behind is None:
        return TOO_LITTLE
    good = row.ratio >= 1 if measure.better == "more" else row.ratio <= 1
    if row.p < significance:
        return WELL if good else WORSE
    return WELL if row.p_behind < significance / 2 else UNCLEAR


def _trends(monitoring: Monitoring, measure: Measure, chosen: Settings) -> list[Way]:
    periods = monitoring.periods(measure.id)
    if len(periods) < chosen.values["periods"]:
        return []
    by_group: dict[tuple[str, str], dict[str, Count]] = {}
    for count in monitoring.counts:
        if count.measure == measure.id and count.denominator:
            by_group.setdefault(count.group, {})[count.period] = count
    found = []
    for (characteristic, category), counts in by_group.items():
        if set(counts) == set(periods):
            events = [counts[period].numerator for period in periods]
            people = [counts[period].denominator for period in periods]
            one = statistics.trend(events, people, proportion=measure.kind == "proportion")
            found.append(Way(measure.id, characteristic, category, periods, one.z, one.p, ""))
    values = statistics.adjusted([way.p for way in found], "holm")
    return [
        replace(way, p=p, direction=_direction(way.z, p, chosen.values["significance"]))
        for way, p in zip(found, values, strict=True)
    ]


def _direction(z: float, p: float, significance: float) -> str:
    return "no trend shown" if p >= significance else "rising" if z > 0 else "falling"


def _declared(monitoring: Monitoring, counts: Sequence[Count]) -> list[Declaration]:
    whole = everybody(counts)
    said: dict[str, int] = {}
    for count in counts:
        if count.characteristic not in (ALL, DEPRIVATION):
            people = count.denominator if monitoring.is_said(count) else 0
            said[count.characteristic] = said.get(count.characteristic, 0) + people
    return [
        Declaration(whole.measure, whole.period, name, people, whole.denominator)
        for name, people in said.items()
        if whole.denominator
    ]


def _slopes(
    measure: Measure, period: str, counts: Sequence[Count], monitoring: Monitoring, chosen: Settings
) -> list[Slope]:
    ranked = _ranked(count for count in counts if count.characteristic == DEPRIVATION and monitoring.is_said(count))
    if len(ranked) < chosen.values["quantiles"] or not all(count.denominator for count in ranked.values()):
        return []
    in_order = [ranked[rank] for rank in sorted(ranked)]
    rates = [count.numerator / count.denominator for count in in_order]
    errors = [_rate_error(measure, count) for count in in_order]
    people = [count.denominator for count in in_order]
    return [Slope(measure.id, period, statistics.gradient(rates, people, errors))]


def _rate_error(measure: Measure, count: Count) -> float:
    """Return the interval's width over twice 1.96, which the guidance takes for the standard error."""
    people = count.denominator
    if measure.kind == "proportion":
        low, high = statistics.wilson(count.numerator, people)
    else:
        low, high = (end / people for end in statistics.byar(count.numerator))
    return (high - low) / (2 * 1.959963984540054)


def _ranked(counts: Iterable[Count]) -> Mapping[int, Count]:
    found: dict[int, Count] = {}
    for count in counts:
        digits = "".join(c for c in count.category.partition("(")[0] if c.isdigit())
        if digits:
            found[int(digits)] = count
    return found
