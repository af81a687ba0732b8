"""Pajek's networks (.net): vertices, arcs that go one way and edges that go both ways.

NetworkX's own reader cannot keep both kinds of line apart in one file, and its writer takes nothing but text; so this
is done here, in the form that NetworkX and igraph read: behind the place and shape of a vertex, and behind the weight
of a line, there are names and values in turn. What a name or value cannot have there is written as ``&#34;``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from inclead_graph.errors import InputError, Problem
from inclead_graph.exchange.draft import Draft
from inclead_graph.exchange.fields import written
from inclead_graph.exchange.graph import Attribute, Drawing, FoundGraph, FoundLine, FoundNode, read_graph
from inclead_graph.exchange.records import Record
from inclead_graph.exchange.text import read_text
from inclead_graph.exchange.words import PAJEK_DRAWING

__all__ = ["pajek", "read_pajek"]

_ABOUT = "% inclead: "
_UNKNOWN = "unknown"
_SHAPES = {"ellipse", "box", "diamond", "triangle", "cross", "empty", "house", "man", "woman", "circle", "rectangle"}
_SECTIONS = {"*network", "*vertices", "*arcs", "*edges", "*arcslist", "*edgeslist", "*matrix"}
_VALUES = {"*vector", "*partition"}
_WORD = re.compile(r'"([^"]*)"|(\S+)')


def pajek(drawing: Drawing) -> bytes:
    """Return a network in Pajek's form, UTF-8."""
    numbers = {node.id: number for number, node in enumerate(drawing.nodes, start=1)}
    lines = [f"{_ABOUT}{_safe(drawing.about)}", f"*Vertices {len(numbers)}"]
    for node in drawing.nodes:
        rest = _pairs({"id": node.id, **node.attributes})
        lines.append(f'{numbers[node.id]} "{_safe(node.name)}" 0.0 0.0 ellipse {rest}')
    section = ""
    for line in drawing.lines:
        kind = "*Arcs" if line.directed else "*Edges"
        if kind != section:
            section = kind
            lines.append(kind)
        first, second = (numbers[end] for end in line.ends)
        weight = line.attributes.get("weight")
        said = {name: value for name, value in line.attributes.items() if name != "weight"}
        if weight is None:
            said["weight"] = _UNKNOWN
        lines.append(f"{first} {second} {1 if weight is None else weight} {_pairs(said)}")
    return ("\n".join(lines) + "\n").encode("utf-8")


def _pairs(attributes: Mapping[str, Attribute]) -> str:
    return " ".join(f'"{_safe(name)}" "{_safe(_plain(value))}"' for name, value in attributes.items())


def _plain(value: Attribute) -> str:
    return written(value) if isinstance(value, bool | str) else str(value)


def _safe(text: str) -> str:
    r"""Write what would end or part a value as a number.

    >>> _safe('say "a"\nb &#1;')
    'say &#34;a&#34;&#10;b &#38;#1;'
    """
    return re.sub(r'["\\\x00-\x1f\x85\u2028\u2029]|&(?=#)', lambda found: f"&#{ord(found.group())};", text)


def _unsafe(text: str) -> str:
    return re.sub(r"&#(\d{1,7});", lambda found: chr(min(int(found.group(1)), 0x10FFFF)), text)


def read_pajek(path: Path, draft: Draft) -> None:
    """Read a Pajek network into a draft.

    Raises:
        UnreadableError: the file cannot be read.
        InputError: there are no vertices in it.
    """
    reader = _Reader(str(path), draft)
    for number, line in enumerate(re.split(r"\r\n|\r|\n", read_text(path, draft.notes)), start=1):
        reader.read(number, line)
    if not reader.graph.nodes:
        what = "there are no vertices in it"
        raise InputError(
            [Problem(str(path), 0, 0, what, "a Pajek network has a line '*Vertices 12', and one for each")]
        )
    if reader.drawn:
        draft.notes.append("how nodes and lines are drawn (places, colours, shapes) was left out")
    for section, at in reader.left_out.items():
        draft.notes.append(f"{path}:{at}: {section} was left out; vertices, lines, vectors and partitions are read")
    read_graph(reader.graph, draft)


