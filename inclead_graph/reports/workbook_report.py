"""Everything as a workbook: each finding, gap, record of evidence and step of a proof is a row that can be filtered.

Nothing that a user wrote becomes a formula, a link or a format.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from inclead_graph.inference.partners import helpers_text
from inclead_graph.inference.proofs import proofs_of
from inclead_graph.model.assessment import Evidence
from inclead_graph.reports.blocks import Cell, Table, cell
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.office import library, midnight
from inclead_graph.reports.paper import paper_of, title_of
from inclead_graph.reports.profile import CriterionLine, FactorLine, StageLine
from inclead_graph.reports.sealing import mark, sealed_paper

__all__ = ["Sheet", "sheets_of", "write"]

_LONGEST = 32_000
_INK = "#212b32"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a name, a sentence on what it holds, headings with the width of each column, and rows."""

    name: str
    about: str
    columns: dict[str, int]
    rows: tuple[tuple[Cell, ...], ...]


def write(found: Gathered) -> bytes:
    """Write the workbook.

    Raises:
        UnreadableError: XlsxWriter is not installed.
    """
    xlsxwriter = library("xlsxwriter", "Workbooks", "workbooks")
    assessment = found.result.assessment
    into = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(into, options)
    book.set_properties(
        {
            "title": title_of(assessment)[:255],
            "author": "inclead-graph",
            "keywords": mark(found.sealing),
            "created": midnight(assessment.as_of),
        }
    )
    sheets = tuple(sheets_of(found))
    pages = _Pages(book)
    pages.cover(found, sheets)
    for sheet in sheets:
        pages.sheet(sheet)
    book.close()
    return into.getvalue()


def sheets_of(found: Gathered) -> Iterator[Sheet]:
    """Yield the sheets after the cover, in their order."""
    yield from _graded(found)
    yield from _missing(found)
    yield _evidence(found)
    yield from _standing(found)
    yield from _others(found)
    yield from _proofs(found)


def _sheet(name: str, about: str, columns: dict[str, int], rows: Iterator[tuple[object, ...]]) -> Sheet:
    return Sheet(name, about, columns, tuple(tuple(cell(value) for value in row) for row in rows))


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _word(found: Gathered, vocabulary: str, word: str | None, absent: str) -> Cell:
    """Return the cell of a word alone, as filters want it; its colour only repeats it."""
    if word is None:
        return Cell(absent)
    concept = found.framework.vocabularies[vocabulary][word]
    return Cell(word, concept.fill, concept.ink)


def _bounds(found: Gathered, line: StageLine | FactorLine) -> tuple[object, ...]:
    grades = (_word(found, "grade", word, "not applicable") for word in (line.grades.floor, line.grades.ceiling))
    return (*grades, "nothing known yet" if line.unheard else "", " ".join(s.says for s in line.floor_because))


_BOUNDS = {"Floor": 16, "Ceiling": 16, "Known": 18, "Why this floor": 60}


def _graded(found: Gathered) -> Iterator[Sheet]:
    stages = found.profile.stages
    yield _sheet(
        "Stages",
        "The stages, each with what the evidence shows and what it could be",
        {"Stage": 10, "Label": 40, **_BOUNDS},
        ((s.stage.id, s.stage.label, *_bounds(found, s)) for s in stages),
    )
    yield _sheet(
        "Factors",
        "The factors of each stage",
        {"Stage": 10, "Factor": 10, "Label": 40, **_BOUNDS},
        ((s.stage.id, f.factor.id, f.factor.label, *_bounds(found, f)) for s in stages for f in s.factors),
    )
    yield _sheet(
        "Criteria",
        "The criteria of each factor, with verdict and evidence",
        {
            "Factor": 10, "Criterion": 12, "Label": 50, "Role": 12, "By group": 10, "Verdict": 16, "Under way": 10,
            "Corroborated": 14, "All groups": 11, "Evidence accepted": 30, "Why": 60, "Supplied by us": 14,
        },
        (_criterion(found, f, c) for s in stages for f in s.factors for c in f.criteria),
    )  # fmt: skip


