"""What differs between two editions of the framework, thing by thing and field by field, and any mixture of the two.

It goes by the framework's own fields: a table of things is entered by id, a thing by field, a list of ids member by
member. So a new kind of thing needs nothing here. A list that is called like a table has ids of that table; where a
thing comes or goes, its place in such lists comes and goes with it and is no change of its own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from inclead_graph.comparison.change import Change, Chosen, Step, shown
from inclead_graph.model.framework import Framework

__all__ = ["Things"]

Passing: TypeAlias = Mapping[str, frozenset[str]]
"""By table, what comes or goes."""

_ELSEWHERE = frozenset({"version", "competencies"})
"""What no finding rests on: the version, and the labels that documents print beside a criterion."""
_MEMBERS = {"factors": ("criteria", "criteria", "factor"), "stages": ("factors", "factors", "stage")}
"""For the things of a field: which of their fields lists members, where the members are, and which field of a member
names its owner. A member says where it belongs, so that one that comes or goes is one change and not two."""
_LINKED = {"drivers": "criteria", "eds": "criteria"}
"""For the things of a field: which of their fields comes from mapping tables."""
_LAYER = "ontology"


@dataclass(frozen=True, slots=True)
class Things:
    """The things of two frameworks."""

    first: Framework
    second: Framework
    changes: tuple[Change, ...]
    _ready: dict[Chosen, Framework] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, first: Framework, second: Framework) -> Things:
        """Find what differs; two frameworks of one version do not."""
        if first is second or first.version == second.version:
            return cls(first, first, ())
        return cls(first, second, tuple(_differences(first, second)))

    def mixed(self, chosen: Chosen) -> Framework:
        """Return the first framework with the chosen changes made."""
        mine = frozenset(change.step for change in self.changes if change.step in chosen)
        if len(mine) in (0, len(self.changes)):
            return self.second if mine else self.first
        if mine not in self._ready:
            self._ready[mine] = self._mixed(sorted(mine))
        return self._ready[mine]

    def _mixed(self, steps: Sequence[Step]) -> Framework:
        mixed: Framework = _mixed(self.first, self.second, steps, (_LAYER,))
        came = {name: getattr(self.second, name).keys() - getattr(self.first, name).keys() for name in _tables(mixed)}
        mixed = _with_members(mixed, self.second, _tables(mixed), came)
        update: dict[str, Any] = {
            owners: _members_of(getattr(mixed, owners), getattr(mixed, members), listing, owner)
            for owners, (listing, members, owner) in _MEMBERS.items()
        }
        return dataclasses.replace(mixed, **update)


def _tables(framework: Framework) -> dict[str, Mapping[str, Any]]:
    found = {f.name: getattr(framework, f.name) for f in dataclasses.fields(framework)}
    return {name: table for name, table in found.items() if isinstance(table, Mapping)}


def _differences(first: Framework, second: Framework) -> Iterator[Change]:
    tables = _tables(first), _tables(second)
    passing = {name: frozenset(tables[0][name].keys() ^ tables[1][name].keys()) for name in tables[0]}
    for f in dataclasses.fields(first):
        if f.name not in _ELSEWHERE:
            yield from _of(getattr(first, f.name), getattr(second, f.name), (_LAYER, f.name), passing)


def _of(one: Any, other: Any, step: Step, passing: Passing) -> Iterator[Change]:
    if one == other:
        return
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        yield from _of_table(one, other, step, passing)
    elif dataclasses.is_dataclass(one) and type(one) is type(other):
        listing = _MEMBERS.get(step[1], ("",))[0]
        for f in dataclasses.fields(one):
            if f.name != listing:
                yield from _of(getattr(one, f.name), getattr(other, f.name), (*step, f.name), passing)
    elif _are_ids(one) and _are_ids(other) and {*one} != {*other}:
        for key in sorted(({*one} ^ {*other}) - passing.get(step[-1], frozenset())):
            yield _member(key, step, gone=key in one)
    else:
        yield _field(one, other, step)


def _of_table(one: Mapping[str, Any], other: Mapping[str, Any], step: Step, passing: Passing) -> Iterator[Change]:
    for key in dict.fromkeys((*one, *other)):
        if key in one and key in other:
            yield from _of(one[key], other[key], (*step, key), passing)
        else:
            yield _come_or_gone(one.get(key), other.get(key), (*step, key))


def _are_ids(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(one, str) for one in value)


def _cause(step: Step) -> str:
    return "mapping" if _LINKED.get(step[1]) in step[2:] else "ontology"


def _subject(step: Step) -> tuple[str, str]:
    """Return the thing that a field belongs to, and what the field is called."""
    return (" ".join(step[2:-1]) or "the framework"), step[-1].replace("_", " ")


def _field(one: object, other: object, step: Step) -> Change:
    subject, name = _subject(step)
    before, after = _gist(one), _gist(other)
    text = f"{subject}: {name} was {before or 'empty'} and is {after or 'empty'}"
    return Change(step, _cause(step), subject, step[-1], text, before, after)


def _member(key: str, step: Step, *, gone: bool) -> Change:
    subject, name = _subject(step)
    text = f"{subject}: {key} is no longer among its {name}" if gone else f"{subject}: {key} is new among its {name}"
    return Change((*step, key), _cause(step), subject, step[-1], text, key if gone else "", "" if gone else key)


def _come_or_gone(one: object, other: object, step: Step) -> Change:
    kind, subject = step[-2].replace("_", " "), " ".join(step[2:])
    before, after = _named(one), _named(other)
    text = f"{subject} is new among the {kind} ({after})" if one is None else ""
    text = text or f"{subject} is no longer among the {kind} ({before})"
    return Change(step, _cause(step), subject, "", text, before, after)


def _named(value: object) -> str:
    return str(getattr(value, "label", "")) or _gist(value)


def _gist(value: object) -> str:
    text = shown(value)
    return text if len(text) <= 200 else f"{text[:199]}…"


def _mixed(one: Any, other: Any, steps: Sequence[Step], at: Step) -> Any:
    """Return ``one`` with what ``other`` has at the steps, all of which lie at or below ``at``."""
    if at in steps:
        return other
    below: dict[str, list[Step]] = {}
    for step in steps:
        below.setdefault(step[len(at)], []).append(step)
    if isinstance(one, tuple):
        return tuple(key for key in dict.fromkeys((*one, *other)) if (key in other if key in below else key in one))
    if isinstance(one, Mapping):
        values = dict(one)
        for key, inner in below.items():
            if key not in other:
                del values[key]
            else:
                values[key] = other[key] if key not in one else _mixed(one[key], other[key], inner, (*at, key))
        return values
    update = {
        name: _mixed(getattr(one, name), getattr(other, name), inner, (*at, name)) for name, inner in below.items()
    }
    return dataclasses.replace(one, **update)


def _with_members(value: Any, second: Any, tables: Mapping[str, Mapping[str, Any]], came: Mapping[str, Any]) -> Any:
    """Leave out of every list what is not there, and put in what came and the second side lists there."""
    if isinstance(value, Mapping):
        inner = {} if not isinstance(second, Mapping) else second
        return {key: _with_members(one, inner.get(key), tables, came) for key, one in value.items()}
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    update: dict[str, Any] = {}
    for f in dataclasses.fields(value):
        mine, theirs = getattr(value, f.name), getattr(second, f.name, ())
        if isinstance(mine, Mapping):
            update[f.name] = _with_members(mine, theirs, tables, came)
        elif f.name in tables and _are_ids(mine):
            listed = dict.fromkeys((*mine, *(one for one in theirs if one in came[f.name])))
            update[f.name] = tuple(one for one in listed if one in tables[f.name])
    return dataclasses.replace(value, **update) if update else value


def _members_of(owners: Mapping[str, Any], members: Mapping[str, Any], listing: str, owner: str) -> dict[str, Any]:
    """List again, for each owner, the members that name it, in the members' own order."""
    by_owner: dict[str, list[str]] = {name: [] for name in owners}
    for name, member in members.items():
        if getattr(member, owner) in by_owner:
            by_owner[getattr(member, owner)].append(name)
    return {name: dataclasses.replace(thing, **{listing: tuple(by_owner[name])}) for name, thing in owners.items()}
