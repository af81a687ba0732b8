"""A rule file as people write it; the JSON Schema in ``rules/schema`` is made from these models.

Shape only: whether a term exists is checked by :mod:`inclead_graph.inference.reading`.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

__all__ = [
    "CaseFile",
    "CaseSpec",
    "Citation",
    "ClauseSpec",
    "PropertySpec",
    "QualityFile",
    "RuleFile",
    "RuleSpec",
    "ValueSpec",
]

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Sentence = Annotated[str, StringConstraints(min_length=3, max_length=400)]

_TEST = {
    "description": "a word, a list of words, or one comparison",
    "anyOf": [
        {"type": ["string", "boolean"]},
        {"type": "array", "items": {"type": "string"}},
        {
            "type": "object",
            "additionalProperties": False,
            "maxProperties": 1,
            "minProperties": 1,
            "properties": {
                "known": {"type": "boolean"},
                "not": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
                "listed_in": {"type": "string"},
                **{name: {"type": "string"} for name in ("at_least", "at_most", "above", "below")},
            },
        },
    ],
}
_ALL_OF = {"type": "object", "additionalProperties": _TEST}
_PATTERN = {
    "description": "properties that must all hold; in a list, one of the alternatives must",
    "anyOf": [_ALL_OF, {"type": "array", "items": _ALL_OF, "minItems": 1}],
}
Pattern = Annotated[Any, WithJsonSchema(_PATTERN)]


Number = Annotated[str, WithJsonSchema({"type": ["string", "number"]})]
Word = Annotated[str, WithJsonSchema({"type": ["string", "boolean", "number"]})]


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class InForce(_Spec):
    """First and last day on which a rule is in force; without ``to`` it still is."""

    start: dt.date = Field(alias="from")
    end: dt.date | None = Field(default=None, alias="to")


class Citation(_Spec):
    """What a rule rests on: a passage of the toolkit (``L294-308``) or a section of docs/maturity-model.md."""

    passage: str | None = None
    model: str | None = None


class PropertySpec(_Spec):
    """A property that the rules of this stratum conclude."""

    type: str
    title: Sentence
    keep: Annotated[str, StringConstraints(pattern="^(only|highest|lowest|every)$")] = "only"
    default: str | None = None
    aim: str | None = None


class DatedValue(_Spec):
    """A threshold or table of thresholds from one day on; a new day is added below, an old one never overwritten."""

    start: dt.date = Field(alias="from")
    source: Sentence
    checked: dt.date
    value: Number | None = None
    entries: dict[str, Number] | None = None


class ValueSpec(_Spec):
    """A named threshold, dated and sourced."""

    title: Sentence
    unit: Annotated[str, StringConstraints(pattern="^(months|share|count|points)$")]
    by: Name | None = None
    dated: Annotated[tuple[DatedValue, ...], Field(min_length=1)]


class QuantifierSpec(_Spec):
    """A statement over the things that are related to the subject."""

    of: Name
    where: Pattern = None
    satisfy: Pattern = None
    at_least: Number | None = None
    at_most: Number | None = None
    add: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]*|\{[a-z][a-z0-9_-]*\})$")] | None = None


class ClauseSpec(_Spec):
    """One condition of a rule, with the sentence that says it."""

    id: Identifier | None = None
    says: Sentence
    is_: Pattern = Field(default=None, alias="is")
    any_: QuantifierSpec | None = Field(default=None, alias="any")
    all_: QuantifierSpec | None = Field(default=None, alias="all")
    none: QuantifierSpec | None = None
    count: QuantifierSpec | None = None
    share: QuantifierSpec | None = None
    sum: QuantifierSpec | None = None


class RuleSpec(_Spec):
    """One rule."""

    id: Identifier
    version: Annotated[int, Field(ge=1)]
    title: Sentence
    in_force: InForce
    citation: Annotated[tuple[Citation, ...], Field(min_length=1)]
    about: Name
    for_each: tuple[tuple[dict[str, str | tuple[str, ...]], ...], ...] = ()
    when: Annotated[tuple[Identifier | ClauseSpec, ...], Field(min_length=1)]
    then: Annotated[dict[str, str | dict[str, str]], Field(min_length=1, max_length=1)]
    because: Sentence


class RuleFile(_Spec):
    """One stratum: what it concludes, its thresholds, its named conditions and its rules."""

    stratum: Name
    after: Name | None = None
    title: Sentence
    concludes: dict[str, dict[str, PropertySpec]]
    values: dict[str, ValueSpec] = {}
    conditions: dict[Identifier, ClauseSpec] = {}
    rules: Annotated[tuple[RuleSpec, ...], Field(min_length=1)]


class CaseSpec(_Spec):
    """Facts that do, or do not, make a rule fire on a thing, and what it then concludes."""

    rule: str
    name: Sentence
    as_of: dt.date
    facts: dict[str, dict[str, dict[str, Any]]]
    fires_on: tuple[str, ...]
    concludes: Annotated[dict[str, Word], Field(min_length=1, max_length=1)] | None = None


class CaseFile(_Spec):
    """The cases of one stratum."""

    cases: Annotated[tuple[CaseSpec, ...], Field(min_length=1)]


class DeclaredEquivalent(_Spec):
    """A change to the rules that makes no difference; ``inclead rules mutate`` names it."""

    mutant: str
    because: Sentence


class DeclaredFinding(_Spec):
    """Something that ``inclead rules check`` finds and that is meant."""

    finding: str
    about: str
    because: Sentence


class Support(_Spec):
    """What one more piece of accepted support is, and what speaks against: more support should lower nothing."""

    kind: Name
    where: dict[str, Word]
    against: dict[str, Word]


class QualityFile(_Spec):
    """What was looked at in a rulebook and is meant."""

    support: Support | None = None

    equivalent: tuple[DeclaredEquivalent, ...] = ()
    intended: tuple[DeclaredFinding, ...] = ()
