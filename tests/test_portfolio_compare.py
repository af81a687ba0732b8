"""An organisation beside its peers, and what leaves a portfolio: tables, named graphs, a workspace."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from inclead_graph.assess import Knowledge
from inclead_graph.cli import main
from inclead_graph.portfolio import kept_results, read_portfolio, write_portfolio
from inclead_graph.portfolio.assessments import Kept, kept_assessments
from inclead_graph.portfolio.benchmark import Grades
from inclead_graph.portfolio.lake import files_of, read_part, write_part
from inclead_graph.portfolio.peers import Rank, rank
from inclead_graph.store import Store
from inclead_graph.workspace import read_workspace


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, ["portfolio", *map(str, arguments)])


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example region with one member that has attachments, one that has none, and its lake."""
    folder = tmp_path_factory.mktemp("region") / "assessments"
    for name in ("wolds-and-fen", "fen-programme"):
        shutil.copytree(ROOT / "assessments" / name, folder / name)
    made = folder / "fictional-region"
    shutil.copytree(ROOT / "assessments" / made.name, made, ignore=shutil.ignore_patterns("kept", "results"))
    few = tuple(one for one in read_portfolio(made).members if one.id in ("wolds-and-fen", "harbour"))
    write_portfolio(made, read_portfolio(made).model_copy(update={"members": few}))
    assert run("assess", made, "--sample", "0").exit_code == 0
    return made


def document(*arguments: object) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(run(*arguments, "--json").output)
    return found


def test_peers_are_the_groups_of_the_benchmark_and_the_rank_counts_them(region: Path) -> None:
    found = document("compare", region, "wolds-and-fen", "--at-least", "3")
    jsonschema.validate(found, json.loads((ROOT / "docs/schema/peers-v1.schema.json").read_text("utf-8")))
    printed = {
        (one["thing"], one["group"]["by"], one["group"]["name"]): one
        for one in document("benchmark", region, "--at-least", "3")["standings"]
    }
    ranked = 0
    for one in found["things"]:
        for by in ("kind", "region", "all"):
            same = printed[one["thing"], by, one[by]["group"]]
            assert one[by]["floors"] == same["floors"]
            if one[by]["floors"] and one["known"]:
                counts = [one[by][name] for name in ("lower", "same", "higher")]
                assert sum(counts) == sum(same["floors"]["counts"].values())
                assert counts[1] == same["floors"]["counts"][one["floor"]]
                ranked += 1
    assert ranked


@given(counts=st.lists(st.integers(0, 5), min_size=1, max_size=5), at=st.integers(0, 4))
def test_a_rank_counts_those_below_beside_and_above(counts: list[int], at: int) -> None:
    grades = Grades({str(place): number for place, number in enumerate(counts)})
    place = min(at, len(counts) - 1)
    everyone = [one for one, number in enumerate(counts) for _ in range(number)]
    signs = [(one > place) - (one < place) for one in everyone]
    assert rank(grades, str(place)) == Rank(signs.count(-1), signs.count(0), signs.count(1))


def test_two_stand_side_by_side_and_what_is_not_known_is_no_lower(region: Path) -> None:
    lines = [line.split("\t") for line in run("compare", region, "wolds-and-fen", "east-03").output.splitlines()]
    assert lines[0][1:] == [
        "wolds-and-fen: floor", "wolds-and-fen: ceiling", "east-03: floor", "east-03: ceiling", "floors",
    ]  # fmt: skip
    by_thing = {line[0].split()[0]: line for line in lines[1:]}
    assert by_thing["BR2"][3:] == ["? not known", "● excelling", "cannot be compared"]
    assert by_thing["BR1"][-1] == "wolds-and-fen is 3 higher"


def test_an_organisations_two_days_are_compared_with_their_causes(region: Path) -> None:
    found = document("compare", region, "east-03", "--days")
    assert [side["as_of"] for side in (found["first"], found["second"])] == ["2025-03-31", "2026-03-31"]
    assert all(one["reasons"] for one in found["moved"])
    alone = run("compare", region, "wolds-and-fen", "--days")
    assert (alone.exit_code, "two days are needed" in alone.output) == (1, True)


def test_peers_as_page_and_workbook(region: Path) -> None:
    for suffix in ("xlsx", "html"):
        assert run("compare", region, "wolds-and-fen", "-o", region / f"peers.{suffix}").exit_code == 0
    sheet = openpyxl.load_workbook(io.BytesIO((region / "peers.xlsx").read_bytes()))["Beside"]
    assert [row[0] for row in sheet.iter_rows(values_only=True)][1] == "BR The Board room"
    assert "withheld" in (region / "peers.html").read_text("utf-8")


def test_tables_hold_what_the_portfolio_keeps(region: Path, knowledge: Knowledge) -> None:
    kept = kept_results(region, knowledge)
    assert run("export", region, "-o", region / "all.parquet").exit_code == 0
    assert pq.read_table(region / "all.parquet").to_pylist() == kept.to_pylist()
    assert run("export", region, "--organisation", "harbour", "-o", region / "one.csv").exit_code == 0
    rows = list(csv.DictReader(io.StringIO((region / "one.csv").read_text("utf-8"))))
    mine = [row for row in kept.to_pylist() if row["organisation"] == "harbour"]
    assert rows == [{name: str(value) for name, value in row.items()} for row in mine]


