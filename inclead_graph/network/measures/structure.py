"""A network as arrays: each tie once, and each triangle once, in the order that lets them be listed fast.

Nodes are ranked by how many ties they have, and each tie is kept at its end of lower rank, so that no node keeps more
than the square root of twice all ties. Two ties kept at one node make a triangle where a third joins their far ends
(Chiba & Nishizeki 1985; Latapy 2008). Constraint, effective size, brokerage and local bridges share this list.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from inclead_graph.errors import QueryError, UnreadableError

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Numbers = NDArray[np.float64]

__all__ = ["Structure", "Triangles", "require", "structure_of", "undirected", "weight_of", "without_loops"]

_PAIRS_AT_ONCE = 2_000_000
_LEAST, _MOST = 1e-100, 1e100


class Triangles(NamedTuple):
    """Some triangles, as places of their ties: of ranks a < b < c, the ties a–b, a–c and b–c."""

    ab: Integers
    ac: Integers
    bc: Integers


@dataclass(frozen=True, eq=False)
class Structure:
    """A network as arrays, self-loops left out.

    Attributes:
        nodes: in the order of the graph.
        rank: by place in ``nodes``, from 0 for the one with the fewest ties.
        low, high: by tie, the ranks of its two ends; sorted.
        up, down: by tie, the weight of the arc from low to high, and from high to low; in an undirected graph both
            are the weight of the tie.
        loops: how many self-loops were left out.
    """

    nodes: tuple[Hashable, ...]
    rank: Integers
    low: Integers
    high: Integers
    up: Numbers
    down: Numbers
    loops: int

    @property
    def mutual(self) -> Numbers:
        """By tie, the weight of its arcs both ways: z_ij + z_ji in Burt's terms."""
        return self.up + self.down

    def at_ends(self, of_low: Numbers, of_high: Numbers) -> Numbers:
        """Return, by rank, the sum over a node's ties of what each tie has for that end."""
        import numpy as np

        count = len(self.nodes)
        whole = np.bincount(self.low, of_low, count) + np.bincount(self.high, of_high, count)
        return whole.astype(np.float64)  # numpy counts nothing in integers

    @cached_property
    def partners(self) -> Numbers:
        """By rank, with how many others a node has a tie."""
        import numpy as np

        ones = np.ones(len(self.low))
        return self.at_ends(ones, ones)

    def by_node(self, values: Numbers, *, undefined: Any = None) -> dict[Any, float | None]:
        """Return values by rank as a dictionary by node, ``None`` where ``undefined`` is true."""
        found: list[float | None] = values[self.rank].tolist()
        if undefined is not None:
            for place in undefined[self.rank].nonzero()[0].tolist():
                found[place] = None
        return dict(zip(self.nodes, found, strict=True))

    def triangles(self) -> Iterator[Triangles]:
        """Yield all triangles, some at a time so that memory stays bounded."""
        import numpy as np

        count, ties = len(self.nodes), len(self.low)
        key = self.low * count + self.high
        # Most ties that are sought are not there, and a look at the last bits of their keys tells.
        mask = (1 << (16 * ties).bit_length()) - 1
        marked = np.zeros(mask + 1, np.bool_)
        marked[key & mask] = True
        ends = np.cumsum(np.bincount(self.low, minlength=count))
        later = ends[self.low] - 1 - np.arange(ties)
        total = np.cumsum(later)
        cuts = [0, *np.searchsorted(total, np.arange(_PAIRS_AT_ONCE, total[-1:].sum(), _PAIRS_AT_ONCE)).tolist(), ties]
        for start, stop in pairwise(cuts):
            many = later[start:stop]
            ab = np.repeat(np.arange(start, stop), many)
            ac = ab + 1 + np.arange(len(ab)) - np.repeat(np.cumsum(many) - many, many)
            wanted = self.high[ab] * count + self.high[ac]
            likely = np.flatnonzero(marked[wanted & mask])
            ab, ac, wanted = ab[likely], ac[likely], wanted[likely]
            bc = np.minimum(np.searchsorted(key, wanted), ties - 1)
            there = key[bc] == wanted
            yield Triangles(ab[there], ac[there], bc[there])


