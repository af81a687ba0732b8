"""Sheets as a workbook (.xlsx): no formulas go out, and nothing that could do harm is opened."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inclead_graph.errors import InputError, Problem, UnreadableError
from inclead_graph.exchange.fields import Cell, plain_number, written
from inclead_graph.exchange.records import CellProblem, Table, tables_in
from inclead_graph.exchange.sheets import Sheet
from inclead_graph.exchange.text import read_bytes

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet
    from xlsxwriter.workbook import Workbook

__all__ = ["FIRST_DAY", "MAX_CELLS", "NOT_HERE", "cell_text", "held", "pages_of", "read_tables", "workbook"]

_MAX_UNPACKED = 200_000_000
MAX_CELLS = 5_000_000
_MAX_TEXT = 32_000
FIRST_DAY = dt.date(1900, 3, 1)
_CONTINUED = re.compile(r"^(.*) \(continued(?: \d+)?\)$", re.DOTALL)
_X = "_x0078_"
NOT_HERE = "workbooks need openpyxl, XlsxWriter and defusedxml; pip install 'inclead-graph[workbooks]'"


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """Return sheets as a workbook: headings that stay in sight, numbers and dates as such, everything else as text.

    Raises:
        UnreadableError: the libraries for workbooks are not installed.
        InputError: a text has a character that workbooks cannot hold.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise UnreadableError(NOT_HERE) from None
    into = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(into, options)
    book.set_properties({"created": dt.datetime(2000, 1, 1)})  # the same network gives the same bytes
    for sheet in sheets:
        _write(book, sheet)
    book.close()
    return into.getvalue()


def _write(book: Workbook, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name)
    page.freeze_panes(1, 0)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    columns, rows = _continued(sheet)
    for column, name in enumerate(columns):
        page.set_column(column, column, min(40, max(10, len(name) + 2)))
        page.write_string(0, column, held(name), bold)
    for line, row in enumerate(rows, start=1):
        for column, name in enumerate(columns):
            if name in row:
                _cell(page, line, column, row[name], day)


def _cell(page: Any, line: int, column: int, value: Cell, day: Any) -> None:
    if isinstance(value, dt.date) and value >= FIRST_DAY:
        page.write_datetime(line, column, dt.datetime.combine(value, dt.time()), day)
    elif not isinstance(value, bool) and isinstance(value, int | Decimal) and Decimal(f"{float(value):.16G}") == value:
        page.write_number(line, column, float(value))
    else:
        page.write_string(line, column, held(written(value)))


def held(text: str) -> str:
    """Return a text as it is written; openpyxl takes ``x005F_`` out of every text, so its x is written as a code."""
    found = re.search("[\ufffe\uffff]", text)
    if found:
        what = f"'{text[:40]}' has the character U+{ord(found.group()):04X}, which a workbook cannot hold"
        raise InputError([Problem("workbook", 0, 0, what, "take it out, or export as csv or yaml")])
    return re.sub(f"{_X}|x(?=005F_)", lambda one: _X if one.group() == "x" else f"{_X}{_X[1:]}", text)


def _as_held(text: str) -> str:
    return re.sub(f"{_X}({_X[1:]})?", lambda one: _X if one.group(1) else "x", text)


