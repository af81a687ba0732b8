"""The parts of a paper beyond the stages: signals, laws, gradings by others, the EDS, partnerships."""

from __future__ import annotations

from collections.abc import Iterator

from inclead_graph.inference.findings import Because, long_date
from inclead_graph.reports.blocks import Block, Cell, Picture, Points, Prose, Section, Table, plain
from inclead_graph.reports.eds import UNHEARD, EdsOutcomePart, EdsPart, EdsRatingPart
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.gradings_text import agreement_said, decision_said, party_said, steps_said
from inclead_graph.reports.network_part import Partnerships
from inclead_graph.reports.pictured import matrix_drawn
from inclead_graph.reports.standing import CellLine, DriverLine

__all__ = [
    "drivers_table",
    "eds_blocks",
    "eds_rating",
    "eds_section",
    "gradings_section",
    "partnerships_section",
    "signals_table",
    "standing_sections",
]


def standing_sections(found: Gathered) -> Iterator[Section]:
    """Yield the sections on signals and on laws and policies."""
    yield Section(
        "Signals",
        1,
        (
            Prose(
                "Patterns that grades do not show. A signal that is raised is a question to ask, not a judgement; "
                "cannot tell means that what is unknown or contested decides."
            ),
            signals_table(found),
        ),
        fresh=True,
    )
    blocks: list[Block] = [
        Prose(
            "What applies to this kind of organisation on the day, and what the findings say about it. Which criteria "
            "bear on which law is our own curation; evidenced says no more than that those criteria are met."
        ),
        drivers_table(found),
    ]
    not_applying = [plain(f"{line.driver.label}: {line.why_not}.") for line in found.standing.not_applying]
    if not_applying:
        blocks += [Prose("Laws and policies that do not apply here on the day:"), Points(tuple(not_applying))]
    yield Section("Laws and policies", 1, tuple(blocks), fresh=True)
    if found.standing.matrix:
        yield _matrix(found)


def signals_table(found: Gathered) -> Table:
    """Return the signals, the raised ones first."""
    return Table.of(
        "Signals, the raised ones first",
        {"Signal": 3, "State": 2, "What it is": 5, "Why": 5},
        (
            (line.signal.label, found.state("signal state", line.state), line.signal.definition, _said(line.because))
            for line in found.standing.signals
        ),
    )


def drivers_table(found: Gathered) -> Table:
    """Return the laws and policies that apply, the exposed ones first."""
    return Table.of(
        "Laws and policies that apply, the exposed ones first",
        {"Law or policy": 4, "State": 2, "What it asks": 5, "Criteria met": 2, "Not met, contested or unknown": 3},
        (_driver(found, line) for line in found.standing.drivers),
    )


def _driver(found: Gathered, line: DriverLine) -> tuple[object, ...]:
    aim = found.result.findings.ruleset.types["criterion", "verdict"].aim
    met = sum(verdict == aim for verdict in line.verdicts.values())
    others: dict[str, list[str]] = {}
    for name, verdict in line.verdicts.items():
        if verdict != aim:
            others.setdefault(verdict, []).append(name)
    return (
        line.driver.label + (" (from memory, not checked)" if line.driver.from_memory else ""),
        found.state("driver state", line.state),
        line.driver.requires,
        f"{met} of {len(line.verdicts)}",
        "; ".join(f"{verdict}: {', '.join(names)}" for verdict, names in others.items()),
    )


def _said(because: tuple[Because, ...]) -> str:
    return " ".join(step.says for step in because)


def _matrix(found: Gathered) -> Section:
    standing = found.standing
    rows = (
        (group, *(_aim(found, row.cells[at]) for row in standing.matrix))
        for at, group in enumerate(standing.characteristics)
    )
    headings = {"Protected characteristic": 3, **{row.driver.label: 4 for row in standing.matrix}}
    return Section(
        "Each aim of the equality duty for each protected characteristic",
        2,
        (
            Prose(
                "In each cell: what accepted evidence that names the group says, and for how many of the criteria that "
                "bear on it. A cell of which nothing is known is not the same as not done."
            ),
            matrix_drawn(found),
            Table.of("Aims by protected characteristic", headings, rows),
        ),
    )


def _aim(found: Gathered, line: CellLine | None) -> Cell:
    if line is None:
        return Cell("does not count for this aim")
    against = f"; against: {', '.join(line.against)}" if line.against else ""
    return found.state("driver state", line.state, f" (shown for {len(line.shown)} of {line.bearing}{against})")


def gradings_section(found: Gathered) -> Iterator[Section]:
    """Yield the section on gradings by others; none where nobody else graded."""
    rivals = found.rivals
    if not rivals.subjects:
        return
    parties = [
        by for by in found.framework.words("grader") if any(p.by == by for s in rivals.subjects for p in s.parties)
    ]
    rows: list[tuple[object, ...]] = []
    for line in rivals.subjects:
        said = {p.by: ", ".join(filter(None, (party_said(p), steps_said(p)))) for p in line.parties}
        shown = (line.floor or "not applicable") + (f", up to {line.ceiling}" if line.ceiling != line.floor else "")
        rows.append((f"{line.subject} {line.label}", shown, *(said.get(by, "not graded") for by in parties)))
    decided = [f"{s.subject} decided: {s.decision.grade}. {decision_said(s)}" for s in rivals.subjects if s.decision]
    agreement = (rivals.parties, "parties"), (rivals.raters, "raters")
    yield Section(
        "Gradings by others",
        1,
        (
            Prose(
                "What each party graded stands beside what the evidence shows, and never changes it. That parties "
                "differ is a finding, not a fault. Not graded is not a low grade."
            ),
            Table.of(
                "Gradings side by side",
                {"What was graded": 4, "Evidence": 3, **dict.fromkeys(parties, 3)},
                rows,
            ),
            Points((*map(plain, decided), *(agreement_said(*one) for one in agreement))),
        ),
        fresh=True,
    )


