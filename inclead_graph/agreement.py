"""Krippendorff's alpha for ordered grades, exactly, with an interval from resampling the things graded.

After K. Krippendorff, *Computing Krippendorff's Alpha-Reliability* (University of Pennsylvania, 2011): observed over
expected disagreement within pairs of values, for any number of observers, with missing values. The bootstrap follows
B. Efron, R. Tibshirani, *An Introduction to the Bootstrap* (1993), percentile method.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import lcm

__all__ = ["Agreement", "Interval", "agreement", "ordinal_alpha"]

Unit = Sequence[int]
"""The ranks that observers gave to one thing; who is missing gave none."""

RESAMPLES = 1000
SEED = 20120301
LEVEL = Fraction(95, 100)
LEAST_UNITS = 5
"""Fewer things than this are not resampled: with four there are 35 different samples, and an interval would mislead."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A percentile interval: the middle ``level`` of alpha over resampled things.

    Attributes:
        low, high: its ends.
        resamples: how many samples were drawn.
        undefined: how many of these had no alpha, because all their values were the same; they are left out.
        seed: what the draw began from, so that it can be repeated.
    """

    low: Fraction
    high: Fraction
    level: Fraction
    resamples: int
    undefined: int
    seed: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far several observers agree, as far as can be said.

    Attributes:
        alpha: 1 is perfect agreement, 0 what chance would give, below 0 systematic disagreement; ``None`` when it
            cannot be said.
        units: things that at least two observers graded; only these count.
        values: gradings of these things.
        interval: ``None`` when there are too few things for one.
        why_not: what is lacking for alpha or for the interval; empty when nothing is.
    """

    alpha: Fraction | None
    units: int
    values: int
    interval: Interval | None
    why_not: str


def ordinal_alpha(units: Sequence[Unit]) -> Fraction | None:
    """Return alpha for ordered values; ``None`` where fewer than two values differ, which leaves it undefined.

    Example:
        >>> ordinal_alpha([[0, 0], [1, 1], [2, 2]])
        Fraction(1, 1)
        >>> ordinal_alpha([[3, 3], [3, 3]]) is None
        True
    """
    pairable = [Counter(unit) for unit in units if len(unit) > 1]
    totals: Counter[int] = Counter()
    for counts in pairable:
        totals.update(counts)
    distance = _distances(totals)
    number = sum(totals.values())
    expected = sum(totals[one] * totals[other] * apart for (one, other), apart in distance.items())
    if not expected:
        return None
    # Whole numbers until the end: everything over the least common multiple of what single things are divided by.
    scale = lcm(*(sum(counts.values()) - 1 for counts in pairable))
    observed = 0
    for counts in pairable:
        weight = scale // (sum(counts.values()) - 1)
        for one, other in combinations(sorted(counts), 2):
            observed += weight * counts[one] * counts[other] * distance[one, other]
    return 1 - Fraction((number - 1) * observed, scale * expected)


def _distances(totals: Mapping[int, int]) -> dict[tuple[int, int], int]:
    """Return four times the squared ordinal distance of each two values: how many gradings lie between them."""
    ranks = sorted(totals)
    return {
        (low, high): (2 * sum(totals[rank] for rank in ranks if low <= rank <= high) - totals[low] - totals[high]) ** 2
        for low, high in combinations(ranks, 2)
    }


def agreement(units: Sequence[Unit]) -> Agreement:
    """Return how far observers agree on things that they graded, with an interval where there are enough things.

    Args:
        units: for each thing, the ranks that it was given; things with fewer than two are passed over.

    Example:
        >>> agreement([[0, 1]]).why_not
        'only 1 thing was graded by two or more; 2 are needed'
    """
    pairable = [sorted(unit) for unit in units if len(unit) > 1]
    values = sum(map(len, pairable))
    if len(pairable) < 2:
        number = "no thing was" if not pairable else "only 1 thing was"
        why = f"{number} graded by two or more; 2 are needed"
        return Agreement(None, len(pairable), values, None, why)
    alpha = ordinal_alpha(pairable)
    if alpha is None:
        why = "every grading is the same, so there is nothing against which agreement could be told from habit"
        return Agreement(None, len(pairable), values, None, why)
    if len(pairable) < LEAST_UNITS:
        why = f"{len(pairable)} things are too few for an interval; {LEAST_UNITS} are needed"
        return Agreement(alpha, len(pairable), values, None, why)
    return Agreement(alpha, len(pairable), values, _interval(pairable), "")


def _interval(units: Sequence[Unit]) -> Interval:
    draw = random.Random(SEED)  # noqa: S311 (a draw that can be repeated, not a secret)
    in_order = sorted(map(tuple, units))
    sampled = (ordinal_alpha(draw.choices(in_order, k=len(in_order))) for _ in range(RESAMPLES))
    found = sorted(alpha for alpha in sampled if alpha is not None)
    outside = (1 - LEVEL) / 2
    low, high = (found[round(share * (len(found) - 1))] for share in (outside, 1 - outside))
    return Interval(low, high, LEVEL, RESAMPLES, RESAMPLES - len(found), SEED)
