"""Sealing: an assessment as it stands becomes a revision, or one more signature on the revision that it already is."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from inclead_graph.assess import Knowledge, Result, assess
from inclead_graph.errors import InputError, Problem, UnreadableError
from inclead_graph.files import new_folder
from inclead_graph.history.chain import COPIES, History, entry_name, read_history, written_entry
from inclead_graph.history.files import HISTORY_FOLDER, workspace_files
from inclead_graph.history.since import grades_of, since
from inclead_graph.history.standing import differences, findings_digest
from inclead_graph.model.digest import record_digest
from inclead_graph.model.history import Entry, Seal, SealedFile, Signatory, Signature, entry_digest
from inclead_graph.model.proof import Judged
from inclead_graph.reports.trend import earlier_grades
from inclead_graph.workspace import read_workspace

__all__ = ["Outcome", "seal"]

E = TypeVar("E", Seal, Signature)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What sealing came to.

    Attributes:
        done: a new revision, further signatures on the last one, or nothing, because all who sign had signed it.
        history: the log afterwards.
        signed_before: who of those who wanted to sign had signed the revision already.
    """

    done: Literal["sealed", "signed", "nothing"]
    history: History
    signed_before: tuple[str, ...] = ()

    @property
    def revision(self) -> Seal:
        """The revision that now stands."""
        return self.history.seals[-1]


def seal(
    folder: Path | str, knowledge: Knowledge, signatories: Sequence[Signatory], on: dt.date, note: str | None = None
) -> Outcome:
    """Seal a workspace as it stands, or sign its last revision where nothing has changed since.

    Args:
        folder: the workspace.
        knowledge: what it is judged by.
        signatories: who signs; at least one.
        on: the day.
        note: a remark that goes into the log.

    Raises:
        UnreadableError: there is no workspace, it changed meanwhile, or somebody else sealed it at the same moment.
        InputError: the workspace has problems, its history does not hold, or the day is before the last entry's.
        RulebookError, DisagreementError: as :func:`inclead_graph.assess.assess`.

    Example::

        seal("my-trust", load_knowledge(), [Signatory(name="Ada Marsh", role="Chair")], dt.date(2026, 4, 30))
    """
    root = Path(folder)
    history = read_history(root)
    _require(history, on)
    result = assess(read_workspace(root, knowledge.framework), knowledge)
    last = history.last
    if last is None or any(differences(last, result)):
        return Outcome("sealed", _sealed(root, history, result, knowledge, signatories, on, note))
    signed = {who.name.casefold() for who in history.signed(last.revision)}
    before = tuple(who.name for who in signatories if who.name.casefold() in signed)
    new = tuple(who for who in signatories if who.name.casefold() not in signed)
    if not new:
        return Outcome("nothing", history, before)
    return Outcome("signed", _signed(root, history, last, new, on, note), before)


def _require(history: History, on: dt.date) -> None:
    if history.faults:
        todo = "find out who changed it ('inclead verify DIR'), or put the folder 'history' back from a copy"
        raise InputError([Problem(f.where, 0, 0, f"the history does not hold: {f.what}: {f.why}", todo)
                          for f in history.faults])  # fmt: skip
    if history.entries and on < history.entries[-1].on:
        what = f"{on} is before the day of the last entry, {history.entries[-1].on}; the log goes forward only"
        raise InputError([Problem(HISTORY_FOLDER, 0, 0, what, "give a later day with --on, or leave it out")])


def _sealed(
    root: Path, history: History, result: Result, knowledge: Knowledge, signatories: Sequence[Signatory], on: dt.date,
    note: str | None,
) -> History:  # fmt: skip
    files = workspace_files(root)
    number, last = len(history.entries) + 1, history.last
    entry = _bound(Seal, {
        "entry": number,
        "revision": len(history.seals) + 1,
        "on": on,
        "organisation": result.assessment.organisation.name,
        "as_of": result.assessment.as_of,
        "edition": result.assessment.editions.toolkit,
        "signed_by": tuple(signatories),
        "note": note,
        "judged_by": Judged(package=result.package_version, ontology=result.ontology_version,
                            rules=result.rules_version, engines=result.engines),
        "evidence": result.digest,
        "findings": findings_digest(result),
        "records": {p.id: record_digest(p) for p in sorted(result.assessment.evidence, key=lambda p: p.id)},
        "files": files,
        "grades": grades_of(result.findings),
        "unheard": tuple(sorted(earlier_grades(result, "").unheard)),
        "since": since(last, history.copies(last), result, knowledge) if last else None,
        "before": history.newest or None,
    })  # fmt: skip
    return _appended(root, number, entry, _copies(root, files, result, knowledge))


def _signed(
    root: Path, history: History, last: Seal, signatories: Iterable[Signatory], on: dt.date, note: str | None
) -> History:
    number = len(history.entries) + 1
    content = {"entry": number, "revision": last.revision, "on": on, "signed_by": tuple(signatories), "note": note,
               "before": history.newest}  # fmt: skip
    return _appended(root, number, _bound(Signature, content), {})


def _bound(model: type[E], content: Mapping[str, Any]) -> E:
    """Make an entry with its seal."""
    draft = model(schema_version="1", seal=f"sha256:{'0' * 64}", **content)
    return draft.model_copy(update={"seal": entry_digest(draft.model_dump(mode="json"))})


def _copies(root: Path, files: Iterable[SealedFile], result: Result, knowledge: Knowledge) -> dict[str, bytes]:
    """Read the files that grades were worked out from, as they were when they were listed.

    Raises:
        UnreadableError: one changed since the assessment was read.
    """
    if read_workspace(root, knowledge.framework) != result.assessment:
        raise _meanwhile(root)
    copies = {file.name: (root / file.name).read_bytes() for file in files if file.copied}
    if workspace_files(root) != tuple(files):
        raise _meanwhile(root)
    return copies


def _meanwhile(root: Path) -> UnreadableError:
    return UnreadableError(f"{root}: somebody changed a file while it was sealed, so nothing was sealed; run it again")


def _appended(root: Path, number: int, entry: Entry, copies: Mapping[str, bytes]) -> History:
    """Write an entry in one step, or nothing."""
    target = root / HISTORY_FOLDER / entry_name(number)
    name, content = written_entry(entry)
    try:
        with new_folder(target) as made:
            _write(made / name, content)
            for path, copy in copies.items():
                _write(made / COPIES / path, copy)
    except UnreadableError:
        if target.exists():
            what = "somebody else sealed or signed it at the same moment, so nothing of yours was written"
            raise UnreadableError(f"{target}: {what}; look at it with 'inclead history', and run this again") from None
        raise
    return read_history(root)


def _write(path: Path, content: bytes) -> None:
    """Write a file down to the disk, so that the folder that is named afterwards holds it whatever happens."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
