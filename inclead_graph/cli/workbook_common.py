"""What the commands about workbooks share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from inclead_graph.model.framework import Framework
    from inclead_graph.workbook import Book, Conflict

__all__ = ["write_sheets"]


def write_sheets(output: Path, as_csv: bool, book: Book, framework: Framework, conflicts: Sequence[Conflict]) -> None:
    """Write a workbook, or its sheets as CSV files in a folder that is new or empty.

    Raises:
        UnreadableError: it is there already, or cannot be written.
    """
    from inclead_graph.errors import UnreadableError
    from inclead_graph.files import new_folder, write_whole
    from inclead_graph.workbook import csv_sheets, workbook

    if as_csv and output.suffix:
        raise UnreadableError(f"{output}: CSV files go into a folder; name one, as '{output.stem}'")
    if as_csv:
        with new_folder(output) as folder:
            for name, content in csv_sheets(book, framework, conflicts).items():
                (folder / name).write_bytes(content)
    elif output.suffix.lower() != ".xlsx":
        raise UnreadableError(f"{output}: a workbook's name ends in .xlsx; give it that, or --csv for a folder")
    elif output.exists():
        raise UnreadableError(f"{output}: already there; name a new file, so that nobody's entries are lost")
    else:
        write_whole(output, workbook(book, framework, conflicts))
    click.echo(f"Wrote {output}", err=True)
