"""Five questions of every finding: why, why not better, what would change it, what holds it up, when it lapses."""

from __future__ import annotations

import datetime as dt
import html
import json
import random
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from click.testing import Result as Ran
from conftest import COMPLETE, ROOT, faults_that_axe_finds, rendered

from inclead_graph.assess import Result, assess, load_knowledge, on_day
from inclead_graph.cli import main
from inclead_graph.inference.explain import Node
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.questions import QUESTIONS, Answers, FiveQuestions
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.model.assessment import Assessment, Withdrawal
from inclead_graph.reports import render

KNOWLEDGE = load_knowledge()
MAIN = ("organisation", "stage", "factor", "criterion")


def run(assessment: Assessment) -> Findings:
    return assess(assessment, KNOWLEDGE, [ReferenceEngine()]).findings


def inclead(*arguments: object) -> Ran:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def five(complete: Result) -> FiveQuestions:
    return FiveQuestions(complete.findings)


@pytest.fixture(scope="module")
def answers(five: FiveQuestions) -> list[Answers]:
    return list(five.everything())


@pytest.fixture(scope="module")
def document(complete: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(rendered(complete, "json"))
    return found


def test_every_finding_of_every_kind_that_rules_conclude_is_answered_once(
    complete: Result, answers: list[Answers]
) -> None:
    findings = complete.findings
    expected = {
        (kind, thing, name)
        for (kind, name), by_thing in findings.inference.concluded.items()
        for thing, stand in by_thing.items()
        if stand
    }

    assert {one.key for one in answers} == expected
    assert len(answers) == len(expected) > 1000
    assert {one.kind for one in answers} >= {*MAIN, "driver", "signal", "eds_outcome", "matrix_cell"}


def test_whatever_a_rule_concluded_says_why_with_its_rule_and_what_it_rests_on(answers: list[Answers]) -> None:
    for one in answers:
        assert all(step.rule and step.says and step.citation for step in one.why), one.key
        if one.kind in MAIN and one.name in ("verdict", "floor", "ceiling"):
            assert one.why, one.key
    assert sum(1 for one in answers if one.premises) > 500


def test_whatever_is_below_its_best_says_what_stands_in_the_way_and_what_would_change_it(
    answers: list[Answers],
) -> None:
    below = [one for one in answers if one.kind in MAIN and one.hoped is not None]

    assert len(below) > 100
    for one in below:
        assert one.why_not, one.key
        assert one.change is not None, one.key
        assert one.change.wanted == one.hoped, one.key
        assert one.change.sets or one.change.why_not, one.key


def test_a_finding_at_its_best_has_nothing_to_hope_for(answers: list[Answers]) -> None:
    best = {one.key for one in answers if one.values == ("excelling",) or one.values == ("met",)}

    assert len(best) > 80
    assert all(one.hoped is None and one.why_not == () and one.change is None for one in answers if one.key in best)


def test_what_holds_a_grade_up_is_what_lowers_it_when_withdrawn(complete: Result, answers: list[Answers]) -> None:
    assessment = complete.assessment
    graded = [one for one in answers if one.kind in ("stage", "organisation") and one.name in ("floor", "ceiling")]
    seen = 0
    for piece in assessment.evidence:
        gone = piece.model_copy(update={"withdrawn": Withdrawal(date=assessment.as_of, reason="Wrong.")})
        kept = tuple(gone if p.id == piece.id else p for p in assessment.evidence)
        after = run(assessment.model_copy(update={"evidence": kept}))
        for one in graded:
            words = KNOWLEDGE.framework.words("grade")
            lower = words.index(str(after.value(*one.key))) < words.index(str(one.values[0]))
            assert lower is (piece.id in {fall.evidence for fall in one.holds}), (piece.id, one.key)
            seen += lower
    assert seen >= 8


def test_a_grade_stands_on_the_day_before_it_lapses_and_is_lower_on_the_day(
    complete: Result, answers: list[Answers]
) -> None:
    words = KNOWLEDGE.framework.words("grade")
    seen = 0
    for one in answers:
        if one.kind in ("stage", "organisation") and one.name == "floor" and one.lapses:
            day, due = one.lapses
            eve = run(on_day(complete.assessment, day - dt.timedelta(days=1)))
            after = run(on_day(complete.assessment, day))
            assert eve.values(*one.key) == one.values, one.key
            assert after.values(*one.key) == due.move.after
            assert words.index(str(after.value(*one.key))) < words.index(str(one.values[0]))
            assert due.because_of, one.key
            seen += 1
    assert seen >= 3


def test_the_answers_keep_to_no_order_of_the_evidence(complete: Result, document: dict[str, Any]) -> None:
    draw = random.Random(20)
    pieces = list(complete.assessment.evidence)
    draw.shuffle(pieces)
    shuffled = complete.assessment.model_copy(update={"evidence": tuple(pieces)})

    again = json.loads(render(assess(shuffled, KNOWLEDGE, [ReferenceEngine()]), "json"))

    assert again["findings"] == document["findings"]


# In words


def questions(node: Node) -> dict[str, tuple[Node, ...]]:
    return {child.text: child.children for child in node.children}


def test_every_stage_factor_criterion_and_the_organisation_answers_all_five_in_words(
    complete: Result, five: FiveQuestions
) -> None:
    applicable = [
        (kind, thing)
        for kind in MAIN
        for thing in complete.findings.facts.things[kind]
        if complete.findings.value(kind, thing, "floor") or kind == "criterion"
    ]
    assert len(applicable) > 190
    for kind, thing in applicable:
        found = questions(five.tree(kind, thing))
        assert tuple(found) == tuple(QUESTIONS.values()), thing
        assert all(found.values()), (thing, [text for text, children in found.items() if not children])


def test_every_outcome_of_the_eds_driver_and_signal_answers_all_five_in_words(
    complete: Result, five: FiveQuestions
) -> None:
    seen = 0
    for kind in ("eds_outcome", "driver", "signal", "matrix_cell"):
        for thing in complete.findings.facts.things[kind]:
            if five.has_answers(kind, thing):
                found = questions(five.tree(kind, thing))
                assert tuple(found) == tuple(QUESTIONS.values()), thing
                assert all(found.values()), (thing, [text for text, children in found.items() if not children])
                seen += 1
    assert seen > 50


def test_questions_that_were_not_asked_are_not_answered(five: FiveQuestions) -> None:
    found = questions(five.tree("factor", "BR1", only=("holds", "why-not")))

    assert list(found) == [QUESTIONS["why-not"], QUESTIONS["holds"]]


def test_what_is_said_twice_of_a_thing_is_said_once(five: FiveQuestions) -> None:
    holds = questions(five.tree("factor", "BR4", only=("holds",)))[QUESTIONS["holds"]]

    assert len({node.text.partition(": ")[2] for node in holds}) == len(holds)


# From the command line, in JSON and on the page


def test_explain_answers_five_questions_or_those_asked_for() -> None:
    every = inclead("explain", COMPLETE, "BR4").output
    some = inclead("explain", COMPLETE, "OF", "--only", "holds", "--only", "lapses").output

    assert all(question in every for question in QUESTIONS.values())
    assert "BR4.A2 A business case is made from the evidence: made met" in every
    assert "any one of OF-06" in some
    assert "9 August 2026" in some
    assert "Why is it so?" not in some


def test_explaining_everything_is_json_of_the_published_schema(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    done = inclead("explain", COMPLETE, "--all", "--format", "json", "-o", path)
    schema = json.loads((ROOT / "docs" / "schema" / "explain-v1.schema.json").read_text())
    data = json.loads(path.read_text())

    assert done.exit_code == 0, done.output
    jsonschema.validate(data, schema, cls=jsonschema.Draft202012Validator)
    assert len({(f["kind"], f["id"], f["property"]) for f in data["findings"]}) == len(data["findings"]) > 800


def test_a_driver_is_explained_as_any_other_thing() -> None:
    result = inclead("explain", COMPLETE, "psed", "--only", "why", "--depth", "2")

    assert result.exit_code == 0, result.output
    assert "Why is it so?" in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("BR1", "--all"), "name one THING, or --all"),
        ((), "name one THING, or --all"),
        (("BR1", "--only", "how"), "'how' is not one of"),
        (("brr1",), "did you mean 'BR1'?"),
        (("BR1", "--json", "--format", "yaml"), "'yaml' is not one of"),
    ],
)
def test_what_cannot_be_explained_is_refused_in_words(arguments: tuple[str, ...], words: str) -> None:
    result = inclead("explain", COMPLETE, *arguments)

    assert result.exit_code == 2, result.output
    assert words in result.output


