"""Facts of several organisations, joined to one batch; exact for everything that a rule can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm

from inclead_graph.columns.batch import Batch, Fixed, Owned, Ragged, Relation
from inclead_graph.columns.coding import Array, Coding, Place
from inclead_graph.inference.facts import Facts
from inclead_graph.inference.rules import Value

__all__ = ["joined"]


def joined(facts: Mapping[str, Facts], codings: Mapping[Place, Coding], relations: Mapping[Place, str]) -> Batch:
    """Join facts, given by the key of their organisation.

    Args:
        facts: all as of one day.
        codings: of :func:`codings_of`.
        relations: the kind of things at the other end of each relation, as a ruleset has it.

    Raises:
        ValueError: the facts are as of several days.
    """
    every = list(facts.values())
    days = {one.as_of for one in every}
    if len(days) != 1:
        raise ValueError(f"one batch has one day, not {len(days)}")
    kinds = {kind for kind, _ in (*codings, *relations)} | set(relations.values())
    things = {kind: [one.things.get(kind, ()) for one in every] for kind in sorted(kinds)}
    places = _Places(things)
    denominators = {place: _denominator(every, place) for place, coding in codings.items() if coding.form == "number"}
    columns = {
        place: _column(every, place, coding, places, denominators.get(place, 1))
        for place, coding in codings.items()
        if any(place in one.columns for one in every)
    }
    related = {place: _relation(every, place, target, places) for place, target in relations.items()}
    (as_of,) = days
    return Batch(as_of, tuple(facts), places.fixed, places.owned, codings, columns, related, denominators)


class _Places:
    """Where each thing of each organisation stands in a flattened column of its kind."""

    def __init__(self, things: Mapping[str, Sequence[tuple[str, ...]]]) -> None:
        import numpy as np

        self.things = things
        self.organisations = max(map(len, things.values()))
        self.fixed = {kind: of[0] for kind, of in things.items() if len(set(of)) == 1 and of[0]}
        self.owned = {
            kind: Owned(
                [thing for of_one in of for thing in of_one],
                np.repeat(np.arange(len(of)), [len(of_one) for of_one in of]),
            )
            for kind, of in things.items()
            if kind not in self.fixed
        }
        self._starts = {kind: [0, *np.cumsum([len(of_one) for of_one in things[kind]]).tolist()] for kind in self.owned}
        self._rows = {kind: {thing: row for row, thing in enumerate(ids)} for kind, ids in self.fixed.items()}

    def shape(self, kind: str) -> tuple[int, ...]:
        if kind in self.fixed:
            return len(self.fixed[kind]), self.organisations
        return (len(self.owned[kind].ids),)

    def of(self, kind: str, organisation: int) -> Mapping[str, int]:
        """Return the flattened place of each thing of one organisation."""
        if kind in self.fixed:
            return {t: row * self.organisations + organisation for t, row in self._rows[kind].items()}
        start = self._starts[kind][organisation]
        return {thing: start + at for at, thing in enumerate(self.things[kind][organisation])}

    def rows(self, kind: str) -> Mapping[str, int]:
        return self._rows[kind]


def _denominator(every: Sequence[Facts], place: Place) -> int:
    numbers = (value for one in every for value in one.columns.get(place, {}).values())
    return lcm(*(number.denominator for number in numbers if isinstance(number, Fraction)))


def _column(every: Sequence[Facts], place: Place, coding: Coding, places: _Places, denominator: int) -> Array:
    import numpy as np

    kind = place[0]
    flat = np.full(places.shape(kind), coding.unknown, coding.dtype).reshape(-1)
    for organisation, one in enumerate(every):
        where = places.of(kind, organisation)
        known = {where[thing]: value for thing, value in one.columns.get(place, {}).items() if thing in where}
        flat[list(known)] = [_written(value, coding, denominator) for value in known.values()]
    column = flat.reshape(places.shape(kind))
    same = kind in places.fixed and bool((column == column[:, :1]).all())
    return column[:, :1] if same else column


def _written(value: Value, coding: Coding, denominator: int) -> int:
    return int(value * denominator) if isinstance(value, Fraction) else coding.code(value)


def _relation(every: Sequence[Facts], place: Place, target: str, places: _Places) -> Relation:
    import numpy as np

    kind = place[0]
    if kind in places.fixed and target in places.fixed:
        rows = [_rows(one, place, places, target) for one in every]
        if all(of == rows[0] for of in rows):
            return Fixed(rows[0])
    owners: list[int] = []
    members: list[int] = []
    for organisation, one in enumerate(every):
        of_kind, of_target = places.of(kind, organisation), places.of(target, organisation)
        for owner, related in one.related.get(place, {}).items():
            found = [of_target[thing] for thing in related]
            owners += [of_kind[owner]] * len(found)
            members += found
    arrays = np.array(owners, "i8"), np.array(members, "i8")
    return Ragged(*arrays, places.shape(kind), places.shape(target))


def _rows(one: Facts, place: Place, places: _Places, target: str) -> tuple[tuple[int, ...], ...]:
    related, rows = one.related.get(place, {}), places.rows(target)
    return tuple(tuple(rows[thing] for thing in related.get(owner, ())) for owner in places.fixed[place[0]])
