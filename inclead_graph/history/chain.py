"""The log on disk: one folder an entry, numbered from 1, each of which names the seal of the one before.

An entry is a folder because a folder can be given its name in one step that fails where the name is taken: a seal
that is broken off leaves nothing behind that counts, and of two people who seal at once one is told.

======================  =====================================================================
``0001/seal.json``      a sealed revision
``0001/files/``         copies of the files that its grades were worked out from
``0002/signature.json`` somebody else who signed the revision
======================  =====================================================================
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from inclead_graph.errors import UnreadableError
from inclead_graph.history.files import HISTORY_FOLDER, is_read, is_safe
from inclead_graph.model.history import Entry, Seal, SealedFile, Signature, Signed, entry_digest
from inclead_graph.verification.checker import Fault

__all__ = ["COPIES", "HISTORY_FOLDER", "History", "entry_name", "read_history", "written_entry"]

SEAL_FILE, SIGNATURE_FILE, COPIES = "seal.json", "signature.json", "files"
_ENTRY = re.compile(r"[0-9]{4,6}")
_NOT_OURS = frozenset({"Thumbs.db", "desktop.ini"})
_MAX_BYTES = 32_000_000


@dataclass(frozen=True, slots=True)
class History:
    """The log of a workspace, and what is wrong with it.

    Attributes:
        root: the folder that the log is in.
        entries: seals and signatures, oldest first; as far as the chain holds.
        faults: what does not hold, each with its place.
        broken_off: folders that were left when a seal was broken off; they count for nothing.
    """

    root: Path
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...] = ()
    broken_off: tuple[str, ...] = ()

    @property
    def seals(self) -> tuple[Seal, ...]:
        """The sealed revisions, oldest first."""
        return tuple(entry for entry in self.entries if isinstance(entry, Seal))

    @property
    def last(self) -> Seal | None:
        """The newest revision."""
        return self.seals[-1] if self.seals else None

    @property
    def newest(self) -> str:
        """The seal of the newest entry; empty without one."""
        return self.entries[-1].seal if self.entries else ""

    def signed(self, revision: int) -> tuple[Signed, ...]:
        """Return who signed a revision, in the order in which they did."""
        return tuple(
            Signed(who.name, who.role or "", entry.on)
            for entry in self.entries
            if entry.revision == revision
            for who in entry.signed_by
        )

    def copies(self, seal: Seal) -> Path:
        """Return the folder with the files that a revision's grades were worked out from."""
        return self.root / entry_name(seal.entry) / COPIES

    def up_to(self, seal: str) -> History | None:
        """Return the log as it was when an entry was its newest; ``None`` where no entry has this seal."""
        for number, entry in enumerate(self.entries, 1):
            if entry.seal == seal:
                return dataclasses.replace(self, entries=self.entries[:number])
        return None


def entry_name(number: int) -> str:
    """Return the name of an entry's folder.

    >>> entry_name(12)
    '0012'
    """
    return f"{number:04d}"


