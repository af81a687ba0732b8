"""A plan as CSV, to be filled in and read back: a row a criterion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inclead_graph.inference.partners import helpers_text
from inclead_graph.knowledge.bearing import Named
from inclead_graph.planning.plan import Plan, Step, shown
from inclead_graph.planning.sheet import COLUMNS, Entry
from inclead_graph.spreadsheet import csv_text

__all__ = ["plan_csv"]

PLANNED, LEFT_OUT = "planned", "not in this plan"


def plan_csv(plan: Plan, entries: Sequence[Entry] = ()) -> str:
    """Write the steps of the plan of least effort, with what was filled in before.

    A row of an earlier plan whose criterion is not in this one comes last, with all that was written in it.
    """
    filled = {entry.criterion: entry for entry in entries}
    extra = tuple(dict.fromkeys(name for entry in entries for name in entry.extra))
    steps = [_step(step, filled.get(step.thing, Entry(step.thing)), extra) for step in plan.steps]
    planned = {step.thing for step in plan.steps}
    rest = [_left_out(plan, entry, extra) for entry in entries if entry.criterion not in planned]
    return csv_text((*COLUMNS, *extra), (*steps, *rest))


def names(named: Iterable[Named]) -> str:
    """List things by their labels; what is not verified says so."""
    return "; ".join(one.label + (" (from memory, not verified)" if one.from_memory else "") for one in named)


def _step(step: Step, entry: Entry, extra: Sequence[str]) -> list[str]:
    return [
        step.stage, step.factor, step.thing, step.label, "; ".join(step.changes), "; ".join(step.says),
        "; ".join(step.groups), "; ".join(step.gaps), " ".join(step.why), step.action, "; ".join(step.passages),
        names(step.bearing.drivers), names(step.bearing.competencies), helpers_text(step.helpers), shown(step.effort),
        *_filled(entry), PLANNED, *(entry.extra.get(name, "") for name in extra),
    ]  # fmt: skip


def _left_out(plan: Plan, entry: Entry, extra: Sequence[str]) -> list[str]:
    framework = plan.findings.framework
    criterion = framework.criteria[entry.criterion]
    stage = framework.factors[criterion.factor].stage
    start = [stage, criterion.factor, criterion.id, criterion.label, entry.change]
    between = COLUMNS.index("owner") - len(start)
    more = (entry.extra.get(name, "") for name in extra)
    return [*start, *[""] * between, *_filled(entry), LEFT_OUT, *more]


def _filled(entry: Entry) -> tuple[str, str, str, str]:
    done = "" if entry.done is None else "yes" if entry.done else "no"
    return entry.owner, entry.due.isoformat() if entry.due else "", done, entry.notes
