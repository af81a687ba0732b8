"""A plan to read: what to do, step by step, and every way for each stage and factor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inclead_graph.inference.changes import ChangeSet
from inclead_graph.inference.findings import long_date
from inclead_graph.inference.partners import helpers_text
from inclead_graph.planning.plan import Gap, Plan, Step, Target, shown
from inclead_graph.planning.sheet import Entry
from inclead_graph.reports.plan_csv import names

__all__ = ["plan_text"]


def plan_text(plan: Plan, entries: Sequence[Entry] = (), *, ways: int = 3) -> str:
    """Write a plan for reading; ``ways`` says how many ways to list for each stage and factor."""
    return "".join(f"{line}\n" for line in _lines(plan, entries, ways))


def _lines(plan: Plan, entries: Sequence[Entry], ways: int) -> Iterator[str]:
    assessment = plan.findings.assessment
    fictional = " (fictional)" if assessment.organisation.fictional else ""
    where = "every stage" if len(plan.stages) == len(plan.findings.framework.stages) else ", ".join(plan.stages)
    yield f"{assessment.organisation.name}{fictional}, as of {long_date(assessment.as_of)}: to {plan.wanted} in {where}"
    yield ""
    yield plan.summary
    filled = {entry.criterion: entry for entry in entries}
    if plan.steps:
        yield ""
        yield "The plan of least effort. Efforts are relative and our own judgement; --effort FILE sets yours."
    for number, step in enumerate(plan.steps, 1):
        yield ""
        yield from _step(number, step, filled.get(step.thing))
    planned = {step.thing for step in plan.steps}
    rest = [entry for entry in entries if entry.criterion not in planned]
    if rest:
        yield ""
        yield "Filled in earlier, and not in this plan:"
        yield from (f"   {entry.criterion}: {_written(entry) or 'nothing was written'}" for entry in rest)
    yield ""
    yield f"Each stage and factor, and the ways to {plan.wanted}:"
    for target in plan.targets:
        yield from _target(plan, target, ways)


def _step(number: int, step: Step, entry: Entry | None) -> Iterator[str]:
    yield f"{number}. {step.thing} {step.label}: {', '.join(step.says)} (effort {shown(step.effort)})"
    about = [
        ("Now", " ".join(why.removeprefix(f"{step.thing} {step.label}: ") for why in step.why)),
        ("Not yet shown for", ", ".join(step.groups)),
        ("Do", step.action),
        ("Toolkit", "; ".join(step.passages)),
        ("Serves", names(step.bearing.drivers)),
        ("Calls for", names(step.bearing.competencies)),
        ("Could help", helpers_text(step.helpers)),
        ("Filled in", _written(entry) if entry else ""),
    ]
    yield from (f"   {name}: {text}" for name, text in about if text)


def _written(entry: Entry) -> str:
    parts = [
        entry.owner,
        f"due {long_date(entry.due)}" if entry.due else "",
        "" if entry.done is None else "done" if entry.done else "not done yet",
        entry.notes,
    ]
    return "; ".join(" ".join(part.split()) for part in parts if part.strip())


def _target(plan: Plan, target: Target, ways: int) -> Iterator[str]:
    indent = "" if target.kind == "stage" else "   "
    words = {
        "reached": "reached already",
        "ceiling only": f"at {plan.wanted} at the ceiling only; {target.changes.summary}",
        "open": target.changes.summary,
        "out of reach": "out of reach; " + target.changes.summary,
        "not applicable": "not applicable",
    }
    now = f" ({target.floor})" if target.floor else ""
    yield f"{indent}{target.thing} {target.label}{now}: {words[target.standing]}"
    if target.gaps and target.standing != "reached":
        yield f"{indent}   gaps: {'; '.join(map(_gap, target.gaps))}"
    for one in target.changes.sets[:ways]:
        yield f"{indent}   effort {shown(one.effort)}: {_way(one)}"


def _gap(gap: Gap) -> str:
    groups = f" ({', '.join(gap.groups)})" if gap.groups else ""
    helped = f"; could help: {helpers_text(gap.helpers)}" if gap.helpers else ""
    return f"{gap.thing} {', '.join(gap.words)}{groups}{helped}"


def _way(one: ChangeSet) -> str:
    return "; ".join(f"{thing} {', '.join(c.says for c in changes)}" for _, thing, changes in one.by_thing())
