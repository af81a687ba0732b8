"""The ontology's names as closed namespaces: a misspelt term is an ``AttributeError``, not a silent new node."""

from __future__ import annotations

from functools import lru_cache

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace

__all__ = ["EARL", "INC", "PASSAGE", "PREFIXES", "RULE", "SH", "compact", "expand"]


class INC(DefinedNamespace):
    """Classes and properties of ``ontology/inclead.ttl``; a test holds the two against each other."""

    _fail = True
    _NS = Namespace("https://w3id.org/inclead/")

    AppraisalRating: URIRef
    Assessment: URIRef
    Checklist: URIRef
    Claim: URIRef
    Competency: URIRef
    CompetencyFramework: URIRef
    CompetencyLevel: URIRef
    Criterion: URIRef
    Decision: URIRef
    Driver: URIRef
    DriverKind: URIRef
    DriverState: URIRef
    EdsEdition: URIRef
    EdsGoal: URIRef
    EdsGrade: URIRef
    EdsOutcome: URIRef
    EdsRecord: URIRef
    EdsScore: URIRef
    Evidence: URIRef
    EvidenceKind: URIRef
    EvidenceStatus: URIRef
    Factor: URIRef
    Faring: URIRef
    Finding: URIRef
    FrameworkItem: URIRef
    Gap: URIRef
    Grade: URIRef
    Grader: URIRef
    Grading: URIRef
    InclusionGroup: URIRef
    Indicator: URIRef
    KeptColumn: URIRef
    MonitoringRecord: URIRef
    NetworkRecord: URIRef
    OrganisationKind: URIRef
    Partnership: URIRef
    PartnershipCriterion: URIRef
    PartnershipNetwork: URIRef
    PartnershipProtocol: URIRef
    PartnershipReview: URIRef
    PartnershipScoping: URIRef
    PartnershipScore: URIRef
    Passage: URIRef
    Prompt: URIRef
    ProtectedCharacteristic: URIRef
    Provision: URIRef
    Role: URIRef
    Rule: URIRef
    Sector: URIRef
    Service: URIRef
    Signal: URIRef
    SignalState: URIRef
    Source: URIRef
    Stage: URIRef
    Tool: URIRef
    TrustAnswer: URIRef
    Verdict: URIRef
    Verification: URIRef
    Vocabulary: URIRef
    Voice: URIRef

    about: URIRef
    advisedAction: URIRef
    agreedGrade: URIRef
    anchors: URIRef
    answered: URIRef
    asOf: URIRef
    assessed: URIRef
    assessmentOf: URIRef
    bearsOn: URIRef
    binds: URIRef
    byGroup: URIRef
    byLeadership: URIRef
    callsFor: URIRef
    characteristic: URIRef
    claim: URIRef
    colourName: URIRef
    concerns: URIRef
    confidence: URIRef
    contributesTo: URIRef
    cost: URIRef
    curated: URIRef
    developmentNeed: URIRef
    digest: URIRef
    disadvantage: URIRef
    dissent: URIRef
    driverKind: URIRef
    earlOutcome: URIRef
    equalToGrade: URIRef
    evidenceInOrder: URIRef
    evidences: URIRef
    factor: URIRef
    faring: URIRef
    fictional: URIRef
    fill: URIRef
    firstDay: URIRef
    firstLine: URIRef
    firstPartner: URIRef
    fundingAtRisk: URIRef
    gains: URIRef
    glyph: URIRef
    goal: URIRef
    grade: URIRef
    grader: URIRef
    gradingOf: URIRef
    group: URIRef
    groupsFaringWell: URIRef
    holds: URIRef
    ink: URIRef
    intendedOutcome: URIRef
    keptColumn: URIRef
    kind: URIRef
    kindInWords: URIRef
    lastChecked: URIRef
    lastDay: URIRef
    lastLine: URIRef
    levelOf: URIRef
    locality: URIRef
    locator: URIRef
    maximumGroups: URIRef
    maximumScore: URIRef
    minimumGroups: URIRef
    minimumScore: URIRef
    monthsCounted: URIRef
    need: URIRef
    neededFor: URIRef
    numberAsked: URIRef
    oneWay: URIRef
    order: URIRef
    partnershipCriterion: URIRef
    passage: URIRef
    potential: URIRef
    practiceExample: URIRef
    priorities: URIRef
    process: URIRef
    property: URIRef
    protocol: URIRef
    recordOf: URIRef
    relevantCharacteristic: URIRef
    requires: URIRef
    reviewOf: URIRef
    role: URIRef
    scale: URIRef
    score: URIRef
    secondPartner: URIRef
    section: URIRef
    sector: URIRef
    servedBy: URIRef
    servedGroup: URIRef
    serves: URIRef
    settles: URIRef
    sha256: URIRef
    share: URIRef
    stage: URIRef
    status: URIRef
    strength: URIRef
    supported: URIRef
    tier: URIRef
    topic: URIRef
    trustBy: URIRef
    trustOf: URIRef
    usualStrength: URIRef
    value: URIRef
    verification: URIRef
    voice: URIRef
    weight: URIRef


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


