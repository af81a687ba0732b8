"""Who in the network could help where a criterion is not shown for a group, as the rules concluded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inclead_graph.inference.findings import Findings

__all__ = ["Helper", "helpers_of", "helpers_text"]

_NAMED = 3
"""How many organisations a sentence names for one characteristic."""


@dataclass(frozen=True, slots=True)
class Helper:
    """An organisation that could help with one criterion.

    Attributes:
        organisation, name: which.
        groups: the protected characteristics of the people whom it serves, and for whom the criterion is not shown.
        partner: whether it is a partner already.
        meets: how many people of those groups it serves, as far as both the need and the share are known.
    """

    organisation: str
    name: str
    groups: tuple[str, ...]
    partner: bool
    meets: float


def helpers_of(findings: Findings) -> Mapping[str, tuple[Helper, ...]]:
    """Return, by criterion, who could help: those who serve most people first; none without a network.

    Example::

        helpers_of(findings)["BS1.O1"][0].name
    """
    found: dict[str, dict[str, list[str]]] = {}
    for offer in findings.facts.things["offer"]:
        if findings.value("offer", offer, "could_bridge") is True:
            criterion, group, organisation = offer.split("/", 2)
            found.setdefault(criterion, {}).setdefault(organisation, []).append(group)
    served = _served(findings)
    helpers = {
        criterion: [_helper(findings, criterion, name, groups, served) for name, groups in of.items()]
        for criterion, of in found.items()
    }
    return {c: tuple(sorted(several, key=lambda h: (-h.meets, h.organisation))) for c, several in helpers.items()}


def helpers_text(helpers: Iterable[Helper]) -> str:
    """Say for each characteristic who could help, those who serve most people first, and how many more there are."""
    by_group: dict[str, list[str]] = {}
    for one in helpers:
        for group in one.groups:
            by_group.setdefault(group, []).append(one.name + ("" if one.partner else " (not a partner yet)"))
    return "; ".join(f"for {group}, {_first(names)}" for group, names in sorted(by_group.items()))


def _first(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _helper(
    findings: Findings, criterion: str, name: str, groups: Sequence[str], served: Mapping[tuple[str, str], float]
) -> Helper:
    partner = findings.value("offer", f"{criterion}/{groups[0]}/{name}", "partner") is True
    meets = sum(served.get((name, group), 0.0) for group in groups)
    return Helper(name, findings.label("ally", name), tuple(groups), partner, meets)


def _served(findings: Findings) -> Mapping[tuple[str, str], float]:
    """Return how many people of each characteristic each organisation serves, as far as that is known."""
    network = findings.assessment.network
    found: dict[tuple[str, str], float] = {}
    groups = {group.id: group for group in network.groups} if network else {}
    for service in network.services if network else ():
        if service.group in groups:
            group = groups[service.group]
            key = service.organisation, group.disadvantage
            found[key] = found.get(key, 0.0) + float(group.need or 0) * float(service.share or 0)
    return found
