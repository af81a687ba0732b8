"""The rules over columns: each pattern becomes an array of flags, each condition one for its owners.

The steps are those of the reference engine, which works over sets; see there for what each means.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inclead_graph.columns.batch import Batch
from inclead_graph.columns.coding import NO_DAY, NO_NUMBER, Array, Place, day_number, runs_of
from inclead_graph.columns.months import months_after_each
from inclead_graph.errors import RulebookError
from inclead_graph.inference.rules import (
    AsOf,
    Compare,
    Computed,
    Is,
    Known,
    OneOf,
    Pattern,
    PropertyType,
    Quantified,
    Rule,
    Ruleset,
    Stratum,
    Test,
    Value,
)

if TYPE_CHECKING:
    from inclead_graph.columns.coding import Coding

__all__ = ["ColumnEngine", "Concluded"]

_COMPARE: Mapping[str, Callable[[Array, int], Array]] = {
    "at_least": operator.ge,
    "at_most": operator.le,
    "above": operator.gt,
    "below": operator.lt,
}


@dataclass(frozen=True, eq=False)
class Concluded:
    """What was concluded about every organisation of a batch.

    Attributes:
        batch: of what.
        columns: by kind and property; written as ``batch.codings`` says, whole (no column stands for several).
    """

    batch: Batch
    columns: Mapping[Place, Array]

    def values(self, place: Place, organisation: int) -> Mapping[str, frozenset[Value]]:
        """Return the values that stand of each thing of one organisation; what has none is left out.

        Args:
            place: kind and property.
            organisation: its number in the batch.
        """
        import numpy as np

        kind, coding, column = place[0], self.batch.codings[place], self.columns[place]
        if kind in self.batch.fixed:
            ids, codes = list(self.batch.fixed[kind]), column[:, organisation]
        else:
            owned = self.batch.owned[kind]
            at = np.flatnonzero(owned.organisation == organisation)
            ids, codes = [str(owned.ids[number]) for number in at.tolist()], column[at]
        decoded = {code: coding.value(code) for code in set(codes.tolist())}
        found = zip(ids, codes.tolist(), strict=True)
        return {thing: decoded[code] for thing, code in found if decoded[code]}


class ColumnEngine:
    """Runs a ruleset over a batch.

    Example::

        batch = joined(facts, codings_of(ruleset))
        ColumnEngine().infer(ruleset, batch).columns["factor", "floor"]
    """

    name = "columns"

    def infer(self, ruleset: Ruleset, batch: Batch) -> Concluded:
        """Return all that follows from the facts.

        Raises:
            RulebookError: two rules conclude different values where only one may stand.
        """
        flags = _Flags(ruleset, batch)
        concluded: dict[Place, Array] = {}
        for stratum in ruleset.strata:
            settled = dict(_settled(stratum, flags))
            concluded |= settled
            for place, column in settled.items():
                flags.columns[place] = _single(batch.codings[place], column)
        return Concluded(batch, concluded)


class _Flags:
    """Which things pass a pattern, and on which a condition holds; everything is worked out once."""

    def __init__(self, ruleset: Ruleset, batch: Batch) -> None:
        self.ruleset = ruleset
        self.batch = batch
        self.columns = dict(batch.columns)
        self._passing: dict[tuple[str, int], Array] = {}
        self._holding: dict[tuple[str, int], Array] = {}
        self._tested: dict[tuple[str, Test], Array] = {}

    def subjects(self, rule: Rule) -> Array:
        """Return the things on which every clause of a rule holds."""
        held = [
            self.passing(rule.about, clause.condition.pattern)
            if isinstance(clause.condition, Is)
            else self.holding(rule.about, clause.condition)
            for clause in rule.clauses
        ]
        return _all_of(held)

    def holding(self, kind: str, condition: Quantified) -> Array:
        """Return the things of ``kind`` on which a condition on related things holds."""
        key = (kind, id(condition))
        if key not in self._holding:
            self._holding[key] = self._find_holding(kind, condition)
        return self._holding[key]

    def _find_holding(self, kind: str, condition: Quantified) -> Array:
        place = (kind, condition.relation)
        target, relation = self.ruleset.relations[place], self.batch.related[place]
        where = self.passing(target, condition.where)
        satisfied = where & self.passing(target, condition.satisfy)
        if condition.word == "any":
            return relation.any(satisfied)
        if condition.word == "none":
            return ~relation.any(satisfied)
        if condition.word == "all":
            return ~relation.any(where & ~satisfied)
        if condition.summed:
            return self._sums(target, condition, satisfied, kind)
        counted = relation.count(satisfied)
        if not condition.of_where:
            return _between(condition, counted, 1)
        among = relation.count(where)
        return _between(condition, counted, among) & (among > 0)

    def _sums(self, target: str, condition: Quantified, satisfied: Array, kind: str) -> Array:
        import numpy as np

        place = (target, str(condition.summed))
        numbers = self.columns.get(place)
        relation = self.batch.related[kind, condition.relation]
        if numbers is None:
            totals = relation.count(satisfied) * 0
        else:
            totals = relation.total(np.where(satisfied & (numbers != NO_NUMBER), numbers, 0))
        return _between(condition, totals, self.batch.denominators.get(place, 1))

    def passing(self, kind: str, pattern: Pattern) -> Array:
        """Return the things of ``kind`` that pass at least one alternative of ``pattern``."""
        key = (kind, id(pattern))
        if key not in self._passing:
            every = [self._passing_all(kind, tests) for tests in pattern]
            self._passing[key] = _any_of(every) if every else ~self._everything(kind)
        return self._passing[key]

    def _passing_all(self, kind: str, tests: tuple[Test, ...]) -> Array:
        return _all_of([self._passing_test(kind, test) for test in tests]) if tests else self._everything(kind)

    def _everything(self, kind: str) -> Array:
        import numpy as np

        shape = self.batch.shape(kind)
        return np.ones((shape[0], 1) if kind in self.batch.fixed else shape, "?")

    def _passing_test(self, kind: str, test: Test) -> Array:
        key = (kind, test)
        if key not in self._tested:
            self._tested[key] = self._test(kind, test)
        return self._tested[key]

    def _test(self, kind: str, test: Test) -> Array:
        place = (kind, test.property)
        column, coding = self.columns.get(place), self.batch.codings[place]
        if column is None:
            everything = self._everything(kind)
            return everything if isinstance(test, Known) and not test.expected else ~everything
        if isinstance(test, Known):
            known: Array = column != coding.unknown
            return known if test.expected else ~known
        if isinstance(test, Compare):
            day = self.batch.as_of if isinstance(test.operand, AsOf) else test.operand
            passing = _COMPARE[test.operator](column, day_number(day))
            return passing if test.operator in ("at_least", "above") else passing & (column != NO_DAY)
        return _one_of(column, coding, test)


def _one_of(column: Array, coding: Coding, test: OneOf) -> Array:
    import numpy as np

    codes = [coding.codes[value] for value in test.values if value in coding.codes]
    every = [column == low if low == high else (column >= low) & (column <= high) for low, high in runs_of(codes)]
    return _any_of(every) if every else np.zeros(column.shape, "?")


def _all_of(flags: list[Array]) -> Array:
    first, *others = flags
    for other in others:
        first = first & other
    return first


def _any_of(flags: list[Array]) -> Array:
    first, *others = flags
    for other in others:
        first = first | other
    return first


def _between(condition: Quantified, counted: Array, scale: Array | int) -> Array:
    """Say where a count, sum or share lies between the bounds; a share of nothing is for the caller."""
    import numpy as np

    low, high = condition.at_least, condition.at_most
    held: list[Array] = [np.ones(counted.shape, "?")]
    if low is not None:
        held.append(np.greater_equal(_times(counted, low.denominator), _times(scale, low.numerator)))
    if high is not None:
        held.append(np.less_equal(_times(counted, high.denominator), _times(scale, high.numerator)))
    return _all_of(held)


def _times(number: Array | int, by: int) -> Array | int:
    return number if by == 1 else number * by


def _single(coding: Coding, column: Array) -> Array:
    """Return what later rules read: of several values none."""
    import numpy as np

    if coding.form != "set":
        return column
    codes = np.zeros(column.shape, "u1" if len(coding.values) < 255 else "u2")
    for code in range(1, len(coding.values) + 1):
        codes[column == 1 << (code - 1)] = code
    return codes


def _settled(stratum: Stratum, flags: _Flags) -> Iterator[tuple[Place, Array]]:
    """Close a stratum: which of several values stands, and what a thing has when no rule spoke of it."""
    import numpy as np

    for place, kind_of in stratum.concludes.items():
        rules = [rule for rule in stratum.rules if (rule.about, rule.property) == place]
        coding = flags.batch.codings[place]
        column = _spoken(rules, place, kind_of, flags)
        if kind_of.default is not None:
            _put(column, column == coding.unknown, np.array(coding.code(kind_of.default), coding.dtype), coding)
        yield place, column


def _spoken(rules: list[Rule], place: Place, kind_of: PropertyType, flags: _Flags) -> Array:
    import numpy as np

    coding, shape = flags.batch.codings[place], flags.batch.shape(place[0])
    column = np.full(shape, coding.unknown, coding.dtype)
    for rule in rules:
        subjects = flags.subjects(rule)
        if kind_of.keep == "every":
            column |= subjects * np.array(1 << (coding.code(_constant(rule)) - 1), coding.dtype)
            continue
        value = _value(rule, coding, flags)
        if kind_of.keep == "only":
            _refuse_two(column, subjects, value, coding, place)
        elif kind_of.keep == "highest":
            np.maximum(column, subjects * value, out=column)
            continue
        else:
            np.copyto(column, value, where=subjects & ((column == coding.unknown) | (column > value)))
            continue
        _put(column, subjects, value, coding)
    return column


def _put(column: Array, subjects: Array, value: Array, coding: Coding) -> None:
    """Write a value where nothing stands yet."""
    import numpy as np

    if coding.form == "code" and not value.ndim:
        column |= subjects * value
    else:
        np.copyto(column, value, where=subjects)


def _constant(rule: Rule) -> str | bool:
    if isinstance(rule.value, Computed):
        raise RulebookError.of(f"{rule.key} concludes one of several values, which must be a word")
    return rule.value


def _refuse_two(column: Array, subjects: Array, value: Array, coding: Coding, place: Place) -> None:
    two = subjects & (column != coding.unknown)
    if two.any() and (two & (column != value)).any():
        raise RulebookError.of(f"two rules conclude different values for {place[1]} of a {place[0]}")


def _value(rule: Rule, coding: Coding, flags: _Flags) -> Array:
    """Return what a rule concludes: one value for all, or one for each thing."""
    import numpy as np

    value = rule.value
    if not isinstance(value, Computed):
        return np.array(coding.code(value), coding.dtype)
    base = flags.columns[rule.about, value.property]
    if value.by is not None and coding.form == "day":
        by = flags.batch.codings[rule.about, value.by]
        return months_after_each(base, flags.columns[rule.about, value.by], _months(by, value))
    source = flags.batch.codings[rule.about, value.property]
    if source.form == "day":
        return base
    lookup = np.zeros(len(source.values) + 2, coding.dtype)
    for code, word in enumerate(source.values, start=1):
        lookup[code] = coding.codes.get(word, coding.unknown)
    return lookup[base]


def _months(by: Coding, value: Computed) -> list[int]:
    return [0, *(value.months.get(str(word), 0) for word in by.values), 0]
