"""The paper as a Word file that a Board can edit: real headings, tables whose first row repeats, pictures with words.

Styles are those of the template: the user's own, or one of ours that only needs the fonts that Word has.
"""

from __future__ import annotations

import io
from itertools import zip_longest
from pathlib import Path
from typing import Any

from inclead_graph.errors import UnreadableError
from inclead_graph.reports.blocks import Block, Cell, Page, Paper, Picture, Points, Prose, Saying, Section, Table
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.office import LANGUAGE, library, properties, steady
from inclead_graph.reports.paper import paper_of
from inclead_graph.reports.pdf_report import drawn_as_png
from inclead_graph.reports.sealing import sealed_paper

__all__ = ["set_as_word", "write"]

_BLUE, _INK = "003087", "212b32"
_WHAT = "Word files"
_DECORATION = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
    "</a:ext></a:extLst>"
)


def write(found: Gathered, template: Path | None = None) -> bytes:
    """Write the Board paper as a Word file.

    Raises:
        UnreadableError: as :func:`set_as_word`.
    """
    return set_as_word(sealed_paper(paper_of(found), found.sealing), template)


def set_as_word(paper: Paper, template: Path | None = None) -> bytes:
    """Set any paper as a Word file, in the styles of ``template`` where one is given.

    Raises:
        UnreadableError: python-docx is not installed, or the template is no Word file.
    """
    docx = library("docx", _WHAT, "documents")
    document = _opened(docx, template)
    if template is None:
        _style(docx, document, paper.page)
    if template is None or paper.page.landscape or paper.page.size != Page().size:
        _sheet(docx, document, paper.page)
    properties(document.core_properties, paper.name, paper.day, paper.keywords)
    writer = _Writer(docx, document, paper.page)
    writer.paper(paper)
    if template is None:
        writer.footer(f"{paper.title}: {paper.subtitle}")
    into = io.BytesIO()
    document.save(into)
    return steady(into.getvalue())


def _opened(docx: Any, template: Path | None) -> Any:
    if template is None:
        return docx.Document()
    try:
        document = docx.Document(str(template))
    except Exception as error:  # noqa: BLE001 (the library raises whatever a broken file leads it to)
        raise UnreadableError(f"{template}: not a Word file (.docx) that can be a template ({error})") from None
    body = document.element.body
    for element in list(body):
        if not element.tag.endswith("}sectPr"):
            body.remove(element)
    return document


def _style(docx: Any, document: Any, page: Page) -> None:
    """Give the library's own template a sans-serif face, a language, and headings that can be told apart in grey."""
    for name, size in (
        ("Normal", page.text + 0.5),
        ("Title", 18 if page.dense else 26),
        ("Heading 1", 12 if page.dense else max(18, page.text + 6)),
        ("Heading 2", max(14, page.text + 3)),
        ("Heading 3", max(12, page.text + 1)),
        ("Subtitle", 12 if page.dense else max(16, page.text)),
        ("Caption", max(10, page.table)),
    ):
        style = document.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.attrib.clear()
        style.font.name, style.font.size = "Arial", docx.shared.Pt(size)
        if page.dense:
            style.paragraph_format.space_before, style.paragraph_format.space_after = 0, docx.shared.Pt(4)
        if name != "Normal":
            style.font.color.rgb = docx.shared.RGBColor.from_string(_INK if name == "Caption" else _BLUE)
    language = docx.oxml.OxmlElement("w:lang")
    language.set(docx.oxml.ns.qn("w:val"), LANGUAGE)
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    for held in document.styles.element.iter(docx.oxml.ns.qn("w:lang")):
        held.set(docx.oxml.ns.qn("w:val"), LANGUAGE)


def _sheet(docx: Any, document: Any, page: Page) -> None:
    width, height = page.millimetres
    ways = library("docx.enum.section", _WHAT, "documents").WD_ORIENT
    for section in document.sections:
        section.orientation = ways.LANDSCAPE if page.landscape else ways.PORTRAIT
        section.page_width, section.page_height = docx.shared.Mm(width), docx.shared.Mm(height)
        section.left_margin = section.right_margin = docx.shared.Mm(page.margin)
        section.top_margin = section.bottom_margin = docx.shared.Mm(page.margin if page.dense else page.margin + 2)


