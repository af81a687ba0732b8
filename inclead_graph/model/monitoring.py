"""What equality monitoring rests on: measures, and counts of people by group and period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from inclead_graph.model.value import Line, Notation, Text, Value

__all__ = ["ALL", "DEPRIVATION", "Count", "Kind", "Measure", "Monitoring", "everybody"]

ALL = "all"
"""The characteristic of a row that counts everybody."""

DEPRIVATION = "deprivation"
"""The characteristic whose categories are fifths or tenths of areas, 1 being the most deprived."""

Kind = Literal["proportion", "rate"]


class Measure(Value):
    """One thing that is counted: who was seen, who complained, who was appointed.

    Attributes:
        kind: ``proportion``: so many of these people; ``rate``: so many events among them, who may have several.
        better: whether ``more`` or ``fewer`` is better for those who are counted.
        per: by how many a rate is printed: per 1,000, say. A proportion is printed per 100.
        about: what it says of the organisation: ``access``, ``experience``, ``outcome`` and so on; the ontology's
            vocabulary ``monitoring record`` says which criteria that bears on.
        source: where the counts come from, for the evidence record.

    Example:
        >>> Measure(id="seen", title="Seen within two weeks", kind="proportion", better="more").unit
        100
    """

    id: Notation
    title: Line
    kind: Kind
    better: Literal["more", "fewer"]
    per: Annotated[int, Field(ge=1, le=1_000_000)] = 1000
    about: Notation | None = None
    source: Text | None = None
    locator: Text | None = None

    @property
    def unit(self) -> int:
        """By how many the rate is printed."""
        return 100 if self.kind == "proportion" else self.per


class Count(Value):
    """How many of a group's people, in one period."""

    measure: Notation
    period: Line
    characteristic: Line
    category: Line
    numerator: Annotated[int, Field(ge=0, le=1_000_000_000)]
    denominator: Annotated[int, Field(ge=0, le=1_000_000_000)]

    @property
    def group(self) -> tuple[str, str]:
        """Characteristic and category."""
        return self.characteristic, self.category


@dataclass(frozen=True, slots=True)
class Monitoring:
    """Measures and their counts, checked: the groups of a characteristic add up to no more than everybody.

    ``unsaid`` has the categories that are not a group: not stated, prefers not to say, not known. ``parts`` has
    measures that divide one denominator between them, as pay bands do the workforce.
    """

    measures: Mapping[str, Measure]
    counts: tuple[Count, ...]
    unsaid: frozenset[str] = frozenset()
    parts: tuple[tuple[str, ...], ...] = ()

    def periods(self, measure: str) -> tuple[str, ...]:
        """Return the periods of a measure, in the order of their names."""
        return tuple(sorted({c.period for c in self.counts if c.measure == measure}))

    def of(self, measure: str, period: str) -> tuple[Count, ...]:
        """Return the counts of one measure in one period."""
        return tuple(c for c in self.counts if c.measure == measure and c.period == period)

    def is_said(self, count: Count) -> bool:
        """Say whether a count is of a group, and not of everybody or of people who did not say."""
        return count.characteristic != ALL and count.category.casefold() not in self.unsaid


def everybody(counts: Iterable[Count]) -> Count:
    """Return the count of everybody among those of one measure and period."""
    return next(count for count in counts if count.characteristic == ALL)
