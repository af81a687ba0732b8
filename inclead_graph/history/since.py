"""What is different since a sealed revision: which records, who entered them, and which grades moved because of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from inclead_graph.assess import Knowledge, Result
from inclead_graph.comparison import Comparison, Side, compare
from inclead_graph.comparison.change import Change
from inclead_graph.comparison.records import Records
from inclead_graph.errors import IncleadError
from inclead_graph.inference.engine import Key
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.moves import direction
from inclead_graph.inference.proofs import proofs_of
from inclead_graph.model.assessment import Assessment
from inclead_graph.model.history import Seal, SealedChange, SealedGrade, SealedMove, Since
from inclead_graph.workspace import read_workspace

__all__ = ["GRADED", "MOST_TRACED", "grades_of", "since"]

GRADED = ("organisation", "stage", "factor", "eds_outcome")
"""The kinds of things whose grades a seal keeps and compares."""

MOST_TRACED = 60
"""So many changes are traced while somebody waits; ``inclead compare`` traces any number."""

_JUDGED_OTHERWISE = "the ontology or the rules are others than those that the revision before was judged by"


def grades_of(findings: Findings) -> tuple[SealedGrade, ...]:
    """Return what was concluded of each thing of the graded kinds."""
    rows = proofs_of(findings).about(*GRADED)
    return tuple(
        SealedGrade(
            kind=row["kind"],
            thing=row["thing"],
            label=findings.label(row["kind"], row["thing"]),
            values={name: value for name, value in row.items() if name not in ("kind", "thing")},
        )
        for row in rows
    )


def since(last: Seal, copies: Path, result: Result, knowledge: Knowledge) -> Since:
    """Hold a result against the revision before it.

    Args:
        last: the revision before.
        copies: the folder with the files as they were then.
        result: what is to be sealed, or shown.
        knowledge: what it was judged by; the evidence of both is compared under it.
    """
    judged = last.judged_by
    alike = (judged.ontology, judged.rules) == (result.ontology_version, result.rules_version)
    before: Assessment | None = None
    untold = ""
    try:
        before = read_workspace(copies, knowledge.framework, check_files=False)
    except IncleadError as error:
        untold = str(error).splitlines()[0]
    comparison = _compared(before, result, knowledge) if before else None
    return Since(
        revision=last.revision,
        judged_alike=alike,
        traced=comparison is not None and len(comparison.changes) <= MOST_TRACED,
        untold=untold,
        changes=tuple(_changes(comparison)) if comparison else (),
        moved=tuple(_moved(last, result.findings, comparison)),
    )


def _compared(before: Assessment, result: Result, knowledge: Knowledge) -> Comparison:
    many = len(Records.of(before, result.assessment).changes) > MOST_TRACED
    first, second = (Side(one, knowledge.framework, knowledge.rulebook) for one in (before, result.assessment))
    return compare(first, second, kinds=() if many else GRADED)


def _changes(comparison: Comparison) -> Iterator[SealedChange]:
    one, other = comparison.first.evidence, comparison.second.evidence
    for change in comparison.changes:
        record = other.get(change.subject) or one.get(change.subject)
        yield SealedChange(
            id=change.id,
            cause=change.cause,
            subject=change.subject,
            field=change.field,
            before=change.before,
            after=change.after,
            text=change.text,
            entered_by=(record.asserted_by or "") if record and _on_a_record(change) else "",
        )


def _on_a_record(change: Change) -> bool:
    return change.step[0] == "evidence"


def _moved(last: Seal, findings: Findings, comparison: Comparison | None) -> Iterator[SealedMove]:
    labels: dict[tuple[str, str], str] = {}
    sides: list[Mapping[Key, str]] = []
    for grades in (last.grades, grades_of(findings)):
        labels |= {(grade.kind, grade.thing): grade.label for grade in grades}
        sides.append({(g.kind, g.thing, name): value for g in grades for name, value in g.values.items()})
    one, other = sides
    reasons = _reasons(comparison) if comparison else {}
    again = _again(comparison)
    for key in dict.fromkeys((*other, *one)):
        old, new = one.get(key, ""), other.get(key, "")
        if old != new:
            kind, thing, name = key
            type_ = findings.ruleset.types.get((kind, name))
            otherwise = (_JUDGED_OTHERWISE,) if comparison and again.get(key, "") != old else ()
            yield SealedMove(
                kind=kind,
                thing=thing,
                label=labels[kind, thing],
                property=name,
                title=type_.title if type_ else name,
                before=old,
                after=new,
                direction=direction(type_, frozenset({old}), frozenset({new})) if type_ and old and new else "",
                because=(*otherwise, *reasons.get(key, ())),
            )


def _reasons(comparison: Comparison) -> dict[Key, tuple[str, ...]]:
    return {one.move.key: tuple(change.text for change in one.reasons[0]) for one in comparison.moved}


def _again(comparison: Comparison | None) -> dict[Key, str]:
    """Return the grades of the revision before, judged by what the new one is judged by."""
    grades = grades_of(comparison.first) if comparison else ()
    return {(g.kind, g.thing, name): value for g in grades for name, value in g.values.items()}
