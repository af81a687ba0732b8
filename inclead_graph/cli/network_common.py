"""What the commands of ``inclead network`` share: the network and the day, the anchors, and what is worth a note."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from inclead_graph.cli.common import is_workbook, read_assessment, read_workbook

if TYPE_CHECKING:
    from inclead_graph.assess import Knowledge
    from inclead_graph.model.framework import Framework
    from inclead_graph.model.network import PartnershipNetwork
    from inclead_graph.network import Reach, View
    from inclead_graph.network.missing import Ranges

__all__ = [
    "Viewed",
    "anchor_option",
    "draws_option",
    "network_argument",
    "network_in",
    "ranged",
    "tell_reach",
    "viewed",
]

F = TypeVar("F", bound=Callable[..., Any])


class Viewed(NamedTuple):
    """The network on a day, and what everything is judged by."""

    view: View
    knowledge: Knowledge


def network_argument(command: F) -> F:
    """Add the workspace, or the file, that holds the network."""
    return click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))(command)


def anchor_option(command: F) -> F:
    """Add ``--anchor``."""
    return click.option(
        "--anchor",
        "anchors",
        multiple=True,
        metavar="ORGANISATION",
        help="Count reach from this organisation, or all of this sector, and not as the file says; may be repeated.",
    )(command)


def draws_option(command: F) -> F:
    """Add ``--draws`` and ``--seed``."""
    command = click.option("--seed", type=int, default=0, show_default=True, help="Where the draws begin.")(command)
    return click.option(
        "--draws", type=click.IntRange(0, 10_000), default=200, show_default=True,
        help="How often missing answers are drawn for the ranges; 0 for none.",
    )(command)  # fmt: skip


def viewed(
    folder: Path,
    as_of: dt.date | None = None,
    anchors: tuple[str, ...] = (),
    *,
    ontology: Path | None = None,
    possible: bool = False,
    anchored: bool = True,
) -> Viewed:
    """Read a network and look at it on a day: the one given, else its own, else its assessment's, else today.

    Args:
        folder: the workspace, or the file.
        as_of: the day.
        anchors: organisations, sectors or wider sectors from which reach is counted, in place of the file's.
        ontology: folder of the ontology; that of the package by default.
        possible: have possible partners among the organisations.
        anchored: whether somebody has to owe the duty, so that reach can be counted from there.

    Raises:
        IncleadError: as reading does; or an anchor is not in the network; or there is none.
    """
    from inclead_graph.assess import load_knowledge
    from inclead_graph.errors import QueryError
    from inclead_graph.network import view_of

    knowledge = load_knowledge(ontology)
    framework = knowledge.framework
    network, day = network_in(folder, framework, as_of)
    named = tuple(dict.fromkeys(name for word in anchors for name in _anchors(network, framework, word)))
    statutory = framework.narrower("sector", "statutory")
    view = view_of(network, statutory, day=day or dt.date.today(), anchors=named, possible=possible)
    if anchored and not view.anchors and view.groups:
        raise QueryError(
            "nobody in the network owes the duty, so there is nowhere to count reach from; "
            "write 'assessed' or 'anchors' into the file, or name --anchor ORGANISATION"
        )
    return Viewed(view, knowledge)


def network_in(
    source: Path, framework: Framework, as_of: dt.date | None = None
) -> tuple[PartnershipNetwork, dt.date | None]:
    """Read the network of a workspace, a file or a workbook, with the day to look at it: the one given, else its own.

    Raises:
        IncleadError: as reading does; or a workbook has no sheets of partnerships.
    """
    from inclead_graph.errors import UnreadableError
    from inclead_graph.workspace import ASSESSMENT_FILE, read_network

    if is_workbook(source):
        assessment, book = read_workbook(source, framework)
        if book.network is None:
            todo = "'inclead network import' makes a network.yaml from your sheets"
            raise UnreadableError(f"{source}: no sheets of partnerships in this workbook; {todo}")
        return book.network, as_of or assessment.as_of
    network = read_network(source, framework)
    day = as_of or network.as_of
    if day is None and (source / ASSESSMENT_FILE).is_file():
        day = read_assessment(source, framework).as_of
    return network, day


def ranged(view: View, draws: int, seed: int) -> Ranges:
    """Return the ranges that missing answers leave; one number each where none are drawn."""
    from inclead_graph.network.missing import ranges_of

    return ranges_of(view.network, day=view.day, anchors=view.anchors, draws=draws, seed=seed)


def tell_reach(reach: Reach, ranges: Ranges) -> None:
    """Say on standard error from where reach is counted, how many are reached, and what is not known."""
    from inclead_graph.reports.network_rows import range_text

    view = reach.view
    if not view.groups:
        click.echo(
            "No group is recorded, so that nothing can be said of who is reached; add 'groups' and 'services' "
            "(docs/networks.md).",
            err=True,
        )
        return
    names = ", ".join(view.organisations[name].name for name in view.anchors if name in view.organisations)
    spread = f" ({range_text(ranges.people)} under missing answers)" if ranges.draws else ""
    if view.network.fictional:
        click.echo("Every organisation here is fictional.", err=True)
    click.echo(
        f"On {view.day}, counted from {names or 'nobody'}: {reach.people:,.0f} of {reach.need:,.0f} people are "
        f"reached{spread}.",
        err=True,
    )
    uncounted = [group.name for group in view.groups.values() if group.need is None]
    if uncounted:
        click.echo(f"Nobody has counted the need of {', '.join(uncounted)}: not in these numbers.", err=True)


def _anchors(network: PartnershipNetwork, framework: Framework, word: str) -> list[str]:
    """Return the organisations that a word names: one by its id, or those of a sector or of a wider one."""
    from inclead_graph.errors import QueryError, nearest

    current = {one.id: one.sector or "" for one in network.organisations if not one.potential}
    sectors = {word, *framework.narrower("sector", word)}
    found = [word] if word in current else [name for name, sector in current.items() if sector in sectors]
    if not found:
        hint = nearest(word, {*current, *current.values()} - {""})
        raise QueryError(f"there is no organisation or sector '{word}' in the network; {hint}".rstrip("; "))
    return found
