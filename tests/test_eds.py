"""The Equality Delivery System: what is recorded, how it is graded in three editions, and what providers do to it."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from click.testing import Result as ClickResult
from conftest import COMPLETE, ROOT, rendered
from eds_oracle import (
    GROUPS,
    OUTCOMES_WITH_SCORES,
    advice,
    counted,
    edition_for,
    grade_by_count,
    organisation_range,
    outcome_range,
    provisional,
    reachable,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from rdflib import Graph
from samples import AS_OF, random_assessment

from inclead_graph.assess import Knowledge, Programme, Result, assess, assess_programme, evidence_digest, load_knowledge
from inclead_graph.cli import main
from inclead_graph.inference.changes import WhatWouldChange
from inclead_graph.inference.commissioning import commissioning_of
from inclead_graph.inference.explain import Explainer
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.inference.rivals import rivals_of
from inclead_graph.model.assessment import Assessment, Editions, EdsRecord, Evidence, GradingDecision, Organisation
from inclead_graph.reports import render
from inclead_graph.reports.checklist import COLUMNS as CHECKLIST_COLUMNS
from inclead_graph.reports.checklist import checklist_rows
from inclead_graph.reports.eds import eds_part, eds_rows
from inclead_graph.workspace import read_programme, read_workspace

KNOWLEDGE = load_knowledge()
ORGANISATION = Organisation(name="A fictional trust", kind="nhs trust", fictional=True)


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        ("2011-11-09", None),
        ("2011-11-10", "eds-2011"),
        ("2013-11-03", "eds-2011"),
        ("2013-11-04", "eds2-2013"),
        ("2022-07-31", "eds2-2013"),
        ("2022-08-01", "eds-2022"),
        ("2026-03-31", "eds-2022"),
    ],
)
def test_without_a_pinned_edition_the_latest_that_had_begun_counts(
    day: str, edition: str | None, knowledge: Knowledge
) -> None:
    found = knowledge.framework.eds_on(None, dt.date.fromisoformat(day))

    assert (found.id if found else None) == edition


def test_a_pinned_edition_counts_whatever_the_day(knowledge: Knowledge) -> None:
    found = knowledge.framework.eds_on("eds-2011", dt.date(2026, 3, 31))

    assert found is not None
    assert found.id == "eds-2011"


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        ("2", "2"),
        ("2.5", "2.5"),
        ("0.1", "0.1"),
        ("2.50", "2.5"),
        ("0", "0"),
        ("03.000", "3"),
        ("0.333333", "0.333333"),
    ],
)
def test_a_score_is_kept_exactly_as_it_is_written(written: str, exact: str) -> None:
    record = EdsRecord(outcome="1A", score=written)

    assert record.score == Decimal(exact)
    assert record.model_dump(mode="json")["score"] == exact


@pytest.mark.parametrize("written", ["-1", "2,5", "1e1", "NaN", "inf", "1_0", "½", "٣", ".5", "2.", "", "two"])
def test_what_is_not_a_plain_number_is_no_score(written: str) -> None:
    with pytest.raises(ValidationError, match="not a number from 0 up"):
        EdsRecord(outcome="1A", score=written)


def test_the_digest_of_records_does_not_depend_on_their_order() -> None:
    first = EdsRecord(outcome="1A", score=Decimal("2.5"), evidence=("E1", "E2"))
    second = EdsRecord(outcome="1B", score=Decimal(1))
    one = Assessment(organisation=ORGANISATION, as_of=dt.date(2026, 3, 31), eds=(first, second))
    turned = first.model_copy(update={"evidence": ("E2", "E1"), "score": Decimal("2.50")})

    digests = {evidence_digest(one.model_copy(update={"eds": records})) for records in ((second, first), (first,))}

    assert evidence_digest(one.model_copy(update={"eds": (second, EdsRecord(**turned.model_dump()))})) in digests
    assert evidence_digest(one) in digests
    assert len(digests) == 2


def test_the_skeletons_examples_for_the_eds_can_be_uncommented_and_read(tmp_path: Path, knowledge: Knowledge) -> None:
    from inclead_graph.workspace import new_workspace

    new_workspace(tmp_path / "mine", knowledge.framework, "Mine", "nhs trust", dt.date(2026, 3, 31))
    path = tmp_path / "mine" / "assessment.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    start = lines.index("# eds:")
    example = [line.removeprefix("# ") for line in lines[start : start + 5] if "evidence" not in line]
    path.write_text("\n".join([*lines, *example]) + "\n", encoding="utf-8")

    (record,) = read_workspace(tmp_path / "mine", knowledge.framework).eds

    assert (record.outcome, record.score) == ("1A", Decimal("2.5"))


def graded(
    knowledge: Knowledge, edition: str | None, records: Iterable[EdsRecord], *, supported: bool = False
) -> Result:
    """Grade records, with or without evidence that groups were supported first."""
    evidence = (support(),) if supported else ()
    return assess(
        Assessment(
            organisation=ORGANISATION,
            as_of=AS_OF,
            editions=Editions(eds=edition),
            eds=tuple(records),
            evidence=evidence,
        ),
        knowledge,
    )


def support() -> Evidence:
    return Evidence(
        id="E1", title="Briefings", criteria=("BS11.A1",), claim="supports", status="in place", kind="document",
        voice="community group", date=AS_OF, source="Minutes", locator="p. 1",
    )  # fmt: skip


def bounds(result: Result, outcome: str) -> tuple[str | None, str | None]:
    floor, ceiling = (result.findings.grade("eds_outcome", outcome, name) for name in ("floor", "ceiling"))
    return floor, ceiling


def whole(result: Result) -> tuple[str | None, str | None]:
    floor, ceiling = (result.findings.grade("organisation", "organisation", f"eds_{n}") for n in ("floor", "ceiling"))
    return floor, ceiling


def scores(total: str, leave_out: int = 0) -> list[EdsRecord]:
    """Records whose scores add up to a total, three at the most each, with some outcomes left out at the end."""
    left, records = Decimal(total), []
    for name in OUTCOMES_WITH_SCORES[: len(OUTCOMES_WITH_SCORES) - leave_out]:
        score = min(left, Decimal(3))
        left -= score
        records.append(EdsRecord(outcome=name, score=score))
    assert left == 0
    return records


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("0", "undeveloped"), ("7", "undeveloped"), ("7.5", "undeveloped"), ("7.999", "undeveloped"),
        ("8", "developing"), ("21", "developing"), ("21.5", "developing"), ("21.999", "developing"),
        ("22", "achieving"), ("32", "achieving"), ("32.5", "achieving"), ("32.999", "achieving"), ("33", "excelling"),
    ],
)  # fmt: skip
def test_a_total_has_the_rating_whose_lower_bound_it_reaches(total: str, grade: str, knowledge: Knowledge) -> None:
    assert whole(graded(knowledge, "eds-2022", scores(total))) == (grade, grade)


@pytest.mark.parametrize(
    ("total", "left_out", "expected"),
    [
        ("7", 1, ("undeveloped", "developing")),
        ("4.5", 1, ("undeveloped", "undeveloped")),
        ("18.5", 1, ("developing", "developing")),
        ("19", 1, ("developing", "achieving")),
        ("30", 1, ("achieving", "excelling")),
        ("29.5", 1, ("achieving", "achieving")),
        ("0", 11, ("undeveloped", "excelling")),
        ("22", 3, ("achieving", "achieving")),
    ],
)
def test_an_outcome_that_is_not_scored_makes_the_rating_a_range(
    total: str, left_out: int, expected: tuple[str, str], knowledge: Knowledge
) -> None:
    result = graded(knowledge, "eds-2022", scores(total, left_out), supported=True)

    assert whole(result) == expected
    assert result.findings.values("organisation", "organisation", "eds_provisional") == ("not every outcome is scored",)


@pytest.mark.parametrize("well", range(10))
def test_eds2_counts_the_groups_who_fare_well(well: int, knowledge: Knowledge) -> None:
    groups = {name: "well" if number < well else "not well" for number, name in enumerate(GROUPS)}
    expected = ["undeveloped"] * 3 + ["developing"] * 3 + ["achieving"] * 3 + ["excelling"]

    result = graded(knowledge, "eds2-2013", [EdsRecord(outcome="1.1", groups=groups)])

    assert bounds(result, "1.1") == (expected[well], expected[well])


@pytest.mark.parametrize(
    ("well", "grade"),
    [(0, "undeveloped"), (1, "developing"), (5, "developing"), (6, "achieving"), (8, "achieving"), (9, "excelling")],
    ids=["none", "some", "some, five", "most", "most, eight", "all"],
)
def test_eds_2011_goes_by_none_some_most_and_all(well: int, grade: str, knowledge: Knowledge) -> None:
    groups = {name: "well" if number < well else "not well" for number, name in enumerate(GROUPS)}

    result = graded(knowledge, "eds-2011", [EdsRecord(outcome="2.3", groups=groups)])

    assert bounds(result, "2.3") == (grade, grade)


def test_a_group_of_which_nothing_is_recorded_is_neither_well_nor_not_well(knowledge: Knowledge) -> None:
    groups = dict.fromkeys(GROUPS[:4], "well") | dict.fromkeys(GROUPS[4:6], "not well")

    result = graded(knowledge, "eds2-2013", [EdsRecord(outcome="1.2", groups=groups)])

    assert bounds(result, "1.2") == ("developing", "achieving")
    assert "it is not known how every group fares" in result.findings.values("eds_outcome", "1.2", "provisional")


def test_an_agreed_grade_of_goal_4_stands_and_says_that_the_basis_is_from_memory(knowledge: Knowledge) -> None:
    result = graded(knowledge, "eds2-2013", [EdsRecord(outcome="4.1", grade="achieving")])

    assert bounds(result, "4.1") == ("achieving", "achieving")
    (step,) = result.findings.because("eds_outcome", "4.1", "floor")
    assert "from memory, not verified" in step.says


def test_no_grade_is_final_before_groups_are_shown_to_be_supported(knowledge: Knowledge) -> None:
    reason = "it is not shown that groups were supported first"
    before = graded(knowledge, "eds-2022", scores("33"))
    after = graded(knowledge, "eds-2022", scores("33"), supported=True)

    assert before.findings.values("organisation", "organisation", "eds_provisional") == (reason,)
    assert before.findings.values("eds_outcome", "1A", "provisional") == (reason,)
    (step,) = before.findings.because("organisation", "organisation", "eds_provisional")
    assert step.passages == ("L2095-2109",)
    assert after.findings.values("organisation", "organisation", "eds_provisional") == ()
    assert after.findings.values("eds_outcome", "1A", "provisional") == ()
    assert whole(before) == whole(after) == ("excelling", "excelling")


def test_a_record_of_a_later_day_does_not_count_and_is_said_not_to(knowledge: Knowledge) -> None:
    late = EdsRecord(outcome="1A", score=3, date=AS_OF + dt.timedelta(days=1))

    result = graded(knowledge, "eds-2022", [late])

    assert bounds(result, "1A") == ("undeveloped", "excelling")
    (outcome,) = [o for o in eds_part(result.findings).outcomes if o.id == "1A"]
    assert outcome.recorded == f"recorded on {AS_OF + dt.timedelta(days=1)}, after the as-of date, so it does not count"


# Two hundred and forty in all: eighty each time, the others with "-m volume".
BLOCKS = [pytest.param(block, marks=[pytest.mark.volume] if block >= 2 else []) for block in range(6)]


@pytest.mark.parametrize("block", BLOCKS)
def test_random_records_have_the_grades_that_the_oracle_reads_out_of_the_text(block: int, knowledge: Knowledge) -> None:
    # assess() itself holds every engine against the first.
    seen: set[tuple[str, str]] = set()
    for seed in range(block * 40, block * 40 + 40):
        result = assess(random_assessment(knowledge.framework, seed), knowledge)
        assert differences_from_oracle(result) == []
        seen |= {bounds(result, name) for name in result.findings.facts.things["eds_outcome"]}  # type: ignore[arg-type]
    assert len(seen) >= 6, "random records should reach several grades and ranges"


def differences_from_oracle(result: Result) -> list[str]:
    assessment, findings, found = result.assessment, result.findings, []
    edition = edition_for(assessment)
    assert edition == findings.value("organisation", "organisation", "eds_edition")
    if edition is None:
        return []
    records = {name: r for name, r in counted(assessment).items() if name in findings.framework.eds[edition].outcomes}
    supported = findings.value("criterion", "BS11.A1", "verdict") == "met"
    for name in findings.framework.eds[edition].outcomes:
        wanted = outcome_range(records.get(name), edition)
        if bounds(result, name) != (wanted.floor, wanted.ceiling):
            found.append(f"{name}: product {bounds(result, name)}, oracle {wanted}")
        why = {REASONS[str(r)] for r in findings.values("eds_outcome", name, "provisional")}
        if why != provisional(records.get(name), edition, supported):
            found.append(f"{name}: provisional {why}")
    wanted_whole = organisation_range(records) if edition == "eds-2022" else None
    if whole(result) != ((wanted_whole.floor, wanted_whole.ceiling) if wanted_whole else (None, None)):
        found.append(f"organisation: product {whole(result)}, oracle {wanted_whole}")
    return found


REASONS = {
    "it is not shown that groups were supported first": "support",
    "it is not scored": "score",
    "it is not known how every group fares": "groups",
}


def organisation(name: str, total: str, *commissions: str, edition: str = "eds-2022") -> Assessment:
    records = scores(total) if edition == "eds-2022" else ()
    return Assessment(
        organisation=Organisation(name=name, kind="nhs trust", fictional=True, commissions=commissions),
        as_of=AS_OF, editions=Editions(eds=edition), eds=tuple(records),
    )  # fmt: skip


def advice_to(programme: Programme, name: str) -> dict[str, set[str]]:
    """What one organisation is advised, by outcome, with an empty name for the whole."""
    (result,) = [r for r in programme.results if r.assessment.organisation.name == name]
    findings = result.findings
    found = {
        o: set(map(str, findings.values("eds_outcome", o, "advice"))) for o in findings.facts.things["eds_outcome"]
    }
    return found | {"": set(map(str, findings.values("organisation", "organisation", "eds_advice")))}


def test_a_commissioner_above_its_provider_is_advised_and_nothing_is_overwritten(knowledge: Knowledge) -> None:
    programme = assess_programme([organisation("Board", "30", "Trust"), organisation("Trust", "10")], knowledge)

    commissioner = programme.results[0]
    assert advice_to(programme, "Board")[""] == {"downgrade to be considered"}
    (step,) = commissioner.findings.because("organisation", "organisation", "eds_advice")
    assert step.passages == ("L2111-2121",)
    assert step.held[1].rests_on == ("Trust",)
    assert "below it: Trust" in step.says
    assert whole(commissioner) == ("achieving", "achieving")
    assert advice_to(programme, "Trust")[""] == set()


@pytest.mark.parametrize("programmes", [8, pytest.param(25, marks=pytest.mark.volume)])
def test_advice_for_each_outcome_is_what_the_oracle_says_over_random_programmes(
    programmes: int, knowledge: Knowledge
) -> None:
    seen: set[str] = set()
    for seed in range(programmes):
        draw = random.Random(seed)
        names = [f"Organisation {n}" for n in range(5)]
        assessments = []
        for name in names:
            providers = tuple(draw.sample(names, draw.choice((0, 1, 3))))
            one = random_assessment(knowledge.framework, draw.randrange(1000), 0)
            owner = ORGANISATION.model_copy(update={"name": name, "commissions": providers})
            assessments.append(one.model_copy(update={"organisation": owner}))
        programme = assess_programme(assessments, knowledge)
        seen |= check_programme(assessments, programme)
    assert seen == {"downgrade to be considered", "a provider is not known well enough to compare"}


def check_programme(assessments: list[Assessment], programme: Programme) -> set[str]:
    by_name = {a.organisation.name: a for a in assessments}
    seen: set[str] = set()
    for name, assessment in by_name.items():
        edition = edition_for(assessment)
        assert edition is not None
        providers = [by_name[p] for p in assessment.organisation.commissions if p != name]
        given = advice_to(programme, name)
        for outcome, said in given.items():
            if not outcome:
                continue
            mine = outcome_range(counted(assessment).get(outcome), edition).floor
            # By hand from the crosswalk: only 3.5 of 2011 and 3.5 of EDS2 are exactly the same.
            theirs = [
                outcome_range(counted(p).get(outcome), their)
                for p in providers
                if (their := edition_for(p)) == edition
                or (outcome == "3.5" and {edition, their} == {"eds-2011", "eds2-2013"})
            ]
            assert said == advice(mine, theirs), f"{name} {outcome}"
            seen |= said
        whole_floor = organisation_range(counted(assessment)).floor
        ranges = [organisation_range(counted(p)) for p in providers if edition_for(p) == "eds-2022"]
        assert given[""] == (advice(whole_floor, ranges) if edition == "eds-2022" else set())
    return seen


def test_circles_and_chains_of_commissioning_are_said_and_harm_nothing(knowledge: Knowledge) -> None:
    programme = assess_programme(
        [
            organisation("A", "33", "B"), organisation("B", "22", "C"), organisation("C", "8", "A"),
            organisation("D", "33", "E"), organisation("E", "33", "F"), organisation("F", "0"),
        ],
        knowledge,
    )  # fmt: skip

    assert "A and B and C commission one another in a circle; each is compared with those it commissions" in (
        programme.notes
    )
    assert "D reaches F only through E; it is compared with those it commissions itself" in programme.notes
    wanted = {"downgrade to be considered"}
    assert {n: advice_to(programme, n)[""] for n in "ABCDEF"} == {
        "A": wanted, "B": wanted, "C": set(), "D": set(), "E": wanted, "F": set(),
    }  # fmt: skip


def test_unknown_names_and_an_organisation_that_commissions_itself_are_said(knowledge: Knowledge) -> None:
    programme = assess_programme(
        [organisation("Fen Board", "33", "Fen  trust", "Fen Board", "Harbor Trust"), organisation("Fen Trust", "0"),
         organisation("Harbour Trust", "0")],
        knowledge,
    )  # fmt: skip

    assert programme.commissioning.providers["Fen Board"] == ("Fen Trust",)
    assert "Fen Board says that it commissions itself; that is left out" in programme.notes
    (missing,) = [note for note in programme.notes if "Harbor" in note]
    assert missing.endswith("which is not assessed here; did you mean 'Harbour Trust'?")


@given(st.sets(st.tuples(st.sampled_from("ABCDE"), st.sampled_from("ABCDE"))))
def test_circles_and_chains_are_those_that_repeated_joining_finds(edges: set[tuple[str, str]]) -> None:
    organisations = [
        Organisation(name=n, kind="nhs trust", commissions=tuple(sorted(b for a, b in edges if a == n)))
        for n in "ABCDE"
    ]

    notes = commissioning_of(organisations).notes

    kept = {(a, b) for a, b in edges if a != b}
    reach = reachable(kept, "ABCDE")
    chains = {(a, b) for a, b in reach if a != b and (a, b) not in kept}
    circles = {frozenset({a} | {b for b in "ABCDE" if (a, b) in reach and (b, a) in reach}) for a, c in reach if a == c}
    assert {tuple(n.split(" only ")[0].split(" reaches ")) for n in notes if " reaches " in n} == chains
    assert {frozenset(n.split(" commission ")[0].split(" and ")) for n in notes if " in a circle" in n} == circles


def test_different_editions_are_compared_only_where_the_crosswalk_says_exact(knowledge: Knowledge) -> None:
    all_well = dict.fromkeys(GROUPS, "well")
    records = tuple(EdsRecord(outcome=n, groups=all_well) for n in ("3.4", "3.5"))
    board = organisation("Board", "0", "Trust", edition="eds2-2013").model_copy(update={"eds": records})
    none_well = tuple(EdsRecord(outcome=n, groups=dict.fromkeys(GROUPS, "not well")) for n in ("3.4", "3.5"))
    trust = organisation("Trust", "0", edition="eds-2011").model_copy(update={"eds": none_well})

    programme = assess_programme([board, trust], knowledge)

    given_ = advice_to(programme, "Board")
    assert {n for n, said in given_.items() if said} == {"3.5"}
    assert any("only 3.5 can be compared" in note for note in programme.notes)


def test_the_order_of_organisations_changes_no_finding(knowledge: Knowledge) -> None:
    read = [organisation("A", "33", "B", "C"), organisation("B", "21.5", "C"), organisation("C", "7.5")]

    there = assess_programme(read, knowledge)
    back = assess_programme(read[::-1], knowledge)

    assert {n: advice_to(there, n) for n in "ABC"} == {n: advice_to(back, n) for n in "ABC"}


def inclead(*arguments: object) -> ClickResult:
    return CliRunner().invoke(main, [str(a) for a in arguments])


PROGRAMME = ROOT / "assessments" / "fen-programme"


def test_the_example_has_the_rating_worked_out_by_hand(complete: Result) -> None:
    """2.5 + 2 + 1 + 2 + 1.5 + 2 + 2 + 1 is 14, and three outcomes without a score could add 9."""
    part = eds_part(complete.findings)

    assert part.rating is not None
    assert (part.rating.least, part.rating.most) == ("14", "23")
    assert (part.rating.floor, part.rating.ceiling) == ("developing", "achieving")
    assert [o.id for o in part.outcomes if not o.known] == ["2A", "2C", "3C"]
    assert [r.reason for r in part.provisional] == ["not every outcome is scored"]
    assert [o.id for o in part.outcomes if o.evidence and not o.evidenced] == ["3B"], "its evidence has lapsed"


def test_each_rule_on_the_eds_fires_somewhere_in_the_examples_or_random_records(
    complete: Result, knowledge: Knowledge
) -> None:
    programme = assess_programme(read_programme(PROGRAMME, knowledge.framework), knowledge)
    results = [complete, *programme.results]
    results += [assess(random_assessment(knowledge.framework, seed), knowledge) for seed in range(30)]

    ruled = {r.id for r in complete.findings.ruleset.by_key.values() if r.id.startswith("eds")}
    fired = {r.id for one in results for r in one.findings.ruleset.by_key.values() if one.findings.matcher.subjects(r)}

    assert len(ruled) == 18
    assert ruled - fired == set()


def test_tables_say_not_known_yet_where_nothing_is_recorded(complete: Result) -> None:
    rows = {row[2]: row for row in eds_rows([complete])}

    assert rows["2A"][4:7] == ("not known yet", "excelling", "nothing recorded")
    assert rows["1A"][4:6] == ("achieving", "achieving")
    assert rows["all"][6] == "total 14 to 23"


def test_the_page_shows_outcomes_with_grade_words_and_their_proofs(complete: Result) -> None:
    html = rendered(complete, "html")
    section = html[html.index('<section id="eds"') : html.index('<section id="set-aside"')]

    for outcome in eds_part(complete.findings).outcomes:
        assert f'<a href="#eds-{outcome.id}">{outcome.id} {outcome.label}</a>' in section
        assert f'<details id="eds-{outcome.id}">' in section
    assert section.count("not known yet") == 3
    assert "total 14 to 23" in section
    assert "A band is reached only when its lower bound is" in section
    assert "(from memory, not verified)" in section


def test_a_page_without_records_says_that_nothing_is_known(knowledge: Knowledge) -> None:
    html = render(assess(Assessment(organisation=ORGANISATION, as_of=AS_OF), knowledge), "html")

    assert "Nothing is recorded for any of its outcomes, so nothing is known yet" in html
    assert "No edition of the Equality Delivery System" not in html


def test_records_are_in_the_graph_with_their_groups(knowledge: Knowledge) -> None:
    record = EdsRecord(outcome="1.1", groups={"age": "well", "race": "not well"}, evidence=("E1",))
    result = graded(knowledge, "eds-2011", [record], supported=True)
    graph = Graph().parse(data=render(result, "ttl"))

    found = graph.query(
        """PREFIX inc: <https://w3id.org/inclead/> PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT ?group ?faring WHERE {
          ?part inc:recordOf <https://w3id.org/inclead/eds-2011/1.1> ; inc:group ?group ; inc:faring ?faring .
          ?finding inc:about <https://w3id.org/inclead/eds-2011/1.1> ; inc:property "floor" .
          ?finding prov:wasDerivedFrom ?whole .
          ?part <http://purl.org/dc/terms/isPartOf> ?whole . ?whole prov:wasDerivedFrom ?evidence }"""
    )

    assert {(str(g).rpartition("/")[2], str(f).rpartition("/")[2]) for g, f in found} == {  # type: ignore[misc]
        ("characteristic-age", "faring-well"),
        ("characteristic-race", "faring-not-well"),
    }


