"""Targets, held against the ontology and against one another."""

from __future__ import annotations

from collections.abc import Iterator

from inclead_graph.errors import Problem, nearest
from inclead_graph.located import Located, Path_
from inclead_graph.model.assessment import Assessment
from inclead_graph.model.framework import Framework
from inclead_graph.workspace.checks import word_problems

__all__ = ["target_problems"]


def target_problems(assessment: Assessment, source: Located, framework: Framework) -> Iterator[Problem]:
    """Yield what is wrong in ``targets`` beyond their form.

    A day that has come is no problem: whoever assesses on that day wants to see whether the target was reached.
    """
    seen: set[str] = set()
    for index, target in enumerate(assessment.targets):
        here: Path_ = ("targets", index, "factor")
        yield from _factor(source, here, target.factor, framework)
        yield from word_problems(source, ("targets", index, "grade"), "grade", target.grade, framework.words("grade"))
        if target.factor in seen:
            yield source.problem(here, f"{target.factor} has two targets", "keep the one that stands")
        seen.add(target.factor)


def _factor(source: Located, path: Path_, name: str, framework: Framework) -> Iterator[Problem]:
    if name in framework.factors:
        return
    if name in framework.stages:
        what = f"'{name}' is a stage, and targets are set for factors"
        yield source.problem(path, what, f"name each of {', '.join(framework.stages[name].factors)} that is meant")
    elif name in framework.criteria:
        what = f"'{name}' is a criterion, and targets are set for factors"
        yield source.problem(path, what, f"name its factor, {framework.criteria[name].factor}")
    else:
        todo = nearest(name, framework.factors) or "'inclead ontology show' lists them"
        yield source.problem(path, f"there is no factor '{name}'", todo)
