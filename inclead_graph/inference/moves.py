"""Which findings differ between two sets of findings, and which of the two is the better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inclead_graph.inference.engine import Key
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.rules import PropertyType, Ruleset, Value

__all__ = ["DOWN", "UP", "Concluded", "Move", "direction", "moves_between", "moves_of"]

UP, DOWN = "up", "down"

Concluded = Mapping[tuple[str, str], Mapping[str, frozenset[Value]]]
"""What an engine concluded: for each kind and property, the values that stand, by id."""


@dataclass(frozen=True, slots=True)
class Move:
    """One finding that differs: what stood before, and what stands after; nothing where it had no value.

    Attributes:
        kind, thing, name: the finding: what it is about, and the property, as rule files name it.
        before, after: the values, sorted; several only for a ``keep: every`` property.
        direction: ``up``, ``down``, or empty where the property knows no better and worse.
    """

    kind: str
    thing: str
    name: str
    before: tuple[Value, ...]
    after: tuple[Value, ...]
    direction: str

    @property
    def key(self) -> Key:
        """Kind, id and property."""
        return self.kind, self.thing, self.name


def moves_between(before: Findings, after: Findings) -> tuple[Move, ...]:
    """Return every finding of any kind that differs, earlier strata first, things in the order of the facts.

    The two may be judged by different rules or editions: a property that only one of them concludes moves from, or
    to, nothing.

    Example:
        ``moves_between(findings, findings)`` is empty.
    """
    types = {**before.ruleset.types, **after.ruleset.types}
    order = {
        (kind, thing): number
        for things in (before.facts.things, after.facts.things)
        for number, (kind, thing) in enumerate((kind, thing) for kind in things for thing in things[kind])
    }
    places = dict.fromkeys(
        place for findings in (after, before) for stratum in findings.ruleset.strata for place in stratum.concludes
    )
    one, other = before.inference.concluded, after.inference.concluded
    found = [list(_moves_of(place, types[place], one, other)) for place in places]
    return tuple(move for moves in found for move in sorted(moves, key=lambda m: order.get((m.kind, m.thing), -1)))


def moves_of(ruleset: Ruleset, one: Concluded, other: Concluded) -> tuple[Move, ...]:
    """Return every finding that differs between two sets of conclusions from the same rules, earlier strata first.

    Example:
        ``moves_of(ruleset, inference.concluded, inference.concluded)`` is empty.
    """
    places = (place for stratum in ruleset.strata for place in stratum.concludes)
    return tuple(move for place in places for move in _moves_of(place, ruleset.types[place], one, other))


def _moves_of(place: tuple[str, str], kind_of: PropertyType, one: Concluded, other: Concluded) -> Iterator[Move]:
    mine, theirs = one.get(place, {}), other.get(place, {})
    if mine == theirs:
        return
    for thing in dict.fromkeys((*mine, *theirs)):
        before, after = mine.get(thing, frozenset()), theirs.get(thing, frozenset())
        if before != after:
            way = direction(kind_of, before, after)
            yield Move(place[0], thing, place[1], _sorted(before), _sorted(after), way)


def direction(kind_of: PropertyType, before: frozenset[Value], after: frozenset[Value]) -> str:
    """Say whether a property got better or worse: by rank where its words are ranked, else by whether it has its aim.

    A value that comes from nothing, or goes to nothing, is neither.

    Example:
        >>> grade = PropertyType("grade", "floor", ("undeveloped", "developing"), keep="highest")
        >>> direction(grade, frozenset({"developing"}), frozenset({"undeveloped"}))
        'down'
    """
    if len(before) != 1 or len(after) != 1:
        return ""
    (old,), (new,) = before, after
    if kind_of.keep in ("highest", "lowest") and old in kind_of.words and new in kind_of.words:
        low, high = kind_of.words.index(str(old)), kind_of.words.index(str(new))
    elif kind_of.aim is not None:
        low, high = int(old == kind_of.aim), int(new == kind_of.aim)
    else:
        return ""
    return "" if low == high else UP if high > low else DOWN


def _sorted(values: frozenset[Value]) -> tuple[Value, ...]:
    return tuple(sorted(values, key=str))
