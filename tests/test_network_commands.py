"""The commands about partnerships, as people call them, and the part of the report on them."""

from __future__ import annotations

import csv
import html
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from click.testing import Result as Ran
from conftest import COMPLETE, rendered

from inclead_graph.assess import Result
from inclead_graph.cli import main


def inclead(*arguments: object) -> Ran:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def rows(*arguments: object) -> list[dict[str, Any]]:
    ran = inclead("network", *arguments, "--format", "json")
    assert ran.exit_code == 0, ran.output
    return list(json.loads(ran.stdout)["rows"])


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """The network without an assessment beside it."""
    shutil.copy(COMPLETE / "network.yaml", tmp_path / "network.yaml")
    return tmp_path


def test_groups_are_listed_with_those_first_of_whom_most_are_not_reached() -> None:
    found = rows("groups", COMPLETE)
    counted = [row["not reached"] for row in found if row["not reached"] is not None]

    assert len(found) == 14
    assert counted == sorted(counted, reverse=True)
    assert all(row["at least"] <= row["at most"] for row in found)
    farmers = next(row for row in found if row["group"] == "farmers-wold")
    assert (farmers["reached"], farmers["served by"], farmers["only through"]) == (0, 0, "")


def test_a_need_that_nobody_counted_is_left_open_and_said_to_be() -> None:
    ran = inclead("network", "groups", COMPLETE)
    trans = next(row for row in rows("groups", COMPLETE) if row["group"] == "trans-county")

    assert (trans["need"], trans["people reached"], trans["not reached"]) == (None, None, None)
    assert trans["reached"] > 0
    assert "Nobody has counted the need of Trans people in the county: not in these numbers." in ran.stderr
    assert "Every organisation here is fictional." in ran.stderr


def test_bridging_value_structure_and_their_product_stand_side_by_side() -> None:
    found = {row["organisation"]: row for row in rows("bridges", COMPLETE)}
    need = 26_495  # as the file has it

    assert found["wolds-and-fen"]["bridging value"] is None
    assert found["wolds-and-fen"]["what hangs on it"] == "reach is counted from here"
    hub = found["fen-cvs"]
    assert hub["product"] == pytest.approx(hub["bridging value"] / need * hub["structure"], abs=1e-5)
    baltic = found["baltic-voices"]  # between nobody, and yet a bridge
    assert (baltic["structure"], baltic["bridging value"] > 1000) == (0, True)


def test_ties_have_a_bridging_value_of_their_own() -> None:
    found = rows("bridges", COMPLETE, "--ties")

    assert found[0]["tie"] == "baltic-voices--fen-cvs"
    assert [row["bridging value"] for row in found] == sorted((r["bridging value"] for r in found), reverse=True)


def test_an_anchor_may_be_an_organisation_a_sector_or_a_wider_one() -> None:
    def anchors(*named: str) -> list[str]:
        options = [part for name in named for part in ("--anchor", name)]
        return list(json.loads(inclead("network", "bridges", COMPLETE, *options, "--format", "json").stdout)["anchors"])

    assert anchors() == ["wolds-and-fen"]
    assert anchors("nhs") == ["wolds-and-fen", "harbour", "old-canal", "saltmarsh"]
    assert anchors("fen-cvs", "county-council") == ["fen-cvs", "county-council"]
    assert set(anchors("statutory")) == {*anchors("nhs"), "county-council", "harbour-police"}


