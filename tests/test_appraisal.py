"""Appraisals: what is expected is read off the toolkit's tables by hand, or follows from the definitions."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import json
import re
from collections import defaultdict
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import ROOT, faults_that_axe_finds
from hypothesis import given
from hypothesis import strategies as st

from inclead_graph.appraisal import compare, guide_of, plan_of, portrait_of, team_of
from inclead_graph.appraisal.team import Shown, shown
from inclead_graph.bundled import bundled
from inclead_graph.cli import main
from inclead_graph.errors import InputError, QueryError
from inclead_graph.knowledge.graph import read_knowledge_graph
from inclead_graph.model.appraisal import Appraisal, Person, Proof, Rated
from inclead_graph.reports.appraisal_html import portrait_html
from inclead_graph.workspace import appraisal_skeleton, parse_appraisal, read_appraisal, with_ratings

EXAMPLES = ROOT / "assessments" / "appraisals"
EARLIER, LATER = EXAMPLES / "robin-marsh-2025-11.yaml", EXAMPLES / "robin-marsh-2026-11.yaml"
SIX = sorted((EXAMPLES / "team-of-six").glob("*.yaml"))
DAY = dt.date(2026, 11, 19)
GRAPH = read_knowledge_graph(bundled("ontology"))
GUIDE = guide_of(GRAPH)
TOOLKIT = guide_of(GRAPH, only_toolkit=True)
WORDS = list(GUIDE.ratings)
CODES = list(GUIDE.things)
NEEDS = (True, True, False, False)


def inclead(*arguments: object, typed: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["appraise", *map(str, arguments)], input=typed)


def appraisal(*entries: Rated, name: str = "A manager", date: dt.date = DAY, **more: object) -> Appraisal:
    return Appraisal(person=Person(name=name), date=date, ratings=entries, **more)  # type: ignore[arg-type]


def rated(code: str, word: str, *proofs: str, **more: object) -> Rated:
    return Rated(competency=code, rating=word, evidence=tuple(Proof(text=p) for p in proofs), **more)  # type: ignore[arg-type]


entries = st.builds(
    lambda chosen: tuple(Rated(competency=code, rating=word) for code, word in chosen.items()),
    st.dictionaries(st.sampled_from(CODES), st.sampled_from(WORDS)),
)


# What the toolkit has


def test_there_are_the_toolkits_fifteen_competencies_and_five_indicators_under_its_headings() -> None:
    under = {group: len(list(things)) for group, things in itertools.groupby(GUIDE.things.values(), lambda t: t.group)}

    assert under == {
        "Self belief": 4, "Self awareness": 2, "Self management": 2, "Drive for improvement": 3,
        "Personal integrity": 4, "Indicators of inclusive practice": 5,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "references"),
    [  # read off the right-hand column of the toolkit's table, lines 780 to 1084
        ("self-belief-1", ["1.3.1 L784-787", "3.4.3 L788-789"]),
        ("self-belief-4", ["1.4.4 L823-824", "2.3.3 L825-827", "6.4.2 L828-841", "6.4.3 L842-844"]),
        ("self-awareness-2", ["1.1.2 L881-884", "1.2.1 L885-887"]),
        ("drive-for-improvement-2", ["2.3.4 L972-974"]),
        ("personal-integrity-3", ["6.4.1 L1059-1062"]),
        ("personal-integrity-4", ["1.4.4 L1074-1076", "6.4.3 L1077-1079", "7.3.3 L1080-1084"]),
        ("challenge", []),
    ],
)
@pytest.mark.parametrize("guide", [GUIDE, TOOLKIT], ids=["all", "only-toolkit"])
def test_references_to_the_leadership_framework_are_those_that_the_toolkit_prints(
    code: str, references: list[str], guide: object
) -> None:
    found = guide.things[code].references  # type: ignore[attr-defined]

    assert [f"{ref.code} {ref.passage.id}" for ref in found] == references


def test_only_the_toolkit_leaves_out_what_we_linked_and_the_examples_that_we_supplied() -> None:
    ours, theirs = TOOLKIT.things["self-belief-4"], TOOLKIT.things["challenge"]

    assert sum(len(thing.references) for thing in TOOLKIT.things.values()) == 37
    assert [thing.code for thing in TOOLKIT.things.values() if thing.drivers or thing.goals] == []
    assert (ours.example, ours.example_ours) == ("", True)
    assert theirs.example == GUIDE.things["challenge"].example != ""
    assert all(driver.curated for thing in GUIDE.things.values() for driver in thing.drivers)


def test_which_words_are_a_need_or_a_strength_is_data_and_no_code_names_them() -> None:
    assert [(r.word, r.need, r.strength) for r in GUIDE.ratings.values()] == [
        ("to begin", True, False), ("growing", True, False), ("secure", False, False), ("strength", False, True),
    ]  # fmt: skip
    files = [*(ROOT / "inclead_graph").rglob("appraisal*.py"), *(ROOT / "inclead_graph" / "appraisal").glob("*.py")]
    assert len(files) >= 8
    for file in files:
        assert not re.search(r"""["'](to begin|growing|secure)["']""", file.read_text(encoding="utf-8")), file.name


# One appraisal


def test_strengths_and_needs_and_what_is_not_rated() -> None:
    found = portrait_of(read_appraisal(LATER, GUIDE), GUIDE)

    assert [line.thing.code for line in found.strengths] == ["self-belief-1"]
    # lowest rating first; then 7 drivers in force for data, 4 for self-belief-4, 2 for self-awareness-2
    assert [line.thing.code for line in found.needs] == ["involvement", "data", "self-belief-4", "self-awareness-2"]
    assert [len(line.drivers) for line in found.needs] == [4, 7, 4, 2]
    assert [line.thing.code for line in found.lines if line.bare] == ["self-awareness-2", "involvement"]
    assert len(found.not_rated) == 11
    assert not {thing.code for thing in found.not_rated} & {line.thing.code for line in found.needs}


def test_drivers_and_eds_goals_are_those_in_force_on_the_day() -> None:
    entry = rated("involvement", "growing")
    then, now = (
        portrait_of(appraisal(entry, date=day), GUIDE).lines[0] for day in (dt.date(2012, 3, 31), dt.date(2026, 3, 31))
    )

    # section 14Z2 bound clinical commissioning groups from 1 April 2013 to 30 June 2022
    assert "driver:ccg-involvement" in {driver.id for driver in then.other_drivers}
    assert "driver:ccg-involvement" in {driver.id for driver in now.other_drivers}
    assert "driver:icb-involvement" in {driver.id for driver in now.drivers}
    assert {goal.id.partition(":")[0] for goal in then.goals} == {"eds-2011"}
    assert {goal.id.partition(":")[0] for goal in now.goals} == {"eds-2022"}


def test_a_driver_counts_on_its_first_day_and_on_its_last() -> None:
    days = [dt.date(2013, 3, 31), dt.date(2013, 4, 1), dt.date(2022, 6, 30), dt.date(2022, 7, 1)]
    lines = [portrait_of(appraisal(rated("involvement", "growing"), date=day), GUIDE).lines[0] for day in days]

    assert ["driver:ccg-involvement" in {d.id for d in line.drivers} for line in lines] == [False, True, True, False]


def test_a_rating_without_evidence_is_said_to_have_none_and_stands_as_it_was_given() -> None:
    bare, shown_ = (portrait_of(appraisal(entry), GUIDE).lines[0] for entry in (
        rated("data", "strength"), rated("data", "strength", "The report, which others copy.")))  # fmt: skip

    assert (bare.bare, shown_.bare) == (True, False)
    assert bare.rating == shown_.rating == GUIDE.ratings["strength"]
    assert "no evidence given" in inclead("show", LATER).output


def test_there_are_no_averages_and_no_total() -> None:
    for format_ in ("text", "json", "csv", "html"):
        said = inclead("show", LATER, "--format", format_).output.casefold()
        assert not re.search(r"\baverage|\bmean\b|\btotal\b|\bscore:|%", said.partition("<body>")[2] or said), format_


@given(entries, st.data())
def test_a_rating_of_something_unrated_changes_nothing_about_others(
    some: tuple[Rated, ...], data: st.DataObject
) -> None:
    left = [code for code in CODES if code not in {entry.competency for entry in some}]
    if not left:
        return
    more = Rated(competency=data.draw(st.sampled_from(left)), rating=data.draw(st.sampled_from(WORDS)))
    before, after = portrait_of(appraisal(*some), GUIDE), portrait_of(appraisal(*some, more), GUIDE)

    for part in ("lines", "strengths", "needs"):
        assert [line for line in getattr(after, part) if line.thing.code != more.competency] == list(
            getattr(before, part)
        )
    assert [thing for thing in before.not_rated if thing.code != more.competency] == list(after.not_rated)
    assert [s for s in plan_of(after) if s.line.thing.code != more.competency] == list(plan_of(before))


@given(entries, st.randoms(use_true_random=False))
def test_the_order_of_ratings_never_matters(some: tuple[Rated, ...], shuffle: object) -> None:
    other = list(some)
    shuffle.shuffle(other)  # type: ignore[attr-defined]
    one, two = portrait_of(appraisal(*some), GUIDE), portrait_of(appraisal(*other), GUIDE)

    assert (one.lines, one.strengths, one.needs, one.not_rated) == (two.lines, two.strengths, two.needs, two.not_rated)
    assert plan_of(one) == plan_of(two)


# The plan


def test_the_plan_goes_one_step_up_unless_the_person_aims_elsewhere() -> None:
    steps = {step.line.thing.code: step for step in plan_of(portrait_of(read_appraisal(EARLIER, GUIDE), GUIDE))}

    assert {code: (s.line.rating.word, s.target.word, s.chosen) for code, s in steps.items()} == {
        "data": ("to begin", "growing", False),
        "self-belief-4": ("to begin", "secure", True),
        "drive-for-improvement-1": ("growing", "secure", False),
        "involvement": ("growing", "secure", False),
        "self-awareness-1": ("growing", "secure", False),
    }
    assert not steps["self-belief-4"].suggested
    assert steps["data"].suggested
    assert steps["data"].action == GUIDE.things["data"].example
    assert steps["self-belief-4"].by == dt.date(2026, 6, 30)


def test_a_target_or_action_for_what_is_no_need_is_not_lost() -> None:
    steps = plan_of(
        portrait_of(appraisal(rated("data", "secure", target="strength"), rated("challenge", "growing")), GUIDE)
    )

    assert [(s.line.thing.code, s.target.word) for s in steps] == [("challenge", "secure"), ("data", "strength")]


def test_with_only_the_toolkit_there_is_no_suggestion_of_ours_and_the_action_stays_open() -> None:
    step = plan_of(portrait_of(appraisal(rated("self-belief-4", "growing")), TOOLKIT))[0]

    assert (step.action, step.suggested) == ("", False)


def test_the_plan_in_three_formats_leaves_room_for_how_one_would_know() -> None:
    text = inclead("plan", LATER).output
    table = list(csv.DictReader(io.StringIO(inclead("plan", LATER, "--format", "csv").output)))
    steps = json.loads(inclead("plan", LATER, "--format", "json").output)["steps"]

    assert text.count("how we would know: ____") == 4
    assert [row["how we would know"] for row in table] == [""] * 4
    assert [step["competency"] for step in steps] == [row["competency"] for row in table]
    assert [step["how_we_would_know"] for step in steps] == [None] * 4


# Two compared


def test_the_two_days_of_the_example_are_compared_as_worked_by_hand() -> None:
    found = compare(read_appraisal(EARLIER, GUIDE), read_appraisal(LATER, GUIDE), GUIDE)

    assert {move.thing.code: (move.change, len(move.added)) for move in found.moves} == {
        "self-belief-1": ("up", 1), "self-belief-2": ("newly rated", 1), "self-belief-4": ("up", 1),
        "self-awareness-1": ("no longer rated", 0), "self-awareness-2": ("newly rated", 0),
        "self-management-1": ("same", 1), "drive-for-improvement-1": ("up", 1), "personal-integrity-2": ("down", 1),
        "data": ("up", 1), "involvement": ("down", 0),
    }  # fmt: skip
    assert len(found.neither) == 10


def test_the_earlier_day_of_one_person_comes_first_whichever_way_round_they_are_named() -> None:
    assert inclead("compare", EARLIER, LATER).output == inclead("compare", LATER, EARLIER).output


@given(entries)
def test_compared_with_itself_nothing_moves(some: tuple[Rated, ...]) -> None:
    found = compare(appraisal(*some), appraisal(*some), GUIDE)

    assert {move.change for move in found.moves} <= {"same"}
    assert [move.added for move in found.moves] == [()] * len(some)


def test_different_people_are_compared_only_when_that_is_meant() -> None:
    refused = inclead("compare", EARLIER, SIX[0])
    meant = inclead("compare", LATER, SIX[0], "--different-people")

    assert refused.exit_code == 1
    assert (
        "one appraisal is of Robin Marsh and the other of Ash; if that is meant, add --different-people"
        in refused.output
    )
    assert meant.exit_code == 0
    assert meant.output.startswith("From: Robin Marsh")
    compare(appraisal(name="robin  MARSH"), read_appraisal(LATER, GUIDE), GUIDE)


# A team


def compositions(people: int, cells: int) -> list[tuple[int, ...]]:
    bars = itertools.combinations(range(people + cells - 1), cells - 1)
    ends = ((-1, *bar, people + cells - 1) for bar in bars)
    return [tuple(b - a - 1 for a, b in itertools.pairwise(end)) for end in ends]


@pytest.mark.parametrize("people", [5, 6, 7, 9, 10, 11, 12, 15, 16, 20])
def test_no_number_that_is_left_out_follows_from_what_is_shown(people: int) -> None:
    """Whoever knows the size of the team and this very method still finds two values for each number left out."""
    consistent: defaultdict[Shown, list[tuple[int, ...]]] = defaultdict(list)
    for counts in compositions(people, 5):
        consistent[shown(counts, NEEDS)].append(counts)

    for output, possible in consistent.items():
        small = {n for counts in possible for n, count in enumerate(counts) if 0 < count < 5}
        if output.words is not None:
            assert len(possible) == 1
            assert not small
            continue
        for n in range(5):
            values = {counts[n] for counts in possible}
            assert len(values) > 1 or values <= {0} or (n == 4 and output.groups), (output, n, values)
            assert n not in small or len(values) > 1, (output, n, values)
        needs = {counts[0] + counts[1] for counts in possible}
        assert output.groups or len(needs) > 1, "not even how many have a need may follow"


def test_nobody_in_a_team_of_one_mind_can_be_read_off_it() -> None:
    assert shown((6, 0, 0, 0, 0), NEEDS).words is None
    assert shown((3, 3, 0, 0, 0), NEEDS).groups is None
    assert shown((0, 0, 0, 0, 6), NEEDS).words == (0, 0, 0, 0, 6), "that nobody rated it says nothing of anybody"


def test_a_larger_team_is_shown_in_numbers_where_that_is_safe() -> None:
    counts = {"data": [6, 6, 0, 0], "challenge": [2, 5, 5, 0], "involvement": [1, 0, 11, 0]}
    people = [
        appraisal(*(rated(code, WORDS[next(i for i in range(4) if n < sum(c[: i + 1]))]) for code, c in counts.items()),
                  name=f"Manager {n}")
        for n in range(12)
    ]  # fmt: skip
    rows = {row.thing.code: row.shown for row in team_of(people, GUIDE).rows}

    assert rows["data"].words is None, "all twelve have a need, which would say it of each"
    assert rows["data"].groups is None
    assert rows["challenge"] == Shown(None, (7, 5, 0), True)
    assert rows["involvement"] == Shown(None, None, False)
    assert rows["self-belief-1"].words == (0, 0, 0, 0, 12)


def test_the_six_of_the_example_share_the_needs_that_more_than_three_of_them_have() -> None:
    found = team_of([read_appraisal(path, GUIDE) for path in SIX], GUIDE)
    having = defaultdict(int)
    for path in SIX:
        for entry in re.findall(
            r"competency: (\S+)\n    rating: (?:to begin|growing)", path.read_text(encoding="utf-8")
        ):
            having[entry] += 1

    assert {row.thing.code for row in found.shared} == {code for code, n in having.items() if n > 3}
    assert [len(row.drivers) for row in found.shared] == sorted((len(r.drivers) for r in found.shared), reverse=True)


@pytest.mark.parametrize("format_", ["text", "json", "csv"])
def test_a_team_shows_no_name_no_comment_no_evidence_and_no_small_number(format_: str, tmp_path: Path) -> None:
    files = []
    for n, path in enumerate(SIX):
        text = path.read_text(encoding="utf-8").replace("rating: growing", "rating: growing\n    comment: Zanzibar", 1)
        files.append(tmp_path / f"{n}.yaml")
        files[-1].write_text(text, encoding="utf-8")
    result = inclead("team", *files, "--format", format_)

    assert result.exit_code == 0, result.output
    for secret in ("Ash", "Birch", "Cedar", "Hazel", "Rowan", "Zanzibar", "carers sit", "matron", "therapy lead"):
        assert secret not in result.output
    if format_ == "json":
        for row in json.loads(result.output)["rows"]:
            assert row["by_rating"] is None or set(row["by_rating"].values()) == {0, 6}
            assert row["by_group"] is None or row["level"] == "words"


def test_fewer_than_five_people_are_no_team_however_many_files_they_have() -> None:
    four = inclead("team", *SIX[:4])
    twice = inclead("team", *SIX[:3], EARLIER, LATER)

    assert (four.exit_code, twice.exit_code) == (1, 1)
    assert "these are appraisals of 4 people; a team is shown from 5 people on" in four.output
    assert "appraisals of 4 people" in twice.output
    assert inclead("team", *SIX[:5]).exit_code == 0


def test_of_a_person_with_two_the_latest_counts_and_that_is_said() -> None:
    with_both, with_latest = inclead("team", *SIX, EARLIER, LATER), inclead("team", *SIX, LATER)
    said = "Left out: 1 of a person with a later appraisal; the latest counts.\n"

    assert said in with_both.output
    assert with_both.output.replace(said, "") == with_latest.output
    assert "7 people" in with_both.output


def test_two_of_one_person_on_one_day_are_refused_without_naming_them() -> None:
    people = [appraisal(name=f"Manager {n}") for n in range(5)]
    with pytest.raises(QueryError, match="neither is the latest") as refused:
        team_of([*people, people[0]], GUIDE)

    assert "Manager" not in str(refused.value)


@given(st.permutations([appraisal(rated("data", WORDS[n % 4]), name=str(n)) for n in range(7)]))
def test_the_order_of_files_never_matters(people: list[Appraisal]) -> None:
    assert team_of(people, GUIDE) == team_of(sorted(people, key=lambda one: one.person.name), GUIDE)


# Files and questions


def test_a_new_file_explains_everything_and_checks_clean(tmp_path: Path) -> None:
    file = tmp_path / "me.yaml"
    made = inclead("new", file, "--name", 'Sam "S": Lee #1', "--role", "ward manager")
    text = file.read_text(encoding="utf-8")
    again = inclead("new", file)

    assert made.exit_code == 0, made.output
    assert read_appraisal(file, GUIDE).person == Person(name='Sam "S": Lee #1', role="ward manager")
    assert [code for code in CODES if f"# - competency: {code}\n" not in text] == []
    assert "0 of 20 rated" in inclead("show", file).output
    assert again.exit_code == 2
    assert file.read_text(encoding="utf-8") == text


def test_the_examples_in_a_new_file_work_once_their_comment_marks_are_taken_away() -> None:
    text = appraisal_skeleton(GUIDE, Person(name="Sam"), DAY)
    start = text.index("ratings:\n")
    entries_ = re.sub(r"^# (?=(- competency| ))", "", text[start:], flags=re.MULTILINE)

    assert [e.competency for e in parse_appraisal(text[:start] + entries_, "me.yaml", GUIDE).ratings] == CODES


def test_answers_are_asked_for_one_by_one_and_kept_when_the_person_stops(tmp_path: Path) -> None:
    file = tmp_path / "me.yaml"
    typed = (
        "Sam Lee\nward manager\n1\nAsked for help: #1\n\n\nRead up\n2020-01-01\n2099-01-01\ns\n9\nstrength\nseen\n\nq\n"
    )
    first = inclead("fill", file, typed=typed)
    then = inclead("fill", file, typed="4\n")
    found = read_appraisal(file, GUIDE)

    assert (first.exit_code, then.exit_code) == (0, 0), first.output
    assert found.person == Person(name="Sam Lee", role="ward manager")
    assert [(e.competency, e.rating) for e in found.ratings] == [
        ("self-belief-1", "to begin"), ("self-belief-3", "strength"), ("self-belief-2", "strength"),
    ]  # fmt: skip
    assert found.ratings[0].evidence == (Proof(text="Asked for help: #1"),)
    assert (found.ratings[0].action, found.ratings[0].by) == ("Read up", dt.date(2099, 1, 1))
    assert "'9' is none of these: 1, 2, 3, 4, s, q" in first.output
    assert "that is before the day of the appraisal" in first.output
    assert "Kept in" in first.output


def test_an_interrupted_answer_keeps_what_was_said_so_far(tmp_path: Path) -> None:
    file = tmp_path / "me.yaml"
    inclead("fill", file, typed="Sam\n\n2\nfirst\nsecond\n")

    assert read_appraisal(file, GUIDE).ratings == (rated("self-belief-1", "growing", "first", "second"),)


def test_nothing_is_written_when_the_name_is_not_given(tmp_path: Path) -> None:
    assert inclead("fill", tmp_path / "me.yaml", typed="").exit_code == 0
    assert list(tmp_path.iterdir()) == []


def test_what_is_in_a_file_already_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "me.yaml"
    before = LATER.read_text(encoding="utf-8") + "# a remark of mine"
    file.write_text(before, encoding="utf-8")
    inclead("fill", file, typed="2\n\n\n\n\nq\n")

    assert file.read_text(encoding="utf-8").startswith(before + "\n")
    assert len(read_appraisal(file, GUIDE).ratings) == 10


@pytest.mark.parametrize("rest", ["ratings: []\n", "ratings:\n  - {competency: data, rating: growing}\nteam: Last\n"])
def test_a_file_that_nothing_can_be_added_to_is_refused_before_the_first_question(rest: str, tmp_path: Path) -> None:
    file = tmp_path / "me.yaml"
    file.write_text(f"person: {{name: Sam}}\ndate: 2026-11-19\n{rest}", encoding="utf-8")
    before = file.read_text(encoding="utf-8")
    result = inclead("fill", file, typed="1\n")

    assert result.exit_code == 1
    assert "move 'ratings:' to the end of the file" in result.output
    assert file.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("typed", [b"Sam\n\n2\ncaf\xe9\n", b"caf\xe9\n\n", b"Sam\n\n2\n\x1b[2J\nwell\n", b"\xff\n"])
def test_hostile_typing_ends_in_no_traceback(typed: bytes, tmp_path: Path) -> None:
    result = inclead("fill", tmp_path / "me.yaml", typed=typed)

    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    if (tmp_path / "me.yaml").exists():
        read_appraisal(tmp_path / "me.yaml", GUIDE)


printable = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(lambda t: t.strip())


@given(printable, printable)
def test_whatever_is_written_is_read_again(name: str, said: str) -> None:
    text = appraisal_skeleton(GUIDE, Person(name=name), DAY)
    entry = rated("data", "growing", said, comment=said, action=f"{said}\n- {said}", target="secure", by=DAY)

    assert parse_appraisal(with_ratings(text, "me.yaml", [entry], GUIDE), "me.yaml", GUIDE) == appraisal(
        entry, name=Person(name=name).name
    )


def test_the_problems_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("person: {name: X}\n", encoding="utf-8")
    result = inclead("compare", tmp_path / "a.yaml", tmp_path / "b.yaml")

    assert result.exit_code == 1
    assert "a.yaml:1:1: 'date' is missing" in result.output
    assert "b.yaml:1:1: 'date' is missing" in result.output


def test_an_entry_with_a_problem_is_not_added() -> None:
    text = appraisal_skeleton(GUIDE, Person(name="Sam"), DAY)
    with pytest.raises(InputError, match="there is no competency or indicator 'nothing'"):
        with_ratings(text, "me.yaml", [rated("nothing", "growing")], GUIDE)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    for command in (["show"], ["plan"], ["team"], ["compare", LATER]):
        result = inclead(*command, tmp_path / "nowhere.yaml")
        assert result.exit_code == 2
        assert "cannot be read" in result.output


# Documents

HOSTILE = "<script>alert(1)</script> \"'& {{ 7*7 }} =cmd|' /C calc'!A0"


def hostile() -> Appraisal:
    proof = Proof(text=HOSTILE, locator=HOSTILE)
    entry = Rated(
        competency="data", rating="growing", evidence=(proof,), comment=f"={HOSTILE}", action=f"=1+1 {HOSTILE}"
    )
    return Appraisal(person=Person(name=HOSTILE, role=HOSTILE), date=DAY, team=HOSTILE, ratings=(entry,))


class Page(HTMLParser):
    """What a page loads, runs, names and links to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_ = dict(attrs)
        self.tags.add(tag)
        self.ids += [str(given_["id"])] if "id" in given_ else []
        self.links += [str(given_["href"])] if "href" in given_ else []
        self.loads += [name for name in given_ if name in ("src", "srcset", "data", "action") or name.startswith("on")]


@pytest.mark.parametrize("guide", [GUIDE, TOOLKIT], ids=["all", "only-toolkit"])
def test_the_page_loads_nothing_runs_nothing_and_escapes_what_people_wrote(guide: object) -> None:
    text = portrait_html(portrait_of(hostile(), guide))  # type: ignore[arg-type]
    page = Page(text)

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "{{ 7*7 }}" in text
    assert not page.tags & {"script", "link", "img", "iframe", "object", "form"}
    assert page.loads == []
    assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_the_page_has_every_thing_with_its_rating_in_words() -> None:
    result = inclead("show", LATER, "--format", "html")

    assert result.exit_code == 0
    assert all(thing.label in result.output for thing in GUIDE.things.values())
    assert result.output.count("</span> not rated") == 11
    assert "Personal development plan" in result.output


def test_the_page_has_no_accessibility_fault_that_axe_finds(chromium: Any, tmp_path: Path) -> None:
    page = tmp_path / "appraisal.html"
    page.write_text(inclead("show", LATER, "--format", "html").output, encoding="utf-8")
    view = chromium.new_context(bypass_csp=True).new_page()
    asked: list[str] = []
    view.on("request", lambda request: asked.append(request.url))
    view.goto(page.as_uri())
    for details in view.locator("details").all()[:5]:
        details.locator("> summary").press("Enter")

    assert faults_that_axe_finds(view) == []
    assert asked == [page.as_uri()]


@pytest.mark.parametrize("command", ["show", "plan"])
def test_no_cell_is_taken_for_a_formula(command: str, tmp_path: Path) -> None:
    file = tmp_path / "me.yaml"
    head = "person: {name: Sam}\ndate: 2026-11-19\nratings:\n"
    file.write_text(
        head + "  - {competency: data, rating: growing, comment: '=1+1', action: '@SUM(A1)'}\n", encoding="utf-8"
    )
    cells = [c for row in csv.reader(io.StringIO(inclead(command, file, "--format", "csv").output)) for c in row]

    assert "'=1+1" in cells or "'@SUM(A1)" in cells
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")] == []


def test_json_says_for_each_link_how_sure_it_is_who_drew_it_and_why() -> None:
    document = json.loads(inclead("show", LATER, "--format", "json").output)
    line = next(line for line in document["rated"] if line["competency"] == "self-belief-4")

    # row 'competency:self-belief-4 inc:neededFor driver:psed-a' of competency-driver.sssom.tsv
    assert {k: line["drivers"][0][k] for k in ("id", "confidence", "curated", "in_force")} == {
        "id": "driver:psed-a", "confidence": 0.9, "curated": True, "in_force": True,
    }  # fmt: skip
    assert line["drivers"][0]["why"].startswith("Bringing discrimination to an end")
    assert line["leadership_framework"][0] == {
        "id": "lf:1.4.4", "label": "Acts when ethics or values are at stake", "passage": "L823-824", "first_line": 823,
        "last_line": 824,
    }  # fmt: skip
    assert document["only_toolkit"] is False
    assert json.loads(inclead("show", LATER, "--format", "json", "--only-toolkit").output)["rated"][0]["drivers"] == []


@pytest.mark.parametrize("command", ["new", "fill", "show", "plan", "compare", "team"])
def test_each_part_teaches_by_example(command: str) -> None:
    result = inclead(command, "--help")

    assert result.exit_code == 0
    assert f"inclead appraise {command}" in result.output.partition("Example")[2]
