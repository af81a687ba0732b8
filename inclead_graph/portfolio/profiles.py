"""What results say of each organisation: its latest assessment, and the grades of stages and factors in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inclead_graph.model.framework import Framework

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["OrganisationProfile", "above", "latest", "only", "profiles_of", "spoken_words", "words"]

_SILENT = ("untested", "inapplicable")
"""As EARL calls it when nothing accepted speaks of a criterion."""


@dataclass(frozen=True, slots=True)
class OrganisationProfile:
    """The grades of one assessment of one organisation.

    Attributes:
        floors, ceilings: by the id of a stage or factor; what does not apply has none.
        heard: the stages and factors of which something accepted speaks; the floor of every other one shows only that
            nobody knows.
    """

    organisation: str
    region: str | None
    kind: str
    as_of: dt.date
    floors: dict[str, str] = field(default_factory=dict)
    ceilings: dict[str, str] = field(default_factory=dict)
    heard: set[str] = field(default_factory=set)

    def floor(self, thing: str) -> str | None:
        """Return the floor in words for people; ``None`` where the thing does not apply."""
        if thing in self.floors and thing not in self.heard:
            return "not known yet"
        return self.floors.get(thing)


def words(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of results as plain texts."""
    import pyarrow as pa

    return column.cast(pa.string())


def only(results: pa.Table, name: str, values: Iterable[str]) -> pa.Table:
    """Return the rows that have one of ``values`` in a column.

    Example::

        only(results, "about", ["factor"])
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    return results.filter(pc.is_in(words(results[name]), value_set=pa.array(list(values), pa.string())))


def latest(results: pa.Table) -> pa.Table:
    """Return the rows of each organisation's last assessment."""
    import pyarrow.compute as pc

    days = results.group_by("organisation").aggregate([("as_of", "max")])
    at = pc.index_in(words(results["organisation"]), value_set=words(days["organisation"]).combine_chunks())
    return results.filter(pc.equal(results["as_of"], days["as_of_max"].take(at)))


def profiles_of(results: pa.Table, framework: Framework) -> Iterator[OrganisationProfile]:
    """Yield the profile of each assessment, in the order of organisations and days."""
    made: dict[tuple[str, dt.date], OrganisationProfile] = {}
    grades = only(only(results, "about", ("stage", "factor")), "property", ("floor", "ceiling"))
    for row in grades.to_pylist():
        key = (row["organisation"], row["as_of"])
        if key not in made:
            made[key] = OrganisationProfile(row["organisation"], row["region"], row["kind"], row["as_of"])
        of = made[key].floors if row["property"] == "floor" else made[key].ceilings
        of[row["thing"]] = row["value"]
    over = above(framework)
    for organisation, as_of, criterion in _spoken_of(results, framework):
        if (organisation, as_of) in made:
            made[organisation, as_of].heard.update(over[criterion])
    yield from (made[key] for key in sorted(made))


def above(framework: Framework) -> Mapping[str, tuple[str, str]]:
    """Return the factor and the stage of each criterion."""
    return {
        criterion: (factor, stage.id)
        for stage in framework.stages.values()
        for factor in stage.factors
        for criterion in framework.factors[factor].criteria
    }


def spoken_words(framework: Framework) -> tuple[str, ...]:
    """Return the verdicts that say that something accepted speaks of a criterion."""
    outcomes = framework.earl_outcomes
    return tuple(word for word in outcomes if outcomes[word].rpartition("#")[2] not in _SILENT)


def _spoken_of(results: pa.Table, framework: Framework) -> Iterator[tuple[str, dt.date, str]]:
    """Yield organisation, day and criterion wherever something accepted speaks of it."""
    import pyarrow as pa

    criteria = only(results, "about", ("criterion",))
    verdicts = only(only(criteria, "property", ("verdict",)), "value", spoken_words(framework))
    begun = only(criteria, "property", ("under_way",))
    rows = pa.concat_tables([verdicts, begun]).select(["organisation", "as_of", "thing"])
    yield from zip(*(column.to_pylist() for column in rows.columns), strict=True)