@pytest.mark.parametrize("edition", ["eds-2011", "eds2-2013"])
@pytest.mark.parametrize("well", range(9))
def test_what_would_change_an_outcome_is_every_smallest_set_of_groups(
    edition: str, well: int, knowledge: Knowledge
) -> None:
    said = dict.fromkeys(GROUPS[:well], "well") | dict.fromkeys(GROUPS[well + 2 :], "not well")
    result = graded(knowledge, edition, [EdsRecord(outcome="1.1", groups=said)])
    wanted = "achieving" if grade_by_count(edition, well) in ("undeveloped", "developing") else "excelling"

    order = ["undeveloped", "developing", "achieving", "excelling"].index
    others = [name for name in GROUPS if said.get(name) != "well"]
    reaching = [
        set(some)
        for size in range(len(others) + 1)
        for some in itertools.combinations(others, size)
        if order(grade_by_count(edition, well + size)) >= order(wanted)
    ]
    smallest = [one for one in reaching if not any(other < one for other in reaching)]

    changes = WhatWouldChange(result.findings).minimal("eds_outcome", "1.1", "floor", wanted, limit=500)

    assert changes.number == len(smallest)
    assert {frozenset(c.thing.partition("/")[2] for c in one.changes) for one in changes.sets} == {
        frozenset(one) for one in smallest
    }


