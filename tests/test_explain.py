"""Why, and why not: every explanation ends in evidence and passages, and a graph query finds the same evidence."""

from __future__ import annotations

import pytest
from conftest import FIRST_DAY, rendered
from rdflib import RDF, Graph

from inclead_graph.assess import Knowledge, Result, assess
from inclead_graph.inference.explain import Explainer, Node
from inclead_graph.inference.facts import ORGANISATION
from inclead_graph.reports import render
from inclead_graph.reports.turtle import graph_name
from inclead_graph.workspace import read_workspace


@pytest.fixture(scope="module")
def explainer(complete: Result) -> Explainer:
    return Explainer(complete.findings)


@pytest.fixture(scope="module")
def graph(complete: Result) -> Graph:
    return Graph(identifier=graph_name(complete)).parse(data=rendered(complete, "ttl"), format="turtle")


def graded(result: Result) -> list[tuple[str, str]]:
    findings = result.findings
    things = [("stage", s) for s in result.framework.stages] + [("factor", f) for f in result.framework.factors]
    return [(kind, thing) for kind, thing in things if findings.grade(kind, thing, "floor") is not None]


def roles(node: Node) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for part in node.walk():
        found.setdefault(part.role, set()).add(part.thing)
    return found


def test_every_grade_is_explained_down_to_evidence_ids_and_toolkit_lines(
    complete: Result, explainer: Explainer
) -> None:
    for kind, thing in [*graded(complete), ("organisation", ORGANISATION)]:
        tree = explainer.thing(kind, thing)
        found = roles(tree)
        held = {e for bound in ("floor", "ceiling") for e in complete.findings.evidence_under(kind, thing, bound)}
        assert held <= found["evidence"], thing
        assert found["passage"] <= set(complete.framework.passages), thing
        assert found["passage"], thing
        assert any("toolkit: " in part.text and ", L" in part.text for part in tree.walk())


def test_every_grade_below_the_best_says_why_it_is_no_better(complete: Result, explainer: Explainer) -> None:
    best = complete.framework.words("grade")[-1]
    for kind, thing in graded(complete):
        if complete.findings.grade(kind, thing, "floor") != best:
            missing = [n for n in explainer.thing(kind, thing).children if n.text.startswith("Not ")]
            assert missing, thing
            assert all(n.children for n in missing), thing


def test_an_explanation_says_each_proof_once(explainer: Explainer) -> None:
    tree = explainer.thing("organisation", ORGANISATION)
    opened = [n.text for n in tree.walk() if n.role == "finding" and n.children and "[criterion-" in n.text]

    assert len(opened) == len(set(opened)) > 50


def test_evidence_that_was_set_aside_says_why(complete: Result, explainer: Explainer) -> None:
    aside = [
        e for e in complete.findings.facts.things["evidence"] if complete.findings.values("evidence", e, "set_aside")
    ]

    assert len(aside) >= 6
    for piece in aside:
        said = " ".join(n.text for n in explainer.thing("evidence", piece).walk())
        assert "why it does not count" in said
        assert "Not accepted, because" in said


def test_a_moderated_criterion_names_who_decided_and_why(explainer: Explainer) -> None:
    said = " ".join(n.text for n in explainer.thing("criterion", "CR2.A3").walk())

    assert "decided by Inclusion committee on 24 February 2026: The eating disorder forum" in said


def test_a_criterion_that_is_not_applicable_gives_the_reason(explainer: Explainer) -> None:
    said = " ".join(n.text for n in explainer.thing("criterion", "BR5.A1").walk())

    assert "declared not applicable: The trust has no Council of Governors" in said


def test_the_ceiling_says_what_it_assumes(explainer: Explainer) -> None:
    ceiling = next(n for n in explainer.thing("factor", "BR3").children if n.text.startswith("ceiling"))

    assert "if all that is unknown or contested holds" in ceiling.text


WALK = """
PREFIX inc: <https://w3id.org/inclead/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT DISTINCT ?id WHERE {
    ?grade inc:about ?thing ; inc:property ?bound ; prov:wasDerivedFrom+ ?piece .
    ?piece a inc:Evidence ; dcterms:identifier ?id .
}
"""


def test_a_query_over_the_turtle_walks_from_each_grade_to_the_same_evidence(complete: Result, graph: Graph) -> None:
    from rdflib import Literal, URIRef

    for kind, thing in graded(complete):
        named = complete.framework.stages if kind == "stage" else complete.framework.factors
        for bound in ("floor", "ceiling"):
            bindings = {"thing": URIRef(named[thing].iri), "bound": Literal(bound)}  # type: ignore[index]
            found = {str(row[0]) for row in graph.query(WALK, initBindings=bindings)}  # type: ignore[index]
            assert found == set(complete.findings.evidence_under(kind, thing, bound)), (thing, bound)


