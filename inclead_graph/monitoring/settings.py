"""Thresholds and policies, read from ``data/settings.yaml``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from inclead_graph import located
from inclead_graph.errors import QueryError, nearest
from inclead_graph.model.value import Line, Notation, Text, Value

__all__ = ["DATA", "NO_POLICY", "Policy", "Settings", "policy_named", "settings"]

DATA = Path(str(files("inclead_graph"))) / "monitoring" / "data"
NO_POLICY = "none"
"""The name for counts as they are, which is for use inside the organisation only."""


class Policy(Value):
    """A rule for what may leave the organisation.

    Attributes:
        smallest, largest: a count between these, both included, is withheld.
        rounded_to: other counts are printed as the nearest multiple; 1 leaves them as they are.
        possible: how many numbers a withheld count must be able to be, to somebody who knows all that is printed.
        verification: ``verified`` where somebody saw it in the source on the day ``checked``, or ``from memory``.
    """

    id: Notation
    title: Text
    smallest: int
    largest: int
    rounded_to: int
    possible: int
    verification: Notation
    checked: dt.date
    source: Text
    note: Text | None = None

    def withholds(self, count: int) -> bool:
        """Say whether a count is too small to print."""
        return self.smallest <= count <= self.largest

    def rounded(self, count: int) -> int:
        """Return the count as it is printed.

        Example:
            >>> policy_named("nhs-england-5").rounded(12), policy_named("nhs-england-5").rounded(13)
            (10, 15)
        """
        return (2 * count + self.rounded_to) // (2 * self.rounded_to) * self.rounded_to

    def span(self, shown: int) -> tuple[int, int]:
        """Return the least and the greatest count that is printed so."""
        if shown == 0 and self.rounded(self.largest + 1) > 0:
            return 0, 0
        half = (self.rounded_to - 1) // 2
        return max(self.largest + 1, shown - self.rounded_to + half + 1), shown + half


class _Threshold(Value):
    title: Text
    dated: tuple[Mapping[str, str], ...]


class _File(Value):
    values: Mapping[str, _Threshold]
    unsaid: tuple[Line, ...]
    policies: tuple[Policy, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the file says, on one day."""

    values: Mapping[str, float]
    unsaid: frozenset[str]
    policies: Mapping[str, Policy]


@cache
def _file() -> _File:
    return located.validate(_File, located.load(DATA / "settings.yaml", "monitoring/data/settings.yaml"))


def settings(day: dt.date | None = None) -> Settings:
    """Return the thresholds that hold on a day (today's are those of the last date).

    Example:
        >>> settings().values["significance"]
        0.05
    """
    read = _file()
    on = (day or dt.date.max).isoformat()
    values = {
        name: float([entry for entry in one.dated if entry["from"] <= on][-1]["value"])
        for name, one in read.values.items()
    }
    return Settings(values, frozenset(read.unsaid), {policy.id: policy for policy in read.policies})


def policy_named(name: str) -> Policy | None:
    """Return a policy by its name; ``None`` for ``none``.

    Raises:
        QueryError: there is no such policy.
    """
    policies = settings().policies
    if name == NO_POLICY:
        return None
    if name not in policies:
        raise QueryError(f"there is no policy '{name}'; {nearest(name, [*policies, NO_POLICY])}")
    return policies[name]
