"""Sealed revisions as earlier grades, for a trend that needs no assessment anew."""

from __future__ import annotations

import datetime as dt

from inclead_graph.history.chain import History
from inclead_graph.model.history import Seal
from inclead_graph.reports.profile import Grades
from inclead_graph.reports.trend import EarlierGrades

__all__ = ["earlier_in"]


def earlier_in(history: History, before: dt.date) -> tuple[EarlierGrades, ...]:
    """Return the grades of sealed revisions that judge as of a day before another; of each day the last revision.

    Nothing is taken from a log that does not hold.
    """
    if history.faults:
        return ()
    last = {seal.as_of: seal for seal in history.seals if seal.as_of < before}
    return tuple(_grades_of(last[day]) for day in sorted(last))


def _grades_of(seal: Seal) -> EarlierGrades:
    return EarlierGrades(
        as_of=seal.as_of,
        label=f"sealed revision {seal.revision}",
        grades={
            grade.thing: Grades(grade.values.get("floor"), grade.values.get("ceiling"))
            for grade in seal.grades
            if grade.kind in ("stage", "factor")
        },
        unheard=frozenset(seal.unheard),
        edition=seal.edition,
        ontology_version=seal.judged_by.ontology,
        rules_version=seal.judged_by.rules,
    )
