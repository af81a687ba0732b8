"""Pictures of the knowledge graph as Graphviz DOT: the classes and how they are linked, and what hangs on one thing."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Mapping

from inclead_graph.knowledge.graph import KnowledgeGraph
from inclead_graph.knowledge.neighbourhood import Neighbourhood
from inclead_graph.knowledge.things import Thing
from inclead_graph.pictures import quoted
from inclead_graph.store import Rows
from inclead_graph.terms import compact

__all__ = ["picture_of", "picture_of_classes"]

MOST = 40
"""Links in a picture of a neighbourhood at the most; a picture of more says nothing."""

_HEAD = (
    'graph [rankdir=LR, bgcolor=white, fontname="Arial", pad=0.3, nodesep=0.25, ranksep=0.9]',
    'node [shape=box, style="rounded,filled", fillcolor=white, color="#4c6272", fontname="Arial", fontsize=11]',
    'edge [color="#4c6272", fontname="Arial", fontsize=9, fontcolor="#212b32", arrowsize=0.7]',
)


def picture_of(found: Neighbourhood, words: Mapping[str, str]) -> str:
    """Draw a thing in the middle with what hangs on it: solid lines are stated, dashed ones curated by us.

    The surest links come first; where there are more than :data:`MOST`, the picture says how many it leaves out.
    """
    centre = found.thing
    links = sorted((link for link in found.links if not link.negated), key=lambda link: -link.confidence)
    room = max(MOST - len(found.neighbours), MOST // 4)
    unsure = found.from_memory
    lines = [_node(centre, unsure, fill="#005eb8", ink="white")]
    for neighbour in found.neighbours[:MOST]:
        ends = (centre, neighbour.thing) if neighbour.outward else (neighbour.thing, centre)
        lines += [_node(neighbour.thing, unsure), _edge(*ends, _word(words, neighbour.property))]
    for link in links[:room]:
        ends = (centre, link.thing) if link.outward else (link.thing, centre)
        label = f"{_word(words, link.property)}{f' {link.confidence:g}' if link.curated else ''}"
        lines += [_node(link.thing, unsure, fill="#e8edee"), _edge(*ends, label, dashed=link.curated)]
    left = max(len(links) - room, 0) + max(len(found.neighbours) - MOST, 0)
    legend = "Dashed lines are links that we curated, each with its confidence."
    return _digraph(lines, f"{legend} {left} more are not drawn." if left else legend)


def picture_of_classes(graph: KnowledgeGraph) -> str:
    """Draw the classes of the ontology, and the properties and mapping sets that lead from one to another."""
    labels: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for start, label, end in _rows(graph, _PROPERTIES):
        labels[str(start), str(end)].append(str(label))
    names = {str(iri): str(label) for iri, label in _rows(graph, _CLASSES)}
    drawn = sorted({end for ends in labels for end in ends})
    nodes = [f"{quoted(iri)} [label={quoted(names[iri])}]" for iri in drawn]
    edges = [
        f"{quoted(start)} -> {quoted(end)} [label={quoted(chr(10).join(sorted(set(found))))}]"
        for (start, end), found in sorted(labels.items())
    ]
    return _digraph([*nodes, *edges], "Classes of the ontology, and the properties that lead from one to another.")


def _digraph(lines: Iterable[str], legend: str) -> str:
    head = (*_HEAD, f"graph [label={quoted(legend)}, labelloc=b, fontsize=11]")
    return "digraph {\n" + "".join(f"  {line}\n" for line in (*head, *dict.fromkeys(lines))) + "}\n"


def _node(thing: Thing, unsure: frozenset[str], fill: str = "white", ink: str = "#212b32") -> str:
    mark = ("(from memory)",) if thing.iri in unsure else ()
    label = "\n".join((thing.id.removeprefix("inc:"), *textwrap.wrap(thing.label, 28), *mark))
    return f"{quoted(thing.iri)} [label={quoted(label)}, fillcolor={quoted(fill)}, fontcolor={quoted(ink)}]"


def _edge(start: Thing, end: Thing, label: str, *, dashed: bool = False) -> str:
    style = ", style=dashed" if dashed else ""
    return f"{quoted(start.iri)} -> {quoted(end.iri)} [label={quoted(label)}{style}]"


def _word(words: Mapping[str, str], iri: str) -> str:
    return words.get(iri) or compact(iri)


def _rows(graph: KnowledgeGraph, query: str) -> Iterable[tuple[object, ...]]:
    found = graph.store.query(query)
    assert isinstance(found, Rows)  # noqa: S101 (the queries are ours)
    return found.rows


_CLASSES = "SELECT ?class ?label WHERE { ?class a owl:Class ; rdfs:label ?label }"

_PROPERTIES = """
SELECT DISTINCT ?start ?label ?end
WHERE {
  {
    ?property a owl:ObjectProperty ; rdfs:domain ?start ; rdfs:range ?end .
  } UNION {
    ?link owl:annotatedProperty ?property ; owl:annotatedSource/a ?start ; owl:annotatedTarget/a ?end .
    FILTER NOT EXISTS { ?property rdfs:domain ?domain ; rdfs:range ?range }
  } UNION {
    VALUES ?property { skos:broader inc:levelOf dcterms:isPartOf inc:equalToGrade }
    ?one ?property ?other . ?one a ?start . ?other a ?end .
  }
  ?property rdfs:label ?label .
  ?start a owl:Class ; rdfs:label ?startLabel .
  ?end a owl:Class ; rdfs:label ?endLabel .
}
ORDER BY ?start ?label ?end
"""
