"""An organisation beside its peers, or beside one other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inclead_graph.errors import QueryError, nearest
from inclead_graph.portfolio.benchmark import NO_REGION, Benchmark, Grades, Standing
from inclead_graph.portfolio.named import profile_at
from inclead_graph.portfolio.profiles import OrganisationProfile
from inclead_graph.portfolio.standings import Standings

__all__ = ["BesidePeers", "Rank", "beside_peers", "profile_named", "rank"]


@dataclass(frozen=True, slots=True)
class Rank:
    """How many graded organisations have a lower, the same, or a higher grade."""

    lower: int
    same: int
    higher: int


@dataclass(frozen=True, slots=True)
class BesidePeers:
    """One stage or factor of an organisation beside its peers, itself among them.

    Attributes:
        kind, region, all: those of its kind, those of its region, and all.
    """

    thing: str
    kind: Standing
    region: Standing
    all: Standing


def profile_named(standings: Standings, organisation: str) -> OrganisationProfile:
    """Return the last assessment of an organisation.

    Raises:
        QueryError: the portfolio has none of that name; the message names near ones.
    """
    for at in standings.latest.tolist():
        if standings.organisations[at] == organisation:
            return profile_at(standings, at)
    known = dict.fromkeys(standings.organisations)
    raise QueryError(f"'{organisation}' has no assessment in the portfolio; {nearest(organisation, known)}")


def beside_peers(profile: OrganisationProfile, benchmark: Benchmark) -> Iterator[BesidePeers]:
    """Yield each stage and factor beside the same groups, withheld in the same way, as in the benchmark."""
    names = {"kind": profile.kind, "region": profile.region or NO_REGION}
    mine = [one for one in benchmark.standings if one.group.by == "all" or one.group.name == names[one.group.by]]
    by = {(one.thing, one.group.by): one for one in mine}
    for thing in dict.fromkeys(one.thing for one in mine):
        yield BesidePeers(thing, by[thing, "kind"], by[thing, "region"], by[thing, "all"])


def rank(grades: Grades | None, grade: str | None) -> Rank | None:
    """Say where a grade stands among others; ``None`` where it or they are not known, or withheld.

    Example:
        >>> rank(Grades({"low": 3, "middle": 1, "high": 2}), "middle")
        Rank(lower=3, same=1, higher=2)
    """
    if grades is None or grade is None:
        return None
    order = list(grades.counts)
    numbers = list(grades.counts.values())
    at = order.index(grade)
    return Rank(sum(numbers[:at]), numbers[at], sum(numbers[at + 1 :]))
