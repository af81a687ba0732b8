"""Laws, the matrix, signals, gaps and gradings, by cases worked by hand from docs/maturity-model.md, 3.7 to 3.10.

Each case is judged twice: by the oracle, and by the product. Then both judge many random assessments.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from conftest import COMPLETE, ROOT
from oracle_beyond import SIDES, Beyond, bearing_on_it_or_a_part, concerns_in, judge_beyond, laws_in
from samples import varied_assessment

from inclead_graph.assess import Result, assess, engines_present, load_knowledge
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.model.assessment import (
    Assessment,
    Dissent,
    Evidence,
    Grading,
    GradingDecision,
    Moderation,
    NotApplicable,
    Organisation,
    Withdrawal,
)
from inclead_graph.workspace import read_workspace

KNOWLEDGE = load_knowledge()
FRAMEWORK = KNOWLEDGE.framework
LAWS = laws_in(ROOT / "ontology")
CONCERNS = concerns_in(ROOT / "ontology", FRAMEWORK)
AS_OF = dt.date(2025, 3, 31)
NINE = (
    "age", "disability", "gender reassignment", "marriage and civil partnership", "pregnancy and maternity", "race",
    "religion or belief", "sex", "sexual orientation",
)  # fmt: skip
BOTH = "both"
OPEN = "open"

Judge = Callable[..., Beyond]


# Two judges


def by_the_oracle(assessment: Assessment) -> Beyond:
    return judge_beyond(assessment, FRAMEWORK, LAWS, CONCERNS)


def as_found(result: Result) -> Beyond:
    """What the product found, in the oracle's terms."""
    findings, facts = result.findings, result.findings.facts

    def words(kind: str, name: str) -> dict[str, str]:
        found = {thing: findings.value(kind, thing, name) for thing in facts.things[kind]}
        return {thing: str(value) for thing, value in found.items() if value is not None}

    def true(kind: str, name: str) -> frozenset[str]:
        return frozenset(thing for thing in facts.things[kind] if findings.value(kind, thing, name) is True)

    graded = {kind for kind, name in findings.ruleset.types if name == "rival"}
    states, cells = words("driver", "state"), words("matrix_cell", "state")
    assert set(states) == true("driver", "applies"), "a driver has a state where it applies, and only there"
    return Beyond(
        drivers=states,
        cells={tuple(cell.split("/")): cells.get(cell) for cell in facts.things["matrix_cell"]},  # type: ignore[misc]
        signals=words("signal", "state"),
        gaps={c: frozenset(map(str, findings.values("criterion", c, "gap"))) for c in facts.things["criterion"]},
        standing=true("grading", "stands"),
        rival=frozenset().union(*(true(kind, "rival") for kind in graded)),
        decided={thing: grade for kind in graded for thing, grade in words(kind, "settled").items()},
    )


def differences(found: Beyond, expected: Beyond) -> list[str]:
    """Every finding on which the product and the oracle differ."""
    different = []
    for field in dataclasses.fields(Beyond):
        got, wanted = getattr(found, field.name), getattr(expected, field.name)
        if isinstance(wanted, frozenset):
            different += [f"{field.name}: {thing}" for thing in got ^ wanted]
        else:
            things = sorted({*got, *wanted}, key=str)
            pairs = [(thing, got.get(thing), wanted.get(thing)) for thing in things]
            different += [f"{field.name} {t}: product {g}, oracle {w}" for t, g, w in pairs if g != w]
    return different


@pytest.fixture(params=["oracle", "product"])
def judged(request: pytest.FixtureRequest) -> Judge:
    def judge(*evidence: Evidence, **how: Any) -> Beyond:
        assessment = assessed(evidence, **how)
        if request.param == "oracle":
            return by_the_oracle(assessment)
        return as_found(assess(assessment, KNOWLEDGE, [ReferenceEngine()]))

    return judge


# What is handed over


def assessed(
    evidence: Sequence[Evidence],
    *,
    kind: str = "nhs trust",
    as_of: dt.date = AS_OF,
    without: Iterable[str] = (),
    moderation: Sequence[Moderation] = (),
    gradings: Sequence[Grading] = (),
    decisions: Sequence[GradingDecision] = (),
) -> Assessment:
    return Assessment(
        organisation=Organisation(name="A body", kind=kind),
        as_of=as_of,
        not_applicable=tuple(NotApplicable(criterion=c, reason="Not here.") for c in without),
        moderation=tuple(moderation),
        gradings=tuple(gradings),
        grading_decisions=tuple(decisions),
        evidence=tuple(piece.model_copy(update={"id": f"E{n}"}) for n, piece in enumerate(evidence)),
    )


def yes(criterion: str, *groups: str, **changes: Any) -> Evidence:
    """Support that is accepted on every day here, does not lapse, shows it in place, and is management's own word."""
    fields: dict[str, Any] = {
        "id": "E", "title": "A record", "criteria": (criterion,), "claim": "supports", "status": "in place",
        "kind": "observation", "voice": "management", "date": dt.date(2012, 1, 15), "source": f"Source of {criterion}",
        "locator": "page 3", "characteristics": groups,
    }  # fmt: skip
    return Evidence(**(fields | changes))


