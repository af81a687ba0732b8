"""Gaps: what is missing at each criterion. Which gaps there are is held by tests/test_oracle_beyond.py."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from samples import assessments, random_assessment

from inclead_graph.assess import Result, assess, engines_present, load_knowledge
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.model.assessment import Assessment

KNOWLEDGE = load_knowledge()
FRAMEWORK = KNOWLEDGE.framework


def gaps(result: Result, criterion: str) -> set[str]:
    return {str(value) for value in result.findings.values("criterion", criterion, "gap")}


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
