"""``inclead workbook new [DIR] -o FILE``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from inclead_graph.cli.common import as_of_option, ontology_folder_option
from inclead_graph.cli.workbook_common import write_sheets

__all__ = ["new"]


@click.command(
    epilog="Examples:  inclead workbook new -o my-trust.xlsx   inclead workbook new my-trust -o my-trust.xlsx   "
    "inclead workbook new my-trust --csv -o my-trust-sheets"
)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The workbook.")
@click.option("--csv", "as_csv", is_flag=True, help="Write a folder of CSV files instead, one for each sheet.")
@click.option("--name", default="Name of the organisation", help="The organisation's name, without DIR.")
@as_of_option
@ontology_folder_option
def new(
    folder: Path | None, output: Path, as_csv: bool, name: str, as_of: dt.date | None, ontology_folder: Path | None
) -> None:
    """Make a workbook (.xlsx) to fill in: an empty one, or one with all that a folder has.

    It has no macros. An existing file is not overwritten.
    """
    from inclead_graph.assess import on_day
    from inclead_graph.bundled import bundled
    from inclead_graph.knowledge.framework import read_framework
    from inclead_graph.model.assessment import Assessment, Organisation
    from inclead_graph.workbook import book_of
    from inclead_graph.workspace import read_workspace

    framework = read_framework(ontology_folder or bundled("ontology"))
    if folder:
        assessment = on_day(read_workspace(folder, framework, check_files=False), as_of)
    else:
        kind = framework.words("organisation kind")[0]
        day = as_of or dt.datetime.now(tz=dt.UTC).date()
        assessment = Assessment(organisation=Organisation(name=name, kind=kind), as_of=day)
    write_sheets(output, as_csv, book_of(assessment, framework), framework, ())
