"""A plan as JSON, for a program: every way counted, the cheapest listed, the plan of least effort with its proof."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from inclead_graph.inference.changes import ChangeSet
from inclead_graph.inference.partners import Helper
from inclead_graph.knowledge.bearing import Named
from inclead_graph.planning.plan import Plan, Step, Target
from inclead_graph.planning.sheet import Entry

__all__ = ["plan_json"]


def plan_json(plan: Plan, entries: Sequence[Entry] = ()) -> str:
    """Write a plan, with what was filled in."""
    filled = {entry.criterion: entry for entry in entries}
    planned = {step.thing for step in plan.steps}
    assessment = plan.findings.assessment
    document = {
        "organisation": assessment.organisation.name,
        "as_of": assessment.as_of.isoformat(),
        "to": plan.wanted,
        "stages": list(plan.stages),
        "summary": plan.summary,
        "least_effort": _least(plan),
        "steps": [_step(step, filled.get(step.thing)) for step in plan.steps],
        "not_in_this_plan": [_filled(entry) for entry in entries if entry.criterion not in planned],
        "targets": [_target(target) for target in plan.targets],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _least(plan: Plan) -> dict[str, Any] | None:
    least = plan.least
    if least is None:
        return None
    return {
        "effort": _number(least.effort),
        "unit": plan.unit,
        "proved": least.proved,
        "at_least": _number(least.at_least),
        "solver": least.solver,
    }


def _step(step: Step, entry: Entry | None) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "id": step.thing,
        "label": step.label,
        "stage": step.stage,
        "factor": step.factor,
        "changes": [{"change": name, "says": says} for name, says in zip(step.changes, step.says, strict=True)],
        "groups": list(step.groups),
        "gaps": list(step.gaps),
        "why": list(step.why),
        "action": step.action,
        "passages": list(step.passages),
        "drivers": _named(step.bearing.drivers),
        "competencies": _named(step.bearing.competencies),
        "could_help": _helpers(step.helpers),
        "effort": _number(step.effort),
        **(_written(entry) if entry else {"owner": "", "due": None, "done": None, "notes": ""}),
    }


def _target(target: Target) -> dict[str, Any]:
    changes = target.changes
    return {
        "kind": target.kind,
        "id": target.thing,
        "label": target.label,
        "floor": target.floor,
        "ceiling": target.ceiling,
        "standing": target.standing,
        "summary": changes.summary,
        "number_of_ways": changes.number,
        "ways": [_way(one) for one in changes.sets],
        "in_the_way": list(changes.why_not),
        "gaps": [
            {
                "id": gap.thing,
                "label": gap.label,
                "gaps": list(gap.words),
                "groups": list(gap.groups),
                "could_help": _helpers(gap.helpers),
            }
            for gap in target.gaps
        ],
    }


def _helpers(helpers: Sequence[Helper]) -> list[dict[str, Any]]:
    return [
        {"id": one.organisation, "label": one.name, "groups": list(one.groups), "partner": one.partner}
        for one in helpers
    ]


def _way(one: ChangeSet) -> dict[str, Any]:
    changes = [{"kind": c.kind, "id": c.thing, "change": c.lever, "says": c.says} for c in one.changes]
    return {"effort": _number(one.effort), "changes": changes}


def _named(named: Sequence[Named]) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "label": one.label, "confidence": one.confidence, "from_memory": one.from_memory}
        for one in named
    ]


def _filled(entry: Entry) -> dict[str, Any]:
    return {"id": entry.criterion, "change": entry.change, **_written(entry)}


def _written(entry: Entry) -> dict[str, Any]:
    return {
        "owner": entry.owner,
        "due": entry.due.isoformat() if entry.due else None,
        "done": entry.done,
        "notes": entry.notes,
        **({"extra": dict(entry.extra)} if entry.extra else {}),
    }


def _number(effort: Fraction) -> int | float:
    return effort.numerator if effort.denominator == 1 else float(effort)
