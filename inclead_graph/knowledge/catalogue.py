"""Everything that the graph describes, read at once: each thing with what hangs on it, schemes as trees, counts.

:mod:`inclead_graph.knowledge.neighbourhood` tells the same about one thing, by queries of its own; for all of them
those take several times as long.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from inclead_graph.knowledge.declared import Term, terms_of
from inclead_graph.knowledge.files import TOOLKIT
from inclead_graph.knowledge.graph import KnowledgeGraph
from inclead_graph.knowledge.mapping_sets import CrossLink, LinkSet, link_sets
from inclead_graph.knowledge.statements import TYPE, Statements, natural
from inclead_graph.store import Cell, Iri, Rows
from inclead_graph.terms import compact, expand

__all__ = ["Catalogue", "Entry", "Group", "Node", "Scheme", "Tie", "read_catalogue"]


@dataclass(frozen=True, slots=True)
class Tie:
    """Another thing that a thing hangs on, or that hangs on it, within or across frameworks, without a mapping set."""

    property: str
    other: str
    outward: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing with all that is stated about it; everything is named by its IRI.

    Attributes:
        kinds: its classes.
        facts: property and value of what is no other thing.
        links: rows of mapping sets in which it is an end.
        sources, passages: where it is from.
        mark: its verification mark; empty where it needs none.
        confidence: of what is from memory.
        checked: the day on which somebody last looked for it.
    """

    iri: str
    label: str
    code: str
    kinds: tuple[str, ...]
    also: tuple[str, ...]
    meaning: str
    facts: tuple[tuple[str, Cell], ...]
    ties: tuple[Tie, ...]
    links: tuple[CrossLink, ...]
    sources: tuple[str, ...]
    passages: tuple[str, ...]
    mark: str
    confidence: Decimal | None
    checked: dt.date | None

    @property
    def id(self) -> str:
        """Its IRI with a prefix."""
        return compact(self.iri)


