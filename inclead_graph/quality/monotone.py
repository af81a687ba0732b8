"""Can more accepted support lower anything? Asked of every finding that has a better and a worse.

Kind by kind, from evidence upwards: every state of a thing that its conditions can tell apart, with up to two related
things besides, is judged by the rules before and after one piece of support is added, or one related thing moves as it
can. What moves is handed to the kinds above. A fall that is there only where accepted evidence speaks against is what
refutations are for; any other is a finding. The search is bounded: it shows falls, and proves their absence only up to
so many related things.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeAlias

from inclead_graph.errors import RulebookError
from inclead_graph.inference.facts import Facts
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.inference.rules import (
    Is,
    OneOf,
    Pattern,
    PropertyType,
    Quantified,
    Rule,
    Ruleset,
    Stratum,
    Test,
    properties_of,
)
from inclead_graph.quality.worlds import Known_, UndecidedError, Worlds

__all__ = ["Fall", "falls", "pattern_of"]

Knowledge: TypeAlias = tuple[tuple[str, Any], ...]

MOST_STATES = 20_000
MOST_OTHERS = 2


@dataclass(frozen=True, slots=True)
class Fall:
    """A finding that one more piece of accepted support lowers.

    Attributes:
        kind, name: the property.
        before, after: its value without and with the support.
        world: what the thing and its related things were before, and what moved.
        against: whether it needs accepted evidence that speaks against.
        undecided: nothing is known of this kind, because there is too much to try.
    """

    kind: str
    name: str
    before: Any = None
    after: Any = None
    world: str = ""
    against: bool = False
    undecided: bool = False


@dataclass(frozen=True, slots=True)
class _Member:
    """A related thing: what is known of it, and whether accepted evidence speaks against it."""

    known: Knowledge
    against: bool


@dataclass(frozen=True, slots=True)
class _Move:
    """What one more piece of support makes of a related thing; ``before`` is none where it is the support itself."""

    before: _Member | None
    after: _Member


@dataclass
class _Kind:
    """All states of a kind, and how they move; unknown when there is too much to try."""

    states: dict[_Member, None] = field(default_factory=dict)
    moves: dict[_Move, None] = field(default_factory=dict)
    undecided: bool = False

    def note(self, labels: Iterable[Known_], before: Knowledge, after: Knowledge, against: bool) -> None:
        """Note a move, once for each thing that else may be given of the thing."""
        for label in labels:
            one, other = (_Member(_known({**label, **dict(known)}), against) for known in (before, after))
            self.states |= {one: None, other: None}
            if before != after:
                self.moves[_Move(one, other)] = None


def falls(ruleset: Ruleset, worlds: Worlds, kind: str, support: Pattern, against: Pattern) -> list[Fall]:
    """Return every fall, from the bottom upwards; one for each property, the gravest.

    Args:
        ruleset: the rules.
        worlds: what can be told apart.
        kind: the kind of thing that supports: evidence.
        support: what accepted support passes.
        against: what accepted evidence that speaks against passes.
    """
    search = _Search(ruleset, worlds, kind, support, against)
    found: dict[tuple[str, str], Fall] = {}
    for of in search.order():
        for fall in search.of_kind(of):
            known = found.get((fall.kind, fall.name))
            if known is None or (known.against and not fall.against):
                found[fall.kind, fall.name] = fall
    return list(found.values())


@dataclass
class _Search:
    ruleset: Ruleset
    worlds: Worlds
    base: str
    support: Pattern
    against: Pattern
    kinds: dict[str, _Kind] = field(default_factory=dict)

    def rules(self, kind: str, only: frozenset[str] | None = None) -> list[Rule]:
        every = (rule for stratum in self.ruleset.strata for rule in stratum.rules if rule.about == kind)
        return [rule for rule in every if only is None or rule.property in only]

    def order(self) -> list[str]:
        """Return the kinds that rules are about, each after those that its rules look at; what goes in circles last."""
        waiting = {rule.about for stratum in self.ruleset.strata for rule in stratum.rules} - {self.base}
        ordered: list[str] = []
        while waiting:
            ready = sorted(k for k in waiting if not self._below(k) & waiting)
            if not ready:  # round in a circle: what is not known of the others is said to be so
                ready = sorted(waiting)[:1]
                self.kinds[ready[0]] = _Kind(undecided=True)
            ordered += ready
            waiting -= set(ready)
        return ordered

    def _below(self, kind: str) -> set[str]:
        return {self.ruleset.relations[kind, relation] for relation in _patterns(self._asked(kind))}

    def _asked(self, kind: str) -> list[Rule]:
        """Return the rules of a kind on which anything rests that has a better, or that is read from above."""
        return self.rules(kind, frozenset().union(*self._groups(kind)))

    def _groups(self, kind: str) -> list[frozenset[str]]:
        """Return which properties are looked at together: all that are read from above, and each other one alone."""
        above = self._with_own(kind, set(self._read_from_above(kind)))
        alone = [n for of, n in self._judged if of == kind and n not in above]
        return [above, *(self._with_own(kind, {name}) for name in alone)]

    @cached_property
    def _judged(self) -> dict[tuple[str, str], PropertyType]:
        return {place: t for stratum in self.ruleset.strata for place, t in stratum.concludes.items() if _has_better(t)}

    def _with_own(self, kind: str, names: set[str]) -> frozenset[str]:
        """Add the properties of the thing itself that the rules concluding these read."""
        while (
            more := {
                name
                for rule in self.rules(kind, frozenset(names))
                for clause in rule.clauses
                if isinstance(clause.condition, Is)
                for name in properties_of(clause.condition.pattern)
            }
            - names
        ):
            names = names | more  # fmt: skip
        return frozenset(names)

    def _read_from_above(self, kind: str) -> frozenset[str]:
        """Return the properties that rules about other kinds read of things of this kind."""
        names: set[str] = set()
        for (of, relation), target in self.ruleset.relations.items():
            if target == kind:
                names |= set(properties_of(*_patterns(self.rules(of)).get(relation, ())))
        return frozenset(names)

    # One kind

    def of_kind(self, kind: str) -> Iterator[Fall]:
        mine = self.kinds.setdefault(kind, _Kind())
        read = self._read_from_above(kind)
        for number, group in enumerate(self._groups(kind)):
            judged = {name: t for (of, name), t in self._judged.items() if of == kind and name in group}
            try:
                if mine.undecided:
                    raise UndecidedError
                pairs = list(self._pairs(kind, self.rules(kind, group)))
                outcomes = self._judge(kind, group, pairs)
            except (UndecidedError, RulebookError):
                mine.undecided = mine.undecided or number == 0
                yield from (Fall(kind, name, undecided=True) for name in judged)
                continue
            labels = self._labels(kind, self.rules(kind, group)) if number == 0 else []
            seen: set[object] = set()
            for pair, (before, after) in zip(pairs, outcomes, strict=True):
                fallen = [name for name, t in judged.items() if _lower(t, before.get(name), after.get(name))]
                yield from (Fall(kind, name, before.get(name), after.get(name), pair.told, pair.against)
                            for name in fallen)  # fmt: skip
                if not fallen and labels:
                    move = (_known(before, read), _known(after, read), pair.against)
                    if move not in seen:
                        seen.add(move)
                        mine.note(labels, *move)

    def _own(self, kind: str, rules: Sequence[Rule]) -> list[Known_]:
        """Return what may be given of a thing itself, as far as its own rules can tell it apart."""
        patterns = [c.condition.pattern for r in rules for c in r.clauses if isinstance(c.condition, Is)]
        return self._given(kind, patterns, frozenset())

    def _labels(self, kind: str, rules: Sequence[Rule]) -> list[Known_]:
        """Return what else may be given of it, which only rules about other kinds tell apart."""
        own = {name for known in self._own(kind, rules) for name in known}
        patterns = [pattern for (of, relation), target in self.ruleset.relations.items() if target == kind
                    for pattern in _patterns(self.rules(of)).get(relation, {})]  # fmt: skip
        return self._given(kind, patterns, frozenset(own))

    def _given(self, kind: str, patterns: Iterable[Pattern], without: frozenset[str]) -> list[Known_]:
        tests = {t: None for pattern in patterns for some in pattern for t in some
                 if self._is_given(kind, t) and t.property not in without}  # fmt: skip
        return list(self.worlds.sorts(kind, [((test,),) for test in tests]))

    def _is_given(self, kind: str, test: Test) -> bool:
        return not any((kind, test.property) in stratum.concludes for stratum in self.ruleset.strata)

    def _alive(self, kind: str, known: Known_, rules: Sequence[Rule]) -> tuple[Rule, ...]:
        """Return the rules that can fire at all on a thing of which so much is given."""
        return tuple(
            rule
            for rule in rules
            if all(
                any(
                    all(not self._is_given(kind, t) or t.holds(known.get(t.property), self.worlds.as_of) for t in tests)
                    for tests in clause.condition.pattern
                )
                for clause in rule.clauses
                if isinstance(clause.condition, Is)
            )
        )

    def _pairs(self, kind: str, rules: Sequence[Rule]) -> Iterator[_Pair]:
        own = self._own(kind, rules)
        alike: dict[tuple[str, ...], list[Known_]] = {}
        alive: dict[tuple[str, ...], tuple[Rule, ...]] = {}
        for known in own:
            still = self._alive(kind, known, rules)
            key = tuple(rule.key for rule in still)
            alike.setdefault(key, []).append(known)
            alive[key] = still
        for key, some in alike.items():
            related = {relation: self._members(self.ruleset.relations[kind, relation], list(patterns))
                       for relation, patterns in _patterns(alive[key]).items()}  # fmt: skip
            yield from _combined(some, related, MOST_STATES * len(some) // len(own))

    def _members(self, target: str, patterns: Sequence[Pattern]) -> tuple[list[_Member], list[_Move]]:
        """Return the related things that the patterns tell apart, and how support moves them."""
        if target == self.base:
            sorts = [_Member(_known(known), self.worlds.passes(known, self.against))
                     for known in self.worlds.sorts(target, [*patterns, self.support, self.against])]  # fmt: skip
            members = self._distinct(sorts, patterns)
            supports = [m for m in sorts if self.worlds.passes(dict(m.known), self.support)]
            return list(members.values()), [_Move(None, m) for m in self._distinct(supports, patterns).values()]
        below = self.kinds.get(target, _Kind())
        if below.undecided:
            raise UndecidedError
        if not below.states:  # nothing is concluded of it: it is as it was given, and does not move
            members = self._distinct([_Member(_known(k), False) for k in self.worlds.sorts(target, patterns)], patterns)
            return list(members.values()), []
        members = self._distinct(below.states, patterns)
        moves: dict[object, _Move] = {}
        for move in below.moves:
            ends = [self._sort(member, patterns) for member in (move.before, move.after) if member]
            if ends[0] != ends[1]:
                moves.setdefault((*ends, move.after.against), move)
        return list(members.values()), list(moves.values())

    def _distinct(self, members: Iterable[_Member], patterns: Sequence[Pattern]) -> dict[object, _Member]:
        found: dict[object, _Member] = {}
        for member in sorted(members, key=lambda m: m.against):
            found.setdefault((self._sort(member, patterns)), member)
        return found

    def _sort(self, member: _Member | None, patterns: Sequence[Pattern]) -> tuple[bool, ...]:
        known = dict(member.known) if member else {}
        return tuple(self.worlds.passes(known, pattern) for pattern in patterns)

    # Judging

    def _judge(self, kind: str, group: frozenset[str], pairs: Sequence[_Pair]) -> list[tuple[Known_, Known_]]:
        """Return what is known of the thing before and after, for each pair, by one run of the engine."""
        table = _Table(kind, self.ruleset)
        names = [(table.subject(p.known, p.members(after=False)), table.subject(p.known, p.members(after=True)))
                 for p in pairs]  # fmt: skip
        inference = ReferenceEngine().infer(_only(self.ruleset, kind, group), table.facts(self.worlds))
        known: dict[str, dict[str, Any]] = {name: dict(given) for name, given in table.given.items()}
        for (_, prop), values in inference.concluded.items():
            for name, stands in values.items():
                if len(stands) == 1:
                    (known[name][prop],) = stands
        return [(known[before], known[after]) for before, after in names]


@dataclass(frozen=True, slots=True)
class _Pair:
    """One thing before and after a move of something related to it."""

    known: Known_
    beside: Mapping[str, tuple[_Member, ...]]
    relation: str
    move: _Move

    def members(self, *, after: bool) -> dict[str, tuple[_Member, ...]]:
        moved = self.move.after if after else self.move.before
        mine = (*self.beside[self.relation], *((moved,) if moved else ()))
        return {**self.beside, self.relation: mine}

    @property
    def against(self) -> bool:
        return (
            any(m.against for members in self.members(after=False).values() for m in members) or self.move.after.against
        )

    @property
    def told(self) -> str:
        """The pair in words."""
        parts = [_words(self.known.items())] if self.known else []
        parts += [f"{relation} ({'; '.join(_words(m.known) for m in members)})"
                  for relation, members in self.members(after=False).items() if members]  # fmt: skip
        new = f"({_words(self.move.after.known)})"
        moved = f"({_words(self.move.before.known)}) becomes {new}" if self.move.before else f"{new} is added"
        return f"with {', '.join(parts) or 'nothing known'}, where of its {self.relation} {moved}"


class _Table:
    """Subjects and the things related to them, as facts."""

    def __init__(self, kind: str, ruleset: Ruleset) -> None:
        self.kind = kind
        self.ruleset = ruleset
        self.given: dict[str, Known_] = {}
        self.names: dict[object, str] = {}
        self.ranks: dict[_Member, int] = {}
        self.members: dict[tuple[str, _Member, int], str] = {}
        self.related: dict[str, dict[str, tuple[str, ...]]] = {}

    def subject(self, known: Known_, members: Mapping[str, tuple[_Member, ...]]) -> str:
        rank = self.ranks.setdefault
        related = (tuple(sorted(rank(member, len(self.ranks)) for member in some)) for some in members.values())
        key = (_known(known), tuple(members), *related)
        name = self.names.get(key)
        if name is None:
            name = self.names[key] = f"S{len(self.names)}"
            self.given[name] = known
            for relation, some in members.items():
                copies = [(relation, member, some[:at].count(member)) for at, member in enumerate(some)]
                mine = tuple(self.members.setdefault(copy, f"M{len(self.members)}") for copy in copies)
                self.related.setdefault(relation, {})[name] = mine
        return name

    def facts(self, worlds: Worlds) -> Facts:
        targets = {relation: self.ruleset.relations[self.kind, relation] for relation in self.related}
        columns: dict[tuple[str, str], dict[str, Any]] = {place: {} for place in self.ruleset.types}
        kinds = {kind for kind, _ in self.ruleset.types} | set(self.ruleset.relations.values())
        things: dict[str, list[str]] = {**{kind: [] for kind in kinds}, self.kind: list(self.given)}
        for name, known in self.given.items():
            for prop, value in known.items():
                columns[self.kind, prop][name] = value
        for (relation, member, _), name in self.members.items():
            things[targets[relation]].append(name)
            for prop, value in member.known:
                columns[targets[relation], prop][name] = value
        related: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {place: {} for place in self.ruleset.relations}
        related |= {(self.kind, relation): members for relation, members in self.related.items()}
        return Facts(worlds.as_of, {kind: tuple(names) for kind, names in things.items()}, columns, related)


def _combined(
    own: Sequence[Known_], related: Mapping[str, tuple[list[_Member], list[_Move]]], most_states: int
) -> Iterator[_Pair]:
    """Combine what is given of a thing with related things, as many as there is room for, and each with each move."""
    number = sum(len(moves) for _, moves in related.values())
    for most in range(MOST_OTHERS, -1, -1):
        room = math.prod(math.comb(len(members) + most, most) for members, _ in related.values())
        if len(own) * number * room <= max(most_states, number):
            break
    else:
        raise UndecidedError
    others = [list(_multisets(members, most)) for members, _ in related.values()]
    for known, chosen in itertools.product(own, itertools.product(*others)):
        beside = dict(zip(related, chosen, strict=True))
        for relation, (_, moves) in related.items():
            for move in moves:
                yield _Pair(known, beside, relation, move)


def _patterns(rules: Iterable[Rule]) -> dict[str, dict[Pattern, None]]:
    """Return, for each relation that rules follow, the patterns that they ask there."""
    found: dict[str, dict[Pattern, None]] = {}
    for rule in rules:
        for clause in rule.clauses:
            if isinstance(clause.condition, Quantified):
                asked = found.setdefault(clause.condition.relation, {})
                asked |= dict.fromkeys((clause.condition.where, clause.condition.satisfy))
    return found


def _only(ruleset: Ruleset, kind: str, names: frozenset[str]) -> Ruleset:
    wanted = {(kind, name) for name in names}
    strata = (
        Stratum(s.name, s.title, {place: t for place, t in s.concludes.items() if place in wanted},
                tuple(rule for rule in s.rules if (rule.about, rule.property) in wanted))
        for s in ruleset.strata
    )  # fmt: skip
    return replace(ruleset, strata=tuple(stratum for stratum in strata if stratum.rules))


def _multisets(members: Sequence[_Member], most: int) -> Iterator[tuple[_Member, ...]]:
    for size in range(most + 1):
        yield from itertools.combinations_with_replacement(members, size)


def _known(known: Known_, only: frozenset[str] | None = None) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted((name, value) for name, value in known.items() if only is None or name in only))


def _words(known: Iterable[tuple[str, Any]]) -> str:
    """Say what is known; of truths, only what is so."""
    said = [name if value is True else f"{name} {value}" for name, value in known if value is not False]
    return ", ".join(said) or "nothing known"


def _has_better(kind_of: PropertyType) -> bool:
    return kind_of.aim is not None or (kind_of.keep in ("highest", "lowest") and bool(kind_of.words))


def _lower(kind_of: PropertyType, before: Any, after: Any) -> bool:
    if before is None or before == after:
        return False
    if kind_of.keep in ("highest", "lowest") and kind_of.words:
        return after is None or kind_of.words.index(after) < kind_of.words.index(before)
    return bool(before == kind_of.aim)


def pattern_of(types: Mapping[tuple[str, str], PropertyType], kind: str, written: Mapping[str, str]) -> Pattern:
    """Read a pattern of words, as ``quality/declared.yaml`` has it."""
    tests: list[Test] = []
    for name, word in written.items():
        truth = types[kind, name].name == "truth"
        tests.append(OneOf(name, frozenset((word == "true" if truth else word,))))
    return (tuple(tests),)
