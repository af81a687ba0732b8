"""Who works with whom, for whom, and how well: organisations, groups, services, trust and partnerships."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from inclead_graph.model.value import EvidenceId, Line, Notation, Text, Value, Word

__all__ = [
    "InclusionGroup",
    "NetworkOrganisation",
    "Partnership",
    "PartnershipNetwork",
    "PartnershipReview",
    "PartnershipScore",
    "Protocol",
    "Scoping",
    "Service",
    "Trust",
    "pair_of",
]

NodeId = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\W_][\w.-]{0,63}$")]
Share = Annotated[Decimal, Field(ge=0, le=1, allow_inf_nan=False)]
Amount = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 12, allow_inf_nan=False)]
Weight = Annotated[Decimal, Field(gt=0, le=Decimal(10) ** 12, allow_inf_nan=False)]
OdsCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{3,10}$")]
Rating = Annotated[int, Field(ge=1, le=4)]
Other = Mapping[Line, Text]


class NetworkOrganisation(Value):
    """An organisation of the network (org:Organization).

    Attributes:
        kind: what sort of organisation it is, in the words of whoever entered it.
        sector: the part of society that it belongs to; the ontology's words, or any other.
        potential: true where it is not a partner yet but might become one; it is left out of what is measured.
        answered: false where it was asked about its partnerships and did not answer, so that ties may be missing.
        funding_at_risk: whether its funding is at risk; ``None`` where nobody has said.
        other: columns of an imported sheet that mean nothing here, kept so that nothing is lost.
    """

    id: NodeId
    name: Line
    kind: Line | None = None
    sector: Word | None = None
    locality: Line | None = None
    ods_code: OdsCode | None = None
    potential: bool = False
    answered: bool = True
    funding_at_risk: bool | None = None
    start: dt.date | None = Field(default=None, alias="from")
    end: dt.date | None = Field(default=None, alias="until")
    source: Text | None = None
    other: Other = Field(default_factory=dict)


class InclusionGroup(Value):
    """A target inclusion group: people who share a characteristic or another disadvantage, in one place.

    Attributes:
        disadvantage: a protected characteristic by its notation, or another disadvantage in words.
        need: how many people have a need that is to be met; ``None`` where nobody has counted.
        source: where that number comes from.
    """

    id: NodeId
    name: Line
    disadvantage: Word
    locality: Line | None = None
    need: Amount | None = None
    source: Text | None = None
    other: Other = Field(default_factory=dict)


class Service(Value):
    """An organisation that meets the need of a group, or a part of it.

    Attributes:
        share: the part of the group's need that it meets, from 0 to 1; ``None`` where nobody has counted.
    """

    organisation: NodeId
    group: NodeId
    share: Share | None = None
    start: dt.date | None = Field(default=None, alias="from")
    end: dt.date | None = Field(default=None, alias="until")
    source: Text | None = None


class Trust(Value):
    """How far a group, or another organisation, trusts an organisation.

    Attributes:
        by: the group or organisation that was asked.
        of: the organisation that it was asked about.
        share: the part of those asked who trust it, from 0 to 1.
        asked: how many were asked; ``None`` where nobody has said.
        voice: whose voice it is, by the ontology's notation.
    """

    by: NodeId
    of: NodeId
    share: Share
    asked: Annotated[int, Field(ge=1)] | None = None
    date: dt.date | None = None
    voice: Notation | None = None
    source: Text | None = None


class PartnershipScore(Value):
    """How far a partnership meets one criterion: 1 not at all, 2 a little, 3 a fair amount, 4 a great deal.

    Attributes:
        criterion: the notation of one of the ontology's partnership criteria.
        score: ``None`` where it was asked and could not be told.
        voice: whose judgement it is, by the ontology's notation.
        evidence: records of the assessment that bear it out.
    """

    criterion: Notation
    score: Rating | None = None
    voice: Notation | None = None
    evidence: tuple[EvidenceId, ...] = ()
    source: Text | None = None
    reason: Text | None = None


class PartnershipReview(Value):
    """A review of an existing partnership on the toolkit's five criteria (L1163-1185)."""

    date: dt.date
    scores: tuple[PartnershipScore, ...] = ()
    by: Text | None = None
    note: Text | None = None


