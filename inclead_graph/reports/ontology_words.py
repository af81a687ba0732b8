"""What the pages of the ontology call things, which facts they show, and what their search finds."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from inclead_graph.inference.findings import long_date
from inclead_graph.knowledge.catalogue import Catalogue, Entry, Node
from inclead_graph.knowledge.declared import Term
from inclead_graph.knowledge.files import BASE, ONTOLOGY, RECORD, TOOLKIT
from inclead_graph.knowledge.mapping_sets import LinkSet
from inclead_graph.knowledge.shapes import Shape
from inclead_graph.model.question import Question
from inclead_graph.reports.ontology_places import Places
from inclead_graph.store import Cell, Iri
from inclead_graph.terms import compact, expand

__all__ = ["Words", "graph_words", "plain"]

_SCHEME = expand("skos:ConceptScheme")

_GRAPHS = {
    ONTOLOGY: "Classes, properties, vocabularies, sources, and the schemes of drivers.",
    TOOLKIT: "What the toolkit says, in our own words: stages, factors, criteria, competencies, indicators, passages.",
    RECORD: "What the public record says: competency frameworks, editions of the EDS, drivers; with sources and marks.",
}


class Words:
    """Names, facts and counts for the templates."""

    def __init__(self, catalogue: Catalogue, places: Places, shapes: Iterable[Shape]) -> None:
        self._catalogue = catalogue
        self._places = places
        self._shapes = tuple(shapes)
        self._names = {
            _SCHEME: "Scheme",
            **catalogue.words,
            **{term.iri: term.label for term in catalogue.terms},
            **{one.iri: one.title for one in catalogue.sets},
            **{shape.iri: shape.id for shape in self._shapes},
            **{iri: entry.label for iri, entry in catalogue.entries.items()},
        }
        self._links = {link.iri: link for one in catalogue.sets for link in one.links}
        self._ids = {shape.iri: shape.id for shape in self._shapes}
        self._homes: defaultdict[str, set[str]] = defaultdict(set)
        for entry in catalogue.entries.values():
            for kind in entry.kinds:
                self._homes[kind].add(places.file_of(entry.iri))

    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """Return what the templates call."""
        return {
            "facts": self.facts,
            "homes": self.homes,
            "meaning": self.meaning,
            "name": self.name,
            "notes": self.notes,
            "outside": outside,
            "plain": self.plain,
            "sets_with": self.sets_with,
            "shapes_on": self.shapes_on,
            "shown_kinds": shown_kinds,
            "supplied": self.supplied,
            "ties": self.ties,
            "title": title,
            "unverified": self.unverified,
        }

    @property
    def memory(self) -> str:
        """The words that stand beside what is stated from memory."""
        marks = {
            self._catalogue.entries[iri].mark for iri in self._catalogue.from_memory if iri in self._catalogue.entries
        }
        return self.name(min(marks)).lower() if marks else ""

    def name(self, iri: str) -> str:
        """Call a thing by its label; a row of a mapping set by its ends; what has none by its id."""
        if iri in self._links:
            link = self._links[iri]
            return f"link from {self.name(link.subject)} to {self.name(link.object)}"
        return self._names.get(iri) or compact(iri)

    def meaning(self, iri: str) -> str:
        """Say what a thing stands for; empty where nobody has said it."""
        return self._catalogue.entries[iri].meaning if iri in self._catalogue.entries else ""

    def identifier(self, iri: str) -> str:
        """Write an IRI with a prefix, a shape's too."""
        if iri in self._links:
            return f"{compact(self._links[iri].subject)} to {compact(self._links[iri].object)}"
        return self._ids.get(iri) or compact(iri)

    def graph(self, iri: str) -> str:
        """Say what a graph holds."""
        return graph_words(iri, self._catalogue)

    def plain(self, cell: Cell) -> str:
        """Write a value for reading."""
        return self.name(cell) if isinstance(cell, Iri) else plain(cell)

    def facts(self, entry: Entry) -> list[tuple[str, Cell]]:
        """Return the facts to list, notes last; that a thing is supplied by us is said in a sentence of its own."""
        notes = (expand("skos:note"), expand("skos:editorialNote"))
        listed = [(name, cell) for name, cell in entry.facts if name != expand("inc:curated")]
        return sorted(listed, key=lambda fact: fact[0] in notes)

    def supplied(self, entry: Entry) -> bool:
        """Say whether we supplied a thing and the toolkit does not have it."""
        return (expand("inc:curated"), True) in entry.facts

    def notes(self, entry: Entry) -> str:
        """Return the notes on a thing."""
        return " ".join(str(cell) for name, cell in entry.facts if name == expand("skos:note"))

    def ties(self, entry: Entry, below: Collection[Node] = ()) -> list[tuple[str, bool, list[str]]]:
        """Return what a thing is tied to, by property and direction, without what stands below it on the page."""
        children = {node.entry.iri for node in below}
        found: dict[tuple[str, bool], list[str]] = {}
        for tie in entry.ties:
            if tie.outward or tie.other not in children:
                found.setdefault((tie.property, tie.outward), []).append(tie.other)
        return [(name, outward, others) for (name, outward), others in found.items()]

    def unverified(self, iris: Iterable[str]) -> list[str]:
        """Return those that are from memory."""
        return [iri for iri in iris if iri in self._catalogue.from_memory]

    def homes(self, term: Term) -> list[tuple[str, str]]:
        """Return file and heading of the pages that hold things of a class."""
        called = {
            **{file: scheme.entry.label for file, scheme in self._places.schemes.items()},
            "vocabularies.html": "Vocabularies",
            "sources.html": "Sources",
            "passages.html": "Passages of the toolkit",
        }
        return [(file, label) for file, label in called.items() if file in self._homes[term.iri]]

    def sets_with(self, term: Term) -> list[LinkSet]:
        """Return the mapping sets that use a property."""
        return [one for one in self._catalogue.sets if any(link.predicate == term.iri for link in one.links)]

    def shapes_on(self, term: Term) -> list[Shape]:
        """Return the shapes that apply to a class, or look at a property."""
        return [
            shape
            for shape in self._shapes
            if any(target.iri == term.iri for target in shape.targets)
            or any(term.id in demand.path.replace("^", "").split("/") for demand in shape.demands)
        ]

    def everything(self, questions: Iterable[Question]) -> Iterator[dict[str, str]]:
        """Yield what the search finds."""
        for entry in self._catalogue.entries.values():
            mark = self.memory if entry.iri in self._catalogue.from_memory else ""
            kinds = ", ".join(map(self.name, shown_kinds(entry)))
            yield self._found(entry.iri, kinds, entry.meaning or self.notes(entry), entry.code, entry.also, mark)
        for term in self._catalogue.terms:
            yield self._found(term.iri, "Class" if term.is_class else "Property" if term.kind else "Term", term.meaning)
        for one in self._catalogue.sets:
            yield self._found(one.iri, "Mapping set", one.description)
        for shape in self._shapes:
            yield self._found(shape.iri, "Shape", "; ".join(demand.message for demand in shape.demands))
        for asked in questions:
            yield _thing(
                asked.head.title, asked.name, "Question", asked.head.about, f"questions.html#question:{asked.name}"
            )

    def _found(
        self, iri: str, kind: str, meaning: str, code: str = "", also: Iterable[str] = (), mark: str = ""
    ) -> dict[str, str]:
        return _thing(
            self.name(iri), self.identifier(iri), kind, meaning, self._places.href(iri), code, "; ".join(also), mark
        )


