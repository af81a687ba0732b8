"""How a result stands to the seals of its workspace: sealed as it is, changed since, or not sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from inclead_graph.assess import Result
from inclead_graph.history.chain import History, read_history
from inclead_graph.inference.proofs import proofs_of
from inclead_graph.model.digest import canonical, evidence_digest, record_digest
from inclead_graph.model.history import NOT_SEALED, Seal, Sealing

__all__ = ["differences", "findings_digest", "sealing_in", "sealing_of"]


def findings_digest(result: Result) -> str:
    """Return the SHA-256 of every finding with its proof, whichever engines found them."""
    return f"sha256:{hashlib.sha256(canonical(proofs_of(result.findings).model_dump(mode='json'))).hexdigest()}"


def sealing_of(folder: Path | str, result: Result) -> Sealing:
    """Return how the result of a workspace stands to its seals; a workbook has none.

    Example::

        sealing_of("my-trust", result).state
    """
    return sealing_in(read_history(folder), result) if Path(folder).is_dir() else NOT_SEALED


def sealing_in(history: History, result: Result) -> Sealing:
    """Return how a result stands to a log."""
    if history.faults:
        return Sealing("broken", differs=(str(history.faults[0]),))
    last = history.last
    if last is None:
        return NOT_SEALED
    differs = tuple(differences(last, result))
    before = history.seals[-2].seal if len(history.seals) > 1 else ""
    return Sealing(
        "changed" if differs else "sealed",
        revision=last.revision,
        on=last.on,
        seal=last.seal,
        newest=history.newest,
        before=before,
        signed=history.signed(last.revision),
        differs=differs,
    )


def differences(seal: Seal, result: Result) -> Iterator[str]:
    """Yield in what a result is not the one that was sealed, each in a phrase."""
    assessment, judged = result.assessment, seal.judged_by
    if assessment.as_of != seal.as_of:
        yield f"judged as of {assessment.as_of}, sealed as of {seal.as_of}"
    if evidence_digest(assessment.model_copy(update={"as_of": seal.as_of})) != seal.evidence:
        yield _changed_records(seal, {piece.id: record_digest(piece) for piece in assessment.evidence})
    for what, here, there in (
        ("ontology", result.ontology_version, judged.ontology),
        ("rules", result.rules_version, judged.rules),
    ):
        if here != there:
            yield f"judged by the {what} {here}, sealed by {there}"
    same_input = (result.digest, result.ontology_version, result.rules_version) == (
        seal.evidence, judged.ontology, judged.rules
    )  # fmt: skip
    if same_input and findings_digest(result) != seal.findings:
        yield f"inclead-graph {result.package_version} concludes otherwise than {judged.package}, which sealed it"


def _changed_records(seal: Seal, here: dict[str, str]) -> str:
    kinds = {
        "added": sorted(here.keys() - seal.records.keys()),
        "changed": sorted(name for name in here.keys() & seal.records.keys() if here[name] != seal.records[name]),
        "removed": sorted(seal.records.keys() - here.keys()),
    }
    said = [f"{word} {_few(names)}" for word, names in kinds.items() if names]
    return "records of evidence: " + "; ".join(said) if said else "what stands beside the evidence changed"


def _few(names: list[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
