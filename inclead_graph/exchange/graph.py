"""A network as nodes and lines between them, as graph programs have it, with nothing left out.

Organisations and groups are nodes, told apart by ``mode``. Partnerships, services, trust and scopings are lines, told
apart by ``relation``. What has no place in such a form (reviews, protocols, scores, what is said of the network as a
whole) is text in JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from inclead_graph.exchange.draft import Draft, Path_
from inclead_graph.exchange.fields import fields_of, other_key, plain_number, written
from inclead_graph.exchange.names import Finder, id_from, is_id
from inclead_graph.exchange.records import Record
from inclead_graph.exchange.words import GRAPH_NAMES, heading_for, named
from inclead_graph.model.network import (
    InclusionGroup,
    NetworkOrganisation,
    Partnership,
    PartnershipNetwork,
    Scoping,
    Service,
    Trust,
)
from inclead_graph.model.value import Value

__all__ = ["Drawing", "DrawnLine", "DrawnNode", "FoundGraph", "FoundLine", "FoundNode", "drawing_of", "read_graph"]

Attribute = str | float | int | bool

_RELATIONS: Mapping[str, tuple[str, type[Value]]] = {
    "partnership": ("partnerships", Partnership),
    "service": ("services", Service),
    "trust": ("trust", Trust),
    "scoping": ("scopings", Scoping),
}
_NESTED = ("reviews", "protocol", "scores")
EXACT = "_exact"
"""Behind the name of a number that is not the same as a binary one, under which it stands in full, as text."""


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A node to be written; its attributes include its ``mode``."""

    id: str
    name: str
    attributes: Mapping[str, Attribute]


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line to be written; its attributes include its ``relation``, and its ``weight`` where that is known."""

    ends: tuple[str, str]
    directed: bool
    attributes: Mapping[str, Attribute]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A network to be written as a graph.

    Attributes:
        about: what is said of the network as a whole, in JSON.
        directed: whether a partnership goes one way; where none does, programs are given an undirected graph.
    """

    about: str
    directed: bool
    nodes: tuple[DrawnNode, ...]
    lines: tuple[DrawnLine, ...]

    def texts(self) -> Iterator[str]:
        """Yield every text in it, for formats that cannot hold every character."""
        yield self.about
        for attributes in (*(node.attributes for node in self.nodes), *(line.attributes for line in self.lines)):
            yield from attributes
            yield from (value for value in attributes.values() if isinstance(value, str))
        yield from (node.name for node in self.nodes)