def written_entry(entry: Entry) -> tuple[str, bytes]:
    """Return the name and the content of an entry's file."""
    content = json.dumps(entry.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
    return SEAL_FILE if isinstance(entry, Seal) else SIGNATURE_FILE, content.encode()


def read_history(folder: Path | str) -> History:
    """Read the log of a workspace, and hold every digest in it against what it is a digest of.

    Raises:
        UnreadableError: a file of it cannot be read.

    Example::

        read_history("my-trust").last
    """
    root = Path(folder) / HISTORY_FOLDER
    if root.is_symlink() or (root.exists() and not root.is_dir()):
        fault = Fault(HISTORY_FOLDER, "the folder", "it is a link or a file, not a folder; put back the folder")
        return History(root, (), (fault,))
    try:
        names = sorted(path.name for path in root.iterdir()) if root.is_dir() else []
        entries, faults = _read(root, [name for name in names if _counts(name)])
    except OSError as error:
        raise UnreadableError(f"{error.filename or root}: cannot be read ({error.strerror})") from None
    return History(root, tuple(entries), tuple(faults), tuple(n for n in names if n.startswith(".inclead-")))


def _counts(name: str) -> bool:
    """Leave out what programs that show folders put into them, and what a seal that was broken off left."""
    return not name.startswith(".") and name not in _NOT_OURS


def _read(root: Path, names: list[str]) -> tuple[list[Entry], list[Fault]]:
    entries: list[Entry] = []
    faults: list[Fault] = []
    expected = [entry_name(number) for number in range(1, 1 + sum(bool(_ENTRY.fullmatch(name)) for name in names))]
    stray = "it does not belong here, or one before it is missing"
    faults += [Fault(f"{HISTORY_FOLDER}/{name}", "the log", stray) for name in names if name not in expected]
    faults += [
        Fault(f"entry {int(name)}", f"{HISTORY_FOLDER}/{name}", "it is missing")
        for name in expected
        if name not in names
    ]
    for number, name in enumerate(expected, 1):
        entry = _entry(root / name, faults) if name in names else None
        if entry is None:
            return entries, faults
        found = list(_chained(entry, number, entries))
        faults += found
        if found:
            return entries, faults
        entries.append(entry)
        if isinstance(entry, Seal):
            faults += _copied(root / name / COPIES, entry)
    return entries, faults


def _entry(folder: Path, faults: list[Fault]) -> Entry | None:
    """Read one entry; ``None`` where it cannot be believed."""
    place = f"{HISTORY_FOLDER}/{folder.name}"
    what = f"entry {int(folder.name)}"
    if folder.is_symlink() or not folder.is_dir():
        faults.append(Fault(what, place, "it is no folder"))
        return None
    held = {path.name for path in folder.iterdir() if _counts(path.name)}
    if held not in ({SEAL_FILE, COPIES}, {SIGNATURE_FILE}):
        faults.append(Fault(what, place, f"it holds {', '.join(sorted(held)) or 'nothing'}, and should hold "
                            f"{SEAL_FILE} and {COPIES}, or {SIGNATURE_FILE} alone"))  # fmt: skip
        return None
    file = folder / (SEAL_FILE if SEAL_FILE in held else SIGNATURE_FILE)
    why = "it is a link" if file.is_symlink() else ""
    if not why and file.stat().st_size > _MAX_BYTES:
        why = f"it has more than {_MAX_BYTES:,} bytes"
    if why:
        faults.append(Fault(what, f"{place}/{file.name}", why))
        return None
    return _parsed(
        file.read_bytes(), Seal if file.name == SEAL_FILE else Signature, what, f"{place}/{file.name}", faults
    )


def _parsed(content: bytes, model: type[Entry], what: str, place: str, faults: list[Fault]) -> Entry | None:
    try:
        entry = model.model_validate_json(content)
    except ValueError as error:
        faults.append(Fault(what, place, f"it was changed: it is no entry of a log ({_first(error)})"))
        return None
    if written_entry(entry)[1] != content:
        faults.append(Fault(what, place, "it was changed: it is not written as 'inclead seal' writes it"))
        return None
    if entry_digest(entry.model_dump(mode="json")) != entry.seal:
        faults.append(Fault(what, place, "it was changed after it was sealed: its seal is not that of its content"))
        return None
    return entry


def _first(error: ValueError) -> str:
    errors = getattr(error, "errors", None)
    if errors is None:
        return str(error).splitlines()[0]
    one = errors(include_url=False, include_input=False)[0]
    return ": ".join(filter(None, (".".join(map(str, one["loc"])), str(one["msg"]))))


def _chained(entry: Entry, number: int, before: list[Entry]) -> Iterator[Fault]:
    """Yield in what an entry does not follow from those before it."""
    place = f"{HISTORY_FOLDER}/{entry_name(number)}"
    what = f"entry {number}"
    revisions = sum(isinstance(one, Seal) for one in before)
    if entry.entry != number:
        yield Fault(
            what, place, f"it says that it is entry {entry.entry}: entries were removed or put in another order"
        )
    if entry.before != (before[-1].seal if before else None):
        yield Fault(
            what, place, "it does not name the seal of the entry before it: one of the two was put in its place"
        )
    if entry.revision != revisions + isinstance(entry, Seal):
        yield Fault(what, place, f"it speaks of revision {entry.revision}, which is not the one that it should be")
    if before and entry.on < before[-1].on:
        yield Fault(what, place, f"its day, {entry.on}, is before that of the entry before it, {before[-1].on}")


def _copied(folder: Path, seal: Seal) -> Iterator[Fault]:
    """Yield where the copies beside a seal are not the files that it lists."""
    what, entry = f"revision {seal.revision}", f"{HISTORY_FOLDER}/{entry_name(seal.entry)}"
    listed = {file.name: file for file in seal.files if file.copied}
    bad = [name for name in listed if not (is_safe(name) and is_read(name))]
    if folder.is_symlink() or not folder.is_dir():
        yield Fault(what, f"{entry}/{COPIES}", "refused: it is no folder")
    elif bad:
        yield Fault(what, entry, f"refused: it lists a copy of {bad[0]!r}")
    else:
        for name, why in _unlike(listed, dict(_held(folder))):
            yield Fault(what, f"{entry}/{COPIES}/{name}", f"the copy {why}")


def _held(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in folder.rglob("*"):
        if path.is_symlink() or (path.is_file() and _counts(path.name)):
            yield path.relative_to(folder).as_posix(), path


def _unlike(listed: Mapping[str, SealedFile], there: Mapping[str, Path]) -> Iterator[tuple[str, str]]:
    for name in sorted(listed.keys() | there.keys()):
        if name not in there:
            yield name, "is missing"
        elif name not in listed:
            yield name, "was added: the seal does not list it"
        elif there[name].is_symlink():
            yield name, "is a link"
        elif not _same(there[name], listed[name]):
            yield name, "was changed: its digest is not the one in the seal"


def _same(path: Path, sealed: SealedFile) -> bool:
    """Compare sizes first, so that a file that grew out of all bounds is not read."""
    return path.stat().st_size == sealed.size and hashlib.sha256(path.read_bytes()).hexdigest() == sealed.sha256