def eds_section(found: Gathered) -> Iterator[Section]:
    """Yield the section on the Equality Delivery System."""
    eds = found.eds
    if eds.edition is None:
        day = long_date(found.result.assessment.as_of)
        blocks: list[Block] = [Prose(f"No edition of the Equality Delivery System had begun on {day}.")]
    else:
        blocks = list(eds_blocks(found, eds))
    yield Section("Equality Delivery System", 1, tuple(blocks), fresh=True)


def eds_blocks(found: Gathered, eds: EdsPart) -> Iterator[Block]:
    """Yield which edition it is, the rating as a whole, how firm it is, and every outcome; nothing before the first."""
    edition = eds.edition
    if edition is None:
        return
    yield Prose(
        f"Graded by {edition.label}: {edition.chosen}. {eds.recorded} of {len(eds.outcomes)} outcomes are recorded."
    )
    if eds.rating:
        yield Prose(eds_rating(eds.rating, known=bool(eds.recorded)), strong=True)
    firm = [one.reason for one in eds.provisional]
    if firm:
        yield Prose(plain(f"Provisional: {'; '.join(firm)}."))
    for advice in eds.advice:
        yield Prose(plain(f"Advice: {advice.reason}. {' '.join(step.says for step in advice.because)}"))
    yield Table.of(
        "Outcomes of the Equality Delivery System",
        {"Outcome": 5, "Floor": 2, "Ceiling": 2, "Recorded": 3, "Evidence": 2, "Provisional": 3},
        (_outcome(found, one) for one in eds.outcomes),
    )


def eds_rating(rating: EdsRatingPart, *, known: bool) -> str:
    """Say how the organisation is rated as a whole; ``known`` is false where nothing at all is recorded."""
    total = rating.least + (f" to {rating.most}" if rating.most != rating.least else "")
    upto = f", up to {rating.ceiling}" if rating.ceiling != rating.floor else ""
    return f"The organisation: {rating.floor if known else UNHEARD}{upto}; total {total}."


def _outcome(found: Gathered, one: EdsOutcomePart) -> tuple[object, ...]:
    return (
        f"{one.id} {one.label}" + (" (its wording is from memory, not verified)" if one.from_memory else ""),
        found.grade(one.floor) if one.known else f"? {UNHEARD}",
        found.grade(one.ceiling),
        one.recorded,
        ", ".join(one.evidence) if one.evidenced else "none accepted",
        "; ".join(reason.reason for reason in (*one.provisional, *one.advice)),
    )


def partnerships_section(found: Gathered) -> Iterator[Section]:
    """Yield the section on partnerships; none where there is no network."""
    held = found.partnerships
    if held is None:
        return
    view, reach = held.reach.view, held.reach
    day = long_date(found.result.assessment.as_of)
    anchors = ", ".join(held.name(name) for name in view.anchors)
    ranged = f" ({held.ranges.people[0]:,.0f} to {held.ranges.people[1]:,.0f} under what is missing)"
    blocks: list[Block] = [
        Prose(
            plain(
                f"{len(view.organisations)} organisations and {len(view.ties)} ties between them on {day}. "
                f"Reach is counted from {anchors}. {reach.people:,.0f} of {reach.need:,.0f} people are reached"
                f"{ranged if held.ranges.draws else ''}."
            )
        )
    ]
    if held.picture:
        says = (
            f"Map of {len(view.organisations)} organisations and {len(view.ties)} ties. The tables say what it shows."
        )
        blocks.append(Picture(held.picture, says, "Map of partnerships"))
    blocks.append(_groups(held))
    if held.bridges:
        blocks += [_bridges(held)]
    ties = [
        plain(f"With {held.name(one.candidate.organisation)}: {one.gain:,.0f} people more.")
        for one in held.advised.ties
    ]
    if ties:
        blocks += [Prose("Which tie to make next:"), Points(tuple(ties))]
    yield Section("Partnerships", 1, tuple(blocks), fresh=True)


def _groups(held: Partnerships) -> Table:
    def names(group: str, extent: str) -> str:
        return ", ".join(map(held.name, held.hanging[group][extent])) or "nobody"

    return Table.of(
        "How far each group is reached, and on whom that hangs",
        {"Group": 4, "People with a need": 2, "Reached": 2, "Only through": 4, "Mainly through": 4},
        (
            (
                group.name,
                "not counted" if group.need is None else f"{group.need:,.0f}",
                f"{held.reach.of_group(group.id):.0%}",
                names(group.id, "only"),
                names(group.id, "mainly"),
            )
            for group in held.reach.view.groups.values()
        ),
    )


def _bridges(held: Partnerships) -> Table:
    view = held.reach.view
    return Table.of(
        "What hangs on whom: people who would be reached no longer without each organisation",
        {"Organisation": 4, "Bridging value": 2, "Structure (betweenness)": 2, "Groups that would lose": 6},
        (
            (
                view.organisations[name].name,
                f"{bridging.value:,.0f}",
                f"{structure:.3f}",
                "; ".join(f"{view.groups[loss.group].name} ({loss.extent})" for loss in bridging.losses),
            )
            for name, bridging, structure in held.bridges
        ),
    )