def structure_of(G: nx.Graph[Any] | Structure, weight: str | None = None) -> Structure:  # noqa: N803 (NetworkX's own)
    """Return a network as arrays: to be made once, and given to several measures in place of the graph.

    Args:
        G: an undirected or directed graph; self-loops are left out. Arrays that were made already are returned.
        weight: the edge attribute that holds the weight, 1 where an edge has none; ties of weight 0 are left out.

    Raises:
        QueryError: a weight is no number that can be added to others, or the graph has parallel edges.
        UnreadableError: numpy or scipy is not installed.

    Example:
        >>> import networkx as nx
        >>> structure_of(nx.complete_graph(4)).partners.tolist()
        [3.0, 3.0, 3.0, 3.0]
    """
    if isinstance(G, Structure):
        return G
    require()
    import numpy as np

    if G.is_multigraph():
        raise QueryError("these measures take one tie between two organisations; make parallel ones into one first")
    places, partners = dict(zip(G, range(len(G)), strict=True)), [ties for _, ties in G.adjacency()]
    count, many = len(places), np.fromiter(map(len, partners), np.int64, len(places))
    others = list(chain.from_iterable(partners))
    heads = np.fromiter(map(places.__getitem__, others), np.int64, len(others))
    weights = np.ones(len(others)) if weight is None else np.fromiter(_weights(G, weight), np.float64, len(others))
    degree = many if not G.is_directed() else many + np.bincount(heads, minlength=count)
    rank = np.empty(count, np.int64)
    rank[np.argsort(degree, kind="stable")] = np.arange(count)
    tails, heads = np.repeat(rank, many), rank[heads]
    loops = int(np.count_nonzero(tails == heads))
    kept = (weights > 0) & ((tails != heads) if G.is_directed() else (tails < heads))
    tails, heads, weights = tails[kept], heads[kept], weights[kept]
    key, tie = np.unique(np.minimum(tails, heads) * count + np.maximum(tails, heads), return_inverse=True)
    upwards = np.bincount(tie, weights * (tails < heads), len(key)).astype(np.float64)
    downwards = upwards
    if G.is_directed():
        downwards = np.bincount(tie, weights * (tails > heads), len(key)).astype(np.float64)
    low = key // max(count, 1)
    return Structure(tuple(places), rank, low, key - low * count, upwards, downwards, loops)


def without_loops(G: nx.Graph[Any]) -> nx.Graph[Any]:  # noqa: N803
    """Return a graph without its self-loops: itself where there are none."""
    loops = [node for node, ties in G.adjacency() if node in ties]
    if not loops:
        return G
    simple = G.copy()
    simple.remove_edges_from([(node, node) for node in loops])
    return simple


def undirected(G: nx.Graph[Any]) -> nx.Graph[Any]:  # noqa: N803
    """Return a graph without direction and without self-loops: itself where it is so already."""
    return without_loops(G.to_undirected() if G.is_directed() else G)


def require() -> None:
    """See that the numerical libraries are there.

    Raises:
        UnreadableError: they are not; the message says how to install them.
    """
    try:
        import numpy as np  # noqa: F401
        import scipy.sparse  # noqa: F401
    except ImportError as error:
        raise UnreadableError(
            f"this measure takes the Python packages 'numpy' and 'scipy', which do not load ({error}); "
            "pip install 'inclead-graph[networks]'"
        ) from None


def _weights(G: nx.Graph[Any], weight: str) -> Iterator[float]:  # noqa: N803
    for first, ties in G.adjacency():
        for second, data in ties.items():
            yield weight_of(first, second, data.get(weight, 1))


def weight_of(first: object, second: object, value: Any) -> float:
    """Return the weight of a tie as a number.

    Raises:
        QueryError: it is none, or too large or too small to be added to others.
    """
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = -1.0
    if number == 0 or _LEAST <= number <= _MOST:
        return number
    raise QueryError(
        f"the tie {first} – {second} has {value!r} as its weight; give 0, or a number from {_LEAST:g} to {_MOST:g}"
    )
