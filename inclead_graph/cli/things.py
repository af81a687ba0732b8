"""Things as people name them on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from inclead_graph.inference.engine import Key
    from inclead_graph.inference.findings import Findings

__all__ = ["chosen_format", "findings_about", "known_things", "thing_called"]

HEADLINE = "headline"


def chosen_format(format_: str, as_json: bool) -> str:
    """Return the format of ``--format`` and ``--json`` together, or refuse two that do not go together."""
    if as_json and format_ not in ("table", "text", "json"):
        raise click.UsageError(f"--json and --format {format_} cannot both be had; leave one out")
    return "json" if as_json else format_


def findings_about(thing: str | None, findings: Findings) -> list[Key]:
    """Return the findings about one thing, or about everything but the records themselves.

    Raises:
        UnreadableError: there is no such thing.
    """
    things = [thing_called(thing, findings)] if thing else [t for t in known_things(findings) if t[0] != "evidence"]
    concluded = findings.inference.concluded
    return [
        (kind, name, prop)
        for kind, name in things
        for of, prop in concluded
        if of == kind and concluded[of, prop].get(name)
    ]


def known_things(findings: Findings) -> Iterable[tuple[str, str]]:
    """Yield kind and id of everything that rules conclude something of, in the order of the facts."""
    concluded = {kind for kind, _ in findings.inference.concluded}
    return ((kind, thing) for kind, things in findings.facts.things.items() if kind in concluded for thing in things)


def thing_called(name: str, findings: Findings) -> tuple[str, str]:
    """Find a thing by its id, in capitals or not; ``headline`` is the organisation.

    Raises:
        UnreadableError: there is none; the nearest ids are named.
    """
    from inclead_graph.errors import UnreadableError, nearest
    from inclead_graph.inference.facts import ORGANISATION

    if name == HEADLINE:
        return ORGANISATION, ORGANISATION
    things = list(known_things(findings))
    for exact in (True, False):
        for kind, thing in things:
            if name == thing if exact else name.lower() == thing.lower():
                return kind, thing
    known = [thing for kind, thing in things if kind != ORGANISATION]
    kinds = list(dict.fromkeys(kind.replace("_", " ") for kind, _ in things if kind != ORGANISATION))
    what = f"{', '.join(kinds[:-1])} or {kinds[-1]}"
    hint = (
        nearest(name, [*known, HEADLINE])
        or nearest(name.upper(), known)
        or f"write '{HEADLINE}', or an id that the report shows"
    )
    raise UnreadableError(f"'{name}' is no {what} here; {hint}")
