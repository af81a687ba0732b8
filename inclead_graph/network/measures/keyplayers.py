"""Key players (Borgatti 2006): sets without which a network falls apart, or from which all of it is soon reached."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inclead_graph.errors import QueryError, nearest
from inclead_graph.network.measures.detours import Paths
from inclead_graph.network.measures.structure import require, undirected, without_loops

if TYPE_CHECKING:
    import networkx as nx

    from inclead_graph.network.measures.structure import Numbers

__all__ = [
    "CRITERIA",
    "KeyPlayers",
    "distance_weighted_fragmentation",
    "distance_weighted_reach",
    "fragmentation",
    "key_players",
]

Tell = Callable[[str], None]
Neighbours = Sequence[Sequence[int]]

_BETTER = 1e-12
_MOST_DISTANCES = 5_000


@dataclass(frozen=True, slots=True)
class KeyPlayers:
    """A set of organisations, the best that was found.

    Attributes:
        criterion: by what it is best.
        members: in the order in which they were chosen.
        value: of the criterion for the set, from 0 to 1.
        before: of the criterion without any key player.
    """

    criterion: str
    members: tuple[Any, ...]
    value: float
    before: float


def fragmentation(G: nx.Graph[Any], removed: Collection[Any] = ()) -> float | None:  # noqa: N803
    """Fragmentation: which part of all pairs have no way to one another.

    Borgatti's F: 1 less the sum over components of s(s − 1), divided by n(n − 1). Which way a tie points does not
    matter.

    Unit: a part of pairs, from 0, all hang together, to 1, nobody has a tie.
    Isolated: each is a component by itself; nothing where fewer than two are left.
    Source: Borgatti, Comput. Math. Organ. Theory 12 (2006) 21–34; as R's keyplayer.
    """
    neighbours = _neighbours(G, removed)
    pairs = len(neighbours) * (len(neighbours) - 1)
    together = sum(size * (size - 1) for size, _ in _components(neighbours))
    return 1 - together / pairs if pairs else None


def distance_weighted_fragmentation(G: nx.Graph[Any], removed: Collection[Any] = ()) -> float | None:  # noqa: N803
    """Distance-weighted fragmentation: how far apart all are, on average.

    Borgatti's ᴰF: 1 less the mean over pairs of 1 ÷ their distance, 0 where there is no way. 1 less global efficiency.
    Which way a tie points does not matter.

    Unit: none; from 0, all have ties with all, to 1, nobody has a tie.
    Isolated: no way leads to them; nothing where fewer than two are left.
    Source: Borgatti, Comput. Math. Organ. Theory 12 (2006) 21–34; as R's keyplayer.
    """
    neighbours = _neighbours(G, removed)
    pairs = len(neighbours) * (len(neighbours) - 1)
    near = sum(_nearness(Paths(source, neighbours)) for source in range(len(neighbours)))
    return 1 - near / pairs if pairs else None


def distance_weighted_reach(G: nx.Graph[Any], players: Collection[Any]) -> float | None:  # noqa: N803
    """Distance-weighted reach: how near a set of organisations is to all.

    Borgatti's ᴰR: the mean over all organisations of 1 ÷ their distance from the nearest of the set; a member of the
    set counts 1, and who cannot be reached 0. In a directed network, the way the ties point.

    Unit: none; from 0 to 1, where everybody is in the set or has a tie with one of it.
    Isolated: it reaches nobody but itself.
    Source: Borgatti, Comput. Math. Organ. Theory 12 (2006) 21–34.
    """
    import networkx as nx

    if not len(G):
        return None
    if not players:
        return 0.0
    distance = nx.multi_source_dijkstra_path_length(G, set(players), weight=None)
    return sum(1 / max(step, 1) for step in distance.values()) / len(G)


def key_players(
    G: nx.Graph[Any],  # noqa: N803
    size: int,
    criterion: str = "fragmentation",
    *,
    starts: int = 5,
    seed: int = 0,
    tell: Tell | None = None,
) -> KeyPlayers:
    """Key players: the few without whom the network falls apart most, or from whom all is reached soonest.

    The best set of the size asked for that was found: begun one by one with whoever adds most, and then from sets
    drawn at random, each bettered by swaps of one for another for as long as any swap betters it.

    Unit: of the criterion, from 0 to 1.
    Isolated: nothing falls apart without them, and they reach nobody else.
    Source: Borgatti, Comput. Math. Organ. Theory 12 (2006) 21–34.

    Args:
        G: an undirected or directed graph.
        size: how many.
        criterion: ``fragmentation`` or ``distance-weighted fragmentation`` where the set is taken away (Borgatti's
            KPP-Neg), ``distance-weighted reach`` where all are to be reached from it (KPP-Pos).
        starts: from how many sets, the first among them.
        seed: what the others are drawn by.
        tell: told how far it is.

    Raises:
        QueryError: no such criterion or size, or the network is too large for it.
        UnreadableError: scipy is not installed, which reach takes.
    """
    if criterion not in _SCORES:
        raise QueryError(f"'{criterion}' is no criterion for key players; {nearest(criterion, _SCORES)}")
    if not 1 <= size <= len(G) - 2:
        raise QueryError(f"of {len(G)} organisations, {size} cannot be key players: choose from 1 to {len(G) - 2}")
    nodes = list(G)
    scores = _SCORES[criterion](G)
    draw = random.Random(seed)  # noqa: S311 (a choice of where to begin, not a secret)
    best: tuple[float, list[int]] = (-1.0, [])
    for start in range(max(starts, 1)):
        if tell is not None:
            tell(f"Looking for key players by {criterion}, {start + 1} of {starts} times")
        chosen = _bettered(draw.sample(range(len(nodes)), size) if start else _greedy(size, scores), scores)
        if chosen[0] > best[0] + _BETTER:
            best = chosen
    before = _BEFORE[criterion](G) or 0.0
    return KeyPlayers(criterion, tuple(nodes[place] for place in best[1]), best[0], before)


Scores = Callable[[Sequence[int]], Mapping[int, float]]
"""What each further node would make of the criterion, beside those chosen."""


def _greedy(size: int, scores: Scores) -> list[int]:
    chosen: list[int] = []
    while len(chosen) < size:
        chosen.append(_highest(scores(chosen))[0])
    return chosen


def _bettered(chosen: list[int], scores: Scores) -> tuple[float, list[int]]:
    """Swap one of those chosen for another, the best swap each time, until none betters the set."""
    value = scores(chosen[1:])[chosen[0]]
    while True:
        swaps = []
        for place in range(len(chosen)):
            other, score = _highest(scores([*chosen[:place], *chosen[place + 1 :]]))
            swaps.append((score, place, other))
        score, place, other = max(swaps, key=lambda swap: swap[0])
        if score <= value + _BETTER:
            return value, chosen
        value, chosen[place] = score, other


def _highest(scores: Mapping[int, float]) -> tuple[int, float]:
    """Return the node with the highest score; of equal ones the first."""
    top = max(scores.values())
    return next((node, score) for node, score in scores.items() if score >= top - _BETTER)


def _fragmenting(G: nx.Graph[Any]) -> Scores:  # noqa: N803
    whole = _neighbours(G)

    def scores(chosen: Sequence[int]) -> Mapping[int, float]:
        rest, neighbours = _without(whole, chosen)
        pairs = (len(rest) - 1) * (len(rest) - 2)
        components = list(_components(neighbours))
        together = sum(size * (size - 1) for size, _ in components)
        found = {}
        for size, pieces in components:
            for node, sizes in pieces.items():
                left = together - size * (size - 1) + sum(piece * (piece - 1) for piece in sizes)
                found[rest[node]] = 1 - left / pairs if pairs else 0.0
        return dict(sorted(found.items()))

    return scores


def _parting(G: nx.Graph[Any]) -> Scores:  # noqa: N803
    whole = _neighbours(G)

    def scores(chosen: Sequence[int]) -> Mapping[int, float]:
        rest, neighbours = _without(whole, chosen)
        pairs = (len(rest) - 1) * (len(rest) - 2)
        near, own, lost = 0.0, [0.0] * len(rest), [0.0] * len(rest)
        for source in range(len(rest)):
            paths = Paths(source, neighbours)
            own[source] = _nearness(paths)
            near += own[source]
            for node in paths.before:
                behind = paths.only_through(node) - {node} if node != source else set()
                if behind:
                    lost[node] += paths.lost(behind, node)
        return {rest[node]: 1 - (near - 2 * own[node] - lost[node]) / pairs for node in range(len(rest))}

    return scores


def _reaching(G: nx.Graph[Any]) -> Scores:  # noqa: N803
    if len(G) > _MOST_DISTANCES:
        raise QueryError(
            f"reach takes the distance between every two organisations, and {len(G):,} are too many; "
            f"up to {_MOST_DISTANCES:,} it can be had"
        )
    nearness = _nearnesses(without_loops(G))

    def scores(chosen: Sequence[int]) -> Mapping[int, float]:
        import numpy as np

        already = nearness[list(chosen)].max(axis=0, initial=0.0)
        found = np.maximum(nearness, already).mean(axis=1).tolist()
        return {node: score for node, score in enumerate(found) if node not in chosen}

    return scores


_SCORES: Mapping[str, Callable[[Any], Scores]] = {
    "fragmentation": _fragmenting,
    "distance-weighted fragmentation": _parting,
    "distance-weighted reach": _reaching,
}
CRITERIA = tuple(_SCORES)
"""By what key players can be chosen."""

_BEFORE: Mapping[str, Callable[[Any], float | None]] = {
    "fragmentation": fragmentation,
    "distance-weighted fragmentation": distance_weighted_fragmentation,
    "distance-weighted reach": lambda G: distance_weighted_reach(G, ()),  # noqa: N803
}


def _nearness(paths: Paths) -> float:
    return sum(1 / step for step in paths.distance.values() if step)


def _nearnesses(G: nx.Graph[Any]) -> Numbers:  # noqa: N803
    """Return 1 ÷ the distance from each node to each; 1 from a node to itself, and 0 where there is no way."""
    require()
    import networkx as nx
    import numpy as np
    from scipy.sparse.csgraph import shortest_path

    distance = shortest_path(nx.to_scipy_sparse_array(G, weight=None), unweighted=True)
    return np.asarray(1.0 / np.maximum(distance, 1.0))


def _neighbours(G: nx.Graph[Any], removed: Collection[Any] = ()) -> Neighbours:  # noqa: N803
    simple = undirected(G)
    gone = set(removed)
    places = {node: place for place, node in enumerate(node for node in simple if node not in gone)}
    return [[places[other] for other in simple[node] if other in places] for node in places]


def _without(neighbours: Neighbours, removed: Collection[int]) -> tuple[list[int], Neighbours]:
    """Return the nodes that are left, and the neighbours of each, numbered anew."""
    rest = [node for node in range(len(neighbours)) if node not in removed]
    places = {node: place for place, node in enumerate(rest)}
    return rest, [[places[other] for other in neighbours[node] if other in places] for node in rest]


def _components(neighbours: Neighbours) -> Iterator[tuple[int, Mapping[int, list[int]]]]:
    """Yield, of each component, its size and the sizes of the pieces into which it falls without each of its nodes.

    After Hopcroft & Tarjan, Commun. ACM 16 (1973) 372–378: what hangs on a node is what was first seen after it and
    leads back no further.
    """
    seen: dict[int, int] = {}
    for root in range(len(neighbours)):
        if root in seen:
            continue
        first = len(seen)
        order, parent = _first_seen(root, neighbours, seen)
        back: dict[int, int] = {}
        below = dict.fromkeys(order, 1)
        pieces: dict[int, list[int]] = {node: [] for node in order}
        for node in reversed(order):
            back[node] = min(
                [
                    seen[node],
                    *(back[o] if parent[o] == node else seen[o] for o in neighbours[node] if o != parent[node]),
                ]
            )
            if node != root:
                below[parent[node]] += below[node]
                if back[node] >= seen[parent[node]]:
                    pieces[parent[node]].append(below[node])
        whole = len(seen) - first
        for sizes in pieces.values():
            if rest := whole - 1 - sum(sizes):
                sizes.append(rest)
        yield whole, pieces


def _first_seen(root: int, neighbours: Neighbours, seen: dict[int, int]) -> tuple[list[int], dict[int, int]]:
    """Go through a component in depth; return its nodes as they were first seen, and from which each was."""
    order, parent = [], {root: -1}
    seen[root] = len(seen)
    order.append(root)
    trail = [(root, iter(neighbours[root]))]
    while trail:
        node, further = trail[-1]
        other = next((o for o in further if o not in seen), None)
        if other is None:
            trail.pop()
        else:
            seen[other] = len(seen)
            order.append(other)
            parent[other] = node
            trail.append((other, iter(neighbours[other])))
    return order, parent