@dataclass(frozen=True, slots=True)
class Node:
    """A thing in its scheme, with what stands below it there."""

    entry: Entry
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Things at the top of a scheme that are of one kind: a class, or the kind that a driver is of."""

    kind: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme and everything in it.

    Attributes:
        graph: the graph that states it; its members may be in others.
        is_vocabulary: true for a short list of words that other things use.
        members: IRIs.
    """

    entry: Entry
    graph: str
    is_vocabulary: bool
    groups: tuple[Group, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The whole graph, for writing it down.

    Attributes:
        files: digest of the ontology's files.
        statements: how many statements each graph holds.
        words: labels of properties.
        from_memory: what is stated from memory and was not verified.
    """

    title: str
    description: str
    version: str
    files: str
    statements: Mapping[str, int]
    entries: Mapping[str, Entry]
    schemes: tuple[Scheme, ...]
    sets: tuple[LinkSet, ...]
    terms: tuple[Term, ...]
    words: Mapping[str, str]
    from_memory: frozenset[str]

    def of(self, class_: str) -> tuple[Entry, ...]:
        """Return the things of a class (``inc:Source``), in order."""
        wanted = expand(class_)
        return tuple(entry for entry in self.entries.values() if wanted in entry.kinds)

    def citing(self) -> Mapping[str, tuple[str, ...]]:
        """Return, for each source and passage, the things that are from it, and the rows of mapping sets."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for entry in self.entries.values():
            for cited in (*entry.sources, *entry.passages):
                found[cited].append(entry.iri)
        for link in (link for one in self.sets for link in one.links if link.passage):
            found[link.passage].append(link.iri)
        return {cited: tuple(by) for cited, by in found.items()}


def read_catalogue(graph: KnowledgeGraph) -> Catalogue:
    """Read everything that a knowledge graph describes.

    Example:
        >>> from inclead_graph.bundled import bundled
        >>> from inclead_graph.knowledge.graph import read_knowledge_graph
        >>> catalogue = read_catalogue(read_knowledge_graph(bundled("ontology")))
        >>> catalogue.entries["https://w3id.org/inclead/driver/psed"].label
        'Public Sector Equality Duty'
    """
    statements = Statements(graph.store)
    sets = link_sets(statements)
    entries = _entries(statements, sets)
    ontology = next(iter(statements.instances("owl:Ontology")), "")
    words = {iri: statements.text(iri, "rdfs:label") for iri in statements.subjects()}
    return Catalogue(
        title=statements.text(ontology, "dcterms:title") or "Ontology",
        description=statements.text(ontology, "dcterms:description"),
        version=statements.text(ontology, "owl:versionInfo"),
        files=graph.version,
        statements={name: graph.store.size(name) for name in graph.graphs()},
        entries=entries,
        schemes=tuple(_schemes(graph, statements, entries)),
        sets=sets,
        terms=terms_of(statements),
        words={iri: word for iri, word in words.items() if word},
        from_memory=graph.things.from_memory,
    )


# Shown at a place of its own, or not for reading.
_ELSEWHERE = frozenset(
    map(
        expand,
        ("skos:prefLabel", "skos:definition", "skos:altLabel", "skos:notation", "inc:order", "inc:confidence",
         "inc:lastChecked", "inc:verification", "dcterms:source", "inc:passage", "skos:inScheme", "skos:topConceptOf",
         "inc:section", "inc:firstLine", "inc:lastLine", TYPE),
    )
)  # fmt: skip


_TITLE = expand("dcterms:title")


def _entries(graph: Statements, sets: Iterable[LinkSet]) -> dict[str, Entry]:
    links: defaultdict[str, list[CrossLink]] = defaultdict(list)
    for link in (link for one in sets for link in one.links):
        for end in dict.fromkeys((link.subject, link.object)):
            links[end].append(link)
    labels = {iri: _label(iri, graph) for iri in graph.subjects()}
    not_things = {*graph.instances("owl:Ontology"), *graph.instances("sssom:MappingSet")}
    named = {iri for iri, label in labels.items() if label and iri not in not_things}
    return {
        iri: _entry(iri, labels[iri], graph, links[iri], named)
        for iri in sorted(named, key=lambda iri: _place(iri, graph))
    }


def _label(iri: str, graph: Statements) -> str:
    """Call a thing by its label, a source by its title, a passage by its section and lines."""
    section = graph.text(iri, "inc:section")
    first, last = graph.text(iri, "inc:firstLine"), graph.text(iri, "inc:lastLine")
    lines = f"L{first}" if first == last else f"L{first}–{last}"
    return graph.text(iri, "skos:prefLabel") or graph.text(iri, "dcterms:title") or (section and f"{section}, {lines}")


def _entry(iri: str, label: str, graph: Statements, links: list[CrossLink], named: set[str]) -> Entry:
    numbers = [value for value in graph.values(iri, "inc:confidence") if isinstance(value, Decimal | float | int)]
    days = [value for value in graph.values(iri, "inc:lastChecked") if isinstance(value, dt.date)]
    cited = dict.fromkeys(graph.iris(iri, "dcterms:source", "inc:passage"))
    passages = {c for c in cited if expand("inc:Passage") in graph.iris(c, TYPE)}
    return Entry(
        iri=iri,
        label=label,
        code=graph.text(iri, "skos:notation"),
        kinds=graph.iris(iri, TYPE),
        also=tuple(map(str, graph.values(iri, "skos:altLabel"))),
        meaning=graph.text(iri, "skos:definition"),
        facts=tuple(
            (name, value)
            for name, value in graph.about(iri)
            if name not in _ELSEWHERE and str(value) not in named and (name, str(value)) != (_TITLE, label)
        ),
        ties=tuple(_ties(iri, graph, links, named)),
        links=tuple(sorted(links, key=lambda link: (link.subject != iri, link.predicate, -link.confidence, link.iri))),
        sources=tuple(c for c in cited if c not in passages),
        passages=tuple(sorted(passages, key=lambda c: _place(c, graph))),
        mark=graph.text(iri, "inc:verification"),
        confidence=Decimal(str(numbers[0])) if numbers else None,
        checked=days[0] if days else None,
    )


def _ties(iri: str, graph: Statements, links: list[CrossLink], named: set[str]) -> list[Tie]:
    """Return what a thing is tied to, without what its rows in mapping sets say."""
    said = {(link.subject, link.predicate, link.object) for link in links}
    outward = [(name, str(value), True) for name, value in graph.about(iri) if isinstance(value, Iri)]
    inward = [(name, subject, False) for subject, name in graph.into(iri)]
    found = [
        Tie(name, other, out)
        for name, other, out in outward + inward
        if other in named and name not in _ELSEWHERE and ((iri, name, other) if out else (other, name, iri)) not in said
    ]
    return sorted(found, key=lambda tie: (not tie.outward, tie.property, _place(tie.other, graph)))


def _place(iri: str, graph: Statements) -> tuple[object, ...]:
    """Return the key that puts things in order: by their place among siblings, or that of their role, then by code."""
    role = next(iter(graph.iris(iri, "inc:role")), "")
    number = graph.text(iri, "inc:order") or graph.text(role, "inc:order") or graph.text(iri, "inc:firstLine") or "0"
    code = graph.text(iri, "skos:notation") or graph.text(iri, "dcterms:title")
    return int(number) if number.isdecimal() else 0, natural(code), natural(iri)


def _schemes(graph: KnowledgeGraph, statements: Statements, entries: Mapping[str, Entry]) -> list[Scheme]:
    found = graph.store.query("SELECT ?s ?g WHERE { GRAPH ?g { ?s a skos:ConceptScheme } } ORDER BY DESC(?g)")
    assert isinstance(found, Rows)  # noqa: S101 (the query is ours)
    stated = {str(iri): str(name) for iri, name in found.rows}
    steps = {expand(name) for name in ("skos:broader", "dcterms:isPartOf", "inc:levelOf")}
    steps |= set(statements.holders("rdfs:subPropertyOf", expand("skos:broader")))
    schemes = [
        _scheme(entries[iri], name, statements, entries, steps) for iri, name in stated.items() if iri in entries
    ]
    return sorted(schemes, key=lambda one: (one.is_vocabulary, one.graph != TOOLKIT, natural(one.entry.label)))


def _scheme(entry: Entry, name: str, statements: Statements, entries: Mapping[str, Entry], steps: set[str]) -> Scheme:
    inside = set(statements.holders("skos:inScheme", entry.iri)) - {entry.iri}
    members = [iri for iri in entries if iri in inside]
    nodes = _trees(members, entries, steps)
    groups: defaultdict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        groups[_kind_of(node.entry, entries)].append(node)
    plain = entry.kinds == (expand("skos:ConceptScheme"),)
    linked = any(entries[iri].links for iri in members) or any(node.children for node in nodes)
    return Scheme(
        entry=entry,
        graph=name,
        is_vocabulary=expand("inc:Vocabulary") in entry.kinds or (plain and not linked),
        groups=tuple(Group(kind, tuple(groups[kind])) for kind in _in_order(groups, entries)),
        members=tuple(members),
    )


def _kind_of(entry: Entry, entries: Mapping[str, Entry]) -> str:
    """Return the kind of driver that a thing is, where it is one; otherwise its class."""
    kinds = [tie.other for tie in entry.ties if tie.outward and tie.property == expand("inc:driverKind")]
    return next((kind for kind in kinds if kind in entries), "") or min(entry.kinds, default="")


def _in_order(groups: Mapping[str, list[Node]], entries: Mapping[str, Entry]) -> list[str]:
    """Put kinds of driver in their own order; of classes, those whose things have parts come first, then the larger."""
    place = {iri: number for number, iri in enumerate(entries)}

    def key(kind: str) -> tuple[int, bool, int, str]:
        nodes = groups[kind]
        if kind in place:
            return place[kind], False, 0, kind
        return -1, not any(node.children for node in nodes), -len(nodes), kind

    return sorted(groups, key=key)


def _trees(members: list[str], entries: Mapping[str, Entry], steps: set[str]) -> list[Node]:
    """Put each member below the one that it is a part of, where that is a member too; each comes once."""
    inside = set(members)
    above = {
        iri: next((t.other for t in entries[iri].ties if t.outward and t.property in steps and t.other in inside), "")
        for iri in members
    }
    below: defaultdict[str, list[str]] = defaultdict(list)
    for iri in members:
        below[above[iri]].append(iri)
    done: set[str] = set()

    def node(iri: str) -> Node:
        done.add(iri)
        return Node(entries[iri], tuple(node(child) for child in below[iri] if child not in done))

    found = [node(iri) for iri in below[""]]
    found += [node(iri) for iri in members if iri not in done]
    return found
