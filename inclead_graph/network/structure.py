"""How often an organisation, or a tie, lies between others: the structure beside which bridging value stands."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx

from inclead_graph.network.measures.between import betweenness
from inclead_graph.network.view import Ends, View

__all__ = ["betweenness_of", "graph_of", "tie_betweenness_of"]


def graph_of(view: View) -> nx.Graph[str]:
    """Return organisations and ties as a NetworkX graph, with ``strength`` on the ties and ``sector`` on the nodes."""
    graph: nx.Graph[str] = nx.Graph()
    for name, one in view.organisations.items():
        graph.add_node(name, sector=one.sector)
    for (first, second), tie in view.ties.items():
        graph.add_edge(first, second, strength=tie.strength, weight=tie.weight)
    return graph


def betweenness_of(view: View) -> Mapping[str, float]:
    """Return the betweenness of each organisation, from 0 to 1 (Freeman 1977)."""
    return {name: found or 0.0 for name, found in betweenness(graph_of(view)).items()}


def tie_betweenness_of(view: View) -> Mapping[Ends, float]:
    """Return the betweenness of each tie, from 0 to 1 (Girvan and Newman 2002)."""
    found = nx.edge_betweenness_centrality(graph_of(view))
    return {(a, b) if a <= b else (b, a): value for (a, b), value in found.items()}
