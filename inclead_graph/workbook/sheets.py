"""Workbooks for people: drop-downs, messages, colours that need no colour, headings that stay, print set-up."""

from __future__ import annotations

import datetime as dt
import io
import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from inclead_graph.errors import UnreadableError
from inclead_graph.exchange.csv_files import csv_files
from inclead_graph.exchange.fields import plain_number
from inclead_graph.exchange.named_styles import with_named_styles
from inclead_graph.exchange.sheets import Sheet
from inclead_graph.exchange.workbooks import FIRST_DAY, NOT_HERE, held
from inclead_graph.model.framework import Framework
from inclead_graph.workbook.book import Book
from inclead_graph.workbook.columns import Column, Form
from inclead_graph.workbook.forms import ABOUT, CONFLICTS, DIGEST, EVIDENCE, WORDS, words_of
from inclead_graph.workbook.merging import Conflict
from inclead_graph.workbook.pages import SO_FAR, Page, pages, shown

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

__all__ = ["csv_sheets", "workbook"]

_A4 = 9
_ACROSS = 180
"""How many characters go across a printed page and can still be read."""
_SPARE_ROWS = 500
_COUNTED_BEYOND = 2000
_INK, _BAND, _ENTRY, _LINE = "#1d2b3a", "#e3e9f0", "#fffbe6", "#8a97a6"
_BOLD = {"bold": True, "font_color": "#ffffff", "bg_color": _INK, "text_wrap": True, "valign": "top", "border": 1}
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "heading": _BOLD,
    "given": {"text_wrap": True, "valign": "top", "border": 1, "border_color": _LINE},
    "band": {"bold": True, "text_wrap": True, "valign": "top", "bg_color": _BAND, "border": 1, "border_color": _LINE},
    "entry": {
        "text_wrap": True, "valign": "top", "locked": False, "num_format": "@", "bg_color": _ENTRY, "border": 1,
        "border_color": _LINE,
    },
    "day": {
        "valign": "top", "locked": False, "num_format": "yyyy-mm-dd", "align": "left", "bg_color": _ENTRY, "border": 1,
        "border_color": _LINE,
    },
    "number": {
        "valign": "top", "locked": False, "align": "left", "bg_color": _ENTRY, "border": 1, "border_color": _LINE,
    },
    "digest": {
        "valign": "top", "locked": False, "num_format": "@", "bg_color": _ENTRY, "border": 1, "border_color": _LINE,
    },
    "strong": {"bold": True, "text_wrap": True, "valign": "top"},
    "plain": {"text_wrap": True, "valign": "top"},
}  # fmt: skip
_STYLES = {
    "heading": "Inclead heading",
    "given": "Inclead guidance",
    "band": "Inclead factor",
    "entry": "Inclead entry",
    "day": "Inclead date",
    "number": "Inclead number",
    "digest": "Inclead digest",
    "strong": "Inclead step",
    "plain": "Inclead text",
}
"""The names under which people find the formats in their spreadsheet, to change all cells of one at once."""

_SHADES = {
    "refutes": {"bg_color": "#f6c9c4", "font_color": "#5c0f08", "bold": True},
    "effective": {"bg_color": "#cfe8b4", "font_color": "#1f3a00"},
}


def csv_sheets(book: Book, framework: Framework, conflicts: Sequence[Conflict] = ()) -> Mapping[str, bytes]:
    """Return each sheet as a CSV file, by its name.

    Example::

        csv_sheets(book, framework)["Evidence.csv"]
    """
    made = pages(book, framework, conflicts)
    return csv_files([Sheet(page.name, page.columns, page.rows) for page in made if page.name != WORDS])


