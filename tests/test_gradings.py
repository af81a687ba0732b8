"""Gradings by several parties: read strictly, kept whole, and never mixed with what is inferred."""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from click.testing import CliRunner
from click.testing import Result as Outcome
from conftest import COMPLETE, FIRST_DAY, ROOT, rendered
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import DCTERMS, PROV, RDF, Graph, Literal, URIRef
from rdflib.term import Node
from samples import AS_OF, ORGANISATION, random_decisions, random_gradings

from inclead_graph.assess import Knowledge, Result, assess, evidence_digest, load_knowledge
from inclead_graph.cli import main
from inclead_graph.inference.explain import Explainer
from inclead_graph.inference.facts import INPUTS, RELATIONS, facts_of
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.inference.rivals import Rivals, rivals_of
from inclead_graph.model.assessment import Assessment, Dissent, Evidence, Grading, GradingDecision
from inclead_graph.reports import gradings_text, render
from inclead_graph.terms import INC
from inclead_graph.workspace import new_workspace, read_workspace

KNOWLEDGE = load_knowledge()


def day(number: int) -> dt.date:
    return AS_OF + dt.timedelta(days=number)


def grading(subject: str = "BR1", by: str = "self", grade: str | None = "achieving", **more: object) -> Grading:
    return Grading.model_validate({"subject": subject, "by": by, "grade": grade, "date": day(-30), **more})


def decision(subject: str = "BR1", grade: str = "developing", on: int = -5) -> GradingDecision:
    return GradingDecision(subject=subject, grade=grade, reason="We looked.", decided_by="Panel", date=day(on))


def record(name: str, criterion: str = "BR1.A1", date: dt.date | None = AS_OF) -> Evidence:
    return Evidence(
        id=name, title="A record", criteria=(criterion,), claim="supports", status="in place", kind="document",
        voice="board", date=date, source="Minutes", locator="p. 1",
    )  # fmt: skip


def assessment(*gradings: Grading, **more: object) -> Assessment:
    return Assessment.model_validate({"organisation": ORGANISATION, "as_of": AS_OF, "gradings": gradings, **more})


def test_everything_that_is_graded_has_its_facts(knowledge: Knowledge) -> None:
    kinds = set(knowledge.framework.graded.values())

    assert {"stage", "factor"} <= kinds
    for kind in kinds:
        assert INPUTS[kind, "decided"] == "grade"
        assert INPUTS[kind, "decided_on"] == "date"
        assert RELATIONS[kind, "gradings"] == "grading"


def test_a_grading_is_a_fact_with_what_was_said_and_nothing_that_was_not(knowledge: Knowledge) -> None:
    said = grading(rater="Table 2", by="lay panel", supported=False, dissent=(Dissent(grade="developing", reason="x"),))
    silent = grading(by="peer", grade=None, reason="Too little time.")

    facts = facts_of(assessment(said, silent), knowledge.framework)

    assert facts.things["grading"] == (said.id, silent.id) == (
        "BR1/lay panel/Table 2/2026-03-01", "BR1/peer/2026-03-01",
    )  # fmt: skip
    columns = {name: facts.columns["grading", name] for kind, name in INPUTS if kind == "grading"}
    assert columns == {
        "subject": {said.id: "BR1", silent.id: "BR1"},
        "by": {said.id: "lay panel", silent.id: "peer"},
        "rater": {said.id: "Table 2"},
        "grade": {said.id: "achieving"},
        "date": {said.id: day(-30), silent.id: day(-30)},
        "supported": {said.id: False},
        "dissent": {said.id: True, silent.id: False},
    }


def test_gradings_hang_on_what_they_grade_and_on_the_organisation(knowledge: Knowledge) -> None:
    of_stage, of_factor = grading("BR"), grading("BR1")

    related = facts_of(assessment(of_factor, of_stage), knowledge.framework).related

    assert related["organisation", "gradings"] == {"organisation": (of_stage.id, of_factor.id)}
    assert related["stage", "gradings"] | related["factor", "gradings"] == {
        **dict.fromkeys([*knowledge.framework.stages, *knowledge.framework.factors], ()),
        "BR": (of_stage.id,),
        "BR1": (of_factor.id,),
    }


