"""The graph store: rdflib's API over Oxigraph, in memory. The only place that reads or writes Turtle files."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
from oxrdflib import OxigraphStore
from rdflib import Graph, URIRef

from inclead_graph.errors import OntologyError, Problem, UnreadableError
from inclead_graph.terms import PREFIXES

__all__ = ["new_graph", "read_graph", "turtle_files", "write_turtle"]


def new_graph(name: str = "https://w3id.org/inclead/graph/ontology") -> tuple[Graph, pyoxigraph.Store]:
    """Return an empty graph called ``name`` with our prefixes, and the Oxigraph store that keeps it."""
    store = pyoxigraph.Store()
    graph = Graph(store=OxigraphStore(store=store), identifier=URIRef(name))
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph, store


def turtle_files(folder: Path) -> list[Path]:
    """Return the Turtle files of an ontology folder, shapes left out, in order of their names.

    Raises:
        UnreadableError: the folder holds none.
    """
    found = sorted(p for p in folder.rglob("*.ttl") if "shapes" not in p.relative_to(folder).parts)
    if not found:
        raise UnreadableError(f"{folder}: no Turtle files (*.ttl) here")
    return found


def read_graph(files: list[Path]) -> Graph:
    """Read Turtle files into one graph.

    Raises:
        OntologyError: a file is not Turtle, with the place that the parser names.
    """
    graph, store = new_graph()
    target = pyoxigraph.NamedNode(str(graph.identifier))
    for file in files:
        try:
            store.load(path=str(file), format=pyoxigraph.RdfFormat.TURTLE, to_graph=target)
        except SyntaxError as error:
            line, column = error.lineno or 1, error.offset or 1
            what = f"this is not valid Turtle: {error.msg}"
            raise OntologyError([Problem(file.name, line, column, what, "mend the file")]) from None
    return graph


def write_turtle(store: pyoxigraph.Store, name: str) -> str:
    """Write one named graph of a store as Turtle with our prefixes, in an order that depends on its content alone."""
    quads = store.quads_for_pattern(None, None, None, pyoxigraph.NamedNode(name))
    ordered = sorted((quad.triple for quad in quads), key=str)
    written = pyoxigraph.serialize(ordered, format=pyoxigraph.RdfFormat.TURTLE, prefixes=PREFIXES)
    return written.decode() if written else ""
