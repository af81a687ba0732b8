"""Which groups of organisations may be printed, so that no small one can be worked out from the others.

Organisations are grouped twice, by kind and by region, and all together. Take kinds and regions as the two sides of a
graph and each organisation as an edge between its kind and its region; kinds that are withheld become one node, and so
do regions. Whatever can be worked out by adding and subtracting what is printed, with any factors, is then a cut of
this graph, and hangs on at least as many organisations as the least cut has edges. More is withheld until no cut is
smaller than what was asked for.

D. Gusfield, "A graph theoretic approach to statistical data security", SIAM J. Comput. 17 (1988) 552-571, for two-way
tables as graphs; M. Stoer and F. Wagner, "A simple min-cut algorithm", J. ACM 44 (1997) 585-591, for the least cut.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import networkx as nx

__all__ = ["Printable", "Table", "least_cut", "printable", "printable_years"]

Node = Hashable


@dataclass(frozen=True, slots=True)
class Table:
    """How many organisations there are of each kind in each region.

    Attributes:
        counts: by kind and region; none is 0.
    """

    counts: Mapping[tuple[str, str], int]

    def sizes(self, side: int) -> Mapping[str, int]:
        """Return how many there are of each kind (0) or in each region (1)."""
        found: dict[str, int] = {}
        for pair, number in self.counts.items():
            found[pair[side]] = found.get(pair[side], 0) + number
        return found


@dataclass(frozen=True, slots=True)
class Printable:
    """What may be printed.

    Attributes:
        all: whether all organisations together may.
        kinds, regions: those that may.
    """

    all: bool
    kinds: frozenset[str]
    regions: frozenset[str]


@dataclass(slots=True)
class _Withheld:
    """What is withheld so far, of kinds (0) and regions (1)."""

    at_least: int
    table: Table
    all: bool = False
    cells: tuple[set[str], set[str]] = field(default_factory=lambda: (set(), set()))

    def node(self, side: int, name: str) -> Node:
        """Return the node of a kind or region."""
        return self.merged(side) if name in self.cells[side] else (side, name)

    def merged(self, side: int) -> Node:
        """Return the node of all that is withheld on a side; of both where all together are withheld as well."""
        return "withheld" if self.all else ("withheld", side)

    def graph(self) -> nx.Graph[Node]:
        made: nx.Graph[Node] = nx.Graph()
        for (kind, region), number in self.table.counts.items():
            _join(made, self.node(0, kind), self.node(1, region), number)
        return made

    def withhold_one(self, cut: frozenset[Node], nodes: frozenset[Node]) -> None:
        """Withhold what makes the cut impossible and is least missed."""
        found = []
        for side in (0, 1):
            hidden = self.merged(side)
            free = nodes - cut if hidden in cut else cut if hidden in nodes else nodes
            found += [
                (size, side, name)
                for name, size in self.table.sizes(side).items()
                if name not in self.cells[side] and (side, name) in free
            ]
        if not found:
            self.all = True
            return
        _, side, name = min(found)
        self.cells[side].add(name)


def printable(table: Table, at_least: int, allowed: Printable | None = None) -> Printable:
    """Return which groups may be printed.

    Args:
        table: how many organisations the printed numbers hang on, of each kind in each region.
        at_least: what can be worked out must hang on at least so many.
        allowed: nothing else may be printed.

    Example:
        >>> table = Table({("trust", "North"): 9, ("trust", "South"): 8, ("board", "North"): 2, ("firm", "South"): 6})
        >>> sorted(printable(table, 5).kinds)
        ['trust']
    """
    withheld = _Withheld(at_least, table)
    for side, names in ((0, allowed.kinds), (1, allowed.regions)) if allowed else ():
        withheld.cells[side].update(set(table.sizes(side)) - names)
    withheld.all = sum(table.counts.values()) < at_least or not (allowed is None or allowed.all)
    for side in (0, 1):
        withheld.cells[side].update(name for name, size in table.sizes(side).items() if 0 < size < at_least)
    while True:
        graph = withheld.graph()
        cut = least_cut(graph, at_least)
        if cut is None:
            break
        withheld.withhold_one(cut, frozenset(graph))
    kinds, regions = (
        frozenset(table.sizes(side)) - withheld.cells[side] if not withheld.all else frozenset[str]() for side in (0, 1)
    )
    return Printable(not withheld.all, kinds, regions)


def printable_years(replaced: Mapping[tuple[int, int], int], years: Sequence[int], at_least: int) -> tuple[int, ...]:
    """Return for the ends of which years the standing of all may be printed, beside the present one.

    Args:
        replaced: how many assessments there are of one year whose place one of a later year took.
        years: that are wanted, in order.
        at_least: as :func:`printable`.

    An assessment that was replaced is an edge between the years before it was first printed and when it was last, and
    what can be worked out with the help of earlier years is a cut of this graph; those of the present only add to it.
    The most recent years are taken first.

    Example:
        >>> printable_years({(2023, 2024): 6, (2024, 2025): 2}, (2023, 2024), 5)
        (2023,)
    """
    chosen: tuple[int, ...] = ()
    for year in sorted(years, reverse=True):
        tried = (year, *chosen)
        graph: nx.Graph[Node] = nx.Graph()
        graph.add_nodes_from(range(len(tried) + 1))
        for (first, after), number in replaced.items():
            began = sum(one < first for one in tried)
            ended = sum(one < after for one in tried)
            _join(graph, began, ended, number)
        if nx.is_connected(graph) and least_cut(graph, at_least) is None:
            chosen = tried
    return chosen


def _join(graph: nx.Graph[Node], one: Node, other: Node, number: int) -> None:
    if number and one != other:
        before = graph.get_edge_data(one, other, {"weight": 0})["weight"]
        graph.add_edge(one, other, weight=before + number)


def least_cut(graph: nx.Graph[Node], at_least: int) -> frozenset[Node] | None:
    """Return one side of a cut of fewer than ``at_least`` edges within a connected part; ``None`` where there is none.

    Example:
        >>> graph = nx.Graph()
        >>> graph.add_weighted_edges_from([("a", "b", 9), ("b", "c", 2)])
        >>> least_cut(graph, 5) in ({"c"}, {"a", "b"})
        True
    """
    heavy: nx.Graph[Node] = nx.Graph()
    heavy.add_nodes_from(graph)
    heavy.add_edges_from((a, b) for a, b in graph.edges if graph[a][b]["weight"] >= at_least)
    parts = [frozenset(part) for part in nx.connected_components(heavy)]
    of = {node: at for at, part in enumerate(parts) for node in part}
    small: nx.Graph[Node] = nx.Graph()
    small.add_nodes_from(range(len(parts)))
    for a, b in graph.edges:
        _join(small, of[a], of[b], graph[a][b]["weight"])
    for nodes in nx.connected_components(small):
        if len(nodes) > 1:
            value, (side, _) = nx.stoer_wagner(small.subgraph(nodes))
            if value < at_least:
                return frozenset(node for at in side for node in parts[at])
    return None
