"""The evidence of a part of a lake as arrays, record by record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from inclead_graph.columns.coding import NO_DAY, Array, Coding

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Lists", "Records", "places_of", "words_of"]


def places_of(column: pa.Array, words: Sequence[str]) -> Array:
    """Return the place of each text among ``words``, from 0; -1 where there is none, -2 where it is another."""
    import numpy as np

    encoded = column.dictionary_encode()
    at = {word: place for place, word in enumerate(words)}
    lookup = np.array([at.get(word, -2) for word in encoded.dictionary.to_pylist()] + [-1], "i4")
    places: Array = lookup[encoded.indices.fill_null(len(lookup) - 1).to_numpy(zero_copy_only=False)]
    return places


def words_of(column: pa.Array, coding: Coding) -> Array:
    """Return the codes of texts; an unknown word is an absent one, and for the caller to find."""
    import numpy as np

    if coding.others:
        present = np.asarray(column.is_valid()) & (np.asarray(column) != "")
        known = np.maximum(places_of(column, [str(value) for value in coding.values]) + 1, 0)
        return _written(np.where(present & (known == 0), len(coding.values) + 1, known), coding)
    return _written(np.maximum(places_of(column, [str(value) for value in coding.values]) + 1, 0), coding)


def _written(codes: Array, coding: Coding) -> Array:
    return codes.astype(coding.dtype)


@dataclass(frozen=True, eq=False)
class Lists:
    """Lists of texts, as pairs of a list and one of its texts, each pair once.

    Attributes:
        of: the number of the list.
        place: where the text is among the words; -2 for another.
    """

    of: Array
    place: Array

    @classmethod
    def read(cls, column: pa.Array, words: Sequence[str]) -> Lists:
        """Read a column of lists; a list that is not there is an empty one."""
        import numpy as np

        lengths = lengths_of(column)
        of = np.repeat(np.arange(len(lengths), dtype="i4"), lengths)
        place = places_of(column.flatten(), words)
        if (lengths > 1).any():
            pairs = np.sort(of.astype("i8") * (len(words) + 2) + (place + 2))
            pairs = pairs[np.diff(pairs, prepend=-1) > 0]
            of, place = (pairs // (len(words) + 2)).astype("i4"), (pairs % (len(words) + 2) - 2).astype("i4")
        return cls(of, place)


def lengths_of(column: pa.Array) -> Array:
    """Return the length of each list."""
    import pyarrow.compute as pc

    lengths: Array = pc.list_value_length(column).fill_null(0).to_numpy(zero_copy_only=False)
    return lengths


@dataclass(frozen=True, eq=False)
class Records:
    """All records of evidence of the rows of a table."""

    table: pa.Table
    _read: dict[tuple[str, tuple[str, ...]], Lists] = field(default_factory=dict, repr=False)

    @cached_property
    def _lists(self) -> pa.Array:
        import pyarrow as pa

        column = self.table["evidence"].combine_chunks()
        return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column

    @cached_property
    def organisation(self) -> Array:
        """The number of the row that each record belongs to."""
        import numpy as np

        lengths = lengths_of(self._lists)
        return np.repeat(np.arange(len(lengths), dtype="i4"), lengths)

    @cached_property
    def _records(self) -> pa.Array:
        return self._lists.flatten()

    def __len__(self) -> int:
        return len(self._records)

    def field(self, name: str) -> pa.Array:
        """Return one field of every record."""
        import pyarrow.compute as pc

        return pc.struct_field(self._records, name)

    def days(self, name: str) -> Array:
        """Return a day of every record, counted from 1 January 1970."""
        days: Array = self.field(name).cast("int32").fill_null(NO_DAY).to_numpy(zero_copy_only=False)
        return days

    def lists(self, name: str, words: tuple[str, ...]) -> Lists:
        """Return a list of every record."""
        if (name, words) not in self._read:
            self._read[name, words] = Lists.read(self.field(name), words)
        return self._read[name, words]

    def strangers(self, name: str, words: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Yield row and text of what a record has in a field and no word is; once for each row and text."""
        import numpy as np

        column = self.field(name)
        for at in np.flatnonzero(places_of(column, words) == -2).tolist():
            yield int(self.organisation[at]), str(column[at])

    def listed_strangers(self, name: str, words: tuple[str, ...]) -> Iterator[tuple[int, str]]:
        """Yield row and text of what a record lists and no word is."""
        known = set(words)
        lists = self.lists(name, words)
        for at in dict.fromkeys(lists.of[lists.place == -2].tolist()):
            texts: list[Any] = self.field(name)[at].as_py()
            yield from ((int(self.organisation[at]), str(text)) for text in texts if text not in known)
