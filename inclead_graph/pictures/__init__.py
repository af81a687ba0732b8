"""Pictures of graphs: Graphviz DOT becomes SVG, whether or not Graphviz is installed.

Nothing is loaded until something is drawn. Two renderers do the same work: Graphviz's own program ``dot`` where it is
on PATH, and its WebAssembly build, which travels with this package. docs/decisions/0008-pictures.md has the reasons.
"""

from __future__ import annotations

from inclead_graph.pictures.drawing import LAYOUTS, RENDERERS, render
from inclead_graph.pictures.places import places
from inclead_graph.pictures.quoting import quoted
from inclead_graph.pictures.saving import save

__all__ = ["LAYOUTS", "RENDERERS", "places", "quoted", "render", "save"]
