"""Texts that are nearly the same: which ones, in groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction

__all__ = ["LEAST_LETTERS", "MOST_TEXTS", "nearly_the_same"]

LEAST_LETTERS = 20
"""Shorter texts are alike by chance: 'Ward survey' and 'Ward surveys' say nothing of each other."""

MOST_TEXTS = 5_000
"""Of more different texts only those are found that are the same letter by letter: pairs grow with the square."""


def nearly_the_same(texts: Mapping[str, str], alike: Fraction) -> Iterator[tuple[str, ...]]:
    """Yield groups of ids whose texts are linked by pairs that are at least ``alike``, in the order of ids.

    Likeness is that of the letters and digits, case and spacing aside: twice what two texts have in common, in order,
    over the letters of both (the normalised indel similarity of RapidFuzz). Texts under :data:`LEAST_LETTERS` are left
    out; of more than :data:`MOST_TEXTS` different ones only equal ones are found.

    Example:
        >>> texts = {"a": "Minutes of the ward meeting", "b": "minutes of the ward meetings", "c": "Another thing"}
        >>> list(nearly_the_same(texts, Fraction(9, 10)))
        [('a', 'b')]
    """
    by_text: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(texts):
        plain = " ".join("".join(c if c.isalnum() else " " for c in texts[name].casefold()).split())
        if len(plain) >= LEAST_LETTERS:
            by_text[plain].append(name)
    leader = {plain: plain for plain in by_text}

    def led_by(plain: str) -> str:
        while leader[plain] != plain:
            leader[plain] = leader[leader[plain]]
            plain = leader[plain]
        return plain

    compared = sorted(by_text, key=lambda text: (len(text), text)) if len(by_text) <= MOST_TEXTS else []
    for one, other in _pairs(compared, alike):
        leader[led_by(other)] = led_by(one)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for plain, names in by_text.items():
        groups[led_by(plain)] += names
    yield from sorted(tuple(sorted(names)) for names in groups.values() if len(names) > 1)


def _pairs(texts: list[str], alike: Fraction) -> Iterator[tuple[str, str]]:
    """Yield pairs that are alike; ``texts`` are in the order of their length, so that few need be looked at.

    Of two texts with likeness ``s`` the shorter has at least ``s / (2 - s)`` of the letters of the longer.
    """
    from rapidfuzz import process  # compiled; nothing else here needs it
    from rapidfuzz.distance import Indel

    least = float(alike)
    for at, text in enumerate(texts):
        longest = len(text) * (2 - alike) / alike
        end = at + 1
        while end < len(texts) and len(texts[end]) <= longest:
            end += 1
        found = process.extract(
            text, texts[at + 1 : end], scorer=Indel.normalized_similarity, score_cutoff=least, limit=None
        )
        yield from ((text, other) for other, _, _ in found)
