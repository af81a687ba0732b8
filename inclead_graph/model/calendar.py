"""Counting in months."""

from __future__ import annotations

import calendar
import datetime as dt

__all__ = ["months_after"]


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the day ``months`` later; where that month is too short, its last day; never after the calendar ends.

    >>> months_after(dt.date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        return dt.date.max
    if day.day > 28:
        return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    return dt.date(year, month + 1, day.day)
