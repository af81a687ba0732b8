"""GEXF: out through NetworkX, in from Gephi and others, versions 1.0 to 1.3."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from pathlib import Path

from inclead_graph.errors import InputError, Problem
from inclead_graph.exchange.draft import Draft
from inclead_graph.exchange.graph import Drawing, FoundGraph, FoundLine, FoundNode, read_graph
from inclead_graph.exchange.records import Record
from inclead_graph.exchange.text import read_bytes
from inclead_graph.exchange.xml_graphs import as_networkx, finished
from inclead_graph.exchange.xml_tree import Element, parse

__all__ = ["gexf", "read_gexf"]

_SPACE = "http://www.gexf.net/1.2draft"
_DRAWN = {"color", "position", "size", "shape", "thickness"}


def gexf(drawing: Drawing) -> bytes:
    """Return a network as GEXF; the days on which things begin and end are those of Gephi's timeline."""
    import networkx as nx

    graph = as_networkx(drawing)
    for number, line in enumerate(drawing.lines):
        graph.edges[(*line.ends, str(number))]["id"] = str(number)
    ET.register_namespace("", _SPACE)
    written = io.BytesIO()
    nx.write_gexf(graph, written)
    root = ET.fromstring(written.getvalue())  # noqa: S314 (NetworkX wrote it)
    meta = root.find(f"{{{_SPACE}}}meta")
    if meta is not None:
        meta.clear()
        ET.SubElement(meta, f"{{{_SPACE}}}creator").text = "inclead-graph"
        ET.SubElement(meta, f"{{{_SPACE}}}description").text = drawing.about
    _without_keys(root)
    return finished(root, drawing)


def _without_keys(root: ET.Element) -> None:
    """Take out the number that NetworkX adds to each line of a multigraph; the id says the same."""
    for attributes in root.iter(f"{{{_SPACE}}}attributes"):
        for one in [one for one in attributes if one.get("title") == "networkx_key"]:
            attributes.remove(one)
            for values in root.iter(f"{{{_SPACE}}}attvalues"):
                values[:] = [value for value in values if value.get("for") != one.get("id")]


def read_gexf(path: Path, draft: Draft) -> None:
    """Read a GEXF file into a draft.

    Raises:
        UnreadableError: the file cannot be read, or has a DOCTYPE.
        InputError: it is not XML, or not GEXF.
    """
    root = parse(read_bytes(path), str(path))
    graph = next(root.all("graph"), None)
    if root.name != "gexf" or graph is None:
        what = f"this is not GEXF: it begins with '{root.name}'" if root.name != "gexf" else "there is no graph in it"
        raise InputError([Problem(str(path), root.line, root.column, what, "name the format with --from")])
    reader = _Reader(graph, str(path))
    for description in (one for meta in root.all("meta") for one in meta.all("description")):
        if description.text.lstrip().startswith("{"):
            about = Record({"about": description.text}, str(path), description.line, description.column)
            reader.graph.about = about
    draft.notes += reader.notes()
    read_graph(reader.graph, draft)


class _Reader:
    def __init__(self, graph: Element, file: str) -> None:
        self.file = file
        self.graph = FoundGraph()
        self.drawn = self.changing = False
        self.dated = graph.get("timeformat", "double") in ("date", "dateTime", "datetime")
        self.directed = graph.get("defaultedgetype", "undirected") == "directed"
        self.titles: dict[str, Mapping[str, Element]] = {
            kind: {
                one.get("id"): one
                for several in graph.all("attributes")
                if several.get("class") == kind
                for one in several.all("attribute")
            }
            for kind in ("node", "edge")
        }
        for node in _nodes(graph):
            self._node(node)
        for edges in graph.all("edges"):
            for edge in edges.all("edge"):
                self._edge(edge)

    def notes(self) -> Iterator[str]:
        if self.drawn:
            yield "how nodes and lines are drawn (places, colours, sizes) was left out"
        if self.changing:
            yield "some values change over time in this file; the last of each was taken"

    def _node(self, node: Element) -> None:
        values = self._values(node, "node")
        record = Record(values, self.file, node.line, node.column)
        self.graph.nodes.append(FoundNode(node.get("id"), record, node.get("id"), node.get("label") or None))

    def _edge(self, edge: Element) -> None:
        values = self._values(edge, "edge")
        for name in ("weight", "kind", "label"):
            if edge.get(name):
                values[name] = edge.get(name)
        kind = edge.get("type")
        record = Record(values, self.file, edge.line, edge.column)
        one_way = self.directed if kind in ("", "dir") else kind == "directed"
        self.graph.lines.append(FoundLine((edge.get("source"), edge.get("target")), record, one_way))

    def _values(self, element: Element, kind: str) -> dict[str, str]:
        titles = self.titles[kind]
        values = {one.get("title"): d.text.strip() for one in titles.values() for d in one.all("default")}
        self.drawn |= any(child.name in _DRAWN for child in element.children)
        given = [one for holder in element.all("attvalues") for one in holder.all("attvalue")]
        for one in given:
            title = titles.get(one.get("for") or one.get("id"))
            values[title.get("title") if title else one.get("for")] = one.get("value")
        self.changing |= len({one.get("for") for one in given}) < len(given)
        spells = [one for holder in element.all("spells") for one in holder.all("spell")]
        self.changing |= len(spells) > 1
        for name in ("start", "end"):
            day = element.get(name) or next((spell.get(name) for spell in reversed(spells)), "")
            if day:
                values[name if self.dated else f"other:{name}"] = day
        return {name: value for name, value in values.items() if name and value}


def _nodes(graph: Element) -> Iterator[Element]:
    for nodes in graph.all("nodes"):
        for node in nodes.all("node"):
            yield node
            yield from _nodes(node)
