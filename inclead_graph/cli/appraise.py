"""``inclead appraise``: a manager's own appraisal for inclusion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from inclead_graph.cli.answers import answer_format_option, only_toolkit_option, output_option
from inclead_graph.cli.common import ontology_folder_option, write_output

if TYPE_CHECKING:
    from inclead_graph.appraisal.portrait import Portrait
    from inclead_graph.model.guide import Guide

__all__ = ["appraise"]

F = TypeVar("F", bound=Callable[..., Any])

_FILE = click.Path(path_type=Path)


def _file_argument(name: str = "file") -> Callable[[F], F]:
    return click.argument(name, metavar=name.upper(), type=_FILE)


@click.group(
    epilog="Examples:  inclead appraise fill me.yaml   inclead appraise show me.yaml   "
    "inclead appraise plan me.yaml   inclead appraise team outpatients/*.yaml"
)
def appraise() -> None:
    """Appraise yourself against fifteen competencies for inclusion and five indicators, and plan what comes next.

    One file a person and day. What is not rated is not known, and is never counted as a need.
    """


@appraise.command(
    short_help="Make a file to fill in, with everything explained.",
    epilog="Example:  inclead appraise new me.yaml --name 'Sam Lee' --role 'ward manager'",
)
@_file_argument()
@click.option("--name", default="Your name", show_default=True, help="Your name, or a pseudonym that you keep to.")
@click.option("--role", help="What you do.")
@ontology_folder_option
def new(file: Path, name: str, role: str | None, ontology_folder: Path | None) -> None:
    """Make a file to fill in, in which every competency and indicator is explained. Nothing is overwritten."""
    from inclead_graph.errors import UnreadableError
    from inclead_graph.files import write_whole
    from inclead_graph.workspace import appraisal_skeleton

    if file.exists():
        raise UnreadableError(f"{file}: already there; name a new file")
    text = appraisal_skeleton(_guide(ontology_folder), _person(name, role), _today())
    write_whole(file, text.encode("utf-8"))
    click.echo(file)
    click.echo(f"Fill it in, then: inclead appraise show {file}", err=True)


@appraise.command(
    short_help="Be asked one by one; stop when you like.",
    epilog="Example:  inclead appraise fill me.yaml   (stop with q; run it again to go on)",
)
@_file_argument()
@ontology_folder_option
def fill(file: Path, ontology_folder: Path | None) -> None:
    """Be asked, one by one, about what FILE does not rate yet. FILE is made where it is missing.

    Each answer is kept at once; s skips a question, q stops.
    """
    from inclead_graph.cli.appraise_asking import ask_all

    ask_all(file, _guide(ontology_folder), _today())


@appraise.command(
    short_help="Show strengths, needs, and what hangs on each.",
    epilog="Examples:  inclead appraise show me.yaml   inclead appraise show me.yaml --format html -o me.html",
)
@_file_argument()
@answer_format_option("text", "json", "html", "csv")
@only_toolkit_option
@output_option
@ontology_folder_option
def show(file: Path, format_: str, only_toolkit: bool, output: Path | None, ontology_folder: Path | None) -> None:
    """Show strengths, development needs, what is not rated, and what hangs on each; or all that is wrong in FILE."""
    write_output(_written("portrait", format_, _portrait(file, ontology_folder, only_toolkit=only_toolkit)), output)


@appraise.command(
    short_help="Write the personal development plan.",
    epilog="Examples:  inclead appraise plan me.yaml   inclead appraise plan me.yaml --format csv -o plan.csv",
)
@_file_argument()
@answer_format_option("text", "csv", "json")
@only_toolkit_option
@output_option
@ontology_folder_option
def plan(file: Path, format_: str, only_toolkit: bool, output: Path | None, ontology_folder: Path | None) -> None:
    """Write the personal development plan: from where to where, what to do, by when, how one would know."""
    write_output(_written("plan", format_, _portrait(file, ontology_folder, only_toolkit=only_toolkit)), output)


@appraise.command(
    short_help="Show what changed between two days.",
    epilog="Example:  inclead appraise compare me-2025.yaml me-2026.yaml",
)
@_file_argument("one")
@_file_argument("two")
@click.option("--different-people", is_flag=True, help="Compare although the names differ.")
@answer_format_option("text", "json", "csv")
@output_option
@ontology_folder_option
def compare(
    one: Path, two: Path, different_people: bool, format_: str, output: Path | None, ontology_folder: Path | None
) -> None:
    """Show what went up or down, what is newly rated, and what evidence was added. The earlier day comes first."""
    from inclead_graph.appraisal import compare as compare_

    guide = _guide(ontology_folder)
    first, second = _read_all((one, two), guide)
    write_output(
        _written("comparison", format_, compare_(first, second, guide, different_people=different_people)), output
    )


@appraise.command(
    short_help="Show a team of five or more in numbers.", epilog="Example:  inclead appraise team outpatients/*.yaml"
)
@click.argument("files", metavar="FILES...", type=_FILE, nargs=-1, required=True)
@answer_format_option("text", "json", "csv")
@output_option
@ontology_folder_option
def team(files: tuple[Path, ...], format_: str, output: Path | None, ontology_folder: Path | None) -> None:
    """Show a team of at least five in numbers, and what more than half of it need to develop.

    No name, comment or evidence is shown, and no number below five, nor one from which it would follow.
    """
    from inclead_graph.appraisal import team_of

    guide = _guide(ontology_folder)
    found = team_of(_read_all(files, guide), guide)
    write_output(_written("team", format_, found, guide if format_ == "json" else guide.ratings), output)


def _guide(ontology_folder: Path | None, *, only_toolkit: bool = False) -> Guide:
    from inclead_graph.appraisal import guide_of
    from inclead_graph.bundled import bundled
    from inclead_graph.knowledge.graph import read_knowledge_graph

    return guide_of(read_knowledge_graph(ontology_folder or bundled("ontology")), only_toolkit=only_toolkit)


def _portrait(file: Path, ontology_folder: Path | None, *, only_toolkit: bool) -> Portrait:
    from inclead_graph.appraisal import portrait_of
    from inclead_graph.workspace import read_appraisal

    guide = _guide(ontology_folder, only_toolkit=only_toolkit)
    return portrait_of(read_appraisal(file, guide), guide)


def _read_all(files: tuple[Path, ...], guide: Guide) -> list[Any]:
    """Read several appraisals; the problems of all of them come at once."""
    from inclead_graph.errors import InputError, Problem
    from inclead_graph.workspace import read_appraisal

    found = []
    problems: list[Problem] = []
    for file in files:
        try:
            found.append(read_appraisal(file, guide))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def _written(what: str, format_: str, *values: Any) -> str:
    """Write something in a format; only the writer that is needed is imported."""
    import importlib

    module = importlib.import_module(f"inclead_graph.reports.appraisal_{format_}")
    writer: Callable[..., str] = getattr(module, f"{what}_{format_}")
    return writer(*values)


def _person(name: str, role: str | None) -> Any:
    from inclead_graph.errors import InputError
    from inclead_graph.located import Located, validate
    from inclead_graph.model.appraisal import Person

    try:
        return validate(Person, Located("the options"), {"name": name, **({"role": role} if role else {})})
    except InputError as error:
        raise click.BadParameter("; ".join(p.what for p in error.problems), param_hint="--name or --role") from None


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).date()
