"""How things of the Equality Delivery System are called, and what was recorded of them, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from inclead_graph.inference.eds_facts import counted_records
from inclead_graph.model.assessment import Assessment
from inclead_graph.model.framework import EdsEdition, Framework

if TYPE_CHECKING:
    from inclead_graph.inference.findings import Findings

__all__ = ["EDS_LABELS", "EDS_RECORDS", "SHORT_NAMES", "edition_of", "recorded_outcome"]


class Named(Protocol):
    """An assessment under a framework; what things are called depends on nothing else."""

    @property
    def assessment(self) -> Assessment:
        """The assessment."""
        ...

    @property
    def framework(self) -> Framework:
        """The framework."""
        ...


def edition_of(findings: Named) -> EdsEdition | None:
    """Return the edition that an assessment is graded by."""
    assessment = findings.assessment
    return findings.framework.eds_on(assessment.editions.eds, assessment.as_of)


def _outcome_label(findings: Named, thing: str) -> str:
    edition = edition_of(findings)
    known = edition.outcomes.get(thing) if edition else None
    return f"{thing} {known.label}" if known else thing


def _group_label(findings: Named, thing: str) -> str:  # noqa: ARG001 (one signature for the labels of all kinds)
    outcome, _, group = thing.partition("/")
    return f"{group} in {outcome}"


def recorded_outcome(findings: Findings, thing: str) -> str:
    """Say what is recorded for an outcome, by whom and why, and what of it does not count."""
    edition = edition_of(findings)
    record = counted_records(findings.assessment, edition).get(thing) if edition else None
    if record is None:
        late = [r.date for r in findings.assessment.eds if r.outcome == thing and r.date is not None]
        return f"recorded on {late[0]}, after the as-of date, so it does not count" if late else "nothing recorded"
    parts = [f"score {record.score:f}".removesuffix(".0")] if record.score is not None else []
    parts += [f"agreed grade {record.grade}"] if record.grade else []
    parts += [f"{group} {fares}" for group, fares in record.groups.items()]
    parts += [record.reason.rstrip(".")] if record.reason else []
    parts += [f"recorded by {record.asserted_by}"] if record.asserted_by else []
    return "; ".join(parts) or "recorded without a finding"


def _outcome_record(findings: Findings, thing: str) -> str:
    return f"{_outcome_label(findings, thing)}: {recorded_outcome(findings, thing)}"


def _group_record(findings: Findings, thing: str) -> str:
    return f"{_group_label(findings, thing)}: {findings.value('eds_group', thing, 'fares') or 'not known'}"


def _provider_record(findings: Findings, thing: str) -> str:
    floor, ceiling = (findings.value("provider_grade", thing, bound) for bound in ("floor", "ceiling"))
    return f"{thing}: {floor}" + (f", up to {ceiling}" if ceiling != floor else "")


Words = Callable[["Findings", str], str]
EDS_LABELS: Mapping[str, Callable[[Named, str], str]] = {"eds_outcome": _outcome_label, "eds_group": _group_label}
"""What people call a thing, by its kind."""
SHORT_NAMES: Mapping[str, Callable[[str], str]] = {"eds_group": lambda thing: thing.partition("/")[2]}
"""What things are called in a sentence that says what they belong to, by their kind."""
EDS_RECORDS: Mapping[str, Words] = {
    "eds_outcome": _outcome_record,
    "eds_group": _group_record,
    "provider_grade": _provider_record,
}
"""What is recorded of a thing, by its kind."""
