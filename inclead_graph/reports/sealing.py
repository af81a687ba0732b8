"""How a document names the seal of the assessment that it is about: in words, and for programs among its properties."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from inclead_graph.inference.findings import long_date
from inclead_graph.model.history import Sealing, Signed
from inclead_graph.reports.blocks import Paper, plain

__all__ = ["MARK", "mark", "seal_facts", "seal_in_short", "sealed_paper", "who_signed"]

MARK = re.compile(r"inclead-seal (sha256:[0-9a-f]{64})")
"""What stands in a document's own properties where it is of a sealed assessment: the newest entry of the log then."""


def mark(sealing: Sealing) -> str:
    """Return the mark for a document's properties; empty where the result is not the one that was sealed.

    >>> from inclead_graph.model.history import NOT_SEALED
    >>> mark(NOT_SEALED)
    ''
    """
    return f"inclead-seal {sealing.newest}" if sealing.holds else ""


def seal_facts(sealing: Sealing) -> Iterator[tuple[str, str]]:
    """Yield name and value of each line that says whether, when and by whom this was sealed."""
    yield "Seal", _said(sealing)
    if sealing.holds:
        yield "Signed off by", plain("; ".join(map(who_signed, sealing.signed)))
        yield "Digest of the seal", sealing.seal
        if sealing.newest != sealing.seal:
            yield "Newest entry of the log", sealing.newest


def _said(sealing: Sealing) -> str:
    if sealing.state == "broken":
        return "None: the history of this assessment does not hold; 'inclead verify' says where"
    if sealing.revision is None or sealing.on is None:
        return "Not sealed"
    revision = f"revision {sealing.revision}, sealed on {long_date(sealing.on)}"
    if sealing.holds:
        return f"This is {revision}"
    return plain(f"Not sealed as it is here: changed since {revision} ({'; '.join(sealing.differs)})")


def seal_in_short(sealing: Sealing) -> str:
    """Say in a line what a slide has room for."""
    if sealing.holds:
        return f"Revision {sealing.revision}, seal {sealing.seal[:19]}…"
    return f"Changed since revision {sealing.revision} was sealed" if sealing.state == "changed" else "Not sealed"


def who_signed(who: Signed) -> str:
    """Write who signed, in what role, and when."""
    return f"{who.name}{f' ({who.role})' if who.role else ''}, {long_date(who.on)}"


def sealed_paper(paper: Paper, sealing: Sealing) -> Paper:
    """Return a paper that says on its cover, and in its properties, how it stands to the seals of its assessment."""
    facts = (*paper.facts, *seal_facts(sealing))
    return dataclasses.replace(paper, facts=facts, keywords=mark(sealing))