@pytest.mark.parametrize(
    ("arguments", "words", "due"),
    [
        (("groups", COMPLETE, "--anchor", "fen-rods"), "did you mean 'fen-roads'?", 1),
        (("what-if", COMPLETE), "nothing is supposed; name --close, --end or --begin", 2),
        (("what-if", COMPLETE, "--close", "fenroads"), "did you mean 'fen-roads'?", 2),
        (("what-if", COMPLETE, "--end", "fen-roads"), "does not name two organisations; write them as A--B", 2),
        (("what-if", COMPLETE, "--end", "fen-roads--harbour"), "there is no tie 'fen-roads--harbour'", 2),
        (("what-if", COMPLETE, "--begin", "harbour--harbour"), "names one organisation twice", 2),
        (("what-if", COMPLETE, "--begin", "harbour--fen-roads=2"), "write a number above 0 and up to 1", 2),
        (("what-if", COMPLETE, "--begin", "harbour--fen-roads=x"), "'x' is not a strength", 2),
        (("advise", COMPLETE, "--count", "2", "--budget", "3"), "leave one out", 2),
        (("advise", COMPLETE, "--count", "0"), "not in the range", 2),
        (("compare", COMPLETE), "there is nothing to compare with; name --from DAY, or --and DIR", 2),
        (("compare", COMPLETE, "--from", "lately"), "'lately' is not a date", 2),
        (("groups", COMPLETE.parent / "first-day"), "no network.yaml here", 2),
        (("groups", COMPLETE / "nowhere"), "no such file or folder", 2),
    ],
)
def test_a_mistake_is_told_with_what_to_do(arguments: tuple[object, ...], words: str, due: int) -> None:
    ran = inclead("network", *arguments)

    assert words in ran.output
    assert ran.exit_code == due
    assert isinstance(ran.exception, SystemExit)


def test_what_if_says_what_moves_in_the_network_and_in_the_findings_with_the_proof() -> None:
    found = rows("what-if", COMPLETE, "--close", "mothers-mile")

    assert {row["what"] for row in found} >= {"people", "group", "organisation", "tie", "criterion", "evidence"}
    verdict = next(row for row in found if row["id"] == "OF4.O2" and row["name"].endswith("verdict"))
    assert (verdict["before"], verdict["after"]) == ("met", "unknown")
    assert "network.bridges.new-mothers-harbour" in verdict["no longer"]


def test_what_if_without_an_assessment_says_what_moves_in_the_network(alone: Path) -> None:
    found = rows("what-if", alone, "--begin", "wolds-and-fen--boat-people=0.5", "--as-of", "2026-03-31")
    group = next(row for row in found if row["what"] == "group")

    assert {row["what"] for row in found} == {"people", "group", "organisation", "tie"}
    assert (group["id"], group["before"], group["after"]) == ("boat-dwellers", 0, 0.25)


def test_what_if_lists_every_measure_that_moves_when_asked_to() -> None:
    change = ("--end", "fen-cvs--fen-roads")
    with_measures, without = rows("what-if", COMPLETE, *change, "--measures"), rows("what-if", COMPLETE, *change)
    moved = {(row["name"], row["id"]): row for row in with_measures if row["what"] == "measure"}

    assert [row for row in with_measures if row["what"] != "measure"] == without
    degree = moved["Degree", "fen-roads"]
    assert (degree["before"], degree["after"], degree["change"]) == (2, 1, "less")
    assert ("Degree", "harbour") not in moved
    assert ("Betweenness", "fen-cvs") in moved


def test_advice_says_who_what_for_through_whom_and_how_near_the_best_it_comes() -> None:
    ran = inclead("network", "advise", COMPLETE, "--format", "json")
    document = json.loads(ran.stdout)
    first = document["rows"][0]

    assert len(document["rows"]) == 3
    assert first["name"] == "Harbour Mosque and Cultural Centre"
    assert first["through"] == "Harbour Mosque and Cultural Centre → Wolds and Fen Partnership NHS Trust"
    assert "Muslim people in Harbour: 374 more people (18% reached now, 36% then)" in first["groups"]
    assert document["gain"] <= document["at_most"]
    part = document["gain"] / document["at_most"]
    assert f"this is at least {part:.0%} of the best" in ran.stderr


def test_a_budget_buys_what_it_buys() -> None:
    found = rows("advise", COMPLETE, "--budget", "5")

    assert found
    assert sum(row["cost"] for row in found) <= 5


