"""Where Graphviz would put each node, for pictures that something else draws."""

from __future__ import annotations

import json
from collections.abc import Mapping

from inclead_graph.errors import UnreadableError
from inclead_graph.pictures import program, webassembly
from inclead_graph.pictures.drawing import LAYOUTS, chosen, encoded, known

__all__ = ["places"]


def places(source: str, *, layout: str = "sfdp", renderer: str = "auto") -> Mapping[str, tuple[float, float]]:
    """Lay a graph out without drawing it.

    Args:
        source: The graph in DOT.
        layout: How the nodes are placed: one of :data:`LAYOUTS`.
        renderer: As for :func:`render`.

    Returns:
        By the name of each node, how far its middle is to the right and how far up, in points. The same graph gives
        the same places with the same version of Graphviz.

    Raises:
        UnreadableError: the graph is not DOT or cannot be laid out; or the renderer is not here.
    """
    known("layout", layout, LAYOUTS)
    if chosen(renderer) == "dot":
        drawn = program.draw(encoded(source), layout, "json0").decode("utf-8", "replace")
    else:
        drawn = webassembly.draw(encoded(source), layout, "json0")
    try:
        return {one["name"]: _place(one["pos"]) for one in json.loads(drawn).get("objects", ()) if "pos" in one}
    except ValueError as error:
        raise UnreadableError(f"Graphviz wrote places that cannot be read ({error}); install another version") from None


def _place(written: str) -> tuple[float, float]:
    right, up = written.split(",")[:2]
    return float(right), float(up)
