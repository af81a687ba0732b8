"""What if: each supposed change against the assessment really changed and graded from the start."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result as Ran
from conftest import COMPLETE
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import AS_OF, assessments

from inclead_graph.assess import Result, assess, load_knowledge
from inclead_graph.cli import main
from inclead_graph.errors import InputError, UnreadableError
from inclead_graph.inference.change import Change, what_if
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.model.assessment import Assessment, Evidence, Moderation, NotApplicable, Withdrawal
from inclead_graph.workspace.supposed import supposed_records

KNOWLEDGE = load_knowledge()
FRAMEWORK = KNOWLEDGE.framework
SAMPLES = assessments(FRAMEWORK)


def run(assessment: Assessment) -> Findings:
    return assess(assessment, KNOWLEDGE, [ReferenceEngine()]).findings


def inclead(*arguments: object) -> Ran:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def rows(*arguments: object) -> list[dict[str, str]]:
    result = inclead("what-if", COMPLETE, *arguments, "--json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, str]] = json.loads(result.stdout)["rows"]
    return found


def differing(before: Findings, after: Findings) -> dict[tuple[str, str, str], tuple[object, object]]:
    """Every value that differs, compared one by one."""
    places = {*before.inference.concluded, *after.inference.concluded}
    found = {}
    for kind, name in places:
        for thing in {*before.facts.things.get(kind, ()), *after.facts.things.get(kind, ())}:
            pair = before.values(kind, thing, name), after.values(kind, thing, name)
            if pair[0] != pair[1]:
                found[kind, thing, name] = pair
    return found


def with_records(assessment: Assessment, *pieces: Evidence) -> Assessment:
    named = {piece.id: piece for piece in pieces}
    kept = [named.pop(p.id, p) for p in assessment.evidence]
    return assessment.model_copy(update={"evidence": (*kept, *named.values())})


@settings(max_examples=20)
@given(SAMPLES, st.data())
def test_what_moves_is_what_differs_when_the_changed_assessment_is_graded_anew(
    assessment: Assessment, data: st.DataObject
) -> None:
    before = run(assessment)
    names = [piece.id for piece in assessment.evidence]
    gone = data.draw(st.sets(st.sampled_from(names), max_size=3)) if names else set()
    criteria = list(FRAMEWORK.criteria)[:20]
    decided, absent = data.draw(st.sampled_from(criteria)), data.draw(st.sampled_from(criteria))
    decision = Moderation(criterion=decided, holds="supports", reason="So.", decided_by="Panel", date=AS_OF)
    absence = NotApplicable(criterion=absent, reason="No.")
    taken_back = Withdrawal(date=AS_OF, reason="Wrong.")
    by_hand = with_records(
        assessment,
        *(p.model_copy(update={"withdrawn": taken_back}) for p in assessment.evidence if p.id in gone),
    ).model_copy(
        update={
            "moderation": (*(m for m in assessment.moderation if m.criterion != decided), decision),
            "not_applicable": (*(n for n in assessment.not_applicable if n.criterion != absent), absence),
        }
    )

    change = Change(withdraw=tuple(sorted(gone)), moderate=(decision,), not_applicable=(absence,))
    found = what_if(before, change)

    assert {e.move.key: (e.move.before, e.move.after) for e in found.effects} == differing(before, run(by_hand))


def test_the_steps_of_the_proof_that_change_are_those_of_the_two_proofs(complete: Result) -> None:
    found = what_if(complete.findings, Change(withdraw=("OF-10",)))
    effect = next(e for e in found.effects if e.move.key == ("criterion", "OF2.A1", "verdict"))

    assert [step.rule for step in effect.gone] == ["criterion-met"]
    assert [step.rule for step in effect.come] == ["criterion-unknown"]
    assert "shown by OF-10" in effect.gone[0].says


def test_what_accepting_a_record_supposes_is_said(complete: Result) -> None:
    found = what_if(complete.findings, Change(accept=("BS-32",)))

    assert found.supposed == {"BS-32": ("dated on the as-of day",)}


def test_every_record_of_the_example_that_was_set_aside_can_be_accepted(complete: Result) -> None:
    findings = complete.findings
    aside = [e for e in findings.facts.things["evidence"] if findings.values("evidence", e, "set_aside")]

    assert len(aside) >= 6
    for name in aside:
        found = what_if(findings, Change(accept=(name,)))
        assert found.after.value("evidence", name, "accepted") is True, name
        assert found.supposed[name], name


def test_accepting_a_record_that_counts_supposes_and_moves_nothing(complete: Result) -> None:
    found = what_if(complete.findings, Change(accept=("OF-10",)))

    assert found.effects == ()
    assert found.supposed == {"OF-10": ()}


# Records written as text or as a file


def test_a_record_as_text_is_filled_up_with_what_it_leaves_out() -> None:
    (piece,) = supposed_records(
        "criterion=BR1.A1+BR1.A2, claim=supports, characteristics=sex+age", FRAMEWORK, AS_OF, set()
    )

    assert piece.criteria == ("BR1.A1", "BR1.A2")
    assert piece.characteristics == ("sex", "age")
    assert (piece.id, piece.date, piece.status) == ("supposed-1", AS_OF, "effective")


def test_a_record_that_refutes_is_given_no_status() -> None:
    (piece,) = supposed_records("criterion=BR1.A1,claim=refutes", FRAMEWORK, AS_OF, set())

    assert piece.status is None


def test_each_record_as_text_has_an_id_of_its_own() -> None:
    taken: set[str] = {"supposed-1"}
    made = [supposed_records("criterion=BR1.A1,claim=supports", FRAMEWORK, AS_OF, taken)[0].id for _ in range(3)]

    assert made == ["supposed-2", "supposed-3", "supposed-4"]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("criterion=BR4.X2,claim=supports", ("there is no criterion 'BR4.X2'", "did you mean")),
        ("criterion=BR4.A2,claim=suports", ("'suports' is not a claim", "did you mean 'supports'?")),
        ("criterion=BR4.A2", ("'claim' is missing", "add it")),
        ("kritrion=BR4.A2,claim=supports", ("'kritrion' is not a field here",)),
        ("criterion=BR4.A2,claim=supports,date=yesterday", ("date 'yesterday' is not a date", "2026-03-31")),
        ("criterion=BR4.A2,claim=supports,claim=refutes", ("'claim' is named twice",)),
        ("criterion=BR4.A2,claim=supports,id=BR-01", ("evidence id 'BR-01' is already used",)),
        ("criterion=BR4,claim=supports", ("'BR4' is a factor, not a criterion",)),
        ("=BR4.A2,claim=supports", ("is not 'name=value'",)),
    ],
)
def test_a_record_as_text_that_is_wrong_is_refused_with_the_nearest_word(written: str, words: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as caught:
        supposed_records(written, FRAMEWORK, AS_OF, {"BR-01"})

    assert all(word in str(caught.value) for word in words)


def test_what_is_neither_a_file_nor_a_record_is_refused() -> None:
    with pytest.raises(UnreadableError, match="no such file; name one, or write a record"):
        supposed_records("nowhere.yaml", FRAMEWORK, AS_OF, set())


def test_records_of_a_file_are_added_and_checked(tmp_path: Path) -> None:
    path = tmp_path / "more.yaml"
    path.write_text(
        "- {id: X1, title: A visit, criteria: [BR4.A2], claim: supports, status: in place, kind: observation,\n"
        "   voice: carer, date: 2026-03-01, source: Notes, locator: p. 1}\n"
    )
    moved = {(r["kind"], r["id"], r["finding"]): r["after"] for r in rows("--add", path)}

    assert moved["criterion", "BR4.A2", "verdict"] == "met"
    assert moved["criterion", "BR4.A2", "corroborated"] == "yes"
    path.write_text("- {id: X1, title: A visit, criteria: [BR4.A2], claim: perhaps}\n")
    refused = inclead("what-if", COMPLETE, "--add", path)
    assert refused.exit_code == 1
    assert "more.yaml:1" in refused.output


# The command


def test_the_command_shows_what_moves_and_why() -> None:
    moved = rows("--withdraw", "OF-10")
    stage = next(r for r in moved if r["kind"] == "stage")

    assert (stage["id"], stage["before"], stage["after"], stage["way"]) == ("OF", "achieving", "developing", "down")
    assert "[stage-grade]" in stage["instead"]


def test_a_decision_and_an_absence_can_be_supposed() -> None:
    contested = [r for r in rows("--moderate", "BR3.O1=supports") if (r["id"], r["finding"]) == ("BR3.O1", "verdict")]
    absent = [r for r in rows("--not-applicable", "BR4.A2") if (r["id"], r["finding"]) == ("BR4.A2", "verdict")]

    assert [(r["before"], r["after"]) for r in contested] == [("contested", "met")]
    assert [(r["before"], r["after"]) for r in absent] == [("unknown", "not applicable")]


def test_a_spreadsheet_and_a_table_have_the_same_rows() -> None:
    sheet = inclead("what-if", COMPLETE, "--withdraw", "OF-10", "--format", "csv").stdout
    table = inclead("what-if", COMPLETE, "--withdraw", "OF-10").stdout

    as_csv = list(csv.reader(io.StringIO(sheet)))
    assert [line.split("\t") for line in table.splitlines()] == as_csv


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, ("nothing is supposed", "--withdraw")),
        (("--withdraw", "OF-1000"), 2, ("there is no record 'OF-1000' here", "did you mean")),
        (("--accept", "OF-10", "--withdraw", "OF-10"), 2, ("cannot both be accepted and be withdrawn",)),
        (("--moderate", "BR4.A2=spports"), 2, ("there is no side 'spports'", "did you mean 'supports'?")),
        (("--moderate", "BR4.A2"), 2, ("there is no side ''",)),
        (("--not-applicable", "BR4.A22"), 2, ("there is no criterion 'BR4.A22'", "did you mean")),
        (("--add", "criterion=BR4.A2"), 1, ("'claim' is missing",)),
        (("--withdraw", "OF-10", "--json", "--format", "csv"), 2, ("cannot both be had",)),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_in_words(
    arguments: tuple[str, ...], code: int, words: tuple[str, ...]
) -> None:
    result = inclead("what-if", COMPLETE, *arguments)

    assert result.exit_code == code, result.output
    assert all(word in result.output for word in words), result.output
    assert "Traceback" not in result.output
