"""Read a workspace: ``assessment.yaml``, ``evidence/*.yaml``, their attachments, and ``network.yaml`` where it is.

Every problem of every file is found in one pass, each with file, line, what, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inclead_graph import located
from inclead_graph.errors import InputError, Problem, UnreadableError, nearest
from inclead_graph.located import Located
from inclead_graph.model.assessment import Assessment, Evidence
from inclead_graph.model.framework import Framework
from inclead_graph.model.network import PartnershipNetwork
from inclead_graph.network.changing import with_network
from inclead_graph.network.evidence import PREFIX, is_derived
from inclead_graph.workspace.attachments import attachment_fault, attachment_problems
from inclead_graph.workspace.eds import eds_evidence_problems
from inclead_graph.workspace.network import NETWORK_FILE, read_network
from inclead_graph.workspace.references import assessment_problems, evidence_problems

__all__ = ["ASSESSMENT_FILE", "EVIDENCE_FOLDER", "changed_attachments", "read_records", "read_workspace"]

ASSESSMENT_FILE = "assessment.yaml"
EVIDENCE_FOLDER = "evidence"
MAX_RECORDS = 50_000


def read_workspace(folder: Path | str, framework: Framework, *, check_files: bool = True) -> Assessment:
    """Read and check a workspace against the framework.

    Args:
        folder: the workspace.
        framework: what its words and ids are held against.
        check_files: whether attachments must be there and unchanged; :func:`changed_attachments` says which are not.

    Raises:
        UnreadableError: there is no such folder, or it has no ``assessment.yaml``.
        InputError: every problem found, sorted by place.

    Example::

        read_workspace("assessments/first-day", framework).organisation.name
    """
    root = Path(folder)
    _require(root)
    problems: list[Problem] = []
    head, source = _assessment(root, framework, problems)
    of_the_head = len(problems)
    evidence = _evidence(root, framework, problems, check_files)
    if head and source and len(problems) == of_the_head:  # else an id may be missing only because its record is wrong
        problems += eds_evidence_problems(head, source, {piece.id for piece in evidence})
    network = _network(root, framework, head, problems)
    if problems or head is None:
        raise InputError(problems)
    read = head.model_copy(update={"evidence": tuple(sorted(evidence, key=lambda e: e.id))})
    return with_network(read, network, framework) if network else read


def read_records(path: Path, framework: Framework) -> tuple[Evidence, ...]:
    """Read and check one file of evidence; attachments are looked for beside it.

    Raises:
        UnreadableError: the file cannot be read.
        InputError: every problem found, sorted by place.
    """
    source = located.load(path)
    problems: list[Problem] = []
    found: list[Evidence] = []
    first_seen: dict[str, str] = {}
    for index, record in enumerate(_records(source, problems)):
        piece = _record(path.parent, source, index, record, framework, problems)
        if piece is not None:
            _note_duplicate(source, index, piece, first_seen, problems)
            found.append(piece)
    if problems:
        raise InputError(problems)
    return tuple(found)


def _require(root: Path) -> None:
    if not root.exists():
        raise UnreadableError(f"{root}: no such folder; 'inclead new {root}' makes one")
    if not root.is_dir():
        raise UnreadableError(f"{root}: a file, not a folder; name the folder that holds {ASSESSMENT_FILE}")
    if not (root / ASSESSMENT_FILE).is_file():
        hint = nearest(ASSESSMENT_FILE, [p.name for p in root.iterdir()][:200])
        todo = hint if hint.startswith("did you mean") else "'inclead new DIR' makes a workspace to start from"
        raise UnreadableError(f"{root}: no {ASSESSMENT_FILE} here; {todo}")


def _assessment(root: Path, framework: Framework, problems: list[Problem]) -> tuple[Assessment | None, Located | None]:
    source: Located | None = None
    try:
        source = located.load(root / ASSESSMENT_FILE, ASSESSMENT_FILE)
        if source.data is None:
            raise InputError([source.problem((), "the file is empty", "'inclead new DIR' shows what belongs in it")])
        if isinstance(source.data, dict) and "evidence" in source.data:
            what = "'evidence' is not a field here"
            raise InputError([source.problem(("evidence",), what, "put records into files in evidence/", at_key=True)])
        head: Assessment = located.validate(Assessment, source)
    except InputError as error:
        problems += error.problems
        return None, source
    problems += assessment_problems(head, source, framework)
    return head, source


def _network(
    root: Path, framework: Framework, head: Assessment | None, problems: list[Problem]
) -> PartnershipNetwork | None:
    """Read the partnerships that stand beside the assessment, looked at on its day."""
    if not (root / NETWORK_FILE).is_file():
        return None
    try:
        network = read_network(root, framework)
    except InputError as error:
        problems += error.problems
        return None
    if network.assessed is None:
        what = "it does not say which organisation this assessment is about"
        problems.append(Problem(NETWORK_FILE, 1, 1, what, "write 'assessed: ' and the id of that organisation"))
    if network.as_of and head and network.as_of != head.as_of:
        what = f"its day, {network.as_of}, is not that of {ASSESSMENT_FILE}, {head.as_of}"
        problems.append(Problem(NETWORK_FILE, 1, 1, what, "leave 'as_of' out here, or make them the same"))
    return network.model_copy(update={"as_of": None})


def changed_attachments(folder: Path | str, assessment: Assessment) -> Iterator[tuple[str, str]]:
    """Yield the id of each record whose attachment is not there or not as recorded, with what is wrong."""
    for piece in assessment.evidence:
        fault = attachment_fault(Path(folder), piece)
        if fault:
            yield piece.id, fault[1]


def _evidence(root: Path, framework: Framework, problems: list[Problem], check_files: bool) -> list[Evidence]:
    folder = root / EVIDENCE_FOLDER
    if folder.exists() and not folder.is_dir():
        problems.append(Problem(EVIDENCE_FOLDER, 0, 0, "a file, where a folder should be", "make it a folder"))
        return []
    found: list[Evidence] = []
    first_seen: dict[str, str] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        source = _evidence_file(path, problems)
        if source is None:
            continue
        for index, record in enumerate(_records(source, problems)):
            piece = _record(root if check_files else None, source, index, record, framework, problems)
            if piece is not None:
                _note_duplicate(source, index, piece, first_seen, problems)
                found.append(piece)
    if len(found) > MAX_RECORDS:
        what = f"{len(found):,} records; {MAX_RECORDS:,} is the most"
        problems.append(Problem(EVIDENCE_FOLDER, 0, 0, what, "assess in parts"))
    return found


def _evidence_file(path: Path, problems: list[Problem]) -> Located | None:
    name = f"{EVIDENCE_FOLDER}/{path.name}"
    if path.suffix not in (".yaml", ".yml"):
        if not path.name.startswith("."):
            what = "only .yaml files belong here"
            problems.append(Problem(name, 0, 0, what, "move attachments to attachments/"))
        return None
    try:
        return located.load(path, name)
    except InputError as error:
        problems += error.problems
    except UnreadableError as error:
        what, _, todo = str(error).removeprefix(f"{name}: ").partition("; ")
        problems.append(Problem(name, 0, 0, what, todo))
    return None


def _records(source: Located, problems: list[Problem]) -> list[Any]:
    if source.data is None:
        return []
    if not isinstance(source.data, list):
        what = "an evidence file is a list of records"
        problems.append(source.problem((), what, "begin each record with '- id: ...'"))
        return []
    return source.data


def _record(
    root: Path | None, source: Located, index: int, record: Any, framework: Framework, problems: list[Problem]
) -> Evidence | None:
    if not isinstance(record, dict):
        what = "a record is 'name: value' lines"
        problems.append(source.problem((index,), what, "begin it with '- id: ...'"))
        return None
    try:
        piece = located.validate(Evidence, source, record, (index,))
    except InputError as error:
        problems += error.problems
        return None
    problems += evidence_problems(piece, source, (index,), framework)
    problems += _reserved(source, index, piece)
    if root is not None:
        problems += attachment_problems(root, piece, source, (index,))
    return piece


def _reserved(source: Located, index: int, piece: Evidence) -> Iterator[Problem]:
    if is_derived(piece):
        what = f"ids that begin with '{PREFIX}' are for what {NETWORK_FILE} shows"
        yield source.problem((index, "id"), what, "give this record another id")


def _note_duplicate(
    source: Located, index: int, piece: Evidence, first_seen: dict[str, str], problems: list[Problem]
) -> None:
    line = source.place((index, "id"))[0]
    if piece.id in first_seen:
        what = f"evidence id '{piece.id}' is already used in {first_seen[piece.id]}"
        problems.append(source.problem((index, "id"), what, "give this record an id of its own"))
    first_seen.setdefault(piece.id, f"{source.file}:{line}")
