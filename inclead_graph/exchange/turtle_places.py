"""On which line of Turtle each thing is described: parsers do not say, and messages should."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from inclead_graph.errors import Problem
from inclead_graph.exchange.records import Record
from inclead_graph.store import HERE
from inclead_graph.terms import compact

__all__ = ["NodeRecord", "Places"]

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_PREFIX = re.compile(r"\s*@?prefix\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE)
_BASE_LINE = re.compile(r"\s*@?base\s+<([^>]*)>", re.IGNORECASE)
_TERMS = re.compile(r"\s*(<[^>\s]*>|[^\s<>\"'();,\[\]]+)(?:\s+(<[^>\s]*>|[^\s<>\"'();,\[\]]+))?")


@dataclass(frozen=True, slots=True)
class NodeRecord(Record):
    """What is said of one thing of a graph, each property with its line.

    Attributes:
        shown: what messages call it where its line is not known.
        lines: the line of each property, where it has one of its own.
    """

    shown: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)

    def problem(self, name: str | None, what: str, todo: str = "") -> Problem:
        """Make a problem that points at the line of a property, or of the thing, or else names the thing."""
        line = self.lines.get(name or "", self.line)
        return (
            Problem(self.file, line, 1, what, todo) if line else Problem(self.file, 0, 0, f"{self.shown}: {what}", todo)
        )

    @property
    def where(self) -> str:
        """Its place in words, for a message about another thing."""
        return f"line {self.line}" if self.line else self.shown


class Places:
    r"""Where things are described, as far as lines begin with their names, as programs and people write Turtle.

    Example:
        >>> places = Places('@prefix x: <urn:x:> .\nx:hub a x:Hub ;\n  x:weight 2 .\n')
        >>> places.lines[("urn:x:hub", "")], places.lines[("urn:x:hub", "urn:x:weight")]
        (2, 3)
    """

    def __init__(self, text: str) -> None:
        self.lines: dict[tuple[str, str], int] = {}
        self._prefixes: dict[str, str] = {}
        self._base = HERE
        subject, begins = "", True
        for number, line in enumerate(text.split("\n"), start=1):
            names = list(self._names(line))
            if names and begins:
                subject = names.pop(0)
                self.lines.setdefault((subject, ""), number)
            for predicate in names[:1]:
                self.lines.setdefault((subject, predicate), number)
            if line.strip():
                begins = line.rstrip().endswith(".")

    def record(self, node: str, shown: str, file: str, predicates: Iterable[str]) -> NodeRecord:
        """Return the place of a thing and of its properties, as a row that holds nothing yet."""
        found = {one: self.lines[node, one] for one in predicates if (node, one) in self.lines}
        lines = {compact(predicate): line for predicate, line in found.items()}
        return NodeRecord({}, file, self.lines.get((node, ""), 0), shown=shown, lines=lines)

    def _names(self, line: str) -> Iterator[str]:
        """Yield the IRIs of the first two terms of a line; nothing for a line that says how names are written."""
        prefix, base, terms = _PREFIX.match(line), _BASE_LINE.match(line), _TERMS.match(line)
        if prefix:
            self._prefixes[prefix[1]] = self._full(prefix[2])
        elif base:
            self._base = base[1]
        elif terms and not line.lstrip().startswith("#"):
            yield from (self._iri(term) for term in terms.groups() if term)

    def _iri(self, term: str) -> str:
        if term == "a":
            return _TYPE
        if term.startswith("<"):
            return self._full(term[1:-1])
        prefix, _, local = term.partition(":")
        return self._prefixes.get(prefix, f"{prefix}:") + re.sub(r"\\(.)", r"\1", local)

    def _full(self, iri: str) -> str:
        return f"{self._base.partition('#')[0]}{iri}" if iri.startswith("#") else urljoin(self._base, iri)
