"""Dates moved by months and values in words, for the checker; written apart from those of the engines."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Protocol

from inclead_graph.model.proof import Written, written

__all__ = ["Names", "all_written", "in_words", "later", "listed", "named_together"]


class Names(Protocol):
    """What things are called in sentences: whole, and where the sentence already says the rest."""

    def of(self, kind: str, thing: str) -> str:
        """Return what people call a thing."""
        ...

    def short(self, kind: str, thing: str) -> str:
        """Return how a sentence lists it."""
        ...


def later(day: dt.date, months: int) -> dt.date:
    """Return the same day of a later month, or that month's last; never after the calendar's end.

    >>> later(dt.date(2023, 11, 30), 3)
    datetime.date(2024, 2, 29)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def all_written(values: Iterable[object]) -> list[Written]:
    """Write several values as the portable documents do, in their order."""
    return [written(value) for value in sorted(values, key=str)]


def listed(values: Iterable[object]) -> str:
    """List several values in a message."""
    return ", ".join(map(str, all_written(values))) or "nothing"


def in_words(value: object) -> str:
    """Write one value as sentences do.

    >>> in_words(dt.date(2026, 3, 1)), in_words(Fraction(43, 2))
    ('1 March 2026', '21.5')
    """
    if isinstance(value, dt.date):
        return f"{value.day} {value:%B %Y}"
    return f"{float(value):.6g}" if isinstance(value, Fraction) else str(value)


def named_together(ids: Sequence[str]) -> str:
    """List ids as sentences do.

    >>> named_together(["E1", "E2", "E3"]), named_together([])
    ('E1, E2 and E3', 'nothing')
    """
    head, last = ", ".join(ids[:-1]), ids[-1] if ids else "nothing"
    return f"{head} and {last}" if head else last
