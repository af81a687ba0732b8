"""A plan: what stands between an assessment and a grade, every way to get there, and the way of least effort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from inclead_graph.errors import DisagreementError, QueryError, nearest
from inclead_graph.inference.changes import Changes, ChangeSet, WhatWouldChange
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.levers import Levers
from inclead_graph.inference.partners import Helper, helpers_of
from inclead_graph.knowledge.bearing import Bearing
from inclead_graph.planning.effort import Efforts
from inclead_graph.planning.solver import Least, least_effort

__all__ = ["Gap", "Plan", "Step", "Target", "plan_of"]

FLOOR, CEILING = "floor", "ceiling"
COVERED = "covered"
"""The change, and the property, that speaks of each protected characteristic."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing at one criterion: by its words, for which characteristics, and who in the network could help."""

    thing: str
    label: str
    words: tuple[str, ...]
    groups: tuple[str, ...]
    helpers: tuple[Helper, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One stage or factor, and how it stands to the grade wanted.

    Attributes:
        kind, thing, label: which.
        floor, ceiling: its grades now; ``None`` where it does not apply.
        standing: ``reached``; ``ceiling only`` (what is unknown or contested decides); ``open``; ``out of reach``; or
            ``not applicable``.
        changes: every way to reach it.
        gaps: what is missing at the criteria of a factor, whether or not it stands in the way of this grade.
    """

    kind: str
    thing: str
    label: str
    floor: str | None
    ceiling: str | None
    standing: str
    changes: Changes
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done about one criterion (or another thing that a change is about).

    Attributes:
        kind, thing, label: about what.
        stage, factor: where it belongs; empty for other things.
        changes: names of the changes, in order.
        says: what is then so.
        gaps: what is missing now, by its words.
        why: the same in sentences, from the proofs.
        groups: protected characteristics for which it is not yet shown, where that is to change.
        action: the action that goes with it, in our words; empty where none is known.
        passages: where the toolkit says so.
        helpers: who in the network could help.
        bearing: drivers that it serves and competencies that it calls for.
        effort: in points.
    """

    kind: str
    thing: str
    label: str
    stage: str
    factor: str
    changes: tuple[str, ...]
    says: tuple[str, ...]
    gaps: tuple[str, ...]
    why: tuple[str, ...]
    groups: tuple[str, ...]
    action: str
    passages: tuple[str, ...]
    bearing: Bearing
    effort: Fraction
    helpers: tuple[Helper, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The way of least effort to a grade, and all others.

    Attributes:
        findings: where it starts.
        wanted: the grade.
        stages: the stages that are to reach it.
        targets: each stage, followed by its factors.
        steps: the way of least effort, in the order of the framework.
        least: what the solver found; ``None`` where nothing needs to change or the grade is out of reach.
        unit: of effort.
    """

    findings: Findings
    wanted: str
    stages: tuple[str, ...]
    targets: tuple[Target, ...]
    steps: tuple[Step, ...]
    least: Least | None
    unit: str

    @property
    def stage_targets(self) -> tuple[Target, ...]:
        """The stages that are to reach the grade, without their factors."""
        return tuple(target for target in self.targets if target.kind == "stage")

    @property
    def summary(self) -> str:
        """One or two sentences: whether the grade is reached, can be, and at what effort."""
        stages = [target for target in self.stage_targets if target.standing != "not applicable"]
        stuck = [target for target in stages if target.standing == "out of reach"]
        if not stages:
            return "None of these stages applies here, so there is nothing to reach."
        if all(target.standing == "reached" for target in stages):
            return f"Nothing needs to change: {self.wanted} is reached already."
        parts = [f"{target.thing} cannot reach {self.wanted}: {target.changes.summary}." for target in stuck]
        if self.least is not None:
            others = " in the other stages" if stuck else ""
            changes = _counted(sum(len(step.changes) for step in self.steps), "change")
            things = _counted(len(self.steps), "criterion", "criteria")
            effort = f"effort {shown(self.least.effort)}"
            parts.append(
                f"The plan of least effort{others} takes {changes} to {things}, {effort}; {_proof(self.least)}."
            )
        only = [target.thing for target in stages if target.standing == "ceiling only"]
        if only:
            parts.append(
                f"At the ceiling {self.wanted} is reached already by {_listed(only)}: only what is unknown or "
                "contested stands in between, so evidence or a decision may be all that is missing."
            )
        return " ".join(parts)


def plan_of(
    findings: Findings,
    wanted: str,
    *,
    stages: Sequence[str] = (),
    efforts: Efforts | None = None,
    bearings: Mapping[str, Bearing] | None = None,
    levers: Levers | None = None,
    ways: int = 20,
) -> Plan:
    """Plan the way to a grade.

    Args:
        findings: where it starts.
        wanted: the grade to reach.
        stages: the stages that are to reach it; all, unless told.
        efforts: how much effort a change is.
        bearings: what each criterion bears on.
        levers: what may be assumed changed.
        ways: how many ways to list for each stage and factor; all are counted.

    Raises:
        QueryError: there is no such grade or stage.
        DisagreementError: the solver and the decision diagram do not find the same least effort.

    Example:
        ``plan_of(result.findings, "achieving", stages=("BR",)).summary``
    """
    framework = findings.framework
    if wanted not in framework.words("grade"):
        raise QueryError(f"there is no grade '{wanted}'; {nearest(wanted, framework.words('grade'))}")
    chosen = tuple(dict.fromkeys(_stage(name, framework.stages) for name in stages)) or tuple(framework.stages)
    efforts = efforts or Efforts(findings, levers=levers)
    ask = WhatWouldChange(findings, levers=levers, effort=efforts.of)
    targets = tuple(_targets(findings, ask, chosen, wanted, ways))
    open_ = [t.thing for t in targets if t.kind == "stage" and t.standing in ("open", "ceiling only")]
    least, best = _least(ask, open_, wanted) if open_ else (None, None)
    steps = tuple(_steps(findings, best, efforts, bearings or {})) if best else ()
    return Plan(findings, wanted, chosen, targets, steps, least, efforts.tables[0].file.unit)


def shown(effort: Fraction) -> str:
    """Write an effort as people do: 3, or 2.5.

    >>> shown(Fraction(3)), shown(Fraction(5, 2))
    ('3', '2.5')
    """
    return f"{float(effort):.10g}"


def _stage(name: str, stages: Iterable[str]) -> str:
    found = next((stage for stage in stages if stage.lower() == name.lower()), None)
    if found is None:
        raise QueryError(f"there is no stage '{name}'; {nearest(name, stages)}")
    return found


def _targets(
    findings: Findings, ask: WhatWouldChange, stages: Iterable[str], wanted: str, ways: int
) -> Iterable[Target]:
    helpers = helpers_of(findings)
    for stage in stages:
        for kind, thing in (("stage", stage), *(("factor", name) for name in findings.framework.stages[stage].factors)):
            floor, ceiling = (findings.grade(kind, thing, bound) for bound in (FLOOR, CEILING))
            changes = ask.minimal(kind, thing, FLOOR, wanted, limit=ways)
            standing = _standing(findings, floor, ceiling, wanted, changes)
            criteria = findings.framework.factors[thing].criteria if kind == "factor" else ()
            gaps = tuple(gap for name in criteria if (gap := _gap(findings, name, helpers.get(name, ()))).words)
            yield Target(kind, thing, findings.framework.label(thing), floor, ceiling, standing, changes, gaps)


def _standing(findings: Findings, floor: str | None, ceiling: str | None, wanted: str, changes: Changes) -> str:
    grades = findings.framework.words("grade")
    if floor is None or ceiling is None:
        return "not applicable"
    if changes.already:
        return "reached"
    if not changes.number:
        return "out of reach"
    return "ceiling only" if grades.index(ceiling) >= grades.index(wanted) else "open"


def _least(ask: WhatWouldChange, stages: Sequence[str], wanted: str) -> tuple[Least | None, ChangeSet | None]:
    """Let the solver find the least effort; of the plans that take so little, the decision diagram says the first."""
    grounding, changes = ask.grounding("stage", FLOOR)
    formula = grounding.formulas.all_of(ask.formula("stage", stage, FLOOR, wanted) for stage in stages)
    found = least_effort(grounding.formulas, formula, lambda choice: ask.effort(changes[choice]))
    first = next(iter(ask.sets("stage", FLOOR, formula, 1)), None)
    if found is None or first is None or (found.proved and found.effort != first.effort):
        efforts = " and ".join(shown(one.effort) if one else "none" for one in (found, first))
        raise DisagreementError(f"two ways of finding the least effort disagree ({efforts}); please report this")
    if found.effort < first.effort:
        return found, ChangeSet(tuple(changes[choice] for choice in found.taken), found.effort)
    return found, first


def _steps(findings: Findings, best: ChangeSet, efforts: Efforts, bearings: Mapping[str, Bearing]) -> Iterable[Step]:
    framework, helpers = findings.framework, helpers_of(findings)
    for kind, thing, changes in best.by_thing():
        criterion = framework.criteria.get(thing) if kind == "criterion" else None
        factor = criterion.factor if criterion else ""
        yield Step(
            kind=kind,
            thing=thing,
            label=framework.label(thing),
            stage=framework.factors[factor].stage if factor else "",
            factor=factor,
            changes=tuple(change.lever for change in changes),
            says=tuple(change.says for change in changes),
            gaps=_gaps(findings, kind, thing),
            why=tuple(step.says for step in findings.because(kind, thing, "gap")),
            groups=_groups(findings, thing) if any(change.lever == COVERED for change in changes) else (),
            action=criterion.advised_action if criterion else "",
            passages=tuple(map(str, framework.passages_of(thing))),
            bearing=_applying(findings, bearings.get(thing, Bearing())),
            effort=sum((efforts.of(change) for change in changes), Fraction(0)),
            helpers=helpers.get(thing, ()) if kind == "criterion" else (),
        )


def _applying(findings: Findings, bearing: Bearing) -> Bearing:
    """Leave out drivers that the rules say do not apply to this organisation on the day."""
    applies = findings.inference.concluded.get(("driver", "applies"), {})
    out = {name for name, values in applies.items() if True not in values}
    return Bearing(tuple(d for d in bearing.drivers if d.id.partition(":")[2] not in out), bearing.competencies)


def _gap(findings: Findings, criterion: str, helpers: tuple[Helper, ...]) -> Gap:
    words = findings.framework.vocabularies["characteristic"]
    of_pair = findings.facts.columns["coverage", "characteristic"]
    rests_on = [
        item for step in findings.because("criterion", criterion, "gap") for held in step.held for item in held.rests_on
    ]
    groups = tuple(words[str(of_pair[item])].label for item in rests_on if item in of_pair)
    return Gap(criterion, findings.framework.label(criterion), _gaps(findings, "criterion", criterion), groups, helpers)


def _gaps(findings: Findings, kind: str, thing: str) -> tuple[str, ...]:
    found = {str(value) for value in findings.values(kind, thing, "gap")}
    return tuple(word for word in findings.framework.words("gap") if word in found)


def _groups(findings: Findings, thing: str) -> tuple[str, ...]:
    words = findings.framework.vocabularies["characteristic"]
    missing = [
        str(findings.value("coverage", pair, "characteristic"))
        for pair in findings.facts.related["criterion", "coverage"].get(thing, ())
        if not findings.value("coverage", pair, COVERED)
    ]
    return tuple(words[word].label for word in missing)


def _proof(least: Least) -> str:
    if least.proved:
        return f"{least.solver} proved that no plan takes less"
    return f"no plan takes less than {shown(least.at_least)}; whether this one is the least is not proved"


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1]
