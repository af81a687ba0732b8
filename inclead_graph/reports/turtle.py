"""The result as a graph: EARL assertions, and findings whose PROV-O derivations end in evidence.

Every finding is ``prov:wasDerivedFrom`` the findings and evidence that its rule matched, so that one property path
(``prov:wasDerivedFrom+``) walks from a grade to its evidence; the rule is the ``prov:hadPlan`` of its qualified
association, and its ``sh:sourceRule``. The graph's name is the assessment's IRI, which the graph itself calls a
``prov:Bundle``: load it under that name.

Where the assessment has a network of partnerships, all that it says is in the same graph: the assessment used it, and
the organisation that is assessed is one node in both (docs/decisions/0021-network-graph.md).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, ORG, PROV, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from inclead_graph.assess import Result
from inclead_graph.exchange.network_graph import Triple, network_triples
from inclead_graph.inference.engine import Key
from inclead_graph.inference.facts import ORGANISATION
from inclead_graph.inference.rules import Is, Rule, Value, properties_of
from inclead_graph.knowledge.assessed import give_lasting_names
from inclead_graph.model.assessment import EdsRecord, Evidence, Grading, GradingDecision, Moderation
from inclead_graph.model.history import NOT_SEALED, Sealing
from inclead_graph.network.evidence import is_derived
from inclead_graph.store import Store
from inclead_graph.terms import EARL, INC, PASSAGE, RULE, SH

if TYPE_CHECKING:
    from inclead_graph.reports.gathered import Gathered

__all__ = ["graph_name", "kept", "stored", "triples", "write", "write_json_ld"]


def graph_name(result: Result) -> URIRef:
    """Return the IRI of a result's graph: it changes when anything that the result rests on does."""
    return URIRef(f"urn:inclead:assessment:{result.digest.removeprefix('sha256:')}:{result.assessment.as_of}")


def kept(result: Result) -> Store:
    """Return a result's graph under its lasting name, in a store of its own."""
    store = Store()
    store.take_rdflib(triples(result), str(graph_name(result)))
    give_lasting_names(store)
    return store


def write(found: Gathered) -> str:
    """Write the graph as Turtle."""
    return found.graph.dump("ttl")


def write_json_ld(found: Gathered) -> str:
    """Write the graph as JSON-LD 1.1, under its name."""
    return found.graph.dump("jsonld")


def stored(found: Gathered) -> Store:
    """Return a result's graph, seal included, in a store of its own."""
    store = Store()
    store.take_rdflib(triples(found.result, found.sealing), str(graph_name(found.result)))
    return store


def triples(result: Result, sealing: Sealing = NOT_SEALED) -> Iterator[Triple]:
    """Yield everything that the graph says."""
    yield from _Writer(result).triples()
    yield from _sealed(graph_name(result), sealing)


def _sealed(base: URIRef, sealing: Sealing) -> Iterator[Triple]:
    """Yield the seal as an entity that was derived from the assessment and is attributed to each who signed it.

    It is named after the newest entry of the log, so that it is another one when somebody signs later.
    """
    if not sealing.holds:
        for differs in sealing.differs:
            yield (
                base,
                RDFS.comment,
                Literal(f"Not as it was sealed in revision {sealing.revision}: {differs}", lang="en"),
            )
        return
    seal = _seal(sealing.newest)
    yield seal, RDF.type, PROV.Entity
    yield seal, PROV.wasDerivedFrom, base
    yield seal, DCTERMS.title, Literal(f"Seal of revision {sealing.revision}", lang="en")
    yield seal, DCTERMS.identifier, Literal(sealing.seal)
    yield seal, DCTERMS.date, Literal(sealing.on)
    if sealing.before:
        yield seal, PROV.wasRevisionOf, _seal(sealing.before)
    for number, who in enumerate(sealing.signed, 1):
        signature, person = URIRef(f"{seal}#signature/{number}"), URIRef(f"{seal}#signatory/{number}")
        yield seal, PROV.qualifiedAttribution, signature
        yield seal, PROV.wasAttributedTo, person
        yield signature, RDF.type, PROV.Attribution
        yield signature, PROV.agent, person
        yield signature, DCTERMS.date, Literal(who.on)
        yield person, RDF.type, PROV.Person
        yield person, RDFS.label, Literal(who.name)
        if who.role:
            yield signature, DCTERMS.description, Literal(who.role)


def _seal(digest: str) -> URIRef:
    return URIRef(f"urn:inclead:seal:{digest.removeprefix('sha256:')}")


