"""A personal development plan: from where to where, what that looks like at work, what to do, and by when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from inclead_graph.appraisal.portrait import Line, Portrait
from inclead_graph.model.guide import Guide, Rating

__all__ = ["Step", "plan_of"]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the plan. How one would know is left to the person and their manager, so it is not here.

    Attributes:
        target: the rating aimed at: the person's own choice, else one step up.
        chosen: true when the target is the person's own.
        action: what to do; empty where nothing was written and there is no example.
        suggested: true when the action is the example of practice, which nobody has agreed to yet.
        by: the day by which, where one was given.
    """

    line: Line
    target: Rating
    chosen: bool
    action: str
    suggested: bool
    by: dt.date | None


def plan_of(portrait: Portrait) -> tuple[Step, ...]:
    """Make the plan: a step for each development need in their order, then for whatever else has a target or action.

    Args:
        portrait: the appraisal, arranged.
    """
    extra = [line for line in portrait.lines if line not in portrait.needs and _wanted(line)]
    return tuple(_step(line, portrait.guide) for line in (*portrait.needs, *extra))


def _wanted(line: Line) -> bool:
    return bool(line.rated.target or line.rated.action or line.rated.by)


def _step(line: Line, guide: Guide) -> Step:
    target = line.rated.target or guide.above(line.rated.rating) or line.rated.rating
    own = line.rated.action
    return Step(
        line=line,
        target=guide.ratings[target],
        chosen=line.rated.target is not None,
        action=own or line.thing.example,
        suggested=own is None and bool(line.thing.example),
        by=line.rated.by,
    )