def test_the_graph_has_an_assertion_for_every_criterion_and_a_plan_for_every_rule_that_fired(
    complete: Result, graph: Graph
) -> None:
    rows = graph.query("""
        PREFIX earl: <http://www.w3.org/ns/earl#>
        SELECT ?test ?outcome WHERE {
            ?a a earl:Assertion ; earl:test ?test ; earl:assertedBy ?who ; earl:subject ?whom ;
               earl:result [ a earl:TestResult ; earl:outcome ?outcome ] . }""")
    outcomes = {str(r[0]).rpartition("/")[2]: str(r[1]).rpartition("#")[2] for r in rows}  # type: ignore[index]
    expected = {"met": "passed", "not met": "failed", "contested": "cantTell", "unknown": "untested"}
    expected["not applicable"] = "inapplicable"
    for criterion in complete.framework.criteria:
        verdict = complete.findings.value("criterion", criterion, "verdict")
        assert outcomes[criterion] == expected[str(verdict)]
    plans = graph.query("""
        PREFIX prov: <http://www.w3.org/ns/prov#>
        PREFIX inc: <https://w3id.org/inclead/>
        SELECT (COUNT(?f) AS ?n) WHERE {
            ?f a inc:Finding .
            FILTER NOT EXISTS { ?f prov:qualifiedAssociation/prov:hadPlan/a prov:Plan } }""")
    assert [int(str(r[0])) for r in plans] == [0]  # type: ignore[index]


def test_the_turtle_uses_only_terms_that_the_ontology_declares(graph: Graph) -> None:
    from inclead_graph import terms

    used = {p for p in graph.predicates() if str(p).startswith(str(terms.INC._NS))}
    used |= {o for o in graph.objects(None, RDF.type) if str(o).startswith(str(terms.INC._NS))}
    declared = {str(terms.INC._NS) + name for name in terms.INC.__annotations__}
    assert {str(u) for u in used} <= declared


def test_on_day_one_almost_everything_is_unknown_and_nothing_is_called_not_done(knowledge: Knowledge) -> None:
    result = assess(read_workspace(FIRST_DAY, knowledge.framework), knowledge)
    verdicts = [result.findings.value("criterion", c, "verdict") for c in result.framework.criteria]

    assert verdicts.count("unknown") == len(verdicts) - 2
    assert verdicts.count("not met") == 1
    assert result.findings.grade("organisation", ORGANISATION, "floor") == "undeveloped"
    assert result.findings.grade("stage", "OF", "ceiling") == "excelling"
    words = render(result, "html")
    assert words.count("? not known yet") >= len(result.framework.factors) - 2
    assert "not done" not in words.replace("not the same as not done", "")
    assert "it does not\nmean that nothing was done" in words


def test_only_what_the_same_rule_concludes_is_said_to_be_as_the_other(complete: Result) -> None:
    said = [node.text for node in Explainer(complete.findings).thing("organisation", "organisation").walk()]

    assert not any(text.startswith("EDS floor") and text.endswith("as the floor") for text in said)
    assert any(text.startswith("EDS floor: developing. ") for text in said)


def test_every_rule_fires_somewhere_in_the_complete_example(complete: Result) -> None:
    fired = {r.id for things in complete.findings.inference.fired.values() for rules in things.values() for r in rules}
    # A highest or lowest grade hides the rules below it; these are the ones that nothing can hide.
    hidden = {
        r.id
        for r in complete.findings.ruleset.by_key.values()
        if complete.findings.ruleset.types[r.about, r.property].keep in ("highest", "lowest")
    }
    # Not every state of a cell and not every pattern can be there at once; the cases show each.
    ruled = [r for r in complete.findings.ruleset.by_key.values() if r.about not in ("matrix_cell", "signal")]
    # One edition of the EDS applies at a time, and advice needs several organisations: tests/test_eds.py has each.
    ruled = [r for r in ruled if not r.id.startswith("eds")]
    # An example in which every alarm rang would be none: tests/test_xray.py has each.
    ruled = [r for r in ruled if r.property != "alarm" and r.id != "hand-two-voices"]
    everything = {r.id for r in ruled}
    subjects = {r.id for r in ruled if complete.findings.matcher.subjects(r)}

    assert everything - hidden <= fired
    assert subjects == everything
