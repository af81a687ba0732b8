"""What became of every record: an entry for each place in which the old workspace names a thing of the old edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inclead_graph.spreadsheet import csv_text

__all__ = ["CARRIED", "JUDGEMENT", "LOST", "MERGED", "OUTCOMES", "SPLIT", "Entry", "Ledger", "ledger_csv"]

CARRIED, MERGED, SPLIT, LOST, JUDGEMENT = OUTCOMES = ("carried", "merged", "split", "lost", "needs judgement")
"""What can become of a record: it stands for the one new thing that its old one became; for one that several became;
for the several that one became; for nothing, since the new edition has nothing like it; or somebody has to decide."""

COLUMNS = ("file", "line", "record", "old", "outcome", "new", "rows", "confidence", "reason")


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in the old workspace, and what became of it.

    Attributes:
        file, line: the place.
        record: what names the old thing, as ``evidence E014`` or ``moderation``.
        old: the id of the old thing.
        outcome: one of :data:`OUTCOMES`.
        new: the ids in its place in the new workspace; none where it was lost or needs judgement.
        rows: the rows of the mapping table that this rests on, with their predicates.
        confidence: that of the least sure of them; ``None`` without any.
        reason: why, in a sentence.
    """

    file: str
    line: int
    record: str
    old: str
    outcome: str
    new: tuple[str, ...]
    rows: tuple[str, ...]
    confidence: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every entry, in the order of the files.

    Attributes:
        table: the name of the mapping table.
        source, target: what the editions are called.
    """

    table: str
    source: str
    target: str
    entries: tuple[Entry, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many entries have each outcome, all five of them."""
        return {name: sum(entry.outcome == name for entry in self.entries) for name in OUTCOMES}


def ledger_csv(ledger: Ledger) -> str:
    """Write the ledger for a spreadsheet."""
    return csv_text(COLUMNS, map(ledger_row, ledger.entries))


def ledger_row(entry: Entry) -> tuple[str, ...]:
    """Write one entry as text."""
    return (
        entry.file,
        str(entry.line),
        entry.record,
        entry.old,
        entry.outcome,
        ", ".join(entry.new),
        "; ".join(entry.rows),
        "" if entry.confidence is None else f"{entry.confidence:g}",
        entry.reason,
    )
