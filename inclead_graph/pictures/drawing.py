"""From DOT to a finished SVG: the renderer is chosen, draws, and its work is tidied."""

from __future__ import annotations

from collections.abc import Sequence

from inclead_graph.errors import UnreadableError, nearest
from inclead_graph.pictures import program, webassembly
from inclead_graph.pictures.svg import tidied

__all__ = ["LAYOUTS", "RENDERERS", "chosen", "encoded", "known", "render"]

RENDERERS = ("auto", "dot", "wasm")
LAYOUTS = ("dot", "neato", "fdp", "sfdp", "circo", "twopi")


def render(
    source: str, *, layout: str = "dot", renderer: str = "auto", title: str = "Graph", description: str = ""
) -> str:
    """Draw a graph.

    Args:
        source: The graph in DOT; where it holds several, the first is drawn.
        layout: How the nodes are placed: one of :data:`LAYOUTS`. In all but ``"dot"`` and ``"circo"`` nodes may cover
            each other, unless the graph says ``overlap=vpsc``.
        renderer: ``"dot"`` is Graphviz's program, ``"wasm"`` the build that travels with this package, and ``"auto"``
            the first of the two that is here. Only ``"wasm"`` gives the same bytes on every machine.
        title: What the picture shows, for those who do not see it.
        description: More words for them, where one line is not enough.

    Returns:
        One ``<svg>`` element with a name and the role of an image, fit to stand in a file of its own or in a page. It
        runs nothing and refers to nothing outside itself.

    Raises:
        UnreadableError: the graph is not DOT, cannot be laid out, or refers to something outside itself; or the
            renderer is not here.
    """
    known("layout", layout, LAYOUTS)
    if chosen(renderer) == "dot":
        drawn = program.draw(encoded(source), layout, "svg").decode("utf-8", "replace")
    else:
        drawn = webassembly.draw(encoded(source), layout)
    return tidied(drawn, title, description)


def chosen(renderer: str) -> str:
    """Return ``"dot"`` or ``"wasm"``; what ``"auto"`` comes to depends on whether the program is on PATH.

    Raises:
        UnreadableError: there is no such renderer.
    """
    known("renderer", renderer, RENDERERS)
    if renderer == "auto":
        return "dot" if program.is_here() else "wasm"
    return renderer


def encoded(source: str) -> bytes:
    """Return DOT as the bytes that Graphviz reads.

    Raises:
        UnreadableError: it holds what is no text: a null character, or half a surrogate pair.
    """
    if "\0" in source:
        raise UnreadableError("the graph cannot be drawn: its DOT holds a null character; take it out")
    try:
        return source.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnreadableError(f"the graph cannot be drawn: its DOT is not text ({error.reason})") from None


def known(what: str, name: str, names: Sequence[str]) -> None:
    """Raise UnreadableError, with the nearest name, unless ``name`` is one of ``names``."""
    if name not in names:
        raise UnreadableError(f"'{name}' is not a {what} here; {nearest(name, names)}")
