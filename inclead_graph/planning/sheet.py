"""A plan that people filled in: who, by when, done or not, and notes; read back from CSV with nothing lost.

A spreadsheet may have saved it with semicolons or tabs, with a byte order mark, and with days written 31/03/2026 (day
first). Columns that people added come back as they are.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from inclead_graph.errors import InputError, Problem, UnreadableError, nearest
from inclead_graph.located import MAX_BYTES
from inclead_graph.spreadsheet import unharmed

__all__ = ["COLUMNS", "FILLED_IN", "PLAN_FILE", "Entry", "read_sheet"]

PLAN_FILE = "plan.csv"
"""Where in a workspace a plan that people fill in lies, if it does."""

COLUMNS = (
    "stage", "factor", "criterion", "label", "change", "what is then so", "groups", "gap", "why", "action", "passage",
    "drivers", "competencies", "could help", "effort", "owner", "due", "done", "notes", "standing",
)  # fmt: skip
FILLED_IN = ("owner", "due", "done", "notes")
_NEEDED = ("criterion", *FILLED_IN)
_YES, _NO = ("yes", "y", "true", "x", "done"), ("no", "n", "false")


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody wrote beside one criterion.

    Attributes:
        criterion: its id.
        change: the changes that were planned, as they were written; empty where the column is missing.
        done: ``None`` where nothing was written.
        extra: what stands in columns that people added.
        planned: what the plan said in its own columns, as it was written.
        row: the line of the file.
    """

    criterion: str
    change: str = ""
    owner: str = ""
    due: dt.date | None = None
    done: bool | None = None
    notes: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    planned: Mapping[str, str] = field(default_factory=dict)
    row: int = 0


def read_sheet(path: Path, criteria: Iterable[str]) -> tuple[Entry, ...]:
    """Read a plan that was filled in.

    Args:
        path: the CSV file.
        criteria: the ids that there are.

    Raises:
        UnreadableError: the file cannot be read, or is not text in UTF-8.
        InputError: every problem, with its row and column.
    """
    return _Reader(path.name, frozenset(criteria)).entries(_text(path))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableError(f"{path}: larger than {MAX_BYTES:,} bytes; this is no plan of ours")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"not UTF-8 text (byte {error.start}); save it as 'CSV UTF-8' in your spreadsheet"
        raise UnreadableError(f"{path}: {what}") from None
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read ({error.strerror})") from None


class _Reader:
    def __init__(self, name: str, criteria: frozenset[str]) -> None:
        self.name = name
        self.criteria = criteria
        self.problems: list[Problem] = []
        self.columns: list[str] = []
        self.first_row: dict[str, int] = {}

    def entries(self, text: str) -> tuple[Entry, ...]:
        heading = text.partition("\n")[0]
        delimiter = max((",", ";", "\t"), key=heading.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        found: list[Entry] = []
        try:
            self.heading([cell.strip() for cell in next(reader, [])])
            if not self.problems:
                found += self.rows(reader)
        except csv.Error as error:
            self.refuse(reader.line_num, 1, f"this is not CSV: {error}", "check the quotes")
        if self.problems:
            raise InputError(self.problems)
        return tuple(found)

    def heading(self, columns: Sequence[str]) -> None:
        self.columns = list(columns)
        if not any(columns):
            self.refuse(1, 1, "the file has no heading", "write one with 'inclead plan DIR --to GRADE --format csv'")
            return
        for number, column in enumerate(columns, 1):
            if column and column in columns[: number - 1]:
                self.refuse(1, number, f"the column '{column}' is there twice", "remove one, or rename it")
        missing = [column for column in _NEEDED if column not in columns]
        for number, column in enumerate(columns, 1):
            hint = nearest(column, missing) if column not in COLUMNS and missing else ""
            if hint.startswith("did you mean"):
                self.refuse(1, number, f"there is no column '{column}'", hint)
                missing = [name for name in missing if f"'{name}'" not in hint]
        if missing:
            self.refuse(1, 1, f"the heading lacks {', '.join(missing)}", "keep these columns, empty or not")

    def rows(self, reader: Iterator[list[str]]) -> Iterator[Entry]:
        line = 1
        for cells in reader:
            row, line = line + 1, getattr(reader, "line_num", line + 1)
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(self.columns) and any(cell.strip() for cell in cells[len(self.columns) :]):
                self.refuse(row, len(self.columns) + 1, "there are more cells than headings", "give each a heading")
            padded = [*cells, *[""] * (len(self.columns) - len(cells))]
            known = {name: unharmed(cell) for name, cell in zip(self.columns, padded, strict=False)}
            yield self.entry(row, known)

    def entry(self, row: int, known: Mapping[str, str]) -> Entry:
        criterion = known["criterion"].strip()
        if criterion not in self.criteria:
            what = f"there is no criterion '{criterion}'" if criterion else "the criterion is missing"
            self.refuse(row, self.place("criterion"), what, nearest(criterion, self.criteria))
        elif criterion in self.first_row:
            what = f"{criterion} is in row {self.first_row[criterion]} already"
            self.refuse(row, self.place("criterion"), what, "put what is in both rows into one")
        self.first_row.setdefault(criterion, row)
        return Entry(
            criterion=criterion,
            change=known.get("change", ""),
            owner=known["owner"],
            due=self.day(row, known["due"].strip()),
            done=self.yes_or_no(row, known["done"].strip().lower()),
            notes=known["notes"],
            extra={name: known[name] for name in self.columns if name and name not in COLUMNS},
            planned={name: known[name] for name in COLUMNS if known.get(name) and name not in _NEEDED},
            row=row,
        )

    def day(self, row: int, text: str) -> dt.date | None:
        for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return dt.datetime.strptime(text, pattern).date() if text else None
            except ValueError:
                continue
        todo = "write it as 2026-03-31, or as 31/03/2026 with the day first"
        self.refuse(row, self.place("due"), f"'{text}' is not a day", todo)
        return None

    def yes_or_no(self, row: int, text: str) -> bool | None:
        if text and text not in (*_YES, *_NO):
            self.refuse(row, self.place("done"), f"'{text}' is neither yes nor no", "write yes, no, or nothing")
        return None if not text else text in _YES

    def place(self, column: str) -> int:
        return self.columns.index(column) + 1

    def refuse(self, row: int, column: int, what: str, todo: str = "") -> None:
        self.problems.append(Problem(self.name, row, column, what, todo))