def _criterion(found: Gathered, factor: FactorLine, line: CriterionLine) -> tuple[object, ...]:
    criterion = line.criterion
    return (
        factor.factor.id, criterion.id, criterion.label, criterion.role, _yes(criterion.by_group),
        _word(found, "verdict", line.verdict, ""), _yes(line.under_way), _yes(line.corroborated), _yes(line.covered),
        ", ".join(line.evidence), " ".join(step.says for step in line.because), _yes(criterion.curated),
    )  # fmt: skip


def _missing(found: Gathered) -> Iterator[Sheet]:
    rows = (
        (
            f.factor.id,
            c.criterion.id,
            c.criterion.label,
            _word(found, "verdict", c.verdict, ""),
            c.criterion.advised_action,
            helpers_text(found.helpers.get(c.criterion.id, ())),
            "; ".join(map(str, c.criterion.passages)),
        )
        for s in found.profile.stages
        for f in s.factors
        for c in found.gaps(f)
    )
    yield _sheet(
        "Gaps",
        "Each criterion that applies and is not met, with what the toolkit says to do",
        {
            "Factor": 10,
            "Criterion": 12,
            "Label": 45,
            "Verdict": 16,
            "What to do": 60,
            "Who could help": 45,
            "Toolkit": 35,
        },
        rows,
    )


def _evidence(found: Gathered) -> Sheet:
    aside = {piece: "; ".join(reasons) for piece, reasons in found.profile.set_aside}
    until = {span.id: span.until for span in found.timeline.spans}
    return _sheet(
        "Evidence",
        "Each record, and whether it counted",
        {
            "Id": 16, "Title": 55, "Criteria": 22, "Claim": 12, "Status": 12, "Kind": 16, "Voice": 16, "Date": 13,
            "Expires": 13, "Counts until": 13,
            "Source": 30, "Locator": 20, "Characteristics": 25, "Counted": 10, "Set aside because": 40,
            "Note": 40,
        },
        (_record(piece, until[piece.id], aside.get(piece.id, "")) for piece in found.result.findings.evidence.values()),
    )  # fmt: skip


def _record(piece: Evidence, until: dt.date | None, aside: str) -> tuple[object, ...]:
    return (
        piece.id, piece.title, ", ".join(piece.criteria), piece.claim, piece.status, piece.kind, piece.voice,
        piece.date, piece.expires, until, piece.source, piece.locator, ", ".join(piece.characteristics),
        _yes(not aside), aside, piece.note,
    )  # fmt: skip


def _standing(found: Gathered) -> Iterator[Sheet]:
    standing = found.standing
    yield _sheet(
        "Signals",
        "Patterns that grades do not show",
        {"Signal": 26, "Label": 35, "State": 14, "What it is": 55, "Why": 60},
        (
            (
                line.signal.id,
                line.signal.label,
                _word(found, "signal state", line.state, ""),
                line.signal.definition,
                " ".join(step.says for step in line.because),
            )
            for line in standing.signals
        ),
    )
    yield _sheet(
        "Laws and policies",
        "Which apply on the day, and how they fare",
        {"Driver": 20, "Label": 40, "State": 16, "What it asks": 60, "Criteria": 60, "Why it does not apply": 45},
        (
            (
                line.driver.id,
                line.driver.label,
                _word(found, "driver state", line.state, "does not apply"),
                line.driver.requires,
                "; ".join(f"{name} {verdict}" for name, verdict in line.verdicts.items()),
                line.why_not,
            )
            for line in (*standing.drivers, *standing.not_applying)
        ),
    )
    yield _aims(found)


