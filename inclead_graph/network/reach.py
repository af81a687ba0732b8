"""Bridging value: what of each group's need is reached only, or mainly, through one organisation or one tie.

A group's need is met by organisations that serve it. It is *reached* as far as a chain of partnerships leads from them
to an anchor, an organisation that owes the duty; a chain is as strong as the product of its ties, and the strongest
counts. Organisations that serve one group are taken to meet different parts of its need independently. What would be
lost if an organisation or a tie went is its bridging value, in people. docs/networks.md gives the reasons.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from inclead_graph.network.view import Ends, View

__all__ = ["Bridging", "Chains", "Loss", "Reach", "chains_from"]

MAINLY = 0.5
"""The part of a group's reach from which on it is said to be reached mainly through one organisation or tie."""

_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Chains:
    """The strongest chain from each organisation to an anchor.

    Attributes:
        strength: by organisation, 1 for an anchor; who has no chain is absent.
        towards: by organisation, the next one on its chain; anchors have none.
    """

    strength: Mapping[str, float]
    towards: Mapping[str, str]

    def of(self, organisation: str) -> tuple[str, ...]:
        """Return the chain from an organisation to its anchor, both among it; empty where there is none."""
        if organisation not in self.strength:
            return ()
        chain = [organisation]
        while chain[-1] in self.towards:
            chain.append(self.towards[chain[-1]])
        return tuple(chain)


@dataclass(frozen=True, slots=True)
class Loss:
    """What one group would lose.

    Attributes:
        before, after: the part of the group's need that is reached, from 0 to 1.
        people: how many people that is; ``None`` where nobody has counted the group's need.
    """

    group: str
    before: float
    after: float
    people: float | None

    @property
    def extent(self) -> str:
        """Say whether all of the group's reach would be lost, half or more, or less: only, mainly or partly."""
        if self.after <= _NOTHING:
            return "only"
        return "mainly" if self.before - self.after >= MAINLY * self.before else "partly"


@dataclass(frozen=True, slots=True)
class Bridging:
    """The bridging value of an organisation or a tie.

    Attributes:
        value: people who would no longer be reached, over the groups whose need is counted.
        losses: each group that would lose, the greatest loss first.
    """

    value: float
    losses: tuple[Loss, ...]

    @property
    def uncounted(self) -> tuple[str, ...]:
        """Groups that would lose, and whose need nobody has counted."""
        return tuple(loss.group for loss in self.losses if loss.people is None)


def chains_from(neighbours: Mapping[str, Mapping[str, float]], anchors: Iterable[str]) -> Chains:
    """Return the strongest chain of each organisation that has one, after Dijkstra over products of strengths.

    Example:
        >>> chains_from({"a": {"b": 0.5}, "b": {"a": 0.5, "c": 0.5}, "c": {"b": 0.5}}, ["a"]).of("c")
        ('c', 'b', 'a')
    """
    strength: dict[str, float] = {}
    towards: dict[str, str] = {}
    _spread(neighbours, [(-1.0, name, "") for name in sorted(set(anchors) & neighbours.keys())], strength, towards)
    return Chains(strength, towards)


