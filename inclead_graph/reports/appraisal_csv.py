"""Appraisals as CSV, for a spreadsheet: a row a competency, several values of one kind in a cell."""

from __future__ import annotations

from collections.abc import Iterable

from inclead_graph.appraisal.compare import Comparison
from inclead_graph.appraisal.plan import Step, plan_of
from inclead_graph.appraisal.portrait import Line, Portrait
from inclead_graph.appraisal.team import Team
from inclead_graph.model.guide import Rateable
from inclead_graph.reports.appraisal_text import linked, proof_text, reference_text
from inclead_graph.spreadsheet import csv_text

__all__ = ["comparison_csv", "plan_csv", "portrait_csv", "team_csv"]


def portrait_csv(portrait: Portrait) -> str:
    """Write an appraisal in the toolkit's order; what is not rated has a row as well."""
    columns = ("competency", "label", "rating", "standing", "evidence", "comment", "at work", "Leadership Framework",
               "drivers in force", "EDS goals")  # fmt: skip
    rated = {line.thing.code: line for line in portrait.lines}
    rows = [
        _line(rated[code]) if code in rated else _not_rated(thing, len(columns))
        for code, thing in portrait.guide.things.items()
    ]
    return csv_text(columns, rows)


def plan_csv(portrait: Portrait) -> str:
    """Write the personal development plan."""
    columns = ("competency", "label", "from", "to", "at work", "action", "action is", "Leadership Framework",
               "drivers in force", "by when", "how we would know")  # fmt: skip
    return csv_text(columns, map(_step, plan_of(portrait)))


def comparison_csv(comparison: Comparison) -> str:
    """Write what changed from one appraisal to the other."""
    columns = ("competency", "label", str(comparison.first.date), str(comparison.second.date), "change",
               "evidence added")  # fmt: skip
    rows = [
        (
            move.thing.code,
            move.thing.label,
            move.before.word if move.before else "not rated",
            move.after.word if move.after else "not rated",
            move.change,
            _joined(map(proof_text, move.added)),
        )
        for move in comparison.moves
    ]
    return csv_text(columns, rows)


def team_csv(team: Team, words: Iterable[str]) -> str:
    """Write a team in numbers; a number that may not be shown is an empty cell."""
    words = (*words, "not rated")
    columns = ("competency", "label", "shown by", *words, "need", "rated without need", "more than half have a need")
    rows = [
        (
            row.thing.code,
            row.thing.label,
            row.shown.level,
            *(map(str, row.shown.words) if row.shown.words is not None else [""] * len(words)),
            *(map(str, row.shown.groups[:2]) if row.shown.groups else ["", ""]),
            "yes" if row.shown.majority_needs else "no",
        )
        for row in team.rows
    ]
    return csv_text(columns, rows)


def _line(line: Line) -> tuple[str, ...]:
    rating, rated = line.rating, line.rated
    return (
        line.thing.code,
        line.thing.label,
        rating.word,
        "need" if rating.need else "strength" if rating.strength else "",
        _joined(map(proof_text, rated.evidence)) or "no evidence given",
        rated.comment or "",
        line.thing.example,
        *_hanging(line),
        _joined(map(linked, line.goals)),
    )


def _not_rated(thing: Rateable, columns: int) -> tuple[str, ...]:
    return (thing.code, thing.label, "not rated", *[""] * (columns - 3))


def _step(step: Step) -> tuple[str, ...]:
    line = step.line
    return (
        line.thing.code,
        line.thing.label,
        line.rating.word,
        step.target.word,
        line.thing.example,
        step.action,
        "a suggestion" if step.suggested else "own" if step.action else "",
        *_hanging(line),
        str(step.by or ""),
        "",
    )


def _hanging(line: Line) -> tuple[str, str]:
    return _joined(map(reference_text, line.thing.references)), _joined(map(linked, line.drivers))


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(" ".join(part.split()) for part in parts)
