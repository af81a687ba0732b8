"""Data whose places are cells, and rows in the form of a workspace's files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from inclead_graph.errors import Problem
from inclead_graph.exchange.fields import parsed
from inclead_graph.located import Located, Path_
from inclead_graph.workbook.book import Row
from inclead_graph.workbook.columns import Column

__all__ = ["InCells", "data_of", "problem_at"]


class InCells(Located):
    """Data whose places are cells."""

    def __init__(self, file: str) -> None:
        super().__init__(file, data={})
        self.cells: dict[Path_, tuple[Row, str]] = {}

    def came_from(self, at: Path_, row: Row, columns: Mapping[str, Column]) -> None:
        """Note where each field of a record stands, and would stand if it were not empty."""
        for heading, column in reversed(list(columns.items())):
            for end in range(len(column.path) + 1):
                self.cells[(*at, *column.path[:end])] = row, heading

    def place(self, path: Path_) -> tuple[int, int]:
        """Return row and column of the cell at a path, or of its nearest known ancestor."""
        found = self.problem(path, "")
        return found.line, found.column

    def problem(self, path: Path_, what: str, todo: str = "", *, at_key: bool = False) -> Problem:  # noqa: ARG002
        """Make a problem that points at a cell."""
        missing = re.fullmatch(r"'(\w+)' is missing", what)
        if missing and (*path, missing[1]) in self.cells:
            path = (*path, missing[1])
            what, todo = f"'{self.cells[path][1]}' is empty here", "fill it in"
        for end in range(len(path), -1, -1):
            if path[:end] in self.cells:
                row, heading = self.cells[path[:end]]
                return problem_at(row, heading, self.file, what, todo)
        return Problem(self.file, 0, 0, what, todo)


def problem_at(row: Row, heading: str, file: str, what: str, todo: str) -> Problem:
    """Make a problem that points at a cell of a row, or where nothing was read, at its file."""
    return row.place.problem(heading, what, todo) if row.place else Problem(f"{file}, {heading}", 0, 0, what, todo)


def data_of(row: Row, columns: Mapping[str, Column]) -> dict[str, Any]:
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
