"""What the graph describes, by name: resolving what people type, and searching labels that they half remember."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from inclead_graph.errors import QueryError, nearest
from inclead_graph.store import Iri, Rows, Store
from inclead_graph.terms import compact, expand

__all__ = ["Found", "Thing", "Things"]


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that the graph describes.

    Attributes:
        kinds: ids of its classes, as ``inc:Driver``.
        code: its notation, where it has one.
    """

    iri: str
    label: str
    code: str
    kinds: tuple[str, ...]
    alternatives: tuple[str, ...]
    definition: str

    @property
    def id(self) -> str:
        """Its IRI with a prefix."""
        return compact(self.iri)


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that a search found, and how well it fits, from 0 to 100."""

    thing: Thing
    score: float


class Things:
    """The things of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def all(self) -> Mapping[str, Thing]:
        """Every thing that has a label, by IRI."""
        found = self._store.query(_THINGS)
        assert isinstance(found, Rows)  # noqa: S101 (the query is ours)
        kinds: defaultdict[str, set[str]] = defaultdict(set)
        alternatives: defaultdict[str, set[str]] = defaultdict(set)
        rest: dict[str, tuple[str, str, str]] = {}
        for iri, label, code, kind, alternative, definition in found.rows:
            name = str(iri)
            rest[name] = (str(label), str(code or ""), str(definition or ""))
            kinds[name].add(compact(str(kind)))
            if alternative:
                alternatives[name].add(str(alternative))
        return {
            iri: Thing(iri, label, code, tuple(sorted(kinds[iri])), tuple(sorted(alternatives[iri])), definition)
            for iri, (label, code, definition) in sorted(rest.items())
        }

    @cached_property
    def from_memory(self) -> frozenset[str]:
        """IRIs of what is stated from memory and was not verified."""
        found = self._store.query("SELECT ?x WHERE { ?x inc:verification inc:from-memory }")
        assert isinstance(found, Rows)  # noqa: S101 (the query is ours)
        return frozenset(str(row[0]) for row in found.rows)

    def of(self, classes: Iterable[str]) -> list[Thing]:
        """Return the things of any of some classes (``inc:Driver``); of none given, all."""
        wanted = set(classes)
        return [thing for thing in self.all.values() if not wanted or wanted & set(thing.kinds)]

    def named(self, text: str, classes: Iterable[str] = (), where: str = "") -> Iri:
        """Return the one thing that a text names: by id, code, label or alternative label; capitals do not matter.

        Raises:
            QueryError: it names nothing of these classes, or several things; the message lists near ones.
        """
        among = self.of(classes)
        before = f"{where}: " if where else ""
        iri = expand(text.strip())
        if any(thing.iri == iri for thing in among):
            return Iri(iri)
        wanted = text.strip().casefold()
        matches = [t for t in among if wanted in _names(t)]
        if len(matches) == 1:
            return Iri(matches[0].iri)
        if matches:
            raise QueryError(f"{before}'{text}' may be any of {_listed(matches)}; write one of these")
        raise QueryError(f"{before}'{text}' is not known here; {self._hint(text, among)}")

    def kind_named(self, text: str) -> str:
        """Return the class that a text names: ``Driver``, ``inc:Driver`` or its label; capitals do not matter.

        Raises:
            QueryError: there is no such class; the message lists near ones.
        """
        names = {kind.partition(":")[2].casefold(): kind for thing in self.all.values() for kind in thing.kinds}
        labels = self._store.query("SELECT ?c ?l WHERE { ?c a owl:Class ; rdfs:label ?l }")
        assert isinstance(labels, Rows)  # noqa: S101 (the query is ours)
        known = {**{str(label).casefold(): compact(str(iri)) for iri, label in labels.rows}, **names}
        wanted = text.strip().removeprefix("inc:").casefold()
        if wanted not in known:
            hint = nearest(text, [kind.partition(":")[2] for kind in names.values()])
            raise QueryError(f"there is no kind '{text}'; {hint}")
        return known[wanted]

    def group_named(self, text: str) -> list[str]:
        """Return the IRIs of what a text names: the members of a framework, the things of a kind, or one thing.

        Raises:
            QueryError: it names none of these.
        """
        members = self._store.query(
            "SELECT ?member ?name WHERE { ?member skos:inScheme ?scheme . ?scheme skos:notation|skos:altLabel ?name }"
        )
        assert isinstance(members, Rows)  # noqa: S101 (the query is ours)
        inside = {str(iri) for iri, name in members.rows if str(name).casefold() == text.strip().casefold()}
        if inside:
            return sorted(inside)
        try:
            return [thing.iri for thing in self.of([self.kind_named(text)])]
        except QueryError:
            return [self.named(text)]

    def search(self, words: str, classes: Iterable[str] = (), most: int = 20) -> list[Found]:
        """Return the things that fit the words, misspelt or not, best first; what is called just so before all others.

        Each word counts by the word most like it in a thing's codes and labels or, a little less, in its definition.
        """
        wanted = _words(words)
        if not wanted:
            return []
        likeness = [self._likeness(word) for word in wanted]
        found = [Found(thing, _fit(thing, likeness)) for thing in self.of(classes)]
        found.sort(key=lambda f: (not _is_called(f.thing, words), -f.score, len(f.thing.label), f.thing.id))
        return [f for f in found[:most] if f.score >= FITS]

    def _likeness(self, word: str) -> Mapping[str, float]:
        """Return how like a word each word of the graph is, from 0 to 100."""
        from rapidfuzz import fuzz

        return {known: 100.0 if known == word else fuzz.ratio(word, known) * 0.98 for known in self._vocabulary}

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset(w for thing in self.all.values() for w in (*_named_words(thing), *_words(thing.definition)))

    def _hint(self, text: str, among: list[Thing]) -> str:
        elsewhere = [t for t in self.all.values() if text.strip().casefold() in _names(t)]
        if elsewhere:
            return f"there is {_listed(elsewhere)}, which is of another kind"
        names = [name for thing in among for name in (thing.code, thing.label, *thing.alternatives) if name]
        near = nearest(text, names)
        return near or "'inclead find' searches by words"


