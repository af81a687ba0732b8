"""The facts of many organisations as arrays.

A kind of things is *fixed* when every organisation has the same ones, as the criteria of a framework; its columns have
a row for each thing and a column for each organisation, or one column where the value is the same for all. Of every
other kind, as evidence, each organisation has its own; its columns have one line for each thing, organisation by
organisation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from inclead_graph.columns.coding import Array, Coding, Place

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Batch", "Fixed", "Owned", "Ragged", "Relation"]


@dataclass(frozen=True, slots=True)
class Owned:
    """Things of which each organisation has its own.

    Attributes:
        ids: of each thing.
        organisation: the number of the organisation that has it.
    """

    ids: Sequence[str]
    organisation: Array


@dataclass(frozen=True, eq=False)
class Fixed:
    """A relation of two fixed kinds that is the same in every organisation: for each owner the rows of its members."""

    rows: tuple[tuple[int, ...], ...]

    def any(self, flags: Array) -> Array:
        """Say for each owner whether a member is flagged; flags are ``(members, organisations)``."""
        import numpy as np

        return self._each(flags, lambda members: np.bitwise_or.reduce(members, axis=0), "?")

    def count(self, flags: Array) -> Array:
        """Count the flagged members of each owner."""
        return self._each(flags, lambda members: members.sum(axis=0, dtype="i4"), "i4")

    def total(self, numbers: Array) -> Array:
        """Add up the numbers of each owner's members."""
        return self._each(numbers, lambda members: members.sum(axis=0), "i8")

    def _each(self, values: Array, reduce: Any, dtype: str) -> Array:
        import numpy as np

        made = np.zeros((len(self.rows), values.shape[1]), dtype)
        for owner, rows in self._slices:
            made[owner] = reduce(values[rows])
        return made

    @cached_property
    def _slices(self) -> tuple[tuple[int, slice | list[int]], ...]:
        return tuple((owner, _slice(rows)) for owner, rows in enumerate(self.rows) if rows)


def _slice(rows: tuple[int, ...]) -> slice | list[int]:
    together = rows[-1] - rows[0] + 1 == len(rows) and list(rows) == list(range(rows[0], rows[-1] + 1))
    return slice(rows[0], rows[-1] + 1) if together else list(rows)


@dataclass(frozen=True, eq=False)
class Ragged:
    """Any other relation: the pairs of an owner and a member, by their places in the flattened columns.

    Attributes:
        owners, members: equally long; no pair twice.
        shape: of a column of the owners.
        member_shape: of a column of the members.
    """

    owners: Array
    members: Array
    shape: tuple[int, ...]
    member_shape: tuple[int, ...]

    def any(self, flags: Array) -> Array:
        """Say for each owner whether a member is flagged."""
        import numpy as np

        made = np.zeros(_size(self.shape), "?")
        made[self.owners[np.flatnonzero(self._of_members(flags))]] = True
        return made.reshape(self.shape)

    def count(self, flags: Array) -> Array:
        """Count the flagged members of each owner."""
        import numpy as np

        owners = self.owners[np.flatnonzero(self._of_members(flags))]
        return np.bincount(owners, minlength=_size(self.shape)).astype("i4").reshape(self.shape)

    def total(self, numbers: Array) -> Array:
        """Add up the numbers of each owner's members."""
        import numpy as np

        made = np.zeros(_size(self.shape), "i8")
        np.add.at(made, self.owners, self._of_members(numbers))
        return made.reshape(self.shape)

    def _of_members(self, values: Array) -> Array:
        import numpy as np

        whole = values if values.shape == self.member_shape else np.broadcast_to(values, self.member_shape)
        return whole.reshape(-1) if self._in_order else whole.reshape(-1)[self.members]

    @cached_property
    def _in_order(self) -> bool:
        """Whether every member is in one pair, in their order, so that nothing need be gathered."""
        import numpy as np

        size = _size(self.member_shape)
        return len(self.members) == size and bool((self.members == np.arange(size)).all())


def _size(shape: Iterable[int]) -> int:
    size = 1
    for length in shape:
        size *= length
    return size


Relation: TypeAlias = Fixed | Ragged


@dataclass(frozen=True, eq=False)
class Batch:
    """What the column engine starts from.

    Attributes:
        as_of: the day by which all organisations are judged.
        organisations: their keys, in order.
        fixed: ids by kind, of the kinds of which all have the same things.
        owned: of every other kind.
        codings: how each property is written.
        columns: by kind and property; one that is missing is unknown throughout.
        related: by kind and relation.
        denominators: by kind and property, what numbers are multiples of, as one over it.
    """

    as_of: dt.date
    organisations: Sequence[str]
    fixed: Mapping[str, tuple[str, ...]]
    owned: Mapping[str, Owned]
    codings: Mapping[Place, Coding]
    columns: Mapping[Place, Array]
    related: Mapping[Place, Relation]
    denominators: Mapping[Place, int] = field(default_factory=dict)

    def shape(self, kind: str) -> tuple[int, ...]:
        """Return the shape of a whole column of a kind."""
        if kind in self.fixed:
            return len(self.fixed[kind]), len(self.organisations)
        return (len(self.owned[kind].ids),)
