"""What must hold of every assessment, whatever is in it."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import AS_OF, ORGANISATION, assessments, random_assessment

from inclead_graph.assess import Result, assess, load_knowledge
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.model.assessment import Assessment, Evidence, Moderation
from inclead_graph.reports.json_report import document

KNOWLEDGE = load_knowledge()
RANKS = {grade: rank for rank, grade in enumerate(KNOWLEDGE.framework.words("grade"))}
SAMPLES = assessments(KNOWLEDGE.framework)
STAGE = next(iter(KNOWLEDGE.framework.stages.values()))
CRITERIA = [c for name in STAGE.factors for c in KNOWLEDGE.framework.factors[name].criteria]


def run(assessment: Assessment) -> Result:
    return assess(assessment, KNOWLEDGE, [ReferenceEngine()])


def written(result: Result) -> str:
    """The result as JSON; that the five answers keep to no order either is in test_five_questions."""
    return document(result, answers=False).model_dump_json()


def floors(result: Result) -> dict[str, int]:
    found = {f"factor {n}": result.findings.grade("factor", n, "floor") for n in result.framework.factors}
    found |= {f"stage {n}": result.findings.grade("stage", n, "floor") for n in result.framework.stages}
    return {name: -1 if grade is None else RANKS[grade] for name, grade in found.items()}


def ceilings(result: Result) -> dict[str, int]:
    found = {f"factor {n}": result.findings.grade("factor", n, "ceiling") for n in result.framework.factors}
    found |= {f"stage {n}": result.findings.grade("stage", n, "ceiling") for n in result.framework.stages}
    return {name: -1 if grade is None else RANKS[grade] for name, grade in found.items()}


def support(criterion: str, number: int) -> Evidence:
    """The best support there is: effective, today, from a service user, for every group."""
    return Evidence(
        id=f"X{number:03}",
        title="Good support",
        criteria=(criterion,),
        claim="supports",
        status="effective",
        kind="testimony",
        voice="service user",
        date=AS_OF,
        source="Letter",
        locator="p. 1",
        characteristics=KNOWLEDGE.framework.words("characteristic"),
    )


@given(SAMPLES, st.randoms(use_true_random=False))
def test_order_of_evidence_never_matters(assessment: Assessment, draw: random.Random) -> None:
    shuffled = list(assessment.evidence)
    draw.shuffle(shuffled)

    again = assessment.model_copy(update={"evidence": tuple(shuffled)})

    assert written(run(assessment)) == written(run(again))


@given(SAMPLES)
def test_the_floor_is_never_above_the_ceiling(assessment: Assessment) -> None:
    result = run(assessment)
    high = ceilings(result)

    assert all(low <= high[name] for name, low in floors(result).items())


@given(SAMPLES, st.sampled_from(CRITERIA))
def test_support_for_a_criterion_that_nobody_refutes_never_lowers_a_floor(assessment: Assessment, name: str) -> None:
    kept = tuple(p for p in assessment.evidence if not (p.claim == "refutes" and name in p.criteria))
    before = assessment.model_copy(update={"evidence": kept})
    after = assessment.model_copy(update={"evidence": (*kept, support(name, 0))})

    low, high = floors(run(before)), floors(run(after))

    assert all(high[thing] >= grade for thing, grade in low.items())


@given(SAMPLES)
def test_making_the_unknown_and_contested_good_reaches_the_ceiling_exactly(assessment: Assessment) -> None:
    result = run(assessment)
    verdicts = {c: result.findings.value("criterion", c, "verdict") for c in KNOWLEDGE.framework.criteria}
    undecided = [c for c, verdict in verdicts.items() if verdict in ("unknown", "contested")]
    kept = [
        piece.model_copy(update={"criteria": left})
        for piece in assessment.evidence
        if (left := tuple(c for c in piece.criteria if c not in undecided or piece.claim == "supports"))
    ]
    added = [support(criterion, number) for number, criterion in enumerate(undecided)]

    good = run(assessment.model_copy(update={"evidence": (*kept, *added)}))

    assert floors(good) == ceilings(result)


@given(SAMPLES)
def test_withdrawing_evidence_that_is_in_no_proof_changes_no_grade(assessment: Assessment) -> None:
    result = run(assessment)
    used = {
        piece
        for kind, thing, name in result.findings.inference.proven()
        if kind != "evidence"
        for piece in result.findings.evidence_under(kind, thing, name)
    }

    kept = tuple(p for p in assessment.evidence if p.id in used)
    without = run(assessment.model_copy(update={"evidence": kept}))

    assert floors(without) == floors(result)
    assert ceilings(without) == ceilings(result)


@given(SAMPLES)
def test_no_evidence_is_never_shown_as_not_done(assessment: Assessment) -> None:
    result = run(assessment)
    refuted = {c for p in assessment.evidence if p.claim == "refutes" for c in p.criteria}

    for criterion in result.framework.criteria:
        if criterion not in refuted:
            assert result.findings.value("criterion", criterion, "verdict") != "not met"


@given(SAMPLES)
def test_every_piece_of_evidence_is_accepted_or_set_aside_with_a_reason(assessment: Assessment) -> None:
    findings = run(assessment).findings

    for piece in assessment.evidence:
        accepted = findings.value("evidence", piece.id, "accepted")
        assert accepted is not bool(findings.values("evidence", piece.id, "set_aside"))


@pytest.mark.parametrize("shuffles", [60, pytest.param(500, marks=pytest.mark.volume)])
def test_shuffles_of_the_example_give_byte_identical_json(shuffles: int, complete: Result) -> None:
    expected = written(assess(complete.assessment, KNOWLEDGE, [ReferenceEngine()]))
    draw = random.Random(500)
    for _ in range(shuffles):
        pieces = [
            p.model_copy(
                update={
                    "criteria": tuple(draw.sample(p.criteria, len(p.criteria))),
                    "characteristics": tuple(draw.sample(p.characteristics, len(p.characteristics))),
                }
            )
            for p in complete.assessment.evidence
        ]
        draw.shuffle(pieces)
        decisions = draw.sample(complete.assessment.moderation, len(complete.assessment.moderation))
        update = {"evidence": tuple(pieces), "moderation": tuple(decisions)}
        assert written(run(complete.assessment.model_copy(update=update))) == expected


def test_of_two_decisions_on_one_criterion_the_latest_by_the_day_stands() -> None:
    def decided(*dated: tuple[int, str]) -> object:
        moderation = tuple(
            Moderation(
                criterion="BR1.A1", holds=side, reason="Yes.", decided_by="Panel", date=AS_OF + dt.timedelta(days=days)
            )
            for days, side in dated
        )
        against = support("BR1.A1", 1).model_copy(update={"claim": "refutes"})
        both = (support("BR1.A1", 0), against)
        return run(
            Assessment(organisation=ORGANISATION, as_of=AS_OF, evidence=both, moderation=moderation)
        ).findings.value("criterion", "BR1.A1", "verdict")

    assert decided((-9, "supports"), (-1, "refutes"), (1, "supports")) == "not met"
    assert decided((1, "supports"), (-1, "refutes"), (-9, "supports")) == "not met"
    assert decided((1, "supports")) == "contested"


def test_an_assessment_before_any_rule_was_in_force_is_refused() -> None:
    from inclead_graph.errors import RulebookError

    early = random_assessment(KNOWLEDGE.framework, 1).model_copy(update={"as_of": dt.date(2011, 1, 1)})
    with pytest.raises(RulebookError, match="no rule is in force on 2011-01-01; the first is from 2012-03-01"):
        assess(early, KNOWLEDGE)
