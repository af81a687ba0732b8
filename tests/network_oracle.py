"""An oracle for reach and bridging, written from docs/networks.md: every chain is tried, and all is worked out anew.

It knows nothing of the code that it checks but the values of the model, and is meant for networks of a few members.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from inclead_graph.model.network import Partnership, PartnershipNetwork

Strengths = dict[frozenset[str], Fraction]

MOST_TRIED = 8


def there(start: dt.date | None, end: dt.date | None, day: dt.date) -> bool:
    return not (start and day < start) and not (end and end < day)


def middle(values: Iterable[Fraction]) -> Fraction:
    in_order = sorted(values)
    if not in_order:
        return Fraction(1)
    half = len(in_order) // 2
    return in_order[half] if len(in_order) % 2 else (in_order[half - 1] + in_order[half]) / 2


def exact(number: Decimal) -> Fraction:
    return Fraction(number)


def strength_of(one: Partnership, network: PartnershipNetwork, day: dt.date) -> Fraction | None:
    weights = [exact(p.weight) for p in network.partnerships if p.weight is not None]
    top = exact(network.scale) if network.scale else max([Fraction(1), *weights])
    if one.weight is not None:
        return min(Fraction(1), exact(one.weight) / top)
    reviews = [review for review in one.reviews if review.date <= day]
    if not reviews:
        return None
    latest = reviews[max(range(len(reviews)), key=lambda n: (reviews[n].date, n))]
    scores = [score.score for score in latest.scores if score.score is not None]
    return Fraction(sum(scores) - len(scores), 3 * len(scores)) if scores else None


def ties(network: PartnershipNetwork, day: dt.date) -> Strengths:
    usual = middle(s for p in network.partnerships if (s := strength_of(p, network, day)) is not None)
    here = members(network, day)
    found: dict[frozenset[str], list[Fraction | None]] = {}
    for one in network.partnerships:
        if there(one.start, one.end, day) and set(one.between) <= here and len(set(one.between)) == 2:
            found.setdefault(frozenset(one.between), []).append(strength_of(one, network, day))
    return {pair: max([s for s in of if s is not None], default=usual) for pair, of in found.items()}


def members(network: PartnershipNetwork, day: dt.date) -> set[str]:
    return {o.id for o in network.organisations if not o.potential and there(o.start, o.end, day)}


def chains(start: str, strengths: Strengths, seen: tuple[str, ...] = ()) -> Iterator[tuple[str, Fraction]]:
    """Yield every chain without a circle from an organisation: where it ends, and how strong it is."""
    yield start, Fraction(1)
    for pair, strength in strengths.items():
        if start in pair:
            (other,) = pair - {start}
            if other not in seen:
                for end, rest in chains(other, strengths, (*seen, start)):
                    yield end, strength * rest


def best_chain(start: str, strengths: Strengths, anchors: set[str]) -> Fraction:
    """Return the strongest chain to an anchor: of all there are, or, where they would be too many, by rounds.

    After n rounds everybody knows the best of their chains of up to n ties.
    """
    everybody = {start}.union(*strengths)
    if len(everybody) <= MOST_TRIED:
        return max((s for end, s in chains(start, strengths) if end in anchors), default=Fraction(0))
    best = {name: Fraction(name in anchors) for name in everybody}
    for _ in everybody:
        for pair, strength in strengths.items():
            one, other = pair
            best[one], best[other] = max(best[one], strength * best[other]), max(best[other], strength * best[one])
    return best[start]


def met(network: PartnershipNetwork, group: str, day: dt.date) -> dict[str, Fraction]:
    usual = middle(exact(s.share) for s in network.services if s.share is not None)
    found: dict[str, Fraction] = {}
    for service in network.services:
        if service.group == group and there(service.start, service.end, day):
            share = usual if service.share is None else exact(service.share)
            asked = [t for t in network.trust if (t.by, t.of) == (group, service.organisation)]
            asked = [t for t in asked if t.date is None or t.date <= day]
            if asked:
                latest = max(range(len(asked)), key=lambda n: (asked[n].date or dt.date.min, n))
                share *= exact(asked[latest].share)
            found[service.organisation] = max(share, found.get(service.organisation, Fraction(0)))
    return found


def reached(
    network: PartnershipNetwork,
    group: str,
    day: dt.date,
    anchors: Iterable[str],
    gone: Iterable[str] = (),
    ended: frozenset[str] = frozenset(),
) -> Fraction:
    """Return the part of a group's need that is reached without some organisations and one tie."""
    here = members(network, day) - set(gone)
    strengths = {p: s for p, s in ties(network, day).items() if p <= here and p != ended}
    missed = Fraction(1)
    for organisation, share in met(network, group, day).items():
        if organisation in here:
            best = best_chain(organisation, strengths, set(anchors))
            missed *= 1 - share * best
    return 1 - missed


def a_main_bridge_is(network: PartnershipNetwork, organisation: str, day: dt.date, anchors: Iterable[str]) -> bool:
    if organisation in anchors:
        return False
    for group in network.groups:
        now = reached(network, group.id, day, anchors)
        if now and round((now - reached(network, group.id, day, anchors, (organisation,))) / now * 10**6) >= 500_000:
            return True
    return False


VOLUNTARY = {"voluntary", "community", "faith"}


def bridge_signal(network: PartnershipNetwork | None, day: dt.date) -> str:
    """Return what the network says of the signal on voluntary bridges: raised, cannot tell, or clear."""
    states = {"clear"}
    for one in network.organisations if network else ():
        if network is None or one.id == network.assessed or one.sector not in VOLUNTARY:
            continue
        anchors = network.anchors or (str(network.assessed),)
        if one.id in members(network, day) and a_main_bridge_is(network, one.id, day, anchors):
            risk = at_risk(network, one.id, day)
            states.add("raised" if risk else "clear" if risk is False else "cannot tell")
    return next(state for state in ("raised", "cannot tell", "clear") if state in states)


def at_risk(network: PartnershipNetwork, organisation: str, day: dt.date) -> bool | None:
    one = next(o for o in network.organisations if o.id == organisation)
    here = members(network, day)
    together: dict[frozenset[str], set[bool | None]] = {}
    for p in network.partnerships:
        if organisation in p.between and set(p.between) <= here and there(p.start, p.end, day):
            together.setdefault(frozenset(p.between), set()).add(p.funding_at_risk)
    each = [False if False in risks else None if None in risks else True for risks in together.values()]
    if one.funding_at_risk or (each and all(each)):
        return True
    if one.funding_at_risk is False or (each and None not in each):
        return False
    return None
