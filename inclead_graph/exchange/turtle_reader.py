"""From statements to a network: ours as it was, and what can be understood of other people's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rdflib import URIRef
from rdflib.namespace import DCTERMS, FOAF, ORG, PROV, RDF, RDFS, SDO, SKOS

from inclead_graph.errors import Problem, nearest
from inclead_graph.exchange.draft import Draft, Path_
from inclead_graph.exchange.fields import joined
from inclead_graph.exchange.names import id_from, is_id
from inclead_graph.exchange.network_terms import CLASSES, LINKS, LISTS, PLAIN, WORDS
from inclead_graph.exchange.records import Record
from inclead_graph.exchange.stated import Stated
from inclead_graph.exchange.turtle_places import NodeRecord, Places
from inclead_graph.model.network import (
    InclusionGroup,
    NetworkOrganisation,
    Partnership,
    PartnershipNetwork,
    PartnershipReview,
    PartnershipScore,
    Protocol,
    Scoping,
    Service,
    Trust,
)
from inclead_graph.model.value import Value
from inclead_graph.store import HERE, Iri
from inclead_graph.terms import INC, PREFIXES, compact

__all__ = ["read_statements"]

_ORGANISATIONS = (ORG.Organization, ORG.FormalOrganization, FOAF.Organization, SDO.Organization)
_NAMES = (SKOS.prefLabel, RDFS.label, FOAF.name, SDO.name, DCTERMS.title)
_PARTNERS = (INC.firstPartner, INC.secondPartner)
_ELSEWHERE = frozenset(
    map(
        str,
        (
            *(RDF.type, INC.order, INC.serves, INC.keptColumn, INC.protocol, INC.reviewOf, *_PARTNERS),
            *(ORG.linkedTo, ORG.hasMember, ORG.memberOf, PROV.hadMember, PROV.wasGeneratedBy, PROV.wasDerivedFrom),
            *(term for terms in (*LINKS.values(), *LISTS.values()) for term in terms.values()),
        ),
    )
)
"""Properties that are read by name, or say again what others say."""


def read_statements(stated: Stated, places: Places, draft: Draft) -> None:
    """Read the statements of a file into a draft.

    Args:
        stated: what the file says.
        places: on which line it says so.
        draft: takes the data, what is wrong, and what is worth a note.
    """
    _Reader(stated, places, draft).read()


class _Reader:
    def __init__(self, stated: Stated, places: Places, draft: Draft) -> None:
        self.stated = stated
        self.places = places
        self.draft = draft
        self.ids: dict[str, str] = {}
        self.made = 0
        self.left_out: set[str] = set()

    def read(self) -> None:
        self.named("organisations", NetworkOrganisation, self.stated.things(*_ORGANISATIONS))
        self.named("groups", InclusionGroup, self.stated.things(*CLASSES[InclusionGroup]))
        if not self.ids:
            what = "there are no organisations in it (org:Organization)"
            todo = "docs/networks.md shows which terms are understood"
            self.draft.problems.append(Problem(self.draft.file, 0, 0, what, todo))
        self.networks()
        self.linked("services", Service)
        self.linked("trust", Trust)
        self.partnerships()
        self.scopings()
        self.unattached()
        self.add_notes()

    def networks(self) -> None:
        for place, node in enumerate(self.stated.things(*CLASSES[PartnershipNetwork])):
            if place:
                problem = self.node(node).problem(None, "a second network stands here", "keep one network in a file")
                self.draft.problems.append(problem)
            else:
                self.network(node)

    def network(self, node: str) -> None:
        record = self.node(node)
        self.draft.data |= self.below(node, PartnershipNetwork, ())
        if self.stated.values(node, INC.assessed):
            self.draft.data["assessed"] = self.end(node, INC.assessed, record)
        anchors = [self.known(one, record, INC.anchors) for one in self.stated.listed(node, INC.anchors)]
        self.draft.data["anchors"] = [one for one in anchors if one]

    def named(self, part: str, model: type[Value], nodes: Sequence[str]) -> None:
        """Add organisations or groups, with an id made of the name for each that has none."""
        chosen = {node: self.stated.first(node, DCTERMS.identifier) for node in nodes}
        taken = {one for one in (*chosen.values(), *self.ids.values()) if is_id(one)}
        for node in nodes:
            record, named = self.record(node, model)
            name = next((record.values[heading] for heading, field in named.items() if field == "name"), _local(node))
            data = self.draft.add(part, model, record, named)
            data.setdefault("name", name)
            if not is_id(chosen[node]):
                data["id"] = id_from(name, taken)
                taken.add(data["id"])
                self.made += 1
            self.ids[node] = data["id"]
            self.add_columns(node, data)

    def linked(self, part: str, model: type[Value]) -> None:
        """Add services or answers about trust: what hangs on organisations and groups by properties."""
        for node in self.stated.things(*CLASSES[model]):
            ends = {field: self.end(node, term, self.node(node)) for field, term in LINKS[model].items()}
            if all(ends.values()):
                names: dict[Path_, str] = {(field,): compact(str(term)) for field, term in LINKS[model].items()}
                self.add(part, node, model, names).update(ends)

    def partnerships(self) -> None:
        nodes = self.stated.things(*CLASSES[Partnership])
        for node in nodes:
            data, path = self.between("partnerships", node, Partnership)
            self.add_columns(node, data)
            data["reviews"] = [
                self.review(one, (*path, "reviews", place))
                for place, one in enumerate(self.stated.with_value(INC.reviewOf, node))
            ]
        if not nodes:
            self.ties()

    def scopings(self) -> None:
        for node in self.stated.things(*CLASSES[Scoping]):
            data, path = self.between("scopings", node, Scoping)
            data["scores"] = self.scores(node, path)

    def between(self, part: str, node: str, model: type[Value]) -> tuple[dict[str, Any], Path_]:
        """Add a partnership or scoping; return its data and path."""
        record = self.node(node)
        members = self.stated.values(node, ORG.hasMember)
        if len(members) == 2 and not any(self.stated.values(node, term) for term in _PARTNERS):
            ends = [self.known(one, record, ORG.hasMember) for one in members]
        else:
            ends = [self.end(node, term, record) for term in _PARTNERS]
        names: dict[Path_, str] = {("between", at): compact(str(term)) for at, term in enumerate(_PARTNERS)}
        if not all(ends):
            return {}, ()
        data = self.add(part, node, model, {**names, ("between",): compact(str(_PARTNERS[0]))})
        path: Path_ = (part, len(self.draft.data[part]) - 1)
        data["between"] = ends
        protocols = self.stated.values(node, INC.protocol)
        if protocols:
            data["protocol"] = self.protocol(self.single(record, compact(str(INC.protocol)), protocols), path)
        return data, path

    def ties(self) -> None:
        """Take plain links between organisations for partnerships, in a file that has no other."""
        pairs = {
            tuple(sorted((self.ids[one], self.ids[other])))
            for one in self.ids
            for other in self.stated.values(one, ORG.linkedTo)
            if other in self.ids and other != one
        }
        if pairs:
            self.draft.data["partnerships"] = [{"between": list(pair)} for pair in sorted(pairs)]
            self.draft.notes.append(f"partnerships of which only org:linkedTo is said: {len(pairs)}")

    def review(self, node: str, path: Path_) -> dict[str, Any]:
        return {**self.below(node, PartnershipReview, path), "scores": self.scores(node, path)}

    def scores(self, activity: str, path: Path_) -> list[dict[str, Any]]:
        return [
            {**self.below(node, PartnershipScore, (*path, "scores", place)), "evidence": self.evidence(node)}
            for place, node in enumerate(self.stated.with_value(PROV.wasGeneratedBy, activity))
        ]

    def evidence(self, node: str) -> list[str]:
        listed = self.stated.listed(node, INC.evidenceInOrder)
        more = [one for one in self.stated.values(node, PROV.wasDerivedFrom) if one not in listed]
        return [self.stated.first(one, DCTERMS.identifier) or _local(one) for one in (*listed, *more)]

    def protocol(self, node: str, path: Path_) -> dict[str, Any]:
        lists = {field: self.stated.listed(node, term) for field, term in LISTS[Protocol].items()}
        return {**self.below(node, Protocol, (*path, "protocol")), **lists}

    def below(self, node: str, model: type[Value], path: Path_) -> dict[str, Any]:
        """Read what is said of a thing that stands within another."""
        record, named = self.record(node, model)
        self.draft.came_from(path, record, {(field,): heading for heading, field in named.items()})
        return self.draft.read(model, record, named)

    def add(self, part: str, node: str, model: type[Value], names: Mapping[Path_, str]) -> dict[str, Any]:
        record, named = self.record(node, model)
        data = self.draft.add(part, model, record, named)
        path = (part, len(self.draft.data[part]) - 1)
        self.draft.came_from(path, record, {**{(field,): heading for heading, field in named.items()}, **names})
        return data

    def add_columns(self, node: str, data: dict[str, Any]) -> None:
        columns = self.stated.values(node, INC.keptColumn)
        other = {self.stated.first(one, RDFS.label): self.stated.first(one, RDF.value) for one in columns}
        if other:
            data["other"] = {**data.get("other", {}), **other}

    def record(self, node: str, model: type[Value]) -> tuple[Record, dict[str, str]]:
        """Return what is said of a thing as a row, and the field that each heading of it stands for."""
        values: dict[str, str] = {}
        named: dict[str, str] = {}
        fields, here = self.fields(node, model), self.node(node)
        for predicate, objects in sorted(self.stated.of(node).items()):
            heading, (field, vocabulary) = compact(predicate), fields.get(predicate, ("", ""))
            if field and field not in named.values():
                chosen, *more = sorted(objects) if field == "name" else [self.single(here, heading, objects)]
                values[heading] = self.word(chosen, vocabulary, here, heading) if vocabulary else chosen
                named[heading] = field
                if more:
                    values[f"{heading} (others)"] = joined(more)
            elif predicate in _ELSEWHERE:
                continue
            elif "other" in model.model_fields:
                values[heading] = joined(sorted(objects))
            else:
                self.left_out.add(heading)
        values = {heading: text.strip() for heading, text in values.items() if text.strip()}
        return replace(here, values=values), {heading: field for heading, field in named.items() if heading in values}

    def fields(self, node: str, model: type[Value]) -> dict[str, tuple[str, str]]:
        """Return for each property the field that it states, and the vocabulary of its words."""
        found = {str(term): (field, "") for field, term in PLAIN[model].items()}
        for field, word in WORDS.get(model, {}).items():
            found |= {str(term): (field, word.vocabulary) for term in (word.known, word.own)}
        if "name" in PLAIN[model] and not self.stated.first(node, PLAIN[model]["name"]):
            found |= {str(term): ("name", "") for term in _NAMES if self.stated.first(node, term)}
        if "id" in PLAIN[model] and not is_id(self.stated.first(node, PLAIN[model]["id"])):
            del found[str(PLAIN[model]["id"])]
        return found

    def single(self, record: Record, heading: str, objects: Iterable[str]) -> str:
        several = sorted(objects)
        if len(several) > 1:
            shown = " and ".join(f"'{one[:80]}'" for one in several[:3])
            what = f"{heading} is said more than once: {shown}"
            self.draft.problems.append(record.problem(heading, what, "keep one of them"))
        return several[0]

    def word(self, value: str, vocabulary: str, record: Record, heading: str) -> str:
        """Return the word of a vocabulary that a concept stands for; text is a word already."""
        if not isinstance(value, Iri):
            return value
        known = {c.iri: word for word, c in self.draft.framework.vocabularies.get(vocabulary, {}).items()}
        if value in known:
            return known[value]
        if value.startswith(PREFIXES["inc"]):
            what = f"there is no {vocabulary} '{compact(value)}'"
            todo = nearest(compact(value), [compact(one) for one in known])
            self.draft.problems.append(record.problem(heading, what, todo))
        labels = (self.stated.first(value, term) for term in (SKOS.notation, *_NAMES))
        return next((label for label in labels if label), compact(value))

    def end(self, node: str, term: URIRef, record: Record) -> str | None:
        """Return the id of the one organisation or group that a property leads to."""
        heading, found = compact(str(term)), self.stated.values(node, term)
        if found:
            return self.known(self.single(record, heading, found), record, term)
        what = f"it does not say which organisation or group ({heading})"
        self.draft.problems.append(record.problem(None, what, "name one, or leave all of this out"))
        return None

    def known(self, value: str, record: Record, term: URIRef) -> str | None:
        if value not in self.ids:
            ids = [_shown(node) for node in self.ids]
            what = f"there is no organisation or group {_shown(value)}"
            todo = nearest(_shown(value), ids) or "describe it, or leave this out"
            self.draft.problems.append(record.problem(compact(str(term)), what, todo))
        return self.ids.get(value)

    def unattached(self) -> None:
        """Find reviews and scores that are part of nothing, and would be lost."""
        things, partnerships = self.stated.things, CLASSES[Partnership]
        judged = {*things(*CLASSES[PartnershipReview]), *things(*CLASSES[Scoping])}
        for model, term, wholes, what in (
            (PartnershipReview, INC.reviewOf, {*things(*partnerships)}, "no partnership"),
            (PartnershipScore, PROV.wasGeneratedBy, judged, "no review or scoping"),
        ):
            for node in things(*CLASSES[model]):
                if wholes.isdisjoint(self.stated.values(node, term)):
                    said = f"this is part of {what} that is described here ({compact(str(term))})"
                    todo = "say what it belongs to, or leave it out"
                    self.draft.problems.append(self.node(node).problem(None, said, todo))

    def node(self, node: str) -> NodeRecord:
        return self.places.record(node, _shown(node), self.draft.file, self.stated.of(node))

    def add_notes(self) -> None:
        if self.made:
            note = f"ids made of names, since there were none or they had signs that ids cannot have: {self.made}"
            self.draft.notes.append(note)
        if self.left_out:
            self.draft.notes.append(f"left out, since they mean nothing here: {', '.join(sorted(self.left_out))}")


def _shown(node: str) -> str:
    if node.startswith("_:"):
        return "a thing without a name"
    short = compact(node)
    return short if short != node else f"<{node.removeprefix(HERE)[:120]}>"


def _local(node: str) -> str:
    """Return the last part of a name.

    >>> _local("https://example.org/bodies#hub"), _local("urn:x:hub")
    ('hub', 'hub')
    """
    return node.rstrip("/#").replace("#", "/").replace(":", "/").rpartition("/")[2]
