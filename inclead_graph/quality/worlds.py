"""Small worlds: is there a thing on which these conditions hold and those fail? Decided exactly wherever it can be.

What a condition can tell apart is finite: of each property the words of its vocabulary, known or unknown, before, on
or after a day. So the thing itself is looked for among all that its conditions can tell apart; and the things related
to it become numbers of each sort, on which every condition is a linear inequality. These are solved by adding, for a
condition that is not satisfied, one thing that helps it; a search that ends without reaching its bound has seen
everything.

>>> from inclead_graph.inference.rules import Is, Known
>>> worlds = Worlds({("evidence", "date"): PropertyType("date", "date")}, {}, dt.date(2026, 3, 31))
>>> worlds.find("evidence", [Is(((Known("date", True),),)), Is(((Known("date", False),),))]) is None
True
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from inclead_graph.inference.rules import Compare, Is, OneOf, Pattern, PropertyType, Quantified, Test, Value

__all__ = ["Condition", "Known_", "UndecidedError", "World", "Worlds"]

Condition: TypeAlias = Is | Quantified
Known_: TypeAlias = Mapping[str, Any]
"""What is known of a thing; a property that is not in it is unknown."""

MOST_SORTS = 100_000
MOST_THINGS = 24
_FEW = 12


class UndecidedError(Exception):
    """The question is too large, or the search reached its bound: nothing can be said either way."""


@dataclass(frozen=True, slots=True)
class World:
    """One thing and what is related to it, as small as was found."""

    kind: str
    subject: Known_
    related: Mapping[str, tuple[Known_, ...]]
    targets: Mapping[str, str]
    """The kind of the things at the other end of each relation."""


@dataclass(frozen=True, slots=True)
class _Atom:
    """A linear inequality: the weights of the things there add up to at least ``bound``, or to more if ``strict``."""

    weights: tuple[Fraction, ...]
    bound: Fraction
    strict: bool = False

    def holds(self, numbers: Sequence[int]) -> bool:
        total = sum((weight * number for weight, number in zip(self.weights, numbers, strict=True)), Fraction(0))
        return total > self.bound if self.strict else total >= self.bound

    @property
    def hopeless(self) -> bool:
        return not any(weight > 0 for weight in self.weights)


@dataclass
class Worlds:
    """Looks for things on which conditions hold and fail.

    Attributes:
        types, relations: as in a ruleset.
        as_of: the day on which the rules judge.
        possible: for some properties, the only values that they can have (``None`` is unknown).
        together: groups of properties of a kind that are known together or not at all.
    """

    types: Mapping[tuple[str, str], PropertyType]
    relations: Mapping[tuple[str, str], str]
    as_of: dt.date
    possible: Mapping[tuple[str, str], frozenset[Value | None]] = field(default_factory=dict)
    together: Mapping[str, Sequence[frozenset[str]]] = field(default_factory=dict)

    def find(self, kind: str, hold: Sequence[Condition], fail: Sequence[Condition] = ()) -> World | None:
        """Return a world in which all of ``hold`` hold on a thing of ``kind`` and all of ``fail`` fail; else ``None``.

        Raises:
            UndecidedError: there may be one or not.
        """
        own = [(c.pattern, True) for c in hold if isinstance(c, Is)] + [
            (c.pattern, False) for c in fail if isinstance(c, Is)
        ]
        subject = next(
            (known for known in self.sorts(kind, [p for p, _ in own])
             if all(self.passes(known, pattern) is wanted for pattern, wanted in own)),
            None,
        )  # fmt: skip
        if subject is None:
            return None
        related: dict[str, tuple[Known_, ...]] = {}
        wanted = [(c, True) for c in hold if isinstance(c, Quantified)]
        wanted += [(c, False) for c in fail if isinstance(c, Quantified)]
        for relation in dict.fromkeys(c.relation for c, _ in wanted):
            found = self._members(kind, [(c, holds) for c, holds in wanted if c.relation == relation])
            if found is None:
                return None
            related[relation] = found
        return World(kind, subject, related, {name: self.relations[kind, name] for name in related})

    def passes(self, known: Known_, pattern: Pattern) -> bool:
        """Say whether a thing of which so much is known passes a pattern."""
        return any(all(test.holds(known.get(test.property), self.as_of) for test in tests) for tests in pattern)

    def sorts(self, kind: str, patterns: Iterable[Pattern], numbers: Iterable[str] = ()) -> Iterator[Known_]:
        """Yield one thing for everything that the patterns can tell apart.

        Raises:
            UndecidedError: they tell too many apart.
        """
        tests: dict[str, list[Test]] = {name: [] for name in numbers}
        for test in dict.fromkeys(test for pattern in patterns for tests_ in pattern for test in tests_):
            tests.setdefault(test.property, []).append(test)
        choices = {name: self._choices(kind, name, of) for name, of in tests.items()}
        if math.prod(map(len, choices.values())) > MOST_SORTS:
            raise UndecidedError
        groups = [group & choices.keys() for group in self.together.get(kind, ())]
        for values in itertools.product(*choices.values()):
            known = {name: value for name, value in zip(choices, values, strict=True) if value is not None}
            if all(len(group & known.keys()) in (0, len(group)) for group in groups):
                yield known

    def _choices(self, kind: str, name: str, tests: Sequence[Test]) -> list[Any]:
        """Return one value for each way in which the tests can come out; all values of a number, which is added up."""
        found: dict[object, Any] = {}
        for value in self.values(kind, name, tests):
            passed = tuple(test.holds(value, self.as_of) for test in tests)
            key = (passed, value if isinstance(value, Fraction) else None)
            found.setdefault(key, value)
        return list(found.values())

    def values(self, kind: str, name: str, tests: Sequence[Test]) -> list[Any]:
        """Return the values that a property may have, as far as the tests can tell them apart; unknown comes last."""
        kind_of = self.types[kind, name]
        values: list[Any] = [*self._known_values(kind_of, tests)]
        if kind_of.default is None:
            values.append(None)
        only = self.possible.get((kind, name))
        if only is None:
            return values
        return [v for v in values if v in only or (v is not None and not isinstance(v, str | bool))]

    def _known_values(self, kind_of: PropertyType, tests: Sequence[Test]) -> Iterable[Any]:
        mentioned = {v: None for test in tests if isinstance(test, OneOf) for v in sorted(test.values, key=str)}
        if kind_of.name == "truth":
            return (True, False)
        if kind_of.words:
            others = (w for w in kind_of.words if w not in mentioned)
            return kind_of.words if len(kind_of.words) <= _FEW else (*mentioned, *itertools.islice(others, 1))
        if kind_of.name == "date":
            return self._days(tests)
        if kind_of.name == "number":
            return tuple(Fraction(n, 2) for n in (2, 0, 1, 3, 4, 6))
        return (*mentioned, "something")

    def _days(self, tests: Sequence[Test]) -> Iterable[dt.date]:
        fixed = {t.operand for t in tests if isinstance(t, Compare) and isinstance(t.operand, dt.date)}
        one = dt.timedelta(days=1)
        return [day for at in (self.as_of, *sorted(fixed)) for day in (at - one, at, at + one)]

    def _members(self, kind: str, wanted: Sequence[tuple[Quantified, bool]]) -> tuple[Known_, ...] | None:
        """Return related things with which the conditions come out as wanted; ``None`` where none can."""
        target = self.relations[kind, wanted[0][0].relation]
        patterns = [p for condition, _ in wanted for p in (condition.where, condition.satisfy)]
        numbers = dict.fromkeys(s for c, _ in wanted if (s := getattr(c, "summed", None)))
        sorts: dict[object, Known_] = {}
        for known in self.sorts(target, patterns, numbers):
            key = (tuple(self.passes(known, p) for p in patterns), tuple(known.get(n) for n in numbers))
            sorts.setdefault(key, known)
        members = list(sorts.values())
        undecided = bool(numbers)
        for atoms in itertools.product(*(self._atoms(c, holds, members) for c, holds in wanted)):
            try:
                found = _solved([atom for some in atoms for atom in some], len(members))
            except UndecidedError:
                undecided = True
                continue
            if found is not None:
                return tuple(m for m, number in zip(members, found, strict=True) for _ in range(number))
        if undecided:
            raise UndecidedError
        return None

    def _atoms(self, condition: Quantified, holds: bool, members: Sequence[Known_]) -> list[list[_Atom]]:
        """Return the ways in which a condition holds, or fails: alternatives, each of inequalities that all hold."""
        of_where = [Fraction(self.passes(m, condition.where)) for m in members]
        satisfied = [w * self.passes(m, condition.satisfy) for w, m in zip(of_where, members, strict=True)]
        if (summed := getattr(condition, "summed", None)) is not None:
            satisfied = [s * _number(m.get(summed)) for s, m in zip(satisfied, members, strict=True)]
        scale = of_where if condition.of_where else [Fraction(0)] * len(members)
        fixed = Fraction(0 if condition.of_where else 1)
        within: list[_Atom] = []
        outside: list[list[_Atom]] = []
        for bound, sign in ((condition.at_least, 1), (condition.at_most, -1)):
            if bound is not None:
                weights = tuple(sign * (s - bound * w) for s, w in zip(satisfied, scale, strict=True))
                within.append(_Atom(weights, sign * bound * fixed))
                outside.append([_Atom(tuple(-w for w in weights), -sign * bound * fixed, strict=True)])
        if not condition.of_where or condition.word == "all":
            return [within] if holds else outside
        some, nothing = _Atom(tuple(of_where), Fraction(1)), _Atom(tuple(-w for w in of_where), Fraction(0))
        return [[*within, some]] if holds else [*outside, [nothing]]


def _number(value: Any) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(0)


def _solved(atoms: Sequence[_Atom], sorts: int) -> tuple[int, ...] | None:
    """Return numbers of each sort that satisfy every inequality; ``None`` when there are none.

    Raises:
        UndecidedError: there are none with few things, but perhaps with more.
    """
    atoms = _without_barred(atoms)
    open_, seen, bounded = [(0,) * sorts], {(0,) * sorts}, False
    while open_:
        numbers = open_.pop()
        lacking = [atom for atom in atoms if not atom.holds(numbers)]
        if not lacking:
            return numbers
        if any(atom.hopeless for atom in lacking):
            continue
        if sum(numbers) == MOST_THINGS or len(seen) > MOST_SORTS:
            bounded = True
            continue
        helpful = [at for at, weight in enumerate(lacking[0].weights) if weight > 0]
        for at in sorted(helpful, key=lambda at: (sum(_sign(a.weights[at]) for a in lacking), -at)):
            more = (*numbers[:at], numbers[at] + 1, *numbers[at + 1 :])
            if more not in seen:
                seen.add(more)
                open_.append(more)
    if bounded:
        raise UndecidedError
    return None


def _without_barred(atoms: Sequence[_Atom]) -> list[_Atom]:
    """Give no weight to sorts of which there must be none, so that they are never added."""
    barred = {
        at
        for atom in atoms
        if atom.hopeless and not atom.strict and atom.bound == 0
        for at, weight in enumerate(atom.weights)
        if weight < 0
    }
    return [
        _Atom(tuple(Fraction(0) if at in barred else w for at, w in enumerate(a.weights)), a.bound, a.strict)
        for a in atoms
    ]


def _sign(weight: Fraction) -> int:
    return (weight > 0) - (weight < 0)
