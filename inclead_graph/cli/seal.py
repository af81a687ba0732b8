"""``inclead seal DIR --by NAME``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.common import Day, ontology_folder_option, require_folder, rules_folder_option

if TYPE_CHECKING:
    from inclead_graph.history import Outcome
    from inclead_graph.model.history import Signatory

__all__ = ["seal"]


@click.command(
    epilog='Examples:  inclead seal my-trust --by "Ada Marsh" --role Chair   '
    'inclead seal my-trust --by "Ada Marsh" --by "Bo Fenn" --note "Agreed at the Board of 30 April"'
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--by", "names", multiple=True, required=True, metavar="NAME", help="Who signs; may be repeated.")
@click.option("--role", "roles", multiple=True, metavar="ROLE",
              help="In what role; once for each --by, in the same order, or not at all.")  # fmt: skip
@click.option("--note", metavar="TEXT", help="A remark for the log.")
@click.option("--on", "on", type=Day(), metavar="DATE", help="The day; today unless given.")
@ontology_folder_option
@rules_folder_option
def seal(
    folder: Path, names: tuple[str, ...], roles: tuple[str, ...], note: str | None, on: dt.date | None,
    ontology_folder: Path | None, rules_folder: Path | None,
) -> None:  # fmt: skip
    """Seal an assessment as it stands, so that everybody can see later whether it is still the one that was signed.

    A seal is a revision in the folder 'history' of DIR: digests of evidence, files and findings, versions, who signed,
    a copy of the files that the grades rest on, and what moved since the revision before. Where nothing changed since
    the last seal, whoever signs signs that one. A signature is a name that somebody typed, not a proof of who they are.
    """
    from inclead_graph.assess import load_knowledge
    from inclead_graph.cli.terminal import progress
    from inclead_graph.history import seal as run

    signatories = _signatories(names, roles)
    require_folder(folder, "a seal is kept in the folder that it seals")
    day = on or dt.datetime.now().astimezone().date()
    with progress("Reading the ontology and the rules") as tell:
        knowledge = load_knowledge(ontology_folder, rules_folder)
        tell("Grading and sealing")
        outcome = run(folder, knowledge, signatories, day, note)
    _print(outcome)


def _signatories(names: tuple[str, ...], roles: tuple[str, ...]) -> list[Signatory]:
    from inclead_graph.model.history import Signatory

    if roles and len(roles) != len(names):
        raise click.UsageError(
            f"{len(names)} --by and {len(roles)} --role: give one --role for each --by, in the same order, or none"
        )
    seen = {name.strip().casefold() for name in names}
    if len(seen) != len(names):
        raise click.UsageError("the same name is given twice with --by; one signature each")
    made = []
    for name, role in zip(names, roles or (None,) * len(names), strict=True):
        try:
            made.append(Signatory(name=name, role=role))
        except ValueError:
            what = f"'{name}'" + (f" or '{role}'" if role else "")
            raise click.UsageError(
                f"{what} cannot be signed with: a name and a role are one line of 1 to 120 characters"
            ) from None
    return made


def _print(outcome: Outcome) -> None:
    from inclead_graph.history.words import since_lines, who_lines

    revision, history = outcome.revision, outcome.history
    if outcome.signed_before:
        names = ", ".join(outcome.signed_before)
        click.echo(f"Nothing has changed since revision {revision.revision}, which {names} signed already.")
    if outcome.done == "nothing":
        click.echo("Nothing was written. Somebody else can sign it: inclead seal DIR --by NAME")
    elif outcome.done == "signed":
        click.echo(
            f"Nothing has changed since revision {revision.revision}, so it has new signatures and no new revision."
        )
    else:
        click.echo(click.style(f"Sealed: {revision.organisation}, revision {revision.revision}", bold=True))
        for line in since_lines(revision.since) if revision.since else ():
            click.echo(f"  {line}")
    for line in who_lines(history, revision.revision):
        click.echo(f"  {line}")
    click.echo(f"  Seal: {revision.seal}")
    if history.newest != revision.seal:
        click.echo(f"  Newest entry of the log: {history.newest}")
    click.echo("Keep the last line elsewhere too, as on a signed paper: it shows later that nothing was cut off.")
