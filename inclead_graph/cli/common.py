"""Options and helpers that commands share."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from inclead_graph.files import write_whole

if TYPE_CHECKING:
    from inclead_graph.assess import Result
    from inclead_graph.model.assessment import Assessment
    from inclead_graph.model.framework import Framework
    from inclead_graph.model.history import Sealing
    from inclead_graph.workbook import Book

__all__ = [
    "as_of_option",
    "by_edition",
    "folder_argument",
    "graded",
    "is_workbook",
    "json_option",
    "ontology_folder_option",
    "put_file",
    "read_assessment",
    "read_workbook",
    "require_folder",
    "rules_folder_option",
    "sealing_with_word",
    "write_output",
    "write_picture",
]

F = TypeVar("F", bound=Callable[..., Any])

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


class Day(click.ParamType[dt.date]):
    """A day, written 2026-03-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Turn the text into a date, or say how to write one."""
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
        except ValueError as error:
            self.fail(f"'{value}' is not a date ({error}); write it as 2026-03-31", param, ctx)


def folder_argument(command: F) -> F:
    """Add the workspace folder."""
    return click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))(command)


def as_of_option(command: F) -> F:
    """Add ``--as-of``."""
    return click.option("--as-of", type=Day(), help="Judge as of this day instead of the one in the folder.")(command)


def json_option(command: F) -> F:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Write JSON, for a program.")(command)


def rules_folder_option(command: F) -> F:
    """Add ``--rules``."""
    return click.option("--rules", "rules_folder", type=_FOLDER, metavar="DIR", help="Use these rules.")(command)


def ontology_folder_option(command: F) -> F:
    """Add ``--ontology``."""
    return click.option("--ontology", "ontology_folder", type=_FOLDER, metavar="DIR", help="Use this ontology.")(
        command
    )


def write_output(text: str, output: Path | None) -> None:
    """Write to standard output, or to a file that appears whole or not at all.

    Raises:
        UnreadableError: the file cannot be written; what was there before is untouched.
    """
    if output is None:
        sys.stdout.write(text)
        return
    put_file(output, text.encode("utf-8"))


def put_file(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all, and say so; ``-`` is standard output.

    Raises:
        UnreadableError: as :func:`write_output`.
    """
    if str(path) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    write_whole(path, content)
    click.echo(f"Wrote {path}", err=True)


def by_edition(assessment: Assessment, edition: str | None, framework: Framework) -> Assessment:
    """Return an assessment that is graded by another edition of the EDS, where one is named."""
    from inclead_graph.errors import nearest

    if edition is None:
        return assessment
    if edition not in framework.eds:
        raise click.BadParameter(
            f"'{edition}' is not an edition of the EDS; {nearest(edition, framework.eds)}", param_hint="--edition"
        )
    editions = assessment.editions.model_copy(update={"eds": edition})
    return assessment.model_copy(update={"editions": editions})


def graded(
    folder: Path, as_of: dt.date | None, ontology: Path | None, rules: Path | None, *, one_engine: bool = False
) -> Result:
    """Read a folder and grade it, as of another day where one is given.

    Args:
        folder: the workspace.
        as_of: the day to judge by, in place of the folder's.
        ontology: folder of the ontology; that of the package by default.
        rules: folder of the rules; that of the package by default.
        one_engine: by the reference engine alone, where it is also what will try what is supposed.

    Raises:
        IncleadError: as reading and assessing do.
    """
    from inclead_graph.assess import assess, load_knowledge, on_day
    from inclead_graph.inference.reference import ReferenceEngine

    knowledge = load_knowledge(ontology, rules)
    assessment = on_day(read_assessment(folder, knowledge.framework), as_of)
    return assess(assessment, knowledge, [ReferenceEngine()] if one_engine else None)


def sealing_with_word(folder: Path, result: Result) -> Sealing:
    """Return how a result stands to the seals of its workspace; a history that does not hold is told of at once."""
    from inclead_graph.history import sealing_of

    sealing = sealing_of(folder, result)
    if sealing.state == "broken":
        click.echo(f"The history of {folder} does not hold, so that no seal is named; see 'inclead verify {folder}'",
                   err=True)  # fmt: skip
    return sealing


def is_workbook(source: Path) -> bool:
    """Say whether a path is a workbook (.xlsx), or a folder with its sheets as CSV files."""
    if not source.is_dir():
        return source.suffix.lower() == ".xlsx"
    cover = any((source / name).is_file() for name in ("Read-me.csv", "Read me.csv"))
    return cover and not (source / "assessment.yaml").is_file()


def read_assessment(source: Path, framework: Framework, *, check_files: bool = True) -> Assessment:
    """Read a workspace, a workbook (.xlsx), or a folder with its sheets as CSV files.

    Args:
        source: which.
        framework: what its words and ids are held against.
        check_files: whether a workspace's attachments must be there and unchanged; a workbook has none.

    Raises:
        UnreadableError: it cannot be read at all.
        InputError: every problem found, each with its place.
    """
    if is_workbook(source):
        return read_workbook(source, framework)[0]
    from inclead_graph.workspace import read_workspace

    return read_workspace(source, framework, check_files=check_files)


def read_workbook(source: Path, framework: Framework) -> tuple[Assessment, Book]:
    """Read a workbook, say on standard error what is worth knowing, and return what it says with its rows.

    Raises:
        UnreadableError: it cannot be read at all.
        InputError: every problem found, each with its sheet and cell.
    """
    from inclead_graph.workbook import assessment_of, read_book

    reading = read_book(source, framework)
    for note in reading.notes:
        click.echo(f"Note: {note}", err=True)
    return assessment_of(reading.book, framework, reading.problems), reading.book


def require_folder(source: Path, why: str) -> None:
    """Refuse a workbook where only a folder will do.

    Raises:
        UnreadableError: it is a workbook; ``why`` says what the folder is needed for.
    """
    if is_workbook(source):
        from inclead_graph.errors import UnreadableError

        todo = f"make one with 'inclead workbook read {source} -o DIR', and name that"
        raise UnreadableError(f"{source}: a workbook, and {why}; {todo}")


def write_picture(source: str, path: Path, *, layout: str = "dot", title: str, description: str = "") -> None:
    """Draw DOT into a file whose name ends in .svg, .pdf or .dot.

    Raises:
        UnreadableError: it cannot be drawn or written; the message says what to install.
    """
    from inclead_graph.pictures import save

    save(source, path, layout=layout, title=title, description=description)
    click.echo(f"Wrote {path}", err=True)
