"""An organisation beside its peers, or beside one other: as a paper, as sheets and as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from inclead_graph.inference.findings import long_date
from inclead_graph.model.framework import Framework
from inclead_graph.portfolio.benchmark import Benchmark, Standing
from inclead_graph.portfolio.peers import BesidePeers, beside_peers, rank
from inclead_graph.portfolio.profiles import OrganisationProfile
from inclead_graph.reports.benchmark_json import GradesPart, grades_part
from inclead_graph.reports.benchmark_named import floor_cell
from inclead_graph.reports.benchmark_paper import how_to_read
from inclead_graph.reports.benchmark_rows import standing_note
from inclead_graph.reports.blocks import Block, Cell, Page, Paper, Points, Prose, Section, Table, drawn
from inclead_graph.reports.sheets import Cover, Sheet, book_of, sheet_of

__all__ = ["PeersDocument", "pair_paper", "paper_workbook", "peers_json", "peers_paper", "table_of"]


def peers_paper(profile: OrganisationProfile, benchmark: Benchmark, framework: Framework) -> Paper:
    """Make the paper of an organisation beside its peers."""
    rows = tuple(beside_peers(profile, benchmark))
    kind, region = rows[0].kind.group, rows[0].region.group
    peers = f"{kind.organisations:,} of its kind ({kind.name}), {region.organisations:,} of its region ({region.name})"
    blocks: tuple[Block, ...] = (
        Prose(
            "Lower, same and higher count graded organisations of the group, this one among the same. A median is the "
            "grade that half of the group do not exceed."
        ),
        _beside(profile, rows, framework),
    )
    return Paper(
        title=f"{profile.organisation} beside its peers",
        subtitle=f"{benchmark.title}: {peers}",
        name=f"{profile.organisation} beside its peers",
        day=profile.as_of,
        facts=(
            ("Assessed as of", long_date(profile.as_of)),
            ("Grades of others are printed of", f"{benchmark.at_least} organisations or more"),
        ),
        sections=(
            Section("How to read this", 1, (Points(tuple(how_to_read(benchmark))),)),
            Section("Stages and factors", 1, blocks),
        ),
        page=Page(landscape=True, text=9, dense=True),
    )


_BESIDE = {
    "Stage or factor": 8, "Floor": 5, "Ceiling": 5,
    "Kind: median": 5, "Kind: lower, same, higher": 5,
    "Region: median": 5, "Region: lower, same, higher": 5,
    "All: median": 5, "All: lower, same, higher": 5,
}  # fmt: skip


def _beside(profile: OrganisationProfile, rows: Sequence[BesidePeers], framework: Framework) -> Table:
    return Table.of("Floors beside those of peers", _BESIDE, (_row(profile, one, framework) for one in rows))


def _row(profile: OrganisationProfile, one: BesidePeers, framework: Framework) -> Iterator[object]:
    own = profile.floors.get(one.thing) if one.thing in profile.heard else None
    yield f"{one.thing} {framework.label(one.thing)}"
    yield floor_cell(profile, one.thing, framework)
    yield _drawn(profile.ceilings.get(one.thing), framework)
    for standing in (one.kind, one.region, one.all):
        yield _median(standing, framework)
        stands = rank(standing.floors, own)
        yield f"{stands.lower}, {stands.same}, {stands.higher}" if stands else ""


def _drawn(grade: str | None, framework: Framework) -> Cell:
    return drawn(framework.vocabularies["grade"][grade]) if grade else Cell("")


def _median(standing: Standing, framework: Framework) -> Cell:
    if standing.floors is None:
        return Cell(standing_note(standing))
    return _drawn(standing.floors.percentile(50), framework)


def pair_paper(one: OrganisationProfile, other: OrganisationProfile, title: str, framework: Framework) -> Paper:
    """Make the paper of two organisations beside each other."""
    headings = {"Stage or factor": 8}
    for profile in (one, other):
        headings |= {f"{profile.organisation}: floor": 6, f"{profile.organisation}: ceiling": 6}
    headings["Floors"] = 8
    things = [thing for stage in framework.stages.values() for thing in (stage.id, *stage.factors)]
    rows = ((*_pair(thing, one, other, framework),) for thing in things)
    table = Table.of("Floors and ceilings of the two", headings, rows)
    text = "Two floors can be compared where something is known of both; what is not known is no lower than what is."
    return Paper(
        title=f"{one.organisation} beside {other.organisation}",
        subtitle=title,
        name=f"{one.organisation} beside {other.organisation}",
        day=max(one.as_of, other.as_of),
        facts=tuple((each.organisation, f"{each.kind}, as of {long_date(each.as_of)}") for each in (one, other)),
        sections=(Section("Stages and factors", 1, (Prose(text), table)),),
        page=Page(landscape=True, text=9, dense=True),
    )


def _pair(thing: str, one: OrganisationProfile, other: OrganisationProfile, framework: Framework) -> Iterator[object]:
    yield f"{thing} {framework.label(thing)}"
    for profile in (one, other):
        yield floor_cell(profile, thing, framework)
        yield _drawn(profile.ceilings.get(thing), framework)
    first, second = (
        framework.words("grade").index(each.floors[thing]) if thing in each.heard and thing in each.floors else None
        for each in (one, other)
    )
    yield _apart(first, second, one.organisation, other.organisation)


def _apart(first: int | None, second: int | None, one: str, other: str) -> str:
    if first is None or second is None:
        return "cannot be compared"
    if first == second:
        return "the same"
    return f"{one if first > second else other} is {abs(first - second)} higher"


def table_of(paper: Paper) -> Table:
    """Return the table of a paper of this module."""
    return next(block for section in paper.sections for block in section.blocks if isinstance(block, Table))


def paper_workbook(paper: Paper) -> bytes:
    """Write the table of a paper of this module as a workbook.

    Raises:
        UnreadableError: XlsxWriter is not installed.
    """
    table = table_of(paper)
    widths = {heading: 8 + 3 * share for heading, share in zip(table.headings, table.widths, strict=True)}
    sheet: Sheet = sheet_of("Beside", table.caption, widths, table.rows)
    return book_of(Cover(paper.title, paper.name, paper.day, (("What", paper.subtitle), *paper.facts)), (sheet,))


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PeerPart(_Part):
    """How the peers of one group stand; null is withheld or not known."""

    group: str
    organisations: int
    floors: GradesPart | None
    lower: int | None
    same: int | None
    higher: int | None


class ThingPart(_Part):
    """One stage or factor; a null floor does not apply, and one that is not known shows nothing."""

    thing: str
    label: str
    known: bool
    floor: str | None
    ceiling: str | None
    kind: PeerPart
    region: PeerPart
    all: PeerPart


class PeersDocument(_Part):
    """What ``inclead portfolio compare PORTFOLIO ORG --format json`` writes."""

    schema_version: Literal["1"]
    portfolio: str
    organisation: str
    as_of: dt.date
    at_least: int
    things: list[ThingPart]


def peers_json(profile: OrganisationProfile, benchmark: Benchmark, framework: Framework) -> str:
    """Write an organisation beside its peers as JSON."""
    document = PeersDocument(
        schema_version="1",
        portfolio=benchmark.title,
        organisation=profile.organisation,
        as_of=profile.as_of,
        at_least=benchmark.at_least,
        things=[_thing(profile, one, framework) for one in beside_peers(profile, benchmark)],
    )
    return document.model_dump_json(indent=2) + "\n"


def _thing(profile: OrganisationProfile, one: BesidePeers, framework: Framework) -> ThingPart:
    known = one.thing in profile.heard and one.thing in profile.floors
    own = profile.floors[one.thing] if known else None
    return ThingPart(
        thing=one.thing,
        label=framework.label(one.thing),
        known=known,
        floor=profile.floors.get(one.thing),
        ceiling=profile.ceilings.get(one.thing),
        kind=_peer(one.kind, own),
        region=_peer(one.region, own),
        all=_peer(one.all, own),
    )


def _peer(standing: Standing, own: str | None) -> PeerPart:
    stands = rank(standing.floors, own)
    return PeerPart(
        group=standing.group.name,
        organisations=standing.group.organisations,
        floors=grades_part(standing.floors),
        lower=stands.lower if stands else None,
        same=stands.same if stands else None,
        higher=stands.higher if stands else None,
    )
