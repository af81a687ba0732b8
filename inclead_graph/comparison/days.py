"""What the passing of time changes: the day on which each thing is judged, thing by thing.

Both sides judge as of a day. Where they differ, a record may have lapsed, come to count, or been withdrawn in between,
and a decision may have been taken. Each such thing is a change of its own; what is left is the day itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from inclead_graph.comparison.change import Change, Chosen, Step, shown
from inclead_graph.inference.facts import Facts
from inclead_graph.inference.findings import Findings

__all__ = ["AS_OF_STEP", "Days"]

AS_OF_STEP: Step = ("day", "as of")
"""The change of the day for everything that has no change of its own."""

Thing: TypeAlias = tuple[str, str]

_SAYS = {
    "lapses": ("expiry", "lapses after {}"),
    "expires": ("expiry", "expires on {}"),
    "withdrawn": ("evidence", "was withdrawn on {}"),
    "moderated_on": ("moderation", "was decided on {}"),
    "decided_on": ("grading decisions", "was decided on {}"),
    "starts": ("law", "is in force from {} on"),
    "ends": ("law", "was in force until {}"),
    "date": ("evidence", "is dated {}"),
    "recent_until": ("day", "counts as recent until {}"),
}
"""What a date that lies between the two days means, the more telling ones first; any other is called by its name."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days of two sides.

    Attributes:
        first, second: the day of each.
        owned: for each change, the thing that it moves from the first day to the second.
        fixed: things with dates on one side only, which are judged on that side's day.
    """

    first: dt.date
    second: dt.date
    changes: tuple[Change, ...] = ()
    owned: Mapping[Step, Thing] = field(default_factory=dict)
    fixed: Mapping[Thing, dt.date] = field(default_factory=dict)

    @classmethod
    def of(cls, first: Findings, second: Findings) -> Days:
        """Find the things on which the passing of time may tell."""
        days = first.assessment.as_of, second.assessment.as_of
        if days[0] == days[1]:
            return cls(*days)
        given = [_dates(side.facts) for side in (first, second)]
        fixed = dict.fromkeys(given[1].keys() - given[0].keys(), days[1])
        fixed |= dict.fromkeys(given[0].keys() - given[1].keys(), days[0])
        concluded = [_concluded_dates(side) for side in (first, second)]
        changes, owned = [], {}
        for thing in sorted(given[0].keys() & given[1].keys()):
            dates = [(name, day) for side in (*concluded, *given) for name, day in side.get(thing, ())]
            between = [(name, day) for name, day in dates if min(days) <= day <= max(days)]
            if between:
                change = _change(thing, between, days)
                changes.append(change)
                owned[change.step] = thing
        text = f"the day of the assessment was {days[0]} and is {days[1]}"
        changes.append(Change(AS_OF_STEP, "day", "as of", "", text, str(days[0]), str(days[1])))
        return cls(*days, tuple(changes), owned, fixed)

    def mixed(self, chosen: Chosen) -> tuple[dt.date, dict[Thing, dt.date]]:
        """Return the day with the chosen changes made, and the things that are judged on a day of their own."""
        day = self.second if AS_OF_STEP in chosen else self.first
        own = {thing: self.second if step in chosen else self.first for step, thing in self.owned.items()}
        return day, {thing: when for thing, when in {**self.fixed, **own}.items() if when != day}


def _dates(facts: Facts) -> dict[Thing, list[tuple[str, dt.date]]]:
    found: dict[Thing, list[tuple[str, dt.date]]] = {}
    for (kind, name), column in facts.columns.items():
        for thing, value in column.items():
            if isinstance(value, dt.date):
                found.setdefault((kind, thing), []).append((name, value))
    return found


def _concluded_dates(findings: Findings) -> dict[Thing, list[tuple[str, dt.date]]]:
    found: dict[Thing, list[tuple[str, dt.date]]] = {}
    for (kind, name), column in findings.inference.concluded.items():
        for thing, values in column.items():
            for value in values:
                if isinstance(value, dt.date):
                    found.setdefault((kind, thing), []).append((name, value))
    return found


def _change(thing: Thing, between: list[tuple[str, dt.date]], days: tuple[dt.date, dt.date]) -> Change:
    inside = [(name, day) for name, day in between if min(days) < day < max(days)]
    said = list(_said(dict.fromkeys(inside or between)))
    cause = said[0][0]
    text = f"{thing[1]} {' and '.join(words for _, words in said)}, between the two days"
    return Change(("day", *thing), cause, thing[1], "", text, str(days[0]), str(days[1]))


def _said(between: Mapping[tuple[str, dt.date], None]) -> Iterator[tuple[str, str]]:
    names = [*_SAYS, *sorted({name for name, _ in between} - _SAYS.keys())]
    told: set[dt.date] = set()
    for name in names:
        for day in [day for of, day in between if of == name and day not in told]:
            told.add(day)
            cause, words = _SAYS.get(name, ("day", f"has the {name.replace('_', ' ')} {{}}"))
            yield cause, words.format(shown(day))
