"""A network as a graph: organisations of the W3C's ORG vocabulary, and what is known of their partnerships.

One function states it for all: for a Turtle file of its own, and within the graph of an assessment. Everything has a
name, so that nothing depends on how a program numbers nameless nodes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, ORG, PROV, RDF, RDFS, XSD
from rdflib.term import Node

from inclead_graph.exchange.fields import plain_number
from inclead_graph.exchange.network_terms import CLASSES, LINKS, LISTS, PLAIN, WORDS
from inclead_graph.model.framework import Framework
from inclead_graph.model.network import (
    InclusionGroup,
    NetworkOrganisation,
    Partnership,
    PartnershipNetwork,
    PartnershipScore,
    Protocol,
    Scoping,
    Service,
    Trust,
)
from inclead_graph.model.value import Value
from inclead_graph.network.view import View, view_of
from inclead_graph.terms import INC

__all__ = ["Minted", "Triple", "network_triples"]

Triple = tuple[Node, Node, Node]
Minted = Callable[..., URIRef]
"""Makes an IRI of the parts of a name, as ``minted("partnership", "3", "review", "1")``."""


def network_triples(
    network: PartnershipNetwork, framework: Framework, minted: Minted, day: dt.date | None = None
) -> Iterator[Triple]:
    """Yield everything that a network says.

    The network is called ``minted("network")``, the assessed organisation ``minted("organisation")``, and records of
    evidence ``minted("evidence", ID)``: in the graph of an assessment they are the assessment's own.

    Args:
        network: what is known.
        framework: has the concepts that words stand for.
        minted: makes the names of things.
        day: the day whose ties and services are said in short (``org:linkedTo``, ``inc:serves``); left out, the
            network's own.

    Example::

        list(network_triples(network, framework, lambda *parts: URIRef(f"urn:x:{'/'.join(parts)}")))
    """
    yield from _Statements(network, framework, minted, view_of(network, day=day)).triples()


class _Statements:
    def __init__(self, network: PartnershipNetwork, framework: Framework, minted: Minted, view: View) -> None:
        self.network = network
        self.framework = framework
        self.minted = minted
        self.view = view
        self.whole = minted("network")
        self.ends = {one.id: minted("group", one.id) for one in network.groups}
        self.ends |= {one.id: minted("organisation", one.id) for one in network.organisations}
        if network.assessed is not None:
            self.ends[network.assessed] = minted("organisation")

    def triples(self) -> Iterator[Triple]:
        yield from self.plain(self.whole, self.network)
        yield from self.listed(("network",), self.network)
        parts: Iterable[tuple[Iterable[Value], Callable[[Any, int], Iterator[Triple]]]] = (
            (self.network.organisations, self.organisation),
            (self.network.groups, self.group),
            (self.network.services, self.service),
            (self.network.trust, self.trust),
            (self.network.partnerships, self.partnership),
            (self.network.scopings, self.scoping),
        )
        for values, stated in parts:
            for place, value in enumerate(values):
                yield from stated(value, place)
        yield from self.in_short()

    def organisation(self, one: NetworkOrganisation, place: int) -> Iterator[Triple]:
        yield from self.member(self.ends[one.id], one, place)
        yield from self.columns(self.ends[one.id], ("organisation", one.id), one.other)

    def group(self, one: InclusionGroup, place: int) -> Iterator[Triple]:
        yield from self.member(self.ends[one.id], one, place)
        yield from self.columns(self.ends[one.id], ("group", one.id), one.other)

    def service(self, one: Service, place: int) -> Iterator[Triple]:
        yield from self.member(self.minted("service", str(place + 1)), one, place)

    def trust(self, one: Trust, place: int) -> Iterator[Triple]:
        yield from self.member(self.minted("trust", str(place + 1)), one, place)

    def partnership(self, one: Partnership, place: int) -> Iterator[Triple]:
        name = ("partnership", str(place + 1))
        node = self.minted(*name)
        yield from self.member(node, one, place)
        yield from self.between(node, one.between)
        yield from ((node, ORG.hasMember, self.ends[end]) for end in one.between)
        yield from self.columns(node, name, one.other)
        for number, review in enumerate(one.reviews):
            here = (*name, "review", str(number + 1))
            yield from self.part(self.minted(*here), review, number)
            yield self.minted(*here), INC.reviewOf, node
            yield from self.scores(here, review.scores)
        yield from self.protocol(name, one.protocol)

    def scoping(self, one: Scoping, place: int) -> Iterator[Triple]:
        name = ("scoping", str(place + 1))
        yield from self.member(self.minted(*name), one, place)
        yield from self.between(self.minted(*name), one.between)
        yield from self.scores(name, one.scores)
        yield from self.protocol(name, one.protocol)

    def between(self, node: URIRef, between: tuple[str, str]) -> Iterator[Triple]:
        first, second = between
        yield node, INC.firstPartner, self.ends[first]
        yield node, INC.secondPartner, self.ends[second]

    def scores(self, name: tuple[str, ...], scores: Iterable[PartnershipScore]) -> Iterator[Triple]:
        for place, score in enumerate(scores):
            here = (*name, "score", str(place + 1))
            node = self.minted(*here)
            yield from self.part(node, score, place)
            yield node, PROV.wasGeneratedBy, self.minted(*name)
            yield from self.listed(here, score)
            for record in score.evidence:
                yield node, PROV.wasDerivedFrom, self.minted("evidence", record)
                yield self.minted("evidence", record), RDF.type, PROV.Entity
                yield self.minted("evidence", record), DCTERMS.identifier, Literal(record)

    def protocol(self, name: tuple[str, ...], protocol: Protocol | None) -> Iterator[Triple]:
        if protocol is not None:
            here = (*name, "protocol")
            yield self.minted(*name), INC.protocol, self.minted(*here)
            yield from self.plain(self.minted(*here), protocol)
            yield from self.listed(here, protocol)

    def member(self, node: URIRef, value: Value, place: int) -> Iterator[Triple]:
        yield self.whole, PROV.hadMember, node
        yield from self.part(node, value, place)

    def part(self, node: URIRef, value: Value, place: int) -> Iterator[Triple]:
        yield node, INC.order, Literal(place)
        yield from self.plain(node, value)

    def plain(self, node: URIRef, value: Value) -> Iterator[Triple]:
        """Yield what a thing is, and the fields that hold one value; what is as usual, or not known, is not stated."""
        kind = type(value)
        said = value.model_dump(by_alias=True, exclude_defaults=True)
        yield from ((node, RDF.type, one) for one in CLASSES[kind])
        yield from ((node, term, _literal(said[name])) for name, term in PLAIN[kind].items() if name in said)
        yield from ((node, term, self.ends[said[name]]) for name, term in LINKS.get(kind, {}).items() if name in said)
        for name, word in WORDS.get(kind, {}).items():
            if name in said:
                known = self.framework.vocabularies.get(word.vocabulary, {}).get(said[name])
                yield (node, word.known, URIRef(known.iri)) if known else (node, word.own, Literal(said[name]))

    def listed(self, name: tuple[str, ...], value: Value) -> Iterator[Triple]:
        for field, term in LISTS.get(type(value), {}).items():
            items = [self.item(field, one) for one in getattr(value, field)]
            cells = [self.minted(*name, field, str(number)) for number in range(1, len(items) + 1)]
            if cells:
                yield self.minted(*name), term, cells[0]
            for cell, item, rest in zip(cells, items, [*cells[1:], RDF.nil], strict=False):
                yield cell, RDF.first, item
                yield cell, RDF.rest, rest

    def item(self, field: str, value: str) -> Node:
        if field == "anchors":
            return self.ends[value]
        return self.minted("evidence", value) if field == "evidence" else Literal(value)

    def columns(self, node: URIRef, name: tuple[str, ...], other: Any) -> Iterator[Triple]:
        for heading, text in other.items():
            column = self.minted(*name, "column", heading)
            yield node, INC.keptColumn, column
            yield column, RDF.type, INC.KeptColumn
            yield column, RDFS.label, Literal(heading)
            yield column, RDF.value, Literal(text)

    def in_short(self) -> Iterator[Triple]:
        """Yield who is tied to whom, and who serves whom, on the day: so that simple questions have simple queries."""
        for tie in self.view.ties.values():
            for place in tie.partnerships:
                one = self.network.partnerships[place]
                first, second = (self.ends[end] for end in one.between)
                yield first, ORG.linkedTo, second
                if not one.one_way:
                    yield second, ORG.linkedTo, first
        for group, met in self.view.contact.items():
            yield from ((self.ends[organisation], INC.serves, self.ends[group]) for organisation in met)


def _literal(value: Any) -> Literal:
    if isinstance(value, Decimal):
        return Literal(plain_number(value), datatype=XSD.decimal)
    return Literal(value)
