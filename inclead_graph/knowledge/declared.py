"""The terms of the ontology: its classes and properties, what each means, and what uses it."""

from __future__ import annotations

from dataclasses import dataclass

from inclead_graph.knowledge.statements import Statements, natural
from inclead_graph.terms import PREFIXES, compact, expand

__all__ = ["KINDS", "Term", "terms_of", "unexplained"]

KINDS = {
    "owl:Class": "class",
    "owl:ObjectProperty": "property whose value is a thing",
    "owl:DatatypeProperty": "property whose value is a text, number or date",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property": "property of either sort",
}
"""What declares a term, and how we call what it declares."""

_OURS = PREFIXES["inc"]
_BORROWED = tuple(namespace for namespace in PREFIXES.values() if not namespace.startswith(_OURS))


@dataclass(frozen=True, slots=True)
class Term:
    """A class or a property, ours or somebody else's that is used here.

    Attributes:
        kind: one of the values of :data:`KINDS`; for a term of others that has only a label here, empty.
        meaning: what it stands for; empty where nobody has said it.
        above, below: classes or properties that it is a kind of, and those that are a kind of it.
        domain, range: what has it, and what its value is, where that is said.
        domain_of, range_of: properties that it is the domain or the range of.
        used: how many things are of the class, or how many statements the property makes.
        borrowed: true for a term of a vocabulary that others made.
    """

    iri: str
    label: str
    kind: str
    meaning: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]
    domain_of: tuple[str, ...]
    range_of: tuple[str, ...]
    used: int
    borrowed: bool

    @property
    def id(self) -> str:
        """Its IRI with a prefix."""
        return compact(self.iri)

    @property
    def is_class(self) -> bool:
        """Whether it is a class."""
        return self.kind == KINDS["owl:Class"]


def terms_of(graph: Statements) -> tuple[Term, ...]:
    """Return every term, classes first, then properties, then what is borrowed; each by its label."""
    declared = {iri: kind for name, kind in KINDS.items() for iri in graph.instances(name)}
    labelled = {iri: "" for iri in graph.subjects() if graph.text(iri, "rdfs:label") and iri.startswith(_BORROWED)}
    found = [_term(iri, kind, graph) for iri, kind in {**labelled, **declared}.items()]
    return tuple(sorted(found, key=lambda t: (t.borrowed, not t.is_class, natural(t.label), t.iri)))


def unexplained(terms: tuple[Term, ...]) -> list[str]:
    """Return ids of the terms of ours that have no label, or of which nobody has said what they mean."""
    return [term.id for term in terms if not term.borrowed and (term.label == term.id or not term.meaning)]


def _term(iri: str, kind: str, graph: Statements) -> Term:
    is_class = kind == KINDS["owl:Class"]
    return Term(
        iri=iri,
        label=graph.text(iri, "rdfs:label") or compact(iri),
        kind=kind,
        meaning=graph.text(iri, "rdfs:comment"),
        above=graph.iris(iri, "rdfs:subClassOf", "rdfs:subPropertyOf"),
        below=(*graph.holders("rdfs:subClassOf", iri), *graph.holders("rdfs:subPropertyOf", iri)),
        domain=graph.iris(iri, "rdfs:domain"),
        range=graph.iris(iri, "rdfs:range"),
        domain_of=graph.holders("rdfs:domain", iri),
        range_of=graph.holders("rdfs:range", iri),
        used=len(graph.instances(iri)) if is_class else graph.uses(expand(iri)),
        borrowed=iri.startswith(_BORROWED),
    )
