"""Counting in months, for every day of a column at once; as :mod:`inclead_graph.model.calendar` does for one."""

from __future__ import annotations

from collections.abc import Sequence

from inclead_graph.columns.coding import NO_DAY, Array

__all__ = ["months_after_each"]

_LAST_MONTH = (9999 - 1970) * 12 + 11


def months_after_each(days: Array, codes: Array, months: Sequence[int]) -> Array:
    """Return each day so many months later; where a month is too short, its last day; never after the calendar ends.

    Args:
        days: counted from 1 January 1970; no day stays none.
        codes: equally long; the place in ``months`` of how many months go by.
        months: by code.

    Example:
        >>> import numpy as np
        >>> months_after_each(np.array([30], "i4"), np.array([1]), [0, 1]).tolist()  # 31 January 1970
        [58]
    """
    import numpy as np

    known = days != NO_DAY
    if not known.any():
        return days.copy()
    low, high = int(days[known].min()), int(days.max())
    if high - low > days.size:
        return np.where(known, _later(np.where(known, days, 0), np.asarray(months)[codes]), NO_DAY).astype("i4")
    spans, row = np.unique(months, return_inverse=True)
    table = np.full((len(spans), high - low + 2), NO_DAY, "i4")
    table[:, 1:] = _later(np.arange(low, high + 1, dtype="i4"), spans[:, None])
    place = np.maximum(days, low - 1) - (low - 1)
    place += (row * table.shape[1]).astype("i4")[codes]
    moved: Array = table.reshape(-1)[place]
    return moved


def _later(days: Array, months: Array) -> Array:
    import numpy as np

    dates = days.astype("M8[D]")
    before = dates.astype("M8[M]")
    later = before.astype("i8") + months
    month = np.minimum(later, _LAST_MONTH).astype("M8[M]")
    last = (month + 1).astype("M8[D]") - 1
    moved = np.minimum(month.astype("M8[D]") + (dates - before.astype("M8[D]")), last)
    days_later: Array = np.where(later > _LAST_MONTH, last, moved).astype("i8")
    return days_later
