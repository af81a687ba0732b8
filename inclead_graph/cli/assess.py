"""``inclead assess DIR``."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from inclead_graph.cli.common import (
    as_of_option,
    folder_argument,
    json_option,
    ontology_folder_option,
    rules_folder_option,
    write_output,
)
from inclead_graph.reports import FORMATS

__all__ = ["assess"]

_ABOUT = "; ".join(f"{name}: {format_.about}" for name, format_ in FORMATS.items())


@click.command(epilog="Example:  inclead assess my-trust --format html -o report.html")
@folder_argument
@as_of_option
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="table", help=f"{_ABOUT}.")
@json_option
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file instead.")
@ontology_folder_option
@rules_folder_option
def assess(
    folder: Path,
    as_of: dt.date | None,
    format_: str,
    as_json: bool,
    output: Path | None,
    ontology_folder: Path | None,
    rules_folder: Path | None,
) -> None:
    """Grade a folder of evidence: five stages, each with a floor (what is shown) and a ceiling (what could be).

    Where floor and ceiling differ, the difference is what is not known, which is not the same as not done.
    """
    if as_json and format_ not in ("table", "json"):
        raise click.UsageError(f"--json and --format {format_} cannot both be had; leave one out")
    from inclead_graph.assess import assess as run
    from inclead_graph.assess import load_knowledge, on_day
    from inclead_graph.cli.terminal import progress, show
    from inclead_graph.reports import render
    from inclead_graph.workspace import read_workspace

    with progress("Reading the ontology and the rules") as tell:
        knowledge = load_knowledge(ontology_folder, rules_folder)
        tell("Reading the evidence")
        assessment = on_day(read_workspace(folder, knowledge.framework), as_of)
        tell("Grading")
        result = run(assessment, knowledge)
        chosen = "json" if as_json else format_
        tell("Writing")
        on_screen = chosen == "table" and output is None and sys.stdout.isatty()
        text = "" if on_screen else render(result, chosen)
    if on_screen:
        show(result)
    else:
        write_output(text, output)
