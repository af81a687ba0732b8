"""Sheets as rows of text, from a workbook or from CSV files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from inclead_graph.errors import Problem, UnreadableError
from inclead_graph.exchange.csv_files import csv_rows
from inclead_graph.exchange.records import CellProblem, heading
from inclead_graph.exchange.text import read_bytes, read_text
from inclead_graph.exchange.workbooks import MAX_CELLS, cell_text, pages_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Grid", "grids_of"]


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet.

    Attributes:
        file: what messages call it.
        rows: text by row and column.
        in_cells: whether it stands in a workbook.
        cell_faults: what is wrong with single cells, whatever they mean.
    """

    name: str
    file: str
    rows: Sequence[Sequence[str]]
    in_cells: bool
    cell_faults: Sequence[Problem] = field(default=())

    def problem(self, line: int, column: int, what: str, todo: str = "") -> Problem:
        """Make a problem that points at a cell, or with line 0 at the sheet."""
        return (CellProblem if self.in_cells else Problem)(self.file, line, column, what, todo)

    def at(self, line: int, column: int | None) -> str:
        """Return what stands in a cell."""
        row = self.rows[line - 1] if 0 < line <= len(self.rows) else ()
        return row[column - 1] if column and column <= len(row) else ""

    def column(self, line: int, name: str) -> int | None:
        """Return the column over which a heading stands in a line."""
        wanted = heading(name)
        return next((at for at, text in enumerate(self.rows[line - 1], start=1) if heading(text) == wanted), None)

    def by_heading(self, line: int, columns: Mapping[str, int]) -> dict[str, str]:
        """Return what a row says, by heading; what is empty is absent."""
        return {name: text for name, column in columns.items() if (text := self.at(line, column))}

    def faults(self, below: int, but: Collection[int | None]) -> Iterator[Problem]:
        """Yield what is wrong with cells below a line, but in some columns."""
        yield from (fault for fault in self.cell_faults if fault.line > below and fault.column not in but)

    def report_strays(self, line: int, headed: Collection[int], problems: list[Problem]) -> None:
        """Say where something stands in a column without a heading."""
        for column, text in enumerate(self.rows[line - 1], start=1):
            if text and column not in headed:
                what = f"'{text[:40]}' has no heading over it"
                problems.append(self.problem(line, column, what, "give its column one, or delete it"))


def grids_of(path: Path, notes: list[str]) -> list[Grid]:
    """Return the sheets of a workbook, or of a folder of CSV files.

    Raises:
        UnreadableError: it cannot be read, or holds nothing.
    """
    if path.is_dir():
        return _csv_grids(path, notes)
    faults: list[Problem] = []
    pages = pages_of(read_bytes(path), str(path), faults)
    for page in pages:
        _refuse_vast(page, f"{path}, sheet '{page.title}'")
        remarks = [cell.coordinate for row in page.iter_rows() for cell in row if cell.comment]
        if remarks:
            notes.append(f"{path}, sheet '{page.title}': comments are not read; they are at {', '.join(remarks)}")
    return [_grid(page, f"{path}, sheet '{page.title}'", faults) for page in pages]


def _csv_grids(path: Path, notes: list[str]) -> list[Grid]:
    files = sorted(file for file in path.iterdir() if file.suffix.lower() == ".csv")
    if not files:
        raise UnreadableError(f"{path}: there is no CSV file in this folder; name a workbook or its folder of sheets")
    return [Grid(file.stem, str(file), csv_rows(read_text(file, notes), str(file)), in_cells=False) for file in files]


def _refuse_vast(page: Worksheet, file: str) -> None:
    if page.max_row * page.max_column > MAX_CELLS:
        what = f"the sheet reaches down to row {page.max_row:,} and over {page.max_column:,} columns"
        raise UnreadableError(f"{file}: {what}; delete the empty rows and columns that have a format")


def _grid(page: Worksheet, file: str, faults: Sequence[Problem]) -> Grid:
    mine = [fault for fault in faults if fault.file == file]
    for merged in page.merged_cells.ranges:
        what = f"the cells {merged.coord} are merged, so that it cannot be told whose value it is"
        mine.append(
            CellProblem(file, merged.max_row, merged.min_col, what, "unmerge them, and write the value into each")
        )
    rows = [[cell_text(cell, file, mine).strip() for cell in cells] for cells in page.iter_rows()]
    return Grid(page.title, file, rows, in_cells=True, cell_faults=tuple(mine))
