"""Ranges under missing answers: what is not known is drawn again and again from what is, and the results are spread.

Drawn are strengths and shares that nobody gave, from those that were given; scores that a review left open, from the
scores of that criterion; and ties between two organisations of which neither answered, as often as ties are found
between organisations of the same two sectors of which at least one did. A tie with somebody who answered is known from
that side (Stork and Richards 1992, Group & Organization Management 17(2), 193-209).
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from inclead_graph.model.network import (
    Partnership,
    PartnershipNetwork,
    PartnershipReview,
    PartnershipScore,
    Service,
    pair_of,
)
from inclead_graph.network.reach import Reach
from inclead_graph.network.view import View, partnership_strength, scale_of, view_of

__all__ = ["DRAWS", "Range", "Ranges", "is_complete", "ranges_of"]

DRAWS = 200

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ranges:
    """The middle nine tenths of what the draws gave.

    Attributes:
        organisations: bridging value, in people; anchors have none.
        groups: the part of the need that is reached.
        people: how many people are reached in all.
        draws: how many draws there were; 0 where nothing is missing, so that every range is one number.
    """

    organisations: Mapping[str, Range]
    groups: Mapping[str, Range]
    people: Range
    draws: int


def is_complete(network: PartnershipNetwork) -> bool:
    """Say whether nothing is missing that could be drawn."""
    return not (
        any(one.weight is None and not _scored(one) for one in network.partnerships)
        or any(score.score is None for one in network.partnerships for r in one.reviews for score in r.scores)
        or any(service.share is None for service in network.services)
        or sum(1 for one in network.organisations if not one.answered) > 1
    )


def ranges_of(
    network: PartnershipNetwork,
    statutory: Collection[str] = (),
    *,
    day: dt.date | None = None,
    anchors: Collection[str] = (),
    draws: int = DRAWS,
    seed: int = 0,
) -> Ranges:
    """Return how far bridging values and reach might be otherwise, were nothing missing.

    Args:
        network: what is known, and what is not.
        statutory: as for :func:`~inclead_graph.network.view.view_of`.
        day: the day, in place of the network's own.
        anchors: the organisations from which reach is counted, in place of the network's own.
        draws: how often what is missing is drawn.
        seed: where the draws begin; the same seed gives the same ranges.
    """
    whole = view_of(network, statutory, day=day, anchors=anchors)
    anchors = whole.anchors
    rounds = 0 if is_complete(network) else draws
    found = [Reach(whole)] if not rounds else [
        Reach(view_of(drawn, statutory, day=day, anchors=anchors)) for drawn in _drawn(whole, rounds, seed)
    ]  # fmt: skip
    values: dict[str, list[float]] = {name: [] for name in whole.organisations if name not in anchors}
    for reach in found:
        for name, seen in values.items():
            bridging = reach.of_organisation(name)
            seen.append(bridging.value if bridging else 0.0)
    return Ranges(
        organisations={name: _middle(seen) for name, seen in values.items()},
        groups={group: _middle([reach.of_group(group) for reach in found]) for group in whole.groups},
        people=_middle([reach.people for reach in found]),
        draws=rounds,
    )


def _drawn(view: View, draws: int, seed: int) -> Iterator[PartnershipNetwork]:
    network = view.network
    scale = scale_of(network)
    strengths = [s for p in network.partnerships if (s := partnership_strength(p, scale, view.day)) is not None]
    shares = [service.share for service in network.services if service.share is not None]
    silent = _silent_pairs(view)
    for number in range(draws):
        draw = random.Random(f"{seed} {number}")  # noqa: S311 (no secret hangs on it)
        filled = [_filled(one, network, strengths or [1.0], scale, draw) for one in network.partnerships]
        new = [Partnership(between=pair, weight=_weight(draw, strengths or [1.0], scale))
               for pair, likely in silent if draw.random() < likely]  # fmt: skip
        services = tuple(_shared(one, shares or [Decimal(1)], draw) for one in network.services)
        yield network.model_copy(update={"partnerships": (*filled, *new), "services": services,
                                         "scale": Decimal(repr(scale))})  # fmt: skip


def _filled(
    one: Partnership, network: PartnershipNetwork, strengths: Sequence[float], scale: float, draw: random.Random
) -> Partnership:
    if one.weight is not None:
        return one
    if not _scored(one):
        return one.model_copy(update={"weight": _weight(draw, strengths, scale)})
    reviews = tuple(_reviewed(review, network, draw) for review in one.reviews)
    return one.model_copy(update={"reviews": reviews})


def _reviewed(review: PartnershipReview, network: PartnershipNetwork, draw: random.Random) -> PartnershipReview:
    if all(score.score is not None for score in review.scores):
        return review
    return review.model_copy(update={"scores": tuple(_score(score, network, draw) for score in review.scores)})


def _score(score: PartnershipScore, network: PartnershipNetwork, draw: random.Random) -> PartnershipScore:
    if score.score is not None:
        return score
    given = [
        other.score
        for partnership in network.partnerships
        for review in partnership.reviews
        for other in review.scores
        if other.criterion == score.criterion and other.score is not None
    ]
    return score.model_copy(update={"score": draw.choice(given or [1, 2, 3, 4])})


def _weight(draw: random.Random, strengths: Sequence[float], scale: float) -> Decimal:
    return Decimal(repr(max(draw.choice(strengths), 1e-9) * scale))


def _shared(one: Service, shares: Sequence[Decimal], draw: random.Random) -> Service:
    return one if one.share is not None else one.model_copy(update={"share": draw.choice(shares)})


def _scored(one: Partnership) -> bool:
    return any(score.score is not None for review in one.reviews for score in review.scores)


def _silent_pairs(view: View) -> list[tuple[tuple[str, str], float]]:
    """Return the pairs of which neither end answered and no tie is known, with how likely a tie is."""
    silent = [name for name, one in view.organisations.items() if not one.answered]
    if len(silent) < 2:
        return []
    sectors = {name: one.sector or "" for name, one in view.organisations.items()}
    members = Counter(sectors.values())
    quiet = Counter(sectors[name] for name in silent)
    tied: Counter[tuple[str, str]] = Counter()
    for first, second in view.ties:
        if first not in silent or second not in silent:
            tied[pair_of((sectors[first], sectors[second]))] += 1
    found = []
    for pair in itertools.combinations(silent, 2):
        kinds = pair_of((sectors[pair[0]], sectors[pair[1]]))
        asked = _pairs(members, kinds) - _pairs(quiet, kinds)
        if pair_of(pair) not in view.ties:
            found.append((pair, tied[kinds] / asked if asked else 0.0))
    return found


def _pairs(members: Counter[str], kinds: tuple[str, str]) -> int:
    first, second = members[kinds[0]], members[kinds[1]]
    return first * (first - 1) // 2 if kinds[0] == kinds[1] else first * second


def _middle(values: Sequence[float]) -> Range:
    in_order = sorted(values)
    cut = round(0.05 * (len(in_order) - 1))
    return in_order[cut], in_order[len(in_order) - 1 - cut]