def _thing(
    label: str, id_: str, kind: str, meaning: str, href: str, code: str = "", also: str = "", mark: str = ""
) -> dict[str, str]:
    return {"label": label, "id": id_, "code": code, "also": also, "kind": kind, "meaning": meaning, "href": href,
            "mark": mark}  # fmt: skip


def graph_words(iri: str, catalogue: Catalogue) -> str:
    """Say what a graph holds: the title of a mapping set, or what we know of the folder that it was read from."""
    titles = {one.iri: f"Mapping set: {one.title}." for one in catalogue.sets}
    return titles.get(iri) or _GRAPHS.get(iri) or f"The folder {iri.removeprefix(BASE)}/ of the ontology."


def plain(cell: Cell) -> str:
    """Write a value for reading: a date in words, a number without noise.

    >>> plain(0.90), plain(0.00001), plain(True)
    ('0.9', '1e-05', 'yes')
    """
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float | Decimal):
        return f"{float(cell):.6g}"
    return long_date(cell) if isinstance(cell, dt.date) else str(cell)


def outside(cell: Cell) -> bool:
    """Say whether a value is an address on the web; anything else that looks like an address is shown as text."""
    return str(cell).startswith(("https://", "http://")) and not any(sign in str(cell) for sign in ' \n\t"<>')


def shown_kinds(entry: Entry) -> list[str]:
    """Return the classes to name; that something is a scheme goes without saying where it is of a class of ours too."""
    return [kind for kind in entry.kinds if kind != _SCHEME] or list(entry.kinds)


def title(entry: Entry) -> str:
    """Write a heading: the code comes first where it is a number or letters such as BR1.A1, not a word."""
    shown = entry.code and entry.code == entry.code.upper() and any(sign.isalnum() for sign in entry.code)
    return f"{entry.code} {entry.label}" if shown and entry.code != entry.label else entry.label
