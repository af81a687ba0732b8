"""Attached files: inside the workspace, there, and unchanged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from inclead_graph.errors import Problem
from inclead_graph.located import Located, Path_
from inclead_graph.model.assessment import Evidence

__all__ = ["attachment_fault", "attachment_problems", "file_digest"]


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, in lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def attachment_problems(root: Path, piece: Evidence, source: Located, at: Path_) -> Iterator[Problem]:
    """Yield what is wrong with the file that a record attaches."""
    fault = attachment_fault(root, piece)
    if fault:
        field, what, todo = fault
        yield source.problem((*at, "attachment", field), what, todo)


def attachment_fault(root: Path, piece: Evidence) -> tuple[str, str, str] | None:
    """Return what is wrong with the file that a record attaches, if anything: the field, what, and what to do."""
    if piece.attachment is None:
        return None
    written = piece.attachment.file
    target = root / written
    if not _inside(root, target):
        return "file", f"'{written}' leads out of the workspace", "copy the file into attachments/"
    if not target.is_file():
        return "file", f"there is no file '{written}'", "paths are from the workspace's own folder"
    digest = file_digest(target)
    if digest == piece.attachment.sha256:
        return None
    what = f"'{written}' is not the file that was recorded (its SHA-256 is {digest})"
    return "sha256", what, "find out who changed it, or record this digest if the change is meant"


def _inside(root: Path, target: Path) -> bool:
    try:
        return target.resolve().is_relative_to(root.resolve())
    except (OSError, ValueError):
        return False
