"""What stands in a workspace beside its assessment, in a workbook: a plan, counts to monitor, appraisals."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import COMPLETE, ROOT

from inclead_graph.appraisal import guide_of
from inclead_graph.assess import Knowledge
from inclead_graph.bundled import bundled
from inclead_graph.cli import main
from inclead_graph.errors import InputError
from inclead_graph.knowledge.graph import read_knowledge_graph
from inclead_graph.model.framework import Framework
from inclead_graph.model.guide import Guide
from inclead_graph.monitoring import read_counts
from inclead_graph.planning.sheet import COLUMNS, read_sheet
from inclead_graph.spreadsheet import csv_text
from inclead_graph.workbook import (
    Book,
    Row,
    assessment_of,
    beside_of,
    book_of,
    csv_sheets,
    merge,
    read_book,
    rows_beside,
    workbook,
    write_workspace,
)
from inclead_graph.workspace import read_appraisal, read_workspace

openpyxl = pytest.importorskip("openpyxl", reason="workbooks are an extra; CI installs it")
pytest.importorskip("xlsxwriter", reason="workbooks are an extra; CI installs it")

PLAN = (
    {"stage": "BR", "factor": "BR3", "criterion": "BR3.A1", "label": "Leads", "change": "met", "gap": "no evidence",
     "action": "Ask each lead.", "effort": "3", "owner": "Ash", "due": "2027-03-31", "done": "no",
     "notes": "Two lines:\n=1+1", "standing": "planned", "cost": "=500"},
    {"criterion": "BS8.O1", "owner": "", "done": "yes", "notes": "Seen.", "due": "01/02/2027"},
)  # fmt: skip


@pytest.fixture(scope="module")
def framework(knowledge: Knowledge) -> Framework:
    return knowledge.framework


@pytest.fixture(scope="module")
def guide() -> Guide:
    return guide_of(read_knowledge_graph(bundled("ontology")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The complete example with a plan that was filled in, and appraisals."""
    made = tmp_path_factory.mktemp("beside") / "trust"
    shutil.copytree(COMPLETE, made)
    columns = (*COLUMNS, "cost")
    (made / "plan.csv").write_text(
        csv_text(columns, [[row.get(name, "") for name in columns] for row in PLAN]), encoding="utf-8"
    )
    (made / "appraisals").mkdir()
    for file in sorted((ROOT / "assessments" / "appraisals").glob("*.yaml")):
        shutil.copy(file, made / "appraisals")
    return made


@pytest.fixture(scope="module")
def book(folder: Path, framework: Framework, guide: Guide) -> Book:
    return book_of(read_workspace(folder, framework), framework, beside=rows_beside(folder, framework, guide))


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_plan_counts_and_appraisals_come_back_as_they_were(
    form: str, folder: Path, book: Book, framework: Framework, guide: Guide, tmp_path: Path
) -> None:
    file = tmp_path / "a.xlsx" if form == "xlsx" else tmp_path
    if form == "xlsx":
        file.write_bytes(workbook(book, framework))
    else:
        for name, content in csv_sheets(book, framework).items():
            (file / name).write_bytes(content)
    reading = read_book(file, framework)
    beside = beside_of(reading.book, framework, guide)
    made = tmp_path / "made"
    write_workspace(made, reading.book, assessment_of(reading.book, framework, reading.problems), framework,
                    folder, beside)  # fmt: skip

    by_day = sorted((read_appraisal(path, guide) for path in (made / "appraisals").iterdir()), key=lambda a: a.date)
    of_old = sorted((read_appraisal(path, guide) for path in (folder / "appraisals").iterdir()), key=lambda a: a.date)
    assert by_day == of_old == sorted(beside.appraisals, key=lambda one: one.date)
    assert read_counts(made) == read_counts(folder) == beside.monitoring
    plans = [read_sheet(place / "plan.csv", framework.criteria) for place in (made, folder)]
    assert plans[0] == tuple(replace(entry, extra={"cost": entry.extra["cost"]}) for entry in plans[1])
    assert [(entry.due, entry.done) for entry in plans[0]] == [
        (dt.date(2027, 3, 31), False),
        (dt.date(2027, 2, 1), True),
    ]
    assert plans[0][0].planned["action"] == "Ask each lead."
    assert read_workspace(made, framework) == read_workspace(folder, framework)


