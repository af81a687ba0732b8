"""``inclead network check DIR``."""

from __future__ import annotations

from pathlib import Path

import click

from inclead_graph.cli.common import ontology_folder_option
from inclead_graph.cli.network_common import network_argument

__all__ = ["check"]


@click.command(epilog="Examples:  inclead network check my-trust   inclead network check network.yaml")
@network_argument
@ontology_folder_option
def check(folder: Path, ontology_folder: Path | None) -> None:
    """Say everything that is wrong in a network, and what is missing or worth a look.

    What is wrong ends with exit code 1. What is missing does not: it is counted as unknown, never as nothing.
    """
    from inclead_graph.assess import load_knowledge
    from inclead_graph.located import load
    from inclead_graph.network_checks import notes_of
    from inclead_graph.workspace import NETWORK_FILE, network_file, read_network

    framework = load_knowledge(ontology_folder).framework
    network = read_network(folder, framework)
    source = load(network_file(folder), NETWORK_FILE if folder.is_dir() else None)
    notes = list(notes_of(network, framework))
    for note in notes:
        click.echo(f"note: {source.problem(note.path, note.what, note.todo)}")
    counted = (
        f"{len(network.organisations)} organisations, {len(network.groups)} groups, "
        f"{len(network.partnerships)} partnerships"
    )
    click.echo(f"{counted}: nothing is wrong" + (f", and {len(notes)} things are worth a look." if notes else "."))
