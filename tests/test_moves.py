"""Which findings differ: held against a plain comparison of every value, one by one."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import assessments

from inclead_graph.assess import Result, assess, load_knowledge
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.moves import direction, moves_between
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.inference.rules import PropertyType, Value
from inclead_graph.model.assessment import Assessment

KNOWLEDGE = load_knowledge()
SAMPLES = assessments(KNOWLEDGE.framework)
GRADE = PropertyType("grade", "floor", ("undeveloped", "developing", "achieving"), keep="highest")
VERDICT = PropertyType("verdict", "verdict", ("met", "not met", "unknown"), aim="met")
SIGNAL = PropertyType("truth", "warning", default=False, aim=False)
FLAG = PropertyType("truth", "under way", default=False)


def run(assessment: Assessment) -> Findings:
    return assess(assessment, KNOWLEDGE, [ReferenceEngine()]).findings


def every_value(findings: Findings) -> dict[tuple[str, str, str], frozenset[Value]]:
    return {
        (kind, thing, name): stand
        for (kind, name), by_thing in findings.inference.concluded.items()
        for thing, stand in by_thing.items()
    }


@given(SAMPLES, SAMPLES)
def test_every_finding_that_differs_moves_and_no_other_does(one: Assessment, other: Assessment) -> None:
    before, after = run(one), run(other)
    mine, theirs = every_value(before), every_value(after)
    nothing: frozenset[Value] = frozenset()

    moves = moves_between(before, after)

    expected = {
        key: (mine.get(key, nothing), theirs.get(key, nothing))
        for key in {*mine, *theirs}
        if mine.get(key, nothing) != theirs.get(key, nothing)
    }
    assert {m.key: (frozenset(m.before), frozenset(m.after)) for m in moves} == expected
    assert len(moves) == len(expected)


@given(SAMPLES, SAMPLES)
def test_a_move_back_is_the_same_move_the_other_way(one: Assessment, other: Assessment) -> None:
    before, after = run(one), run(other)
    back = {"up": "down", "down": "up", "": ""}

    there = {m.key: (m.before, m.after, m.direction) for m in moves_between(before, after)}
    again = {m.key: (m.after, m.before, back[m.direction]) for m in moves_between(after, before)}

    assert there == again


def test_moves_come_stratum_by_stratum_in_the_order_of_the_facts(complete: Result) -> None:
    later = complete.assessment.model_copy(update={"as_of": complete.assessment.as_of + dt.timedelta(days=800)})
    after = run(later)
    places = [place for stratum in after.ruleset.strata for place in stratum.concludes]

    moves = moves_between(complete.findings, after)

    ranks = [(places.index((m.kind, m.name)), after.facts.things[m.kind].index(m.thing)) for m in moves]
    assert ranks == sorted(ranks)
    assert len(moves) > 100


def test_nothing_moves_between_a_finding_and_itself(complete: Result) -> None:
    assert moves_between(complete.findings, complete.findings) == ()


@pytest.mark.parametrize(
    ("kind_of", "before", "after", "expected"),
    [
        (GRADE, "undeveloped", "achieving", "up"),
        (GRADE, "achieving", "developing", "down"),
        (GRADE, None, "developing", ""),
        (GRADE, "developing", None, ""),
        (VERDICT, "met", "unknown", "down"),
        (VERDICT, "not met", "met", "up"),
        (VERDICT, "unknown", "not met", ""),
        (SIGNAL, False, True, "down"),
        (SIGNAL, True, False, "up"),
        (FLAG, False, True, ""),
    ],
)
def test_a_direction_is_told_by_rank_or_by_aim(
    kind_of: PropertyType, before: Value | None, after: Value | None, expected: str
) -> None:
    stand = [frozenset[Value]() if value is None else frozenset((value,)) for value in (before, after)]

    assert direction(kind_of, *stand) == expected


@given(st.sampled_from(GRADE.words), st.sampled_from(GRADE.words))
def test_a_rank_above_is_up_and_a_rank_below_is_down(one: str, other: str) -> None:
    ranks = GRADE.words.index(other) - GRADE.words.index(one)

    way = direction(GRADE, frozenset((one,)), frozenset((other,)))

    assert way == ("up" if ranks > 0 else "down" if ranks else "")
