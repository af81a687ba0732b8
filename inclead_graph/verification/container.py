"""The file that a bundle travels in: a zip of plain parts, or the same parts in a folder.

Written: parts in order of their names, stored without compression, without dates or owners, so that the same content is
the same bytes on every machine. Read: only what a bundle may hold. Whatever could fill a disk, leave the folder or be
read in two ways is refused before anything is unpacked; nothing is ever unpacked by the zip's own paths.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from inclead_graph.errors import UnreadableError

__all__ = ["MANIFEST", "MAX_BYTES", "MAX_PARTS", "pack", "read_parts", "unpack"]

MANIFEST = "manifest.json"
MAX_PARTS = 2_000
MAX_BYTES = 64_000_000
"""Of the file, and of everything in it together; the complete example takes 2 MB."""

_PART = re.compile(r"[a-z]+\.json|(?:ontology|rules)(?:/[A-Za-z0-9][A-Za-z0-9_.-]{0,99}){1,6}")
_END = struct.Struct("<4s4H2LH")
_MAX_DIRECTORY = 500_000


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Write parts as a zip; the same parts give the same bytes.

    >>> unpack(pack({"manifest.json": b"{}"}), "b.zip")
    {'manifest.json': b'{}'}
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts, key=lambda name: (name != MANIFEST, name)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, parts[name])
    return buffer.getvalue()


def read_parts(path: Path) -> dict[str, bytes]:
    """Read the parts of a bundle from a zip, or from a folder into which one was unpacked.

    Raises:
        UnreadableError: it is no bundle, or holds what no bundle holds; the message says what, and what to do.
    """
    try:
        if path.is_dir():
            return dict(_from_folder(path))
        if path.stat().st_size > MAX_BYTES:
            raise _refused(str(path), f"it is larger than {MAX_BYTES:,} bytes")
        return unpack(path.read_bytes(), str(path))
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read ({error.strerror}); name a bundle or a folder") from None


def unpack(data: bytes, name: str) -> dict[str, bytes]:
    """Return the parts of a zip; ``name`` stands for it in messages.

    Raises:
        UnreadableError: it is not a zip, is broken, or holds what no bundle holds.
    """
    _check_end(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not (entry.is_dir() and entry.file_size == 0)]
            _check_entries(entries, name)
            return {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError) as error:
        raise _refused(name, f"the zip is broken ({error})") from None


def _check_end(data: bytes, name: str) -> None:
    """Refuse a zip that starts late, ends early, or has a directory that would not fit into memory."""
    if len(data) < _END.size or not data.startswith(b"PK\x03\x04"):
        what = "a result without its evidence" if data.lstrip()[:1] == b"{" else "no bundle"
        make = "make a bundle with 'inclead bundle DIR -o FILE.zip'"
        raise UnreadableError(f"{name}: this is {what}; {make}, or name a report (as .pdf) with --against DIR")
    signature, disk, first, here, entries, size, offset, comment = _END.unpack(data[-_END.size :])
    if signature != b"PK\x05\x06" or comment or disk or first or here != entries:
        raise _refused(name, "the zip does not end as a bundle does (cut off, added to, or in several volumes)")
    if size > _MAX_DIRECTORY or entries > MAX_PARTS:
        raise _refused(name, f"it lists more than {MAX_PARTS:,} parts")
    if offset + size + _END.size != len(data):
        raise _refused(name, "there is something before or between its parts")


def _check_entries(entries: list[zipfile.ZipInfo], name: str) -> None:
    seen: set[str] = set()
    for entry in entries:
        part = entry.filename
        if (entry.external_attr >> 16) & 0o170000 not in (0, 0o100000):
            raise _refused(name, f"'{part}' is a link or a device, not a file")
        if entry.flag_bits & 0x1:
            raise _refused(name, f"'{part}' is encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refused(name, f"'{part}' is compressed in a way that we do not read")
        _check_name(part, name)
        if part.lower() in seen:
            raise _refused(name, f"'{part}' is in it twice")
        seen.add(part.lower())
    if sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise _refused(name, f"it unpacks to more than {MAX_BYTES:,} bytes")


def _from_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    total = 0
    for number, path in enumerate(sorted(folder.rglob("*"))):
        part = path.relative_to(folder).as_posix()
        if path.is_symlink() or number > MAX_PARTS:
            raise _refused(str(folder), f"'{part}' is a link" if path.is_symlink() else "it has too many files")
        if path.is_file():
            _check_name(part, str(folder))
            total += path.stat().st_size
            if total > MAX_BYTES:
                raise _refused(str(folder), f"it holds more than {MAX_BYTES:,} bytes")
            yield part, path.read_bytes()


def _check_name(part: str, name: str) -> None:
    if not _PART.fullmatch(part):
        raise _refused(name, f"'{part[:80]}' is no name of a part of a bundle")


def _refused(name: str, why: str) -> UnreadableError:
    return UnreadableError(f"{name}: refused: {why}; ask for the bundle again, as 'inclead bundle' wrote it")
