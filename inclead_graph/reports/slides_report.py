"""The Board session as slides (PowerPoint): titles that are titles, tables that can be edited, pictures with words."""

from __future__ import annotations

import io
from typing import Any

from inclead_graph.inference.findings import long_date
from inclead_graph.model.history import Sealing
from inclead_graph.reports.blocks import Cell, Picture, Points, Table, plain
from inclead_graph.reports.board_session import Slide, session_of
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.office import library, properties, steady
from inclead_graph.reports.paper import title_of
from inclead_graph.reports.pdf_report import drawn_as_png
from inclead_graph.reports.sealing import mark, seal_facts, seal_in_short

__all__ = ["write"]

_BLUE, _INK, _HEAD = "003087", "212b32", Cell("", "#003087", "#ffffff")
_WIDTH, _HEIGHT, _LEFT, _TOP = 13.333, 7.5, 0.6, 1.5
"""Inches: a slide of 16 to 9, its margin, and where what stands under the title begins."""


def write(found: Gathered) -> bytes:
    """Write the slides.

    Raises:
        UnreadableError: python-pptx or Typst is not installed.
    """
    pptx = library("pptx", "Slides", "documents")
    deck = _Deck(pptx)
    assessment = found.result.assessment
    properties(deck.deck.core_properties, title_of(assessment), assessment.as_of, mark(found.sealing))
    name = plain(assessment.organisation.name)
    deck.opening(name, long_date(assessment.as_of), found.sealing, fictional=assessment.organisation.fictional)
    for slide in session_of(found):
        deck.slide(slide, f"{name}, as of {long_date(assessment.as_of)}")
    into = io.BytesIO()
    deck.deck.save(into)
    return steady(into.getvalue())


class _Deck:
    """Sets slides into one presentation."""

    def __init__(self, pptx: Any) -> None:
        self.util = library("pptx.util", "Slides", "documents")
        self.colour = library("pptx.dml.color", "Slides", "documents").RGBColor
        self.english = library("pptx.enum.lang", "Slides", "documents").MSO_LANGUAGE_ID.ENGLISH_UK
        self.deck = pptx.Presentation()
        self.deck.slide_width, self.deck.slide_height = self._inches(_WIDTH), self._inches(_HEIGHT)

    def _inches(self, number: float) -> Any:
        return self.util.Inches(number)

    def opening(self, name: str, day: str, sealing: Sealing, *, fictional: bool) -> None:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[0])
        self._place(slide.shapes.title, 2.0, 1.8)
        self._text(slide.shapes.title, ("Board session on inclusion",), 44, bold=True, ink=_BLUE)
        below = slide.placeholders[1]
        self._place(below, 4.0, 2.2)
        lines = (name, f"Findings as of {day}", *(("A fictional organisation",) if fictional else ()))
        self._text(below, (*lines, seal_in_short(sealing)), 26)
        notes = "\n".join(f"{what}: {said}" for what, said in seal_facts(sealing))
        slide.notes_slide.notes_text_frame.text = notes

    def slide(self, slide: Slide, footer: str) -> None:
        points = isinstance(slide.block, Points)
        made = self.deck.slides.add_slide(self.deck.slide_layouts[1 if points else 5])
        self._place(made.shapes.title, 0.35, 1.0)
        self._text(made.shapes.title, (slide.title,), 30, bold=True, ink=_BLUE)
        if isinstance(slide.block, Points):
            body = made.placeholders[1]
            self._place(body, _TOP, 5.3)
            self._text(body, slide.block.items, 26)
        elif isinstance(slide.block, Picture):
            self._picture(made, slide.block)
        elif isinstance(slide.block, Table):
            self._table(made, slide.block)
        note = made.shapes.add_textbox(*map(self._inches, (_LEFT, 7.0, _WIDTH - 2 * _LEFT, 0.35)))
        self._text(note, (f"{footer}   {len(self.deck.slides)}",), 12)
        if slide.notes:
            made.notes_slide.notes_text_frame.text = slide.notes

    def _place(self, shape: Any, top: float, height: float) -> None:
        shape.left, shape.top = self._inches(_LEFT), self._inches(top)
        shape.width, shape.height = self._inches(_WIDTH - 2 * _LEFT), self._inches(height)

    def _text(self, shape: Any, lines: tuple[str, ...], size: int, *, bold: bool = False, ink: str = _INK) -> None:
        frame = shape.text_frame
        frame.word_wrap = True
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.alignment = 1
            paragraph.space_after = self.util.Pt(size // 2)
            self._run(paragraph, line, size, bold=bold, ink=ink)

    def _run(self, paragraph: Any, text: str, size: int, *, bold: bool, ink: str) -> None:
        run = paragraph.add_run()
        run.text = text
        run.font.name, run.font.size, run.font.bold = "Arial", self.util.Pt(size), bold
        run.font.color.rgb = self.colour.from_string(ink)
        run.font.language_id = self.english

    def _picture(self, made: Any, block: Picture) -> None:
        height = self._inches(_HEIGHT - _TOP - 0.6)
        shape = made.shapes.add_picture(io.BytesIO(drawn_as_png(block.svg)), 0, self._inches(_TOP - 0.1), height=height)
        room = self._inches(_WIDTH - 2 * _LEFT)
        if shape.width > room:
            shape.width, shape.height = room, int(shape.height * room / shape.width)
        shape.left = int((self._inches(_WIDTH) - shape.width) / 2)
        shape._element.nvPicPr.cNvPr.set("descr", block.says)

    def _table(self, made: Any, block: Table) -> None:
        rows, columns = len(block.rows) + 1, len(block.headings)
        room = self._inches(_WIDTH - 2 * _LEFT)
        height = self._inches(0.5 * rows)
        frame = made.shapes.add_table(rows, columns, self._inches(_LEFT), self._inches(_TOP), room, height)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", f"Table: {block.caption}")
        table = frame.table
        for column, share in zip(table.columns, block.widths, strict=True):
            column.width = int(room * share / sum(block.widths))
        for cell, heading in zip(table.rows[0].cells, block.headings, strict=True):
            self._cell(cell, Cell(heading, _HEAD.fill, _HEAD.ink), bold=True)
        for row, cells in zip(list(table.rows)[1:], block.rows, strict=True):
            for cell, one in zip(row.cells, cells, strict=True):
                self._cell(cell, one, bold=bool(one.fill))

    def _cell(self, cell: Any, one: Cell, *, bold: bool) -> None:
        cell.fill.solid()
        cell.fill.fore_color.rgb = self.colour.from_string((one.fill or "#ffffff").removeprefix("#"))
        self._run(cell.text_frame.paragraphs[0], one.text, 16, bold=bold, ink=(one.ink or _INK).removeprefix("#"))
