"""Gaps: what is missing at each criterion, against a reading of docs/maturity-model.md §3.9 that shares no rule."""

from __future__ import annotations

from collections import Counter

import oracle
import pytest
from hypothesis import given
from samples import assessments, random_assessment

from inclead_graph.assess import Result, assess, engines_present, load_knowledge
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.model.assessment import Assessment

KNOWLEDGE = load_knowledge()
FRAMEWORK = KNOWLEDGE.framework


def gaps_by_the_text(criterion: str, assessment: Assessment) -> set[str]:
    """Section 3.9, row by row."""
    about = FRAMEWORK.criteria[criterion]
    why = {p.id: oracle.why_set_aside(p, assessment.as_of) for p in assessment.evidence}
    accepted = [p for p in assessment.evidence if not why[p.id]]
    judged = oracle.criterion_verdict(about, accepted, assessment, FRAMEWORK)
    own = [p for p in assessment.evidence if criterion in p.criteria and p.claim == "supports"]
    supported = any(not why[p.id] for p in own)
    only_lapsed = any(why[p.id] == {"lapsed"} and p.status in ("in place", "effective") for p in own)
    short = judged.verdict in ("unknown", "not met")
    rows = {
        "refuted": judged.verdict == "not met",
        "contested": judged.verdict == "contested",
        "no evidence": judged.verdict == "unknown" and not supported and not only_lapsed,
        "stale": short and not supported and only_lapsed,
        "under way": short and judged.under_way,
        "not covered": judged.verdict == "met" and about.by_group and not judged.covered,
        "not corroborated": judged.verdict == "met" and about.role == "outcome" and not judged.corroborated,
    }
    return {word for word, holds in rows.items() if holds}


def gaps(result: Result, criterion: str) -> set[str]:
    return {str(value) for value in result.findings.values("criterion", criterion, "gap")}


@pytest.mark.parametrize("seed", range(60))
def test_the_gaps_of_every_criterion_are_those_of_the_text(seed: int) -> None:
    assessment = random_assessment(FRAMEWORK, seed)
    result = assess(assessment, KNOWLEDGE, [ReferenceEngine()])

    for criterion in FRAMEWORK.criteria:
        assert gaps(result, criterion) == gaps_by_the_text(criterion, assessment), criterion


@given(assessments(FRAMEWORK))
def test_what_is_short_of_the_grades_has_a_gap_and_what_does_not_apply_has_none(assessment: Assessment) -> None:
    result = assess(assessment, KNOWLEDGE, [ReferenceEngine()])

    for criterion in FRAMEWORK.criteria:
        verdict = result.findings.value("criterion", criterion, "verdict")
        assert (verdict in ("unknown", "contested", "not met")) <= bool(gaps(result, criterion))
        assert verdict != "not applicable" or not gaps(result, criterion)


def test_every_word_for_a_gap_occurs_in_random_assessments_and_both_engines_agree() -> None:
    seen: Counter[str] = Counter()
    for seed in range(12):
        result = assess(random_assessment(FRAMEWORK, seed), KNOWLEDGE, engines_present())
        seen.update(word for criterion in FRAMEWORK.criteria for word in gaps(result, criterion))

    assert set(seen) == set(FRAMEWORK.words("gap"))


def test_the_groups_that_are_not_covered_are_named(complete: Result) -> None:
    (step,) = complete.findings.because("criterion", "BR4.A1", "gap")

    missing = next(held.rests_on for held in step.held if held.rests_on)
    assert [name.partition("/")[2] for name in missing] == [
        group
        for group in FRAMEWORK.words("characteristic")
        if not complete.findings.value("coverage", f"BR4.A1/{group}", "covered")
    ]
    assert "sexual orientation" in step.says