def _continued(sheet: Sheet) -> tuple[list[str], list[dict[str, Cell]]]:
    """Part texts that are too long for a cell over several columns."""
    columns, rows = list(sheet.columns), [dict(row) for row in sheet.rows]
    for row in rows:
        for name, value in list(row.items()):
            text = written(value)
            if len(text) > _MAX_TEXT // 2:
                parts = [text[at : at + _MAX_TEXT // 2] for at in range(0, len(text), _MAX_TEXT // 2)]
                names = [name, *(f"{name} (continued {number})" for number in range(2, len(parts) + 1))]
                row.update(zip(names, parts, strict=True))
                columns += [one for one in names if one not in columns]
    return columns, rows


def read_tables(path: Path, problems: list[Problem]) -> list[Table]:
    """Read the tables of a workbook; sheets marked ``(ignore)``, as Kumu has it, are left out.

    Raises:
        UnreadableError: it is no workbook, or one that could do harm, or the libraries are not installed.
        InputError: it has no rows at all.
    """
    pages = pages_of(read_bytes(path), str(path), problems)
    tables: list[Table] = []
    for page in pages:
        file = f"{path}, sheet '{page.title}'"
        if page.title.rstrip().lower().endswith("(ignore)") and not page.title.startswith("network"):
            continue
        if page.max_row * page.max_column > MAX_CELLS:
            what = f"the sheet reaches down to row {page.max_row:,} and over {page.max_column:,} columns"
            raise InputError([CellProblem(file, 0, 0, what, "delete the empty rows and columns that have a format")])
        name = re.sub(r"\s*\(ignore\)$", "", page.title, flags=re.IGNORECASE)
        tables += tables_in(name, file, _rows(page, file, problems), problems, in_cells=True)
    if not tables:
        raise InputError([Problem(str(path), 0, 0, "there is nothing on its sheets", "name another workbook")])
    return tables


def pages_of(content: bytes, name: str, problems: list[Problem]) -> list[Worksheet]:
    """Return the sheets of a workbook.

    Args:
        content: the file.
        name: what messages call it.
        problems: takes the cells whose formula has no result saved with it.

    Raises:
        UnreadableError: it is no workbook, or one that could do harm, or the libraries are not installed.
    """
    try:
        import openpyxl
    except ImportError:
        raise UnreadableError(NOT_HERE) from None
    _refuse_harm(content, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what the library leaves out: pictures, rules for entry
            book = openpyxl.load_workbook(io.BytesIO(content))
            formulas = [(page.title, cell) for page in book.worksheets for cell in _formulas(page)]
            if formulas:
                book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except Exception as error:  # noqa: BLE001 (the library raises whatever a broken file leads it to)
        raise UnreadableError(f"{name}: not a workbook that can be read ({str(error)[:200]}); save it anew") from None
    for title, cell in formulas:
        if book[title].cell(cell.row, cell.column).value is None:
            what, todo = "the formula here has no result saved with it", "open the file in a spreadsheet and save it"
            problems.append(CellProblem(f"{name}, sheet '{title}'", cell.row, cell.column, what, todo))
    return list(book.worksheets)


def _formulas(page: Worksheet) -> Iterator[Any]:
    if page.max_row * page.max_column <= MAX_CELLS:
        yield from (cell for row in page.iter_rows() for cell in row if cell.data_type == "f")


def _refuse_harm(content: bytes, name: str) -> None:
    """Refuse what unpacks to very much, or has declarations in its XML that could make a reader fetch or swell."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > _MAX_UNPACKED:
                raise UnreadableError(
                    f"{name}: unpacks to more than {_MAX_UNPACKED:,} bytes; take out what is not needed"
                )
            for one in packed.infolist():
                with packed.open(one) as part:
                    read = part.read(_MAX_UNPACKED)
                plain = read.replace(b"\0", b"").upper()
                if one.filename.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in plain or b"<!ENTITY" in plain):
                    raise UnreadableError(
                        f"{name}: {one.filename} in it has a DOCTYPE, and is not opened; save it anew"
                    )
    except UnreadableError:
        raise
    except Exception as error:  # noqa: BLE001 (the library raises whatever a broken file leads it to)
        raise UnreadableError(f"{name}: not a workbook (.xlsx) that can be read ({error}); save it anew") from None


def _rows(page: Worksheet, file: str, problems: list[Problem]) -> Iterator[list[str]]:
    """Yield the rows of a sheet as text, with what was too long for a cell put together again."""
    further: list[tuple[int, int]] = []
    for number, row in enumerate([cell_text(cell, file, problems) for cell in cells] for cells in page.iter_rows()):
        if not number:
            named = [(at, found.group(1)) for at, text in enumerate(row) if (found := _CONTINUED.match(text))]
            further = [(at, row.index(name)) for at, name in named if name in row]
        for at, first in further:
            row[first] += row[at] if number else ""
            row[at] = ""
        yield [text.strip() for text in row]


def cell_text(cell: Any, file: str, problems: list[Problem]) -> str:
    """Return what stands in a cell as text."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        what = f"the formula here gives {value}"
        problems.append(CellProblem(file, cell.row, cell.column, what, "correct it, or write the value"))
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, float):
        return plain_number(Decimal(repr(value)))
    return _as_held(str(value))