FITS = 70
"""The lowest score of a search that is shown."""


def _spelt(text: str) -> list[str]:
    """Return the words of a text; a code as 1.4.3 is one."""
    return re.findall(r"[^\W_]+(?:\.[^\W_]+)*", text.casefold())


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_spelt(text)))


def _is_called(thing: Thing, words: str) -> bool:
    return _spelt(words) in map(_spelt, _names(thing))


def _named_words(thing: Thing) -> tuple[str, ...]:
    return _words(" ".join((thing.id, thing.label, thing.code, *thing.alternatives)))


def _fit(thing: Thing, likeness: Iterable[Mapping[str, float]]) -> float:
    """Average over the words that are sought; a word of a label counts more than one of a definition."""
    names, meaning = _named_words(thing), _words(thing.definition)
    best = [
        max((*(like[word] for word in names), *(like[word] * 0.92 for word in meaning)), default=0.0)
        for like in likeness
    ]
    return round(sum(best) / len(best), 1)


def _names(thing: Thing) -> set[str]:
    local = thing.id.partition(":")[2]
    return {n.casefold() for n in (thing.id, local, thing.code, thing.label, *thing.alternatives) if n}


def _listed(things: list[Thing]) -> str:
    shown = ", ".join(f"{thing.id} ({thing.label})" for thing in things[:6])
    return f"{shown} and {len(things) - 6} more" if len(things) > 6 else shown


_THINGS = """
SELECT ?thing ?label ?code ?kind ?alternative ?definition
WHERE {
  ?thing skos:prefLabel ?label ; a ?kind .
  OPTIONAL { ?thing skos:notation ?code }
  OPTIONAL { ?thing skos:altLabel ?alternative }
  OPTIONAL { ?thing skos:definition ?definition }
}
"""
