"""The ontology as a read-only value: what is assessed, what it is held against, and the words that evidence may use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = [
    "Checklist",
    "Concept",
    "Criterion",
    "Driver",
    "EdsEdition",
    "EdsNote",
    "EdsOutcome",
    "Factor",
    "Framework",
    "Passage",
    "Prompt",
    "Signal",
    "Stage",
    "Tool",
]


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines of the toolkit's text, with the printed section that they stand in."""

    id: str
    section: str
    first_line: int
    last_line: int

    @property
    def lines(self) -> str:
        """The lines alone, as L1171 or L1173–1175."""
        return f"L{self.first_line}" + (f"–{self.last_line}" if self.last_line != self.first_line else "")

    def __str__(self) -> str:
        return f"{self.section}, {self.lines}"


@dataclass(frozen=True, slots=True)
class Concept:
    """One word of a closed vocabulary: a grade, a voice, a kind of evidence (skos:Concept).

    ``glyph``, ``fill`` and ``ink`` say how a grade or verdict is drawn; other words have none. ``broader`` is the
    notation of the wider word that it falls under, as sectors do, or empty. ``criteria`` and ``months`` say of what is
    read off a network which criteria it bears on, and for how long it counts.
    """

    iri: str
    notation: str
    label: str
    definition: str
    order: int
    glyph: str = ""
    fill: str = ""
    ink: str = ""
    broader: str = ""
    passages: tuple[Passage, ...] = ()
    criteria: tuple[str, ...] = ()
    months: int = 0


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
class Driver:
    """A law, policy or framework that asks something of organisations.

    Attributes:
        part_of: the driver that it is a part of, as an aim of a duty; empty for a whole one.
        starts, ends: first and last day in force; ``None`` where it is open or not known.
        binds: the kinds of organisation that it binds or is addressed to.
        characteristics: the protected characteristics that count for it, where the law names them.
        criteria: the criteria that are linked to it as a whole; for those of its parts, too, see
            :attr:`Framework.bearing`.
        from_memory: true when the record of it was not seen in a public source.
    """

    iri: str
    id: str
    label: str
    definition: str
    requires: str
    kind: str
    part_of: str
    starts: dt.date | None
    ends: dt.date | None
    binds: frozenset[str]
    characteristics: tuple[str, ...]
    criteria: tuple[str, ...]
    passages: tuple[Passage, ...]
    from_memory: bool


@dataclass(frozen=True, slots=True)
class EdsOutcome:
    """What an edition of the Equality Delivery System grades or scores.

    Attributes:
        criteria: the criteria that help to reach it, as curated links say; they tell where to look and grade nothing.
        from_memory: true when the record of it was not seen in a public source.
        by_leadership: true where the edition grades it by what leaders do and not by how groups fare.
        same_as: outcomes of other editions that are the same, each as edition and number.
    """

    iri: str
    id: str
    label: str
    definition: str
    goal: str
    goal_label: str
    criteria: tuple[str, ...]
    from_memory: bool
    by_leadership: bool = False
    same_as: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EdsNote:
    """What an edition says of one grade, or of how grading is done.

    Attributes:
        note: where what is said is known from, or what to beware of; empty where there is nothing to add.
        from_memory: true when it was not seen in a public source.
    """

    id: str
    label: str
    definition: str
    topic: str
    note: str
    from_memory: bool


