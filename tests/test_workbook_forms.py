"""The workbook as a file: its parts and styles, whether everybody can use it, and its sheets as damaged CSV."""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from conftest import COMPLETE

from inclead_graph.assess import Knowledge
from inclead_graph.errors import IncleadError
from inclead_graph.model.assessment import Assessment, Assessor, Organisation
from inclead_graph.model.framework import Framework
from inclead_graph.workbook import assessment_of, beside_of, book_of, csv_sheets, read_book, rows_beside, workbook
from inclead_graph.workspace import read_workspace

openpyxl = pytest.importorskip("openpyxl", reason="workbooks are an extra; CI installs it")
pytest.importorskip("xlsxwriter", reason="workbooks are an extra; CI installs it")

NAMES = {
    "Inclead heading", "Inclead guidance", "Inclead factor", "Inclead entry", "Inclead date", "Inclead number",
    "Inclead digest", "Inclead step", "Inclead text",
}  # fmt: skip


@pytest.fixture(scope="module")
def framework(knowledge: Knowledge) -> Framework:
    return knowledge.framework


@pytest.fixture(scope="module")
def content(framework: Framework) -> bytes:
    """The workbook of the complete example, with sheets for appraisals."""
    beside = {"Appraisals": (), "Ratings": (), "Appraisal evidence": (), **rows_beside(COMPLETE, framework)}
    return workbook(book_of(read_workspace(COMPLETE, framework), framework, beside=beside), framework)


