"""Records as YAML, with what stood in columns that are not ours above each as remarks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from inclead_graph.exchange.yaml_file import yaml_lines
from inclead_graph.workbook.book import Row

__all__ = ["items", "remarks"]


def items(data: Sequence[Any], rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines of a list of records, each made of the row in the same place."""
    for one, row in zip(data, rows, strict=True):
        yield from remarks(row)
        yield from list(yaml_lines({"items": (one,)}, ""))[1:]


def remarks(row: Row) -> Iterator[str]:
    """Yield what stood beside a record in columns that are not ours."""
    yield from (f"# {' '.join(f'{name}: {text}'.split())}" for name, text in row.extra.items())
