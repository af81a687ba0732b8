"""A network on one day: which organisations, ties and services count, and how strong each tie is."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from inclead_graph.model.network import (
    InclusionGroup,
    NetworkOrganisation,
    Partnership,
    PartnershipNetwork,
    PartnershipReview,
    pair_of,
)

__all__ = [
    "Ends",
    "Tie",
    "View",
    "partnership_strength",
    "review_strength",
    "runs",
    "scale_of",
    "usual_share",
    "usual_strength",
    "view_of",
]

Ends = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tie:
    """All that two organisations do together on the day.

    Attributes:
        ends: the two, in the order of their ids.
        strength: from 0 to 1, that of the strongest partnership between them.
        known: whether a weight or a review says so; else it is the median of all that are known.
        weight: the same on the scale on which weights were written, for measures that want it.
        at_risk: true where the funding of every partnership between them is at risk, false where that of one is not.
        partnerships: their places in :attr:`PartnershipNetwork.partnerships`.
    """

    ends: Ends
    strength: float
    known: bool
    weight: float
    at_risk: bool | None
    partnerships: tuple[int, ...]


@dataclass(frozen=True)
class View:
    """What counts of a network on one day.

    Attributes:
        day: ``None`` where the network has no day: then everything counts, whatever its dates.
        organisations: by id, in the network's order; possible partners are not among them.
        groups: by id, in the network's order.
        ties: by their two ends.
        contact: for each group, the part of its need that each organisation meets and is trusted with, from 0 to 1.
        anchors: the organisations from which reach is counted.
    """

    network: PartnershipNetwork
    day: dt.date | None
    organisations: Mapping[str, NetworkOrganisation]
    groups: Mapping[str, InclusionGroup]
    ties: Mapping[Ends, Tie]
    contact: Mapping[str, Mapping[str, float]]
    anchors: tuple[str, ...]

    @cached_property
    def neighbours(self) -> Mapping[str, Mapping[str, float]]:
        """For each organisation, its partners and the strength of the tie."""
        found: dict[str, dict[str, float]] = {name: {} for name in self.organisations}
        for (first, second), tie in self.ties.items():
            found[first][second] = found[second][first] = tie.strength
        return found

    @property
    def usual_strength(self) -> float:
        """What a tie counts as of which nobody says how strong it is."""
        return usual_strength(self.network, self.day)


def view_of(
    network: PartnershipNetwork,
    statutory: Collection[str] = (),
    *,
    day: dt.date | None = None,
    anchors: Collection[str] = (),
    possible: bool = False,
) -> View:
    """Return the network on a day.

    Args:
        network: what is known.
        statutory: sectors whose organisations owe the duty; they are the anchors where the network names none.
        day: the day, in place of the network's own.
        anchors: the organisations from which reach is counted, in place of the network's own.
        possible: have possible partners among the organisations, with what they serve and without ties.

    Example:
        >>> network = PartnershipNetwork(
        ...     organisations=({"id": "a", "name": "A"}, {"id": "b", "name": "B"}),
        ...     partnerships=({"between": ("b", "a"), "until": "2020-01-01"},),
        ... )
        >>> list(view_of(network).ties), list(view_of(network, day=dt.date(2021, 1, 1)).ties)
        ([('a', 'b')], [])
    """
    day = day or network.as_of
    running = {o.id: o for o in network.organisations if runs(o.start, o.end, day)}
    current = {name: one for name, one in running.items() if not one.potential}
    organisations = running if possible else current
    return View(
        network=network,
        day=day,
        organisations=organisations,
        groups={g.id: g for g in network.groups},
        ties=_ties(network, current, day),
        contact=_contact(network, organisations, day),
        anchors=tuple(anchors) or _anchors(network, current, statutory),
    )


def runs(start: dt.date | None, end: dt.date | None, day: dt.date | None) -> bool:
    """Say whether something runs on a day, both its ends counted; with no day, everything does."""
    return day is None or ((start is None or start <= day) and (end is None or day <= end))


def review_strength(reviews: Iterable[PartnershipReview], day: dt.date | None) -> float | None:
    """Return what the latest review by the day says of a partnership, from 0 to 1: the mean of what was scored.

    ``None`` where there is no review, or none that scored anything.
    """
    held = sorted((r for r in reviews if day is None or r.date <= day), key=lambda r: r.date)
    scores = [score.score for score in held[-1].scores if score.score is not None] if held else []
    return sum(score - 1 for score in scores) / (3 * len(scores)) if scores else None


def scale_of(network: PartnershipNetwork) -> float:
    """Return the top of the scale on which weights are written."""
    if network.scale is not None:
        return float(network.scale)
    return max([1.0, *(float(one.weight) for one in network.partnerships if one.weight is not None)])


def partnership_strength(one: Partnership, scale: float, day: dt.date | None) -> float | None:
    """Return how strong a partnership is, from 0 to 1: by its weight, else by its latest review; else ``None``."""
    return min(1.0, float(one.weight) / scale) if one.weight is not None else review_strength(one.reviews, day)


def usual_strength(network: PartnershipNetwork, day: dt.date | None) -> float:
    """Return the median strength of all partnerships of which it is known, past and future ones among them, or 1.

    Ended ones count, so that a tie that ends changes how strong no other is. A network may say it itself.
    """
    if network.usual_strength is not None:
        return float(network.usual_strength)
    scale = scale_of(network)
    strengths = [partnership_strength(one, scale, day) for one in network.partnerships]
    known = [strength for strength in strengths if strength is not None]
    return statistics.median(known) if known else 1.0


def _anchors(
    network: PartnershipNetwork, organisations: Mapping[str, NetworkOrganisation], statutory: Collection[str]
) -> tuple[str, ...]:
    named = network.anchors or ((network.assessed,) if network.assessed else ())
    return tuple(named) or tuple(name for name, one in organisations.items() if one.sector in statutory)


def _ties(
    network: PartnershipNetwork, organisations: Mapping[str, NetworkOrganisation], day: dt.date | None
) -> Mapping[Ends, Tie]:
    scale, usual = scale_of(network), usual_strength(network, day)
    between: defaultdict[Ends, list[tuple[int, Partnership, float | None]]] = defaultdict(list)
    for place, one in enumerate(network.partnerships):
        ends = pair_of(one.between)
        if runs(one.start, one.end, day) and ends[0] != ends[1] and set(ends) <= organisations.keys():
            between[ends].append((place, one, partnership_strength(one, scale, day)))
    return {ends: _tie(ends, several, usual, scale) for ends, several in sorted(between.items())}


def _tie(ends: Ends, several: list[tuple[int, Partnership, float | None]], usual: float, scale: float) -> Tie:
    known = [strength for _, _, strength in several if strength is not None]
    strength = max(known) if known else usual
    risks = {one.funding_at_risk for _, one, _ in several}
    return Tie(
        ends=ends,
        strength=strength,
        known=bool(known),
        weight=strength * scale,
        at_risk=False if False in risks else None if None in risks else True,
        partnerships=tuple(place for place, _, _ in several),
    )


def _contact(
    network: PartnershipNetwork, organisations: Mapping[str, NetworkOrganisation], day: dt.date | None
) -> Mapping[str, Mapping[str, float]]:
    asked = {
        (t.by, t.of): float(t.share)
        for t in sorted(network.trust, key=lambda t: t.date or dt.date.min)
        if runs(t.date, None, day)
    }
    usual = usual_share(network)
    found: dict[str, dict[str, float]] = {group.id: {} for group in network.groups}
    for one in network.services:
        if runs(one.start, one.end, day) and one.organisation in organisations and one.group in found:
            share = usual if one.share is None else float(one.share)
            met = share * asked.get((one.group, one.organisation), 1.0)
            found[one.group][one.organisation] = max(met, found[one.group].get(one.organisation, 0.0))
    return found


def usual_share(network: PartnershipNetwork) -> float:
    """Return the median of the shares that are known, those of ended services among them, or 1 where none is."""
    known = [float(one.share) for one in network.services if one.share is not None]
    return statistics.median(known) if known else 1.0
