"""One thing with all that the graph states about it: facts, what it hangs on, and links that cross frameworks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from inclead_graph.knowledge.graph import KnowledgeGraph
from inclead_graph.knowledge.things import Thing
from inclead_graph.store import Cell, Iri, Rows
from inclead_graph.terms import compact, expand

__all__ = ["Fact", "Link", "Neighbour", "Neighbourhood", "neighbourhood_of", "property_labels"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A property of the thing and its value, which is not a thing itself."""

    property: str
    value: Cell


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another thing that the thing hangs on, or that hangs on it.

    Attributes:
        outward: true when the thing is the subject of the statement.
    """

    property: str
    thing: Thing
    outward: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A link that crosses from one framework to another, with its reason.

    Attributes:
        negated: true for a link that is said not to hold.
        curated: true when we made it and the toolkit did not.
    """

    property: str
    thing: Thing
    outward: bool
    confidence: float
    why: str
    negated: bool
    curated: bool


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Everything about one thing.

    Attributes:
        mark: the word of its verification mark; empty where it needs none.
        sources: title and address of each source, or section and lines of each passage.
        from_memory: IRIs of the things named here that nobody has yet verified.
    """

    thing: Thing
    facts: tuple[Fact, ...]
    neighbours: tuple[Neighbour, ...]
    links: tuple[Link, ...]
    mark: str
    sources: tuple[str, ...]
    from_memory: frozenset[str]


def property_labels(graph: KnowledgeGraph) -> Mapping[str, str]:
    """Return the words for properties, by IRI.

    Example:
        ``property_labels(graph)["https://w3id.org/inclead/callsFor"]`` is ``"calls for"``.
    """
    rows = _rows(graph, "SELECT ?p ?label WHERE { ?p rdfs:label ?label }")
    return {str(iri): str(label) for iri, label in rows}


def neighbourhood_of(iri: str, graph: KnowledgeGraph, *, only_toolkit: bool = False) -> Neighbourhood:
    """Collect everything about a thing.

    Args:
        iri: the thing, which the graph must describe.
        graph: the knowledge graph.
        only_toolkit: leave out the links that we curated.

    Raises:
        KeyError: the graph has no label for it.
    """
    thing = graph.things.all[iri]
    links = tuple(_links(iri, graph, only_toolkit=only_toolkit))
    linked = {(link.property, link.thing.iri, link.outward) for link in links}
    statements = list(_rows(graph, _ABOUT, iri, only_toolkit=only_toolkit))
    return Neighbourhood(
        thing=thing,
        facts=tuple(_facts(statements)),
        neighbours=tuple(
            n for n in _neighbours(statements, graph) if (n.property, n.thing.iri, n.outward) not in linked
        ),
        links=links,
        mark=_mark(iri, graph),
        sources=tuple(_sources(iri, graph)),
        from_memory=graph.things.from_memory,
    )


_HIDDEN = frozenset(
    map(
        expand,
        ("skos:prefLabel", "skos:definition", "skos:altLabel", "skos:notation", "inc:order", "inc:glyph", "inc:fill",
         "inc:ink", "inc:verification", "dcterms:source", "inc:passage", "skos:topConceptOf"),
    )
)  # fmt: skip
"""Shown elsewhere, or not for reading."""


def _facts(statements: Iterable[tuple[Cell | None, ...]]) -> Iterator[Fact]:
    found = {(str(p), v) for p, v, outward in statements if outward and v is not None and not isinstance(v, Iri)}
    for name, value in sorted(found, key=lambda fact: (fact[0], str(fact[1]))):
        if name not in _HIDDEN:
            yield Fact(name, value)


def _neighbours(statements: Iterable[tuple[Cell | None, ...]], graph: KnowledgeGraph) -> Iterator[Neighbour]:
    things = graph.things.all
    found = {(str(p), str(v), bool(outward)) for p, v, outward in statements if isinstance(v, Iri)}
    known = [(p, v, out) for p, v, out in found if v in things and p not in _HIDDEN]
    for name, value, outward in sorted(known, key=lambda n: (not n[2], n[0], things[n[1]].id)):
        yield Neighbour(name, things[value], outward)


def _links(iri: str, graph: KnowledgeGraph, *, only_toolkit: bool) -> Iterator[Link]:
    things = graph.things.all
    for other, name, outward, confidence, why, negated, curated in _rows(graph, _LINKS, iri, only_toolkit=only_toolkit):
        yield Link(
            str(name), things[str(other)], bool(outward), float(str(confidence)), str(why), bool(negated), bool(curated)
        )


def _mark(iri: str, graph: KnowledgeGraph) -> str:
    rows = list(_rows(graph, "SELECT ?thing ?word WHERE { ?thing inc:verification/skos:prefLabel ?word }", iri))
    return str(rows[0][0]) if rows else ""


def _sources(iri: str, graph: KnowledgeGraph) -> Iterator[str]:
    for source, title, address, section in _rows(graph, _SOURCES, iri):
        if section:
            yield f"toolkit, {section}, {compact(str(source)).removeprefix('passage:')}"
        else:
            yield f"{title} <{address}>" if address else str(title)


def _rows(
    graph: KnowledgeGraph, query: str, iri: str | None = None, *, only_toolkit: bool = False
) -> Iterable[tuple[Cell | None, ...]]:
    """Run one of our queries; one about a thing names it in its first column, which is left out of the rows."""
    bind: dict[str, Cell] = {"thing": Iri(iri)} if iri else {}
    found = graph.store.query(query, bind=bind, graphs=graph.scope(only_toolkit=only_toolkit))
    assert isinstance(found, Rows)  # noqa: S101 (the queries are ours)
    return [row[1:] for row in found.rows] if iri else found.rows


_ABOUT = """
SELECT ?thing ?property ?value ?outward
WHERE {
  { ?thing ?property ?value . BIND(true AS ?outward) }
  UNION
  { ?value ?property ?thing . BIND(false AS ?outward) }
}
"""

_LINKS = """
SELECT ?thing ?other ?property ?outward ?confidence ?why ?negated ?curated
WHERE {
  { ?link owl:annotatedSource ?thing ; owl:annotatedTarget ?other . BIND(true AS ?outward) }
  UNION
  { ?link owl:annotatedTarget ?thing ; owl:annotatedSource ?other . BIND(false AS ?outward) }
  ?link owl:annotatedProperty ?property ; sssom:confidence ?confidence ; rdfs:comment ?why ; inc:curated ?curated .
  OPTIONAL { ?link sssom:predicate_modifier ?modifier }
  BIND(BOUND(?modifier) AS ?negated)
}
ORDER BY DESC(?outward) ?property DESC(?confidence) ?other
"""

_SOURCES = """
SELECT ?thing ?source ?title ?address ?section
WHERE {
  ?thing dcterms:source|inc:passage ?source .
  OPTIONAL { ?source dcterms:title ?title }
  OPTIONAL { ?source dcterms:identifier ?address }
  OPTIONAL { ?source inc:section ?section }
}
ORDER BY ?source
"""
