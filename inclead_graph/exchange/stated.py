"""What a graph that somebody wrote says of each thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rdflib import URIRef
from rdflib.namespace import RDF

from inclead_graph.store import Store
from inclead_graph.terms import INC

__all__ = ["Stated"]

_NOWHERE = 10**12


class Stated:
    """Statements by thing and property; things are :class:`~inclead_graph.store.Iri`, texts and numbers are text.

    Example::

        stated = Stated(store)
        [stated.first(node, SKOS.prefLabel) for node in stated.things(ORG.Organization)]
    """

    def __init__(self, store: Store) -> None:
        self._said: dict[str, dict[str, list[str]]] = {}
        self._to: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for subject, predicate, value in store.statements():
            self._said.setdefault(subject, {}).setdefault(predicate, []).append(value)
            self._to[predicate, value].append(subject)

    def of(self, node: str) -> Mapping[str, Sequence[str]]:
        """Return the values of each property of a thing."""
        return self._said.get(node, {})

    def values(self, node: str, term: URIRef) -> Sequence[str]:
        """Return the values of one property, in the order of their text."""
        return sorted(self.of(node).get(str(term), ()))

    def first(self, node: str, term: URIRef) -> str:
        """Return one value of a property; empty where there is none."""
        return next(iter(self.values(node, term)), "")

    def things(self, *classes: URIRef) -> list[str]:
        """Return what is of any of some classes, in order."""
        return self._in_order({node for one in classes for node in self._to[str(RDF.type), str(one)]})

    def with_value(self, term: URIRef, node: str) -> list[str]:
        """Return what has a thing for the value of a property, in order."""
        return self._in_order(self._to[str(term), node])

    def listed(self, node: str, term: URIRef) -> list[str]:
        """Return the values of a list; a value that is no list counts as a list of one."""
        found: list[str] = []
        for value in self.values(node, term):
            if str(RDF.first) not in self.of(value):
                found += [value] if value != str(RDF.nil) else []
            cell, seen = value, set[str]()
            while str(RDF.first) in self.of(cell) and cell not in seen:
                seen.add(cell)
                found.append(self.of(cell)[str(RDF.first)][0])
                cell = self.first(cell, RDF.rest)
        return found

    def _in_order(self, nodes: Iterable[str]) -> list[str]:
        def place(node: str) -> tuple[int, str]:
            order = self.first(node, INC.order)
            return (int(order) if order.isdecimal() and len(order) < 12 else _NOWHERE, node)

        return sorted(set(nodes), key=place)
