"""A set of links from one framework to another, as SSSOM has it (https://mapping-commons.github.io/sssom/)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Mapping", "MappingSet", "MappingSetHead"]

_Text = Annotated[str, Field(min_length=1)]


class MappingSetHead(BaseModel):
    """The metadata of a mapping table: the slots of SSSOM 1.0 that our tables use."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    curie_map: dict[str, str]
    mapping_set_id: _Text
    mapping_set_title: _Text
    mapping_set_description: _Text
    creator_id: tuple[str, ...] = ()
    creator_label: tuple[str, ...]
    license: _Text
    subject_type: Literal["skos concept"] = "skos concept"
    subject_source: str = ""
    object_type: Literal["skos concept"] = "skos concept"
    object_source: str = ""
    mapping_provider: _Text
    mapping_date: dt.date
    comment: str = ""


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
