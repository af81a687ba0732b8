"""Plans: the least effort against trying everything, and a sheet that people fill in and nothing is lost from."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import COMPLETE, FIRST_DAY
from hypothesis import given
from hypothesis import strategies as st
from samples import assessments, random_assessment
from test_changes import FORMULAS, GRADES, as_it_is, grade_after, made, run, truth

import inclead_graph.assess
import inclead_graph.model.assessment
from inclead_graph.assess import load_knowledge
from inclead_graph.cli.main import main
from inclead_graph.errors import EngineError, InputError, QueryError, UnreadableError
from inclead_graph.inference.changes import Change, WhatWouldChange
from inclead_graph.inference.formulas import FALSE, TRUE, Formulas
from inclead_graph.planning.effort import Efforts, bundled_efforts, read_efforts
from inclead_graph.planning.plan import Plan, plan_of, shown
from inclead_graph.planning.sheet import COLUMNS, Entry, read_sheet
from inclead_graph.planning.solver import least_effort
from inclead_graph.reports.plan_csv import plan_csv
from inclead_graph.spreadsheet import csv_text, harmless, unharmed

KNOWLEDGE = load_knowledge()
FRAMEWORK = KNOWLEDGE.framework


def inclead(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


# The solver: against trying everything


@given(FORMULAS, st.lists(st.fractions(Fraction(1, 4), 9, max_denominator=4), min_size=7, max_size=7))
def test_the_solver_finds_the_least_effort_that_trying_everything_finds(
    drawn: tuple[str | int, object], costs: list[Fraction]
) -> None:
    formulas = Formulas()
    formula = made(formulas, drawn)

    found = least_effort(formulas, formula, costs.__getitem__)

    holding = [s for n in range(8) for s in itertools.combinations(range(7), n) if truth(drawn, s)]
    least = min(((sum((costs[n] for n in s), Fraction(0)), len(s)) for s in holding), default=None)
    if least is None:
        assert found is None
    else:
        assert found is not None
        assert (found.effort, len(found.taken), found.proved, found.at_least) == (*least, True, least[0])
        assert truth(drawn, found.taken)


def test_nothing_and_everything_need_no_solver_to_be_right() -> None:
    formulas = Formulas()

    assert least_effort(formulas, FALSE, lambda _: Fraction(1)) is None
    nothing = least_effort(formulas, TRUE, lambda _: Fraction(1))
    assert nothing is not None
    assert (nothing.taken, nothing.effort, nothing.proved) == ((), 0, True)


def test_a_solver_without_time_says_that_its_answer_is_not_proved_or_that_it_has_none() -> None:
    formulas = Formulas()
    parts = [formulas.any_of([formulas.choice(n), formulas.choice((7 * n + 3) % 60)]) for n in range(60)]

    try:
        found = least_effort(formulas, formulas.at_least(41, parts), lambda n: Fraction(n % 7 + 1), seconds=0.0)
    except EngineError as error:
        assert "found no plan" in str(error)  # noqa: PT017 (either is right)
    else:
        assert found is not None
        assert found.at_least <= found.effort


# The plan of least effort for a stage: against trying every choice of levels of its factors


def least_by_hand(assessment: Any, stage: str, wanted: str, efforts: Efforts) -> Fraction | None:
    """Cheapest set for each factor and grade by trying all sets of criteria made met, then all combinations."""
    rank = GRADES.index(wanted)
    options: list[list[tuple[int, Fraction]]] = []
    for factor in FRAMEWORK.stages[stage].factors:
        now = as_it_is(assessment, FRAMEWORK.factors[factor].criteria)
        roles = {FRAMEWORK.criteria[c].role for c, (judged, _, _) in now.items() if judged.verdict != "not applicable"}
        if not {"action", "outcome"} <= roles:
            continue
        levers = [
            Change("criterion", c, "met", "")
            for c, (j, _, _) in now.items()
            if j.verdict not in ("met", "not applicable")
        ]
        cheapest: dict[int, Fraction] = {}
        for size in range(len(levers) + 1):
            for taken in itertools.combinations(levers, size):
                grade = grade_after(now, factor, taken)
                spent = sum(map(efforts.of, taken), Fraction(0))
                cheapest[grade] = min(spent, cheapest.get(grade, spent))
        options.append(list(cheapest.items()))
    reaching = []
    for combination in itertools.product(*options):
        grades = [grade for grade, _ in combination]
        if grades and min(grades) >= rank - 1 and 3 * sum(g >= rank for g in grades) >= 2 * len(grades):
            reaching.append(sum((spent for _, spent in combination), Fraction(0)))
    return min(reaching, default=None)


SMALL = next(s.id for s in FRAMEWORK.stages.values() if len(s.factors) == 4)


@pytest.mark.parametrize("wanted", ["developing", "achieving"])
@pytest.mark.parametrize("seed", range(6))
def test_the_plan_of_a_stage_takes_the_least_effort_that_trying_everything_finds(seed: int, wanted: str) -> None:
    assessment = random_assessment(FRAMEWORK, seed)
    result = run(assessment)
    efforts = Efforts(result.findings)

    made_plan = plan_of(result.findings, wanted, stages=(SMALL,), efforts=efforts, ways=1)

    # Corroboration and coverage bear on the highest grade alone, so that made met is all there is to try below it.
    by_hand = least_by_hand(assessment, SMALL, wanted, efforts)
    if made_plan.least is None:
        assert by_hand in (None, 0)
    else:
        assert made_plan.least.effort == by_hand
        assert made_plan.least.proved


@given(assessments(FRAMEWORK), st.sampled_from(GRADES[1:]))
def test_a_plan_takes_no_more_than_its_stages_cheapest_ways_and_its_steps_add_up(assessment: Any, wanted: str) -> None:
    made_plan = plan_of(run(assessment).findings, wanted, ways=1)

    cheapest = [t.changes.sets[0].effort for t in made_plan.stage_targets if t.changes.sets]
    steps = sum((step.effort for step in made_plan.steps), Fraction(0))
    assert (made_plan.least.effort if made_plan.least else Fraction(0)) == sum(cheapest, Fraction(0)) == steps


# What a plan says


@pytest.fixture(scope="module")
def example(complete: inclead_graph.assess.Result) -> Plan:
    return plan_of(complete.findings, "achieving")


def test_each_standing_of_a_target_is_told_apart(example: Plan, complete: inclead_graph.assess.Result) -> None:
    standing = {target.thing: target.standing for target in example.targets}

    assert standing["OF"] == standing["BR1"] == "reached"
    assert standing["BR5"] == "not applicable"
    # BR6.F3 is refuted, so that not even the unknown could bring it there: work is needed.
    assert complete.findings.value("criterion", "BR6.F3", "verdict") == "not met"
    assert standing["BR6"] == "open"
    # BR4.A2 is unknown, and nothing is refuted there.
    assert standing["BR4"] == "ceiling only"


def test_a_factor_lists_its_gaps_with_the_groups_that_are_missing(
    example: Plan, complete: inclead_graph.assess.Result
) -> None:
    gaps = {gap.thing: gap for target in example.targets for gap in target.gaps}

    assert {c for c in FRAMEWORK.criteria if complete.findings.values("criterion", c, "gap")} == set(gaps)
    assert gaps["BR4.A2"].words == ("under way",)
    assert gaps["BR4.A1"].words == ("not covered",)
    assert list(gaps["BR4.A1"].groups) == [
        concept.label
        for word, concept in FRAMEWORK.vocabularies["characteristic"].items()
        if not complete.findings.value("coverage", f"BR4.A1/{word}", "covered")
    ]
    assert "gaps: BR4.A1 not covered (Gender reassignment, " in inclead("plan", COMPLETE, "--to", "achieving").stdout


def test_what_cannot_be_reached_says_what_is_in_the_way() -> None:
    absent = [c for f in FRAMEWORK.stages[SMALL].factors for c in FRAMEWORK.factors[f].criteria]
    assessment = random_assessment(FRAMEWORK, 3).model_copy(
        update={
            "not_applicable": tuple(
                inclead_graph.model.assessment.NotApplicable(criterion=c, reason="No such thing.") for c in absent
            )
        }
    )
    made_plan = plan_of(run(assessment).findings, "achieving", stages=(SMALL,))

    assert made_plan.summary == "None of these stages applies here, so there is nothing to reach."
    assert not made_plan.targets[0].changes.reachable
    assert "at least one factor applies" in made_plan.targets[0].changes.summary


def test_a_grade_that_is_reached_needs_no_step(complete: inclead_graph.assess.Result) -> None:
    made_plan = plan_of(complete.findings, "developing")

    assert (made_plan.steps, made_plan.least) == ((), None)
    assert made_plan.summary == "Nothing needs to change: developing is reached already."


def test_a_step_names_the_gap_the_action_its_passage_and_the_groups(
    tmp_path: Path, complete: inclead_graph.assess.Result
) -> None:
    dear = OWN.replace("lever: met", "lever: corroborated").replace("20.5", "500")  # so that groups are worth reaching
    (tmp_path / "own.yaml").write_text(dear, encoding="utf-8")
    efforts = Efforts(complete.findings, (read_efforts(tmp_path / "own.yaml"), bundled_efforts()))
    steps = {step.thing: step for step in plan_of(complete.findings, "excelling", efforts=efforts).steps}

    assert steps["SR4.O1"].gaps == ("stale",)
    assert "SR-28" in steps["SR4.O1"].why[0]
    for_groups = [step for step in steps.values() if "covered" in step.changes]
    assert for_groups
    for step in for_groups:
        assert list(step.groups) == [
            concept.label
            for word, concept in FRAMEWORK.vocabularies["characteristic"].items()
            if not complete.findings.value("coverage", f"{step.thing}/{word}", "covered")
        ]
    for step in steps.values():
        assert step.action == FRAMEWORK.criteria[step.thing].advised_action
        assert step.passages
        assert step.effort > 0


def test_there_is_no_such_grade_or_stage(complete: inclead_graph.assess.Result) -> None:
    with pytest.raises(QueryError, match="there is no grade 'achievng'; did you mean 'achieving'"):
        plan_of(complete.findings, "achievng")
    with pytest.raises(QueryError, match="there is no stage 'BX'; use one of: BR, BS, CR, OF, SR"):
        plan_of(complete.findings, "achieving", stages=("BX",))


# Efforts


def test_the_first_entry_that_fits_says_the_effort(complete: inclead_graph.assess.Result) -> None:
    of = Efforts(complete.findings).of

    def met(criterion: str) -> Fraction:
        return of(Change("criterion", criterion, "met", ""))

    assert met("SR4.O1") == 1  # stale
    assert met("BR3.O1") == 3  # contested
    assert met("BR4.A2") == 3  # under way
    assert met("BS2.O1") == 8  # an outcome without evidence
    assert met("BS8.A1") == 5  # an action without evidence
    assert met("BR6.F3") == 8  # refuted
    assert of(Change("criterion", "BS2.O1", "corroborated", "")) == 2


OWN = """title: Our own efforts
source: Our workshop of 3 March 2026
checked: 2026-03-03
weights:
  - title: Outcomes take us long
    lever: met
    where: {role: outcome}
    effort: 20.5
    reason: We have learnt it the hard way.
