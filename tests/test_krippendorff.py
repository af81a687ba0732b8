"""Agreement is Krippendorff's: his own example, a kept library as second opinion, and what must hold of every table."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

import krippendorff
import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclead_graph.agreement import RESAMPLES, agreement, ordinal_alpha

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section C: four observers, twelve units, gaps.
PUBLISHED = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""
UNITS = st.lists(st.lists(st.integers(0, 3), max_size=5), min_size=2, max_size=12)


def units_of(table: str) -> list[list[int]]:
    rows = [row.split() for row in table.strip().splitlines()]
    return [[int(cell) for cell in column if cell != "."] for column in zip(*rows, strict=True)]


def by_definition(units: Sequence[Sequence[int]]) -> Fraction | None:
    """Every ordered pair within and across units, one by one, as the 2011 paper writes it; slow, and shares nothing."""
    kept = [unit for unit in units if len(unit) > 1]
    values = [value for unit in kept for value in unit]

    def apart(one: int, other: int) -> Fraction:
        low, high = sorted((one, other))
        between = sum(low <= value <= high for value in values)
        return (between - Fraction(values.count(one) + values.count(other), 2)) ** 2

    pairs = [(a, b) for i, a in enumerate(values) for j, b in enumerate(values) if i != j]
    expected = sum((apart(a, b) for a, b in pairs), start=Fraction(0))
    observed = sum(
        (apart(a, b) / (len(unit) - 1) for unit in kept for a, b in permutations(unit, 2)), start=Fraction(0)
    )
    return 1 - (len(values) - 1) * observed / expected if expected else None


def test_the_published_example_has_the_published_alpha() -> None:
    alpha = ordinal_alpha(units_of(PUBLISHED))

    assert alpha is not None
    assert f"{float(alpha):.3f}" == "0.815"


@pytest.mark.parametrize(
    ("units", "alpha"),
    [
        # Four values, two of each grade: 4 - (2 + 2) / 2 lie between, squared 4. Observed: 4 for each of 2 pairs, both
        # ways, 16. Expected: 4 for each of 2 x 2 pairs, both ways, 32. So 1 - 3 x 16 / 32.
        ([[0, 1], [1, 0]], Fraction(-1, 2)),
        ([[0, 0], [3, 3]], Fraction(1)),
    ],
)
def test_small_tables_have_the_alpha_worked_by_hand(units: list[list[int]], alpha: Fraction) -> None:
    assert ordinal_alpha(units) == alpha


def test_how_many_gradings_lie_between_counts_and_not_how_far_apart_the_ranks_are() -> None:
    assert ordinal_alpha([[0, 0], [1, 1], [0, 1]]) == ordinal_alpha([[0, 0], [3, 3], [0, 3]])


@given(UNITS)
def test_alpha_is_what_its_definition_says_pair_by_pair(units: list[list[int]]) -> None:
    assert ordinal_alpha(units) == by_definition(units)


@given(UNITS)
def test_a_kept_library_says_the_same(units: list[list[int]]) -> None:
    alpha = ordinal_alpha(units)
    if alpha is None:
        return
    table = numpy.full((5, len(units)), numpy.nan)
    for column, unit in enumerate(units):
        table[: len(unit), column] = unit

    theirs = krippendorff.alpha(reliability_data=table, level_of_measurement="ordinal")

    assert float(alpha) == pytest.approx(float(theirs), abs=1e-9)


@given(UNITS, st.randoms(use_true_random=False))
def test_the_order_of_things_and_of_observers_never_matters(units: list[list[int]], draw: random.Random) -> None:
    shuffled = [draw.sample(unit, len(unit)) for unit in units]
    draw.shuffle(shuffled)

    assert agreement(shuffled) == agreement(units)


def test_things_that_one_observer_graded_count_for_nothing() -> None:
    units = units_of(PUBLISHED)

    assert agreement([*units, [3], [], [0]]) == agreement(units)


def test_the_interval_holds_alpha_and_says_how_it_was_made() -> None:
    found = agreement(units_of(PUBLISHED))

    assert found.alpha is not None
    assert found.interval is not None
    assert found.interval.low <= found.alpha <= found.interval.high
    assert (found.units, found.values) == (11, 40)
    assert (found.interval.resamples, found.interval.level) == (RESAMPLES, Fraction(19, 20))
    assert found.why_not == ""


def test_perfect_agreement_has_an_interval_of_one_point() -> None:
    found = agreement([[g, g] for g in (0, 1, 2, 3, 0, 1)])

    assert found.interval is not None
    assert (found.alpha, found.interval.low, found.interval.high) == (1, 1, 1)


def test_resamples_without_alpha_are_counted() -> None:
    found = agreement([[0, 0]] * 5 + [[1, 1]])

    assert found.interval is not None
    # A resample misses the one thing that differs with probability (5/6)^6, about a third; it then has no alpha.
    assert RESAMPLES * 0.25 < found.interval.undefined < RESAMPLES * 0.45


@pytest.mark.parametrize(
    ("units", "words"),
    [
        ([], "no thing was graded by two or more"),
        ([[1]], "no thing was graded by two or more"),
        ([[1, 2], [1]], "only 1 thing was graded by two or more"),
        ([[2, 2], [2, 2, 2]], "every grading is the same"),
    ],
)
def test_too_little_to_go_on_is_said_and_no_number_is_given(units: list[list[int]], words: str) -> None:
    found = agreement(units)

    assert found.alpha is None
    assert found.interval is None
    assert words in found.why_not


def test_few_things_have_an_alpha_but_no_interval() -> None:
    found = agreement([[0, 1], [2, 2], [3, 3], [1, 1]])

    assert found.alpha is not None
    assert found.interval is None
    assert "4 things are too few for an interval; 5 are needed" in found.why_not
