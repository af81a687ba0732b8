"""Cytoscape's JSON (.cyjs): of Cytoscape Desktop, of Cytoscape.js and of NetworkX.

NetworkX reads only what it wrote itself: it wants a ``value`` in each node, which Cytoscape does not write. Ours has
it, so that NetworkX reads it, too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from json import decoder, scanner
from pathlib import Path
from typing import Any

from inclead_graph.errors import InputError, Problem
from inclead_graph.exchange.draft import Draft
from inclead_graph.exchange.fields import plain_number
from inclead_graph.exchange.graph import Drawing, FoundGraph, FoundLine, FoundNode, read_graph
from inclead_graph.exchange.records import Record
from inclead_graph.exchange.text import read_text

__all__ = ["cytoscape", "read_cytoscape"]

_ABOUT = "network"
_SAID_ALREADY = ("id", "source", "target", "value")
_BOOKKEEPING = ("SUID", "selected", "shared_name", "shared_interaction")


def cytoscape(drawing: Drawing) -> bytes:
    """Return a network as Cytoscape's JSON."""
    nodes = [{"data": {"id": n.id, "value": n.id, "name": n.name, **n.attributes}} for n in drawing.nodes]
    edges = [
        {"data": {"id": f"e{number}", "source": line.ends[0], "target": line.ends[1], **line.attributes}}
        for number, line in enumerate(drawing.lines, start=1)
    ]
    document = {
        "data": {_ABOUT: drawing.about},
        "directed": drawing.directed,
        "multigraph": True,
        "elements": {"nodes": nodes, "edges": edges},
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def read_cytoscape(path: Path, draft: Draft) -> None:
    """Read Cytoscape's JSON into a draft.

    Raises:
        UnreadableError: the file cannot be read.
        InputError: it is not JSON, or has no nodes.
    """
    file = str(path)
    document, places = _parsed(read_text(path, draft.notes), file)
    nodes, edges = _elements(document)
    if not nodes and not edges:
        what = "there are no elements with nodes and edges in it"
        raise InputError([Problem(file, 1, 1, what, "export the network from Cytoscape as Cytoscape.js JSON (.cyjs)")])
    graph = FoundGraph()
    about = document["data"].get(_ABOUT) if isinstance(document.get("data"), dict) else None
    if isinstance(about, str) and about.startswith("{"):
        graph.about = Record({"about": about}, file, 1)
    directed = document.get("directed") is True
    for node in nodes:
        record = Record(_texts(node), file, *places.get(id(node), (1, 1)))
        key, name = _text(node.get("id")), record.values.get("name")
        values = {field: text for field, text in record.values.items() if field != "name"}
        graph.nodes.append(FoundNode(key, Record(values, file, record.line, record.column), key or None, name))
    for edge in edges:
        record = Record(_texts(edge), file, *places.get(id(edge), (1, 1)))
        graph.lines.append(FoundLine((_text(edge.get("source")), _text(edge.get("target"))), record, directed))
    read_graph(graph, draft)


def _elements(document: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the data of nodes and edges, grouped or in one list, as Cytoscape.js allows both."""
    elements = document.get("elements") if isinstance(document, dict) else None
    if isinstance(elements, list):
        data = _data(elements)
        edges = [one for one in data if "source" in one]
        return [one for one in data if "source" not in one], edges
    if isinstance(elements, dict):
        return _data(elements.get("nodes")), _data(elements.get("edges"))
    return [], []


def _data(several: Any) -> list[dict[str, Any]]:
    found = several if isinstance(several, list) else []
    return [one["data"] for one in found if isinstance(one, dict) and isinstance(one.get("data"), dict)]


def _texts(data: Mapping[str, Any]) -> dict[str, str]:
    found = {name: _text(value) for name, value in data.items() if name not in _SAID_ALREADY}
    if "SUID" in found and "source" in data:  # Cytoscape Desktop makes a line's name of its ends
        found.pop("name", None)
    return {name: text for name, text in found.items() if text and not ("SUID" in found and name in _BOOKKEEPING)}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain_number(value) if value.is_finite() else str(value)
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


class _Placed(json.JSONDecoder):
    """Reads JSON and keeps where each object begins."""

    def __init__(self) -> None:
        super().__init__(parse_float=Decimal, parse_int=Decimal, parse_constant=Decimal)
        self.starts: list[tuple[dict[str, Any], int]] = []
        self.parse_object = self._object
        self.scan_once = scanner.py_make_scanner(self)  # type: ignore[attr-defined]

    def _object(self, at: tuple[str, int], *arguments: Any) -> tuple[Any, int]:
        found, end = decoder.JSONObject(at, *arguments)  # type: ignore[attr-defined]
        self.starts.append((found, at[1] - 1))
        return found, end


def _parsed(text: str, file: str) -> tuple[dict[str, Any], Mapping[int, tuple[int, int]]]:
    reader = _Placed()
    try:
        document = reader.decode(text)
    except json.JSONDecodeError as error:
        what = f"this is not JSON ({error.msg})"
        raise InputError([Problem(file, error.lineno, error.colno, what, "export it again")]) from None
    except RecursionError:
        raise InputError([Problem(file, 1, 1, "nested too deep", "no file of a network is; export it again")]) from None
    places: dict[int, tuple[int, int]] = {}
    line, begins = 1, 0
    for found, start in sorted(reader.starts, key=lambda one: one[1]):
        line += text.count("\n", begins, start)
        begins = start
        places[id(found)] = line, start - text.rfind("\n", 0, start)
    return document if isinstance(document, dict) else {}, places
