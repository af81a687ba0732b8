"""Bridges in a network: ties and organisations that hold parts together which else would be apart, or further apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx

from inclead_graph.network.measures.between import betweenness
from inclead_graph.network.measures.structure import structure_of, undirected

__all__ = [
    "articulation_points",
    "bridges",
    "bridging_centrality",
    "bridging_coefficient",
    "bridging_product",
    "local_bridges",
]

Values = Mapping[Any, float | None]


def bridges(G: nx.Graph[Any]) -> Values:  # noqa: N803
    """Bridge: a tie without which two parts would have no way to one another.

    1 for a tie that is on every way between its two ends, else 0. Which way a tie points does not matter.

    Unit: 1 or 0.
    Isolated: no ties, and so no values; a self-loop gets 0.
    Source: Harary, Graph Theory (1969), ch. 3; computed by NetworkX.
    """
    found = set(map(frozenset, nx.bridges(undirected(G))))
    return {(first, second): float(frozenset((first, second)) in found) for first, second in G.edges}


def local_bridges(G: nx.Graph[Any]) -> Values:  # noqa: N803
    """Local bridge: a tie between two that share no partner.

    1 for a tie whose ends have no partner in common, else 0. Which way a tie points does not matter.

    Unit: 1 or 0.
    Isolated: no ties, and so no values; a self-loop gets 0.
    Source: Granovetter, Am. J. Sociol. 78 (1973) 1360–1380.
    """
    import numpy as np

    ties = structure_of(G)
    shared = np.zeros(len(ties.low))
    for triangles in ties.triangles():
        for tie in triangles:
            shared += np.bincount(tie, minlength=len(shared))
    ends, alone = [ties.nodes[place] for place in np.argsort(ties.rank).tolist()], np.flatnonzero(shared == 0)
    found = {
        frozenset((ends[low], ends[high]))
        for low, high in zip(ties.low[alone].tolist(), ties.high[alone].tolist(), strict=True)
    }
    return {(first, second): float(frozenset((first, second)) in found) for first, second in G.edges}


def articulation_points(G: nx.Graph[Any]) -> Values:  # noqa: N803
    """Articulation point: an organisation without which others would have no way to one another.

    1 for a node whose removal leaves more components, else 0. Also called a cut-point. Which way a tie points does
    not matter.

    Unit: 1 or 0.
    Isolated: 0, since nothing hangs on it.
    Source: Harary, Graph Theory (1969), ch. 3; computed by NetworkX.
    """
    found = set(nx.articulation_points(undirected(G)))
    return {node: float(node in found) for node in G}


def bridging_coefficient(G: nx.Graph[Any]) -> Values:  # noqa: N803
    """Bridging coefficient: how few partners an organisation has, and how many its partners have.

    (1 ÷ its number of partners) ÷ the sum over its partners of 1 ÷ theirs. High for one between busy others. Which
    way a tie points does not matter.

    Unit: none; above 0.
    Isolated: nothing, since there is nothing to divide by.
    Source: Hwang, Cho, Zhang & Ramanathan, Bridging centrality: identifying bridging nodes in scale-free networks
        (2006).
    """
    partners = {node: set(ties) for node, ties in undirected(G).adjacency()}
    share = {node: 1 / len(those) for node, those in partners.items() if those}
    return {
        node: share[node] / sum(share[other] for other in those) if those else None for node, those in partners.items()
    }


def bridging_centrality(G: nx.Graph[Any], weight: str | None = None, *, normalized: bool = True) -> Values:  # noqa: N803
    """Bridging centrality: how much an organisation lies between dense parts, rather than within one.

    Its betweenness times its bridging coefficient.

    Unit: none; from 0.
    Isolated: nothing, since it has no bridging coefficient.
    Weight: distance, 1 ÷ strength, in its betweenness.
    Source: Hwang, Kim, Ramanathan & Zhang, KDD 2008, 336–344.
    """
    return bridging_product(betweenness(G, weight, normalized=normalized), bridging_coefficient(G))


def bridging_product(between: Values, coefficient: Values) -> Values:
    """Return bridging centrality where betweenness and the bridging coefficient are known already."""
    return {node: None if part is None else part * (between[node] or 0.0) for node, part in coefficient.items()}
