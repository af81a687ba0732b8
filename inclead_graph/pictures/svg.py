"""Graphviz's SVG, made fit to be shown: it has a name, runs nothing, and refers to nothing outside itself."""

from __future__ import annotations

import io
import re
import xml.sax
from collections.abc import Mapping
from typing import TYPE_CHECKING
from xml.sax.saxutils import XMLGenerator

from inclead_graph.errors import UnreadableError
from inclead_graph.pictures.complaints import refusal
from inclead_graph.pictures.quoting import printable

if TYPE_CHECKING:
    from xml.sax.xmlreader import AttributesImpl

__all__ = ["tidied"]

# Graphviz names a graph that has no name of its own "%3", or another number.
_NO_NAME = re.compile(r'(<g id="[^"]*" class="graph"[^>]*>\s*)<title>%\d+</title>\s*')
# What Graphviz draws with. Nothing else passes, since names of fonts reach the SVG unescaped and can hold anything.
_ELEMENTS = {
    "svg", "g", "a", "title", "defs", "linearGradient", "radialGradient", "stop",
    "ellipse", "path", "polygon", "polyline", "text", "textPath", "tspan",
}  # fmt: skip
_ATTRIBUTES = {
    "id", "class", "xmlns", "xmlns:xlink", "xml:space", "xlink:href", "xlink:title", "target", "transform", "viewBox",
    "width", "height", "x", "y", "dy", "cx", "cy", "rx", "ry", "r", "fx", "fy", "x1", "y1", "x2", "y2", "d", "points",
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "style",
    "gradientUnits", "offset", "startOffset", "text-anchor", "text-decoration", "baseline-shift",
    "font-family", "font-size", "font-style", "font-weight", "font-stretch",
}  # fmt: skip
# Where a value could lead somewhere, it leads to a place in the picture's page, or is plain.
_PLAIN = r"[\w#.,:; %-]*"
_VALUES = {
    "xlink:href": re.compile("#.*"),
    "fill": re.compile(rf"url\(#[^()\\]*\)|{_PLAIN}"),
    "stroke": re.compile(rf"url\(#[^()\\]*\)|{_PLAIN}"),
    "style": re.compile(_PLAIN),
}


def tidied(drawn: str, title: str, description: str = "") -> str:
    """Return the first ``<svg>`` element of what Graphviz wrote, with the role of an image, a label and a title.

    A description follows where there is one. What stands around the element goes: the XML declaration, the document
    type with its address, style sheets, comments, and further graphs.

    Raises:
        UnreadableError: there is no ``<svg>`` element, it is not XML, or it holds an element or a reference that could
            load or run something.
    """
    start, end = drawn.find("<svg"), drawn.find("</svg>")
    if start < 0 or end < 0:
        raise refusal("", "Graphviz finds none")
    element = _NO_NAME.sub(r"\1", drawn[start : end + len("</svg>")], count=1)
    tidy = _Tidy(printable(title), printable(description))
    try:
        xml.sax.parseString(element.encode("utf-8"), tidy)  # noqa: S317 (Graphviz wrote it, and no DTD is left in it)
    except xml.sax.SAXParseException as error:
        raise UnreadableError(
            f"the graph cannot be drawn: its SVG is not XML ({error.getMessage()}); is a control character in a label?"
        ) from None
    return tidy.out.getvalue() + "\n"


class _Tidy(XMLGenerator):
    """Writes each element again as it is read, the first one with a name, and refuses what is not a drawing."""

    def __init__(self, title: str, description: str) -> None:
        self.out = io.StringIO()
        self.title = title
        self.description = description
        self.named = False
        super().__init__(self.out, encoding="utf-8", short_empty_elements=True)

    def startDocument(self) -> None:  # noqa: N802 (SAX names it)
        """Write no XML declaration: the element may stand in a page."""

    def startElement(self, name: str, attrs: AttributesImpl | Mapping[str, str]) -> None:  # noqa: N802
        """Write the start of an element, if it and its attributes belong in a drawing."""
        _refuse_what_draws_nothing(name, attrs)
        if self.named:
            super().startElement(name, attrs)  # type: ignore[arg-type]
            return
        self.named = True
        super().startElement(name, {**dict(attrs.items()), "role": "img", "aria-label": self.title})  # type: ignore[arg-type]
        for element, words in (("title", self.title), ("desc", self.description)):
            if words:
                super().startElement(element, {})  # type: ignore[arg-type]
                self.characters(words)
                self.endElement(element)


def _refuse_what_draws_nothing(name: str, attrs: AttributesImpl | Mapping[str, str]) -> None:
    """Raise an error for an element, an attribute or a value that could load or run something."""
    strange = [name] if name not in _ELEMENTS else [key for key in attrs.keys() if key not in _ATTRIBUTES]  # noqa: SIM118
    if strange:
        raise UnreadableError(f"the graph puts '{strange[0]}' into its picture, which is not allowed; leave it out")
    for key, allowed in _VALUES.items():
        value = attrs.get(key, "")
        if value and not allowed.fullmatch(value):
            raise UnreadableError(
                f"the graph refers to '{value}' outside the picture, which is not allowed; leave it out"
            )
