"""How sectors look on a map: each has a shape and a colour of its own, so that neither has to be told alone.

docs/decisions/0020-network-maps.md says how the colours were chosen and checked.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inclead_graph.model.network import PartnershipNetwork

__all__ = ["LOOKS", "OTHER", "Look", "Palette", "palette_of"]


@dataclass(frozen=True, slots=True)
class Look:
    """A shape and a colour.

    Attributes:
        dot: the shape's name in Graphviz.
        points: the shape's corners, x and y in turn, in a square from -1 to 1 with y downwards; empty for a circle.
        fill: the colour, as ``#rrggbb``.
        flat: whether it is half as high as it is wide.
    """

    dot: str
    points: tuple[float, ...]
    fill: str
    flat: bool = False


def _regular(corners: int, first: float = -90.0, inner: float | None = None) -> tuple[float, ...]:
    """Return a regular polygon, or a star where the radius of its inner corners is given."""
    count = corners if inner is None else 2 * corners
    points: list[float] = []
    for place in range(count):
        radius = inner if inner is not None and place % 2 else 1.0
        angle = math.radians(first + 360 * place / count)
        points += [round(radius * math.cos(angle), 4), round(radius * math.sin(angle), 4)]
    return tuple(points)


# The lightness (CIE L*) of any two is nine or more apart, and no two look alike to colour-blind eyes.
LOOKS = (
    Look("square", (-0.88, -0.88, 0.88, -0.88, 0.88, 0.88, -0.88, 0.88), "#08528f"),
    Look("diamond", (0.0, -1.0, 1.0, 0.0, 0.0, 1.0, -1.0, 0.0), "#6e0d48"),
    Look("house", (-0.9, 0.9, -0.9, -0.3, 0.0, -1.0, 0.9, -0.3, 0.9, 0.9), "#c22e40"),
    Look("hexagon", _regular(6, 0.0), "#e8d253"),
    Look("circle", (), "#fc9f79"),
    Look("triangle", (0.0, -1.0, 1.0, 0.8, -1.0, 0.8), "#3ca6cf"),
    Look("star", _regular(5, inner=0.45), "#a27b0b"),
    Look("invtriangle", (-1.0, -0.8, 1.0, -0.8, 0.0, 1.0), "#b3f7fb"),
)
OTHER = Look("box", (-1.0, -0.5, 1.0, -0.5, 1.0, 0.5, -1.0, 0.5), "#a9a9a9", flat=True)
"""What all further sectors share, and those whose sector nobody has said."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The sectors of a map, each with its look.

    Attributes:
        labels: by the word that a network uses, what to call it, in the order of the legend.
        looks: by the same word.
    """

    labels: Mapping[str, str]
    looks: Mapping[str, Look]

    def look(self, sector: str | None) -> Look:
        """Return how a sector looks."""
        return self.looks.get(sector or "", OTHER)

    def label(self, sector: str | None) -> str:
        """Return what a sector is called."""
        return self.labels.get(sector, sector) if sector else "not said"


def palette_of(network: PartnershipNetwork, words: Mapping[str, str]) -> Palette:
    """Give each sector of a network a look.

    Args:
        network: whose sectors they are, whatever the day, so that a sector looks the same on every day.
        words: the ontology's sectors in their order, each with its label; they look the same on every map. Others take
            the looks that are free, the most frequent first, and all further ones share one.

    Example:
        >>> network = PartnershipNetwork(organisations=({"id": "a", "name": "A", "sector": "guild"},))
        >>> palette_of(network, {"nhs": "NHS"}).look("guild").dot
        'square'
    """
    met = Counter(one.sector for one in network.organisations if one.sector)
    known = {word: look for word, look in zip(words, LOOKS, strict=False) if word in met}
    free = [look for look in LOOKS if look not in known.values()]
    strange = sorted((word for word in met if word not in known), key=lambda word: (-met[word], word))
    looks = known | dict(zip(strange, free, strict=False))
    return Palette({word: words.get(word, word) for word in _in_order(looks, strange)}, looks)


def _in_order(looks: Iterable[str], strange: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys([*looks, *strange])
