"""``inclead history DIR``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inclead_graph.cli.common import json_option, require_folder

if TYPE_CHECKING:
    from inclead_graph.history import History
    from inclead_graph.history.now import Now

__all__ = ["history"]


@click.command(epilog="Examples:  inclead history my-trust   inclead history my-trust --all   "
               "inclead verify my-trust")  # fmt: skip
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="List every change and every grade that moved.")
@json_option
def history(folder: Path, everything: bool, as_json: bool) -> None:
    """Show the sealed revisions of an assessment: who signed, what changed, what moved, and how it stands now.

    The digests of the log and of its copies are checked on the way, and the exit code is 1 where they do not hold;
    'inclead verify DIR' also works out anew whether each revision's grades follow from its evidence.
    """
    from inclead_graph.cli.terminal import progress
    from inclead_graph.history import read_history
    from inclead_graph.history.now import now_of
    from inclead_graph.history.words import CANNOT_SHOW, history_lines

    _require(folder)
    read = read_history(folder)
    with progress("Looking at what changed since"):
        now = now_of(folder, read)
    if as_json:
        click.echo(json.dumps(_document(read, now), ensure_ascii=False, indent=2))
    else:
        for line in history_lines(read, everything=everything):
            click.echo(click.style(line, bold=True) if line.startswith("Revision ") else line)
        _print_now(folder, read, now, everything)
        for fault in read.faults:
            click.echo(f"  {fault}")
        for name in read.broken_off:
            click.echo(
                f"{read.root / name}: left by a seal that was broken off; it counts for nothing and may be deleted."
            )
        if read.entries:
            click.echo(CANNOT_SHOW)
    if read.faults:
        raise SystemExit(1)


def _require(folder: Path) -> None:
    from inclead_graph.errors import UnreadableError

    require_folder(folder, "a history is kept in the folder that was sealed")
    if not folder.is_dir():
        what = (
            "a file, not a folder; name the folder that holds assessment.yaml" if folder.exists() else "no such folder"
        )
        raise UnreadableError(f"{folder}: {what}")


def _print_now(folder: Path, read: History, now: Now, everything: bool) -> None:
    from inclead_graph.history.words import since_lines

    if read.faults:
        click.echo(click.style("The history does NOT hold:", bold=True))
    elif read.last is None:
        click.echo(f"{folder}: not sealed yet. To seal it: inclead seal {folder} --by NAME --role ROLE")
    elif now.problem:
        click.echo(click.style(f"Changed since revision {read.last.revision}, and it has problems now: "
                               f"{now.problem}", bold=True))  # fmt: skip
    elif now.since is None:
        click.echo(
            click.style(f"Nothing that the grades rest on has changed since revision {read.last.revision}.", bold=True)
        )
    else:
        click.echo(click.style(f"Since revision {read.last.revision}, not sealed yet:", bold=True))
        for line in since_lines(now.since, everything=everything):
            click.echo(f"  {line}")
    for word, names in now.files.items():
        if names:
            more = f" and {len(names) - 8} more" if len(names) > 8 and not everything else ""
            click.echo(f"Files {word}: {', '.join(names if everything else names[:8])}{more}")


def _document(read: History, now: Now) -> dict[str, Any]:
    return {
        "schema_version": "1",
        "holds": not read.faults,
        "faults": [{"what": fault.what, "where": fault.where, "why": fault.why} for fault in read.faults],
        "newest": read.newest or None,
        "entries": [entry.model_dump(mode="json") for entry in read.entries],
        "now": {
            "state": now.state,
            "problem": now.problem or None,
            "files": {word: list(names) for word, names in now.files.items()},
            "since": now.since.model_dump(mode="json") if now.since else None,
        },
    }
