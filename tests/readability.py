"""How hard a text is to read: length of sentences, and the grade of Flesch and Kincaid.

Kincaid, Fishburne, Rogers and Chissom (1975), Derivation of new readability formulas for Navy enlisted personnel: grade
is 0.39 words a sentence + 11.8 syllables a word - 15.59. Syllables are counted by groups of vowels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SILENT = re.compile(r"(?<=[^aeiouyl])e$|(?<=[aeiouy])(?:[^aeiouydt])ed$|(?<=[^aeiouydt])ed$|(?<=[^aeiouysxzcg])es$")


def sentences(text: str) -> list[str]:
    """The sentences of a text: what ends in a full stop, a colon or a question mark."""
    return [one.strip() for one in re.split(r"(?<=[.:?!])\s+", text) if one.strip()]


def words(text: str) -> list[str]:
    """The words of a text, a number among them."""
    return re.findall(r"[A-Za-z0-9][A-Za-z0-9'’-]*", text)


def syllables(word: str) -> int:
    """About how many syllables a word has.

    >>> [syllables(word) for word in ("cat", "people", "care", "communities", "started", "use")]
    [1, 2, 1, 4, 2, 1]
    """
    plain = word.lower()
    short = _SILENT.sub("", plain) if len(plain) > 3 or plain.endswith("e") else plain
    return max(1, len(re.findall(r"[aeiouy]+", short)))


def grade(texts: Sequence[str]) -> float:
    """The grade of Flesch and Kincaid of several sentences."""
    said = [sentence for text in texts for sentence in sentences(text)]
    spoken = [word for sentence in said for word in words(sentence)]
    return 0.39 * len(spoken) / len(said) + 11.8 * sum(map(syllables, spoken)) / len(spoken) - 15.59
