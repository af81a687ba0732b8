"""How often an organisation, or a tie, lies between others: the structure beside which bridging value stands."""

from __future__ import annotations

from collections.abc import Mapping

from inclead_graph.model.network import pair_of
from inclead_graph.network.measures import edge_betweenness, graph_of
from inclead_graph.network.measures.subject import Subject
from inclead_graph.network.view import Ends, View

__all__ = ["betweenness_of", "tie_betweenness_of"]


def betweenness_of(view: View) -> Mapping[str, float]:
    """Return the betweenness of each organisation, from 0 to 1; estimated where there are very many."""
    return {name: value or 0.0 for name, value in Subject(view, weighted=False, tell=None).between.items()}


def tie_betweenness_of(view: View) -> Mapping[Ends, float]:
    """Return the betweenness of each tie, from 0 to 1."""
    return {pair_of(ends): value or 0.0 for ends, value in edge_betweenness(graph_of(view)).items()}
