"""Where the ontology and the rules are: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from inclead_graph.errors import UnreadableError

__all__ = ["bundled"]

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
