"""GraphML: out through NetworkX, in from NetworkX, igraph, yEd, Gephi, Cytoscape and others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from inclead_graph.errors import InputError, Problem
from inclead_graph.exchange.draft import Draft
from inclead_graph.exchange.graph import Drawing, FoundGraph, FoundLine, FoundNode, read_graph
from inclead_graph.exchange.records import Record
from inclead_graph.exchange.text import read_bytes
from inclead_graph.exchange.xml_graphs import as_networkx, finished
from inclead_graph.exchange.xml_tree import Element, parse

__all__ = ["graphml", "read_graphml"]

_ABOUT = "network"


def graphml(drawing: Drawing) -> bytes:
    """Return a network as GraphML."""
    from networkx.readwrite.graphml import GraphMLWriter

    graph = as_networkx(drawing)
    graph.graph[_ABOUT] = drawing.about
    return finished(GraphMLWriter(graph, named_key_ids=False).xml, drawing)


def read_graphml(path: Path, draft: Draft) -> None:
    """Read a GraphML file into a draft.

    Raises:
        UnreadableError: the file cannot be read, or has a DOCTYPE.
        InputError: it is not XML, or not GraphML.
    """
    root = parse(read_bytes(path), str(path))
    if root.name != "graphml" or not any(root.all("graph")):
        what = (
            f"this is not GraphML: it begins with '{root.name}'"
            if root.name != "graphml"
            else "there is no graph in it"
        )
        raise InputError([Problem(str(path), root.line, root.column, what, "name the format with --from")])
    read_graph(_Reader(root, str(path), draft).graph, draft)


class _Reader:
    """Collects nodes, edges and their data, at any depth: groups of yEd hold graphs of their own."""

    def __init__(self, root: Element, file: str, draft: Draft) -> None:
        self.file = file
        self.draft = draft
        self.graph = FoundGraph()
        self.drawn = False
        self.keys: Mapping[str, Element] = {key.get("id"): key for key in root.all("key")}
        first, *others = root.all("graph")
        if others:
            what = f"there are {len(others) + 1} graphs in this file"
            draft.problems.append(Problem(file, others[0].line, others[0].column, what, "keep one graph in a file"))
        self._about(first)
        self._walk(first, first.get("edgedefault") == "directed")
        if self.drawn:
            draft.notes.append("how nodes and lines are drawn (places, colours, shapes) was left out")

    def _about(self, graph: Element) -> None:
        for data in graph.all("data"):
            if self._title(data) == _ABOUT and data.text.lstrip().startswith("{"):
                self.graph.about = Record({"about": data.text}, self.file, data.line, data.column)

    def _walk(self, graph: Element, directed: bool) -> None:
        for child in graph.children:
            if child.name == "node":
                self._node(child)
                for inner in child.all("graph"):
                    self._walk(inner, inner.get("edgedefault") == "directed")
            elif child.name == "edge":
                one_way = child.get("directed", "true" if directed else "false") == "true"
                record = Record(self._data(child, "edge"), self.file, child.line, child.column)
                self.graph.lines.append(FoundLine((child.get("source"), child.get("target")), record, one_way))
            elif child.name == "hyperedge":
                what = "a hyperedge ties more than two at once"
                todo = "write a tie for each two of them"
                self.draft.problems.append(Problem(self.file, child.line, child.column, what, todo))

    def _node(self, node: Element) -> None:
        values = self._data(node, "node")
        name = next((values.pop(key) for key in ("label", "Label", "name") if key in values), None)
        record = Record(values, self.file, node.line, node.column)
        self.graph.nodes.append(FoundNode(node.get("id"), record, node.get("id"), name))

    def _data(self, element: Element, kind: str) -> dict[str, str]:
        values = {key.get("attr.name"): text for key, text in self._defaults(kind)}
        for data in element.all("data"):
            text = data.text.strip()
            if data.children:
                self.drawn = True
                title, text = "label", next((one.text.strip() for one in _labels(data)), "")
            else:
                title = self._title(data)
            if title and text:
                values[title] = text
        return values

    def _defaults(self, kind: str) -> Iterator[tuple[Element, str]]:
        for key in self.keys.values():
            for default in key.all("default"):
                if key.get("for") in (kind, "all") and key.get("attr.name") and default.text.strip():
                    yield key, default.text.strip()

    def _title(self, data: Element) -> str:
        key = self.keys.get(data.get("key"))
        return (key.get("attr.name") if key else "") or data.get("key")


def _labels(data: Element) -> Iterator[Element]:
    yield from data.deep("NodeLabel")
    yield from data.deep("EdgeLabel")
