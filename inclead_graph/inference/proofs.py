"""Proofs as portable values: what a Result rests on, without the engine that found it."""

from __future__ import annotations

from inclead_graph.inference.engine import Firing
from inclead_graph.inference.findings import Findings
from inclead_graph.model.proof import HeldCondition, ProofDocument, ProofStep, ProvenFinding, written

__all__ = ["proofs_of"]


def proofs_of(findings: Findings) -> ProofDocument:
    """Write out every finding with its steps, defaults included, in the order of the strata.

    Example::

        proofs_of(result.findings).findings[0].steps[0].says
    """
    proven: list[ProvenFinding] = []
    for stratum in findings.ruleset.strata:
        for kind, name in stratum.concludes:
            for thing in findings.facts.things.get(kind, ()):
                values = findings.values(kind, thing, name)
                if values:
                    firings = findings.inference.firings(kind, thing, name)
                    steps = tuple(_step(findings, kind, firing) for firing in firings)
                    plain = tuple(map(written, values))
                    proven.append(ProvenFinding(kind=kind, thing=thing, property=name, values=plain, steps=steps))
    return ProofDocument(schema_version="1", findings=tuple(proven))


def _step(findings: Findings, kind: str, firing: Firing) -> ProofStep:
    rule = firing.rule
    return ProofStep(
        rule=rule.key,
        version=rule.version,
        says=findings.said(rule, kind, firing),
        held=tuple(
            HeldCondition(condition=clause.id, says=clause.says, rests_on=ids)
            for clause, ids in zip(rule.clauses, firing.matched, strict=True)
        ),
        citation=rule.citation,
        passages=rule.passages,
    )
