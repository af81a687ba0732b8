"""Gradings by several parties: read strictly, kept whole, and never mixed with what is inferred."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest
from rdflib import DCTERMS, PROV, RDF, Graph, Literal, URIRef
from rdflib.term import Node
from samples import AS_OF, ORGANISATION

from inclead_graph.assess import Knowledge, assess, evidence_digest
from inclead_graph.inference.explain import Explainer
from inclead_graph.inference.facts import INPUTS, RELATIONS, facts_of
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.model.assessment import Assessment, Dissent, Evidence, Grading, GradingDecision
from inclead_graph.reports import render
from inclead_graph.terms import INC
from inclead_graph.workspace import new_workspace, read_workspace


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
    used = [line.removeprefix("# ") for line in lines[start:] if line.startswith(("#  ", "# grading"))]
    head.write_text("\n".join([*lines[:start], *used]), encoding="utf-8")

    read = read_workspace(tmp_path / "w", knowledge.framework)

    assert (len(read.gradings), len(read.gradings[0].dissent), len(read.grading_decisions)) == (1, 1, 1)


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