def test_a_grading_knows_which_evidence_under_its_subject_is_dated_after_it(knowledge: Knowledge) -> None:
    early, same, late = record("E1", date=day(-31)), record("E2", date=day(-30)), record("E3", date=day(-29))
    elsewhere, undated = record("E4", "BR2.A1"), record("E5", date=None)
    of_factor, of_stage = grading("BR1"), grading("BR")

    related = facts_of(
        assessment(of_factor, of_stage, evidence=(late, early, same, elsewhere, undated)), knowledge.framework
    ).related

    assert related["grading", "evidence"][of_factor.id] == ("E1", "E2", "E3", "E5")
    assert related["grading", "later_evidence"][of_factor.id] == ("E3",)
    assert related["grading", "later_evidence"][of_stage.id] == ("E3", "E4")


def test_a_later_grading_follows_an_earlier_one_of_the_same_people_only(knowledge: Knowledge) -> None:
    first, second = grading(rater="T1"), grading(rater="T1", date=day(-3))
    others = (grading(rater="T2", date=day(-2)), grading(by="peer", date=day(-2)), grading("BR2", date=day(-2)))

    related = facts_of(assessment(first, second, *others), knowledge.framework).related

    later = related["grading", "later_gradings"]
    assert {name: ids for name, ids in later.items() if ids} == {first.id: (second.id,)}


@pytest.mark.parametrize(("days", "grade"), [((-9, -5), "b"), ((-5, -9), "a"), ((-5, 1), "a"), ((1, 2), "b")])
def test_the_latest_decision_by_the_day_stands(days: tuple[int, int], grade: str, knowledge: Knowledge) -> None:
    named = {"a": "developing", "b": "achieving"}
    given = tuple(decision(grade=g, on=n) for g, n in zip(named.values(), days, strict=True))

    columns = facts_of(assessment(grading_decisions=given), knowledge.framework).columns

    assert columns["factor", "decided"] == {"BR1": named[grade]}
    assert columns["factor", "decided_on"] == {"BR1": day(days["ab".index(grade)])}
    assert columns["stage", "decided"] == {}


def test_the_order_of_gradings_changes_neither_digest_nor_graph(knowledge: Knowledge) -> None:
    gradings = [grading(by=by, rater=r) for by in knowledge.framework.words("grader") for r in (None, "A", "B")]
    decisions = [decision(on=n) for n in range(-5, 3)]
    one = assessment(*gradings, grading_decisions=tuple(decisions))
    random.Random(7).shuffle(gradings)
    random.Random(8).shuffle(decisions)
    other = assessment(*gradings, grading_decisions=tuple(decisions))

    assert one != other
    assert evidence_digest(one) == evidence_digest(other)
    graphs = [render(assess(a, knowledge, [ReferenceEngine()]), "ttl") for a in (one, other)]
    assert graphs[0] == graphs[1]


def test_the_digest_notices_every_word_of_a_grading() -> None:
    said = {"rater": "T", "supported": True, "reason": "r", "dissent": [{"grade": "developing", "reason": "d"}]}
    whole = grading(**said)
    others = [grading(), *(grading(**{**said, name: None if name != "dissent" else []}) for name in said)]

    digests = {evidence_digest(assessment(one)) for one in (whole, *others)}

    assert len(digests) == 6


def test_gradings_and_decisions_change_nothing_that_was_inferred(knowledge: Knowledge) -> None:
    evidence = (record("E1"), record("E2", "BR1.A2"))
    plain = assess(assessment(evidence=evidence), knowledge, [ReferenceEngine()])
    graded = assess(
        assessment(
            grading(grade="excelling"), grading("BR", grade="excelling"), evidence=evidence,
            grading_decisions=(decision(grade="excelling"),),
        ),
        knowledge, [ReferenceEngine()],
    )  # fmt: skip

    for place, values in plain.findings.inference.concluded.items():
        if place[1] in ("floor", "ceiling", "verdict"):
            assert graded.findings.inference.concluded[place] == values