def test_the_json_of_an_assessment_has_the_same_answers(document: dict[str, Any], answers: list[Answers]) -> None:
    written = {(f["kind"], f["id"], f["property"]): f for f in document["findings"]}
    spoken = [one for one in answers if one.why or one.hoped is not None]

    assert document["schema_version"] == "2"
    assert set(written) == {one.key for one in spoken}
    for one in spoken:
        part = written[one.key]
        assert [step["rule"] for step in part["why"]["steps"]] == [step.rule for step in one.why]
        assert [fall["evidence"] for fall in part["holds"]] == [fall.evidence for fall in one.holds]
        assert (part["lapses"] or {}).get("day") == (one.lapses[0].isoformat() if one.lapses else None)
        assert (part["change"] or {}).get("number") == (one.change.number if one.change else None)


def test_robustness_forecast_and_next_say_it_in_rows() -> None:
    holds = json.loads(inclead("robustness", COMPLETE, "OF", "--json").stdout)["rows"]
    falls = json.loads(inclead("forecast", COMPLETE, "--until", "2026-09-01", "--json").stdout)["rows"]
    asks = json.loads(inclead("next", COMPLETE, "--first", "3", "--json").stdout)["rows"]

    assert [(r["finding"], r["supports"]) for r in holds] == [("floor", "1")]
    assert holds[0]["alone"].split() == ["OF-06", "OF-07", "OF-10", "OF-11", "OF-12", "OF-21", "OF-32", "OF-34"]
    assert {(r["day"], r["id"], r["after"], r["because of"]) for r in falls} >= {
        ("2026-08-09", "OF", "developing", "OF-10")
    }
    assert [r["rank"] for r in asks] == ["1", "2", "3"]
    assert all(int(r["settles"]) > 0 for r in asks)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("forecast", COMPLETE, "--until", "2020-01-01"), "is not after the as-of date"),
        (("forecast", COMPLETE, "--until", "soon"), "'soon' is not a date"),
        (("robustness", COMPLETE, "BR11"), "did you mean"),
        (("next", COMPLETE, "--first", "0"), "not in the range"),
        (("robustness", COMPLETE / "nowhere"), "no such folder"),
    ],
)
def test_wrong_use_is_met_with_words(arguments: tuple[object, ...], words: str) -> None:
    result = inclead(*arguments)

    assert result.exit_code == 2, result.output
    assert words in result.output


