"""Benchmarks: how the grades of many organisations are spread, by kind and region, and over the years.

Nothing here names an organisation. What may be printed of small groups is decided in
:mod:`inclead_graph.portfolio.withholding`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from inclead_graph.columns.coding import Array
from inclead_graph.errors import UnreadableError
from inclead_graph.model.framework import Framework
from inclead_graph.portfolio.standings import Standings
from inclead_graph.portfolio.withholding import Printable, Table, printable, printable_years

__all__ = [
    "AT_LEAST",
    "PERCENTILES",
    "Benchmark",
    "Grades",
    "Group",
    "Standing",
    "Tally",
    "YearEnd",
    "benchmark_of",
]

AT_LEAST = 5
"""Of fewer organisations no grades are printed, unless somebody asks for another number."""
PERCENTILES = (10, 25, 50, 75, 90)
NO_REGION = "no region given"


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """Organisations that are counted together.

    Attributes:
        by: ``all``, ``kind`` or ``region``.
        name: which kind or region.
        organisations: how many there are.
    """

    by: str
    name: str
    organisations: int


@dataclass(frozen=True, slots=True)
class Grades:
    """How many organisations have each grade; the lowest grade first."""

    counts: Mapping[str, int]

    @property
    def organisations(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    def percentile(self, percent: int) -> str:
        """Return the lowest grade that at least so many in a hundred organisations do not exceed.

        Grades have an order and no distances, so that there is nothing in between two of them: this is definition 1 of
        R. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996) 361-365.

        Example:
            >>> spread = Grades({"low": 1, "middle": 3, "high": 0})
            >>> spread.percentile(25), spread.percentile(50)
            ('low', 'middle')
        """
        below = 0
        for grade, number in self.counts.items():
            below += number
            if number and 100 * below >= percent * self.organisations:
                return grade
        raise ValueError("nobody has a grade")


@dataclass(frozen=True, slots=True)
class Standing:
    """How one stage or factor stands in one group.

    Attributes:
        not_applicable: organisations to which the thing does not apply.
        not_known: those of which nothing accepted speaks; they have no grade here, and do not count as the lowest.
        floors, ceilings: grades of the others. All of these are ``None`` where they are withheld.
        graded: how many the others are.
    """

    thing: str
    group: Group
    not_applicable: int | None
    not_known: int | None
    graded: int | None
    floors: Grades | None
    ceilings: Grades | None


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The floors of one stage or factor at the end of a year, each organisation by its last assessment until then.

    Attributes:
        year: ``None`` for the present.
        floors: ``None`` where they are withheld.
    """

    thing: str
    year: int | None
    floors: Grades | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Of how many organisations each word is said, such as each state of a law.

    Attributes:
        organisations: to how many the thing applies.
    """

    thing: str
    organisations: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What many organisations have in common, without naming any.

    Attributes:
        title: of the portfolio.
        day: of the newest assessment.
        at_least: see :data:`AT_LEAST`.
        left_out: how many organisations could not be graded, and are not counted.
        groups: all, then kinds, then regions.
        standings: stages and factors in order, each in every group.
        year_ends: of stages and factors, in the order of years; nothing where all assessments are of one year.
        gaps: criteria by what is missing, the most often refuted first.
        drivers: laws and policies by their state, the most often exposed first.
    """

    title: str
    day: dt.date
    at_least: int
    left_out: int
    groups: tuple[Group, ...]
    standings: tuple[Standing, ...]
    year_ends: tuple[YearEnd, ...]
    gaps: tuple[Tally, ...]
    drivers: tuple[Tally, ...]

    def of(self, thing: str, by: str = "all") -> tuple[Standing, ...]:
        """Return how a stage or factor stands in all groups of a sort."""
        return tuple(one for one in self.standings if one.thing == thing and one.group.by == by)


