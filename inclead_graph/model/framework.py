"""The ontology as a read-only value: stages, factors, criteria, and the words that evidence may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Concept", "Criterion", "Factor", "Framework", "Passage", "Stage"]


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines of the toolkit's text, with the printed section that they stand in."""

    id: str
    section: str
    first_line: int
    last_line: int

    def __str__(self) -> str:
        lines = f"L{self.first_line}" + (f"–{self.last_line}" if self.last_line != self.first_line else "")
        return f"{self.section}, {lines}"


@dataclass(frozen=True, slots=True)
class Concept:
    """One word of a closed vocabulary: a grade, a voice, a kind of evidence (skos:Concept).

    ``glyph``, ``fill`` and ``ink`` say how a grade or verdict is drawn; other words have none.
    """

    iri: str
    notation: str
    label: str
    definition: str
    order: int
    glyph: str = ""
    fill: str = ""
    ink: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that an assessor can be right or wrong about."""

    iri: str
    id: str
    factor: str
    label: str
    definition: str
    role: str
    advised_action: str
    intended_outcome: str
    by_group: bool
    curated: bool
    passages: tuple[Passage, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Factor:
    """A part of a stage, with its criteria in the ontology's order."""

    iri: str
    id: str
    stage: str
    label: str
    definition: str
    order: int
    curated: bool
    passages: tuple[Passage, ...]
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the toolkit's organisational conversations."""

    iri: str
    id: str
    label: str
    alt_label: str
    definition: str
    order: int
    passages: tuple[Passage, ...]
    factors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Framework:
    """What exists and what it is called. Ids are the ontology's notations (``BR``, ``BR1``, ``BR1.A1``)."""

    version: str
    edition: str
    stages: Mapping[str, Stage]
    factors: Mapping[str, Factor]
    criteria: Mapping[str, Criterion]
    passages: Mapping[str, Passage]
    vocabularies: Mapping[str, Mapping[str, Concept]] = field(default_factory=dict)
    earl_outcomes: Mapping[str, str] = field(default_factory=dict)

    def words(self, vocabulary: str) -> tuple[str, ...]:
        """Return the notations of a vocabulary, lowest first.

        Example:
            ``framework.words("grade")`` is ``("undeveloped", "developing", "achieving", "excelling")``.
        """
        return tuple(self.vocabularies[vocabulary])

    @property
    def graded(self) -> Mapping[str, str]:
        """Everything that a party may grade: its id, with its kind as the rules name it."""
        return dict.fromkeys(self.stages, "stage") | dict.fromkeys(self.factors, "factor")

    def label(self, thing: str) -> str:
        """Return the label of a stage, factor or criterion; an id that is none of these is its own label."""
        found = self.stages.get(thing) or self.factors.get(thing) or self.criteria.get(thing)
        return found.label if found else thing

    def passages_of(self, thing: str) -> tuple[Passage, ...]:
        """Return the toolkit passages that a stage, factor or criterion comes from; none for anything else."""
        found = self.stages.get(thing) or self.factors.get(thing) or self.criteria.get(thing)
        return found.passages if found else ()
