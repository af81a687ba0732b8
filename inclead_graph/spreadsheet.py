"""CSV that a spreadsheet opens without harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

__all__ = ["csv_text", "harmless", "unharmed"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Write rows of text as CSV, a heading first.

    Example:
        >>> csv_text(["name"], [["=1+1"], ["plain"]])
        "name\n'=1+1\nplain\n"
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([harmless(value) for value in row] for row in rows)
    return text.getvalue()


def harmless(value: str) -> str:
    """Keep a spreadsheet from taking text for a formula (OWASP, CSV injection).

    Example:
        >>> harmless("=1+1"), harmless(" =1+1"), harmless("-1")
        ("'=1+1", "' =1+1", '-1')

    What only looks as if it had been made harmless gets an apostrophe too, so that :func:`unharmed` gives it back.
    """
    return f"'{value}" if _suspect(value.lstrip("'")) else value


def unharmed(value: str) -> str:
    """Give back the text that :func:`harmless` was given.

    Example:
        >>> unharmed("'=1+1"), unharmed("''=1+1"), unharmed("'tis")
        ('=1+1', "'=1+1", "'tis")
    """
    return value[1:] if value.startswith("'") and _suspect(value.lstrip("'")) else value


def _suspect(value: str) -> bool:
    begins = value.startswith(_FORMULA) or value.lstrip().startswith(_FORMULA)
    return begins and not _is_number(value)


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True
