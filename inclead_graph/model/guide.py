"""What an appraisal is made with: the words of its ratings, what can be rated, and what hangs on each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from inclead_graph.model.framework import Passage

__all__ = ["Driver", "Goal", "Guide", "Rateable", "Rating", "Reference"]


@dataclass(frozen=True, slots=True)
class Rating:
    """A word that says how far a person has made a thing their own.

    Attributes:
        need: true when whoever is rated with it has something to develop.
        strength: true when it is a strength.
    """

    word: str
    label: str
    definition: str
    order: int
    need: bool
    strength: bool
    glyph: str
    fill: str
    ink: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A descriptor of the Leadership Framework that the toolkit prints beside a competency, and the lines in which."""

    id: str
    code: str
    label: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class _Linked:
    """What is linked to a competency, with how sure the link is, why it is there, and from when to when it holds.

    Attributes:
        curated: true when we drew the link and the toolkit did not.
        from_memory: true when the facts about it, its dates among them, are from memory and were not verified.
    """

    id: str
    label: str
    confidence: float
    why: str
    curated: bool
    first: dt.date | None
    last: dt.date | None
    from_memory: bool

    def in_force(self, day: dt.date) -> bool:
        """Say whether it was in force on a day; both ends count, and what has no first day never was."""
        return self.first is not None and self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Driver(_Linked):
    """A law, policy or standard that depends on people who have a competency."""


@dataclass(frozen=True, slots=True)
class Goal(_Linked):
    """A goal or domain of an edition of the Equality Delivery System that a competency helps to reach."""

    edition: str


@dataclass(frozen=True, slots=True)
class Rateable:
    """A competency or indicator.

    Attributes:
        code: what a file calls it.
        group: the quality or the set of indicators that it stands under.
        example: what it looks like at work, in our words; empty when it was left out.
        example_ours: true when the toolkit has no example and we supplied one.
    """

    id: str
    code: str
    label: str
    definition: str
    group: str
    passages: tuple[Passage, ...]
    example: str
    example_ours: bool
    references: tuple[Reference, ...]
    drivers: tuple[Driver, ...]
    goals: tuple[Goal, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything that an appraisal needs to know.

    Attributes:
        ratings: by word, lowest first.
        things: by code, in the toolkit's order.
        only_toolkit: true when what we curated was left out.
        version: a digest of the ontology's files.
    """

    ratings: Mapping[str, Rating]
    things: Mapping[str, Rateable]
    only_toolkit: bool
    version: str

    def above(self, word: str) -> str | None:
        """Return the rating one step up; none above the highest."""
        words = list(self.ratings)
        place = words.index(word) + 1
        return words[place] if place < len(words) else None
