"""The part of a benchmark that names organisations: where each stands, who moved and why, advice to commissioners."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inclead_graph.model.framework import Framework
from inclead_graph.portfolio.movers import MovedFloor, Mover
from inclead_graph.portfolio.named import Named
from inclead_graph.portfolio.profiles import OrganisationProfile
from inclead_graph.reports.blocks import Block, Cell, Picture, Points, Prose, Section, Table, drawn
from inclead_graph.reports.comparison_text import reason_text
from inclead_graph.reports.eds import COLUMNS, eds_rows
from inclead_graph.reports.portfolio_heatmap import MOST, PER_PICTURE, organisations_picture
from inclead_graph.reports.sheets import Sheet, sheet_of

__all__ = ["INSIDE", "advice_rows", "floor_cell", "mover_rows", "named_sections", "named_sheets"]

INSIDE = "Names organisations: for use inside the programme, and not for publication"
NOT_KNOWN = "not known"
_MOVED = 25
"""Of how many movers a page has a line; the workbook has all."""


def named_sections(named: Named, framework: Framework) -> Iterator[Section]:
    """Yield the sections, the first on a page of its own."""
    yield Section("Organisations by factor", 1, tuple(_heat_map(named, framework)), fresh=True)
    if len(named.profiles) <= MOST:
        for stage in framework.stages.values():
            table = _floors(named.profiles, (stage.id, *stage.factors), framework)
            yield Section(f"{stage.id} {stage.label}", 2, (table,))
    yield Section("Who moved, and why", 1, tuple(_movers(named, framework)))
    yield Section("Advice to commissioners", 1, tuple(_advice(named)))


def floor_cell(profile: OrganisationProfile, thing: str, framework: Framework) -> Cell:
    """Return the cell of a floor: its sign and word, that nothing is known, or that the thing does not apply."""
    floor = profile.floors.get(thing)
    if floor is None:
        return Cell("– does not apply")
    return drawn(framework.vocabularies["grade"][floor]) if thing in profile.heard else Cell(f"? {NOT_KNOWN}")


def _heat_map(named: Named, framework: Framework) -> Iterator[Block]:
    yield Prose(INSIDE + ".", strong=True)
    if len(named.profiles) > MOST:
        yield Prose(
            f"A line for each of {len(named.profiles):,} organisations could not be read. 'inclead portfolio table' "
            "and the workbook have them. This table orders the factors by how many organisations are low."
        )
        yield _lowest(named, framework)
        return
    for begin in range(0, len(named.profiles), PER_PICTURE):
        few = named.profiles[begin : begin + PER_PICTURE]
        ends = f"{few[0].organisation} to {few[-1].organisation}"
        says = f"Floors of {len(few)} organisations by factor; the tables that follow say each in words."
        yield Picture(organisations_picture(few, framework), says, f"Floors by factor: {ends}")


def _lowest(named: Named, framework: Framework) -> Table:
    """Order factors by the share of graded organisations that are in the lowest grade, then in the next."""
    words = framework.words("grade")
    counted = {
        factor: [
            sum(one.floors.get(factor) == word and factor in one.heard for one in named.profiles) for word in words
        ]
        for factor in framework.factors
    }
    graded = {factor: sum(counts) for factor, counts in counted.items()}
    order = sorted(
        (factor for factor in counted if graded[factor]),
        key=lambda factor: [-number / graded[factor] for number in counted[factor]],
    )
    headings = {"Factor": 8, "Graded": 3} | {word.capitalize(): 3 for word in words}
    rows = ((f"{one} {framework.label(one)}", graded[one], *counted[one]) for one in order)
    return Table.of("Factors, those first of which most organisations have the lowest floor", headings, rows)


def _floors(profiles: Sequence[OrganisationProfile], things: Sequence[str], framework: Framework) -> Table:
    headings = {"Organisation": 7} | dict.fromkeys(things, 4)
    rows = ((one.organisation, *(floor_cell(one, thing, framework) for thing in things)) for one in profiles)
    return Table.of(f"Floors: {things[0]} and its factors", headings, rows)


def _movers(named: Named, framework: Framework) -> Iterator[Block]:
    if not named.movers:
        yield Prose("No floor moved between the two last assessments of any organisation, or each has only one.")
        return
    yield Prose(
        f"{len(named.movers):,} organisations have other floors than in the assessment before. Reasons are traced for "
        f"{len(named.causes):,} of them; each reason would have moved the floor by itself. A floor that went down "
        "because evidence lapsed says that less is known, and not that less is done."
    )
    rows = [row for mover in named.movers[:_MOVED] for row in mover_rows(mover, named, framework)]
    yield Table.of("Floors that moved", _MOVER_WIDTHS, rows)


_MOVER_WIDTHS = {"Organisation": 5, "Between": 5, "Stage or factor": 6, "Was": 5, "Is": 5, "What moved it": 12}


def mover_rows(mover: Mover, named: Named, framework: Framework) -> Iterator[tuple[object, ...]]:
    """Yield a row for each floor that moved, with what moved it where that was traced."""
    causes = named.causes.get(mover.organisation, {})
    for one in mover.floors:
        reasons = causes[one.thing].reasons if one.thing in causes else ()
        yield (
            mover.organisation, f"{mover.since} to {mover.day}", f"{one.thing} {framework.label(one.thing)}",
            _grade(one.before, framework), _grade(one.after, framework),
            "; or instead: ".join(map(reason_text, reasons)) or _untraced(one, mover, named),
        )  # fmt: skip


def _grade(word: str | None, framework: Framework) -> Cell:
    return drawn(framework.vocabularies["grade"][word]) if word else Cell(f"? {NOT_KNOWN}")


def _untraced(one: MovedFloor, mover: Mover, named: Named) -> str:
    if mover.organisation not in named.causes:
        return "not traced; inclead portfolio compare does it"
    return "the same grade by the rules; what changed is whether anything is known" if not one.steps else ""


def advice_rows(named: Named) -> Iterator[tuple[str, ...]]:
    """Yield commissioner, outcome, its grade and what is advised."""
    at = {name: COLUMNS.index(name) for name in ("organisation", "outcome", "label", "floor", "advice")}
    for row in eds_rows(named.programme.results) if named.programme else ():
        if row[at["advice"]]:
            outcome = f"{row[at['outcome']]} {row[at['label']]}"
            yield row[at["organisation"]], outcome, row[at["floor"]], row[at["advice"]]


def _advice(named: Named) -> Iterator[Block]:
    if named.programme is None:
        yield Prose("No organisation says that it commissions others of the portfolio.")
        return
    rows = list(advice_rows(named))
    if rows:
        headings = {"Commissioner": 5, "Outcome": 5, "Floor": 3, "Advice": 14}
        yield Table.of("Grades of commissioners beside those whom they commission", headings, rows)
    else:
        yield Prose("No commissioner is graded above anybody whom it commissions.")
    if named.programme.notes:
        yield Points(named.programme.notes)


def named_sheets(named: Named, framework: Framework) -> Iterator[Sheet]:
    """Yield every table that names organisations as a sheet."""
    things = [one for stage in framework.stages.values() for one in (stage.id, *stage.factors)]
    yield sheet_of(
        "Organisations",
        f"The floor of every stage and factor. {INSIDE}",
        {"Organisation": 24, "Region": 20, "Kind": 24, "As of": 12, **dict.fromkeys(things, 16)},
        (
            (one.organisation, one.region, one.kind, one.as_of, *(floor_cell(one, name, framework) for name in things))
            for one in named.profiles
        ),
    )
    yield sheet_of(
        "Movers",
        f"Floors that moved between the two last assessments, and what moved them. {INSIDE}",
        {"Organisation": 24, "Between": 26, "Stage or factor": 40, "Was": 16, "Is": 16, "What moved it": 80},
        (row for mover in named.movers for row in mover_rows(mover, named, framework)),
    )
    yield sheet_of(
        "Commissioners",
        f"What the grades of those whom they commission advise. {INSIDE}",
        {"Commissioner": 30, "Outcome": 40, "Floor": 16, "Advice": 90},
        (*advice_rows(named), *((note, "", "", "") for note in (named.programme.notes if named.programme else ()))),
    )
