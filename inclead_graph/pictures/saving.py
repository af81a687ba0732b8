"""A picture in a file, of the kind that the file's name asks for."""

from __future__ import annotations

from pathlib import Path

from inclead_graph.errors import UnreadableError
from inclead_graph.files import write_whole
from inclead_graph.pictures import program
from inclead_graph.pictures.drawing import chosen, encoded, render

__all__ = ["save"]


def save(
    source: str,
    path: Path,
    *,
    layout: str = "dot",
    renderer: str = "auto",
    title: str = "Graph",
    description: str = "",
) -> None:
    """Write a graph to a file: ``.svg`` and ``.pdf`` hold the picture, ``.dot`` and ``.gv`` the DOT itself.

    The other arguments are those of :func:`render`. The file appears whole or not at all.

    Raises:
        UnreadableError: as in :func:`render`; or the name ends otherwise; or it ends in ``.pdf`` and the program
            ``dot`` is not here; or the file cannot be written. What was there before is untouched.
    """
    suffix = path.suffix.lower()
    if suffix in (".dot", ".gv"):
        content = encoded(source)
    elif suffix == ".svg":
        drawn = render(source, layout=layout, renderer=renderer, title=title, description=description)
        content = drawn.encode("utf-8")
    elif suffix == ".pdf":
        content = _pdf(source, layout, renderer)
    else:
        raise UnreadableError(f"{path}: no picture is written under such a name; end it in .svg, .pdf, .dot or .gv")
    write_whole(path, content)


def _pdf(source: str, layout: str, renderer: str) -> bytes:
    """Draw a PDF, of a graph that is also fit to be an SVG: a PDF, too, could hold links and files."""
    if chosen(renderer) != "dot" or not program.is_here():
        raise UnreadableError(
            "a PDF is drawn by Graphviz's program 'dot' alone, which is not here or not asked; install Graphviz and "
            "leave the renderer at 'auto', or save an .svg and print it from a browser"
        )
    render(source, layout=layout, renderer="dot")
    return program.draw(encoded(source), layout, "pdf")
