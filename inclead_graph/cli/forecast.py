"""``inclead forecast DIR``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import (
    Day,
    as_of_option,
    folder_argument,
    graded,
    json_option,
    ontology_folder_option,
    rules_folder_option,
)

__all__ = ["forecast"]


@click.command(
    epilog="Examples:  inclead forecast my-trust --until 2027-03-31   "
    "inclead forecast my-trust --format csv -o renewals.csv"
)
@folder_argument
@as_of_option
@click.option("--until", type=Day(), help="The last day to look at; without it, all days that are known.")
@answer_format_option("table", "json", "csv")
@json_option
@output_option
@ontology_folder_option
@rules_folder_option
def forecast(
    folder: Path,
    as_of: dt.date | None,
    until: dt.date | None,
    format_: str,
    as_json: bool,
    output: Path | None,
    ontology_folder: Path | None,
    rules_folder: Path | None,
) -> None:
    """Say what falls on which coming day if no record is renewed, and because of which records.

    Each day is judged by the rules of the as-of date. A record that is dated ahead counts from its day, and may raise
    something; 'way' says up or down.
    """
    from inclead_graph.cli.terminal import progress
    from inclead_graph.cli.things import chosen_format
    from inclead_graph.inference.forecast import forecast as run
    from inclead_graph.reports.change_rows import FORECAST_COLUMNS, forecast_rows

    format_ = chosen_format(format_, as_json)
    with progress("Grading") as tell:
        findings = graded(folder, as_of, ontology_folder, rules_folder, one_engine=True).findings
        if until is not None and until <= findings.facts.as_of:
            raise click.UsageError(f"--until {until} is not after the as-of date, {findings.facts.as_of}")
        tell("Going through the coming days")
        days = list(run(findings, until))
    head = {"as_of": findings.facts.as_of.isoformat(), "until": until.isoformat() if until else None}
    emit_rows(FORECAST_COLUMNS, list(forecast_rows(findings, days)), format_, output, head)
    if format_ == "table":
        ends = f" up to {until}" if until else ""
        click.echo(f"{len(days)} days{ends} on which something moves, if nothing is renewed.", err=True)
