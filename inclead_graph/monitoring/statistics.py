"""Rates, ratios, their intervals, tests, trends and gradients. Each function names the paper or book that it follows.

Intervals are of 95 % unless ``confidence`` says otherwise. All take counts of people or events, and give plain numbers
(a rate of 0.25, not 25 %).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from inclead_graph.errors import UnreadableError

__all__ = [
    "Gradient",
    "Interval",
    "Trend",
    "adjusted",
    "byar",
    "compared_with_rest",
    "expected_at_least",
    "gradient",
    "log_ratio_interval",
    "ratio_to_overall",
    "require",
    "trend",
    "wilson",
]

Interval = tuple[float, float]
FEW_EVENTS = 10
"""Below so many events the interval is exact: Byar's approximation is for ten and more (Fingertips technical guide)."""


def require() -> None:
    """See that scipy is there.

    Raises:
        UnreadableError: it is not; the message says how to install it.
    """
    try:
        import scipy.special  # noqa: F401
    except ImportError as error:
        raise UnreadableError(
            f"monitoring takes the Python packages 'numpy' and 'scipy', which do not load ({error}); "
            "pip install 'inclead-graph[networks]'"
        ) from None


def _z(confidence: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + confidence / 2))


def _two_sided(z: float) -> float:
    from scipy.special import ndtr

    return float(min(1.0, 2 * ndtr(-abs(z))))


def wilson(events: float, people: float, confidence: float = 0.95) -> Interval:
    """Return Wilson's score interval of a proportion.

    E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212; R. G. Newcombe, Stat. Med. 17 (1998) 857-872, method 3.

    Example:
        >>> [round(end, 4) for end in wilson(81, 263)]
        [0.2553, 0.3662]
    """
    z2 = _z(confidence) ** 2
    share = events / people
    middle = events + z2 / 2
    half = math.sqrt(z2) * math.sqrt(z2 / 4 + people * share * (1 - share))
    low, high = (middle - half) / (people + z2), (middle + half) / (people + z2)
    return (0.0 if events == 0 else low), (1.0 if events == people else high)


def byar(events: float, confidence: float = 0.95) -> Interval:
    """Return the interval of a count of events: Byar's approximation, or below ten the exact one of Poisson's law.

    N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research II (IARC 1987) 69; exact: F. Garwood,
    Biometrika 28 (1936) 437-442. Divide both ends by the people for a rate.

    Example:
        >>> [round(end, 1) for end in byar(65)]
        [50.2, 82.8]
    """
    if events < FEW_EVENTS:
        from scipy.special import gammaincinv

        tail = (1 - confidence) / 2
        return (float(gammaincinv(events, tail)) if events else 0.0), float(gammaincinv(events + 1, 1 - tail))
    z, more = _z(confidence), events + 1
    low = events * (1 - 1 / (9 * events) - z / (3 * math.sqrt(events))) ** 3
    return low, more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3


def _log_error(events: float, people: float, others: float, other_people: float, *, proportion: bool) -> float:
    """Return the standard error of the logarithm of a ratio of two separate groups."""
    taken = 1 / people + 1 / other_people if proportion else 0.0
    return math.sqrt(max(0.0, 1 / events + 1 / others - taken))


