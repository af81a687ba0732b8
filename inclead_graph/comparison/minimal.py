"""Minimal sets of changes that do something, whatever it is that they do.

The question is put to a function that says whether a set works. Nothing is taken for granted about it: more changes may
undo what fewer did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, TypeVar

__all__ = ["FEW", "MOST", "MinimalSets", "minimal_sets"]

T = TypeVar("T")

FEW = 6
"""Among so many changes every set is tried; a set of so many is compared with every proper subset."""

MOST = 6
"""No more sets than this are listed for one finding."""


@dataclass(frozen=True, slots=True)
class MinimalSets(Generic[T]):
    """Sets that work, none of which works with less.

    Attributes:
        sets: the smallest first, then in the order of the pool; each in the order of the pool.
        every: true when there is no other.
    """

    sets: tuple[tuple[T, ...], ...]
    every: bool


def minimal_sets(works: Callable[[frozenset[T]], bool], pool: Sequence[T]) -> MinimalSets[T]:
    """Return minimal working subsets of ``pool``, which must itself work.

    Among up to :data:`FEW`, all are found by trying. Among more, all of one element are, and then others as long as
    what is left of the pool without some of those found still works (the hitting-set tree of Reiter, 1987), each by
    taking away as much as can be taken away (the minimising delta debugging of Zeller and Hildebrandt, 2002).

    Example:
        >>> minimal_sets(lambda s: "a" in s or {"b", "c"} <= s, "abc").sets
        (('a',), ('b', 'c'))
    """
    if len(pool) <= FEW:
        return MinimalSets(tuple(_all(works, pool)), every=True)
    alone = [(one,) for one in pool if works(frozenset((one,)))]
    rest = [one for one in pool if (one,) not in alone]
    found, every = _tree(works, rest, MOST - len(alone))
    position = {one: at for at, one in enumerate(pool)}
    sets = sorted((*alone, *found), key=lambda s: (len(s), [position[one] for one in s]))
    return MinimalSets(tuple(sets[:MOST]), every and len(sets) <= MOST)


def _all(works: Callable[[frozenset[T]], bool], pool: Sequence[T]) -> Iterator[tuple[T, ...]]:
    found: list[frozenset[T]] = []
    for size in range(1, len(pool) + 1):
        for some in combinations(pool, size):
            here = frozenset(some)
            if not any(smaller <= here for smaller in found) and works(here):
                found.append(here)
                yield some


def _tree(works: Callable[[frozenset[T]], bool], pool: Sequence[T], most: int) -> tuple[list[tuple[T, ...]], bool]:
    """Find minimal sets of two or more; say whether the search came to its end."""
    found: dict[frozenset[T], tuple[T, ...]] = {}
    waiting: list[frozenset[T]] = [frozenset()]
    seen: set[frozenset[T]] = set()
    while waiting:
        without = waiting.pop(0)
        if without in seen:
            continue
        seen.add(without)
        left = [one for one in pool if one not in without]
        known = next((s for s in found if not s & without), None)
        if known is None:
            if not works(frozenset(left)):
                continue
            if len(found) >= most:
                return list(found.values()), False
            smallest = _shrunk(works, left)
            known = frozenset(smallest)
            found[known] = tuple(smallest)
        waiting += [without | {one} for one in sorted(known, key=pool.index)]
    return list(found.values()), True


def _shrunk(works: Callable[[frozenset[T]], bool], pool: Sequence[T]) -> list[T]:
    """Take away as much as can be taken away, first in large pieces, the later ones first."""
    kept = list(pool)
    size = max(1, len(kept) // 2)
    while True:
        before = len(kept)
        for end in range(len(kept), 0, -size):
            fewer = kept[: max(0, end - size)] + kept[end:]
            if fewer and works(frozenset(fewer)):
                kept = fewer
        if size == 1 and len(kept) == before:
            break
        size = max(1, size // 2)
    return list(next(_all(works, kept))) if len(kept) <= FEW else kept
