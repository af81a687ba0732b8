"""Rules ready to run: what the two engines share, and all that they share.

A :class:`Ruleset` is the rulebook as of one day. Everything an engine must decide is one of three tests on a
property, a pattern of such tests, or a count over related things.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

__all__ = [
    "AS_OF",
    "AsOf",
    "Clause",
    "Compare",
    "Computed",
    "Is",
    "Known",
    "OneOf",
    "Pattern",
    "PropertyType",
    "Quantified",
    "Rule",
    "Ruleset",
    "Stratum",
    "Test",
    "Value",
    "properties_of",
]

Value: TypeAlias = str | bool | dt.date | Fraction


@dataclass(frozen=True, slots=True)
class AsOf:
    """Stands for the day of the assessment, which is known only when a rule runs."""


AS_OF = AsOf()


@dataclass(frozen=True, slots=True)
class OneOf:
    """The property is known and has one of these values; an ordered comparison of grades is one, too."""

    property: str
    values: frozenset[str | bool]

    def holds(self, value: Value | None, as_of: dt.date) -> bool:  # noqa: ARG002 (one signature for the three tests)
        """Say whether ``value`` passes."""
        return value in self.values


@dataclass(frozen=True, slots=True)
class Known:
    """The property has a value, or has none."""

    property: str
    expected: bool

    def holds(self, value: Value | None, as_of: dt.date) -> bool:  # noqa: ARG002
        """Say whether ``value`` passes."""
        return (value is not None) is self.expected


@dataclass(frozen=True, slots=True)
class Compare:
    """The property is a date, compared with another day: ``at_least``, ``at_most``, ``above`` or ``below``."""

    property: str
    operator: str
    operand: dt.date | AsOf

    def holds(self, value: Value | None, as_of: dt.date) -> bool:
        """Say whether ``value`` passes; an unknown date never does."""
        if not isinstance(value, dt.date):
            return False
        other = as_of if isinstance(self.operand, AsOf) else self.operand
        if self.operator == "at_least":
            return value >= other
        if self.operator == "at_most":
            return value <= other
        return value > other if self.operator == "above" else value < other


Test: TypeAlias = OneOf | Known | Compare
Pattern: TypeAlias = tuple[tuple[Test, ...], ...]
"""Alternatives, one of which must hold; each is a conjunction of tests. ``((),)`` always holds, ``()`` never."""


def properties_of(*patterns: Pattern) -> tuple[str, ...]:
    """Return the properties that patterns read, each once, in the order of reading."""
    return tuple(dict.fromkeys(test.property for pattern in patterns for tests in pattern for test in tests))


@dataclass(frozen=True, slots=True)
class Is:
    """A condition on the subject itself."""

    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Quantified:
    """A condition on the things related to the subject.

    ``satisfied`` things are those that pass ``where`` and ``satisfy``. The condition holds when their count
    (``of_where`` false) or their share of those that pass ``where`` (``of_where`` true) lies between the bounds. A
    share of nothing is one for ``all`` (vacuous) and zero otherwise. With ``summed``, the numbers that they have in
    that property are added up in place of counting them; who has no number adds nothing.
    """

    word: str
    relation: str
    where: Pattern
    satisfy: Pattern
    at_least: Fraction | None
    at_most: Fraction | None
    of_where: bool
    summed: str | None = None

    def holds(self, matched: int, satisfied: Fraction | int) -> bool:
        """Say whether the condition holds, given how many pass ``where`` and how many of those ``satisfy``."""
        if self.of_where and not matched:
            return self.word == "all"
        scale = matched if self.of_where else 1
        low, high = self.at_least, self.at_most
        above = low is None or satisfied * low.denominator >= low.numerator * scale
        return above and (high is None or satisfied * high.denominator <= high.numerator * scale)


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of a rule, its name and the sentence that says it."""

    id: str
    says: str
    condition: Is | Quantified


@dataclass(frozen=True, slots=True)
class Computed:
    """A value taken from a property of the subject, moved by as many months as a table has for it."""

    property: str
    table: str = ""
    by: str | None = None
    months: Mapping[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule for one combination of its parameters."""

    key: str
    id: str
    version: int
    title: str
    citation: tuple[str, ...]
    passages: tuple[str, ...]
    about: str
    clauses: tuple[Clause, ...]
    property: str
    value: str | bool | Computed
    because: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class PropertyType:
    """What a property may hold, and what becomes of several conclusions."""

    name: str
    title: str
    words: tuple[str, ...] = ()
    keep: str = "only"
    default: str | bool | None = None
    aim: str | bool | None = None

    def better(self, value: str | bool | None) -> str | bool | None:
        """Return the next value to hope for above ``value``.

        ``None`` at the top, or where there is nothing to hope for.

        >>> PropertyType("grade", "floor", ("undeveloped", "developing"), keep="highest").better("undeveloped")
        'developing'
        """
        if self.aim is None and self.keep in ("highest", "lowest") and self.words:
            rank = self.words.index(str(value)) + 1 if value is not None else len(self.words)
            return self.words[rank] if rank < len(self.words) else None
        return self.aim if self.aim != value else None

    def kept(self, values: frozenset[Value]) -> frozenset[Value]:
        """Return which of several concluded values stand: the highest, the lowest, or every one."""
        if self.keep in ("highest", "lowest"):
            choose = max if self.keep == "highest" else min
            return frozenset((choose(values, key=lambda v: self.words.index(str(v))),))
        return values


@dataclass(frozen=True, slots=True)
class Stratum:
    """Rules that may run together: each reads only what earlier strata concluded."""

    name: str
    title: str
    concludes: Mapping[tuple[str, str], PropertyType]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The rulebook as of one day."""

    version: str
    strata: tuple[Stratum, ...]
    relations: Mapping[tuple[str, str], str]
    types: Mapping[tuple[str, str], PropertyType]
    by_key: Mapping[str, Rule] = field(default_factory=dict)
