"""Appraisals as JSON, for a program."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from inclead_graph.appraisal.compare import Comparison, Moved
from inclead_graph.appraisal.plan import Step, plan_of
from inclead_graph.appraisal.portrait import Line, Portrait
from inclead_graph.appraisal.team import Row, Team
from inclead_graph.model.appraisal import Appraisal, Proof
from inclead_graph.model.guide import Driver, Goal, Guide, Rateable, Reference

__all__ = ["comparison_json", "plan_json", "portrait_json", "team_json"]


def portrait_json(portrait: Portrait) -> str:
    """Write an appraisal with all that hangs on what is rated."""
    return _text(
        {
            **_head(portrait.appraisal, portrait.guide),
            "rated": [_line(line) for line in portrait.lines],
            "strengths": [line.thing.code for line in portrait.strengths],
            "needs": [line.thing.code for line in portrait.needs],
            "not_rated": [thing.code for thing in portrait.not_rated],
        }
    )


def plan_json(portrait: Portrait) -> str:
    """Write the personal development plan."""
    head = _head(portrait.appraisal, portrait.guide)
    return _text({**head, "steps": [_step(step) for step in plan_of(portrait)]})


def comparison_json(comparison: Comparison) -> str:
    """Write what changed from one appraisal to the other."""
    return _text(
        {
            "schema_version": "1",
            "first": _whose(comparison.first),
            "second": _whose(comparison.second),
            "changes": [_moved(move) for move in comparison.moves],
            "rated_in_neither": [thing.code for thing in comparison.neither],
        }
    )


def team_json(team: Team, guide: Guide) -> str:
    """Write a team in numbers; what may not be shown is null."""
    return _text(
        {
            "schema_version": "1",
            "teams": list(team.names),
            "people": team.people,
            "superseded": team.superseded,
            "up_to": _day(team.last),
            "fictional": team.fictional,
            "ontology": guide.version,
            "shared_needs": [row.thing.code for row in team.shared],
            "rows": [_row(row, guide) for row in team.rows],
        }
    )


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _head(appraisal: Appraisal, guide: Guide) -> dict[str, Any]:
    version = {"ontology": guide.version, "only_toolkit": guide.only_toolkit}
    return {"schema_version": "1", **_whose(appraisal), **version}


def _whose(appraisal: Appraisal) -> dict[str, Any]:
    return {
        "person": appraisal.person.name,
        "role": appraisal.person.role,
        "date": _day(appraisal.date),
        "team": appraisal.team,
        "fictional": appraisal.fictional,
    }


def _named(thing: Rateable) -> dict[str, Any]:
    return {"competency": thing.code, "id": thing.id, "label": thing.label}


def _line(line: Line) -> dict[str, Any]:
    thing = line.thing
    return {
        **_named(thing),
        "group": thing.group,
        "passages": [passage.id for passage in thing.passages],
        "rating": line.rating.word,
        "need": line.rating.need,
        "strength": line.rating.strength,
        "evidence": [_proof(proof) for proof in line.rated.evidence],
        "no_evidence_given": line.bare,
        "comment": line.rated.comment,
        "example": thing.example or None,
        "example_supplied_by_us": thing.example_ours,
        "leadership_framework": [_reference(reference) for reference in thing.references],
        "drivers": [_linked(driver, in_force=True) for driver in line.drivers]
        + [_linked(driver, in_force=False) for driver in line.other_drivers],
        "eds_goals": [{**_linked(goal, in_force=True), "edition": goal.edition} for goal in line.goals],
    }


def _step(step: Step) -> dict[str, Any]:
    line = step.line
    return {
        **_named(line.thing),
        "from": line.rating.word,
        "to": step.target.word,
        "target_is_own": step.chosen,
        "at_work": line.thing.example or None,
        "action": step.action or None,
        "action_is_a_suggestion": step.suggested,
        "leadership_framework": [_reference(reference) for reference in line.thing.references],
        "drivers": [_linked(driver, in_force=True) for driver in line.drivers],
        "by": _day(step.by),
        "how_we_would_know": None,
    }


def _moved(move: Moved) -> dict[str, Any]:
    return {
        **_named(move.thing),
        "before": move.before.word if move.before else None,
        "after": move.after.word if move.after else None,
        "change": move.change,
        "evidence_added": [_proof(proof) for proof in move.added],
    }


def _row(row: Row, guide: Guide) -> dict[str, Any]:
    words, groups = row.shown.words, row.shown.groups
    return {
        **_named(row.thing),
        "level": row.shown.level,
        "by_rating": dict(zip((*guide.ratings, "not rated"), words, strict=True)) if words is not None else None,
        "by_group": dict(zip(("need", "rated without need", "not rated"), groups, strict=True)) if groups else None,
        "more_than_half_have_a_need": row.shown.majority_needs,
        "drivers": [_linked(driver, in_force=True) for driver in row.drivers],
    }


def _proof(proof: Proof) -> dict[str, Any]:
    return {"text": proof.text, "date": _day(proof.date), "locator": proof.locator}


def _reference(reference: Reference) -> dict[str, Any]:
    passage = reference.passage
    lines = {"first_line": passage.first_line, "last_line": passage.last_line}
    return {"id": reference.id, "label": reference.label, "passage": passage.id, **lines}


def _linked(item: Driver | Goal, *, in_force: bool) -> dict[str, Any]:
    return {
        "id": item.id,
        "label": item.label,
        "confidence": item.confidence,
        "why": item.why,
        "curated": item.curated,
        "in_force": in_force,
        "from_memory": item.from_memory,
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