def test_why_not_says_how_much_is_there_and_of_what(complete: Result) -> None:
    node = Explainer(complete.findings).why_not("organisation", "organisation", "eds_floor", "achieving")
    text = "\n".join(line.text for line in node.walk())

    assert "fails: the scores add up to 22 or more; it is 14" in text
    assert "1A Access to the service: score 2.5; Mean of two services, 2 and 3; recorded by Lay panel" in text


def test_the_checklists_are_those_of_the_toolkit_in_its_order(knowledge: Knowledge) -> None:
    lists = knowledge.framework.checklists
    lines = {
        name: [knowledge.framework.criteria[c].passages[0].first_line for c in one.criteria]
        for name, one in lists.items()
    }

    assert lines == {
        "engagement": [2136, 2142, 2150, 2158, 2164, 2170, 2176, 2182, 2188, 2194, 2202],
        "commissioning": [2065, 2069, 2073, 2079],
    }


def test_a_checklist_row_has_verdict_evidence_who_and_when_and_the_gap(complete: Result) -> None:
    engagement = complete.framework.checklists["engagement"]
    rows = {row[2]: dict(zip(CHECKLIST_COLUMNS, row, strict=True)) for row in checklist_rows(complete, engagement)}

    met, unknown, lapsed = rows["BS11.A4"], rows["BS11.A3"], rows["BS11.A12"]
    assert (met["verdict"], met["evidence"], met["gap"]) == ("met", "BS-25 (supports)", "")
    assert met["who_and_when"] == "service user, 12 January 2026"
    assert (unknown["verdict"], unknown["evidence"], unknown["who_and_when"]) == ("unknown", "none", "")
    assert unknown["gap"] == complete.framework.criteria["BS11.A3"].advised_action
    assert lapsed["evidence"] == "none accepted (1 set aside)"
    assert rows["BS11.A10"]["verdict"] == "unknown (under way)"
    for row in checklist_rows(complete, complete.framework.checklists["commissioning"]):
        assert dict(zip(CHECKLIST_COLUMNS, row, strict=True))["gap"] == "", "it does not apply to this trust"


