"""Proofs, facts and the manifest of a bundle as portable values; ``docs/schema`` has their JSON Schemas.

A value is written as JSON has it where JSON has it (true, false, text); a date as 2026-03-31, a number as a fraction
(``43/2``). Which of these a text is, the type of its property in the rules says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

__all__ = [
    "FactsDocument",
    "HeldCondition",
    "Judged",
    "Manifest",
    "ProofDocument",
    "ProofStep",
    "ProvenFinding",
    "Written",
    "written",
]

Written = bool | str
_SAID: Mapping[Written, str] = {True: "yes", False: "no"}
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def written(value: object) -> Written:
    """Write a value as the portable documents do.

    >>> written(True), written(dt.date(2026, 3, 31)), written("met")
    (True, '2026-03-31', 'met')
    """
    return value if isinstance(value, bool) else str(value)


class _Portable(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class HeldCondition(_Portable):
    """One condition of the rule, in its own words, and the ids of the related things that made it hold."""

    condition: str
    says: str
    rests_on: tuple[str, ...]


class ProofStep(_Portable):
    """One rule that fired: which, in which version, what it says, on what it rests and what it cites."""

    rule: str
    version: int
    says: str
    held: tuple[HeldCondition, ...]
    citation: tuple[str, ...]
    passages: tuple[str, ...]


class ProvenFinding(_Portable):
    """The values of one property of one thing, with a step for each rule whose value stands; none for a default."""

    kind: str
    thing: str
    property: str
    values: tuple[Written, ...]
    steps: tuple[ProofStep, ...]


class ProofDocument(_Portable):
    """``proofs.json`` of a bundle: everything that was concluded, in the order in which it can be checked."""

    schema_version: Literal["1"]
    findings: tuple[ProvenFinding, ...]

    def counts(self) -> dict[str, int]:
        """Say how many findings there are, and how many steps they have."""
        return {"findings": len(self.findings), "steps": sum(len(finding.steps) for finding in self.findings)}

    def about(self, *kinds: str) -> list[dict[str, str]]:
        """Return, for each thing of some kinds, what was concluded of it by property, kinds in the order given."""
        rows: dict[tuple[str, str], dict[str, str]] = {}
        for finding in self.findings:
            row = rows.setdefault((finding.kind, finding.thing), {"kind": finding.kind, "thing": finding.thing})
            row[finding.property] = ", ".join(_SAID.get(value, str(value)) for value in finding.values)
        return [row for kind in kinds for row in rows.values() if row["kind"] == kind]


class FactsDocument(_Portable):
    """``facts.json`` of a bundle: what the rules start from, by kind, then property or relation, then id."""

    schema_version: Literal["1"]
    as_of: dt.date
    things: dict[str, tuple[str, ...]]
    values: dict[str, dict[str, dict[str, Written]]]
    related: dict[str, dict[str, dict[str, tuple[str, ...]]]]


class Judged(_Portable):
    """What an assessment was judged by."""

    package: str
    ontology: str
    rules: str
    engines: tuple[str, ...]


class Manifest(_Portable):
    """``manifest.json`` of a bundle: what is in it, and what each part must be.

    Attributes:
        digest: SHA-256 of everything that the assessment rests on, its texts included.
        records: the SHA-256 of each evidence record as it was handed over, its texts included, by id.
        withheld: whether the texts of the evidence were left out; the digests are still those of the whole records.
        parts: the SHA-256 of every other file, by its path in the bundle.
        seal: the SHA-256 of this manifest in canonical JSON without its seal; the fingerprint of the whole bundle.
    """

    schema_version: Literal["1"]
    organisation: str
    as_of: dt.date
    judged_by: Judged
    digest: Digest
    records: dict[str, Sha256]
    withheld: bool
    parts: Annotated[dict[str, Sha256], Field(min_length=1)]
    seal: Digest
