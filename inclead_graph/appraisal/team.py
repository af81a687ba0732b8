"""A team in numbers, so that nobody's ratings can be read or worked out.

Each competency is shown as finely as is safe:

``words``
    how many people chose each rating and how many none, where every number is 0 or at least five, and where the
    groups below may be shown.
``groups``
    how many have a development need, how many are rated and have none, and how many are not rated, where every number
    is 0 or at least five, and the whole team is not of one mind. That nobody rated a thing says nothing about anybody,
    and is shown.
``majority``
    nothing but whether more than half of the team have a development need.

Whole rows are coarsened, because a single number that is left out follows from the others and the size of the team.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from inclead_graph.appraisal.compare import same_person
from inclead_graph.errors import QueryError
from inclead_graph.model.appraisal import Appraisal
from inclead_graph.model.guide import Driver, Guide, Rateable

__all__ = ["FEWEST", "Row", "Shown", "Team", "shown", "team_of"]

FEWEST = 5
"""The fewest people who are shown as a team, and the smallest number other than 0 that is shown."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be known about how a team rated one thing.

    Attributes:
        words: people by rating, lowest first, and not rated last; ``None`` where that is not shown.
        groups: people with a need, without one, and not rated; ``None`` where that is not shown.
        majority_needs: true when more than half of the team have a development need there.
    """

    words: tuple[int, ...] | None
    groups: tuple[int, int, int] | None
    majority_needs: bool

    @property
    def level(self) -> Literal["words", "groups", "majority"]:
        """How finely it is shown."""
        if self.words is not None:
            return "words"
        return "groups" if self.groups is not None else "majority"


@dataclass(frozen=True, slots=True)
class Row:
    """One competency or indicator in a team, with the drivers that depend on it and are in force."""

    thing: Rateable
    shown: Shown
    drivers: tuple[Driver, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """A team; it names nobody, and holds no comment and no evidence.

    Attributes:
        names: what the files call the team; more than one when they do not agree.
        people: how many.
        superseded: how many appraisals were left out because the same person has a later one.
        last: the day of the latest appraisal.
        fictional: true when every appraisal says that its person is made up.
        shared: rows in which more than half of the team have a need: first what most drivers depend on.
    """

    names: tuple[str, ...]
    people: int
    superseded: int
    last: dt.date
    fictional: bool
    rows: tuple[Row, ...]
    shared: tuple[Row, ...]


def team_of(appraisals: Sequence[Appraisal], guide: Guide) -> Team:
    """Roll appraisals up; of a person with several the latest counts.

    Args:
        appraisals: at least those of five people.
        guide: the ratings and competencies.

    Raises:
        QueryError: there are fewer than five people, or two appraisals of one person on one day.
    """
    latest = _latest(appraisals)
    if len(latest) < FEWEST:
        people = f"{len(latest)} {'person' if len(latest) == 1 else 'people'}"
        raise QueryError(f"these are appraisals of {people}; a team is shown from {FEWEST} people on, to protect each")
    last = max(one.date for one in latest)
    rows = tuple(_row(thing, latest, guide, last) for thing in guide.things.values())
    shared = [row for row in rows if row.shown.majority_needs]
    return Team(
        names=tuple(sorted({one.team for one in latest if one.team})),
        people=len(latest),
        superseded=len(appraisals) - len(latest),
        last=last,
        fictional=all(one.fictional for one in latest),
        rows=rows,
        shared=tuple(sorted(shared, key=lambda row: -len(row.drivers))),
    )


def shown(counts: Sequence[int], needs: Sequence[bool]) -> Shown:
    """Decide how much of one row may be shown.

    Args:
        counts: people by rating, lowest first, and not rated last; their sum is the size of the team.
        needs: for each rating, whether it is a development need.

    Example:
        >>> shown([7, 0, 8, 0, 0], [True, True, False, False]).level
        'words'
        >>> shown([4, 3, 5, 3, 0], [True, True, False, False]).groups
        (7, 8, 0)
        >>> shown([1, 5, 0, 0, 0], [True, True, False, False])
        Shown(words=None, groups=None, majority_needs=True)
    """
    people, unrated = sum(counts), counts[-1]
    need = sum(count for count, is_need in zip(counts[:-1], needs, strict=True) if is_need)
    groups = (need, people - need - unrated, unrated)
    majority = 2 * need > people
    if not _safe(groups):
        return Shown(None, None, majority)
    return Shown(tuple(counts) if _safe(counts) else None, groups, majority)


def _safe(counts: Sequence[int]) -> bool:
    *rated, unrated = counts
    return all(n == 0 or n >= FEWEST for n in counts) and all(n < sum(rated) + unrated for n in rated)


def _row(thing: Rateable, latest: Sequence[Appraisal], guide: Guide, day: dt.date) -> Row:
    chosen = [entry.rating for one in latest for entry in one.ratings if entry.competency == thing.code]
    counts = [*(chosen.count(word) for word in guide.ratings), len(latest) - len(chosen)]
    needs = [rating.need for rating in guide.ratings.values()]
    return Row(thing, shown(counts, needs), tuple(driver for driver in thing.drivers if driver.in_force(day)))


def _latest(appraisals: Iterable[Appraisal]) -> list[Appraisal]:
    by_person: dict[str, Appraisal] = {}
    for one in appraisals:
        who = same_person(one.person)
        other = by_person.get(who)
        if other is not None and other.date == one.date:
            raise QueryError(
                f"two appraisals are of one person and of {one.date}, so that neither is the latest; leave one out, "
                "or tell two people of one name apart in 'person'"
            )
        if other is None or one.date > other.date:
            by_person[who] = one
    return list(by_person.values())
