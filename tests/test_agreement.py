"""The rule files, through both engines, say what the oracle reads out of the model's text."""

from __future__ import annotations

import datetime as dt

import pytest
from oracle import Judgement, judge
from samples import random_assessment

from inclead_graph.assess import Knowledge, Result, assess, engines_present
from inclead_graph.model.assessment import Assessment

REASONS = {
    "it has no date": "undated",
    "it is dated after the as-of date": "too late",
    "it has lapsed": "lapsed",
    "it cannot be traced (source or locator missing)": "untraceable",
    "it has been withdrawn": "withdrawn",
}


def differences(result: Result, expected: Judgement) -> list[str]:
    """Every finding on which the product and the oracle differ."""
    findings = result.findings
    found: list[str] = []

    def compare(what: str, got: object, wanted: object) -> None:
        if got != wanted:
            found.append(f"{what}: product {got}, oracle {wanted}")

    for piece in result.assessment.evidence:
        name = piece.id
        reasons = frozenset(REASONS[str(r)] for r in findings.values("evidence", name, "set_aside"))
        compare(f"{name} accepted", findings.value("evidence", name, "accepted"), name in expected.accepted)
        compare(f"{name} set aside", reasons, expected.set_aside.get(name, frozenset()))
        compare(f"{name} lapses", findings.value("evidence", name, "lapses"), expected.lapses.get(name))
    for name, wanted in expected.criteria.items():
        for prop in ("verdict", "under_way", "corroborated", "covered"):
            compare(f"{name} {prop}", findings.value("criterion", name, prop), getattr(wanted, prop))
    for kind, grades in (("factor", expected.factors), ("stage", expected.stages)):
        for name, graded in grades.items():
            compare(f"{name} floor", findings.grade(kind, name, "floor"), graded.floor)
            compare(f"{name} ceiling", findings.grade(kind, name, "ceiling"), graded.ceiling)
    compare("headline floor", findings.grade("organisation", "organisation", "floor"), expected.headline.floor)
    compare("headline ceiling", findings.grade("organisation", "organisation", "ceiling"), expected.headline.ceiling)
    return found


def check(assessment: Assessment, knowledge: Knowledge) -> Result:
    # assess() itself holds every engine against the first, finding by finding and proof by proof.
    result = assess(assessment, knowledge)
    assert differences(result, judge(assessment, knowledge.framework)) == []
    return result


def test_the_complete_example_agrees_with_the_oracle_on_every_finding(complete: Result) -> None:
    assert differences(complete, judge(complete.assessment, complete.framework)) == []


# Two thousand in all: two hundred each time, the others with "-m volume".
BLOCKS = [pytest.param(block, marks=[pytest.mark.volume] if block >= 2 else []) for block in range(20)]


@pytest.mark.parametrize("block", BLOCKS)
def test_a_hundred_random_assessments_agree_with_the_oracle_in_every_engine(block: int, knowledge: Knowledge) -> None:
    grades: set[str | None] = set()
    for seed in range(block * 100, block * 100 + 100):
        result = check(random_assessment(knowledge.framework, seed), knowledge)
        grades |= {result.findings.grade("factor", name, "floor") for name in result.framework.factors}
    assert len(grades) >= 4, "the random assessments should reach several grades and 'not applicable'"


@pytest.mark.parametrize("month", range(1, 13))
def test_the_day_of_the_assessment_decides_what_has_lapsed(month: int, knowledge: Knowledge) -> None:
    for day in (1, 28, 30):
        if (month, day) != (2, 30):
            assessment = random_assessment(knowledge.framework, month * 31 + day, 80)
            check(assessment.model_copy(update={"as_of": dt.date(2025, month, day)}), knowledge)


def test_both_engines_run_where_the_second_is_installed() -> None:
    names = [engine.name for engine in engines_present()]
    try:
        import durable_rules_engine  # noqa: F401
    except ImportError:
        assert names == ["reference"]
    else:
        assert names == ["reference", "durable"]
