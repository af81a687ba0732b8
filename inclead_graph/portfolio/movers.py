"""Whose floors moved between its two last assessments, and what moved them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inclead_graph.assess import Knowledge
from inclead_graph.comparison import MovedFinding, Side, compare
from inclead_graph.portfolio.assessments import Kept
from inclead_graph.portfolio.standings import Standings

__all__ = ["MovedFloor", "Mover", "causes_of", "movers_of"]


@dataclass(frozen=True, slots=True)
class MovedFloor:
    """A stage or factor with another floor than before; ``None`` where nothing was known of it.

    Attributes:
        steps: how many grades up, or down where below 0; 0 where it was or is not known.
    """

    thing: str
    before: str | None
    after: str | None
    steps: int


@dataclass(frozen=True, slots=True)
class Mover:
    """An organisation of which floors moved between its two last assessments.

    Attributes:
        since, day: of the two.
        floors: in the order of stages and factors.
    """

    organisation: str
    since: dt.date
    day: dt.date
    floors: tuple[MovedFloor, ...]

    @property
    def up(self) -> int:
        """How many floors went up."""
        return sum(one.steps > 0 for one in self.floors)

    @property
    def down(self) -> int:
        """How many went down."""
        return sum(one.steps < 0 for one in self.floors)


def movers_of(standings: Standings) -> tuple[Mover, ...]:
    """Return the organisations of which floors moved, those first of which most went up or down."""
    found = []
    for now in standings.latest.tolist():
        if now and standings.organisations[now - 1] == standings.organisations[now]:
            floors = tuple(_moved(standings, now - 1, now))
            if floors:
                days = standings.days[now - 1], standings.days[now]
                found.append(Mover(standings.organisations[now], *days, floors))
    return tuple(sorted(found, key=lambda one: (-(one.up + one.down), -len(one.floors), one.organisation)))


def _moved(standings: Standings, before: int, after: int) -> Iterator[MovedFloor]:
    import numpy as np

    old, new = (np.where(standings.graded[:, at], standings.floors[:, at], -1) for at in (before, after))
    for row in np.flatnonzero(old != new).tolist():
        was, now = (standings.grades[code] if code >= 0 else None for code in (int(old[row]), int(new[row])))
        steps = int(new[row]) - int(old[row]) if was is not None and now is not None else 0
        yield MovedFloor(standings.things[row], was, now, steps)


def causes_of(mover: Mover, kept: Sequence[Kept], knowledge: Knowledge) -> Mapping[str, MovedFinding]:
    """Return what moved each floor of an organisation, where its two assessments can be read.

    Args:
        mover: whose floors they are.
        kept: its assessments.
        knowledge: by which both are judged.
    """
    of = {one.assessment.as_of: one.assessment for one in kept}
    if mover.since not in of or mover.day not in of:
        return {}
    one, other = (Side(of[day], knowledge.framework, knowledge.rulebook) for day in (mover.since, mover.day))
    things = {floor.thing for floor in mover.floors}
    moved = compare(one, other, ("stage", "factor")).moved
    return {found.move.thing: found for found in moved if found.move.name == "floor" and found.move.thing in things}
