"""The plain fields of each part of a network, read off the model, and their values as text."""

from __future__ import annotations

import datetime as dt
import functools
import re
import types
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Union, get_args, get_origin

from inclead_graph.model.value import Value

__all__ = [
    "Cell",
    "CellError",
    "fields_of",
    "joined",
    "other_heading",
    "other_key",
    "parsed",
    "plain_number",
    "written",
]

Cell = str | bool | Decimal | int | dt.date | tuple[str, ...]

_OTHER = "other:"
_YES = {"yes": True, "true": True, "y": True, "1": True, "no": False, "false": False, "n": False, "0": False}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_OTHER_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


class CellError(ValueError):
    """A value cannot be read: what is wrong, and what to do."""

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo


@functools.cache
def fields_of(model: type[Value]) -> Mapping[str, type]:
    """Return the fields of a part that fit in one cell, by their names in ``network.yaml``, with what they hold.

    Example:
        >>> from inclead_graph.model.network import Service
        >>> {name: kind.__name__ for name, kind in fields_of(Service).items()}
        {'organisation': 'str', 'group': 'str', 'share': 'Decimal', 'from': 'date', 'until': 'date', 'source': 'str'}
    """
    kinds = {field.alias or name: _kind(field.annotation) for name, field in model.model_fields.items()}
    return {name: kind for name, kind in kinds.items() if kind is not None and name != "between"}


def _kind(annotation: Any) -> type | None:
    """Return what a field holds: one of str, bool, int, Decimal, date, or tuple for several texts; else ``None``."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(inner[0])
    if origin in (Union, types.UnionType):
        return next((_kind(one) for one in inner if one is not type(None)), None)
    if origin is tuple:
        return tuple if _kind(inner[0]) is str else None
    return annotation if annotation in (str, bool, int, Decimal, dt.date) else None


def parsed(kind: type, text: str) -> Cell:
    r"""Read a value.

    Raises:
        CellError: it is not one.

    Example:
        >>> parsed(bool, "Yes"), parsed(tuple, r"fair | open \| shared"), parsed(str, "a")
        (True, ('fair', 'open | shared'), 'a')
    """
    if kind is bool:
        if text.casefold() not in _YES:
            raise CellError(f"'{text}' is not yes or no", "write yes or no, or nothing where nobody knows")
        return _YES[text.casefold()]
    if kind is dt.date:
        return _day(text)
    if kind in (int, Decimal):
        return _number(text)
    return _several(text) if kind is tuple else text


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        todo = "write it as 2 or 2.5"
        if re.fullmatch(r"\d+,\d+", text):
            todo = f"write it as {text.replace(',', '.')}, with a point"
        elif re.fullmatch(r"\d+(\.\d+)?\s*%", text):
            todo = f"write it as {plain_number(Decimal(text.rstrip('% ')) / 100)}"
        raise CellError(f"'{text}' is not a number", todo) from None
    if not number.is_finite():
        raise CellError(f"'{text}' is not a number", "leave it empty where nobody knows it")
    return number


def _day(text: str) -> dt.date:
    """Read a day; a midnight behind it says nothing and is allowed, as other programs write it."""
    day = re.sub(r"[T ]00:00(:00(\.0+)?)?Z?$", "", text)
    if not _DAY.fullmatch(day):
        raise CellError(f"'{text}' is not a date as we write it", _day_hint(text))
    try:
        return dt.date.fromisoformat(day)
    except ValueError as error:
        raise CellError(f"'{text}' is not a date ({error})", "write it as 2026-03-31") from None


def _day_hint(text: str) -> str:
    found = _OTHER_DAY.fullmatch(text)
    if not found:
        return "write it as 2026-03-31"
    first, second, year = found.groups()
    readings = [f"{year}-{second:>02}-{first:>02}", f"{year}-{first:>02}-{second:>02}"]
    days = [day for day in dict.fromkeys(readings) if day[5:7] <= "12" and day[8:] <= "31"]
    return f"write it as {' or '.join(days or ['2026-03-31'])}" + (", whichever is meant" if days[1:] else "")


def _several(text: str) -> tuple[str, ...]:
    items = re.findall(r"(?:\\.|[^\\|])+", text, re.DOTALL)
    return tuple(item for item in (re.sub(r"\\(.)", r"\1", one, flags=re.DOTALL).strip() for one in items) if item)


def joined(items: Iterable[str]) -> str:
    r"""Write several texts in one cell, ``|`` between them.

    >>> joined(["fair", "open | shared"])
    'fair | open \\| shared'
    """
    return " | ".join(re.sub(r"([\\|])", r"\\\1", item) for item in items)


def written(value: Cell) -> str:
    """Write a value as text, so that :func:`parsed` gives it back.

    >>> written(True), written(Decimal("1E+2")), written(("a", "b"))
    ('yes', '100', 'a | b')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain_number(value)
    return joined(value) if isinstance(value, tuple) else str(value)


def plain_number(number: Decimal) -> str:
    """Write a number without an exponent and without noughts at its end.

    >>> plain_number(Decimal("2.50")), plain_number(Decimal("1E+3"))
    ('2.5', '1000')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def other_heading(key: str, doubtful: bool) -> str:
    """Return the heading for a column of somebody else's, set apart where it could be taken for one of ours.

    >>> other_heading("wealth", False), other_heading("Name", True), other_heading("other:x", False)
    ('wealth', 'other:Name', 'other:other:x')
    """
    return f"{_OTHER}{key}" if doubtful or key.startswith(_OTHER) else key


def other_key(name: str) -> str:
    """Return the name in ``other`` for a heading that is not ours."""
    return name.removeprefix(_OTHER)