@dataclass(frozen=True, slots=True)
class EdsEdition:
    """An edition of the Equality Delivery System.

    Attributes:
        highest_score: the most that one outcome can score; ``None`` in editions that do not score.
        outcomes: in the edition's order, by number.
        grades: what each grade means in this edition, lowest first.
        provisions: how grading is done.
    """

    iri: str
    id: str
    label: str
    starts: dt.date
    highest_score: int | None
    outcomes: Mapping[str, EdsOutcome]
    grades: Mapping[str, EdsNote] = field(default_factory=dict)
    provisions: Mapping[str, EdsNote] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signal:
    """A named pattern that grades do not show, with the stages, factors and criteria in which it would appear.

    ``criteria`` has those of its stages and factors, too.
    """

    iri: str
    id: str
    label: str
    definition: str
    order: int
    passages: tuple[Passage, ...]
    stages: tuple[str, ...]
    factors: tuple[str, ...]
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """A list of criteria that the toolkit puts together for one purpose."""

    iri: str
    id: str
    label: str
    definition: str
    passages: tuple[Passage, ...]
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question of a tool.

    Attributes:
        asks: the question.
        wants: what an answer says.
        criteria: those that tell what an assessment knows about it already.
        curated: true when the toolkit does not ask it and we supplied it.
    """

    iri: str
    id: str
    order: int
    asks: str
    wants: str
    criteria: tuple[str, ...]
    curated: bool
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Tool:
    """A document that the toolkit has an organisation draw up for itself, as questions in their order."""

    iri: str
    id: str
    label: str
    definition: str
    passages: tuple[Passage, ...]
    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class Framework:
    """What exists and what it is called. Ids are the ontology's notations (``BR``, ``BR1``, ``BR1.A1``).

    ``competencies`` has, by criterion, the labels of the competencies that curated links say it calls for.
    """

    version: str
    edition: str
    stages: Mapping[str, Stage]
    factors: Mapping[str, Factor]
    criteria: Mapping[str, Criterion]
    passages: Mapping[str, Passage]
    vocabularies: Mapping[str, Mapping[str, Concept]] = field(default_factory=dict)
    earl_outcomes: Mapping[str, str] = field(default_factory=dict)
    drivers: Mapping[str, Driver] = field(default_factory=dict)
    eds: Mapping[str, EdsEdition] = field(default_factory=dict)
    signals: Mapping[str, Signal] = field(default_factory=dict)
    checklists: Mapping[str, Checklist] = field(default_factory=dict)
    tools: Mapping[str, Tool] = field(default_factory=dict)
    competencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def words(self, vocabulary: str) -> tuple[str, ...]:
        """Return the notations of a vocabulary, lowest first, or the ids of all things of a kind.

        Example:
            ``framework.words("grade")`` is ``("undeveloped", "developing", "achieving", "excelling")``.
        """
        return tuple(self.vocabularies.get(vocabulary) or self.named[vocabulary])

    def narrower(self, vocabulary: str, broader: str) -> tuple[str, ...]:
        """Return the words of a vocabulary that fall under a wider one.

        Example:
            ``framework.narrower("sector", "statutory")`` is ``("nhs", "local government", "justice")``.
        """
        return tuple(word for word, concept in self.vocabularies[vocabulary].items() if concept.broader == broader)

    @property
    def named(self) -> Mapping[str, Mapping[str, Stage | Factor | Criterion | Driver | Signal | EdsEdition]]:
        """The things that have an id of their own, by kind."""
        return {
            "stage": self.stages,
            "factor": self.factors,
            "criterion": self.criteria,
            "driver": self.drivers,
            "signal": self.signals,
            "eds edition": self.eds,
        }

    @property
    def bearing(self) -> Mapping[str, tuple[str, ...]]:
        """The criteria that bear on each driver, those linked to a part of it, or to a part of a part, among them."""
        found: dict[str, set[str]] = {name: set() for name in self.drivers}
        for name, driver in self.drivers.items():
            above = [name]
            while (whole := self.drivers[above[-1]].part_of) in self.drivers and whole not in above:
                above.append(whole)
            for one in above:
                found[one].update(driver.criteria)
        ranks = {name: rank for rank, name in enumerate(self.criteria)}
        return {name: tuple(sorted(criteria, key=ranks.__getitem__)) for name, criteria in found.items()}

    @property
    def graded(self) -> Mapping[str, str]:
        """Everything that a party may grade: its id, with its kind as the rules name it."""
        return dict.fromkeys(self.stages, "stage") | dict.fromkeys(self.factors, "factor")

    def gradable(self, pinned: str | None, day: dt.date) -> Mapping[str, str]:
        """Return :attr:`graded`, and the outcomes of the EDS edition that is graded by (see :meth:`eds_on`)."""
        edition = self.eds_on(pinned, day)
        return {**self.graded, **dict.fromkeys(edition.outcomes if edition else (), "eds_outcome")}

    def eds_on(self, pinned: str | None, day: dt.date) -> EdsEdition | None:
        """Return the edition of the EDS to grade by: the one pinned, else the latest that had begun by ``day``.

        Example:
            ``framework.eds_on(None, date(2014, 1, 1)).id`` is ``eds2-2013``; before the first edition it is ``None``.
        """
        if pinned is not None:
            return self.eds.get(pinned)
        return next((edition for edition in reversed(tuple(self.eds.values())) if edition.starts <= day), None)

    def label(self, thing: str) -> str:
        """Return the label of a stage, factor, criterion, driver or signal; any other id is its own label."""
        return next((things[thing].label for things in self.named.values() if thing in things), thing)

    def passages_of(self, thing: str) -> tuple[Passage, ...]:
        """Return the toolkit passages that a thing comes from; none where the toolkit does not speak of it."""
        found = next((things[thing] for things in self.named.values() if thing in things), None)
        return getattr(found, "passages", ())
