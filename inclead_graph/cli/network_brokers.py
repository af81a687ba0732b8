"""``inclead network brokers DIR``."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import as_of_option, ontology_folder_option
from inclead_graph.cli.network_common import network_argument, viewed
from inclead_graph.cli.network_measure import figures

if TYPE_CHECKING:
    from inclead_graph.network import View
    from inclead_graph.network.measures import Brokerage, Shuffled

__all__ = ["brokers"]

RARE = 0.05
"""Below this chance a count is said to be more than chance would have it; the usual line, and no more than that."""

COLUMNS = (
    "organisation", "name", "sector", "role", "does", "count", "expected", "deviation", "z",
    "count if sectors were shuffled", "p more", "p fewer", "in words",
)  # fmt: skip


@click.command(
    epilog="Examples:  inclead network brokers my-trust   inclead network brokers my-trust --directed --format csv"
)
@network_argument
@click.option("--directed", is_flag=True, help="Let partnerships that go one way, as referrals do, count one way only.")
@click.option(
    "--permutations",
    type=click.IntRange(1, 100_000),
    default=999,
    show_default=True,
    help="How often sectors are dealt out anew, to see what chance would make of them.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="What they are dealt out by.")
@as_of_option
@answer_format_option("table", "json", "csv")
@output_option
@ontology_folder_option
def brokers(
    folder: Path, directed: bool, permutations: int, seed: int, as_of: dt.date | None, format_: str,
    output: Path | None, ontology_folder: Path | None,
) -> None:  # fmt: skip
    """Say who stands between organisations that have no tie with one another, and in which of five roles by sector.

    Beside each count stands what is expected where ties fall at random (Gould & Fernandez 1989), and how likely as
    many, or as few, are when organisations keep their ties and sectors are dealt out anew. Without --directed, each
    pair counts both ways. docs/network-measures.md says more.
    """
    from inclead_graph.cli.terminal import progress
    from inclead_graph.network.measures import arcs_of, brokerage, graph_of, sectors_of, shuffled

    with progress("Reading the network") as tell:
        view = viewed(folder, as_of, ontology=ontology_folder, anchored=False).view
        graph = arcs_of(view) if directed else graph_of(view)
        found = brokerage(graph, sectors_of(view))
        dealt = shuffled(graph, sectors_of(view), permutations, seed=seed, tell=tell)
    rows = list(_rows(view, found, dealt, directed=directed))
    head = {"day": view.day and view.day.isoformat(), "directed": directed, "permutations": permutations, "seed": seed}
    if format_ == "table" and output is None and sys.stdout.isatty():
        _show(rows)
    else:
        emit_rows(COLUMNS, figures(rows, format_), format_, output, head)
    _say(view, rows)


def _rows(view: View, found: Brokerage, dealt: Shuffled, *, directed: bool) -> Iterator[Sequence[Any]]:
    """Yield a row for each organisation and role, whoever stands between most first."""
    from inclead_graph.network.measures import ROLES

    for name in sorted(view.organisations, key=lambda name: -found.counts.total[name]):
        one = view.organisations[name]
        expected, deviation = found.expected[found.sectors[name]], found.deviation[found.sectors[name]]
        # The fields of these are the roles in their order, and then the total.
        for place, role in enumerate(ROLES):
            does = role.does if directed else role.does_both_ways
            count, mean = found.counts[place][name], dealt.mean[place][name]
            more, fewer = dealt.more[place][name], dealt.fewer[place][name]
            yield (
                name, one.name, one.sector, role.name, does, count, expected[place], deviation[place],
                found.z(name)[place], mean, more, fewer, _words(does, more, fewer),
            )  # fmt: skip


def _words(does: str, more: float, fewer: float) -> str:
    if more < RARE:
        return f"{does} more than chance would"
    return f"{does} less than chance would" if fewer < RARE else f"{does} no more and no less than chance would"


def _show(rows: Sequence[Sequence[Any]]) -> None:
    """Print what each organisation does more or less than chance would: a wide table has no room at a terminal."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console()
    for _, of_one in groupby(rows, key=lambda row: row[0]):
        roles = [dict(zip(COLUMNS, row, strict=True)) for row in of_one]
        total = sum(role["count"] for role in roles)
        if not total:
            continue
        head = Text(str(roles[0]["name"]), style="bold")
        head.append(f"   {roles[0]['sector'] or 'sector not known'}, {total:.0f} times between others", "dim not bold")
        console.print(head)
        for line in dict.fromkeys(_lines(roles)) or [_mostly(roles, total)]:
            console.print(Padding(Text(line), (0, 0, 0, 2)))


def _lines(roles: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for role in roles:
        chance = min(role["p more"], role["p fewer"])
        if chance < RARE:
            shuffled = role["count if sectors were shuffled"]
            yield f"{role['in words']} ({role['count']:.0f} times, {shuffled:.1f} by chance; p = {chance:.3f})"


def _mostly(roles: Sequence[Mapping[str, Any]], total: float) -> str:
    counts: Counter[str] = Counter()
    for role in roles:
        counts[role["does"]] += role["count"]
    does, count = counts.most_common(1)[0]
    return f"mostly {does} ({count:.0f} of {total:.0f} times), as chance would have it"


def _say(view: View, rows: Sequence[Sequence[Any]]) -> None:
    idle = len(view.organisations) - len({row[0] for row in rows if row[COLUMNS.index("count")]})
    if idle:
        click.echo(f"{idle} of {len(view.organisations)} organisations stand between nobody.", err=True)
    silent = sum(one.sector is None for one in view.organisations.values())
    if silent:
        click.echo(
            f"Note: of {silent} nobody has said the sector; they are taken for one sector of their own.", err=True
        )
    click.echo(
        f"'More' and 'less than chance' mean p below {RARE:g}: by chance alone that is so of one count in twenty, each "
        "way. A role is a place between others, and neither praise nor blame.",
        err=True,
    )
