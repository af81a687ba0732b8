"""``inclead ontology show``, ``check`` and ``docs``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.common import json_option, ontology_folder_option

if TYPE_CHECKING:
    from inclead_graph.model.framework import Criterion

__all__ = ["ontology"]


@click.group(epilog="Examples:  inclead ontology show   inclead ontology check   inclead ontology docs -o pages")
def ontology() -> None:
    """Show and check the toolkit's stages, factors and criteria, in our own words; and write the whole as pages."""


@ontology.command()
@ontology_folder_option
@json_option
def show(ontology_folder: Path | None, as_json: bool) -> None:
    """List stages, factors and criteria; 'inclead show ID' has all about one of them."""
    from inclead_graph.bundled import bundled
    from inclead_graph.knowledge.framework import read_framework

    framework = read_framework(ontology_folder or bundled("ontology"))
    if as_json:
        click.echo(json.dumps([_as_json(c) for c in framework.criteria.values()], ensure_ascii=False, indent=2))
    else:
        for stage in framework.stages.values():
            click.echo(click.style(f"{stage.id}  {stage.label}: {stage.alt_label.lower()}", bold=True))
            for name in stage.factors:
                click.echo(f"  {name:<6}{framework.factors[name].label}")
                for criterion in framework.factors[name].criteria:
                    found = framework.criteria[criterion]
                    click.echo(f"    {criterion:<9}{found.label} ({found.role})")


def _as_json(criterion: Criterion) -> dict[str, object]:
    return {
        "id": criterion.id,
        "iri": criterion.iri,
        "factor": criterion.factor,
        "role": criterion.role,
        "label": criterion.label,
        "definition": criterion.definition,
        "advised_action": criterion.advised_action,
        "intended_outcome": criterion.intended_outcome,
        "by_group": criterion.by_group,
        "curated": criterion.curated,
        "note": criterion.note,
        "passages": [{"id": p.id, "section": p.section} for p in criterion.passages],
    }


@ontology.command()
@ontology_folder_option
@json_option
def check(ontology_folder: Path | None, as_json: bool) -> None:
    """Hold the ontology against its SHACL shapes and say every breach."""
    from inclead_graph.bundled import bundled
    from inclead_graph.cli.terminal import progress
    from inclead_graph.knowledge.shapes import nonconformities

    with progress("Checking the ontology against its shapes"):
        problems = nonconformities(ontology_folder or bundled("ontology"))
    if as_json:
        click.echo(json.dumps([{"thing": p.file, "what": p.what} for p in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
        click.echo(f"{len(problems)} problems." if problems else "The ontology conforms to its shapes.")
    if problems:
        raise SystemExit(3)


@ontology.command(epilog="Example:  inclead ontology docs -o pages   then open pages/index.html")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    required=True,
    help="The folder to write; a new one, or one that this command wrote before.",
)
@ontology_folder_option
def docs(folder: Path, ontology_folder: Path | None) -> None:
    """Write the ontology as linked pages: every class, property, scheme, word, mapping, shape and question.

    The pages open from the folder in any browser, ask nothing of any network, and have a search of their own.
    """
    from inclead_graph.bundled import bundled
    from inclead_graph.cli.terminal import progress
    from inclead_graph.files import write_whole
    from inclead_graph.reports.ontology_pages import write_pages

    _refuse_folder_of_others(folder)
    with progress("Writing the pages"):
        pages = write_pages(ontology_folder or bundled("ontology"))
        for name, text in pages.items():
            write_whole(folder / name, text.encode("utf-8"))
    click.echo(f"Wrote {len(pages)} pages; open {folder / 'index.html'}", err=True)


def _refuse_folder_of_others(folder: Path) -> None:
    """Keep from strewing pages among other people's files; a folder of our pages is written anew."""
    from inclead_graph.errors import UnreadableError
    from inclead_graph.reports.ontology_pages import GENERATOR

    try:
        first = folder / "index.html"
        ours = first.is_file() and GENERATOR.encode() in first.read_bytes()[:4000]
        if not ours and folder.is_dir() and any(folder.iterdir()):
            raise UnreadableError(f"{folder}: already there and not empty; name a new folder")
    except OSError as error:
        raise UnreadableError(f"{folder}: cannot be read ({error.strerror})") from None
