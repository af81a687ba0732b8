"""What holds a finding up, when it lapses and what to ask next, each against running everything again."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import AS_OF, assessments, random_assessment

from inclead_graph.assess import Result, assess, load_knowledge, on_day
from inclead_graph.inference.asking import open_questions
from inclead_graph.inference.engine import Key
from inclead_graph.inference.facts import facts_of
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.forecast import forecast, lapses
from inclead_graph.inference.moves import moves_between
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.inference.robustness import fragility, resilience, withdrawal
from inclead_graph.inference.rules import Value
from inclead_graph.inference.worlds import Worlds
from inclead_graph.model.assessment import Assessment, Evidence, NotApplicable, Withdrawal

KNOWLEDGE = load_knowledge()
FRAMEWORK = KNOWLEDGE.framework
SAMPLES = assessments(FRAMEWORK)
FACTOR = next(iter(FRAMEWORK.factors.values()))
GRADES = FRAMEWORK.words("grade")
JUDGED = ("verdict", "floor", "ceiling", "corroborated", "covered", "applicable", "under_way")


def run(assessment: Assessment) -> Findings:
    return assess(assessment, KNOWLEDGE, [ReferenceEngine()]).findings


def without(assessment: Assessment, names: Iterable[str]) -> Assessment:
    gone = Withdrawal(date=assessment.as_of, reason="Taken back.")
    pieces = (p.model_copy(update={"withdrawn": gone}) if p.id in set(names) else p for p in assessment.evidence)
    return assessment.model_copy(update={"evidence": tuple(pieces)})


def every_value(findings: Findings) -> dict[Key, frozenset[Value]]:
    return {
        (kind, thing, name): stand
        for (kind, name), by_thing in findings.inference.concluded.items()
        for thing, stand in by_thing.items()
    }


def worse(key: Key, before: Findings, after: Findings) -> bool:
    """Whether a grade, verdict or flag is lower; written out, without what the package knows of directions."""
    old, new = before.value(*key), after.value(*key)
    if old is None or new is None or old == new:
        return False
    if key[2] in ("floor", "ceiling"):
        return GRADES.index(str(new)) < GRADES.index(str(old))
    return old in ("met", True) and key[2] != "under_way"


# Many worlds in one run


@settings(max_examples=20)
@given(SAMPLES, st.randoms(use_true_random=False))
def test_many_suppositions_at_once_give_what_each_gives_in_a_full_run(
    assessment: Assessment, draw: random.Random
) -> None:
    findings = run(assessment)
    names = [p.id for p in assessment.evidence]
    sets = [draw.sample(names, draw.randint(0, min(4, len(names)))) for _ in range(5)]
    worlds = Worlds(findings.ruleset, findings.facts)

    found = worlds.infer([withdrawal(findings, chosen) for chosen in sets])

    for chosen, concluded in zip(sets, found, strict=True):
        expected = every_value(run(without(assessment, chosen)))
        reached = {key for name in chosen for key in worlds.reached(("evidence", name, "withdrawn"))}
        merged = {key: stand for key, stand in every_value(findings).items() if key not in reached}
        for (kind, name), values in concluded.items():
            merged |= {(kind, t, name): stand for t, stand in values.items() if (kind, t, name) in reached}
        assert merged == expected


def test_the_withdrawal_of_a_record_changes_its_own_day_of_withdrawal_and_no_other_fact(complete: Result) -> None:
    assessment, facts = complete.assessment, complete.findings.facts
    for piece in assessment.evidence:
        if piece.withdrawn is None:
            expected = facts_of(without(assessment, [piece.id]), FRAMEWORK)
            column = {**facts.columns["evidence", "withdrawn"], piece.id: assessment.as_of}
            assert expected == replace(facts, columns={**facts.columns, ("evidence", "withdrawn"): column})


# Fragility


@settings(max_examples=12)
@given(SAMPLES)
def test_a_finding_is_held_up_by_exactly_the_records_whose_withdrawal_alone_moves_it_and_not_up(
    assessment: Assessment,
) -> None:
    findings = run(assessment)
    expected: dict[Key, dict[str, tuple[Value, ...]]] = {}
    for piece in assessment.evidence:
        after = run(without(assessment, [piece.id]))
        for move in moves_between(findings, after):
            if move.name in JUDGED and move.kind != "evidence" and not worse(move.key, after, findings):
                expected.setdefault(move.key, {})[piece.id] = move.after

    found = {
        key: {fall.evidence: fall.after for fall in falls}
        for key, falls in fragility(findings).items()
        if key[2] in JUDGED
    }

    assert found == expected


# Resilience


@cache
def small(seed: int, refuting: bool) -> Assessment:
    """Seven records on one factor, so that all subsets can be tried."""
    draw = random.Random(seed)
    base = random_assessment(FRAMEWORK, seed, 0)
    pieces = tuple(
        Evidence(
            id=f"E{n}",
            title="A record",
            criteria=tuple(draw.sample(FACTOR.criteria, draw.choice((1, 1, 2, 3)))),
            claim="refutes" if refuting and draw.random() < 0.2 else "supports",
            status=draw.choice(("in place", "effective", "under way")),
            kind="testimony",
            voice=draw.choice(("board", "carer", "service user")),
            date=AS_OF,
            source="Minutes",
            locator="p. 1",
            characteristics=FRAMEWORK.words("characteristic"),
        )
        for n in range(7)
    )
    return base.model_copy(update={"evidence": pieces, "not_applicable": ()})


def smallest_lowering(assessment: Assessment, keys: Iterable[Key]) -> dict[Key, int]:
    """Try every subset of records of one claim, smaller ones first."""
    before = run(assessment)
    found: dict[Key, int] = {}
    for claim in ("supports", "refutes"):
        names = [p.id for p in assessment.evidence if p.claim == claim]
        for size in range(1, len(names) + 1):
            for chosen in combinations(names, size):
                after = run(without(assessment, chosen))
                for key in keys:
                    if worse(key, before, after):
                        found[key] = min(found.get(key, size), size)
    return found


def of_the_factor() -> list[Key]:
    bounds = [("factor", FACTOR.id, bound) for bound in ("floor", "ceiling")]
    return [*(("criterion", c, "verdict") for c in FACTOR.criteria), *bounds, ("stage", FACTOR.stage, "floor")]


@pytest.mark.parametrize("refuting", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_the_number_of_independent_supports_is_that_found_by_trying_every_subset(seed: int, refuting: bool) -> None:
    assessment = small(seed, refuting)
    findings = run(assessment)
    keys = of_the_factor()
    expected = smallest_lowering(assessment, keys)

    found = resilience(findings, keys, limit=8)

    for key in keys:
        one = found[key]
        assert one.exact, key
        assert one.at_least == expected.get(key), key
        if one.together:
            assert len(one.together) == one.at_least
            assert worse(key, findings, run(without(assessment, one.together)))


def test_more_supports_than_are_tried_are_said_to_be_more() -> None:
    criterion = FACTOR.criteria[0]
    pieces = tuple(
        p.model_copy(update={"criteria": (criterion,), "claim": "supports", "status": "in place"})
        for p in small(1, False).evidence
    )
    findings = run(small(1, False).model_copy(update={"evidence": pieces, "moderation": ()}))
    key = ("criterion", criterion, "verdict")

    found = resilience(findings, [key], limit=3)[key]

    assert (found.at_least, found.together, found.exact) == (4, (), False)
    assert resilience(findings, [key], limit=8)[key].at_least == 7


def test_the_example_s_fragile_findings_have_one_support_and_the_others_more(complete: Result) -> None:
    findings = complete.findings
    keys = [(kind, thing, "floor") for kind in ("factor",) for thing in findings.facts.things[kind]]
    alone = {key for key, falls in fragility(findings).items() if any(fall.direction == "down" for fall in falls)}

    found = resilience(findings, keys)

    assert {key for key in keys if found[key].at_least == 1} == alone & set(keys)
    assert sum(1 for key in keys if (found[key].at_least or 0) > 1) >= 8


# Forecast


def test_the_forecast_of_each_day_is_what_an_assessment_as_of_that_day_finds(complete: Result) -> None:
    assessment = complete.assessment
    until = assessment.as_of + dt.timedelta(days=200)
    days = {day.day: day for day in forecast(complete.findings, until)}
    before = complete.findings
    seen = 0
    for number in range(1, 201):
        day = assessment.as_of + dt.timedelta(days=number)
        after = run(on_day(assessment, day))
        expected = {m.key: (m.before, m.after) for m in moves_between(before, after) if m.kind != "evidence"}
        found = {due.move.key: (due.move.before, due.move.after) for due in days[day].due} if day in days else {}
        assert found == expected, day
        seen += bool(expected)
        before = after
    assert seen == len(days) > 5


def test_each_thing_that_falls_names_records_that_count_up_to_the_day_before_and_lie_under_it(
    complete: Result,
) -> None:
    for day in forecast(complete.findings, complete.assessment.as_of + dt.timedelta(days=200)):
        before = run(on_day(complete.assessment, day.day - dt.timedelta(days=1)))
        for due in day.due:
            assert due.because_of, due.move
            for kind, name in due.because_of:
                assert kind == "evidence"
                if due.move.direction == "down":
                    assert before.value("evidence", name, "accepted") is True
                    assert name in {
                        piece
                        for factor in FRAMEWORK.factors.values()
                        for criterion in factor.criteria
                        for piece in before.facts.related["criterion", "evidence"][criterion]
                    }


def test_a_finding_lapses_on_the_first_day_on_which_it_is_worse(complete: Result) -> None:
    findings = complete.findings
    days = tuple(forecast(findings))
    found = lapses(findings, days)
    key = ("stage", "OF", "floor")
    day = found[key][0]

    assert run(on_day(complete.assessment, day - dt.timedelta(days=1))).value(*key) == findings.value(*key)
    assert worse(key, findings, run(on_day(complete.assessment, day)))


def test_nothing_lapses_where_nothing_has_a_date_to_come() -> None:
    findings = run(random_assessment(FRAMEWORK, 3, 0).model_copy(update={"moderation": ()}))

    assert list(forecast(findings)) == []


# The next best question


def ranges(findings: Findings) -> dict[tuple[str, str], int]:
    found = {}
    for kind in ("factor", "stage", "organisation"):
        for thing in findings.facts.things[kind]:
            floor, ceiling = (findings.grade(kind, thing, bound) for bound in ("floor", "ceiling"))
            if floor and ceiling:
                found[kind, thing] = GRADES.index(ceiling) - GRADES.index(floor)
    return found


def answered(assessment: Assessment, criterion: str, *, well: bool) -> Assessment:
    """Add what settles a criterion: support of the best sort in two voices, or a refutation."""
    common = {"title": "Found out", "criteria": (criterion,), "kind": "testimony", "date": assessment.as_of}
    common |= {"source": "Visit", "locator": "p. 1", "characteristics": FRAMEWORK.words("characteristic")}
    made = [
        Evidence.model_validate({**common, "id": f"X{n}", "claim": "supports", "status": "effective", "voice": voice})
        for n, voice in enumerate(("board", "service user"))
    ]
    if not well:
        made = [Evidence.model_validate({**common, "id": "X", "claim": "refutes", "voice": "board"})]
    return assessment.model_copy(update={"evidence": (*assessment.evidence, *made)})


def test_the_order_of_questions_is_by_how_many_ranges_narrow_either_way_when_all_is_run_again(
    complete: Result,
) -> None:
    before = ranges(complete.findings)
    expected = {}
    for criterion in FRAMEWORK.criteria:
        if complete.findings.value("criterion", criterion, "verdict") == "unknown":
            both = []
            for well in (True, False):
                after = ranges(run(answered(complete.assessment, criterion, well=well)))
                both.append({thing: before[thing] - width for thing, width in after.items() if width < before[thing]})
            expected[criterion] = both

    found = open_questions(complete.findings)

    assert {q.criterion for q in found} == set(expected)
    for question in found:
        well, badly = expected[question.criterion]
        assert set(question.well.narrowed) == set(well), question.criterion
        assert set(question.badly.narrowed) == set(badly), question.criterion
        assert (question.well.grades, question.badly.grades) == (sum(well.values()), sum(badly.values()))
    worth = [(min(map(len, expected[q.criterion])), sum(map(len, expected[q.criterion]))) for q in found]
    assert worth == sorted(worth, reverse=True)
    assert worth[0][0] > 0


def test_where_nothing_is_unknown_there_is_no_question() -> None:
    absent = tuple(NotApplicable(criterion=c, reason="Does not apply here.") for c in FRAMEWORK.criteria)
    findings = run(random_assessment(FRAMEWORK, 5, 0).model_copy(update={"not_applicable": absent}))

    assert open_questions(findings) == ()
