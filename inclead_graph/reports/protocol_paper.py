"""The partnership protocol: what the network knows of two organisations, and what they have still to agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inclead_graph.errors import QueryError, nearest
from inclead_graph.inference.findings import long_date
from inclead_graph.model.framework import Concept
from inclead_graph.model.network import (
    NetworkOrganisation,
    Partnership,
    PartnershipNetwork,
    PartnershipScore,
    Protocol,
    Scoping,
    pair_of,
)
from inclead_graph.network.view import runs
from inclead_graph.reports.blocks import Block, Cell, Paper, Points, Prose, Section, Table, plain
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.network_part import Partnerships
from inclead_graph.reports.network_words import in_people, in_percent
from inclead_graph.reports.paper import filled_paper, signatures
from inclead_graph.reports.tool_papers import cited, prompt_section

__all__ = ["protocol_paper"]

_EXTENTS = {
    "only": "all: nobody else reaches it",
    "mainly": "half or more",
    "partly": "less than half",
}
_SCORES = {1: "1 not at all", 2: "2 a little", 3: "3 a fair amount", 4: "4 a great deal"}
_ROOM = Cell("", room=1)


@dataclass(frozen=True, slots=True)
class _Pair:
    """What the network knows of the assessed organisation and one other, on the day of the assessment."""

    held: Partnerships
    us: NetworkOrganisation
    partner: NetworkOrganisation
    partnerships: tuple[Partnership, ...]
    scoping: Scoping | None

    @property
    def protocol(self) -> Protocol | None:
        """The latest protocol between the two, if any is written."""
        written = [one.protocol for one in (*self.partnerships, self.scoping) if one and one.protocol]
        return max(written, key=lambda one: one.date, default=None)


def protocol_paper(found: Gathered, partner: str | None = None) -> Paper:
    """Fill the protocol with what is known of a partnership; without a partner it is left open whom it is with.

    Args:
        found: what was gathered of a result.
        partner: the id of an organisation of the network.

    Raises:
        QueryError: there is no network, no such organisation in it, or it is the assessed organisation itself.
    """
    tool = found.framework.tools["partnership-protocol"]
    pair = None if partner is None else _pair(found, partner)
    protocol = pair.protocol if pair else None
    sections = (
        Section("What this is", 1, (Prose(plain(f"{tool.definition} {cited(tool.passages)}")), *_how(found, pair))),
        _two(found, pair),
        *(_today(found, pair) if pair else ()),
        _scores(found, pair),
        *(prompt_section(found, prompt, _written(prompt.id, protocol)) for prompt in tool.prompts),
        signatures("We agree on this protocol, each for our own organisation."),
    )
    title = f"{tool.label} with {plain(pair.partner.name)}" if pair else tool.label
    return filled_paper(found, title, sections)


def _pair(found: Gathered, partner: str) -> _Pair:
    held, network, day = found.partnerships, found.result.assessment.network, found.result.assessment.as_of
    if held is None or network is None:
        raise QueryError(f"there is no network in this workspace, so nothing is known of '{partner}'; leave it out")
    organisations = {one.id: one for one in network.organisations}
    if partner not in organisations:
        raise QueryError(f"the network has no organisation '{partner}'; {nearest(partner, organisations)}")
    if network.assessed is None:
        raise QueryError("the network does not say which organisation is assessed; write 'assessed' in network.yaml")
    if partner == network.assessed:
        raise QueryError(f"'{partner}' is the assessed organisation itself; name a partner")
    ends = pair_of((network.assessed, partner))
    scopings = [one for one in network.scopings if pair_of(one.between) == ends and one.date <= day]
    return _Pair(
        held=held,
        us=organisations[network.assessed],
        partner=organisations[partner],
        partnerships=tuple(
            one for one in network.partnerships if pair_of(one.between) == ends and runs(one.start, one.end, day)
        ),
        scoping=max(scopings, key=lambda one: one.date, default=None),
    )


def _how(found: Gathered, pair: _Pair | None) -> Iterator[Block]:
    network = found.result.assessment.network
    if pair is None and network is not None:
        others = sorted((one.name, one.id) for one in network.organisations if one.id != network.assessed)
        yield Prose("Say with --partner ID which of these it is with, and what the network knows of it stands here:")
        yield Points(tuple(plain(f"{name}: {id_}") for name, id_ in others))
    yield Prose("Empty cells are for you. What nobody has said is called not known.")


def _two(found: Gathered, pair: _Pair | None) -> Section:
    sectors = found.framework.vocabularies.get("sector", {})
    ours = plain(found.result.assessment.organisation.name)
    if pair is None:
        rows: list[Sequence[object]] = [["Name", ours, _ROOM], *([name, _ROOM, _ROOM] for name in _DESCRIBED[1:])]
    else:
        both = (_described(one, sectors) for one in (pair.us, pair.partner))
        rows = [[name, *values] for name, *values in zip(_DESCRIBED, *both, strict=True)]
    rows.append(["Who speaks for it", _ROOM, _ROOM])
    return Section("The two", 1, (Table.of("Who agrees", {"What": 3, "We": 5, "Our partner": 5}, rows),))


_DESCRIBED = ("Name", "What it is", "Sector", "Place", "Is its funding at risk?")


def _described(one: NetworkOrganisation, sectors: Mapping[str, Concept]) -> tuple[str, ...]:
    known = sectors.get(one.sector or "")
    sector = known.label if known else one.sector
    return (one.name, one.kind or _UNKNOWN, sector or _UNKNOWN, one.locality or _UNKNOWN, _yes(one.funding_at_risk))


_UNKNOWN = "not known"


def _yes(value: bool | None) -> str:
    return {True: "yes", False: "no", None: _UNKNOWN}[value]


def _today(found: Gathered, pair: _Pair) -> Iterator[Section]:
    day, network = found.result.assessment.as_of, found.result.assessment.network
    ties = [
        (
            one.kind or _UNKNOWN,
            long_date(one.start) if one.start else _UNKNOWN,
            long_date(one.end) if one.end else "open",
            _yes(one.funding_at_risk),
            one.source or _UNKNOWN,
        )
        for one in pair.partnerships
    ]
    blocks: list[Block] = [Prose(f"On {long_date(day)} the network knows of no partnership between the two.")]
    if ties:
        headings = {"What the two do": 4, "Since": 3, "Until": 3, "Funding at risk?": 2, "Source": 4}
        blocks = [Table.of("Partnerships between the two", headings, ties)]
    yield Section("The partnership today", 1, tuple(blocks))
    if network is not None:
        yield Section("Whom the partner serves", 1, tuple(_served(pair, network, found)))


def _served(pair: _Pair, network: PartnershipNetwork, found: Gathered) -> Iterator[Block]:
    day, groups = found.result.assessment.as_of, {group.id: group for group in network.groups}
    rows = [
        (
            groups[one.group].name,
            in_people(float(need)) if (need := groups[one.group].need) is not None else "not counted",
            in_percent(float(one.share)) if one.share is not None else "not counted",
            one.source or _UNKNOWN,
        )
        for one in network.services
        if one.organisation == pair.partner.id and one.group in groups and runs(one.start, one.end, day)
    ]
    headings = {"Group": 6, "People with a need": 2, "Share that the partner meets": 2, "Source": 4}
    yield (
        Table.of("Groups whose need the partner meets", headings, rows)
        if rows
        else Prose("The network knows of no group that the partner serves.")
    )
    yield from _hanging(pair)
    names = {**{one.id: one.name for one in network.organisations}, **{one.id: one.name for one in network.groups}}
    trust = [
        plain(
            f"{names[one.by]}: {in_percent(float(one.share))}"
            + (f" of {one.asked} asked" if one.asked else "")
            + (f", {long_date(one.date)}" if one.date else "")
            + (f" (voice: {one.voice})" if one.voice else "")
        )
        for one in network.trust
        if one.of == pair.partner.id
    ]
    if trust:
        yield Prose("How many trust the partner:")
        yield Points(tuple(trust))


def _hanging(pair: _Pair) -> Iterator[Block]:
    """Say what hangs on the partner; nothing where it is no partner yet, or owes the duty itself."""
    view = pair.held.reach.view
    bridging = pair.held.reach.of_organisation(pair.partner.id) if pair.partner.id in view.organisations else None
    if bridging is None:
        return
    yield Prose(f"Without the partner {in_people(bridging.value)} would be reached no longer.")
    if bridging.losses:
        lost = ((view.groups[loss.group].name, _EXTENTS[loss.extent]) for loss in bridging.losses)
        yield Table.of("What hangs on the partner", {"Group": 1, "How much of its reach": 1}, lost)


def _scores(found: Gathered, pair: _Pair | None) -> Section:
    concepts = found.framework.vocabularies["partnership criterion"]
    new = pair is not None and not pair.partnerships
    asked = list(concepts) if new or pair is None else list(found.framework.narrower("partnership criterion", "review"))
    scores, said = _latest(pair)
    table = Table.of(
        "What the partnership is judged on",
        {"Criterion": 6, "Score": 2, "Whose voice": 2, "Evidence, or why": 4, "Score we agree on": 2},
        (_score(concepts[name], scores) for name in asked),
    )
    note = "Scores run from 1, not at all, to 4, a great deal. One that was asked and could not be told has no number."
    return Section("What the partnership is judged on", 1, (Prose(plain(f"{said} {note}")), table), fresh=True)


def _latest(pair: _Pair | None) -> tuple[Mapping[str, PartnershipScore], str]:
    """Return the scores of the latest review, or of the scoping where there is no partnership yet, and say which."""
    day = pair.held.reach.view.day if pair else None
    reviews = [r for one in pair.partnerships for r in one.reviews if day is None or r.date <= day] if pair else []
    latest = max(reviews, key=lambda review: review.date, default=None) or (pair.scoping if pair else None)
    if latest is None:
        return {}, "Nobody has scored it yet."
    what = "Reviewed" if reviews else "Weighed as a possible partnership"
    by = f" by {latest.by}" if latest.by else ""
    return {score.criterion: score for score in latest.scores}, f"{what} on {long_date(latest.date)}{by}."


def _score(concept: Concept, scores: Mapping[str, PartnershipScore]) -> tuple[object, ...]:
    score = scores.get(concept.notation)
    said = "not asked yet"
    if score is not None:
        said = _SCORES[score.score] if score.score is not None else "could not be told"
    return (
        f"{concept.label} ({', '.join(one.lines for one in concept.passages)}). {concept.definition}",
        said,
        (score.voice if score else None) or "not said",
        "; ".join((*score.evidence, score.reason or "")).strip("; ") if score else "",
        _ROOM,
    )


def _written(prompt: str, protocol: Protocol | None) -> Iterator[Block]:
    """Yield what the latest protocol between the two says to a question already."""
    if protocol is None:
        return
    process = (protocol.process,) if protocol.process else ()
    said = {"priorities": protocol.priorities, "gains": protocol.gains, "process": process}.get(prompt, ())
    if said:
        by = f" by {protocol.decided_by}" if protocol.decided_by else ""
        yield Prose(plain(f"Written already, in the protocol of {long_date(protocol.date)}, decided{by}:"))
        yield Points(tuple(map(plain, said)))
