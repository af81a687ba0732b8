"""Rows as they stand in a file: text under headings, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from inclead_graph.errors import Problem

__all__ = ["CellProblem", "Record", "Table", "heading", "tables_in"]


@dataclass(frozen=True, slots=True, order=True)
class CellProblem(Problem):
    """A problem in a workbook, where a place has a sheet and a cell instead of a line and a column.

    >>> print(CellProblem("partners.xlsx, sheet 'ties'", 7, 28, "'x' is not a number", "write it as 2"))
    partners.xlsx, sheet 'ties', cell AB7: 'x' is not a number; write it as 2
    """

    def __str__(self) -> str:
        place = f"{self.file}, cell {_letters(self.column)}{self.line}" if self.line else self.file
        return f"{place}: {self.what}" + (f"; {self.todo}" if self.todo else "")


@dataclass(frozen=True, slots=True)
class Record:
    """One row, or one node or line of a graph file.

    Attributes:
        values: text by heading; what is empty is absent.
        file: its name in messages; in a workbook, with the sheet.
        line: the row of a sheet, the line of a text.
        column: where it begins.
        columns: the place of each heading, where there are any.
        in_cells: whether it stands in a workbook.
    """

    values: Mapping[str, str]
    file: str
    line: int
    column: int = 1
    columns: Mapping[str, int] = field(default_factory=dict)
    in_cells: bool = False

    def problem(self, name: str | None, what: str, todo: str = "") -> Problem:
        """Make a problem that points at the value under a heading, or at the whole row."""
        column = self.columns.get(name, self.column) if name else self.column
        return (CellProblem if self.in_cells else Problem)(self.file, self.line, column, what, todo)

    @property
    def where(self) -> str:
        """Its place in words, for a message about another row."""
        return f"row {self.line}" if self.columns else f"line {self.line}"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one line of headings.

    Attributes:
        name: of the sheet, or of the file without its ending.
        head: the line of headings, by itself.
    """

    name: str
    head: Record
    records: tuple[Record, ...]

    @property
    def headings(self) -> Sequence[str]:
        """The headings in the order of the columns."""
        return list(self.head.columns)


def heading(text: str) -> str:
    """Return a heading as headings are compared: without case, signs and spacing.

    >>> heading("ODS code"), heading("Node_Label"), heading("Power & Influence")
    ('ods code', 'node label', 'power influence')
    """
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def tables_in(
    name: str, file: str, rows: Iterable[Sequence[str]], problems: list[Problem], *, in_cells: bool = False
) -> Iterator[Table]:
    """Yield the tables of a sheet: one, or several where two blank rows and new headings part them.

    Args:
        name: of the sheet.
        file: what messages call it.
        rows: its rows from the first on, text by text.
        problems: takes what is wrong with headings and with cells that have none.
        in_cells: whether it stands in a workbook.
    """
    part: list[tuple[int, Sequence[str]]] = []
    blank = 0
    for line, row in enumerate(rows, start=1):
        if not any(row):
            blank += 1
            continue
        if part and blank >= 2 and _begins_a_table(row):
            yield _table(name, file, part, problems, in_cells)
            part = []
        part.append((line, row))
        blank = 0
    if part:
        yield _table(name, file, part, problems, in_cells)


def _begins_a_table(row: Sequence[str]) -> bool:
    names = {heading(text) for text in row}
    return "label" in names or {"from", "to"} <= names


def _table(
    name: str, file: str, rows: Sequence[tuple[int, Sequence[str]]], problems: list[Problem], in_cells: bool
) -> Table:
    (first, names), *rest = rows
    columns: dict[str, int] = {}
    head = Record({}, file, first, in_cells=in_cells)
    for column, text in enumerate(names, start=1):
        if text in columns:
            what = f"the heading '{text}' stands over two columns (the other is column {columns[text]})"
            problems.append(Record({}, file, first, column, {}, in_cells).problem(None, what, "rename one of them"))
        elif text:
            columns[text] = column
    head = Record({}, file, first, columns=columns, in_cells=in_cells)
    headed = {column: text for text, column in columns.items()}
    for line, row in rest:
        for column, text in enumerate(row, start=1):
            if text and column not in headed and not (column <= len(names) and names[column - 1]):
                stray = Record({}, file, line, column, {}, in_cells)
                problems.append(stray.problem(None, f"'{text[:40]}' has no heading over it", "give its column one"))
    records = (
        Record(
            {headed[c]: t for c, t in enumerate(row, start=1) if t and c in headed}, file, line, 1, columns, in_cells
        )
        for line, row in rest
    )
    return Table(name, head, tuple(records))


def _letters(column: int) -> str:
    name = ""
    while column:
        column, digit = divmod(column - 1, 26)
        name = chr(ord("A") + digit) + name
    return name
