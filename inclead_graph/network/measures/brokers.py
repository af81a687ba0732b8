"""Brokerage between sectors: who stands between whom, and whether more than chance would have it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inclead_graph.errors import QueryError
from inclead_graph.network.measures.roles import Figures, Roles, expectations, standardised, whole_expectations
from inclead_graph.network.measures.structure import Structure, Triangles, structure_of

if TYPE_CHECKING:
    import networkx as nx

    from inclead_graph.network.measures.structure import Integers, Numbers

__all__ = ["Brokerage", "Shuffled", "brokerage", "shuffled"]

Sectors = Mapping[Any, Hashable]

_CELLS = 4_000_000
"""Up to so many nodes times sectors a full table is faster than a sparse one."""


@dataclass(frozen=True, slots=True)
class Brokerage:
    """How often each node stands between two others that have no tie, by role.

    Attributes:
        counts: by role and node; ordered pairs.
        sectors: by node.
        expected, deviation: by sector and role, the mean and the standard deviation of the counts of a node in a
            network of the same size and density whose ties fall at random.
        whole, whole_expected, whole_deviation: the same for the sum over all nodes.

    Example:
        >>> import networkx as nx
        >>> found = brokerage(nx.path_graph(3), {0: "council", 1: "charity", 2: "NHS"})
        >>> found.counts.liaison[1], found.counts.coordinator[1]
        (2.0, 0.0)
    """

    counts: Roles[Mapping[Any, float]]
    sectors: Sectors
    expected: Mapping[Hashable, Figures]
    deviation: Mapping[Hashable, Figures]
    whole: Figures
    whole_expected: Figures
    whole_deviation: Figures

    def of(self, node: object) -> Figures:
        """Return the counts of a node."""
        return Roles._make(count[node] for count in self.counts)

    def z(self, node: object) -> Figures:
        """Return how many standard deviations above what was expected the counts of a node are."""
        sector = self.sectors[node]
        return standardised(self.of(node), self.expected[sector], self.deviation[sector])

    @property
    def whole_z(self) -> Figures:
        """How many standard deviations above what was expected the counts of all nodes together are."""
        return standardised(self.whole, self.whole_expected, self.whole_deviation)


@dataclass(frozen=True, slots=True)
class Shuffled:
    """Counts of roles beside those of the same network with its sectors dealt out anew.

    The null hypothesis is that it does not matter to the ties which organisation is of which sector: every
    organisation keeps its ties, and sectors are dealt out anew at random, each as often as it is there.

    Attributes:
        mean: by role and node, the mean of the counts over all deals.
        more: by role and node, p-values: (1 + the deals with a count as high or higher) ÷ (1 + all deals). No deal
            changes the total, so that it is always 1.
        fewer: the same for counts as low or lower.
        deals: how many there were.
        seed: the same seed deals the same.
    """

    mean: Roles[Mapping[Any, float]]
    more: Roles[Mapping[Any, float]]
    fewer: Roles[Mapping[Any, float]]
    deals: int
    seed: int


def brokerage(G: nx.Graph[Any] | Structure, sectors: Sectors) -> Brokerage:  # noqa: N803
    """Brokerage: how often an organisation stands between two others that have no tie with one another.

    The number of ordered pairs a, c with ties a → b and b → c to and from the broker b, and no tie a → c. By the
    sectors of the three it is one of five roles. Where ties have no direction, each pair counts both ways.

    Unit: ordered pairs.
    Isolated: 0.
    Source: Gould & Fernandez, Sociol. Methodol. 19 (1989) 89–126; the same as R's sna.

    Args:
        G: an undirected or directed graph, or what :func:`structure_of` made of it. Self-loops broker nothing, but
            are counted in the density that the expectations rest on, as in ``sna``.
        sectors: the sector of every node.

    Raises:
        QueryError: a node has no sector.
    """
    census = _Census(structure_of(G), sectors)
    counts, density = census.counts(census.numbers), census.density
    moments = expectations(census.sizes, density)
    whole_expected, whole_deviation = whole_expectations(census.sizes, density)
    return Brokerage(
        counts=census.by_node(counts),
        sectors=sectors,
        expected={sector: mean for sector, (mean, _) in zip(census.sectors, moments, strict=True)},
        deviation={sector: spread for sector, (_, spread) in zip(census.sectors, moments, strict=True)},
        whole=Roles._make(counts.sum(axis=1).tolist()),
        whole_expected=whole_expected,
        whole_deviation=whole_deviation,
    )


def shuffled(
    G: nx.Graph[Any] | Structure,  # noqa: N803
    sectors: Sectors,
    deals: int = 999,
    *,
    seed: int = 0,
    tell: Callable[[str], None] | None = None,
) -> Shuffled:
    """Set the counts of roles beside those with sectors dealt out anew.

    Args:
        G: an undirected or directed graph, or what :func:`structure_of` made of it.
        sectors: the sector of every node.
        deals: how many times; no p-value can be below 1 ÷ (1 + deals).
        seed: the same seed deals the same.
        tell: told how far it is.

    Raises:
        QueryError: a node has no sector, or there is to be no deal.
    """
    if deals < 1:
        raise QueryError(f"sectors are dealt out anew 1 time or more, not {deals}")
    import numpy as np

    census = _Census(structure_of(G), sectors)
    true = census.counts(census.numbers)
    total, higher, lower = np.zeros_like(true), np.zeros_like(true), np.zeros_like(true)
    draw = np.random.default_rng(seed)
    for deal in range(deals):
        if tell is not None and deal % 50 == 0:
            tell(f"Dealing out sectors, {deal:,} of {deals:,} times")
        found = census.counts(draw.permutation(census.numbers))
        total += found
        higher += found >= true
        lower += found <= true
    of = census.by_node
    return Shuffled(of(total / deals), of((1 + higher) / (1 + deals)), of((1 + lower) / (1 + deals)), deals, seed)


class _Census:
    """Counts the roles of every node for any deal of the sectors; what does not depend on sectors is found once.

    Arrays by node are in the order of ranks.
    """

    def __init__(self, ties: Structure, sectors: Sectors) -> None:
        import numpy as np

        self.ties = ties
        own = _checked(ties, sectors)
        self.sectors = list(dict.fromkeys(own))
        known = {sector: number for number, sector in enumerate(self.sectors)}
        self.numbers = np.empty(len(own), np.int64)
        self.numbers[ties.rank] = np.fromiter(map(known.__getitem__, own), np.int64, len(own))
        self.sizes = np.bincount(self.numbers, minlength=len(known)).tolist()
        up, down = ties.up > 0, ties.down > 0
        self.sender = np.concatenate((ties.low[up], ties.high[down]))
        self.receiver = np.concatenate((ties.high[up], ties.low[down]))
        self.both = np.concatenate((down[up], up[down])).astype(np.float64)
        self.closed = [part for triangles in ties.triangles() for part in _closed(ties, triangles)]

    def counts(self, numbers: Integers) -> Numbers:
        """Return, by role and node, the counts of the five roles and their total, with a sector for each node."""
        import numpy as np

        count = len(numbers)
        same = (numbers[self.sender] == numbers[self.receiver]).astype(np.float64)

        def arcs(of: Integers, weights: Numbers | None = None) -> Numbers:
            return np.bincount(of, weights, count).astype(np.float64)

        in_own, out_own = arcs(self.receiver, same), arcs(self.sender, same)
        in_other, out_other = arcs(self.receiver) - in_own, arcs(self.sender) - out_own
        both, both_own = arcs(self.sender, self.both), arcs(self.sender, self.both * same)
        alike = self._alike(numbers) - in_own * out_own
        found = np.empty((6, count))
        found[0] = in_own * out_own - both_own
        found[1] = alike - (both - both_own)
        found[2] = in_own * out_other
        found[3] = in_other * out_own
        found[4] = in_other * out_other - alike
        for broker, first, last in self.closed:
            own, source, target = numbers[broker], numbers[first], numbers[last]
            outside = 2 * (source != own) + (target != own)
            role = np.where((outside == 3) & (source == target), 1, np.array([0, 2, 3, 4])[outside])
            found[:5] -= np.bincount(role * count + broker, minlength=5 * count).reshape(5, count)
        found[5] = found[:5].sum(axis=0)
        return found

    @property
    def density(self) -> float | None:
        """The part of all possible arcs that is there, as ``sna`` has it: self-loops are arcs, too."""
        possible = len(self.numbers) * (len(self.numbers) - 1)
        return (len(self.sender) + self.ties.loops) / possible if possible else None

    def by_node(self, values: Numbers) -> Roles[Mapping[Any, float]]:
        """Return values by role and rank as values by role and node."""
        rows = values[:, self.ties.rank].tolist()
        return Roles._make(dict(zip(self.ties.nodes, row, strict=True)) for row in rows)

    def _alike(self, numbers: Integers) -> Numbers:
        """Return, by node, its pairs of an arc in and an arc out of which both other ends are of one sector."""
        import numpy as np
        from scipy.sparse import csr_array

        count, sectors = len(numbers), len(self.sizes)
        if count * sectors <= _CELLS:
            arrived = np.bincount(self.receiver * sectors + numbers[self.sender], minlength=count * sectors)
            left = np.bincount(self.sender * sectors + numbers[self.receiver], minlength=count * sectors)
            return np.asarray((arrived * left).reshape(count, sectors).sum(axis=1), np.float64)
        ones = np.ones(len(self.sender))
        source = csr_array((ones, (self.receiver, numbers[self.sender])), shape=(count, sectors))
        target = csr_array((ones, (self.sender, numbers[self.receiver])), shape=(count, sectors))
        return np.asarray(source.multiply(target).sum(axis=1))


def _checked(ties: Structure, sectors: Sectors) -> list[Hashable]:
    try:
        return [sectors[node] for node in ties.nodes]
    except KeyError:
        missing = [str(node) for node in ties.nodes if node not in sectors]
    listed = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if missing[5:] else "")
    raise QueryError(f"roles go by sector, and none is given for {listed}")


def _closed(ties: Structure, triangles: Triangles) -> Iterable[tuple[Integers, Integers, Integers]]:
    """Yield broker, first and last of the ways from first to last through a broker that an arc makes unnecessary."""
    low, middle, high = ties.low[triangles.ab], ties.high[triangles.ab], ties.high[triangles.ac]
    up, down = ties.up > 0, ties.down > 0
    ab, ac, bc = triangles
    for broker, first, last, arcs in (
        (low, middle, high, down[ab] & up[ac] & up[bc]),
        (low, high, middle, down[ac] & up[ab] & down[bc]),
        (middle, low, high, up[ab] & up[bc] & up[ac]),
        (middle, high, low, down[bc] & down[ab] & down[ac]),
        (high, low, middle, up[ac] & down[bc] & up[ab]),
        (high, middle, low, up[bc] & down[ac] & down[ab]),
    ):
        yield broker[arcs], first[arcs], last[arcs]