def test_appraisals_are_left_out_unless_they_are_asked_for_and_exact_counts_are_warned_of(
    folder: Path, tmp_path: Path
) -> None:
    def made(name: str, *more: str) -> tuple[Any, str]:
        done = CliRunner().invoke(main, ["workbook", "new", str(folder), "-o", str(tmp_path / name), *more])
        assert done.exit_code == 0, done.output
        return openpyxl.load_workbook(tmp_path / name), done.stderr

    without, said = made("without.xlsx")
    asked, _ = made("asked.xlsx", "--appraisals")

    assert not {"Appraisals", "Ratings", "Appraisal evidence"} & set(without.sheetnames)
    assert "Robin Marsh" not in str([[c.value for c in row] for sheet in without for row in sheet.iter_rows()])
    assert "appraisals are personal data and are left out; --appraisals puts them in" in said
    assert "'Counts' has exact numbers" in said
    for name in ("Appraisals", "Ratings", "Appraisal evidence"):
        assert "Personal data" in asked[name].oddHeader.center.text
        (of_persons,) = (r for r in asked[name].data_validations.dataValidation if str(r.sqref).startswith("A2:"))
        assert "Personal data" in of_persons.prompt


def test_monitor_and_plan_take_the_sheets_of_a_workbook(
    folder: Path, book: Book, framework: Framework, tmp_path: Path
) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(workbook(book, framework))
    run = CliRunner()

    counted = [
        run.invoke(main, ["monitor", "counts", str(source), "--format", "json"]).stdout for source in (folder, file)
    ]
    planned = [
        run.invoke(main, ["plan", *args, "--to", "developing", "--format", "csv", "--stage", "BS"]).stdout
        for args in ((str(folder),), (str(COMPLETE), "--from", str(file)))
    ]

    assert counted[0] == counted[1] != ""
    assert planned[0] == planned[1]
    assert "BS8.O1" in planned[0]
    assert ",2027-02-01,yes,Seen." in planned[0]


# Each line is one workbook, in which nothing that is wrong hides another.
WRONG = (
    (
        ("Plan", "A2", "BR3.A99", "there is no criterion 'BR3.A99'"),
        ("Measures", "C2", "share", "'share' is none of the words that belong here; write 'proportion' or 'rate'"),
        ("Ratings", "C2", "self-belief-44", "there is no competency or indicator 'self-belief-44'"),
    ),
    (
        ("Plan", "A3", "BR3.A1", "BR3.A1 is on this sheet already (row 2)"),
        ("Measures", "E2", "many", "'many' is not a number"),
        ("Ratings", "D2", "good", "'good' is not a rating"),
    ),
    (
        ("Plan", "F2", "next spring", "'next spring' is not a date"),
        ("Plan", "G3", "nearly", "'nearly' is not yes or no"),
        ("Measures", "B2", None, "'Title' is empty here"),
        ("Ratings", "A2", "Somebody", "there is nothing of Somebody / "),
        ("Appraisal evidence", "A2", ("C2", "self-belief-9"), "there is nothing of Robin Marsh / "),
    ),
    (
        ("Counts", "A2", "waits", "nothing says what the measure 'waits' is"),
        ("Counts", "E3", "1.5", "is not a whole number"),
        ("Counts", "A4", ("F4", "1"), "is above denominator 1"),
        ("Counts", "A5", ("C5", "raec"), "'raec' is nearly the name of a characteristic"),
        ("Counts", "D6", None, "'Category' is empty here"),
        ("Appraisals", "B2", None, "'Date' is empty here"),
    ),
)


