"""What differs between two editions of the framework, thing by thing and field by field, and any mixture of the two."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inclead_graph.comparison.change import Change, Chosen, Step, shown
from inclead_graph.model.framework import Framework

__all__ = ["Things"]

_ELSEWHERE = frozenset({"version"})
_MEMBERS = {"factors": ("criteria", "criteria", "factor"), "stages": ("factors", "factors", "stage")}
"""For the things of a field: which of their fields lists members, where the members are, and which field of a member
names its owner. A member says where it belongs, so that one that comes or goes is one change and not two."""


@dataclass(frozen=True, slots=True)
class Things:
    """The things of two frameworks."""

    first: Framework
    second: Framework
    changes: tuple[Change, ...]

    @classmethod
    def of(cls, first: Framework, second: Framework) -> Things:
        """Find what differs; two frameworks of one version do not."""
        if first is second or first.version == second.version:
            return cls(first, first, ())
        return cls(first, second, tuple(_differences(first, second)))

    def mixed(self, chosen: Chosen) -> Framework:
        """Return the first framework with the chosen changes made."""
        mine = [change.step for change in self.changes if change.step in chosen]
        if len(mine) in (0, len(self.changes)):
            return self.second if mine else self.first
        values = {f.name: getattr(self.first, f.name) for f in dataclasses.fields(self.first)}
        for step in mine:
            values[step[1]] = _made(values[step[1]], getattr(self.second, step[1]), step[2:])
        for owners, (listing, members, owner) in _MEMBERS.items():
            values[owners] = _members_of(values[owners], values[members], listing, owner)
        return dataclasses.replace(self.first, **values)


def _differences(first: Framework, second: Framework) -> Iterator[Change]:
    for field in dataclasses.fields(first):
        one, other = getattr(first, field.name), getattr(second, field.name)
        if field.name in _ELSEWHERE or one == other:
            continue
        if not (isinstance(one, Mapping) and isinstance(other, Mapping)):
            yield _change(("ontology", field.name), field.name, "", one, other)
            continue
        listing = _MEMBERS.get(field.name, ("",))[0]
        for key in dict.fromkeys((*one, *other)):
            yield from _of_thing(one.get(key), other.get(key), ("ontology", field.name, key), listing)


def _of_thing(one: Any, other: Any, step: Step, listing: str) -> Iterator[Change]:
    if one is None or other is None or not dataclasses.is_dataclass(one) or type(one) is not type(other):
        if one != other:
            yield _change(step, step[-1], "", one, other)
        return
    for field in dataclasses.fields(one):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if mine != theirs and field.name != listing:
            yield _change((*step, field.name), step[-1], field.name, mine, theirs)


def _change(step: Step, subject: str, field: str, one: object, other: object) -> Change:
    if field or len(step) == 2:
        before, after = _gist(one), _gist(other)
        text = f"{subject}{': ' if field else ''}{field.replace('_', ' ')} was {before or 'empty'} and is {after}"
    else:
        before, after = _named(one), _named(other)
        kind = step[1].replace("_", " ")
        if one is None:
            text = f"{subject} is new among the {kind} ({after})"
        elif other is None:
            text = f"{subject} is no longer among the {kind} ({before})"
        else:
            text = f"{subject} changed among the {kind}"
    return Change(step, "ontology", subject, field, text, before, after)


def _named(value: object) -> str:
    return str(getattr(value, "label", "")) or _gist(value)


def _gist(value: object) -> str:
    text = shown(value)
    return text if len(text) <= 200 else f"{text[:199]}…"


def _made(one: Any, other: Any, path: Step) -> Any:
    """Return ``one`` with the value that ``other`` has at ``path``."""
    if not path:
        return other
    key, *rest = path
    if not rest:
        changed = {name: value for name, value in one.items() if name != key}
        return changed | ({key: other[key]} if key in other else {})
    return {**one, key: dataclasses.replace(one[key], **{rest[0]: getattr(other[key], rest[0])})}


def _members_of(owners: Mapping[str, Any], members: Mapping[str, Any], listing: str, owner: str) -> dict[str, Any]:
    """List again, for each owner, the members that name it, in the members' own order."""
    by_owner: dict[str, list[str]] = {name: [] for name in owners}
    for name, member in members.items():
        if getattr(member, owner) in by_owner:
            by_owner[getattr(member, owner)].append(name)
    return {name: dataclasses.replace(thing, **{listing: tuple(by_owner[name])}) for name, thing in owners.items()}