def no(criterion: str, *groups: str, **changes: Any) -> Evidence:
    return yes(criterion, *groups, claim="refutes", status=None, **changes)


def saying(criterion: str, word: str) -> list[Evidence]:
    """Records that give a criterion this verdict: met, not met, both (contested) or open (unknown)."""
    return {
        "met": [yes(criterion)],
        "not met": [no(criterion)],
        BOTH: [yes(criterion), no(criterion)],
        OPEN: [],
    }[word]


def all_saying(criteria: Iterable[str], word: str) -> list[Evidence]:
    return [piece for criterion in criteria for piece in saying(criterion, word)]


def in_stage(stage: str, role: str = "") -> list[str]:
    return [c.id for c in FRAMEWORK.criteria.values() if c.id.startswith(stage) and role in c.role]


def decision(criterion: str, holds: str, day: dt.date = AS_OF) -> Moderation:
    return Moderation(criterion=criterion, holds=holds, reason="We asked.", decided_by="The panel", date=day)


# The law that both rest on


def test_the_law_as_read_from_the_files_is_the_law_that_the_framework_has() -> None:
    """Every driver, with its whole, days, bodies and characteristics, and the criteria on it and on its parts."""

    assert set(LAWS) == set(FRAMEWORK.drivers)
    assert len(LAWS) > 50
    for name, driver in FRAMEWORK.drivers.items():
        law = LAWS[name]
        assert (law.whole or "", law.begins, law.ends) == (driver.part_of, driver.starts, driver.ends)
        assert law.bodies == driver.binds
        assert law.characteristics == set(driver.characteristics)
        assert law.links == set(driver.criteria)
        assert bearing_on_it_or_a_part(law, LAWS) == set(FRAMEWORK.bearing[name])


def test_a_sample_of_the_law_is_as_somebody_reads_it_in_the_files() -> None:
    assert LAWS["psed-a"].links == {"OF3.O1", "OF5.O2", "SR2.O2", "SR2.O3", "SR3.O3"}
    assert LAWS["psed-a"].characteristics == set(NINE)
    assert LAWS["psed-b"].characteristics == LAWS["psed-c"].characteristics == set(NINE) - {NINE[3]}
    assert [LAWS[name].whole for name in ("psed-a", "psed", "equality-act-2010")] == ["psed", "equality-act-2010", None]
    assert LAWS["big-society"].links == {"BR6.F2", "OF5.O5", "BS6.A2"}
    assert (LAWS["big-society"].begins, LAWS["big-society"].ends) == (dt.date(2010, 5, 18), dt.date(2015, 5, 7))
    assert LAWS["ccg-inequalities"].bodies == {"clinical commissioning group"}
    assert (LAWS["socio-economic-duty"].begins, LAWS["socio-economic-duty"].ends) == (None, None)


def test_the_two_sides_of_a_pattern_are_together_what_the_signal_concerns() -> None:
    for name, (one, other) in SIDES.items():
        assert sorted((*one, *other)) == sorted(CONCERNS[name])


# 3.7 Laws and policies


@pytest.mark.parametrize(
    ("driver", "kind", "day", "does"),
    [
        ("specific-duties-2011", "nhs trust", dt.date(2017, 3, 30), True),
        ("specific-duties-2011", "nhs trust", dt.date(2017, 3, 31), False),
        ("specific-duties-2017", "nhs trust", dt.date(2017, 3, 30), False),
        ("specific-duties-2017", "nhs trust", dt.date(2017, 3, 31), True),
        ("ccg-inequalities", "clinical commissioning group", dt.date(2013, 3, 31), False),
        ("ccg-inequalities", "clinical commissioning group", dt.date(2013, 4, 1), True),
        ("ccg-inequalities", "clinical commissioning group", dt.date(2022, 6, 30), True),
        ("ccg-inequalities", "clinical commissioning group", dt.date(2022, 7, 1), False),
        ("ccg-inequalities", "nhs trust", dt.date(2014, 6, 1), False),
        ("icb-inequalities", "integrated care board", dt.date(2022, 6, 30), False),
        ("icb-inequalities", "integrated care board", dt.date(2022, 7, 1), True),
        ("eds-2011", "nhs trust", dt.date(2013, 11, 3), True),
        ("eds2-2013", "nhs trust", dt.date(2013, 11, 3), False),
        ("eds2-2013", "nhs trust", dt.date(2013, 11, 4), True),
        ("eds-2022", "nhs trust", dt.date(2022, 8, 1), True),
        ("psed", "nhs trust", dt.date(2012, 6, 1), True),
        ("psed", "regulator", dt.date(2012, 6, 1), True),
        ("psed", "independent provider", dt.date(2012, 6, 1), False),
        ("psed", "other", dt.date(2012, 6, 1), False),
        ("race-relations-amendment-act-2000", "nhs trust", dt.date(2012, 6, 1), False),
        ("socio-economic-duty", "local authority", dt.date(2024, 6, 1), False),
        ("for-women-scotland", "nhs trust", dt.date(2025, 4, 15), False),
        ("for-women-scotland", "nhs trust", dt.date(2025, 4, 16), True),
    ],
)
def test_a_driver_applies_to_whom_it_binds_on_the_days_on_which_it_was_in_force(
    judged: Judge, driver: str, kind: str, day: dt.date, does: bool
) -> None:
    """Both ends are counted; where the beginning is not known it does not apply."""
    assert (driver in judged(kind=kind, as_of=day).drivers) is does


