"""``inclead network groups DIR``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import as_of_option, ontology_folder_option
from inclead_graph.cli.network_common import anchor_option, draws_option, network_argument, ranged, tell_reach, viewed

__all__ = ["groups"]


@click.command(epilog="Examples:  inclead network groups my-trust   inclead network groups my-trust --format csv")
@network_argument
@as_of_option
@anchor_option
@draws_option
@answer_format_option("table", "json", "csv")
@output_option
@ontology_folder_option
def groups(
    folder: Path, as_of: dt.date | None, anchors: tuple[str, ...], draws: int, seed: int, format_: str,
    output: Path | None, ontology_folder: Path | None,
) -> None:  # fmt: skip
    """Say how far each group's need is reached, through whom, and on whom alone it hangs; who is reached least first.

    'at least' and 'at most' are the range that missing answers leave. docs/networks.md says how it is worked out.
    """
    from inclead_graph.cli.terminal import progress
    from inclead_graph.network import Reach
    from inclead_graph.reports.network_rows import GROUP_COLUMNS, group_rows

    with progress("Reading the network") as tell:
        seen = viewed(folder, as_of, anchors, ontology=ontology_folder)
        tell("Drawing what is missing")
        ranges = ranged(seen.view, draws, seed)
    reach = Reach(seen.view)
    head = {"day": str(seen.view.day), "anchors": list(seen.view.anchors), "draws": ranges.draws}
    emit_rows(GROUP_COLUMNS, list(group_rows(reach, ranges)), format_, output, head)
    tell_reach(reach, ranges)
