"""Every question on the full graph: Oxigraph, as the product asks, beside rdflib's own engine on the same query."""

from __future__ import annotations

import statistics
import time
import warnings
from collections import Counter
from collections.abc import Mapping
from typing import Any

from rdflib import XSD, Dataset, Literal, URIRef
from rdflib.term import Node

from inclead_graph.assess import assess, load_knowledge
from inclead_graph.bundled import bundled
from inclead_graph.knowledge.graph import KnowledgeGraph, read_knowledge_graph
from inclead_graph.knowledge.questions import answer, question, question_names
from inclead_graph.model.question import Question
from inclead_graph.reports.turtle import graph_name, triples
from inclead_graph.store import Cell, Iri, Rows
from inclead_graph.workspace import read_workspace

__all__ = ["measure_questions"]

NUMBERS = 9
"""Decimals to which numbers of the two engines must agree."""


def measure_questions(example: Any, times: int) -> dict[str, dict[str, float | int | bool]]:
    """Return, for each question, milliseconds of CPU time by each engine, rows, and whether the rows are equal."""
    warnings.filterwarnings("ignore", category=DeprecationWarning, module="rdflib")
    graph = read_knowledge_graph(bundled("ontology"))
    knowledge = load_knowledge()
    result = assess(read_workspace(example, knowledge.framework), knowledge)
    name = str(graph_name(result))
    target = graph.store.graph(name)
    target.addN((s, p, o, target) for s, p, o in triples(result))
    peer = _in_rdflib(graph)
    found = {}
    for asked in map(question, question_names()):
        given = {n: name if p.type == "assessment" else p.example for n, p in asked.head.parameters.items()}
        found[asked.name] = _measured(asked, given, graph, peer, times)
    return found


def _measured(
    asked: Question, given: Mapping[str, str], graph: KnowledgeGraph, peer: Dataset, times: int
) -> dict[str, float | int | bool]:
    answer(asked, given, graph)
    ours = []
    for _ in range(times):
        start = time.process_time()
        answer(asked, given, graph)
        ours.append(time.process_time() - start)
    terms = {} if asked.head.answer == "paths" else _terms(asked, given, graph)
    start = time.process_time()
    theirs = peer.query(asked.sparql, initBindings=terms)
    rows = Counter(tuple(map(_plain, row)) for row in theirs)
    other = time.process_time() - start
    same = graph.store.query(asked.sparql, bind={n: _cell(t) for n, t in terms.items()})
    assert isinstance(same, Rows)
    median = statistics.median(ours) * 1000
    return {
        "ms": round(median, 2),
        "rdflib_ms": round(other * 1000, 1),
        "ratio": round(other * 1000 / median, 1),
        "rows": len(same.rows),
        "equal": rows == Counter(tuple(map(_plain, row)) for row in same.rows),
    }


def _in_rdflib(graph: KnowledgeGraph) -> Dataset:
    copy = Dataset(default_union=True)
    for name in graph.store.graphs():
        target = copy.graph(URIRef(name))
        for subject, predicate, value in graph.store.graph(name):
            plain = isinstance(value, Literal) and value.datatype == XSD.string
            target.add((subject, predicate, Literal(str(value)) if plain else value))
    return copy


def _terms(asked: Question, given: Mapping[str, str], graph: KnowledgeGraph) -> dict[str, Node]:
    from inclead_graph.knowledge.questions import _values

    return {
        name: URIRef(value) if isinstance(value, Iri) else Literal(value)
        for name, value in _values(asked, given, graph.things).items()
    }


def _cell(term: Node) -> Cell:
    return Iri(term) if isinstance(term, URIRef) else term.toPython()  # type: ignore[attr-defined, no-any-return]


def _plain(value: Any) -> str:
    """Write a value of either engine the same way."""
    if isinstance(value, Literal):
        value = value.toPython()
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    try:
        return f"{float(value):.{NUMBERS}f}"
    except (TypeError, ValueError):
        return " ".join(sorted(str(value).replace(",", " ").split()))
