"""``inclead document DIR NAME``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.answers import emit_rows
from inclead_graph.cli.common import (
    as_of_option,
    by_edition,
    folder_argument,
    json_option,
    ontology_folder_option,
    put_file,
    read_assessment,
    rules_folder_option,
    sealing_with_word,
)
from inclead_graph.errors import UnreadableError, nearest
from inclead_graph.reports.documents import DOCUMENTS, SETTERS

if TYPE_CHECKING:
    from inclead_graph.assess import Result

__all__ = ["document"]

_FILE = click.Path(path_type=Path)
_COLUMNS = ("document", "what it is", "for", "endings")
_USUAL = (".pdf", ".docx")
"""Formats of a whole set: one to print and sign, one to edit."""


@click.command(
    epilog="Examples:  inclead document my-trust   inclead document my-trust board-paper -o paper.docx   "
    "inclead document my-trust --all -o handover"
)
@folder_argument
@click.argument("name", metavar="[NAME]", required=False)
@click.option("-o", "--output", "outputs", type=_FILE, metavar="FILE", multiple=True,
              help="The file to write; its ending says the format. May be given several times.")  # fmt: skip
@click.option("--all", "every", is_flag=True,
              help="Write every document, as PDF and for Word, into the folder that -o names.")  # fmt: skip
@click.option("--template", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE.docx",
              help="Use the styles of your own Word file.")  # fmt: skip
@as_of_option
@click.option("--edition", metavar="EDITION", help="Use this edition of the EDS, as eds-2022.")
@click.option("--partner", metavar="ID", help="The organisation of the network that a partnership protocol is with.")
@json_option
@ontology_folder_option
@rules_folder_option
def document(
    folder: Path, name: str | None, outputs: tuple[Path, ...], every: bool, template: Path | None,
    as_of: dt.date | None, edition: str | None, partner: str | None, as_json: bool, ontology_folder: Path | None,
    rules_folder: Path | None,
) -> None:  # fmt: skip
    """Write a document that fills itself from an assessment, as PDF, for Word or as a page.

    DIR is a folder or workbook of evidence. Without NAME, the documents are listed, each with what it is and whom it is
    for. What the assessment does not say is left open to write in.
    """
    if not (name or every):
        _list(folder, outputs, as_json=as_json)
        return
    if as_json:
        raise click.UsageError("--json is for the list of documents; 'inclead assess DIR --json' has the findings")
    wanted = _set(name, outputs) if every else _wanted(str(name), outputs)
    _can_be_meant(wanted, template, partner)
    from inclead_graph.assess import assess, load_knowledge, on_day
    from inclead_graph.cli.terminal import progress
    from inclead_graph.reports.documents import as_file
    from inclead_graph.reports.gathered import Gathered

    with progress("Reading the ontology and the rules") as tell:
        knowledge = load_knowledge(ontology_folder, rules_folder)
        tell("Reading the evidence")
        read = on_day(read_assessment(folder, knowledge.framework), as_of)
        tell("Grading")
        result: Result = assess(by_edition(read, edition, knowledge.framework), knowledge)
        found, made = Gathered(result, sealing=sealing_with_word(folder, result)), {}
        for number, (path, (which, suffix)) in enumerate(wanted.items(), start=1):
            tell(f"Writing {which}{suffix} ({number} of {len(wanted)})")
            made[path] = as_file(found, which, suffix, template, partner=partner)
    for path, content in made.items():
        put_file(path, content)


def _can_be_meant(wanted: Mapping[Path, tuple[str, str]], template: Path | None, partner: str | None) -> None:
    if template and all(suffix != ".docx" for _, suffix in wanted.values()):
        raise click.UsageError(f"--template is for a Word file; add -o {next(iter(wanted.values()))[0]}.docx")
    takers = [name for name, one in DOCUMENTS.items() if "partner" in one.options]
    if partner and not any(name in takers for name, _ in wanted.values()):
        raise click.UsageError(f"--partner is for {', '.join(takers)} alone")


def _list(folder: Path, outputs: tuple[Path, ...], *, as_json: bool) -> None:
    """List the documents; none of them depends on what an assessment says."""
    if outputs:
        raise click.UsageError(
            f"which document? Name one, as: inclead document {folder} {next(iter(DOCUMENTS))} -o ..."
        )
    if not folder.exists():
        raise UnreadableError(f"{folder}: there is no such folder or workbook")
    rows = [(name, one.about, one.reader, " ".join(one.suffixes)) for name, one in DOCUMENTS.items()]
    emit_rows(_COLUMNS, rows, "json" if as_json else "table", None)


def _wanted(name: str, outputs: tuple[Path, ...]) -> Mapping[Path, tuple[str, str]]:
    """Return what goes into each file: the document and the ending that says its format."""
    if name not in DOCUMENTS:
        raise click.BadParameter(f"there is no document '{name}'; {nearest(name, DOCUMENTS)}", param_hint="NAME")
    endings = DOCUMENTS[name].suffixes
    if not outputs:
        raise click.UsageError(f"name the file to write: -o {name}.pdf (or {', '.join(endings[1:])})")
    for path in outputs:
        if path.suffix.lower() not in endings:
            raise click.UsageError(f"'{path}': {name} can be written with the ending {', '.join(endings)}")
    return {path: (name, path.suffix.lower()) for path in outputs}


def _set(name: str | None, outputs: tuple[Path, ...]) -> Mapping[Path, tuple[str, str]]:
    """Return every document in the usual formats, slides too where there are some, in the one folder that was named."""
    if name or len(outputs) != 1:
        raise click.UsageError("--all goes with one -o FOLDER, and without NAME")
    folder = outputs[0]
    if folder.exists() and not folder.is_dir():
        raise click.UsageError(f"'{folder}' is a file; --all needs a folder")
    return {
        folder / f"{each}{suffix}": (each, suffix)
        for each, one in DOCUMENTS.items()
        for suffix in one.suffixes
        if suffix in _USUAL or suffix not in SETTERS
    }
