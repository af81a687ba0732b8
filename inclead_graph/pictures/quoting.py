"""Any text as a string of DOT."""

from __future__ import annotations

import re

__all__ = ["printable", "quoted"]

# What XML 1.0 does not allow in a document, in whatever way it is written.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """Return the text with every character that XML has no place for replaced by U+FFFD."""
    return _NOT_IN_XML.sub("\ufffd", text)


def quoted(text: str) -> str:
    r"""Return the text as a quoted string of DOT, which a label shows just as it is.

    Backslashes, entities, quotes and what looks like HTML lose their meaning; a line break stays one. It also serves
    as the name of a node. Two places are not safe from Graphviz's own signs: fields of the shapes ``record`` and
    ``Mrecord`` (``{ } | < >``), and tooltips (backslashes).

    Example:
        >>> print(quoted('R&D "\\N"'))
        "R&amp;D \"\\N\""
    """
    plain = printable(text).replace("\r\n", "\n").replace("\r", "\n")
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;").replace("\n", "\\n")
    return f'"{escaped}"'
