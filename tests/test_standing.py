"""Laws, the matrix and signals, as people meet them: in commands, JSON and the page."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re

import pytest
from conftest import COMPLETE, FIRST_DAY, rendered
from samples import random_assessment
from test_cli import inclead

from inclead_graph.assess import Result, assess, load_knowledge
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.reports.standing import standing_of
from inclead_graph.workspace import read_workspace

KNOWLEDGE = load_knowledge()
FRAMEWORK = KNOWLEDGE.framework


def table(*arguments: object) -> list[dict[str, str]]:
    result = inclead(*arguments, "--format", "csv")
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_the_framework_has_the_drivers_editions_and_signals_of_the_ontology() -> None:
    assert (len(FRAMEWORK.drivers), len(FRAMEWORK.signals)) == (56, 20)
    assert {name: len(edition.outcomes) for name, edition in FRAMEWORK.eds.items()} == {
        "eds-2011": 18,
        "eds2-2013": 18,
        "eds-2022": 11,
    }
    assert [edition.highest_score for edition in FRAMEWORK.eds.values()] == [None, None, 3]


def test_the_first_aim_counts_nine_characteristics_and_the_others_eight() -> None:
    counts = {d.id: len(d.characteristics) for d in FRAMEWORK.drivers.values() if d.characteristics}

    assert counts == {"psed-a": 9, "psed-b": 8, "psed-c": 8}
    assert "marriage and civil partnership" not in FRAMEWORK.drivers["psed-b"].characteristics


def test_what_bears_on_a_part_bears_on_the_whole() -> None:
    bearing = {name: set(criteria) for name, criteria in FRAMEWORK.bearing.items()}

    assert bearing["psed-a"] | bearing["psed-b"] | bearing["psed-c"] < bearing["psed"]
    assert bearing["psed"] <= bearing["equality-act-2010"]


def test_laws_are_listed_with_the_exposed_ones_first() -> None:
    rows = table("drivers", COMPLETE)
    states = [row["state"] for row in rows]

    assert states == sorted(states, key=["exposed", "contested", "not shown", "evidenced", "not examined"].index)
    psed = next(row for row in rows if row["driver"] == "psed")
    assert psed["state"] == "exposed"
    assert psed["not_met_or_contested"] == "SR2.O1, CR4.O2"


def test_an_assessment_as_of_2012_is_held_against_the_law_of_2012() -> None:
    then = {row["driver"]: row for row in table("drivers", COMPLETE, "--as-of", "2012-04-02", "--all")}
    now = {row["driver"]: row for row in table("drivers", COMPLETE, "--all")}

    assert then["wdes"]["state"] == "does not apply"
    assert then["wdes"]["remark"].startswith("it begins on ")
    assert now["wdes"]["state"] == "not examined"
    ended = {d for d, row in now.items() if row["remark"].startswith("it ended on ")}
    assert "specific-duties-2011" in ended
    assert then["specific-duties-2011"]["state"] != "does not apply"


def test_a_duty_of_commissioning_groups_does_not_bind_a_trust() -> None:
    rows = {row["driver"]: row for row in table("drivers", COMPLETE, "--as-of", "2014-04-01", "--all")}

    assert rows["ccg-involvement"]["state"] == "does not apply"
    assert "an organisation of the kind nhs trust" in rows["ccg-involvement"]["remark"]


def test_a_first_day_has_empty_cells_and_says_that_this_is_not_the_same_as_not_done() -> None:
    result = inclead("drivers", FIRST_DAY, "--matrix", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))

    assert len(rows) == 25
    assert {row["state"] for row in rows} == {"not shown"}
    assert "which are not the same as not done: psed-a/age, psed-a/disability" in result.stderr


def test_evidence_that_names_a_group_and_speaks_against_shows_in_its_cell() -> None:
    rows = {(row["aim"], row["characteristic"]): row for row in table("drivers", COMPLETE, "--matrix")}

    assert rows["psed-b", "pregnancy and maternity"]["against"] == "CR4.O2"
    assert "CR-20" in rows["psed-b", "pregnancy and maternity"]["evidence"].split(", ")
    assert rows["psed-b", "age"]["against"] == ""


def test_signals_are_listed_with_the_raised_ones_first_and_say_why() -> None:
    rows = table("signals", COMPLETE)
    states = [row["state"] for row in rows]

    assert len(rows) == 20
    assert states == sorted(states, key=["raised", "cannot tell", "clear"].index)
    raised = {row["signal"]: row for row in rows if row["state"] == "raised"}
    assert "BS8.A2" in raised["ad-hoc-engagement"]["why"]
    assert raised["ad-hoc-engagement"]["passages"] == "L2012-2020"


def test_without_evidence_nothing_is_clear_that_evidence_would_decide() -> None:
    rows = {row["signal"]: row["state"] for row in table("signals", FIRST_DAY)}

    assert rows["failure-to-detect"] == "cannot tell"
    assert rows["strategy-not-landing"] == "cannot tell"
    assert "raised" not in rows.values()


def test_json_and_page_say_what_the_commands_say(complete: Result) -> None:
    document = json.loads(rendered(complete, "json"))["standing"]
    page = rendered(complete, "html")
    listed = {row["driver"]: row["state"] for row in table("drivers", COMPLETE, "--all")}

    assert {d["id"]: d["state"] or "does not apply" for d in document["drivers"]} == listed
    assert {s["id"]: s["state"] for s in document["signals"]} == {
        row["signal"]: row["state"] for row in table("signals", COMPLETE)
    }
    assert len(document["matrix"]) == 25
    for signal in document["signals"]:
        line = re.search(rf'<tr id="signal-{signal["id"]}">.*?</tr>', page, re.DOTALL)
        assert line
        assert signal["state"] in line[0]


@pytest.mark.parametrize("seed", range(40))
def test_no_driver_or_cell_is_exposed_where_nothing_accepted_refutes(seed: int) -> None:
    assessment = random_assessment(FRAMEWORK, seed)
    kept = tuple(piece for piece in assessment.evidence if piece.claim != "refutes")
    result = assess(assessment.model_copy(update={"evidence": kept}), KNOWLEDGE, [ReferenceEngine()])
    standing = standing_of(result.findings)

    assert {line.state for line in standing.drivers} <= {"not shown", "evidenced", "not examined"}
    assert {c.state for row in standing.matrix for c in row.cells if c} <= {None, "not shown", "evidenced"}


def test_a_driver_whose_beginning_nobody_knows_does_not_apply() -> None:
    assessment = read_workspace(COMPLETE, FRAMEWORK)
    unknown = [d for d in FRAMEWORK.drivers.values() if d.starts is None]
    standing = standing_of(assess(assessment, KNOWLEDGE, [ReferenceEngine()]).findings)

    assert [d.id for d in unknown] == ["socio-economic-duty"]
    assert {d.id for d in unknown} <= {line.driver.id for line in standing.not_applying}
    assert all(d.starts <= dt.date(2027, 1, 1) for d in FRAMEWORK.drivers.values() if d.starts)


def test_a_wrong_folder_is_said_to_be_none() -> None:
    for command in ("drivers", "signals"):
        result = inclead(command, "nowhere")
        assert result.exit_code == 2
        assert "no such folder" in result.output
