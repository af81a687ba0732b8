"""``inclead checklist DIR``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import (
    as_of_option,
    folder_argument,
    json_option,
    ontology_folder_option,
    read_assessment,
    rules_folder_option,
)

__all__ = ["checklist"]


@click.command(
    epilog="Examples:  inclead checklist my-trust   inclead checklist my-ccg commissioning   "
    "inclead checklist my-trust engagement --format csv -o engagement.csv"
)
@folder_argument
@click.argument("name", metavar="[NAME]", required=False)
@as_of_option
@answer_format_option("table", "json", "csv")
@json_option
@output_option
@ontology_folder_option
@rules_folder_option
def checklist(
    folder: Path, name: str | None, as_of: dt.date | None, format_: str, as_json: bool, output: Path | None,
    ontology_folder: Path | None, rules_folder: Path | None,
) -> None:  # fmt: skip
    """Go through a checklist of the toolkit: each item with its verdict, evidence, who says so and when, and the gap.

    NAME is engagement (eleven points for engaging communities in the EDS) or commissioning (four things that a
    commissioning group must show). Without it, all of them.
    """
    if as_json and format_ not in ("table", "json"):
        raise click.UsageError(f"--json and --format {format_} cannot both be had; leave one out")
    from inclead_graph.assess import assess, load_knowledge, on_day
    from inclead_graph.cli.terminal import progress
    from inclead_graph.errors import nearest
    from inclead_graph.reports.checklist import COLUMNS, checklist_rows

    with progress("Reading the ontology and the rules") as tell:
        knowledge = load_knowledge(ontology_folder, rules_folder)
        lists = knowledge.framework.checklists
        if name is not None and name not in lists:
            raise click.BadParameter(f"there is no checklist '{name}'; {nearest(name, lists)}", param_hint="NAME")
        chosen = [lists[name]] if name else list(lists.values())
        tell("Reading the evidence")
        assessment = on_day(read_assessment(folder, knowledge.framework), as_of)
        tell("Judging")
        result = assess(assessment, knowledge)
    rows = [row for one in chosen for row in checklist_rows(result, one)]
    head = {"organisation": assessment.organisation.name, "as_of": assessment.as_of.isoformat()}
    emit_rows(COLUMNS, rows, "json" if as_json else format_, output, head)
