"""Do two rules fire on the same things? If not, a case that shows it, ready to be written down."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inclead_graph.inference.engine import computed_value
from inclead_graph.inference.rules import Rule, Value
from inclead_graph.quality.worlds import Known_, UndecidedError, World, Worlds

__all__ = ["Difference", "as_case", "described", "difference", "implied"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A world on which one rule fires and the other does not; ``fires`` says whether it is the first."""

    world: World
    fires: bool


def difference(worlds: Worlds, one: Rule, other: Rule) -> Difference | None:
    """Return a world in which the two rules differ in firing; ``None`` when there is none.

    Raises:
        UndecidedError: there may be one or not.
    """
    found = beyond(worlds, one, other)
    if found is not None:
        return Difference(found, fires=True)
    found = beyond(worlds, other, one)
    return None if found is None else Difference(found, fires=False)


def beyond(worlds: Worlds, one: Rule, other: Rule) -> World | None:
    """Return a world in which ``one`` fires and ``other`` does not; ``None`` when there is none.

    Raises:
        UndecidedError: there may be one or not.
    """
    hold = [clause.condition for clause in one.clauses]
    undecided = False
    for clause in other.clauses:
        if clause.condition in hold:
            continue
        try:
            found = worlds.find(one.about, hold, [clause.condition])
        except UndecidedError:
            undecided = True
            continue
        if found is not None:
            return found
    if undecided:
        raise UndecidedError
    return None


def implied(worlds: Worlds, one: Rule, other: Rule) -> bool:
    """Say whether ``other`` fires wherever ``one`` does."""
    return beyond(worlds, one, other) is None


def as_case(rule: Rule, world: World, as_of: dt.date, *, fires: bool, name: str) -> str:
    """Write a world as a case of ``rules/cases``; whether it says what is right, its reader decides.

    Args:
        rule: the rule as it stands.
        world: the facts of the case.
        as_of: its day.
        fires: whether the rule as it stands fires on the thing.
        name: what the case shows.
    """
    subject = _named(world.kind, 0)
    things: dict[str, dict[str, str]] = {world.kind: {}}
    relations: dict[str, list[str]] = {}
    for relation, members in world.related.items():
        target = world.targets[relation]
        group = things.setdefault(target, {})
        for member in members:
            group[_named(target, len(group) + 1)] = _mapping(_written(member))
            relations.setdefault(relation, []).append(_named(target, len(group)))
    own = [*_written(world.subject), *((r, f"[{', '.join(ids)}]") for r, ids in relations.items())]
    things[world.kind] = {subject: _mapping(own), **things[world.kind]}
    facts = [f"      {kind}: {_mapping(members.items())}" for kind, members in things.items()]
    lines = [
        f"  - rule: {_quoted(rule.key)}",
        f"    name: {_quoted(name)}",
        f"    as_of: {as_of}",
        "    facts:",
        *facts,
    ]
    lines.append(f"    fires_on: [{subject if fires else ''}]")
    if fires:
        lines.append(f"    concludes: {_mapping([(rule.property, _quoted(_value(rule, world)))])}")
    return "\n".join(lines)


def described(world: World) -> str:
    """Write a world in one line: what is known of the thing, and of what is related to it."""
    parts = [f"{name} {value}" for name, value in _written(world.subject)]
    for relation, members in world.related.items():
        known = [
            ", ".join(f"{name} {value}" for name, value in _written(member)) or "nothing known" for member in members
        ]
        parts.append(f"{relation} ({'; '.join(known) or 'none'})")
    return f"a {world.kind} with {', '.join(parts)}" if parts else f"any {world.kind}"


def _value(rule: Rule, world: World) -> object:
    columns = {(world.kind, name): {"": value} for name, value in world.subject.items()}
    value: Value = computed_value(rule, columns, "")
    return str(value).lower() if isinstance(value, bool) else value


def _named(kind: str, number: int) -> str:
    return kind[0].upper() + (str(number) if number else "")


def _written(known: Known_) -> Iterator[tuple[str, str]]:
    for name, value in known.items():
        yield name, _quoted(str(value).lower() if isinstance(value, bool) else value)


def _mapping(pairs: Iterable[tuple[str, str]]) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in pairs) + "}"


def _quoted(value: object) -> str:
    """Write a value so that YAML reads it as it is."""
    text = str(value)
    return text if re.fullmatch(r"[\w][\w ./-]*", text) else json.dumps(text, ensure_ascii=False)
