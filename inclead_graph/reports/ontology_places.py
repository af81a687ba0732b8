"""Where each thing of the graph stands in the pages of the ontology: a file, and a place in it that does not change.

A thing's place is called by its id, as ``drivers.html#driver:psed``; a row of a mapping set by what its name adds to
that of its set.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from inclead_graph.knowledge.catalogue import Catalogue, Entry, Group, Node, Scheme
from inclead_graph.knowledge.mapping_sets import LinkSet
from inclead_graph.knowledge.shapes import Shape
from inclead_graph.terms import compact, expand

__all__ = ["Places"]

_FIXED = ("index", "terms", "vocabularies", "sources", "passages", "shapes", "questions", "search")


class Places:
    """The files, and what stands where in them.

    Attributes:
        schemes: file and scheme of each page that holds one; things in no scheme have one of their own.
        sets: file and mapping set.
        works: what sources are told about beside: the toolkit itself.
    """

    def __init__(self, catalogue: Catalogue, shapes: Iterable[Shape]) -> None:
        self._taken = set(_FIXED)
        self._at: dict[str, tuple[str, str]] = {}
        self.works = _works(catalogue)
        for term in catalogue.terms:
            self._put("terms.html", term.iri)
        for shape in shapes:
            self._put("shapes.html", shape.iri, shape.id)
        for entry in (*catalogue.of("inc:Source"), *self.works):
            self._put("sources.html", entry.iri)
        for entry in catalogue.of("inc:Passage"):
            self._put("passages.html", entry.iri)
        own = [scheme for scheme in catalogue.schemes if not scheme.is_vocabulary]
        self.schemes: Mapping[str, Scheme] = {self._file(scheme.entry.id): scheme for scheme in own}
        self.sets: Mapping[str, LinkSet] = {self._file(one.id): one for one in catalogue.sets}
        for file, one in self.sets.items():
            self._put(file, one.iri)
            for link in one.links:
                self._put(file, link.iri, link.place)
        self._put_schemes(catalogue)

    def _put_schemes(self, catalogue: Catalogue) -> None:
        """Give each scheme and each member a place; a scheme that is in another stands on its own page."""
        pages = [(file, scheme) for file, scheme in self.schemes.items()]
        pages += [("vocabularies.html", scheme) for scheme in catalogue.schemes if scheme.is_vocabulary]
        for file, scheme in pages:
            self._put(file, scheme.entry.iri)
        for file, scheme in pages:
            for iri in scheme.members:
                self._put(file, iri)
        strays = tuple(entry for iri, entry in catalogue.entries.items() if iri not in self._at)
        if strays:
            file = self._file("others")
            self.schemes = {**self.schemes, file: _strays(strays)}
            for entry in strays:
                self._put(file, entry.iri)

    def href(self, iri: str) -> str:
        """Return the link to a thing; empty for what has no place."""
        if iri not in self._at:
            return ""
        file, anchor = self._at[iri]
        return f"{file}#{quote(anchor, safe=_SAFE)}"

    def file_of(self, iri: str) -> str:
        """Return the file that a thing stands in; empty for what has no place."""
        return self._at.get(iri, ("", ""))[0]

    def _put(self, file: str, iri: str, anchor: str = "") -> None:
        self._at.setdefault(iri, (file, anchor or compact(iri)))

    def _file(self, identifier: str) -> str:
        """Return a file name of its own for an id, made of letters, digits and hyphens alone."""
        stem = re.sub(r"[^a-z0-9]+", "-", identifier.removeprefix("inc:").lower()).strip("-") or "page"
        name, number = stem, 2
        while name in self._taken:
            name, number = f"{stem}-{number}", number + 1
        self._taken.add(name)
        return f"{name}.html"


_SAFE = ":/.@!$&()*+,;=?-_~"
"""What may stand in a fragment as it is (RFC 3986)."""


def _works(catalogue: Catalogue) -> tuple[Entry, ...]:
    work = expand("dcterms:BibliographicResource")
    return tuple(e for e in catalogue.entries.values() if work in e.kinds and expand("inc:Source") not in e.kinds)


def _strays(entries: tuple[Entry, ...]) -> Scheme:
    nodes = tuple(Node(entry, ()) for entry in entries)
    nothing = Entry("", "Things in no scheme", "", (), (), "", (), (), (), (), (), "", None, None)
    return Scheme(nothing, "", is_vocabulary=False, groups=(Group("", nodes),), members=tuple(e.iri for e in entries))
