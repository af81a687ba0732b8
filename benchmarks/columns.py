"""The rules over columns: how many assessments a CPU second, beside the reference engine, Polars and DuckDB.

    python -m benchmarks.columns          benchmarks/columns.json and docs/benchmarks.md

Polars and DuckDB work out the verdict on each criterion, written by hand as each of them would be used; the columns do
so from the rule files. They are peers for a choice (docs/decisions/0029-portfolio.md) and need not be installed.
"""

from __future__ import annotations

import json
import platform
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.generated import AS_OF, table_of
from inclead_graph.assess import Knowledge, load_knowledge
from inclead_graph.columns import GRADES, ColumnEngine, Concluded, only_for
from inclead_graph.columns.batch import Batch, Ragged
from inclead_graph.inference.facts import facts_of
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.inference.rules import Ruleset
from inclead_graph.portfolio.batches import Batches, in_bulk
from inclead_graph.portfolio.lake import assessment_of

HERE = Path(__file__).resolve().parent
AT_ONCE = 500
VERDICT = [("criterion", "verdict")]


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def measure(organisations: int, pieces: int) -> dict[str, Any]:
    """Measure every way on the same assessments, in one run."""
    knowledge = load_knowledge()
    ruleset = in_bulk(knowledge.rulebook.in_force(AS_OF))
    tables = [
        table_of(knowledge.framework, min(AT_ONCE, organisations - start), pieces, start)
        for start in range(0, organisations, AT_ONCE)
    ]
    batches = Batches(knowledge.framework, ruleset, AS_OF)
    made: list[Batch] = []
    converting = cpu(lambda: made.extend(batches.of(table)[0] for table in tables))
    slices = {
        "grades": only_for(ruleset, GRADES),
        "verdicts": only_for(ruleset, VERDICT),
        "everything in bulk": ruleset,
    }
    seconds = {name: cpu(lambda of=of: inferred(of, made)) for name, of in slices.items()}
    found = {
        "organisations": organisations,
        "pieces": pieces,
        "seconds": {"lake to batches": converting, **seconds},
        "assessments a CPU second": {name: organisations / spent for name, spent in seconds.items()},
        "reference engine, assessments a CPU second": reference(knowledge, tables[0]),
        "peak memory, GiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }
    return {**found, "peers, verdicts": dict(peers(made, slices["verdicts"]))}


def inferred(ruleset: Ruleset, made: list[Batch]) -> list[Concluded]:
    return [ColumnEngine().infer(ruleset, batch) for batch in made]


def reference(knowledge: Knowledge, table: Any, number: int = 40) -> float:
    """Return how many assessments a CPU second the reference engine grades, by the same rules, facts given."""
    facts = [facts_of(assessment_of(row), knowledge.framework) for row in table.slice(0, number).to_pylist()]
    ruleset = only_for(knowledge.rulebook.in_force(AS_OF), GRADES)
    return len(facts) / cpu(lambda: [ReferenceEngine().infer(ruleset, one) for one in facts])


def peers(made: list[Batch], ruleset: Ruleset) -> Iterator[tuple[str, float]]:
    """Yield CPU seconds of each peer that is installed, for the verdicts of all batches; all must be the same."""
    flat = [_flat(batch) for batch in made]
    yield "columns", cpu(lambda: inferred(ruleset, made))
    first = inferred(ruleset, made[:1])[0].columns["criterion", "verdict"]
    expected = np.bincount(first.reshape(-1), minlength=6)
    for name, verdicts in (("polars", _polars), ("duckdb", _duckdb)):
        try:
            counted = [verdicts(of) for of in flat[:1]]
        except ImportError:
            continue
        met, against = counted[0]
        codes = made[0].codings["criterion", "verdict"].codes
        assert (met, against) == (expected[codes["met"]], expected[codes["not met"]]), name
        yield name, cpu(lambda verdicts=verdicts: [verdicts(of) for of in flat])


MONTHS = {"data": 12, "survey": 12, "document": 24, "policy": 36}


def _flat(batch: Batch) -> dict[str, Any]:
    """Return one line for each record and criterion that applies, as a data frame or a database would hold it."""
    relation = batch.related["criterion", "evidence"]
    assert isinstance(relation, Ragged)
    applies = batch.columns["criterion", "declared_not_applicable"].reshape(-1)[relation.owners] == 1
    members, cell = relation.members[applies], relation.owners[applies]
    flat = {name: batch.columns["evidence", name][members] for name in ("claim", "status", "source", "locator")}
    kinds = np.array([0, *(MONTHS.get(str(word), 0) for word in batch.codings["evidence", "kind"].values)])
    for name in ("date", "expires", "withdrawn"):
        days = batch.columns["evidence", name][members]
        flat[name] = np.where(days > -(2**31), days, np.datetime64("NaT").astype("i8")).astype("M8[D]")
    return {**flat, "months": kinds[batch.columns["evidence", "kind"][members]].astype("i4"), "cell": cell}


def _polars(flat: dict[str, Any]) -> tuple[int, int]:
    import polars as pl

    lapses = pl.coalesce(
        pl.col("expires"),
        pl.when(pl.col("months") > 0).then(pl.col("date").dt.offset_by(pl.format("{}mo", pl.col("months")))),
    )
    day = pl.lit(AS_OF)
    accepted = (
        (pl.col("date") <= day)
        & (lapses.is_null() | (lapses >= day))
        & (pl.col("source") > 0)
        & (pl.col("locator") > 0)
        & (pl.col("withdrawn").is_null() | (pl.col("withdrawn") > day))
    )
    cells = (
        pl.DataFrame(flat)
        .lazy()
        .filter(accepted)
        .group_by("cell")
        .agg(
            shown=((pl.col("claim") == 1) & (pl.col("status") >= 3)).any(),
            refuted=(pl.col("claim") == 2).any(),
        )
        .select(met=(pl.col("shown") & ~pl.col("refuted")).sum(), against=(~pl.col("shown") & pl.col("refuted")).sum())
        .collect()
    )
    return cells["met"][0], cells["against"][0]


def _duckdb(flat: dict[str, Any]) -> tuple[int, int]:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        connection.register("records", pa.table(flat))
        found = connection.execute(
            """
            WITH dated AS (
                SELECT *, coalesce(expires, CASE WHEN months > 0 THEN date + to_months(months) END) AS lapses
                FROM records),
            cells AS (
                SELECT bool_or(claim = 1 AND status >= 3) AS shown, bool_or(claim = 2) AS refuted
                FROM dated
                WHERE date <= $day AND (lapses IS NULL OR lapses >= $day) AND source > 0 AND locator > 0
                    AND (withdrawn IS NULL OR withdrawn > $day)
                GROUP BY cell)
            SELECT count_if(shown AND NOT refuted), count_if(NOT shown AND refuted) FROM cells
            """,
            {"day": AS_OF},
        ).fetchone()
    assert found is not None
    return found[0], found[1]


def results(*, quick: bool) -> dict[str, Any]:
    """Everything in one run."""
    about = {"python": platform.python_version(), "machine": platform.machine(), "clock": "CPU time"}
    return {"about": about, **measure(500 if quick else 10_000, 150)}


def section(found: Mapping[str, Any], scale: Mapping[str, Any]) -> str:
    """Write the results as a part of docs/benchmarks.md."""
    about, rate = found["about"], found["assessments a CPU second"]
    reference = found["reference engine, assessments a CPU second"]
    rows = [f"| {name} | {of:,.0f} | {of / reference:,.0f} |" for name, of in rate.items()]
    peers_ = found["peers, verdicts"]
    peer_rows = [f"| {name} | {of:.3f} s | {of / peers_['columns']:.1f} |" for name, of in peers_.items()]
    sizes = [
        f"| {row['organisations']:,.0f} | {row['CPU seconds']:.2f} s | {row['CPU seconds a million']:,.0f} s "
        f"| {row['making them, CPU seconds']:.2f} s | {row['lake, MB']:.1f} MB | {row['results, MB']:.1f} MB |"
        for row in scale["rows"]
    ]
    return f"""## Many organisations

Made by `python -m benchmarks.columns` in one run: {about["clock"]}, Python {about["python"]}, {about["machine"]};
{found["organisations"]:,} generated assessments of {found["pieces"]} records, {AT_ONCE} at a time, from arrays in
memory; the most memory held was {found["peak memory, GiB"]:.2f} GiB. Making the arrays from a lake in memory took
{found["seconds"]["lake to batches"]:.2f} s besides. The reference engine grades {reference:,.0f} a CPU second by the
rules of grades, facts given.

| what is concluded | assessments a CPU second | times the reference engine |
|---|---|---|
{chr(10).join(rows)}

The verdicts on all criteria, by peers with queries written by hand, one thread each, from the same columns; all find
the same:

| engine | all of them | times the columns |
|---|---|---|
{chr(10).join(peer_rows)}

From the bytes of a lake to the bytes of results, one process, a sample compared with the reference engine
(`python -m benchmarks.scale`):

| organisations | CPU time | a million | making them | lake | results |
|---|---|---|---|---|---|
{chr(10).join(sizes)}
"""


def write(found: Mapping[str, Any]) -> None:
    """Keep the results in columns.json."""
    (HERE / "columns.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    from benchmarks.__main__ import write_page

    found = results(quick=False)
    print(json.dumps(found, indent=2))
    write(found)
    write_page()


if __name__ == "__main__":
    main()
