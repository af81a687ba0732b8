"""The oracle itself, held against cases that were worked by hand from docs/maturity-model.md, 3.1 to 3.5."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from oracle import CriterionVerdict, Graded, Judgement, judge

from inclead_graph.model.assessment import Assessment, Evidence, Moderation, NotApplicable, Organisation, Withdrawal
from inclead_graph.model.framework import Concept, Criterion, Factor, Framework, Stage

AS_OF = dt.date(2025, 3, 31)
NINE = (
    "age", "disability", "gender reassignment", "marriage and civil partnership", "pregnancy and maternity", "race",
    "religion or belief", "sex", "sexual orientation",
)  # fmt: skip
ROLES = {"F": "foundation", "A": "action", "O": "outcome"}


# Small frameworks and assessments


def criteria_of(factor: str, pattern: str) -> list[Criterion]:
    """``"FAO*"`` is foundation F1.F1, action F1.A1 and, by group, outcome F1.O1."""
    found: list[Criterion] = []
    for here, letter in enumerate(pattern):
        if letter != "*":
            name = f"{factor}.{letter}{pattern[: here + 1].count(letter)}"
            by_group = pattern[here + 1 : here + 2] == "*"
            found.append(Criterion(name, name, factor, name, "", ROLES[letter], "", "", by_group, False, ()))
    return found


def framework(pattern: Mapping[str, Mapping[str, str]]) -> Framework:
    """``{"S1": {"F1": "FAO"}}`` is stage S1 with factor F1 of three criteria."""
    stages: dict[str, Stage] = {}
    factors: dict[str, Factor] = {}
    criteria: dict[str, Criterion] = {}
    for stage, its_factors in pattern.items():
        stages[stage] = Stage(stage, stage, stage, stage, "", len(stages), (), tuple(its_factors))
        for factor, letters in its_factors.items():
            own = {c.id: c for c in criteria_of(factor, letters)}
            factors[factor] = Factor(factor, factor, stage, factor, "", len(factors), False, (), tuple(own))
            criteria |= own
    words = {word: Concept(word, word, word, "", order) for order, word in enumerate(NINE)}
    return Framework("0", "2012", stages, factors, criteria, {}, {"characteristic": words})


ids = itertools.count(1)


def record(criterion: str = "F1.A1", **changes: Any) -> Evidence:
    """Support that is accepted, does not lapse, shows the thing in place, and is the organisation's own word."""
    fields: dict[str, Any] = {
        "id": f"E{next(ids)}", "title": "A record", "criteria": (criterion,), "claim": "supports", "status": "in place",
        "kind": "observation", "voice": "management", "date": dt.date(2025, 1, 15), "source": "Board papers",
        "locator": "page 3",
    }  # fmt: skip
    return Evidence(**(fields | changes))


def against(criterion: str, **changes: Any) -> Evidence:
    return record(criterion, claim="refutes", status=None, **changes)


def from_carer(criterion: str, **changes: Any) -> Evidence:
    return record(criterion, voice="carer", **changes)


def both_sides(criterion: str) -> list[Evidence]:
    return [record(criterion), against(criterion)]


def decision(criterion: str, holds: str, day: dt.date = AS_OF) -> Moderation:
    return Moderation(criterion=criterion, holds=holds, reason="We asked.", decided_by="The panel", date=day)


def assessed(
    pattern: Mapping[str, Mapping[str, str]],
    evidence: Sequence[Evidence],
    *,
    as_of: dt.date = AS_OF,
    moderation: Sequence[Moderation] = (),
    without: Sequence[str] = (),
) -> Judgement:
    assessment = Assessment(
        organisation=Organisation(name="A trust", kind="trust"),
        as_of=as_of,
        moderation=tuple(moderation),
        not_applicable=tuple(NotApplicable(criterion=c, reason="Not here.") for c in without),
        evidence=tuple(evidence),
    )
    return judge(assessment, framework(pattern))


def verdict(
    evidence: Sequence[Evidence], criterion: str = "F1.A1", pattern: str = "AO", **how: Any
) -> CriterionVerdict:
    return assessed({"S1": {"F1": pattern}}, evidence, **how).criteria[criterion]


def factor(pattern: str, evidence: Sequence[Evidence], **how: Any) -> tuple[str | None, str | None]:
    graded = assessed({"S1": {"F1": pattern}}, evidence, **how).factors["F1"]
    return graded.floor, graded.ceiling


