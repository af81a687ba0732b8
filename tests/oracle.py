"""The maturity model written down a second time, straight from its text and not from the rule files.

Sections are those of docs/maturity-model.md; where the text leaves a choice, docs/decisions/0004 says how it is read.
Nothing here is clever: each verdict and grade is worked out by itself, in the words of the text.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inclead_graph.model.assessment import Assessment, Evidence
from inclead_graph.model.framework import Criterion, Framework

GRADES = ("undeveloped", "developing", "achieving", "excelling")
SHELF_LIFE = {"data": 12, "survey": 12, "document": 24, "policy": 36}
OUTSIDE_VOICES = {
    "service user", "carer", "community group", "staff network", "trade union", "advocate", "regulator",
}  # fmt: skip
CHARACTERISTICS = {
    "age", "disability", "gender reassignment", "marriage and civil partnership", "pregnancy and maternity", "race",
    "religion or belief", "sex", "sexual orientation",
}  # fmt: skip


@dataclass(frozen=True)
class CriterionVerdict:
    verdict: str
    under_way: bool
    corroborated: bool
    covered: bool


@dataclass(frozen=True)
class Graded:
    floor: str | None
    ceiling: str | None


@dataclass(frozen=True)
class Judgement:
    accepted: frozenset[str]
    set_aside: dict[str, frozenset[str]]
    lapses: dict[str, dt.date]
    criteria: dict[str, CriterionVerdict]
    factors: dict[str, Graded]
    stages: dict[str, Graded]
    headline: Graded


def judge(assessment: Assessment, framework: Framework) -> Judgement:
    reasons = {piece.id: reasons_to_set_aside(piece, assessment.as_of) for piece in assessment.evidence}
    accepted = [piece for piece in assessment.evidence if not reasons[piece.id]]
    verdicts = {c.id: verdict_of(c, accepted, assessment) for c in framework.criteria.values()}
    factors = {
        factor.id: grade_factor([(framework.criteria[c], verdicts[c]) for c in factor.criteria])
        for factor in framework.factors.values()
    }
    stages = {stage.id: grade_stage([factors[name] for name in stage.factors]) for stage in framework.stages.values()}
    return Judgement(
        accepted=frozenset(piece.id for piece in accepted),
        set_aside={name: frozenset(why) for name, why in reasons.items() if why},
        lapses={p.id: day for p in assessment.evidence if (day := last_day(p)) is not None},
        criteria=verdicts,
        factors=factors,
        stages=stages,
        headline=Graded(lowest(s.floor for s in stages.values()), lowest(s.ceiling for s in stages.values())),
    )


# 3.1 Which evidence counts


def last_day(piece: Evidence) -> dt.date | None:
    if piece.expires is not None:
        return piece.expires
    if piece.date is None or piece.kind not in SHELF_LIFE:
        return None
    year, month = piece.date.year, piece.date.month
    for _ in range(SHELF_LIFE[piece.kind]):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    longest = calendar.monthrange(year, month)[1]
    return dt.date(year, month, min(piece.date.day, longest))


def reasons_to_set_aside(piece: Evidence, as_of: dt.date) -> set[str]:
    reasons = set()
    if piece.date is None:
        reasons.add("undated")
    elif piece.date > as_of:
        reasons.add("too late")
    end = last_day(piece)
    if end is not None and end < as_of:
        reasons.add("lapsed")
    if piece.source is None or piece.locator is None:
        reasons.add("untraceable")
    if piece.withdrawn is not None and piece.withdrawn.date <= as_of:
        reasons.add("withdrawn")
    return reasons


# 3.2 The verdict of a criterion, and 3.3 corroborated and covered


def verdict_of(criterion: Criterion, accepted: Sequence[Evidence], assessment: Assessment) -> CriterionVerdict:
    bearing = [piece for piece in accepted if criterion.id in piece.criteria]
    support = [piece for piece in bearing if piece.claim == "supports"]
    shown = [piece for piece in support if piece.status in ("in place", "effective")]
    refuted = any(piece.claim == "refutes" for piece in bearing)
    word = word_for(criterion, bool(shown), refuted, assessment)
    groups = {group for piece in shown for group in piece.characteristics}
    return CriterionVerdict(
        verdict=word,
        under_way=bool(support) and not shown,
        corroborated=word == "met" and any(piece.voice in OUTSIDE_VOICES for piece in shown),
        covered=word == "met" and criterion.by_group and groups >= CHARACTERISTICS,
    )


def word_for(criterion: Criterion, shown: bool, refuted: bool, assessment: Assessment) -> str:
    if any(declared.criterion == criterion.id for declared in assessment.not_applicable):
        return "not applicable"
    if shown and refuted:
        for decision in assessment.moderation:
            if decision.criterion == criterion.id and decision.date <= assessment.as_of:
                return "met" if decision.holds == "supports" else "not met"
        return "contested"
    if shown:
        return "met"
    return "not met" if refuted else "unknown"


# 3.4 The grade of a factor


def grade_factor(criteria: Sequence[tuple[Criterion, CriterionVerdict]]) -> Graded:
    apply = [(c, v) for c, v in criteria if v.verdict != "not applicable"]
    roles = {c.role for c, _ in apply}
    if "action" not in roles or "outcome" not in roles:
        return Graded(None, None)
    return Graded(grade_at(apply, benefit=False), grade_at(apply, benefit=True))


def grade_at(criteria: Sequence[tuple[Criterion, CriterionVerdict]], benefit: bool) -> str:
    """Grade with or without giving unknown and contested the benefit of the doubt."""

    def doubtful(verdict: CriterionVerdict) -> bool:
        return benefit and verdict.verdict in ("unknown", "contested")

    def met(verdict: CriterionVerdict) -> bool:
        return verdict.verdict == "met" or doubtful(verdict)

    actions = [v for c, v in criteria if c.role == "action"]
    outcomes = [v for c, v in criteria if c.role == "outcome"]
    by_group = [v for c, v in criteria if c.by_group]
    against = [v for _, v in criteria if v.verdict in ("contested", "not met") and not doubtful(v)]
    if all(met(v) for v in actions) and any(met(v) for v in outcomes) and not against:
        borne_out = all(doubtful(v) or (v.verdict == "met" and v.corroborated) for v in outcomes)
        reaches_all = all(doubtful(v) or v.covered for v in by_group)
        return "excelling" if borne_out and reaches_all else "achieving"
    return "developing" if any(met(v) or v.under_way for v in actions) else "undeveloped"


# 3.5 The grade of a stage, and the headline


def grade_stage(factors: Sequence[Graded]) -> Graded:
    return Graded(stage_at([f.floor for f in factors]), stage_at([f.ceiling for f in factors]))


def stage_at(grades: Sequence[str | None]) -> str | None:
    ranks = [GRADES.index(grade) for grade in grades if grade is not None]
    if not ranks:
        return None
    for grade in reversed(range(len(GRADES))):
        near_enough = all(rank >= grade - 1 for rank in ranks)
        there = sum(rank >= grade for rank in ranks)
        if near_enough and 3 * there >= 2 * len(ranks):
            return GRADES[grade]
    raise AssertionError("every stage is at least undeveloped")


def lowest(grades: Iterable[str | None]) -> str | None:
    known = [grade for grade in grades if grade is not None]
    return min(known, key=GRADES.index) if known else None
