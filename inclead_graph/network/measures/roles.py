"""The roles of a broker between sectors (Gould & Fernandez 1989), and what chance would make of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

__all__ = ["ROLES", "Figures", "Role", "Roles", "expectations", "standardised", "whole_expectations"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Role:
    """A way to stand between two others.

    Attributes:
        name: as Gould and Fernandez call it; the same as a field of :class:`Roles`.
        symbol: as R's ``sna`` writes it.
        sectors: of the one that it carries from, of the broker (A), and of the one that it carries to.
        does: what the broker does, to follow its name in a sentence.
        does_both_ways: the same where ties have no direction; then representatives and gatekeepers are the same.
    """

    name: str
    symbol: str
    sectors: str
    does: str
    does_both_ways: str


_WITHIN, _OTHER = "carries between organisations of its own sector", "carries between organisations of one other sector"
_ACROSS, _BETWEEN = "carries between its own sector and others", "carries between two other sectors"

ROLES = (
    Role("coordinator", "w_I", "A → A → A", _WITHIN, _WITHIN),
    Role("itinerant", "w_O", "B → A → B", _OTHER, _OTHER),
    Role("representative", "b_IO", "A → A → B", "carries from its own sector to others", _ACROSS),
    Role("gatekeeper", "b_OI", "B → A → A", "carries from other sectors into its own", _ACROSS),
    Role("liaison", "b_O", "B → A → C", _BETWEEN, _BETWEEN),
)
"""The five roles, in the order of R's ``sna``. The itinerant is also called consultant."""


class Roles(NamedTuple, Generic[T]):
    """Something for each of the five roles, and for all of them together."""

    coordinator: T
    itinerant: T
    representative: T
    gatekeeper: T
    liaison: T
    total: T


Figures = Roles[float | None]
"""A number for each role; ``None`` where it is not defined."""


def standardised(counts: Figures, expected: Figures, deviation: Figures) -> Figures:
    """Return how many standard deviations above what was expected counts are; ``None`` where there is no deviation."""
    return Roles._make(
        None if count is None or mean is None or not spread else (count - mean) / spread
        for count, mean, spread in zip(counts, expected, deviation, strict=True)
    )


def expectations(sizes: Sequence[int], density: float | None) -> list[tuple[Figures, Figures]]:
    """Return, by sector, the mean and the standard deviation of a member's counts where ties fall at random.

    Each of the n(n − 1) arcs is there with the same chance, independently of the others.

    Args:
        sizes: of the sectors.
        density: that chance; ``None`` where there can be no arc, and then nothing is defined.

    Source: Gould & Fernandez, Sociol. Methodol. 19 (1989) 89–126; the same as R's ``sna``.
    """
    return [_roles_of(_pairs(size, sizes), density) for size in sizes]


def whole_expectations(sizes: Sequence[int], density: float | None) -> tuple[Figures, Figures]:
    """Return the same for the counts of all nodes together."""
    everyone, squares, cubes, fourths = (sum(size**power for size in sizes) for power in (1, 2, 3, 4))
    own = _Terms.of((n * (n - 1) * (n - 2), 4 * n - 10, 4 * (n - 3), n - 3) for n in sizes)
    across = _Terms.of((n * (everyone - n) * (n - 1), everyone - 3, 0, n - 2) for n in sizes)
    itinerant = _Terms(
        sum(n * (everyone - n) * (n - 1) for n in sizes),
        sum(n * (n - 1) * ((2 * n - 6) * (everyone - n) + 2 * (squares - n * n)) for n in sizes),
        0,
        sum(n * (n - 1) * (everyone - n) * (everyone - n - 1) for n in sizes),
    )
    # Sums over three different sectors: of the product of their sizes, and of the same with one size squared.
    apart = everyone**3 - 3 * everyone * squares + 2 * cubes
    squared = everyone**2 * squares - 2 * everyone * cubes + 2 * fourths - squares**2
    many = (4 * everyone - 2) * apart - 8 * squared
    liaison = _Terms(apart, many, many, (everyone - 1) * apart - 2 * squared)
    whole = _Terms.of(
        [(everyone * (everyone - 1) * (everyone - 2), 4 * everyone - 10, 4 * (everyone - 3), everyone - 3)]
    )
    return _roles_of((own, itinerant, across, across, liaison, whole), density)


@dataclass(frozen=True, slots=True)
class _Terms:
    """Of one count, how many ordered pairs there are, and how many pairs of these share arcs, by how they do.

    Two that share an arc, and do not share the arc that would close them, vary together: by d³(1 − d)³, less by
    d⁴(1 − d)² where one's tie is what would close the other, and by d⁵(1 − d) where both would be closed by one arc.
    """

    pairs: int
    sharing: int
    closing: int = 0
    closed: int = 0

    @classmethod
    def of(cls, terms: Iterable[tuple[int, int, int, int]]) -> _Terms:
        """Add up terms, of which each gives its pairs, and for each of these how many others share arcs with it."""
        rows = list(terms)
        return cls(sum(row[0] for row in rows), *(sum(row[0] * row[place] for row in rows) for place in (1, 2, 3)))


def _pairs(size: int, sizes: Sequence[int]) -> tuple[_Terms, ...]:
    """Return the terms of each role for one member of a sector of that size, and of all roles."""
    everyone = sum(sizes)
    others, mates = list(sizes), size - 1
    others.remove(size)
    apart = everyone - size
    between = mates * math.comb(apart, 2) + apart * math.comb(max(mates, 0), 2)
    return (
        _Terms(mates * (size - 2), 2 * mates * (size - 2) * (size - 3)),
        _Terms(sum(n * (n - 1) for n in others), 2 * sum(n * (n - 1) * (n - 2) for n in others)),
        _Terms(apart * mates, 2 * between),
        _Terms(apart * mates, 2 * between),
        _Terms(apart**2 - sum(n * n for n in others), 4 * sum(n * math.comb(apart - n, 2) for n in others)),
        _Terms((everyone - 1) * (everyone - 2), 2 * (everyone - 1) * (everyone - 2) * (everyone - 3)),
    )


def _roles_of(terms: Iterable[_Terms], density: float | None) -> tuple[Figures, Figures]:
    if density is None:
        return Roles._make([None] * 6), Roles._make([None] * 6)
    chance = density**2 * (1 - density)
    means: list[float | None] = []
    spreads: list[float | None] = []
    for one in terms:
        mean = chance * one.pairs
        variance = (
            mean * (1 - chance)
            + one.sharing * density**3 * (1 - density) ** 3
            - one.closing * density**4 * (1 - density) ** 2
            + one.closed * density**5 * (1 - density)
        )
        means.append(mean)
        spreads.append(math.sqrt(variance) if variance >= 0 else None)
    return Roles._make(means), Roles._make(spreads)