class Protocol(Value):
    """What makes the choice of an ally fair and open (L1210-1216): priorities, process, and gains for inclusion.

    Attributes:
        priorities: the strategic priorities that it serves.
        process: how the ally was chosen, so that others can judge whether it was fair.
        gains: what it is to gain for inclusion, and how that will be seen.
    """

    date: dt.date
    priorities: tuple[Text, ...] = ()
    process: Text | None = None
    gains: tuple[Text, ...] = ()
    decided_by: Text | None = None
    source: Text | None = None


class Partnership(Value):
    """Two organisations that work together, from a day and until another.

    Attributes:
        between: the two; where ``one_way``, from the first to the second, as a referral goes.
        kind: what they do together, in the words of whoever entered it.
        weight: how strong it is, on the network's scale; where left out, the latest review says, and else nobody does.
        funding_at_risk: whether what pays for it is at risk; ``None`` where nobody has said.
    """

    between: tuple[NodeId, NodeId]
    one_way: bool = False
    kind: Line | None = None
    start: dt.date | None = Field(default=None, alias="from")
    end: dt.date | None = Field(default=None, alias="until")
    weight: Weight | None = None
    funding_at_risk: bool | None = None
    reviews: tuple[PartnershipReview, ...] = ()
    protocol: Protocol | None = None
    source: Text | None = None
    other: Other = Field(default_factory=dict)


class Scoping(Value):
    """What was found of a possible partnership on the toolkit's five criteria and three more (L1187-1206).

    Attributes:
        between: the two organisations that might work together.
        cost: what it would take to begin and keep up, on any scale that all scopings share.
    """

    between: tuple[NodeId, NodeId]
    date: dt.date
    scores: tuple[PartnershipScore, ...] = ()
    cost: Weight | None = None
    by: Text | None = None
    note: Text | None = None
    protocol: Protocol | None = None


class PartnershipNetwork(Value):
    """A network of partnerships, with the groups that it is for.

    Attributes:
        as_of: the day on which it is looked at; a partnership or service counts if it runs on that day.
        assessed: the organisation whose assessment stands beside it.
        anchors: the organisations from which reach is counted, as those that owe the duty; where there is none, the
            assessed organisation, and else those of the sectors that the ontology calls statutory.

        scale: the top of the scale on which weights are written; where left out, 1 or the greatest weight.
        usual_strength: what a tie counts as, from 0 to 1, of which nobody says how strong it is; where left out, the
            median of those of which somebody does.

    Example:
        >>> network = PartnershipNetwork(
        ...     organisations=({"id": "trust", "name": "A trust"}, {"id": "hub", "name": "A hub"}),
        ...     partnerships=({"between": ("trust", "hub"), "from": "2020-04-01"},),
        ... )
        >>> network.partnerships[0].between
        ('trust', 'hub')
    """

    title: Line | None = None
    fictional: bool = False
    as_of: dt.date | None = None
    assessed: NodeId | None = None
    anchors: tuple[NodeId, ...] = ()
    scale: Weight | None = None
    usual_strength: Share | None = None
    source: Text | None = None
    note: Text | None = None
    organisations: tuple[NetworkOrganisation, ...] = ()
    groups: tuple[InclusionGroup, ...] = ()
    services: tuple[Service, ...] = ()
    trust: tuple[Trust, ...] = ()
    partnerships: tuple[Partnership, ...] = ()
    scopings: tuple[Scoping, ...] = ()


def pair_of(between: tuple[str, str]) -> tuple[str, str]:
    """Return the two ends of a tie in the order of their names, so that a tie is the same from both ends.

    >>> pair_of(("trust", "hub"))
    ('hub', 'trust')
    """
    first, second = between
    return (first, second) if first <= second else (second, first)
