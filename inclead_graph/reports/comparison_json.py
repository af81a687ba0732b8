"""A comparison as JSON, for a program."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from inclead_graph.comparison import Comparison, MovedFinding
from inclead_graph.comparison.change import Change
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.rules import Value

__all__ = ["comparison_json"]


def comparison_json(comparison: Comparison, moved: Sequence[MovedFinding]) -> str:
    """Write both sides, every change between them, and what moved; a reason names its changes by their ids."""
    document = {
        "schema_version": "1",
        "first": _side(comparison.first, comparison.rules[0]),
        "second": _side(comparison.second, comparison.rules[1]),
        "causes": dict(comparison.by_cause),
        "changes": [_change(change) for change in comparison.changes],
        "moved_nothing": [change.id for change in comparison.idle],
        "moved": [_moved(one) for one in moved],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _side(findings: Findings, rules: str) -> dict[str, Any]:
    return {
        "organisation": findings.assessment.organisation.name,
        "fictional": findings.assessment.organisation.fictional,
        "as_of": findings.assessment.as_of.isoformat(),
        "evidence": len(findings.assessment.evidence),
        "ontology": findings.framework.version,
        "rules": rules,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "cause": change.cause,
        "subject": change.subject,
        "field": change.field or None,
        "before": change.before or None,
        "after": change.after or None,
        "text": change.text,
    }


def _moved(one: MovedFinding) -> dict[str, Any]:
    return {
        "kind": one.move.kind,
        "thing": one.move.thing,
        "label": one.label,
        "property": one.move.name,
        "title": one.title,
        "before": [_value(value) for value in one.move.before],
        "after": [_value(value) for value in one.move.after],
        "direction": one.move.direction or None,
        "causes": list(one.causes),
        "reasons": [[change.id for change in reason] for reason in one.reasons],
        "all_reasons_listed": one.every,
    }


def _value(value: Value) -> str | bool:
    return value if isinstance(value, bool) else str(value)