BIG_SOCIETY = ("BR6.F2", "OF5.O5", "BS6.A2")


@pytest.mark.parametrize(
    ("words", "without", "state"),
    [
        (("not met", "met", "met"), (), "exposed"),
        (("met", BOTH, "not met"), (), "exposed"),
        ((OPEN, OPEN, "not met"), (), "exposed"),
        (("met", BOTH, OPEN), (), "contested"),
        ((BOTH, "met", "met"), (), "contested"),
        (("met", "met", OPEN), (), "not shown"),
        ((OPEN, OPEN, OPEN), (), "not shown"),
        (("met", "met", "met"), (), "evidenced"),
        (("met", "not met", BOTH), ("OF5.O5", "BS6.A2"), "evidenced"),
        (("not met", "met", "met"), ("BR6.F2",), "evidenced"),
        ((OPEN, "met", "met"), ("BR6.F2",), "evidenced"),
        (("not met", "met", "met"), BIG_SOCIETY, "not examined"),
        ((OPEN, OPEN, OPEN), BIG_SOCIETY, "not examined"),
    ],
)
def test_the_state_of_a_driver_is_that_of_the_table(
    judged: Judge, words: Sequence[str], without: Sequence[str], state: str
) -> None:
    evidence = [piece for c, word in zip(BIG_SOCIETY, words, strict=True) for piece in saying(c, word)]
    as_of = dt.date(2014, 6, 1)
    assert judged(*evidence, without=without, as_of=as_of).drivers["big-society"] == state


def test_a_decision_on_what_is_contested_decides_the_driver_too(judged: Judge) -> None:
    evidence = [*all_saying(BIG_SOCIETY[:2], "met"), *saying("BS6.A2", BOTH)]
    as_of = dt.date(2014, 6, 1)

    def state(*moderation: Moderation) -> str:
        return judged(*evidence, as_of=as_of, moderation=moderation).drivers["big-society"]

    assert state(decision("BS6.A2", "supports", as_of)) == "evidenced"
    assert state(decision("BS6.A2", "refutes", as_of)) == "exposed"
    assert state(decision("BS6.A2", "refutes", dt.date(2014, 6, 2))) == "contested"


def test_a_driver_to_which_nothing_is_linked_is_not_examined(judged: Judge) -> None:
    assert judged(*all_saying(FRAMEWORK.criteria, "met")).drivers["wres"] == "not examined"


def test_what_bears_on_a_part_bears_on_the_whole_and_not_the_other_way_round(judged: Judge) -> None:
    on_an_aim, on_the_duty = judged(no("OF3.O1")).drivers, judged(no("BR1.O3")).drivers

    names = ("psed-a", "psed-b", "psed-c", "psed", "equality-act-2010")
    assert [on_an_aim[name] for name in names] == ["exposed", "not shown", "not shown", "exposed", "exposed"]
    assert [on_the_duty[name] for name in names] == ["not shown", "not shown", "not shown", "exposed", "exposed"]


# 3.7 The matrix of the equality duty


def cells_that_say(judge: Beyond, state: str) -> set[tuple[str, str]]:
    return {cell for cell, word in judge.cells.items() if word == state}


def test_the_matrix_has_nine_cells_for_the_first_aim_and_eight_for_the_others(judged: Judge) -> None:
    cells = judged().cells

    eight = [group for group in NINE if group != "marriage and civil partnership"]
    assert set(cells) == {("psed-a", g) for g in NINE} | {(aim, g) for aim in ("psed-b", "psed-c") for g in eight}
    assert set(cells.values()) == {"not shown"}


def test_a_cell_whose_aim_does_not_apply_has_no_state(judged: Judge) -> None:
    evidence = [no("OF3.O1", *NINE), yes("SR3.A1", *NINE)]

    assert set(judged(*evidence, kind="independent provider").cells.values()) == {None}


PLANNED = {"status": "planned"}


@pytest.mark.parametrize(
    ("evidence", "state"),
    [
        ([], "not shown"),
        ([yes("OF3.O1")], "not shown"),
        ([no("OF3.O1")], "not shown"),
        ([yes("OF3.O1", "age")], "not shown"),
        ([yes("OF3.O1", "race", locator=None)], "not shown"),
        ([yes("OF3.O1", "race", **PLANNED)], "not shown"),
        ([yes("OF3.O1", "race", status="under way")], "not shown"),
        ([yes("OF3.O1", "race")], "evidenced"),
        ([yes("OF3.O1", "race", status="effective")], "evidenced"),
        ([yes("OF3.O1", "age", "race")], "evidenced"),
        ([yes("OF3.O1", "race"), no("OF3.O1", "age")], "evidenced"),
        ([yes("OF3.O1", "race"), no("OF3.O1")], "evidenced"),
        ([yes("OF3.O1", "race"), no("OF3.O1", "race", locator=None)], "evidenced"),
        ([no("OF3.O1", "race")], "exposed"),
        ([no("OF3.O1", "race"), yes("OF3.O1", "race", **PLANNED)], "exposed"),
        ([no("OF3.O1", "race"), yes("OF3.O1", "age")], "exposed"),
        ([no("OF3.O1", "race"), yes("SR2.O2", "race")], "exposed"),
        ([no("OF3.O1", "race"), yes("SR2.O2", "race"), no("SR2.O2", "race")], "exposed"),
        ([no("OF3.O1", "race"), yes("OF3.O1", "race")], "contested"),
        ([no("OF3.O1", "race"), yes("OF3.O1", "race"), yes("SR2.O2", "race")], "contested"),
    ],
)
def test_the_state_of_a_cell_is_that_of_the_table(judged: Judge, evidence: Sequence[Evidence], state: str) -> None:
    """What is only planned for a group is no more shown than what nobody speaks of."""
    assert judged(*evidence).cells["psed-a", "race"] == state


