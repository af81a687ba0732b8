"""Digests of what an assessment rests on: equal digests mean equal content, whatever the order of the evidence."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from inclead_graph.model.assessment import Assessment, Evidence

__all__ = ["canonical", "evidence_digest", "record_digest"]


def canonical(content: Any) -> bytes:
    """Write plain JSON data in its one canonical form: keys sorted, no spaces, UTF-8.

    >>> canonical({"b": 1, "a": "é"}).decode()
    '{"a":"é","b":1}'
    """
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def record_digest(piece: Evidence) -> str:
    """Return the SHA-256 of one record with all its texts; the order of its criteria does not matter."""
    return hashlib.sha256(canonical(_ordered(piece.model_dump(mode="json", by_alias=True)))).hexdigest()


def evidence_digest(assessment: Assessment) -> str:
    """Return the SHA-256 of an assessment's canonical JSON; the order of its evidence does not matter.

    Targets are in it, although no rule reads them: what is signed holds them, and nobody may change them unnoticed.
    """
    content = assessment.model_dump(mode="json", by_alias=True)
    for name in ("network", "targets"):  # so that an assessment without one keeps the digest that it always had
        if not content[name]:
            del content[name]
    content["evidence"] = sorted(map(_ordered, content["evidence"]), key=lambda piece: str(piece["id"]))
    for name in ("not_applicable", "moderation"):
        content[name] = sorted(content[name], key=lambda entry: str(entry["criterion"]))
    if "targets" in content:
        content["targets"] = sorted(content["targets"], key=canonical)
    for record in content["eds"]:
        record["evidence"] = sorted(record["evidence"])
    for name in ("gradings", "grading_decisions", "eds"):
        content[name] = sorted(content[name], key=canonical)
    return f"sha256:{hashlib.sha256(canonical(content)).hexdigest()}"


def _ordered(piece: dict[str, Any]) -> dict[str, Any]:
    return piece | {"criteria": sorted(piece["criteria"]), "characteristics": sorted(piece["characteristics"])}
