"""What GraphML and GEXF share on their way out: NetworkX writes them, and what it loses is put back."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from inclead_graph.errors import InputError, Problem
from inclead_graph.exchange.graph import Drawing

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["as_networkx", "finished"]


def as_networkx(drawing: Drawing) -> nx.MultiGraph[str]:
    """Return a drawing for NetworkX to write; the key of each line is its number.

    Raises:
        InputError: a text has a character that XML cannot hold.
    """
    import networkx as nx

    for text in drawing.texts():
        found = re.search("[\ufffe\uffff]", text)
        if found:
            what = f"'{text[:40]}' has the character U+{ord(found.group()):04X}, which XML cannot hold"
            raise InputError([Problem("network", 0, 0, what, "take it out, or export as csv or yaml")])
    graph: nx.MultiGraph[str] = nx.MultiDiGraph() if drawing.directed else nx.MultiGraph()
    for node in drawing.nodes:
        graph.add_node(node.id, label=node.name, **node.attributes)
    for number, line in enumerate(drawing.lines):
        first, second = line.ends
        graph.add_edge(first, second, key=str(number), **line.attributes)
    return graph


def finished(root: ET.Element, drawing: Drawing) -> bytes:
    """Put lines back in the order and direction of the network, both lost in a graph's own order, and write."""
    for holder in root.iter():
        edges = [child for child in holder if child.tag.endswith("edge")]
        if edges:
            others = [child for child in holder if not child.tag.endswith("edge")]
            holder[:] = [*others, *sorted(edges, key=lambda one: int(one.get("id", "")))]
        for edge in edges:
            first, second = drawing.lines[int(edge.get("id", ""))].ends
            edge.set("source", first)
            edge.set("target", second)
    ET.indent(root)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ET.tostring(root, encoding='unicode')}\n".encode()
