"""An assessment as a workbook: out and back, filled in by a script, damaged by hand, merged from several copies."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import COMPLETE, FIRST_DAY, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import random_assessment
from workbook_samples import EDITS, PEOPLE, whole_assessments

from inclead_graph.assess import Knowledge
from inclead_graph.cli import main
from inclead_graph.errors import InputError, UnreadableError
from inclead_graph.model.assessment import Assessment, Assessor, Evidence, Organisation
from inclead_graph.model.framework import Framework
from inclead_graph.workbook import (
    Book,
    Row,
    assessment_of,
    book_of,
    csv_sheets,
    merge,
    read_book,
    with_findings,
    workbook,
    write_workspace,
)
from inclead_graph.workspace import read_workspace

openpyxl = pytest.importorskip("openpyxl", reason="workbooks are an extra; CI installs it")
pytest.importorskip("xlsxwriter", reason="workbooks are an extra; CI installs it")

AS_OF = dt.date(2026, 3, 31)
PACKAGE = ROOT / "inclead_graph"
EXAMPLES = [COMPLETE, FIRST_DAY, *sorted((ROOT / "assessments" / "fen-programme").iterdir())[:2]]


@pytest.fixture(scope="module")
def framework(knowledge: Knowledge) -> Framework:
    return knowledge.framework


@pytest.fixture(scope="module")
def empty(framework: Framework) -> bytes:
    organisation = Organisation(name="A fictional trust", kind="nhs trust", fictional=True)
    assessors = (Assessor(name="J. Reeve"),)
    return workbook(
        book_of(Assessment(organisation=organisation, as_of=AS_OF, assessors=assessors), framework), framework
    )


def read_back(path: Path, framework: Framework) -> Assessment:
    reading = read_book(path, framework)
    return assessment_of(reading.book, framework, reading.problems)


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda p: p.name)
def test_an_example_comes_back_from_its_workbook_as_it_was(folder: Path, framework: Framework, tmp_path: Path) -> None:
    assessment = read_workspace(folder, framework)
    file = tmp_path / "a.xlsx"
    file.write_bytes(workbook(book_of(assessment, framework), framework))

    assert read_back(file, framework) == assessment


@settings(max_examples=6)
@given(data=st.data())
def test_any_assessment_comes_back_from_its_workbook_as_it_was(
    data: st.DataObject, framework: Framework, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assessment = data.draw(whole_assessments(framework))
    file = tmp_path_factory.mktemp("any") / "a.xlsx"
    file.write_bytes(workbook(book_of(assessment, framework), framework))

    assert read_back(file, framework) == assessment


@settings(max_examples=20)
@given(data=st.data())
def test_any_assessment_comes_back_from_its_csv_files_as_it_was(
    data: st.DataObject, framework: Framework, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assessment = data.draw(whole_assessments(framework))
    folder = tmp_path_factory.mktemp("any")
    for name, content in csv_sheets(book_of(assessment, framework), framework).items():
        (folder / name).write_bytes(content)

    assert read_back(folder, framework) == assessment


def test_a_workbook_of_the_first_format_is_read_without_the_sheets_that_came_later(
    framework: Framework, tmp_path: Path
) -> None:
    assessment = read_workspace(COMPLETE, framework)
    book = openpyxl.load_workbook(io.BytesIO(workbook(book_of(assessment, framework), framework)))
    del book["Targets"]
    (line,) = (row for row in book["Read me"].iter_rows() if row[0].value == "Workbook format")
    book.save(tmp_path / "now.xlsx")
    line[1].value = "1"
    book.save(tmp_path / "then.xlsx")

    assert read_back(tmp_path / "then.xlsx", framework) == assessment.model_copy(update={"targets": ()})
    with pytest.raises(InputError, match="there is no sheet 'Targets'"):
        read_back(tmp_path / "now.xlsx", framework)


def by_heading(sheet: Any) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[1]}


def rows_of_criteria(book: Any, framework: Framework) -> Iterator[tuple[Any, int, str]]:
    for sheet in book.worksheets:
        if re.fullmatch(r"\d [A-Z]{2}", sheet.title):
            for line in range(2, sheet.max_row + 1):
                if sheet.cell(line, 1).value in framework.criteria:
                    yield sheet, line, sheet.cell(line, 1).value


def test_a_workbook_filled_in_by_a_script_for_120_criteria_is_that_assessment(
    empty: bytes, framework: Framework, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(empty))
    draw = random.Random(6)
    expected = []
    filled = draw.sample(list(rows_of_criteria(book, framework)), 120)
    for sheet, line, code in filled:
        other = draw.choice([c for c in framework.criteria if c != code])
        day = AS_OF - dt.timedelta(days=draw.randint(0, 900))
        says = {
            "Title": f"Found for {code}", "Claim": "supports", "Status": draw.choice(framework.words("status")),
            "Kind": draw.choice(framework.words("kind")), "Voice": draw.choice(framework.words("voice")),
            "Date": day if draw.random() < 0.5 else day.isoformat(), "Source": "Minutes", "Locator": "7.20",
            "Characteristics": "disability; Race", "Also bears on": other,
        }  # fmt: skip
        for name, value in says.items():
            sheet.cell(line, by_heading(sheet)[name]).value = value
        expected.append(
            Evidence(
                id=f"{code}-1", title=f"Found for {code}", criteria=(code, other), claim="supports",
                status=says["Status"], kind=says["Kind"], voice=says["Voice"], date=day, source="Minutes",
                locator="7.20", characteristics=("disability", "race"),
            )
        )  # fmt: skip
    file = tmp_path / "filled.xlsx"
    book.save(file)

    read = read_back(file, framework)

    assert len(expected) == 120
    assert read.evidence == tuple(sorted(expected, key=lambda piece: piece.id))
    assert (read.organisation.name, read.as_of, read.assessors[0].name) == ("A fictional trust", AS_OF, "J. Reeve")


GOOD = {
    "Record id": "R-1", "Criteria": "BR1.A1", "Title": "Minutes", "Claim": "supports", "Status": "in place",
    "Kind": "document", "Voice": "board", "Date": dt.date(2026, 1, 5),
}  # fmt: skip


def write(sheet: Any, line: int, **changed: object) -> None:
    """Write a sound record with changes; ``Record_id`` stands for the heading ``Record id``."""
    for name, value in (GOOD | {key.replace("_", " "): value for key, value in changed.items()}).items():
        if value is not None:
            sheet.cell(line, by_heading(sheet)[name]).value = value


IN_ONE_CELL = [
    ({"Status": "in plaice"}, "E2", "'in plaice' is not a status; did you mean 'in place'?"),
    ({"Status": None}, "A3", "evidence that supports needs a 'status'"),
    ({"Claim": "suports"}, "D4", "'suports' is not a claim; did you mean 'supports'?"),
    ({"Kind": "documnt"}, "F5", "did you mean 'document'?"),
    ({"Voice": "bored"}, "G6", "did you mean 'board'?"),
    ({"Criteria": "BR1.A99"}, "B7", "there is no criterion 'BR1.A99'"),
    ({"Criteria": "BR1"}, "B8", "'BR1' is a factor, not a criterion"),
    ({"Criteria": "BR1.A1, BR1.A1"}, "B9", "BR1.A1 is named twice in this record"),
    ({"Date": "05/01/2026"}, "H10", "write it as 2026-01-05 or 2026-05-01, whichever is meant"),
    ({"Date": 46027}, "H11", "'46027' is a number, not a date; format the cell as a date if 2026-01-05 is meant"),
    ({"Date": "2026-02-30"}, "H12", "'2026-02-30' is not a date"),
    ({"Title": None}, "C13", "'Title' is empty here"),
    ({"Record_id": None}, "A14", "'Record id' is empty here"),
    ({"Record_id": "R 15"}, "A15", "'R 15' does not have the form"),
    ({"Record_id": "R-2"}, "A17", "evidence id 'R-2' is already used in sheet 'Evidence', row 16"),
    ({"Characteristics": "rase"}, "K17", "'rase' is not a protected characteristic; did you mean 'race'?"),
    ({"Withdrawn_on": "2026-02-01"}, "S18", "'Withdrawn because' is empty here"),
    ({"Period_from": "2026-02-01", "Period_to": "2026-01-01"}, "N19", "the period ends before it begins"),
    ({"Title": "=1/0"}, "C20", "the formula here has no result saved with it"),
    ({"Title": "#REF!"}, "C21", "the formula here gives #REF!"),
]


def test_everything_that_is_wrong_in_single_cells_is_said_at_once_with_its_cell(
    empty: bytes, framework: Framework, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(empty))
    sheet = book["Evidence"]
    for line, (changes, _, _) in enumerate(IN_ONE_CELL, start=2):
        write(sheet, line, **{"Record_id": "R-2" if line == 17 else f"L{line}", **changes})
    sheet["C21"].data_type = "e"
    file = tmp_path / "wrong.xlsx"
    book.save(file)

    with pytest.raises(InputError) as raised:
        read_back(file, framework)

    said = [str(problem) for problem in raised.value.problems]
    for _, cell, words in IN_ONE_CELL:
        begins = f"{file}, sheet 'Evidence', cell {cell}: "
        assert any(one.startswith(begins) and words in one for one in said), (cell, words, said)


Damage = Callable[[Any], None]


def sheet_without(name: str) -> Damage:
    return lambda book: book.remove(book[name])


def renamed(old: str, new: str) -> Damage:
    def damage(book: Any) -> None:
        book[old].title = new

    return damage


def cell(sheet: str, place: str, value: object) -> Damage:
    def damage(book: Any) -> None:
        book[sheet][place].value = value

    return damage


def together(*damages: Damage) -> Damage:
    def damage(book: Any) -> None:
        for one in damages:
            one(book)

    return damage


def begun(**changed: object) -> Damage:
    """A record beside the first criterion of the first stage, with changes by column."""
    sound = {"E": "Minutes", "F": "refutes", "H": "data", "I": "staff"}
    return together(*(cell("1 BR", f"{column}4", value) for column, value in (sound | changed).items()))


def dissent(book: Any) -> None:
    for column, value in zip("ABDEF", ("BR1", "staff", "2026-01-01", "achieving", "No."), strict=True):
        book["Dissent"][f"{column}2"].value = value


STRUCTURE: dict[str, tuple[Damage, str]] = {
    "a sheet is deleted": (sheet_without("Decisions"), "there is no sheet 'Decisions'; rename it back, or copy it"),
    "a sheet is renamed": (
        renamed("Evidence", "Register"),
        "sheet 'Register': no sheet of ours, with the columns of 'Evidence'; rename it to 'Evidence'",
    ),
    "a sheet is copied": (
        lambda book: book.copy_worksheet(book["EDS"]),
        "sheet 'EDS Copy': no sheet of ours, with the columns of 'EDS'; move its rows to 'EDS', and delete it",
    ),
    "a column is deleted": (
        lambda book: book["Evidence"].delete_cols(8),
        "sheet 'Evidence', cell A1: there is no column 'Date'; put it back",
    ),
    "a heading is renamed": (
        cell("Evidence", "C1", "Titel"),
        "there is no column 'Title'; was it renamed to 'Titel'? rename it back",
    ),
    "a heading is there twice": (
        cell("Evidence", "I1", "Title"),
        "cell I1: the heading 'Title' stands over two columns",
    ),
    "the headings are deleted": (
        lambda book: book["Gradings"].delete_rows(1),
        "sheet 'Gradings', cell A1: the line of headings is not there",
    ),
    "cells are merged": (
        lambda book: book["Evidence"].merge_cells("B4:B6"),
        "sheet 'Evidence', cell B6: the cells B4:B6 are merged",
    ),
    "something stands beside the table": (
        cell("Evidence", "Z4", "see above"),
        "cell Z4: 'see above' has no heading over it",
    ),
    "a code is overwritten": (begun(A="BR1.A2"), "sheet '1 BR', cell A4: the code is BR1.A2"),
    "a code is cleared": (begun(A=None), "cell A4: there is evidence here, and no code of a criterion"),
    "a code is of no criterion": (begun(A="BR1.A77"), "cell A4: there is no criterion 'BR1.A77'"),
    "a record is begun and not ended": (
        begun(F=None),
        "sheet '1 BR', cell F4: 'Claim' is empty here; use one of: supports, refutes",
    ),
    "the day is cleared": (cell("Assessment", "B7", None), "sheet 'Assessment', cell B7: 'As of' is empty here"),
    "a field is written over": (
        cell("Assessment", "A7", "As off"),
        "cell A7: 'As off' is not a field of the assessment",
    ),
    "a line of the assessment is deleted": (lambda book: book["Assessment"].delete_rows(7), "there is no line 'As of'"),
    "a dissent has no grading": (
        dissent,
        "sheet 'Dissent', cell A2: there is no grading of BR1 / staff / 2026-01-01",
    ),
}


@pytest.mark.parametrize("damage", STRUCTURE)
def test_a_template_altered_by_hand_is_refused_with_what_to_do(
    damage: str, empty: bytes, framework: Framework, tmp_path: Path
) -> None:
    alter, words = STRUCTURE[damage]
    book = openpyxl.load_workbook(io.BytesIO(empty))
    alter(book)
    file = tmp_path / "altered.xlsx"
    book.save(file)

    with pytest.raises(InputError) as raised:
        read_back(file, framework)

    assert words in str(raised.value)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_written_into_cells_is_read_or_refused_with_its_places(
    seed: int, empty: bytes, framework: Framework, tmp_path: Path
) -> None:
    draw = random.Random(seed)
    book = openpyxl.load_workbook(io.BytesIO(empty))
    garbage = (
        None,
        0,
        -1.5,
        1e300,
        True,
        dt.datetime(2026, 1, 5, 14, 30),
        dt.time(9),
        "=1+",
        "#N/A",
        ", ,",
        "|",
        "𝟙",
        "x" * 25_000,
    )
    for _ in range(300):
        sheet = draw.choice(book.worksheets[1:])
        place = sheet.cell(draw.randint(1, sheet.max_row + 2), draw.randint(1, sheet.max_column + 1))
        place.value = draw.choice((*garbage, "BR1.A1", "supports", "1A"))
    for title in draw.sample(book.sheetnames[1:], 2):
        book[title].insert_rows(draw.randint(1, 4))
    file = tmp_path / "garbage.xlsx"
    book.save(file)

    with pytest.raises((InputError, UnreadableError)) as raised:
        read_back(file, framework)

    assert all(str(file) in line for line in str(raised.value).splitlines())


def test_what_is_no_workbook_of_ours_is_refused_in_words(empty: bytes, framework: Framework, tmp_path: Path) -> None:
    def refused(content: bytes) -> str:
        file = tmp_path / "x.xlsx"
        file.write_bytes(content)
        with pytest.raises(UnreadableError) as raised:
            read_book(file, framework)
        return str(raised.value)

    def changed(old: bytes, new: bytes) -> bytes:
        into = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(empty)) as packed, zipfile.ZipFile(into, "w") as other:
            for name in packed.namelist():
                other.writestr(name, packed.read(name).replace(old, new))
        return into.getvalue()

    assert "not a workbook" in refused(b"")
    assert "not a workbook" in refused(empty[: len(empty) // 2])
    assert "has a DOCTYPE" in refused(changed(b"<workbook ", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook '))
    assert "no workbook of ours: there is no sheet 'Read me'" in refused(changed(b"Workbook format", b"Something"))
    assert "its format is 2026-99, and this version reads 1 to 2" in refused(changed(b"<t>2</t>", b"<t>2026-99</t>"))


def test_moved_columns_sorted_rows_and_words_in_capitals_are_understood(
    empty: bytes, framework: Framework, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(empty))
    sheet = book["Evidence"]
    write(sheet, 3, Claim=" Supports ", Status="IN  PLACE", Criteria="br1.a1;BR1.A2", Date="2026-01-05 ")
    sheet.insert_cols(1)
    sheet.cell(1, 1).value, sheet.cell(3, 1).value = "Owner", "Ms Ash"
    sheet.insert_rows(1, 2)
    file = tmp_path / "moved.xlsx"
    book.save(file)

    reading = read_book(file, framework)
    (piece,) = assessment_of(reading.book, framework, reading.problems).evidence
    absent = write_workspace(tmp_path / "made", reading.book, assessment_of(reading.book, framework), framework)

    assert (piece.claim, piece.status, piece.criteria) == ("supports", "in place", ("BR1.A1", "BR1.A2"))
    assert piece.date == dt.date(2026, 1, 5)
    assert any("'Owner' means nothing here, and is kept as remarks" in note for note in reading.notes)
    assert "# Owner: Ms Ash\n- id: R-1\n" in (tmp_path / "made" / "evidence" / "1-br.yaml").read_text(encoding="utf-8")
    assert absent == []


def test_a_folder_made_of_a_workbook_is_the_folder_that_it_was_made_of(framework: Framework, tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["workbook", "new", str(COMPLETE), "-o", str(tmp_path / "a.xlsx")]).exit_code == 0
    made = tmp_path / "made"
    read = CliRunner().invoke(
        main, ["workbook", "read", str(tmp_path / "a.xlsx"), "-o", str(made), "--files", str(COMPLETE)]
    )

    assert read.exit_code == 0, read.output
    assert read_workspace(made, framework) == read_workspace(COMPLETE, framework)


def test_the_same_assessment_gives_the_same_bytes_and_no_macro_or_link_outside(
    empty: bytes, framework: Framework
) -> None:
    assessment = random_assessment(framework, 2, pieces=20)
    book = book_of(assessment, framework)

    assert workbook(book, framework) == workbook(book, framework)
    with zipfile.ZipFile(io.BytesIO(empty)) as packed:
        names = packed.namelist()
        outside = [n for n in names if n.endswith(".rels") and b'TargetMode="External"' in packed.read(n)]
    assert [name for name in names if "vba" in name.lower() or "externalLink" in name] == []
    assert outside == []


def test_every_word_column_offers_its_words_and_says_what_to_do(empty: bytes, framework: Framework) -> None:
    book = openpyxl.load_workbook(io.BytesIO(empty))
    words = [cell.value for cell in book["Words"]["B"]]
    for sheet in ("1 BR", "Evidence"):
        offered = {str(rule.sqref).split(":")[0][:-1]: rule for rule in book[sheet].data_validations.dataValidation}
        for heading in ("Claim", "Status", "Kind", "Voice"):
            letter = openpyxl.utils.get_column_letter(by_heading(book[sheet])[heading])
            rule = offered[letter]
            span = book.defined_names[rule.formula1.lstrip("=")].attr_text
            first, last = map(int, re.findall(r"\$B\$(\d+)", span))
            assert tuple(words[first - 1 : last]) == framework.words(heading.lower())
            assert rule.prompt
            assert rule.errorTitle


def test_every_sheet_prints_its_headings_on_each_page_and_what_a_row_is_about_where_it_goes_over_several(
    empty: bytes,
) -> None:
    wide = set()
    for sheet in openpyxl.load_workbook(io.BytesIO(empty)).worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.protection.sheet
        if (sheet.page_setup.fitToWidth or 1) > 1:
            wide.add(sheet.title)
            assert sheet.print_title_cols == ("$A:$B" if sheet.title[0].isdigit() else "$A:$A")
    assert wide == {"1 BR", "2 OF", "3 SR", "4 CR", "5 BS", "Evidence", "EDS", "Plan"}


def some_book(framework: Framework, seed: int) -> Book:
    return book_of(random_assessment(framework, seed * 3 + 1, pieces=40), framework)


def edited(base: Book, edits: Sequence[tuple[str, str, int, str, str]], person: str) -> tuple[Book, list[Any]]:
    """Make the edits of one person: fields, whole records gone, new records. The last edit of a field counts."""
    rows = {name: list(some) for name, some in base.rows.items()}
    evidence = rows["Evidence"]
    made: dict[tuple[str, str], tuple[Any, ...]] = {}
    for number, (_, kind, place, field, word) in enumerate(edits):
        value = f"{person} {number}" if word == "own" else word
        if kind == "new" or not evidence:
            name = f"{person}{number}" if place % 2 else f"N{place}"
            if all(row.values["Record id"] != name for row in evidence):
                values = {"Record id": name, "Criteria": "BR1.A1", "Title": f"{person} {number}", "Claim": "refutes"}
                evidence.append(Row(values))
                made |= {(name, field): ("field", name, field, value) for field, value in values.items()}
        elif kind == "gone":
            name = evidence.pop(place % len(evidence)).values["Record id"]
            made = {key: edit for key, edit in made.items() if key[0] != name}
            if any(row.values["Record id"] == name for row in base.rows["Evidence"]):
                made[(name, "")] = ("gone", name)
        else:
            row = evidence[place % len(evidence)]
            values = {**row.values, **row.extra, field: value}
            ours = {k: v for k, v in values.items() if v and k != "Owner"}
            evidence[place % len(evidence)] = Row(ours, {k: v for k, v in values.items() if v and k == "Owner"})
            made[(row.values["Record id"], field)] = ("field", row.values["Record id"], field, value)
    return replace(base, rows={**rows, "Evidence": evidence[::-1]}), list(made.values())


@settings(max_examples=12)
@given(edits=st.lists(EDITS, min_size=300, max_size=300))
def test_of_300_edits_by_three_people_each_is_in_the_merged_workbook_or_among_the_conflicts(
    edits: list[tuple[str, str, int, str, str]], framework: Framework
) -> None:
    base = some_book(framework, 4)
    copies = {person: edited(base, [one for one in edits if one[0] == person], person) for person in PEOPLE}

    merged = merge(base, {person: book for person, (book, _) in copies.items()}, framework)

    before = {row.values["Record id"]: {**row.values, **row.extra} for row in base.rows["Evidence"]}
    after = {row.values["Record id"]: {**row.values, **row.extra} for row in merged.book.rows["Evidence"]}
    told = {(c.key[0], c.field): c.sides for c in merged.conflicts}
    touched = set()
    for person, (_, edits) in copies.items():
        for what, name, *rest in edits:
            gone = told.get((name, "(whole record)"), {})
            if what == "gone":
                assert name not in after or gone[person].value == "(deleted)"
                touched.add((name, None))
                continue
            field, value = rest
            touched.add((name, field))
            if before.get(name, {}).get(field, "") != value:
                sides = told.get((name, field), {})
                assert after.get(name, {}).get(field, "") == value or sides[person].value == value, (
                    person,
                    name,
                    field,
                )
    for name, fields in before.items():
        if (name, None) not in touched:
            assert {f: v for f, v in after[name].items() if (name, f) not in touched} == {
                f: v for f, v in fields.items() if (name, f) not in touched
            }
    assert all(len({side.value for side in c.sides.values()}) > 1 for c in merged.conflicts)


def test_a_conflict_names_sheet_cell_person_both_values_and_the_grades_that_hang_on_it(
    knowledge: Knowledge, tmp_path: Path
) -> None:
    framework = knowledge.framework
    read = read_workspace(COMPLETE, framework)
    written = tuple(piece for piece in read.evidence if not piece.id.startswith("network."))
    assessment = unchanged = read.model_copy(update={"network": None, "evidence": written})
    files = {name: tmp_path / f"{name}.xlsx" for name in ("base", "ash", "birch")}
    for file in files.values():
        file.write_bytes(workbook(book_of(assessment, framework), framework))
    place = None
    for name, word in (("ash", "not known yet"), ("birch", "Another title")):
        book = openpyxl.load_workbook(files[name])
        sheet = book["Evidence"]
        place = sheet.cell(2, by_heading(sheet)["Title"])
        place.value = word
        book.save(files[name])

    done = CliRunner().invoke(
        main, ["workbook", "merge", *map(str, files.values()), "-o", str(tmp_path / "merged.xlsx")]
    )

    assert done.exit_code == 1, done.output
    first = assessment.evidence[0]
    assert f"Evidence: {first.id}, Title" in done.output
    assert "ash.xlsx ('Evidence', cell C2): not known yet" in done.output
    assert "birch.xlsx ('Evidence', cell C2): Another title" in done.output
    assert f"before ('Evidence', cell C2): {first.title}, which stands" in done.output
    factor = framework.criteria[first.criteria[0]].factor
    assert re.search(rf"then: .*{factor} \w+", done.output)
    merged = openpyxl.load_workbook(tmp_path / "merged.xlsx")
    assert [row[3].value for row in merged["Conflicts"].iter_rows(min_row=2)] == ["before", "ash.xlsx", "birch.xlsx"]
    assert read_back(tmp_path / "merged.xlsx", framework) == unchanged


def test_a_conflict_that_moves_a_grade_says_so(knowledge: Knowledge) -> None:
    """The complete example, in which one person says that all evidence on one factor was withdrawn by refuting it."""
    framework = knowledge.framework
    base = book_of(read_workspace(COMPLETE, framework), framework)
    record = next(row for row in base.rows["Evidence"] if row.values["Claim"] == "supports")

    def with_claim(claim: str, note: str) -> Book:
        rows = [
            Row({**row.values, "Claim": claim, "Note": note}) if row is record else row for row in base.rows["Evidence"]
        ]
        return replace(base, rows={**base.rows, "Evidence": rows})

    merged = merge(base, {"ash": with_claim("refutes", "a"), "birch": with_claim("perhaps", "a")}, framework)
    (conflict,) = with_findings(merged, knowledge)

    assert conflict.field == "Claim"
    assert conflict.sides["birch"].hangs == "it would not hold together: 'perhaps' is not a claim"
    assert conflict.sides["ash"].hangs != conflict.sides["before"].hangs


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_a_workbook_that_libreoffice_saved_anew_says_the_same(framework: Framework, tmp_path: Path) -> None:
    assessment = read_workspace(COMPLETE, framework)
    (tmp_path / "a.xlsx").write_bytes(workbook(book_of(assessment, framework), framework))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(tmp_path / "a.xlsx")], check=True, capture_output=True, timeout=120)

    assert read_back(tmp_path / "out" / "a.xlsx", framework) == assessment
    saved = openpyxl.load_workbook(tmp_path / "out" / "a.xlsx", data_only=True)
    assert {name for name in saved.named_styles if name.startswith("Inclead")} >= {"Inclead heading", "Inclead entry"}
    counted = saved["1 BR"]
    named = {row[0].value: row[3].value for row in counted.iter_rows(min_row=2)}
    for code, said in named.items():
        mine = [
            piece.claim
            for piece in assessment.evidence
            if code in piece.criteria and not piece.id.startswith("network")
        ]
        assert (said or "○ none").split(" ")[1] == (str(mine.count("supports")) if mine else "none"), code


def test_check_and_assess_take_a_workbook_as_they_take_its_folder(framework: Framework, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(workbook(book_of(read_workspace(FIRST_DAY, framework), framework), framework))
    run = CliRunner()

    of_the_folder, of_the_file = (
        run.invoke(main, ["assess", str(source), "--json"]).stdout for source in (FIRST_DAY, file)
    )

    assert of_the_folder == of_the_file != ""
    assert "no problems; " in run.invoke(main, ["check", str(file)]).stdout


@pytest.fixture(scope="module")
def example(framework: Framework, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("workbooks") / "a.xlsx"
    file.write_bytes(workbook(book_of(read_workspace(COMPLETE, framework), framework), framework))
    return file


def test_a_command_says_of_a_workbook_what_it_says_of_its_folder(framework: Framework, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(workbook(book_of(read_workspace(FIRST_DAY, framework), framework), framework))
    for command in ("xray FILE", "checklist FILE engagement"):
        of_the_folder, of_the_file = (
            CliRunner().invoke(main, command.replace("FILE", str(source)).split()) for source in (FIRST_DAY, file)
        )

        assert of_the_file.exit_code == 0, of_the_file.output
        assert of_the_file.stdout == of_the_folder.stdout != ""


def test_a_network_is_measured_in_a_workbook_as_in_its_folder(example: Path) -> None:
    said = [CliRunner().invoke(main, ["network", "measure", str(source)]).stdout for source in (COMPLETE, example)]

    assert said[0] == said[1] != ""


def test_no_command_reads_a_workspace_but_by_what_takes_workbooks_too() -> None:
    """Making a workbook of a folder is the one command that asks which of the two it was given."""
    reading = {file.name for file in (PACKAGE / "cli").glob("*.py") if "read_workspace" in file.read_text("utf-8")}

    assert reading == {"common.py", "workbook_new.py"}


def test_a_folder_of_sheets_is_taken_like_a_workbook_and_a_command_that_needs_a_folder_says_why(
    framework: Framework, tmp_path: Path
) -> None:
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    for name, content in csv_sheets(book_of(read_workspace(FIRST_DAY, framework), framework), framework).items():
        (sheets / name).write_bytes(content)

    said = [CliRunner().invoke(main, ["check", str(source)]).stdout for source in (FIRST_DAY, sheets)]
    refused = CliRunner().invoke(main, ["migrate", str(sheets), "--to", "eds2-2013", "-o", str(tmp_path / "new")])

    assert said[0] == said[1].replace(str(sheets), str(FIRST_DAY)) != ""
    assert refused.exit_code == UnreadableError.exit_code
    assert f"make one with 'inclead workbook read {sheets} -o DIR'" in refused.stderr


def test_a_whole_row_that_is_there_twice_is_told_in_one_sentence(example: Path, tmp_path: Path) -> None:
    for sheet in ("Evidence", "organisations", "partnerships"):
        book = openpyxl.load_workbook(example)
        last = max(row[0].row for row in book[sheet].iter_rows() if row[0].value)
        for one in list(book[sheet][2]):
            book[sheet].cell(last + 1, one.column).value = one.value
        book.save(tmp_path / "twice.xlsx")

        said = CliRunner().invoke(main, ["check", str(tmp_path / "twice.xlsx")]).stderr.strip()

        assert said.count("already") == 1, said
        assert len(said.splitlines()) == 1, said


def test_what_two_people_write_beside_the_same_criterion_are_two_records(
    empty: bytes, framework: Framework, tmp_path: Path
) -> None:
    books = {}
    for person in ("base", "ash", "birch", "cedar"):
        book = openpyxl.load_workbook(io.BytesIO(empty))
        if person != "base":
            begun(E="Minutes" if person == "birch" else "Survey")(book)
        book.save(tmp_path / f"{person}.xlsx")
        books[person] = read_book(tmp_path / f"{person}.xlsx", framework).book

    base = books.pop("base")
    merged = merge(base, books, framework)

    assert merged.conflicts == ()
    assert [(row.values["Record id"], row.values["Title"]) for row in merged.book.rows["Evidence"]] == [
        ("BR1.A1-1", "Survey"),
        ("BR1.A1-2", "Minutes"),
    ]


def test_a_record_that_one_deleted_and_another_changed_stays_and_is_a_conflict(framework: Framework) -> None:
    base = some_book(framework, 4)
    first, *rest = base.rows["Evidence"]
    without = replace(base, rows={**base.rows, "Evidence": rest})
    changed = Row({**first.values, "Note": "Seen again."})
    with_note = replace(base, rows={**base.rows, "Evidence": [changed, *rest]})

    merged = merge(base, {"ash": without, "birch": with_note}, framework)

    (conflict,) = merged.conflicts
    assert (conflict.record, conflict.field) == (first.values["Record id"], "(whole record)")
    assert {person: side.value == "(deleted)" for person, side in conflict.sides.items()} == {
        "ash": True,
        "birch": False,
    }
    assert merged.book.rows["Evidence"][0].values == changed.values
    assert merge(base, {"ash": without, "birch": base}, framework).book.rows["Evidence"] == rest


def test_the_day_the_decisions_and_the_network_are_merged_like_evidence(framework: Framework) -> None:
    base = book_of(read_workspace(COMPLETE, framework), framework)
    assert base.network is not None

    def changed(sheet: str, **values: str) -> Book:
        first, *rest = base.rows[sheet]
        row = Row({**first.values, **{name.replace("_", " "): value for name, value in values.items()}})
        return replace(base, rows={**base.rows, sheet: [row, *rest]})

    network = base.network.model_copy(update={"title": "Another title"})
    other = base.network.model_copy(update={"title": "A third"})
    theirs = {
        "ash": changed("Assessment", As_of="2026-04-30"),
        "birch": replace(changed("Decisions", Reason="Looked into again."), network=network),
    }
    merged = merge(base, theirs, framework)

    assert merged.conflicts == ()
    assert merged.book.rows["Assessment"][0].values["As of"] == "2026-04-30"
    assert merged.book.rows["Decisions"][0].values["Reason"] == "Looked into again."
    assert merged.book.network == network
    cedar = replace(changed("Assessment", As_of="2026-05-31"), network=other)
    conflicts = merge(base, {**theirs, "cedar": cedar}, framework).conflicts
    assert [(one.sheet, one.field) for one in conflicts] == [("Assessment", "As of"), ("network", "(whole record)")]
    assert {person: side.value for person, side in conflicts[0].sides.items()} == {
        "before": "2026-03-31",
        "ash": "2026-04-30",
        "cedar": "2026-05-31",
    }


def test_a_workbook_made_by_another_ontology_is_read_with_a_note(
    empty: bytes, framework: Framework, tmp_path: Path
) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(empty)

    reading = read_book(file, replace(framework, version="0.3.0"))

    assert reading.problems == []
    assert reading.notes == [f"made by the ontology {framework.version}; read by 0.3.0"]


def test_a_workbook_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"mine")

    done = CliRunner().invoke(main, ["workbook", "new", "-o", str(file)])

    assert done.exit_code == UnreadableError.exit_code
    assert "already there" in done.stderr
    assert file.read_bytes() == b"mine"
