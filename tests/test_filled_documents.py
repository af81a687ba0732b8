"""Documents fill themselves, say what the JSON says in every format, and can be read by everybody and every program."""

from __future__ import annotations

import datetime as dt
import io
import json
import posixpath
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
import yaml
from click.testing import CliRunner
from conftest import COMPLETE, FIRST_DAY, faults_that_axe_finds
from defusedxml.ElementTree import fromstring as parsed

from inclead_graph.assess import Knowledge, Result, assess
from inclead_graph.cli import main
from inclead_graph.errors import QueryError
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.reports.blocks import Page, Paper, Picture, Points, Prose, Saying, Section, Table
from inclead_graph.reports.checklist import COLUMNS, checklist_rows
from inclead_graph.reports.documents import DOCUMENTS, SETTERS, as_file, paper_for
from inclead_graph.reports.eds import eds_part
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.json_report import document
from inclead_graph.reports.paper_html import set_as_html
from inclead_graph.workspace import read_workspace


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
        self.in_cell = False
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
            self.in_cell = True
            self.heads[-1] += ("scope", "col") in attributes

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.in_cell = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            return
        self.words.append(data)
        if self.in_cell:
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


PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
CONTENT = "{http://schemas.openxmlformats.org/package/2006/content-types}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_word_file_has_whole_parts_known_types_and_relationships_that_lead_somewhere(
    name: str, made: Mapping[tuple[str, str], bytes]
) -> None:
    with zipfile.ZipFile(io.BytesIO(made[name, ".docx"])) as file:
        parts = set(file.namelist())
        trees = {part: parsed(file.read(part)) for part in parts if part.endswith((".xml", ".rels"))}
    types = trees["[Content_Types].xml"]
    by_ending = {one.get("Extension") for one in types.iter(f"{CONTENT}Default")}
    by_name = {str(one.get("PartName")).lstrip("/") for one in types.iter(f"{CONTENT}Override")}

    assert by_name <= parts
    assert all(part in by_name or part.rpartition(".")[2] in by_ending for part in parts)
    for part in (part for part in parts if part.endswith(".rels")):
        folder = part.partition("_rels/")[0]
        for one in trees[part].iter(f"{PACKAGE}Relationship"):
            target = str(one.get("Target"))
            there = target.lstrip("/") if target.startswith("/") else posixpath.normpath(folder + target)
            assert one.get("TargetMode") == "External" or there in parts, (part, target)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_pdf_is_tagged_with_language_and_title_and_every_figure_has_words(
    name: str, found: Gathered, made: Mapping[tuple[str, str], bytes]
) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(made[name, ".pdf"]))
    root = pdf.trailer["/Root"]
    elements = list(tagged(root["/StructTreeRoot"]))

    assert root["/Lang"] == "en-GB"
    assert pdf.metadata is not None
    assert pdf.metadata.title == paper_for(found, name).name
    assert all(one.get("/Alt") for one in elements if one.get("/S") == "/Figure")
    tables = [one for one in elements if one.get("/S") == "/Table"]
    headed = [any(inner.get("/S") == "/TH" for inner in tagged(table)) for table in tables]
    assert all(headed)


def tagged(element: Any) -> Iterator[Any]:
    open_ = [element]
    while open_:
        one = open_.pop().get_object()
        if isinstance(one, pypdf.generic.ArrayObject):
            open_ += list(one)
        elif isinstance(one, pypdf.generic.DictionaryObject):
            yield one
            held = one.get("/K", [])
            open_ += [k for k in (held if isinstance(held, list) else [held]) if not isinstance(k, int)]


def test_libreoffice_opens_what_is_to_be_filled_in(tmp_path: Path, made: Mapping[tuple[str, str], bytes]) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice here")
    names = ("partnership-protocol", "engagement-checklist", "eds-return")
    for name in names:
        (tmp_path / f"{name}.docx").write_bytes(made[name, ".docx"])
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    files = [f"{name}.docx" for name in names]
    subprocess.run([office, "--headless", profile, "--convert-to", "pdf", *files], cwd=tmp_path, check=True,
                   capture_output=True, timeout=240)  # fmt: skip

    for name in names:
        assert pypdf.PdfReader(tmp_path / f"{name}.pdf").pages[0].extract_text().strip(), name


def said(text: str) -> str:
    """The word of a cell, without its sign and what stands after it."""
    return re.sub(r"^[^\w]+ ", "", spaced(text)).partition(" (")[0]


def rows_of(paper: Paper, *headings: str) -> list[list[str]]:
    """The rows of all tables of the paper's page that begin with some headings."""
    tables = Reader(set_as_html(paper)).tables
    return [row for table in tables if tuple(table[0][: len(headings)]) == headings for row in table[1:]]


@pytest.fixture(scope="module")
def verdicts(complete: Result) -> Mapping[str, tuple[str, str]]:
    data, criteria = document(complete, answers=False), complete.framework.criteria
    found = {c.id: c.verdict for s in data.stages for f in s.factors for c in f.criteria}
    return {name: (verdict, criteria[name].advised_action) for name, verdict in found.items()}


