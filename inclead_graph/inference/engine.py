"""What an engine is, what it returns, and how two of them are held against each other."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from inclead_graph.errors import DisagreementError, RulebookError
from inclead_graph.inference.facts import Facts
from inclead_graph.inference.rules import Computed, PropertyType, Rule, Ruleset, Stratum, Value

__all__ = ["Engine", "Firing", "Inference", "Key", "computed_value", "months_after", "require_agreement", "settle"]

Key = tuple[str, str, str]
"""Kind, id and property of what is concluded."""


class Firing(NamedTuple):
    """One rule that fired on one thing.

    ``matched`` has, for each clause of the rule, the ids of the related things that made it hold; a condition on the
    thing itself, or on the absence of others, has none.
    """

    rule: str
    subject: str
    matched: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Inference:
    """Everything that an engine concluded.

    Attributes:
        engine: its name.
        concluded: for each kind and property, the values that stand, by id; defaults included.
        firings: by kind, id and property, the firings whose value stands.
    """

    engine: str
    concluded: Mapping[tuple[str, str], Mapping[str, frozenset[Value]]]
    firings: Mapping[Key, tuple[Firing, ...]] = field(default_factory=dict)


class Engine(Protocol):
    """Runs a ruleset over facts."""

    name: str

    def infer(self, ruleset: Ruleset, facts: Facts) -> Inference:
        """Return all that follows."""
        ...


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the day ``months`` later; where that month is too short, its last day.

    >>> months_after(dt.date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def computed_value(rule: Rule, columns: Mapping[tuple[str, str], Mapping[str, Value]], subject: str) -> Value:
    """Return what ``rule`` concludes about ``subject``: its constant, or a date taken from a property and moved."""
    value = rule.value
    if not isinstance(value, Computed):
        return value
    base = columns[rule.about, value.property][subject]
    if value.by is None or not isinstance(base, dt.date):
        return base
    months = dict(value.months)[str(columns[rule.about, value.by][subject])]
    return months_after(base, months)


def settle(
    stratum: Stratum,
    ruleset: Ruleset,
    things: Mapping[str, tuple[str, ...]],
    fired: Iterable[tuple[Firing, Value]],
) -> tuple[dict[tuple[str, str], dict[str, frozenset[Value]]], dict[Key, tuple[Firing, ...]]]:
    """Close a stratum: which of several values stands, and what a thing has when no rule spoke of it.

    Raises:
        RulebookError: two rules conclude different values where only one may stand.
    """
    grouped: defaultdict[Key, list[tuple[Firing, Value]]] = defaultdict(list)
    for firing, value in fired:
        rule = ruleset.by_key[firing.rule]
        grouped[rule.about, firing.subject, rule.property].append((firing, value))
    concluded: dict[tuple[str, str], dict[str, frozenset[Value]]] = {}
    for place, kind_of in stratum.concludes.items():
        default = kind_of.default
        concluded[place] = {} if default is None else dict.fromkeys(things[place[0]], frozenset((default,)))
    firings: dict[Key, tuple[Firing, ...]] = {}
    for key, several in grouped.items():
        kind, subject, name = key
        stands = _standing(stratum.concludes[kind, name], key, several)
        concluded[kind, name][subject] = stands
        firings[key] = tuple(sorted(firing for firing, value in several if value in stands))
    return concluded, firings


def _standing(kind_of: PropertyType, key: Key, several: list[tuple[Firing, Value]]) -> frozenset[Value]:
    if len(several) == 1:
        return frozenset((several[0][1],))
    stands = kind_of.kept(frozenset(value for _, value in several))
    if len(stands) > 1 and kind_of.keep == "only":
        rules = " and ".join(sorted({firing.rule for firing, _ in several}))
        raise RulebookError.of(f"{rules} conclude different values for {key[2]} of {key[0]} {key[1]}")
    return stands


def require_agreement(one: Inference, other: Inference) -> None:
    """Check that two engines inferred the same, finding by finding and proof by proof.

    Raises:
        DisagreementError: names the first finding on which they differ.
    """
    for place in sorted(set(one.concluded) | set(other.concluded)):
        mine, theirs = one.concluded.get(place, {}), other.concluded.get(place, {})
        if mine == theirs:
            continue
        thing = min(t for t in {*mine, *theirs} if mine.get(t) != theirs.get(t))
        raise DisagreementError(
            f"the engines disagree on {place[1]} of {place[0]} {thing}: "
            f"{one.engine} says {_shown(mine.get(thing))}, {other.engine} says {_shown(theirs.get(thing))}; "
            "no result is given, please report this with the assessment or a cut-down copy"
        )
    if one.firings != other.firings:
        key = min(k for k in {*one.firings, *other.firings} if one.firings.get(k) != other.firings.get(k))
        raise DisagreementError(
            f"the engines agree on {key[2]} of {key[0]} {key[1]} but give different proofs: "
            f"{one.engine} {one.firings.get(key)}, {other.engine} {other.firings.get(key)}; please report this"
        )


def _shown(values: frozenset[Value] | None) -> str:
    return ", ".join(sorted(map(str, values))) if values else "nothing"