def evidence_for(name: str, letter: str) -> list[Evidence]:
    """Evidence that leaves nothing open and gives a factor ``AO`` the grade that begins with this letter."""
    action, outcome = f"{name}.A1", f"{name}.O1"
    return {
        "u": [against(action), against(outcome)],
        "d": [record(action), against(outcome)],
        "a": [record(action), record(outcome)],
        "e": [record(action), from_carer(outcome)],
    }[letter]


def stage(letters: str) -> tuple[str | None, str | None]:
    """The stage whose factors have these grades, a letter each; ``-`` is a factor that does not apply."""
    names = {f"F{n}": letter for n, letter in enumerate(letters, 1)}
    evidence = [piece for name, letter in names.items() if letter != "-" for piece in evidence_for(name, letter)]
    without = [f"{name}.A1" for name, letter in names.items() if letter == "-"]
    graded = assessed({"S1": dict.fromkeys(names, "AO")}, evidence, without=without).stages["S1"]
    return graded.floor, graded.ceiling


# 3.1 Which evidence counts


@pytest.mark.parametrize(
    ("kind", "day", "last"),
    [
        ("data", dt.date(2024, 2, 29), dt.date(2025, 2, 28)),
        ("survey", dt.date(2023, 2, 28), dt.date(2024, 2, 28)),
        ("document", dt.date(2024, 2, 29), dt.date(2026, 2, 28)),
        ("policy", dt.date(2024, 2, 29), dt.date(2027, 2, 28)),
        ("data", dt.date(2025, 3, 31), dt.date(2026, 3, 31)),
        ("policy", dt.date(2022, 12, 31), dt.date(2025, 12, 31)),
    ],
)
def test_shelf_life_is_counted_in_months_and_clamped(kind: str, day: dt.date, last: dt.date) -> None:
    """A shelf life ends on the same day so many months on, or on that month's last day where it is too short."""
    judgement = assessed({"S1": {"F1": "AO"}}, [record(id="it", kind=kind, date=day)])
    assert judgement.lapses == {"it": last}


def test_the_last_day_counts() -> None:
    """Evidence still counts on its last day and has lapsed the day after, by shelf life and by its own expiry alike."""
    shelf = record(id="shelf", kind="data", date=dt.date(2024, 3, 31))
    own = record(id="own", expires=AS_OF)
    on_the_day = assessed({"S1": {"F1": "AO"}}, [shelf, own])
    the_day_after = assessed({"S1": {"F1": "AO"}}, [shelf, own], as_of=dt.date(2025, 4, 1))
    assert on_the_day.accepted == {"shelf", "own"}
    assert on_the_day.set_aside == {}
    assert the_day_after.accepted == frozenset()
    assert the_day_after.set_aside == {"shelf": {"lapsed"}, "own": {"lapsed"}}


def test_own_expiry_comes_before_shelf_life() -> None:
    """Its own expiry, sooner or later, replaces the shelf life; a kind without either never lapses."""
    sooner = record(id="sooner", kind="policy", date=dt.date(2024, 1, 1), expires=dt.date(2024, 12, 31))
    later = record(id="later", kind="survey", date=dt.date(2020, 1, 1), expires=dt.date(2025, 12, 31))
    never = record(id="never", date=dt.date(1999, 1, 1))
    judgement = assessed({"S1": {"F1": "AO"}}, [sooner, later, never])
    assert judgement.lapses == {"sooner": dt.date(2024, 12, 31), "later": dt.date(2025, 12, 31)}
    assert judgement.accepted == {"later", "never"}
    assert judgement.set_aside == {"sooner": {"lapsed"}}


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"date": None}, {"undated"}),
        ({"date": None, "kind": "data"}, {"undated"}),
        ({"date": AS_OF}, set()),
        ({"date": dt.date(2025, 4, 1)}, {"too late"}),
        ({"source": None}, {"untraceable"}),
        ({"locator": None}, {"untraceable"}),
        ({"withdrawn": Withdrawal(date=AS_OF, reason="Wrong")}, {"withdrawn"}),
        ({"withdrawn": Withdrawal(date=dt.date(2025, 4, 1), reason="Wrong")}, set()),
        (
            {"date": None, "source": None, "locator": None, "expires": dt.date(2025, 3, 30),
             "withdrawn": Withdrawal(date=dt.date(2025, 2, 1), reason="Wrong")},
            {"undated", "lapsed", "untraceable", "withdrawn"},
        ),
    ],
)  # fmt: skip
def test_evidence_is_set_aside_with_every_reason(changes: dict[str, Any], reasons: set[str]) -> None:
    """Each failing condition is named, the as-of date itself counts, and a later withdrawal is not yet one."""
    judgement = assessed({"S1": {"F1": "AO"}}, [record(id="it", **changes)])
    assert judgement.set_aside == ({"it": reasons} if reasons else {})
    assert judgement.accepted == (frozenset() if reasons else {"it"})
    assert (judgement.criteria["F1.A1"].verdict == "met") is (not reasons)


