"""Documents fill themselves, say what the JSON says in every format, and can be read by everybody and every program."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from click.testing import CliRunner
from conftest import FIRST_DAY, faults_that_axe_finds

from inclead_graph.assess import Result
from inclead_graph.cli import main
from inclead_graph.reports.blocks import Page, Paper, Picture, Prose, Saying, Section, Table
from inclead_graph.reports.documents import DOCUMENTS, SETTERS, as_file, paper_for
from inclead_graph.reports.gathered import Gathered


@pytest.fixture(scope="module")
def found(complete: Result) -> Gathered:
    return Gathered(complete)


@pytest.fixture(scope="module")
def made(found: Gathered) -> Mapping[tuple[str, str], bytes]:
    return {(name, suffix): as_file(found, name, suffix) for name in DOCUMENTS for suffix in SETTERS}


class Reader(HTMLParser):
    """What a page says: its words, its headings, its tables."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.words: list[str] = []
        self.levels: list[int] = []
        self.tables: list[list[list[str]]] = []
        self.heads: list[int] = []
        self.inside = ""
        self.feed(page.decode("utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.inside = tag if tag in ("style", "title") else ""
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.levels.append(int(tag[1]))
        elif tag == "table":
            self.tables.append([])
            self.heads.append(0)
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.heads[-1] += ("scope", "col") in attributes

    def handle_data(self, data: str) -> None:
        if self.inside:
            return
        self.words.append(data)
        if self.tables and self.tables[-1] and self.tables[-1][-1]:
            self.tables[-1][-1][-1] += data


def spaced(text: str) -> str:
    return " ".join(text.split())


def texts(paper: Paper) -> Iterator[str]:
    for section in paper.sections:
        yield section.title
        for block in section.blocks:
            if isinstance(block, Table):
                yield from (cell.text for row in block.rows for cell in row if cell.text)
            elif isinstance(block, Prose | Saying):
                yield block.text
            elif not isinstance(block, Picture):
                yield from block.items


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_format_has_every_word_of_the_paper(
    name: str, found: Gathered, made: Mapping[tuple[str, str], bytes]
) -> None:
    word = docx.Document(io.BytesIO(made[name, ".docx"]))
    in_word = {spaced(p.text) for p in word.paragraphs}
    in_word |= {spaced(cell.text) for table in word.tables for row in table.rows for cell in row.cells}
    page = Reader(made[name, ".html"])
    in_page = spaced(" ".join(page.words))
    pdf = pypdf.PdfReader(io.BytesIO(made[name, ".pdf"]))
    in_pdf = "".join("".join(one.extract_text().split()) for one in pdf.pages)

    for text in map(spaced, texts(paper_for(found, name))):
        assert text in in_word
        assert text in in_page
        # A line may be broken within a long word, and a page end may stand between two lines of a cell.
        assert all("".join(part.split()) in in_pdf for part in text.split()), text


@pytest.mark.parametrize("name", DOCUMENTS)
def test_headings_never_skip_a_level_and_every_table_has_a_row_of_headings(
    name: str, made: Mapping[tuple[str, str], bytes]
) -> None:
    word, page = docx.Document(io.BytesIO(made[name, ".docx"])), Reader(made[name, ".html"])
    in_word = [int(p.style.name[-1]) for p in word.paragraphs if p.style and p.style.name.startswith("Heading")]

    assert page.levels[0] == 1
    assert page.levels[1:] == [level + 1 for level in in_word]
    assert all(later - earlier <= 1 for earlier, later in pairwise(page.levels))
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in word.tables)
    assert page.heads == [len(table[0]) for table in page.tables]


@pytest.mark.parametrize("name", sorted({*DOCUMENTS} - {"board-paper"}))  # sixty pages of the same blocks
def test_the_page_of_a_document_has_no_accessibility_fault_that_axe_finds(
    name: str, chromium: Any, tmp_path: Path, made: Mapping[tuple[str, str], bytes]
) -> None:
    (tmp_path / "paper.html").write_bytes(made[name, ".html"])
    view = chromium.new_page(viewport={"width": 640, "height": 900})
    view.goto((tmp_path / "paper.html").as_uri())

    assert faults_that_axe_finds(view) == []


def small(page: Page) -> Paper:
    sections = (Section("A section", 1, (Prose("A line."), Table.of("A table", {"One": 1, "Two": 2}, [["a", "b"]]))),)
    return Paper("A title", "A subtitle", "A name", dt.date(2026, 3, 31), (("Fact", "value"),), sections, page)


def test_a_paper_is_set_on_the_sheet_and_in_the_type_that_it_asks_for(tmp_path: Path) -> None:
    from inclead_graph.reports.pdf_report import set_as_pdf
    from inclead_graph.reports.word_report import set_as_word

    paper = small(Page("a3", landscape=True, text=16, table=14, cover=False))
    pdf = pypdf.PdfReader(io.BytesIO(set_as_pdf(paper)))
    house = docx.Document()
    house.save(str(tmp_path / "house.docx"))

    assert len(pdf.pages) == 1
    assert [round(float(side) / 72 * 25.4) for side in pdf.pages[0].mediabox[2:]] == [420, 297]
    for template in (None, tmp_path / "house.docx"):
        word = docx.Document(io.BytesIO(set_as_word(paper, template)))
        sheet = word.sections[0]
        assert (round(sheet.page_width.mm), round(sheet.page_height.mm)) == (420, 297)  # type: ignore[union-attr]
        assert sheet.orientation == docx.enum.section.WD_ORIENT.LANDSCAPE
    assert docx.Document(io.BytesIO(set_as_word(paper))).styles["Normal"].font.size.pt == 16.5


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, [str(one) for one in arguments])


