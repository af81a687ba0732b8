"""Which term of the ontology, or of the W3C's ORG, PROV and SKOS, states which field of a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import URIRef
from rdflib.namespace import DCTERMS, ORG, SKOS

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
from inclead_graph.terms import INC

__all__ = ["CLASSES", "LINKS", "LISTS", "PLAIN", "WORDS", "Word"]


@dataclass(frozen=True, slots=True)
class Word:
    """What states a field that holds a word of a vocabulary, or one of the user's own.

    Attributes:
        known: leads to the vocabulary's concept.
        own: has the user's own word, as text.
    """

    vocabulary: str
    known: URIRef
    own: URIRef


CLASSES: Mapping[type[Value], tuple[URIRef, ...]] = {
    PartnershipNetwork: (INC.PartnershipNetwork,),
    NetworkOrganisation: (ORG.Organization,),
    InclusionGroup: (INC.InclusionGroup,),
    Service: (INC.Service,),
    Trust: (INC.TrustAnswer,),
    Partnership: (INC.Partnership, ORG.OrganizationalCollaboration),
    PartnershipReview: (INC.PartnershipReview,),
    PartnershipScore: (INC.PartnershipScore,),
    Protocol: (INC.PartnershipProtocol,),
    Scoping: (INC.PartnershipScoping,),
}
"""The classes of each part; the first is what it is known by when it is read."""

PLAIN: Mapping[type[Value], Mapping[str, URIRef]] = {
    PartnershipNetwork: {
        "title": DCTERMS.title,
        "fictional": INC.fictional,
        "as_of": INC.asOf,
        "scale": INC.scale,
        "usual_strength": INC.usualStrength,
        "source": DCTERMS.source,
        "note": SKOS.note,
    },
    NetworkOrganisation: {
        "id": DCTERMS.identifier,
        "name": SKOS.prefLabel,
        "locality": INC.locality,
        "ods_code": ORG.identifier,
        "potential": INC.potential,
        "answered": INC.answered,
        "funding_at_risk": INC.fundingAtRisk,
        "from": INC.firstDay,
        "until": INC.lastDay,
        "source": DCTERMS.source,
    },
    InclusionGroup: {
        "id": DCTERMS.identifier,
        "name": SKOS.prefLabel,
        "locality": INC.locality,
        "need": INC.need,
        "source": DCTERMS.source,
    },
    Service: {"share": INC.share, "from": INC.firstDay, "until": INC.lastDay, "source": DCTERMS.source},
    Trust: {"share": INC.share, "asked": INC.numberAsked, "date": DCTERMS.date, "source": DCTERMS.source},
    Partnership: {
        "one_way": INC.oneWay,
        "kind": ORG.purpose,
        "from": INC.firstDay,
        "until": INC.lastDay,
        "weight": INC.weight,
        "funding_at_risk": INC.fundingAtRisk,
        "source": DCTERMS.source,
    },
    PartnershipReview: {"date": DCTERMS.date, "by": DCTERMS.creator, "note": SKOS.note},
    PartnershipScore: {"score": INC.score, "source": DCTERMS.source, "reason": DCTERMS.description},
    Protocol: {
        "date": DCTERMS.date,
        "process": INC.process,
        "decided_by": DCTERMS.creator,
        "source": DCTERMS.source,
    },
    Scoping: {"date": DCTERMS.date, "cost": INC.cost, "by": DCTERMS.creator, "note": SKOS.note},
}
"""Fields that hold one plain value, by their names in ``network.yaml``."""

WORDS: Mapping[type[Value], Mapping[str, Word]] = {
    NetworkOrganisation: {
        "kind": Word("organisation kind", ORG.classification, INC.kindInWords),
        "sector": Word("sector", INC.sector, INC.sector),
    },
    InclusionGroup: {"disadvantage": Word("characteristic", INC.disadvantage, INC.disadvantage)},
    Trust: {"voice": Word("voice", INC.voice, INC.voice)},
    PartnershipScore: {
        "criterion": Word("partnership criterion", INC.partnershipCriterion, INC.partnershipCriterion),
        "voice": Word("voice", INC.voice, INC.voice),
    },
}
"""Fields that hold a word."""

LINKS: Mapping[type[Value], Mapping[str, URIRef]] = {
    PartnershipNetwork: {"assessed": INC.assessed},
    Service: {"organisation": INC.servedBy, "group": INC.servedGroup},
    Trust: {"by": INC.trustBy, "of": INC.trustOf},
}
"""Fields that hold the id of an organisation or a group."""

LISTS: Mapping[type[Value], Mapping[str, URIRef]] = {
    PartnershipNetwork: {"anchors": INC.anchors},
    PartnershipScore: {"evidence": INC.evidenceInOrder},
    Protocol: {"priorities": INC.priorities, "gains": INC.gains},
}
"""Fields that hold several values in order: an ``rdf:List``, each of whose cells has a name."""
