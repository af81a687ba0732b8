"""Read SSSOM/TSV mapping tables, and state them as SSSOM/RDF.

The format is small: metadata as YAML behind ``#``, then a table (https://mapping-commons.github.io/sssom/). What we
take is the part of version 1.0 that our tables use; a slot that is not taken is refused, not passed over.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from inclead_graph.errors import InputError, OntologyError, Problem, UnreadableError, nearest
from inclead_graph.located import Located, parse, validate
from inclead_graph.model.mapping import Mapping, MappingSet, MappingSetHead
from inclead_graph.store import Cell, Iri, Statement, is_iri
from inclead_graph.terms import INC, PREFIXES, compact

__all__ = ["TOOLKIT_PROVIDER", "links_of", "read_mapping_set", "statements_of"]

TOOLKIT_PROVIDER = "https://w3id.org/inclead/toolkit"
"""The provider of what the toolkit itself maps; every other set is curated."""

MAX_BYTES = 20_000_000

_SSSOM = PREFIXES["sssom"]
_OWL = PREFIXES["owl"]
_BUILT_IN = {
    **{prefix: PREFIXES[prefix] for prefix in ("owl", "rdfs", "semapv", "skos", "sssom", "xsd")},
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
_REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification", "confidence", "comment")
_COLUMNS = (
    *_REQUIRED,
    "subject_label",
    "object_label",
    "predicate_modifier",
    "author_id",
    "author_label",
    "mapping_source",
)


def read_mapping_set(file: Path) -> MappingSet:
    """Read one mapping table.

    Raises:
        UnreadableError: missing, too large, or not UTF-8.
        OntologyError: every problem of the table, each with its line.
    """
    head, body, first = _blocks(file)
    try:
        located = parse(head, file.name)
        metadata = validate(MappingSetHead, located)
    except InputError as error:
        raise OntologyError(error.problems) from None
    if wrong := list(_wrong_iris(metadata, located)):
        raise OntologyError(wrong)
    table = _Table(file.name, metadata, first)
    mappings = tuple(table.rows(body))
    if table.problems:
        raise OntologyError(table.problems)
    return MappingSet(
        iri=metadata.mapping_set_id,
        title=metadata.mapping_set_title,
        description=metadata.mapping_set_description,
        provider=metadata.mapping_provider,
        licence=metadata.license,
        creators=metadata.creator_label,
        date=metadata.mapping_date,
        curated=metadata.mapping_provider != TOOLKIT_PROVIDER,
        mappings=mappings,
    )


def _wrong_iris(metadata: MappingSetHead, located: Located) -> Iterator[Problem]:
    for name in ("mapping_set_id", "license", "mapping_provider"):
        if not is_iri(getattr(metadata, name)):
            yield located.problem((name,), f"'{getattr(metadata, name)}' is not an IRI", "write it as https://...")
    for prefix, iri in metadata.curie_map.items():
        place = ("curie_map", prefix)
        if not is_iri(iri):
            yield located.problem(place, f"'{iri}' is not an IRI", "write it as https://...")
        elif _BUILT_IN.get(prefix, iri) != iri:
            yield located.problem(place, f"the prefix '{prefix}' always stands for {_BUILT_IN[prefix]}", "leave it out")


def _blocks(file: Path) -> tuple[str, str, int]:
    """Split a table into its metadata, blanks in place of marks, and its rows; return the line of the header too."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise UnreadableError(f"{file.name}: larger than {MAX_BYTES:,} bytes; split it into several tables")
        lines = file.read_bytes().decode("utf-8-sig").splitlines(keepends=True)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{file.name}: not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise UnreadableError(f"{file.name}: cannot be read ({error.strerror})") from None
    length = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(f" {line[1:]}" for line in lines[:length]), "".join(lines[length:]), length + 1


_QUOTED = (
    "a quotation mark is opened and not closed as a table has it",
    "put a cell that begins with one into quotation marks, and write those within it twice",
)
_TABLE_FAULTS = {"unexpected end of data": _QUOTED, "'\t' expected after '\"'": _QUOTED}


