"""Verifying a bundle with nothing but the bundle: no network, no other file, no engine.

Each part is held against the manifest, the records against their digests, the facts against the records, and the
proofs against rules and facts. For each of these the first things that do not hold are named, so that a changed record
is called that, and not only a changed file.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from inclead_graph.bundled import bundled
from inclead_graph.errors import IncleadError
from inclead_graph.inference.facts import facts_of
from inclead_graph.inference.labels import Labels
from inclead_graph.inference.rulebook import Rulebook, read_rulebook
from inclead_graph.inference.written import facts_document
from inclead_graph.knowledge.files import knowledge_files
from inclead_graph.knowledge.framework import read_framework
from inclead_graph.located import Located
from inclead_graph.model.assessment import Assessment, Evidence
from inclead_graph.model.digest import canonical, evidence_digest, record_digest
from inclead_graph.model.framework import Framework
from inclead_graph.model.proof import FactsDocument, Manifest, ProofDocument
from inclead_graph.verification.checker import Fault, faults
from inclead_graph.verification.container import MANIFEST, read_parts
from inclead_graph.verification.withholding import has_texts, withhold_texts
from inclead_graph.workspace.references import assessment_problems, evidence_problems

__all__ = ["Verification", "differing_from_installed", "sealed", "verify_against", "verify_bundle", "verify_parts"]

SHOWN = 5
"""How many faults of one sort are named."""

_UNSOUND = (IncleadError, OSError, LookupError, ValueError, TypeError, AttributeError, RecursionError)
"""What reading files may raise that no shapes were held against: a forger's need not be an ontology of ours."""

Model = TypeVar("Model", bound=BaseModel)


@dataclass(slots=True)
class Verification:
    """What was found in a bundle.

    Attributes:
        problems: what does not hold, in the order of checking; empty when the bundle verifies.
        manifest, framework, assessment, proofs: what was read, as far as it could be.
    """

    problems: list[Fault]
    manifest: Manifest | None = None
    framework: Framework | None = None
    assessment: Assessment | None = None
    proofs: ProofDocument | None = None

    @property
    def verified(self) -> bool:
        """Whether everything holds."""
        return not self.problems


def verify_bundle(path: Path) -> Verification:
    """Verify a bundle, zipped or in a folder.

    Raises:
        UnreadableError: it is no bundle, or a hostile one.

    Example::

        verify_bundle(Path("out.zip")).problems
    """
    return verify_parts(read_parts(path))


def verify_parts(parts: Mapping[str, bytes]) -> Verification:
    """Verify the files of a bundle; see :func:`verify_bundle`."""
    found = Verification([])
    found.manifest = manifest = _parsed(found, Manifest, MANIFEST, parts)
    if manifest is None:
        return found
    _note(found, _seal_faults(manifest))
    _note(found, _part_faults(manifest, parts))
    rulebook = _knowledge(found, manifest, parts)
    found.assessment = assessment = _parsed(found, Assessment, "assessment.json", parts)
    if assessment is not None:
        _note(found, _record_faults(manifest, assessment, "assessment.json"))
    facts = _parsed(found, FactsDocument, "facts.json", parts)
    found.proofs = _parsed(found, ProofDocument, "proofs.json", parts)
    if rulebook is not None and assessment is not None and found.framework is not None:
        unknown = list(_unknown_words(assessment, found.framework))
        _note(found, unknown)
        if not unknown:
            _check_proofs(found, rulebook, assessment, facts)
    return found


def sealed(manifest: Mapping[str, Any]) -> Manifest:
    """Return a manifest, given as plain JSON data, with its seal."""
    content = {name: value for name, value in manifest.items() if name != "seal"}
    seal = f"sha256:{hashlib.sha256(canonical(content)).hexdigest()}"
    return Manifest.model_validate_json(canonical({**content, "seal": seal}))


