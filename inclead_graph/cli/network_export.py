"""``inclead network export DIR``."""

from __future__ import annotations

from pathlib import Path

import click

from inclead_graph.cli.common import ontology_folder_option
from inclead_graph.cli.network_common import network_in
from inclead_graph.exchange import FORMATS

__all__ = ["export"]


@click.command(
    epilog="Examples:  inclead network export my-trust -o partners.xlsx   "
    "inclead network export my-trust -o partners.gexf   "
    "inclead network export my-trust --format kumu -o kumu.xlsx   "
    "inclead network export my-trust --format csv -o partners"
)
@click.argument("source", metavar="DIR_OR_FILE", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_",
    type=click.Choice([name for name, one in FORMATS.items() if one.write]),
    help="The format; guessed by the ending of the file to be written.",
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="OUT",
    help="The file to write. CSV goes into a new folder; so does kumu, unless OUT ends in .xlsx.",
)
@ontology_folder_option
def export(source: Path, format_: str | None, output: Path, ontology_folder: Path | None) -> None:
    """Write a network for a spreadsheet or another program; importing the file gives the same network.

    DIR_OR_FILE is the folder that holds network.yaml, or any file that 'inclead network import' reads. In graph formats
    organisations and groups are nodes, told apart by 'mode'; partnerships, services, trust and scopings are lines, told
    apart by 'relation'. Choose relation = partnership before you measure anything there. docs/network-files.md says
    what goes where.
    """
    from inclead_graph.assess import load_knowledge
    from inclead_graph.exchange import format_of, read_files, write, written_format

    wanted = format_ or written_format(output)
    framework = load_knowledge(ontology_folder).framework
    if source.is_dir() or not source.exists() or format_of(source) == "yaml":
        network, _ = network_in(source, framework)
    else:
        imported = read_files([source], framework)
        network = imported.network
        for note in imported.notes:
            click.echo(f"Note: {note}", err=True)
    write(network, output, wanted, framework)
    click.echo(f"Wrote {output}", err=True)
