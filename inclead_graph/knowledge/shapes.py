"""The SHACL shapes: what each demands, in words, and where the ontology breaks one, in a message for a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import BNode, Graph, URIRef
from rdflib.namespace import OWL, RDF, SH, SKOS
from rdflib.term import Node

from inclead_graph.errors import Problem
from inclead_graph.knowledge.graph import read_knowledge_graph
from inclead_graph.store import Store, turtle_files
from inclead_graph.terms import compact

__all__ = ["Demand", "Shape", "Target", "nonconformities", "read_shapes"]


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
    graph = _graph_of_shapes(folder)
    named = {s for s in (*graph.subjects(RDF.type, SH.NodeShape), *graph.subjects(SH.path)) if not isinstance(s, BNode)}
    shapes = [_shape(node, graph) for node in named]
    return tuple(sorted(shapes, key=lambda shape: (not shape.targets, shape.id.casefold(), shape.iri)))


def nonconformities(folder: Path) -> list[Problem]:
    """Return every breach of ``shapes/*.ttl`` by the ontology in ``folder``, sorted; empty when it conforms.

    Raises:
        UnreadableError: no Turtle file, or no shapes.
        OntologyError: a file is not Turtle, or a mapping table is malformed.
    """
    import pyshacl  # slow to import, and only this function needs it

    shapes = _graph_of_shapes(folder)
    data = read_knowledge_graph(folder).store.union()
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False, inplace=True)
    return sorted({_problem(data, report, result) for result in report.subjects(RDF.type, SH.ValidationResult)})


def _graph_of_shapes(folder: Path) -> Graph:
    store = Store()
    for file in turtle_files(folder / "shapes"):
        store.load(file, "urn:inclead:shapes")
    return store.union()


def _problem(data: Graph, report: Graph, result: Node) -> Problem:
    node = report.value(result, SH.focusNode)
    value = report.value(result, SH.value)
    message = report.value(result, SH.resultMessage)
    shown = f" (here: {compact(str(value))})" if value is not None and value != node else ""
    return Problem(_name(data, node), 0, 0, f"{message}{shown}", "")


def _name(data: Graph, node: Node | None) -> str:
    """Call a thing what people call it: a criterion by its code, a link by its two ends, anything else by its id."""
    source, target = data.value(node, OWL.annotatedSource), data.value(node, OWL.annotatedTarget)
    if source is not None and target is not None:
        return f"{_name(data, source)} -> {_name(data, target)}"
    identifier = compact(str(node)) if isinstance(node, URIRef) else "a nameless node"
    local = identifier.removeprefix("inc:")
    return local if local == str(data.value(node, SKOS.notation)) else identifier


def _shape(node: Node, graph: Graph) -> Shape:
    users = {user for user in graph.subjects(SH.property, node) if graph.value(user, SH.path) is None}
    return Shape(
        iri=str(node),
        targets=tuple(sorted(_targets(node, graph), key=lambda target: (target.words, target.iri))),
        demands=tuple(sorted(_demands(node, graph), key=lambda one: (bool(one.path), one.path, one.message))),
        used_by=tuple(sorted(str(user) for user in users if str(user).startswith("http"))),
    )


def _targets(node: Node, graph: Graph) -> Iterator[Target]:
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
    for message in graph.objects(node, SH.message):
        yield Demand(_path(graph.value(node, SH.path), graph), str(message))
    for part in graph.objects(node, SH.property):
        path = _path(graph.value(part, SH.path), graph)
        for message in graph.objects(part, SH.message):
            yield Demand(path, str(message), "" if isinstance(part, BNode) else str(part))


def _path(path: Node | None, graph: Graph) -> str:
    """Write a path as SPARQL does: ``^inc:factor`` for the way back, ``a/b``, ``a|b``, and ``a*`` for any number."""
    if path is None:
        return ""
    back, either = graph.value(path, SH.inversePath), graph.value(path, SH.alternativePath)
    repeated = graph.value(path, SH.zeroOrMorePath)
    if back is not None:
        return f"^{_path(back, graph)}"
    if repeated is not None:
        return f"{_path(repeated, graph)}*"
    if either is not None:
        return f"({'|'.join(_path(part, graph) for part in graph.items(either))})"
    if graph.value(path, RDF.first) is not None:
        return "/".join(_path(part, graph) for part in graph.items(path))
    return compact(str(path))
