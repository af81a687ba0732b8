"""An oracle for maturity grading, written from docs/maturity-model.md (3.1 to 3.5) and docs/decisions/0004.

It shares nothing with the rule files or the engines. Each section below is one section of the text, in its words.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from inclead_graph.model.assessment import Assessment, Evidence
from inclead_graph.model.framework import Criterion, Framework

LOWEST_FIRST = ["undeveloped", "developing", "achieving", "excelling"]
MONTHS_THAT_COUNT = {"data": 12, "survey": 12, "document": 24, "policy": 36}
VOICES_NOT_ITS_OWN = [
    "service user", "carer", "community group", "staff network", "trade union", "advocate", "regulator",
]  # fmt: skip


@dataclass(frozen=True)
class CriterionVerdict:
    verdict: str
    under_way: bool
    corroborated: bool
    covered: bool


@dataclass(frozen=True)
class Graded:
    """A floor and a ceiling; None where the thing is not applicable."""

    floor: str | None
    ceiling: str | None


@dataclass(frozen=True)
class Judgement:
    accepted: frozenset[str]
    set_aside: dict[str, frozenset[str]]
    lapses: dict[str, date]
    criteria: dict[str, CriterionVerdict]
    factors: dict[str, Graded]
    stages: dict[str, Graded]
    headline: Graded


def judge(assessment: Assessment, framework: Framework) -> Judgement:
    why_aside = {record.id: why_set_aside(record, assessment.as_of) for record in assessment.evidence}
    accepted = [record for record in assessment.evidence if not why_aside[record.id]]
    criteria = {name: criterion_verdict(c, accepted, assessment, framework) for name, c in framework.criteria.items()}
    factors = {name: factor_grades(name, framework, criteria) for name in framework.factors}
    stages = {name: stage_grades([factors[f] for f in stage.factors]) for name, stage in framework.stages.items()}
    return Judgement(
        accepted=frozenset(name for name, why in why_aside.items() if not why),
        set_aside={name: why for name, why in why_aside.items() if why},
        lapses={r.id: last for r in assessment.evidence if (last := last_day_it_counts(r)) is not None},
        criteria=criteria,
        factors=factors,
        stages=stages,
        headline=Graded(lowest(g.floor for g in stages.values()), lowest(g.ceiling for g in stages.values())),
    )


# 3.1 Which evidence counts


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it is too short."""
    years, month_from_zero = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month_from_zero + 1
    _, days_in_month = calendar.monthrange(year, month)
    return date(year, month, min(day.day, days_in_month))


def last_day_it_counts(record: Evidence) -> date | None:
    """Its own expiry if it states one; else its kind's shelf life after its date; else it does not lapse."""
    if record.expires is not None:
        return record.expires
    if record.date is not None and record.kind in MONTHS_THAT_COUNT:
        return months_after(record.date, MONTHS_THAT_COUNT[record.kind])
    return None


def why_set_aside(record: Evidence, as_of: date) -> frozenset[str]:
    last_day = last_day_it_counts(record)
    holds = {
        "undated": record.date is None,
        "too late": record.date is not None and record.date > as_of,
        "lapsed": last_day is not None and as_of > last_day,
        "untraceable": not (record.source and record.locator),
        "withdrawn": record.withdrawn is not None and record.withdrawn.date <= as_of,
    }
    return frozenset(reason for reason, true in holds.items() if true)


# 3.2 The verdict of a criterion, and 3.3 corroborated and covered


def criterion_verdict(
    criterion: Criterion, accepted: Iterable[Evidence], assessment: Assessment, framework: Framework
) -> CriterionVerdict:
    about_it = [record for record in accepted if criterion.id in record.criteria]
    support = [record for record in about_it if record.claim == "supports"]
    showing = [record for record in support if record.status in ("in place", "effective")]
    refuted = any(record.claim == "refutes" for record in about_it)
    verdict = verdict_word(criterion.id, bool(showing), refuted, assessment)
    return CriterionVerdict(
        verdict=verdict,
        under_way=bool(support) and all(record.status in ("planned", "under way") for record in support),
        corroborated=verdict == "met" and any(record.voice in VOICES_NOT_ITS_OWN for record in showing),
        covered=verdict == "met" and criterion.by_group and covers_everyone(showing, framework),
    )


