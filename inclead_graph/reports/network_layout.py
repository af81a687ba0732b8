"""Where everything stands on a map: partners near each other, the organisations of one place together."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping

from inclead_graph.model.network import PartnershipNetwork, pair_of
from inclead_graph.pictures import places

__all__ = ["Place", "Size", "layout_of"]

Place = tuple[float, float]
Size = tuple[float, float]

ROOM = 1.6
"""How much larger the map is, each way, than what stands on it would need without gaps."""

LOOKS_AT_EACH = 40_000
"""How often organisations are looked at to move them apart; of a large map a few still cover each other after that."""


def layout_of(network: PartnershipNetwork, sizes: Mapping[str, Size]) -> Mapping[str, Place]:
    """Return where organisations and groups stand, the same whatever the day, so that days can be compared.

    Graphviz's ``sfdp`` places them (Hu, "Efficient, high-quality force-directed graph drawing", The Mathematica
    Journal 10, 2006). A knot that is not drawn holds the organisations of one locality together. Then those that cover
    each other are moved apart, as in Gansner and Hu, "Efficient, proximity-preserving node overlap removal", Journal
    of Graph Algorithms and Applications 14 (2010); Graphviz has that only where it was built with a library for it.

    Args:
        network: what is to be placed.
        sizes: by id, how wide and how high each is, in points; what is not in it is not placed.

    Returns:
        By id, how far to the right and how far up the middle of each is, in points, from the middle of the map.

    Raises:
        UnreadableError: neither Graphviz nor its WebAssembly build is here.
    """
    everything = [*(one.id for one in network.organisations), *(one.id for one in network.groups)]
    names = [name for name in everything if name in sizes]
    if len(names) < 2:
        return dict.fromkeys(names, (0.0, 0.0))
    numbers = {name: number for number, name in enumerate(names)}
    found = places(_dot(network, numbers), layout="sfdp")
    area = sum(wide * high for wide, high in sizes.values())
    return _centred(_apart(_scaled({name: found[f"n{number}"] for name, number in numbers.items()}, area), sizes))


def _dot(network: PartnershipNetwork, numbers: Mapping[str, int]) -> str:
    """Write the graph to be laid out, with numbers for names and a knot for each locality."""
    links = {pair_of(one.between) for one in network.partnerships} | {pair_of(one.between) for one in network.scopings}
    links |= {(one.organisation, one.group) for one in network.services}
    drawn = sorted((numbers[a], numbers[b]) for a, b in links if a in numbers and b in numbers and a != b)
    lines = [f"n{number}" for number in numbers.values()]
    lines += [f"n{first} -- n{second}" for first, second in drawn]
    lines += _knots(network, numbers)
    return "graph {\n" + "\n".join(lines) + "\n}\n"


def _knots(network: PartnershipNetwork, numbers: Mapping[str, int]) -> Iterable[str]:
    homes = {one.id: one.locality for one in network.organisations}
    homes |= {one.id: one.locality for one in network.groups}
    knots: dict[str, int] = {}
    for name, locality in homes.items():
        if locality and name in numbers:
            yield f"k{knots.setdefault(locality, len(knots))} -- n{numbers[name]}"


def _scaled(found: Mapping[str, Place], area: float) -> Mapping[str, Place]:
    """Scale the map so that what stands on it, which covers an area, has :data:`ROOM`."""
    (left, low), (right, high) = _corners(found.values())
    wide, tall = right - left, high - low
    scale = ROOM * math.sqrt(area / max(wide * tall, max(wide, tall, 1.0) ** 2 / 4))
    return {name: (x * scale, y * scale) for name, (x, y) in found.items()}


def _centred(found: Mapping[str, Place]) -> Mapping[str, Place]:
    (left, low), (right, high) = _corners(found.values())
    return {name: (round(x - (left + right) / 2, 1), round(y - (low + high) / 2, 1)) for name, (x, y) in found.items()}


def _corners(points: Collection[Place]) -> tuple[Place, Place]:
    across, up = [x for x, _ in points], [y for _, y in points]
    return (min(across), min(up)), (max(across), max(up))


def _apart(found: Mapping[str, Place], sizes: Mapping[str, Size]) -> Mapping[str, Place]:
    """Move each two that cover each other apart until none do or it has been tried often."""
    at = {name: [x, y] for name, (x, y) in found.items()}
    widest = max(wide for wide, _ in sizes.values())
    tries = max(15, LOOKS_AT_EACH // len(at))
    for number in range(tries):
        order = sorted(at, key=lambda name: (at[name][0], name))
        moved = False
        for place, one in enumerate(order):
            for other in order[place + 1 :]:
                if at[other][0] - at[one][0] > (sizes[one][0] + widest) / 2:
                    break
                if 2 * abs(at[other][1] - at[one][1]) < sizes[one][1] + sizes[other][1]:
                    moved |= _moved(at[one], at[other], sizes[one], sizes[other], level=2 * number > tries)
        if not moved:
            break
    return {name: (x, y) for name, (x, y) in at.items()}


def _moved(one: list[float], other: list[float], size: Size, other_size: Size, *, level: bool) -> bool:
    """Move two apart if they cover each other, and say whether they did.

    They move on the line through their middles, which keeps the shape of the map, or where it is to be ``level``, on
    the axis on which they have the shorter way.
    """
    room = [(size[axis] + other_size[axis]) / 2 for axis in (0, 1)]
    away = [other[axis] - one[axis] or 0.1 for axis in (0, 1)]
    further = [room[axis] / abs(away[axis]) - 1 for axis in (0, 1)]
    if min(further) <= 0.001:
        return False
    nearer = min((0, 1), key=lambda axis: further[axis] * abs(away[axis]))
    for axis in (nearer,) if level else (0, 1):
        step = away[axis] * (further[axis] if level else min(*further, 0.5)) * 0.51
        one[axis] -= step
        other[axis] += step
    return True
