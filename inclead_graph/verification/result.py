"""Verifying a result that has just been found, whichever engine found it."""

from __future__ import annotations

from inclead_graph.assess import Result
from inclead_graph.inference.proofs import proofs_of
from inclead_graph.verification.checker import Fault, faults

__all__ = ["verify_result"]


def verify_result(result: Result) -> list[Fault]:
    """Return every step of a result's proofs that does not hold; none when all do.

    Example::

        verify_result(assess(assessment, knowledge)) == []
    """
    findings = result.findings
    return list(faults(findings.ruleset, findings.facts, proofs_of(findings).findings, findings.labels))
