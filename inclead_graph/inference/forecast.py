"""When what is found lapses: day by day, what falls if nothing is renewed, and because of which records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inclead_graph.inference.engine import Key
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.moves import UP, Concluded, Move, moves_of
from inclead_graph.inference.rules import AsOf, Compare, Is, Pattern, Rule, Ruleset
from inclead_graph.inference.worlds import Supposition, Worlds

__all__ = ["Day", "Due", "coming", "forecast", "lapses"]

_NEXT_DAY = dt.timedelta(days=1)
_FROM_THE_DAY = ("at_most", "above")
"""Comparisons with the as-of date that come out otherwise on the day itself; the others do on the day after."""


@dataclass(frozen=True, slots=True)
class Due:
    """One finding that moves on a day, and the things, by kind and id, whose dates have come and that it rests on."""

    move: Move
    because_of: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which something moves: the things whose dates have come, and all that moves through them."""

    day: dt.date
    come: tuple[tuple[str, str], ...]
    due: tuple[Due, ...]


def forecast(findings: Findings, until: dt.date | None = None) -> Iterator[Day]:
    """Yield each coming day on which a finding moves, by the rules of the as-of date, if nothing is renewed or added.

    What moves of the things alone whose dates have come (a record counts no more) is left out: it is the cause.

    Args:
        findings: as they stand on the as-of date.
        until: the last day to look at; without one, all dates that are known.

    Example:
        ``next(forecast(findings), None)`` is the first day on which something falls.
    """
    worlds = Worlds(findings.ruleset, findings.facts)
    ahead = coming(findings, until)
    so_far: list[Supposition] = []
    for come in ahead.values():
        so_far.append({**(so_far[-1] if so_far else {}), **{key: findings.value(*key) for key in come}})
    before = findings.inference.concluded
    reached: set[Key] = set()
    for (day, come), found in zip(ahead.items(), worlds.infer(so_far, list(ahead)), strict=True):
        reached = reached.union(*map(worlds.reached, come))
        after = _after(before, found, reached)
        due = tuple(_due(worlds, come, moves_of(findings.ruleset, before, after)))
        if due:
            yield Day(day, tuple((kind, thing) for kind, thing, _ in come), due)
        before = after


def _after(before: Concluded, found: Concluded, reached: Iterable[Key]) -> Concluded:
    """Return what stands on a day: what is in reach of the dates that have come as found, all else as before."""
    after = {place: dict(values) for place, values in before.items()}
    for kind, thing, name in reached:
        values = after.get((kind, name))
        if values is not None:
            values.pop(thing, None)
    for place, stands in found.items():
        after.setdefault(place, {}).update(stands)
    return after


def _due(worlds: Worlds, come: Sequence[Key], moves: Sequence[Move]) -> Iterator[Due]:
    kinds, moved = {kind for kind, _, _ in come}, {move.key for move in moves}
    reach = {key: worlds.reached_through(key, moved) for key in come}
    for move in moves:
        if move.kind not in kinds:
            because_of = dict.fromkeys(
                (kind, thing) for (kind, thing, _), reached in reach.items() if move.key in reached
            )
            yield Due(move, tuple(because_of))


def lapses(findings: Findings, days: tuple[Day, ...]) -> Mapping[Key, tuple[dt.date, Due]]:
    """Return, for each finding, the first day on which it falls, or moves where it knows no lower.

    Example:
        ``lapses(findings, tuple(forecast(findings))).get(("factor", "BR1", "floor"))``
    """
    found: dict[Key, tuple[dt.date, Due]] = {}
    for day in days:
        for due in day.due:
            now = findings.inference.concluded.get((due.move.kind, due.move.name), {}).get(due.move.thing)
            if due.move.direction != UP and now == frozenset(due.move.before):
                found.setdefault(due.move.key, (day.day, due))
    return found


def coming(
    findings: Findings, until: dt.date | None = None, decides: tuple[str, str] | None = None
) -> Mapping[dt.date, Sequence[Key]]:
    """Return the coming days on which a comparison with the as-of date comes out otherwise, and of what.

    Args:
        findings: as they stand on the as-of date.
        until: the last day to look at; without one, all dates that are known.
        decides: look only at rules that conclude this property of this kind of thing, as whether a record is accepted;
            it then stays as it is up to the day before the first of its days.

    Example:
        ``coming(findings)`` is ``{date(2026, 4, 1): [("evidence", "E1", "lapses")]}`` where E1 lapses on 31 March.
    """
    found: dict[dt.date, list[Key]] = {}
    as_of = findings.facts.as_of
    for (kind, name), offsets in _dated(findings.ruleset, decides).items():
        for thing, value in findings.matcher.columns.get((kind, name), {}).items():
            for same_day in offsets if isinstance(value, dt.date) and value < dt.date.max else ():
                assert isinstance(value, dt.date)  # noqa: S101 (tested above)
                day = value if same_day else value + _NEXT_DAY
                if day > as_of and (until is None or day <= until):
                    found.setdefault(day, []).append((kind, thing, name))
    return {day: sorted(found[day]) for day in sorted(found)}


def _dated(ruleset: Ruleset, decides: tuple[str, str] | None) -> Mapping[tuple[str, str], frozenset[bool]]:
    """Return the properties that rules compare with the as-of date; whether that turns on the day itself, or after."""
    found: dict[tuple[str, str], set[bool]] = {}
    rules = [rule for stratum in ruleset.strata for rule in stratum.rules]
    for kind, pattern in _patterns(ruleset, [r for r in rules if decides in (None, (r.about, r.property))]):
        for test in (test for tests in pattern for test in tests):
            if isinstance(test, Compare) and isinstance(test.operand, AsOf):
                found.setdefault((kind, test.property), set()).add(test.operator in _FROM_THE_DAY)
    return {place: frozenset(days) for place, days in found.items()}


def _patterns(ruleset: Ruleset, rules: Iterable[Rule]) -> Iterator[tuple[str, Pattern]]:
    for rule in rules:
        for clause in rule.clauses:
            condition = clause.condition
            if isinstance(condition, Is):
                yield rule.about, condition.pattern
            else:
                target = ruleset.relations[rule.about, condition.relation]
                yield from ((target, pattern) for pattern in (condition.where, condition.satisfy))
