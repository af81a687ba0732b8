"""What differs between two assessments, record by record and field by field, and any mixture of the two.

It goes by the model's own fields, so that a new kind of record needs nothing here: a list of records is matched by the
first of their fields that tell them apart, a nested record is entered, and everything else is taken as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pydantic import BaseModel

from inclead_graph.comparison.change import Change, Chosen, Step, shown
from inclead_graph.model.assessment import Assessment

__all__ = ["Records"]

_CAUSES = {"editions": "edition", "eds": "EDS record"}
_ELSEWHERE = frozenset({"as_of"})
_KEY_FIELDS = 3

Records_: TypeAlias = Mapping[str, tuple[BaseModel, ...]]


@dataclass(frozen=True, slots=True)
class Records:
    """The records of two assessments; the day that each judges on is not among them (see ``days``)."""

    first: Assessment
    second: Assessment
    changes: tuple[Change, ...]
    _keyed: dict[Step, tuple[Records_, Records_]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, first: Assessment, second: Assessment) -> Records:
        """Find what differs."""
        return cls(first, second, tuple(_differences(first, second)))

    def mixed(self, chosen: Chosen) -> Assessment:
        """Return the first assessment with the chosen changes made."""
        mine = [change.step for change in self.changes if change.step in chosen]
        if len(mine) == len(self.changes):
            return self.second.model_copy(update={"as_of": self.first.as_of})
        mixed: Assessment = self._mixed(self.first, self.second, mine, ()) if mine else self.first
        return mixed

    def _mixed(self, one: Any, other: Any, steps: Sequence[Step], at: Step) -> Any:
        """Return ``one`` with the values of ``other`` at the steps, all of which lie at or below ``at``."""
        if at in steps:
            return other
        below: dict[str, list[Step]] = {}
        for step in steps:
            below.setdefault(step[len(at)], []).append(step)
        if isinstance(one, Mapping):
            values = {key: other.get(key) if key in below else one.get(key) for key in {**one, **other}}
            return {key: value for key, value in values.items() if value is not None}
        if not isinstance(one, BaseModel):
            return self._mixed_records(one, other, below, at)
        update = {
            name: self._mixed(getattr(one, name), getattr(other, name), inner, (*at, name))
            for name, inner in below.items()
        }
        return one.model_copy(update=update)

    def _mixed_records(self, one: Any, other: Any, below: Mapping[str, list[Step]], at: Step) -> tuple[BaseModel, ...]:
        if at not in self._keyed:
            self._keyed[at] = _keyed(one, other)
        mine, theirs = self._keyed[at]
        mixed = dict(mine)
        for key, inner in below.items():
            if (*at, key) in inner:
                mixed[key] = theirs.get(key, ())
            else:
                mixed[key] = (self._mixed(mine[key][0], theirs[key][0], inner, (*at, key)),)
        return tuple(record for key in sorted(mixed) for record in mixed[key])


def _differences(first: Assessment, second: Assessment) -> Iterator[Change]:
    for name in type(first).model_fields:
        if name not in _ELSEWHERE:
            cause = _CAUSES.get(name, name.replace("_", " "))
            yield from _of_value(getattr(first, name), getattr(second, name), (name,), cause)


def _of_value(one: Any, other: Any, step: Step, cause: str) -> Iterator[Change]:
    if one == other:
        return
    if isinstance(one, BaseModel) and type(one) is type(other):
        for name in type(one).model_fields:
            yield from _of_value(getattr(one, name), getattr(other, name), (*step, name), cause)
    elif _are_records(one) and _are_records(other):
        yield from _of_records(one, other, step, cause)
    elif isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in sorted({*one, *other}):
            if one.get(key) != other.get(key):
                yield _field(one.get(key), other.get(key), (*step, key), cause)
    else:
        yield _field(one, other, step, cause)


def _are_records(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(item, BaseModel) for item in value)


def _of_records(one: Sequence[BaseModel], other: Sequence[BaseModel], step: Step, cause: str) -> Iterator[Change]:
    mine, theirs = _keyed(one, other)
    for key in sorted({*mine, *theirs}):
        old, new = mine.get(key, ()), theirs.get(key, ())
        if len(old) == len(new) == 1:
            yield from _of_value(old[0], new[0], (*step, key), cause)
        elif old != new:
            yield _record(old, new, (*step, key), cause)


def _keyed(one: Sequence[BaseModel], other: Sequence[BaseModel]) -> tuple[Records_, Records_]:
    """Group records by as few of their first fields as tell those of each side apart, or by the first alone."""
    fields = list(type((*one, *other)[0]).model_fields)
    for length in range(1, min(_KEY_FIELDS, len(fields)) + 1):
        found = tuple(_grouped(side, fields[:length]) for side in (one, other))
        if all(len(group) == 1 for side in found for group in side.values()):
            return found[0], found[1]
    return _grouped(one, fields[:1]), _grouped(other, fields[:1])


def _grouped(records: Sequence[BaseModel], fields: Sequence[str]) -> dict[str, tuple[BaseModel, ...]]:
    groups: dict[str, tuple[BaseModel, ...]] = {}
    for record in records:
        key = " ".join(shown(getattr(record, name)) for name in fields)
        groups[key] = (*groups.get(key, ()), record)
    return groups


def _field(one: object, other: object, step: Step, cause: str) -> Change:
    before, after = shown(one), shown(other)
    subject = step[0].replace("_", " ") if len(step) <= 2 else step[1]
    field = " ".join(step[1:] if len(step) <= 2 else step[2:])
    what = ": ".join(filter(None, (subject, field.replace("_", " "))))
    if not before:
        text = f"{what} is now given ({after})" if after else f"{what} changed"
    else:
        text = f"{what} was {before} and is {after}" if after else f"{what} was {before} and is no longer given"
    return Change(step, cause, subject, field, text, before, after)


def _record(old: Sequence[BaseModel], new: Sequence[BaseModel], step: Step, cause: str) -> Change:
    before, after = ("; ".join(map(_gist, side)) for side in (old, new))
    subject = step[1]
    what = " ".join(step[1:]) if cause == "evidence" else f"{cause}: {' '.join(step[1:])}"
    if not old:
        text = f"{what} was added ({after})"
    elif not new:
        text = f"{what} was removed ({before})"
    else:
        text = f"{what} was {before} and is {after}"
    return Change(step, cause, subject, " ".join(step[2:]), text, before, after)


def _gist(record: BaseModel) -> str:
    """Say a record by its title, or by what it says beside its key."""
    title = getattr(record, "title", None)
    if title:
        return str(title)
    fields = list(type(record).model_fields)
    return ", ".join(filter(None, (shown(getattr(record, name)) for name in fields[1:]))) or shown(record)
