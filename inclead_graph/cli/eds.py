"""``inclead eds DIR``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import (
    as_of_option,
    by_edition,
    folder_argument,
    is_workbook,
    json_option,
    ontology_folder_option,
    read_assessment,
    rules_folder_option,
    write_output,
)

if TYPE_CHECKING:
    from inclead_graph.assess import Programme

__all__ = ["eds"]


@click.command(
    epilog="Examples:  inclead eds my-trust   inclead eds my-trust --edition eds2-2013   "
    "inclead eds my-programme --format csv -o grades.csv"
)
@folder_argument
@click.option("--edition", metavar="EDITION", help="Grade by this edition, as eds-2022, instead of the folder's own.")
@as_of_option
@answer_format_option("table", "json", "csv")
@json_option
@output_option
@ontology_folder_option
@rules_folder_option
def eds(
    folder: Path, edition: str | None, as_of: dt.date | None, format_: str, as_json: bool, output: Path | None,
    ontology_folder: Path | None, rules_folder: Path | None,
) -> None:  # fmt: skip
    """Grade by the Equality Delivery System: each outcome, and in EDS 2022 the organisation, from floor to ceiling.

    DIR is a workspace, or a folder of workspaces: then a commissioner graded above those whom it commissions is advised
    to consider a lower grade. Advice changes no grade. What is not recorded is not known, and never counts as not well;
    grades are provisional until it is shown that groups were supported to understand them first.
    """
    if as_json and format_ not in ("table", "json"):
        raise click.UsageError(f"--json and --format {format_} cannot both be had; leave one out")
    from inclead_graph.assess import assess_programme, load_knowledge, on_day
    from inclead_graph.cli.terminal import progress
    from inclead_graph.reports.eds import COLUMNS, eds_rows, programme_document
    from inclead_graph.workspace import read_programme

    with progress("Reading the ontology and the rules") as tell:
        knowledge = load_knowledge(ontology_folder, rules_folder)
        tell("Reading the records")
        one_file = is_workbook(folder)
        several = (
            (read_assessment(folder, knowledge.framework),) if one_file else read_programme(folder, knowledge.framework)
        )
        read = [on_day(one, as_of) for one in several]
        tell("Grading")
        programme = assess_programme([by_edition(one, edition, knowledge.framework) for one in read], knowledge)
    if as_json or format_ == "json":
        write_output(programme_document(programme).model_dump_json(indent=2) + "\n", output)
        return
    rows = list(eds_rows(programme.results))
    skipped = 0 if format_ == "csv" or len(programme.results) > 1 else 2  # one organisation is named in the head
    emit_rows(COLUMNS[skipped:], [row[skipped:] for row in rows], format_, output)
    _tell(programme)


def _tell(programme: Programme) -> None:
    """Say on standard error what a table has no room for, each thing once."""
    from inclead_graph.reports.eds import eds_remarks

    remarks = (line for result in programme.results for line in eds_remarks(result.findings))
    for line in dict.fromkeys((*remarks, *programme.notes)):
        click.echo(line, err=True)
