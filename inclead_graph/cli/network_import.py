"""``inclead network import FILES``."""

from __future__ import annotations

from pathlib import Path

import click

from inclead_graph.cli.common import ontology_folder_option, write_output
from inclead_graph.exchange import FORMATS

__all__ = ["import_"]


@click.command(
    "import",
    epilog="Examples:  inclead network import partners.xlsx -o network.yaml   "
    "inclead network import elements.csv connections.csv -o network.yaml   "
    "inclead network import members.csv answers.csv --from partner -o network.yaml   "
    "inclead network import map.gexf -o network.yaml\n\nFormats:  "
    + ";   ".join(f"{n}: {f.about}" for n, f in FORMATS.items()),
)
@click.argument("files", metavar="FILES...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--from", "format_", type=click.Choice(list(FORMATS)), help="What the files are; guessed by name and content."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write the network, as network.yaml in your folder; left out, it is printed.",
)
@ontology_folder_option
def import_(files: tuple[Path, ...], format_: str | None, output: Path | None, ontology_folder: Path | None) -> None:
    """Make network.yaml of the files of a spreadsheet or another program: who works with whom, and for whom.

    FILES is one file, several CSV files that belong together, or a folder of them. Every problem is listed at once,
    with its row and column or its sheet and cell, and nothing is written until there is none. What is only worth a look
    is a note, and goes to standard error. Columns that mean nothing here are kept. docs/network-files.md says which
    formats and columns are understood.
    """
    from inclead_graph.assess import load_knowledge
    from inclead_graph.errors import UnreadableError
    from inclead_graph.exchange import network_yaml, read_files
    from inclead_graph.located import MAX_BYTES

    imported = read_files(files, load_knowledge(ontology_folder).framework, format_)
    text = network_yaml(imported.network)
    if len(text.encode("utf-8")) > MAX_BYTES:
        raise UnreadableError(f"the network would fill more than {MAX_BYTES:,} bytes; import a part of it")
    for note in imported.notes:
        click.echo(f"Note: {note}", err=True)
    write_output(text, output)
    network = imported.network
    counted = f"{len(network.organisations):,} organisations, {len(network.partnerships):,} partnerships"
    click.echo(f"{counted}, {len(network.groups):,} groups, {len(network.services):,} services.", err=True)
