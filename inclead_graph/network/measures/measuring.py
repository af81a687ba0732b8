"""Measures of a view: what commands, reports and maps show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from inclead_graph.errors import QueryError, nearest
from inclead_graph.model.network import pair_of
from inclead_graph.network.measures.keyplayers import KeyPlayers
from inclead_graph.network.measures.registry import MEASURES, Measure, Of
from inclead_graph.network.measures.sampling import SampledBetweenness
from inclead_graph.network.measures.sectors import CollaborationMatrix
from inclead_graph.network.measures.subject import SECTOR_NOT_KNOWN, Subject
from inclead_graph.network.view import Ends, View

__all__ = ["Measured", "measured"]

Values = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Measured:
    """Values of measures of a network on a day; ``None`` where one is not defined.

    Attributes:
        day: on which ties count.
        names: of the measures, in the order in which they were asked for.
        weighted: whether measures that take weights had the strength of ties.
        organisations: by measure and organisation.
        ties: by measure and the two ends of the tie.
        groups: by measure and group.
        sectors: by measure and sector.
        network: by measure, of the network as a whole.
        matrix: ties between sectors, where asked for.
        key_players: the best set by each criterion, where asked for.
        sampled: how betweenness was estimated; ``None`` where it was counted, or not asked for.
        notes: what a reader has to know, in sentences.
    """

    day: dt.date | None
    names: tuple[str, ...]
    weighted: bool
    organisations: Mapping[str, Values]
    ties: Mapping[str, Mapping[Ends, float | None]]
    groups: Mapping[str, Values]
    sectors: Mapping[str, Values]
    network: Values
    matrix: CollaborationMatrix | None
    key_players: tuple[KeyPlayers, ...]
    sampled: SampledBetweenness | None
    notes: tuple[str, ...]


def measured(
    view: View,
    names: Iterable[str] | None = None,
    *,
    of: Collection[Of] | None = None,
    weighted: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Measured:
    """Measure a network on a day.

    Args:
        view: the network on the day.
        names: of measures; all that do not take long where left out.
        of: have only measures of these where no names are given.
        weighted: whether measures that take weights are to have the strength of ties, or its inverse as a distance.
        tell: told how far what takes long is.

    Raises:
        QueryError: there is no measure of a name.
        UnreadableError: scipy is not installed.

    Example:
        >>> from inclead_graph.model.network import PartnershipNetwork
        >>> from inclead_graph.network import view_of
        >>> network = PartnershipNetwork(
        ...     organisations=({"id": "a", "name": "A"}, {"id": "b", "name": "B"}, {"id": "c", "name": "C"}),
        ...     partnerships=({"between": ("a", "b")}, {"between": ("b", "c")}),
        ... )
        >>> measured(view_of(network), ["betweenness"]).organisations["betweenness"]
        {'a': 0.0, 'b': 1.0, 'c': 0.0}
    """
    subject = Subject(view, weighted=weighted, tell=tell)
    wanted, notes = _wanted(names, of, len(view.organisations))
    found: dict[str, Any] = {}
    for one in wanted:
        if tell is not None:
            tell(f"Measuring {one.title[0].lower()}{one.title[1:]}")
        found[one.name] = one.had(subject)
    kind: Mapping[str, str] = {one.name: one.of for one in wanted}
    sampled = subject.sampled if {"betweenness", "bridging-centrality"} & found.keys() else None
    return Measured(
        day=view.day,
        names=tuple(found),
        weighted=weighted,
        organisations={name: values for name, values in found.items() if kind[name] == "organisations"},
        ties={name: _of_ties(view, values) for name, values in found.items() if kind[name] == "ties"},
        groups={name: values for name, values in found.items() if kind[name] == "groups"},
        sectors={n: v for n, v in found.items() if kind[n] == "sectors" and not isinstance(v, CollaborationMatrix)},
        network={name: value for name, value in found.items() if kind[name] == "network"},
        matrix=found.get("collaboration-matrix"),
        key_players=found.get("key-players", ()),
        sampled=sampled,
        notes=(*notes, *_remarks(subject, wanted, sampled)),
    )


def _wanted(
    names: Iterable[str] | None, of: Collection[Of] | None, organisations: int
) -> tuple[list[Measure], list[str]]:
    if names is not None:
        names = list(dict.fromkeys(names))
        for name in names:
            if name not in MEASURES:
                raise QueryError(f"there is no measure '{name}'; {nearest(name, MEASURES)}")
        return [MEASURES[name] for name in names], []
    every = [one for one in MEASURES.values() if of is None or one.of in of]
    wanted = [one for one in every if one.most is None or organisations <= one.most]
    left_out = [one.name for one in every if one not in wanted]
    note = f"for {organisations:,} organisations these take long, and were left out: {', '.join(left_out)}"
    return wanted, [f"{note}; ask for one by its name"] if left_out else []


def _of_ties(view: View, values: Mapping[Any, float | None]) -> Mapping[Ends, float | None]:
    """Return values by tie in the order of the view; ``None`` for a tie that was left out since its strength is 0."""
    found = {pair_of(ends): value for ends, value in values.items()}
    return {ends: found.get(ends) for ends in view.ties}


def _remarks(subject: Subject, wanted: Iterable[Measure], sampled: SampledBetweenness | None) -> Iterable[str]:
    view = subject.view
    silent = [name for name, one in view.organisations.items() if one.sector is None]
    if silent and {"brokerage", "ei-index", "participation", "collaboration-matrix"} & {one.name for one in wanted}:
        yield (
            f"of {len(silent)} organisations nobody has said the sector; what goes by sector takes them for one, "
            f"'{SECTOR_NOT_KNOWN}'"
        )
    if sampled:
        error = max(sampled.standard_error.values(), default=0.0)
        yield (
            f"betweenness is estimated from {sampled.sources} organisations drawn by seed {sampled.seed}: the standard "
            f"error is at most {error:.2g}, and with {sampled.confidence:.0%} confidence no value is off by more than "
            f"{sampled.bound:.2g}"
        )
    weak = len(view.ties) - subject.weighed.number_of_edges()
    if weak:
        yield f"{weak} ties have no strength at all, so that measures with weights take them for none"
    guessed = sum(not tie.known for tie in view.ties.values())
    if subject.strength and guessed:
        yield (
            f"of {guessed} ties nobody has said how strong they are; they count as {view.usual_strength:.2g}, "
            f"the median of the others"
        )
