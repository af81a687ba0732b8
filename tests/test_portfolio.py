"""Many organisations kept and graded together: a lake, a portfolio, and what becomes of those that cannot be read."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from samples import random_assessment

from benchmarks.generated import write_lake
from inclead_graph.assess import Knowledge
from inclead_graph.cli import main
from inclead_graph.errors import DisagreementError, InputError, UnreadableError
from inclead_graph.model.assessment import Assessment
from inclead_graph.portfolio import (
    JudgedBy,
    Member,
    Portfolio,
    added,
    assess_units,
    in_processes,
    one_by_one,
    read_portfolio,
    units_of,
    write_portfolio,
)
from inclead_graph.portfolio.grading import Grader, require_same
from inclead_graph.portfolio.lake import assessment_of, files_of, read_part, row_of, schema, write_part

ROOT = Path(__file__).resolve().parent.parent
FEN = ROOT / "assessments" / "fen-programme"


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, ["portfolio", *map(str, arguments)])


def table_of(assessments: Mapping[str, Assessment]) -> pa.Table:
    return pa.Table.from_pylist([row_of(one, name) for name, one in assessments.items()], schema())


@pytest.fixture(scope="module")
def drawn(knowledge: Knowledge) -> Mapping[str, Assessment]:
    return {f"O{seed}": random_assessment(knowledge.framework, seed) for seed in range(24)}


@pytest.fixture(scope="module")
def table(drawn: Mapping[str, Assessment]) -> pa.Table:
    return table_of(drawn)


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """A portfolio of two fictional trusts."""
    folder = tmp_path / "region"
    for name in ("harbour", "old-canal"):
        shutil.copytree(FEN / name, tmp_path / name)
    assert run("add", folder, tmp_path / "harbour", tmp_path / "old-canal", "--region", "Fen").exit_code == 0
    return folder


def test_an_assessment_comes_back_from_a_lake_as_it_was(drawn: Mapping[str, Assessment], tmp_path: Path) -> None:
    write_part(tmp_path / "some.parquet", [row_of(one, name) for name, one in drawn.items()])
    read = read_part((tmp_path / "some.parquet").read_bytes(), "some.parquet").to_pylist()
    assert [assessment_of(row) for row in read] == list(drawn.values())


def test_an_assessment_whose_record_was_changed_in_the_lake_is_refused(table: pa.Table) -> None:
    row = next(row for row in table.to_pylist() if row["evidence"])
    row["evidence"][0]["title"] = "Another title"
    with pytest.raises(UnreadableError, match="not what its digest says"):
        assessment_of(row)


def test_what_another_program_wrote_needs_neither_digest_nor_reasons(table: pa.Table, knowledge: Knowledge) -> None:
    rows = [{**row, "digest": None, "rest": None} for row in table.to_pylist()]
    bare = pa.Table.from_pylist(rows, schema())
    assert Grader(knowledge).grade(bare).results == Grader(knowledge).grade(table).results


@pytest.mark.parametrize("everything", [False, True])
def test_every_finding_of_a_lake_is_the_reference_engines(
    everything: bool, table: pa.Table, knowledge: Knowledge
) -> None:
    graded = Grader(knowledge, everything, sample=table.num_rows).grade(table)
    assert (graded.organisations, graded.compared, graded.refused) == (table.num_rows, table.num_rows, ())
    about = set(graded.results["about"].to_pylist())
    assert about >= {"organisation", "stage", "factor", "criterion", "driver", "matrix_cell"}
    assert ("signal" in about) is everything


def test_a_difference_from_the_reference_engine_is_told_with_its_place(
    drawn: Mapping[str, Assessment], knowledge: Knowledge
) -> None:
    name = next(iter(knowledge.framework.factors))
    found = {("factor", "floor"): {name: frozenset(("superb",))}}
    with pytest.raises(DisagreementError, match=f"O1: .*floor of factor {name}: superb and "):
        require_same(knowledge, drawn["O1"], "O1", found)


def wrong(rows: Sequence[dict[str, Any]], at: int, **changes: Any) -> None:
    rows[at]["evidence"][0] |= changes


def test_a_row_with_an_unknown_word_is_refused_and_the_others_are_graded(
    knowledge: Knowledge, drawn: Mapping[str, Assessment]
) -> None:
    full = {name: one for name, one in drawn.items() if one.evidence}
    rows = table_of(full).to_pylist()
    names = [row["organisation"] for row in rows]
    wrong(rows, 0, claim="suports")
    wrong(rows, 1, criteria=["BR9.Z9"])
    wrong(rows, 2, characteristics=["shoe size"], voice="the cat")
    rows[3]["kind"] = "circus"
    rows[4]["not_applicable"] = ["XX"]
    graded = Grader(knowledge).grade(pa.Table.from_pylist(rows, schema()))
    assert {one.organisation: one.why for one in graded.refused} == {
        names[0]: "'suports' is not a word for claim",
        names[1]: "'BR9.Z9' is not among the criteria of the ontology",
        names[2]: "'the cat' is not a word for voice (and 1 more)",
        names[3]: "'circus' is not a kind of organisation",
        names[4]: "'XX' is not a criterion of the ontology",
    }
    others = Grader(knowledge).grade(table_of({name: full[name] for name in names[5:]}))
    assert graded.results.to_pylist() == others.results.to_pylist()


def test_assessments_of_several_days_in_one_file_are_each_judged_by_their_own(
    knowledge: Knowledge, drawn: Mapping[str, Assessment]
) -> None:
    later = {"L" + name: one.model_copy(update={"as_of": dt.date(2027, 9, 1)}) for name, one in drawn.items()}
    together = Grader(knowledge, sample=4).grade(table_of({**drawn, **later}))
    apart = [Grader(knowledge).grade(table_of(one)).results for one in (drawn, later)]
    assert together.compared == 8
    assert together.results.to_pylist() == pa.concat_tables(apart).to_pylist()


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"no parquet", "cannot be read as a part of a lake"), (b"", "cannot be read as a part of a lake")],
)
def test_a_file_that_is_no_parquet_is_told(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableError, match=f"x.parquet: {says}"):
        read_part(content, "x.parquet")


def test_a_file_without_a_column_or_with_another_type_is_told(table: pa.Table, tmp_path: Path) -> None:
    for changed, says in (
        (table.drop_columns(["evidence"]), "has no column evidence"),
        (table.set_column(4, "as_of", pa.array([True] * table.num_rows)), "cannot be read as a part"),
    ):
        pq.write_table(changed, tmp_path / "x.parquet")
        with pytest.raises(UnreadableError, match=says):
            read_part((tmp_path / "x.parquet").read_bytes(), "x.parquet")


def test_organisations_are_added_graded_and_shown(region: Path) -> None:
    assert read_portfolio(region).members[0] == Member(id="harbour", **{"from": "../harbour"}, region="Fen")
    graded = run("assess", region)
    assert graded.exit_code == 0
    assert "2 assessments: 2 graded now, 0 as before." in graded.output
    assert "Of 2, every finding was compared with the reference engine's; all agreed." in graded.output
    lines = run("table", region).output.splitlines()
    assert lines[0].split("\t")[:4] == ["organisation", "region", "kind", "as of"]
    assert [line.split("\t")[0] for line in lines[1:]] == ["harbour", "old-canal"]
    assert "not known yet (up to excelling)" in lines[1]


def test_only_what_changed_is_graded_again(region: Path) -> None:
    run("assess", region)
    record = next((region.parent / "harbour" / "evidence").glob("*.yaml"))
    record.write_text(record.read_text("utf-8").replace("claim: supports", "claim: refutes", 1), "utf-8")
    found = json.loads(run("assess", region, "--json").output)
    assert (found["organisations"], found["graded_now"]) == (2, 1)
    assert len(list((region / "results").iterdir())) == 2


def test_one_that_cannot_be_read_is_listed_with_all_that_is_wrong_and_the_others_are_graded(region: Path) -> None:
    (region.parent / "harbour" / "assessment.yaml").write_text("as_off: 1\n", "utf-8")
    found = run("assess", region)
    assert found.exit_code == 1
    assert "1 assessments: 1 graded now" in found.output
    assert "Not graded: harbour" in found.output
    assert "did you mean 'as_of'?" in found.output


def test_a_stopped_run_goes_on_where_it_was(knowledge: Knowledge, tmp_path: Path) -> None:
    write_lake(tmp_path / "lake", knowledge.framework, 40, pieces=10, in_one_file=10)
    portfolio = Portfolio(title="A lake of fictional organisations", lakes=("lake",))
    units = units_of(tmp_path, portfolio, knowledge, everything=False)
    first = next(iter(assess_units(units, JudgedBy())))
    assert first.again
    rest = list(assess_units(units, JudgedBy()))
    assert [(one.organisations, one.again) for one in rest] == [(10, False), (10, True), (10, True), (10, True)]


def test_several_processes_give_the_same_bytes_as_one(knowledge: Knowledge, tmp_path: Path) -> None:
    write_lake(tmp_path / "lake", knowledge.framework, 30, pieces=12, in_one_file=10)
    portfolio = Portfolio(title="A lake of fictional organisations", lakes=("../lake",))
    made = []
    for name, spread in (("one", one_by_one), ("two", in_processes(2))):
        (tmp_path / name).mkdir()
        units = units_of(tmp_path / name, portfolio, knowledge, everything=False)
        assert sum(done.organisations for done in assess_units(units, JudgedBy(), spread)) == 30
        made.append({path.name: path.read_bytes() for path in files_of(tmp_path / name / "results")})
    assert made[0] == made[1]
    assert len(made[0]) == 3


def test_results_of_a_file_that_is_gone_go_as_well(region: Path) -> None:
    run("assess", region)
    portfolio = read_portfolio(region)
    write_portfolio(region, portfolio.model_copy(update={"members": portfolio.members[:1]}))
    assert "1 assessments: 0 graded now, 1 as before." in run("assess", region).output
    assert len(list((region / "results").iterdir())) == 1


def test_what_a_killed_run_left_unfinished_goes_after_a_day(region: Path) -> None:
    run("assess", region)
    old, new = (region / "results" / name for name in (".inclead-old", ".inclead-new"))
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    run("assess", region)
    assert (old.exists(), new.exists()) == (False, True)


def test_an_organisation_added_anew_takes_the_place_of_the_former() -> None:
    former = Portfolio(title="x", members=(Member(id="a", **{"from": "a"}), Member(id="b", **{"from": "b"})))
    after = added(former, [Member(id="A", **{"from": "c"}, region="North")])
    assert [(one.id, one.source) for one in after.members] == [("b", "b"), ("A", "c")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title: x\nmembers:\n  - id: a\n    form: b\n", "did you mean 'from'?"),
        ("title: x\nmembers:\n  - id: ../a\n    from: b\n", "does not have the form"),
        ("title: x\nmembers:\n  - {id: a, from: b}\n  - {id: A, from: c}\n", "4:10: 'A' is there already"),
        ("members: []\n", "'title' is missing"),
    ],
)
def test_a_wrong_portfolio_is_told_with_its_line(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError) as told:
        read_portfolio(tmp_path)
    assert says in str(told.value)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("add", "{}/new"), 2, "name at least one folder"),
        (("add", "{}/new", FEN / "harbour", FEN / "saltmarsh", "--id", "x"), 2, "--id names one organisation"),
        (("add", "{}/new", FEN / "harbour", "--id", "../x"), 2, "cannot be an id"),
        (("assess", "{}"), 2, "no portfolio (portfolio.yaml is missing)"),
        (("table", "{}/region", "--stage", "BX"), 1, "'BX' is not a stage"),
        (("table", "{}/region"), 2, "nothing has been graded yet"),
    ],
)
def test_wrong_use_is_told(arguments: Sequence[object], code: int, says: str, region: Path, tmp_path: Path) -> None:
    found = run(*(str(one).replace("{}", str(tmp_path)) for one in arguments))
    assert (found.exit_code, says in found.output) == (code, True), found.output
