"""``inclead network``: the group of commands about partnerships."""

from __future__ import annotations

from collections.abc import Mapping

import click

from inclead_graph.cli.lazy import LazyGroup

__all__ = ["COMMANDS", "network"]

# One line a command, in the order of use.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "import": ("inclead_graph.cli.network_import:import_", "Make network.yaml of sheets or a graph file."),
    "check": ("inclead_graph.cli.network_check:check", "Say what is wrong in a network, and what is missing."),
    "groups": ("inclead_graph.cli.network_groups:groups", "Say how far each group is reached, and through whom."),
    "bridges": ("inclead_graph.cli.network_bridges:bridges", "Say what hangs on each organisation, or tie."),
    "measure": ("inclead_graph.cli.network_measure:measure", "Measure the structure: between whom, through whom."),
    "brokers": ("inclead_graph.cli.network_brokers:brokers", "Say who stands between sectors, and in which role."),
    "what-if": ("inclead_graph.cli.network_what_if:what_if", "Say what would move if a partnership were otherwise."),
    "advise": ("inclead_graph.cli.network_advise:advise", "Say which new partnerships would help most."),
    "compare": ("inclead_graph.cli.network_compare:compare", "Say what changed between two days, or two files."),
    "export": ("inclead_graph.cli.network_export:export", "Write it for a spreadsheet, Gephi, Kumu and others."),
    "draw": ("inclead_graph.cli.network_draw:draw", "Draw the network: a page to explore, or a picture."),
}


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    epilog="Examples:  inclead network import partners.xlsx -o network.yaml   "
    "inclead network export network.yaml --format graphml -o partners.graphml",
)
def network() -> None:
    """See which partnerships hold communities together, and which new one would help most.

    Organisations, the groups of people that they serve, and who works with whom go in as network.yaml. Nothing leaves
    this machine. docs/network-files.md says which other files can be read and written.
    """
