"""Writing a bundle: one assessment with all that its proofs rest on, for somebody who was not there."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from inclead_graph.assess import Knowledge, Result, assess
from inclead_graph.errors import EngineError, RulebookError, UnreadableError
from inclead_graph.inference.proofs import proofs_of
from inclead_graph.inference.written import facts_document
from inclead_graph.knowledge.files import knowledge_files
from inclead_graph.model.digest import canonical, record_digest
from inclead_graph.model.proof import Judged, Manifest
from inclead_graph.verification.container import MANIFEST, pack
from inclead_graph.verification.verify import sealed, verify_parts
from inclead_graph.verification.withholding import withhold_texts

__all__ = ["Bundle", "bundle_of", "parts_of"]


class Bundle(NamedTuple):
    """A bundle's bytes, and its fingerprint: the seal of its manifest, whatever file or folder it travels in."""

    content: bytes
    fingerprint: str


def bundle_of(result: Result, knowledge: Knowledge, ontology: Path, rules: Path, *, withhold: bool = False) -> Bundle:
    """Write a result as a bundle, and verify it before it is handed out.

    Args:
        result: what was found.
        knowledge: what it was judged by.
        ontology: the folder that the framework was read from.
        rules: the folder that the rules were read from.
        withhold: leave out the texts of the evidence; their digests stay, and the proofs are those without the texts.

    Raises:
        UnreadableError: a folder has changed since it was read.
        RulebookError: texts are to be withheld, and a rule in force concludes something else without them.
        EngineError: the bundle does not verify, so that something is wrong with this program.

    Example::

        Path("out.zip").write_bytes(bundle_of(result, knowledge, bundled("ontology"), bundled("rules")).content)
    """
    parts = parts_of(result, knowledge, ontology, rules, withhold=withhold)
    problems = verify_parts(parts).problems
    if any(problem.what in ("the ontology", "the rules") for problem in problems):
        raise UnreadableError(f"{ontology} or {rules} changed while the bundle was written; run it again")
    if problems:
        raise EngineError(f"the bundle does not verify and was not written: {problems[0]}; please report this")
    return Bundle(pack(parts), json.loads(parts[MANIFEST])["seal"])


def parts_of(
    result: Result, knowledge: Knowledge, ontology: Path, rules: Path, *, withhold: bool = False
) -> dict[str, bytes]:
    """Return the files of a bundle by their paths in it; see :func:`bundle_of`."""
    shown = _withheld(result, knowledge) if withhold else result
    parts = {
        "assessment.json": shown.assessment.model_dump_json(indent=2, by_alias=True).encode(),
        "facts.json": facts_document(shown.findings.facts).model_dump_json(indent=1).encode(),
        "proofs.json": proofs_of(shown.findings).model_dump_json(indent=1).encode(),
        **{
            f"ontology/{file.relative_to(ontology).as_posix()}": file.read_bytes() for file in knowledge_files(ontology)
        },
        **{f"rules/{file.name}": file.read_bytes() for file in sorted(rules.glob("*.yaml"))},
    }
    return {MANIFEST: canonical(sealed(_manifest(result, parts, withhold=withhold)).model_dump(mode="json")), **parts}


def _manifest(result: Result, parts: dict[str, bytes], *, withhold: bool) -> dict[str, Any]:
    manifest = Manifest(
        schema_version="1",
        organisation=result.assessment.organisation.name,
        as_of=result.assessment.as_of,
        judged_by=Judged(
            package=result.package_version,
            ontology=result.ontology_version,
            rules=result.rules_version,
            engines=result.engines,
        ),
        digest=result.digest,
        records={piece.id: record_digest(piece) for piece in sorted(result.assessment.evidence, key=lambda p: p.id)},
        withheld=withhold,
        parts={name: hashlib.sha256(content).hexdigest() for name, content in sorted(parts.items())},
        seal=f"sha256:{'0' * 64}",
    )
    return manifest.model_dump(mode="json")


def _withheld(result: Result, knowledge: Knowledge) -> Result:
    """Judge the assessment without its texts; nothing that is concluded may be another for it."""
    shown = assess(withhold_texts(result.assessment), knowledge)
    for (kind, name), values in result.findings.inference.concluded.items():
        without = shown.findings.inference.concluded[kind, name]
        if set(result.findings.facts.things[kind]) != set(shown.findings.facts.things[kind]):
            moved = ["some"] if Counter(values.values()) != Counter(without.values()) else []  # their ids were texts
        else:
            moved = [thing for thing in values if values[thing] != without.get(thing)]
        if moved:
            raise RulebookError.of(
                f"the texts cannot be withheld: {name} of {kind} {moved[0]} rests on what a text says",
                "make the bundle without --withhold-texts",
            )
    return shown