def test_the_graph_has_gradings_dissent_and_decisions_with_their_reasons(knowledge: Knowledge) -> None:
    said = grading(
        by="lay panel", rater="Table 2", supported=True, reason="They told us.",
        dissent=(Dissent(grade="developing", reason="Not on nights.", by="M."),),
    )  # fmt: skip
    result = assess(assessment(said, grading_decisions=(decision(),)), knowledge, [ReferenceEngine()])
    graph = Graph().parse(data=render(result, "ttl"), format="turtle")
    words = knowledge.framework.vocabularies

    (node,) = graph.subjects(RDF.type, INC.Grading)
    assert graph.value(node, INC.gradingOf) == URIRef(knowledge.framework.factors["BR1"].iri)
    assert graph.value(node, INC.grader) == URIRef(words["grader"]["lay panel"].iri)
    assert graph.value(node, INC.grade) == URIRef(words["grade"]["achieving"].iri)
    assert [str(graph.value(node, p)) for p in (DCTERMS.creator, DCTERMS.description, DCTERMS.date)] == [
        "Table 2", "They told us.", "2026-03-01",
    ]  # fmt: skip
    assert str(graph.value(node, INC.supported)) == "true"
    (dissent,) = graph.objects(node, INC.dissent)
    assert str(graph.value(dissent, DCTERMS.description)) == "Not on nights."
    (settled,) = graph.subjects(RDF.type, INC.Decision)
    assert graph.value(settled, INC.settles) == URIRef(knowledge.framework.factors["BR1"].iri)
    assert str(graph.value(settled, DCTERMS.description)) == "We looked."


def test_the_example_in_a_new_workspace_can_be_used_by_removing_the_signs(knowledge: Knowledge, tmp_path: Path) -> None:
    head, *_ = new_workspace(tmp_path / "w", knowledge.framework, "A trust", "nhs trust", AS_OF)
    lines = head.read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line == "# gradings:")
    used = [line.removeprefix("# ") for line in lines[start:] if line.startswith(("#  ", "# grading", "# targets"))]
    head.write_text("\n".join([*lines[:start], *used]), encoding="utf-8")

    read = read_workspace(tmp_path / "w", knowledge.framework)

    assert (len(read.gradings), len(read.gradings[0].dissent), len(read.grading_decisions)) == (1, 1, 1)
    assert len(read.targets) == 1


def test_gradings_that_differ_are_rivals_with_a_proof_and_a_decision_settles_them(knowledge: Knowledge) -> None:
    low, high = grading(grade="developing"), grading(by="community", grade="excelling")
    settled = decision(grade="achieving")
    findings = assess(assessment(low, high, grading_decisions=(settled,)), knowledge).findings

    assert findings.value("factor", "BR1", "rival") is True
    assert {i for step in findings.because("factor", "BR1", "rival") for held in step.held for i in held.rests_on} == {
        low.id, high.id,
    }  # fmt: skip
    assert findings.value("factor", "BR1", "settled") == "achieving"
    assert findings.grade("factor", "BR1", "floor") == "undeveloped"
    told = [node.text for node in Explainer(findings).thing("factor", "BR1").walk()]
    assert "decided by Panel on 26 March 2026: We looked." in told


def test_a_decision_that_has_the_grade_of_the_floor_still_shows_its_reason(knowledge: Knowledge) -> None:
    findings = assess(assessment(grading_decisions=(decision(grade="undeveloped"),)), knowledge).findings

    told = [node.text for node in Explainer(findings).thing("factor", "BR1").walk()]

    assert "decided by Panel on 26 March 2026: We looked." in told


def test_only_what_stands_is_a_rival(knowledge: Knowledge) -> None:
    one = grading(by="peer", grade="developing")
    superseded = (grading(grade="excelling"), grading(grade="developing", date=day(-3)))
    too_late, abstained = grading(by="staff", grade="excelling", date=day(1)), grading(by="community", grade=None)

    findings = assess(assessment(one, *superseded, too_late, abstained), knowledge).findings

    assert findings.value("factor", "BR1", "rival") is False
    standing = [g for g in findings.facts.things["grading"] if findings.value("grading", g, "stands")]
    assert standing == sorted([one.id, superseded[1].id, abstained.id])


def test_the_graph_leads_from_a_rivalry_to_its_gradings_and_from_a_decided_grade_to_the_decision(
    knowledge: Knowledge,
) -> None:
    low, high = grading(grade="developing"), grading(by="community", grade="excelling")
    result = assess(assessment(low, high, grading_decisions=(decision(),)), knowledge, [ReferenceEngine()])
    graph = Graph().parse(data=render(result, "ttl"), format="turtle")

    def sources(name: str) -> set[Node]:
        (finding,) = graph.subjects(INC.property, Literal(name))
        return set(graph.objects(finding, PROV.wasDerivedFrom))

    assert sources("rival") >= set(graph.subjects(RDF.type, INC.Grading))
    assert sources("settled") == set(graph.subjects(RDF.type, INC.Decision))


def side_by_side(knowledge: Knowledge, *gradings: Grading, **more: object) -> Rivals:
    return rivals_of(assess(assessment(*gradings, **more), knowledge, [ReferenceEngine()]).findings)