def test_a_decision_does_not_take_what_was_said_out_of_a_cell(judged: Judge) -> None:
    evidence = [no("OF3.O1", "race"), yes("OF3.O1", "race")]

    assert judged(*evidence, moderation=[decision("OF3.O1", "supports")]).cells["psed-a", "race"] == "contested"


@pytest.mark.parametrize(
    ("criterion", "aims"),
    [
        ("OF3.O1", {"psed-a"}),  # linked to aim a
        ("SR3.O3", {"psed-a"}),  # to aim a, and to the Act, of which the duty is a part
        ("OF5.O2", {"psed-a", "psed-c"}),  # to two aims
        ("SR3.A1", {"psed-a", "psed-b", "psed-c"}),  # to the whole duty, and must hold for each group
        ("BR1.O3", set()),  # to the whole duty, and need not hold for each group
        ("OF2.O1", {"psed-a", "psed-b", "psed-c"}),  # to the whole duty and to aim b, by group
        ("CR5.A2", {"psed-b"}),  # to aim b alone, by group
        ("BS11.A5", {"psed-b"}),
        ("BS12.A1", {"psed-b"}),
        ("BR4.A2", set()),  # to nothing
    ],
)
def test_what_bears_on_a_cell_bears_on_its_aim_or_by_group_on_the_whole_duty(
    judged: Judge, criterion: str, aims: set[str]
) -> None:
    """What is linked to one aim alone does not speak of the others, although the aims are parts of one duty."""
    against, shown = judged(no(criterion, "race")), judged(yes(criterion, "race"))

    assert cells_that_say(against, "exposed") == cells_that_say(shown, "evidenced") == {(aim, "race") for aim in aims}


# 3.8 Signals


def ahead_and_behind(signal: str) -> tuple[list[str], list[str]]:
    names = {
        "strategy-not-landing": ("BR", "OF"),
        "individual-without-organisation": ("CR4", "CR5"),
        "organisation-without-individual": ("CR5", "CR4"),
    }[signal]
    return in_stage(names[0]), in_stage(names[1])


@pytest.mark.parametrize(
    "signal", ["strategy-not-landing", "individual-without-organisation", "organisation-without-individual"]
)
@pytest.mark.parametrize(
    ("one", "other", "state"),
    [
        ("met", "not met", "raised"),  # floor achieving, ceiling undeveloped
        ("met", "actions", "raised"),  # ceiling developing
        ("met", OPEN, "cannot tell"),
        ("met", BOTH, "cannot tell"),
        (OPEN, "not met", "cannot tell"),
        (OPEN, OPEN, "cannot tell"),
        (BOTH, "actions", "cannot tell"),
        ("met", "met", "clear"),
        (OPEN, "met", "clear"),
        ("not met", "not met", "clear"),
        ("not met", OPEN, "clear"),
        ("actions", OPEN, "clear"),
        ("met", "gone", "clear"),
        ("gone", "not met", "clear"),
        ("gone", OPEN, "clear"),
    ],
)
def test_one_is_far_on_and_the_other_is_not(judged: Judge, signal: str, one: str, other: str, state: str) -> None:
    """``actions``: every action met and every outcome refuted, which is developing; ``gone``: nothing of it applies."""
    evidence, without = [], []
    for criteria, word in zip(ahead_and_behind(signal), (one, other), strict=True):
        if word == "gone":
            without += criteria
        for name in criteria:
            plain = {"actions": "not met" if FRAMEWORK.criteria[name].role == "outcome" else "met", "gone": OPEN}
            evidence += saying(name, plain.get(word, word))
    assert judged(*evidence, without=without).signals[signal] == state


@pytest.mark.parametrize(
    ("signal", "kind", "inside"),
    [("policy-without-behaviour", "policy", "SR2.A1"), ("appraisal-by-attendance", "training record", "OF5.A1")],
)
def test_all_accepted_support_is_of_one_kind(judged: Judge, signal: str, kind: str, inside: str) -> None:
    def state(*evidence: Evidence) -> str:
        return judged(*evidence).signals[signal]

    of_it = {"kind": kind, "date": dt.date(2025, 1, 1)}
    assert state() == "cannot tell"
    assert state(yes(inside, **of_it)) == "raised"
    assert state(yes(inside, **of_it), yes(inside, **of_it, **PLANNED)) == "raised"
    assert state(yes(inside, **of_it, **PLANNED)) == "raised"
    assert state(yes(inside, **of_it), yes(inside)) == "clear"
    assert state(yes(inside, **of_it), yes(inside, **PLANNED)) == "clear"
    assert state(yes(inside)) == "clear"
    assert state(yes(inside, **of_it), no(inside)) == "raised"
    assert state(yes(inside, **of_it), yes(inside, locator=None)) == "raised"
    assert state(yes(inside, **of_it), yes("BR1.A1")) == "raised"
    assert state(no(inside)) == "cannot tell"
    assert state(yes(inside, **of_it, locator=None)) == "cannot tell"
    assert state(yes("BR1.A1", **of_it)) == "cannot tell"


