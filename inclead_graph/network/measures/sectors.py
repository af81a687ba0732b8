"""Measures by sector: how far ties stay within a sector or cross to others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inclead_graph.network.measures.structure import weight_of

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "CollaborationMatrix",
    "collaboration_matrix",
    "ei_index",
    "ei_index_of_network",
    "ei_index_of_sectors",
    "participation",
]

Sectors = Mapping[Any, Hashable]
Values = Mapping[Any, float | None]


@dataclass(frozen=True, slots=True)
class CollaborationMatrix:
    """Ties between sectors.

    Attributes:
        sectors: in the order in which they are met.
        organisations: by sector, how many there are.
        ties: by two sectors, how many ties there are; in a directed network from the first to the second, else the
            same both ways round.
        density: by two sectors, the ties as a part of those that there could be; ``None`` where there could be none.
    """

    sectors: tuple[Hashable, ...]
    organisations: Mapping[Hashable, int]
    ties: Mapping[tuple[Hashable, Hashable], float]
    density: Mapping[tuple[Hashable, Hashable], float | None]


def ei_index(G: nx.Graph[Any], sectors: Sectors, weight: str | None = None) -> Values:  # noqa: N803
    """E–I index: whether an organisation's ties go to other sectors or stay within its own.

    (E − I) ÷ (E + I), for E ties to other sectors and I within.

    Unit: none; from −1, all within, to 1, all to other sectors.
    Isolated: nothing, since there is nothing to divide by.
    Weight: strength.
    Source: Krackhardt & Stern, Soc. Psychol. Q. 51 (1988) 123–140.
    """
    external: defaultdict[Any, float] = defaultdict(float)
    internal: defaultdict[Any, float] = defaultdict(float)
    for first, second, value in _ties(G, weight):
        found = internal if sectors[first] == sectors[second] else external
        found[first] += value
        found[second] += value
    return {node: _index(external[node], internal[node]) for node in G}


def ei_index_of_sectors(G: nx.Graph[Any], sectors: Sectors, weight: str | None = None) -> Values:  # noqa: N803
    """E–I index of sectors: whether the ties that a sector has go to others or stay within it.

    (E − I) ÷ (E + I), for E ties of its organisations to other sectors and I among them.

    Unit: none; from −1, all within, to 1, all to others.
    Isolated: nothing for a sector of which nobody has a tie.
    Weight: strength.
    Source: Krackhardt & Stern, Soc. Psychol. Q. 51 (1988) 123–140.
    """
    external: defaultdict[Hashable, float] = defaultdict(float)
    internal: defaultdict[Hashable, float] = defaultdict(float)
    for first, second, value in _ties(G, weight):
        if sectors[first] == sectors[second]:
            internal[sectors[first]] += value
        else:
            external[sectors[first]] += value
            external[sectors[second]] += value
    return {sector: _index(external[sector], internal[sector]) for sector in dict.fromkeys(sectors[node] for node in G)}


def ei_index_of_network(G: nx.Graph[Any], sectors: Sectors, weight: str | None = None) -> float | None:  # noqa: N803
    """E–I index of the network: whether ties cross between sectors or stay within them.

    (E − I) ÷ (E + I), for E ties between sectors and I within. What is likely depends on how large sectors are.

    Unit: none; from −1, all within, to 1, all between.
    Isolated: nothing where there are no ties at all.
    Weight: strength.
    Source: Krackhardt & Stern, Soc. Psychol. Q. 51 (1988) 123–140.
    """
    external = internal = 0.0
    for first, second, value in _ties(G, weight):
        if sectors[first] == sectors[second]:
            internal += value
        else:
            external += value
    return _index(external, internal)


def participation(G: nx.Graph[Any], sectors: Sectors, weight: str | None = None) -> Values:  # noqa: N803
    """Participation coefficient: how evenly an organisation's ties spread over all sectors.

    1 less the sum over sectors of (the part of its ties that goes there)².

    Unit: none; 0 where all go to one sector, towards 1 the more evenly they spread.
    Isolated: 0, as bctpy has it.
    Weight: strength.
    Source: Guimerà & Amaral, Nature 433 (2005) 895–900.
    """
    spread: defaultdict[Any, defaultdict[Hashable, float]] = defaultdict(lambda: defaultdict(float))
    for first, second, value in _ties(G, weight):
        spread[first][sectors[second]] += value
        spread[second][sectors[first]] += value
    found = {}
    for node in G:
        parts = spread[node].values() if node in spread else ()
        whole = sum(parts)
        found[node] = 1.0 - sum((part / whole) ** 2 for part in parts) if whole else 0.0
    return found


def collaboration_matrix(G: nx.Graph[Any], sectors: Sectors) -> CollaborationMatrix:  # noqa: N803
    """Collaboration matrix: how many ties there are between each two sectors, and of how many that could be.

    Ties between two sectors, or within one, and the same divided by the pairs of organisations that could have one.

    Unit: ties; a part of possible ties, from 0 to 1.
    Isolated: they count among the organisations that could have ties.
    Source: the density blocks of a blockmodel: White, Boorman & Breiger, Am. J. Sociol. 81 (1976) 730–780; shown so
        by Polinode.
    """
    many = Counter(sectors[node] for node in G)
    ties: Counter[tuple[Hashable, Hashable]] = Counter()
    for first, second, _ in _ties(G, None):
        pair = sectors[first], sectors[second]
        ties[pair] += 1
        if not G.is_directed() and pair[0] != pair[1]:
            ties[pair[::-1]] += 1
    pairs = [(one, other) for one in many for other in many]
    possible = {(a, b): many[a] * (many[b] - (a == b)) / (2 if a == b and not G.is_directed() else 1) for a, b in pairs}
    return CollaborationMatrix(
        sectors=tuple(many),
        organisations=dict(many),
        ties={pair: float(ties[pair]) for pair in pairs},
        density={pair: ties[pair] / possible[pair] if possible[pair] else None for pair in pairs},
    )


def _ties(G: nx.Graph[Any], weight: str | None) -> Iterator[tuple[Any, Any, float]]:  # noqa: N803
    """Yield the edges with their weights, arcs both ways each by itself, and no self-loops."""
    for first, second, data in G.edges(data=True):
        if first != second:
            yield first, second, 1.0 if weight is None else weight_of(first, second, data.get(weight, 1))


def _index(external: float, internal: float) -> float | None:
    return (external - internal) / (external + internal) if external + internal else None