@pytest.mark.parametrize(
    ("grades", "middle"),
    [
        (["developing"], "developing"),
        (["achieving", "undeveloped"], "undeveloped"),
        (["excelling", "undeveloped", "achieving"], "achieving"),
        (["excelling", "excelling", "undeveloped", "developing"], "developing"),
        ([None, "excelling"], "excelling"),
        ([None, None], None),
    ],
)
def test_a_party_has_the_middle_grade_of_its_raters_the_lower_of_two(
    grades: list[str | None], middle: str | None, knowledge: Knowledge
) -> None:
    given = [grading(by="lay panel", rater=f"T{n}", grade=g, reason="So.") for n, g in enumerate(grades)]

    (line,) = side_by_side(knowledge, *given).subjects

    assert [(p.by, p.grade, len(p.gradings)) for p in line.parties] == [("lay panel", middle, len(grades))]


@pytest.mark.parametrize(
    ("grade", "steps"), [("undeveloped", -1), ("developing", 0), ("achieving", 0), ("excelling", 1)]
)
def test_how_far_a_grading_is_outside_the_evidence_is_counted_in_grades(
    grade: str, steps: int, knowledge: Knowledge
) -> None:
    """BR4 of the example has the floor developing and the ceiling achieving."""
    known = read_workspace(COMPLETE, knowledge.framework)
    alone = known.model_copy(update={"gradings": (grading("BR4", grade=grade),), "grading_decisions": ()})

    (line,) = rivals_of(assess(alone, knowledge, [ReferenceEngine()]).findings).subjects

    assert (line.floor, line.ceiling) == ("developing", "achieving")
    assert line.parties[0].steps == steps


def test_what_does_not_apply_has_gradings_but_no_distance_from_the_evidence(complete: Result) -> None:
    alone = complete.assessment.model_copy(update={"gradings": (grading("BR5"),), "grading_decisions": ()})

    (line,) = rivals_of(assess(alone, KNOWLEDGE, [ReferenceEngine()]).findings).subjects

    assert (line.floor, line.ceiling, line.parties[0].steps) == (None, None, None)


def test_every_thing_that_was_graded_or_decided_has_a_line_and_nothing_else_has(complete: Result) -> None:
    rivals = rivals_of(complete.findings)
    subjects = {g.subject for g in complete.assessment.gradings} | {"CR2"}

    assert {line.subject for line in rivals.subjects} == subjects
    assert len(rivals.subjects) == len(subjects)
    shown = [g for line in rivals.subjects for p in line.parties for g in p.gradings]
    past = [g for line in rivals.subjects for g in line.past]
    assert sorted(g.id for g in (*shown, *past)) == sorted(g.id for g in complete.assessment.gradings)
    assert [g.id for g in past] == ["BS8/self/2025-10-01"]


def test_the_example_has_all_five_parties_an_abstention_dissent_and_a_decision_beside_the_floor(
    complete: Result,
) -> None:
    lines = {line.subject: line for line in rivals_of(complete.findings).subjects}

    for factor in ("BR1", "CR2"):
        assert [p.by for p in lines[factor].parties] == ["self", "staff", "lay panel", "community", "peer"]
    assert [p.by for p in lines["BR3"].parties if p.grade is None] == ["community"]
    assert lines["CR2"].decision is not None
    assert lines["CR2"].apart == 2
    assert len(list(gradings_text.dissents(lines["CR2"]))) == 1
    assert all(bool(line.because) == bool(line.apart) for line in lines.values())


@given(seed=st.integers(0, 400))
@settings(max_examples=60)
def test_the_rules_call_rivals_exactly_what_differs(seed: int) -> None:
    """Worked out here from the records alone."""
    framework = KNOWLEDGE.framework
    given_ = assessment(*random_gradings(framework, seed), grading_decisions=random_decisions(framework, seed))
    latest: dict[tuple[str, str, str | None], Grading] = {}
    for one in sorted(given_.gradings, key=lambda g: g.date):
        if one.date <= AS_OF:
            latest[one.subject, one.by, one.rater] = one
    grades: dict[str, set[str]] = {}
    for one in latest.values():
        if one.grade:
            grades.setdefault(one.subject, set()).add(one.grade)

    findings = assess(given_, KNOWLEDGE).findings

    assert {g for g in findings.facts.things["grading"] if findings.value("grading", g, "stands")} == {
        one.id for one in latest.values()
    }
    for subject, kind in framework.graded.items():
        assert findings.value(kind, subject, "rival") is (len(grades.get(subject, ())) > 1)


