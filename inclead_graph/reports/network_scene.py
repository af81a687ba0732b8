"""What a map of a network shows on one day, ready to be drawn: organisations, ties, groups, what hangs on each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from inclead_graph.model.network import NetworkOrganisation, Partnership, PartnershipNetwork, pair_of
from inclead_graph.network import Reach, Tie, View
from inclead_graph.network.structure import betweenness_of
from inclead_graph.network.view import Ends, runs
from inclead_graph.reports.network_looks import Palette, palette_of
from inclead_graph.reports.network_words import why_group, why_organisation, why_tie

__all__ = ["Dated", "Group", "Node", "Scene", "SceneTie", "Served", "scene_of"]


@dataclass(frozen=True, slots=True)
class Served:
    """A group that an organisation serves, and the part of its need that it meets, from 0 to 1, trust counted."""

    group: str
    share: float


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation as it is drawn.

    Attributes:
        sector: the word that the network uses; ``None`` where nobody has said.
        anchor: whether reach is counted from it.
        potential: whether it is not a partner yet; it is drawn hollow, and nothing of it is measured.
        at_risk: whether its funding is at risk; ``None`` where nobody has said.
        value: its bridging value in people; ``None`` for anchors and possible partners.
        why: what is behind that, in sentences.
    """

    id: str
    name: str
    sector: str | None
    kind: str | None
    locality: str | None
    anchor: bool
    potential: bool
    at_risk: bool | None
    value: float | None
    serves: tuple[Served, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """What two organisations do together, and from when to when."""

    kind: str | None
    start: dt.date | None
    end: dt.date | None


@dataclass(frozen=True, slots=True)
class SceneTie:
    """A tie as it is drawn.

    Attributes:
        ends: the two organisations, in the order of their ids.
        strength: from 0 to 1.
        known: whether somebody has said how strong it is.
        at_risk: whether all funding for it is at risk; ``None`` where nobody has said.
        value: its bridging value in people.
    """

    ends: Ends
    strength: float
    known: bool
    at_risk: bool | None
    partnerships: tuple[Dated, ...]
    value: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group as it is drawn.

    Attributes:
        need: how many people have a need; ``None`` where nobody has counted.
        reached: the part of the need that is reached, from 0 to 1.
        served_by: the organisations that meet a part of it.
    """

    id: str
    name: str
    disadvantage: str
    locality: str | None
    need: float | None
    source: str | None
    reached: float
    served_by: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True)
class Scene:
    """A network on one day, ready to be drawn.

    Attributes:
        nodes: partners by id, and possible partners after them.
        possible: pairs that were weighed up and have no tie yet.
        anchors: those from which reach is counted, on whatever day they are there.
    """

    reach: Reach
    nodes: Mapping[str, Node]
    ties: Mapping[Ends, SceneTie]
    groups: Mapping[str, Group]
    possible: tuple[Ends, ...]
    anchors: tuple[str, ...]
    palette: Palette

    @property
    def network(self) -> PartnershipNetwork:
        """All that is known, of other days as well."""
        return self.reach.view.network

    @property
    def title(self) -> str:
        """What the network is called."""
        return self.network.title or "A network of partnerships"

    @property
    def day(self) -> dt.date | None:
        """The day; ``None`` where everything counts, whatever its dates."""
        return self.reach.view.day

    @cached_property
    def most_bridging(self) -> tuple[str, ...]:
        """The organisations that have a bridging value, the greatest first."""
        valued = [node for node in self.nodes.values() if node.value is not None]
        return tuple(node.id for node in sorted(valued, key=lambda node: (-(node.value or 0.0), node.id)))

    @cached_property
    def betweenness(self) -> Mapping[str, float]:
        """By partner, the part of the shortest paths between all others that lead through it, from 0 to 1."""
        return betweenness_of(self.reach.view)

    def product(self, organisation: str) -> float | None:
        """Return bridging value, as a part of all need, times betweenness; ``None`` where there is none."""
        value = self.nodes[organisation].value
        return None if value is None else value / (self.reach.need or 1.0) * self.betweenness[organisation]


def scene_of(reach: Reach, sectors: Mapping[str, str] | None = None, statutory: Collection[str] = ()) -> Scene:
    """Make what is to be drawn.

    Args:
        reach: the network on a day, and what hangs on what.
        sectors: the ontology's sectors in their order, each with what it is called.
        statutory: the sectors that are anchors where the network names none, as :func:`view_of` was told.

    Example:
        >>> from inclead_graph.network import view_of
        >>> network = PartnershipNetwork(organisations=({"id": "a", "name": "A"},), anchors=("a",))
        >>> scene_of(Reach(view_of(network))).nodes["a"].anchor
        True
    """
    view = reach.view
    serves = _serves(view)
    shown = [*view.organisations.values(), *_possible_partners(view)]
    return Scene(
        reach=reach,
        nodes={one.id: _node(reach, one, serves.get(one.id, ())) for one in shown},
        ties={ends: _tie(reach, tie) for ends, tie in view.ties.items()},
        groups={name: _group(reach, name) for name in view.groups},
        possible=tuple(_scoped(view, {one.id for one in shown})),
        anchors=tuple(_anchors(view, statutory)),
        palette=palette_of(view.network, sectors or {}),
    )


def _possible_partners(view: View) -> Iterator[NetworkOrganisation]:
    return (one for one in view.network.organisations if one.potential and runs(one.start, one.end, view.day))


def _scoped(view: View, shown: Collection[str]) -> Iterable[Ends]:
    pairs = {pair_of(one.between) for one in view.network.scopings if runs(one.date, None, view.day)}
    return sorted(ends for ends in pairs if ends not in view.ties and set(ends) <= set(shown) and len(set(ends)) == 2)


def _anchors(view: View, statutory: Collection[str]) -> Iterator[str]:
    """Yield the anchors, and where they follow from sectors, also those that are not there on this day."""
    yield from view.anchors
    if not view.network.anchors and view.network.assessed is None:
        of_sector = {one.id: one for one in view.network.organisations if one.sector in statutory}
        if set(view.anchors) == of_sector.keys() & view.organisations.keys():
            yield from (name for name in of_sector if name not in view.anchors)


def _serves(view: View) -> Mapping[str, tuple[Served, ...]]:
    found: dict[str, tuple[Served, ...]] = {}
    for group, contact in view.contact.items():
        for organisation, share in contact.items():
            found[organisation] = (*found.get(organisation, ()), Served(group, share))
    return found


def _node(reach: Reach, one: NetworkOrganisation, serves: tuple[Served, ...]) -> Node:
    bridging = None if one.potential else reach.organisations[one.id]
    return Node(
        id=one.id,
        name=one.name,
        sector=one.sector,
        kind=one.kind,
        locality=one.locality,
        anchor=one.id in reach.view.anchors,
        potential=one.potential,
        at_risk=one.funding_at_risk,
        value=None if bridging is None else bridging.value,
        serves=serves,
        why=why_organisation(reach, one.id),
    )


def _tie(reach: Reach, tie: Tie) -> SceneTie:
    several = [reach.view.network.partnerships[place] for place in tie.partnerships]
    return SceneTie(
        ends=tie.ends,
        strength=tie.strength,
        known=tie.known,
        at_risk=tie.at_risk,
        partnerships=tuple(map(_dated, several)),
        value=reach.ties[tie.ends].value,
        why=why_tie(reach, tie),
    )


def _dated(one: Partnership) -> Dated:
    return Dated(one.kind, one.start, one.end)


def _group(reach: Reach, name: str) -> Group:
    one = reach.view.groups[name]
    return Group(
        id=one.id,
        name=one.name,
        disadvantage=one.disadvantage,
        locality=one.locality,
        need=None if one.need is None else float(one.need),
        source=one.source,
        reached=reach.of_group(name),
        served_by=tuple(reach.view.contact[name]),
        why=why_group(reach, name),
    )
