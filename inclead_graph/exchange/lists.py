"""Lists of nodes and of ties: Kumu's elements and connections, Gephi's tables, and any two columns of names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from inclead_graph.errors import nearest
from inclead_graph.exchange.draft import Draft
from inclead_graph.exchange.fields import Cell
from inclead_graph.exchange.graph import (
    EXACT,
    Attribute,
    Drawing,
    FoundGraph,
    FoundLine,
    FoundNode,
    drawing_of,
    read_graph,
)
from inclead_graph.exchange.records import Record, Table, heading
from inclead_graph.exchange.sheets import Sheet
from inclead_graph.exchange.words import ENDS
from inclead_graph.model.network import PartnershipNetwork

__all__ = ["ends_of", "graph_of_lists", "is_list", "kumu_sheets", "node_of", "read_lists"]

_NAMES = (
    "label",
    "name",
    "primary organization",
    "organisation name",
    "organization name",
    "organisation",
    "organization",
    "id",
)
_ONE_WAY: Mapping[str, bool] = {"directed": True, "mutual": False, "undirected": False}
_KUMU: Mapping[str, str] = {"name": "Label", "kind": "Type", "weight": "Strength"}
_OWN = {"mode", "relation", "reviews", "protocol", "scores"}
_ABOUT = "network (ignore)"


def ends_of(table: Table) -> tuple[str, str] | None:
    """Return the headings under which the two ends of ties stand; ``None`` in a list of something else."""
    names = {heading(text): text for text in table.headings}
    return next(((names[first], names[second]) for first, second in ENDS if {first, second} <= names.keys()), None)


def is_list(table: Table) -> bool:
    """Say whether a table lists nodes or ties."""
    return ends_of(table) is not None or any(heading(text) in _NAMES for text in table.headings)


def read_lists(tables: Sequence[Table], draft: Draft) -> None:
    """Read lists of nodes and ties into a draft."""
    read_graph(graph_of_lists(tables, draft), draft)


def graph_of_lists(tables: Sequence[Table], draft: Draft) -> FoundGraph:
    """Return lists as a graph; tables that are none are a problem, with the headings that were sought."""
    graph = FoundGraph(by_name=True)
    for table in tables:
        ends = ends_of(table)
        if heading(table.name) == "network" and [heading(text) for text in table.headings] == ["field", "value"]:
            graph.about = next((replace(r, values={"about": r.values.get("value", "")}) for r in table.records), None)
        elif ends:
            graph.lines += _lines(table, ends)
        elif is_list(table):
            graph.nodes += [node for record in table.records for node in node_of(record, draft)]
        else:
            sought = "'Label' (or 'name') for organisations, 'From' and 'To' (or 'source' and 'target') for ties"
            what = f"this is neither a list of organisations nor one of ties; the headings would be {sought}"
            hint = nearest(next(iter(table.headings), ""), ["Label", "name", "From", "To", "source", "target"])
            draft.problems.append(table.head.problem(None, what, hint if hint.startswith("did") else "rename them"))
    return graph


def node_of(record: Record, draft: Draft) -> Iterator[FoundNode]:
    """Yield the organisation of a row; nothing, and a problem, where it has no name."""
    names = {heading(text): text for text in record.values}
    name = next((record.values[names[one]] for one in _NAMES if one in names), None)
    if name is None:
        what = "this row names no organisation"
        draft.problems.append(record.problem(None, what, "write its name, or delete the row"))
        return
    chosen = record.values.get(names.get("id", ""))
    used = next(one for one in _NAMES if one in names)
    values = _ours(record, "mode", {names.get("id"), names[used]})
    yield FoundNode(chosen or name, replace(record, values=values), chosen, name)


def _lines(table: Table, ends: tuple[str, str]) -> Iterator[FoundLine]:
    first, second = ends
    directions = [text for text in table.headings if heading(text) in ("direction", "directed", "edge type", "type")]
    direction = next((text for text in directions if _says_direction(table, text)), None)
    words = next((text for text in table.headings if heading(text) == "strength"), None)
    in_words = words is not None and not any(_is_number(r.values.get(words, "")) for r in table.records)
    for record in table.records:
        skipped = {first, second, direction, *(text for text in table.headings if heading(text) == "id")}
        values = _ours(record, "relation", skipped)
        if in_words and words in values:
            values[f"other:{words}"] = values.pop(words)
        one_way = _ONE_WAY.get(record.values.get(direction or "", "").casefold(), False)
        # Kumu draws a connection to each of several elements that are parted by '|'.
        for other in record.values.get(second, "").split("|"):
            pair = record.values.get(first, ""), other.strip()
            yield FoundLine(pair, replace(record, values=values), one_way, ends)


def _says_direction(table: Table, text: str) -> bool:
    values = {record.values[text].casefold() for record in table.records if text in record.values}
    return bool(values) and values <= _ONE_WAY.keys()


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def kumu_sheets(network: PartnershipNetwork) -> list[Sheet]:
    """Return a network as Kumu imports it: elements, connections, and a sheet that Kumu passes over."""
    drawing = drawing_of(network)
    nodes: list[dict[str, Cell]] = [
        {"ID": node.id, "Label": node.name, **_for_kumu(node.attributes), **_shown(node.attributes, "mode")}
        for node in drawing.nodes
    ]
    lines: list[dict[str, Cell]] = [
        {
            "From": line.ends[0],
            "To": line.ends[1],
            "Direction": "directed" if line.directed else "undirected",
            **_for_kumu(line.attributes),
            **_shown(line.attributes, "relation"),
        }
        for line in drawing.lines
    ]
    return [
        Sheet("Elements", _columns(("ID", "Label", "Type"), nodes), nodes),
        Sheet("Connections", _columns(("From", "To", "Direction", "Type", "Strength"), lines), lines),
        *_about(drawing),
    ]


def _about(drawing: Drawing) -> list[Sheet]:
    return [Sheet(_ABOUT, ("field", "value"), [{"field": "network", "value": drawing.about}])]


def _for_kumu(attributes: Mapping[str, Attribute]) -> dict[str, Cell]:
    """Return attributes under Kumu's names, each number in its exact form."""
    exact = {name: str(attributes.get(f"{name}{EXACT}", value)) for name, value in attributes.items()}
    return {
        _KUMU.get(name, name): Decimal(exact[name]) if isinstance(value, float) else value
        for name, value in attributes.items()
        if not isinstance(attributes.get(name.removesuffix(EXACT)) if name.endswith(EXACT) else None, float)
    }


def _shown(attributes: Mapping[str, Attribute], marker: str) -> dict[str, Cell]:
    """Give what is neither an organisation nor a partnership a type to be coloured by."""
    return {} if attributes[marker] in ("organisation", "partnership") else {"Type": str(attributes[marker])}


def _ours(record: Record, marker: str, skipped: set[str | None]) -> dict[str, str]:
    """Return the values of a row, our own headings as we write them, without a type that only repeats our marker."""
    values = {text: value for text, value in record.values.items() if text not in skipped}
    for text in list(values):
        if heading(text) in _OWN:
            values[heading(text)] = values.pop(text)
    if values.get("Type", "") == values.get(marker):
        del values["Type"]
    return values


def _columns(first: Sequence[str], rows: Sequence[Mapping[str, object]]) -> list[str]:
    return list(dict.fromkeys([*first, *(name for row in rows for name in row)]))