class SH(DefinedNamespace):
    """The one term of SHACL that results use: which rule inferred something.

    SHACL 1.2 Inference Rules, section 9 (W3C First Public Working Draft of 17 September 2026,
    https://www.w3.org/TR/2026/WD-shacl12-inference-rules-20260917/): a draft, which may change.
    """

    _fail = True
    _NS = Namespace("http://www.w3.org/ns/shacl#")

    sourceRule: URIRef


PASSAGE = Namespace("https://w3id.org/inclead/passage/")
RULE = Namespace("https://w3id.org/inclead/rule/")

_OURS = "https://w3id.org/inclead/"

PREFIXES = {
    "competency": f"{_OURS}competency/",
    "dcterms": "http://purl.org/dc/terms/",
    "driver": f"{_OURS}driver/",
    "earl": str(EARL._NS),
    "eds-2011": f"{_OURS}eds-2011/",
    "eds-2022": f"{_OURS}eds-2022/",
    "eds2-2013": f"{_OURS}eds2-2013/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "graph": f"{_OURS}graph/",
    "hlm": f"{_OURS}hlm/",
    "inc": str(INC._NS),
    "indicator": f"{_OURS}indicator/",
    "ksf": f"{_OURS}ksf/",
    "lf": f"{_OURS}lf/",
    "lqf": f"{_OURS}lqf/",
    "mappings": f"{_OURS}mappings/",
    "mlf": f"{_OURS}mlf/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "passage": str(PASSAGE),
    "pav": "http://purl.org/pav/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rule": str(RULE),
    "semapv": "https://w3id.org/semapv/vocab/",
    "sh": str(SH._NS),
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "source": f"{_OURS}source/",
    "sssom": "https://w3id.org/sssom/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The prefixes that identifiers are written with, on the command line and in files."""


@lru_cache(maxsize=2**14)
def compact(iri: str) -> str:
    """Write an IRI as an identifier with a prefix, where one of :data:`PREFIXES` fits.

    >>> compact("https://w3id.org/inclead/lf/1.3.1")
    'lf:1.3.1'
    """
    best = max((ns for ns in PREFIXES.values() if iri.startswith(ns)), key=len, default="")
    local = iri[len(best) :]
    if not best or not local or "/" in local or "#" in local:
        return iri
    return f"{next(p for p, ns in PREFIXES.items() if ns == best)}:{local}"


def expand(identifier: str) -> str:
    """Write an identifier with a prefix as an IRI; anything else is left as it is.

    >>> expand("lf:1.3.1")
    'https://w3id.org/inclead/lf/1.3.1'
    """
    prefix, colon, local = identifier.partition(":")
    return f"{PREFIXES[prefix]}{local}" if colon and prefix in PREFIXES and not local.startswith("//") else identifier
