"""Many suppositions inferred in one run of the reference engine.

A supposition changes given facts: this record is withdrawn, that date is another. What a changed fact cannot reach
through any rule stays as it is; what it may reach is copied, once for each supposition, and the copies are related to
one another and to the unchanged things as their originals are. One run over originals and copies then settles all
suppositions, with the work on patterns and conditions shared. That this equals running each by itself is tested
(``tests/test_robustness.py``).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from inclead_graph.inference.engine import Key
from inclead_graph.inference.facts import Facts
from inclead_graph.inference.moves import Concluded
from inclead_graph.inference.reference import Columns, Matcher, ReferenceEngine
from inclead_graph.inference.rules import AsOf, Compare, Computed, Is, Rule, Ruleset, Test, Value, properties_of

__all__ = ["Supposition", "Worlds"]

Supposition = Mapping[Key, Value | None]
"""Given properties, by kind, id and name, that are supposed to be otherwise; ``None`` for not known."""

Place = tuple[str, str]

_MARK = "\x1f"
_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class _Reader:
    """A property that some rule concludes from another: of the same thing, or of its owner by a relation."""

    relation: str | None
    about: str
    name: str


class Worlds:
    """What follows from facts under suppositions.

    Example:
        ``Worlds(ruleset, facts).infer([{("evidence", "E001", "withdrawn"): facts.as_of}])`` has one answer: all that
        may be otherwise when E001 is withdrawn.
    """

    def __init__(self, ruleset: Ruleset, facts: Facts) -> None:
        self.ruleset = ruleset
        self.facts = facts
        self._readers = _readers(ruleset)
        self._owners = {place: _owners(related) for place, related in facts.related.items()}
        self._reached: dict[Key, frozenset[Key]] = {}

    def reached(self, key: Key) -> frozenset[Key]:
        """Return every finding that a given property may have a say in, through whatever rules; itself included."""
        found = self._reached.get(key)
        if found is None:
            found = self._reached[key] = self._closure(key, lambda _: True)
        return found

    def reached_through(self, key: Key, moved: AbstractSet[Key]) -> frozenset[Key]:
        """Return the findings in reach of a given property by way of findings that moved, and by no others."""
        return self._closure(key, moved.__contains__)

    def _closure(self, key: Key, follow: Callable[[Key], bool]) -> frozenset[Key]:
        seen, open_ = {key}, [key]
        while open_:
            for reader in self._read_by(open_.pop()):
                if reader not in seen and follow(reader):
                    seen.add(reader)
                    open_.append(reader)
        return frozenset(seen)

    def _read_by(self, key: Key) -> Iterator[Key]:
        kind, thing, name = key
        for reader in self._readers.get((kind, name), ()):
            owners: Iterable[str] = (thing,)
            if reader.relation is not None:
                owners = self._owners[reader.about, reader.relation].get(thing, ())
            yield from ((reader.about, owner, reader.name) for owner in owners)

    def infer(self, suppositions: Sequence[Supposition], days: Sequence[dt.date] = ()) -> list[Concluded]:
        """Return, for each supposition, what stands of every finding that it may have a say in, by kind and property.

        A finding that is in reach and has no value under the supposition is absent; see :meth:`reached`.

        Args:
            suppositions: what is supposed; a property that is not given, but concluded, is only looked at anew.
            days: the day on which each of them judges; without, the as-of date.
        """
        found: list[Concluded] = []
        for start in range(0, len(suppositions), _AT_ONCE):
            end = start + _AT_ONCE
            found += self._infer(suppositions[start:end], days[start:end])
        return found

    def _infer(self, suppositions: Sequence[Supposition], days: Sequence[dt.date]) -> Iterator[Concluded]:
        reach = [frozenset().union(*map(self.reached, supposed)) for supposed in suppositions]
        copied = [_by_kind(keys) for keys in reach]
        engine = _OnManyDays(days) if days else ReferenceEngine()
        concluded = engine.infer(self.ruleset, self._copies(suppositions, copied)).concluded
        for number, kinds in enumerate(copied):
            mark = f"{_MARK}{number}"
            yield {
                place: {t: values[t + mark] for t in kinds[place[0]] if t + mark in values}
                for place, values in concluded.items()
                if place[0] in kinds
            }

    def _copies(self, suppositions: Sequence[Supposition], copied: Sequence[Mapping[str, set[str]]]) -> Facts:
        things = {kind: list(ids) for kind, ids in self.facts.things.items()}
        columns = {place: dict(column) for place, column in self.facts.columns.items()}
        related = {place: dict(of) for place, of in self.facts.related.items()}
        for number, (supposed, kinds) in enumerate(zip(suppositions, copied, strict=True)):
            mark = f"{_MARK}{number}"
            for kind, ids in kinds.items():
                things[kind] += [thing + mark for thing in ids]
            for (kind, name), column in self.facts.columns.items():
                known = {t + mark: column[t] for t in kinds.get(kind, ()) if t in column}
                columns[kind, name] |= known
            for (kind, relation), of in self.facts.related.items():
                target = kinds.get(self.ruleset.relations[kind, relation], set())
                for thing in kinds.get(kind, ()):
                    ends = tuple(end + mark if end in target else end for end in of.get(thing, ()))
                    related[kind, relation][thing + mark] = ends
            for (kind, thing, name), value in supposed.items():
                column_of = columns.get((kind, name), {})  # what is concluded is not for us to suppose
                column_of.pop(thing + mark, None)
                if value is not None:
                    column_of[thing + mark] = value
        every = {kind: tuple(ids) for kind, ids in things.items()}
        return replace(self.facts, things=every, columns=columns, related=related)


class _OnManyDays(ReferenceEngine):
    """Judges each copy on the day of its supposition."""

    def __init__(self, days: Sequence[dt.date]) -> None:
        self.days = days

    def matcher(self, ruleset: Ruleset, facts: Facts, columns: Columns) -> Matcher:
        """Make the matcher that knows the days."""
        return _MatcherOnManyDays(ruleset, facts, columns, self.days)


class _MatcherOnManyDays(Matcher):
    def __init__(self, ruleset: Ruleset, facts: Facts, columns: Columns, days: Sequence[dt.date]) -> None:
        super().__init__(ruleset, facts, columns)
        self.days = days

    def _passing_test(self, kind: str, test: Test) -> AbstractSet[str]:
        if not isinstance(test, Compare) or not isinstance(test.operand, AsOf):
            return super()._passing_test(kind, test)
        column = self.columns.get((kind, test.property), {})
        return {thing for thing, value in column.items() if test.holds(value, self._day_of(thing))}

    def _day_of(self, thing: str) -> dt.date:
        _, _, number = thing.partition(_MARK)
        return self.days[int(number)] if number else self.facts.as_of


def _readers(ruleset: Ruleset) -> Mapping[Place, tuple[_Reader, ...]]:
    found: defaultdict[Place, dict[_Reader, None]] = defaultdict(dict)
    for stratum in ruleset.strata:
        for rule in stratum.rules:
            for place, relation in _reads(rule, ruleset):
                found[place][_Reader(relation, rule.about, rule.property)] = None
    return {place: tuple(readers) for place, readers in found.items()}


def _reads(rule: Rule, ruleset: Ruleset) -> Iterator[tuple[Place, str | None]]:
    """Yield what a rule reads: each kind and property, and the relation by which its subject comes to it."""
    if isinstance(rule.value, Computed):
        yield (rule.about, rule.value.property), None
        if rule.value.by is not None:
            yield (rule.about, rule.value.by), None
    for clause in rule.clauses:
        condition = clause.condition
        if isinstance(condition, Is):
            yield from (((rule.about, name), None) for name in properties_of(condition.pattern))
        else:
            target = ruleset.relations[rule.about, condition.relation]
            summed = condition.summed
            names = (*properties_of(condition.where, condition.satisfy), *((summed,) if summed else ()))
            yield from (((target, name), condition.relation) for name in names)


def _owners(related: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for owner, members in related.items():
        for member in dict.fromkeys(members):
            found[member].append(owner)
    return {member: tuple(owners) for member, owners in found.items()}


def _by_kind(keys: Iterable[Key]) -> Mapping[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for kind, thing, _ in keys:
        found[kind].add(thing)
    return found