def test_the_command_grades_a_programme_and_says_what_a_table_has_no_room_for() -> None:
    result = inclead("eds", PROGRAMME)

    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert rows[0][:3] == ["organisation", "edition", "outcome"]
    assert len(rows) == 1 + 3 * 12 + 18
    assert "Harbour Hospitals NHS Trust (1B)" in next(r[9] for r in rows if r[0].startswith("Fen and") and r[2] == "1B")
    for said in (
        "St Botolph Hospice, which is not assessed here",
        "nothing can be compared, as the crosswalk of the editions calls no outcomes the same",
        "Saltmarsh Community Trust: provisional: it is not shown that groups were supported first.",
        "EDS2 (2013): the numbers behind its grades are from memory, not verified.",
        "the policy is ours",
    ):
        assert said in result.stderr


def test_the_command_writes_the_published_json() -> None:
    document = json.loads(inclead("eds", PROGRAMME, "--json").stdout)
    schema = json.loads((ROOT / "docs" / "schema" / "eds-v1.schema.json").read_text(encoding="utf-8"))

    jsonschema.validate(document, schema, cls=jsonschema.Draft202012Validator)
    assert document["organisations"][0]["organisation"] == "Fen and Wolds Integrated Care Board"
    assert document["organisations"][0]["eds"]["advice"][0]["because"][0]["passages"] == ["L2111-2121"]


