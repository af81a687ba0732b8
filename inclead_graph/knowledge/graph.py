"""The whole knowledge graph: ontology, toolkit, public record and mapping sets, each in a graph of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from inclead_graph.bundled import digest_of
from inclead_graph.errors import OntologyError, Problem, QueryError
from inclead_graph.knowledge.files import BASE, graph_of, knowledge_files
from inclead_graph.knowledge.sssom import read_mapping_set, statements_of
from inclead_graph.knowledge.things import Things
from inclead_graph.store import Cell, Graphs, Rows, Store
from inclead_graph.terms import compact

__all__ = ["KnowledgeGraph", "knowledge_graph_in", "read_knowledge_graph"]


@dataclass(frozen=True, slots=True)
class KnowledgeGraph:
    """The graphs of an ontology folder in one store.

    Attributes:
        store: where they are; an assessment's graph may be added to it.
        things: what they describe, by name.
        curated: names of the graphs that hold links which we made and the toolkit did not.
        version: a digest of the files; empty where there are none.
    """

    store: Store
    things: Things
    curated: frozenset[str]
    version: str

    def graphs(self, *, only_toolkit: bool = False) -> tuple[str, ...]:
        """Return the names of the graphs to look into; ``only_toolkit`` leaves the curated links out."""
        return tuple(name for name in self.store.graphs() if not (only_toolkit and name in self.curated))

    def scope(self, *, only_toolkit: bool = False) -> tuple[str, ...] | None:
        """Return what a query is to look into; ``None`` stands for everything, which is answered much faster."""
        return self.graphs(only_toolkit=True) if only_toolkit else None


def read_knowledge_graph(folder: Path, store: Store | None = None) -> KnowledgeGraph:
    """Read every Turtle file and mapping table of an ontology folder into a store.

    Args:
        folder: the ontology's folder.
        store: where to put it; in memory, unless told.

    Raises:
        UnreadableError: there is no Turtle, or a file cannot be read.
        OntologyError: a file is malformed, with its place, or two would go into one graph.

    Example:
        >>> from inclead_graph.bundled import bundled
        >>> graph = read_knowledge_graph(bundled("ontology"))
        >>> len(graph.graphs()) > len(graph.graphs(only_toolkit=True)) > 3
        True
    """
    files = knowledge_files(folder)
    store = store or Store()
    curated = set()
    taken = {graph_of(folder, file): file for file in files if file.suffix == ".ttl"}
    for file in files:
        if file.suffix == ".tsv":
            mapping_set = read_mapping_set(file)
            if (other := taken.setdefault(mapping_set.iri, file)) is not file:
                what = f"{compact(mapping_set.iri)} is already the name of {other.name}"
                raise OntologyError([Problem(file.name, 1, 1, what, "give each table a mapping_set_id of its own")])
            store.add(statements_of(mapping_set), mapping_set.iri)
            curated |= {mapping_set.iri} if mapping_set.curated else set()
        else:
            store.load(file, graph_of(folder, file))
    return KnowledgeGraph(store, Things(store), frozenset(curated), digest_of(files))


def knowledge_graph_in(source: Graphs, assessments: Iterable[str] = ()) -> KnowledgeGraph:
    """Copy the graphs of the ontology out of a store or a server, with those of some assessments.

    Questions are about these alone. So they take as long, and answer the same, whatever else is there, wherever it is.

    Args:
        source: where the graphs are.
        assessments: names of the graphs of assessments to take as well.

    Raises:
        QueryError: the ontology is not there.
    """
    sets = _rows(source.query(_MAPPING_SETS))
    tables = {str(name) for name, _, _ in sets}
    own = {name for name in source.graphs() if name.startswith(BASE) or name in tables}
    if not any(name.startswith(BASE) for name in own):
        raise QueryError("the ontology is not there; load it with 'inclead graph load', without --without-ontology")
    store = source.part([*sorted(own), *assessments])
    curated = frozenset(str(name) for name, _, made_by_us in sets if made_by_us is True)
    return KnowledgeGraph(store, Things(store), curated, "")


def _rows(found: object) -> tuple[tuple[Cell | None, ...], ...]:
    assert isinstance(found, Rows)  # noqa: S101 (the query is ours)
    return found.rows


_MAPPING_SETS = """
SELECT ?graph ?set ?curated
WHERE { GRAPH ?graph { ?set a sssom:MappingSet OPTIONAL { ?set inc:curated ?curated } } }
"""
