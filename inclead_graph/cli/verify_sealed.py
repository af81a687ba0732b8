"""What ``inclead verify`` says of a workspace's history, and of a report that names a seal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from inclead_graph.assess import Knowledge
    from inclead_graph.history import History
    from inclead_graph.verification.checker import Fault

__all__ = ["history_part", "print_history", "print_report", "report_document"]


def history_part(folder: Path, knowledge: Knowledge, fingerprint: str | None) -> tuple[dict[str, Any], list[Fault]]:
    """Check the history of a workspace: what to show of it, and what does not hold."""
    from inclead_graph.history import read_history
    from inclead_graph.history.checking import check_history

    history = read_history(folder)
    checked = check_history(history, knowledge)
    faults = [*checked.faults, *_not_there(history, fingerprint)]
    shown = {
        "entries": len(history.entries),
        "revisions": len(history.seals),
        "graded_anew": checked.anew,
        "newest": history.newest or None,
        "notes": list(checked.notes),
    }
    return shown, faults


def _not_there(history: History, fingerprint: str | None) -> list[Fault]:
    """Say that a seal which somebody kept elsewhere is not in the log: it was cut off, or is written anew."""
    from inclead_graph.verification.checker import Fault

    if not fingerprint:
        return []
    wanted = f"sha256:{fingerprint.strip().lower().removeprefix('sha256:')}"
    if any(entry.seal == wanted for entry in history.entries):
        return []
    why = "no entry has it: entries were cut off, all of it was written anew, or it is of another assessment"
    return [Fault("the history", f"the seal {wanted}", why)]


def print_history(part: dict[str, Any]) -> None:
    """Print what was checked of a history."""
    from inclead_graph.history.words import CANNOT_SHOW

    held = f"{_many(part['revisions'], 'revision')} in {_many(part['entries'], 'entry', 'entries')} of the log"
    click.echo(f"  History: {held}; graded anew, and as their seals say: {part['graded_anew']}")
    for note in part["notes"]:
        click.echo(f"  {note}")
    click.echo(f"  Newest entry: {part['newest']}")
    click.echo(f"  {CANNOT_SHOW}")


def _many(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or one + 's'}"


def report_document(path: Path, folder: Path, fingerprint: str | None, template: Path | None) -> dict[str, Any]:
    """Check a report against the history of the workspace that it is about."""
    from inclead_graph.assess import load_knowledge
    from inclead_graph.history import read_history
    from inclead_graph.history.reported import verify_report

    found = verify_report(path, folder, load_knowledge(), template)
    problems = [*found.problems, *_not_there(read_history(folder), fingerprint)]
    seal, sealing = found.seal, found.sealing
    return {
        "verified": not problems,
        "problems": [{"what": fault.what, "where": fault.where, "why": fault.why} for fault in problems],
        "organisation": seal.organisation if seal else None,
        "as_of": str(seal.as_of) if seal else None,
        "revision": seal.revision if seal else None,
        "sealed_on": str(seal.on) if seal else None,
        "seal": seal.seal if seal else None,
        "newest_when_written": sealing.newest if sealing else None,
        "signed_by": [{"name": w.name, "role": w.role, "on": str(w.on)} for w in (sealing.signed if sealing else ())],
        "notes": found.notes,
    }


def print_report(path: Path, folder: Path, document: dict[str, Any]) -> None:
    """Print what was found out about a report."""
    if document["problems"]:
        click.echo(click.style(f"{path}: does NOT hold. What was found first:", bold=True))
        for fault in document["problems"]:
            click.echo(f"  {fault['what']}: {fault['where']}: {fault['why']}")
    else:
        click.echo(click.style(f"{path}: verified.", bold=True))
        click.echo("  Byte for byte what is written of the evidence that was sealed, which is graded anew.")
    if document["seal"]:
        named = "It is about" if document["verified"] else "It names"
        click.echo(f"  {named} revision {document['revision']} of {document['organisation']}, as of "
                   f"{document['as_of']}, sealed on {document['sealed_on']}")  # fmt: skip
        for who in document["signed_by"]:
            click.echo(f"    signed on {who['on']} by {who['name']}" + (f" ({who['role']})" if who["role"] else ""))
        click.echo(f"  Seal: {document['seal']}")
    for note in document["notes"]:
        click.echo(f"  {note}")
    if not document["problems"]:
        click.echo(f"  The history in {folder} holds. Names are what people typed.")
        click.echo("  Whether the evidence is true, people must judge.")
