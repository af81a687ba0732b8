"""What was recorded for the Equality Delivery System, held against the edition that the assessment is judged by."""

from __future__ import annotations

from collections.abc import Iterator, Set

from inclead_graph.errors import Problem, nearest
from inclead_graph.located import Located, Path_
from inclead_graph.model.assessment import Assessment, EdsRecord
from inclead_graph.model.framework import EdsEdition, EdsOutcome, Framework

__all__ = ["eds_evidence_problems", "eds_problems"]


def eds_problems(assessment: Assessment, source: Located, framework: Framework) -> Iterator[Problem]:
    """Yield what is wrong in ``editions.eds`` and ``eds`` beyond their form."""
    pinned = assessment.editions.eds
    if pinned is not None and pinned not in framework.eds:
        what = f"'{pinned}' is not an edition of the EDS"
        yield source.problem(("editions", "eds"), what, nearest(pinned, framework.eds))
        return
    edition = framework.eds_on(pinned, assessment.as_of)
    if edition is None:
        if assessment.eds:
            what = f"no edition of the EDS had begun on {assessment.as_of}"
            todo = "name one under 'editions', as 'eds: " + next(iter(framework.eds), "") + "', or leave 'eds' out"
            yield source.problem(("eds",), what, todo, at_key=True)
        return
    seen: set[str] = set()
    for index, record in enumerate(assessment.eds):
        here: Path_ = ("eds", index)
        yield from _outcome(record, source, here, edition, framework)
        if record.outcome in seen:
            what = f"outcome {record.outcome} is recorded twice"
            yield source.problem((*here, "outcome"), what, "keep the record that stands")
        seen.add(record.outcome)
        yield from _groups(record, source, here, framework)


def eds_evidence_problems(assessment: Assessment, source: Located, evidence: Set[str]) -> Iterator[Problem]:
    """Yield where a record rests on evidence that is not in the folder, or names a piece twice."""
    for index, record in enumerate(assessment.eds):
        for number, name in enumerate(record.evidence):
            path = ("eds", index, "evidence", number)
            if name not in evidence:
                todo = nearest(name, evidence) or "add the record, or correct its id"
                yield source.problem(path, f"there is no evidence '{name}'", todo)
            elif name in record.evidence[:number]:
                yield source.problem(path, f"{name} is named twice in this record", "keep it once")


def _outcome(
    record: EdsRecord, source: Located, at: Path_, edition: EdsEdition, framework: Framework
) -> Iterator[Problem]:
    outcome = edition.outcomes.get(record.outcome)
    if outcome is None:
        others = [other for other in framework.eds.values() if record.outcome in other.outcomes]
        if others:
            named = " and ".join(f"{other.label} ({other.id})" for other in others)
            what = f"'{record.outcome}' is an outcome of {named}, not of {edition.label}"
            todo = f"name an outcome of {edition.id}, or write 'eds: {others[-1].id}' under 'editions'"
        else:
            what = f"'{record.outcome}' is not an outcome of {edition.label} ({edition.id})"
            todo = nearest(record.outcome, edition.outcomes) or "its outcomes are " + ", ".join(edition.outcomes)
        yield source.problem((*at, "outcome"), what, todo)
        return
    if edition.highest_score is None:
        yield from _without_scores(record, outcome, source, at, edition, framework)
    else:
        yield from _with_scores(record, source, at, edition, edition.highest_score)


def _with_scores(record: EdsRecord, source: Located, at: Path_, edition: EdsEdition, most: int) -> Iterator[Problem]:
    if record.score is not None and record.score > most:
        shown = f"{record.score:f}".removesuffix(".0")
        yield source.problem((*at, "score"), f"the score {shown} is above {most}, the highest", f"write 0 to {most}")
    for name in ("groups", "grade"):
        if getattr(record, name):
            what = f"{edition.label} scores outcomes and does not take '{name}'"
            yield source.problem((*at, name), what, f"write 'score', 0 to {most}", at_key=True)


def _without_scores(
    record: EdsRecord, outcome: EdsOutcome, source: Located, at: Path_, edition: EdsEdition, framework: Framework
) -> Iterator[Problem]:
    if record.score is not None:
        what = f"{edition.label} has no scores"
        yield source.problem((*at, "score"), what, "say under 'groups' how each protected group fares", at_key=True)
    if record.grade is None:
        return
    words = framework.words("grade")
    if not outcome.by_leadership:
        what = f"{record.outcome} is graded by how groups fare, so its grade is worked out"
        yield source.problem((*at, "grade"), what, "say under 'groups' how each protected group fares", at_key=True)
    elif record.grade not in words:
        yield source.problem((*at, "grade"), f"'{record.grade}' is not a grade", nearest(record.grade, words))
    elif record.groups:
        what = f"{record.outcome} has both 'grade' and 'groups'"
        yield source.problem((*at, "grade"), what, "keep the one that it was graded by", at_key=True)


def _groups(record: EdsRecord, source: Located, at: Path_, framework: Framework) -> Iterator[Problem]:
    groups, farings = framework.words("characteristic"), framework.words("faring")
    for group, fares in record.groups.items():
        path = (*at, "groups", group)
        if group not in groups:
            what = f"'{group}' is not a protected characteristic"
            yield source.problem(path, what, nearest(group, groups), at_key=True)
        if fares not in farings:
            todo = nearest(fares, farings) + "; leave the group out where it is not known"
            yield source.problem(path, f"'{fares}' does not say how a group fares", todo)
