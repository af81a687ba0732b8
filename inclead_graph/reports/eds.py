"""The Equality Delivery System as every report shows it: edition, outcomes, how firm, what is advised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from inclead_graph.inference.eds_facts import counted_records
from inclead_graph.inference.eds_words import edition_of, recorded_outcome
from inclead_graph.inference.explain import Explainer, Node
from inclead_graph.inference.facts import ORGANISATION
from inclead_graph.inference.findings import Because, Findings, long_date, shown_value
from inclead_graph.model.framework import EdsEdition, EdsNote, EdsOutcome

if TYPE_CHECKING:
    from inclead_graph.assess import Programme, Result

__all__ = [
    "COLUMNS",
    "EdsPart",
    "ProgrammeDocument",
    "eds_explainer",
    "eds_part",
    "eds_remarks",
    "eds_rows",
    "policy_remarks",
    "programme_document",
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EdsStepPart(_Part):
    """One step of a proof."""

    rule: str
    version: int
    says: str
    citation: list[str]
    passages: list[str]


class EdsEditionPart(_Part):
    """The edition that is graded by, and why it is this one."""

    id: str
    label: str
    starts: str
    chosen: str


class EdsNotePart(_Part):
    """What the edition says of a grade or of how grading is done; ``from_memory`` marks what was not verified."""

    label: str
    text: str
    note: str
    from_memory: bool


class EdsReasonPart(_Part):
    """A reason why a grade is provisional, or a piece of advice, with its proof."""

    reason: str
    because: list[EdsStepPart]


class EdsGradingPart(_Part):
    """What one party graded an outcome; it stands beside what is recorded and changes nothing."""

    by: str
    rater: str | None
    grade: str | None
    date: str
    supported: bool | None
    stands: bool


class EdsOutcomePart(_Part):
    """One outcome: what is recorded (``known`` is false where that is nothing), its grades, and how firm they are.

    ``gradings`` are those by others, ``settled`` the grade that a recorded decision names, beside what was inferred.
    ``criteria`` are those that help to reach it, with their verdicts; they tell where to look and grade nothing here.
    """

    id: str
    label: str
    goal: str
    from_memory: bool
    by_leadership: bool
    known: bool
    recorded: str
    score: str | None
    groups: dict[str, str | None]
    evidence: list[str]
    evidenced: bool
    floor: str
    ceiling: str
    because: dict[str, list[EdsStepPart]]
    provisional: list[EdsReasonPart]
    advice: list[EdsReasonPart]
    gradings: list[EdsGradingPart]
    settled: str | None
    criteria: dict[str, str]


class EdsRatingPart(_Part):
    """The rating of the organisation as a whole, where the edition rates it; the total as a range."""

    floor: str
    ceiling: str
    least: str
    most: str
    because: dict[str, list[EdsStepPart]]


class EdsPart(_Part):
    """Everything that an assessment says about the Equality Delivery System.

    ``recorded`` counts the outcomes of the edition for which something is recorded; ``elsewhere`` names records on
    outcomes of other editions, which are not graded here.
    """

    edition: EdsEditionPart | None
    recorded: int
    elsewhere: list[str]
    rating: EdsRatingPart | None
    provisional: list[EdsReasonPart]
    advice: list[EdsReasonPart]
    outcomes: list[EdsOutcomePart]
    grades: list[EdsNotePart]
    policies: list[EdsNotePart]


class EdsOrganisationPart(_Part):
    """One of several organisations."""

    organisation: str
    commissions: list[str]
    eds: EdsPart


class ProgrammeDocument(_Part):
    """What ``inclead eds --format json`` writes."""

    schema_version: Literal["1"]
    organisations: list[EdsOrganisationPart]
    notes: list[str]


UNHEARD = "not known yet"
"""Shown in place of a floor where nothing at all is recorded: the lowest grade would look like a finding."""
COLUMNS = (
    "organisation", "edition", "outcome", "label", "floor", "ceiling", "recorded", "gradings", "provisional", "advice",
)  # fmt: skip


def eds_part(findings: Findings) -> EdsPart:
    """Arrange what was found for the edition that the assessment is graded by; empty before the first edition."""
    edition = edition_of(findings)
    if edition is None:
        return EdsPart(
            edition=None, recorded=0, elsewhere=[], rating=None, provisional=[], advice=[], outcomes=[], grades=[],
            policies=[],
        )  # fmt: skip
    records = counted_records(findings.assessment, edition)
    return EdsPart(
        edition=EdsEditionPart(
            id=edition.id, label=edition.label, starts=edition.starts.isoformat(), chosen=_chosen(findings, edition)
        ),
        recorded=len(records),
        elsewhere=[r.outcome for r in findings.assessment.eds if r.outcome not in edition.outcomes],
        rating=_rating(findings),
        provisional=_reasons(findings, "organisation", ORGANISATION, "eds_provisional"),
        advice=_reasons(findings, "organisation", ORGANISATION, "eds_advice"),
        outcomes=[_outcome(findings, outcome) for outcome in edition.outcomes.values()],
        grades=[_note(note) for note in edition.grades.values()],
        policies=[_note(note) for note in edition.provisions.values()],
    )


def programme_document(programme: Programme) -> ProgrammeDocument:
    """Arrange several organisations as the JSON document."""
    return ProgrammeDocument(
        schema_version="1",
        organisations=[
            EdsOrganisationPart(
                organisation=result.assessment.organisation.name,
                commissions=list(programme.commissioning.providers[result.assessment.organisation.name]),
                eds=eds_part(result.findings),
            )
            for result in programme.results
        ],
        notes=list(programme.notes),
    )


def eds_rows(results: Iterable[Result]) -> Iterator[tuple[str, ...]]:
    """Yield one row for each organisation that is rated as a whole, and one for each outcome."""
    for result in results:
        name, part = result.assessment.organisation.name, eds_part(result.findings)
        if part.edition is None:
            continue
        edition = part.edition.id
        if part.rating:
            total = part.rating.least + (f" to {part.rating.most}" if part.rating.most != part.rating.least else "")
            floor = part.rating.floor if part.recorded else UNHEARD
            yield (name, edition, "all", "The organisation", floor, part.rating.ceiling, f"total {total}", "",
                   _listed(part.provisional), _said(part.advice))  # fmt: skip
        for outcome in part.outcomes:
            floor = outcome.floor if outcome.known else UNHEARD
            yield (name, edition, outcome.id, outcome.label, floor, outcome.ceiling, outcome.recorded,
                   _graded(outcome), _listed(outcome.provisional), _said(outcome.advice))  # fmt: skip


def eds_remarks(findings: Findings) -> Iterator[str]:
    """Yield what a table has no room for: which edition and why, how firm, what is from memory or our policy."""
    part, name = eds_part(findings), findings.assessment.organisation.name
    if part.edition is None:
        yield f"{name}: no edition of the EDS had begun on {long_date(findings.assessment.as_of)}."
        return
    recorded = f"{part.recorded} of {len(part.outcomes)} outcomes are recorded"
    yield f"{name}: {part.edition.label} ({part.edition.id}); {part.edition.chosen}. {recorded}."
    if part.elsewhere:
        yield f"{name}: not graded here, as they are outcomes of another edition: {', '.join(part.elsewhere)}."
    yield from (f"{name}: provisional: {reason.reason}." for reason in part.provisional)
    yield from policy_remarks(part)


def policy_remarks(part: EdsPart) -> Iterator[str]:
    """Yield which grades and policies of the edition are from memory, and which are our own."""
    label = part.edition.label if part.edition else ""
    if any(note.from_memory for note in part.grades):
        yield f"{label}: the numbers behind its grades are from memory, not verified."
    for policy in part.policies:
        if policy.from_memory:
            yield f"{label}: {policy.text} This is from memory, not verified."
        elif "ours" in policy.note:
            yield f"{label}: {policy.text} {policy.note}"


def eds_explainer(findings: Findings) -> Callable[[str, str], list[Node]]:
    """Return what explains the EDS grades of a thing: why each is so, and why it is no better."""
    explainer, types = Explainer(findings), findings.ruleset.types

    def why(kind: str, thing: str) -> list[Node]:
        nodes: list[Node] = []
        grades = {name: findings.grade(kind, thing, name) for name in _GRADES[kind]}
        for name, value in grades.items():
            if nodes and len(set(grades.values())) == 1:
                break  # the ceiling is the floor, and would say the same again
            nodes.append(explainer.why(kind, thing, name))
            better = types[kind, name].better(value)
            nodes += [explainer.why_not(kind, thing, name, better)] if better is not None else []
        return nodes

    return why


_GRADES = {"organisation": ("eds_floor", "eds_ceiling"), "eds_outcome": ("floor", "ceiling")}


def _listed(reasons: Iterable[EdsReasonPart]) -> str:
    return "; ".join(reason.reason for reason in reasons)


def _graded(outcome: EdsOutcomePart) -> str:
    """Say what others graded an outcome, where their grading stands, and what was decided."""
    parts = [
        f"{g.by}{f' ({g.rater})' if g.rater else ''} {g.grade or 'abstained'}" for g in outcome.gradings if g.stands
    ]
    return "; ".join(parts + ([f"decided: {outcome.settled}"] if outcome.settled else []))


def _said(reasons: Iterable[EdsReasonPart]) -> str:
    return " ".join(f"{reason.reason}: {step.says}" for reason in reasons for step in reason.because)


def _chosen(findings: Findings, edition: EdsEdition) -> str:
    day = findings.assessment.as_of
    if findings.assessment.editions.eds is None:
        return f"no edition is named, and it is the latest that had begun by {long_date(day)}"
    late = f"; it began on {long_date(edition.starts)}, after the as-of date" if edition.starts > day else ""
    return f"it is named under 'editions'{late}"


def _rating(findings: Findings) -> EdsRatingPart | None:
    floor, ceiling = (findings.grade("organisation", ORGANISATION, f"eds_{bound}") for bound in ("floor", "ceiling"))
    if floor is None or ceiling is None:
        return None
    outcomes = findings.facts.things["eds_outcome"]
    numbers = {name: findings.facts.columns["eds_outcome", name] for name in ("least", "most")}
    totals = {
        name: sum((n for thing in outcomes if isinstance(n := numbers[name].get(thing), Fraction)), Fraction(0))
        for name in ("least", "most")
    }
    return EdsRatingPart(
        floor=floor,
        ceiling=ceiling,
        least=shown_value(totals["least"]),
        most=shown_value(totals["most"]),
        because={
            bound: _steps(findings.because("organisation", ORGANISATION, f"eds_{bound}"))
            for bound in ("floor", "ceiling")
        },
    )


def _outcome(findings: Findings, outcome: EdsOutcome) -> EdsOutcomePart:
    name, facts = outcome.id, findings.facts
    score = facts.columns["eds_outcome", "least"].get(name)
    scored = facts.columns["eds_outcome", "scored"].get(name) is True
    return EdsOutcomePart(
        id=name,
        label=outcome.label,
        goal=outcome.goal_label,
        from_memory=outcome.from_memory,
        by_leadership=outcome.by_leadership,
        known=scored or _known(findings, name),
        recorded=recorded_outcome(findings, name),
        score=shown_value(score) if scored else None,
        groups={_group(thing): _fares(findings, thing) for thing in facts.related["eds_outcome", "groups"][name]},
        evidence=list(facts.related["eds_outcome", "evidence"][name]),
        evidenced=findings.value("eds_outcome", name, "evidenced") is True,
        floor=str(findings.grade("eds_outcome", name, "floor")),
        ceiling=str(findings.grade("eds_outcome", name, "ceiling")),
        because={bound: _steps(findings.because("eds_outcome", name, bound)) for bound in ("floor", "ceiling")},
        provisional=_reasons(findings, "eds_outcome", name, "provisional"),
        advice=_reasons(findings, "eds_outcome", name, "advice"),
        gradings=[_grading(findings, thing) for thing in facts.related["eds_outcome", "gradings"][name]],
        settled=findings.grade("eds_outcome", name, "settled"),
        criteria={c: str(findings.value("criterion", c, "verdict")) for c in outcome.criteria},
    )


def _grading(findings: Findings, thing: str) -> EdsGradingPart:
    grading = findings.gradings[thing]
    return EdsGradingPart(
        by=grading.by,
        rater=grading.rater,
        grade=grading.grade,
        date=grading.date.isoformat(),
        supported=grading.supported,
        stands=findings.value("grading", thing, "stands") is True,
    )


def _known(findings: Findings, name: str) -> bool:
    """Say whether anything recorded of an outcome counts towards its grade."""
    columns, groups = findings.facts.columns, findings.facts.related["eds_outcome", "groups"][name]
    return name in columns["eds_outcome", "agreed"] or any(g in columns["eds_group", "fares"] for g in groups)


def _group(thing: str) -> str:
    return thing.partition("/")[2]


def _fares(findings: Findings, thing: str) -> str | None:
    value = findings.value("eds_group", thing, "fares")
    return None if value is None else str(value)


def _reasons(findings: Findings, kind: str, thing: str, name: str) -> list[EdsReasonPart]:
    by_reason: dict[str, list[Because]] = {}
    steps = findings.because(kind, thing, name)
    for firing, step in zip(findings.inference.firings(kind, thing, name), steps, strict=True):
        by_reason.setdefault(str(firing.rule.value), []).append(step)
    return [EdsReasonPart(reason=reason, because=_steps(steps)) for reason, steps in sorted(by_reason.items())]


def _steps(steps: Iterable[Because]) -> list[EdsStepPart]:
    return [
        EdsStepPart(
            rule=step.rule,
            version=step.version,
            says=step.says,
            citation=list(step.citation),
            passages=list(step.passages),
        )
        for step in steps
    ]


def _note(note: EdsNote) -> EdsNotePart:
    return EdsNotePart(label=note.label, text=note.definition, note=note.note, from_memory=note.from_memory)
