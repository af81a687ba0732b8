"""The assessment as flat, ordered facts: things, their properties, and how they are related.

Kinds of things and what is known of them before any rule runs are listed in :data:`INPUTS` and :data:`RELATIONS`; rules
may use these names, and those that earlier strata conclude, and no others.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inclead_graph.inference.eds_facts import ProviderGrade, eds_facts
from inclead_graph.inference.grading_facts import grading_columns, grading_relations
from inclead_graph.inference.network_facts import network_facts
from inclead_graph.inference.origin_facts import origin_relations, origin_things
from inclead_graph.inference.rules import Value
from inclead_graph.inference.standard_facts import matrix, standard_columns, standard_relations
from inclead_graph.model.assessment import Assessment, Evidence
from inclead_graph.model.framework import Framework

__all__ = ["INPUTS", "ORGANISATION", "RELATIONS", "Facts", "facts_of"]

INPUTS: Mapping[tuple[str, str], str] = {
    ("organisation", "kind"): "organisation kind",
    ("organisation", "one_source"): "truth",
    ("stage", "id"): "stage",
    ("factor", "id"): "factor",
    ("criterion", "id"): "criterion",
    ("criterion", "role"): "role",
    ("criterion", "by_group"): "truth",
    ("criterion", "declared_not_applicable"): "truth",
    ("criterion", "moderated"): "claim",
    ("criterion", "moderated_on"): "date",
    ("coverage", "characteristic"): "characteristic",
    ("evidence", "claim"): "claim",
    ("evidence", "status"): "status",
    ("evidence", "kind"): "kind",
    ("evidence", "voice"): "voice",
    ("evidence", "date"): "date",
    ("evidence", "expires"): "date",
    ("evidence", "withdrawn"): "date",
    ("evidence", "source"): "text",
    ("evidence", "locator"): "text",
    ("grading", "subject"): "text",
    ("grading", "by"): "grader",
    ("grading", "rater"): "text",
    ("grading", "grade"): "grade",
    ("grading", "date"): "date",
    ("grading", "supported"): "truth",
    ("grading", "dissent"): "truth",
    ("stage", "decided"): "grade",
    ("stage", "decided_on"): "date",
    ("factor", "decided"): "grade",
    ("factor", "decided_on"): "date",
    ("driver", "id"): "driver",
    ("driver", "binds"): "truth",
    ("driver", "starts"): "date",
    ("driver", "ends"): "date",
    ("matrix_cell", "driver"): "driver",
    ("matrix_cell", "characteristic"): "characteristic",
    ("signal", "id"): "signal",
    ("eds_outcome", "decided"): "grade",
    ("eds_outcome", "decided_on"): "date",
    ("organisation", "eds_edition"): "eds edition",
    ("eds_outcome", "edition"): "eds edition",
    ("eds_outcome", "by_leadership"): "truth",
    ("eds_outcome", "scored"): "truth",
    ("eds_outcome", "agreed"): "grade",
    ("eds_outcome", "least"): "number",
    ("eds_outcome", "most"): "number",
    ("eds_group", "characteristic"): "characteristic",
    ("eds_group", "fares"): "faring",
    ("eds_group", "recorded"): "truth",
    ("ally", "voluntary"): "truth",
    ("ally", "funding_at_risk"): "truth",
    ("ally", "bridges"): "number",
    ("offer", "partner"): "truth",
    ("provider_grade", "provider"): "text",
    ("provider_grade", "floor"): "grade",
    ("provider_grade", "ceiling"): "grade",
}
"""Kind and property, with its type: truth, date, text, number, a vocabulary of the ontology, or a kind for its ids."""

RELATIONS: Mapping[tuple[str, str], str] = {
    ("organisation", "stages"): "stage",
    ("organisation", "criteria"): "criterion",
    ("stage", "factors"): "factor",
    ("factor", "criteria"): "criterion",
    ("criterion", "evidence"): "evidence",
    ("criterion", "coverage"): "coverage",
    ("coverage", "evidence"): "evidence",
    ("organisation", "gradings"): "grading",
    ("stage", "gradings"): "grading",
    ("factor", "gradings"): "grading",
    ("grading", "later_gradings"): "grading",
    ("grading", "evidence"): "evidence",
    ("grading", "later_evidence"): "evidence",
    ("driver", "criteria"): "criterion",
    ("matrix_cell", "drivers"): "driver",
    ("matrix_cell", "coverage"): "coverage",
    ("signal", "organisation"): "organisation",
    ("signal", "stages"): "stage",
    ("signal", "factors"): "factor",
    ("signal", "criteria"): "criterion",
    ("signal", "evidence"): "evidence",
    ("signal", "gradings"): "grading",
    ("signal", "allies"): "ally",
    ("ally", "itself"): "ally",
    ("offer", "coverage"): "coverage",
    ("offer", "criterion"): "criterion",
    ("organisation", "eds_outcomes"): "eds_outcome",
    ("organisation", "provider_grades"): "provider_grade",
    ("eds_outcome", "organisation"): "organisation",
    ("eds_outcome", "itself"): "eds_outcome",
    ("eds_outcome", "groups"): "eds_group",
    ("eds_outcome", "criteria"): "criterion",
    ("eds_outcome", "evidence"): "evidence",
    ("eds_outcome", "provider_grades"): "provider_grade",
    ("eds_outcome", "gradings"): "grading",
    ("grading", "stage"): "stage",
    ("grading", "factor"): "factor",
    ("organisation", "evidence"): "evidence",
    ("organisation", "other_sources"): "evidence",
    ("organisation", "other_voices"): "evidence",
    ("factor", "evidence"): "evidence",
    ("factor", "other_sources"): "evidence",
    ("factor", "other_voices"): "evidence",
    ("place", "evidence"): "evidence",
    ("place", "criteria"): "criterion",
    ("place", "hands"): "hand",
    ("file", "evidence"): "evidence",
    ("file", "criteria"): "criterion",
    ("file", "hands"): "hand",
    ("asserter", "evidence"): "evidence",
    ("asserter", "hands"): "hand",
    ("hand", "evidence"): "evidence",
}
"""Kind and relation, with the kind of the things at its other end."""

ORGANISATION = "organisation"

Column = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the engines start from; nothing in it depends on the order in which evidence was read.

    Attributes:
        as_of: the day on which the assessment judges.
        things: ids by kind, in order.
        columns: for each kind and property, the values by id; an unknown value is absent.
        related: for each kind and relation, the related ids by id, in order.
    """

    as_of: dt.date
    things: Mapping[str, tuple[str, ...]]
    columns: Mapping[tuple[str, str], Mapping[str, Value]]
    related: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]


