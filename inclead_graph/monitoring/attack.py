"""Who knows all that is printed: between which numbers can a withheld count still be? Asked of an integer program.

What is taken to be known: every printed count and how it is rounded; that the groups of a characteristic add up to
everybody where they do; that no more people have something than there are; that equal counts of one group's people in
one period are the same people; which counts are withheld because they are small and which to protect these; and what
earlier outputs show. Real readers know less, so that what is found safe here is safe for them.

M. Fischetti and J.-J. Salazar, "Models and algorithms for the 2-dimensional cell suppression problem in statistical
disclosure control", Math. Program. 84 (1999) 283-312, for the question; which more to withhold is chosen greedily.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inclead_graph.errors import QueryError
from inclead_graph.model.monitoring import ALL, Count, Monitoring, everybody
from inclead_graph.monitoring.settings import Policy
from inclead_graph.solving import add_whole_number, optimum, quiet_solver, run_quietly

__all__ = ["Cell", "Field", "Knowledge"]

Cell = tuple[str, str, str, str]
"""Measure, period, characteristic, category."""

Field = tuple[Cell, str]
"""A cell's numerator or denominator."""

_ANY = (0, 10**12)


@dataclass(slots=True)
class _Sum:
    """Terms with their factors, and between which numbers they add up."""

    terms: dict[int, int]
    low: int
    high: int


@dataclass(slots=True)
class _Variable:
    """A count that somebody outside would like to know.

    Attributes:
        value: what it is.
        fields: where it is printed.
        small: it is withheld because it is small.
        rank: the order in which it is given up to protect another: who did not say before groups, everybody last.
    """

    value: int
    fields: list[Field]
    small: bool
    rank: int
    known: tuple[int, int] = _ANY
    withheld: bool = False
    sums: list[_Sum] = field(default_factory=list)


