"""What is wrong or doubtful in a network beyond its form, by the path of the value; whoever read it knows the place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inclead_graph.errors import nearest
from inclead_graph.model.framework import Framework
from inclead_graph.model.network import Partnership, PartnershipNetwork, PartnershipScore, pair_of

__all__ = ["Fault", "faults_of", "notes_of"]

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: the path of the value, as ``("partnerships", 3, "between", 1)``, and what to do.

    Attributes:
        also: the path of the other value, where two do not go together.
    """

    path: Path_
    what: str
    todo: str
    also: Path_ | None = None


def faults_of(network: PartnershipNetwork, framework: Framework) -> Iterator[Fault]:
    """Yield everything in a network that cannot stand: ids used twice or not known, ties to oneself, days in disorder.

    Example:
        >>> from inclead_graph.model.framework import Framework
        >>> network = PartnershipNetwork(
        ...     organisations=({"id": "hub", "name": "Hub"},), partnerships=({"between": ("hub", "hubb")},)
        ... )
        >>> [f.what for f in faults_of(network, Framework("", "", {}, {}, {}, {}))]
        ["there is no organisation 'hubb'"]
    """
    organisations = dict.fromkeys(one.id for one in network.organisations)
    groups = dict.fromkeys(one.id for one in network.groups)
    ids = [one.id for one in network.organisations]
    yield from _twice("organisations", ids, "id")
    yield from _twice("organisations", [_plain(one.name) for one in network.organisations], "name", ids)
    yield from _twice("groups", [one.id for one in network.groups], "id")
    for place, group in enumerate(network.groups):
        if group.id in organisations:
            what = f"'{group.id}' is the id of an organisation, too"
            yield Fault(("groups", place, "id"), what, "give the group another id")
    if network.assessed is not None:
        yield from _known(("assessed",), "organisation", network.assessed, organisations)
    for place, name in enumerate(network.anchors):
        yield from _known(("anchors", place), "organisation", name, organisations)
    yield from _links(network, organisations, groups)
    yield from _partnerships(network, organisations, framework)
    yield from _days(network)


def notes_of(network: PartnershipNetwork, framework: Framework) -> Iterator[Fault]:
    """Yield what can stand and is worth a look: unknown sectors, needs without a number or a source, no weights."""
    sectors = framework.vocabularies.get("sector", {})
    seen: set[str] = set()
    for place, one in enumerate(network.organisations):
        if one.sector and one.sector not in sectors and one.sector not in seen:
            seen.add(one.sector)
            near = nearest(one.sector, sectors)
            todo = near if near.startswith("did you mean") else "it is kept as a sector of its own"
            yield Fault(("organisations", place, "sector"), f"'{one.sector}' is not a sector that we know", todo)
    for place, group in enumerate(network.groups):
        if group.need is None:
            what = f"nobody has counted the need of {group.name}"
            yield Fault(("groups", place), what, "what hangs on anybody is shown for it as a part, not in people")
        elif group.source is None:
            yield Fault(("groups", place), f"the need of {group.name} has no source", "say where the number is from")
    yield from _missing_answers(network)


def _missing_answers(network: PartnershipNetwork) -> Iterator[Fault]:
    unweighed = sum(1 for one in network.partnerships if one.weight is None and not one.reviews)
    if unweighed:
        what = f"{unweighed} of {len(network.partnerships)} partnerships have no weight and no review"
        yield Fault(("partnerships",), what, "each counts as strong as the median of the others, or as 1 without any")
    uncounted = sum(1 for one in network.services if one.share is None)
    if uncounted:
        what = f"{uncounted} of {len(network.services)} services do not say which share of the need they meet"
        yield Fault(("services",), what, "each counts as the median of the others, or as all of it without any")
    silent = [one.id for one in network.organisations if not one.answered]
    if silent:
        what = f"{len(silent)} organisations did not answer: {', '.join(silent[:8])}{' …' if silent[8:] else ''}"
        yield Fault(
            ("organisations",), what, "partnerships of theirs may be missing; the range shows what that may hide"
        )


