"""What may leave the organisation: small counts withheld, others rounded, and no withheld one to be worked out.

Everything that is printed under a policy is worked out from the counts that are printed, so that rates, intervals,
ratios and verdicts tell nothing that those counts do not. Whether the counts themselves tell a withheld one is asked of
an integer program (:mod:`inclead_graph.monitoring.attack`); more is withheld until it cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inclead_graph.errors import QueryError
from inclead_graph.model.monitoring import ALL, Count, Monitoring
from inclead_graph.monitoring.attack import Cell, Knowledge
from inclead_graph.monitoring.comparing import Analysis, analyse
from inclead_graph.monitoring.settings import Policy

__all__ = ["Release", "Shown", "release"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A count as it may be printed; ``None`` is withheld."""

    measure: str
    period: str
    characteristic: str
    category: str
    numerator: int | None
    denominator: int | None

    @property
    def key(self) -> Cell:
        """Measure, period, characteristic and category."""
        return self.measure, self.period, self.characteristic, self.category

    @property
    def whole(self) -> bool:
        """Nothing of it is withheld."""
        return self.numerator is not None and self.denominator is not None


@dataclass(frozen=True, slots=True)
class Release:
    """Counts as they may be printed, and what follows from these alone.

    ``policy`` is ``None`` where nothing was withheld: for use inside the organisation only.
    """

    policy: Policy | None
    shown: tuple[Shown, ...]
    analysis: Analysis

    @property
    def withheld(self) -> int:
        """How many numbers are withheld."""
        return sum((one.numerator is None) + (one.denominator is None) for one in self.shown)


def release(
    monitoring: Monitoring, policy: Policy | None, adjust: str = "holm", earlier: Sequence[tuple[Policy, Shown]] = ()
) -> Release:
    """Withhold and round by a policy, and analyse what is left.

    Args:
        monitoring: the counts.
        policy: what may leave; ``None`` for everything.
        adjust: as in :func:`analyse`.
        earlier: what earlier outputs of the same counts already show, each with its policy. It is taken into account,
            so that two outputs together tell no more than one may.

    Raises:
        QueryError: earlier outputs show too much, or are of other counts.
        UnreadableError: scipy is not installed.
    """
    if policy is None:
        shown = [_shown(count, count.numerator, count.denominator) for count in monitoring.counts]
        return Release(None, tuple(shown), analyse(monitoring, adjust))
    known = _known(monitoring, earlier)
    withheld = Knowledge(monitoring, policy, known).withheld()
    shown = [
        _shown(
            count,
            None if (_key(count), "numerator") in withheld else policy.rounded(count.numerator),
            None if (_key(count), "denominator") in withheld else policy.rounded(count.denominator),
        )
        for count in monitoring.counts
    ]
    return Release(policy, tuple(shown), _analysed(monitoring, shown, adjust))


def _key(count: Count) -> Cell:
    return count.measure, count.period, count.characteristic, count.category


def _shown(count: Count, numerator: int | None, denominator: int | None) -> Shown:
    return Shown(*_key(count), numerator, denominator)


def _analysed(monitoring: Monitoring, shown: Iterable[Shown], adjust: str) -> Analysis:
    """Analyse the printed counts; where everybody is withheld, so is all that is compared with everybody."""
    whole = [one for one in shown if one.whole]
    tables = {(one.measure, one.period) for one in whole if one.characteristic == ALL}
    counts = [
        Count(
            measure=one.measure,
            period=one.period,
            characteristic=one.characteristic,
            category=one.category,
            numerator=one.numerator or 0,
            denominator=one.denominator or 0,
        )
        for one in whole
        if (one.measure, one.period) in tables
    ]
    found = analyse(Monitoring(monitoring.measures, tuple(counts), monitoring.unsaid), adjust)
    partly = {(one.measure, one.period, one.characteristic) for one in shown if not one.whole}
    return Analysis(
        found.monitoring,
        found.rows,
        tuple(way for way in found.trends if set(way.periods) == set(monitoring.periods(way.measure))),
        tuple(one for one in found.declarations if (one.measure, one.period, one.characteristic) not in partly),
        tuple(one for one in found.slopes if (one.measure, one.period, "deprivation") not in partly),
        adjust,
    )


def _known(
    monitoring: Monitoring, earlier: Sequence[tuple[Policy, Shown]]
) -> Mapping[tuple[Cell, str], tuple[int, int]]:
    """Return between which numbers earlier outputs show each count to be."""
    counts = {_key(count): count for count in monitoring.counts}
    found: dict[tuple[Cell, str], tuple[int, int]] = {}
    for policy, one in earlier:
        for name in ("numerator", "denominator"):
            value = getattr(one, name)
            if value is None or one.key not in counts:
                continue
            low, high = policy.span(value)
            if not low <= getattr(counts[one.key], name) <= high:
                where = ", ".join(one.key)
                raise QueryError(
                    f"the earlier output is of other counts: its {name} of {where} is {value:,}. The difference of two "
                    "outputs can show the few people by whom they differ; publish again only when a whole period is new"
                )
            before = found.get((one.key, name), (0, 10**12))
            found[one.key, name] = max(low, before[0]), min(high, before[1])
    return found
