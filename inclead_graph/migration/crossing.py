"""What a mapping table says of each old thing, in either direction and over an edition between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from inclead_graph.errors import OntologyError, Problem, nearest
from inclead_graph.model.mapping import Mapping as Row

__all__ = ["BROADER", "NARROWER", "RELATED", "SAME", "Crossing", "Link", "Thing"]

SAME, NARROWER, BROADER, RELATED = "the same", "narrower", "broader", "related"
"""What the new thing is beside the old one."""

_RELATIONS = {"exactMatch": SAME, "closeMatch": SAME, "narrowMatch": NARROWER, "broadMatch": BROADER}
_TURNED = {NARROWER: BROADER, BROADER: NARROWER}


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a workspace may name: its id there, and its wording, by which it is known to be unchanged."""

    id: str
    iri: str
    wording: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One way from an old thing to a new one.

    Attributes:
        new: the id of the new thing; empty for a row that says what it is *not*.
        relation: what the new thing is beside the old one.
        confidence: that of the least sure row.
        rows: the rows gone along, as ``line 12 (closeMatch)``.
        why: their comments.
    """

    new: str
    relation: str
    confidence: float
    rows: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Crossing:
    """Old things, new things, and the links between them.

    Attributes:
        links: by the id of the old thing, in the order of the table.
        denied: what the table says an old thing is not, with the id of the new thing.
    """

    old: Mapping[str, Thing]
    new: Mapping[str, Thing]
    links: Mapping[str, Sequence[Link]] = field(default_factory=dict)
    denied: Mapping[str, Sequence[Link]] = field(default_factory=dict)

    @classmethod
    def along(cls, old: Mapping[str, Thing], new: Mapping[str, Thing], rows: Sequence[Row]) -> Crossing:
        """Go along the rows from the old things to the new ones, over at most one thing between.

        A row may be gone along backwards, unless the editions share identifiers: then its subject is the old thing.
        """
        by_iri = {thing.iri: name for name, thing in new.items()}
        one_way = not {thing.iri for thing in old.values()}.isdisjoint(by_iri)
        steps = list(_steps(rows, one_way=one_way))
        links: dict[str, list[Link]] = {}
        denied: dict[str, list[Link]] = {}
        for name, thing in old.items():
            for end, link, negated in _walks(thing.iri, steps, by_iri.keys()):
                found = denied if negated else links
                found.setdefault(name, []).append(
                    Link(by_iri[end], link.relation, link.confidence, link.rows, link.why)
                )
        return cls(old, new, links, denied)

    def kept(self, name: str) -> bool:
        """Say whether the new edition has a thing of this id, in the same words, and the table says nothing against."""
        mine, theirs = self.old.get(name), self.new.get(name)
        against = any(link.new == name for link in self.denied.get(name, ()))
        return mine is not None and theirs is not None and mine.wording == theirs.wording and not against


@dataclass(frozen=True, slots=True)
class _Step:
    start: str
    end: str
    link: Link
    negated: bool


def _steps(rows: Sequence[Row], *, one_way: bool) -> Iterator[_Step]:
    for row in rows:
        predicate = row.predicate.rpartition("#")[2].rpartition("/")[2]
        relation = _RELATIONS.get(predicate, RELATED)
        place = (f"line {row.line} ({'not ' if row.negated else ''}{predicate})",)
        yield _Step(row.subject, row.object, Link("", relation, row.confidence, place, row.comment), row.negated)
        if not one_way:
            turned = Link("", _TURNED.get(relation, relation), row.confidence, place, row.comment)
            yield _Step(row.object, row.subject, turned, row.negated)


def _walks(start: str, steps: Sequence[_Step], ends: object) -> Iterator[tuple[str, Link, bool]]:
    direct = [step for step in steps if step.start == start]
    there = {step.end for step in direct if step.end in ends}  # type: ignore[operator]
    for step in direct:
        if step.end in there:
            yield step.end, step.link, step.negated
    for step in direct:
        if step.end in there or step.negated:
            continue
        for further in steps:
            if further.start == step.end and further.end in ends and further.end not in there:  # type: ignore[operator]
                yield further.end, _joined(step.link, further.link), further.negated


def _joined(one: Link, other: Link) -> Link:
    """Put two links after each other: as sure as the less sure, and no closer than the less close."""
    kinds = {one.relation, other.relation} - {SAME}
    relation = SAME if not kinds else kinds.pop() if len(kinds) == 1 else RELATED
    why = f"{one.why} {other.why}"
    return Link("", relation, min(one.confidence, other.confidence), one.rows + other.rows, why)


def require_known(rows: Sequence[Row], old: Mapping[str, Thing], new: Mapping[str, Thing], file: str) -> None:
    """Check that each row leads from something of the old edition to something of the new one.

    Raises:
        OntologyError: every row that does not, with its line and the nearest thing that is known.
    """
    problems = []
    for row in rows:
        for iri, things, which in ((row.subject, old, "old"), (row.object, new, "new")):
            known = {thing.iri for thing in things.values()}
            if iri not in known:
                what = f"'{iri}' is nothing of the {which} edition that a workspace can name"
                problems.append(Problem(file, row.line, 1, what, nearest(iri, known)))
    if problems:
        raise OntologyError(problems)