def workbook(book: Book, framework: Framework, conflicts: Sequence[Conflict] = ()) -> bytes:
    """Return a workbook (.xlsx) to fill in; the same content gives the same bytes.

    Args:
        book: what is filled in already.
        framework: its criteria and words.
        conflicts: of a merge; they get a sheet of their own.

    Raises:
        UnreadableError: the libraries for workbooks are not installed.
        InputError: a text has a character that workbooks cannot hold.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise UnreadableError(NOT_HERE) from None
    into = io.BytesIO()
    made = xlsxwriter.Workbook(into, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    made.set_properties({"title": "Inclusion assessment", "created": dt.datetime(2000, 1, 1)})
    made.set_size(2400, 1400)
    looks = {name: made.add_format(dict(look)) for name, look in _LOOKS.items()}
    shades = {word: made.add_format(look) for word, look in _SHADES.items()}
    writer = _Writer(made, framework, looks, shades, len(book.rows[EVIDENCE]) + _COUNTED_BEYOND)
    for page in pages(book, framework, conflicts):
        writer.write(page)
    writer.name_words()
    made.close()
    used = {looks[key].xf_index: name for key, name in _STYLES.items() if looks[key].xf_index is not None}
    return with_named_styles(into.getvalue(), used)


@dataclass(frozen=True, slots=True)
class _Writer:
    book: Workbook
    framework: Framework
    looks: Mapping[str, Any]
    shades: Mapping[str, Any]
    counted: int

    def write(self, page: Page) -> None:
        sheet = self.book.add_worksheet(page.name)
        self._print_set_up(sheet, page)
        columns = {column.heading: column for column in page.form.columns} if page.form else {}
        titles = {name: name for name in page.columns}
        sheet.set_row(0, max(20.0, _height(page, titles, columns)))
        for at, name in enumerate(page.columns):
            column = columns.get(name)
            grows = page.form and not page.form.upright and not page.form.stage
            sheet.set_column(at, at, _width(page, name, column), self._look(column) if grows else None)
            sheet.write_string(0, at, held(name), self.looks["heading"])
        sheet.ignore_errors({"number_stored_as_text": "A1:AZ9999"})
        for line, row in enumerate(page.rows, start=1):
            self._row(sheet, page, line, row, columns)
        if page.form:
            self._offer(sheet, page, page.form)
        if page.form or page.name in (ABOUT, WORDS):
            self._protect(sheet)

    def _print_set_up(self, sheet: Any, page: Page) -> None:
        columns = {column.heading: column for column in page.form.columns} if page.form else {}
        across = math.ceil(sum(_width(page, name, columns.get(name)) for name in page.columns) / _ACROSS)
        kept = 2 if page.form and page.form.stage else 1 if page.form and not page.form.upright else 0
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(across, 0)
        sheet.repeat_rows(0)
        if across > 1:
            sheet.repeat_columns(0, max(0, kept - 1))
        sheet.set_margins(0.4, 0.4, 0.6, 0.6)
        if page.form and page.form.warning:
            sheet.set_header(f"&C{page.form.warning}")
        sheet.set_footer("&L&A&RPage &P of &N")
        sheet.freeze_panes(1, kept)
        sheet.hide_gridlines(0 if page.form else 2)

    def _protect(self, sheet: Any) -> None:
        """Keep guidance from being overwritten by mistake; there is no password, since nothing is secret."""
        free = ("format_cells", "format_columns", "format_rows", "insert_columns", "insert_rows", "delete_rows", "sort")
        sheet.protect("", dict.fromkeys((*free, "autofilter"), True))

    def _look(self, column: Column | None) -> Any:
        if column and column.heading == DIGEST:
            return self.looks["digest"]
        return self.looks[column.kind if column and column.kind in ("day", "number") else "entry"]

    def _row(self, sheet: Any, page: Page, line: int, row: Mapping[str, str], columns: Mapping[str, Column]) -> None:
        sheet.set_row(line, _height(page, row, columns))
        is_factor = bool(page.form and page.form.stage) and row[page.columns[0]] in self.framework.factors
        for at, name in enumerate(page.columns):
            column = self._column(page, name, row, columns)
            text = row.get(name, "")
            if is_factor:
                look = self.looks["band"]
            elif page.form is None:
                look = self.looks["plain" if at or page.name != ABOUT else "strong"]
            elif column is None or column.kind == "given" or name == "Code":
                look = self.looks["given"]
            else:
                look = self._look(column)
            if name == SO_FAR and not is_factor:
                sheet.write_formula(line, at, _so_far(line, page, self.counted), look, text)
            else:
                _cell(sheet, line, at, text, column, look)

    def _column(self, page: Page, name: str, row: Mapping[str, str], columns: Mapping[str, Column]) -> Column | None:
        if page.form and page.form.upright:
            return page.form.read[row["Field"]] if name == "Value" else None
        if page.form and name not in columns:
            return Column(name)
        return columns.get(name)

    def _offer(self, sheet: Any, page: Page, form: Form) -> None:
        """Put a list, a message and a text for errors on each cell that takes something."""
        last = len(page.rows) if form.stage else len(page.rows) + _SPARE_ROWS
        for at, name in enumerate(page.columns):
            column = form.read.get(name)
            if column and name != "Code" and not form.upright:
                sheet.data_validation(1, at, last, at, _entry(column))
        if form.upright:
            for line, column in enumerate(form.read.values(), start=1):
                sheet.data_validation(line, 1, line, 1, _entry(column))
        for word, shade in self.shades.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": shade}
            sheet.conditional_format(1, 0, last, len(page.columns) - 1, rule)

    def name_words(self) -> None:
        """Name the range of each list of words, for the drop-downs."""
        line = 2
        for name, words in words_of(self.framework).items():
            self.book.define_name(_range(name), f"='{WORDS}'!$B${line}:$B${line + len(words) - 1}")
            line += len(words)


def _width(page: Page, name: str, column: Column | None) -> float:
    if page.name == ABOUT:
        return 26 if name == page.columns[0] else 100
    if page.form and page.form.upright:
        return {"Field": 24, "Value": 50, "What it is": 60}[name]
    if page.name in (WORDS, CONFLICTS):
        return {"What it means": 80, "Value": 40, "What hangs on it": 60}.get(name, 24)
    return column.width if column else min(40, max(12, len(name) + 2))


def _height(page: Page, row: Mapping[str, str], columns: Mapping[str, Column]) -> float:
    """Return the height at which all text of a row is seen; programs differ in whether they work it out themselves."""
    lines = [
        sum(_lines(part, _width(page, name, columns.get(name))) for part in row[name].split("\n"))
        for name in page.columns
        if row.get(name) and name != DIGEST
    ]
    return float(min(400, 15 * max(lines, default=1) + 2))


def _lines(text: str, width: float) -> int:
    return max(1, len(textwrap.wrap(text, max(4, int(width) - 1))))


def _cell(sheet: Any, line: int, at: int, text: str, column: Column | None, look: Any) -> None:
    if not text:
        sheet.write_blank(line, at, None, look)
    elif column and column.kind == "day" and dt.date.fromisoformat(text) >= FIRST_DAY:
        sheet.write_datetime(line, at, dt.datetime.fromisoformat(text), look)
    elif column and column.kind == "number" and plain_number(Decimal(repr(float(text)))) == text:
        sheet.write_number(line, at, float(text), look)
    else:
        sheet.write_string(line, at, held(text), look)


def _range(vocabulary: str) -> str:
    return "list_" + vocabulary.replace(" ", "_")


def _entry(column: Column) -> dict[str, Any]:
    said = {"input_title": column.heading[:32], "input_message": column.hint[:255], "ignore_blank": True}
    if column.vocabulary:
        rule: dict[str, Any] = {"validate": "list", "source": f"={_range(column.vocabulary)}"}
        if column.kind in ("words", "offered"):  # a list offers one; several may be typed, or another
            return {**said, **rule, "show_error": False}
        todo = f"Choose one from the list; the sheet '{WORDS}' says what each means."
        return {**said, **rule, "error_title": "Not one of the words", "error_message": todo}
    if column.kind == "day":
        rule = {"validate": "date", "criteria": ">=", "value": dt.date(1900, 3, 1)}
        return {**said, **rule, "error_title": "Not a date", "error_message": "Write it as 2026-03-31."}
    if column.kind == "number":
        rule = {"validate": "decimal", "criteria": ">=", "value": 0}
        return {**said, **rule, "error_title": "Not a number", "error_message": "Write a number from 0 up, as 2.5."}
    return {**said, "validate": "any"}


def _so_far(line: int, page: Page, counted: int) -> str:
    """Count the records on a criterion: those of the register, and the one beside it."""
    claim = chr(ord("A") + list(page.columns).index("Claim"))
    code, mine = f"$A{line + 1}", f"${claim}{line + 1}"
    register = f"'{EVIDENCE}'!$B$2:$B${counted}"
    claims = f"'{EVIDENCE}'!$D$2:$D${counted}"

    def count(word: str) -> str:
        found = f'ISNUMBER(SEARCH(", "&{code}&",",", "&{register}&","))'
        return f'(SUMPRODUCT({found}*({claims}="{word}"))+({mine}="{word}"))'

    supports, refutes = count("supports"), count("refutes")
    against = f'IF({refutes}=0,"",", ▲ "&{refutes}&" against")'
    return f'=IF({supports}+{refutes}=0,"{shown(0, 0)}","● "&{supports}&" for"&{against})'
