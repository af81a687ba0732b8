"""Betweenness of organisations and ties, exact: by rustworkx where it is installed, and else by NetworkX."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx

from inclead_graph.errors import QueryError
from inclead_graph.network.measures.structure import require, weight_of, without_loops

__all__ = ["betweenness", "edge_betweenness", "per_pair"]

Values = Mapping[Any, float | None]

_SAME_LENGTH = 1e-10
"""Two ways are equally short if their lengths differ by less than this part of them, as in igraph."""

_CELLS_AT_ONCE = 4_000_000


def betweenness(G: nx.Graph[Any], weight: str | None = None, *, normalized: bool = True) -> Values:  # noqa: N803
    """Betweenness: which part of the shortest ways between others leads through an organisation.

    The sum over pairs of others s and t of the part of all shortest paths from s to t that pass through it, divided
    by the number of such pairs.

    Unit: a part of pairs, from 0 to 1.
    Isolated: 0, since no way leads through it.
    Weight: distance, 1 ÷ strength.
    Source: Freeman, Sociometry 40 (1977) 35–41; computed after Brandes, J. Math. Sociol. 25 (2001) 163–177.

    Args:
        G: an undirected or directed graph; self-loops are left out.
        weight: the edge attribute that holds the length of a tie; every tie is 1 long where left out.
        normalized: false for the sum, in pairs, not divided by their number.

    Raises:
        QueryError: a length is no number above 0.
        UnreadableError: there are lengths, and scipy is not installed.
    """
    simple = without_loops(G)
    if weight is not None:
        found = _weighted(simple, weight)[0]
    elif (rustworkx := _rustworkx()) is not None:
        counted = rustworkx.betweenness_centrality(_compiled(simple, rustworkx), normalized=False)
        found = dict(zip(simple, counted.values(), strict=True))
    else:
        found = nx.betweenness_centrality(simple, normalized=False)
    scale = per_pair(len(G) - 1, directed=G.is_directed()) if normalized else 1.0
    return {node: value * scale for node, value in found.items()}


def edge_betweenness(G: nx.Graph[Any], weight: str | None = None, *, normalized: bool = True) -> Values:  # noqa: N803
    """Betweenness of ties: which part of the shortest ways between any two leads over a tie.

    The sum over pairs s and t of the part of all shortest paths from s to t that go over it, divided by the number of
    pairs.

    Unit: a part of pairs, from 0 to 1.
    Isolated: no ties, and so no values; a self-loop gets 0.
    Weight: distance, 1 ÷ strength.
    Source: Girvan & Newman, PNAS 99 (2002) 7821–7826; computed after Brandes, Social Networks 30 (2008) 136–145.

    Args and errors are those of :func:`betweenness`.
    """
    simple = without_loops(G)
    if weight is not None:
        found = _weighted(simple, weight)[1]
    elif (rustworkx := _rustworkx()) is not None:
        counted = rustworkx.edge_betweenness_centrality(_compiled(simple, rustworkx), normalized=False)
        found = dict(zip(simple.edges, counted.values(), strict=True))
    else:
        found = nx.edge_betweenness_centrality(simple, normalized=False)
    scale = per_pair(len(G), directed=G.is_directed()) if normalized else 1.0
    return {edge: found.get(edge, 0.0) * scale for edge in G.edges}


def per_pair(nodes: int, *, directed: bool) -> float:
    """Return 1 ÷ the number of pairs among so many nodes, ordered pairs where ``directed``; 1 where there are none."""
    pairs = nodes * (nodes - 1) / (1 if directed else 2)
    return 1 / pairs if pairs > 0 else 1.0


def _rustworkx() -> Any:
    try:
        import rustworkx
    except ImportError:
        return None
    return rustworkx


def _compiled(G: nx.Graph[Any], rustworkx: Any) -> Any:  # noqa: N803
    """Return the same graph as rustworkx has it, nodes and edges in the same order."""
    graph = rustworkx.PyDiGraph() if G.is_directed() else rustworkx.PyGraph()
    places = {node: place for place, node in enumerate(G)}
    graph.add_nodes_from(range(len(places)))
    graph.add_edges_from_no_data([(places[first], places[second]) for first, second in G.edges])
    return graph


def _weighted(G: nx.Graph[Any], weight: str) -> tuple[dict[Any, float], dict[Any, float]]:  # noqa: N803
    """Return betweenness of nodes and of edges, not normalized, where edges have lengths.

    Distances come from scipy. NetworkX is many times slower, and takes ways for different that rounding alone tells
    apart.
    """
    require()
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    places = {node: place for place, node in enumerate(G)}
    arcs = _Arcs([(places[a], places[b], _length(a, b, d.get(weight, 1))) for a, b, d in G.edges(data=True)], G)
    nodes, edges = [0.0] * len(G), [0.0] * G.number_of_edges()
    matrix = csr_array((arcs.length, (arcs.tail, arcs.head)), shape=(len(G), len(G)))
    block = max(1, _CELLS_AT_ONCE // max(len(G), 1))
    for start in range(0, len(G), block):
        sources = np.arange(start, min(start + block, len(G)))
        for source, distance in zip(sources.tolist(), dijkstra(matrix, indices=sources), strict=True):
            _accumulate(source, arcs.shortest(distance), nodes, edges)
    half = 1.0 if G.is_directed() else 0.5
    return {node: nodes[place] * half for node, place in places.items()}, {
        edge: value * half for edge, value in zip(G.edges, edges, strict=True)
    }


class _Arcs:
    """Edges as arcs, in an undirected graph both ways; each knows which edge it is."""

    def __init__(self, edges: list[tuple[int, int, float]], G: nx.Graph[Any]) -> None:  # noqa: N803
        import numpy as np

        ends = np.array([edge[:2] for edge in edges], np.int64).reshape(-1, 2)
        length, edge = np.array([edge[2] for edge in edges], np.float64), np.arange(len(edges))
        both = not G.is_directed()
        self.tail = np.concatenate((ends[:, 0], ends[:, 1])) if both else ends[:, 0]
        self.head = np.concatenate((ends[:, 1], ends[:, 0])) if both else ends[:, 1]
        self.length = np.concatenate((length, length)) if both else length
        self.edge = np.concatenate((edge, edge)) if both else edge

    def shortest(self, distance: Any) -> list[tuple[int, int, int]]:
        """Return the arcs on shortest paths from where distances are counted, as tail, head and edge, nearest first."""
        import numpy as np

        near, far = distance[self.tail], distance[self.head]
        ahead = np.flatnonzero(near < far)
        ahead = ahead[np.isfinite(far[ahead])]
        slack = np.abs(near[ahead] + self.length[ahead] - far[ahead])
        short = ahead[slack <= _SAME_LENGTH * far[ahead]]
        short = short[np.argsort(near[short], kind="stable")]
        return list(zip(self.tail[short].tolist(), self.head[short].tolist(), self.edge[short].tolist(), strict=True))


def _accumulate(source: int, arcs: list[tuple[int, int, int]], nodes: list[float], edges: list[float]) -> None:
    """Add what the shortest paths from one source give to nodes and edges (Brandes 2001, theorem 6)."""
    paths = {source: 1.0}
    for tail, head, _ in arcs:
        paths[head] = paths.get(head, 0.0) + paths[tail]
    beyond = dict.fromkeys(paths, 0.0)
    for tail, head, edge in reversed(arcs):
        part = paths[tail] / paths[head] * (1.0 + beyond[head])
        beyond[tail] += part
        edges[edge] += part
    del beyond[source]
    for node, part in beyond.items():
        nodes[node] += part


def _length(first: object, second: object, value: Any) -> float:
    length = weight_of(first, second, value)
    if length == 0:
        raise QueryError(f"the tie {first} – {second} has no length; give a distance above 0, or leave the tie out")
    return length
