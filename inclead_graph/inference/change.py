"""What if: an assessment changed as somebody supposes, and what of the findings moves, with the proofs that changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from inclead_graph.errors import QueryError
from inclead_graph.inference.facts import facts_of
from inclead_graph.inference.findings import Because, Findings
from inclead_graph.inference.moves import Move, moves_between
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.model.assessment import Assessment, Evidence, Moderation, NotApplicable, Withdrawal

__all__ = ["Change", "Effect", "WhatIf", "accepted", "effects_between", "rerun", "what_if", "withdrawn"]

_SUPPOSED = "supposed"


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody supposes.

    Attributes:
        accept: records, by id, that are to count: as though dated on the day, current, traceable and not withdrawn.
        withdraw: records, by id, that are to be withdrawn on the day.
        add: records to add.
        moderate: decisions to add; a decision on the same criterion gives way.
        not_applicable: criteria to declare not applicable.
    """

    accept: tuple[str, ...] = ()
    withdraw: tuple[str, ...] = ()
    add: tuple[Evidence, ...] = ()
    moderate: tuple[Moderation, ...] = ()
    not_applicable: tuple[NotApplicable, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """One finding that moves, with the steps of its proof that no longer stand and those that stand instead."""

    move: Move
    gone: tuple[Because, ...]
    come: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The findings under a change, and everything that moved.

    ``supposed`` says, for each record that was made to count, what had to be supposed of it.
    """

    after: Findings
    effects: tuple[Effect, ...]
    supposed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def what_if(findings: Findings, change: Change) -> WhatIf:
    """Return what moves when an assessment is changed; everything is inferred anew.

    Example:
        ``what_if(findings, Change(withdraw=("E014",))).effects``
    """
    counting = {name: accepted(findings, name) for name in change.accept}
    assessment = _changed(findings.assessment, change, {name: piece for name, (piece, _) in counting.items()})
    after = rerun(findings, assessment)
    return WhatIf(after, effects_between(findings, after), {name: supposed for name, (_, supposed) in counting.items()})


def effects_between(before: Findings, after: Findings) -> tuple[Effect, ...]:
    """Return every finding that differs, with the steps of its proof that are gone and those that came."""
    return tuple(_effect(before, after, move) for move in moves_between(before, after))


def _changed(assessment: Assessment, change: Change, counting: Mapping[str, Evidence]) -> Assessment:
    """Return the assessment with a change made; records that are not named stay as they are."""
    pieces = [
        withdrawn(piece, assessment.as_of) if piece.id in change.withdraw else counting.get(piece.id, piece)
        for piece in assessment.evidence
    ]
    decided = {decision.criterion for decision in change.moderate}
    declared = {entry.criterion for entry in change.not_applicable}
    return assessment.model_copy(
        update={
            "evidence": tuple(sorted((*pieces, *change.add), key=lambda piece: piece.id)),
            "moderation": (*(m for m in assessment.moderation if m.criterion not in decided), *change.moderate),
            "not_applicable": (
                *(n for n in assessment.not_applicable if n.criterion not in declared),
                *change.not_applicable,
            ),
        }
    )


def withdrawn(piece: Evidence, day: dt.date) -> Evidence:
    """Return a record withdrawn on a day."""
    return piece.model_copy(update={"withdrawn": Withdrawal(date=day, reason=_SUPPOSED)})


def accepted(findings: Findings, name: str) -> tuple[Evidence, tuple[str, ...]]:
    """Return a record as though nothing stood in the way of its counting, and what that supposes.

    What is well already stays; that it was renewed is supposed only where nothing less makes it count.

    Raises:
        QueryError: the rules do not accept it all the same.
    """
    piece, as_of = findings.evidence[name], findings.assessment.as_of
    for renewed in (False, True):
        update, supposed = _mended(piece, as_of, renewed=renewed)
        supposed_piece = piece.model_copy(update=update)
        others = (p for p in findings.assessment.evidence if p.id != name)
        changed_ = findings.assessment.model_copy(update={"evidence": (*others, supposed_piece)})
        if rerun(findings, changed_).value("evidence", name, "accepted") is True:
            return supposed_piece, tuple(supposed)
    raise QueryError(f"{name} cannot be made to count: the rules in force do not accept it, even renewed and traceable")


def _mended(piece: Evidence, day: dt.date, *, renewed: bool) -> tuple[dict[str, object], list[str]]:
    update: dict[str, object] = {}
    supposed = []
    if piece.date is None or piece.date > day:
        update["date"] = day
        supposed.append("dated on the as-of day")
    elif renewed:
        update["date"] = day
        supposed.append("renewed on the as-of day")
    if piece.expires is not None and piece.expires < day:
        update["expires"] = None
        supposed.append("without its own expiry")
    if piece.source is None or piece.locator is None:
        update |= {"source": piece.source or _SUPPOSED, "locator": piece.locator or _SUPPOSED}
        supposed.append("with its source and where in it to look")
    if piece.withdrawn is not None and piece.withdrawn.date <= day:
        update["withdrawn"] = None
        supposed.append("not withdrawn")
    return update, supposed


def rerun(findings: Findings, assessment: Assessment) -> Findings:
    """Infer another assessment by the reference engine, with the framework and rules of ``findings``."""
    facts = facts_of(assessment, findings.framework)
    inference = ReferenceEngine().infer(findings.ruleset, facts)
    return Findings(findings.framework, assessment, findings.ruleset, facts, inference)


def _effect(before: Findings, after: Findings, move: Move) -> Effect:
    old, new = before.because(*move.key), after.because(*move.key)
    return Effect(move, tuple(step for step in old if step not in new), tuple(step for step in new if step not in old))