def test_the_page_with_every_question_open_has_no_fault_that_axe_finds_at_twice_the_size(
    complete: Result, chromium: Any, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    page.write_text(rendered(complete, "html"), encoding="utf-8")
    view = chromium.new_page(viewport={"width": 640, "height": 900})  # what is left of 1280 at 200 %
    view.goto(page.as_uri())
    view.evaluate("document.querySelectorAll('#BR4 details, #others details').forEach(d => d.open = true)")

    assert view.evaluate("document.documentElement.scrollWidth") <= 640
    assert faults_that_axe_finds(view) == []


@pytest.mark.parametrize("kind", ["eds_outcome", "driver", "matrix_cell", "signal"])
def test_json_and_page_answer_for_each_thing_of_a_kind_and_not_only_for_those_of_which_a_rule_spoke(
    kind: str, complete: Result
) -> None:
    page, document = html.unescape(rendered(complete, "html")), json.loads(rendered(complete, "json"))
    things = complete.findings.facts.things[kind]
    labels = [complete.findings.label(kind, thing) for thing in things]

    assert {part["id"] for part in document["findings"] if part["kind"] == kind} == set(things)
    assert [label for label in labels if f"<summary>{label}</summary>" not in page] == []


def test_a_driver_that_does_not_apply_says_why(complete: Result) -> None:
    node = FiveQuestions(complete.findings).tree("driver", "ccg-involvement", ["why-not"])

    assert any("fails: it binds organisations of this kind" in below.text for below in node.walk())


def test_on_paper_the_questions_of_criteria_are_as_folded_as_on_the_screen(
    complete: Result, chromium: Any, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    page.write_text(rendered(complete, "html"), encoding="utf-8")
    view = chromium.new_page()
    view.goto(page.as_uri())
    view.emulate_media(media="print")
    shown = view.evaluate(
        "[...document.querySelectorAll('#BR4 > details.five > ul')].map(u => u.getBoundingClientRect().height)"
    )

    seen = "[...document.querySelectorAll('#BR4 .folded details.five')].map(d => d.checkVisibility())"

    assert len(shown) == len(QUESTIONS)
    assert all(height > 0 for height in shown)
    assert set(view.evaluate(seen)) == {False}
    view.evaluate("document.querySelector('#BR4 .folded').open = true")
    assert set(view.evaluate(seen)) == {True}