def test_the_action_framework_asks_four_questions_and_has_every_gap_of_the_json_once(
    found: Gathered, verdicts: Mapping[str, tuple[str, str]]
) -> None:
    paper = paper_for(found, "action-framework")
    questions = [section.title for section in paper.sections if section.title[:1].isdigit()]
    actions = {row[0].split()[0]: (said(row[1]), row[2]) for row in rows_of(paper, "What is missing", "Verdict")}

    assert [title[:2] for title in questions] == ["1.", "2.", "3.", "4."]
    assert actions == {name: of for name, of in verdicts.items() if of[0] not in ("met", "not applicable")}
    assert len(actions) == len(rows_of(paper, "What is missing", "Verdict"))
    assert all(row[5:] == ["", ""] for row in rows_of(paper, "What is missing", "Verdict"))
    targets = {row[0].split()[0]: said(row[2]) for row in rows_of(paper, "Factor", "Floor: what is shown", "Target")}
    assert targets == {one.factor: one.grade for one in found.result.assessment.targets}


@pytest.mark.parametrize("name", ["action-framework", "partnership-protocol", "definition"])
def test_what_a_tool_says_of_a_criterion_is_what_the_json_says(
    name: str, found: Gathered, verdicts: Mapping[str, tuple[str, str]]
) -> None:
    rows = rows_of(paper_for(found, name), "Criterion", "Verdict", "Evidence that counts")

    assert len(rows) >= 6
    for row in rows:
        assert said(row[1]) == verdicts[row[0].split()[0]][0], row[0]
    answers = rows_of(paper_for(found, name), "Answer")
    assert answers
    assert all(cell == "" for row in answers for cell in row)


def test_the_engagement_checklist_says_what_the_command_says(found: Gathered, complete: Result) -> None:
    rows = rows_of(paper_for(found, "engagement-checklist"), "Point", "Verdict")
    due = [
        dict(zip(COLUMNS, row, strict=True))
        for row in checklist_rows(complete, found.framework.checklists["engagement"])
    ]

    assert len(rows) == 11
    for row, one in zip(rows, due, strict=True):
        assert row[0] == f"{one['item']}. {one['label']} ({one['criterion']})"
        assert spaced(row[1]).partition(" ")[2] == one["verdict"]
        assert row[2:5] == [one["evidence"], one["who_and_when"], one["gap"] or "–"]


@pytest.mark.parametrize("edition", ["eds-2011", "eds2-2013", "eds-2022"])
def test_the_return_of_each_edition_has_the_grades_of_the_json_and_none_for_what_is_not_known(
    edition: str, complete: Result, knowledge: Knowledge
) -> None:
    editions = complete.assessment.editions.model_copy(update={"eds": edition})
    judged = assess(complete.assessment.model_copy(update={"editions": editions}), knowledge, [ReferenceEngine()])
    data = json.loads(eds_part(judged.findings).model_dump_json())
    paper = paper_for(Gathered(judged), "eds-return")
    rows = {row[0].split()[0]: row for row in rows_of(paper, "Outcome", "Floor", "Ceiling", "Recorded")}

    assert {one["id"] for one in data["outcomes"]} == set(rows)
    for one in data["outcomes"]:
        shown = said(rows[one["id"]][1])
        assert shown == (one["floor"] if one["known"] else "not known yet"), one["id"]
        assert said(rows[one["id"]][2]) == one["ceiling"]
        assert rows[one["id"]][3] == one["recorded"]
    if data["rating"]:
        totals = rows_of(paper, "Bound", "Total")
        assert [row[1:3] for row in totals] == [
            [data["rating"]["least"], data["rating"]["floor"]],
            [data["rating"]["most"], data["rating"]["ceiling"]],
        ]
        assert "A band is reached only when its lower bound is" in totals[0][3]
    groups = rows_of(paper, "Outcome", "age")
    fares = {one["id"]: one["groups"] for one in data["outcomes"] if one["groups"]}
    names = list(dict.fromkeys(group for of in fares.values() for group in of))
    assert {row[0].split()[0]: [cell.removeprefix("? ") for cell in row[1:]] for row in groups} == {
        name: [(of[group] or "not known") if group in of else "–" for group in names] for name, of in fares.items()
    }


def test_a_protocol_has_the_latest_scores_with_voice_and_what_is_written_already(found: Gathered) -> None:
    network = yaml.safe_load((COMPLETE / "network.yaml").read_text(encoding="utf-8"))
    tie = next(one for one in network["partnerships"] if one["between"] == ["wolds-and-fen", "young-carers"])
    paper = paper_for(found, "partnership-protocol", partner="young-carers")
    rows = rows_of(paper, "Criterion", "Score")
    points = {item for section in paper.sections for block in section.blocks if isinstance(block, Points)
              for item in block.items}  # fmt: skip

    assert [(row[1][0], row[2]) for row in rows] == [
        (str(one["score"]), one.get("voice", "not said")) for one in tie["reviews"][-1]["scores"]
    ]
    assert {*tie["protocol"]["priorities"], *tie["protocol"]["gains"], tie["protocol"]["process"]} <= points
    assert "Young Carers Fenland" in paper.title


