"""Betweenness in large networks: estimated from some sources, with how far off the estimate can be."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inclead_graph.errors import QueryError
from inclead_graph.network.measures.between import per_pair
from inclead_graph.network.measures.structure import require, without_loops

if TYPE_CHECKING:
    import networkx as nx

    from inclead_graph.network.measures.structure import Numbers

__all__ = ["SampledBetweenness", "sampled_betweenness"]

_CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class SampledBetweenness:
    """Betweenness as it is estimated from some sources, and how far off it can be.

    Attributes:
        values: by node, the estimate; without bias.
        standard_error: by node, estimated from how much the sources differ.
        bound: with the confidence given, no estimate at all is further off than this.
        sources: from how many nodes paths were counted.
        seed: what they were drawn by.
    """

    values: Mapping[Any, float]
    standard_error: Mapping[Any, float]
    bound: float
    confidence: float
    sources: int
    seed: int


def sampled_betweenness(
    G: nx.Graph[Any],  # noqa: N803
    sources: int = 256,
    *,
    seed: int = 0,
    normalized: bool = True,
    confidence: float = 0.95,
    tell: Callable[[str], None] | None = None,
) -> SampledBetweenness:
    """Estimate betweenness, without weights, from the shortest paths that start at some nodes.

    Sources are drawn without repetition, each node as likely as any other, and in an undirected graph paths are scaled
    as by Geisberger, Sanders & Schultes (ALENEX 2008, 90–100), which halves the error or better. The bound is
    Hoeffding's for all nodes at once (J. Am. Stat. Assoc. 58 (1963) 13–30; used so by Brandes & Pich, Int. J.
    Bifurcat. Chaos 17 (2007) 2303–2318). It holds in every network and is therefore wide. The standard error says how
    far off an estimate usually is; for nodes with little betweenness it is often too small, as few sources see them.

    Args:
        G: an undirected or directed graph; self-loops are left out.
        sources: how many; where there are no more nodes, all of them, and the values are exact.
        seed: the same seed draws the same sources.
        normalized: divide by the number of pairs of others, as :func:`betweenness` does.
        confidence: of the bound, between 0 and 1.
        tell: told how far it is.

    Raises:
        QueryError: fewer than two sources are asked for, of which no error could be told.
        UnreadableError: scipy is not installed.
    """
    if sources < 2:
        raise QueryError(f"betweenness is estimated from 2 sources or more, not from {sources}")
    import numpy as np

    nodes = list(G)
    count, many = len(nodes), min(sources, len(nodes))
    drawn = random.Random(seed).sample(range(count), many)  # noqa: S311 (a sample, not a secret)
    total, squares = _dependencies(without_loops(G), drawn, tell)
    most = count * max(count - 2, 0) * (1 if G.is_directed() else 2)
    scale = per_pair(count - 1, directed=True) if normalized else 1.0 if G.is_directed() else 0.5
    estimate, error, widest = np.zeros(count), np.zeros(count), 0.0
    if most:
        estimate = total * (count / many)
        variance = np.maximum(squares - total**2 / many, 0.0) / (many - 1)
        error = count * np.sqrt(variance / many * (1 - many / count))
        widest = most * math.sqrt(math.log(2 * count / (1 - confidence)) / (2 * many)) if many < count else 0.0
    return SampledBetweenness(
        values=dict(zip(nodes, (estimate * scale).tolist(), strict=True)),
        standard_error=dict(zip(nodes, (error * scale).tolist(), strict=True)),
        bound=widest * scale,
        confidence=confidence,
        sources=many,
        seed=seed,
    )


def _dependencies(
    G: nx.Graph[Any],  # noqa: N803
    sources: list[int],
    tell: Callable[[str], None] | None,
) -> tuple[Numbers, Numbers]:
    """Return, by node, the sums over the sources of how far each depends on it, and of the squares of that."""
    require()
    import numpy as np
    from scipy.sparse import csr_array

    count = len(G)
    places = {node: place for place, node in enumerate(G)}
    many = np.fromiter((len(ties) for _, ties in G.adjacency()), np.int64, count)
    heads = np.fromiter((places[other] for _, ties in G.adjacency() for other in ties), np.int64, int(many.sum()))
    onwards = csr_array((np.ones(len(heads)), heads, np.concatenate(([0], np.cumsum(many)))), shape=(count, count))
    backwards = csr_array(onwards.T) if G.is_directed() else None
    total, squares = np.zeros(count), np.zeros(count)
    block = max(1, _CELLS_AT_ONCE // max(count, 1))
    for start in range(0, len(sources), block):
        if tell is not None:
            tell(f"Counting shortest paths from {start:,} of {len(sources):,} organisations")
        found = _from_sources(onwards, backwards, sources[start : start + block])
        total += found.sum(axis=1)
        squares += np.einsum("ij,ij->i", found, found)
    return total, squares


def _from_sources(onwards: Any, backwards: Any, sources: Sequence[int]) -> Numbers:
    """Return by node and source how far the source depends on the node: Brandes' algorithm, a step at a time.

    What one source needs at one distance is a column, so that a step for all of them is one product with the matrix.
    Where the graph is undirected, a path counts the more the farther along it a node is: each path is counted from
    both its ends, so that nothing is counted twice or left out, and a source says less about those just beside it.
    """
    import numpy as np

    scaled, columns = backwards is None, np.arange(len(sources))
    paths = np.zeros((onwards.shape[0], len(sources)))
    paths[sources, columns] = 1.0
    layers, front = [paths > 0], paths
    reached = layers[0].copy()
    while True:
        front = (onwards if backwards is None else backwards) @ front
        front[reached] = 0.0
        layer = front > 0
        if not layer.any():
            break
        layers.append(layer)
        reached |= layer
        paths = paths + front
    beyond = np.zeros_like(paths)
    for step in range(len(layers) - 1, 0, -1):
        own = 1.0 / step if scaled else 1.0
        share = np.divide(own + beyond, paths, out=np.zeros_like(paths), where=layers[step])
        beyond += np.where(layers[step - 1], onwards @ share * paths, 0.0)
    for step, layer in enumerate(layers):
        beyond[layer] *= 2.0 * step if scaled else min(step, 1)
    return beyond
