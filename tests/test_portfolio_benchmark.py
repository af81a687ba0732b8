"""Benchmarks of many organisations: counted as slow loops count them, and nothing is printed of few."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pyarrow as pa
import pytest
from click.testing import CliRunner
from conftest import ROOT, faults_that_axe_finds
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import random_assessment
from withholding_oracle import fewest

from benchmarks.generated import example_lake
from inclead_graph.assess import Knowledge, assess_programme
from inclead_graph.cli import main
from inclead_graph.comparison import Side, compare
from inclead_graph.inference.facts import facts_of
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.model.assessment import Assessment
from inclead_graph.portfolio import read_portfolio, write_portfolio
from inclead_graph.portfolio.assessments import kept_of
from inclead_graph.portfolio.benchmark import Benchmark, Grades, Group, benchmark_of
from inclead_graph.portfolio.grading import Grader, results_schema
from inclead_graph.portfolio.lake import files_of, read_part, row_of, schema, write_part
from inclead_graph.portfolio.named import Named
from inclead_graph.portfolio.profiles import OrganisationProfile
from inclead_graph.portfolio.standings import standings_of
from inclead_graph.reports.benchmark_named import named_sections
from inclead_graph.reports.blocks import Table
from inclead_graph.reports.eds import eds_rows
from inclead_graph.workspace import read_programme

REGIONS = ("North", "South", None)
Drawn = list[tuple[str, str | None, Assessment]]


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, ["portfolio", *map(str, arguments)])


def drawn(knowledge: Knowledge, number: int) -> Drawn:
    """Organisations of few kinds and regions, some with assessments of two or three years."""
    draw = random.Random(number)
    kinds = knowledge.framework.words("organisation kind")[:3]
    made: Drawn = []
    for at in range(number):
        one = random_assessment(knowledge.framework, at)
        kind, region = draw.choice(kinds), draw.choice(REGIONS)
        for year in sorted(draw.sample((2024, 2025, 2026), draw.choice((1, 1, 2, 3)))):
            organisation = one.organisation.model_copy(update={"kind": kind})
            day = dt.date(year, draw.randint(1, 12), 28)
            made.append((f"O{at:02}", region, one.model_copy(update={"organisation": organisation, "as_of": day})))
    return made


@pytest.fixture(scope="module")
def everybody(knowledge: Knowledge) -> Drawn:
    return drawn(knowledge, 30)


@pytest.fixture(scope="module")
def results(everybody: Drawn, knowledge: Knowledge) -> pa.Table:
    rows = [row_of(one, name, region) for name, region, one in everybody]
    return Grader(knowledge, sample=0).grade(pa.Table.from_pylist(rows, schema())).results


@pytest.fixture(scope="module")
def findings(everybody: Drawn, knowledge: Knowledge) -> Mapping[tuple[str, int], Findings]:
    """What the reference engine says of each, by organisation and year."""
    made = {}
    for name, _, one in everybody:
        ruleset, facts = knowledge.rulebook.in_force(one.as_of), facts_of(one, knowledge.framework)
        inference = ReferenceEngine().infer(ruleset, facts)
        made[name, one.as_of.year] = Findings(knowledge.framework, one, ruleset, facts, inference)
    return made


def known(found: Findings, thing: str) -> bool:
    framework = found.framework
    factors = framework.stages[thing].factors if thing in framework.stages else (thing,)
    criteria = [one for factor in factors for one in framework.factors[factor].criteria]
    silent = {"unknown", "not applicable"}
    return any(
        found.value("criterion", one, "verdict") not in silent or found.value("criterion", one, "under_way")
        for one in criteria
    )


def floor(found: Findings, thing: str, bound: str = "floor") -> str | None:
    return found.grade("stage" if thing in found.framework.stages else "factor", thing, bound)


def members(everybody: Drawn, group: Group) -> Iterator[tuple[str, int]]:
    """Organisation and year of the last assessment of each member."""
    last = {name: (region, one) for name, region, one in everybody}
    for name, (region, one) in last.items():
        mine = {"all": "all organisations", "kind": one.organisation.kind, "region": region or "no region given"}
        if mine[group.by] == group.name:
            yield name, one.as_of.year


def test_every_count_is_what_a_slow_loop_over_the_reference_engines_findings_counts(
    everybody: Drawn, results: pa.Table, findings: Mapping[tuple[str, int], Findings], knowledge: Knowledge
) -> None:
    benchmark = benchmark_of(standings_of(results, knowledge.framework), knowledge.framework, "x", at_least=1)
    assert len(benchmark.standings) == len(benchmark.groups) * 37
    for one in benchmark.standings:
        of = [findings[key] for key in members(everybody, one.group)]
        applies = [found for found in of if floor(found, one.thing) is not None]
        heard = [found for found in applies if known(found, one.thing)]
        assert one.group.organisations == len(of)
        assert (one.not_applicable, one.not_known) == (len(of) - len(applies), len(applies) - len(heard))
        for bound, grades in (("floor", one.floors), ("ceiling", one.ceilings)):
            words = [floor(found, one.thing, bound) for found in heard]
            counted = {word: words.count(word) for word in knowledge.framework.words("grade")}
            assert (dict(grades.counts) if grades else {}) == (counted if heard else {})


def test_the_end_of_a_year_counts_each_organisations_last_assessment_until_then(
    results: pa.Table, findings: Mapping[tuple[str, int], Findings], knowledge: Knowledge
) -> None:
    benchmark = benchmark_of(standings_of(results, knowledge.framework), knowledge.framework, "x", at_least=3)
    printed = [one for one in benchmark.year_ends if one.year and one.floors]
    assert {one.year for one in printed} == {2024, 2025}
    for one in printed:
        last = {name: year for name, year in sorted(findings) if year <= (one.year or 0)}
        of = [findings[key] for key in last.items()]
        words = [floor(found, one.thing) for found in of if floor(found, one.thing) and known(found, one.thing)]
        assert one.floors
        assert dict(one.floors.counts) == {word: words.count(word) for word in knowledge.framework.words("grade")}


def test_gaps_and_states_of_laws_are_counted_over_the_organisations_to_which_they_apply(
    everybody: Drawn, results: pa.Table, findings: Mapping[tuple[str, int], Findings], knowledge: Knowledge
) -> None:
    benchmark = benchmark_of(standings_of(results, knowledge.framework), knowledge.framework, "x", at_least=1)
    of = [findings[key] for key in members(everybody, benchmark.groups[0])]
    for about, name, tallies in (("criterion", "gap", benchmark.gaps), ("driver", "state", benchmark.drivers)):
        for one in tallies:
            words = [word for found in of for word in found.values(about, one.thing, name)]
            assert {word: words.count(word) for word in one.counts} == dict(one.counts)
    for one in benchmark.gaps:
        verdicts = [found.value("criterion", one.thing, "verdict") for found in of]
        assert one.organisations == len([verdict for verdict in verdicts if verdict != "not applicable"])
    refuted = [next(iter(one.counts.values())) for one in benchmark.gaps]
    assert refuted == sorted(refuted, reverse=True)


@given(counts=st.lists(st.integers(0, 9), min_size=2, max_size=5).filter(any), percent=st.integers(1, 100))
def test_a_percentile_is_the_lowest_grade_that_so_many_in_a_hundred_do_not_exceed(
    counts: list[int], percent: int
) -> None:
    grades = Grades({str(place): number for place, number in enumerate(counts)})
    everyone = [place for place, number in enumerate(counts) for _ in range(number)]
    enough = [place for place in everyone if sum(one <= place for one in everyone) * 100 >= percent * len(everyone)]
    assert grades.percentile(percent) == str(min(enough))


@given(at_least=st.integers(2, 31))
@settings(max_examples=15)
def test_no_grades_are_printed_of_fewer_graded_organisations(
    results: pa.Table, knowledge: Knowledge, at_least: int
) -> None:
    benchmark = benchmark_of(standings_of(results, knowledge.framework), knowledge.framework, "x", at_least)
    for one in benchmark.standings:
        if one.group.organisations < at_least:
            assert (one.graded, one.not_known, one.not_applicable) == (None, None, None)
        if one.graded is None or one.graded < at_least:
            assert (one.floors, one.ceilings) == (None, None)
    for of in (benchmark.gaps, benchmark.drivers):
        assert all(one.organisations >= at_least for one in of)
    for one in benchmark.year_ends:
        assert one.floors is None or one.floors.organisations >= at_least


def test_a_single_withheld_kind_does_not_stand_alone(results: pa.Table, knowledge: Knowledge) -> None:
    """What all have less what the printed kinds have is what the withheld ones have: never of fewer than asked for."""
    benchmark = benchmark_of(standings_of(results, knowledge.framework), knowledge.framework, "x", at_least=5)
    apart = 0
    for thing in {one.thing for one in benchmark.standings}:
        (whole,) = benchmark.of(thing)
        for by in ("kind", "region"):
            printed = [one for one in benchmark.of(thing, by) if one.floors]
            if whole.floors:
                rest = whole.floors.organisations - sum(one.floors.organisations for one in printed if one.floors)
                assert rest == 0 or rest >= 5
                apart += rest > 0
    assert apart


@pytest.fixture(scope="module")
def portfolio(everybody: Drawn, tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp_path = tmp_path_factory.mktemp("north")
    write_part(tmp_path / "lake" / "all.parquet", [row_of(one, name, region) for name, region, one in everybody])
    (tmp_path / "portfolio.yaml").write_text('title: "Fictional <North>"\nlakes: ["lake"]\n', "utf-8")
    assert run("assess", tmp_path, "--sample", "0").exit_code == 0
    return tmp_path


def document(portfolio: Path, *more: str) -> Mapping[str, Any]:
    made: Mapping[str, Any] = json.loads(run("benchmark", portfolio, "--json", *more).output)
    return made


def test_json_keeps_to_its_schema_and_every_format_says_the_same(portfolio: Path) -> None:
    found = document(portfolio)
    jsonschema.validate(found, json.loads((ROOT / "docs/schema/benchmark-v1.schema.json").read_text("utf-8")))
    everyone = [one for one in found["standings"] if one["group"]["by"] == "all"]
    lines = [line.split("\t") for line in run("benchmark", portfolio).output.splitlines()]
    assert [line[0] for line in lines[1:]] == [one["thing"] for one in everyone]
    median = lines[0].index("floor median")
    assert [line[median] for line in lines[1:]] == [
        one["floors"]["percentiles"]["50"] if one["floors"] else "" for one in everyone
    ]
    assert run("benchmark", portfolio, "-o", portfolio / "b.xlsx").exit_code == 0
    book = openpyxl.load_workbook(io.BytesIO((portfolio / "b.xlsx").read_bytes()))
    assert book.sheetnames == ["Read me", "Bands", "Counts", "Years", "Gaps", "Laws and policies"]
    rows = list(book["Bands"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(found["standings"])
    assert [row[3] for row in rows] == [one["group"]["organisations"] for one in found["standings"]]


def test_the_page_escapes_what_people_wrote(portfolio: Path) -> None:
    assert run("benchmark", portfolio, "-o", portfolio / "b.html").exit_code == 0
    page = (portfolio / "b.html").read_text("utf-8")
    assert "Fictional &lt;North&gt;" in page
    assert "Fictional <North>" not in page


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--format", "xlsx"), "xlsx needs a file"),
        (("--format", "html", "--json"), "cannot both be had"),
        (("--at-least", "0"), "not in the range"),
        (("--table", "movers"), "ask for --named, too"),
    ],
)
def test_wrong_use_is_told(arguments: tuple[str, ...], says: str, portfolio: Path) -> None:
    found = run("benchmark", portfolio, *arguments)
    assert (found.exit_code, says in found.output) == (2, True), found.output


def test_a_benchmark_has_no_name_of_an_organisation(everybody: Drawn, results: pa.Table, knowledge: Knowledge) -> None:
    benchmark: Benchmark = benchmark_of(standings_of(results, knowledge.framework), knowledge.framework, "x", 1)
    assert not any(f"'{name}'" in repr(benchmark) for name, _, _ in everybody)


EXAMPLE = ROOT / "assessments" / "fictional-region"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example region, in a place of its own; of its members the programme alone, as the others take long."""
    folder = tmp_path_factory.mktemp("example") / "assessments"
    shutil.copytree(ROOT / "assessments" / "fen-programme", folder / "fen-programme")
    shutil.copytree(EXAMPLE, folder / EXAMPLE.name, ignore=shutil.ignore_patterns("kept", "results"))
    region = read_portfolio(folder / EXAMPLE.name)
    few = tuple(one for one in region.members if "fen-programme" in one.source)
    write_portfolio(folder / EXAMPLE.name, region.model_copy(update={"members": few}))
    assert run("assess", folder / EXAMPLE.name, "--sample", "0").exit_code == 0
    return folder / EXAMPLE.name