def verify_against(found: Verification, assessment: Assessment, where: str) -> Iterator[Fault]:
    """Yield where a bundle differs from the evidence that it is said to be made from.

    This is how texts that were withheld can be shown later: their records must have the digests that the bundle has.
    ``where`` is the evidence's name in messages.
    """
    if found.manifest is None or found.assessment is None:
        return
    here = assessment.model_copy(update={"as_of": found.assessment.as_of})
    yield from _record_faults(found.manifest.model_copy(update={"withheld": False}), here, where)
    if found.manifest.withheld and evidence_digest(withhold_texts(here)) != evidence_digest(found.assessment):
        shown = {piece.id: record_digest(piece) for piece in withhold_texts(here).evidence}
        for piece in found.assessment.evidence:
            if record_digest(piece) != shown.get(piece.id):
                yield Fault(f"evidence {piece.id}", "assessment.json", "it does not show what the record says")
        yield Fault("the assessment", "assessment.json", f"it does not show what {where} says")


def differing_from_installed(manifest: Manifest) -> tuple[str, ...]:
    """Return the files of ontology and rules in which a bundle differs from this installation, in order."""
    ontology, rules = bundled("ontology"), bundled("rules")
    here = {f"ontology/{file.relative_to(ontology).as_posix()}": file for file in knowledge_files(ontology)}
    here |= {f"rules/{file.name}": file for file in rules.glob("*.yaml")}
    mine = {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in here.items()}
    theirs = {name: digest for name, digest in manifest.parts.items() if "/" in name}
    return tuple(sorted(name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name)))


def _note(found: Verification, some: Iterable[Fault]) -> None:
    found.problems += islice(some, SHOWN)


def _parsed(found: Verification, model: type[Model], name: str, parts: Mapping[str, bytes]) -> Model | None:
    try:
        return model.model_validate_json(parts.get(name, b""))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        found.problems.append(Fault(name, place, first["msg"] if name in parts else "it is missing"))
        return None


def _seal_faults(manifest: Manifest) -> Iterator[Fault]:
    seal = sealed(manifest.model_dump(mode="json")).seal
    if seal != manifest.seal:
        yield Fault("the manifest", f"{MANIFEST}, seal", "it was changed after it was sealed")


def _part_faults(manifest: Manifest, parts: Mapping[str, bytes]) -> Iterator[Fault]:
    for name in sorted(parts.keys() | manifest.parts.keys()):
        if name == MANIFEST:
            continue
        if name not in parts:
            yield Fault(name, "the part", "it is missing")
        elif name not in manifest.parts:
            yield Fault(name, "the part", "the manifest does not list it")
        elif hashlib.sha256(parts[name]).hexdigest() != manifest.parts[name]:
            yield Fault(name, "the part", "it was changed: its digest is not the one in the manifest")


def _knowledge(found: Verification, manifest: Manifest, parts: Mapping[str, bytes]) -> Rulebook | None:
    """Read ontology and rules out of a bundle, in a folder of their own that is gone afterwards."""
    what = "the ontology"
    with tempfile.TemporaryDirectory(prefix="inclead-") as folder:
        for name, content in parts.items():
            if "/" in name:
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        try:
            found.framework = read_framework(Path(folder, "ontology"))
            what = "the rules"
            rulebook = read_rulebook(Path(folder, "rules"), found.framework)
        except _UNSOUND as error:
            found.problems.append(Fault(what, "reading", _why(error).replace(f"{folder}/", "")))
            return None
    stated = {"the ontology": manifest.judged_by.ontology, "the rules": manifest.judged_by.rules}
    versions = {"the ontology": found.framework.version, "the rules": rulebook.version}
    _note(found, (
        Fault(name, f"{MANIFEST}, judged_by", f"this is {versions[name]}, and the manifest says {stated[name]}")
        for name in versions if versions[name] != stated[name]
    ))  # fmt: skip
    return rulebook


