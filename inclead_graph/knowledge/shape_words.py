"""The SHACL shapes in words: what each applies to, and what it demands there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inclead_graph.store import Store, turtle_files
from inclead_graph.terms import compact

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

__all__ = ["Demand", "Shape", "Target", "read_shapes"]


@dataclass(frozen=True, slots=True)
class Target:
    """What a shape applies to.

    Attributes:
        words: what of the term or thing is meant, as "each".
        iri: the class, the property or the thing.
    """

    words: str
    iri: str


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that a shape demands.

    Attributes:
        path: where it looks, as a SPARQL path with prefixes; empty for the thing itself.
        message: the words in which a breach is reported.
        shared: IRI of the shape that says it, where several shapes share it.
    """

    path: str
    message: str
    shared: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape with a name.

    Attributes:
        targets: what it applies to; none for a shape that others use.
        used_by: shapes that use it.
    """

    iri: str
    targets: tuple[Target, ...]
    demands: tuple[Demand, ...]
    used_by: tuple[str, ...]

    @property
    def id(self) -> str:
        """Its name: ``shape:`` and the last part of its IRI."""
        return f"shape:{self.iri.rpartition('/')[2]}"


def read_shapes(folder: Path) -> tuple[Shape, ...]:
    """Return the shapes of an ontology folder, by name, those that apply to something first; none where it has none.

    Raises:
        OntologyError: a file is not Turtle.
    """
    if not any((folder / "shapes").glob("**/*.ttl")):
        return ()
    from rdflib import BNode
    from rdflib.namespace import RDF, SH

    store = Store()
    for file in turtle_files(folder / "shapes"):
        store.load(file, "urn:inclead:shapes")
    graph = store.union()
    named = {s for s in (*graph.subjects(RDF.type, SH.NodeShape), *graph.subjects(SH.path)) if not isinstance(s, BNode)}
    shapes = [_shape(node, graph) for node in named]
    return tuple(sorted(shapes, key=lambda shape: (not shape.targets, shape.id.casefold(), shape.iri)))


def _shape(node: Node, graph: Graph) -> Shape:
    from rdflib.namespace import SH

    users = {user for user in graph.subjects(SH.property, node) if graph.value(user, SH.path) is None}
    return Shape(
        iri=str(node),
        targets=tuple(sorted(_targets(node, graph), key=lambda target: (target.words, target.iri))),
        demands=tuple(sorted(_demands(node, graph), key=lambda one: (bool(one.path), one.path, one.message))),
        used_by=tuple(sorted(str(user) for user in users if str(user).startswith("http"))),
    )


def _targets(node: Node, graph: Graph) -> Iterator[Target]:
    from rdflib.namespace import SH

    for property_, words in (
        (SH.targetClass, "every"),
        (SH.targetNode, "the thing"),
        (SH.targetSubjectsOf, "whatever has the property"),
        (SH.targetObjectsOf, "whatever is a value of the property"),
    ):
        for target in graph.objects(node, property_):
            yield Target(words, str(target))


def _demands(node: Node, graph: Graph) -> Iterator[Demand]:
    """Yield a shape's own message and those of its property shapes; what is nested in a choice is said by the whole."""
    from rdflib import BNode
    from rdflib.namespace import SH

    for message in graph.objects(node, SH.message):
        yield Demand(_path(graph.value(node, SH.path), graph), str(message))
    for part in graph.objects(node, SH.property):
        path = _path(graph.value(part, SH.path), graph)
        for message in graph.objects(part, SH.message):
            yield Demand(path, str(message), "" if isinstance(part, BNode) else str(part))


def _path(path: Node | None, graph: Graph) -> str:
    """Write a path as SPARQL does: ``^inc:factor`` for the way back, ``a/b`` for one after the other."""
    from rdflib import RDF
    from rdflib.namespace import SH

    if path is None:
        return ""
    back = graph.value(path, SH.inversePath)
    if back is not None:
        return f"^{_path(back, graph)}"
    if graph.value(path, RDF.first) is not None:
        return "/".join(_path(part, graph) for part in graph.items(path))
    return compact(str(path))
