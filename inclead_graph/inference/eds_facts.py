"""Facts about the Equality Delivery System: its outcomes, how groups fare in each, scores, and grades of providers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from inclead_graph.inference.rules import Value
from inclead_graph.model.assessment import Assessment, EdsRecord
from inclead_graph.model.framework import EdsEdition, Framework

__all__ = ["EdsFacts", "ProviderGrade", "counted_records", "eds_facts"]


@dataclass(frozen=True, slots=True)
class ProviderGrade:
    """What one provider that an organisation commissions was graded for one outcome, or overall.

    Attributes:
        provider: its name.
        edition, outcome: by which edition, and for which of its outcomes; an empty outcome stands for the whole.
    """

    provider: str
    edition: str
    outcome: str
    floor: str
    ceiling: str

    @property
    def id(self) -> str:
        """The name, with the outcome where it is about one."""
        return f"{self.provider} ({self.outcome})" if self.outcome else self.provider

    def about(self, edition: EdsEdition, outcome: str) -> bool:
        """Say whether it is about the same as an outcome of ``edition``: the same one, or an exact match of it.

        With an empty ``outcome``, whether both are graded as a whole by the same edition.
        """
        if (self.edition, self.outcome) == (edition.id, outcome):
            return True
        return bool(outcome) and (self.edition, self.outcome) in edition.outcomes[outcome].same_as


@dataclass(frozen=True, slots=True)
class EdsFacts:
    """Things, columns and relations, to be joined to those of the rest of the assessment."""

    things: Mapping[str, tuple[str, ...]]
    columns: Mapping[tuple[str, str], Mapping[str, Value]]
    related: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]


def counted_records(assessment: Assessment, edition: EdsEdition) -> dict[str, EdsRecord]:
    """Return, by outcome of ``edition``, the record that counts: none that was made after the as-of date."""
    in_time = [record for record in assessment.eds if record.date is None or record.date <= assessment.as_of]
    return {record.outcome: record for record in in_time if record.outcome in edition.outcomes}


def eds_facts(
    assessment: Assessment, framework: Framework, organisation: str, providers: Sequence[ProviderGrade] = ()
) -> EdsFacts:
    """Flatten the part of an assessment that the Equality Delivery System grades.

    Where the edition does not score, each outcome has an ``eds_group`` for each protected characteristic, named
    ``outcome/characteristic``. Where it scores, an outcome could score from ``least`` to ``most``.
    """
    edition = framework.eds_on(assessment.editions.eds, assessment.as_of)
    outcomes = edition.outcomes if edition else {}
    grouped = edition is not None and edition.highest_score is None
    groups = framework.words("characteristic") if grouped else ()
    records = counted_records(assessment, edition) if edition else {}
    related: dict[tuple[str, str], Mapping[str, tuple[str, ...]]] = {
        ("organisation", "eds_outcomes"): {organisation: tuple(outcomes)},
        ("eds_outcome", "organisation"): dict.fromkeys(outcomes, (organisation,)),
        ("eds_outcome", "itself"): {name: (name,) for name in outcomes},
        ("eds_outcome", "groups"): {name: tuple(f"{name}/{group}" for group in groups) for name in outcomes},
        ("eds_outcome", "criteria"): {name: outcome.criteria for name, outcome in outcomes.items()},
        ("eds_outcome", "evidence"): {name: _evidence(assessment, records.get(name)) for name in outcomes},
    }
    comparable = {name: _comparable(providers, edition, name) for name in ("", *outcomes)}
    related["eds_outcome", "provider_grades"] = {name: comparable[name] for name in outcomes}
    related["organisation", "provider_grades"] = {organisation: comparable[""]}
    return EdsFacts(
        things={
            "eds_outcome": tuple(outcomes),
            "eds_group": tuple(f"{name}/{group}" for name in outcomes for group in groups),
            "provider_grade": tuple(grade.id for grade in providers),
        },
        columns={
            ("organisation", "eds_edition"): {organisation: edition.id} if edition else {},
            **_outcome_columns(edition, records),
            **_group_columns(outcomes, groups, records),
            ("provider_grade", "provider"): {grade.id: grade.provider for grade in providers},
            ("provider_grade", "floor"): {grade.id: grade.floor for grade in providers},
            ("provider_grade", "ceiling"): {grade.id: grade.ceiling for grade in providers},
        },
        related=related,
    )


def _evidence(assessment: Assessment, record: EdsRecord | None) -> tuple[str, ...]:
    named = record.evidence if record else ()
    return tuple(sorted({piece.id for piece in assessment.evidence if piece.id in named}))


def _comparable(providers: Iterable[ProviderGrade], edition: EdsEdition | None, outcome: str) -> tuple[str, ...]:
    return tuple(grade.id for grade in providers if edition and grade.about(edition, outcome))


def _outcome_columns(
    edition: EdsEdition | None, records: Mapping[str, EdsRecord]
) -> dict[tuple[str, str], dict[str, Value]]:
    outcomes = edition.outcomes if edition else {}
    scores = {name: Fraction(record.score) for name, record in records.items() if record.score is not None}
    columns: dict[tuple[str, str], dict[str, Value]] = {
        ("eds_outcome", "edition"): dict.fromkeys(outcomes, edition.id if edition else ""),
        ("eds_outcome", "by_leadership"): {name: outcome.by_leadership for name, outcome in outcomes.items()},
        ("eds_outcome", "scored"): {name: name in scores for name in outcomes},
        ("eds_outcome", "agreed"): {name: record.grade for name, record in records.items() if record.grade is not None},
        ("eds_outcome", "least"): {},
        ("eds_outcome", "most"): {},
    }
    if edition and edition.highest_score is not None:
        highest = Fraction(edition.highest_score)
        columns["eds_outcome", "least"] = {name: scores.get(name, Fraction(0)) for name in outcomes}
        columns["eds_outcome", "most"] = {name: scores.get(name, highest) for name in outcomes}
    return columns


def _group_columns(
    outcomes: Iterable[str], groups: Sequence[str], records: Mapping[str, EdsRecord]
) -> dict[tuple[str, str], dict[str, Value]]:
    fares = {
        f"{name}/{group}": records[name].groups[group]
        for name in outcomes
        for group in groups
        if name in records and group in records[name].groups
    }
    every = [f"{name}/{group}" for name in outcomes for group in groups]
    return {
        ("eds_group", "characteristic"): {thing: thing.partition("/")[2] for thing in every},
        ("eds_group", "fares"): dict(fares),
        ("eds_group", "recorded"): {thing: thing in fares for thing in every},
    }
