"""Drawing by Graphviz's own program, ``dot``, where it is installed."""

from __future__ import annotations

import shutil

from inclead_graph.errors import UnreadableError
from inclead_graph.pictures.complaints import refusal

__all__ = ["draw", "is_here"]


def is_here() -> bool:
    """Say whether the program ``dot`` is on PATH."""
    return shutil.which("dot") is not None


def draw(source: bytes, layout: str, form: str) -> bytes:
    """Draw DOT in a form that the program can write, such as ``"svg"`` or ``"pdf"``.

    Raises:
        UnreadableError: the program is not here, does not start, or refuses the graph.
    """
    import graphviz

    try:
        drawn: bytes = graphviz.pipe(layout, form, source, quiet=True)
    except graphviz.ExecutableNotFound:
        raise UnreadableError("Graphviz's program 'dot' is not on PATH; install Graphviz") from None
    except OSError as error:
        raise UnreadableError(f"Graphviz's program 'dot' does not start ({error.strerror}); install it anew") from None
    except graphviz.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace")
        raise refusal(said, f"'dot' stopped with code {error.returncode} and gave no reason") from None
    return drawn
