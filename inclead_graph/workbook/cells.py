"""One cell: what a person wrote there, in the one way in which we write it, or what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal

from inclead_graph.exchange.fields import CellError, joined, parsed, written
from inclead_graph.workbook.book import listed
from inclead_graph.workbook.columns import Column

__all__ = ["canonical", "same_word"]

_SPREADSHEETS_BEGIN = dt.date(1899, 12, 30)


def canonical(column: Column, text: str, words: Mapping[str, Mapping[str, str]]) -> str:
    """Return what a cell says as we write it.

    A word that is not of the vocabulary comes back as it is; whoever checks the record says so.

    Raises:
        CellError: it is not a date, a number, or yes or no, where one belongs.

    Example:
        >>> canonical(Column("Claim", vocabulary="claim", kind="word"), " Supports", {"claim": {"supports": ""}})
        'supports'
    """
    known = words.get(column.vocabulary, {})
    if column.kind in ("word", "offered"):
        return same_word(text, known)
    if column.kind == "words":
        parts = (same_word(part, known) for part in re.split(r"[,;|\n]", text))
        return listed(part for part in parts if part)
    if column.kind == "texts":
        return joined(parsed(tuple, text))  # type: ignore[arg-type]
    if column.kind == "day":
        return _day(text)
    if column.kind in ("yes", "number"):
        return written(parsed(bool if column.kind == "yes" else Decimal, text.strip()))
    return text


def same_word(text: str, known: Mapping[str, str]) -> str:
    """Return the word that is meant, however it is spaced or capitalised; else the text."""
    plain = " ".join(text.split())
    if plain in known:
        return plain
    alike = [word for word in known if word.casefold() == plain.casefold()]
    return alike[0] if len(alike) == 1 else plain


def _day(text: str) -> str:
    try:
        return written(parsed(dt.date, text.strip()))
    except CellError as error:
        if re.fullmatch(r"[1-9]\d{4}", text):
            day = _SPREADSHEETS_BEGIN + dt.timedelta(days=int(text))
            what = f"'{text}' is a number, not a date"
            raise CellError(what, f"format the cell as a date if {day} is meant, or write {day}") from None
        raise error