"""


def test_efforts_of_ones_own_come_first_and_ours_fill_the_rest(
    tmp_path: Path, complete: inclead_graph.assess.Result
) -> None:
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    of = Efforts(complete.findings, (read_efforts(tmp_path / "own.yaml"), bundled_efforts())).of

    assert of(Change("criterion", "BS2.O1", "met", "")) == Fraction(41, 2)
    assert of(Change("criterion", "BS8.A1", "met", "")) == 5


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("lever: met", "lever: mett", r"own.yaml:6:12: there is no change 'mett'; did you mean 'met'\?"),
        ("effort: 20.5", "effort: none", r"own.yaml:8:13: 'none' is not an effort; write a number above 0"),
        ("effort: 20.5", "effort: 0", r"own.yaml:8:13: '0' is not an effort"),
        ("effort: 20.5", "effort: -1", r"own.yaml:8:13: '-1' is not an effort"),
        ("effort: 20.5", "effort: 1e9", r"own.yaml:8:13: '1e9' is not an effort"),
        ("effort: 20.5", "effort: 1/0", r"own.yaml:8:13: '1/0' is not an effort"),
        ("effort: 20.5", "efort: 20.5", r"'efort' .*did you mean 'effort'"),
        ("role: outcome", "role: outcomes", r"'outcomes' is not a value of role; did you mean 'outcome'\?"),
        ("role: outcome", "rôle: outcome", r"'rôle' is not a property of criterion"),
        ("where: {role: outcome}", "gap: staale", r"'staale' is not a gap; did you mean 'stale'\?"),
        ("where: {role: outcome}", "each: {of: covrage}", r"'covrage' is not a relation of criterion"),
        ("    lever: met\n", "", r"own.yaml:5:5: an entry for any change has no 'gap', 'where' or 'each'"),
        ("source: Our workshop of 3 March 2026\n", "", r"source"),
    ],
)  # fmt: skip
def test_a_table_of_efforts_with_a_fault_is_refused_with_its_place(
    tmp_path: Path, complete: inclead_graph.assess.Result, old: str, new: str, says: str
) -> None:
    assert old in OWN
    (tmp_path / "own.yaml").write_text(OWN.replace(old, new), encoding="utf-8")

    def use() -> None:
        Efforts(complete.findings, (read_efforts(tmp_path / "own.yaml"), bundled_efforts()))

    with pytest.raises(InputError, match=says):
        use()


def test_a_change_that_no_entry_fits_says_what_to_add(tmp_path: Path, complete: inclead_graph.assess.Result) -> None:
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    only_own = Efforts(complete.findings, (read_efforts(tmp_path / "own.yaml"),))

    with pytest.raises(InputError, match=r"no entry says what effort 'met' is for criterion BR4\.A2; add one"):
        only_own.of(Change("criterion", "BR4.A2", "met", ""))


def test_every_change_that_any_finding_could_need_has_an_effort(complete: inclead_graph.assess.Result) -> None:
    ask = WhatWouldChange(complete.findings, effort=Efforts(complete.findings).of)
    for stratum in complete.findings.ruleset.strata:
        for kind, name in stratum.concludes:
            for thing in complete.findings.facts.things[kind]:
                answer = ask.next(kind, thing, name, limit=1)
                assert answer is None or all(one.effort > 0 for one in answer.sets)


def test_every_entry_of_our_own_table_has_a_title_and_a_reason_and_the_table_its_source() -> None:
    file = bundled_efforts().file

    assert len(file.weights) == 19
    assert all(weight.title and weight.reason for weight in file.weights)
    assert "Curated by" in file.source


def test_efforts_are_written_as_people_write_numbers() -> None:
    assert [shown(Fraction(n)) for n in (3, Fraction(5, 2), Fraction(1, 3), 1_000_000)] == [
        "3", "2.5", "0.3333333333", "1000000",
    ]  # fmt: skip


# The sheet: filled in and read back

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=24).map(str.strip) | (
    st.sampled_from(("=1+1", "'=1+1", "''-x", "+44 20", "-3", "@home", "'tis", 'He said "no", twice', "a;b", "Żółć"))
)


@given(TEXTS)
def test_text_made_harmless_for_a_spreadsheet_is_given_back_as_it_was(text: str) -> None:
    assert unharmed(harmless(text)) == text
    assert harmless(text) in (text, f"'{text}")


@given(data=st.data())
def test_a_sheet_that_was_filled_in_reads_back_without_loss(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory, example: Plan
) -> None:
    things = [step.thing for step in example.steps]
    chosen = data.draw(st.lists(st.sampled_from([*things, "BR1.F1", "OF1.A1"]), unique=True))
    extra = data.draw(st.sampled_from(((), ("cost",), ("cost", "board paper"))))
    entries = tuple(
        Entry(
            criterion=name,
            change="met"
            if name not in things
            else "; ".join(next(s.changes for s in example.steps if s.thing == name)),
            owner=data.draw(TEXTS),
            due=data.draw(st.none() | st.dates(dt.date(2000, 1, 1))),
            done=data.draw(st.sampled_from((None, True, False))),
            notes=data.draw(TEXTS),
            extra={column: data.draw(TEXTS) for column in extra},
        )
        for name in chosen
    )
    path = tmp_path_factory.mktemp("sheet") / "plan.csv"
    text = plan_csv(example, entries)
    path.write_text(text, encoding="utf-8", newline="")

    back = read_sheet(path, FRAMEWORK.criteria)

    found = {entry.criterion: entry for entry in back}
    for entry in entries:
        again = found[entry.criterion]
        assert (again.owner, again.due, again.done, again.notes) == (entry.owner, entry.due, entry.done, entry.notes)
        assert again.extra == entry.extra
    assert set(found) == {*things, *chosen}
    assert plan_csv(example, back) == text


FILLED = [
    {
        "criterion": "BR4.A2",
        "change": "met",
        "owner": "Ngozi",
        "due": "2026-09-30",
        "done": "no",
        "notes": "Ask finance",
    },
    {"criterion": "BS8.A1", "change": "met", "owner": "", "due": "", "done": "", "notes": ""},
]


def sheet(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "plan.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def as_csv(rows: list[dict[str, str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("day", ["2026-09-30", "30/09/2026"])
def test_a_sheet_is_read_as_a_spreadsheet_saves_it(tmp_path: Path, delimiter: str, mark: str, day: str) -> None:
    rows = [{**FILLED[0], "due": day}, FILLED[1]]

    first, second = read_sheet(sheet(tmp_path, mark + as_csv(rows, delimiter) + "\n\n"), FRAMEWORK.criteria)

    assert (first.criterion, first.owner, first.due) == ("BR4.A2", "Ngozi", dt.date(2026, 9, 30))
    assert (first.done, first.notes, first.row) == (False, "Ask finance", 2)
    assert (second.owner, second.due, second.done, second.notes) == ("", None, None, "")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"criterion": "BR4.A22"}, r"plan.csv:2:1: there is no criterion 'BR4.A22'; did you mean 'BR4.A2'\?"),
        ({"criterion": ""}, "plan.csv:2:1: the criterion is missing"),
        ({"criterion": "BS8.A1"}, "plan.csv:3:1: BS8.A1 is in row 2 already"),
        ({"due": "soon"}, "plan.csv:2:4: 'soon' is not a day; write it as 2026-03-31, or as 31/03/2026"),
        ({"due": "09/30/2026"}, "plan.csv:2:4: '09/30/2026' is not a day"),
        ({"due": "2026-02-30"}, "plan.csv:2:4: '2026-02-30' is not a day"),
        ({"done": "perhaps"}, "plan.csv:2:5: 'perhaps' is neither yes nor no; write yes, no, or nothing"),
    ],
)
def test_a_fault_in_a_sheet_is_told_with_row_and_column(tmp_path: Path, change: dict[str, str], says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_sheet(sheet(tmp_path, as_csv([{**FILLED[0], **change}, FILLED[1]])), FRAMEWORK.criteria)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "plan.csv:1:1: the file has no heading"),
        ("criterion,onwer,due,done,notes\n", "plan.csv:1:2: there is no column 'onwer'; did you mean 'owner'?"),
        ("criterion,owner,due,notes\n", "plan.csv:1:1: the heading lacks done; keep these columns"),
        ("criterion,owner,due,done,notes,notes\n", "plan.csv:1:6: the column 'notes' is there twice"),
        ("criterion,owner,due,done,notes\nBR1.A1,,,,,more\n", "plan.csv:2:6: there are more cells than headings"),
        ('criterion,owner,due,done,notes\nBR1.A1,"a"b,,,\n', "plan.csv:2:1: this is not CSV"),
        ('criterion,owner,due,done,notes\nBR1.A1,"a,,,\n', "this is not CSV"),
    ],
)
def test_a_sheet_that_is_no_plan_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read_sheet(sheet(tmp_path, text), FRAMEWORK.criteria)
    assert says in str(caught.value)


def test_all_faults_of_a_sheet_are_told_at_once(tmp_path: Path) -> None:
    rows = [{**FILLED[0], "due": "soon", "done": "hm"}, {**FILLED[1], "criterion": "XX"}]

    with pytest.raises(InputError) as caught:
        read_sheet(sheet(tmp_path, as_csv(rows)), FRAMEWORK.criteria)
    assert len(caught.value.problems) == 3


def test_a_sheet_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_sheet(tmp_path / "none.csv", FRAMEWORK.criteria)
    (tmp_path / "latin.csv").write_bytes("criterion,owner\nBR1.A1,Ren\xe9\n".encode("latin-1"))
    with pytest.raises(UnreadableError, match=r"not UTF-8 text \(byte 26\); save it as 'CSV UTF-8'"):
        read_sheet(tmp_path / "latin.csv", FRAMEWORK.criteria)


# The command


def test_the_plan_goes_out_as_csv_and_comes_back_through_the_command(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    first = inclead("plan", COMPLETE, "--to", "achieving", "--format", "csv", "-o", path)
    assert first.exit_code == 0
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    rows[0] |= {"owner": "Ngozi", "due": "2026-09-30", "done": "yes", "notes": "=see minutes"}
    path.write_text(csv_text(list(rows[0]), [list(row.values()) for row in rows]), encoding="utf-8", newline="")

    again = inclead("plan", COMPLETE, "--to", "achieving", "--format", "csv", "--from", path)
    read = inclead("plan", COMPLETE, "--to", "achieving", "--from", path)
    other = inclead("plan", COMPLETE, "--to", "achieving", "--stage", "CR", "--from", path, "--json")

    assert again.stdout == path.read_text(encoding="utf-8")
    assert "Filled in: Ngozi; due 30 September 2026; done; =see minutes" in read.stdout
    kept = {entry["id"]: entry for entry in json.loads(other.stdout)["not_in_this_plan"]}
    assert kept[rows[0]["criterion"]]["owner"] == "Ngozi"
    assert len(kept) == len(rows) - 1


def test_json_has_every_way_with_its_effort_and_the_proof() -> None:
    told = json.loads(inclead("plan", COMPLETE, "--to", "achieving", "--stage", "BS", "--json").stdout)

    stage = told["targets"][0]
    assert (stage["id"], stage["standing"], stage["number_of_ways"]) == ("BS", "ceiling only", 50)
    assert len(stage["ways"]) == 20
    assert told["least_effort"]["effort"] == stage["ways"][0]["effort"] == sum(s["effort"] for s in told["steps"])
    assert told["least_effort"]["proved"] is True
    assert told["least_effort"]["solver"].startswith("HiGHS ")
    assert {"drivers", "competencies", "passages", "owner", "due", "done", "notes"} <= told["steps"][0].keys()


def test_drivers_that_do_not_bind_this_organisation_are_not_named_and_links_of_ours_can_be_left_out() -> None:
    ours = json.loads(inclead("plan", COMPLETE, "--to", "achieving", "--json").stdout)
    toolkit = json.loads(inclead("plan", COMPLETE, "--to", "achieving", "--json", "--only-toolkit").stdout)

    named = {driver["id"] for step in ours["steps"] for driver in step["drivers"]}
    assert "driver:psed-b" in named
    assert "driver:icb-inequalities" not in named
    assert any(step["competencies"] for step in ours["steps"])
    assert not any(step["drivers"] or step["competencies"] for step in toolkit["steps"])


def test_a_first_day_has_more_ways_than_anybody_could_list_and_still_one_plan_of_least_effort() -> None:
    told = json.loads(inclead("plan", FIRST_DAY, "--to", "achieving", "--ways", "1", "--json").stdout)

    assert told["least_effort"]["proved"] is True
    assert max(target["number_of_ways"] for target in told["targets"]) > 10_000
    assert all(len(target["ways"]) <= 1 for target in told["targets"])


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--to", "achievng"), 1, "there is no grade 'achievng'; did you mean 'achieving'?"),
        (("--to", "achieving", "--stage", "BRX"), 1, "there is no stage 'BRX'; did you mean 'BR'?"),
        ((), 2, "Missing option '--to'"),
        (("--to", "achieving", "--effort", "none.yaml"), 2, "none.yaml"),
        (("--to", "achieving", "--from", "none.csv"), 2, "none.csv: cannot be read"),
        (("--to", "achieving", "--json", "--format", "csv"), 2, "cannot both be had"),
        (("--to", "achieving", "--ways", "-1"), 2, "-1"),
    ],
)
def test_wrong_use_of_the_command_is_told_without_a_traceback(arguments: tuple[str, ...], code: int, says: str) -> None:
    told = inclead("plan", COMPLETE, *arguments)

    assert told.exit_code == code
    assert says in told.stderr
    assert "Traceback" not in told.output
