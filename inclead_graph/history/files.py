"""The files of a workspace: those that grades are worked out from, and all others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from inclead_graph.errors import UnreadableError
from inclead_graph.model.history import SealedFile
from inclead_graph.workspace import ASSESSMENT_FILE, NETWORK_FILE
from inclead_graph.workspace.attachments import file_digest
from inclead_graph.workspace.folder import EVIDENCE_FOLDER

__all__ = ["HISTORY_FOLDER", "is_read", "is_safe", "workspace_files"]

HISTORY_FOLDER = "history"
MAX_FILES = 20_000


def is_read(name: str) -> bool:
    """Say whether grades are worked out from a file of this name, so that a seal copies it.

    >>> is_read("evidence/1-br.yaml"), is_read("attachments/minutes.pdf")
    (True, False)
    """
    folder, _, file = name.rpartition("/")
    if not folder:
        return name in (ASSESSMENT_FILE, NETWORK_FILE)
    return folder == EVIDENCE_FOLDER and Path(file).suffix in (".yaml", ".yml")


def is_safe(name: str) -> bool:
    r"""Say whether a path stays in its folder on every system.

    >>> is_safe("evidence/1-br.yaml"), is_safe("../x"), is_safe("/etc/x"), is_safe("c:x"), is_safe("a\\b")
    (True, False, False, False, False)
    """
    parts = name.split("/")
    return not any(part in ("", ".", "..") or set(part) & set("\\:\0") for part in parts)


def workspace_files(folder: Path) -> tuple[SealedFile, ...]:
    """Return every file of a workspace but its history, in order of their paths.

    Hidden files and links are left out: they belong to other programs, or are not in the folder.

    Raises:
        UnreadableError: a file cannot be read, or there are too many.
    """
    found: list[SealedFile] = []
    for name, path in _walk(folder):
        if len(found) >= MAX_FILES:
            raise UnreadableError(f"{folder}: more than {MAX_FILES:,} files; keep only the assessment in its folder")
        try:
            size, digest = path.stat().st_size, file_digest(path)
        except OSError as error:
            raise UnreadableError(f"{path}: cannot be read ({error.strerror})") from None
        found.append(SealedFile(name=name, sha256=digest, size=size, copied=is_read(name)))
    return tuple(sorted(found, key=lambda file: file.name))


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    for place, folders, files in os.walk(folder):
        at = Path(place)
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and (at, name) != (folder, HISTORY_FOLDER)
        )
        for name in files:
            path = at / name
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix(), path
