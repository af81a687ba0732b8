"""Tables as the sheets of one workbook: a cover that says what each holds, and rows that can be filtered.

Nothing that a user wrote becomes a formula, a link or a format.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from inclead_graph.reports.blocks import Cell, cell
from inclead_graph.reports.office import library, midnight

__all__ = ["Cover", "Sheet", "book_of", "sheet_of"]

_LONGEST = 32_000
_INK = "#212b32"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a name, a sentence on what it holds, headings with the width of each column, and rows.

    Attributes:
        numbers: the headings of columns that hold whole numbers, so that programs can reckon with them.
    """

    name: str
    about: str
    columns: dict[str, int]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cover:
    """The first sheet.

    Attributes:
        title: what people read.
        name: what a list of files calls the workbook.
        day: that it is about.
        facts: name and value of each line.
    """

    title: str
    name: str
    day: dt.date
    facts: Sequence[tuple[str, str]]


def sheet_of(
    name: str, about: str, columns: dict[str, int], rows: Iterable[Iterable[object]], numbers: Iterable[str] = ()
) -> Sheet:
    """Make a sheet of any values."""
    return Sheet(name, about, columns, tuple(tuple(cell(value) for value in row) for row in rows), frozenset(numbers))


def book_of(cover: Cover, sheets: Sequence[Sheet], keywords: str = "") -> bytes:
    """Write a workbook.

    Args:
        cover: the first sheet, which lists the others.
        sheets: in order.
        keywords: what programs look for among the properties of the file.

    Raises:
        UnreadableError: XlsxWriter is not installed.
    """
    xlsxwriter = library("xlsxwriter", "Workbooks", "workbooks")
    into = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(into, options)
    book.set_properties(
        {
            "title": cover.name[:255],
            "author": "inclead-graph",
            "keywords": keywords,
            "created": midnight(cover.day),
        }
    )
    pages = _Pages(book)
    pages.cover(cover, sheets)
    for sheet in sheets:
        pages.sheet(sheet)
    book.close()
    return into.getvalue()


def _held(text: str) -> str:
    """Return a text as a cell can hold it; what is too long for any cell ends in a sentence that says so."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} … (too long for a cell; the JSON has all of it)"


def _height(cells: tuple[Cell, ...], widths: tuple[int, ...]) -> float:
    """Return the height in points that shows every line of a row: programs do not all work it out themselves."""
    lines = max(-(-len(one.text) // width) for one, width in zip(cells, widths, strict=True))
    return min(400.0, 4 + 13.0 * max(lines, 1))


class _Pages:
    """Writes sheets into one book, with few formats."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.formats: dict[tuple[str, str, bool], Any] = {}

    def _format(self, fill: str = "", ink: str = "", *, bold: bool = False) -> Any:
        key = fill, ink, bold
        if key not in self.formats:
            look = {"font_name": "Arial", "font_size": 10, "text_wrap": True, "valign": "top", "bold": bold}
            look |= {"font_color": ink or _INK, "bottom": 1, "bottom_color": "#aeb7bd"}
            self.formats[key] = self.book.add_format(look | ({"bg_color": fill} if fill else {}))
        return self.formats[key]

    def cover(self, cover: Cover, sheets: Sequence[Sheet]) -> None:
        page = self.book.add_worksheet("Read me")
        page.hide_gridlines(2)
        page.set_column(0, 0, 28)
        page.set_column(1, 1, 90)
        plain, bold = self._format(), self._format(bold=True)
        big = self.book.add_format({"font_name": "Arial", "font_size": 18, "bold": True, "font_color": "#003087"})
        page.write_string(0, 0, cover.title, big)
        lines = [*cover.facts, ("", "")]
        lines += [(sheet.name, f"{sheet.about} ({len(sheet.rows)} rows)") for sheet in sheets]
        for row, (name, value) in enumerate(lines, start=2):
            page.set_row(row, _height((cell(name), cell(value)), (28, 90)))
            page.write_string(row, 0, name, bold)
            page.write_string(row, 1, value, plain)
        self._print(page, cover.name, landscape=False)

    def sheet(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(sheet.name)
        head = self._format("#003087", "#ffffff", bold=True)
        for column, (heading, width) in enumerate(sheet.columns.items()):
            page.set_column(column, column, width)
            page.write_string(0, column, heading, head)
        numbers = [heading in sheet.numbers for heading in sheet.columns]
        for row, cells in enumerate(sheet.rows, start=1):
            page.set_row(row, _height(cells, tuple(sheet.columns.values())))
            for column, (one, number) in enumerate(zip(cells, numbers, strict=True)):
                look = self._format(one.fill, one.ink)
                if number and one.text.isdigit():
                    page.write_number(row, column, int(one.text), look)
                else:
                    page.write_string(row, column, _held(one.text), look)
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
        page.repeat_rows(0)
        self._print(page, sheet.name)

    def _print(self, page: Any, name: str, *, landscape: bool = True) -> None:
        page.set_paper(9)
        if landscape:
            page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_margins(0.4, 0.4, 0.6, 0.6)
        page.set_footer(f"&L{name.replace('&', '&&')[:100]}&RPage &P of &N")
