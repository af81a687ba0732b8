"""Which changes can bear on a finding at all: those to what it can be reached from.

This only saves work. Whether a set of changes moves a finding is always found by running the engine, and where the
changes that seem to bear on it do not move it, all others are tried as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from inclead_graph.comparison.change import Step
from inclead_graph.comparison.days import AS_OF_STEP, Thing
from inclead_graph.comparison.mixture import Mixture
from inclead_graph.inference.engine import Key
from inclead_graph.inference.facts import Facts
from inclead_graph.inference.rules import Is, Rule, Ruleset, properties_of

__all__ = ["Bearing"]

Place = tuple[str, str]


@dataclass(frozen=True)
class Bearing:
    """Finds, for a finding, the changes that can bear on it, in the order of all changes.

    Attributes:
        order: all steps.
        anywhere: steps that may bear on anything.
        by_thing: steps by the things whose facts they change.
        by_place: steps by the kind and property whose rules they change.
        below: for each thing, the things that it is related to, on either side.
        read: for each kind and property, those that its rules read, on either side.
    """

    order: tuple[Step, ...]
    anywhere: frozenset[Step]
    by_thing: Mapping[Thing, frozenset[Step]]
    by_place: Mapping[Place, frozenset[Step]]
    below: Mapping[Thing, frozenset[Thing]]
    read: Mapping[Place, frozenset[Place]]

    @classmethod
    def of(cls, mixture: Mixture) -> Bearing:
        """Find out by making each change alone, and by undoing it alone."""
        nothing, every = frozenset[Step](), mixture.every
        ends = mixture.facts(nothing), mixture.facts(every)
        by_thing: dict[Thing, set[Step]] = {}
        for change in mixture.records.changes + mixture.things.changes:
            alone, undone = frozenset((change.step,)), every - {change.step}
            touched = {*_differing(ends[0], mixture.facts(alone)), *_differing(ends[1], mixture.facts(undone))}
            for thing in touched:
                by_thing.setdefault(thing, set()).add(change.step)
        for step, thing in mixture.days.owned.items():
            by_thing.setdefault(thing, set()).add(step)
        rulesets = mixture.ruleset(nothing), mixture.ruleset(every)
        by_place, anywhere = _by_place(mixture, rulesets)
        return cls(
            order=tuple(change.step for change in mixture.changes),
            anywhere=anywhere,
            by_thing={thing: frozenset(steps) for thing, steps in by_thing.items()},
            by_place=by_place,
            below=_below(ends, {**rulesets[0].relations, **rulesets[1].relations}),
            read=_read(rulesets),
        )

    def on(self, finding: Key) -> tuple[Step, ...]:
        """Return the steps that can bear on a finding."""
        kind, thing, name = finding
        found = set(self.anywhere)
        for reached in _closure((kind, thing), self.below):
            found |= self.by_thing.get(reached, frozenset())
        for place in _closure((kind, name), self.read):
            found |= self.by_place.get(place, frozenset())
        return tuple(step for step in self.order if step in found)


def _closure(start: Place, nexts: Mapping[Place, frozenset[Place]]) -> set[Place]:
    seen, waiting = {start}, [start]
    while waiting:
        for one in nexts.get(waiting.pop(), ()):
            if one not in seen:
                seen.add(one)
                waiting.append(one)
    return seen


def _differing(one: Facts, other: Facts) -> Iterator[Thing]:
    for kind in {*one.things, *other.things}:
        mine, theirs = one.things.get(kind, ()), other.things.get(kind, ())
        if mine != theirs:
            yield from ((kind, thing) for thing in set(mine) ^ set(theirs))
    yield from _differing_cells(one.columns, other.columns)
    yield from _differing_cells(one.related, other.related)


def _differing_cells(
    one: Mapping[Place, Mapping[str, object]], other: Mapping[Place, Mapping[str, object]]
) -> Iterator[Thing]:
    for place in {*one, *other}:
        mine, theirs = one.get(place, {}), other.get(place, {})
        if mine != theirs:
            yield from ((place[0], thing) for thing in {*mine, *theirs} if mine.get(thing) != theirs.get(thing))


def _by_place(mixture: Mixture, rulesets: Iterable[Ruleset]) -> tuple[Mapping[Place, frozenset[Step]], frozenset[Step]]:
    """Sort the changes of rules by what they conclude; a threshold, an order and the day may bear on anything."""
    concluded: dict[str, set[Place]] = {}
    for ruleset in rulesets:
        for rule in ruleset.by_key.values():
            concluded.setdefault(rule.id, set()).add((rule.about, rule.property))
    by_place: dict[Place, set[Step]] = {}
    anywhere: set[Step] = {change.step for change in mixture.days.changes if change.step == AS_OF_STEP}
    for change in mixture.rulings.changes:
        layer = change.step[0]
        places: set[Place] = set()
        if layer == "rule":
            places = concluded[change.step[1]]
        elif layer == "conclusion":
            places = {(change.step[1], change.step[2])}
        if not places:
            anywhere.add(change.step)
        for place in places:
            by_place.setdefault(place, set()).add(change.step)
    return {place: frozenset(steps) for place, steps in by_place.items()}, frozenset(anywhere)


def _below(ends: Iterable[Facts], relations: Mapping[Place, str]) -> Mapping[Thing, frozenset[Thing]]:
    found: dict[Thing, set[Thing]] = {}
    for facts in ends:
        for (kind, relation), members in facts.related.items():
            target = relations[kind, relation]
            for owner, related in members.items():
                found.setdefault((kind, owner), set()).update((target, one) for one in related)
    return {thing: frozenset(members) for thing, members in found.items()}


def _read(rulesets: Iterable[Ruleset]) -> Mapping[Place, frozenset[Place]]:
    found: dict[Place, set[Place]] = {}
    for ruleset in rulesets:
        for rule in ruleset.by_key.values():
            found.setdefault((rule.about, rule.property), set()).update(_places_read(rule, ruleset))
    return {place: frozenset(read) for place, read in found.items()}


def _places_read(rule: Rule, ruleset: Ruleset) -> Iterator[Place]:
    for clause in rule.clauses:
        condition = clause.condition
        if isinstance(condition, Is):
            yield from ((rule.about, name) for name in properties_of(condition.pattern))
        else:
            target = ruleset.relations[rule.about, condition.relation]
            yield from ((target, name) for name in properties_of(condition.where, condition.satisfy))
            summed = getattr(condition, "summed", None)
            if summed:
                yield target, summed
