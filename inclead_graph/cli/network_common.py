"""What the commands of ``inclead network`` share: the network and the day, the anchors, and what is worth a note."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

if TYPE_CHECKING:
    from inclead_graph.assess import Knowledge
    from inclead_graph.network import View

__all__ = ["Viewed", "anchor_option", "network_argument", "viewed"]

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
        help="Count reach from this organisation instead of those that the file names; may be given several times.",
    )(command)


def viewed(
    folder: Path, as_of: dt.date | None = None, anchors: tuple[str, ...] = (), *, ontology: Path | None = None
) -> Viewed:
    """Read a network and look at it on a day: the one given, else its own, else its assessment's, else today.

    What is worth a note goes to standard error.

    Raises:
        IncleadError: as reading does; or an anchor is not in the network.
    """
    from inclead_graph.assess import load_knowledge
    from inclead_graph.errors import QueryError, nearest
    from inclead_graph.network import view_of
    from inclead_graph.workspace import ASSESSMENT_FILE, read_network, read_workspace

    knowledge = load_knowledge(ontology)
    framework = knowledge.framework
    network = read_network(folder, framework)
    known = [one.id for one in network.organisations if not one.potential]
    for name in anchors:
        if name not in known:
            raise QueryError(f"there is no organisation '{name}' in the network; {nearest(name, known)}")
    day = as_of or network.as_of
    if day is None and (folder / ASSESSMENT_FILE).is_file():
        day = read_workspace(folder, framework).as_of
    view = view_of(network, framework.narrower("sector", "statutory"), day=day or dt.date.today(), anchors=anchors)
    return Viewed(view, knowledge)
