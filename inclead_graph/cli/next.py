"""``inclead next DIR``."""

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

__all__ = ["next_"]


@click.command(
    "next", epilog="Examples:  inclead next my-trust   inclead next my-trust --first 5   inclead next my-trust --json"
)
@folder_argument
@as_of_option
@click.option("--first", type=click.IntRange(1), help="Show no more than this many questions.")
@answer_format_option("table", "json", "csv")
@json_option
@output_option
@ontology_folder_option
@rules_folder_option
def next_(
    folder: Path,
    as_of: dt.date | None,
    first: int | None,
    format_: str,
    as_json: bool,
    output: Path | None,
    ontology_folder: Path | None,
    rules_folder: Path | None,
) -> None:
    """Say what to find out next: the unknown criteria, those first whose answer would settle most.

    Each is supposed to turn out well (shown effective, in every voice, for every group), then badly (refuted), and all
    is inferred again. 'settles' is the number of findings whose range from floor to ceiling narrows whichever way it
    turns out. The order is by that number, then by those of both answers together, then by the grades narrowed.
    """
    from inclead_graph.cli.terminal import progress
    from inclead_graph.cli.things import chosen_format
    from inclead_graph.inference.asking import open_questions
    from inclead_graph.reports.change_rows import QUESTION_COLUMNS, question_rows

    format_ = chosen_format(format_, as_json)
    with progress("Grading") as tell:
        findings = graded(folder, as_of, ontology_folder, rules_folder, one_engine=True).findings
        tell("Answering each question both ways")
        questions = open_questions(findings)
    rows = list(question_rows(findings, questions[:first]))
    emit_rows(QUESTION_COLUMNS, rows, format_, output, {"as_of": findings.facts.as_of.isoformat()})
    if format_ == "table":
        click.echo(f"{len(questions)} criteria are unknown.", err=True)
