"""The Workforce Race and Disability Equality Standards: which ratio is which way round is data (``data/*.yaml``)."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from inclead_graph import located
from inclead_graph.errors import InputError, Problem, nearest
from inclead_graph.located import Located
from inclead_graph.model.monitoring import ALL, Count, Measure, Monitoring
from inclead_graph.model.value import Line, Notation, Text, Value
from inclead_graph.monitoring import statistics
from inclead_graph.monitoring.comparing import TOO_LITTLE, UNCLEAR
from inclead_graph.monitoring.reading import table_of
from inclead_graph.monitoring.release import Release, Shown
from inclead_graph.monitoring.settings import DATA, settings

__all__ = ["Figure", "Indicator", "Return", "Standard", "figures", "read_return", "standard"]

UNSAID = "unknown"
NEEDED = ("indicator", "group")
COLUMNS = ("indicator", "part", "group", "numerator", "denominator", "score")


class Indicator(Value):
    """One indicator or metric.

    Attributes:
        how: ``ratio``: likelihood of the ``first`` group divided by that of the ``second``; ``difference``: percentage
            of the subject less that of the other; ``share``: the subject's share of a band or Board less its share of
            the workforce; ``alone``: the subject's percentage; ``score``: a score as given; ``narrative``: nothing.
        better: whether more or fewer is better for those who are counted.
    """

    id: Notation
    title: Text
    how: Literal["ratio", "difference", "share", "alone", "score", "narrative"]
    first: Notation | None = None
    second: Notation | None = None
    parts: bool = False
    better: Literal["more", "fewer"]
    counts: Text
    verification: Notation
    checked: dt.date
    source: Text


class Standard(Value):
    """A standard with its indicators; ``subject`` is the group that it is there for."""

    id: Notation
    title: Line
    groups: Mapping[Notation, Line]
    subject: Notation
    characteristic: Notation
    indicators: tuple[Indicator, ...]

    @property
    def other(self) -> str:
        """The group with which the subject is compared."""
        return next(name for name in self.groups if name != self.subject)


@dataclass(frozen=True, slots=True)
class Return:
    """What an organisation counted for a standard: counts, and scores by indicator and group."""

    monitoring: Monitoring
    scores: Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the answer.

    Attributes:
        subject, other: the two groups' percentages or scores, as printed; for a share, the subject's share of the
            band, or Board, and of the workforce.
        value: ratio, or difference in percentage points.
        meaning: which way round it is, in words.
        verdict: ``adverse``, ``favourable``, ``not distinguishable``, ``too little data`` or empty.
    """

    indicator: Indicator
    part: str
    subject: float | None
    other: float | None
    value: float | None
    interval: statistics.Interval | None
    meaning: str
    verdict: str


def standard(name: str) -> Standard:
    """Return ``wres`` or ``wdes``.

    Example:
        >>> [(i.first, i.second) for i in standard("wres").indicators if i.how == "ratio"]
        [('white', 'bme'), ('bme', 'white'), ('white', 'bme')]
    """
    return located.validate(Standard, located.load(DATA / f"{name}.yaml", f"monitoring/data/{name}.yaml"))


def read_return(path: Path, asked: Standard) -> Return:
    """Read a CSV file with the columns indicator, group, numerator, denominator, and part or score where needed.

    Raises:
        UnreadableError: it cannot be read.
        InputError: every problem, with row and column.
    """
    reader = _Reader(asked)
    for source, at, row in table_of(path, str(path), NEEDED, COLUMNS):
        reader.take(source, at, row)
    if reader.problems:
        raise InputError(reader.problems)
    return Return(_monitoring(reader.known, reader.counts), reader.scores)


