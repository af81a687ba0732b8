"""What a criterion bears on: the drivers that it serves, and the competencies that it calls for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from inclead_graph.knowledge.graph import KnowledgeGraph
from inclead_graph.store import Iri, Rows
from inclead_graph.terms import compact

__all__ = ["Bearing", "Named", "read_bearings"]

_LINKS = """
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX inc: <https://w3id.org/inclead/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sssom: <https://w3id.org/sssom/>

SELECT ?code ?property ?thing ?label ?confidence ?from ?to
WHERE {
  ?link owl:annotatedSource ?criterion ;
        owl:annotatedProperty ?property ;
        owl:annotatedTarget ?thing ;
        sssom:confidence ?confidence .
  FILTER(?property IN (inc:evidences, inc:callsFor))
  FILTER NOT EXISTS { ?link sssom:predicate_modifier ?modifier }
  ?criterion skos:notation ?code .
  ?thing skos:prefLabel ?label .
  OPTIONAL { ?thing eli:first_date_entry_in_force ?from }
  OPTIONAL { ?thing eli:date_no_longer_in_force ?to }
}
ORDER BY ?code DESC(?confidence) ?thing
"""


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with its label.

    Attributes:
        id: its name with a prefix.
        label: what people call it.
        confidence: of the link that leads to it, from 0 to 1.
        from_memory: nobody has yet verified what is said of it.
    """

    id: str
    label: str
    confidence: float
    from_memory: bool


@dataclass(frozen=True, slots=True)
class Bearing:
    """What one criterion bears on, the strongest links first."""

    drivers: tuple[Named, ...] = ()
    competencies: tuple[Named, ...] = ()


def read_bearings(graph: KnowledgeGraph, as_of: dt.date, *, only_toolkit: bool = False) -> Mapping[str, Bearing]:
    """Return, by the id of a criterion, what it bears on.

    Args:
        graph: the knowledge graph.
        as_of: drivers that were not in force on this day are left out; those without dates are kept.
        only_toolkit: leave out links that we curated.

    Example:
        >>> from inclead_graph.bundled import bundled
        >>> from inclead_graph.knowledge.graph import read_knowledge_graph
        >>> found = read_bearings(read_knowledge_graph(bundled("ontology")), dt.date(2026, 3, 31))
        >>> "driver:psed" in [driver.id for driver in found["BR1.O3"].drivers]
        True
    """
    found = graph.store.query(_LINKS, graphs=graph.scope(only_toolkit=only_toolkit))
    assert isinstance(found, Rows)  # noqa: S101 (the query is ours)
    links: dict[str, dict[str, dict[str, Named]]] = defaultdict(lambda: {"evidences": {}, "callsFor": {}})
    for code, property_, thing, label, confidence, start, end in found.rows:
        early = isinstance(start, dt.date) and start > as_of
        late = isinstance(end, dt.date) and end < as_of
        if isinstance(thing, Iri) and not early and not late:
            memory = thing in graph.things.from_memory
            named = Named(compact(thing), str(label), float(str(confidence)), memory)
            links[str(code)][compact(str(property_)).partition(":")[2]].setdefault(str(thing), named)
    return {
        code: Bearing(tuple(of["evidences"].values()), tuple(of["callsFor"].values())) for code, of in links.items()
    }
