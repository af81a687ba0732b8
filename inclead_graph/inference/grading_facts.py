"""Gradings and the decisions on them as facts: who graded what, when, and what came later.

Rules compare dates with the as-of date only; which grading of one party and which evidence came after a grading is
therefore given as a relation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from inclead_graph.inference.rules import Value
from inclead_graph.model.assessment import Assessment, Evidence, Grading
from inclead_graph.model.framework import Framework

__all__ = ["criteria_under", "evidence_under", "grading_columns", "grading_relations"]

Column = dict[str, Value]


def criteria_under(framework: Framework, subject: str) -> tuple[str, ...]:
    """Return the criteria of a factor, or of all factors of a stage; none for anything else."""
    if subject in framework.stages:
        return tuple(c for factor in framework.stages[subject].factors for c in framework.factors[factor].criteria)
    return framework.factors[subject].criteria if subject in framework.factors else ()


def grading_columns(
    assessment: Assessment, framework: Framework, gradings: Sequence[Grading]
) -> dict[tuple[str, str], Column]:
    """Return the given properties of gradings, and what was decided of each thing that people grade."""
    columns: dict[tuple[str, str], Column] = {
        ("grading", "subject"): {g.id: g.subject for g in gradings},
        ("grading", "by"): {g.id: g.by for g in gradings},
        ("grading", "rater"): {g.id: g.rater for g in gradings if g.rater is not None},
        ("grading", "grade"): {g.id: g.grade for g in gradings if g.grade is not None},
        ("grading", "date"): {g.id: g.date for g in gradings},
        ("grading", "supported"): {g.id: g.supported for g in gradings if g.supported is not None},
        ("grading", "dissent"): {g.id: bool(g.dissent) for g in gradings},
    }
    gradable = framework.gradable(assessment.editions.eds, assessment.as_of)
    for kind in (*dict.fromkeys(framework.graded.values()), "eds_outcome"):
        columns[kind, "decided"], columns[kind, "decided_on"] = {}, {}
    # The latest decision by the as-of date stands, as for moderation.
    for decision in sorted(assessment.grading_decisions, key=lambda d: (d.date <= assessment.as_of, d.date)):
        if decision.subject in gradable:  # else an outcome of another edition than the one that is graded by now
            kind = gradable[decision.subject]
            columns[kind, "decided"][decision.subject] = decision.grade
            columns[kind, "decided_on"][decision.subject] = decision.date
    return columns


def grading_relations(
    assessment: Assessment,
    framework: Framework,
    gradings: Sequence[Grading],
    bearing: Mapping[str, Sequence[Evidence]],
    organisation: str,
) -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
    """Return how gradings are related: to what they grade, to later ones by the same people, and to evidence.

    Args:
        assessment: says by which edition of the EDS outcomes are graded, and what evidence each rests on.
        framework: what may be graded.
        gradings: in the order of their ids.
        bearing: the evidence on each criterion.
        organisation: the id of the one organisation.
    """
    of_subject: defaultdict[str, list[Grading]] = defaultdict(list)
    for grading in gradings:
        of_subject[grading.subject].append(grading)
    under = {subject: _under(assessment, framework, subject, bearing) for subject in of_subject}
    gradable = framework.gradable(assessment.editions.eds, assessment.as_of)
    related: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
        ("organisation", "gradings"): {organisation: tuple(g.id for g in gradings)},
        ("grading", "later_gradings"): {g.id: _later(g, of_subject[g.subject]) for g in gradings},
        ("grading", "evidence"): {g.id: tuple(e.id for e in under[g.subject]) for g in gradings},
        ("grading", "later_evidence"): {
            g.id: tuple(e.id for e in under[g.subject] if e.date is not None and e.date > g.date) for g in gradings
        },
    }
    related["eds_outcome", "gradings"] = {}
    for kind in ("stage", "factor"):
        related["grading", kind] = {g.id: (g.subject,) if gradable.get(g.subject) == kind else () for g in gradings}
    for subject, kind in gradable.items():
        ids = tuple(g.id for g in of_subject.get(subject, ()))
        related.setdefault((kind, "gradings"), {})[subject] = ids
    return related


def _later(grading: Grading, others: Sequence[Grading]) -> tuple[str, ...]:
    same = ((g.by, g.rater) == (grading.by, grading.rater) and g.date > grading.date for g in others)
    return tuple(other.id for other, is_later in zip(others, same, strict=True) if is_later)


def _under(
    assessment: Assessment, framework: Framework, subject: str, bearing: Mapping[str, Sequence[Evidence]]
) -> tuple[Evidence, ...]:
    """Return the evidence that a graded thing rests on, by id; for an outcome of the EDS, what its record names."""
    named = {name for record in assessment.eds if record.outcome == subject for name in record.evidence}
    if named:
        return tuple(sorted((piece for piece in assessment.evidence if piece.id in named), key=lambda p: p.id))
    return evidence_under(framework, subject, bearing)


def evidence_under(
    framework: Framework, subject: str, bearing: Mapping[str, Sequence[Evidence]]
) -> tuple[Evidence, ...]:
    """Return the evidence on the criteria under a stage or factor, each record once, in the order of ids."""
    criteria = criteria_under(framework, subject)
    found = {piece.id: piece for criterion in criteria for piece in bearing.get(criterion, ())}
    return tuple(found[name] for name in sorted(found))