def test_support_of_one_kind_is_looked_for_in_the_whole_staff_room_and_in_appraisal(judged: Judge) -> None:
    policies = [yes(c, kind="policy", date=AS_OF) for c in ("SR1.A1", "SR2.O1", "SR3.F1", "SR4.O1")]
    assert judged(*policies).signals["policy-without-behaviour"] == "raised"
    assert judged(*policies, yes("SR4.A1")).signals["policy-without-behaviour"] == "clear"
    courses = [yes(c, kind="training record") for c in ("OF5.A2", "OF5.O5")]
    assert judged(*courses).signals["appraisal-by-attendance"] == "raised"
    assert judged(*courses, yes("OF4.A1")).signals["appraisal-by-attendance"] == "raised"


@pytest.mark.parametrize("others", [[], [yes("OF5.A1")], [yes("OF5.O1"), yes("OF5.A1", kind="training record")]])
def test_appraisal_is_by_attendance_when_that_more_is_appraised_is_not_met(
    judged: Judge, others: list[Evidence]
) -> None:
    assert judged(no("OF5.F1"), *others).signals["appraisal-by-attendance"] == "raised"
    decided = judged(*saying("OF5.F1", BOTH), *others, moderation=[decision("OF5.F1", "refutes")])
    assert decided.signals["appraisal-by-attendance"] == "raised"
    assert judged(no("OF5.A1"), yes("OF5.F1"), *others).signals["appraisal-by-attendance"] == "clear"


HAND = {
    "feedback-loop-broken": ("OF2.A3 SR3.A1", "SR3.A4 SR3.O2"),
    "lone-lead": ("BR3.F1 BR3.A1 BR3.A2", "BR3.O1"),
    "ad-hoc-engagement": ("BS1.A1 BS2.A1 BS3.A1 BS10.A1", "BS8.A1 BS8.A2 BS8.O1"),
    "patient-taken-for-public": ("CR1.A1 CR2.A3", "CR3.F1 CR3.A1 CR3.O1"),
    "voluntary-bridge-at-risk": ("OF4.O2", "OF4.F2"),
}


@pytest.mark.parametrize("signal", HAND)
def test_a_pattern_of_two_sides_follows_from_any_one_on_each(judged: Judge, signal: str) -> None:
    """Whatever else the signal concerns does not apply, so that the two decide alone."""
    ones, others = (side.split() for side in HAND[signal])
    table = {
        ("met", "not met"): "raised",
        ("met", OPEN): "cannot tell", ("met", BOTH): "cannot tell",
        (OPEN, "not met"): "cannot tell", (BOTH, "not met"): "cannot tell",
        (OPEN, OPEN): "cannot tell", (BOTH, BOTH): "cannot tell", (OPEN, BOTH): "cannot tell",
        ("met", "met"): "clear", (OPEN, "met"): "clear", (BOTH, "met"): "clear",
        ("not met", "not met"): "clear", ("not met", OPEN): "clear", ("not met", BOTH): "clear",
        ("not met", "met"): "clear",
    }  # fmt: skip
    for one in ones:
        for other in others:
            rest = [c for c in (*ones, *others) if c not in (one, other)]
            for (here, there), state in table.items():
                said = judged(*saying(one, here), *saying(other, there), without=rest)
                assert said.signals[signal] == state, (one, here, other, there)


def test_a_pattern_of_two_sides_is_raised_whatever_the_others_say(judged: Judge) -> None:
    evidence = [yes("BS1.A1"), no("BS2.A1"), no("BS8.O1"), yes("BS8.A1"), *saying("BS8.A2", BOTH)]
    assert judged(*evidence).signals["ad-hoc-engagement"] == "raised"
    decided = judged(*saying("BS1.A1", BOTH), no("BS8.O1"), moderation=[decision("BS1.A1", "supports")])
    assert decided.signals["ad-hoc-engagement"] == "raised"
    assert judged(no("BS8.O1"), without=["BS1.A1", "BS2.A1", "BS3.A1", "BS10.A1"]).signals["ad-hoc-engagement"] == (
        "clear"
    )


@pytest.mark.parametrize(
    ("signal", "criterion"),
    [
        ("mistaken-beliefs", "SR1.O2"),
        ("patronising-ways", "SR2.O2"),
        ("unquestioned-ways", "SR2.O3"),
        ("failure-to-detect", "SR3.O3"),
        ("top-absent", "BR1.A3"),
    ],
)
def test_a_pattern_of_one_side_follows_its_criterion(judged: Judge, signal: str, criterion: str) -> None:
    states = {"not met": "raised", OPEN: "cannot tell", BOTH: "cannot tell", "met": "clear"}
    for word, state in states.items():
        assert judged(*saying(criterion, word)).signals[signal] == state
    assert judged(no(criterion), without=[criterion]).signals[signal] == "clear"


