"""The history of a workspace: seals and signatures, each bound to the one before it by its digest.

``docs/schema`` has their JSON Schemas. A digest binds contents and not people: who signed is what somebody typed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from inclead_graph.model.digest import canonical
from inclead_graph.model.proof import Digest, Judged, Sha256
from inclead_graph.model.value import Line, Text

__all__ = [
    "NOT_SEALED",
    "Entry",
    "Seal",
    "SealedChange",
    "SealedFile",
    "SealedGrade",
    "SealedMove",
    "Sealing",
    "Signatory",
    "Signature",
    "Signed",
    "Since",
    "entry_digest",
]

Name = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
Number = Annotated[int, Field(ge=1, le=999_999)]


class _Portable(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Signatory(_Portable):
    """Who signs: a name, and if they like the role in which they sign."""

    name: Line
    role: Line | None = None


class SealedFile(_Portable):
    """One file of the workspace as it was.

    Attributes:
        name: its path in the workspace, with ``/``.
        sha256: of its content.
        size: in bytes.
        copied: whether a copy lies beside the seal: the files that grades are worked out from.
    """

    name: Name
    sha256: Sha256
    size: Annotated[int, Field(ge=0)]
    copied: bool


class SealedGrade(_Portable):
    """What was concluded of one thing, by property."""

    kind: Name
    thing: Name
    label: str
    values: dict[str, str]


class SealedChange(_Portable):
    """One difference from the revision before: which record, which field, and who entered it, where it says so."""

    id: Name
    cause: str
    subject: str
    field: str
    before: str
    after: str
    text: str
    entered_by: str


class SealedMove(_Portable):
    """One grade that differs from the revision before, with the first reason that moved it; none where untraced."""

    kind: Name
    thing: Name
    label: str
    property: Name
    title: str
    before: str
    after: str
    direction: str
    because: tuple[str, ...]


class Since(_Portable):
    """What is different since the revision before.

    Attributes:
        revision: the one before.
        judged_alike: whether ontology and rules are those of the revision before.
        traced: whether what moved was traced to the changes that moved it.
        untold: why the evidence could not be compared, where it could not.
        changes: what differs in the evidence and what stands beside it.
        moved: the grades that differ.
    """

    revision: Number
    judged_alike: bool
    traced: bool
    untold: str
    changes: tuple[SealedChange, ...]
    moved: tuple[SealedMove, ...]


class Seal(_Portable):
    """A sealed revision.

    Attributes:
        entry: its number in the log.
        revision: its number among the revisions.
        on: the day on which it was sealed, as the machine had it.
        organisation, as_of: who was assessed, as of which day.
        edition: the edition of the toolkit.
        signed_by: who sealed it.
        note: what they remarked.
        judged_by: versions of package, ontology and rules, and the engines.
        evidence: SHA-256 of everything that the assessment rests on.
        findings: SHA-256 of every finding with its proof.
        records: SHA-256 of each record of evidence, by id.
        files: every file of the workspace.
        grades: what was concluded of the organisation and its graded parts.
        unheard: the graded parts of which nothing accepted spoke, so that a floor shows only that nobody knew.
        since: what is different since the revision before; ``None`` in the first.
        before: the seal of the entry before; ``None`` in the first.
        seal: SHA-256 of all of this in canonical JSON, without itself.
    """

    schema_version: Literal["1"]
    entry: Number
    revision: Number
    on: dt.date
    organisation: str
    as_of: dt.date
    edition: str
    signed_by: Annotated[tuple[Signatory, ...], Field(min_length=1)]
    note: Text | None
    judged_by: Judged
    evidence: Digest
    findings: Digest
    records: dict[str, Sha256]
    files: tuple[SealedFile, ...]
    grades: tuple[SealedGrade, ...]
    unheard: tuple[str, ...]
    since: Since | None
    before: Digest | None
    seal: Digest


class Signature(_Portable):
    """Further people who sign a revision that is already sealed; the attributes are those of :class:`Seal`."""

    schema_version: Literal["1"]
    entry: Number
    revision: Number
    on: dt.date
    signed_by: Annotated[tuple[Signatory, ...], Field(min_length=1)]
    note: Text | None
    before: Digest
    seal: Digest


Entry = Seal | Signature


def entry_digest(entry: Mapping[str, Any]) -> str:
    """Return the digest of an entry, given as plain JSON data: of everything in it but its seal.

    >>> entry_digest({"entry": 1, "seal": "x"}) == entry_digest({"entry": 1})
    True
    """
    content = {name: value for name, value in entry.items() if name != "seal"}
    return f"sha256:{hashlib.sha256(canonical(content)).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed a revision, in what role, on what day."""

    name: str
    role: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Sealing:
    """How a result stands to the seals of its workspace.

    Attributes:
        state: sealed as it is; changed since the last seal; not sealed; or the history does not hold.
        revision: the last one.
        on: the day on which it was sealed.
        seal: its seal.
        newest: the seal of the newest entry of the log, which is a signature where people signed later.
        before: the seal of the revision before; empty in the first.
        signed: who signed that revision.
        differs: in what the result is not the one that was sealed, each in a phrase.
    """

    state: Literal["sealed", "changed", "not sealed", "broken"]
    revision: int | None = None
    on: dt.date | None = None
    seal: str = ""
    newest: str = ""
    before: str = ""
    signed: tuple[Signed, ...] = ()
    differs: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the result is the one that was sealed."""
        return self.state == "sealed"


NOT_SEALED = Sealing("not sealed")
