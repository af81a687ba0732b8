"""What organisations are told apart by: for use inside a programme, and not for publication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inclead_graph.assess import Knowledge, Programme, assess_programme
from inclead_graph.comparison import MovedFinding
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.portfolio.assessments import kept_of, organisations_that_commission
from inclead_graph.portfolio.members import Portfolio
from inclead_graph.portfolio.movers import Mover, causes_of, movers_of
from inclead_graph.portfolio.profiles import OrganisationProfile
from inclead_graph.portfolio.standings import Standings

__all__ = ["MOVERS", "Named", "named_of", "profile_at", "profiles_now"]

MOVERS = 10
"""Of how many organisations is said what moved their floors, unless somebody asks for another number."""


@dataclass(frozen=True, slots=True)
class Named:
    """Organisations by name.

    Attributes:
        profiles: the last assessment of each, by region, kind and organisation.
        movers: all of them, those first that moved most.
        causes: of the first of these, what moved each floor.
        programme: commissioners beside those whom they commission; ``None`` where nobody commissions anybody.
    """

    profiles: tuple[OrganisationProfile, ...]
    movers: tuple[Mover, ...]
    causes: Mapping[str, Mapping[str, MovedFinding]]
    programme: Programme | None


def named_of(
    folder: Path, portfolio: Portfolio, standings: Standings, knowledge: Knowledge, most: int = MOVERS
) -> Named:
    """Gather what names organisations.

    Args:
        folder: of the portfolio.
        portfolio: what it says.
        standings: all of its assessments.
        knowledge: what these were judged by.
        most: of how many movers to trace the causes, which takes a second or so for each.

    Raises:
        UnreadableError: a lake is not there.
    """
    movers = movers_of(standings)
    kept = kept_of(folder, portfolio, {one.organisation for one in movers[:most]})
    causes = {
        one.organisation: causes_of(one, kept[one.organisation], knowledge)
        for one in movers[:most]
        if one.organisation in kept
    }
    programme = _programme(folder, portfolio, knowledge)
    return Named(profiles_now(standings), movers, causes, programme)


def profiles_now(standings: Standings) -> tuple[OrganisationProfile, ...]:
    """Return the last assessment of each organisation, by region, kind and name."""
    made = [profile_at(standings, at) for at in standings.latest.tolist()]
    return tuple(sorted(made, key=lambda one: (one.region is None, one.region or "", one.kind, one.organisation)))


def profile_at(standings: Standings, at: int) -> OrganisationProfile:
    """Return the grades of one assessment."""
    floors, ceilings = (
        {
            thing: standings.grades[code]
            for thing, code in zip(standings.things, values[:, at].tolist(), strict=True)
            if code >= 0
        }
        for values in (standings.floors, standings.ceilings)
    )
    heard = {thing for thing, known in zip(standings.things, standings.heard[:, at].tolist(), strict=True) if known}
    named = (standings.organisations[at], standings.regions[at], standings.kinds[at], standings.days[at])
    return OrganisationProfile(*named, floors, ceilings, heard)


def _programme(folder: Path, portfolio: Portfolio, knowledge: Knowledge) -> Programme | None:
    """Judge commissioners beside those whom they commission, by the last assessment of each; a name counts once."""
    wanted = organisations_that_commission(folder, portfolio)
    last = [of[-1].assessment for of in kept_of(folder, portfolio, wanted).values()]
    by_name = {one.organisation.name: one for one in last}
    if not any(one.organisation.commissions for one in by_name.values()):
        return None
    return assess_programme(tuple(by_name.values()), knowledge, [ReferenceEngine()])