# 3.2 The verdict of a criterion


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ([record()], "met"),
        ([record(status="effective")], "met"),
        ([against("F1.A1")], "not met"),
        ([record(claim="refutes", status="planned")], "not met"),
        (both_sides("F1.A1"), "contested"),
        ([], "unknown"),
        ([record(status="planned")], "unknown"),
        ([record("F1.O1")], "unknown"),
        ([record(), against("F1.A1", locator=None)], "met"),
        ([record(locator=None), against("F1.A1")], "not met"),
    ],
)
def test_the_table_of_verdicts(evidence: list[Evidence], expected: str) -> None:
    """Accepted support in place or effective, against accepted refutation of any status, gives the four verdicts."""
    assert verdict(evidence).verdict == expected


@pytest.mark.parametrize(
    ("evidence", "holds", "day", "expected"),
    [
        (both_sides("F1.A1"), "supports", AS_OF, "met"),
        (both_sides("F1.A1"), "refutes", AS_OF, "not met"),
        (both_sides("F1.A1"), "supports", dt.date(2025, 4, 1), "contested"),
        ([record()], "refutes", AS_OF, "met"),
        ([against("F1.A1")], "supports", AS_OF, "not met"),
        ([record(), against("F1.A1", source=None)], "refutes", AS_OF, "met"),
        ([], "supports", AS_OF, "unknown"),
        ([record(status="under way"), against("F1.A1")], "supports", AS_OF, "not met"),
    ],
)
def test_moderation_decides_only_what_is_contested(
    evidence: list[Evidence], holds: str, day: dt.date, expected: str
) -> None:
    """A decision settles a contested criterion from its day on, and changes nothing where one side is silent."""
    assert verdict(evidence, moderation=[decision("F1.A1", holds, day)]).verdict == expected


def test_moderation_of_one_criterion_does_not_settle_another() -> None:
    """A decision speaks of its own criterion alone."""
    assert verdict(both_sides("F1.A1"), moderation=[decision("F1.O1", "supports")]).verdict == "contested"


def test_not_applicable_whatever_the_evidence() -> None:
    """A declared criterion is not applicable for, against or contested, moderated or not."""
    for evidence in ([record()], [against("F1.A1")], both_sides("F1.A1")):
        found = verdict(evidence, without=["F1.A1"], moderation=[decision("F1.A1", "supports")])
        assert found == CriterionVerdict("not applicable", under_way=False, corroborated=False, covered=False)


@pytest.mark.parametrize(
    ("evidence", "without", "word", "under_way"),
    [
        ([record(status="planned"), record(status="under way")], [], "unknown", True),
        ([record(status="planned"), record()], [], "met", False),
        ([record(status="under way"), against("F1.A1")], [], "not met", True),
        ([record(claim="refutes", status="under way")], [], "not met", False),
        ([record(status="under way", date=None)], [], "unknown", False),
        ([record(status="under way"), record(date=None)], [], "unknown", True),
        ([record(status="planned")], ["F1.A1"], "not applicable", True),
    ],
)
def test_under_way_is_a_flag_beside_any_verdict(
    evidence: list[Evidence], without: list[str], word: str, under_way: bool
) -> None:
    """It is up when there is accepted support and all of it is planned or under way, whatever the verdict."""
    found = verdict(evidence, without=without)
    assert (found.verdict, found.under_way) == (word, under_way)


# 3.3 Corroborated and covered


@pytest.mark.parametrize(
    ("voice", "outside"),
    [
        ("service user", True), ("carer", True), ("community group", True), ("staff network", True),
        ("trade union", True), ("advocate", True), ("regulator", True),
        ("board", False), ("management", False), ("staff", False), ("commissioner", False),
    ],
)  # fmt: skip
def test_only_the_seven_outside_voices_corroborate(voice: str, outside: bool) -> None:
    """Seven voices are not the organisation's own; a commissioner is not among them."""
    assert verdict([record(), record(voice=voice)]).corroborated is outside


def test_only_what_shows_the_thing_done_corroborates_a_met_criterion() -> None:
    """A carer who says it is planned, or who refutes it, or a contested criterion, does not corroborate."""
    contested = [from_carer("F1.A1"), against("F1.A1")]
    settled = verdict(contested, moderation=[decision("F1.A1", "supports")])
    assert verdict([record(), from_carer("F1.A1", status="planned")]).corroborated is False
    assert verdict([from_carer("F1.A1", date=None), record()]).corroborated is False
    assert verdict(contested).corroborated is False
    assert (settled.verdict, settled.corroborated) == ("met", True)


