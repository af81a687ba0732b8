"""Compare two sides: what moved, and the changes that moved it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from inclead_graph.comparison.bearing import Bearing
from inclead_graph.comparison.change import Change, Chosen, Step
from inclead_graph.comparison.minimal import MinimalSets, minimal_sets
from inclead_graph.comparison.mixture import Mixture, Side, findings_of
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.moves import Move, moves_between

__all__ = ["Comparison", "MovedFinding", "Side", "compare"]


@dataclass(frozen=True, slots=True)
class MovedFinding:
    """A finding that differs, with what moved it.

    Attributes:
        move: the finding, before and after.
        label: what people call the thing that it is about.
        title: what people call the property.
        reasons: minimal sets of changes, each of which alone, made to the first side, makes the finding as it is in the
            second; the smallest first. There is always at least one.
        every: false when there may be further such sets.
    """

    move: Move
    label: str
    title: str
    reasons: tuple[tuple[Change, ...], ...]
    every: bool

    @property
    def causes(self) -> tuple[str, ...]:
        """The kinds of cause of the first reason, each once."""
        return tuple(dict.fromkeys(change.cause for change in self.reasons[0]))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides, the changes between them, and every finding that moved.

    Attributes:
        first, second: what follows from each side.
        rules: the version of the rulebook of each.
        changes: everything that differs between the sides and could matter.
        moved: the findings that differ, on the kinds of things that were asked for, the organisation first.
    """

    first: Findings
    second: Findings
    rules: tuple[str, str]
    changes: tuple[Change, ...]
    moved: tuple[MovedFinding, ...]

    @property
    def idle(self) -> tuple[Change, ...]:
        """The changes that are in no reason listed."""
        used = {change.step for moved in self.moved for reason in moved.reasons for change in reason}
        return tuple(change for change in self.changes if change.step not in used)

    @property
    def by_cause(self) -> Mapping[str, int]:
        """How many findings each kind of cause moved, alone or with others, by their first reasons; the most first."""
        return dict(Counter(cause for moved in self.moved for cause in moved.causes).most_common())


def compare(first: Side, second: Side, kinds: Collection[str] | None = None) -> Comparison:
    """Compare two sides with the reference engine.

    Args:
        first: what it was.
        second: what it is.
        kinds: what kinds of things to trace findings on; every kind by default. Tracing is what takes long.

    Raises:
        RulebookError: no rule was in force on the day of one of them.

    Example::

        compare(Side(last_year, framework, rulebook), Side(this_year, framework, rulebook)).moved
    """
    one, other = findings_of(first), findings_of(second)
    mixture = Mixture.of(one, other, first, second)
    attribution = _Attribution(mixture, Bearing.of(mixture))
    by_step = {change.step: change for change in mixture.changes}
    moved = []
    for move in (move for move in moves_between(one, other) if kinds is None or move.kind in kinds):
        found = attribution.of(move)
        reasons = tuple(tuple(by_step[step] for step in steps) for steps in found.sets)
        moved.append(MovedFinding(move, _label(move, one, other), _title(move, one, other), reasons, found.every))
    order = _order(one, other)
    moved.sort(key=lambda found: order.get((found.move.kind, found.move.thing), (len(order), 0)))
    return Comparison(one, other, (first.rulebook.version, second.rulebook.version), mixture.changes, tuple(moved))


def _label(move: Move, one: Findings, other: Findings) -> str:
    side = other if move.thing in other.facts.things.get(move.kind, ()) else one
    return side.label(move.kind, move.thing)


def _title(move: Move, one: Findings, other: Findings) -> str:
    place = (move.kind, move.name)
    return (other.ruleset.types.get(place) or one.ruleset.types[place]).title


def _order(one: Findings, other: Findings) -> dict[tuple[str, str], tuple[int, int]]:
    """Order things as the facts have them: the organisation first, then its parts, each kind in its own order."""
    things = {
        kind: dict.fromkeys((*other.facts.things.get(kind, ()), *one.facts.things.get(kind, ())))
        for kind in (*other.facts.things, *one.facts.things)
    }
    return {(kind, name): (at, n) for at, kind in enumerate(things) for n, name in enumerate(things[kind])}


@dataclass(frozen=True, slots=True)
class _Attribution:
    mixture: Mixture
    bearing: Bearing

    def of(self, move: Move) -> MinimalSets[Step]:
        """Return the minimal sets of changes that make a finding as it is in the second side."""
        due = frozenset(move.after)

        def works(chosen: Chosen) -> bool:
            return self.mixture.value(chosen, move.key) == due

        pool = self.bearing.on(move.key)
        if not works(frozenset(pool)):
            pool = self.bearing.order
        return minimal_sets(works, pool)
