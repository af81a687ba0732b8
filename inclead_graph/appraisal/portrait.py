"""What one appraisal shows: strengths, development needs, what was not rated, and what hangs on each.

Nothing is added up. A rating stands as it was given; where nothing is said to show it, that is said beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from inclead_graph.model.appraisal import Appraisal, Rated
from inclead_graph.model.guide import Driver, Goal, Guide, Rateable, Rating

__all__ = ["Line", "Portrait", "portrait_of"]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was rated.

    Attributes:
        thing: the competency or indicator.
        rated: what the person wrote.
        rating: the word that they chose.
        drivers: what depends on the thing and was in force on the day of the appraisal, surest first.
        other_drivers: what depends on it and was not in force that day.
        goals: EDS goals that it helps to reach, of editions in force on the day.
    """

    thing: Rateable
    rated: Rated
    rating: Rating
    drivers: tuple[Driver, ...]
    other_drivers: tuple[Driver, ...]
    goals: tuple[Goal, ...]

    @property
    def bare(self) -> bool:
        """True when nothing is said to show the rating."""
        return not self.rated.evidence


@dataclass(frozen=True, slots=True)
class Portrait:
    """One appraisal, arranged.

    Attributes:
        lines: everything that was rated, in the toolkit's order.
        strengths: lines whose rating is a strength, in that order.
        needs: lines whose rating is a development need: the lowest rating first; within a rating, first what most
            drivers in force on the day depend on.
        not_rated: what has no rating. It is not known, and no need.
    """

    appraisal: Appraisal
    guide: Guide
    lines: tuple[Line, ...]
    strengths: tuple[Line, ...]
    needs: tuple[Line, ...]
    not_rated: tuple[Rateable, ...]


def portrait_of(appraisal: Appraisal, guide: Guide) -> Portrait:
    """Arrange an appraisal; the order of its ratings does not matter.

    Args:
        appraisal: an appraisal that was read with the same guide.
        guide: the ratings, the competencies, and what hangs on each.
    """
    rated = {entry.competency: entry for entry in appraisal.ratings}
    lines = tuple(_line(thing, rated[code], appraisal, guide) for code, thing in guide.things.items() if code in rated)
    needs = [line for line in lines if line.rating.need]
    return Portrait(
        appraisal=appraisal,
        guide=guide,
        lines=lines,
        strengths=tuple(line for line in lines if line.rating.strength),
        needs=tuple(sorted(needs, key=lambda line: (line.rating.order, -len(line.drivers)))),
        not_rated=tuple(thing for code, thing in guide.things.items() if code not in rated),
    )


def _line(thing: Rateable, rated: Rated, appraisal: Appraisal, guide: Guide) -> Line:
    day = appraisal.date
    return Line(
        thing=thing,
        rated=rated,
        rating=guide.ratings[rated.rating],
        drivers=tuple(driver for driver in thing.drivers if driver.in_force(day)),
        other_drivers=tuple(driver for driver in thing.drivers if not driver.in_force(day)),
        goals=tuple(goal for goal in thing.goals if goal.in_force(day)),
    )
