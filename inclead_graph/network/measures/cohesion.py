"""Bridging as what a network's cohesion loses without a tie (Valente & Fujimoto 2010)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from inclead_graph.network.measures.detours import Paths
from inclead_graph.network.measures.structure import undirected

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["valente_fujimoto"]


def valente_fujimoto(
    G: nx.Graph[Any],  # noqa: N803
    *,
    tell: Callable[[str], None] | None = None,
) -> Mapping[Any, float | None]:
    """Valente–Fujimoto bridging: how much further apart all would be, on average, without one of its ties.

    The mean, over an organisation's ties, of how far the network's cohesion falls without that tie. Cohesion is the
    sum over pairs of 1 ÷ their distance, divided by n(n − 1). Which way a tie points does not matter.

    Unit: cohesion, from 0 to 1/2, since each pair counts once and is divided by twice the number of pairs.
    Isolated: 0.
    Source: Valente & Fujimoto, Social Networks 32 (2010) 212–220; scaled as by influenceR.

    Nothing is searched for anew that does not change: a tie matters to a source only where every shortest path to its
    far end goes over it, and then only what lies behind that end. The time grows with the square of the network:
    half a minute for 2,000 organisations.
    """
    simple = undirected(G)
    places = {node: place for place, node in enumerate(simple)}
    neighbours = [[places[other] for other in ties] for _, ties in simple.adjacency()]
    lost: defaultdict[frozenset[int], float] = defaultdict(float)
    for source in range(len(neighbours)):
        if tell is not None and source % 50 == 0:
            tell(f"Leaving out each tie, seen from {source:,} of {len(neighbours):,} organisations")
        paths = Paths(source, neighbours)
        for node, before in paths.before.items():
            if len(before) == 1:
                lost[frozenset((node, before[0]))] += paths.lost(paths.only_through(node), before[0])
    pairs = len(neighbours) * (len(neighbours) - 1)
    found = {}
    for node, place in places.items():
        ties = [lost[frozenset((place, other))] for other in neighbours[place]]
        found[node] = sum(ties) / len(ties) / 2 / pairs if ties else 0.0
    return found
