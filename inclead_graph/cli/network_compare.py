"""``inclead network compare DIR``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import Day, ontology_folder_option
from inclead_graph.cli.network_common import anchor_option, network_argument, viewed

__all__ = ["compare"]


@click.command(
    epilog="Examples:  inclead network compare my-trust --from 2024-03-31   "
    "inclead network compare last-year.yaml --and this-year.yaml"
)
@network_argument
@click.option("--from", "start", type=Day(), help="Look at the first network on this day.")
@click.option("--to", "end", type=Day(), help="Look at the second on this day.  [default: its own]")
@click.option("--and", "other", metavar="DIR", type=click.Path(path_type=Path), help="Compare with this network.")
@anchor_option
@answer_format_option("table", "json", "csv")
@output_option
@ontology_folder_option
def compare(
    folder: Path, start: dt.date | None, end: dt.date | None, other: Path | None, anchors: tuple[str, ...],
    format_: str, output: Path | None, ontology_folder: Path | None,
) -> None:  # fmt: skip
    """Say which ties formed, ended, grew or shrank between two days or two files, and what that did to each group.

    'known better' is said of a tie of whose strength nobody had spoken on one of the two days.
    """
    if start is None and other is None:
        raise click.UsageError("there is nothing to compare with; name --from DAY, or --and DIR")
    from inclead_graph.network import Reach
    from inclead_graph.network.over_time import over_time
    from inclead_graph.reports.network_rows import MOVED_COLUMNS, moved_rows

    first = viewed(folder, start, anchors, ontology=ontology_folder).view
    second = viewed(other or folder, end, anchors, ontology=ontology_folder).view
    moved = over_time(Reach(first), Reach(second))
    head = {"from": str(first.day), "to": str(second.day), "anchors": list(second.anchors)}
    emit_rows(MOVED_COLUMNS, list(moved_rows(first, second, moved)), format_, output, head)
    formed = sum(1 for ends in moved.ties if moved.what(ends) == "formed")
    ended = sum(1 for ends in moved.ties if moved.what(ends) == "ended")
    click.echo(f"From {first.day} to {second.day}: {formed} ties formed, {ended} ended.", err=True)