class _Table:
    """Turns rows into mappings and keeps every problem."""

    def __init__(self, name: str, metadata: MappingSetHead, header_line: int) -> None:
        self.name = name
        self.prefixes = {**_BUILT_IN, **metadata.curie_map}
        self.line = header_line
        self.problems: list[Problem] = []
        self.seen: dict[tuple[str, str, str], int] = {}
        self.located = Located(name)

    def rows(self, body: str) -> Iterator[Mapping]:
        first = self.line
        reader = csv.reader(io.StringIO(body, newline=""), delimiter="\t", strict=True)
        try:
            header = next(reader, [])
            if not self.header(header):
                return
            self.line = first + reader.line_num
            for cells in reader:
                yield from self.row(header, cells)
                self.line = first + reader.line_num
        except csv.Error as error:
            self.say(*_TABLE_FAULTS.get(str(error), (f"this is not a table of values and tabs: {error}", "")))

    def row(self, header: list[str], cells: list[str]) -> Iterator[Mapping]:
        if len(cells) != len(header):
            self.say(f"has {len(cells)} columns, and the header {len(header)}", "separate the columns with tabs")
        elif found := self.mapping(dict(zip(header, cells, strict=True))):
            yield found

    def header(self, header: list[str]) -> bool:
        for name in header:
            if header.count(name) > 1:
                self.say(f"the column '{name}' appears twice", "keep one of them")
            if name not in _COLUMNS:
                self.say(f"'{name}' is not a column that we take", nearest(name, _COLUMNS))
        for name in _REQUIRED:
            if name not in header:
                self.say(f"the column '{name}' is missing", "add it")
        return not self.problems

    def mapping(self, row: dict[str, str]) -> Mapping | None:
        before = len(self.problems)
        subject, predicate, object_ = (self.iri(row[f"{part}_id"]) for part in ("subject", "predicate", "object"))
        justification = self.iri(row["mapping_justification"])
        confidence = self.number(row["confidence"])
        modifier = row.get("predicate_modifier", "")
        if modifier not in ("", "Not"):
            self.say(f"predicate_modifier '{modifier}' is not 'Not' or empty", "")
        if not row["comment"].strip():
            self.say("the comment is empty", "say in a sentence why the link is there")
        first = self.seen.setdefault((subject, predicate, object_), self.line)
        if first != self.line:
            self.say(f"the same link as line {first}", "keep one of them")
        if len(self.problems) > before:
            return None
        return Mapping(
            subject=subject,
            predicate=predicate,
            object=object_,
            negated=modifier == "Not",
            justification=justification,
            confidence=confidence,
            comment=row["comment"],
            author=row.get("author_label", ""),
            source=self.iri(row["mapping_source"]) if row.get("mapping_source") else "",
            line=self.line,
        )

    def iri(self, identifier: str) -> str:
        prefix, colon, local = identifier.partition(":")
        if not colon or not local:
            self.say(f"'{identifier}' is not an identifier with a prefix", "write it as lf:1.3.1")
        elif prefix not in self.prefixes:
            self.say(f"the prefix '{prefix}' is not in the curie_map", nearest(prefix, self.prefixes))
        elif not is_iri(iri := f"{self.prefixes[prefix]}{local}"):
            self.say(f"'{identifier}' does not make an IRI", "take out blanks and other signs that an IRI cannot have")
        else:
            return iri
        return ""

    def number(self, text: str) -> float:
        if not re.fullmatch(r"0(\.\d+)?|1(\.0+)?", text):
            self.say(f"confidence '{text}' is not a number from 0 to 1", "write it as 0.8")
            return -1.0
        return float(text)

    def say(self, what: str, todo: str) -> None:
        self.problems.append(Problem(self.name, self.line, 1, what, todo))


def statements_of(mapping_set: MappingSet) -> Iterator[Statement]:
    """State a mapping set as SSSOM/RDF, and each link that holds as a plain triple beside it.

    A mapping is an ``owl:Axiom`` named after its set, subject and object; one that is negated asserts no link.
    """
    this = Iri(mapping_set.iri)
    yield this, _type, Iri(f"{_SSSOM}MappingSet")
    yield from ((this, Iri(predicate), value) for predicate, value in _set_properties(mapping_set))
    for mapping in mapping_set.mappings:
        node = _node(mapping_set, mapping)
        yield this, Iri(f"{_SSSOM}mappings"), node
        yield node, _type, Iri(f"{_OWL}Axiom")
        yield from (
            (node, Iri(predicate), value) for predicate, value in _properties(mapping_set, mapping) if value != ""
        )
    yield from links_of(mapping_set)


def links_of(mapping_set: MappingSet) -> Iterator[Statement]:
    """State each link of a set that holds as a plain triple, and nothing about it."""
    for mapping in mapping_set.mappings:
        if not mapping.negated:
            yield Iri(mapping.subject), Iri(mapping.predicate), Iri(mapping.object)


_type = Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def _node(mapping_set: MappingSet, mapping: Mapping) -> Iri:
    ends = (mapping.subject, mapping.predicate, mapping.object)
    return Iri("/".join((mapping_set.iri, *(compact(end).replace(":", "-") for end in ends))))


def _set_properties(mapping_set: MappingSet) -> Iterable[tuple[str, Cell]]:
    yield f"{_SSSOM}mapping_set_title", mapping_set.title
    yield f"{PREFIXES['dcterms']}description", mapping_set.description
    yield f"{PREFIXES['dcterms']}license", Iri(mapping_set.licence)
    yield f"{_SSSOM}mapping_provider", Iri(mapping_set.provider)
    yield str(INC.curated), mapping_set.curated
    yield from ((f"{_SSSOM}creator_label", label) for label in mapping_set.creators)


def _properties(mapping_set: MappingSet, mapping: Mapping) -> Iterable[tuple[str, Cell]]:
    yield f"{_OWL}annotatedSource", Iri(mapping.subject)
    yield f"{_OWL}annotatedProperty", Iri(mapping.predicate)
    yield f"{_OWL}annotatedTarget", Iri(mapping.object)
    yield f"{_SSSOM}mapping_justification", Iri(mapping.justification)
    yield f"{_SSSOM}confidence", mapping.confidence
    yield f"{PREFIXES['rdfs']}comment", mapping.comment
    yield f"{_SSSOM}author_label", mapping.author
    yield f"{PREFIXES['pav']}authoredOn", mapping_set.date
    yield f"{_SSSOM}mapping_source", Iri(mapping.source) if mapping.source else ""
    yield str(INC.curated), mapping_set.curated
    if mapping.negated:
        yield f"{_SSSOM}predicate_modifier", Iri(f"{_SSSOM}NegatedPredicate")
