"""``inclead network bridges DIR``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import as_of_option, ontology_folder_option
from inclead_graph.cli.network_common import anchor_option, draws_option, network_argument, ranged, tell_reach, viewed

__all__ = ["bridges"]


@click.command(
    epilog="Examples:  inclead network bridges my-trust   inclead network bridges my-trust --ties   "
    "inclead network bridges county --anchor nhs --anchor county-council"
)
@network_argument
@click.option("--ties", is_flag=True, help="Say what hangs on each tie instead of each organisation.")
@as_of_option
@anchor_option
@draws_option
@answer_format_option("table", "json", "csv")
@output_option
@ontology_folder_option
def bridges(
    folder: Path, ties: bool, as_of: dt.date | None, anchors: tuple[str, ...], draws: int, seed: int, format_: str,
    output: Path | None, ontology_folder: Path | None,
) -> None:  # fmt: skip
    """Say what hangs on each organisation, or tie: its bridging value, in people who would be reached no longer.

    Beside it stands its place in the structure (betweenness, from 0 to 1), and the product of the two: the part of all
    need that hangs on it, times betweenness. An organisation can matter for one and not for the other.
    """
    from inclead_graph.cli.terminal import progress
    from inclead_graph.network import Reach
    from inclead_graph.network.structure import betweenness_of, tie_betweenness_of
    from inclead_graph.reports import network_rows as rows

    with progress("Reading the network") as tell:
        seen = viewed(folder, as_of, anchors, ontology=ontology_folder)
        tell("Drawing what is missing")
        ranges = ranged(seen.view, draws, seed)
        tell("Seeking bridges")
        reach = Reach(seen.view)
        columns: tuple[str, ...] = rows.TIE_COLUMNS if ties else rows.BRIDGE_COLUMNS
        if ties:
            found = list(rows.tie_rows(reach, tie_betweenness_of(seen.view)))
        else:
            found = list(rows.bridge_rows(reach, ranges, betweenness_of(seen.view)))
    head = {"day": str(seen.view.day), "anchors": list(seen.view.anchors), "draws": ranges.draws}
    emit_rows(columns, found, format_, output, head)
    tell_reach(reach, ranges)
