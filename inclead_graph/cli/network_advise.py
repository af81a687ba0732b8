"""``inclead network advise DIR``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import as_of_option, ontology_folder_option
from inclead_graph.cli.network_common import anchor_option, network_argument, viewed

__all__ = ["advise"]


@click.command(
    epilog="Examples:  inclead network advise my-trust   inclead network advise my-trust --count 5   "
    "inclead network advise my-trust --budget 6"
)
@network_argument
@click.option("--count", type=click.IntRange(1, 100), help="At most so many new partnerships.  [default: 3]")
@click.option(
    "--budget", type=click.FloatRange(0, min_open=True), help="As many as this buys, at the costs of the scopings."
)
@as_of_option
@anchor_option
@answer_format_option("table", "json", "csv")
@output_option
@ontology_folder_option
def advise(
    folder: Path, count: int | None, budget: float | None, as_of: dt.date | None, anchors: tuple[str, ...],
    format_: str, output: Path | None, ontology_folder: Path | None,
) -> None:  # fmt: skip
    """Say which new partnerships would reach most of those who are not reached, and why each.

    Possible partners of the file are weighed with everybody else who is not a partner yet. One that was scoped counts
    as strong as its scores; any other as strong as ties usually are. Nothing here says whether a partner is willing,
    or right: the toolkit's eight criteria do (L1186-1206).
    """
    if count is not None and budget is not None:
        raise click.UsageError("--count and --budget cannot both be had; leave one out")
    from inclead_graph.network.advice import next_ties, unserved
    from inclead_graph.reports.network_rows import ADVICE_COLUMNS, advice_rows

    view = viewed(folder, as_of, anchors, ontology=ontology_folder, possible=True).view
    advised = next_ties(view, count or (None if budget else 3), budget)
    head = {"day": str(view.day), "anchors": list(view.anchors), "gain": advised.gain, "at_most": advised.at_most,
            "guarantee": advised.guarantee, "part_of_the_best": advised.part}  # fmt: skip
    emit_rows(ADVICE_COLUMNS, list(advice_rows(view, advised)), format_, output, head)
    if advised.ties:
        click.echo(
            f"Together they would reach {advised.gain:,.0f} people more. No other choice could reach more than "
            f"{advised.at_most:,.0f}: this is at least {advised.part:.0%} of the best.",
            err=True,
        )
    else:
        click.echo("No new tie would reach anybody who is not reached now.", err=True)
    helpless = [view.groups[group].name for group in unserved(view)]
    if helpless:
        click.echo(f"Nobody here serves {', '.join(helpless)}: a tie cannot help them, only a service can.", err=True)
