"""``inclead network check DIR``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from inclead_graph.cli.common import is_workbook, ontology_folder_option
from inclead_graph.cli.network_common import network_argument, network_in

__all__ = ["check"]


@click.command(epilog="Examples:  inclead network check my-trust   inclead network check network.yaml")
@network_argument
@ontology_folder_option
def check(folder: Path, ontology_folder: Path | None) -> None:
    """Say everything that is wrong in a network, and what is missing or worth a look.

    What is wrong ends with exit code 1. What is missing does not: it is counted as unknown, never as nothing.
    """
    from inclead_graph.assess import load_knowledge
    from inclead_graph.errors import Problem
    from inclead_graph.located import load
    from inclead_graph.network_checks import notes_of
    from inclead_graph.workspace import NETWORK_FILE, network_file

    framework = load_knowledge(ontology_folder).framework
    network, _ = network_in(folder, framework)
    notes = list(notes_of(network, framework))
    of_ours = is_workbook(folder)
    source = None if of_ours else load(network_file(folder), NETWORK_FILE if folder.is_dir() else None)
    for note in notes:
        place = source.problem(note.path, "") if source else Problem(str(folder), 0, 0, "")
        click.echo(f"note: {replace(place, what=note.what, todo=note.todo)}")
    counted = (
        f"{len(network.organisations)} organisations, {len(network.groups)} groups, "
        f"{len(network.partnerships)} partnerships"
    )
    click.echo(f"{counted}: nothing is wrong" + (f", and {len(notes)} things are worth a look." if notes else "."))