def test_another_edition_may_be_asked_for_and_what_it_lacks_is_named() -> None:
    result = inclead("eds", COMPLETE, "--edition", "eds2-2013", "--format", "csv")

    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 19
    assert "not graded here, as they are outcomes of another edition: 1A, 1B, 1C" in result.stderr


def test_before_the_first_edition_nothing_is_graded_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "assessment.yaml").write_text("organisation: {name: A, kind: nhs trust}\nas_of: 2026-03-31\n")

    result = inclead("eds", tmp_path, "--as-of", "2012-03-01")

    assert result.exit_code == 0
    assert "eds-2011" in result.stderr
    # Rules begin in March 2012; before it there are none, which is said by the command that needs them.
    assert inclead("eds", tmp_path, "--as-of", "2011-01-01").exit_code == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["eds", COMPLETE, "--edition", "eds-2023"],
            "is not an edition of the EDS; did you mean 'eds-2022'?",
        ),
        (["eds", COMPLETE, "--json", "--format", "csv"], "cannot both be had"),
        (["eds", ROOT / "nowhere"], "no such folder"),
        (["eds", ROOT / "README.md"], "a file, not a folder"),
        (["eds", ROOT / "docs"], "no assessment.yaml here, nor in a folder directly below"),
        (["checklist", COMPLETE, "engagment"], "there is no checklist 'engagment'; did you mean 'engagement'?"),
        (["checklist", COMPLETE, "--json", "--format", "csv"], "cannot both be had"),
    ],
    ids=["edition", "two-formats", "nowhere", "file", "nothing-in-it", "checklist", "two-formats-of-a-checklist"],
)
def test_wrong_use_is_said_with_what_to_do(arguments: list[object], words: str) -> None:
    result = inclead(*arguments)

    assert words in result.output
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)


