"""Which new partnerships would reach most of those who are not reached, for what they cost.

Every new tie joins an anchor to another organisation, so that a strongest chain uses one new tie at most. What a set of
ties gains is then monotone and submodular: the more there are, the less one more adds. Taking the best tie again and
again is therefore at least 1 - 1/e, 63 %, of the best that so many ties could gain (Nemhauser, Wolsey and Fisher 1978,
Mathematical Programming 14, 265-294); under a budget, the better of two such sets is at least half of that (Leskovec et
al. 2007, KDD, theorem 3). What was found is also held against a bound that the data give, mostly much nearer.
"""

from __future__ import annotations

import heapq
import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inclead_graph.model.network import PartnershipNetwork, Scoping, pair_of
from inclead_graph.network.reach import Chains, Loss, chains_from
from inclead_graph.network.view import View

__all__ = ["Advice", "Advised", "Candidate", "candidates_of", "next_ties", "scoping_strength", "unserved"]

_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A partnership that might begin.

    Attributes:
        anchor, organisation: its two ends.
        strength: how strong it would be, from 0 to 1: as it was scoped, or as ties usually are.
        scoped: whether somebody has weighed it.
        cost: on the scale of the scopings; the median of theirs where it was not scoped, or 1 without any.
    """

    anchor: str
    organisation: str
    strength: float
    scoped: bool
    cost: float


@dataclass(frozen=True, slots=True)
class Advice:
    """One tie that is advised, after those before it.

    Attributes:
        gain: people of counted groups who would be reached with it, and are not without.
        groups: each group that would gain, with the part of its need reached before and after.
        through: the chain, from the group's own side to the anchor, that brings most of the gain.
    """

    candidate: Candidate
    gain: float
    groups: tuple[Loss, ...]
    through: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advised:
    """The ties that are advised, best first.

    Attributes:
        gain: people whom all of them together would reach, who are not reached now.
        at_most: what no set of so many ties, or of so little cost, could exceed.
        guarantee: the part of the best possible gain that the method promises, whatever the network.
    """

    ties: tuple[Advice, ...]
    gain: float
    at_most: float
    guarantee: float

    @property
    def part(self) -> float:
        """The part of the best possible gain that these ties reach, at least."""
        return 1.0 if self.at_most <= _NOTHING else max(self.guarantee, min(1.0, self.gain / self.at_most))


def scoping_strength(scoping: Scoping) -> float | None:
    """Return what a scoping promises of a tie's strength, from 0 to 1: the mean of what was scored."""
    scores = [score.score for score in scoping.scores if score.score is not None]
    return sum(score - 1 for score in scores) / (3 * len(scores)) if scores else None


def candidates_of(view: View) -> tuple[Candidate, ...]:
    """Return every tie that could be made between an anchor and another organisation of the view.

    Make the view with ``possible=True``, so that possible partners are among them.
    """
    network = view.network
    scoped = _latest(network, view)
    costs = [float(s.cost) for s in scoped.values() if s.cost is not None]
    usual, cost = view.usual_strength, statistics.median(costs) if costs else 1.0
    found = []
    for anchor in view.anchors:
        for name in view.organisations:
            if name in view.anchors or name in view.neighbours.get(anchor, {}):
                continue
            scoping = scoped.get(pair_of((anchor, name)))
            strength = scoping_strength(scoping) if scoping else None
            price = float(scoping.cost) if scoping and scoping.cost is not None else cost
            found.append(Candidate(anchor, name, usual if strength is None else strength, scoping is not None, price))
    return tuple(found)


def unserved(view: View) -> tuple[str, ...]:
    """Return the groups that no organisation of the view serves, so that no tie can help them."""
    return tuple(group for group, contact in view.contact.items() if not any(contact.values()))


def next_ties(
    view: View, count: int | None = None, budget: float | None = None, candidates: Sequence[Candidate] | None = None
) -> Advised:
    """Return the ties that would gain most, a number of them or as many as a budget allows.

    Args:
        view: the network, with possible partners in it.
        count: at most so many.
        budget: at most of this cost together, in place of a number.
        candidates: what may be chosen; :func:`candidates_of` the view by default.

    Example::

        next_ties(view_of(network, possible=True), count=3).ties[0].candidate.organisation
    """
    gains = _Gains(view, candidates_of(view) if candidates is None else candidates)
    if budget is None:
        return gains.advised(gains.greedy(count or 1, math.inf, by_cost=False), count or 1, math.inf, 1 - 1 / math.e)
    chosen = max((gains.greedy(None, budget, by_cost=by_cost) for by_cost in (True, False)), key=gains.of)
    return gains.advised(chosen, None, budget, (1 - 1 / math.e) / 2)


def _latest(network: PartnershipNetwork, view: View) -> Mapping[tuple[str, str], Scoping]:
    held = [s for s in network.scopings if view.day is None or s.date <= view.day]
    return {pair_of(s.between): s for s in sorted(held, key=lambda s: s.date)}