@pytest.mark.parametrize(
    ("action", "outcome", "state"),
    [
        ("not met", "met", "raised"),
        ("met", "not met", "raised"),
        ("not met", OPEN, "raised"),
        (OPEN, "met", "cannot tell"),
        ("met", BOTH, "cannot tell"),
        ("met", "met", "clear"),
    ],
)
def test_professional_exclusivity_is_raised_by_one_of_two(judged: Judge, action: str, outcome: str, state: str) -> None:
    evidence = [*saying("SR4.A2", action), *saying("SR4.O1", outcome), no("SR4.A1")]
    assert judged(*evidence).signals["professional-exclusivity"] == state


@pytest.mark.parametrize("inside", ["board", "management", "staff", "staff network", "carer", "commissioner"])
@pytest.mark.parametrize(
    "outside",
    [
        "service user", "carer", "community group", "staff network", "trade union", "advocate", "regulator",
        "commissioner", "staff",
    ],
)  # fmt: skip
def test_disputed_from_outside_asks_who_speaks_on_each_side(judged: Judge, inside: str, outside: str) -> None:
    disputed = inside in ("board", "management", "staff") and outside not in ("commissioner", "staff")
    said = judged(yes("CR2.A1", voice=inside), no("CR2.A1", voice=outside))
    assert said.signals["disputed-from-outside"] == ("raised" if disputed else "clear")


def test_disputed_from_outside_is_about_one_thing_that_is_said_to_be_done(judged: Judge) -> None:
    def state(*evidence: Evidence, **how: Any) -> str:
        return judged(*evidence, **how).signals["disputed-from-outside"]

    outside = no("CR2.A1", voice="carer")
    assert state() == "clear"
    assert state(yes("CR2.A2"), outside) == "clear"
    assert state(yes("CR2.A1", **PLANNED), outside) == "clear"
    assert state(yes("CR2.A1", locator=None), outside) == "clear"
    assert state(yes("CR2.A1"), no("CR2.A1", voice="carer", locator=None)) == "clear"
    assert state(no("CR2.A1"), yes("CR2.A1", voice="carer")) == "clear"
    assert state(yes("CR2.A1", status="effective"), outside) == "raised"
    for side in ("supports", "refutes"):
        assert state(yes("CR2.A1"), outside, moderation=[decision("CR2.A1", side)]) == "raised"


@pytest.mark.parametrize(
    ("sources", "state"),
    [
        ([], "clear"),
        (["Minutes"], "clear"),
        (["Minutes", "Minutes"], "raised"),
        (["Minutes", "MINUTES"], "raised"),
        (["Minutes", "Minutes", "Survey"], "clear"),
        (["Minutes", "Minutes", None], "raised"),
        (["Minutes", None], "raised"),
        (["Minutes", None, "Survey"], "clear"),
        ([None, None], "clear"),
    ],
)
def test_everything_comes_from_one_source(judged: Judge, sources: Sequence[str | None], state: str) -> None:
    """There are several records, and all that name a source name the same; records that name none do not change it."""
    assert judged(*(yes("CR2.A1", source=source) for source in sources)).signals["one-source"] == state


def test_a_record_that_is_set_aside_is_on_the_table_all_the_same(judged: Judge) -> None:
    gone = Withdrawal(date=AS_OF, reason="Wrong.")
    records = [yes("CR2.A1", source="Minutes"), yes("CR2.A1", source="Minutes", withdrawn=gone)]
    assert judged(*records).signals["one-source"] == "raised"
    assert judged(*records, yes("CR2.A1", source="Survey", withdrawn=gone)).signals["one-source"] == "clear"


def graded(grade: str | None, by: str = "self", rater: str | None = None, days: int = 0, of: str = "BR1") -> Grading:
    return Grading(subject=of, by=by, rater=rater, grade=grade, date=AS_OF + dt.timedelta(days=days))


@pytest.mark.parametrize(
    ("by", "supported", "state"),
    [
        ("community", (False,), "raised"),
        ("lay panel", (True, None, False), "raised"),
        ("community", (True, None), "cannot tell"),
        ("lay panel", (True,), "clear"),
        ("self", (False, None), "clear"),
        ("community", (), "clear"),
    ],
)
def test_grading_without_support_is_about_people_outside(
    judged: Judge, by: str, supported: Sequence[bool | None], state: str
) -> None:
    for grade in ("achieving", None):
        gradings = [
            graded(grade, by, f"Table {n}").model_copy(update={"supported": said}) for n, said in enumerate(supported)
        ]
        assert judged(gradings=gradings).signals["grading-without-support"] == state
    late = [each.model_copy(update={"date": AS_OF + dt.timedelta(days=1)}) for each in gradings]
    assert judged(gradings=late).signals["grading-without-support"] == "clear"