class _Reader:
    """Takes row by row, and notes what is wrong."""

    def __init__(self, asked: Standard) -> None:
        self.asked = asked
        self.known = {one.id: one for one in asked.indicators}
        self.groups = (*asked.groups, UNSAID)
        self.counts: list[Count] = []
        self.scores: dict[tuple[str, str], float] = {}
        self.problems: list[Problem] = []
        self.seen: set[tuple[str, str, str]] = set()

    def take(self, source: Located, at: int, row: Mapping[str, str]) -> None:
        indicator, group, part = row.get("indicator", ""), row.get("group", "").casefold(), row.get("part", "")
        if indicator not in self.known:
            what = f"{self.asked.id} has no indicator '{indicator}'"
            self.problems.append(source.problem((at, "indicator"), what, nearest(indicator, self.known)))
        elif group not in self.groups:
            what = f"'{group}' is not a group of this standard"
            self.problems.append(source.problem((at, "group"), what, nearest(group, self.groups)))
        elif (indicator, part, group) in self.seen:
            what = f"{indicator} {part} {group} is here twice"
            self.problems.append(source.problem((at, "group"), what, "keep one of them"))
        else:
            self.seen.add((indicator, part, group))
            self.keep(self.known[indicator], part, group, source, at, row)

    def keep(self, one: Indicator, part: str, group: str, source: Located, at: int, row: Mapping[str, str]) -> None:
        if one.how == "score":
            score = row.get("score", "")
            if not re.fullmatch(r"\d(\.\d+)?|10(\.0+)?", score):
                what = f"the score '{score}' is not a number from 0 to 10"
                self.problems.append(source.problem((at, "score"), what, "write it as 6.8"))
            else:
                self.scores[one.id, group] = float(score)
        elif one.how != "narrative":
            try:
                self.counts.append(_count(self.asked, one, part, group, source, at, row))
            except InputError as error:
                self.problems += error.problems


def _count(
    asked: Standard, one: Indicator, part: str, group: str, source: Located, at: int, row: Mapping[str, str]
) -> Count:
    said = {name: row[name] for name in ("numerator", "denominator") if name in row}
    name = f"{one.id} {part}".strip()
    data = {"measure": name, "period": "return", "characteristic": asked.characteristic, "category": group, **said}
    count = located.validate(Count, source, data, (at,))
    if one.how != "share" and count.numerator > count.denominator:
        what = f"numerator {count.numerator:,} is above denominator {count.denominator:,}"
        raise InputError([source.problem((at, "numerator"), what, one.counts)])
    return count


def _monitoring(known: Mapping[str, Indicator], counts: list[Count]) -> Monitoring:
    measures: dict[str, Measure] = {}
    everyone: list[Count] = []
    for name in dict.fromkeys(count.measure for count in counts):
        one = known[name.partition(" ")[0]]
        kind: Literal["proportion", "rate"] = "rate" if one.how == "share" else "proportion"
        measures[name] = Measure(id=name, title=one.title[:120], kind=kind, better=one.better)
        groups = [count for count in counts if count.measure == name]
        everyone.append(
            groups[0].model_copy(
                update={
                    "characteristic": ALL,
                    "category": "everybody",
                    "numerator": sum(count.numerator for count in groups),
                    "denominator": sum(count.denominator for count in groups),
                }
            )
        )
    bands = [
        tuple(name for name in measures if name.partition(" ")[0] == one.id) for one in known.values() if one.parts
    ]
    return Monitoring(measures, (*counts, *everyone), settings().unsaid, tuple(filter(None, bands)))


def figures(asked: Standard, released: Release, scores: Mapping[tuple[str, str], float]) -> Iterator[Figure]:
    """Yield a line for each indicator, and each of its parts, from the counts that may be printed."""
    for one in asked.indicators:
        if one.how in ("score", "narrative"):
            subject, other = scores.get((one.id, asked.subject)), scores.get((one.id, asked.other))
            value = None if subject is None or other is None else subject - other
            yield Figure(one, "", subject, other, value, None, one.counts, "")
            continue
        names = [name for name in released.analysis.monitoring.measures if name.partition(" ")[0] == one.id]
        for name in names:
            shown = {count.category: count for count in released.shown if count.measure == name and count.whole}
            yield _figure(asked, one, name.partition(" ")[2], shown)


