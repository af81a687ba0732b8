"""The records of a workbook as text by sheet and heading, with the place of each: between the file and the values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from inclead_graph.exchange.fields import Cell, joined, written
from inclead_graph.exchange.records import Record
from inclead_graph.model.assessment import Assessment
from inclead_graph.model.framework import Framework
from inclead_graph.model.network import PartnershipNetwork
from inclead_graph.network.evidence import is_derived
from inclead_graph.workbook.columns import Column, Form
from inclead_graph.workbook.forms import ASSESSMENT, DISSENT, EVIDENCE, forms

__all__ = ["Book", "Row", "book_of", "listed", "row_of"]


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it stands on a sheet.

    Attributes:
        values: text by heading, written in the one way in which we write it; what is empty is absent.
        extra: the same of columns that are not ours.
        place: where it was read; ``None`` for one that was not.
        numbered: whether it had no id and was given one, so that a record of the same id elsewhere may be another.
    """

    values: Mapping[str, str]
    extra: Mapping[str, str] = field(default_factory=dict)
    place: Record | None = None
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """What a workbook says.

    Attributes:
        name: of the file, in messages.
        rows: by the sheet's name. Evidence from the sheets of the stages is on the register, like all other.
    """

    name: str
    rows: Mapping[str, Sequence[Row]]
    network: PartnershipNetwork | None = None


def book_of(
    assessment: Assessment,
    framework: Framework,
    name: str = "",
    beside: Mapping[str, Sequence[Row]] = MappingProxyType({}),
) -> Book:
    """Return an assessment as rows. What its network shows is not written down as evidence; the network is.

    Args:
        assessment: the assessment.
        framework: for the sheets that there are.
        name: of the file, in messages.
        beside: rows of what stands in the workspace beside it.

    Example::

        book_of(read_workspace("my-trust", framework), framework).rows["Evidence"]
    """
    sheets = {n: form for n, form in forms(framework).items() if form.stage is None}
    items: dict[str, Iterable[Any]] = {n: getattr(assessment, f.field, ()) for n, f in sheets.items() if f.field}
    items[ASSESSMENT] = [assessment]
    items[EVIDENCE] = [piece for piece in assessment.evidence if not is_derived(piece)]
    items[DISSENT] = ()
    dumped = {n: [item.model_dump(by_alias=True, exclude_none=True) for item in items.get(n, ())] for n in sheets}
    rows = {n: [row_of(form, data) for data in dumped[n]] for n, form in sheets.items()}
    rows[DISSENT] = [row_of(sheets[DISSENT], data) for data in _dissents(assessment)]
    rows |= {n: list(beside.get(n, ())) for n, form in sheets.items() if form.beside}
    there = {n: rows[n] for n, form in sheets.items() if not form.asked or n in beside}
    return Book(name, there, assessment.network)


def _dissents(assessment: Assessment) -> Iterator[Mapping[str, Any]]:
    for grading in assessment.gradings:
        of = grading.model_dump(include={"subject", "by", "rater", "date"}, exclude_none=True)
        yield from ({"of": of, **one.model_dump(exclude_none=True)} for one in grading.dissent)


def row_of(form: Form, data: Mapping[str, Any]) -> Row:
    """Return a record, as its fields, as a row of a sheet."""
    found = {heading: _within(data, column.path) for heading, column in form.read.items()}
    return Row(
        {heading: _text(form.read[heading], value) for heading, value in found.items() if value not in (None, ())}
    )


def _within(data: Any, path: Sequence[str]) -> Any:
    for name in path:
        data = data.get(name) if isinstance(data, Mapping) else None
    return data


def _text(column: Column, value: Cell) -> str:
    if isinstance(value, tuple):
        return joined(value) if column.kind == "texts" else listed(value)
    return value.isoformat() if isinstance(value, dt.date) else written(value)


def listed(words: Iterable[str]) -> str:
    """Write words that have no comma in them with commas between them."""
    return ", ".join(words)