def test_a_grading_is_too_early_for_accepted_evidence_on_its_subject_that_is_dated_after_it(judged: Judge) -> None:
    def state(day: dt.date, criterion: str = "BR1.A1", of: str = "BR1", days: int = -9, **changes: Any) -> str:
        record = yes(criterion, date=day, **changes)
        return judged(record, gradings=[graded("achieving", of=of, days=days)]).signals["graded-too-early"]

    graded_on = AS_OF - dt.timedelta(days=9)
    after = graded_on + dt.timedelta(days=1)
    assert state(after) == state(after, of="BR") == state(after, claim="refutes") == "raised"
    assert state(graded_on) == state(after, "BR2.A1") == state(after, locator=None) == "clear"
    assert state(AS_OF, days=1) == "clear"


# 3.9 Gaps

OLD = {"kind": "document", "date": dt.date(2023, 3, 30)}
OLD_ENOUGH = {"kind": "document", "date": dt.date(2023, 3, 31)}


@pytest.mark.parametrize(
    ("evidence", "gaps"),
    [
        ([], "no evidence"),
        ([no("BR1.A1")], "refuted"),
        ([yes("BR1.A1"), no("BR1.A1")], "contested"),
        ([yes("BR1.A1")], ""),
        ([yes("BR1.A1", locator=None)], "no evidence"),
        ([yes("BR1.A1", date=None)], "no evidence"),
        ([yes("BR1.A1", **OLD)], "stale"),
        ([yes("BR1.A1", **OLD_ENOUGH)], ""),
        ([yes("BR1.A1", **OLD, status="effective")], "stale"),
        ([yes("BR1.A1", **OLD, locator=None)], "no evidence"),
        ([yes("BR1.A1", **OLD, **PLANNED)], "no evidence"),
        ([no("BR1.A1", **OLD)], "no evidence"),
        ([yes("BR1.A1", expires=dt.date(2025, 3, 30))], "stale"),
        ([no("BR1.A1"), yes("BR1.A1", **OLD)], "refuted, stale"),
        ([yes("BR1.A1", **PLANNED)], "under way"),
        ([yes("BR1.A1", status="under way"), yes("BR1.A1", **OLD)], "under way"),
        ([yes("BR1.A1", **PLANNED), no("BR1.A1")], "refuted, under way"),
        ([yes("BR1.A1", **PLANNED), yes("BR1.A1")], ""),
        ([yes("BR1.A1"), yes("BR1.A1", **OLD)], ""),
        ([yes("BR1.A1"), no("BR1.A1"), yes("BR1.A1", **OLD)], "contested"),
    ],
)
def test_what_a_criterion_is_short_of_has_its_words(judged: Judge, evidence: Sequence[Evidence], gaps: str) -> None:
    assert judged(*evidence).gaps["BR1.A1"] == frozenset(gaps.split(", ") if gaps else ())
    assert judged(*evidence, without=["BR1.A1"]).gaps["BR1.A1"] == frozenset()


def test_what_is_contested_and_decided_has_the_gap_of_its_verdict(judged: Judge) -> None:
    records = saying("BR1.A1", BOTH)
    assert judged(*records, moderation=[decision("BR1.A1", "refutes")]).gaps["BR1.A1"] == {"refuted"}
    assert judged(*records, moderation=[decision("BR1.A1", "supports")]).gaps["BR1.A1"] == frozenset()


@pytest.mark.parametrize(
    ("criterion", "evidence", "gaps"),
    [
        ("CR2.A1", [yes("CR2.A1")], {"not covered"}),
        ("CR2.A1", [yes("CR2.A1", *NINE[:8])], {"not covered"}),
        ("CR2.A1", [yes("CR2.A1", *NINE[:5]), yes("CR2.A1", *NINE[5:], **PLANNED)], {"not covered"}),
        ("CR2.A1", [yes("CR2.A1", *NINE[:5]), yes("CR2.A1", *NINE[5:])], set()),
        ("CR2.A1", [], {"no evidence"}),
        ("BR1.O3", [yes("BR1.O3")], {"not corroborated"}),
        ("BR1.O3", [yes("BR1.O3", voice="commissioner")], {"not corroborated"}),
        ("BR1.O3", [yes("BR1.O3"), yes("BR1.O3", voice="carer", **PLANNED)], {"not corroborated"}),
        ("BR1.O3", [yes("BR1.O3"), yes("BR1.O3", voice="carer")], set()),
        ("BR1.O3", [no("BR1.O3")], {"refuted"}),
        ("CR2.O1", [yes("CR2.O1")], {"not covered", "not corroborated"}),
        ("CR2.O1", [yes("CR2.O1", *NINE, voice="carer")], set()),
    ],
)
def test_what_is_met_may_be_short_of_groups_and_of_voices(
    judged: Judge, criterion: str, evidence: Sequence[Evidence], gaps: set[str]
) -> None:
    assert judged(*evidence).gaps[criterion] == gaps


# 3.10 Gradings by others


def test_of_several_gradings_by_one_rater_the_latest_by_the_day_stands(judged: Judge) -> None:
    old, new, late = graded("developing", days=-9), graded("achieving", days=0), graded("excelling", days=1)
    one, other = graded("achieving", "staff", "Table 1", -3), graded("achieving", "staff", "Table 2", -9)
    elsewhere = graded("developing", days=-9, of="BR2")

    standing = judged(gradings=[late, old, other, new, one, elsewhere]).standing

    assert standing == {each.id for each in (new, one, other, elsewhere)}


