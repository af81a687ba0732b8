"""Sheets as CSV files: in with any usual delimiter and encoding, out so that a spreadsheet opens them without harm."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from inclead_graph.errors import InputError, Problem, UnreadableError
from inclead_graph.exchange.fields import written
from inclead_graph.exchange.records import Table, tables_in
from inclead_graph.exchange.sheets import Sheet
from inclead_graph.exchange.text import MAX_BYTES, read_text
from inclead_graph.spreadsheet import csv_text, harmless, unharmed

__all__ = ["SUFFIXES", "csv_files", "csv_rows", "read_tables"]

SUFFIXES = (".csv", ".tsv", ".tab", ".txt")
_DELIMITERS = (",", ";", "\t")


def csv_files(sheets: Sequence[Sheet]) -> Mapping[str, bytes]:
    """Return each sheet as a CSV file, by its name; UTF-8 with a mark, by which spreadsheets know it."""
    names = {sheet.name: sheet.name.removesuffix(" (ignore)").replace(" ", "-") for sheet in sheets}
    return {f"{names[sheet.name]}.csv": _text(sheet).encode("utf-8-sig") for sheet in sheets}


def _text(sheet: Sheet) -> str:
    rows = ([written(row[name]) if name in row else "" for name in sheet.columns] for row in sheet.rows)
    return csv_text([harmless(name) for name in sheet.columns], rows)


def read_tables(paths: Sequence[Path], problems: list[Problem], notes: list[str]) -> list[Table]:
    """Read the tables of CSV files; of a folder, all that are in it.

    Raises:
        UnreadableError: a file cannot be read, or a folder has none.
        InputError: a file is empty, or not CSV.
    """
    files = [file for path in paths for file in _files(path)]
    tables: list[Table] = []
    for file in files:
        found = list(tables_in(file.stem, str(file), csv_rows(read_text(file, notes), str(file)), problems))
        if not any(table.records for table in found) and not found:
            raise InputError(
                [Problem(str(file), 0, 0, "the file is empty", "write a line of headings, and rows below")]
            )
        tables += found
    return tables


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES[:3] and file.is_file())
    if not found:
        raise UnreadableError(f"{path}: there is no CSV file in this folder; name the files, or another folder")
    return found


def csv_rows(text: str, name: str) -> list[list[str]]:
    """Read CSV; a row may hold line breaks and is still one row, so that its number is the spreadsheet's."""
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    usual = csv.field_size_limit(MAX_BYTES)
    try:
        said = first.strip().lower().startswith("sep=")  # Excel's own way to say what the delimiter is
        delimiter = (first.strip()[4:5] or ",") if said else _delimiter(first)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows = [[unharmed(value.strip()) for value in row] for row in reader]
        return [[], *rows[1:]] if said else rows
    except csv.Error as error:
        what, todo = f"this is not CSV ({error})", "look for a quotation mark that is not closed"
        raise InputError([Problem(name, reader.line_num, 1, what, todo)]) from None
    finally:
        csv.field_size_limit(usual)


def _delimiter(first: str) -> str:
    """Choose what parts the headings into most; a comma where it makes no difference."""
    widths = {delimiter: len(next(csv.reader([first], delimiter=delimiter), [])) for delimiter in _DELIMITERS}
    return max(_DELIMITERS, key=lambda delimiter: widths[delimiter])
