"""The one-page matrix says of every factor where it is, could be and is to be, and fits on one sheet of A3."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import docx
import pypdf
import pytest
from click.testing import CliRunner
from conftest import FIRST_DAY, sizes_of_type

from inclead_graph.assess import Knowledge, Result, assess
from inclead_graph.cli import main
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.model.assessment import Target
from inclead_graph.reports.blocks import Table
from inclead_graph.reports.documents import as_file
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.json_report import document
from inclead_graph.reports.matrix import matrix_paper
from inclead_graph.workspace import read_workspace

A3 = {(420, 297)}
LONG = "The partnership of trusts, councils, charities, forums and neighbours of the Wolds and of the Fen " * 2


@pytest.fixture(scope="module")
def found(complete: Result) -> Gathered:
    return Gathered(complete)


@pytest.fixture(scope="module")
def first_day(knowledge: Knowledge) -> Gathered:
    return Gathered(assess(read_workspace(FIRST_DAY, knowledge.framework), knowledge, [ReferenceEngine()]))


@pytest.fixture(scope="module")
def crowded(complete: Result, knowledge: Knowledge) -> Gathered:
    """A long name, and two targets with long reasons for every factor."""
    words = knowledge.framework.words("grade")
    targets = tuple(
        Target(factor=name, grade=word, by=dt.date(2027 + year, 9, 30), why=f"{LONG} {name}")
        for name in knowledge.framework.factors
        for year, word in enumerate(words[2:])
    )
    organisation = complete.assessment.organisation.model_copy(update={"name": LONG})
    changed = complete.assessment.model_copy(update={"organisation": organisation, "targets": targets})
    return Gathered(assess(changed, knowledge, [ReferenceEngine()]))


def rows(found: Gathered) -> Mapping[str, list[str]]:
    table = next(block for block in matrix_paper(found).sections[0].blocks if isinstance(block, Table))
    return {row[0].text.split()[0]: [cell.text for cell in row[1:]] for row in table.rows}


def test_each_row_marks_floor_and_ceiling_of_the_json(found: Gathered, complete: Result) -> None:
    words = found.framework.words("grade")
    shown = rows(found)
    lines = [one for stage in document(complete, answers=False).stages for one in (stage, *stage.factors)]

    assert list(shown) == [line.id for line in lines]
    for line in lines:
        cells = dict(zip(words, shown[line.id], strict=False))
        assert [word for word, text in cells.items() if "now" in text] == [line.floor] * (line.floor is not None)
        could = [word for word, text in cells.items() if "could be" in text]
        assert could[-1:] == ([line.ceiling] if line.ceiling != line.floor else []), line.id
        assert ("not applicable" in cells[words[0]]) == (line.floor is None)


def test_each_target_stands_in_its_column_with_its_day_and_an_arrow_on_the_way(found: Gathered) -> None:
    shown = rows(found)

    assert shown["BR3"][1:3] == ["◔ now", "→ could be, target by Dec 2026"]
    assert shown["OF4"] == ["", "◔ now", "→ could be", "→ target", "excelling, no day set"]
    assert shown["BR1"][3:] == ["● now, target", "excelling, no day set (reached): Reached, and to be kept."]
    assert shown["BS8"][4] == "developing by 30 September 2026: One visit a season to each forum comes first."
    aimed = {one.factor for one in found.result.assessment.targets}
    unaimed = {name for name, cells in shown.items() if cells[-1] == "no target set"}
    assert unaimed == set(found.framework.factors) - aimed - {"BR5", "BS12"}


def test_nothing_known_is_not_the_lowest_grade(first_day: Gathered) -> None:
    shown = rows(first_day)

    assert shown["BS1"][0] == "? not known yet"
    assert shown["BS1"][1:] == ["could be", "could be", "could be", "no target set"]


def test_a_target_whose_day_has_passed_says_so(found: Gathered, knowledge: Knowledge) -> None:
    past = (Target(factor="BS8", grade="achieving", by=dt.date(2026, 1, 31)),)
    changed = found.result.assessment.model_copy(update={"targets": past})
    shown = rows(Gathered(assess(changed, knowledge, [ReferenceEngine()])))

    assert shown["BS8"] == ["○ now", "→ could be", "→ target by Jan 2026", "",
                            "achieving by 31 January 2026 (day passed)"]  # fmt: skip


def test_the_headings_are_the_ontologys_own_definitions(found: Gathered) -> None:
    table = next(block for block in matrix_paper(found).sections[0].blocks if isinstance(block, Table))

    assert list(table.headings[1:-1]) == [f"{g.glyph} {g.label}: {g.definition}" for g in found.grades.values()]


@pytest.mark.parametrize("which", ["found", "first_day", "crowded"])
def test_the_pdf_is_one_tagged_sheet_of_a3_in_type_of_eight_points_or_more(
    which: str, request: pytest.FixtureRequest
) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(as_file(request.getfixturevalue(which), "matrix", ".pdf")))
    width, height = (round(float(side) / 72 * 25.4) for side in pdf.pages[0].mediabox[2:])

    assert len(pdf.pages) == 1
    assert (width, height) in A3
    assert min(sizes_of_type(pdf.pages[0])) >= 8
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 (pypdf has a type of its own for it)


def test_the_word_file_is_one_sheet_of_a3(found: Gathered, tmp_path: Path) -> None:
    content = as_file(found, "matrix", ".docx")
    section = docx.Document(io.BytesIO(content)).sections[0]

    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) in A3
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice here")
    (tmp_path / "matrix.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run([office, "--headless", profile, "--convert-to", "pdf", "matrix.docx"], cwd=tmp_path, check=True,
                   capture_output=True, timeout=120)  # fmt: skip
    assert len(pypdf.PdfReader(tmp_path / "matrix.pdf").pages) == 1


def test_the_command_writes_it(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["document", str(FIRST_DAY), "matrix", "-o", str(tmp_path / "m.html")])

    assert done.exit_code == 0, done.output
    page = (tmp_path / "m.html").read_text(encoding="utf-8")
    assert "size: A3 landscape" in page
    assert page.count("no target set") == 32
