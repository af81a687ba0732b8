"""What results say of each organisation: its latest assessment, and the grades of stages and factors in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["OrganisationProfile", "grades_of", "latest", "profiles_of"]


@dataclass(frozen=True, slots=True)
class OrganisationProfile:
    """The grades of one assessment of one organisation.

    Attributes:
        floors, ceilings: by the id of a stage or factor; what does not apply has none.
    """

    organisation: str
    region: str | None
    kind: str
    as_of: dt.date
    floors: Mapping[str, str]
    ceilings: Mapping[str, str]


def latest(results: pa.Table) -> pa.Table:
    """Return the rows of each organisation's last assessment."""
    import pyarrow.compute as pc

    days = results.group_by("organisation").aggregate([("as_of", "max")])
    names = days["organisation"].combine_chunks()
    at = pc.index_in(_plain(results["organisation"]), value_set=_plain(names))
    return results.filter(pc.equal(results["as_of"], days["as_of_max"].combine_chunks().take(at)))


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa

    return column.cast(pa.string())


def grades_of(results: pa.Table, kinds: tuple[str, ...]) -> pa.Table:
    """Return the rows that are floors and ceilings of some kinds of things."""
    import pyarrow as pa
    import pyarrow.compute as pc

    about = pc.is_in(_plain(results["about"]), value_set=pa.array(kinds))
    return results.filter(pc.and_(about, pc.is_in(_plain(results["property"]), value_set=pa.array(["floor", "ceiling"]))))


def profiles_of(results: pa.Table, kinds: tuple[str, ...] = ("stage", "factor")) -> Iterator[OrganisationProfile]:
    """Yield the profile of each assessment, in the order of organisations and days."""
    made: dict[tuple[str, dt.date], OrganisationProfile] = {}
    for row in grades_of(results, kinds).to_pylist():
        key = (row["organisation"], row["as_of"])
        if key not in made:
            made[key] = OrganisationProfile(row["organisation"], row["region"], row["kind"], row["as_of"], {}, {})
        bounds = {"floor": made[key].floors, "ceiling": made[key].ceilings}
        bounds[row["property"]][row["thing"]] = row["value"]  # type: ignore[index]
    yield from (made[key] for key in sorted(made))
