"""Networks in Turtle: a graph of its own that comes back as it was, and other people's organisations in ORG."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from rdflib import Literal, URIRef
from rdflib.namespace import SKOS

from inclead_graph.exchange.draft import Draft
from inclead_graph.exchange.fields import plain_number
from inclead_graph.exchange.network_graph import Triple, network_triples
from inclead_graph.exchange.stated import Stated
from inclead_graph.exchange.text import read_text
from inclead_graph.exchange.turtle_places import Places
from inclead_graph.exchange.turtle_reader import read_statements
from inclead_graph.model.framework import Framework
from inclead_graph.model.network import PartnershipNetwork
from inclead_graph.store import Store
from inclead_graph.terms import PREFIXES

__all__ = ["network_turtle", "read_turtle"]

_HEAD = "# A network of partnerships; docs/networks.md says what each term stands for, and how to ask it questions.\n"
_PREFIXES = {name: PREFIXES[name] for name in ("dcterms", "inc", "org", "prov", "rdf", "rdfs", "skos", "xsd")}
_GRAPH = "urn:inclead:network"


def network_turtle(network: PartnershipNetwork, framework: Framework) -> bytes:
    """Write a network as Turtle; the same network gives the same text.

    The names of the network and of all things in it are made of its digest, so that they change when anything does.
    """
    base = f"{_GRAPH}:{_digest(network)}#"

    def minted(*parts: str) -> URIRef:
        return URIRef(base + ":".join(map(_plain_name, parts)))

    store = Store()
    graph = store.graph(_GRAPH)
    stated = set(network_triples(network, framework, minted))
    graph.addN((s, p, o, graph) for s, p, o in (*stated, *_words(stated, framework)))
    return (_HEAD + store.dump("ttl", prefixes={**_PREFIXES, "this": base})).encode()


def _plain_name(part: str) -> str:
    """Write a name with letters, digits and ``-`` alone: rdflib reads no other signs behind a prefix.

    >>> _plain_name("fen-cvs"), _plain_name("o.1 é")
    ('fen-cvs', 'o_2E1_20_C3_A9')
    """
    return re.sub(r"[^A-Za-z0-9-]", lambda sign: "".join(f"_{byte:02X}" for byte in sign[0].encode()), part)


def _words(stated: Iterable[Triple], framework: Framework) -> Iterator[Triple]:
    """Yield what the words that are used are called, so that the file can be read without the ontology."""
    used = {value for _, _, value in stated if isinstance(value, URIRef)}
    for concepts in framework.vocabularies.values():
        for concept in concepts.values():
            if URIRef(concept.iri) in used:
                yield URIRef(concept.iri), SKOS.notation, Literal(concept.notation)
                yield URIRef(concept.iri), SKOS.prefLabel, Literal(concept.label, lang="en")


def _digest(network: PartnershipNetwork) -> str:
    def plain(value: Any) -> str:
        return plain_number(value) if isinstance(value, Decimal) else str(value)

    data = network.model_dump(by_alias=True, exclude_defaults=True)
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=plain).encode()).hexdigest()


def read_turtle(path: Path, draft: Draft) -> None:
    """Read Turtle into a draft: a network of ours, by itself or in the graph of an assessment, or anybody's ORG.

    Raises:
        UnreadableError: the file cannot be read.
        InputError: it is not Turtle, with the line.
    """
    text = read_text(path, draft.notes)
    store = Store()
    store.load_turtle(text, draft.file, _GRAPH)
    read_statements(Stated(store), Places(text), draft)
