"""The statistics of monitoring against published worked examples, to the digits printed there."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclead_graph.monitoring import statistics
from inclead_graph.monitoring.standards import _newcombe


@pytest.mark.parametrize(
    ("events", "people", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_of_a_proportion_is_that_of_newcombes_table_1(
    events: int, people: int, low: float, high: float
) -> None:
    """R. G. Newcombe, Stat. Med. 17 (1998) 857-872, Table I, method 3."""
    assert [round(end, 4) for end in statistics.wilson(events, people)] == [low, high]


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 10), 0.6075, 1.0)],
)
def test_the_interval_of_a_difference_is_that_of_newcombes_table_2(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    """R. G. Newcombe, Stat. Med. 17 (1998) 873-890, Table II, method 10."""
    assert [round(end / 100, 4) for end in _newcombe(*first, *second)] == [low, high]


@pytest.mark.parametrize(("events", "low", "high"), [(0, 0, 3.69), (1, 0.03, 5.57), (5, 1.62, 11.67), (9, 4.12, 17.08)])
def test_the_interval_of_fewer_than_ten_events_is_the_exact_one(events: int, low: float, high: float) -> None:
    """F. Garwood, Biometrika 28 (1936), and every table of Poisson limits since."""
    assert [round(end, 2) for end in statistics.byar(events)] == [low, high]


@pytest.mark.parametrize(
    ("events", "low", "high"), [(10, 4.795, 18.390), (20, 12.217, 30.888), (50, 37.111, 65.919), (100, 81.364, 121.627)]
)
def test_byars_interval_is_within_a_five_hundredth_of_the_exact_one_from_ten_events_on(
    events: int, low: float, high: float
) -> None:
    """Fingertips technical guide on confidence intervals (2018), which says 0.2 %; exact limits as in Garwood."""
    assert statistics.byar(events) == pytest.approx((low, high), rel=0.002)


def test_the_ratio_of_two_proportions_has_the_interval_of_the_physicians_health_study() -> None:
    """A. Agresti, Categorical Data Analysis: 189 of 11,034 beside 104 of 11,037, 1.82 (1.43 to 2.31)."""
    found = statistics.log_ratio_interval(189, 11034, 104, 11037, proportion=True)
    assert found is not None
    assert [round(end, 2) for end in found] == [1.43, 2.31]


def test_the_ratio_of_two_rates_has_the_interval_of_the_textbook_formula() -> None:
    """Boston University, School of Public Health, Random Error: exp(ln RR ± 1.96 √(1/a + 1/b))."""
    found = statistics.log_ratio_interval(30, 54308.7, 60, 51477.5, proportion=False)
    wide = 1.96 * math.sqrt(1 / 30 + 1 / 60)
    ratio = (30 / 54308.7) / (60 / 51477.5)
    assert found == pytest.approx((ratio * math.exp(-wide), ratio * math.exp(wide)), rel=1e-4)


def test_the_trend_test_gives_the_z_of_sas() -> None:
    """SAS/STAT, PROC FREQ, trend test (also A. Agresti 2002, 181): Z = 4.7918, n = 161."""
    yes, no = [6, 7, 9, 14, 23], [26, 26, 23, 18, 9]
    found = statistics.trend(yes, [a + b for a, b in zip(yes, no, strict=True)], proportion=True)
    assert round(found.z, 4) == 4.7918
    assert found.p < 0.0001


def test_the_trend_test_gives_the_chi_square_of_epi_info() -> None:
    """B. Gerstman, San José State University, on Epi Info: 3.535, with n - 1 in the place of n (Mantel)."""
    yes, no = [17, 76, 34, 32, 20], [40, 195, 88, 53, 30]
    people = [a + b for a, b in zip(yes, no, strict=True)]
    found = statistics.trend(yes, people, proportion=True)
    assert round(found.z**2 * (sum(people) - 1) / sum(people), 3) == 3.535


def test_the_trend_of_rates_does_not_depend_on_the_unit_of_time() -> None:
    monthly = statistics.trend([30, 40, 55], [1000, 1100, 1050], proportion=False)
    yearly = statistics.trend([30, 40, 55], [12000, 13200, 12600], proportion=False)
    assert monthly.z == pytest.approx(yearly.z)


def test_holms_values_are_those_of_stdlib() -> None:
    """stdlib.io, @stdlib/stats/padjust, examples."""
    assert [round(p, 3) for p in statistics.adjusted([0.319, 0.201, 0.4, 0.374, 0.113], "holm")] == [
        0.957, 0.804, 0.957, 0.957, 0.565,
    ]  # fmt: skip


def test_the_values_of_benjamini_and_hochberg_are_those_of_stdlib_and_of_their_paper() -> None:
    """stdlib.io; and J. R. Stat. Soc. B 57 (1995) 289-300, §3: four of fifteen hypotheses are rejected at 0.05."""
    assert [round(p, 3) for p in statistics.adjusted([0.008, 0.03, 0.123, 0.6, 0.2], "bh")] == [
        0.04, 0.075, 0.205, 0.6, 0.25,
    ]  # fmt: skip
    paper = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
             0.7590, 1.0000]  # fmt: skip
    assert sum(p <= 0.05 for p in statistics.adjusted(paper, "bh")) == 4
    assert sum(p <= 0.05 for p in statistics.adjusted(paper, "holm")) == 3


def test_the_ratio_to_everybody_varies_as_its_interval_says() -> None:
    """Drawn 4,000 times, the logarithm of the ratio to everybody, the group included, has the standard error given."""
    draw = np.random.default_rng(5)
    people, rest_people = 400, 1600
    events, rest = draw.binomial(people, 0.3, 4000), draw.binomial(rest_people, 0.2, 4000)
    ratios = np.log((events / people) / ((events + rest) / (people + rest_people)))
    found = statistics.ratio_to_overall(120, 400, 440, 2000, proportion=True)
    assert found.error == pytest.approx(float(ratios.std()), rel=0.05)


# Public Health England's example of the slope index: life expectancy by tenth of deprivation in two areas.
PEOPLE = (7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534)
VALUES = (75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3)
ERRORS = (1.64, 1.58, 1.51, 1.78, 1.7, 1.56, 1.37, 1.4, 2.43, 1.57)


def test_the_slope_index_is_that_of_the_fingertips_method() -> None:
    """PHEindicatormethods, phe_sii: regress value × √a on √a and √a × b, a the share and b the rank, no intercept.

    The interval there is drawn by simulation from the values' standard errors; so it is here, 20,000 times.
    """
    share = np.asarray(PEOPLE) / sum(PEOPLE)
    rank = np.cumsum(share) - share / 2
    design = np.column_stack([np.sqrt(share), np.sqrt(share) * rank])
    draws = np.random.default_rng(3).normal(VALUES, ERRORS, (20_000, len(VALUES)))
    lines = np.linalg.lstsq(design, (np.vstack([VALUES, draws]) * np.sqrt(share)).T, rcond=None)[0].T
    found = statistics.gradient(VALUES, PEOPLE, ERRORS)

    assert found.sii == pytest.approx(lines[0, 1])
    assert found.rii == pytest.approx((lines[0, 0] + lines[0, 1]) / lines[0, 0])
    assert found.sii_interval == pytest.approx(np.percentile(lines[1:, 1], [2.5, 97.5]), abs=0.15)
    drawn = (lines[1:, 0] + lines[1:, 1]) / lines[1:, 0]
    assert found.rii_interval == pytest.approx(np.percentile(drawn, [2.5, 97.5]), abs=0.003)


@given(st.integers(0, 60), st.integers(1, 200), st.integers(0, 200), st.integers(1, 500))
def test_a_group_is_like_everybody_exactly_where_it_is_like_the_rest(
    events: int, more: int, rest: int, rest_more: int
) -> None:
    people, rest_people = events + more, rest + rest_more
    both = events + rest, people + rest_people
    p = statistics.compared_with_rest(events, people, *both, proportion=True)
    if both[0]:
        ratio = statistics.ratio_to_overall(events, people, *both, proportion=True).ratio
        assert (ratio > 1) == (events * rest_people > rest * people)
        assert (p == 1) == (events * rest_people == rest * people) or p > 0.999


def test_adjusting_keeps_the_order_and_never_lowers_a_value() -> None:
    draw = random.Random(1)
    for method in ("holm", "bh"):
        values = [draw.random() for _ in range(40)]
        found = statistics.adjusted(values, method)
        assert all(a >= p - 1e-12 for a, p in zip(found, values, strict=True))
        by_value = [a for _, a in sorted(zip(values, found, strict=True))]
        assert by_value == sorted(by_value)