@dataclass(frozen=True, slots=True)
class FoundNode:
    """A node that was read.

    Attributes:
        key: what the lines of the file call it.
        id: its id, where the file has one that people chose.
        name: its label.
    """

    key: str
    record: Record
    id: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line that was read; ``headings`` are those that its ends stood under."""

    ends: tuple[str, str]
    record: Record
    directed: bool = False
    headings: tuple[str | None, str | None] = (None, None)


@dataclass(slots=True)
class FoundGraph:
    """A graph that was read.

    Attributes:
        about: what :attr:`Drawing.about` held; ``None`` in files of other programs.
        by_name: whether lines may name a node by its label, too.
    """

    nodes: list[FoundNode] = field(default_factory=list)
    lines: list[FoundLine] = field(default_factory=list)
    about: Record | None = None
    by_name: bool = False


def drawing_of(network: PartnershipNetwork) -> Drawing:
    """Return a network as nodes and lines.

    Example:
        >>> network = PartnershipNetwork(groups=({"id": "carers", "name": "Carers", "disadvantage": "caring"},))
        >>> drawing_of(network).nodes[0].attributes
        {'mode': 'group', 'disadvantage': 'caring'}
    """
    nodes = (
        *(DrawnNode(one.id, one.name, _attributes(one, mode="organisation")) for one in network.organisations),
        *(DrawnNode(one.id, one.name, _attributes(one, mode="group")) for one in network.groups),
    )
    lines = (
        *(DrawnLine(one.between, one.one_way, _attributes(one, "partnership")) for one in network.partnerships),
        *(DrawnLine((one.organisation, one.group), False, _attributes(one, "service")) for one in network.services),
        *(DrawnLine((one.by, one.of), True, _attributes(one, "trust")) for one in network.trust),
        *(DrawnLine(one.between, False, _attributes(one, "scoping")) for one in network.scopings),
    )
    plain = network.model_dump(mode="json", by_alias=True, include={*_own_names(network)}, exclude_defaults=True)
    about = json.dumps(plain, ensure_ascii=False)
    return Drawing(about, any(one.one_way for one in network.partnerships), nodes, lines)


def _own_names(network: PartnershipNetwork) -> Iterator[str]:
    aliases = fields_of(PartnershipNetwork)
    yield from (name for name, info in type(network).model_fields.items() if (info.alias or name) in aliases)


_ELSEWHERE = ("id", "name", "organisation", "group", "by", "of")


def _attributes(value: Value, relation: str = "", *, mode: str = "") -> dict[str, Attribute]:
    """Return what is said of a node or line, without its ids, which stand elsewhere."""
    data = value.model_dump(by_alias=True, exclude_none=True)
    found: dict[str, Attribute] = {"mode": mode} if mode else {"relation": relation}
    skipped = ("id", "name") if mode else () if relation in ("partnership", "scoping") else _ELSEWHERE
    for name in fields_of(type(value)):
        if name in data and name not in skipped:
            found.update(_attribute(GRAPH_NAMES.get(name, name), data[name]))
    nested = value.model_dump(mode="json", by_alias=True, exclude_defaults=True, include={*_NESTED})
    found.update({name: json.dumps(one, ensure_ascii=False) for name, one in nested.items() if one})
    return {**found, **{heading_for(key): text for key, text in data.get("other", {}).items()}}


def _attribute(name: str, value: Any) -> dict[str, Attribute]:
    if isinstance(value, Decimal):
        exact = Decimal(repr(float(value))) == value
        return {name: float(value), **({} if exact else {f"{name}{EXACT}": plain_number(value)})}
    return {name: value if isinstance(value, bool | int) else written(value)}


def read_graph(graph: FoundGraph, draft: Draft) -> None:
    """Read a graph, of ours or of another program, into a draft."""
    if graph.about is not None:
        said = _from_json(graph.about, None, graph.about.values["about"], draft, dict)
        draft.data.update(said)
        for name in said:
            draft.came_from((name,), graph.about, {})
    if not graph.nodes:
        _ends_as_nodes(graph, draft)
    ids = _add_nodes(graph, draft)
    known = [(node.key, node.key) for node in graph.nodes]
    if graph.by_name:
        known += [(node.name, node.key) for node in graph.nodes if node.name]
    _add_lines(graph, Finder(known), ids, draft)


def _ends_as_nodes(graph: FoundGraph, draft: Draft) -> None:
    found: dict[str, FoundNode] = {}
    for line in graph.lines:
        for end, name in zip(line.ends, line.headings, strict=True):
            if end and end not in found:
                column = line.record.columns.get(name or "", line.record.column)
                found[end] = FoundNode(end, replace(line.record, values={}, column=column), name=end)
    graph.nodes = list(found.values())
    if found:
        draft.notes.append(f"organisations made of the names in the ties, since nothing lists them: {len(found)}")


def _add_nodes(graph: FoundGraph, draft: Draft) -> Mapping[str, tuple[str, bool]]:
    """Add organisations and groups; return for each key its id, and whether it is a group's."""
    ids: dict[str, tuple[str, bool]] = {}
    first: dict[str, Record] = {}
    taken = {node.id for node in graph.nodes if node.id and is_id(node.id)}
    made = 0
    for node in graph.nodes:
        id_ = node.id if node.id and is_id(node.id) else id_from(node.name or node.id or node.key, taken)
        taken.add(id_)
        made += id_ != node.id
        if node.key in ids:
            what = f"'{node.key}' is here already ({first[node.key].where})"
            draft.problems.append(node.record.problem(None, what, "keep one of the two, or give each an id of its own"))
        ids.setdefault(node.key, (id_, _add_node(node, id_, draft)))
        first.setdefault(node.key, node.record)
    if made:
        draft.notes.append(f"ids made of names, since there were none or they had signs that ids cannot have: {made}")
    return ids