class _Writer:
    """Sets blocks into one document."""

    def __init__(self, docx: Any, document: Any, page: Page) -> None:
        self.docx, self.document, self.page = docx, document, page
        self.styles = {style.name for style in document.styles}

    def paper(self, paper: Paper) -> None:
        self._heading(paper.title, 0)
        self._paragraph(paper.subtitle, "Subtitle")
        last = paper.page.facts_last
        for name, value in () if last else paper.facts:
            line = self.document.add_paragraph()
            line.add_run(f"{name}: ").bold = True
            line.add_run(value)
            line.paragraph_format.space_after = self.docx.shared.Pt(3)
        for section in paper.sections:
            self._section(section)
        if last and paper.facts:
            run = self.document.add_paragraph().add_run(paper.facts_in_a_line)
            run.font.size = self.docx.shared.Pt(max(8.5, paper.page.text - 4))

    def _section(self, section: Section) -> None:
        heading = self._heading(section.title, section.level)
        heading.paragraph_format.page_break_before = section.fresh or None
        for block, after in zip_longest(section.blocks, section.blocks[1:]):
            self._block(block)
            if isinstance(block, Prose) and after is not None and not isinstance(after, Prose):
                self.document.paragraphs[-1].paragraph_format.keep_with_next = True

    def _block(self, block: Block) -> None:
        if isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Picture):
            self._picture(block)
        elif isinstance(block, Points):
            for item in block.items:
                self._paragraph(item, "List Bullet")
        elif isinstance(block, Saying):
            self._saying(block)
        else:
            self._prose(block)

    def _prose(self, block: Prose) -> None:
        self.document.add_paragraph().add_run(block.text).bold = block.strong or None

    def _saying(self, block: Saying) -> None:
        """Set a sentence beside its symbol, in one paragraph, so that no table stands between the two."""
        millimetres, paragraph = self.docx.shared.Mm, self.document.add_paragraph()
        layout = paragraph.paragraph_format
        layout.left_indent, layout.first_line_indent = millimetres(22), -millimetres(22)
        layout.tab_stops.add_tab_stop(millimetres(22))
        layout.keep_together = True
        paragraph._p.get_or_add_pPr().append(self._element("w:textAlignment", val="center"))
        picture = paragraph.add_run().add_picture(io.BytesIO(drawn_as_png(block.symbol)), height=millimetres(14))
        self._silent(picture)
        paragraph.add_run(f"\t{block.text}").bold = block.strong or None

    def _silent(self, picture: Any) -> None:
        """Mark a picture as decoration, which screen readers pass over."""
        extensions = self.docx.oxml.parse_xml(_DECORATION)
        picture._inline.docPr.append(extensions)

    def _heading(self, text: str, level: int) -> Any:
        return self._paragraph(text, f"Heading {level}" if level else "Title")

    def _paragraph(self, text: str, style: str) -> Any:
        return self.document.add_paragraph(text, style if style in self.styles else None)

    def _caption(self, text: str) -> None:
        caption = self._paragraph(text, "Caption")
        caption.paragraph_format.keep_with_next = True

    def _picture(self, block: Picture) -> None:
        self._caption(block.caption)
        page = self.document.sections[0]
        width = page.page_width - page.left_margin - page.right_margin
        shape = self.document.add_picture(io.BytesIO(drawn_as_png(block.svg)), width=width)
        room = page.page_height - page.top_margin - page.bottom_margin - self.docx.shared.Mm(30)
        if shape.height > room:
            shape.width, shape.height = int(shape.width * room / shape.height), room
        shape._inline.docPr.set("descr", block.says)

    def _table(self, block: Table) -> None:
        self._caption(block.caption)
        table = self.document.add_table(0, len(block.headings))
        table.style = "Table Grid" if "Table Grid" in self.styles else table.style
        table.autofit = False
        page = self.document.sections[0]
        room = page.page_width - page.left_margin - page.right_margin
        widths = [room * share // sum(block.widths) for share in block.widths]
        head = self._row(table, tuple(Cell(name, "#e8edee") for name in block.headings), widths, bold=True)
        self._mark(head, "w:tblHeader")
        self._keep(head)
        rows = [self._row(table, row, widths) for row in block.rows]
        if block.is_room:
            for row in rows[:-1]:
                self._keep(row)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        self._described(table, block.caption)
        if not self.page.dense:
            self.document.add_paragraph()

    def _row(self, table: Any, cells: tuple[Cell, ...], widths: list[int], *, bold: bool = False) -> Any:
        row = table.add_row()
        self._mark(row, "w:cantSplit")
        room = max(one.room for one in cells)
        if room:
            row.height = self.docx.shared.Pt((self.page.table + 0.5) * (1 + 1.9 * room))
        for held, one, width in zip(row.cells, cells, widths, strict=True):
            held.width = width
            run = held.paragraphs[0].add_run(one.text)
            run.bold = bold or bool(one.fill) or None
            run.font.size = self.docx.shared.Pt(self.page.table + (0 if self.page.dense else 0.5))
            held.paragraphs[0].paragraph_format.space_after = 0
            if one.fill:
                self._shade(held, one.fill)
            if one.ink:
                run.font.color.rgb = self.docx.shared.RGBColor.from_string(one.ink.removeprefix("#"))
        return row

    def _keep(self, row: Any) -> None:
        """Keep a row on the page of the next."""
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True

    def _element(self, name: str, **values: str) -> Any:
        element = self.docx.oxml.OxmlElement(name)
        for key, value in values.items():
            element.set(self.docx.oxml.ns.qn(f"w:{key}"), value)
        return element

    def _mark(self, row: Any, name: str) -> None:
        row._tr.get_or_add_trPr().append(self._element(name, val="true"))

    def _shade(self, held: Any, fill: str) -> None:
        shade = self._element("w:shd", val="clear", color="auto", fill=fill.removeprefix("#"))
        held._tc.get_or_add_tcPr().append(shade)

    def _described(self, table: Any, caption: str) -> None:
        """Say in words what a table is, for people who hear it."""
        table._tbl.tblPr.append(self._element("w:tblCaption", val=caption))

    def footer(self, text: str) -> None:
        paragraph = self.document.sections[0].footer.paragraphs[0]
        paragraph.text = f"{text}. Page "
        for part in ("begin", "PAGE", "end"):
            run = paragraph.add_run()
            if part == "PAGE":
                order = self._element("w:instrText")
                order.text = part
                run._r.append(order)
            else:
                run._r.append(self._element("w:fldChar", fldCharType=part))