def _record_faults(manifest: Manifest, assessment: Assessment, where: str) -> Iterator[Fault]:
    if manifest.organisation != assessment.organisation.name:
        yield Fault("the organisation", where, f"it is not '{manifest.organisation}', as the manifest says")
    if manifest.as_of != assessment.as_of:
        yield Fault("the as-of date", where, f"it is {assessment.as_of}, and the manifest says {manifest.as_of}")
    yield from _changed_records(manifest, {piece.id: piece for piece in assessment.evidence}, where)
    if len(manifest.records) != len(assessment.evidence):
        yield Fault("the evidence", where, f"it has {len(assessment.evidence)} records, not {len(manifest.records)}")
    if not manifest.withheld and evidence_digest(assessment) != manifest.digest:
        yield Fault("the assessment", where, "it was changed: its digest is not the one in the manifest")
    if manifest.withheld and has_texts(assessment):
        yield Fault("the assessment", where, "it has texts, although the manifest says that they are withheld")


def _changed_records(manifest: Manifest, here: Mapping[str, Evidence], where: str) -> Iterator[Fault]:
    for name in sorted(manifest.records.keys() | here.keys()):
        if name not in here:
            yield Fault(f"evidence {name}", where, "the record is missing")
        elif name not in manifest.records:
            yield Fault(f"evidence {name}", where, "the record was added: the manifest does not list it")
        elif not manifest.withheld and record_digest(here[name]) != manifest.records[name]:
            yield Fault(f"evidence {name}", where, "the record was changed: its digest is not the one in the manifest")


def _unknown_words(assessment: Assessment, framework: Framework) -> Iterator[Fault]:
    """Yield the words and ids of an assessment that the ontology does not have."""
    source = Located("assessment.json")
    for problem in assessment_problems(assessment, source, framework):
        yield Fault("the assessment", "assessment.json", problem.what)
    for piece in assessment.evidence:
        for problem in evidence_problems(piece, source, (), framework):
            yield Fault(f"evidence {piece.id}", "assessment.json", problem.what)


def _check_proofs(
    found: Verification, rulebook: Rulebook, assessment: Assessment, stated: FactsDocument | None
) -> None:
    assert found.framework is not None  # noqa: S101 (there are no rules without it)
    try:
        ruleset = rulebook.in_force(assessment.as_of)
        facts = facts_of(assessment, found.framework)
    except _UNSOUND as error:
        found.problems.append(Fault("the rules", f"as of {assessment.as_of}", _why(error)))
        return
    if stated is not None:
        should_be = facts_document(facts).model_dump(mode="json")
        _note(found, _fact_faults(should_be, stated.model_dump(mode="json"), ()))
    if found.proofs is not None:
        names = Labels(found.framework, assessment)
        _note(found, faults(ruleset, facts, found.proofs.findings, names))


def _why(error: Exception) -> str:
    if isinstance(error, IncleadError):
        return str(error).splitlines()[0]
    return f"it lacks what an assessment needs ({type(error).__name__}: {error})".splitlines()[0]


def _fact_faults(expected: Any, stated: Any, path: tuple[str, ...]) -> Iterator[Fault]:
    """Yield where the stated facts are not those of the evidence; each names kind, property and thing."""
    if isinstance(expected, dict) and isinstance(stated, dict):
        for name in dict.fromkeys((*expected, *stated)):
            yield from _fact_faults(expected.get(name), stated.get(name), (*path, name))
    elif isinstance(expected, list) and isinstance(stated, list):
        for one in dict.fromkeys(one for one in (*expected, *stated) if (one in expected) is not (one in stated)):
            why = "is left out" if one in expected else "does not belong here"
            yield Fault("the fact " + " / ".join(path), "facts.json", f"{one} {why}")
        if expected != stated and set(expected) == set(stated):
            yield Fault("the fact " + " / ".join(path), "facts.json", "it is out of order, or has a thing twice")
    elif expected != stated or type(expected) is not type(stated):
        yield Fault("the fact " + " / ".join(path), "facts.json", f"it is {stated!r}, and should be {expected!r}")
