"""What the commands about workbooks share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from inclead_graph.model.assessment import Assessment
    from inclead_graph.model.framework import Framework
    from inclead_graph.model.guide import Guide
    from inclead_graph.workbook import Beside, Book, Conflict, Reading

__all__ = ["everything_in", "guide_to_appraisals", "write_sheets"]


def guide_to_appraisals(ontology_folder: Path | None) -> Guide:
    """Return what appraisals are made with."""
    from inclead_graph.appraisal import guide_of
    from inclead_graph.bundled import bundled
    from inclead_graph.knowledge.graph import read_knowledge_graph

    return guide_of(read_knowledge_graph(ontology_folder or bundled("ontology")))


def everything_in(
    reading: Reading, framework: Framework, ontology_folder: Path | None = None
) -> tuple[Assessment, Beside]:
    """Check what was read of a workbook, the sheets beside the assessment too.

    Raises:
        InputError: every problem of all sheets, each with sheet and cell.
    """
    from inclead_graph.errors import InputError, Problem
    from inclead_graph.workbook import assessment_of, beside_of

    problems: list[Problem] = []
    assessment = beside = None
    guide = guide_to_appraisals(ontology_folder) if "Appraisals" in reading.book.rows else None
    try:
        assessment = assessment_of(reading.book, framework, reading.problems)
    except InputError as error:
        problems += error.problems
    try:
        beside = beside_of(reading.book, framework, guide)
    except InputError as error:
        problems += error.problems
    if assessment is None or beside is None:
        raise InputError(problems)
    return assessment, beside


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
