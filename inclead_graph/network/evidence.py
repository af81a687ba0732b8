"""Evidence that a network holds about the organisation that is assessed: reviews, scopings, protocols, needs first met.

What a register of partnerships shows changes on certain days: a partnership begins, a review is held, another grows
too old. Between two such days there is one record, dated with the first and expiring before the second, so that the
records are the same whatever the day of the assessment, and the usual rules say which of them counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from inclead_graph.model.assessment import Evidence
from inclead_graph.model.calendar import months_after
from inclead_graph.model.framework import Concept, Framework
from inclead_graph.model.network import (
    NetworkOrganisation,
    Partnership,
    PartnershipNetwork,
    PartnershipScore,
    Protocol,
    Service,
)
from inclead_graph.network.view import runs

__all__ = ["PREFIX", "evidence_of", "is_derived"]

PREFIX = "network."
"""What the ids of records that are read off a network begin with; nobody else may use it."""

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _State:
    """What a register shows on one day."""

    status: str
    title: str
    lasts_until: dt.date | None = None
    characteristics: tuple[str, ...] = ()


def is_derived(piece: Evidence) -> bool:
    """Say whether a record was read off a network, and not written by hand."""
    return piece.id.startswith(PREFIX)


def evidence_of(network: PartnershipNetwork, framework: Framework) -> tuple[Evidence, ...]:
    """Return the records that a network holds about the organisation that is assessed; none where it names none.

    The ontology's vocabulary ``network record`` says which criteria each bears on, and for how long it counts.

    Example::

        [piece.title for piece in evidence_of(network, framework)]
    """
    kinds = framework.vocabularies.get("network record", {})
    if network.assessed is None or not kinds:
        return ()
    register = _Register(network, framework)
    shown: Mapping[str, tuple[Collection[dt.date], Callable[[dt.date], _State | None]]] = {
        "reviews": (register.review_days(kinds["reviews"].months), register.reviews),
        "scopings": (register.scoping_days(kinds["scopings"].months), register.scopings),
        "protocols": (register.protocol_days(kinds["protocols"].months), register.protocols),
    }
    found: list[Evidence] = []
    for name, (days, state) in shown.items():
        found += _records(network, kinds[name], name, days, state)
    for group in network.groups:
        days, state = register.group_days(group.id, kinds["bridges"].months), register.first_met(group.id)
        found += _records(network, kinds["bridges"], f"bridges.{group.id}", days, state)
    return tuple(sorted(found, key=lambda piece: piece.id))


def _records(
    network: PartnershipNetwork,
    kind: Concept,
    name: str,
    days: Iterable[dt.date],
    state: Callable[[dt.date], _State | None],
) -> Iterator[Evidence]:
    """Yield a record for each stretch of days on which the register shows the same."""
    in_order = sorted(set(days))
    states = [state(day) for day in in_order]
    for place, (day, shows) in enumerate(zip(in_order, states, strict=True)):
        if shows is None or (place and states[place - 1] == shows):
            continue
        later = [other for other, then in zip(in_order[place:], states[place:], strict=True) if then != shows]
        ends = [end for end in (later[0] - _DAY if later else None, shows.lasts_until) if end is not None]
        yield Evidence(
            id=_id(name, day),
            title=shows.title,
            criteria=kind.criteria,
            claim="supports",
            status=shows.status,
            kind="document",
            voice="management",
            date=day,
            expires=min(ends) if ends else None,
            source=network.title or "The network of partnerships",
            locator=f"network.yaml, {kind.label.lower()}",
            characteristics=shows.characteristics,
        )


def _id(name: str, day: dt.date) -> str:
    return f"{PREFIX}{name[: 63 - len(PREFIX) - 10]}.{day}"


class _Register:
    """What the assessed organisation's partnerships show on a day."""

    def __init__(self, network: PartnershipNetwork, framework: Framework) -> None:
        self.network = network
        self.own = str(network.assessed)
        self.partnerships = [p for p in network.partnerships if self.own in p.between]
        self.scoped = [s for s in network.scopings if self.own in s.between]
        self.asked = frozenset(framework.narrower("partnership criterion", "review"))
        self.weighed = frozenset(framework.words("partnership criterion"))
        self.organisations = {one.id: one for one in network.organisations}
        self.counted = {name: word.months for name, word in framework.vocabularies["network record"].items()}
        self.protected = frozenset(framework.words("characteristic"))

    def review_days(self, months: int) -> set[dt.date]:
        """Return the days on which what the reviews show may change."""
        held = [r.date for p in self.partnerships for r in p.reviews]
        return {*self._partner_days(), *held, *(months_after(day, months) + _DAY for day in held)}

    def reviews(self, day: dt.date) -> _State | None:
        """Say how many of the day's partnerships have a review on every criterion that is not too old."""
        current = [p for p in self.partnerships if self._runs(p, day)]
        done = [p for p in current if self._reviewed(p, day)]
        if not done:
            return None
        title = f"{len(done)} of {len(current)} partnerships reviewed on all five criteria"
        return _State("in place" if len(done) == len(current) else "under way", title)

    def scoping_days(self, months: int) -> set[dt.date]:
        """Return the days on which what the scopings show may change."""
        held = [s.date for s in self.scoped]
        return {*held, *(months_after(day, months) + _DAY for day in held)}

    def scopings(self, day: dt.date) -> _State | None:
        """Say whether possible partners were weighed on every criterion, and not too long ago."""
        recent = [s for s in self.scoped if s.date <= day <= months_after(s.date, self.counted["scopings"])]
        whole = [s for s in recent if _scored(s.scores) >= self.weighed]
        if not recent:
            return None
        title = f"{len(whole)} of {len(recent)} possible partnerships weighed on all eight criteria"
        return _State("in place" if whole else "under way", title)

    def protocol_days(self, months: int) -> set[dt.date]:
        """Return the days on which what the protocols show may change."""
        held = [protocol.date for _, protocol in self._agreed()]
        return {*self._partner_days(), *held, *(months_after(day, months) + _DAY for day in held)}

    def protocols(self, day: dt.date) -> _State | None:
        """Say whether a protocol with priorities, process and gains is in force, and not too old."""
        recent = [
            protocol
            for running, protocol in self._agreed()
            if running(day) and protocol.date <= day <= months_after(protocol.date, self.counted["protocols"])
        ]
        whole = [p for p in recent if p.priorities and p.process and p.gains]
        if not recent:
            return None
        title = f"{len(whole)} of {len(recent)} protocols name priorities, process and gains for inclusion"
        return _State("in place" if whole else "under way", title)

    def group_days(self, group: str, months: int) -> set[dt.date]:
        """Return the days on which a group's need may begin, or cease, to be met through a partner."""
        serving = [s for s in self.network.services if s.group == group]
        days = {*_spans(serving), *_spans(self.network.organisations), *_spans(self.partnerships)}
        return {*days, *(months_after(day, months) + _DAY for day in days)}

    def first_met(self, group: str) -> Callable[[dt.date], _State | None]:
        """Say whether, not too long ago, a partner began to meet a need of a group that nobody met before."""
        whole = next(one for one in self.network.groups if one.id == group)
        days = sorted(self.group_days(group, 0))
        begun = [day for day in days if self._through(group, day) and not self._served(group, day - _DAY)]
        characteristics = (whole.disadvantage,) if whole.disadvantage in self.protected else ()

        def state(day: dt.date) -> _State | None:
            partners = self._through(group, day)
            first = max((start for start in begun if start <= day), default=None)
            if first is None or not partners or day > months_after(first, self.counted["bridges"]):
                return None
            names = ", ".join(self.organisations[name].name for name in partners)
            title = f"A need of {whole.name} that nobody met before {first} is met through {names}"
            return _State("in place", title, months_after(first, self.counted["bridges"]), characteristics)

        return state

    def _through(self, group: str, day: dt.date) -> tuple[str, ...]:
        partners = {n for p in self.partnerships if self._runs(p, day) for n in p.between} - {self.own}
        return tuple(sorted(partners & self._served(group, day)))

    def _served(self, group: str, day: dt.date) -> set[str]:
        return {
            service.organisation
            for service in self.network.services
            if service.group == group
            and runs(service.start, service.end, day)
            and self._is_there(service.organisation, day)
        }

    def _runs(self, one: Partnership, day: dt.date) -> bool:
        return runs(one.start, one.end, day) and all(self._is_there(name, day) for name in one.between)

    def _is_there(self, name: str, day: dt.date) -> bool:
        one = self.organisations[name]
        return runs(one.start, one.end, day)

    def _partner_days(self) -> Iterator[dt.date]:
        partners = {name for one in self.partnerships for name in one.between}
        yield from _spans(self.partnerships)
        yield from _spans(one for one in self.network.organisations if one.id in partners)

    def _reviewed(self, one: Partnership, day: dt.date) -> bool:
        oldest = [r for r in one.reviews if r.date <= day <= months_after(r.date, self.counted["reviews"])]
        return any(_scored(review.scores) >= self.asked for review in oldest)

    def _agreed(self) -> Iterator[tuple[Callable[[dt.date], bool], Protocol]]:
        for partnership in self.partnerships:
            if partnership.protocol is not None:
                yield partial(self._runs, partnership), partnership.protocol
        for scoping in self.scoped:
            if scoping.protocol is not None:
                yield (lambda _: True), scoping.protocol


def _spans(several: Iterable[Partnership | Service | NetworkOrganisation]) -> Iterator[dt.date]:
    """Yield the days on which something begins, or is no more."""
    for one in several:
        if one.start is not None:
            yield one.start
        if one.end is not None and one.end < dt.date.max:
            yield one.end + _DAY


def _scored(scores: Iterable[PartnershipScore]) -> frozenset[str]:
    return frozenset(score.criterion for score in scores if score.score is not None)
