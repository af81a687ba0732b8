"""Hold the ontology against its SHACL shapes, with messages for a person."""

from __future__ import annotations

from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, SH, SKOS
from rdflib.term import Node

from inclead_graph.errors import Problem
from inclead_graph.knowledge.graph import read_knowledge_graph
from inclead_graph.store import Store, turtle_files
from inclead_graph.terms import compact

__all__ = ["nonconformities"]


def nonconformities(folder: Path) -> list[Problem]:
    """Return every breach of ``shapes/*.ttl`` by the ontology in ``folder``, sorted; empty when it conforms.

    Raises:
        UnreadableError: no Turtle file, or no shapes.
        OntologyError: a file is not Turtle, or a mapping table is malformed.
    """
    import pyshacl  # slow to import, and only this function needs it

    shapes = Store()
    for file in turtle_files(folder / "shapes"):
        shapes.load(file, "urn:inclead:shapes")
    data = read_knowledge_graph(folder).store.union()
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes.union(), advanced=False, inplace=True)
    return sorted({_problem(data, report, result) for result in report.subjects(RDF.type, SH.ValidationResult)})


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
