"""A set of links from one framework to another, as SSSOM has it (https://mapping-commons.github.io/sssom/)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

__all__ = ["Mapping", "MappingSet"]


@dataclass(frozen=True, slots=True)
class Mapping:
    """One link, with why it is there and how sure its author is.

    Attributes:
        subject, predicate, object: IRIs.
        negated: true for a link that is said *not* to hold (``predicate_modifier: Not``).
        justification: IRI of the kind of justification (SEMAPV).
        confidence: from 0 to 1.
        comment: why, in a sentence.
        author: who says so.
        source: IRI of the passage in which the link is printed; empty for a link that we curated.
        line: the line of the table.
    """

    subject: str
    predicate: str
    object: str
    negated: bool
    justification: str
    confidence: float
    comment: str
    author: str
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class MappingSet:
    """One mapping table.

    Attributes:
        iri: its name, which is also that of its graph.
        curated: true when we made the links and the toolkit did not.
        date: the day its links were made.
    """

    iri: str
    title: str
    description: str
    provider: str
    licence: str
    creators: tuple[str, ...]
    date: dt.date
    curated: bool
    mappings: tuple[Mapping, ...]
