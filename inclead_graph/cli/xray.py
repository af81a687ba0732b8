"""``inclead xray DIR``."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import (
    as_of_option,
    folder_argument,
    is_workbook,
    json_option,
    ontology_folder_option,
    read_assessment,
    rules_folder_option,
    write_output,
)

if TYPE_CHECKING:
    from inclead_graph.inference.alarms import Alarm

__all__ = ["xray"]

COLUMNS = ("pattern", "title", "kind", "about", "question", "records", "cited")


@click.command(epilog="Examples:  inclead xray my-trust   inclead xray my-trust --format csv -o questions.csv")
@folder_argument
@as_of_option
@answer_format_option("table", "json", "csv")
@json_option
@output_option
@ontology_folder_option
@rules_folder_option
def xray(
    folder: Path,
    as_of: dt.date | None,
    format_: str,
    as_json: bool,
    output: Path | None,
    ontology_folder: Path | None,
    rules_folder: Path | None,
) -> None:
    """Look for patterns in how evidence was gathered that can make a grade look better than it is.

    Each is a question to ask, with the records that it rests on; none is an accusation, and none changes a grade. An
    attachment that is not as recorded is one of them here, and does not stop the command. docs/xray.md lists them.
    """
    if as_json and format_ == "csv":
        raise click.UsageError("--json and --format csv cannot both be had; leave one out")
    from inclead_graph.assess import assess, load_knowledge, on_day
    from inclead_graph.cli.terminal import progress
    from inclead_graph.inference.alarms import alarms_of
    from inclead_graph.reports import xray_json
    from inclead_graph.workspace import changed_attachments

    with progress("Reading the evidence") as tell:
        knowledge = load_knowledge(ontology_folder, rules_folder)
        assessment = on_day(read_assessment(folder, knowledge.framework, check_files=False), as_of)
        tell("Grading")
        result = assess(assessment, knowledge)
        tell("Looking for patterns")
        alike = knowledge.rulebook.threshold("alike", assessment.as_of)
        changed = () if is_workbook(folder) else tuple(changed_attachments(folder, assessment))
        alarms = alarms_of(result.findings, alike, changed)
    if as_json or format_ == "json":
        write_output(xray_json.write(result, alarms), output)
    elif format_ == "table" and output is None and sys.stdout.isatty():
        _show(alarms)
    else:
        rows = [
            (a.pattern, a.title, a.kind, a.thing, a.question, ", ".join(a.records), "; ".join(a.citation))
            for a in alarms
        ]
        emit_rows(COLUMNS, rows, format_, output)
    patterns = len({alarm.pattern for alarm in alarms})
    found = f"{len(alarms)} questions from {patterns} patterns" if alarms else "No pattern was found"
    click.echo(f"{found}. A pattern is a reason to ask, not a finding against anybody.", err=True)


def _show(alarms: Sequence[Alarm]) -> None:
    """Print the questions pattern by pattern: a wide table has no room at a terminal."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console()
    last = ""
    for alarm in alarms:
        if alarm.pattern != last:
            console.print(Text(f"\n{alarm.title}", style="bold").append(f"   [{alarm.pattern}]", style="dim not bold"))
            last = alarm.pattern
        console.print(Padding(Text(alarm.question), (0, 0, 0, 2)))
        shown = ", ".join(alarm.records[:12]) + (f" and {len(alarm.records) - 12} more" if alarm.records[12:] else "")
        if shown:
            console.print(Padding(Text(f"rests on {shown}", style="dim"), (0, 0, 0, 4)))
    if alarms:
        console.print()
