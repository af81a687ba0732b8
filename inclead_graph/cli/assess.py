"""``inclead assess DIR``."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.common import (
    as_of_option,
    folder_argument,
    json_option,
    ontology_folder_option,
    put_file,
    read_assessment,
    rules_folder_option,
    sealing_with_word,
)
from inclead_graph.reports import FORMATS, format_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from inclead_graph.assess import Knowledge
    from inclead_graph.model.assessment import Assessment
    from inclead_graph.reports.trend import EarlierGrades

__all__ = ["assess"]

_ABOUT = "; ".join(f"{name}: {format_.about}" for name, format_ in FORMATS.items())
_FILE = click.Path(path_type=Path)
_STANDARD_OUTPUT = Path("-")
_TRENDS = frozenset(("html", "pdf", "docx", "pptx"))
"""The formats that show a trend."""


@click.command(epilog="Example:  inclead assess my-trust -o paper.pdf -o paper.docx -o slides.pptx")
@folder_argument
@as_of_option
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), help=f"{_ABOUT}. Without it the name of the file says."
)
@json_option
@click.option("-o", "--output", "outputs", type=_FILE, metavar="FILE", multiple=True,
              help="Write to a file instead; give it several times for several formats.")  # fmt: skip
@click.option("--all-formats", is_flag=True, help="Write every format, into the folder that -o names.")
@click.option("--template", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE.docx",
              help="Use the styles of your own Word file.")  # fmt: skip
@click.option("--earlier", "earlier", type=click.Path(path_type=Path), multiple=True, metavar="DIR",
              help="Show the trend since an earlier assessment, a folder or workbook; may be repeated.")  # fmt: skip
@ontology_folder_option
@rules_folder_option
def assess(
    folder: Path,
    as_of: dt.date | None,
    format_: str | None,
    as_json: bool,
    outputs: tuple[Path, ...],
    all_formats: bool,
    template: Path | None,
    earlier: tuple[Path, ...],
    ontology_folder: Path | None,
    rules_folder: Path | None,
) -> None:
    """Grade a folder or workbook of evidence: five stages, each with a floor (is shown) and a ceiling (could be).

    Where floor and ceiling differ, the difference is what is not known, which is not the same as not done.
    """
    wanted = _every(outputs, format_ or as_json) if all_formats else _wanted(outputs, _chosen(format_, as_json))
    if earlier and not _TRENDS & set(wanted.values()):
        raise click.UsageError(f"--earlier shows in {', '.join(sorted(_TRENDS))}; add -o report.html, say")
    if template and "docx" not in wanted.values():
        raise click.UsageError("--template is for a Word file; add -o paper.docx")
    from inclead_graph.assess import assess as run
    from inclead_graph.assess import load_knowledge, on_day
    from inclead_graph.cli.terminal import progress, show
    from inclead_graph.reports import write_all

    on_screen = wanted == {_STANDARD_OUTPUT: "table"} and not outputs and sys.stdout.isatty()
    with progress("Reading the ontology and the rules") as tell:
        knowledge = load_knowledge(ontology_folder, rules_folder)
        tell("Reading the evidence")
        assessment = on_day(read_assessment(folder, knowledge.framework), as_of)
        tell("Grading")
        result = run(assessment, knowledge)
        before = _before(folder, earlier, assessment, knowledge, tell)
        sealing = sealing_with_word(folder, result)
        made = {} if on_screen else _made(wanted, write_all(result, wanted.values(), template, before, sealing), tell)
    if on_screen:
        show(result)
    for path, content in made.items():
        put_file(path, content)


def _chosen(format_: str | None, as_json: bool) -> str | None:
    if as_json and format_ not in (None, "table", "json"):
        raise click.UsageError(f"--json and --format {format_} cannot both be had; leave one out")
    return "json" if as_json else format_


def _every(outputs: tuple[Path, ...], chosen: object) -> Mapping[Path, str]:
    """Return every format with its file in the one folder that was named."""
    if len(outputs) != 1 or chosen:
        raise click.UsageError("--all-formats goes with one -o FOLDER, and without --format and --json")
    if outputs[0].exists() and not outputs[0].is_dir():
        raise click.UsageError(f"'{outputs[0]}' is a file; --all-formats needs a folder")
    return {outputs[0] / f"report{one.suffixes[0]}": name for name, one in FORMATS.items()}


def _wanted(outputs: tuple[Path, ...], chosen: str | None) -> Mapping[Path, str]:
    """Return the format of each file: the one that was chosen, else what the name says, else the table."""
    if chosen and len(outputs) > 1:
        raise click.UsageError("with several files the name of each says its format; leave out --format and --json")
    wanted = {path: chosen or format_of(path) for path in outputs or (_STANDARD_OUTPUT,)}
    for path, name in wanted.items():
        if name is None and path.suffix:
            endings = ", ".join(one.suffixes[0] for one in FORMATS.values())
            raise click.UsageError(f"'{path}': its ending names no format; use one of {endings}, or say --format")
        if path == _STANDARD_OUTPUT and name and FORMATS[name].document and sys.stdout.isatty():
            raise click.UsageError(f"a file of the format {name} cannot be shown here; name it: -o report.{name}")
    return {path: name or "table" for path, name in wanted.items()}


def _before(
    folder: Path, folders: tuple[Path, ...], assessment: Assessment, knowledge: Knowledge, tell: Callable[[str], None]
) -> tuple[EarlierGrades, ...]:
    """Grade earlier assessments, each as of its own day, and add the revisions that were sealed."""
    from inclead_graph.assess import assess as run
    from inclead_graph.history import earlier_in, read_history
    from inclead_graph.reports.trend import earlier_grades, in_order

    found = []
    for other in folders:
        tell(f"Grading {other}")
        earlier = read_assessment(other, knowledge.framework)
        if earlier.as_of >= assessment.as_of:
            raise click.UsageError(
                f"--earlier {other}: it is as of {earlier.as_of}, which is not before {assessment.as_of}"
            )
        of = earlier.organisation.name
        name = other.resolve().name + (f" ({of})" if of != assessment.organisation.name else "")
        found.append(earlier_grades(run(earlier, knowledge), name))
    sealed = earlier_in(read_history(folder), assessment.as_of) if folder.is_dir() else ()
    days = {one.as_of for one in found}
    return in_order([*found, *(one for one in sealed if one.as_of not in days)])


def _made(
    wanted: Mapping[Path, str], written: Iterator[tuple[str, bytes]], tell: Callable[[str], None]
) -> dict[Path, bytes]:
    """Make everything before anything is written, so that a format which cannot be made leaves no half set behind."""
    made: dict[Path, bytes] = {}
    paths = list(wanted)
    tell(f"Writing {wanted[paths[0]]}")
    for number, (_, content) in enumerate(written):
        made[paths[number]] = content
        if number + 1 < len(paths):
            tell(f"Writing {wanted[paths[number + 1]]} ({number + 2} of {len(paths)})")
    return made
