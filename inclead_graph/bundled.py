"""Where the ontology and the rules are, inside the installed package or beside it in a checkout, and their digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from inclead_graph.errors import UnreadableError

__all__ = ["bundled", "digest_of"]

_PACKAGE = Path(str(files("inclead_graph")))


def bundled(name: str) -> Path:
    """Return the folder of data files called ``name`` (``"ontology"`` or ``"rules"``).

    Raises:
        UnreadableError: neither the installed package nor the checkout has it.

    Example:
        >>> (bundled("ontology") / "inclead.ttl").is_file()
        True
    """
    installed = _PACKAGE / name
    if installed.is_dir():
        return installed
    checkout = _PACKAGE.parent
    # Without this guard a broken install would pick up another distribution's top-level folder of that name.
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    raise UnreadableError(
        f"the folder '{name}' is missing: looked in {installed} and in {checkout / name}; reinstall inclead-graph"
    )


def digest_of(files: Iterable[Path]) -> str:
    """Return a short digest of the files' bytes, in the order given."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return f"sha256:{digest.hexdigest()[:16]}"
