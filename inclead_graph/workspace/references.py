"""Words and ids in a workspace, held against the ontology, with the nearest known one."""

from __future__ import annotations

from collections.abc import Iterator

from inclead_graph.errors import Problem, nearest
from inclead_graph.located import Located, Path_
from inclead_graph.model.assessment import Assessment, Evidence
from inclead_graph.model.framework import Framework
from inclead_graph.workspace.checks import word_problems
from inclead_graph.workspace.eds import eds_problems
from inclead_graph.workspace.gradings import grading_problems
from inclead_graph.workspace.targets import target_problems

__all__ = ["assessment_problems", "evidence_problems"]

_WORDS = {"claim": "claim", "status": "status", "kind": "kind", "voice": "voice"}


def assessment_problems(assessment: Assessment, source: Located, framework: Framework) -> Iterator[Problem]:
    """Yield what is wrong in ``assessment.yaml`` beyond its form."""
    organisation = assessment.organisation
    path: Path_ = ("organisation", "kind")
    yield from word_problems(
        source, path, "kind of organisation", organisation.kind, framework.words("organisation kind")
    )
    if assessment.period and assessment.period.end < assessment.period.start:
        yield source.problem(("period", "to"), "the period ends before it begins", "swap the two dates")
    yield from word_problems(
        source, ("editions", "toolkit"), "edition of the toolkit", assessment.editions.toolkit, (framework.edition,)
    )
    for name in ("not_applicable", "moderation"):
        seen: set[str] = set()
        for index, entry in enumerate(getattr(assessment, name)):
            here: Path_ = (name, index, "criterion")
            yield from _criterion(source, here, entry.criterion, framework)
            if entry.criterion in seen:
                yield source.problem(here, f"{entry.criterion} is named twice under {name}", "keep the one that stands")
            seen.add(entry.criterion)
    for index, decision in enumerate(assessment.moderation):
        yield from word_problems(
            source, ("moderation", index, "holds"), "side", decision.holds, framework.words("claim")
        )
    yield from grading_problems(assessment, source, framework)
    yield from target_problems(assessment, source, framework)
    yield from eds_problems(assessment, source, framework)


def evidence_problems(piece: Evidence, source: Located, at: Path_, framework: Framework) -> Iterator[Problem]:
    """Yield what is wrong in one evidence record beyond its form."""
    for name, vocabulary in _WORDS.items():
        value = getattr(piece, name)
        if value is not None:
            yield from word_problems(source, (*at, name), name, value, framework.words(vocabulary))
    if piece.claim == "supports" and piece.status is None:
        todo = "use one of: " + ", ".join(framework.words("status"))
        yield source.problem(at, "evidence that supports needs a 'status'", todo)
    for index, criterion in enumerate(piece.criteria):
        yield from _criterion(source, (*at, "criteria", index), criterion, framework)
        if criterion in piece.criteria[:index]:
            here = (*at, "criteria", index)
            yield source.problem(here, f"{criterion} is named twice in this record", "keep it once")
    for index, group in enumerate(piece.characteristics):
        path = (*at, "characteristics", index)
        yield from word_problems(source, path, "protected characteristic", group, framework.words("characteristic"))
    yield from _date_problems(piece, source, at)


def _date_problems(piece: Evidence, source: Located, at: Path_) -> Iterator[Problem]:
    if piece.period and piece.period.end < piece.period.start:
        yield source.problem((*at, "period", "to"), "the period ends before it begins", "swap the two dates")
    if piece.expires and piece.date and piece.expires < piece.date:
        yield source.problem((*at, "expires"), "it expires before its own date", "check both dates")
    if piece.withdrawn and piece.date and piece.withdrawn.date < piece.date:
        yield source.problem((*at, "withdrawn", "date"), "it is withdrawn before its own date", "check both dates")


def _criterion(source: Located, path: Path_, name: str, framework: Framework) -> Iterator[Problem]:
    if name in framework.criteria:
        return
    if name in framework.factors or name in framework.stages:
        parts = [c for c in framework.criteria if c.startswith(f"{name}.")][:3]
        what = f"'{name}' is a {'factor' if name in framework.factors else 'stage'}, not a criterion"
        yield source.problem(path, what, "name its criteria" + (f", as {', '.join(parts)}" if parts else ""))
        return
    todo = nearest(name, framework.criteria) or "'inclead ontology show' lists them"
    yield source.problem(path, f"there is no criterion '{name}'", todo)