def benchmark_of(
    standings: Standings, framework: Framework, title: str, at_least: int = AT_LEAST, left_out: int = 0
) -> Benchmark:
    """Count what many organisations have in common.

    Args:
        standings: all of their assessments.
        framework: what these were judged by.
        title: of the portfolio.
        at_least: of fewer organisations no grades are printed; 1 prints everything.
        left_out: how many organisations could not be graded.

    Raises:
        UnreadableError: nothing could be graded.
    """
    if not standings.organisations:
        raise UnreadableError(f"{title}: no organisation could be graded; 'inclead portfolio assess' says why")
    counting = _Counting(standings, at_least)
    return Benchmark(
        title,
        max(standings.days),
        at_least,
        left_out,
        counting.groups,
        counting.standings,
        tuple(counting.year_ends()),
        tuple(counting.gaps(framework)),
        tuple(counting.drivers(framework)),
    )


class _Counting:
    """The present assessment of each organisation, by kind and region."""

    def __init__(self, standings: Standings, at_least: int) -> None:
        import numpy as np

        self.found, self.at_least = standings, at_least
        self.now = standings.latest
        self.kinds = [standings.kinds[at] for at in self.now]
        self.regions = [standings.regions[at] or NO_REGION for at in self.now]
        self.pairs = sorted(set(zip(self.kinds, self.regions, strict=True)))
        places = {pair: place for place, pair in enumerate(self.pairs)}
        pair_of = np.array([places[pair] for pair in zip(self.kinds, self.regions, strict=True)], "i4")
        self.in_pair = np.zeros((len(self.now), len(self.pairs)), "f4")
        self.in_pair[np.arange(len(self.now)), pair_of] = 1
        self.groups = tuple(self._groups())
        self._printable = lru_cache(maxsize=None)(self._printable_counts)

    def _groups(self) -> Iterator[Group]:
        yield Group("all", "all organisations", len(self.now))
        for by, names in (("kind", self.kinds), ("region", self.regions)):
            yield from (Group(by, name, names.count(name)) for name in dict.fromkeys(sorted(names)))

    def _by_pair(self, flags: Array) -> Array:
        """Count things by pairs of kind and region."""
        import numpy as np

        counted: Array = np.rint(flags[:, self.now].astype("f4") @ self.in_pair).astype("i8")
        return counted

    def _printable_counts(self, counts: tuple[int, ...], allowed: Printable | None) -> Printable:
        table = Table({pair: number for pair, number in zip(self.pairs, counts, strict=True) if number})
        return printable(table, self.at_least, allowed)

    @cached_property
    def whole(self) -> Printable:
        """Return the groups of which it may be said how many are not known."""
        import numpy as np

        return self._printable(tuple(np.rint(self.in_pair.sum(axis=0)).astype(int).tolist()), None)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """Every stage and factor in every group."""
        return tuple(self._standings())

    def _standings(self) -> Iterator[Standing]:
        found = self.found
        states = [
            self._by_pair(flags) for flags in (found.floors < 0, ~found.heard & (found.floors >= 0), found.graded)
        ]
        bounds = [
            [self._by_pair(found.graded & (values == place)) for place in range(len(found.grades))]
            for values in (found.floors, found.ceilings)
        ]
        for row, thing in enumerate(found.things):
            may = self._printable(tuple(states[2][row].tolist()), self.whole)
            for group in self.groups:
                if not _shown(group, self.whole):
                    yield Standing(thing, group, None, None, None, None, None)
                    continue
                mine = self._mask(group)
                none, silent, graded = (int(of[row][mine].sum()) for of in states)
                floors, ceilings = (
                    Grades({word: int(of[row][mine].sum()) for word, of in zip(found.grades, bound, strict=True)})
                    if graded and _shown(group, may)
                    else None
                    for bound in bounds
                )
                yield Standing(thing, group, none, silent, graded, floors, ceilings)

    def _mask(self, group: Group) -> list[bool]:
        side = {"kind": 0, "region": 1}.get(group.by)
        return [side is None or pair[side] == group.name for pair in self.pairs]

    def year_ends(self) -> Iterator[YearEnd]:
        years = sorted({day.year for day in self.found.days})[:-1]
        allowed = self._years(None, years)
        for row, thing in enumerate(self.found.things) if allowed else ():
            present = self.standings[row * len(self.groups)]
            chosen = self._years(row, allowed) if present.floors else ()
            for year in allowed:
                yield YearEnd(thing, year, self._at_end(row, year) if year in chosen else None)
            yield YearEnd(thing, None, present.floors)

    def _years(self, row: int | None, years: Sequence[int]) -> tuple[int, ...]:
        """Return the years that may be printed of a thing, or of the number of organisations."""
        import numpy as np

        year, after = self._spans
        replaced = (after < _FOREVER) & (year < after) & (True if row is None else self.found.graded[row])
        pairs, numbers = np.unique(np.stack([year, after])[:, replaced], axis=1, return_counts=True)
        counts = {(int(one), int(other)): int(n) for (one, other), n in zip(pairs.T, numbers, strict=True)}
        return printable_years(counts, years, self.at_least)

    @cached_property
    def _spans(self) -> tuple[Array, Array]:
        """The year of each assessment, and of the one that took its place."""
        import numpy as np

        year = np.array([day.year for day in self.found.days], "i4")
        after = np.append(year[1:], _FOREVER)
        after[self.now] = _FOREVER
        return year, after

    def _at_end(self, row: int, year: int) -> Grades:
        began, ended = self._spans
        there = (began <= year) & (year < ended) & self.found.graded[row]
        values = self.found.floors[row][there]
        return Grades({word: int((values == place).sum()) for place, word in enumerate(self.found.grades)})

    def gaps(self, framework: Framework) -> Iterator[Tally]:
        """Yield the gaps of each criterion, those first that most organisations are known to have."""
        criteria, verdicts = list(framework.criteria), framework.words("verdict")
        earl = framework.earl_outcomes
        applying = [word for word in verdicts if not earl[word].endswith(_NOT_APPLICABLE)]
        applies = self._tallied("criterion", "verdict", criteria, applying).sum(axis=0)
        yield from self._tallies("criterion", "gap", criteria, framework.words("gap"), applies)

    def drivers(self, framework: Framework) -> Iterator[Tally]:
        """Yield the states of each law and policy where it applies, those first to which most are exposed."""
        drivers, words = list(framework.drivers), framework.words("driver state")
        applies = self._tallied("driver", "state", drivers, words).sum(axis=0)
        yield from self._tallies("driver", "state", drivers, words, applies)

    def _tallied(self, about: str, name: str, things: Sequence[str], words: Sequence[str]) -> Array:
        """Count words by things; of a thing several may be said at once."""
        import numpy as np

        said = ((self.found.of(about, name, things, (word,)) >= 0)[:, self.now] for word in words)
        counted: Array = np.stack([flags.sum(axis=1) for flags in said])
        return counted

    def _tallies(
        self, about: str, name: str, things: Sequence[str], words: Sequence[str], applies: Array
    ) -> Iterator[Tally]:
        """Yield how often each word is said of each thing; those first of which the first word is said most often."""
        import numpy as np

        if not self.whole.all:
            return
        counts = self._tallied(about, name, things, words)
        for row in np.lexsort((np.arange(len(things)), *-counts[::-1])):
            if applies[row] >= self.at_least:
                said = {word: int(number) for word, number in zip(words, counts[:, row], strict=True)}
                yield Tally(things[row], int(applies[row]), said)


_FOREVER = 10_000
_NOT_APPLICABLE = "#inapplicable"


def _shown(group: Group, may: Printable) -> bool:
    return may.all if group.by == "all" else group.name in (may.kinds if group.by == "kind" else may.regions)