def test_problems_of_a_programme_name_the_folder_they_are_in_all_at_once(tmp_path: Path) -> None:
    head = "organisation: {name: Fen Trust, kind: nhs trust}\nas_of: 2026-03-31\n"
    for name, rest in (("a", ""), ("b", "eds:\n  - {outcome: 1A, score: 4}\n"), ("c", ""), ("notes", None)):
        (tmp_path / name).mkdir()
        if rest is not None:
            (tmp_path / name / "assessment.yaml").write_text(head.replace("Fen Trust", "FEN  trust") + rest)

    result = inclead("eds", tmp_path)

    assert result.exit_code == 1
    assert "b/assessment.yaml:4:26: the score 4 is above 3, the highest" in result.output
    assert "c/assessment.yaml: 'FEN  trust' is the name of the organisation in a, too" in result.output


def test_gradings_of_an_outcome_stand_beside_it_and_change_nothing(complete: Result) -> None:
    (outcome,) = [o for o in eds_part(complete.findings).outcomes if o.id == "1C"]
    rows = {row[2]: row for row in eds_rows([complete])}

    assert [(g.by, g.grade, g.stands) for g in outcome.gradings] == [
        ("community", "undeveloped", True),
        ("self", "achieving", True),
    ]
    assert (outcome.floor, outcome.ceiling) == ("developing", "developing"), "a score of 1"
    assert rows["1C"][7] == "community (Families' forum) undeveloped; self achieving; decided: developing"
    assert complete.findings.value("eds_outcome", "1C", "rival") is True
    (line,) = [line for line in rivals_of(complete.findings).subjects if line.subject == "1C"]
    assert (line.label, line.apart) == ("Free from harm", 2)


