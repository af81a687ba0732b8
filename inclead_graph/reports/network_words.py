"""What a map says in words: of an organisation, a tie and a group. The page's network_words.js says the same."""

from __future__ import annotations

import math
from collections.abc import Iterator

from inclead_graph.network import Bridging, Loss, Reach, Tie

__all__ = ["in_people", "in_percent", "in_whole", "why_group", "why_organisation", "why_tie"]


def in_people(number: float) -> str:
    """Write how many people, without false precision.

    >>> in_people(0.0), in_people(0.2), in_people(1.0), in_people(1234.5)
    ('nobody', 'fewer than 1 person', '1 person', '1,235 people')
    """
    if number <= 0:
        return "nobody"
    written = in_whole(number)
    return f"{written} person" if written.endswith(" 1") or written == "1" else f"{written} people"


def in_whole(number: float) -> str:
    """Write a number that is not negative to the nearest whole one.

    >>> in_whole(0.0), in_whole(0.2), in_whole(2.5)
    ('0', 'fewer than 1', '3')
    """
    whole = math.floor(number + 0.5)
    return "fewer than 1" if number > 0 and whole < 1 else f"{whole:,}"


def in_percent(part: float) -> str:
    """Write a part of a whole in hundredths.

    >>> in_percent(0.0), in_percent(0.003), in_percent(0.125), in_percent(0.999), in_percent(1.0)
    ('0%', 'less than 1%', '13%', 'more than 99%', '100%')
    """
    if 0 < part < 0.01:
        return "less than 1%"
    if 0.99 < part < 1:
        return "more than 99%"
    return f"{math.floor(100 * part + 0.5)}%"


def why_organisation(reach: Reach, organisation: str) -> tuple[str, ...]:
    """Say how an organisation is reached, and what would be lost without it."""
    names = {name: one.name for name, one in reach.view.organisations.items()}
    if organisation not in names:
        return ("It is not a partner on this day, so that nothing is counted through it.",)
    bridging = reach.organisations[organisation]
    if bridging is None:
        return ("It is an anchor: reach is counted from it, so that it has no bridging value.",)
    chain = reach.chains.of(organisation)
    if not chain:
        return ("No chain of partnerships leads from it to an anchor, so that nobody is reached through it.",)
    strength = in_percent(reach.chains.strength[organisation])
    through = " → ".join(names[one] for one in chain)
    return (f"Its strongest chain to an anchor: {through} ({strength}).", *_losses(reach, bridging, "it"))


def why_tie(reach: Reach, tie: Tie) -> tuple[str, ...]:
    """Say how strong a tie is, what its funding is, and what would be lost without it."""
    return (
        f"Its strength is {in_percent(tie.strength)}."
        if tie.known
        else f"Nobody has said how strong it is; it counts as {in_percent(tie.strength)}, the median of those known.",
        *(("All funding for it is at risk.",) if tie.at_risk else ()),
        *_losses(reach, reach.ties[tie.ends], "it"),
    )


def why_group(reach: Reach, group: str) -> tuple[str, ...]:
    """Say how far a group's need is reached, by whom, and on whom it hangs."""
    view, one = reach.view, reach.view.groups[group]
    part = reach.of_group(group)
    if one.need is None:
        total = f"{in_percent(part)} of its need is reached; nobody has counted how many people that is."
    else:
        reached = in_whole(float(one.need) * part)
        total = f"{in_percent(part)} of its need is reached: {reached} of {in_people(float(one.need))}."
    return (
        total,
        *(
            f"{view.organisations[name].name} meets {in_percent(met)} of it, as far as it is trusted; "
            + _chained(reach.chains.strength.get(name))
            for name, met in sorted(view.contact[group].items(), key=lambda pair: (-pair[1], pair[0]))
        ),
        *_hangs(reach, group),
    )


def _chained(strength: float | None) -> str:
    if strength is None:
        return "no chain leads from there to an anchor."
    return f"the strongest chain from there to an anchor has {in_percent(strength)}."


def _losses(reach: Reach, bridging: Bridging, what: str) -> Iterator[str]:
    if not bridging.losses:
        yield f"Without {what}, nobody would lose reach."
        return
    total = f"{in_people(bridging.value)} would no longer be reached"
    yield f"Without {what}, {total}." if bridging.value > 0 else f"Without {what}, reach would be lost."
    for loss in bridging.losses:
        yield _loss(reach, loss, what)


def _loss(reach: Reach, loss: Loss, what: str) -> str:
    group = reach.view.groups[loss.group]
    lost = "nobody has counted its need" if loss.people is None else in_people(loss.people)
    if loss.extent == "only":
        return f"{group.name}: reached only through {what} ({lost})."
    left = f"reach falls from {in_percent(loss.before)} to {in_percent(loss.after)}"
    return f"{group.name}: reached {loss.extent} through {what}; {left} ({lost})."


def _hangs(reach: Reach, group: str) -> Iterator[str]:
    for extent, how_much in (("only", "All of its reach"), ("mainly", "Half of its reach or more")):
        found = [
            reach.view.organisations[name].name
            for name, bridging in reach.organisations.items()
            if bridging is not None and _extent(bridging, group) == extent
        ]
        if found:
            yield f"{how_much} hangs on each of these: {'; '.join(found)}."


def _extent(bridging: Bridging, group: str) -> str | None:
    return next((loss.extent for loss in bridging.losses if loss.group == group), None)
