"""What a network shows, as rows for a table, a spreadsheet or a program, and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from inclead_graph.inference.network_change import NetworkEffects
from inclead_graph.network import Bridging, Loss, Reach, View
from inclead_graph.network.advice import Advised
from inclead_graph.network.measures import MEASURES
from inclead_graph.network.missing import Range, Ranges
from inclead_graph.network.over_time import Moved, MovedMeasure, OverTime
from inclead_graph.network.view import Ends
from inclead_graph.reports.change_rows import effect_rows

__all__ = [
    "ADVICE_COLUMNS",
    "BRIDGE_COLUMNS",
    "GROUP_COLUMNS",
    "MOVED_COLUMNS",
    "TIE_COLUMNS",
    "WHAT_IF_COLUMNS",
    "advice_rows",
    "bridge_rows",
    "chain_text",
    "group_rows",
    "losses_text",
    "moved_rows",
    "range_text",
    "tie_name",
    "tie_rows",
    "what_if_rows",
]

Row = tuple[str | float | int | bool | None, ...]

GROUP_COLUMNS = (
    "group", "name", "need", "reached", "at least", "at most", "people reached", "not reached", "served by",
    "only through", "mainly through", "source of the need",
)  # fmt: skip
BRIDGE_COLUMNS = (
    "organisation", "name", "sector", "bridging value", "at least", "at most", "structure", "product",
    "funding at risk", "what hangs on it",
)  # fmt: skip
TIE_COLUMNS = ("tie", "between", "strength", "known", "funding at risk", "bridging value", "structure", "product",
               "what hangs on it")  # fmt: skip
ADVICE_COLUMNS = ("rank", "from", "to", "name", "people gained", "groups", "through", "strength", "weighed", "cost")
WHAT_IF_COLUMNS = ("what", "id", "name", "change", "before", "after", "no longer", "instead")
MOVED_COLUMNS = ("what", "id", "name", "change", "before", "after")


def group_rows(reach: Reach, ranges: Ranges) -> Iterator[Row]:
    """Yield a row for each group: its need, how far it is reached, and through whom alone."""
    for group in sorted(reach.view.groups.values(), key=lambda g: -_unreached(reach, g.id)):
        part, (low, high) = reach.of_group(group.id), ranges.groups[group.id]
        need = None if group.need is None else float(group.need)
        hanging = _hanging(reach, group.id)
        yield (
            group.id,
            group.name,
            need,
            _rounded(part),
            _rounded(low),
            _rounded(high),
            None if need is None else round(need * part),
            None if need is None else round(need) - round(need * part),
            len(reach.view.contact[group.id]),
            ", ".join(_name(reach.view, name) for name in hanging["only"]),
            ", ".join(_name(reach.view, name) for name in hanging["mainly"]),
            group.source,
        )


def bridge_rows(reach: Reach, ranges: Ranges, structure: Mapping[str, float]) -> Iterator[Row]:
    """Yield a row for each organisation: what hangs on it, its betweenness beside it, and the two multiplied."""
    for name, bridging in sorted(reach.organisations.items(), key=lambda item: (-_value(item[1]), item[0])):
        one = reach.view.organisations[name]
        low, high = ranges.organisations.get(name, (None, None))
        yield (
            name,
            one.name,
            one.sector,
            None if bridging is None else round(bridging.value, 1),
            None if low is None else round(low, 1),
            None if high is None else round(high, 1),
            round(structure[name], 4),
            None if bridging is None else round(_product(reach, bridging, structure[name]), 6),
            one.funding_at_risk,
            "reach is counted from here" if bridging is None else losses_text(reach.view, bridging.losses),
        )


def tie_rows(reach: Reach, structure: Mapping[Ends, float]) -> Iterator[Row]:
    """Yield a row for each tie, as :func:`bridge_rows` does for organisations."""
    for ends, bridging in sorted(reach.ties.items(), key=lambda item: (-item[1].value, item[0])):
        tie = reach.view.ties[ends]
        yield (
            "--".join(ends),
            tie_name(reach.view, ends),
            _rounded(tie.strength),
            tie.known,
            tie.at_risk,
            round(bridging.value, 1),
            round(structure[ends], 4),
            round(_product(reach, bridging, structure[ends]), 6),
            losses_text(reach.view, bridging.losses),
        )


def advice_rows(view: View, advised: Advised) -> Iterator[Row]:
    """Yield a row for each tie that is advised, best first, with the groups that gain and the chain they gain by."""
    for rank, advice in enumerate(advised.ties, 1):
        one = advice.candidate
        yield (
            rank,
            one.anchor,
            one.organisation,
            _name(view, one.organisation),
            round(advice.gain, 1),
            "; ".join(_gain_text(view, gain) for gain in advice.groups),
            chain_text(view, advice.through),
            _rounded(one.strength),
            one.scoped,
            one.cost,
        )


def moved_rows(first: View, second: View, moved: OverTime) -> Iterator[Row]:
    """Yield a row for everything that differs between two looks at a network."""
    yield "people", "", "People reached in all", _way(moved.people), *map(_one_place, _both(moved.people))
    for group, change in moved.groups.items():
        name = (second.groups.get(group) or first.groups[group]).name
        yield "group", group, f"{name}: part reached", _way(change), *map(_rounded, _both(change))
    for name in moved.came:
        yield "organisation", name, _name(second, name), "came", None, None
    for name in moved.left:
        yield "organisation", name, _name(first, name), "left", None, None
    for ends, change in moved.ties.items():
        where = second if ends in second.ties else first
        yield "tie", "--".join(ends), tie_name(where, ends), moved.what(ends), *map(_rounded, _both(change))
    for name, change in sorted(moved.bridging.items(), key=lambda item: (-abs(item[1].by), item[0])):
        where = second if name in second.organisations else first
        shown = f"{_name(where, name)}: bridging value"
        yield "organisation", name, shown, _way(change), *map(_one_place, _both(change))


def what_if_rows(found: NetworkEffects, measures: Iterable[MovedMeasure] = ()) -> Iterator[Row]:
    """Yield a row for everything that a change moves: in the network, in measures, and then in the findings."""
    for row in moved_rows(found.before.view, found.after.view, found.moved):
        yield (*row, None, None)
    for one in measures:
        values = (None if value is None else round(value, 6) for value in _both(one.moved))
        yield "measure", one.of, MEASURES[one.measure].title, _way(one.moved), *values, None, None
    if found.findings is not None:
        for kind, thing, name, finding, before, after, way, gone, come in effect_rows(found.findings, found.effects):
            yield kind, thing, f"{name}: {finding}", way, before, after, gone, come


def losses_text(view: View, losses: Iterable[Loss]) -> str:
    """Say in words what each group would lose: how many people, or which part where nobody has counted."""
    return "; ".join(_loss_text(view, loss) for loss in losses)


def chain_text(view: View, chain: Iterable[str]) -> str:
    """Write a chain of organisations with arrows."""
    return " → ".join(_name(view, name) for name in chain)


def tie_name(view: View, ends: Ends) -> str:
    """Name a tie by its two ends."""
    return f"{_name(view, ends[0])} and {_name(view, ends[1])}"


def _loss_text(view: View, loss: Loss) -> str:
    how = {"only": "reached only through it", "mainly": "reached mainly through it", "partly": "partly"}[loss.extent]
    lost = f"{loss.people:,.0f} people" if loss.people is not None else f"{loss.before - loss.after:.0%} of the need"
    return f"{view.groups[loss.group].name}: {lost} ({how})"


def _gain_text(view: View, gain: Loss) -> str:
    won = f"{gain.people:,.0f} more people" if gain.people is not None else f"{gain.after - gain.before:.0%} more"
    return f"{view.groups[gain.group].name}: {won} ({gain.before:.0%} reached now, {gain.after:.0%} then)"


def _hanging(reach: Reach, group: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"only": [], "mainly": [], "partly": []}
    for name, bridging in reach.organisations.items():
        for loss in bridging.losses if bridging else ():
            if loss.group == group:
                found[loss.extent].append(name)
    return found


def _unreached(reach: Reach, group: str) -> float:
    need = reach.view.groups[group].need
    return (float(need) if need is not None else 0.0) * (1 - reach.of_group(group))


def _product(reach: Reach, bridging: Bridging, structure: float) -> float:
    return bridging.value / reach.need * structure if reach.need else 0.0


def _value(bridging: Bridging | None) -> float:
    return -1.0 if bridging is None else bridging.value


def _name(view: View, organisation: str) -> str:
    one = view.organisations.get(organisation)
    return one.name if one else organisation


def _way(moved: Moved) -> str:
    return "more" if moved.by > 0 else "less" if moved.by < 0 else "the same"


def _both(moved: Moved) -> tuple[float | None, float | None]:
    return moved.before, moved.after


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _one_place(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def range_text(range_: Range) -> str:
    """Write a range as two numbers of people.

    >>> range_text((1101.2, 3205.0))
    '1,101 to 3,205'
    """
    return f"{range_[0]:,.0f} to {range_[1]:,.0f}"
