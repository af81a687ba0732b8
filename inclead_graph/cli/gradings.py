"""``inclead gradings DIR``."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import (
    as_of_option,
    folder_argument,
    graded,
    json_option,
    ontology_folder_option,
    rules_folder_option,
    write_output,
)

if TYPE_CHECKING:
    from inclead_graph.inference.rivals import Rivals
    from inclead_graph.model.framework import Concept

__all__ = ["gradings"]


@click.command(epilog="Examples:  inclead gradings my-trust   inclead gradings my-trust --format csv -o gradings.csv")
@folder_argument
@as_of_option
@answer_format_option("table", "json", "csv")
@json_option
@output_option
@ontology_folder_option
@rules_folder_option
def gradings(
    folder: Path,
    as_of: dt.date | None,
    format_: str,
    as_json: bool,
    output: Path | None,
    ontology_folder: Path | None,
    rules_folder: Path | None,
) -> None:
    """Set gradings by the organisation, staff, lay panel, community and peers side by side.

    Beside them stand the floor and ceiling that follow from the evidence, who differs from whom and by how many grades,
    dissent, and what was decided. Agreement is Krippendorff's alpha; docs/gradings.md says how to read it. No grade
    that was inferred is changed.
    """
    if as_json and format_ == "csv":
        raise click.UsageError("--json and --format csv cannot both be had; leave one out")
    from inclead_graph.cli.terminal import progress
    from inclead_graph.inference.rivals import rivals_of
    from inclead_graph.reports import gradings_json, gradings_text

    with progress("Grading"):
        result = graded(folder, as_of, ontology_folder, rules_folder)
        rivals = rivals_of(result.findings)
    if as_json or format_ == "json":
        write_output(gradings_json.write(result), output)
        return
    parties = result.framework.words("grader")
    if format_ == "table" and output is None and sys.stdout.isatty():
        _show(rivals, result.framework.vocabularies["grade"])
    else:
        emit_rows(gradings_text.columns(parties), gradings_text.rows(rivals, parties), format_, output)
    if not rivals.subjects:
        click.echo("Nobody has graded anything yet; docs/workspace.md says how to write gradings.", err=True)
        return
    for found, who in ((rivals.parties, "parties"), (rivals.raters, "raters")):
        click.echo(gradings_text.agreement_said(found, who), err=True)


def _show(rivals: Rivals, drawn: Mapping[str, Concept]) -> None:
    """Print one block for each thing: a wide table has no room at a terminal."""
    from rich.console import Console
    from rich.text import Text

    from inclead_graph.reports.gradings_text import decision_said, dissents, party_said, steps_said

    console = Console()
    for line in rivals.subjects:
        shown = line.floor or "not applicable"
        shown += f", up to {line.ceiling}" if line.ceiling != line.floor else ""
        head = Text(f"{line.subject} {line.label}", style="bold")
        console.print(head.append(f"   evidence: {shown}", style="not bold"))
        for party in line.parties:
            grade = drawn.get(party.grade or "")
            mark = Text(f" {grade.glyph} ", style=f"{grade.ink} on {grade.fill}") if grade else Text("   ")
            said = f" {party_said(party)}" + (f", {steps_said(party)}" if party.steps else "")
            console.print(Text(f"  {party.by:<12}").append_text(mark).append(said))
        for dissent in dissents(line):
            console.print(Text(f"  dissent      {dissent}"))
        if line.decision:
            console.print(Text(f"  decided      {line.decision.grade}: {decision_said(line)}"))
        console.print()
