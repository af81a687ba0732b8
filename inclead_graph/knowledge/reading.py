"""The graph by subject and predicate, so that it is walked once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from rdflib import URIRef
from rdflib.namespace import RDF

from inclead_graph.errors import OntologyError, Problem
from inclead_graph.model.framework import Passage
from inclead_graph.store import Store
from inclead_graph.terms import INC

__all__ = ["Statements", "by_line", "lacking"]


class Statements:
    """What is stated, by subject and predicate.

    Attributes:
        objects: the values of each subject and predicate.
        instances: the subjects of each class.
    """

    def __init__(self, store: Store) -> None:
        self.objects: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self.instances: defaultdict[str, list[str]] = defaultdict(list)
        for subject, predicate, value in store.statements():
            self.objects[subject, predicate].append(value)
            if predicate == str(RDF.type):
                self.instances[value].append(subject)

    def optional(self, iri: str, predicate: URIRef) -> str:
        """Return a value of a property; empty when there is none."""
        return next(iter(self.objects.get((iri, str(predicate)), ())), "")

    def one(self, iri: str, predicate: URIRef) -> str:
        """Return the one value of a property.

        Raises:
            OntologyError: it has none, or several.
        """
        values = self.objects[iri, str(predicate)]
        if len(values) != 1:
            raise lacking(iri, f"needs exactly one {predicate.rpartition('/')[2]} and has {len(values)}")
        return values[0]

    def cited(self, iri: str, passages: Mapping[str, Passage]) -> tuple[Passage, ...]:
        """Return the passages that a node cites, in the order of the text.

        Raises:
            OntologyError: it cites one that is not described.
        """
        ids = [value.rpartition("/")[2] for value in self.objects[iri, str(INC.passage)]]
        missing = [name for name in ids if name not in passages]
        if missing:
            raise lacking(iri, f"cites passage {missing[0]}, which ontology/toolkit/passages.ttl does not describe")
        return tuple(sorted((passages[name] for name in ids), key=by_line))


def by_line(passage: Passage) -> tuple[int, int]:
    """Return what puts passages into the order of the text."""
    return passage.first_line, passage.last_line


def lacking(iri: str, what: str) -> OntologyError:
    """Make the error for a node of the ontology that lacks something."""
    problem = Problem(iri.rpartition("/")[2], 0, 0, what, "run 'inclead ontology check' for everything")
    return OntologyError([problem])
