"""How many ties each organisation has, and how deep it sits among others that have many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx

from inclead_graph.network.measures.structure import weight_of, without_loops

__all__ = ["core_number", "degree"]

Values = Mapping[Any, float | None]


def degree(G: nx.Graph[Any], weight: str | None = None) -> Values:  # noqa: N803
    """Degree: how many ties an organisation has.

    The number of its ties; with weights, the sum of their strengths. In a directed network, ties in and out together.

    Unit: ties; with weights, strength.
    Isolated: 0. A self-loop is no tie.
    Weight: strength.
    Source: Freeman, Social Networks 1 (1979) 215–239; with weights Barrat et al., PNAS 101 (2004) 3747–3752.
    """
    found = dict.fromkeys(G, 0.0)
    for first, second, data in G.edges(data=True):
        if first != second:
            value = 1.0 if weight is None else weight_of(first, second, data.get(weight, 1))
            found[first] += value
            found[second] += value
    return found


def core_number(G: nx.Graph[Any]) -> Values:  # noqa: N803
    """Core number: the most ties that everybody in a group still has within it, for the best such group.

    The largest k such that the organisation belongs to a k-core: a part of the network in which each has at least k
    ties within the part. In a directed network, ties in and ties out together.

    Unit: ties.
    Isolated: 0.
    Source: Seidman, Social Networks 5 (1983) 269–287; computed by NetworkX after Batagelj & Zaveršnik (2003).
    """
    return {node: float(core) for node, core in nx.core_number(without_loops(G)).items()}
