"""Names: ids made of them, names found again, and names that are nearly the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from inclead_graph.errors import nearest
from inclead_graph.model.network import PartnershipNetwork

__all__ = ["Finder", "id_from", "is_id", "notes_on_names"]

_ID = re.compile(r"[^\W_][\w.-]{0,63}")
_LIKENESS = 0.9
_MOST_NAMES = 5000
_MOST_SHOWN = 10


def is_id(text: str) -> bool:
    """Say whether a text can be an id as it is: letters, digits, ``_``, ``.`` and ``-``, 64 at most."""
    return _ID.fullmatch(text) is not None


def id_from(text: str, taken: Collection[str]) -> str:
    """Make an id of a name that no other has.

    Example:
        >>> id_from("Fen & Wolds Carers", ()), id_from("Fen & Wolds Carers", {"fen-wolds-carers"}), id_from("?", ())
        ('fen-wolds-carers', 'fen-wolds-carers-2', 'x')
    """
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold())
    name = "-".join(words)[:56].strip("-") or "x"
    number, tried = 1, name
    while tried in taken or not is_id(tried):
        number += 1
        tried = f"{name}-{number}" if is_id(name) else f"x-{number}"
    return tried


class Finder:
    """Finds what a row means by a name: an id or a name, however it is spaced or capitalised.

    Args:
        known: by id or name, what it stands for; the first of several counts.
    """

    def __init__(self, known: Sequence[tuple[str, str]]) -> None:
        self.known: dict[str, str] = {}
        for name, meant in known:
            self.known.setdefault(name, meant)
        self._plain: Mapping[str, str] = {_plain(name): meant for name, meant in reversed(self.known.items())}

    def find(self, name: str) -> str | None:
        """Return what a name stands for; ``None`` for one that is not known."""
        return self.known.get(name) or self._plain.get(_plain(name))

    def hint(self, name: str) -> str:
        """Suggest the nearest name."""
        return nearest(name, self.known) or "add it to the organisations, or correct the name"


def notes_on_names(network: PartnershipNetwork, where: Callable[[tuple[str | int, ...]], str]) -> Iterator[str]:
    """Yield pairs of organisations whose names are nearly the same: they may be one organisation, entered twice.

    Names that differ in a number ("Practice 1", "Practice 2") are taken to be meant.
    """
    names = [_plain(one.name) for one in network.organisations]
    if len(names) > _MOST_NAMES:
        yield f"more than {_MOST_NAMES:,} organisations: names that are nearly the same were not looked for"
        return
    pairs = list(_alike(names))
    for first, second in pairs[:_MOST_SHOWN]:
        one, other = network.organisations[first], network.organisations[second]
        places = f"{where(('organisations', first))} and {where(('organisations', second))}"
        yield f"'{one.name}' and '{other.name}' ({places}) are nearly the same name: are they one organisation?"
    if pairs[_MOST_SHOWN:]:
        yield f"{len(pairs) - _MOST_SHOWN} more pairs of names are nearly the same"


def _alike(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    for place, name in enumerate(names):
        rest = names[place + 1 :]
        close = process.extract(name, rest, scorer=Indel.normalized_similarity, score_cutoff=_LIKENESS, limit=None)
        for other, _, at in close:
            if re.findall(r"\d+", name) == re.findall(r"\d+", other) and min(len(name), len(other)) >= 5:
                yield place, place + 1 + at


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