def _figure(asked: Standard, one: Indicator, part: str, shown: Mapping[str, Shown]) -> Figure:
    subject, other = _pair(shown.get(asked.subject)), _pair(shown.get(asked.other))
    meaning = _meaning(asked, one)
    if one.how == "share":
        return _share(one, part, subject, _pair(shown.get("everybody")), meaning)
    mine, theirs = _percent(subject), _percent(other)
    if one.how == "alone" or subject is None or other is None or mine is None or theirs is None:
        interval = statistics.wilson(*subject) if one.how == "alone" and subject and subject[1] else None
        wide = (100 * interval[0], 100 * interval[1]) if interval else None
        return Figure(one, part, mine, theirs, mine if one.how == "alone" else None, wide, meaning, "")
    if one.how == "difference":
        gap = _newcombe(*subject, *other)
        return Figure(one, part, mine, theirs, mine - theirs, gap, meaning, _verdict(subject, other, gap, 0, one, 1))
    first, second = (subject, other) if one.first == asked.subject else (other, subject)
    interval = statistics.log_ratio_interval(*first, *second, proportion=True)
    ratio = (first[0] / first[1]) / (second[0] / second[1]) if second[0] else None
    way = 1 if one.first == asked.subject else -1
    return Figure(one, part, mine, theirs, ratio, interval, meaning, _verdict(subject, other, interval, 1, one, way))


def _pair(count: Shown | None) -> tuple[int, int] | None:
    if count is None or count.numerator is None or count.denominator is None:
        return None
    return count.numerator, count.denominator


def _percent(pair: tuple[int, int] | None) -> float | None:
    return 100 * pair[0] / pair[1] if pair and pair[1] else None


def _share(
    one: Indicator,
    part: str,
    subject: tuple[int, int] | None,
    whole: tuple[int, int] | None,
    meaning: str,
) -> Figure:
    """Compare the subject's share of a band, or Board, with that of the workforce; no interval, for all are counted."""
    if subject is None or whole is None or not whole[0] or not whole[1]:
        return Figure(one, part, None, None, None, None, meaning, "")
    inside, outside = 100 * subject[0] / whole[0], 100 * subject[1] / whole[1]
    return Figure(one, part, inside, outside, inside - outside, None, meaning, "")


def _newcombe(a: int, m: int, b: int, n: int) -> statistics.Interval:
    """Return the interval of a difference of percentages: Newcombe, Stat. Med. 17 (1998) 873-890, method 10."""
    (low1, high1), (low2, high2) = statistics.wilson(a, m), statistics.wilson(b, n)
    p, q = a / m, b / n
    low = p - q - math.sqrt((p - low1) ** 2 + (high2 - q) ** 2)
    high = p - q + math.sqrt((high1 - p) ** 2 + (q - low2) ** 2)
    return 100 * low, 100 * high


def _verdict(
    subject: tuple[int, int],
    other: tuple[int, int],
    interval: statistics.Interval | None,
    equal: float,
    one: Indicator,
    way: int,
) -> str:
    """Say which side the interval lies on; ``way`` is 1 where a high value means that the subject has more."""
    together = subject[0] + other[0], subject[1] + other[1]
    if (
        interval is None
        or statistics.expected_at_least(subject[1], *together, proportion=True) < settings().values["expected"]
    ):
        return TOO_LITTLE
    if interval[0] <= equal <= interval[1]:
        return UNCLEAR
    has_more = (interval[0] > equal) == (way == 1)
    return "favourable" if has_more == (one.better == "more") else "adverse"


def _meaning(asked: Standard, one: Indicator) -> str:
    subject = asked.groups[asked.subject]
    if one.how == "ratio":
        first, second = asked.groups[one.first or ""], asked.groups[one.second or ""]
        return f"{first} divided by {second[0].lower() + second[1:]}; above 1 is adverse to {subject}"
    if one.how == "difference":
        side = "below 0" if one.better == "more" else "above 0"
        return f"{subject} less {asked.groups[asked.other]}, in percentage points; {side} is adverse to {subject}"
    if one.how == "share":
        share = f"share of {subject} there, less their share of the workforce, in percentage points"
        return f"{share}; below 0 is under-represented"
    return f"{subject}, per cent"
