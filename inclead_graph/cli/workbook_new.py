"""``inclead workbook new [DIR] -o FILE``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.common import as_of_option, is_workbook, ontology_folder_option, read_workbook
from inclead_graph.cli.workbook_common import guide_to_appraisals, write_sheets

if TYPE_CHECKING:
    from inclead_graph.model.framework import Framework
    from inclead_graph.model.guide import Guide
    from inclead_graph.workbook import Book, Row

__all__ = ["new"]


@click.command(
    epilog="Examples:  inclead workbook new -o my-trust.xlsx   inclead workbook new my-trust -o my-trust.xlsx   "
    "inclead workbook new my-trust --csv -o my-trust-sheets   inclead workbook new old.xlsx -o new.xlsx"
)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The workbook.")
@click.option("--csv", "as_csv", is_flag=True, help="Write a folder of CSV files instead, one for each sheet.")
@click.option("--name", default="Name of the organisation", help="The organisation's name, without DIR.")
@click.option("--appraisals", is_flag=True, help="Also make sheets for appraisals, with those in DIR/appraisals.")
@as_of_option
@ontology_folder_option
def new(
    folder: Path | None,
    output: Path,
    as_csv: bool,
    name: str,
    appraisals: bool,
    as_of: dt.date | None,
    ontology_folder: Path | None,
) -> None:
    """Make a workbook (.xlsx) to fill in: an empty one, or one with all that a folder has.

    DIR may also be a workbook of an earlier version, whose entries go into a new one. It has no macros. An existing
    file is not overwritten. Appraisals are personal data, and left out unless you ask for them.
    """
    from inclead_graph.bundled import bundled
    from inclead_graph.knowledge.framework import read_framework
    from inclead_graph.model.assessment import Assessment, Organisation
    from inclead_graph.workbook import book_of

    framework = read_framework(ontology_folder or bundled("ontology"))
    if folder and is_workbook(folder):
        book = _of_workbook(folder, framework, as_of, appraisals)
    elif folder:
        book = _of_folder(folder, framework, as_of, guide_to_appraisals(ontology_folder) if appraisals else None)
    else:
        kind = framework.words("organisation kind")[0]
        day = as_of or dt.datetime.now(tz=dt.UTC).date()
        assessment = Assessment(organisation=Organisation(name=name, kind=kind), as_of=day)
        book = book_of(assessment, framework, beside=_EMPTY if appraisals else {})
    write_sheets(output, as_csv, book, framework, ())


_EMPTY: Mapping[str, tuple[Row, ...]] = {"Appraisals": (), "Ratings": (), "Appraisal evidence": ()}


def _of_folder(folder: Path, framework: Framework, as_of: dt.date | None, guide: Guide | None) -> Book:
    from inclead_graph.assess import on_day
    from inclead_graph.workbook import book_of, rows_beside
    from inclead_graph.workspace import APPRAISALS_FOLDER, read_workspace

    assessment = on_day(read_workspace(folder, framework, check_files=False), as_of)
    beside = rows_beside(folder, framework, guide)
    if guide is None and (folder / APPRAISALS_FOLDER).is_dir():
        what = "appraisals are personal data and are left out; --appraisals puts them in"
        click.echo(f"Note: {folder / APPRAISALS_FOLDER}: {what}", err=True)
    if beside["Counts"]:
        what = "the sheet 'Counts' has exact numbers, perhaps of few people; keep the workbook inside"
        click.echo(f"Note: {what}", err=True)
    return book_of(assessment, framework, beside=beside)


def _of_workbook(file: Path, framework: Framework, as_of: dt.date | None, appraisals: bool) -> Book:
    """Return what a workbook says, columns of the user's own included."""
    _, book = read_workbook(file, framework)
    rows = {**_EMPTY, **book.rows} if appraisals else {n: some for n, some in book.rows.items() if n not in _EMPTY}
    if as_of:
        rows["Assessment"] = [replace(row, values={**row.values, "As of": str(as_of)}) for row in rows["Assessment"]]
    return replace(book, rows=rows)
