"""Hold the ontology against its SHACL shapes, with messages for a person."""

from __future__ import annotations

from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH, SKOS
from rdflib.term import Node

from inclead_graph.errors import Problem
from inclead_graph.store import read_graph, turtle_files

__all__ = ["nonconformities"]


def nonconformities(folder: Path) -> list[Problem]:
    """Return every breach of ``shapes/*.ttl`` by the ontology in ``folder``, sorted; empty when it conforms.

    Raises:
        UnreadableError: no Turtle file, or no shapes.
        OntologyError: a file is not Turtle.
    """
    import pyshacl  # slow to import, and only this function needs it

    data = _in_memory(read_graph(turtle_files(folder)))
    shapes = _in_memory(read_graph(turtle_files(folder / "shapes")))
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False, inplace=True)
    return sorted(_problem(data, report, result) for result in report.subjects(RDF.type, SH.ValidationResult))


def _in_memory(graph: Graph) -> Graph:
    """Copy into rdflib's own store: pySHACL walks node by node, which costs less there."""
    copy = Graph()
    for triple in graph:
        copy.add(triple)
    return copy


def _problem(data: Graph, report: Graph, result: Node) -> Problem:
    node = report.value(result, SH.focusNode)
    value = report.value(result, SH.value)
    message = report.value(result, SH.resultMessage)
    code = data.value(node, SKOS.notation)
    name = str(node).rpartition("/")[2] if isinstance(node, URIRef) else "a nameless node"
    shown = f" (here: {value})" if value is not None and value != node else ""
    return Problem(str(code or name), 0, 0, f"{message}{shown}", "")
