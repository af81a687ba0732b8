"""``inclead network what-if DIR``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import as_of_option, graded, is_workbook, ontology_folder_option
from inclead_graph.cli.network_common import anchor_option, network_argument, viewed

if TYPE_CHECKING:
    from collections.abc import Collection

    from inclead_graph.network import View
    from inclead_graph.network.changing import NetworkChange, NewTie
    from inclead_graph.network.view import Ends

__all__ = ["what_if"]


@click.command(
    "what-if",
    epilog="Examples:  inclead network what-if my-trust --close fen-roads   "
    "inclead network what-if my-trust --end harbour--harbour-cvs   "
    "inclead network what-if my-trust --begin wolds-and-fen--boat-people",
)
@network_argument
@click.option("--close", multiple=True, metavar="ORGANISATION", help="Suppose that it is no more.")
@click.option("--end", multiple=True, metavar="A--B", help="Suppose that these two no longer work together.")
@click.option("--begin", multiple=True, metavar="A--B[=STRENGTH]",
              help="Suppose that these two begin to; a possible partner joins. Strength is from 0 to 1.")  # fmt: skip
@click.option("--measures", is_flag=True, help="List every measure of structure that moves, too.")
@as_of_option
@anchor_option
@answer_format_option("table", "json", "csv")
@output_option
@ontology_folder_option
def what_if(
    folder: Path, close: tuple[str, ...], end: tuple[str, ...], begin: tuple[str, ...], measures: bool,
    as_of: dt.date | None, anchors: tuple[str, ...], format_: str, output: Path | None, ontology_folder: Path | None,
) -> None:  # fmt: skip
    """Say what would move if an organisation closed, or a tie ended or began. Nothing is written.

    Each group's reach, what hangs on whom, and every measure that moves; and, where an assessment stands beside the
    network, every finding that moves, with the steps of its proof that no longer hold and those that hold instead.
    Options may be repeated; together they are one change.
    """
    if not (close or end or begin):
        raise click.UsageError("nothing is supposed; name --close, --end or --begin")
    from inclead_graph.cli.terminal import progress
    from inclead_graph.inference.network_change import network_what_if
    from inclead_graph.network.over_time import moved_measures
    from inclead_graph.reports.network_rows import WHAT_IF_COLUMNS, what_if_rows
    from inclead_graph.workspace import ASSESSMENT_FILE

    with progress("Reading the network") as tell:
        view = viewed(folder, as_of, anchors, ontology=ontology_folder).view
        change = _change(view, close, end, begin)
        beside = is_workbook(folder) or (folder / ASSESSMENT_FILE).is_file()
        tell("Grading" if beside else "Looking again")
        findings = graded(folder, view.day, ontology_folder, None, one_engine=True).findings if beside else None
        tell("Looking again")
        found = network_what_if(view, change, findings)
        tell("Measuring")
        moved = moved_measures(found.before.view, found.after.view) if measures else ()
    head = {"day": str(view.day), "anchors": list(view.anchors)}
    emit_rows(WHAT_IF_COLUMNS, list(what_if_rows(found, moved)), format_, output, head)
    people = found.moved.people
    click.echo(
        f"{people.before:,.0f} people are reached now, and {people.after:,.0f} would be; "
        f"{len(found.effects)} findings would move.",
        err=True,
    )


def _change(view: View, close: tuple[str, ...], end: tuple[str, ...], begin: tuple[str, ...]) -> NetworkChange:
    from inclead_graph.network.changing import NetworkChange

    everybody = [one.id for one in view.network.organisations]
    for name in close:
        _require(name, view.organisations, "organisation")
    ended = tuple(_pair(text, everybody) for text in end)
    for ends in ended:
        if ends not in view.ties:
            _require("--".join(ends), ["--".join(tie) for tie in view.ties], "tie")
    return NetworkChange(tuple(close), ended, tuple(_new_tie(text, everybody) for text in begin))


def _new_tie(written: str, organisations: Collection[str]) -> NewTie:
    from inclead_graph.network.changing import NewTie

    pair, _, strength = written.partition("=")
    try:
        value = float(strength) if strength else None
    except ValueError:
        value = -1.0
    if value is not None and not 0 < value <= 1:
        raise click.UsageError(f"'{strength}' is not a strength; write a number above 0 and up to 1, as {pair}=0.8")
    return NewTie(_pair(pair, organisations), value)


def _pair(written: str, organisations: Collection[str]) -> Ends:
    from inclead_graph.model.network import pair_of

    first, between, second = written.strip().partition("--")
    if not between or not first or not second:
        raise click.UsageError(f"'{written}' does not name two organisations; write them as A--B")
    for name in (first, second):
        _require(name, organisations, "organisation")
    if first == second:
        raise click.UsageError(f"'{written}' names one organisation twice")
    return pair_of((first, second))


def _require(name: str, known: Collection[str], what: str) -> None:
    from inclead_graph.errors import UnreadableError, nearest

    if name not in known:
        todo = nearest(name, known) or "'inclead network bridges DIR --format csv' lists them"
        raise UnreadableError(f"there is no {what} '{name}' in the network; {todo}")
