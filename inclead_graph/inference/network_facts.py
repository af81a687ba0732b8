"""Facts about partnerships: who bridges to a group, at what risk, and who could help where a group is not covered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from inclead_graph.inference.rules import Value
from inclead_graph.model.assessment import Assessment
from inclead_graph.model.framework import Framework
from inclead_graph.model.network import NetworkOrganisation, PartnershipNetwork
from inclead_graph.network import Bridging, Reach, View, view_of
from inclead_graph.network.view import runs

__all__ = ["NetworkFacts", "Offer", "network_facts", "offers_of", "reach_of"]

_EXACT_TO = 10**6


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """Things, columns and relations, to be joined to those of the rest of the assessment."""

    things: Mapping[str, tuple[str, ...]]
    columns: Mapping[tuple[str, str], Mapping[str, Value]]
    related: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Offer:
    """An organisation that serves people of a protected characteristic, beside a criterion that must hold for them."""

    criterion: str
    characteristic: str
    organisation: str

    @property
    def id(self) -> str:
        """The criterion, the characteristic and the organisation, joined by slashes."""
        return f"{self.criterion}/{self.characteristic}/{self.organisation}"

    @property
    def coverage(self) -> str:
        """The criterion for the group, as it is called among the facts."""
        return f"{self.criterion}/{self.characteristic}"


def reach_of(assessment: Assessment, framework: Framework) -> Reach | None:
    """Return how far each group is reached on the day of the assessment; ``None`` without a network."""
    if assessment.network is None:
        return None
    return Reach(view_of(assessment.network, framework.narrower("sector", "statutory"), day=assessment.as_of))


def offers_of(network: PartnershipNetwork, framework: Framework) -> tuple[Offer, ...]:
    """Return who could help where a criterion must hold for each group: partners, and those who might become one."""
    protected = framework.words("characteristic")
    of_group = {group.id: group.disadvantage for group in network.groups if group.disadvantage in protected}
    serving = sorted(
        {
            (of_group[service.group], service.organisation)
            for service in network.services
            if service.group in of_group and service.organisation != network.assessed
        }
    )
    by_group = [criterion.id for criterion in framework.criteria.values() if criterion.by_group]
    return tuple(Offer(criterion, group, name) for criterion in by_group for group, name in serving)


def network_facts(assessment: Assessment, framework: Framework) -> NetworkFacts:
    """Flatten the partnerships of an assessment; without a network there is nothing.

    Each organisation of the network but the assessed one is an ``ally``; what hangs on it is the greatest part of any
    group's reach that would be lost without it.
    """
    reach = reach_of(assessment, framework)
    network = assessment.network
    allies = tuple(one for one in network.organisations if one.id != network.assessed) if network else ()
    offers = offers_of(network, framework) if network else ()
    names = tuple(one.id for one in allies)
    return NetworkFacts(
        things={"ally": names, "offer": tuple(offer.id for offer in offers)},
        columns=_columns(reach, allies, framework) | {("offer", "partner"): _partners(reach, offers)},
        related={
            ("signal", "allies"): dict.fromkeys(framework.signals, names),
            ("ally", "itself"): {name: (name,) for name in names},
            ("offer", "coverage"): {offer.id: (offer.coverage,) for offer in offers},
            ("offer", "criterion"): {offer.id: (offer.criterion,) for offer in offers},
        },
    )


def _columns(
    reach: Reach | None, allies: Iterable[NetworkOrganisation], framework: Framework
) -> dict[tuple[str, str], Mapping[str, Value]]:
    voluntary = framework.narrower("sector", "voluntary and community")
    risks = {one.id: _at_risk(reach.view, one) for one in allies} if reach else {}
    return {
        ("ally", "voluntary"): {one.id: one.sector in voluntary for one in allies if one.sector is not None},
        ("ally", "funding_at_risk"): {name: risk for name, risk in risks.items() if risk is not None},
        ("ally", "bridges"): {one.id: _bridged(reach, one.id) for one in allies} if reach else {},
    }


def _at_risk(view: View, one: NetworkOrganisation) -> bool | None:
    """Say whether what pays for an organisation, or for all that it does with others, is at risk."""
    ties = [tie.at_risk for ends, tie in view.ties.items() if one.id in ends]
    if one.funding_at_risk or (ties and all(ties)):
        return True
    return None if one.funding_at_risk is None and (None in ties or not ties) else False


def _bridged(reach: Reach, organisation: str) -> Fraction:
    bridging: Bridging | None = reach.organisations.get(organisation)
    parts = [(loss.before - loss.after) / loss.before for loss in bridging.losses] if bridging else []
    return Fraction(round(max(parts, default=0.0) * _EXACT_TO), _EXACT_TO)


def _partners(reach: Reach | None, offers: Iterable[Offer]) -> dict[str, Value]:
    network = reach.view.network if reach else None
    if reach is None or network is None or network.assessed is None:
        return {}
    current = {
        name
        for one in network.partnerships
        if network.assessed in one.between and runs(one.start, one.end, reach.view.day)
        for name in one.between
    }
    return {offer.id: offer.organisation in current for offer in offers}
