"""``inclead robustness DIR [THING]``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import (
    as_of_option,
    folder_argument,
    graded,
    json_option,
    ontology_folder_option,
    rules_folder_option,
)

__all__ = ["robustness"]


@click.command(
    epilog="Examples:  inclead robustness my-trust   inclead robustness my-trust BR1   "
    "inclead robustness my-trust --format csv -o supports.csv"
)
@folder_argument
@click.argument("thing", metavar="[THING]", required=False)
@as_of_option
@answer_format_option("table", "json", "csv")
@json_option
@output_option
@ontology_folder_option
@rules_folder_option
def robustness(
    folder: Path,
    thing: str | None,
    as_of: dt.date | None,
    format_: str,
    as_json: bool,
    output: Path | None,
    ontology_folder: Path | None,
    rules_folder: Path | None,
) -> None:
    """Say what holds each finding up: the records whose withdrawal lowers it, alone or together.

    'supports' is the number of records that would have to be withdrawn together to lower it: with 1, a single record
    holds it up; with 3, it stands without any two. Findings that no withdrawal moves are left out.

    THING is anything that rules speak of: a stage (BR), a factor (BR1), a criterion (BR1.A1), or 'headline'.
    """
    from inclead_graph.cli.terminal import progress
    from inclead_graph.cli.things import chosen_format, findings_about
    from inclead_graph.inference.robustness import fragility, resilience
    from inclead_graph.reports.change_rows import SUPPORT_COLUMNS, support_rows

    format_ = chosen_format(format_, as_json)
    with progress("Grading") as tell:
        findings = graded(folder, as_of, ontology_folder, rules_folder, one_engine=True).findings
        keys = findings_about(thing, findings)
        tell("Withdrawing records, one by one and together")
        falls = fragility(findings)
        rows = list(support_rows(findings, keys, falls, resilience(findings, keys)))
    emit_rows(SUPPORT_COLUMNS, rows, format_, output, {"as_of": findings.facts.as_of.isoformat()})
    if format_ == "table":
        click.echo(f"{len(rows)} of {len(keys)} findings can be moved by withdrawals.", err=True)