def verdict_word(criterion: str, supported: bool, refuted: bool, assessment: Assessment) -> str:
    if any(declaration.criterion == criterion for declaration in assessment.not_applicable):
        return "not applicable"
    table = {
        (True, False): "met",
        (False, True): "not met",
        (True, True): decision_on(criterion, assessment),
        (False, False): "unknown",
    }
    return table[supported, refuted]


def decision_on(criterion: str, assessment: Assessment) -> str:
    """Contested, until a decision taken by the as-of date says which side holds; a later decision replaces it."""
    decisions = [d for d in assessment.moderation if d.criterion == criterion and d.date <= assessment.as_of]
    if not decisions:
        return "contested"
    latest = max(decisions, key=lambda decision: decision.date)
    return {"supports": "met", "refutes": "not met"}[latest.holds]


def covers_everyone(showing: Iterable[Evidence], framework: Framework) -> bool:
    mentioned = {characteristic for record in showing for characteristic in record.characteristics}
    return all(characteristic in mentioned for characteristic in framework.vocabularies["characteristic"])


# 3.4 The grade of a factor


def factor_grades(factor: str, framework: Framework, verdicts: dict[str, CriterionVerdict]) -> Graded:
    all_of_it = [framework.criteria[name] for name in framework.factors[factor].criteria]
    applicable = [c for c in all_of_it if verdicts[c.id].verdict != "not applicable"]
    if not any(c.role == "action" for c in applicable) or not any(c.role == "outcome" for c in applicable):
        return Graded(None, None)
    at_the_ceiling = {name: with_benefit_of_the_doubt(verdict) for name, verdict in verdicts.items()}
    return Graded(factor_grade(applicable, verdicts), factor_grade(applicable, at_the_ceiling))


def with_benefit_of_the_doubt(verdict: CriterionVerdict) -> CriterionVerdict:
    """The unknown and the contested, and only those, as met, corroborated and covered."""
    if verdict.verdict in ("unknown", "contested"):
        return CriterionVerdict("met", under_way=verdict.under_way, corroborated=True, covered=True)
    return verdict


def factor_grade(applicable: list[Criterion], verdicts: dict[str, CriterionVerdict]) -> str:
    achieving = is_achieving(applicable, verdicts)
    if achieving and is_borne_out(applicable, verdicts):
        return "excelling"
    if achieving:
        return "achieving"
    actions = [verdicts[c.id] for c in applicable if c.role == "action"]
    if any(v.verdict == "met" or v.under_way for v in actions):
        return "developing"
    return "undeveloped"


def is_achieving(applicable: list[Criterion], verdicts: dict[str, CriterionVerdict]) -> bool:
    words = {role: [verdicts[c.id].verdict for c in applicable if c.role == role] for role in ("action", "outcome")}
    every_action_met = all(word == "met" for word in words["action"])
    an_outcome_met = "met" in words["outcome"]
    nothing_against = all(verdicts[c.id].verdict not in ("contested", "not met") for c in applicable)
    return every_action_met and an_outcome_met and nothing_against


def is_borne_out(applicable: list[Criterion], verdicts: dict[str, CriterionVerdict]) -> bool:
    outcomes = [verdicts[c.id] for c in applicable if c.role == "outcome"]
    by_group = [verdicts[c.id] for c in applicable if c.by_group]
    return all(v.verdict == "met" and v.corroborated for v in outcomes) and all(v.covered for v in by_group)


# 3.5 The grade of a stage, and the headline


def stage_grades(factors: list[Graded]) -> Graded:
    return Graded(stage_grade([g.floor for g in factors]), stage_grade([g.ceiling for g in factors]))


def stage_grade(grades: list[str | None]) -> str | None:
    heights = [LOWEST_FIRST.index(grade) for grade in grades if grade is not None]
    if not heights:
        return None
    reached = [g for g in range(len(LOWEST_FIRST)) if min(heights) >= g - 1 and two_thirds_are_at(g, heights)]
    return LOWEST_FIRST[max(reached)]


def two_thirds_are_at(height: int, heights: list[int]) -> bool:
    at_it_or_above = len([h for h in heights if h >= height])
    return at_it_or_above * 3 >= len(heights) * 2


def lowest(grades: Iterable[str | None]) -> str | None:
    return min((grade for grade in grades if grade is not None), key=LOWEST_FIRST.index, default=None)
