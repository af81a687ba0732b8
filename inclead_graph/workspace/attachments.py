"""Attached files: inside the workspace, there, and unchanged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from inclead_graph.errors import Problem
from inclead_graph.located import Located, Path_
from inclead_graph.model.assessment import Evidence

__all__ = ["attachment_problems", "file_digest"]


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, in lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def attachment_problems(root: Path, piece: Evidence, source: Located, at: Path_) -> Iterator[Problem]:
    """Yield what is wrong with the file that a record attaches."""
    if piece.attachment is None:
        return
    written = piece.attachment.file
    path = (*at, "attachment", "file")
    target = root / written
    if not _inside(root, target):
        yield source.problem(path, f"'{written}' leads out of the workspace", "copy the file into attachments/")
    elif not target.is_file():
        yield source.problem(path, f"there is no file '{written}'", "paths are from the workspace's own folder")
    elif (digest := file_digest(target)) != piece.attachment.sha256:
        what = f"'{written}' is not the file that was recorded (its SHA-256 is {digest})"
        todo = "find out who changed it, or record this digest if the change is meant"
        yield source.problem((*at, "attachment", "sha256"), what, todo)


def _inside(root: Path, target: Path) -> bool:
    try:
        return target.resolve().is_relative_to(root.resolve())
    except (OSError, ValueError):
        return False
