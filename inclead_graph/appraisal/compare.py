"""Two appraisals side by side: what went up or down, what is newly rated, and what evidence was added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inclead_graph.errors import QueryError
from inclead_graph.model.appraisal import Appraisal, Person, Proof, Rated
from inclead_graph.model.guide import Guide, Rateable, Rating

__all__ = ["Change", "Comparison", "Moved", "compare", "same_person"]

Change = Literal["up", "down", "same", "newly rated", "no longer rated"]


@dataclass(frozen=True, slots=True)
class Moved:
    """One competency or indicator that either appraisal rates.

    Attributes:
        added: evidence of the second that the first does not have.
    """

    thing: Rateable
    before: Rating | None
    after: Rating | None
    change: Change
    added: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two appraisals, and what changed from the first to the second.

    Attributes:
        neither: what neither rates.
    """

    first: Appraisal
    second: Appraisal
    moves: tuple[Moved, ...]
    neither: tuple[Rateable, ...]


def compare(first: Appraisal, second: Appraisal, guide: Guide, *, different_people: bool = False) -> Comparison:
    """Compare two appraisals, of one person unless told; the earlier of one person's comes first.

    Args:
        first: the one.
        second: the other.
        guide: the ratings and competencies.
        different_people: compare although the names differ; they stay in the order given.

    Raises:
        QueryError: they are of different people, and nobody said that this is meant.
    """
    if same_person(first.person) != same_person(second.person):
        if not different_people:
            raise QueryError(
                f"one appraisal is of {first.person.name} and the other of {second.person.name}; "
                "if that is meant, add --different-people"
            )
    elif second.date < first.date:
        first, second = second, first
    before, after = ({entry.competency: entry for entry in one.ratings} for one in (first, second))
    return Comparison(
        first,
        second,
        tuple(
            _moved(thing, before.get(code), after.get(code), guide)
            for code, thing in guide.things.items()
            if code in before or code in after
        ),
        tuple(thing for code, thing in guide.things.items() if code not in before and code not in after),
    )


def same_person(person: Person) -> str:
    """Return what two names have in common when they mean one person: capitals and spaces do not matter."""
    return " ".join(person.name.casefold().split())


def _moved(thing: Rateable, before: Rated | None, after: Rated | None, guide: Guide) -> Moved:
    known = before.evidence if before else ()
    return Moved(
        thing=thing,
        before=guide.ratings[before.rating] if before else None,
        after=guide.ratings[after.rating] if after else None,
        change=_change(before, after, guide),
        added=tuple(proof for proof in after.evidence if proof not in known) if after else (),
    )


def _change(before: Rated | None, after: Rated | None, guide: Guide) -> Change:
    if before is None:
        return "newly rated"
    if after is None:
        return "no longer rated"
    step = guide.ratings[after.rating].order - guide.ratings[before.rating].order
    if step == 0:
        return "same"
    return "up" if step > 0 else "down"