class _Reader:
    def __init__(self, file: str, draft: Draft) -> None:
        self.file = file
        self.draft = draft
        self.graph = FoundGraph()
        self.section = self.relation = ""
        self.keys: set[str] = set()
        self.first_mode: int | None = None
        self.row = 0
        self.drawn = self.elsewhere = False
        self.values = ""
        self.left_out: dict[str, int] = {}

    def read(self, number: int, line: str) -> None:
        if line.startswith(_ABOUT):
            self.graph.about = Record({"about": _unsafe(line.removeprefix(_ABOUT))}, self.file, number)
        elif line.startswith("*"):
            self._begin(number, line)
        elif line.strip() and not line.startswith("%"):
            words = [_unsafe(quoted or plain) for quoted, plain in _WORD.findall(line)]
            self._line(number, words)

    def _begin(self, number: int, line: str) -> None:
        words = [quoted or plain for quoted, plain in _WORD.findall(line)]
        self.section, self.row = words[0].lower().rstrip(":"), 0
        named = len(words) > 2 and words[1].startswith(":")
        self.relation = words[2] if named else ""
        if self.section == "*vertices" and len(words) > 2 and words[2].isdecimal() and words[2] != words[1]:
            self.first_mode = int(words[2])
            what = "a network of two modes; both are read as organisations, and 'Pajek mode' says which"
            self.draft.notes.append(f"{self.file}:{number}: {what}")
        if self.section in _VALUES:
            self.elsewhere, self.values = True, " ".join(words[1:]) or words[0].strip("*")
        elif self.section not in _SECTIONS:
            self.left_out.setdefault(words[0], number)
            self.elsewhere, self.values = True, ""
        elif self.section == "*network" and self.graph.nodes:
            what = "a second network begins here"
            self.draft.problems.append(Problem(self.file, number, 1, what, "keep one network in a file"))
        self.elsewhere &= self.section != "*network"

    def _line(self, number: int, words: Sequence[str]) -> None:
        self.row += 1
        if self.section == "*vertices":
            (self._value if self.elsewhere else self._vertex)(number, words)
        elif self.section in ("*arcs", "*edges"):
            self._tie(number, words)
        elif self.section in ("*arcslist", "*edgeslist"):
            for other in words[1:]:
                self._add(number, (words[0], other), {})
        elif self.section == "*matrix":
            self._row_of_a_matrix(number, words)

    def _row_of_a_matrix(self, number: int, words: Sequence[str]) -> None:
        for column, weight in enumerate(words, start=1):
            if weight.strip("0.-"):
                self._add(number, (str(self.row), str(column)), {"weight": weight})

    def _vertex(self, number: int, words: Sequence[str]) -> None:
        key, label = words[0], words[1] if len(words) > 1 else words[0]
        at = 2
        while at < len(words) and (_is_number(words[at]) or words[at].lower() in _SHAPES):
            at += 1
        self.drawn |= at > 2 and {*words[2:at]} != {"0.0", "ellipse"}
        values = self._values(words[at:])
        if self.first_mode is not None:
            values["Pajek mode"] = "1" if len(self.graph.nodes) < self.first_mode else "2"
        chosen = values.pop("id", None)
        self.graph.nodes.append(FoundNode(key, Record(values, self.file, number), chosen, label))

    def _value(self, number: int, words: Sequence[str]) -> None:
        """Read a line of a vector or partition of a project: the value of the vertex in the same place."""
        if not self.values:
            return
        if self.row > len(self.graph.nodes):
            what = f"'{self.values}' has more values than there are vertices"
            self.draft.problems.append(Problem(self.file, number, 1, what, "export the project again"))
            return
        node = self.graph.nodes[self.row - 1]
        record = replace(node.record, values={**node.record.values, self.values: words[0]})
        self.graph.nodes[self.row - 1] = replace(node, record=record)

    def _tie(self, number: int, words: Sequence[str]) -> None:
        if len(words) < 2:
            self.draft.problems.append(
                Problem(self.file, number, 1, "a tie needs two ends", "write '1 2', and a weight")
            )
            return
        weighed = len(words) % 2 == 1
        values = self._values(words[3 if weighed else 2 :])
        if values.get("weight") == _UNKNOWN:
            del values["weight"]
        elif weighed:
            values["weight"] = words[2]
        self._add(number, (words[0], words[1]), values)

    def _add(self, number: int, ends: tuple[str, str], values: dict[str, str]) -> None:
        if self.relation and "relation" not in values:
            values.setdefault("kind", self.relation)
        directed = self.section in ("*arcs", "*arcslist", "*matrix")
        self.graph.lines.append(FoundLine(ends, Record(values, self.file, number), directed))

    def _values(self, words: Sequence[str]) -> dict[str, str]:
        pairs = dict(_in_pairs(words))
        self.drawn |= not PAJEK_DRAWING.isdisjoint(pairs)
        return {name: value for name, value in pairs.items() if name not in PAJEK_DRAWING and value}


def _in_pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield from zip(words[::2], words[1::2], strict=False)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d*\.?\d+([eE]-?\d+)?", text) is not None
