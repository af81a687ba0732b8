"""Two looks at a network: which ties formed, ended, grew or shrank, and what that did to each group's reach."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from inclead_graph.network.measures import Measured, measured
from inclead_graph.network.reach import Reach
from inclead_graph.network.view import Ends, View

__all__ = ["Moved", "MovedMeasure", "OverTime", "moved_measures", "over_time"]

_NOTHING = 1e-9

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Moved:
    """A number before and after; ``None`` where there was none, or is none any more."""

    before: float | None
    after: float | None

    @property
    def by(self) -> float:
        """How far it moved; what is not there counts as nothing."""
        return (self.after or 0.0) - (self.before or 0.0)


@dataclass(frozen=True, slots=True)
class OverTime:
    """What differs between two looks.

    Attributes:
        came, left: organisations.
        ties: the strength of each tie that formed, ended, grew or shrank.
        groups: the part of each group's need that is reached, where that moved.
        bridging: the bridging value of each organisation, in people, where that moved.
        people: how many people are reached in all.
        estimated: ties of which nobody said on one of the two days how strong they are, so that what moved may be what
            is known and not the tie.
    """

    came: tuple[str, ...]
    left: tuple[str, ...]
    ties: Mapping[Ends, Moved]
    groups: Mapping[str, Moved]
    bridging: Mapping[str, Moved]
    people: Moved
    estimated: frozenset[Ends]

    def what(self, ends: Ends) -> str:
        """Say what became of a tie: formed, ended, stronger or weaker, or only known better."""
        moved = self.ties[ends]
        if moved.before is None:
            return "formed"
        if moved.after is None:
            return "ended"
        return "known better" if ends in self.estimated else "stronger" if moved.by > 0 else "weaker"


def over_time(first: Reach, second: Reach) -> OverTime:
    """Compare two looks at networks whose ids mean the same.

    Example::

        over_time(Reach(view_of(network, day=then)), Reach(view_of(network, day=now))).ties
    """
    old, new = first.view, second.view
    before = {ends: tie.strength for ends, tie in old.ties.items()}
    after = {ends: tie.strength for ends, tie in new.ties.items()}
    groups = [{group: reach.of_group(group) for group in reach.view.groups} for reach in (first, second)]
    values = [{n: b.value for n, b in reach.organisations.items() if b is not None} for reach in (first, second)]
    return OverTime(
        came=tuple(name for name in new.organisations if name not in old.organisations),
        left=tuple(name for name in old.organisations if name not in new.organisations),
        ties=_moved(before, after),
        groups=_moved(*groups),
        bridging=_moved(*values),
        people=Moved(first.people, second.people),
        estimated=frozenset(e for e in before.keys() & after.keys() if not (old.ties[e].known and new.ties[e].known)),
    )


@dataclass(frozen=True, slots=True)
class MovedMeasure:
    """One value of one measure that differs.

    Attributes:
        measure: its name.
        of: the organisation, group or sector, or the two ends of the tie; empty for the network as a whole.
    """

    measure: str
    of: str
    moved: Moved


def moved_measures(first: View, second: View) -> tuple[MovedMeasure, ...]:
    """Return every value of every measure that differs between two looks; those that take long are left out.

    Raises:
        UnreadableError: scipy is not installed.
    """
    before, after = (_values(measured(view)) for view in (first, second))
    return tuple(MovedMeasure(*key, moved) for key, moved in _moved(before, after).items())


def _values(of: Measured) -> dict[tuple[str, str], float]:
    parts: Mapping[str, Mapping[str, float | None]] = {**of.organisations, **of.groups, **of.sectors}
    found = {(name, thing): value for name, values in parts.items() for thing, value in values.items()}
    found |= {(name, "--".join(ends)): value for name, values in of.ties.items() for ends, value in values.items()}
    found |= {(name, ""): value for name, value in of.network.items()}
    return {key: value for key, value in found.items() if value is not None}


def _moved(before: Mapping[Name, float], after: Mapping[Name, float]) -> dict[Name, Moved]:
    """Return what is there on one side only, or differs."""
    both = {name: Moved(before.get(name), after.get(name)) for name in dict.fromkeys((*before, *after))}
    return {n: m for n, m in both.items() if (m.before is None) != (m.after is None) or abs(m.by) > _NOTHING}