def test_a_decision_on_an_outcome_is_beside_the_grade_that_follows(knowledge: Knowledge) -> None:
    decision = GradingDecision(subject="1A", grade="excelling", reason="Seen.", decided_by="Panel", date=AS_OF)
    one = graded(knowledge, "eds-2022", [EdsRecord(outcome="1A", score=1)]).assessment

    result = assess(one.model_copy(update={"grading_decisions": (decision,)}), knowledge)

    assert result.findings.grade("eds_outcome", "1A", "settled") == "excelling"
    assert bounds(result, "1A") == ("developing", "developing")


def test_gradings_of_another_edition_are_left_out_when_another_edition_is_asked_for(knowledge: Knowledge) -> None:
    assessment = read_workspace(COMPLETE, knowledge.framework)
    other = assessment.model_copy(update={"editions": Editions(eds="eds2-2013")})

    result = assess(other, knowledge)

    assert "1C" not in {line.subject for line in rivals_of(result.findings).subjects}
    for name in ("json", "html", "ttl"):
        assert render(result, name)


def records_of(edition: str) -> st.SearchStrategy[tuple[EdsRecord, ...]]:
    """Strategy over records for some outcomes of an edition, with gaps in each."""
    framework = KNOWLEDGE.framework
    outcomes = st.lists(st.sampled_from(list(framework.eds[edition].outcomes)), unique=True, max_size=11)
    if edition == "eds-2022":
        score = st.none() | st.decimals(0, 3, places=2)
        found = st.builds(EdsRecord, outcome=st.just("1A"), score=score)
    else:
        groups = st.dictionaries(st.sampled_from(GROUPS), st.sampled_from(("well", "not well")))
        found = st.builds(EdsRecord, outcome=st.just("1.1"), groups=groups)
    return outcomes.flatmap(
        lambda names: st.tuples(*(found.map(lambda r, n=name: r.model_copy(update={"outcome": n})) for name in names))
    )


