"""A checklist of the toolkit as rows: each item with its verdict, what shows it, who says so and when, and the gap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inclead_graph.assess import Result
from inclead_graph.inference.findings import long_date
from inclead_graph.model.assessment import Evidence
from inclead_graph.model.framework import Checklist, Criterion

__all__ = ["COLUMNS", "ChecklistItem", "checklist_items", "checklist_rows"]

COLUMNS = ("checklist", "item", "criterion", "label", "verdict", "evidence", "who_and_when", "gap", "passage")


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item with what was found of it.

    Attributes:
        number: its place in the list, from 1.
        under_way: whether the item is being worked on.
        evidence: what shows it, or that nothing does.
        who_and_when: whose voice each record is, who entered it, and when.
        gap: what the toolkit says to do where the item is not met; empty where it does not apply.
    """

    number: int
    criterion: Criterion
    verdict: str
    under_way: bool
    evidence: str
    who_and_when: str
    gap: str


def checklist_items(result: Result, checklist: Checklist) -> Iterator[ChecklistItem]:
    """Yield each item, in the toolkit's order."""
    findings, framework = result.findings, result.framework
    aim = findings.ruleset.types["criterion", "verdict"].aim
    outside = {word for word, outcome in framework.earl_outcomes.items() if outcome.endswith("#inapplicable")}
    for number, name in enumerate(checklist.criteria, 1):
        criterion = framework.criteria[name]
        verdict = str(findings.value("criterion", name, "verdict"))
        pieces = [findings.evidence[one] for one in findings.facts.related["criterion", "evidence"][name]]
        accepted = [piece for piece in pieces if findings.value("evidence", piece.id, "accepted") is True]
        yield ChecklistItem(
            number=number,
            criterion=criterion,
            verdict=verdict,
            under_way=findings.value("criterion", name, "under_way") is True,
            evidence=", ".join(f"{piece.id} ({piece.claim})" for piece in accepted) or _none(pieces),
            who_and_when="; ".join(map(_who, accepted)),
            gap="" if verdict == aim or verdict in outside else criterion.advised_action,
        )


def checklist_rows(result: Result, checklist: Checklist) -> Iterator[tuple[str | int, ...]]:
    """Yield one row for each item, under :data:`COLUMNS`."""
    for item in checklist_items(result, checklist):
        yield (
            checklist.id,
            item.number,
            item.criterion.id,
            item.criterion.label,
            item.verdict + (" (under way)" if item.under_way else ""),
            item.evidence,
            item.who_and_when,
            item.gap,
            "; ".join(map(str, item.criterion.passages)),
        )


def _none(pieces: list[Evidence]) -> str:
    return f"none accepted ({len(pieces)} set aside)" if pieces else "none"


def _who(piece: Evidence) -> str:
    by = f", entered by {piece.asserted_by}" if piece.asserted_by else ""
    return f"{piece.voice}{by}, {long_date(piece.date)}" if piece.date else f"{piece.voice}{by}"
