"""A checklist of the toolkit as rows: each item with its verdict, what shows it, who says so and when, and the gap."""

from __future__ import annotations

from collections.abc import Iterator

from inclead_graph.assess import Result
from inclead_graph.inference.findings import long_date
from inclead_graph.model.assessment import Evidence
from inclead_graph.model.framework import Checklist

__all__ = ["COLUMNS", "checklist_rows"]

COLUMNS = ("checklist", "item", "criterion", "label", "verdict", "evidence", "who_and_when", "gap", "passage")


def checklist_rows(result: Result, checklist: Checklist) -> Iterator[tuple[str | int, ...]]:
    """Yield one row for each item, in the toolkit's order.

    The gap is what the toolkit says to do where the item is not met; it is empty where the item does not apply.
    """
    findings, framework = result.findings, result.framework
    aim = findings.ruleset.types["criterion", "verdict"].aim
    outside = {word for word, outcome in framework.earl_outcomes.items() if outcome.endswith("#inapplicable")}
    for number, name in enumerate(checklist.criteria, 1):
        criterion = framework.criteria[name]
        verdict = str(findings.value("criterion", name, "verdict"))
        under_way = " (under way)" if findings.value("criterion", name, "under_way") is True else ""
        pieces = [findings.evidence[one] for one in findings.facts.related["criterion", "evidence"][name]]
        accepted = [piece for piece in pieces if findings.value("evidence", piece.id, "accepted") is True]
        yield (
            checklist.id,
            number,
            name,
            criterion.label,
            verdict + under_way,
            ", ".join(f"{piece.id} ({piece.claim})" for piece in accepted) or _none(pieces),
            "; ".join(map(_who, accepted)),
            "" if verdict == aim or verdict in outside else criterion.advised_action,
            "; ".join(map(str, criterion.passages)),
        )


def _none(pieces: list[Evidence]) -> str:
    return f"none accepted ({len(pieces)} set aside)" if pieces else "none"


def _who(piece: Evidence) -> str:
    by = f", entered by {piece.asserted_by}" if piece.asserted_by else ""
    return f"{piece.voice}{by}, {long_date(piece.date)}" if piece.date else f"{piece.voice}{by}"
