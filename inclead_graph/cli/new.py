"""``inclead new DIR``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from inclead_graph.cli.common import as_of_option, folder_argument, ontology_folder_option

__all__ = ["new"]


@click.command(epilog="Example:  inclead new my-trust --name 'My Trust' --kind 'foundation trust'")
@folder_argument
@click.option("--name", default="Name of the organisation", help="The organisation's name.")
@click.option("--kind", default="nhs trust", show_default=True, help="What kind of organisation it is.")
@as_of_option
@ontology_folder_option
def new(folder: Path, name: str, kind: str, as_of: dt.date | None, ontology_folder: Path | None) -> None:
    """Make a folder to fill in: assessment.yaml, and one evidence file a stage that lists its criteria."""
    from inclead_graph.bundled import bundled
    from inclead_graph.errors import nearest
    from inclead_graph.knowledge.framework import read_framework
    from inclead_graph.workspace import new_workspace

    framework = read_framework(ontology_folder or bundled("ontology"))
    kinds = framework.words("organisation kind")
    if kind not in kinds:
        raise click.BadParameter(f"'{kind}' is not a kind of organisation; {nearest(kind, kinds)}", param_hint="--kind")
    made = new_workspace(folder, framework, name, kind, as_of or dt.datetime.now(tz=dt.UTC).date())
    for path in made:
        click.echo(path)
    click.echo(f"Fill them in, then: inclead check {folder}", err=True)
