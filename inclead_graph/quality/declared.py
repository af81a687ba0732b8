"""What was looked at in a rulebook and is meant, with the reason: ``quality/declared.yaml`` beside the rules."""

from __future__ import annotations

from pathlib import Path

from inclead_graph import located
from inclead_graph.errors import InputError, RulebookError
from inclead_graph.model.rulefile import QualityFile

__all__ = ["read_declared"]


def read_declared(folder: Path) -> QualityFile:
    """Read what a folder of rules declares; nothing where it has no such file.

    Raises:
        RulebookError: the file is no such declaration, with every problem and its place.

    Example::

        read_declared(bundled("rules")).equivalent
    """
    path = folder / "quality" / "declared.yaml"
    if not path.exists():
        return QualityFile()
    try:
        source = located.load(path, f"{folder.name}/quality/declared.yaml")
        return located.validate(QualityFile, source)
    except InputError as error:
        raise RulebookError(error.problems) from None
