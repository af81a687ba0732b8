"""Alarms: each pattern is found where it is, nowhere else, with its records, as a question that changes nothing."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from conftest import COMPLETE, FIRST_DAY, ROOT
from hypothesis import given
from hypothesis import strategies as st
from samples import AS_OF, ORGANISATION, random_assessment

from inclead_graph.assess import assess, load_knowledge
from inclead_graph.cli import main
from inclead_graph.errors import InputError, RulebookError
from inclead_graph.inference.alarms import ALARM, Alarm, alarms_of
from inclead_graph.inference.facts import facts_of
from inclead_graph.inference.narratives import nearly_the_same
from inclead_graph.model.assessment import Assessment, Evidence, Grading
from inclead_graph.workspace import changed_attachments, read_workspace

KNOWLEDGE = load_knowledge()
FRAMEWORK = KNOWLEDGE.framework
ALIKE = KNOWLEDGE.rulebook.threshold("alike", AS_OF)
WORDS = (
    "heron",
    "otter",
    "plover",
    "curlew",
    "badger",
    "lapwing",
    "marten",
    "teal",
    "wigeon",
    "dunlin",
    "merlin",
    "gannet",
)


def record(number: int, *criteria: str, **more: object) -> Evidence:
    """A record that shares nothing with another but what is said."""
    word = f"{WORDS[number % 12]} {WORDS[number * 5 // 12 % 12]} {WORDS[(number * 7 + 3) % 12]} {number}"
    given_ = {
        "id": f"E{number:02}", "title": word, "criteria": criteria or ("BR1.A1",), "claim": "supports",
        "status": "in place", "kind": "document", "voice": "management", "date": AS_OF - dt.timedelta(days=100),
        "source": f"Minutes of {word}", "locator": "p. 1",
    }  # fmt: skip
    return Evidence.model_validate(given_ | more)


def found(evidence: Iterable[Evidence], gradings: Sequence[Grading] = ()) -> list[Alarm]:
    made = Assessment(organisation=ORGANISATION, as_of=AS_OF, evidence=tuple(evidence), gradings=tuple(gradings))
    return list(alarms_of(assess(made, KNOWLEDGE).findings, ALIKE))


def of(pattern: str, alarms: Iterable[Alarm]) -> list[tuple[str, tuple[str, ...]]]:
    return [(alarm.thing, alarm.records) for alarm in alarms if alarm.pattern == pattern]


def met(role: str, number: int) -> list[Evidence]:
    """Evidence that meets the first criteria of a role, each from a source of its own."""
    criteria = [c.id for c in FRAMEWORK.criteria.values() if c.role == role][:number]
    return [record(n, c, id=f"{role[0].upper()}{n:03}") for n, c in enumerate(criteria)]


def test_one_page_cited_for_nine_criteria_is_a_question_and_for_eight_is_none() -> None:
    criteria = list(FRAMEWORK.criteria)
    page = {"source": "Board papers, May", "locator": "p. 2"}
    nine = [record(1, *criteria[:5], **page), record(2, *criteria[5:9], **page | {"source": "board  PAPERS, May"})]

    assert of("alarm-page-carries-many", found(nine)) == [("board papers, may, p. 2", ("E01", "E02"))]
    assert of("alarm-page-carries-many", found([*nine[:1], record(2, *criteria[5:8], **page)])) == []
    assert (
        of("alarm-page-carries-many", found([nine[0], record(2, *criteria[5:9], **page | {"locator": "p. 3"})])) == []
    )


def test_one_file_attached_for_nine_criteria_is_a_question() -> None:
    attachment = {"file": "attachments/a.txt", "sha256": "ab" * 32}
    pieces = [record(n, c, attachment=attachment) for n, c in enumerate(list(FRAMEWORK.criteria)[:9])]

    ((thing, records),) = of("alarm-file-carries-many", found(pieces))

    assert thing == f"file {'ab' * 8}"
    assert len(records) == 9
    assert of("alarm-file-carries-many", found(pieces[:8])) == []


@pytest.mark.parametrize(
    ("pattern", "shared"),
    [
        ("alarm-page-two-voices", {"source": "Board papers", "locator": "p. 2"}),
        ("alarm-file-two-voices", {"attachment": {"file": "a.txt", "sha256": "cd" * 32}}),
        ("alarm-asserter-two-voices", {"asserted_by": "J. Fenn"}),
    ],
)
def test_a_corroboration_from_the_hand_that_it_bears_out_is_a_question(pattern: str, shared: dict[str, object]) -> None:
    own, outside = record(1, **shared), record(2, voice="carer", **shared)

    assert [records for _, records in of(pattern, found([own, outside, record(3)]))] == [("E01", "E02")]
    # Another criterion, another hand, or the same side: no question.
    assert of(pattern, found([own, record(2, "BR1.A2", voice="carer", **shared)])) == []
    assert of(pattern, found([own, record(2, voice="carer")])) == []
    assert of(pattern, found([own, record(2, voice="board", **shared)])) == []
    assert of(pattern, found([own, record(2, voice="carer", claim="refutes", **shared)])) == []


def test_four_records_of_a_factor_in_one_voice_are_a_question() -> None:
    four = [record(n) for n in range(4)]
    ids = tuple(piece.id for piece in four)

    assert of("alarm-factor-one-voice", found(four)) == [("BR1", ids)]
    assert of("alarm-factor-one-voice", found(four[:3])) == []
    assert of("alarm-factor-one-voice", found([*four[:3], record(3, voice="carer")])) == []
    # What does not count is no second voice.
    assert of("alarm-factor-one-voice", found([*four, record(5, voice="carer", locator=None)])) == [("BR1", ids)]


def test_four_records_of_a_factor_from_one_source_are_a_question() -> None:
    voices = ("board", "carer", "staff", "regulator")
    four = [record(n, voice=v, source="The Gazette", locator=f"p. {n}") for n, v in enumerate(voices)]

    assert [thing for thing, _ in of("alarm-factor-one-source", found(four))] == ["BR1"]
    assert of("alarm-factor-one-source", found([*four[:3], record(3)])) == []
    # Records of another source that cannot count are no other source, however many they are.
    aside = [record(n, source="The Herald", date=None) for n in range(5, 11)]
    assert [thing for thing, _ in of("alarm-factor-one-source", found([*four, *aside]))] == ["BR1"]


def test_ten_records_in_one_voice_or_from_one_source_are_a_question_to_the_organisation() -> None:
    criteria = [f.criteria[0] for f in FRAMEWORK.factors.values()]
    ten = [record(n, criteria[n], source="The Gazette", locator=f"p. {n}") for n in range(10)]
    patterns = ("alarm-organisation-one-voice", "alarm-organisation-one-source")

    for pattern in patterns:
        assert [thing for thing, _ in of(pattern, found(ten))] == ["organisation"]
        assert of(pattern, found(ten[:9])) == []
    mixed = found([*ten[:9], record(9, criteria[9], voice="carer")])
    assert [of(pattern, mixed) for pattern in patterns] == [[], []]


def test_actions_without_outcomes_are_a_question_to_the_factor() -> None:
    factor = FRAMEWORK.factors["BR1"]
    by_role = {r: [c for c in factor.criteria if FRAMEWORK.criteria[c].role == r] for r in ("action", "outcome")}
    actions = [record(n, c) for n, c in enumerate(by_role["action"])]

    assert [thing for thing, _ in of("alarm-factor-outcomes-unanswered", found(actions))] == ["BR1"]
    assert of("alarm-factor-outcomes-unanswered", found(actions[1:])) == []
    assert of("alarm-factor-outcomes-unanswered", found([*actions, record(9, by_role["outcome"][0])])) == []
    refuted = record(9, by_role["outcome"][0], claim="refutes", status=None)
    assert of("alarm-factor-outcomes-unanswered", found([*actions, refuted])) == []


def test_actions_answered_and_outcomes_left_out_are_a_question_to_the_organisation() -> None:
    actions = [c for c in FRAMEWORK.criteria.values() if c.role == "action"]
    outcomes = [c for c in FRAMEWORK.criteria.values() if c.role == "outcome"]
    half, quarter = -(-len(actions) // 2), len(outcomes) // 4
    pattern = "alarm-organisation-outcomes-unanswered"

    assert len(of(pattern, found([*met("action", half), *met("outcome", quarter)]))) == 1
    assert of(pattern, found([*met("action", half - 1), *met("outcome", quarter)])) == []
    assert of(pattern, found([*met("action", half), *met("outcome", quarter + 1)])) == []


def test_nothing_but_good_news_is_a_question() -> None:
    twenty = met("action", 20)
    refuted = record(99, "BS1.O1", claim="refutes", status=None)

    assert len(of("alarm-only-good-news", found(twenty))) == 1
    assert of("alarm-only-good-news", found(twenty[:19])) == []
    assert of("alarm-only-good-news", found([*twenty, refuted])) == []


@pytest.mark.parametrize(("old", "rings"), [(0, True), (1, True), (2, False)])
def test_evidence_gathered_just_before_the_day_is_a_question(old: int, rings: bool) -> None:
    within, before = dt.date(2026, 2, 28), dt.date(2026, 2, 27)  # a month on: 28 March, which is before the 31st
    fresh = dt.date(2026, 3, 1)
    days = [before] * old + [fresh] * (10 - old)

    alarms = found(record(n, date=day) for n, day in enumerate(days))

    assert bool(of("alarm-gathered-just-before", alarms)) is rings
    assert of("alarm-gathered-just-before", found(record(n, date=within) for n in range(10))) == []


def grading(grade: str = "achieving", subject: str = "BR1", days: int = -50, by: str = "self") -> Grading:
    return Grading(subject=subject, by=by, grade=grade, date=AS_OF + dt.timedelta(days=days))


def test_evidence_dated_after_a_grading_is_a_question() -> None:
    pattern = "alarm-evidence-after-grading"
    early, late = record(1), record(2, date=AS_OF - dt.timedelta(days=49))

    assert of(pattern, found([early, late], [grading()])) == [("BR1/self/2026-02-09", ("E02",))]
    assert of(pattern, found([early], [grading()])) == []
    assert of(pattern, found([early, late], [grading(), grading(days=-10)])) == []  # graded again, with both at hand
    assert of(pattern, found([early, record(2, "BR2.A1", date=AS_OF)], [grading()])) == []


@pytest.mark.parametrize(("subject", "kind"), [("BR1", "factor"), ("BR", "stage")])
def test_a_grading_above_the_ceiling_is_a_question(subject: str, kind: str) -> None:
    """What every criterion of the stage refutes leaves it undeveloped at its ceiling."""
    stage = [c for f in FRAMEWORK.stages["BR"].factors for c in FRAMEWORK.factors[f].criteria]
    against = [record(n, c, claim="refutes", status=None) for n, c in enumerate(stage)]
    gradings = [grading(g, subject, by=by) for g, by in (("undeveloped", "peer"), ("developing", "self"))]

    assert of(f"alarm-{kind}-graded-above", found(against, gradings)) == [
        (gradings[1].id, of_subject(against, subject))
    ]
    assert of(f"alarm-{kind}-graded-above", found([], gradings)) == []


def of_subject(evidence: Iterable[Evidence], subject: str) -> tuple[str, ...]:
    return tuple(
        sorted(e.id for e in evidence if e.criteria[0].startswith(f"{subject}." if "1" in subject else subject))
    )


def test_every_alarm_rule_rings_in_a_test_of_this_file() -> None:
    text = Path(__file__).read_text(encoding="utf-8").replace("{kind}", "factor") + "alarm-stage-graded-above"
    rules = {r.id for r in KNOWLEDGE.rulebook.in_force(AS_OF).by_key.values() if r.property == ALARM}

    assert len(rules) == 16
    assert [r for r in rules if r not in text] == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Survey of ward sisters, March 2026", "Survey of ward sisters, April 2026", True),
        ("Survey of ward sisters, March 2026", "SURVEY OF WARD SISTERS -- March 2026!", True),
        ("Survey of ward sisters, March 2026", "Minutes of the Board, March 2026", False),
        ("Ward survey", "Ward survey", False),  # too short to say anything
    ],
)
def test_narratives_that_are_nearly_the_same_are_a_question(one: str, other: str, alike: bool) -> None:
    pieces = [record(1, title=one), record(2, title=other, voice="carer"), record(3)]

    assert of("alarm-cloned-narratives", found(pieces)) == ([("E01", ("E01", "E02"))] if alike else [])


def test_notes_are_compared_too_and_the_question_names_the_voices() -> None:
    note = "They told us how it was and what they want to be done about it."
    alarms = found([record(1, note=note), record(2, note=note + "!", voice="carer")])

    (alarm,) = [a for a in alarms if a.pattern == "alarm-cloned-narratives"]
    assert "The notes of E01, E02, in the voices of carer and management" in alarm.question


def lcs(one: str, other: str) -> int:
    """Length of the longest common subsequence, by the table."""
    row = [0] * (len(other) + 1)
    for a in one:
        before = 0
        for at, b in enumerate(other, 1):
            before, row[at] = row[at], before + 1 if a == b else max(row[at], row[at - 1])
    return row[-1]


TEXTS = st.lists(st.text(alphabet="ab", min_size=18, max_size=26), max_size=7)


@given(TEXTS)
def test_likeness_is_twice_what_is_common_over_both_and_groups_are_linked_by_it(texts: list[str]) -> None:
    named = {f"T{n}": text for n, text in enumerate(texts)}
    groups = {name: {name} for name, text in named.items() if len(text) >= 20}
    for one in list(groups):
        for other in list(groups):
            if 10 * 2 * lcs(named[one], named[other]) >= 9 * (len(named[one]) + len(named[other])):
                joined = groups[one] | groups[other]
                for name in joined:
                    groups[name] = joined
    expected = {tuple(sorted(group)) for group in groups.values() if len(group) > 1}

    assert set(nearly_the_same(named, Fraction(9, 10))) == expected


def inclead(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def copy_of_the_example(tmp_path: Path) -> Path:
    shutil.copytree(COMPLETE, tmp_path / "w")
    return tmp_path / "w"


def test_a_changed_or_missing_file_is_a_question_here_and_stops_an_assessment(tmp_path: Path) -> None:
    folder = copy_of_the_example(tmp_path)
    changed, missing = sorted((folder / "attachments").iterdir())
    changed.write_text("something else")
    missing.unlink()

    result = inclead("xray", folder, "--json")

    told = [a for a in json.loads(result.stdout)["alarms"] if a["pattern"] == "alarm-changed-file"]
    assert result.exit_code == 0
    assert len(told) == 2
    assert any(f"there is no file 'attachments/{missing.name}'" in a["question"] for a in told)
    assert any(f"'attachments/{changed.name}' is not the file that was recorded" in a["question"] for a in told)
    assert inclead("assess", folder).exit_code == 1
    with pytest.raises(InputError):
        read_workspace(folder, FRAMEWORK)


def test_files_as_recorded_are_no_question() -> None:
    assert list(changed_attachments(COMPLETE, read_workspace(COMPLETE, FRAMEWORK))) == []


def test_the_command_lists_questions_with_records_and_says_that_none_is_an_accusation(tmp_path: Path) -> None:
    table = inclead("xray", COMPLETE)
    inclead("xray", COMPLETE, "--format", "csv", "-o", tmp_path / "x.csv")
    document = json.loads(inclead("xray", COMPLETE, "--json").stdout)

    lines = [line.split("\t") for line in table.stdout.splitlines()]
    assert table.exit_code == 0
    assert lines[0] == ["pattern", "title", "kind", "about", "question", "records", "cited"]
    assert list(csv.reader((tmp_path / "x.csv").read_text(encoding="utf-8").splitlines())) == lines
    assert [a["question"] for a in document["alarms"]] == [line[4] for line in lines[1:]]
    assert all(a["question"].endswith("?") for a in document["alarms"])
    assert all(a["records"] and a["cited"] for a in document["alarms"])
    assert "A pattern is a reason to ask, not a finding against anybody." in table.stderr
    jsonschema.validate(document, json.loads((ROOT / "docs/schema/xray-v1.schema.json").read_text()))


def test_a_folder_of_the_first_day_has_no_pattern() -> None:
    result = inclead("xray", FIRST_DAY)

    assert len(result.stdout.splitlines()) == 1
    assert "No pattern was found" in result.stderr


def test_json_and_csv_together_are_refused() -> None:
    assert "--json and --format csv cannot both be had" in inclead("xray", COMPLETE, "--json", "--format", "csv").output


@given(st.integers(0, 300))
def test_both_engines_agree_and_every_question_rests_on_records_that_are_there(seed: int) -> None:
    made = random_assessment(FRAMEWORK, seed, 60)
    ids = {piece.id for piece in made.evidence}

    for alarm in alarms_of(assess(made, KNOWLEDGE).findings, ALIKE):
        assert alarm.question.endswith("?")
        assert set(alarm.records) <= ids


def test_pages_files_and_people_are_things_with_their_records() -> None:
    shared = {"source": "Board papers", "locator": "p. 2", "asserted_by": "J. Fenn"}
    made = Assessment(
        organisation=ORGANISATION, as_of=AS_OF,
        evidence=(record(1, **shared), record(2, voice="carer", **shared), record(3, "BR2.A1", source=None)),
    )  # fmt: skip

    facts = facts_of(made, FRAMEWORK)

    assert facts.related["place", "evidence"] == {"board papers, p. 2": ("E01", "E02")}
    assert facts.related["asserter", "evidence"] == {"j. fenn": ("E01", "E02")}
    assert facts.related["hand", "evidence"]["place board papers, p. 2/BR1.A1"] == ("E01", "E02")
    assert facts.related["factor", "other_voices"]["BR1"] == ("E01",)
    assert facts.related["factor", "other_sources"]["BR1"] == ()
    assert facts.related["organisation", "other_voices"]["organisation"] == ("E01", "E03")


def test_a_threshold_that_is_not_there_is_said_to_be_so() -> None:
    with pytest.raises(RulebookError, match="no number called 'alikes'; did you mean 'alike'"):
        KNOWLEDGE.rulebook.threshold("alikes", AS_OF)
    with pytest.raises(RulebookError, match="no number called 'shelf_life'"):
        KNOWLEDGE.rulebook.threshold("shelf_life", AS_OF)
