"""All statements of the graph in memory, by subject and by object, for whoever reads the whole and not one thing."""

from __future__ import annotations

import re
from collections import defaultdict

from inclead_graph.store import Cell, Iri, Rows, Store
from inclead_graph.terms import expand

__all__ = ["TYPE", "Statements", "natural"]

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


class Statements:
    """The union of a store's graphs. Properties are written with a prefix, as ``skos:prefLabel``."""

    def __init__(self, store: Store) -> None:
        found = store.query("SELECT ?s ?p ?o WHERE { ?s ?p ?o }")
        assert isinstance(found, Rows)  # noqa: S101 (the query is ours)
        self._about: defaultdict[str, list[tuple[str, Cell]]] = defaultdict(list)
        self._into: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self._uses: defaultdict[str, int] = defaultdict(int)
        for subject, predicate, value in sorted(found.rows, key=lambda row: tuple(map(str, row))):
            assert value is not None  # noqa: S101 (a statement has an object)
            self._about[str(subject)].append((str(predicate), value))
            self._uses[str(predicate)] += 1
            if isinstance(value, Iri):
                self._into[str(value)].append((str(subject), str(predicate)))

    def subjects(self) -> list[str]:
        """Return everything that something is stated about, sorted."""
        return sorted(self._about)

    def about(self, iri: str) -> list[tuple[str, Cell]]:
        """Return property and value of each statement about a thing, sorted."""
        return self._about.get(iri, [])

    def into(self, iri: str) -> list[tuple[str, str]]:
        """Return subject and property of each statement whose value a thing is, sorted."""
        return self._into.get(iri, [])

    def values(self, iri: str, *properties: str) -> list[Cell]:
        """Return the values of some properties of a thing."""
        wanted = set(map(expand, properties))
        return [value for name, value in self.about(iri) if name in wanted]

    def iris(self, iri: str, *properties: str) -> tuple[str, ...]:
        """Return the values that are IRIs, each once."""
        return tuple(dict.fromkeys(str(v) for v in self.values(iri, *properties) if isinstance(v, Iri)))

    def text(self, iri: str, *properties: str) -> str:
        """Return the first value as text; empty where there is none."""
        return next((str(value) for value in self.values(iri, *properties)), "")

    def holders(self, property_: str, iri: str) -> tuple[str, ...]:
        """Return the things that have a thing as their value of a property."""
        wanted = expand(property_)
        return tuple(subject for subject, name in self.into(iri) if name == wanted)

    def instances(self, class_: str) -> tuple[str, ...]:
        """Return the things of a class, sorted."""
        return self.holders(TYPE, expand(class_))

    def uses(self, property_: str) -> int:
        """Return how many statements a property makes."""
        return self._uses.get(property_, 0)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that puts 1.2 before 1.10.

    >>> sorted(["BR10", "BR2", "BR1.A1"], key=natural)
    ['BR1.A1', 'BR2', 'BR10']
    """
    parts = (part for part in re.split(r"(\d+)", text) if part)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in parts)