@pytest.fixture(scope="module")
def inside(example: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(run("benchmark", example, "--named", "--movers", "1", "--json").output)
    return found


def test_the_lake_of_the_example_is_the_generated_one(knowledge: Knowledge) -> None:
    (path,) = files_of(EXAMPLE / "lake")
    assert read_part(path.read_bytes(), path.name).equals(example_lake(knowledge.framework).cast(schema()))


def test_every_member_of_the_example_is_there() -> None:
    members = read_portfolio(EXAMPLE).members
    assert len(members) == 6
    assert all((EXAMPLE / one.source / "assessment.yaml").is_file() for one in members)


def test_movers_are_those_whose_floors_differ_with_the_reasons_that_compare_gives(
    example: Path, inside: Mapping[str, Any], knowledge: Knowledge
) -> None:
    jsonschema.validate(inside, json.loads((ROOT / "docs/schema/benchmark-v1.schema.json").read_text("utf-8")))
    first, *_ = movers = inside["named"]["movers"]
    assert [one["traced"] for one in movers] == [True, *[False] * (len(movers) - 1)]
    kept = kept_of(example, read_portfolio(example), {first["organisation"]})[first["organisation"]]
    sides = [Side(one.assessment, knowledge.framework, knowledge.rulebook) for one in kept]
    moved = {
        one.move.thing: one
        for one in compare(sides[0], sides[1], ("stage", "factor")).moved
        if one.move.name == "floor"
    }
    for floor in first["floors"]:
        if floor["before"] and floor["after"]:
            one = moved.pop(floor["thing"])
            assert (floor["before"],) == one.move.before
            assert (floor["after"],) == one.move.after
            assert floor["reasons"] == [[change.text for change in reason] for reason in one.reasons]
    heard = {floor["thing"] for floor in first["floors"]}
    assert {thing for thing in moved if moved[thing].move.kind in ("stage", "factor")} <= heard


def test_commissioners_get_the_advice_that_the_programme_alone_gives(
    inside: Mapping[str, Any], knowledge: Knowledge
) -> None:
    alone = assess_programme(read_programme(ROOT / "assessments/fen-programme", knowledge.framework), knowledge)
    advised = {(row[0], row[2]) for row in eds_rows(alone.results) if row[-1]}
    assert {(one["commissioner"], one["outcome"].split()[0]) for one in inside["named"]["advice"]} == advised
    assert set(inside["named"]["notes_on_commissioning"]) == set(alone.notes)


def test_the_page_has_a_heat_map_with_tables_and_no_accessibility_fault(
    chromium: Any, example: Path, tmp_path: Path
) -> None:
    few = tmp_path / "few"
    shutil.copytree(example, few)
    write_portfolio(few, read_portfolio(few).model_copy(update={"lakes": ()}))
    assert run("benchmark", few, "--named", "-o", few / "inside.html").exit_code == 0
    view = chromium.new_page()
    view.goto((few / "inside.html").as_uri())
    assert faults_that_axe_finds(view) == []
    assert "not for publication" in view.inner_text("main")
    assert view.get_by_role("rowheader", name="harbour", exact=True).count() == 5


def test_of_more_organisations_than_can_be_read_factors_are_ordered_in_their_place(knowledge: Knowledge) -> None:
    names = [f"O{at:02}" for at in range(61)]
    (low, high), (one, other) = (knowledge.framework.words("grade")[:2], list(knowledge.framework.factors)[:2])
    profiles = tuple(
        OrganisationProfile(name, None, "x", dt.date(2026, 1, 1), {one: high, other: low}, {}, {one, other})
        for name in names
    )
    (section, *_) = named_sections(Named(profiles, (), {}, None), knowledge.framework)
    (table,) = [block for block in section.blocks if isinstance(block, Table)]
    assert [row[0].text.split()[0] for row in table.rows] == [other, one]


@pytest.mark.parametrize("table", ["gaps", "movers"])
def test_a_table_can_be_shown_by_itself(table: str, example: Path) -> None:
    found = run("benchmark", example, "--named", "--movers", "0", "--table", table, "--at-least", "3")
    assert found.exit_code == 0
    assert len(found.output.splitlines()) > 3


def synthetic(knowledge: Knowledge, units: list[tuple[str, str, str, int, bool]]) -> pa.Table:
    """Results in which one factor is graded, or not known: organisation, kind, region, year and whether it is known."""
    factor = next(iter(knowledge.framework.factors.values()))
    low, met = knowledge.framework.words("grade")[0], knowledge.framework.words("verdict")[0]
    rows = []
    for name, kind, region, year, known in units:
        said = [("factor", factor.id, "floor", low), ("factor", factor.id, "ceiling", low)]
        said += [("criterion", factor.criteria[0], "verdict", met)] if known else []
        head = {"organisation": name, "kind": kind, "region": region, "as_of": dt.date(year, 6, 30)}
        rows += [head | dict(zip(("about", "thing", "property", "value"), one, strict=True)) for one in said]
    plain = pa.schema([(name, pa.date32() if name == "as_of" else pa.string()) for name in results_schema().names])
    return pa.Table.from_pylist(rows, plain).cast(results_schema())


HISTORIES = st.lists(
    st.tuples(
        st.sampled_from("AB"),
        st.sampled_from("NS"),
        st.dictionaries(st.integers(2023, 2025), st.booleans(), min_size=1),
    ),
    min_size=3,
    max_size=8,
)


@given(histories=HISTORIES, at_least=st.integers(2, 3))
@settings(max_examples=60)
def test_nothing_about_fewer_can_be_worked_out_of_all_that_a_benchmark_prints(
    knowledge: Knowledge, histories: list[tuple[str, str, dict[int, bool]]], at_least: int
) -> None:
    """Each assessment that is graded is an unknown of its own, and each printed count a sum of these."""
    units = [
        (f"O{at}", kind, region, year, known)
        for at, (kind, region, years) in enumerate(histories)
        for year, known in sorted(years.items())
    ]
    last = {one[0]: one[3] for one in units}
    until = [min((o[3] for o in units if o[0] == one[0] and o[3] > one[3]), default=9999) for one in units]
    benchmark = benchmark_of(
        standings_of(synthetic(knowledge, units), knowledge.framework), knowledge.framework, "x", at_least
    )
    thing = next(iter(knowledge.framework.factors))
    grades: list[list[int]] = []
    numbers: list[list[int]] = []
    for one in (one for one in benchmark.standings if one.thing == thing):
        of = {"all": None, "kind": 1, "region": 2}[one.group.by]
        row = [int(last[unit[0]] == unit[3] and (of is None or unit[of] == one.group.name)) for unit in units]
        numbers += [row] if one.graded is not None else []
        grades += [row] if one.floors else []
    for end in (end for end in benchmark.year_ends if end.thing == thing and end.floors):
        year = end.year or 9998
        grades.append([int(unit[3] <= year < after) for unit, after in zip(units, until, strict=True)])
    graded = [at for at, unit in enumerate(units) if unit[4]]
    assert fewest([[row[at] for at in graded] for row in grades], at_least - 1) is None
    assert fewest(numbers, at_least - 1) is None


def test_who_could_not_be_graded_is_counted_beside_and_not_among_the_grades(everybody: Drawn, tmp_path: Path) -> None:
    rows = [dict(row_of(one, name, region)) for name, region, one in everybody[:4]]
    rows[0]["kind"] = "circus"
    write_part(tmp_path / "lake" / "all.parquet", rows)
    text = "title: x\nmembers:\n  - {id: gone, from: nowhere}\nlakes: [lake]\n"
    (tmp_path / "portfolio.yaml").write_text(text, "utf-8")
    assert run("assess", tmp_path).exit_code == 1
    found = run("benchmark", tmp_path, "--json")
    graded = {name for name, _, _ in everybody[1:4]}
    assert json.loads(found.stdout)["left_out"] == len({everybody[0][0], "gone"} - graded)
    assert json.loads(found.stdout)["groups"][0]["organisations"] == len(graded)


def test_where_nobody_could_be_graded_that_is_told(everybody: Drawn, tmp_path: Path) -> None:
    name, region, one = everybody[0]
    write_part(tmp_path / "lake" / "all.parquet", [{**row_of(one, name, region), "kind": "circus"}])
    (tmp_path / "portfolio.yaml").write_text("title: x\nlakes: [lake]\n", "utf-8")
    assert run("assess", tmp_path).exit_code == 1
    found = run("benchmark", tmp_path)
    assert (found.exit_code, "no organisation could be graded" in found.output) == (2, True)
