"""Documents that people sign and hand over say what the JSON says, and can be read by everybody and every program."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pypdf
import pytest
from click.testing import CliRunner
from conftest import COMPLETE, FIRST_DAY, ROOT

from inclead_graph.assess import Knowledge, Result, assess
from inclead_graph.cli import main
from inclead_graph.errors import UnreadableError
from inclead_graph.inference.proofs import proofs_of
from inclead_graph.model.assessment import Assessment
from inclead_graph.reports import encoded, write_all
from inclead_graph.reports.blocks import plain
from inclead_graph.reports.json_report import AssessDocument, document
from inclead_graph.workspace import read_workspace

DOCUMENTS = ("pdf", "docx", "xlsx", "pptx")
HOSTILE = "=cmd|' /C calc'!A0 <script>alert(1)</script> &amp; #panic() *bold* $x$ @ref 日本 🙂 \ufffe"


@pytest.fixture(scope="module")
def files(complete: Result) -> Mapping[str, bytes]:
    return dict(write_all(complete, DOCUMENTS))


@pytest.fixture(scope="module")
def data(complete: Result) -> AssessDocument:
    return document(complete, answers=False)


@pytest.fixture(scope="module")
def word(files: Mapping[str, bytes]) -> Any:
    return docx.Document(io.BytesIO(files["docx"]))


@pytest.fixture(scope="module")
def book(files: Mapping[str, bytes]) -> Any:
    return openpyxl.load_workbook(io.BytesIO(files["xlsx"]))


@pytest.fixture(scope="module")
def deck(files: Mapping[str, bytes]) -> Any:
    return pptx.Presentation(io.BytesIO(files["pptx"]))


@pytest.fixture(scope="module")
def pdf(files: Mapping[str, bytes]) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(files["pdf"]))


def said(text: str) -> str:
    """The word of a cell: without its sign, and without what stands after it."""
    unheard = re.search(r"\(floor (.*)\)", text)
    return unheard[1] if unheard else re.sub(r"^\W+ ", "", text).partition(",")[0]


def grades(data: AssessDocument) -> dict[str, tuple[str, str]]:
    return {
        line.id: (line.floor or "not applicable", line.ceiling or "not applicable")
        for stage in data.stages
        for line in (stage, *stage.factors)
    }


def verdicts(data: AssessDocument) -> dict[str, str]:
    return {c.id: c.verdict for s in data.stages for f in s.factors for c in f.criteria}


def driver_states(data: AssessDocument) -> dict[str, str]:
    return {line.label: line.state for line in data.standing.drivers if line.state}


def signal_states(data: AssessDocument) -> dict[str, str]:
    return {line.label: line.state for line in data.standing.signals}


def rows_under(tables: Any, *headings: str) -> list[list[str]]:
    """The rows of all tables of a Word or PowerPoint file that begin with some headings."""
    read = [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]
    return [row for table in read if tuple(table[0][: len(headings)]) == headings for row in table[1:]]


def test_the_word_file_has_the_figures_of_the_json(word: Any, data: AssessDocument) -> None:
    tables = list(word.tables)
    lines = rows_under(tables, "Stage", "Floor: what is shown") + rows_under(tables, "Factor", "Floor: what is shown")

    assert {row[0].split()[0]: (said(row[1]), said(row[2])) for row in lines} == grades(data)
    assert {row[0].split()[0]: said(row[2]) for row in rows_under(tables, "Criterion", "Role")} == verdicts(data)
    assert {row[0]: said(row[1]) for row in rows_under(tables, "Signal", "State")} == signal_states(data)
    laws = {
        row[0].removesuffix(" (from memory, not checked)"): said(row[1]) for row in rows_under(tables, "Law or policy")
    }
    assert laws == driver_states(data)


def sheet(book: Any, name: str) -> list[dict[str, str]]:
    head, *rows = book[name].iter_rows(values_only=True)
    return [{key: value or "" for key, value in zip(head, row, strict=True)} for row in rows]


def test_the_workbook_has_the_figures_of_the_json(book: Any, data: AssessDocument, complete: Result) -> None:
    lines = [(row["Stage"], row) for row in sheet(book, "Stages")] + [
        (row["Factor"], row) for row in sheet(book, "Factors")
    ]

    assert {name: (row["Floor"], row["Ceiling"]) for name, row in lines} == grades(data)
    assert {row["Criterion"]: row["Verdict"] for row in sheet(book, "Criteria")} == verdicts(data)
    assert {row["Label"]: row["State"] for row in sheet(book, "Signals")} == signal_states(data)
    laws = {row["Label"]: row["State"] for row in sheet(book, "Laws and policies") if row["State"] != "does not apply"}
    assert laws == driver_states(data)
    missed = {name for name, verdict in verdicts(data).items() if verdict not in ("met", "not applicable")}
    assert {row["Criterion"] for row in sheet(book, "Gaps")} == missed
    assert [row["Id"] for row in sheet(book, "Evidence")] == [piece.id for piece in complete.assessment.evidence]


def test_the_workbook_has_every_finding_and_every_step_of_every_proof(book: Any, complete: Result) -> None:
    proofs = proofs_of(complete.findings)
    found = sheet(book, "Findings")

    assert Counter((row["Kind"], row["Thing"], row["Property"]) for row in found) == Counter(
        (one.kind, one.thing, one.property) for one in proofs.findings
    )
    assert [row["Says"] for row in sheet(book, "Proof steps")] == [
        " ".join(step.says.split()) for one in proofs.findings for step in one.steps
    ]
    assert sum(int(row["Steps"]) for row in found) == proofs.counts()["steps"]


def tables_of(deck: Any) -> list[Any]:
    return [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]


def test_the_slides_have_the_figures_of_the_json(deck: Any, data: AssessDocument) -> None:
    tables = tables_of(deck)
    stages = {row[0]: (said(row[1]), said(row[2])) for row in rows_under(tables, "Stage", "Floor: what is shown")}
    counted = {row[0]: list(map(int, row[1:])) for row in rows_under(tables, "Stage", "✓ met")}
    states = {said(row[0]): int(row[1]) for row in rows_under(tables, "State", "How many")}
    words = ["met", "not met", "contested", "unknown", "not applicable"]

    assert stages == {stage.label: grades(data)[stage.id] for stage in data.stages}
    assert counted == {
        stage.label: [sum(c.verdict == word for f in stage.factors for c in f.criteria) for word in words]
        for stage in data.stages
    }
    assert {word: many for word, many in states.items() if many} == Counter(driver_states(data).values())
    for row in rows_under(tables, "Law or policy", "State"):
        assert said(row[1]) == driver_states(data)[row[0]]
    open_ = {name: state for name, state in signal_states(data).items() if state != "clear"}
    assert {row[0]: said(row[1]) for row in rows_under(tables, "Signal", "State")} == open_


def test_the_slides_are_the_agenda_of_the_toolkits_session_with_questions_and_voices(deck: Any) -> None:
    titles = [slide.shapes.title.text for slide in deck.slides]

    assert titles[1:3] == ["Agenda", "What we want to be able to do afterwards"]
    assert [title.partition(".")[0] for title in titles if "To discuss" in title] == ["1", "2", "3", "4", "5"]
    voices = dict(rows_under(tables_of(deck), "Voice", "Records that count"))
    assert int(voices["service user"]) > 0
    assert "board" not in voices
    assert rows_under(tables_of(deck), "Record", "Voice")[0][2].startswith("refutes")


def test_the_pdf_has_the_figures_of_the_json(pdf: pypdf.PdfReader, data: AssessDocument) -> None:
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())

    for stage in data.stages:
        for line in (stage, *stage.factors):
            floor, ceiling = grades(data)[line.id]
            assert re.search(rf"{line.id} {re.escape(line.label)} \W+ {floor} \W+ {ceiling}\b", text), line.id
    marks = r"(?: \(supplied by us\))?"
    criteria = {c.id: c for s in data.stages for f in s.factors for c in f.criteria}
    for name, criterion in criteria.items():
        role = criterion.role + (", by group" if criterion.by_group else "")
        row = rf"{name} {re.escape(criterion.label)}{marks} {role} \W+ {criterion.verdict}\b"
        assert re.search(row, text), name
    signals = text[text.index("Signals, the raised ones first") :]
    for name, state in signal_states(data).items():
        assert re.search(rf"{re.escape(name)} \W+ {state}\b", signals), name
    laws = text[text.index("Laws and policies that apply, the exposed ones first") :]
    for name, state in driver_states(data).items():
        assert re.search(rf"{re.escape(name)}(?: \(from memory, not checked\))? \W+ {state}\b", laws), name


def parts(pdf: pypdf.PdfReader) -> Iterator[Any]:
    """Every element of the tree that a screen reader follows."""
    open_ = [pdf.trailer["/Root"]["/StructTreeRoot"]]
    while open_:
        one = open_.pop().get_object()
        if isinstance(one, pypdf.generic.ArrayObject):
            open_ += list(one)
        elif isinstance(one, pypdf.generic.DictionaryObject):
            yield one
            if "/K" in one and not isinstance(one["/K"], int):
                open_ += [
                    k for k in (one["/K"] if isinstance(one["/K"], list) else [one["/K"]]) if not isinstance(k, int)
                ]


def test_the_pdf_is_tagged_and_says_its_language_and_title(pdf: pypdf.PdfReader) -> None:
    root = pdf.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (pypdf has a type of its own for it)
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Inclusion maturity: Wolds and Fen Partnership NHS Trust, 31 March 2026"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    kinds = Counter(one.get("/S") for one in parts(pdf))
    assert {"/H1", "/H2", "/Table", "/TH", "/L", "/Figure"} <= set(kinds)
    assert all("heat" not in one["/Alt"] and len(one["/Alt"]) > 50 for one in parts(pdf) if one.get("/S") == "/Figure")
    assert len(pdf.outline) > 10


def test_equal_results_give_the_same_bytes(complete: Result, knowledge: Knowledge, files: Mapping[str, bytes]) -> None:
    for name, content in write_all(assess(complete.assessment, knowledge), DOCUMENTS):
        assert hashlib.sha256(content).digest() == hashlib.sha256(files[name]).digest(), name


def test_the_word_file_has_real_headings_repeated_rows_alt_text_language_and_title(word: Any) -> None:
    levels = [int(p.style.name[-1]) for p in word.paragraphs if p.style.name.startswith("Heading")]
    xml = word.element.xml

    assert word.paragraphs[0].style.name == "Title"
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in word.tables)
    assert [len(shape._inline.docPr.get("descr")) > 50 for shape in word.inline_shapes] == [True] * 4
    assert 'w:lang w:val="en-GB"' in word.styles.element.xml
    assert word.core_properties.title.startswith("Inclusion maturity: Wolds and Fen")
    assert "w:tblCaption" in xml


def test_the_word_file_takes_the_styles_of_a_template_and_none_of_its_text(complete: Result, tmp_path: Path) -> None:
    house = docx.Document()
    house.add_paragraph("Left over from last year")
    house.styles["Heading 1"].font.name = "Georgia"
    house.sections[0].footer.paragraphs[0].text = "Our Trust, our values"
    house.save(tmp_path / "house.docx")

    made = dict(write_all(complete, ["docx"], tmp_path / "house.docx"))["docx"]
    paper = docx.Document(io.BytesIO(made))

    assert paper.styles["Heading 1"].font.name == "Georgia"
    assert "Left over" not in paper.element.xml
    assert paper.sections[0].footer.paragraphs[0].text == "Our Trust, our values"
    assert len(paper.tables) > 40


def test_what_is_no_word_file_is_refused_as_a_template(complete: Result, tmp_path: Path) -> None:
    (tmp_path / "house.docx").write_text("not a zip")

    with pytest.raises(UnreadableError, match=r"house\.docx: not a Word file"):
        dict(write_all(complete, ["docx"], tmp_path / "house.docx"))


def test_sheets_have_frozen_headings_filters_and_print_set_up(book: Any) -> None:
    for page in book.worksheets[1:]:
        assert page.freeze_panes == "B2", page.title
        assert page.auto_filter.ref, page.title
        assert page.print_title_rows == "$1:$1", page.title
        assert page.page_setup.fitToHeight == 0, page.title
        assert page.page_setup.orientation == "landscape", page.title


def test_pictures_and_tables_on_slides_have_words_and_text_can_be_read_from_afar(deck: Any) -> None:
    for slide in deck.slides:
        assert slide.shapes.title.text
        for shape in slide.shapes:
            if shape.has_table or shape.shape_type == 13:
                assert len(shape._element.xpath(".//p:cNvPr")[0].get("descr")) > 10
            frames = [c.text_frame for r in shape.table.rows for c in r.cells] if shape.has_table else []
            frames += [shape.text_frame] if shape.has_text_frame and shape.name != "TextBox 3" else []
            sizes = [
                run.font.size.pt for frame in frames for p in frame.paragraphs for run in p.runs if run.text.strip()
            ]
            assert all(size >= 16 or size == 12 for size in sizes), shape.name


@pytest.fixture(scope="module")
def hostile(knowledge: Knowledge) -> Mapping[str, bytes]:
    fair = read_workspace(FIRST_DAY, knowledge.framework)
    organisation = fair.organisation.model_copy(update={"name": HOSTILE})
    raw = fair.model_dump(by_alias=True) | {"organisation": organisation.model_dump()}
    raw["evidence"] = [
        {"id": "X1", "title": HOSTILE, "criteria": [next(iter(knowledge.framework.criteria))], "claim": "refutes",
         "kind": "testimony", "voice": "service user", "date": fair.as_of, "source": HOSTILE, "locator": "=1+1",
         "note": HOSTILE}
    ]  # fmt: skip
    return dict(write_all(assess(Assessment.model_validate(raw), knowledge), DOCUMENTS))


def test_hostile_text_comes_out_as_text(hostile: Mapping[str, bytes]) -> None:
    shown = plain(HOSTILE)
    book = openpyxl.load_workbook(io.BytesIO(hostile["xlsx"]))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
    paper = docx.Document(io.BytesIO(hostile["docx"]))
    slides = [shape.text_frame.text for slide in pptx.Presentation(io.BytesIO(hostile["pptx"])).slides
              for shape in slide.shapes if shape.has_text_frame]  # fmt: skip
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(hostile["pdf"])).pages)

    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert sum(cell.value == shown for cell in cells) >= 3
    assert shown in [p.text for p in paper.paragraphs]
    assert any(shown in one for one in slides)
    assert "=cmd|' /C calc'!A0 <script>alert(1)</script> &amp; #panic() *bold* $x$ @ref" in " ".join(text.split())


@pytest.mark.parametrize(("library", "name", "extra"), [("typst", "pdf", "documents"), ("docx", "docx", "documents"),
                                                        ("pptx", "pptx", "documents"),
                                                        ("xlsxwriter", "xlsx", "workbooks")])  # fmt: skip
def test_a_library_that_is_absent_is_named_with_the_extra_that_has_it(
    library: str, name: str, extra: str, complete: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)

    with pytest.raises(UnreadableError, match=rf"inclead-graph\[{extra}\]"):
        encoded(complete, name)


def test_the_fonts_are_those_that_the_notice_names() -> None:
    vendor = ROOT / "inclead_graph" / "reports" / "vendor"
    notice = (vendor / "NOTICE.md").read_text(encoding="utf-8")
    sums = {font.name: hashlib.sha256(font.read_bytes()).hexdigest() for font in vendor.glob("*.ttf")}

    assert set(sums) == {"LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"}
    for name, digest in sums.items():
        assert f"SHA-256 of `{name}` | `{digest}`" in notice


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, [str(one) for one in arguments])


def test_each_files_name_says_its_format(tmp_path: Path) -> None:
    done = run("assess", FIRST_DAY, "-o", tmp_path / "a.pdf", "-o", tmp_path / "b.docx", "-o", tmp_path / "c.json")

    assert done.exit_code == 0, done.output
    assert (tmp_path / "a.pdf").read_bytes()[:5] == b"%PDF-"
    assert zipfile.is_zipfile(tmp_path / "b.docx")
    assert (tmp_path / "c.json").read_text().startswith("{")


def test_all_formats_go_into_one_folder(tmp_path: Path) -> None:
    done = run("assess", FIRST_DAY, "--all-formats", "-o", tmp_path / "all")

    assert done.exit_code == 0, done.output
    names = ["docx", "html", "json", "jsonld", "pdf", "pptx", "tsv", "ttl", "xlsx"]
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == [f"report.{name}" for name in names]


@pytest.mark.parametrize(("arguments", "said"), [
    (["-o", "report.odt"], "its ending names no format; use one of .tsv, .json"),
    (["--format", "pdf", "-o", "a.pdf", "-o", "b.pdf"], "the name of each says its format"),
    (["--all-formats"], "one -o FOLDER"),
    (["--all-formats", "--format", "pdf", "-o", "x"], "one -o FOLDER"),
    (["-o", "a.pdf", "--template", str(COMPLETE / "assessment.yaml")], "--template is for a Word file"),
])  # fmt: skip
def test_what_cannot_be_meant_is_refused_before_anything_is_read(arguments: list[str], said: str) -> None:
    done = run("assess", FIRST_DAY, *arguments)

    assert done.exit_code == 2
    assert said in " ".join(done.output.split())


def test_libreoffice_opens_each_office_file(hostile: Mapping[str, bytes], tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice here")
    for name in ("docx", "xlsx", "pptx"):
        (tmp_path / f"{name}.{name}").write_bytes(hostile[name])
    names = [f"{name}.{name}" for name in ("docx", "xlsx", "pptx")]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run([office, "--headless", profile, "--convert-to", "pdf", *names], cwd=tmp_path, check=True,
                   capture_output=True, timeout=120)  # fmt: skip

    for name in ("docx", "xlsx", "pptx"):
        assert len(pypdf.PdfReader(tmp_path / f"{name}.pdf").pages) > 5
