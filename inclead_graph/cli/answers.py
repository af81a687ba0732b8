"""Answers as people and programs read them: a table at a terminal, tab-separated lines in a pipe, JSON, CSV, Turtle."""

from __future__ import annotations

import datetime as dt
import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import click

from inclead_graph.cli.common import write_output
from inclead_graph.spreadsheet import csv_text
from inclead_graph.store import Cell, Iri
from inclead_graph.terms import PREFIXES, compact

__all__ = [
    "answer_format_option",
    "as_json",
    "emit_rows",
    "only_toolkit_option",
    "output_option",
    "plain",
    "table_text",
]

F = TypeVar("F", bound=Callable[..., Any])
Row = Sequence[Cell | None]


def only_toolkit_option(command: F) -> F:
    """Add ``--only-toolkit``."""
    return click.option(
        "--only-toolkit",
        is_flag=True,
        help="Leave out the links that we curated; the toolkit's own and the public record remain.",
    )(command)


def output_option(command: F) -> F:
    """Add ``-o``."""
    return click.option(
        "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file instead."
    )(command)


def answer_format_option(*formats: str) -> Callable[[F], F]:
    """Add ``--format`` with the formats given."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(formats),
        default=formats[0],
        help="How to write the answer.",
        show_default=True,
    )


def plain(cell: Cell | None) -> str:
    """Write a value for reading: an id with a prefix, a number without noise, nothing for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, Iri):
        return compact(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float | Decimal):
        return f"{float(cell):.3f}".rstrip("0").rstrip(".")
    return str(cell)


def as_json(cell: Cell | None) -> Any:
    """Return a value as JSON has it; an IRI as its id with a prefix, a number that JSON lacks as XSD writes it."""
    if isinstance(cell, Iri):
        return compact(cell)
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, float) and not math.isfinite(cell):
        return "NaN" if math.isnan(cell) else f"{'-' if cell < 0 else ''}INF"
    return float(cell) if isinstance(cell, Decimal) else cell


def emit_rows(
    columns: Sequence[str],
    rows: Iterable[Row],
    format_: str,
    output: Path | None,
    head: Mapping[str, Any] | None = None,
) -> None:
    """Write rows as a table, JSON or CSV, to the terminal or to a file."""
    rows = list(rows)
    if format_ == "json":
        document = {
            **(head or {}),
            "columns": list(columns),
            "rows": [dict(zip(columns, map(as_json, row), strict=True)) for row in rows],
            "prefixes": _prefixes(rows),
        }
        write_output(json.dumps(document, ensure_ascii=False, indent=2) + "\n", output)
    elif format_ == "csv":
        write_output(csv_text(columns, ([plain(cell) for cell in row] for row in rows)), output)
    elif output is None and sys.stdout.isatty():
        _print_table(columns, rows)
    else:
        write_output(table_text(columns, rows), output)


def table_text(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Return tab-separated lines, a heading first; tabs and line breaks within a value become spaces."""
    lines = [columns, *([plain(cell) for cell in row] for row in rows)]
    return "".join("\t".join(" ".join(value.split()) for value in line) + "\n" for line in lines)


def _prefixes(rows: Iterable[Row]) -> dict[str, str]:
    ids = {compact(cell).partition(":")[0] for row in rows for cell in row if isinstance(cell, Iri)}
    return {prefix: PREFIXES[prefix] for prefix in sorted(ids) if prefix in PREFIXES}


def _print_table(columns: Sequence[str], rows: Iterable[Row]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_edge=False, pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    Console().print(table)