def test_covered_needs_all_nine_taken_together() -> None:
    """Support that shows it done must together name every characteristic, and only by-group criteria are covered."""
    eight, everyone, last = record(characteristics=NINE[:8]), record(characteristics=NINE), NINE[8:]
    assert verdict([eight, record(characteristics=last)], pattern="A*O").covered is True
    assert verdict([eight], pattern="A*O").covered is False
    assert verdict([eight, record(status="planned", characteristics=last)], pattern="A*O").covered is False
    assert verdict([eight, record(locator=None, characteristics=last)], pattern="A*O").covered is False
    assert verdict([eight, against("F1.A1", characteristics=last)], pattern="A*O").covered is False
    assert verdict([everyone, against("F1.A1")], pattern="A*O").covered is False
    assert verdict([everyone], pattern="AO").covered is False


# 3.4 The grade of a factor


def test_nothing_known_is_undeveloped_to_excelling() -> None:
    """With no evidence the floor is undeveloped and the ceiling excelling."""
    assert factor("F*AAO*O", []) == ("undeveloped", "excelling")


@pytest.mark.parametrize(
    ("evidence", "floor", "ceiling"),
    [
        ([record("F1.A1")], "developing", "excelling"),
        ([record("F1.A1", status="planned")], "developing", "excelling"),
        ([record("F1.A1", status="planned"), against("F1.A1")], "developing", "developing"),
        ([against("F1.A1"), against("F1.A2")], "undeveloped", "undeveloped"),
        ([record("F1.O1")], "undeveloped", "achieving"),
        ([*both_sides("F1.A1"), record("F1.O1")], "undeveloped", "achieving"),
        ([against("F1.A1")], "undeveloped", "developing"),
    ],
)
def test_developing_is_one_action_met_or_under_way(evidence: list[Evidence], floor: str, ceiling: str) -> None:
    """One action met or under way is enough and an outcome is not; at the ceiling an unknown action is met."""
    assert factor("AAO", evidence) == (floor, ceiling)


def test_unknown_foundation_or_second_outcome_does_not_bar_achieving_at_the_floor() -> None:
    """Achieving at the floor asks for every action and one outcome; what is merely unknown beside them does not bar."""
    done = [record("F1.A1"), record("F1.A2"), record("F1.O1")]
    assert factor("FAAO", done) == ("achieving", "achieving")
    assert factor("FAAOO", done) == ("achieving", "achieving")
    assert factor("FAAO", [*done, from_carer("F1.O1")]) == ("excelling", "excelling")


def test_every_action_and_one_outcome_must_be_met() -> None:
    """An unknown action, or no outcome known to be met, bars achieving at the floor only."""
    assert factor("AAO", [record("F1.A1"), from_carer("F1.O1")]) == ("developing", "excelling")
    assert factor("AO", [record("F1.A1")]) == ("developing", "excelling")


@pytest.mark.parametrize("where", ["F1.F1", "F1.O2"])
def test_contested_bars_achieving_at_the_floor_but_not_at_the_ceiling(where: str) -> None:
    """A contested foundation or outcome bars achieving at the floor; a refuted one bars it at the ceiling too."""
    done = [record("F1.A1"), from_carer("F1.O1")]
    assert factor("FAOO", [*done, *both_sides(where)]) == ("developing", "excelling")
    assert factor("FAOO", [*done, against(where)]) == ("developing", "developing")


def test_excelling_needs_every_outcome_corroborated() -> None:
    """A met outcome in the organisation's own voice bars excelling at both ends, an unknown one at the floor alone."""
    first = [record("F1.A1"), from_carer("F1.O1")]
    assert factor("AOO", [*first, from_carer("F1.O2")]) == ("excelling", "excelling")
    assert factor("AOO", [*first, record("F1.O2")]) == ("achieving", "achieving")
    assert factor("AOO", first) == ("achieving", "excelling")


@pytest.mark.parametrize(
    ("by_group", "floor", "ceiling"),
    [
        ([record("F1.F1", characteristics=NINE)], "excelling", "excelling"),
        ([record("F1.F1", characteristics=NINE[1:])], "achieving", "achieving"),
        ([], "achieving", "excelling"),
        ([record("F1.F1", characteristics=NINE), against("F1.F1")], "developing", "excelling"),
    ],
)
def test_excelling_needs_all_nine_wherever_it_must_hold_by_group(
    by_group: list[Evidence], floor: str, ceiling: str
) -> None:
    """A by-group criterion of any role must be covered; eight are too few, and the unknown counts at the ceiling."""
    assert factor("F*AO", [record("F1.A1"), from_carer("F1.O1"), *by_group]) == (floor, ceiling)


