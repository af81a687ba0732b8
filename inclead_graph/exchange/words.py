"""How headings of other people's files are understood, and which words mean something to us."""

from __future__ import annotations

from collections.abc import Mapping

from inclead_graph.exchange.fields import fields_of, other_heading
from inclead_graph.exchange.records import heading
from inclead_graph.model.network import (
    InclusionGroup,
    NetworkOrganisation,
    Partnership,
    Scoping,
    Service,
    Trust,
)
from inclead_graph.model.value import Value

__all__ = ["ENDS", "GRAPH_NAMES", "PAJEK_DRAWING", "heading_for", "named"]

GRAPH_NAMES: Mapping[str, str] = {"from": "start", "until": "end", "source": "reference"}
"""Our fields whose names graph formats use for something else, and what they are called there."""

ENDS = (
    ("from", "to"),
    ("source", "target"),
    ("respondent", "partner"),
    ("respondent organization", "partner organization"),
    ("respondent organisation", "partner organisation"),
    ("respondent name", "partner name"),
    ("organisation", "partner"),
    ("organization", "partner"),
    ("first", "second"),
    ("node1", "node2"),
)
"""Pairs of headings under which the two ends of a tie stand."""

_SAME: Mapping[type[Value], Mapping[str, tuple[str, ...]]] = {
    NetworkOrganisation: {
        "name": (
            "label",
            "organisation name",
            "organization name",
            "primary organization",
            "organisation",
            "organization",
        ),
        "kind": (
            "type",
            "organisation type",
            "organization type",
            "primary org function",
            "primary organization function",
        ),
        "sector": ("organisation sector", "organization sector"),
        "locality": ("city", "town", "place"),
        "ods_code": ("ods",),
        "from": ("start date",),
        "until": ("end date",),
    },
    Partnership: {
        "kind": ("type", "interaction", "relationship type", "label"),
        "weight": ("strength",),
        "from": ("start date",),
        "until": ("end date",),
    },
}

_DRAWING = "x_fact y_fact phi r q ic bc bw lc la lr lphi lps fos font w c p s a h1 h2 a1 k1 a2 k2 ap"
PAJEK_DRAWING = frozenset(_DRAWING.split())
"""How Pajek says how to draw a vertex or a line."""

_OTHER_PROGRAMS = (
    "pajek mode",
    "edge type",
    "shared name",
    "shared interaction",
    "suid",
    "selected",
    "networkx key",
    "original id",
)

_PARTS = (NetworkOrganisation, InclusionGroup, Service, Trust, Partnership, Scoping)


def named(model: type[Value], headings: list[str], *, graph: bool = True) -> dict[str, str]:
    """Return the field that each heading stands for; a field's own name counts before any other name for it.

    Args:
        model: the part of the network.
        headings: as they stand in the file.
        graph: whether some fields have their names for graph formats.

    Example:
        >>> named(NetworkOrganisation, ["Label", "Type", "Favourite colour", "start"])
        {'Label': 'name', 'Type': 'kind', 'start': 'from'}
    """
    own = {heading(GRAPH_NAMES.get(field, field) if graph else field): field for field in fields_of(model)}
    also = {word: field for field, words in _SAME.get(model, {}).items() for word in words}
    found = {text: own[heading(text)] for text in headings if heading(text) in own}
    for word, field in also.items():
        text = next((text for text in headings if heading(text) == word and text not in found), None)
        if text and field not in found.values():
            found[text] = field
    return {text: found[text] for text in headings if text in found}


def _taken() -> frozenset[str]:
    fields = {name for part in _PARTS for name in fields_of(part)}
    also = {word for same in _SAME.values() for words in same.values() for word in words}
    formats = "id pid key value for color colour viz size position shape parents slices spells timestamp class"
    markers = "mode relation one_way reviews protocol scores scoping partnership review between direction directed"
    ours = {*fields, *GRAPH_NAMES.values(), *formats.split(), *markers.split(), *(end for ends in ENDS for end in ends)}
    ours |= PAJEK_DRAWING | set(_OTHER_PROGRAMS)
    return frozenset(heading(word) for word in {*ours, *also})


_TAKEN = _taken()


def heading_for(key: str) -> str:
    """Return the heading under which a column of somebody else's is written in any format.

    >>> heading_for("Wealth"), heading_for("Type"), heading_for("?")
    ('Wealth', 'other:Type', 'other:?')
    """
    plain = heading(key)
    return other_heading(key, not plain or plain in _TAKEN or key.endswith("_exact") or "(continued" in key)