def inclead(*arguments: object) -> Outcome:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_the_command_writes_a_line_for_each_thing_and_says_how_far_they_agree() -> None:
    result = inclead("gradings", COMPLETE)

    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert lines[0][:5] == ["subject", "label", "floor", "ceiling", "self"]
    assert len(lines) == 9
    assert len({len(line) for line in lines}) == 1
    by_subject = {line[0]: dict(zip(lines[0], line, strict=True)) for line in lines[1:]}
    assert by_subject["CR2"]["self"] == "achieving"
    assert by_subject["CR2"]["community"] == "undeveloped (1 undeveloped, 1 developing)"
    assert by_subject["CR2"]["outside the evidence"] == "self 1 above the ceiling; community 1 below the floor"
    assert by_subject["CR2"]["decided"] == "developing"
    assert "satisfaction, which is not inclusion" in by_subject["CR2"]["dissent"]
    assert by_subject["BR3"]["community"] == "abstained"
    assert by_subject["BS4"]["staff"] == ""
    assert "Agreement between parties: Krippendorff's alpha (ordinal) 0." in result.stderr
    assert "seed" in result.stderr


def test_the_same_in_csv_and_json(tmp_path: Path) -> None:
    table = inclead("gradings", COMPLETE).stdout.splitlines()
    inclead("gradings", COMPLETE, "--format", "csv", "-o", tmp_path / "g.csv")
    document = json.loads(inclead("gradings", COMPLETE, "--json").stdout)

    rows = list(csv.reader((tmp_path / "g.csv").read_text(encoding="utf-8").splitlines()))
    assert rows == [line.split("\t") for line in table]
    assert [s["subject"] for s in document["gradings"]["subjects"]] == [row[0] for row in rows[1:]]
    jsonschema.validate(document, json.loads((ROOT / "docs/schema/gradings-v1.schema.json").read_text()))
    assert json.loads(inclead("assess", COMPLETE, "--json").stdout)["gradings"] == document["gradings"]


def test_where_nobody_graded_the_command_says_so() -> None:
    result = inclead("gradings", FIRST_DAY)

    assert result.exit_code == 0
    assert "Nobody has graded anything yet" in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_json_and_csv_together_are_refused() -> None:
    result = inclead("gradings", COMPLETE, "--json", "--format", "csv")

    assert result.exit_code == 2
    assert "--json and --format csv cannot both be had" in result.output


def test_before_the_panels_met_only_the_organisations_own_gradings_stand() -> None:
    result = inclead("gradings", COMPLETE, "--as-of", "2026-02-01", "--json")

    subjects = json.loads(result.stdout)["gradings"]["subjects"]
    assert {p["by"] for s in subjects for p in s["parties"]} == {"self"}
    assert all(s["decision"] is None for s in subjects)


def test_the_report_has_the_picture_and_the_same_as_a_table(complete: Result) -> None:
    html = rendered(complete, "html")
    section = html[html.index('<section id="gradings"') : html.index('<section id="set-aside"')]

    picture = ElementTree.fromstring(section[section.index("<svg") : section.index("</svg>") + 6])
    texts = [node.text or "" for node in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert Counter(t for t in texts if t in complete.framework.words("grader")) == Counter(
        p.by for line in rivals_of(complete.findings).subjects for p in line.parties if p.grade
    )
    assert texts.count("decided") == 3
    assert texts.count("abstained: community") == 1
    table = section[section.index("<table") : section.index("</table>")]
    assert table.count('<th scope="row">') == 8
    assert "not supported to understand the grades" in section
    assert "What is measured is satisfaction" in section


def test_a_report_without_gradings_has_no_such_section(knowledge: Knowledge) -> None:
    html = render(assess(assessment(), knowledge, [ReferenceEngine()]), "html")

    assert "gradings-heading" not in html


def test_hostile_words_in_a_grading_stay_words(knowledge: Knowledge) -> None:
    nasty = "<script>alert(1)</script>"
    given_ = grading(by="peer", rater=nasty, reason=nasty, dissent=(Dissent(grade="developing", reason=nasty),))

    html = render(assess(assessment(given_), knowledge, [ReferenceEngine()]), "html")

    assert nasty not in html
    assert html.count("&lt;script&gt;") >= 3