def test_a_protocol_with_a_possible_partner_has_all_eight_criteria_and_says_what_nobody_could_tell(
    found: Gathered,
) -> None:
    rows = rows_of(paper_for(found, "partnership-protocol", partner="boat-people"), "Criterion", "Score")

    assert [row[1].partition(" ")[0] for row in rows] == ["3", "2", "2", "3", "could", "4", "4", "2"]
    assert rows[4][3] == "Nobody has asked people on the boats yet."


@pytest.mark.parametrize(("partner", "says"), [
    ("young-carer", "the network has no organisation 'young-carer'; did you mean 'young-carers'?"),
    ("wolds-and-fen", "'wolds-and-fen' is the assessed organisation itself"),
])  # fmt: skip
def test_a_partner_that_cannot_be_is_refused(partner: str, says: str, found: Gathered) -> None:
    with pytest.raises(QueryError, match=re.escape(says)):
        paper_for(found, "partnership-protocol", partner=partner)


def test_without_a_network_a_partner_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    done = run("document", FIRST_DAY, "partnership-protocol", "--partner", "hub", "-o", tmp_path / "a.pdf")

    assert done.exit_code == 1
    assert "there is no network in this workspace" in done.output
    assert list(tmp_path.iterdir()) == []


def test_two_assessments_stand_beside_each_other_with_the_grades_of_each(
    tmp_path: Path, complete: Result, knowledge: Knowledge
) -> None:
    done = run("compare", COMPLETE, "--as-of", "2025-12-31", "--and", "2026-03-31", "-o", tmp_path / "changes.docx")
    assert done.exit_code == 0, done.output
    word = docx.Document(str(tmp_path / "changes.docx"))
    read = [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]
    rows = next(table[1:] for table in read if table[0][:3] == ["Stage or factor", "Floor then", "Floor now"])
    then = assess(
        complete.assessment.model_copy(update={"as_of": dt.date(2025, 12, 31)}), knowledge, [ReferenceEngine()]
    )

    for column, result in ((1, then), (2, complete)):
        data = document(result, answers=False)
        due = {line.id: line for stage in data.stages for line in (stage, *stage.factors)}
        assert {row[0].split()[0] for row in rows} == set(due)
        for row in rows:
            line = due[row[0].split()[0]]
            floor = re.search(r"\(floor (.*)\)", row[column])
            assert (floor[1] if floor else said(row[column])) == (line.floor or "not applicable"), row[0]
            assert said(row[column + 2]) == (line.ceiling or "not applicable"), row[0]
            moved = row[1:5:2] != row[2:5:2] and (row[1] != row[2] or row[3] != row[4])
            assert (row[5] != "–") == moved or "not known" in row[1] + row[2], row[0]


@pytest.mark.parametrize(("arguments", "says"), [
    (["--format", "pdf"], "name it: -o then-and-now.pdf"),
    (["-o", "a.pdf", "--template", __file__], "--template is for a Word file"),
])  # fmt: skip
def test_a_comparison_that_cannot_be_written_is_refused(arguments: list[str], says: str) -> None:
    done = run("compare", COMPLETE, "--and", "2026-09-30", *arguments)

    assert done.exit_code == 2
    assert says in " ".join(done.output.split())


LONG = "The Very Long Named and Ever More Fully Described Partnership of Communities, Hospitals and Services " * 3
HOSTILE = (
    "<script>alert(1)</script> #panic() *b* $x$ {{ 7*7 }} \ufffe Llanfairpwllgwyngyllgogerychwyrndrobwllllantysilio"
)


@pytest.mark.parametrize("name", sorted({*DOCUMENTS} - {"board-paper", "board-session"}))
def test_long_and_hostile_names_come_out_as_text_in_an_assessment_with_nothing_in_it(name: str, bare: Gathered) -> None:
    shown = spaced((LONG + HOSTILE).replace("\ufffe", "\ufffd"))
    page = as_file(bare, name, ".html")
    pdf = pypdf.PdfReader(io.BytesIO(as_file(bare, name, ".pdf")))

    assert b"<script" not in page
    assert shown in spaced(" ".join(Reader(page).words))
    assert "#panic() *b* $x$ {{ 7*7 }}" in spaced(" ".join(one.extract_text() for one in pdf.pages))
    assert shown in spaced(" ".join(p.text for p in docx.Document(io.BytesIO(as_file(bare, name, ".docx"))).paragraphs))


@pytest.fixture(scope="module")
def bare(knowledge: Knowledge) -> Gathered:
    fair = read_workspace(FIRST_DAY, knowledge.framework)
    organisation = fair.organisation.model_copy(update={"name": LONG + HOSTILE})
    empty = fair.model_copy(update={"organisation": organisation, "evidence": (), "eds": ()})
    return Gathered(assess(empty, knowledge, [ReferenceEngine()]))
