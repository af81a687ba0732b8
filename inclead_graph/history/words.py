"""A history as people read it: revisions with who, when, what changed and what moved, and how it stands now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from inclead_graph.history.chain import History
from inclead_graph.inference.findings import long_date
from inclead_graph.model.history import Seal, SealedChange, SealedMove, Since

__all__ = ["CANNOT_SHOW", "history_lines", "since_lines", "who_lines"]

CANNOT_SHOW = (
    "A chain of digests cannot show that its newest entries were cut off, or that all of it was written anew: compare "
    "the newest seal with one that is kept elsewhere, as on a signed paper. Names are what people typed."
)
MOST = 12
"""So many changes or moved grades of a revision are listed unless all are asked for."""


def who_lines(history: History, revision: int) -> Iterator[str]:
    """Yield who signed a revision, a line for each day."""
    for day, group in groupby(history.signed(revision), key=lambda who: who.on):
        names = ", ".join(f"{who.name} ({who.role})" if who.role else who.name for who in group)
        yield f"Signed on {long_date(day)} by {names}"


def history_lines(history: History, *, everything: bool = False) -> Iterator[str]:
    """Yield the revisions, oldest first."""
    notes = {entry.entry: entry.note for entry in history.entries}
    for seal in history.seals:
        yield f"Revision {seal.revision}: {long_date(seal.on)}, judged as of {long_date(seal.as_of)}"
        yield from (f"  {line}" for line in who_lines(history, seal.revision))
        for entry in history.entries:
            if entry.revision == seal.revision and notes[entry.entry]:
                yield f"  Note by {entry.signed_by[0].name}: {' '.join(str(entry.note).split())}"
        yield f"  Seal: {seal.seal}"
        yield f"  {_held(seal)}"
        if seal.since:
            yield from (f"  {line}" for line in since_lines(seal.since, everything=everything))
        yield ""


def _held(seal: Seal) -> str:
    judged = seal.judged_by
    return (
        f"{len(seal.records)} records of evidence, {len(seal.files)} files; inclead-graph {judged.package}, "
        f"ontology {judged.ontology}, rules {judged.rules}"
    )


def since_lines(since: Since, *, everything: bool = False) -> Iterator[str]:
    """Yield what changed since the revision before, and which grades moved."""
    if since.untold:
        yield f"The evidence of revision {since.revision} cannot be read by what reads it now: {since.untold}"
    elif not since.changes:
        yield f"No record changed since revision {since.revision}."
    else:
        yield f"Changed since revision {since.revision}:"
        yield from _listed(list(map(_change, since.changes)), everything)
    if not since.judged_alike:
        yield f"Judged by other rules or another ontology than revision {since.revision}."
    if not since.moved:
        yield "No grade of the organisation, a stage, a factor or an EDS outcome moved."
        return
    yield ("Moved:" if since.traced else "Moved (by too many changes to trace which of them moved what):")
    yield from _listed(list(map(_move, since.moved)), everything)


def _listed(lines: Sequence[str], everything: bool) -> Iterator[str]:
    shown: Iterable[str] = lines if everything else lines[:MOST]
    yield from (f"  {line}" for line in shown)
    if not everything and len(lines) > MOST:
        yield f"  and {len(lines) - MOST} more; --all lists them"


def _change(change: SealedChange) -> str:
    return change.text + (f" (entered by {change.entered_by})" if change.entered_by else "")


def _move(move: SealedMove) -> str:
    because = f", because {' and '.join(move.because)}" if move.because else ""
    return f"{move.label}: {move.title} {move.before or '–'} → {move.after or '–'}{because}"
