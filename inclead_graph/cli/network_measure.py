"""``inclead network measure DIR``."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import as_of_option, ontology_folder_option
from inclead_graph.cli.network_common import network_argument, viewed
from inclead_graph.errors import nearest
from inclead_graph.network.measures import MEASURES
from inclead_graph.network.measures.registry import HEADINGS

if TYPE_CHECKING:
    from inclead_graph.network import View
    from inclead_graph.network.measures import Measure, Measured
    from inclead_graph.network.measures.registry import Of

__all__ = ["figures", "measure", "tell_notes"]

AT_A_GLANCE = ("degree", "betweenness", "constraint", "brokerage")
"""What a table of organisations shows unasked: more has no room beside their names."""


def _listed() -> str:
    width = max(map(len, MEASURES))
    parts = [
        "\n".join(["\b", f"{heading} (--of {of}):"] + [f"  {one.name:<{width}}  {one.title}" for one in _of(of)])
        for of, heading in HEADINGS.items()
    ]
    examples = "Examples:  inclead network measure my-trust   inclead network measure my-trust --of ties"
    return "\n\n".join([examples, *parts])


def _of(of: str) -> list[Measure]:
    return [one for one in MEASURES.values() if one.of == of]


def _known(_: click.Context, __: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in MEASURES:
            raise click.BadParameter(f"there is no measure '{name}'; {nearest(name, MEASURES) or '--help lists them'}")
    return names


@click.command(epilog=_listed())
@network_argument
@click.option(
    "--measure",
    "names",
    multiple=True,
    metavar="NAME",
    callback=_known,
    help="A measure of the list below; may be given several times. Without it, all that do not take long.",
)
@click.option(
    "--of", type=click.Choice(list(HEADINGS)), help="What to measure; organisations, where nothing else says."
)
@click.option("--weighted", is_flag=True, help="Let strong ties count for more than weak ones.")
@as_of_option
@answer_format_option("table", "json", "csv")
@output_option
@ontology_folder_option
def measure(
    folder: Path, names: tuple[str, ...], of: str | None, weighted: bool, as_of: dt.date | None, format_: str,
    output: Path | None, ontology_folder: Path | None,
) -> None:  # fmt: skip
    """Measure the structure of a network: who lies between others, who depends on few, which ties hold it together.

    Organisations and ties that stand first have most of the first measure. An empty cell, or null, is a value that is
    not defined, as for an organisation without ties. docs/network-measures.md says what each measure is.
    """
    from inclead_graph.cli.terminal import progress
    from inclead_graph.network.measures import measured

    kind = _kind(names, of)
    glance = not names and kind == "organisations" and format_ == "table"
    with progress("Reading the network") as tell:
        view = viewed(folder, as_of, ontology=ontology_folder, anchored=False).view
        found = measured(view, AT_A_GLANCE if glance else names or None, of=[kind], weighted=weighted, tell=tell)
    columns, rows = _ROWS[kind](view, found)
    head = {
        "day": view.day and view.day.isoformat(),
        "weighted": weighted,
        "notes": list(found.notes),
        "measures": [_told(MEASURES[name]) for name in found.names],
    }
    emit_rows(columns, figures(rows, format_), format_, output, head)
    tell_notes(found.notes)
    if glance:
        click.echo("--format csv has every measure of organisations, and --measure NAME any one of them.", err=True)


def figures(rows: Iterable[Sequence[Any]], format_: str) -> list[Sequence[Any]]:
    """Write numbers with the digits that count, however small they are: four for reading, ten in CSV, all in JSON."""
    if format_ == "json":
        return list(rows)
    digits = 10 if format_ == "csv" else 4
    return [[_figure(cell, digits) if isinstance(cell, float) else cell for cell in row] for row in rows]


def _figure(number: float, digits: int) -> str:
    return f"{number:.0f}" if number.is_integer() else f"{number:.{digits}g}"


def tell_notes(notes: Iterable[str]) -> None:
    """Say on standard error what a reader has to know."""
    for note in notes:
        click.echo(f"Note: {note}.", err=True)


def _kind(names: Sequence[str], of: str | None) -> Of:
    """Return what is to be measured: what is said, what the measures asked for are of, or else organisations."""
    kinds = {MEASURES[name].of: name for name in names}
    if of is not None:
        kinds = {of_name: name for of_name, name in kinds.items() if of_name != of}
        if kinds:
            other, name = next(iter(kinds.items()))
            raise click.UsageError(
                f"'{name}' is a measure of {other}, not of {of}; leave --of out, or give --of {other}"
            )
        return cast("Of", of)
    if len(kinds) > 1:
        told = " and ".join(f"'{name}' of {kind}" for kind, name in kinds.items())
        raise click.UsageError(f"{told} do not go into one table; ask for one after the other")
    return next(iter(kinds), "organisations")


def _told(one: Measure) -> Mapping[str, str]:
    return {
        "name": one.name,
        "title": one.title,
        "meaning": one.meaning,
        "definition": one.definition,
        "unit": one.unit,
        "isolated": one.isolated,
        "weight": one.weight or "none",
        "source": one.citation,
    }


Table = tuple[list[str], list[Sequence[Any]]]


def _columns(names: Sequence[str], values: Mapping[str, Mapping[Any, float | None]], rows: Mapping[Any, Any]) -> Table:
    """Put values beside what they are of, the highest of the first measure first."""
    table: list[Sequence[Any]] = [(*told, *(of[key] for of in values.values())) for key, told in rows.items()]
    table.sort(key=lambda row: -math.inf if (value := row[len(names)]) is None else value, reverse=True)
    return [*names, *values], table


def _organisations(view: View, found: Measured) -> Table:
    told = {key: (key, one.name, one.sector) for key, one in view.organisations.items()}
    return _columns(("organisation", "name", "sector"), found.organisations, told)


def _ties(view: View, found: Measured) -> Table:
    name = {key: one.name for key, one in view.organisations.items()}
    told = {ends: (*ends, name[ends[0]], name[ends[1]], tie.strength) for ends, tie in view.ties.items()}
    return _columns(("organisation", "partner", "name", "partner's name", "strength"), found.ties, told)


def _groups(view: View, found: Measured) -> Table:
    told = {key: (key, one.name) for key, one in view.groups.items()}
    return _columns(("group", "name"), found.groups, told)


def _sectors(_: View, found: Measured) -> Table:
    rows: list[Sequence[Any]] = [
        (name, sector, None, value) for name, values in found.sectors.items() for sector, value in values.items()
    ]
    if matrix := found.matrix:
        rows += [("ties", *pair, ties) for pair, ties in matrix.ties.items()]
        rows += [("density", *pair, density) for pair, density in matrix.density.items()]
    return ["measure", "sector", "other sector", "value"], rows


def _network(_: View, found: Measured) -> Table:
    return ["measure", "value", "unit"], [(name, value, MEASURES[name].unit) for name, value in found.network.items()]


def _sets(view: View, found: Measured) -> Table:
    rows: list[Sequence[Any]] = [
        (one.criterion, ", ".join(one.members), ", ".join(view.organisations[name].name for name in one.members),
         one.value, one.before)
        for one in found.key_players
    ]  # fmt: skip
    return ["key players by", "organisations", "names", "value", "without them"], rows


_ROWS: Mapping[str, Callable[[View, Measured], Table]] = {
    "organisations": _organisations,
    "ties": _ties,
    "groups": _groups,
    "sectors": _sectors,
    "network": _network,
    "sets": _sets,
}