class _Writer:
    def __init__(self, result: Result) -> None:
        self.result = result
        self.findings = result.findings
        self.base = graph_name(result)
        self.organisation = self.minted("organisation")
        self.agent = self.minted("inclead-graph")
        assessment = result.assessment
        self.gradable = result.framework.gradable(assessment.editions.eds, assessment.as_of)

    def minted(self, *parts: str) -> URIRef:
        return URIRef("#".join((str(self.base), "/".join(quote(p, safe="") for p in parts))))

    def finding(self, key: Key) -> URIRef:
        return self.minted("finding", *key)

    def rule(self, rule: Rule) -> URIRef:
        return RULE[f"{rule.id}/{rule.version}"]

    def triples(self) -> Iterator[Triple]:
        yield from self.head()
        for piece in self.result.assessment.evidence:
            yield from self.evidence(piece)
        for grading in self.result.assessment.gradings:
            yield from self.grading(grading)
        yield from self.decisions()
        yield from self.eds_records()
        yield from self.network()
        rules: dict[str, Rule] = {}
        for key in self.findings.inference.proven():
            yield from self.proof(key)
            for firing in self.findings.inference.firings(*key):
                rule = firing.rule
                rules[rule.id] = rule
                yield self.finding(key), PROV.qualifiedAssociation, self.minted("association", rule.id)
                yield self.finding(key), SH.sourceRule, self.rule(rule)
        for rule in rules.values():
            yield from self.plan(rule)
        for criterion in self.result.framework.criteria:
            yield from self.assertion(criterion)

    def head(self) -> Iterator[Triple]:
        assessment, base = self.result.assessment, self.base
        yield base, RDF.type, PROV.Bundle
        yield base, RDF.type, INC.Assessment
        yield base, INC.assessmentOf, self.organisation
        yield base, INC.asOf, Literal(assessment.as_of)
        yield base, INC.digest, Literal(self.result.digest)
        yield base, DCTERMS.conformsTo, Literal(f"ontology {self.result.ontology_version}")
        yield base, DCTERMS.conformsTo, Literal(f"rules {self.result.rules_version}")
        yield base, PROV.wasAssociatedWith, self.agent
        yield self.agent, RDF.type, PROV.SoftwareAgent
        yield self.agent, RDFS.label, Literal(f"inclead-graph {self.result.package_version}")
        yield self.organisation, RDF.type, ORG.Organization
        yield self.organisation, SKOS.prefLabel, Literal(assessment.organisation.name)
        kind = self.result.framework.vocabularies["organisation kind"][assessment.organisation.kind]
        yield self.organisation, ORG.classification, URIRef(kind.iri)
        if assessment.organisation.ods_code:
            yield self.organisation, ORG.identifier, Literal(assessment.organisation.ods_code)
        if assessment.organisation.fictional:
            yield self.organisation, RDFS.comment, Literal("A fictional organisation.", lang="en")
        for number, assessor in enumerate(assessment.assessors, 1):
            person = self.minted("assessor", str(number))
            yield person, RDF.type, PROV.Person
            yield person, RDFS.label, Literal(assessor.name)
            yield base, PROV.wasAssociatedWith, person

    def evidence(self, piece: Evidence) -> Iterator[Triple]:
        node = self.minted("evidence", piece.id)
        words = self.result.framework.vocabularies
        yield node, RDF.type, INC.Evidence
        yield node, RDF.type, PROV.Entity
        yield node, DCTERMS.identifier, Literal(piece.id)
        yield node, DCTERMS.title, Literal(piece.title)
        yield node, INC.claim, URIRef(words["claim"][piece.claim].iri)
        yield node, INC.kind, URIRef(words["kind"][piece.kind].iri)
        yield node, INC.voice, URIRef(words["voice"][piece.voice].iri)
        if piece.status:
            yield node, INC.status, URIRef(words["status"][piece.status].iri)
        for criterion in piece.criteria:
            yield node, INC.bearsOn, URIRef(self.result.framework.criteria[criterion].iri)
        for group in piece.characteristics:
            yield node, INC.characteristic, URIRef(words["characteristic"][group].iri)
        texts = {DCTERMS.source: piece.source, INC.locator: piece.locator, DCTERMS.creator: piece.asserted_by}
        yield from ((node, predicate, Literal(text)) for predicate, text in texts.items() if text)
        days = {DCTERMS.date: piece.date, DCTERMS.valid: piece.expires}
        yield from ((node, predicate, Literal(day)) for predicate, day in days.items() if day)
        if piece.attachment:
            yield node, INC.sha256, Literal(piece.attachment.sha256)
        if is_derived(piece):
            yield node, PROV.wasDerivedFrom, self.minted("network")
        if piece.withdrawn:
            yield node, PROV.invalidatedAtTime, Literal(dt.datetime.combine(piece.withdrawn.date, dt.time()))

    def network(self) -> Iterator[Triple]:
        """Yield what the network says; another name that it has for the assessed organisation is a second name."""
        assessment = self.result.assessment
        if assessment.network is None:
            return
        yield self.base, PROV.used, self.minted("network")
        own = (self.organisation, SKOS.prefLabel)
        for s, p, o in network_triples(assessment.network, self.result.framework, self.minted, assessment.as_of):
            other_name = (s, p) == own and o != Literal(assessment.organisation.name)
            yield (s, SKOS.altLabel, o) if other_name else (s, p, o)

    def grading(self, grading: Grading) -> Iterator[Triple]:
        node = self.minted("grading", grading.id)
        words = self.result.framework.vocabularies
        yield node, RDF.type, INC.Grading
        yield node, RDF.type, PROV.Entity
        kind = self.gradable.get(grading.subject)
        if kind is not None:  # else an outcome of another edition than the one that is graded by now
            yield node, INC.gradingOf, self.about(kind, grading.subject)
        yield node, INC.grader, URIRef(words["grader"][grading.by].iri)
        yield node, DCTERMS.date, Literal(grading.date)
        if grading.grade is not None:
            yield node, INC.grade, URIRef(words["grade"][grading.grade].iri)
        if grading.supported is not None:
            yield node, INC.supported, Literal(grading.supported)
        texts = {DCTERMS.creator: grading.rater, DCTERMS.description: grading.reason}
        yield from ((node, predicate, Literal(text)) for predicate, text in texts.items() if text)
        for number, dissent in enumerate(grading.dissent, 1):
            view = self.minted("grading", grading.id, "dissent", str(number))
            yield node, INC.dissent, view
            yield view, INC.grade, URIRef(words["grade"][dissent.grade].iri)
            yield view, DCTERMS.description, Literal(dissent.reason)
            if dissent.by:
                yield view, DCTERMS.creator, Literal(dissent.by)

    def decisions(self) -> Iterator[Triple]:
        """State every decision with its reason: on contested evidence and on rival gradings alike."""
        assessment, framework = self.result.assessment, self.result.framework
        words = framework.vocabularies
        for moderation in assessment.moderation:
            node = self.decision("criterion", moderation.criterion, moderation.date)
            yield node, INC.settles, self.about("criterion", moderation.criterion)
            yield node, INC.holds, URIRef(words["claim"][moderation.holds].iri)
            yield from self.decided(node, moderation)
        for settled in assessment.grading_decisions:
            kind = self.gradable.get(settled.subject)
            if kind is None:
                continue
            node = self.decision(kind, settled.subject, settled.date)
            yield node, INC.settles, self.about(kind, settled.subject)
            yield node, INC.grade, URIRef(words["grade"][settled.grade].iri)
            yield from self.decided(node, settled)

    def decision(self, kind: str, thing: str, day: dt.date) -> URIRef:
        return self.minted("decision", kind, thing, day.isoformat())

    def decided(self, node: URIRef, decision: Moderation | GradingDecision) -> Iterator[Triple]:
        yield node, RDF.type, INC.Decision
        yield node, RDF.type, PROV.Entity
        yield node, DCTERMS.creator, Literal(decision.decided_by)
        yield node, DCTERMS.date, Literal(decision.date)
        yield node, DCTERMS.description, Literal(decision.reason)

    def eds_records(self) -> Iterator[Triple]:
        """Yield what was recorded for outcomes of the edition that is graded by, group by group."""
        assessment, framework = self.result.assessment, self.result.framework
        edition = framework.eds_on(assessment.editions.eds, assessment.as_of)
        if edition is None:
            return
        yield self.base, DCTERMS.conformsTo, URIRef(edition.iri)
        for record in assessment.eds:
            outcome = edition.outcomes.get(record.outcome)
            if outcome is not None:
                yield from self.eds_record(record, URIRef(outcome.iri))

    def eds_record(self, record: EdsRecord, outcome: URIRef) -> Iterator[Triple]:
        node, words = self.minted("eds", record.outcome), self.result.framework.vocabularies
        yield node, RDF.type, INC.EdsRecord
        yield node, INC.recordOf, outcome
        if record.score is not None:
            yield node, INC.score, Literal(record.score)
        if record.grade is not None:
            yield node, INC.agreedGrade, URIRef(words["grade"][record.grade].iri)
        for group, fares in sorted(record.groups.items()):
            part = self.minted("eds", record.outcome, group)
            yield part, RDF.type, INC.EdsRecord
            yield part, INC.recordOf, outcome
            yield part, DCTERMS.isPartOf, node
            yield part, INC.group, URIRef(words["characteristic"][group].iri)
            yield part, INC.faring, URIRef(words["faring"][fares].iri)
        yield from ((node, PROV.wasDerivedFrom, self.minted("evidence", name)) for name in record.evidence)
        texts = {DCTERMS.description: record.reason, DCTERMS.creator: record.asserted_by}
        yield from ((node, predicate, Literal(text)) for predicate, text in texts.items() if text)
        if record.date:
            yield node, DCTERMS.date, Literal(record.date)

    def proof(self, key: Key) -> Iterator[Triple]:
        kind, thing, name = key
        node = self.finding(key)
        yield node, RDF.type, INC.Finding
        yield node, RDF.type, PROV.Entity
        yield node, INC.about, self.about(kind, thing)
        yield node, INC.property, Literal(name)
        for value in self.findings.values(kind, thing, name):
            yield node, INC.value, self.value(kind, name, value)
        for step in self.findings.because(kind, thing, name):
            yield node, DCTERMS.description, Literal(step.says, lang="en")
        if kind in ("evidence", "grading"):
            yield node, PROV.wasDerivedFrom, self.minted(kind, thing)
        if kind == "eds_outcome" and any(record.outcome == thing for record in self.result.assessment.eds):
            yield node, PROV.wasDerivedFrom, self.minted("eds", thing)
        yield from ((node, PROV.wasDerivedFrom, source) for source in self.records(key))
        for premise in self.findings.premises(kind, thing, name):
            yield node, PROV.wasDerivedFrom, self.finding(premise)

    def records(self, key: Key) -> Iterator[URIRef]:
        """Yield the gradings that a finding's rules matched, and the decision that they read."""
        kind, thing, name = key
        for firing in self.findings.inference.firings(kind, thing, name):
            for clause, ids in zip(firing.rule.clauses, firing.matched, strict=True):
                if isinstance(clause.condition, Is):
                    for read, day in (("moderated", "moderated_on"), ("decided", "decided_on")):
                        on = self.findings.value(kind, thing, day)
                        if read in properties_of(clause.condition.pattern) and isinstance(on, dt.date):
                            yield self.decision(kind, thing, on)
                elif self.findings.ruleset.relations[kind, clause.condition.relation] == "grading":
                    yield from (self.minted("grading", item) for item in ids)

    def plan(self, rule: Rule) -> Iterator[Triple]:
        node, association = self.rule(rule), self.minted("association", rule.id)
        yield association, RDF.type, PROV.Association
        yield association, PROV.agent, self.agent
        yield association, PROV.hadPlan, node
        yield node, RDF.type, INC.Rule
        yield node, RDF.type, PROV.Plan
        yield node, DCTERMS.title, Literal(rule.title, lang="en")
        yield node, DCTERMS.hasVersion, Literal(str(rule.version))
        yield from ((node, DCTERMS.source, PASSAGE[passage]) for passage in rule.passages)
        yield from ((node, DCTERMS.bibliographicCitation, Literal(text)) for text in rule.citation)

    def assertion(self, criterion: str) -> Iterator[Triple]:
        verdict = str(self.findings.value("criterion", criterion, "verdict"))
        node, outcome = self.minted("assertion", criterion), self.minted("result", criterion)
        yield node, RDF.type, EARL.Assertion
        yield node, EARL.assertedBy, self.agent
        yield node, EARL.mode, EARL.semiAuto
        yield node, EARL.subject, self.organisation
        yield node, EARL.test, URIRef(self.result.framework.criteria[criterion].iri)
        yield node, EARL.result, outcome
        yield node, PROV.wasDerivedFrom, self.finding(("criterion", criterion, "verdict"))
        yield outcome, RDF.type, EARL.TestResult
        yield outcome, INC.value, URIRef(self.result.framework.vocabularies["verdict"][verdict].iri)
        yield outcome, EARL.outcome, URIRef(self.result.framework.earl_outcomes[verdict])

    def about(self, kind: str, thing: str) -> URIRef:
        if kind == ORGANISATION:
            return self.organisation
        named = self.result.framework
        if kind == "eds_outcome":
            edition = named.eds_on(self.result.assessment.editions.eds, self.result.assessment.as_of)
            return URIRef(edition.outcomes[thing].iri) if edition else self.minted(kind, thing)
        known = named.stages.get(thing) or named.factors.get(thing) or named.criteria.get(thing)
        return URIRef(known.iri) if known and kind != "evidence" else self.minted(kind, thing)

    def value(self, kind: str, name: str, value: Value) -> Node:
        vocabulary = self.findings.ruleset.types[kind, name].name
        concepts = self.result.framework.vocabularies.get(vocabulary, {})
        if isinstance(value, str) and value in concepts:
            return URIRef(concepts[value].iri)
        return Literal(value, datatype=XSD.boolean) if isinstance(value, bool) else Literal(value)