def test_two_days_and_two_files_are_compared(alone: Path) -> None:
    by_day = rows("compare", COMPLETE, "--from", "2024-03-31")
    text = (alone / "network.yaml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines(keepends=True) if "[fen-cvs, fen-roads]" not in line]
    (alone / "network.yaml").write_text("".join(lines), encoding="utf-8")
    by_file = rows("compare", COMPLETE, "--and", alone, "--to", "2026-03-31")

    assert ("tie", "harbour--mothers-mile", "formed") in {(r["what"], r["id"], r["change"]) for r in by_day}
    assert ("tie", "fen-cvs--fen-roads", "ended") in {(r["what"], r["id"], r["change"]) for r in by_file}


def test_check_says_what_is_missing_and_where_and_that_nothing_is_wrong() -> None:
    ran = inclead("network", "check", COMPLETE)

    assert ran.exit_code == 0
    assert (
        "32 organisations, 14 groups, 47 partnerships: nothing is wrong, and 4 things are worth a look." in ran.output
    )
    assert "3 organisations did not answer: polish-club, baltic-voices, wold-village-halls" in ran.output


def test_where_no_group_is_recorded_it_is_said_that_reach_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "network.yaml").write_text("organisations: [{id: hub, name: Hub, sector: nhs}]", encoding="utf-8")

    assert (
        "No group is recorded, so that nothing can be said of who is reached"
        in inclead("network", "bridges", tmp_path).stderr
    )


def test_csv_can_be_opened_in_a_spreadsheet(tmp_path: Path) -> None:
    written = tmp_path / "bridges.csv"
    inclead("network", "bridges", COMPLETE, "--format", "csv", "-o", written)
    found = list(csv.DictReader(io.StringIO(written.read_text(encoding="utf-8-sig"))))

    assert len(found) == 30
    assert found[0]["organisation"] == "fen-cvs"


@pytest.mark.parametrize(
    "command",
    ["import", "check", "groups", "bridges", "measure", "brokers", "what-if", "advise", "compare", "draw", "export"],
)
def test_every_command_teaches_by_example(command: str) -> None:
    shown = inclead("network", command, "--help").output

    assert "Example" in shown
    assert f"inclead network {command}" in " ".join(shown.split())


def test_the_report_shows_each_group_who_bridges_to_it_and_which_tie_to_make_next(complete: Result) -> None:
    page = html.unescape(rendered(complete, "html"))
    network = complete.assessment.network
    assert network is not None

    assert '<section id="partnerships"' in page
    for group in network.groups:
        assert f'<th scope="row">{group.name}</th>' in page
    assert "Which tie to make next" in page
    assert "Could help, as the network shows" in page


def test_a_report_without_a_network_has_no_part_on_partnerships(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    inclead("assess", COMPLETE.parent / "first-day", "--format", "html", "-o", page)

    assert "Partnerships</h2>" not in page.read_text(encoding="utf-8")


def test_the_plan_names_who_could_help_and_keeps_the_column_in_the_sheet() -> None:
    ran = inclead("plan", COMPLETE, "--to", "achieving", "--format", "csv")
    found = list(csv.DictReader(io.StringIO(ran.stdout.lstrip("\ufeff"))))

    assert any("Harbour Mosque" in row["could help"] for row in found)


def test_a_network_beside_an_assessment_must_say_whose_it_is_and_keep_to_its_day(tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(COMPLETE, folder)
    text = (folder / "network.yaml").read_text(encoding="utf-8")
    wrong = text.replace("assessed: wolds-and-fen\n", "as_of: 2020-01-01\n")
    (folder / "network.yaml").write_text(wrong, encoding="utf-8")

    ran = inclead("check", folder)

    assert ran.exit_code == 1
    assert "network.yaml:1:1: it does not say which organisation this assessment is about" in ran.output
    assert "its day, 2020-01-01, is not that of assessment.yaml, 2026-03-31" in ran.output


def test_an_id_that_is_kept_for_the_network_is_refused_in_a_file_of_evidence(tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(COMPLETE, folder)
    (folder / "evidence" / "mine.yaml").write_text(
        "- {id: network.reviews.2025-01-01, title: T, criteria: [BR1.A1], claim: supports, status: in place, "
        "kind: document, voice: board}\n",
        encoding="utf-8",
    )

    assert "ids that begin with 'network.' are for what network.yaml shows" in inclead("check", folder).output
