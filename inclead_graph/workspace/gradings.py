"""Gradings and decisions on them, held against the ontology and against one another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from inclead_graph.errors import Problem, nearest
from inclead_graph.located import Located, Path_
from inclead_graph.model.assessment import Assessment, Grading
from inclead_graph.model.framework import Framework
from inclead_graph.workspace.checks import word_problems

__all__ = ["grading_problems"]


def grading_problems(assessment: Assessment, source: Located, framework: Framework) -> Iterator[Problem]:
    """Yield what is wrong in ``gradings`` and ``grading_decisions`` beyond their form."""
    gradable = framework.gradable(assessment.editions.eds, assessment.as_of)
    seen: set[str] = set()
    for index, grading in enumerate(assessment.gradings):
        here: Path_ = ("gradings", index)
        yield from _subject(source, (*here, "subject"), grading.subject, framework, gradable)
        yield from word_problems(source, (*here, "by"), "grader", grading.by, framework.words("grader"))
        yield from _grades(grading, source, here, framework)
        if grading.id in seen:
            rater = f" ({grading.rater})" if grading.rater else ""
            what = f"{grading.by}{rater} grades {grading.subject} twice on {grading.date}"
            yield source.problem(here, what, "name the 'rater' of each, or keep the one that stands")
        seen.add(grading.id)
    decided: set[tuple[str, dt.date]] = set()
    for index, decision in enumerate(assessment.grading_decisions):
        here = ("grading_decisions", index)
        yield from _subject(source, (*here, "subject"), decision.subject, framework, gradable)
        yield from word_problems(source, (*here, "grade"), "grade", decision.grade, framework.words("grade"))
        if (decision.subject, decision.date) in decided:
            what = f"{decision.subject} is decided twice on {decision.date}"
            yield source.problem(here, what, "keep the decision that stands")
        decided.add((decision.subject, decision.date))


def _grades(grading: Grading, source: Located, here: Path_, framework: Framework) -> Iterator[Problem]:
    words = framework.words("grade")
    if grading.grade is not None:
        yield from word_problems(source, (*here, "grade"), "grade", grading.grade, words)
    elif grading.reason is None:
        what = "a grading without a 'grade' is an abstention, and needs a 'reason'"
        yield source.problem(here, what, "say why they abstained, or add the grade: " + ", ".join(words))
    for number, dissent in enumerate(grading.dissent):
        path = (*here, "dissent", number, "grade")
        yield from word_problems(source, path, "grade", dissent.grade, words)
        if dissent.grade == grading.grade:
            what = f"the dissent has the grade of the grading itself, {dissent.grade}"
            yield source.problem(path, what, "a dissent names another grade; put remarks into 'reason'")


def _subject(
    source: Located, path: Path_, name: str, framework: Framework, gradable: Mapping[str, str]
) -> Iterator[Problem]:
    if name in gradable:
        return
    if name in framework.criteria:
        what = f"'{name}' is a criterion, and criteria are not graded"
        yield source.problem(path, what, f"grade its factor, {framework.criteria[name].factor}")
        return
    others = [edition for edition in framework.eds.values() if name in edition.outcomes]
    if others:
        what = f"'{name}' is an outcome of {' and '.join(edition.label for edition in others)}, not graded here"
        yield source.problem(path, what, f"write 'eds: {others[-1].id}' under 'editions', or grade another outcome")
        return
    todo = nearest(name, gradable) or "'inclead ontology show' lists stages and factors"
    yield source.problem(path, f"'{name}' is nothing that is graded", todo)
