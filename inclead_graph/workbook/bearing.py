"""What hangs on a conflict: the grades that would follow from each of its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from inclead_graph.assess import Knowledge, assess
from inclead_graph.errors import InputError
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.workbook.book import Book
from inclead_graph.workbook.checking import assessment_of
from inclead_graph.workbook.forms import forms
from inclead_graph.workbook.merging import Conflict, Merged, criteria_of, settled

__all__ = ["with_findings"]


def with_findings(merged: Merged, knowledge: Knowledge) -> tuple[Conflict, ...]:
    """Return the conflicts with what would follow from each value, all else being as merged.

    Shown are the criteria that the record bears on, their factors, and every stage or factor whose grade depends on
    which value it is.
    """
    return tuple(_with_findings(merged, conflict, knowledge) for conflict in merged.conflicts)


def _with_findings(merged: Merged, conflict: Conflict, knowledge: Knowledge) -> Conflict:
    framework = knowledge.framework
    if conflict.sheet not in merged.book.rows or forms(framework)[conflict.sheet].beside:
        return conflict
    values = {side.value for side in conflict.sides.values()}
    graded = {value: _grades(settled(merged, conflict, value, framework), knowledge) for value in sorted(values)}
    known = [grades for grades in graded.values() if isinstance(grades, Mapping)]
    moved = {thing for grades in known for thing, grade in grades.items() if grade != known[0][thing]}
    codes = criteria_of(merged, conflict, framework)
    mine = {framework.criteria[code].factor for code in codes}
    things = [*sorted(codes), *(thing for thing in framework.graded if thing in moved | mine)]
    hangs = {value: _said(grades, things) for value, grades in graded.items()}
    sides = {person: replace(side, hangs=hangs[side.value]) for person, side in conflict.sides.items()}
    return replace(conflict, sides=sides)


def _said(grades: Mapping[str, str] | str, things: list[str]) -> str:
    if isinstance(grades, str):
        return grades
    return "; ".join(f"{thing} {grades[thing]}" for thing in things) or "no grade"


def _grades(book: Book, knowledge: Knowledge) -> Mapping[str, str] | str:
    """Return the verdict on each criterion and the grade of each stage and factor, or why there is none."""
    try:
        assessment = assessment_of(book, knowledge.framework)
    except InputError as error:
        return f"it would not hold together: {error.problems[0].what}"
    findings = assess(assessment, knowledge, [ReferenceEngine()]).findings
    bounds = {
        thing: (findings.grade(kind, thing, "floor"), findings.grade(kind, thing, "ceiling"))
        for thing, kind in knowledge.framework.graded.items()
    }
    verdicts = {code: str(findings.value("criterion", code, "verdict")) for code in knowledge.framework.criteria}
    return verdicts | {t: f"{low}" if low == high else f"{low} to {high}" for t, (low, high) in bounds.items()}