@pytest.mark.parametrize(
    ("gradings", "rival"),
    [
        ([], False),
        ([graded("achieving")], False),
        ([graded("achieving"), graded("achieving", "staff")], False),
        ([graded("achieving"), graded("developing", "staff")], True),
        ([graded("achieving", "staff", "Table 1"), graded("developing", "staff", "Table 2")], True),
        ([graded("achieving", "staff"), graded("developing", "staff", "Table 2")], True),
        ([graded("achieving"), graded(None, "staff")], False),
        ([graded("achieving"), graded("developing", days=-1)], False),
        ([graded("achieving"), graded("developing", "staff", days=1)], False),
        ([graded("achieving"), graded("developing", "staff", of="BR2")], False),
        ([graded("achieving"), graded("developing", "staff", days=-1), graded(None, "staff")], False),
        ([graded("achieving"), graded("developing", "staff", days=-1), graded("achieving", "staff")], False),
        ([graded("achieving").model_copy(update={"dissent": (Dissent(grade="developing", reason="No."),)})], False),
    ],
)
def test_a_thing_has_rival_gradings_where_gradings_that_stand_differ(
    judged: Judge, gradings: Sequence[Grading], rival: bool
) -> None:
    assert judged(gradings=gradings).rival == ({"BR1"} if rival else set())


def test_the_latest_decision_by_the_day_says_which_grade_holds(judged: Judge) -> None:
    def decided(*days: tuple[int, str], gradings: Sequence[Grading] = ()) -> dict[str, str]:
        decisions = [
            GradingDecision(
                subject="BR", grade=grade, reason="So.", decided_by="All", date=AS_OF + dt.timedelta(days=n)
            )
            for n, grade in days
        ]
        return judged(decisions=decisions, gradings=gradings).decided

    rivals = [graded("achieving", of="BR"), graded("undeveloped", "staff", of="BR")]
    for gradings in ((), rivals):
        assert decided((0, "developing"), gradings=gradings) == {"BR": "developing"}
        assert decided((-1, "achieving"), (-9, "developing"), gradings=gradings) == {"BR": "achieving"}
        assert decided((1, "achieving"), (-9, "developing"), gradings=gradings) == {"BR": "developing"}
        assert decided((1, "achieving"), gradings=gradings) == {}


# Agreement


def held_against_the_oracle(seed: int) -> Beyond:
    """Judge one random assessment by every engine, which must agree on every finding and proof, and by the oracle."""
    assessment = varied_assessment(FRAMEWORK, seed)
    expected = by_the_oracle(assessment)
    assert differences(as_found(assess(assessment, KNOWLEDGE)), expected) == [], f"seed {seed}"
    return expected


def every_word(judged: Beyond) -> Counter[tuple[str, str | None]]:
    """Count each state of each signal, and each word of the rest."""
    seen: Counter[tuple[str, str | None]] = Counter(judged.signals.items())
    seen.update(("driver", state) for state in judged.drivers.values())
    seen.update(("cell", state) for state in judged.cells.values())
    seen.update(("gap", word) for words in judged.gaps.values() for word in words)
    seen.update(("rival", None) for _ in judged.rival)
    return seen


def test_the_complete_example_agrees_with_the_oracle(complete: Result) -> None:
    for as_of in (complete.assessment.as_of, dt.date(2012, 6, 1), dt.date(2023, 6, 1), dt.date(2027, 12, 31)):
        assessment = read_workspace(COMPLETE, FRAMEWORK).model_copy(update={"as_of": as_of})
        assert differences(as_found(assess(assessment, KNOWLEDGE)), by_the_oracle(assessment)) == []


@pytest.mark.parametrize("block", range(10))
def test_three_hundred_random_assessments_agree_with_the_oracle_in_every_engine(block: int) -> None:
    for seed in range(block * 30, block * 30 + 30):
        held_against_the_oracle(seed)


def test_random_assessments_reach_every_word_and_every_state_of_every_signal() -> None:
    seen: Counter[tuple[str, str | None]] = Counter()
    for seed in range(300):
        seen += every_word(by_the_oracle(varied_assessment(FRAMEWORK, seed)))

    never_in_doubt = ("disputed-from-outside", "one-source", "graded-too-early")
    wanted: set[tuple[str, str | None]]
    wanted = {(signal, state) for signal in CONCERNS for state in FRAMEWORK.words("signal state")}
    wanted -= {(signal, "cannot tell") for signal in never_in_doubt}
    wanted |= {("driver", state) for state in FRAMEWORK.words("driver state")}
    wanted |= {("cell", state) for state in ("exposed", "contested", "evidenced", "not shown", None)}
    wanted |= {("gap", word) for word in FRAMEWORK.words("gap")} | {("rival", None)}
    assert wanted <= set(seen), wanted - set(seen)


@pytest.mark.volume
@pytest.mark.parametrize("block", range(30))
def test_three_thousand_random_assessments_agree_with_the_oracle_in_every_engine(block: int) -> None:
    assert len(engines_present()) == 2, "both engines are wanted here"
    for seed in range(block * 100, block * 100 + 100):
        held_against_the_oracle(seed)