@pytest.fixture(scope="module")
def book(content: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return openpyxl.load_workbook(io.BytesIO(content))


def test_every_part_of_the_file_has_a_type_and_every_reference_leads_to_a_part(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        trees = {name: ElementTree.fromstring(packed.read(name)) for name in names}  # a file of ours
    types = trees["[Content_Types].xml"]
    endings = {one.get("Extension") for one in types if one.tag.endswith("Default")}
    parts = {str(one.get("PartName")).lstrip("/") for one in types if one.tag.endswith("Override")}
    led_to = {
        posixpath.normpath(
            posixpath.join(posixpath.dirname(posixpath.dirname(name)), str(one.get("Target")).lstrip("/"))
        )
        for name, tree in trees.items()
        if name.endswith(".rels")
        for one in tree
    }

    assert len(names) == len(set(names))
    assert parts <= set(names)
    assert {n for n in names if n not in parts and n.rpartition(".")[2] not in endings} == set()
    assert led_to <= set(names)
    assert {n for n in names if not n.endswith(".rels") and n != "[Content_Types].xml"} == led_to


def test_each_format_is_a_style_with_a_name_of_the_same_look(content: bytes, book: Any) -> None:
    assert set(book.named_styles) == NAMES | {"Normal"}
    assert book["Evidence"]["A1"].style == "Inclead heading"
    assert book["Evidence"]["H2"].style == "Inclead date"
    assert book["Counts"]["E2"].style == "Inclead number"
    assert book["1 BR"]["A2"].style == "Inclead factor"
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        styles = ElementTree.fromstring(packed.read("xl/styles.xml"))  # a file of ours
    kept = ("numFmtId", "fontId", "fillId", "borderId")
    of_style, of_cell = (styles.find(f"{{*}}{name}") for name in ("cellStyleXfs", "cellXfs"))
    assert of_style is not None
    assert of_cell is not None
    for xf in of_cell:
        style = of_style[int(str(xf.get("xfId")))]
        assert [xf.get(name) for name in kept] == [style.get(name) for name in kept]
        assert [ElementTree.tostring(part) for part in xf] == [ElementTree.tostring(part) for part in style]


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (2, 4, 6))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, success criterion 1.4.3."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_whoever_hears_or_enlarges_the_workbook_finds_headings_messages_and_contrast(book: Any) -> None:
    assert book.properties.title == "Inclusion assessment"
    for sheet in book.worksheets:
        headings = [cell.value for cell in sheet[1]]
        assert all(isinstance(text, str) and text.strip() for text in headings), sheet.title
        assert len(headings) == len(set(headings)), sheet.title
        assert (sheet.sheet_state, list(sheet.merged_cells.ranges)) == ("visible", []), sheet.title
        assert (sheet._images, sheet._charts) == ([], []), sheet.title  # else each would need a text that says it
        assert sheet.freeze_panes, sheet.title
        for rule in sheet.data_validations.dataValidation:
            assert rule.prompt, (sheet.title, str(rule.sqref))
            assert rule.promptTitle, (sheet.title, str(rule.sqref))
            assert rule.type is None or rule.showErrorMessage is False or (rule.errorTitle and rule.error)
    for cell in (book["Evidence"]["A1"], book["1 BR"]["A2"], book["Evidence"]["C2"]):
        ink, ground = str(cell.font.color.rgb or "FF000000"), str(cell.fill.fgColor.rgb)
        assert contrast(ink if re.fullmatch("[0-9A-F]{8}", ink) else "FF000000", ground) >= 4.5


def test_a_colour_only_repeats_a_word_that_stands_in_the_same_cell(book: Any) -> None:
    rules = [rule for sheet in book.worksheets for some in sheet.conditional_formatting for rule in some.rules]

    assert len(rules) > 10
    for rule in rules:
        assert (rule.type, rule.operator) == ("cellIs", "equal")
        assert contrast(rule.dxf.font.color.rgb, rule.dxf.fill.bgColor.rgb) >= 4.5


Files = dict[str, str]
Damage = Callable[[Files], None]


def gone(name: str) -> Damage:
    return lambda files: files.pop(name) and None


def put(name: str, old: str, new: str) -> Damage:
    def damage(files: Files) -> None:
        assert old in files[name], (name, old)
        files[name] = files[name].replace(old, new, 1)

    return damage


def row(name: str, *cells: str) -> Damage:
    def damage(files: Files) -> None:
        files[name] += ",".join(cells) + "\n"

    return damage


def without_headings(name: str) -> Damage:
    def damage(files: Files) -> None:
        files[name] = files[name].partition("\n")[2]

    return damage


def called(old: str, new: str) -> Damage:
    def damage(files: Files) -> None:
        files[new] = files.pop(old)

    return damage


RECORD = ("R-1", "BR1.A1", "Minutes", "refutes", "", "document", "board")


def record(at: int, value: str) -> Damage:
    return row("Evidence.csv", *RECORD[:at], value, *RECORD[at + 1 :])


CSV: dict[str, tuple[Damage, str]] = {
    "the cover is gone": (gone("Read-me.csv"), "no workbook of ours: there is no sheet 'Read me'"),
    "another format": (put("Read-me.csv", "Workbook format,2", "Workbook format,7"), "this version reads 1 to 2"),
    "a sheet is gone": (gone("Gradings.csv"), "there is no sheet 'Gradings'"),
    "a sheet is renamed": (called("Evidence.csv", "Proof.csv"), "no sheet of ours, with the columns of 'Evidence'"),
    "a sheet is there twice": (lambda files: files.update({"evidence.csv": files["Evidence.csv"]}), "this name"),
    "a heading is misspelt": (put("Evidence.csv", "Title", "Titel"), "was it renamed to 'Titel'"),
    "a heading is there twice": (put("Evidence.csv", "Note", "Title"), "stands over two columns"),
    "a column is gone": (put("Targets.csv", "Grade,", ""), "there is no column 'Grade'"),
    "the headings are gone": (without_headings("EDS.csv"), "the line of headings is not there"),
    "a cell beyond the headings": (record(0, "R-1,,,,,,,,,,,,,,,,,,,,,,,stray"), "has no heading over it"),
    "a quotation that does not end": (row("Evidence.csv", '"R-1'), "Evidence"),
    "an id with a space": (record(0, "R 1"), "'R 1' does not have the form"),
    "an id is missing": (record(0, ""), "'Record id' is empty here"),
    "an id of the network": (record(0, "network.x"), "ids that begin with 'network.'"),
    "an unknown criterion": (record(1, "BR1.A99"), "there is no criterion 'BR1.A99'"),
    "a factor": (record(1, "BR1"), "'BR1' is a factor, not a criterion"),
    "a title is missing": (record(2, ""), "'Title' is empty here"),
    "an unknown claim": (record(3, "denies"), "'denies' is not a claim"),
    "support without status": (record(3, "supports"), "evidence that supports needs a 'status'"),
    "an unknown status": (record(4, "in plaice"), "'in plaice' is not a status; did you mean 'in place'?"),
    "an unknown kind": (record(5, "documnt"), "did you mean 'document'?"),
    "an unknown voice": (record(6, "bored"), "did you mean 'board'?"),
    "a day with the month unsaid": (row("Evidence.csv", *RECORD, "05/01/2026"), "2026-01-05 or 2026-05-01"),
    "a day that there is not": (row("Evidence.csv", *RECORD, "2026-02-30"), "'2026-02-30' is not a date"),
    "a target for a stage": (row("Targets.csv", "BR", "achieving"), "'BR' is a stage, and targets are set for factors"),
    "a target without grade": (row("Targets.csv", "BR1", ""), "'Grade' is empty here"),
    "a target twice": (row("Targets.csv", "BR1", "achieving", "\nBR1", "excelling"), "BR1 has two targets"),
    "a decision on nothing": (row("Decisions.csv", "BR1.A9x", "supports", "So.", "Panel", "2026-01-01"), "BR1.A9x"),
    "a reason is missing": (row("Not-applicable.csv", "BR1.A1", ""), "'Reason' is empty here"),
    "yes or no in other words": (put("Assessment.csv", "Fictional,yes", "Fictional,perhaps"), "is not yes or no"),
    "the day is cleared": (put("Assessment.csv", "As of,2026-03-31", "As of,"), "'As of' is empty here"),
    "a line of the assessment is renamed": (put("Assessment.csv", "As of", "As at"), "'As at' is not a field"),
    "an unknown edition": (put("Assessment.csv", "Edition of the EDS,", "Edition of the EDS,eds-2030"), "eds-2030"),
    "a score in words": (row("EDS.csv", "1A", "two"), "'two' is not a number"),
    "counts of nothing": (row("Counts.csv", "waits", "2025", "all", "", "1", "2"), "nothing says what the measure"),
    "more counted than there are": (
        row("Counts.csv", "x", "2025", "all", "", "3", "2\nx,2024,all,,1.5,2"),
        "'1.5' is not a whole number",
    ),
    "a plan for nothing": (row("Plan.csv", "BR1.A99"), "there is no criterion 'BR1.A99'"),
    "done in other words": (row("Plan.csv", "BR1.A1", "", "", "", "Ash", "", "nearly"), "'nearly' is not yes or no"),
}


@pytest.fixture(scope="module")
def sheets(framework: Framework) -> Files:
    organisation = Organisation(name="A fictional trust", kind="nhs trust", fictional=True)
    made = Assessment(organisation=organisation, as_of=dt.date(2026, 3, 31), assessors=(Assessor(name="J. Reeve"),))
    return {name: one.decode("utf-8-sig") for name, one in csv_sheets(book_of(made, framework), framework).items()}


def said_of(files: Files, framework: Framework, folder: Path) -> str:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    said = []
    try:
        reading = read_book(folder, framework)
    except IncleadError as error:
        return str(error)
    for check in (
        lambda: assessment_of(reading.book, framework, reading.problems),
        lambda: beside_of(reading.book, framework),
    ):
        try:
            check()
        except IncleadError as error:
            said.append(str(error))
    return "\n".join(said)


@pytest.mark.parametrize("damage", CSV)
def test_csv_that_was_damaged_is_refused_with_what_is_wrong(
    damage: str, sheets: Files, framework: Framework, tmp_path: Path
) -> None:
    change, words = CSV[damage]
    files = dict(sheets)
    change(files)

    said = said_of(files, framework, tmp_path)

    assert words in said
    assert all(str(tmp_path) in line for line in said.splitlines())


def test_csv_that_nobody_damaged_is_not_refused(sheets: Files, framework: Framework, tmp_path: Path) -> None:
    assert len(CSV) >= 30
    assert said_of(sheets, framework, tmp_path) == ""
