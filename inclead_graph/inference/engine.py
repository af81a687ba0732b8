"""What an engine is, what it returns, and how two of them are held against each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from inclead_graph.errors import DisagreementError, RulebookError
from inclead_graph.inference.facts import Facts
from inclead_graph.inference.rules import Computed, PropertyType, Rule, Ruleset, Stratum, Value
from inclead_graph.model.calendar import months_after

__all__ = [
    "Engine",
    "Firing",
    "Inference",
    "Key",
    "Settled",
    "computed_value",
    "require_agreement",
    "settle",
]

Key = tuple[str, str, str]
"""Kind, id and property of what is concluded."""


class Firing(NamedTuple):
    """One rule that fired on one thing.

    ``matched`` has, for each clause of the rule, the ids of the related things that made it hold; a condition on the
    thing itself, or on the absence of others, has none.
    """

    rule: Rule
    subject: str
    matched: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Inference:
    """Everything that an engine concluded.

    Attributes:
        engine: its name.
        concluded: for each kind and property, the values that stand, by id; defaults included.
        fired: for each kind and property, the rules whose value stands, by id.
        matched: what made a rule hold on a thing, clause by clause; worked out when it is asked for.
    """

    engine: str
    concluded: Mapping[tuple[str, str], Mapping[str, frozenset[Value]]]
    fired: Mapping[tuple[str, str], Mapping[str, tuple[Rule, ...]]]
    matched: Callable[[Rule, str], tuple[tuple[str, ...], ...]]

    def firings(self, kind: str, thing: str, name: str) -> tuple[Firing, ...]:
        """Return the firings that a finding rests on; none where no rule spoke of it."""
        rules = self.fired.get((kind, name), {}).get(thing, ())
        return tuple(Firing(rule, thing, self.matched(rule, thing)) for rule in rules)

    def proven(self) -> Iterator[Key]:
        """Yield kind, id and property of everything that a rule concluded, in order."""
        for kind, name in sorted(self.fired):
            yield from ((kind, thing, name) for thing in sorted(self.fired[kind, name]))


class Engine(Protocol):
    """Runs a ruleset over facts."""

    name: str

    def infer(self, ruleset: Ruleset, facts: Facts) -> Inference:
        """Return all that follows."""
        ...


def computed_value(rule: Rule, columns: Mapping[tuple[str, str], Mapping[str, Value]], subject: str) -> Value:
    """Return what ``rule`` concludes about ``subject``: its constant, or a date taken from a property and moved."""
    value = rule.value
    if not isinstance(value, Computed):
        return value
    base = columns[rule.about, value.property][subject]
    if value.by is None or not isinstance(base, dt.date):
        return base
    return months_after(base, value.months[str(columns[rule.about, value.by][subject])])


@dataclass(slots=True)
class Settled:
    """A stratum closed: which values stand, by which rules, and the columns that later strata read."""

    concluded: dict[tuple[str, str], dict[str, frozenset[Value]]]
    fired: dict[tuple[str, str], dict[str, tuple[Rule, ...]]]
    columns: dict[tuple[str, str], dict[str, Value]]


def settle(
    stratum: Stratum,
    things: Mapping[str, tuple[str, ...]],
    columns: Mapping[tuple[str, str], Mapping[str, Value]],
    fired: Iterable[tuple[Rule, Iterable[str]]],
) -> Settled:
    """Close a stratum: which of several values stands, and what a thing has when no rule spoke of it.

    Raises:
        RulebookError: two rules conclude different values where only one may stand.
    """
    spoken: dict[tuple[str, str], dict[str, list[Rule]]] = {place: {} for place in stratum.concludes}
    for rule, subjects in fired:
        of_place = spoken[rule.about, rule.property]
        for subject in subjects:
            of_place.setdefault(subject, []).append(rule)
    settled = Settled({}, {}, {})
    for place, kind_of in stratum.concludes.items():
        column: dict[str, Value] = {}
        values: dict[str, frozenset[Value]] = {}
        if kind_of.default is not None:
            column = dict.fromkeys(things[place[0]], kind_of.default)
            values = dict.fromkeys(things[place[0]], frozenset((kind_of.default,)))
        settled.concluded[place], settled.columns[place] = values, column
        settled.fired[place] = _stand(kind_of, place, spoken[place], columns, values, column)
    return settled


def _stand(
    kind_of: PropertyType,
    place: tuple[str, str],
    spoken: Mapping[str, list[Rule]],
    columns: Mapping[tuple[str, str], Mapping[str, Value]],
    values: dict[str, frozenset[Value]],
    column: dict[str, Value],
) -> dict[str, tuple[Rule, ...]]:
    """Write what stands into ``values``, and what stands alone into ``column``; return the rules behind it."""
    fired: dict[str, tuple[Rule, ...]] = {}
    settled: dict[str | tuple[str, ...], tuple[frozenset[Value], tuple[Rule, ...]]] = {}
    for thing, rules in spoken.items():
        together = rules[0].key if len(rules) == 1 else tuple([rule.key for rule in rules])
        known = settled.get(together)  # the same rules say the same of another thing
        if len(rules) == 1 and known is None:
            known = frozenset((computed_value(rules[0], columns, thing),)), tuple(rules)
            if not isinstance(rules[0].value, Computed):
                settled[together] = known
        elif known is None:
            by_rule = {rule.key: computed_value(rule, columns, thing) for rule in rules}
            stands = kind_of.kept(frozenset(by_rule.values()))
            if len(stands) > 1 and kind_of.keep == "only":
                names = " and ".join(sorted(by_rule))
                raise RulebookError.of(f"{names} conclude different values for {place[1]} of {place[0]} {thing}")
            known = stands, tuple(rule for rule in rules if by_rule[rule.key] in stands)
            if not any(isinstance(rule.value, Computed) for rule in rules):
                settled[together] = known
        values[thing], fired[thing] = known
        if len(known[0]) == 1:
            (column[thing],) = known[0]
        else:
            column.pop(thing, None)
    return fired


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
    for kind, thing, name in sorted({*one.proven(), *other.proven()}):
        proofs = [_shown_proof(inference, kind, thing, name) for inference in (one, other)]
        if proofs[0] != proofs[1]:
            raise DisagreementError(
                f"the engines agree on {name} of {kind} {thing} but give different proofs: "
                f"{one.engine} {proofs[0]}, {other.engine} {proofs[1]}; please report this"
            )


def _shown_proof(
    inference: Inference, kind: str, thing: str, name: str
) -> list[tuple[str, tuple[tuple[str, ...], ...]]]:
    return sorted((firing.rule.key, firing.matched) for firing in inference.firings(kind, thing, name))


def _shown(values: frozenset[Value] | None) -> str:
    return ", ".join(sorted(map(str, values))) if values else "nothing"
