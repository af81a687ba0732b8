"""The ontology's names as closed namespaces: a misspelt term is an ``AttributeError``, not a silent new node."""

from __future__ import annotations

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace

__all__ = ["EARL", "INC", "PASSAGE", "PREFIXES", "RULE"]


class INC(DefinedNamespace):
    """Classes and properties of ``ontology/inclead.ttl``; a test holds the two against each other."""

    _fail = True
    _NS = Namespace("https://w3id.org/inclead/")

    Assessment: URIRef
    Claim: URIRef
    Criterion: URIRef
    Evidence: URIRef
    EvidenceKind: URIRef
    EvidenceStatus: URIRef
    Factor: URIRef
    Finding: URIRef
    Grade: URIRef
    OrganisationKind: URIRef
    Passage: URIRef
    ProtectedCharacteristic: URIRef
    Role: URIRef
    Rule: URIRef
    Stage: URIRef
    Verdict: URIRef
    Voice: URIRef

    about: URIRef
    advisedAction: URIRef
    asOf: URIRef
    assessmentOf: URIRef
    bearsOn: URIRef
    byGroup: URIRef
    characteristic: URIRef
    claim: URIRef
    curated: URIRef
    digest: URIRef
    earlOutcome: URIRef
    factor: URIRef
    fill: URIRef
    firstLine: URIRef
    glyph: URIRef
    ink: URIRef
    intendedOutcome: URIRef
    kind: URIRef
    lastLine: URIRef
    locator: URIRef
    order: URIRef
    passage: URIRef
    property: URIRef
    role: URIRef
    section: URIRef
    sha256: URIRef
    stage: URIRef
    status: URIRef
    value: URIRef
    voice: URIRef


class EARL(DefinedNamespace):
    """The part of EARL 1.0 that we use (W3C Note, https://www.w3.org/TR/EARL10-Schema/)."""

    _fail = True
    _NS = Namespace("http://www.w3.org/ns/earl#")

    Assertion: URIRef
    TestCriterion: URIRef
    TestResult: URIRef

    assertedBy: URIRef
    info: URIRef
    mode: URIRef
    outcome: URIRef
    result: URIRef
    semiAuto: URIRef
    subject: URIRef
    test: URIRef


PASSAGE = Namespace("https://w3id.org/inclead/passage/")
RULE = Namespace("https://w3id.org/inclead/rule/")

PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "earl": str(EARL._NS),
    "inc": str(INC._NS),
    "org": "http://www.w3.org/ns/org#",
    "passage": str(PASSAGE),
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rule": str(RULE),
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
