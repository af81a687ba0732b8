"""The mapping sets of the graph, as they are stated in it: title, origin, and every link with its reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from inclead_graph.knowledge.statements import Statements, natural
from inclead_graph.terms import compact

__all__ = ["CrossLink", "LinkSet", "link_sets"]


@dataclass(frozen=True, slots=True)
class CrossLink:
    """One row of a mapping set.

    Attributes:
        iri: the name of the row.
        set: IRI of its mapping set.
        subject, predicate, object: IRIs.
        negated: true for a link that is said not to hold.
        confidence: from 0 to 1.
        why: the reason, in a sentence.
        curated: true when we made it and the toolkit did not.
        passage: IRI of the passage in which it is printed; empty for a link that we curated.
    """

    iri: str
    set: str
    subject: str
    predicate: str
    object: str
    negated: bool
    confidence: float
    why: str
    curated: bool
    passage: str

    @property
    def place(self) -> str:
        """What its name adds to that of its set, as ``lf-1.1.1/skos-relatedMatch/ksf-2``."""
        return self.iri.removeprefix(f"{self.set}/")


@dataclass(frozen=True, slots=True)
class LinkSet:
    """One mapping set.

    Attributes:
        iri: its name, which is also that of its graph.
        dates: the days on which its links were made.
    """

    iri: str
    title: str
    description: str
    licence: str
    creators: tuple[str, ...]
    curated: bool
    dates: tuple[dt.date, ...]
    links: tuple[CrossLink, ...]

    @property
    def id(self) -> str:
        """Its IRI with a prefix."""
        return compact(self.iri)


def link_sets(graph: Statements) -> tuple[LinkSet, ...]:
    """Return every mapping set, the toolkit's own first, then by title."""
    found = [_link_set(iri, graph) for iri in graph.instances("sssom:MappingSet")]
    return tuple(sorted(found, key=lambda one: (one.curated, natural(one.title))))


def _link_set(iri: str, graph: Statements) -> LinkSet:
    rows = graph.iris(iri, "sssom:mappings")
    dates = {value for row in rows for value in graph.values(row, "pav:authoredOn") if isinstance(value, dt.date)}
    links = [_link(row, iri, graph) for row in rows]
    return LinkSet(
        iri=iri,
        title=graph.text(iri, "sssom:mapping_set_title") or compact(iri),
        description=graph.text(iri, "dcterms:description"),
        licence=graph.text(iri, "dcterms:license"),
        creators=tuple(map(str, graph.values(iri, "sssom:creator_label"))),
        curated=True in graph.values(iri, "inc:curated"),
        dates=tuple(sorted(dates)),
        links=tuple(sorted(links, key=lambda link: (natural(link.subject), link.predicate, natural(link.object)))),
    )


def _link(iri: str, set_: str, graph: Statements) -> CrossLink:
    return CrossLink(
        iri=iri,
        set=set_,
        subject=graph.text(iri, "owl:annotatedSource"),
        predicate=graph.text(iri, "owl:annotatedProperty"),
        object=graph.text(iri, "owl:annotatedTarget"),
        negated=bool(graph.values(iri, "sssom:predicate_modifier")),
        confidence=float(graph.text(iri, "sssom:confidence") or 0),
        why=graph.text(iri, "rdfs:comment"),
        curated=True in graph.values(iri, "inc:curated"),
        passage=graph.text(iri, "sssom:mapping_source"),
    )