def test_without_a_name_the_documents_are_listed_with_what_each_is_for() -> None:
    shown, as_json = run("document", FIRST_DAY), run("document", FIRST_DAY, "--json")

    assert [line.split("\t")[0] for line in shown.output.splitlines()[1:]] == list(DOCUMENTS)
    rows = json.loads(as_json.output)["rows"]
    assert {row["document"]: row["for"] for row in rows} == {name: one.reader for name, one in DOCUMENTS.items()}


def test_all_documents_go_into_one_folder_and_are_files_of_their_kind(tmp_path: Path) -> None:
    done = run("document", FIRST_DAY, "--all", "-o", tmp_path / "all")

    assert done.exit_code == 0, done.output
    names = {f"{name}{suffix}" for name in DOCUMENTS for suffix in (".pdf", ".docx")} | {"board-session.pptx"}
    assert {path.name for path in (tmp_path / "all").iterdir()} == names
    starts = {".pdf": b"%PDF", ".docx": b"PK\x03\x04", ".pptx": b"PK\x03\x04"}
    assert all(path.read_bytes()[:4] == starts[path.suffix] for path in (tmp_path / "all").iterdir())


@pytest.mark.parametrize(("arguments", "said"), [
    (["board-papr", "-o", "a.pdf"], "there is no document 'board-papr'; did you mean 'board-paper'?"),
    (["board-paper"], "name the file to write: -o board-paper.pdf"),
    (["board-paper", "-o", "a.odt"], "board-paper can be written with the ending .pdf, .docx, .html"),
    (["board-paper", "-o", "a.pptx"], "board-paper can be written with the ending .pdf, .docx, .html"),
    (["board-paper", "-o", "a.pdf", "--template", __file__], "--template is for a Word file"),
    (["-o", "a.pdf"], "which document?"),
    (["--all"], "--all goes with one -o FOLDER"),
    (["--all", "-o", __file__], "--all needs a folder"),
    (["board-paper", "-o", "a.pdf", "--edition", "eds-2023"], "'eds-2023' is not an edition of the EDS"),
])  # fmt: skip
def test_a_document_that_cannot_be_meant_is_refused_and_nothing_is_written(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("document", FIRST_DAY, *arguments)

    assert done.exit_code == 2
    assert said in " ".join(done.output.split())
    assert list(tmp_path.iterdir()) == []
