"""Take out of the knowledge graph what an appraisal needs: ratings, competencies, and what hangs on each."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from inclead_graph.errors import OntologyError, Problem
from inclead_graph.knowledge.graph import KnowledgeGraph
from inclead_graph.model.framework import Passage
from inclead_graph.model.guide import Driver, Goal, Guide, Rateable, Rating, Reference
from inclead_graph.store import Cell, Iri, Rows
from inclead_graph.terms import compact

__all__ = ["guide_of"]

_Row = tuple[Cell | None, ...]


def guide_of(graph: KnowledgeGraph, *, only_toolkit: bool = False) -> Guide:
    """Collect the words of ratings, the competencies and indicators, and what is linked to each.

    Args:
        graph: the knowledge graph.
        only_toolkit: leave out what we supplied: the links to drivers and EDS goals, and examples that the toolkit
            has not.

    Raises:
        OntologyError: there are no ratings, or no competencies.
    """
    ratings = {rating.word: rating for rating in map(_rating, _rows(graph, _RATINGS))}
    things = {thing.code: thing for thing in _things(graph, only_toolkit=only_toolkit)}
    if not ratings or not things:
        what = "has no ratings of an appraisal" if things else "has no competencies"
        raise OntologyError([Problem("ontology", 0, 0, what, "run 'inclead ontology check' for everything")])
    return Guide(ratings, things, only_toolkit, graph.version)


def _rating(row: _Row) -> Rating:
    word, label, definition, order, need, strength, glyph, fill, ink = row
    return Rating(
        str(word), str(label), str(definition), int(str(order)), bool(need), bool(strength), str(glyph), str(fill),
        str(ink),
    )  # fmt: skip


def _things(graph: KnowledgeGraph, *, only_toolkit: bool) -> Iterator[Rateable]:
    passages = _grouped(_rows(graph, _PASSAGES))
    links = _grouped(_rows(graph, _LINKS, graph.scope(only_toolkit=only_toolkit)))
    for iri, code, label, definition, example, ours, group in _rows(graph, _THINGS):
        mine = [(str(row[0]), row[1:]) for row in links[str(iri)]]
        yield Rateable(
            id=compact(str(iri)),
            code=str(code),
            label=str(label),
            definition=str(definition),
            group=str(group),
            passages=tuple(map(_passage, passages[str(iri)])),
            example="" if only_toolkit and ours else str(example),
            example_ours=bool(ours),
            references=tuple(_references(row for kind, row in mine if kind == "lf")),
            drivers=tuple(_linked(Driver, graph, (row for kind, row in mine if kind == "driver"))),
            goals=tuple(
                Goal(*_parts(graph, row), edition=str(row[-1]))
                for row in _surest(row for kind, row in mine if kind == "goal")
            ),
        )


def _passage(row: _Row) -> Passage:
    iri, section, first, last = row
    return Passage(compact(str(iri)).partition(":")[2], str(section), int(str(first)), int(str(last)))


def _references(rows: Iterable[_Row]) -> Iterator[Reference]:
    """Read links that the toolkit prints; each cites its lines."""
    found = [(_passage(row[4:8]), row) for row in rows if row[4]]
    for passage, (iri, label, code, *_) in sorted(found, key=lambda pair: pair[0].first_line):
        yield Reference(compact(str(iri)), str(code), str(label), passage)


def _linked(kind: type[Driver], graph: KnowledgeGraph, rows: Iterable[_Row]) -> Iterator[Driver]:
    return (kind(*_parts(graph, row)) for row in _surest(rows))


_Parts = tuple[str, str, float, str, bool, dt.date | None, dt.date | None, bool]


def _parts(graph: KnowledgeGraph, row: _Row) -> _Parts:
    iri, label, _, confidence, *_, why, curated, first, last, scheme, _ = row
    memory = bool({str(iri), str(scheme)} & graph.things.from_memory)
    return (
        compact(str(iri)), str(label), float(str(confidence)), str(why), bool(curated), _day(first), _day(last), memory,
    )  # fmt: skip


def _day(cell: Cell | None) -> dt.date | None:
    return cell if isinstance(cell, dt.date) else None


def _surest(rows: Iterable[_Row]) -> list[_Row]:
    return sorted(rows, key=lambda row: (-float(str(row[3])), str(row[0])))


def _grouped(rows: Iterable[_Row]) -> Mapping[str, list[_Row]]:
    found: defaultdict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        found[str(row[0])].append(row[1:])
    return found


def _rows(graph: KnowledgeGraph, query: str, graphs: Iterable[Iri | str] | None = None) -> tuple[_Row, ...]:
    found = graph.store.query(query, graphs=None if graphs is None else list(map(str, graphs)))
    assert isinstance(found, Rows)  # noqa: S101 (the queries are ours)
    return found.rows


_RATINGS = """
SELECT ?word ?label ?definition ?order ?need ?strength ?glyph ?fill ?ink
WHERE {
  ?rating a inc:AppraisalRating ; skos:notation ?word ; skos:prefLabel ?label ; skos:definition ?definition ;
    inc:order ?order ; inc:developmentNeed ?need ; inc:strength ?strength ;
    inc:glyph ?glyph ; inc:fill ?fill ; inc:ink ?ink .
}
ORDER BY ?order
"""

_THINGS = """
SELECT ?thing ?code ?label ?definition ?example ?ours ?group
WHERE {
  ?thing a ?kind ; skos:notation ?code ; skos:prefLabel ?label ; skos:definition ?definition ;
    inc:practiceExample ?example ; inc:order ?order ; skos:inScheme/skos:prefLabel ?scheme .
  VALUES (?kind ?ours ?rank) { (inc:Competency true 1) (inc:Indicator false 2) }
  OPTIONAL { ?thing skos:broader/skos:prefLabel ?quality }
  BIND(COALESCE(?quality, ?scheme) AS ?group)
}
ORDER BY ?rank ?order
"""

_PASSAGES = """
SELECT ?thing ?passage ?section ?first ?last
WHERE {
  ?thing a ?kind ; inc:passage ?passage .
  VALUES ?kind { inc:Competency inc:Indicator }
  ?passage inc:section ?section ; inc:firstLine ?first ; inc:lastLine ?last .
}
ORDER BY ?first
"""

_LINKS = """
SELECT ?thing ?role ?other ?label ?code ?confidence ?passage ?section ?firstLine ?lastLine ?why ?curated ?from ?to
  ?scheme ?edition
WHERE {
  VALUES ?kind { inc:Competency inc:Indicator }
  VALUES (?property ?role) { (skos:relatedMatch "lf") (inc:neededFor "driver") (inc:contributesTo "goal") }
  ?thing a ?kind .
  ?link owl:annotatedSource ?thing ; owl:annotatedProperty ?property ; owl:annotatedTarget ?other ;
    sssom:confidence ?confidence ; rdfs:comment ?why ; inc:curated ?curated .
  FILTER NOT EXISTS { ?link sssom:predicate_modifier ?negated }
  ?other skos:prefLabel ?label ; skos:notation ?code ; skos:inScheme ?scheme .
  ?scheme skos:prefLabel ?edition .
  OPTIONAL {
    ?link sssom:mapping_source ?passage .
    ?passage inc:section ?section ; inc:firstLine ?firstLine ; inc:lastLine ?lastLine .
  }
  BIND(IF(?role = "goal", ?scheme, ?other) AS ?dated)
  OPTIONAL { ?dated eli:first_date_entry_in_force ?from }
  OPTIONAL { ?dated eli:date_no_longer_in_force ?to }
}
"""