def grades_of(edition: str, records: Iterable[EdsRecord]) -> list[tuple[str | None, str | None]]:
    one = Assessment(organisation=ORGANISATION, as_of=AS_OF, editions=Editions(eds=edition), eds=tuple(records))
    result = assess(one, KNOWLEDGE, [ReferenceEngine()])
    return [whole(result), *(bounds(result, name) for name in KNOWLEDGE.framework.eds[edition].outcomes)]


def settled(edition: str, records: Iterable[EdsRecord], *, good: bool) -> list[EdsRecord]:
    """Fill in all that is not recorded, as well or as badly as can be."""
    by_name = {record.outcome: record for record in records}
    filled = []
    for name in KNOWLEDGE.framework.eds[edition].outcomes:
        record = by_name.get(name, EdsRecord(outcome=name))
        if edition == "eds-2022":
            unknown = {"score": Decimal(3 if good else 0)} if record.score is None else {}
            filled.append(record.model_copy(update=unknown))
        else:
            groups = dict.fromkeys(GROUPS, "well" if good else "not well") | dict(record.groups)
            filled.append(record.model_copy(update={"groups": groups}))
    return filled


@pytest.mark.parametrize("edition", ["eds-2011", "eds2-2013", "eds-2022"])
@given(st.data())
@settings(max_examples=25)
def test_what_is_not_known_reaches_from_floor_to_ceiling_exactly(edition: str, data: st.DataObject) -> None:
    records = data.draw(records_of(edition))

    now = grades_of(edition, records)

    assert grades_of(edition, settled(edition, records, good=True)) == [(high, high) for _, high in now]
    assert grades_of(edition, settled(edition, records, good=False)) == [(low, low) for low, _ in now]


@given(st.data())
@settings(max_examples=25)
def test_the_order_of_records_never_matters(data: st.DataObject) -> None:
    records = data.draw(records_of("eds-2022"))
    shuffled = data.draw(st.permutations(records))

    assert grades_of("eds-2022", shuffled) == grades_of("eds-2022", records)


@given(st.lists(st.decimals(0, 3, places=4), min_size=11, max_size=11))
@settings(max_examples=50)
def test_scores_are_added_exactly(written: list[Decimal]) -> None:
    records = [EdsRecord(outcome=n, score=s) for n, s in zip(OUTCOMES_WITH_SCORES, written, strict=True)]
    total = sum((int(s * 10_000) for s in written), 0)  # in ten-thousandths: whole numbers

    expected = "undeveloped" if total < 80_000 else "developing" if total < 220_000 else "achieving"

    assert grades_of("eds-2022", records)[0] == (
        (expected, expected) if total < 330_000 else ("excelling", "excelling")
    )
