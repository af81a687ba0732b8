"""A view as NetworkX has it, with what several measures need of it found once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import networkx as nx

from inclead_graph.network.measures.between import betweenness
from inclead_graph.network.measures.brokers import Brokerage, brokerage
from inclead_graph.network.measures.holes import StructuralHoles, structural_holes
from inclead_graph.network.measures.keyplayers import CRITERIA, KeyPlayers, key_players
from inclead_graph.network.measures.sampling import SampledBetweenness, sampled_betweenness
from inclead_graph.network.measures.structure import Structure, structure_of
from inclead_graph.network.view import View

__all__ = ["EXACT_UP_TO", "SECTOR_NOT_KNOWN", "Subject", "arcs_of", "graph_of", "sectors_of"]

SECTOR_NOT_KNOWN = "sector not known"
"""What organisations of which nobody has said the sector are put together under."""

EXACT_UP_TO = 10_000
"""The largest network, in organisations, of which betweenness without weights is counted and not estimated."""


def graph_of(view: View, *, weighted: bool = False) -> nx.Graph[str]:
    """Return organisations and the ties between them.

    Each tie has its ``strength``, from 0 to 1, and its ``distance``, 1 ÷ strength. Where ``weighted``, ties of
    strength 0 are left out, since no weight can tell them from none.
    """
    G: nx.Graph[str] = nx.Graph()  # noqa: N806 (NetworkX's own)
    G.add_nodes_from(view.organisations)
    for (first, second), tie in view.ties.items():
        if tie.strength > 0:
            G.add_edge(first, second, strength=tie.strength, distance=1 / tie.strength)
        elif not weighted:
            G.add_edge(first, second)
    return G


def arcs_of(view: View) -> nx.DiGraph[str]:
    """Return the same with arcs: one for a partnership that goes one way, and both for any other."""
    G: nx.DiGraph[str] = nx.DiGraph()  # noqa: N806
    G.add_nodes_from(view.organisations)
    for tie in view.ties.values():
        for place in tie.partnerships:
            one = view.network.partnerships[place]
            G.add_edge(*one.between)
            if not one.one_way:
                G.add_edge(*reversed(one.between))
    return G


def sectors_of(view: View) -> Mapping[str, str]:
    """Return the sector of each organisation."""
    return {name: one.sector or SECTOR_NOT_KNOWN for name, one in view.organisations.items()}


class Subject:
    """What is measured, and what several measures need of it, found once and when it is first asked for.

    Args:
        view: the network on a day.
        weighted: whether measures that take weights are to take the strength of ties.
        tell: told how far what takes long is.
    """

    def __init__(self, view: View, *, weighted: bool, tell: Callable[[str], None] | None) -> None:
        self.view, self.tell = view, tell
        self.graph = graph_of(view)
        self.weighed = graph_of(view, weighted=True) if weighted else self.graph
        self.strength = "strength" if weighted else None
        self.distance = "distance" if weighted else None
        self.sectors = sectors_of(view)

    @cached_property
    def structure(self) -> Structure:
        """The network as arrays, without weights."""
        return structure_of(self.graph)

    @cached_property
    def holes(self) -> StructuralHoles:
        """Burt's four measures."""
        return structural_holes(self.weighed if self.strength else self.structure, self.strength)

    @cached_property
    def sampled(self) -> SampledBetweenness | None:
        """Betweenness as it is estimated; ``None`` where it is had exactly."""
        if self.distance is not None or len(self.graph) <= EXACT_UP_TO:
            return None
        return sampled_betweenness(self.graph, tell=self.tell)

    @cached_property
    def between(self) -> Mapping[str, float | None]:
        """Betweenness, exact or estimated."""
        return self.sampled.values if self.sampled else betweenness(self.weighed, self.distance)

    @cached_property
    def brokerage(self) -> Brokerage:
        """The roles of brokers."""
        return brokerage(self.structure, self.sectors)

    @cached_property
    def key_players(self) -> tuple[KeyPlayers, ...]:
        """The best set by each criterion, of three or of as many as there can be."""
        size = min(3, len(self.graph) - 2)
        if size < 1:
            return ()
        return tuple(key_players(self.graph, size, criterion, tell=self.tell) for criterion in CRITERIA)

    @cached_property
    def served(self) -> nx.Graph[Any]:
        """The two-mode network: organisations by their ids, groups as ``("group", id)``, and who serves whom."""
        two_mode: nx.Graph[Any] = nx.Graph()
        two_mode.add_nodes_from(self.view.organisations)
        two_mode.add_nodes_from(self.groups)
        for group, contact in self.view.contact.items():
            two_mode.add_edges_from((one, ("group", group)) for one, share in contact.items() if share > 0)
        return two_mode

    @property
    def groups(self) -> list[tuple[str, str]]:
        """Groups as they are called in :attr:`served`."""
        return [("group", group) for group in self.view.groups]
