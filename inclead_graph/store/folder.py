"""A store in a folder: whoever reads it sees all of a change or none of it, whenever the writer is killed.

The folder holds generations, each a whole Oxigraph store, and a file that names the one in force. A writer copies that
one (Oxigraph links its files, so this takes no time), changes the copy, has the disk confirm it, and puts its name
into the file in one step. Nobody ever reads a generation that is being written, which Oxigraph forbids. One process
writes at a time; readers never wait, and what they read stays until they are done.

The graphs of the ontology are in a generation a second time, as a file: questions copy them, and out of a folder with
a thousand assessments that takes ten times as long.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from inclead_graph.errors import UnreadableError
from inclead_graph.files import settle, write_whole
from inclead_graph.store.local import Store
from inclead_graph.terms import INC

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["reading", "writing"]

IN_FORCE = "in-force"
WRITER = "writer"
READERS = "readers"
DATA = "oxigraph"
ONTOLOGY = "ontology.nq"
_GENERATION = re.compile(r"generation-(\d{8})")
_PAUSE = 0.1


def reading(folder: Path) -> Store:
    """Open a store for asking; it stays as it is now, whatever is written meanwhile.

    Raises:
        UnreadableError: the folder holds no store, or it cannot be opened.
    """
    while True:
        generation = _in_force(folder)
        if generation is None:
            if (folder / "CURRENT").is_file():
                return Store(folder, read_only=True)
            make = f"make one with: inclead graph load {folder}"
            raise UnreadableError(f"{folder}: cannot be opened as a graph store, for it holds none; {make}")
        held = _held_by_a_reader(generation)
        if held is not None:
            return Store(generation / DATA, read_only=True, held=held, aside=generation / ONTOLOGY)
        if generation == _in_force(folder):
            raise UnreadableError(f"{generation}: is missing or cannot be read, and {IN_FORCE} names it; load it again")


@contextlib.contextmanager
def writing(folder: Path, *, wait: float = 0, waits: Callable[[str], None] | None = None) -> Iterator[Store]:
    """Open a store to change it, and make it where it is missing; the change comes into force at the end, whole.

    Where the block raises, or the process is killed, everything stays as it was.

    Args:
        folder: where the store is, or is to be.
        wait: seconds to wait while another process writes.
        waits: called once with who that is, before waiting.

    Raises:
        UnreadableError: another process writes, with its number and what it does; or the disk refuses.

    Example:
        >>> import tempfile
        >>> from inclead_graph.store import Iri
        >>> place = Path(tempfile.mkdtemp()) / "store"
        >>> with writing(place) as store:
        ...     store.add([(Iri("urn:a"), Iri("urn:knows"), Iri("urn:b"))], "urn:g")
        >>> reading(place).graphs()
        ('urn:g',)
    """
    if (folder / "CURRENT").is_file():
        raise UnreadableError(
            f"{folder}: made by Oxigraph itself, which other processes may change at any time; it can be asked, not "
            f"added to. Make a store of its content: inclead graph export --store {folder} -o all.nq, then "
            "inclead graph load NEW all.nq --without-ontology"
        )
    with _told(folder), _only_writer(folder, wait, waits):
        _sweep(folder)
        old = _in_force(folder)
        new = folder / f"generation-{_number(old) + 1:08}"
        store = None
        try:
            store = _begun(old, new)
            yield store
            store.set_aside(new / ONTOLOGY, str(INC._NS))
            store.flush()
            store.close()
            settle(new)
            write_whole(folder / IN_FORCE, f"{new.name}\n".encode())
        except BaseException:
            if store is not None:
                store.close()
            shutil.rmtree(new, ignore_errors=True)
            raise
        _sweep(folder)


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnreadableError(f"{folder}: cannot be written ({error.strerror or error}); it is as it was") from None


def _begun(old: Path | None, new: Path) -> Store:
    """Start a generation as a copy of another, or empty."""
    new.mkdir(parents=True)
    (new / READERS).touch()
    if old is not None:
        Store(old / DATA, read_only=True).copy(new / DATA)
    return Store(new / DATA)


def _in_force(folder: Path) -> Path | None:
    try:
        name = (folder / IN_FORCE).read_text(encoding="ascii", errors="replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UnreadableError(f"{folder / IN_FORCE}: cannot be read ({error.strerror})") from None
    if not _GENERATION.fullmatch(name):
        raise UnreadableError(f"{folder / IN_FORCE}: does not name a generation of this store; load it again elsewhere")
    return folder / name


def _number(generation: Path | None) -> int:
    return int(generation.name.rpartition("-")[2]) if generation else 0


def _held_by_a_reader(generation: Path) -> BinaryIO | None:
    """Keep a generation from being swept; return nothing when it has been."""
    place = generation / READERS
    try:
        held = place.open("rb")
    except OSError:
        return None
    if sys.platform != "win32":  # Windows moves no folder with open files in it; that holds it.
        fcntl.flock(held, fcntl.LOCK_SH)
    if place.exists():
        return held
    held.close()
    return None


def _sweep(folder: Path) -> None:
    """Remove generations that are no longer, or never came, in force, and that nobody reads."""
    kept = _in_force(folder)
    for place in folder.iterdir():
        if place.name.startswith("gone-"):
            shutil.rmtree(place, ignore_errors=True)
        elif _GENERATION.fullmatch(place.name) and place != kept and _unread(place):
            shutil.rmtree(folder / f"gone-{place.name}", ignore_errors=True)


def _unread(place: Path) -> bool:
    """Move a generation away, unless somebody reads it."""
    try:
        if sys.platform == "win32":
            place.rename(place.with_name(f"gone-{place.name}"))
            return True
        with (place / READERS).open("ab") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            place.rename(place.with_name(f"gone-{place.name}"))
    except OSError:
        return False
    return True


@contextlib.contextmanager
def _only_writer(folder: Path, wait: float, waits: Callable[[str], None] | None) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / WRITER).open("a+b") as file:
        until = time.monotonic() + wait
        while not _locked(file):
            who = _who(file)
            if time.monotonic() >= until:
                todo = "try again when it is done, or give --wait SECONDS; reading is possible meanwhile"
                raise UnreadableError(f"{folder}: another process is writing to it ({who}); {todo}")
            if waits is not None:
                waits(who)
                waits = None
            time.sleep(_PAUSE)
        file.truncate(0)
        file.write(f"process {os.getpid()}, since {dt.datetime.now():%Y-%m-%d %H:%M:%S}".encode())
        file.flush()
        yield
        file.truncate(0)


def _who(file: BinaryIO) -> str:
    file.seek(0)
    return file.read(200).decode(errors="replace").strip() or "just begun"


def _locked(file: BinaryIO) -> bool:
    """Take the lock, which the system lets go of when the process ends, however it ends."""
    try:
        if sys.platform == "win32":
            file.seek(2**20)  # What is locked cannot be read there: lock a place beyond the text.
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