def _links(network: PartnershipNetwork, organisations: Collection[str], groups: Collection[str]) -> Iterator[Fault]:
    services: list[tuple[str, str, dt.date | None]] = []
    either = {*groups, *organisations}
    for place, service in enumerate(network.services):
        yield from _known(("services", place, "organisation"), "organisation", service.organisation, organisations)
        yield from _known(("services", place, "group"), "group", service.group, groups)
        services.append((service.organisation, service.group, service.start))
    for place, first, key in _again(services):
        what = f"{key[0]} serves {key[1]} twice from the same day"
        yield Fault(("services", place), what, "keep the one that stands", ("services", first))
    for place, trust in enumerate(network.trust):
        yield from _known(("trust", place, "by"), "group or organisation", trust.by, either)
        yield from _known(("trust", place, "of"), "organisation", trust.of, organisations)
        if trust.by == trust.of:
            yield Fault(("trust", place, "of"), f"'{trust.of}' is asked about itself", "leave the line out")


def _partnerships(network: PartnershipNetwork, organisations: Collection[str], framework: Framework) -> Iterator[Fault]:
    for place, partnership in enumerate(network.partnerships):
        yield from _ends(("partnerships", place, "between"), partnership.between, organisations)
        for number, review in enumerate(partnership.reviews):
            asked = framework.narrower("partnership criterion", "review")
            yield from _scores(("partnerships", place, "reviews", number), review.scores, framework, asked)
    for place, first, key in _again([_likeness(one) for one in network.partnerships]):
        what = f"this partnership of {key[0]} and {key[1]} is here already, from the same day and of the same kind"
        todo = "keep one of the two, or say what sets them apart as 'kind'"
        yield Fault(("partnerships", place), what, todo, ("partnerships", first))
    for place, scoping in enumerate(network.scopings):
        yield from _ends(("scopings", place, "between"), scoping.between, organisations)
        yield from _scores(("scopings", place), scoping.scores, framework, framework.words("partnership criterion"))


def _ends(at: Path_, between: tuple[str, str], organisations: Collection[str]) -> Iterator[Fault]:
    for end, name in enumerate(between):
        yield from _known((*at, end), "organisation", name, organisations)
    if between[0] == between[1]:
        yield Fault(at, f"'{between[0]}' is tied to itself", "name two organisations")


def _likeness(one: Partnership) -> tuple[Any, ...]:
    ends = one.between if one.one_way else pair_of(one.between)
    return (*ends, one.one_way, one.kind, one.start)


def _scores(
    at: Path_, scores: Iterable[PartnershipScore], framework: Framework, criteria: Collection[str]
) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, score in enumerate(scores):
        here: Path_ = (*at, "scores", place)
        yield from _known((*here, "criterion"), "criterion for this", score.criterion, criteria)
        if score.criterion in seen:
            yield Fault((*here, "criterion"), f"'{score.criterion}' is scored twice", "keep the score that stands")
        seen.add(score.criterion)
        if score.voice is not None:
            yield from _known((*here, "voice"), "voice", score.voice, framework.vocabularies.get("voice", {}))


def _days(network: PartnershipNetwork) -> Iterator[Fault]:
    dated: Mapping[str, Iterable[Any]] = {
        "organisations": network.organisations,
        "services": network.services,
        "partnerships": network.partnerships,
    }
    for name, several in dated.items():
        for place, one in enumerate(several):
            if one.start is not None and one.end is not None and one.end < one.start:
                yield Fault((name, place, "until"), "it ends before it begins", "swap the two dates")


def _known(path: Path_, what: str, name: str, names: Collection[str]) -> Iterator[Fault]:
    if name not in names:
        yield Fault(path, f"there is no {what} '{name}'", nearest(name, list(names)) or "add it, or leave this out")


def _twice(part: str, names: list[str], field: str, told: Sequence[str] = ()) -> Iterator[Fault]:
    """Yield names that are used twice; where two are equal in ``told``, too, that was said already."""
    first: dict[str, int] = {}
    for place, name in enumerate(names):
        if name in first and not (told and told[place] == told[first[name]]):
            what = f"the {field} '{name}' is already used by number {first[name] + 1} of the {part}"
            todo = f"give this one {'an' if field == 'id' else 'a'} {field} of its own"
            yield Fault((part, place, field), what, todo, (part, first[name], field))
        first.setdefault(name, place)


def _again(keys: list[tuple[Any, ...]]) -> Iterator[tuple[int, int, tuple[Any, ...]]]:
    first: dict[tuple[Any, ...], int] = {}
    for place, key in enumerate(keys):
        if first.setdefault(key, place) != place:
            yield place, first[key], key


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
