"""The results of a portfolio for other programs: one tidy table, or a named graph for each assessment."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from inclead_graph.assess import Knowledge, assess
from inclead_graph.errors import IncleadError
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.portfolio.assessments import Kept
from inclead_graph.portfolio.batches import Refused
from inclead_graph.reports.turtle import kept
from inclead_graph.spreadsheet import harmless

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["GRAPHS", "as_csv", "as_parquet", "graphs_of"]

GRAPHS = ("nq", "trig")
"""Formats that keep the graphs of several assessments apart."""


def as_parquet(results: pa.Table) -> bytes:
    """Write results as one file: a row for each thing that was concluded of each assessment."""
    import pyarrow.parquet as pq

    content = io.BytesIO()
    pq.write_table(results, content, compression="zstd")
    return content.getvalue()


def as_csv(results: pa.Table) -> bytes:
    """Write the same as CSV that a spreadsheet opens without harm."""
    import pyarrow as pa
    import pyarrow.csv

    columns = []
    for column in results.columns:
        if pa.types.is_dictionary(column.type):
            whole = column.unify_dictionaries().combine_chunks()
            whole = whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole
            words = pa.array([harmless(word) for word in whole.dictionary.to_pylist()], pa.string())
            columns.append(pa.DictionaryArray.from_arrays(whole.indices, words).cast(pa.string()))
        else:
            columns.append(column)
    content = io.BytesIO()
    pyarrow.csv.write_csv(pa.table(columns, names=results.column_names), content)
    return content.getvalue()


def graphs_of(assessments: Iterable[Kept | Refused], knowledge: Knowledge, format_: str) -> Iterator[str | Refused]:
    """Yield the graph of each assessment as text, under the name that stores give it, with every proof.

    Args:
        assessments: what the portfolio keeps.
        knowledge: by which each is judged, by the reference engine.
        format_: of :data:`GRAPHS`.

    Yields:
        Parts of one file; or what could not be judged, or would take another's place.
    """
    names: dict[str, str] = {}
    for one in assessments:
        if isinstance(one, Refused):
            yield one
            continue
        try:
            store = kept(assess(one.assessment, knowledge, [ReferenceEngine()]))
        except IncleadError as error:
            yield Refused(one.organisation, str(error))
            continue
        (name,) = store.graphs()
        other = names.setdefault(name, one.organisation)
        if other != one.organisation:
            yield Refused(one.organisation, f"its graph would be that of {other} ({name}); give each an ods_code")
        else:
            yield store.dump(format_)
