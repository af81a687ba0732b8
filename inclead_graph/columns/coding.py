"""Values as small numbers: which number stands for which value of a property.

Days are counted from 1 January 1970, numbers are whole multiples of a fraction that the batch names, and every other
value has its place in a list; where rules may conclude several, each has a bit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from inclead_graph.inference.rules import Computed, OneOf, Pattern, PropertyType, Quantified, Ruleset, Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NO_DAY", "NO_NUMBER", "UNKNOWN", "Array", "Coding", "Form", "Place", "codings_of", "day_number", "runs_of"]

Array: TypeAlias = "NDArray[Any]"
Place: TypeAlias = tuple[str, str]
Form: TypeAlias = Literal["code", "day", "number", "set"]

UNKNOWN = 0
NO_DAY = -(2**31)
NO_NUMBER = -(2**63)
_EPOCH = dt.date(1970, 1, 1).toordinal()


def day_number(day: dt.date) -> int:
    """Return the days from 1 January 1970.

    >>> day_number(dt.date(1970, 1, 2))
    1
    """
    return day.toordinal() - _EPOCH


@dataclass(frozen=True)
class Coding:
    """How the values of one property are written.

    Attributes:
        form: ``code`` (the place in ``values``, from 1 on; 0 is unknown), ``set`` (a bit for each of ``values``),
            ``day`` or ``number``.
        values: in the order of rank, where there is one.
        others: whether there may be values that no rule tells apart; all have the code after the last.
    """

    form: Form
    values: tuple[Value, ...] = ()
    others: bool = False

    @cached_property
    def codes(self) -> Mapping[Value, int]:
        """The code of each value."""
        return {value: code for code, value in enumerate(self.values, start=1)}

    @property
    def dtype(self) -> str:
        """The smallest type of numpy that holds every code."""
        if self.form in ("day", "number"):
            return {"day": "i4", "number": "i8"}[self.form]
        if self.form == "set":
            return next(f"u{size}" for size in (1, 2, 4, 8) if len(self.values) <= 8 * size)
        return next(f"u{size}" for size in (1, 2, 4) if len(self.values) + self.others < 256**size)

    @property
    def unknown(self) -> int:
        """What stands for no value."""
        return {"day": NO_DAY, "number": NO_NUMBER}.get(self.form, UNKNOWN)

    def code(self, value: Value | None) -> int:
        """Return what stands for a value; days and codes only.

        Raises:
            KeyError: there is no such value.
        """
        if value is None:
            return self.unknown
        if isinstance(value, dt.date):
            return day_number(value)
        return self.codes.get(value, len(self.values) + 1) if self.others else self.codes[value]

    def value(self, code: int) -> frozenset[Value]:
        """Return the value, or values, that a number stands for."""
        if code == self.unknown:
            return frozenset()
        if self.form == "day":
            return frozenset((dt.date.fromordinal(code + _EPOCH),))
        if self.form == "set":
            return frozenset(value for bit, value in enumerate(self.values) if code >> bit & 1)
        return frozenset((self.values[code - 1],))


def codings_of(ruleset: Ruleset) -> Mapping[Place, Coding]:
    """Return how each property that the rules read or conclude is written."""
    told_apart = _told_apart(ruleset)
    return {place: _coding(kind_of, told_apart.get(place, {})) for place, kind_of in ruleset.types.items()}


def _coding(kind_of: PropertyType, told_apart: Mapping[Value, None]) -> Coding:
    if kind_of.name in ("date", "number"):
        return Coding("day" if kind_of.name == "date" else "number")
    values: tuple[Value, ...] = (False, True) if kind_of.name == "truth" else kind_of.words
    if kind_of.keep == "every":
        return Coding("set", values or tuple(told_apart))
    return Coding("code", values or tuple(told_apart), others=not values)


def _told_apart(ruleset: Ruleset) -> Mapping[Place, Mapping[Value, None]]:
    """Return the values of each property that a rule names, once each."""
    found: dict[Place, dict[Value, None]] = {}

    def read(kind: str, *patterns: Pattern) -> None:
        for test in (test for pattern in patterns for tests in pattern for test in tests):
            if isinstance(test, OneOf):
                found.setdefault((kind, test.property), {}).update(dict.fromkeys(sorted(test.values, key=str)))

    for rule in ruleset.by_key.values():
        for condition in (clause.condition for clause in rule.clauses):
            if isinstance(condition, Quantified):
                read(ruleset.relations[rule.about, condition.relation], condition.where, condition.satisfy)
            else:
                read(rule.about, condition.pattern)
        if not isinstance(rule.value, Computed):
            found.setdefault((rule.about, rule.property), {})[rule.value] = None
    return found


def runs_of(codes: Iterable[int]) -> list[tuple[int, int]]:
    """Return codes as spans without gaps.

    >>> runs_of([4, 1, 2])
    [(1, 2), (4, 4)]
    """
    runs: list[tuple[int, int]] = []
    for code in sorted(codes):
        if runs and runs[-1][1] == code - 1:
            runs[-1] = (runs[-1][0], code)
        else:
            runs.append((code, code))
    return runs
