"""XML as a tree whose elements know their line and column; what could make a reader fetch or swell is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from inclead_graph.errors import InputError, Problem, UnreadableError

__all__ = ["Element", "parse"]

_MAX_DEPTH = 100


@dataclass(slots=True)
class Element:
    """An element, its name and those of its attributes without namespaces."""

    name: str
    attributes: Mapping[str, str]
    line: int
    column: int
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def all(self, *names: str) -> Iterator[Element]:
        """Yield the children of these names."""
        return (child for child in self.children if child.name in names)

    def deep(self, name: str) -> Iterator[Element]:
        """Yield every element of this name below, in the order of the file."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.deep(name)

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute, trimmed."""
        return self.attributes.get(name, default).strip()


def parse(content: bytes, name: str) -> Element:
    r"""Parse a document and return its root.

    Raises:
        InputError: it is not well-formed XML, with the line.
        UnreadableError: it declares a document type or entities.

    Example:
        >>> root = parse(b"<a>\n  <b x='1'/></a>", "a.xml")
        >>> root.children[0].name, root.children[0].line, root.children[0].get("x")
        ('b', 2, '1')
    """
    builder = _Builder(name)
    try:
        builder.parser.Parse(content, True)
    except expat.ExpatError as error:
        what = f"this is not well-formed XML ({expat.errors.messages[error.code]})"
        problem = Problem(name, error.lineno, error.offset + 1, what, "save it again in the program that it is from")
        raise InputError([problem]) from None
    except (LookupError, ValueError):  # what Python says of an encoding that it does not know, or that expat cannot use
        raise UnreadableError(f"{name}: in an encoding that is not known; save it as UTF-8") from None
    return builder.root


class _Builder:
    def __init__(self, name: str) -> None:
        self.name = name
        self.open: list[Element] = [Element("", {}, 1, 1)]
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse

    @property
    def root(self) -> Element:
        return self.open[0].children[0]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.open) > _MAX_DEPTH:
            raise UnreadableError(f"{self.name}: nested more than {_MAX_DEPTH} deep; no file of a network is")
        local = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        place = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        element = Element(name.rpartition(":")[2], local, *place)
        self.open[-1].children.append(element)
        self.open.append(element)

    def end(self, name: str) -> None:  # noqa: ARG002 (expat's signature)
        self.open.pop()

    def characters(self, text: str) -> None:
        self.open[-1].text += text

    def refuse(self, *declared: Any) -> None:
        what = f"{self.name}:{self.parser.CurrentLineNumber}: it declares '{declared[0]}' (DOCTYPE or ENTITY)"
        raise UnreadableError(f"{what}, which can make a reader fetch other files; take the line out")