class Reach:
    """How far each group's need is reached, and what hangs on each organisation and each tie.

    Everything is exact: a chain is sought anew for those whose strongest chain went through what is taken away, and
    for nobody else.

    Args:
        view: the network on one day.

    Example::

        reach = Reach(view_of(network))
        reach.of_group("travellers-fen"), reach.of_organisation("fen-roads").value
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self.chains = chains_from(view.neighbours, view.anchors)

    def of_group(self, group: str) -> float:
        """Return the part of a group's need that is reached, from 0 to 1."""
        return self._groups[group]

    @property
    def people(self) -> float:
        """How many people are reached, over the groups whose need is counted."""
        return sum(float(g.need) * self._groups[g.id] for g in self.view.groups.values() if g.need is not None)

    @property
    def need(self) -> float:
        """How many people have a need, over the groups whose need is counted."""
        return sum(float(g.need) for g in self.view.groups.values() if g.need is not None)

    def of_organisation(self, organisation: str) -> Bridging | None:
        """Return what hangs on an organisation; ``None`` for an anchor, since reach is counted from it."""
        if organisation in self.view.anchors:
            return None
        behind = self._behind(organisation)
        strength = self._without(behind | {organisation}, lambda a, b: organisation in (a, b))
        return self._bridging(behind | {organisation}, strength)

    def of_tie(self, ends: Ends) -> Bridging:
        """Return what hangs on the tie between two organisations."""
        first, second = ends
        if self.chains.towards.get(first) != second and self.chains.towards.get(second) != first:
            return Bridging(0.0, ())
        below = first if self.chains.towards.get(first) == second else second
        behind = self._behind(below) | {below}
        return self._bridging(behind, self._without(behind, lambda a, b: {a, b} == {first, second}))

    @cached_property
    def organisations(self) -> Mapping[str, Bridging | None]:
        """What hangs on each organisation; ``None`` for the anchors."""
        return {name: self.of_organisation(name) for name in self.view.organisations}

    @cached_property
    def ties(self) -> Mapping[Ends, Bridging]:
        """What hangs on each tie."""
        return {ends: self.of_tie(ends) for ends in self.view.ties}

    @cached_property
    def _groups(self) -> Mapping[str, float]:
        return {group: _reached(contact, self.chains.strength) for group, contact in self.view.contact.items()}

    @cached_property
    def _below(self) -> Mapping[str, tuple[str, ...]]:
        below: dict[str, list[str]] = {}
        for name, next_one in self.chains.towards.items():
            below.setdefault(next_one, []).append(name)
        return {name: tuple(those) for name, those in below.items()}

    @cached_property
    def _served(self) -> Mapping[str, tuple[str, ...]]:
        served: dict[str, list[str]] = {}
        for group, contact in self.view.contact.items():
            for organisation in contact:
                served.setdefault(organisation, []).append(group)
        return {name: tuple(groups) for name, groups in served.items()}

    def _behind(self, organisation: str) -> set[str]:
        """Return the organisations whose strongest chain goes through this one."""
        found: set[str] = set()
        waiting = list(self._below.get(organisation, ()))
        while waiting:
            name = waiting.pop()
            found.add(name)
            waiting += self._below.get(name, ())
        return found

    def _without(self, affected: Collection[str], gone: Callable[[str, str], bool]) -> Mapping[str, float]:
        """Return the strongest chains of those affected, over the ties that are not gone."""
        whole = self.chains.strength
        neighbours = {
            name: {other: s for other, s in self.view.neighbours[name].items() if not gone(name, other)}
            for name in affected
        }
        starts = [
            (-whole[other] * tie, name, other)
            for name, ties in neighbours.items()
            for other, tie in ties.items()
            if other not in affected and other in whole
        ]
        strength: dict[str, float] = {}
        inside = {name: {o: s for o, s in ties.items() if o in affected} for name, ties in neighbours.items()}
        _spread(inside, starts, strength, {})
        return strength

    def _bridging(self, affected: Collection[str], strength: Mapping[str, float]) -> Bridging:
        losses = []
        for group in sorted({group for name in affected for group in self._served.get(name, ())}):
            contact = self.view.contact[group]
            now = {name: (strength if name in affected else self.chains.strength).get(name, 0.0) for name in contact}
            before, after = self._groups[group], _reached(contact, now)
            if before - after > _NOTHING:
                need = self.view.groups[group].need
                losses.append(Loss(group, before, after, None if need is None else float(need) * (before - after)))
        losses.sort(key=lambda loss: (-(loss.people or 0.0), loss.group))
        return Bridging(sum(loss.people for loss in losses if loss.people is not None), tuple(losses))


def _reached(contact: Mapping[str, float], strength: Mapping[str, float]) -> float:
    missed = 1.0
    for organisation in sorted(contact):
        missed *= 1.0 - contact[organisation] * strength.get(organisation, 0.0)
    return 1.0 - missed


def _spread(
    neighbours: Mapping[str, Mapping[str, float]],
    starts: list[tuple[float, str, str]],
    strength: dict[str, float],
    towards: dict[str, str],
) -> None:
    """Let the strongest chains grow from the starts, each as its negated strength, its end, and the one before."""
    heapq.heapify(starts)
    while starts:
        negated, name, before = heapq.heappop(starts)
        if name in strength or negated == 0.0:
            continue
        strength[name] = -negated
        if before:
            towards[name] = before
        for other, tie in neighbours[name].items():
            if other not in strength:
                heapq.heappush(starts, (negated * tie, other, name))
