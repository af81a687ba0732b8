"""What Graphviz says when it cannot draw, in the words of this package."""

from __future__ import annotations

import re

from inclead_graph.errors import UnreadableError
from inclead_graph.pictures.quoting import printable

__all__ = ["errors_in", "refusal"]

# An error goes on, over lines that say where it is, until the next message.
_ERROR = re.compile(r"^Error: (?:<stdin>: )?(.*(?:\n(?!Error: |Warning: ).*)*)", re.MULTILINE)


def errors_in(said: str) -> list[str]:
    r"""Return the errors among what Graphviz has written, without its warnings.

    >>> errors_in("Warning: no such colour\nError: <stdin>: bad label\nof node a\n")
    ['bad label of node a']
    """
    return [" ".join(error.split()) for error in _ERROR.findall(printable(said))]


def refusal(said: str, otherwise: str) -> UnreadableError:
    """Make the error from what Graphviz has written, or from ``otherwise`` where it has given no reason."""
    plain = [line for line in printable(said).splitlines() if line and not line.startswith("Warning: ")]
    reasons = errors_in(said) or plain[-1:] or [otherwise]
    return UnreadableError(f"the graph cannot be drawn: {'; '.join(reasons)}; check its DOT")
