"""Rows become an assessment, or every problem at once, each with its sheet and cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from inclead_graph import located
from inclead_graph.errors import InputError, Problem
from inclead_graph.exchange.fields import parsed
from inclead_graph.located import Located, Path_
from inclead_graph.model.assessment import Assessment, Evidence
from inclead_graph.model.framework import Framework
from inclead_graph.network.changing import with_network
from inclead_graph.network.evidence import PREFIX, is_derived
from inclead_graph.workbook.book import Book, Row
from inclead_graph.workbook.forms import ASSESSMENT, DISSENT, EVIDENCE, GRADINGS, Column, Form, forms
from inclead_graph.workspace.eds import eds_evidence_problems
from inclead_graph.workspace.references import assessment_problems, evidence_problems

__all__ = ["ALSO", "assessment_of"]

ALSO = "Also bears on"


class _InCells(Located):
    """Data whose places are cells."""

    def __init__(self, file: str) -> None:
        super().__init__(file, data={})
        self.cells: dict[Path_, tuple[Row, str]] = {}

    def came_from(self, at: Path_, row: Row, columns: Mapping[str, Column]) -> None:
        """Note where each field of a record stands, and would stand if it were not empty."""
        for heading, column in reversed(list(columns.items())):
            for end in range(len(column.path) + 1):
                self.cells[(*at, *column.path[:end])] = row, heading

    def problem(self, path: Path_, what: str, todo: str = "", *, at_key: bool = False) -> Problem:  # noqa: ARG002
        """Make a problem that points at a cell."""
        missing = re.fullmatch(r"'(\w+)' is missing", what)
        if missing and (*path, missing[1]) in self.cells:
            path = (*path, missing[1])
            what, todo = f"'{self.cells[path][1]}' is empty here", "fill it in"
        for end in range(len(path), -1, -1):
            if path[:end] in self.cells:
                row, heading = self.cells[path[:end]]
                return _at(row, heading, self.file, what, todo)
        return Problem(self.file, 0, 0, what, todo)


def _at(row: Row, heading: str, file: str, what: str, todo: str) -> Problem:
    return row.place.problem(heading, what, todo) if row.place else Problem(f"{file}, {heading}", 0, 0, what, todo)


def assessment_of(book: Book, framework: Framework, found: Iterable[Problem] = ()) -> Assessment:
    """Check what a workbook says, and return it.

    Args:
        book: what it says.
        framework: what its words and codes are held against.
        found: what was wrong already when it was read.

    Raises:
        InputError: every problem, each with sheet and cell.

    Example::

        reading = read_book(Path("my-trust.xlsx"), framework)
        assessment_of(reading.book, framework, reading.problems)
    """
    problems = list(found)
    sheets = forms(framework)
    source = _head(book, sheets, problems)
    head: Assessment | None = None
    try:
        head = located.validate(Assessment, source)
        problems += assessment_problems(head, source, framework)
    except InputError as error:
        problems += error.problems
    of_the_head = len(problems)
    evidence = _evidence(book, sheets[EVIDENCE], framework, problems)
    if head and len(problems) == of_the_head:  # else an id may be missing only because its record is wrong
        problems += eds_evidence_problems(head, source, {piece.id for piece in evidence})
    if book.network and book.network.assessed is None:
        what = "the sheet 'network' does not say which organisation this assessment is about"
        problems.append(Problem(book.name, 0, 0, what, "write a row 'assessed' with the id of that organisation"))
    if problems or head is None:
        raise InputError(problems)
    read = head.model_copy(update={"evidence": tuple(sorted(evidence, key=lambda piece: piece.id))})
    return with_network(read, book.network, framework) if book.network else read


def _head(book: Book, sheets: Mapping[str, Form], problems: list[Problem]) -> _InCells:
    source = _InCells(book.name)
    for row in book.rows[ASSESSMENT]:
        columns = sheets[ASSESSMENT].read
        source.data = _data(row, columns)
        source.came_from((), row, columns)
    for name, form in sheets.items():
        if form.field and name not in (DISSENT, EVIDENCE) and form.stage is None:
            source.data[form.field] = [_data(row, form.read) for row in book.rows[name]]
            for number, row in enumerate(book.rows[name]):
                source.came_from((form.field, number), row, form.read)
    _add_dissents(book, sheets, source, problems)
    return source


def _add_dissents(book: Book, sheets: Mapping[str, Form], source: _InCells, problems: list[Problem]) -> None:
    key = sheets[GRADINGS].key
    gradings = [tuple(row.values.get(heading) for heading in key) for row in book.rows[GRADINGS]]
    columns = sheets[DISSENT].read
    own = {heading: column for heading, column in columns.items() if heading not in key}
    for row in book.rows[DISSENT]:
        of = tuple(row.values.get(heading) for heading in key)
        if of not in gradings:
            what = f"there is no grading of {' / '.join(filter(None, of))} on the sheet '{GRADINGS}'"
            problems.append(_at(row, key[0], book.name, what, "write these four cells as they stand there"))
            continue
        number = gradings.index(of)
        several = source.data["gradings"][number].setdefault("dissent", [])
        source.came_from(("gradings", number, "dissent", len(several)), row, own)
        several.append(_data(row, own))


def _evidence(book: Book, form: Form, framework: Framework, problems: list[Problem]) -> list[Evidence]:
    source = _InCells(book.name)
    found: list[Evidence] = []
    seen: dict[str, Row] = {}
    for number, row in enumerate(book.rows[EVIDENCE]):
        record = _data(row, form.read)
        source.came_from((number,), row, form.read)
        if row.place and ALSO in row.place.columns:
            source.cells |= {(number, "criteria", n): (row, ALSO) for n in range(1, len(record.get("criteria", ())))}
        try:
            piece = located.validate(Evidence, source, record, (number,))
        except InputError as error:
            problems += error.problems
            continue
        problems += evidence_problems(piece, source, (number,), framework)
        if is_derived(piece):
            what = f"ids that begin with '{PREFIX}' are for what the network shows"
            problems.append(source.problem((number, "id"), what, "give this record another id"))
        if piece.id in seen:
            what = f"evidence id '{piece.id}' is already used in {_where(seen[piece.id])}"
            problems.append(source.problem((number, "id"), what, "give this record an id of its own"))
        seen.setdefault(piece.id, row)
        found.append(piece)
    return found


def _where(row: Row) -> str:
    return f"{row.place.file.rpartition(', ')[2]}, {row.place.where}" if row.place else "another row"


def _data(row: Row, columns: Mapping[str, Column]) -> dict[str, Any]:
    """Return a record in the form of a workspace's files, in which every scalar is text."""
    data: dict[str, Any] = {}
    for heading, column in columns.items():
        if heading in row.values:
            inner = data
            for name in column.path[:-1]:
                inner = inner.setdefault(name, {})
            inner[column.path[-1]] = _value(column, row.values[heading])
    return data


def _value(column: Column, text: str) -> str | Sequence[str]:
    if column.kind == "words":
        return text.split(", ")
    if column.kind == "texts":
        return parsed(tuple, text)  # type: ignore[return-value]
    return {"yes": "true", "no": "false"}[text] if column.kind == "yes" else text