def test_a_cell_that_begins_as_a_formula_is_harmless_in_csv(region: Path, tmp_path: Path) -> None:
    (part,) = files_of(region / "lake")
    row = {**read_part(part.read_bytes(), "x").to_pylist()[0], "region": "=1+1"}
    write_part(tmp_path / "lake" / "x.parquet", [row])
    (tmp_path / "portfolio.yaml").write_text("title: x\nlakes: [lake]\n", "utf-8")
    assert run("assess", tmp_path, "--sample", "0").exit_code == 0
    assert run("export", tmp_path, "-o", tmp_path / "x.csv").exit_code == 0
    rows = csv.DictReader(io.StringIO((tmp_path / "x.csv").read_text("utf-8")))
    assert {one["region"] for one in rows} == {"'=1+1"}


@pytest.mark.parametrize("suffix", ["nq", "trig"])
def test_each_assessment_is_a_named_graph_with_an_assertion_for_each_criterion(
    suffix: str, region: Path, knowledge: Knowledge
) -> None:
    assert run("export", region, "--organisation", "east-03", "-o", region / f"x.{suffix}").exit_code == 0
    store = Store()
    store.load(region / f"x.{suffix}")
    name = "urn:inclead:organisation:fictional+east+organisation+3"
    assert store.graphs() == (f"{name}:2025-03-31", f"{name}:2026-03-31")
    found = store.query(
        "SELECT ?graph (COUNT(DISTINCT ?a) AS ?n) WHERE { GRAPH ?graph { ?a a earl:Assertion } } GROUP BY ?graph"
    )
    assert {number for _, number in found.rows} == {len(knowledge.framework.criteria)}  # type: ignore[union-attr]


def test_two_organisations_of_one_name_do_not_share_a_graph_and_the_rest_is_written(
    region: Path, tmp_path: Path
) -> None:
    (part,) = files_of(region / "lake")
    one, other = ({**read_part(part.read_bytes(), "x").to_pylist()[0], "organisation": name} for name in "ab")
    third = {**read_part(part.read_bytes(), "x").to_pylist()[1], "organisation": "c", "digest": "sha256:0"}
    write_part(tmp_path / "lake" / "x.parquet", [one, other, third])
    (tmp_path / "portfolio.yaml").write_text("title: x\nlakes: [lake]\n", "utf-8")
    found = run("export", tmp_path, "-o", tmp_path / "x.nq")
    assert found.exit_code == 1
    assert "Left out: b: its graph would be that of a" in found.output
    assert "Left out: c: " in found.output
    assert len((tmp_path / "x.nq").read_bytes()) > 1000


@pytest.mark.parametrize("organisation", ["wolds-and-fen", "east-03"])
def test_a_workspace_comes_back_as_it_was(
    organisation: str, region: Path, knowledge: Knowledge, tmp_path: Path
) -> None:
    assert run("export", region, "--organisation", organisation, "-o", tmp_path / "again").exit_code == 0
    kept = [
        one.assessment
        for one in kept_assessments(region, read_portfolio(region), {organisation})
        if isinstance(one, Kept)
    ]
    assert read_workspace(tmp_path / "again", knowledge.framework) == max(kept, key=lambda one: one.as_of)


def test_what_comes_back_is_explained(region: Path, tmp_path: Path) -> None:
    assert run("export", region, "--organisation", "harbour", "-o", tmp_path / "again").exit_code == 0
    explained = CliRunner().invoke(main, ["explain", str(tmp_path / "again"), "BS11"])
    assert explained.exit_code == 0
    assert "G-01" in explained.output


def test_a_workspace_without_attachments_has_the_same_records_otherwise(
    region: Path, knowledge: Knowledge, tmp_path: Path
) -> None:
    ask = ("export", region, "--organisation", "wolds-and-fen", "--without-attachments", "-o", tmp_path / "bare")
    assert run(*ask).exit_code == 0
    bare = read_workspace(tmp_path / "bare", knowledge.framework)
    whole = read_workspace(ROOT / "assessments" / "wolds-and-fen", knowledge.framework)
    assert [one.id for one in bare.evidence] == [one.id for one in whole.evidence]
    assert not any(one.attachment for one in bare.evidence)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("compare", "{}", "harbor"), 1, "did you mean 'harbour'?"),
        (("compare", "{}", "harbour", "east-03", "--days"), 2, "leave the other out"),
        (("compare", "{}", "harbour", "--since", "2026-01-01"), 2, "ask for --days"),
        (("compare", "{}", "east-03", "--days", "--format", "xlsx", "-o", "{}/x.xlsx"), 2, "is not among them"),
        (("export", "{}", "-o", "{}/new"), 2, "a folder takes one --organisation"),
        (("export", "{}", "--organisation", "harbor", "-o", "{}/x.csv"), 1, "did you mean 'harbour'?"),
        (("export", "{}", "--as-of", "2026-03-31", "-o", "{}/x.csv"), 2, "files have every day"),
        (
            ("export", "{}", "--organisation", "harbour", "--as-of", "2020-01-01", "-o", "{}/y"),
            1,
            "no assessment as of",
        ),
    ],
)
def test_wrong_use_is_told(arguments: tuple[str, ...], code: int, says: str, region: Path) -> None:
    found = run(*(one.replace("{}", str(region)) for one in arguments))
    assert (found.exit_code, says in found.output) == (code, True), found.output