def log_ratio_interval(
    events: float, people: float, others: float, other_people: float, *, proportion: bool, confidence: float = 0.95
) -> Interval | None:
    """Return the interval on the log scale of the ratio of two separate groups; ``None`` where one has no event.

    Proportions: D. Katz and others, Biometrics 34 (1978) 469-474. Rates: Breslow and Day 1987.

    Example:
        >>> [round(end, 2) for end in log_ratio_interval(189, 11034, 104, 11037, proportion=True)]
        [1.43, 2.31]
    """
    if not (events and others):
        return None
    ratio = (events / people) / (others / other_people)
    error = _z(confidence) * _log_error(events, people, others, other_people, proportion=proportion)
    return ratio * math.exp(-error), ratio * math.exp(error)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A group's rate divided by that of everybody, the group included.

    Attributes:
        ratio: 1 where the group fares as everybody.
        error: standard error of its logarithm; ``None`` where the group, or everybody else, has no event.
        interval: of the ratio.
    """

    ratio: float
    error: float | None
    interval: Interval | None


def ratio_to_overall(
    events: float, people: float, all_events: float, all_people: float, *, proportion: bool, confidence: float = 0.95
) -> Ratio:
    """Compare a group with everybody, itself included.

    Everybody is the group and the rest, so the two rates are not independent. With ``s`` the group's share of all
    events, the logarithm of the ratio moves by ``(1 - s)`` times what the logarithm of group against rest moves (the
    delta method, the shares of people being fixed). Its standard error is therefore ``(1 - s)`` times that of Katz for
    proportions, or of the rate ratio for rates. The ratio is 1 exactly where group and rest have the same rate.
    """
    ratio = (events / people) / (all_events / all_people)
    rest, rest_people = all_events - events, all_people - people
    if not (events and rest and rest_people):
        return Ratio(ratio, None, None)
    error = _log_error(events, people, rest, rest_people, proportion=proportion) * rest / all_events
    wide = _z(confidence) * error
    return Ratio(ratio, error, (ratio * math.exp(-wide), ratio * math.exp(wide)))


def expected_at_least(people: float, all_events: float, all_people: float, *, proportion: bool) -> float:
    """Return the least count that the test expects in any part of its table; small where there is too little data.

    What is expected is what group and rest would have with everybody's rate (W. G. Cochran, Biometrics 10 (1954)
    417-451).

    Example:
        >>> expected_at_least(100, 30, 200, proportion=True)
        15.0
    """
    share = people / all_people
    parts = [all_events * share, all_events * (1 - share)]
    if proportion:
        parts += [(all_people - all_events) * share, (all_people - all_events) * (1 - share)]
    return min(parts)


def compared_with_rest(
    events: float, people: float, all_events: float, all_people: float, *, proportion: bool
) -> float:
    """Return the two-sided p-value that group and rest have the same rate, by the score test without correction.

    Proportions: Pearson's chi-square of the table of four. Rates: given all events, the group's are binomial.

    Example:
        >>> round(compared_with_rest(15, 100, 20, 200, proportion=True), 4)
        0.0184
    """
    share = people / all_people
    spread = all_events * share * (1 - share) * ((1 - all_events / all_people) if proportion else 1.0)
    return 1.0 if spread <= 0 else _two_sided((events - all_events * share) / math.sqrt(spread))


def adjusted(values: Sequence[float], method: str) -> list[float]:
    """Adjust p-values for having many: ``holm``, ``bh`` (Benjamini and Hochberg) or ``none``.

    S. Holm, Scand. J. Stat. 6 (1979) 65-70; Y. Benjamini and Y. Hochberg, J. R. Stat. Soc. B 57 (1995) 289-300.

    Example:
        >>> [round(p, 3) for p in adjusted([0.01, 0.04, 0.03, 0.005], "holm")]
        [0.03, 0.06, 0.06, 0.02]
    """
    if method == "none":
        return list(values)
    order = sorted(range(len(values)), key=lambda i: values[i], reverse=method == "bh")
    found, so_far, many = [0.0] * len(values), 1.0 if method == "bh" else 0.0, len(values)
    for place, index in enumerate(order):
        if method == "bh":
            so_far = min(so_far, values[index] * many / (many - place))
        else:
            so_far = max(so_far, min(1.0, values[index] * (many - place)))
        found[index] = so_far
    return found


@dataclass(frozen=True, slots=True)
class Trend:
    """Whether a rate rises (``z`` above 0) or falls over equally spaced periods."""

    z: float
    p: float


def trend(
    events: Sequence[float], people: Sequence[float], *, proportion: bool, scores: Sequence[float] | None = None
) -> Trend:
    """Test for a linear trend, each period one step after the one before unless ``scores`` says otherwise.

    Proportions: P. Armitage, Biometrics 11 (1955) 375-386 (Cochran-Armitage). Rates: the score test of the Poisson
    log-linear model (Breslow and Day 1987, 96).
    """
    at = list(scores or range(len(events)))
    all_events, all_people = sum(events), sum(people)
    middle = sum(x * n for x, n in zip(at, people, strict=True)) / all_people
    above = sum(x * e for x, e in zip(at, events, strict=True)) - middle * all_events
    spread = sum(n * (x - middle) ** 2 for x, n in zip(at, people, strict=True)) * all_events / all_people
    spread *= (1 - all_events / all_people) if proportion else 1.0
    if spread <= 0:
        return Trend(0.0, 1.0)
    z = above / math.sqrt(spread)
    return Trend(z, _two_sided(z))


@dataclass(frozen=True, slots=True)
class Gradient:
    """How a rate differs over deprivation.

    Attributes:
        sii: slope index of inequality: what the line says of the least deprived person, less the most deprived one.
        sii_interval: of it.
        rii: relative index of inequality: the line's value at the least deprived end divided by that at the other.
        rii_interval: of it, on the log scale; ``None`` where the line falls to zero or below.
    """

    sii: float
    sii_interval: Interval
    rii: float | None
    rii_interval: Interval | None


def gradient(
    rates: Sequence[float], people: Sequence[float], errors: Sequence[float], confidence: float = 0.95
) -> Gradient:
    """Fit a line through the rates of groups of areas, the most deprived first, each weighted by its people.

    Each group stands at the middle of its part of the population, ranked from 0 to 1 (A. Low and A. Low, J. Public
    Health 26 (2004) 390-395; Fingertips technical guidance). Slope and ends are weighted sums of the rates, so that
    their errors follow from those of the rates exactly; the guidance draws them by simulation instead.
    """
    import numpy as np

    weight = np.asarray(people, dtype=float) / sum(people)
    rank = np.cumsum(weight) - weight / 2
    rate, spread = np.asarray(rates, dtype=float), np.asarray(errors, dtype=float) ** 2
    centred = rank - float(weight @ rank)
    to_slope = weight * centred / float(weight @ centred**2)
    to_start = weight - to_slope * float(weight @ rank)
    to_end = to_start + to_slope
    slope, start, end = float(to_slope @ rate), float(to_start @ rate), float(to_end @ rate)
    z = _z(confidence)
    wide = z * math.sqrt(float(to_slope**2 @ spread))
    if start <= 0 or end <= 0:
        return Gradient(slope, (slope - wide, slope + wide), None, None)
    relative = z * math.sqrt(float((to_end / end - to_start / start) ** 2 @ spread))
    rii = end / start
    return Gradient(slope, (slope - wide, slope + wide), rii, (rii * math.exp(-relative), rii * math.exp(relative)))
