"""What a manager writes about themselves: ratings of competencies and indicators, each with what it rests on."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from inclead_graph.model.value import Notation, Text

__all__ = ["Appraisal", "Person", "Proof", "Rated"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Person(_Value):
    """Who is appraised: a name or a pseudonym, and what they do."""

    name: Text
    role: Text | None = None


class Proof(_Value):
    """Something that shows what a rating says: what happened, when, and where that is written down."""

    text: Text
    date: dt.date | None = None
    locator: Text | None = None


class Rated(_Value):
    """One competency or indicator, rated.

    Attributes:
        competency: its code, as ``self-belief-4`` or ``challenge``.
        rating: a word of the ontology's vocabulary ``appraisal rating``.
        target: the word aimed at; where it is left out, one step up is proposed for a development need.
        by: the day by which.
        action: what the person will do.
    """

    competency: Notation
    rating: Notation
    evidence: tuple[Proof, ...] = ()
    comment: Text | None = None
    target: Notation | None = None
    by: dt.date | None = None
    action: Text | None = None


def _nothing_is_no_ratings(value: Any) -> Any:
    """Take ``ratings:`` with nothing below it, as in a new file, for no ratings."""
    return () if value in (None, "") else value


class Appraisal(_Value):
    """One person's appraisal on one day. What is not among the ratings was not rated, which says nothing about it."""

    person: Person
    date: dt.date
    team: Text | None = None
    fictional: bool = False
    ratings: Annotated[
        tuple[Rated, ...],
        BeforeValidator(_nothing_is_no_ratings, json_schema_input_type=tuple[Rated, ...] | None),
    ] = ()