class Knowledge:
    """What somebody outside knows, under a policy."""

    def __init__(self, monitoring: Monitoring, policy: Policy, known: Mapping[Field, tuple[int, int]]) -> None:
        self.policy = policy
        self.monitoring = monitoring
        self.most = 1000 + 4 * max((count.denominator + count.numerator for count in monitoring.counts), default=0)
        self.variables: list[_Variable] = []
        self.sums: list[_Sum] = []
        self.targets: list[dict[int, int]] = []
        self._at: dict[Field, int] = {}
        self._make(known)
        self._relate()

    def _make(self, known: Mapping[Field, tuple[int, int]]) -> None:
        people: dict[tuple[str, str, str, int], int] = {}
        for name in ("denominator", "numerator"):
            for count in self.monitoring.counts:
                value = getattr(count, name)
                same = (count.period, *count.group, value)
                at = people.get(same)
                if at is None:
                    at = len(self.variables)
                    self.variables.append(_Variable(value, [], self.policy.withholds(value), self._rank(count)))
                    if name == "denominator":
                        people[same] = at
                place = (_cell(count), name)
                one = self.variables[at]
                one.fields.append(place)
                low, high = known.get(place, _ANY)
                one.known = max(one.known[0], low), min(one.known[1], high)
                one.withheld = one.small
                self._at[place] = at

    def _rank(self, count: Count) -> int:
        return 2 if count.characteristic == ALL else 1 if self.monitoring.is_said(count) else 0

    def _relate(self) -> None:
        for name, measure in self.monitoring.measures.items():
            for period in self.monitoring.periods(name):
                counts = self.monitoring.of(name, period)
                for part in ("numerator", "denominator"):
                    self._add_up(counts, part)
                for count in counts if measure.kind == "proportion" else ():
                    self._part_of(count)
        for parts in self.monitoring.parts:
            self._divide(parts)
        self.targets += [{at: 1} for at, one in enumerate(self.variables) if one.small]

    def _add_up(self, counts: Sequence[Count], part: str) -> None:
        whole = everybody(counts)
        for characteristic in sorted({count.characteristic for count in counts} - {ALL}):
            groups = [count for count in counts if count.characteristic == characteristic]
            rest = getattr(whole, part) - sum(getattr(count, part) for count in groups)
            terms: dict[int, int] = {self._at[_cell(whole), part]: 1}
            for count in groups:
                at = self._at[_cell(count), part]
                terms[at] = terms.get(at, 0) - 1
            self._know(_Sum({at: n for at, n in terms.items() if n}, 0, self.most if rest else 0))

    def _divide(self, parts: Sequence[str]) -> None:
        """Know that the numerators of several measures are parts of one denominator."""
        groups: dict[tuple[str, str, str], list[Count]] = {}
        for count in self.monitoring.counts:
            if count.measure in parts:
                groups.setdefault((count.period, *count.group), []).append(count)
        for counts in groups.values():
            people = counts[0].denominator
            rest = people - sum(count.numerator for count in counts)
            if rest < 0 or any(count.denominator != people for count in counts):
                continue
            terms = {self._at[_cell(counts[0]), "denominator"]: 1}
            for count in counts:
                at = self._at[_cell(count), "numerator"]
                terms[at] = terms.get(at, 0) - 1
            self._know(_Sum({at: n for at, n in terms.items() if n}, 0, self.most if rest else 0))

    def _part_of(self, count: Count) -> None:
        """Know that a proportion's people are among its denominator, and guard those who are not, if they are few."""
        top, of = self._at[_cell(count), "numerator"], self._at[_cell(count), "denominator"]
        if top == of:
            return
        others = count.denominator - count.numerator
        few = self.policy.withholds(others)
        self._know(_Sum({of: 1, top: -1}, *((self.policy.smallest, self.policy.largest) if few else (0, self.most))))
        if few:
            self.variables[top].withheld = True
            self.targets.append({of: 1, top: -1})

    def _know(self, one: _Sum) -> None:
        self.sums.append(one)
        for at in one.terms:
            self.variables[at].sums.append(one)

    def withheld(self) -> frozenset[Field]:
        """Withhold more until no withheld count can be told too closely, and return all that is withheld.

        Raises:
            QueryError: earlier outputs show a count that must be withheld, whatever is withheld now.
        """
        for terms in self.targets:
            component = self._component(terms)
            while self._possible(terms, component) < self._needed(terms, component):
                if not self._give_up_one(terms, component):
                    raise QueryError(self._told(terms))
        return frozenset(place for one in self.variables if one.withheld for place in one.fields)

    def _told(self, terms: Mapping[int, int]) -> str:
        places = [", ".join(place[0]) for at in terms for place in self.variables[at].fields[:1]]
        return (
            f"the earlier output already tells a small count too closely ({places[0]}), whatever is withheld now; "
            "do not publish another beside it"
        )

    def _component(self, terms: Iterable[int]) -> list[int]:
        """Return the variables that hang together with these."""
        seen: set[int] = set()
        open_ = list(terms)
        while open_:
            at = open_.pop()
            if at not in seen:
                seen.add(at)
                open_ += [other for one in self.variables[at].sums for other in one.terms]
        return sorted(seen)

    def _bounds(self, at: int, *, all_withheld: bool = False) -> tuple[int, int]:
        one, policy = self.variables[at], self.policy
        if one.small:
            low, high = policy.smallest, policy.largest
        elif one.withheld or all_withheld:
            low, high = (0 if one.value == 0 else policy.largest + 1), self.most
        else:
            low, high = policy.span(policy.rounded(one.value))
        return (low, high) if all_withheld else (max(low, one.known[0]), min(high, one.known[1]))

    def _needed(self, terms: Mapping[int, int], component: Sequence[int]) -> int:
        """Return how many numbers it must be able to be: what the policy asks, or all that it could ever be."""
        return min(self.policy.possible, self._possible(terms, component, all_withheld=True))

    def _possible(self, terms: Mapping[int, int], component: Sequence[int], *, all_withheld: bool = False) -> int:
        """Return how many whole numbers the sum can be, from the least to the greatest."""
        places = {at: place for place, at in enumerate(component)}
        bounds = [self._bounds(at, all_withheld=all_withheld) for at in component]
        sums = {id(one): one for at in component for one in self.variables[at].sums}
        ends = []
        for sense in (1, -1):
            solver = _program(bounds, [({places[at]: n for at, n in s.terms.items()}, s) for s in sums.values()])
            for at, factor in terms.items():
                solver.changeColCost(places[at], float(sense * factor))
            run_quietly(solver)
            ends.append(sense * optimum(solver))
        return round(ends[1]) - round(ends[0]) + 1

    def _give_up_one(self, terms: Mapping[int, int], component: Sequence[int]) -> bool:
        """Withhold one more: beside what is to be protected if possible, and of that what is missed least."""
        near = {at for begin in terms for one in self.variables[begin].sums for at in one.terms}
        for among in (near, set(component)):
            free = [at for at in among if not self.variables[at].withheld and self.variables[at].value]
            if free:
                chosen = min(free, key=lambda at: (self.variables[at].rank, self.variables[at].value, at))
                self.variables[chosen].withheld = True
                return True
        return False


def _cell(count: Count) -> Cell:
    return count.measure, count.period, count.characteristic, count.category


def _program(bounds: Sequence[tuple[int, int]], sums: Iterable[tuple[Mapping[int, int], _Sum]]) -> Any:
    solver = quiet_solver()
    for low, high in bounds:
        add_whole_number(solver, low, high)
    for terms, one in sums:
        solver.addRow(float(one.low), float(one.high), len(terms), list(terms), [float(n) for n in terms.values()])
    return solver