def _add_node(node: FoundNode, id_: str, draft: Draft) -> bool:
    """Add one organisation or group, and say whether it is a group."""
    group = node.record.values.get("mode") == "group"
    model: type[Value] = InclusionGroup if group else NetworkOrganisation
    record = _exactly(node.record, "mode", ("organisation", "group"))
    words = {text: field for text, field in named(model, list(record.values)).items() if field != "id"}
    data = draft.add("groups" if group else "organisations", model, record, words)
    name = data.get("name", node.name or node.id or node.key)
    kept = {"label": node.name if node.name != name else None, "original id": node.id if node.id != id_ else None}
    data.setdefault("other", {}).update({key: text for key, text in kept.items() if text})
    data.update(id=id_, name=name)
    return group


def _exactly(record: Record, marker: str, words: Sequence[str]) -> Record:
    """Take our own marker off a row, and put numbers in their exact form in their place."""
    values = dict(record.values)
    if values.get(marker) in words:
        del values[marker]
    exact = [name for name in values if name.endswith(EXACT) and other_key(name) == name]
    for name in exact:
        if name.removesuffix(EXACT) in values:
            values[name.removesuffix(EXACT)] = values.pop(name)
    return replace(record, values=values)


def _add_lines(graph: FoundGraph, finder: Finder, ids: Mapping[str, tuple[str, bool]], draft: Draft) -> None:
    lines, twice = _once(graph.lines)
    for line in lines:
        keys = [_end(line, at, finder, draft) for at in (0, 1)]
        if None not in keys:
            first, second = (ids[str(key)] for key in keys)
            _add_line(line, first, second, draft)
    if twice:
        draft.notes.append(f"ties given from both ends (A with B, B with A), which were taken once: {twice}")


def _once(lines: Sequence[FoundLine]) -> tuple[list[FoundLine], int]:
    """Join lines that stand in the file from both ends with the same values, as those who know no edges write them.

    Ours say themselves whether they go one way, and are left as they are.
    """
    found: dict[tuple[Any, ...], FoundLine] = {}
    twice = 0
    for number, line in enumerate(lines):
        values = tuple(sorted(line.record.values.items()))
        again = (line.ends[1], line.ends[0], line.directed, values)
        if "relation" not in line.record.values and again in found and line.ends[0] != line.ends[1]:
            found[again] = replace(found[again], directed=False)
            twice += 1
        else:
            key = (*line.ends, line.directed, values)
            found[key if key not in found else (*key, number)] = line
    return list(found.values()), twice


def _end(line: FoundLine, at: int, finder: Finder, draft: Draft) -> str | None:
    end = line.ends[at]
    found = finder.find(end)
    if found is None:
        what = f"there is no organisation '{end}'" if end else "an end of this tie is empty"
        todo = finder.hint(end) if end else "name the organisation, or leave the row out"
        draft.problems.append(line.record.problem(line.headings[at], what, todo))
    return found


def _add_line(line: FoundLine, first: tuple[str, bool], second: tuple[str, bool], draft: Draft) -> None:
    relation = line.record.values.get("relation", "")
    part, model = _RELATIONS.get(relation, _RELATIONS["partnership"])
    record = _exactly(line.record, "relation", tuple(_RELATIONS))
    nested = {name: record.values[name] for name in _NESTED if name in record.values and name in model.model_fields}
    plain = replace(record, values={name: text for name, text in record.values.items() if name not in nested})
    data = draft.add(part, model, plain, named(model, list(plain.values)))
    for name, text in nested.items():
        data[name] = _from_json(plain, name, text, draft, dict if name == "protocol" else list)
    if model is Service:
        data["organisation"], data["group"] = (first, second)[first[1]][0], (second, first)[first[1]][0]
        return
    if model is Trust:
        data.update(by=first[0], of=second[0])
        return
    data["between"] = [first[0], second[0]]
    if model is Partnership:
        data.setdefault("one_way", line.directed)
    names: dict[Path_, str] = {(field,): text for text, field in named(model, list(plain.values)).items()}
    names.update({("between", at): text for at, text in enumerate(line.headings) if text})
    if line.headings[1]:
        names[("between",)] = line.headings[1]
    draft.came_from((part, len(draft.data[part]) - 1), plain, names)


def _from_json(record: Record, name: str | None, text: str, draft: Draft, kind: type) -> Any:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, kind):
        return found
    what = f"{name or 'what is said of the network'} is not as it was exported"
    draft.problems.append(record.problem(name, what, "export the network again, or leave this out"))
    return kind()