def _aims(found: Gathered) -> Sheet:
    return _sheet(
        "Aims by group",
        "Each aim of the equality duty for each protected characteristic",
        {"Driver": 20, "Characteristic": 26, "State": 16, "Shown": 40, "Against": 25, "Criteria that bear on it": 22,
         "Evidence": 40},
        (
            (
                row.driver.id, one.characteristic, _word(found, "driver state", one.state, "does not apply"),
                ", ".join(one.shown), ", ".join(one.against), one.bearing, ", ".join(one.evidence),
            )
            for row in found.standing.matrix
            for one in row.cells
            if one
        ),
    )  # fmt: skip


def _others(found: Gathered) -> Iterator[Sheet]:
    """Yield the tables of the paper on gradings, the EDS and partnerships, each as a sheet."""
    names = {"Gradings by others": "Gradings", "Equality Delivery System": "EDS", "Partnerships": "Partnerships"}
    for section in paper_of(found).sections:
        tables = [block for block in section.blocks if isinstance(block, Table)]
        for number, table in enumerate(tables if section.title in names else (), start=1):
            name = names[section.title] + (f" {number}" if len(tables) > 1 else "")
            columns = {heading: 10 + 6 * share for heading, share in zip(table.headings, table.widths, strict=True)}
            yield Sheet(name, table.caption, columns, table.rows)


def _proofs(found: Gathered) -> Iterator[Sheet]:
    proofs = proofs_of(found.result.findings)
    yield _sheet(
        "Findings",
        "Everything that was concluded; without a step it is what holds unless a rule says otherwise",
        {"Kind": 16, "Thing": 30, "Property": 20, "Value": 30, "Steps": 8},
        (
            (one.kind, one.thing, one.property, ", ".join(map(_said, one.values)), len(one.steps))
            for one in proofs.findings
        ),
    )
    yield _sheet(
        "Proof steps",
        "Each rule that fired: what it says, on what it rests, and what it cites",
        {"Kind": 16, "Thing": 30, "Property": 20, "Rule": 32, "Version": 9, "Says": 60, "Rests on": 70, "Cites": 40},
        (
            (
                one.kind, one.thing, one.property, step.rule, step.version, step.says,
                "; ".join(f"{held.says}: {', '.join(held.rests_on) or 'nothing'}" for held in step.held),
                "; ".join((*step.citation, *step.passages)),
            )
            for one in proofs.findings
            for step in one.steps
        ),
    )  # fmt: skip


def _said(value: bool | str) -> str:
    return _yes(value) if isinstance(value, bool) else value


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

    def cover(self, found: Gathered, sheets: tuple[Sheet, ...]) -> None:
        paper = sealed_paper(paper_of(found), found.sealing)
        page = self.book.add_worksheet("Read me")
        page.hide_gridlines(2)
        page.set_column(0, 0, 28)
        page.set_column(1, 1, 90)
        plain, bold = self._format(), self._format(bold=True)
        big = self.book.add_format({"font_name": "Arial", "font_size": 18, "bold": True, "font_color": "#003087"})
        page.write_string(0, 0, paper.title, big)
        lines = [("Organisation", paper.subtitle), *paper.facts, ("", "")]
        lines += [(sheet.name, f"{sheet.about} ({len(sheet.rows)} rows)") for sheet in sheets]
        for row, (name, value) in enumerate(lines, start=2):
            page.write_string(row, 0, name, bold)
            page.write_string(row, 1, value, plain)
        self._print(page, title_of(found.result.assessment), landscape=False)

    def sheet(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(sheet.name)
        head = self._format("#003087", "#ffffff", bold=True)
        for column, (heading, width) in enumerate(sheet.columns.items()):
            page.set_column(column, column, width)
            page.write_string(0, column, heading, head)
        for row, cells in enumerate(sheet.rows, start=1):
            page.set_row(row, _height(cells, tuple(sheet.columns.values())))
            for column, one in enumerate(cells):
                page.write_string(row, column, _held(one.text), self._format(one.fill, one.ink))
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
