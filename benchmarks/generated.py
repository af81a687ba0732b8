"""Generated assessments of fictional organisations, as rows of a lake: the same for the same seed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from inclead_graph.columns.coding import day_number
from inclead_graph.model.framework import Framework
from inclead_graph.portfolio.lake import schema

REGIONS = ("Fictional North", "Fictional South", "Fictional East", "Fictional West")
AS_OF = dt.date(2026, 3, 31)


def table_of(framework: Framework, organisations: int, pieces: int, seed: int, as_of: dt.date = AS_OF) -> pa.Table:
    """Make a table of a lake in which every verdict and grade occurs; most evidence of one is about few factors."""
    draw = np.random.default_rng(seed)
    records = organisations * pieces
    criteria = _criteria(framework, draw, organisations, pieces)
    day = day_number(as_of)
    dates = pa.array(day - draw.integers(-20, 900, records), pa.int32(), mask=draw.random(records) < 0.01)
    expires = pa.array(day + draw.integers(-60, 400, records), pa.int32(), mask=draw.random(records) > 0.1)
    groups = framework.words("characteristic")
    names = {
        "id": pa.array([f"E{number:04}" for number in range(pieces)] * organisations),
        "title": pa.array(["A generated record"] * records),
        "claim": _words(draw, ["supports", "refutes"], [0.97, 0.03], records),
        "status": _words(draw, framework.words("status"), [0.05, 0.1, 0.6, 0.25], records),
        "kind": _words(draw, framework.words("kind"), None, records),
        "voice": _words(draw, framework.words("voice"), None, records),
        "source": pa.array(["Generated minutes"] * records),
        "locator": pa.array(["p. 1"] * records, mask=draw.random(records) < 0.01),
        "date": dates.cast(pa.date32()),
        "expires": expires.cast(pa.date32()),
        "criteria": pa.ListArray.from_arrays(np.arange(records + 1, dtype="i4"), criteria),
        "characteristics": _lists(draw, groups, records, len(groups)),
    }
    record = schema().field("evidence").type.value_type
    fields = [names.get(field.name, pa.nulls(records, field.type)) for field in record]
    evidence = pa.ListArray.from_arrays(
        np.arange(0, records + 1, pieces, dtype="i4"), pa.StructArray.from_arrays(fields, fields=list(record))
    )
    return pa.Table.from_arrays(
        [
            pa.array([f"G{seed:05}-{number:05}" for number in range(organisations)]),
            _words(draw, REGIONS, None, organisations),
            pa.array([f"A fictional organisation {seed:05}-{number:05}" for number in range(organisations)]),
            _words(draw, framework.words("organisation kind")[:4], None, organisations),
            pa.array([as_of] * organisations),
            pa.nulls(organisations, pa.string()),
            _lists(draw, list(framework.criteria), organisations, 3),
            pa.nulls(organisations, schema().field("moderation").type),
            evidence,
            pa.nulls(organisations, pa.string()),
        ],
        schema=schema(),
    )


def _criteria(framework: Framework, draw: np.random.Generator, organisations: int, pieces: int) -> pa.Array:
    """Return a criterion for each record."""
    factors = list(framework.factors.values())
    weights = np.cumsum(draw.gamma(0.15, size=(organisations, len(factors))) + 1e-9, axis=1)
    drawn = draw.random((organisations, pieces)) * weights[:, -1:]
    factor = (drawn[:, :, None] > weights[:, None, :]).sum(axis=2).reshape(-1)
    number = np.array([len(one.criteria) for one in factors])[factor]
    start = np.cumsum([0, *(len(one.criteria) for one in factors)])[factor]
    names = pa.array([criterion for one in factors for criterion in one.criteria])
    return names.take(pa.array(start + (draw.random(len(factor)) * number).astype(int)))


def _words(draw: np.random.Generator, words: Sequence[str], shares: Sequence[float] | None, number: int) -> pa.Array:
    return pa.array(words).take(pa.array(draw.choice(len(words), number, p=shares)))


def _lists(draw: np.random.Generator, words: Sequence[str], number: int, most: int) -> pa.Array:
    """Return lists of words, most of them empty, without the same word twice in one."""
    first = draw.integers(0, len(words), number)
    length = np.where(draw.random(number) < 0.6, 0, draw.integers(0, most + 1, number))
    offsets = np.concatenate([[0], np.cumsum(length)])
    within = np.arange(offsets[-1]) - np.repeat(offsets[:-1], length)
    places = (np.repeat(first, length) + within) % len(words)
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(words).take(pa.array(places)))


def write_lake(lake: Path, framework: Framework, organisations: int, pieces: int = 150, in_one_file: int = 500) -> None:
    """Write a lake of generated assessments."""
    for number, (seed, size) in enumerate(_parts(organisations, in_one_file)):
        path = lake / f"year={AS_OF.year}" / f"part-{number:05}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table_of(framework, size, pieces, seed), path, compression="zstd")


def _parts(organisations: int, in_one_file: int) -> Iterator[tuple[int, int]]:
    for start in range(0, organisations, in_one_file):
        yield start // in_one_file, min(in_one_file, organisations - start)


def example_lake(framework: Framework) -> pa.Table:
    """Make the lake of ``assessments/fictional-region``: two dozen organisations, each judged on two days.

    The records are the same on both days; what differs is which of them had been made by then, and which had lapsed.
    """
    number = 24
    now = table_of(framework, number, 60, seed=7)
    regions = now["region"].to_pylist()
    keys = [f"{region.split()[-1].lower()}-{at + 1:02}" for at, region in enumerate(regions)]
    names = [f"Fictional {region.split()[-1]} Organisation {at + 1}" for at, region in enumerate(regions)]
    now = now.set_column(0, schema().field("organisation"), pa.array(keys))
    now = now.set_column(2, schema().field("name"), pa.array(names))
    before = now.set_column(4, schema().field("as_of"), pa.array([AS_OF.replace(year=AS_OF.year - 1)] * number))
    return pa.concat_tables([before, now])


def write_example(path: Path, framework: Framework) -> None:
    """Write the example; ``python -m benchmarks.generated FILE`` does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(example_lake(framework), path, compression="zstd")


if __name__ == "__main__":
    import sys

    from inclead_graph.assess import load_knowledge

    write_example(Path(sys.argv[1]), load_knowledge().framework)