class _Gains:
    """What sets of candidates gain, each candidate's chains sought once."""

    def __init__(self, view: View, candidates: Iterable[Candidate]) -> None:
        self.view = view
        self.whole = chains_from(view.neighbours, view.anchors)
        self.needs = {g.id: float(g.need) for g in view.groups.values() if g.need is not None}
        self.lifts = {candidate: self._lift(candidate) for candidate in candidates}
        self.served: dict[str, list[str]] = {}
        for group in self.needs:
            for name in view.contact[group]:
                self.served.setdefault(name, []).append(group)

    def _lift(self, candidate: Candidate) -> Mapping[str, tuple[float, str]]:
        """Return the organisations whose strongest chain a tie would make stronger, how strong, and towards whom."""
        found: dict[str, tuple[float, str]] = {}
        waiting = [(-candidate.strength, candidate.organisation, candidate.anchor)]
        while waiting:
            negated, name, before = heapq.heappop(waiting)
            if name in found or -negated <= self.whole.strength.get(name, 0.0) + _NOTHING:
                continue
            found[name] = (-negated, before)
            for other, tie in self.view.neighbours.get(name, {}).items():
                heapq.heappush(waiting, (negated * tie, other, name))
        return found

    def strengths(self, chosen: Iterable[Candidate]) -> dict[str, float]:
        strengths = dict(self.whole.strength)
        for candidate in chosen:
            for name, (strength, _) in self.lifts[candidate].items():
                strengths[name] = max(strength, strengths.get(name, 0.0))
        return strengths

    def reached(self, strengths: Mapping[str, float]) -> dict[str, float]:
        return {group: self._part(contact, strengths) for group, contact in self.view.contact.items()}

    def _part(self, contact: Mapping[str, float], strengths: Mapping[str, float]) -> float:
        return 1.0 - math.prod(1.0 - share * strengths.get(name, 0.0) for name, share in sorted(contact.items()))

    def worth(self, chosen: Iterable[Candidate]) -> float:
        """Return how many people are reached with these ties."""
        reached = self.reached(self.strengths(chosen))
        return sum(need * reached[group] for group, need in self.needs.items())

    def of(self, chosen: Sequence[Candidate]) -> float:
        """Return how many more people are reached with these ties than without."""
        return self.worth(chosen) - self.worth(())

    def added(self, strengths: Mapping[str, float], candidate: Candidate) -> float:
        """Return how many more people one more tie reaches; only the groups that it may concern are looked at."""
        lift = {n: s for n, (s, _) in self.lifts[candidate].items() if s > strengths.get(n, 0.0)}
        gain = 0.0
        for group in sorted({group for name in lift for group in self.served.get(name, ())}):
            contact = self.view.contact[group]
            now = {name: max(lift.get(name, 0.0), strengths.get(name, 0.0)) for name in contact}
            gain += self.needs[group] * (self._part(contact, now) - self._part(contact, strengths))
        return gain

    def greedy(self, count: int | None, budget: float, *, by_cost: bool) -> tuple[Candidate, ...]:
        """Take the best candidate again and again; one is looked at again only when it may still be the best."""
        chosen: list[Candidate] = []
        spent, strengths = 0.0, self.strengths(())
        waiting = [(-math.inf, place, candidate) for place, candidate in enumerate(self.lifts)]
        looked = dict.fromkeys(self.lifts, -1)
        while waiting and (count is None or len(chosen) < count):
            _, place, candidate = heapq.heappop(waiting)
            if spent + candidate.cost > budget + _NOTHING:
                continue
            if looked[candidate] == len(chosen):
                chosen.append(candidate)
                spent, strengths = spent + candidate.cost, self.strengths(chosen)
                continue
            gain = self.added(strengths, candidate)
            looked[candidate] = len(chosen)
            if gain > _NOTHING:
                heapq.heappush(waiting, (-(gain / candidate.cost if by_cost else gain), place, candidate))
        return tuple(chosen)

    def advised(self, chosen: Sequence[Candidate], count: int | None, budget: float, guarantee: float) -> Advised:
        steps = [self._advice(chosen[:place], candidate) for place, candidate in enumerate(chosen)]
        bounds = [self._bound(chosen[:place], count, budget) for place in range(len(chosen) + 1)]
        return Advised(tuple(steps), self.of(chosen), min(bounds), guarantee)

    def _bound(self, chosen: Sequence[Candidate], count: int | None, budget: float) -> float:
        """Return what no choice could exceed: what these gain, and the best that any others could add one by one."""
        strengths = self.strengths(chosen)
        gains = [(self.added(strengths, one), one.cost) for one in self.lifts if one not in chosen]
        gains.sort(key=lambda gain: -gain[0] / (gain[1] if count is None else 1.0))
        if count is not None:
            return self.of(chosen) + sum(gain for gain, _ in gains[:count])
        left, added = budget, 0.0
        for gain, cost in gains:
            part = min(1.0, left / cost)
            added, left = added + gain * part, left - cost * part
            if left <= _NOTHING:
                break
        return self.of(chosen) + added

    def _advice(self, before: Sequence[Candidate], candidate: Candidate) -> Advice:
        old, strengths = self.reached(self.strengths(before)), self.strengths((*before, candidate))
        new = self.reached(strengths)
        groups = [
            Loss(g, old[g], new[g], self.needs[g] * (new[g] - old[g]) if g in self.needs else None)
            for g in old
            if new[g] - old[g] > _NOTHING
        ]
        groups.sort(key=lambda one: (-(one.people or 0.0), one.group))
        return Advice(candidate, sum(g.people or 0.0 for g in groups), tuple(groups), self._through(candidate, groups))

    def _through(self, candidate: Candidate, groups: Sequence[Loss]) -> tuple[str, ...]:
        if not groups:
            return ()
        lift, contact = self.lifts[candidate], self.view.contact[groups[0].group]
        best = max((n for n in contact if n in lift), key=lambda n: (contact[n] * lift[n][0], n), default="")
        towards = {name: before for name, (_, before) in lift.items()}
        return Chains(dict.fromkeys([*lift, candidate.anchor], 1.0), towards).of(best)
