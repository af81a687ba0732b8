"""A network as somebody supposes it: an organisation closes, a tie ends, another begins, a possible partner joins."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from inclead_graph.model.assessment import Assessment
from inclead_graph.model.framework import Framework
from inclead_graph.model.network import NetworkOrganisation, Partnership, PartnershipNetwork, Service, pair_of
from inclead_graph.network.evidence import evidence_of, is_derived
from inclead_graph.network.view import Ends, runs, scale_of, usual_strength

__all__ = ["NetworkChange", "NewTie", "changed", "with_network"]

_DAY = dt.timedelta(days=1)

Dated = TypeVar("Dated", NetworkOrganisation, Partnership, Service)


@dataclass(frozen=True, slots=True)
class NewTie:
    """A partnership that begins.

    Attributes:
        strength: from 0 to 1; ``None`` counts as usual.
    """

    ends: Ends
    strength: float | None = None


@dataclass(frozen=True, slots=True)
class NetworkChange:
    """What somebody supposes.

    Attributes:
        close: organisations that are no more.
        end: ties that are no more, each by its two ends; every partnership between the two ends.
        begin: ties that begin; a possible partner at one of their ends becomes a partner.
    """

    close: tuple[str, ...] = ()
    end: tuple[Ends, ...] = ()
    begin: tuple[NewTie, ...] = ()


def changed(network: PartnershipNetwork, change: NetworkChange, day: dt.date) -> PartnershipNetwork:
    """Return the network with a change made on a day.

    What ends, ends the day before, and nothing is taken out; a tie of which nobody says how strong it is stays as
    strong as it was. So no other tie becomes stronger or weaker for it.

    Example::

        changed(network, NetworkChange(close=("fen-roads",)), dt.date(2026, 3, 31))
    """
    ended = {pair_of(ends) for ends in change.end}
    joining = {name for tie in change.begin for name in tie.ends}

    def goes(one: Partnership) -> bool:
        return pair_of(one.between) in ended or not set(change.close).isdisjoint(one.between)

    return network.model_copy(
        update={
            "usual_strength": Decimal(repr(usual_strength(network, day))),
            "scale": Decimal(repr(scale_of(network))),
            "organisations": tuple(_organisation(one, change, joining, day) for one in network.organisations),
            "services": tuple(_ended(s, day) if s.organisation in change.close else s for s in network.services),
            "partnerships": (
                *(_ended(one, day) if goes(one) else one for one in network.partnerships),
                *(_begun(tie, scale_of(network), day) for tie in change.begin),
            ),
        }
    )


def with_network(assessment: Assessment, network: PartnershipNetwork, framework: Framework) -> Assessment:
    """Return an assessment beside another network: what it shows takes the place of what the old one showed."""
    written = [piece for piece in assessment.evidence if not is_derived(piece)]
    evidence = tuple(sorted((*written, *evidence_of(network, framework)), key=lambda piece: piece.id))
    return assessment.model_copy(update={"network": network, "evidence": evidence})


def _organisation(
    one: NetworkOrganisation, change: NetworkChange, joining: set[str], day: dt.date
) -> NetworkOrganisation:
    if one.id in change.close:
        return _ended(one, day)
    return one.model_copy(update={"potential": False}) if one.potential and one.id in joining else one


def _ended(one: Dated, day: dt.date) -> Dated:
    return one.model_copy(update={"end": day - _DAY}) if runs(one.start, one.end, day) else one


def _begun(tie: NewTie, scale: float, day: dt.date) -> Partnership:
    weight = None if tie.strength is None else Decimal(repr(tie.strength * scale))
    begun = Partnership(between=tie.ends, kind="supposed", weight=weight)
    return begun.model_copy(update={"start": day})
