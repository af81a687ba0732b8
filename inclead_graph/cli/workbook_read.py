"""``inclead workbook read FILE -o DIR``."""

from __future__ import annotations

from pathlib import Path

import click

from inclead_graph.cli.common import ontology_folder_option
from inclead_graph.cli.workbook_common import everything_in

__all__ = ["read"]


@click.command(
    epilog="Examples:  inclead workbook read my-trust.xlsx -o my-trust   "
    "inclead workbook read my-trust.xlsx -o my-trust --files old-folder"
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="The folder; left out: only check."
)
@click.option(
    "--files", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
    help="A folder from which attached files are copied.",
)  # fmt: skip
@ontology_folder_option
def read(file: Path, output: Path | None, files: Path | None, ontology_folder: Path | None) -> None:
    """Make a folder of a workbook, as 'inclead assess' reads it, or of a folder with its sheets as CSV files.

    Everything that is wrong is listed at once, with its sheet and cell, and then nothing is written. What stands in
    columns of your own is kept as remarks above its record.
    """
    from inclead_graph.bundled import bundled
    from inclead_graph.knowledge.framework import read_framework
    from inclead_graph.workbook import read_book, write_workspace

    framework = read_framework(ontology_folder or bundled("ontology"))
    reading = read_book(file, framework)
    for note in reading.notes:
        click.echo(f"Note: {note}", err=True)
    assessment, beside = everything_in(reading, framework, ontology_folder)
    named = {criterion for piece in assessment.evidence for criterion in piece.criteria}
    click.echo(f"{file}: no problems; {len(assessment.evidence)} pieces of evidence on {len(named)} criteria.")
    if output is None:
        return
    absent = write_workspace(output, reading.book, assessment, framework, files, beside)
    click.echo(f"Wrote {output}", err=True)
    if absent:
        click.echo(f"Copy into {output} what the evidence attaches: {', '.join(absent)}", err=True)