@pytest.mark.parametrize("mine", WRONG, ids=("words", "again", "cells", "counts"))
def test_what_is_wrong_beside_the_assessment_is_told_at_once_with_its_cell(
    mine: Sequence[tuple[str, str, Any, str]], framework: Framework, guide: Guide, tmp_path: Path, made: bytes
) -> None:
    altered = openpyxl.load_workbook(io.BytesIO(made))
    for sheet, cell, value, _ in mine:
        where, written = value if isinstance(value, tuple) else (cell, value)
        altered[sheet][where].value = written
    file = tmp_path / "a.xlsx"
    altered.save(file)
    reading = read_book(file, framework)
    problems = list(reading.problems)
    try:
        beside_of(reading.book, framework, guide)
    except InputError as error:
        problems += error.problems

    said = [*map(str, problems)]
    for sheet, cell, _, words in mine:
        assert any(p.startswith(f"{file}, sheet '{sheet}', cell {cell}: ") and words in p for p in said), (words, said)


@pytest.fixture(scope="module")
def made(book: Book, framework: Framework) -> bytes:
    """A workbook without the evidence, which is not the point here."""
    rows = {name: some if name != "Evidence" else () for name, some in book.rows.items()}
    return workbook(replace(book, rows=rows, network=None), framework)


def changed(book: Book, sheet: str, number: int, **values: str) -> Book:
    rows: Sequence[Row] = book.rows[sheet]
    altered = [replace(r, values={**r.values, **values}) if at == number else r for at, r in enumerate(rows)]
    return replace(book, rows={**book.rows, sheet: altered})


def test_plan_counts_and_appraisals_are_merged_row_by_row(book: Book, framework: Framework) -> None:
    theirs = {
        "ash": changed(changed(book, "Plan", 0, Owner="Birch"), "Counts", 0, Numerator="7301"),
        "birch": changed(changed(book, "Plan", 0, Owner="Cedar", Notes="Later"), "Ratings", 0, Rating="strength"),
    }

    merged = merge(book, theirs, framework)

    (conflict,) = merged.conflicts
    assert (conflict.sheet, conflict.record, conflict.field, conflict.stands) == ("Plan", "BR3.A1", "Owner", "Ash")
    assert {person: side.value for person, side in conflict.sides.items()} == {
        "before": "Ash", "ash": "Birch", "birch": "Cedar",
    }  # fmt: skip
    assert merged.book.rows["Plan"][0].values["Notes"] == "Later"
    assert merged.book.rows["Counts"][0].values["Numerator"] == "7301"
    assert merged.book.rows["Ratings"][0].values["Rating"] == "strength"


def test_a_copy_without_the_sheets_of_appraisals_deletes_none_of_them(book: Book, framework: Framework) -> None:
    without = {
        name: rows for name, rows in book.rows.items() if name not in ("Appraisals", "Ratings", "Appraisal evidence")
    }

    merged = merge(book, {"ash": replace(book, rows=without)}, framework)

    assert (merged.conflicts, merged.taken) == ((), 0)
    assert list(merged.book.rows["Ratings"]) == list(book.rows["Ratings"])


def test_of_the_sheets_of_appraisals_one_that_is_gone_alone_is_missed(
    made: bytes, framework: Framework, tmp_path: Path
) -> None:
    altered = openpyxl.load_workbook(io.BytesIO(made))
    del altered["Ratings"]
    altered.save(tmp_path / "a.xlsx")

    (problem,) = read_book(tmp_path / "a.xlsx", framework).problems

    assert "there is no sheet 'Ratings'" in str(problem)


def test_a_workbook_goes_into_a_new_one_with_columns_of_ones_own(
    made: bytes, framework: Framework, tmp_path: Path
) -> None:
    altered = openpyxl.load_workbook(io.BytesIO(made))
    altered["EDS"].delete_rows(2, 20)
    sheet = altered["Plan"]
    sheet.cell(1, sheet.max_column + 1).value, sheet.cell(2, sheet.max_column).value = "Board paper", "12b"
    altered.save(tmp_path / "old.xlsx")

    done = CliRunner().invoke(
        main, ["workbook", "new", str(tmp_path / "old.xlsx"), "--as-of", "2026-04-30", "-o", str(tmp_path / "new.xlsx")]
    )

    assert done.exit_code == 0, done.output
    book = read_book(tmp_path / "new.xlsx", framework).book
    assert book.rows["Plan"][0].extra["Board paper"] == "12b"
    assert book.rows["Assessment"][0].values["As of"] == "2026-04-30"
    assert "Appraisals" not in book.rows