def _coverage(framework: Framework, examined: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the coverage things of each criterion that must hold by group or is examined group by group."""
    covered = {c.id for c in framework.criteria.values() if c.by_group}.union(examined)
    groups = framework.words("characteristic")
    return {c: tuple(f"{c}/{group}" for group in groups) for c in framework.criteria if c in covered}


def facts_of(assessment: Assessment, framework: Framework, providers: Sequence[ProviderGrade] = ()) -> Facts:
    """Flatten an assessment over a framework, beside the EDS grades of those whom the organisation commissions.

    A criterion that must hold by group, or that bears on a cell of the matrix, has a ``coverage`` thing for each
    protected characteristic, named ``criterion/characteristic``; the evidence of a coverage is the criterion's evidence
    that names that characteristic.
    """
    evidence = sorted(assessment.evidence, key=lambda e: e.id)
    gradings = sorted(assessment.gradings, key=lambda g: g.id)
    bearing = _bearing(evidence)
    cells = matrix(framework)
    parts = (network_facts(assessment, framework), eds_facts(assessment, framework, ORGANISATION, providers))
    origins = origin_relations(framework, evidence, bearing, ORGANISATION)
    coverage = _coverage(framework, [c for cell in cells for c in cell.criteria])
    return Facts(
        as_of=assessment.as_of,
        things={
            "organisation": (ORGANISATION,),
            "stage": tuple(framework.stages),
            "factor": tuple(framework.factors),
            "criterion": tuple(framework.criteria),
            "coverage": tuple(pair for pairs in coverage.values() for pair in pairs),
            "evidence": tuple(e.id for e in evidence),
            "grading": tuple(g.id for g in gradings),
            "driver": tuple(framework.drivers),
            "matrix_cell": tuple(cell.id for cell in cells),
            "signal": tuple(framework.signals),
            **{kind: names for part in parts for kind, names in part.things.items()},
            **origin_things(origins),
        },
        columns={
            **_evidence_columns(evidence),
            **_criterion_columns(assessment, framework, coverage),
            **grading_columns(assessment, framework, gradings),
            **standard_columns(assessment, framework, cells, ORGANISATION),
            **{place: column for part in parts for place, column in part.columns.items()},
        },
        related={
            **_structure(framework),
            **_evidenced(framework, coverage, bearing),
            **grading_relations(assessment, framework, gradings, bearing, ORGANISATION),
            **standard_relations(framework, cells, bearing, gradings, ORGANISATION),
            **{place: members for part in parts for place, members in part.related.items()},
            **origins,
        },
    )


def _evidenced(
    framework: Framework, coverage: Mapping[str, tuple[str, ...]], bearing: Mapping[str, Sequence[Evidence]]
) -> dict[tuple[str, str], Mapping[str, tuple[str, ...]]]:
    """Return which evidence bears on each criterion, and on each of its coverages."""
    return {
        ("criterion", "evidence"): {c: tuple(e.id for e in bearing.get(c, ())) for c in framework.criteria},
        ("criterion", "coverage"): {c: coverage.get(c, ()) for c in framework.criteria},
        ("coverage", "evidence"): {
            pair: tuple(e.id for e in bearing.get(c, ()) if pair.partition("/")[2] in e.characteristics)
            for c, pairs in coverage.items()
            for pair in pairs
        },
    }


def _structure(framework: Framework) -> dict[tuple[str, str], Mapping[str, tuple[str, ...]]]:
    """Return the relations that are the same for every assessment."""
    return {
        ("organisation", "stages"): {ORGANISATION: tuple(framework.stages)},
        ("organisation", "criteria"): {ORGANISATION: tuple(framework.criteria)},
        ("stage", "factors"): {s.id: s.factors for s in framework.stages.values()},
        ("factor", "criteria"): {f.id: f.criteria for f in framework.factors.values()},
    }


def _bearing(evidence: Iterable[Evidence]) -> Mapping[str, list[Evidence]]:
    bearing: defaultdict[str, list[Evidence]] = defaultdict(list)
    for piece in evidence:
        for criterion in dict.fromkeys(piece.criteria):
            bearing[criterion].append(piece)
    return bearing


def _evidence_columns(evidence: Iterable[Evidence]) -> dict[tuple[str, str], Column]:
    columns: dict[tuple[str, str], Column] = {key: {} for key in INPUTS if key[0] == "evidence"}
    for piece in evidence:
        known = {
            "claim": piece.claim,
            "status": piece.status,
            "kind": piece.kind,
            "voice": piece.voice,
            "date": piece.date,
            "expires": piece.expires,
            "withdrawn": piece.withdrawn.date if piece.withdrawn else None,
            "source": piece.source,
            "locator": piece.locator,
        }
        for name, value in known.items():
            if value is not None:
                columns["evidence", name][piece.id] = value
    return columns


def _criterion_columns(
    assessment: Assessment, framework: Framework, coverage: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, str], Column]:
    declared = {n.criterion for n in assessment.not_applicable}
    criteria = framework.criteria.values()
    # Should a caller hand over several decisions on one criterion, the latest by the as-of date stands.
    in_order = sorted(assessment.moderation, key=lambda m: (m.date <= assessment.as_of, m.date))
    return {
        ("criterion", "id"): {c.id: c.id for c in criteria},
        ("criterion", "role"): {c.id: c.role for c in criteria},
        ("criterion", "by_group"): {c.id: c.by_group for c in criteria},
        ("criterion", "declared_not_applicable"): {c.id: c.id in declared for c in criteria},
        ("criterion", "moderated"): {m.criterion: m.holds for m in in_order},
        ("criterion", "moderated_on"): {m.criterion: m.date for m in in_order},
        ("coverage", "characteristic"): {pair: pair.partition("/")[2] for pairs in coverage.values() for pair in pairs},
    }