def test_a_factor_without_actions_or_outcomes_that_apply_does_not_apply() -> None:
    """All actions, or all outcomes, declared away make the factor not applicable; some of them do not."""
    done = [record("F1.A1"), from_carer("F1.O1"), against("F1.A2"), against("F1.O2"), against("F1.F1")]
    assert factor("F*AAOO", done, without=["F1.A1", "F1.A2"]) == (None, None)
    assert factor("F*AAOO", done, without=["F1.O1", "F1.O2"]) == (None, None)
    assert factor("F*AAOO", done, without=["F1.F1", "F1.A2", "F1.O2"]) == ("excelling", "excelling")


def test_an_action_that_does_not_apply_counts_for_nothing_though_it_is_under_way() -> None:
    """Not applicable comes before the flag: such an action does not make a factor developing."""
    evidence = [record("F1.A1", status="under way"), against("F1.A2"), against("F1.O1")]
    assert factor("AAO", evidence, without=["F1.A1"]) == ("undeveloped", "undeveloped")


# 3.5 The grade of a stage, and the headline


@pytest.mark.parametrize(
    ("letters", "grade"),
    [
        ("eea", "excelling"),  # 2 of 3
        ("eaa", "achieving"),  # 1 of 3
        ("eeea", "excelling"),  # 3 of 4
        ("eeaa", "achieving"),  # 2 of 4: a half is too few
        ("eeeea", "excelling"),  # 4 of 5
        ("eeeaa", "achieving"),  # 3 of 5: three fifths are too few
        ("eeeeaa", "excelling"),  # 4 of 6
        ("eeeaaa", "achieving"),  # 3 of 6
        ("e", "excelling"),
        ("edd", "developing"),
        ("duu", "undeveloped"),
    ],
)
def test_two_thirds_of_the_factors(letters: str, grade: str) -> None:
    """A grade needs exactly two thirds of the factors, or more, at it or above."""
    assert stage(letters) == (grade, grade)


@pytest.mark.parametrize(
    ("letters", "grade"),
    [
        ("eeeeed", "achieving"),
        ("eeeeeu", "developing"),
        ("aau", "developing"),
        ("aad", "achieving"),
        ("eed", "achieving"),
        ("adu", "developing"),
    ],
)
def test_no_factor_is_more_than_one_below(letters: str, grade: str) -> None:
    """However many factors stand high, one that is two below holds the stage back."""
    assert stage(letters) == (grade, grade)


def test_only_factors_that_apply_count_in_a_stage() -> None:
    """A factor that does not apply leaves the count; a stage of such factors does not apply either."""
    assert stage("eea-") == ("excelling", "excelling")
    assert stage("eaa-") == ("achieving", "achieving")
    assert stage("ee--") == ("excelling", "excelling")
    assert stage("--") == (None, None)


def test_floors_make_the_floor_and_ceilings_the_ceiling() -> None:
    """An unknown factor counts as undeveloped in the floor of its stage and as excelling in the ceiling."""
    pattern = {"S1": dict.fromkeys(("F1", "F2", "F3"), "AO")}
    evidence = [*evidence_for("F1", "e"), *evidence_for("F2", "a")]
    judgement = assessed(pattern, evidence)
    assert judgement.factors["F3"] == Graded("undeveloped", "excelling")
    assert judgement.stages["S1"] == Graded("developing", "excelling")


def test_the_headline_is_the_lowest_stage_at_each_end() -> None:
    """The lowest floor and the lowest ceiling may be those of different stages; one that does not apply is left out."""
    pattern = {"S1": {"F1": "AO"}, "S2": {"F2": "AO"}, "S3": {"F3": "AO"}, "S4": {"F4": "AO"}}
    evidence = [*evidence_for("F1", "d"), *evidence_for("F3", "e"), *evidence_for("F4", "u")]
    judgement = assessed(pattern, evidence, without=["F4.O1"])
    assert judgement.stages == {
        "S1": Graded("developing", "developing"),
        "S2": Graded("undeveloped", "excelling"),
        "S3": Graded("excelling", "excelling"),
        "S4": Graded(None, None),
    }
    assert judgement.headline == Graded("undeveloped", "developing")
    assert assessed({"S4": {"F4": "AO"}}, [], without=["F4.O1"]).headline == Graded(None, None)
