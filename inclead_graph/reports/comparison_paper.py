"""Two assessments side by side as a paper: then and now for every stage and factor, and what moved each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inclead_graph.comparison import Comparison, MovedFinding
from inclead_graph.inference.findings import Findings, long_date
from inclead_graph.inference.rules import Value
from inclead_graph.reports.blocks import Block, Cell, Page, Paper, Points, Prose, Section, Table, drawn, plain
from inclead_graph.reports.comparison_text import drawn_as, reason_text, summary, values_text
from inclead_graph.reports.gathered import floor_cell, grade_cell
from inclead_graph.reports.profile import FactorLine, StageLine, profile_of

__all__ = ["comparison_paper"]


_REASONS = 2
"""How many ways in which a finding could have moved are written out."""


def comparison_paper(comparison: Comparison, moved: Sequence[MovedFinding]) -> Paper:
    """Arrange a comparison as a paper.

    Args:
        comparison: the two sides and what moved.
        moved: the findings to show with what moved them; of ``comparison.moved``.
    """
    first, second = comparison.first.assessment, comparison.second.assessment
    name, days = plain(second.organisation.name), f"{long_date(first.as_of)} and {long_date(second.as_of)}"
    kinds: dict[str, list[MovedFinding]] = {}
    for one in moved:
        kinds.setdefault(one.move.kind, []).append(one)
    return Paper(
        title="Then and now",
        subtitle=f"{name}, {days}",
        name=f"Then and now: {name}, {days}",
        day=second.as_of,
        facts=(("Please note", "A fictional organisation"),) if second.organisation.fictional else (),
        sections=(
            _short(comparison),
            _side_by_side(comparison),
            *(_kind(comparison, kind, found) for kind, found in kinds.items()),
            *_idle(comparison),
            _reading(),
        ),
        page=Page(landscape=True, text=10.5, table=9.5, cover=False),
    )


def _short(comparison: Comparison) -> Section:
    sides = (comparison.first, comparison.second)
    rows = (
        ("Organisation", *(side.assessment.organisation.name for side in sides)),
        ("As of", *(long_date(side.assessment.as_of) for side in sides)),
        ("Records of evidence", *(len(side.assessment.evidence) for side in sides)),
        ("Ontology", *(side.framework.version for side in sides)),
        ("Rules", *comparison.rules),
    )
    causes = tuple(
        f"{cause}: {count} finding{'' if count == 1 else 's'}" for cause, count in comparison.by_cause.items()
    )
    blocks: list[Block] = [Prose(summary(comparison), strong=True)]
    blocks += [Prose("What moved findings, by the first reason of each:"), Points(causes)] if causes else []
    blocks.append(Table.of("What is compared", {"What": 2, "Then": 5, "Now": 5}, rows))
    return Section("In short", 1, tuple(blocks))


def _side_by_side(comparison: Comparison) -> Section:
    """Set each stage and factor of either side beside itself; one that a side does not have is said to be absent."""
    sides = tuple(_lines(one) for one in (comparison.first, comparison.second))
    why: dict[tuple[str, str], list[str]] = {}
    for one in comparison.moved:
        if one.move.name in ("floor", "ceiling"):
            why.setdefault((one.move.kind, one.move.thing), []).extend(one.causes)
    rows = []
    for thing in dict.fromkeys((*sides[1], *sides[0])):
        then, now = (_grades(side, lines.get(thing)) for side, lines in zip(_sides(comparison), sides, strict=True))
        label = next(lines[thing][0] for lines in reversed(sides) if thing in lines)
        causes = ", ".join(dict.fromkeys(why.get(thing, ()))) or "–"
        rows.append((label, then[0], now[0], then[1], now[1], causes))
    headings = {
        "Stage or factor": 6,
        "Floor then": 3,
        "Floor now": 3,
        "Ceiling then": 3,
        "Ceiling now": 3,
        "Moved by": 4,
    }
    said = Prose(
        "The floor is what the evidence shows, the ceiling what it could be if what is unknown or contested turned out "
        "well. A dash under 'Moved by' says that neither moved."
    )
    table = Table.of("Every stage and factor, then and now", headings, rows)
    return Section("Then and now", 1, (said, table), fresh=True)


def _sides(comparison: Comparison) -> tuple[Findings, Findings]:
    return comparison.first, comparison.second


def _lines(findings: Findings) -> dict[tuple[str, str], tuple[str, StageLine | FactorLine]]:
    """Return the stages and factors of one side in their order, by kind and id."""
    found: dict[tuple[str, str], tuple[str, StageLine | FactorLine]] = {}
    for stage in profile_of(findings).stages:
        found["stage", stage.stage.id] = f"{stage.stage.id} {stage.stage.label} (stage)", stage
        for factor in stage.factors:
            found["factor", factor.factor.id] = f"{factor.factor.id} {factor.factor.label}", factor
    return found


def _grades(findings: Findings, held: tuple[str, StageLine | FactorLine] | None) -> tuple[Cell, Cell]:
    if held is None:
        return Cell("not there"), Cell("not there")
    grades = findings.framework.vocabularies["grade"]
    return floor_cell(grades, held[1]), grade_cell(grades, held[1].grades.ceiling)


def _kind(comparison: Comparison, kind: str, moved: Sequence[MovedFinding]) -> Section:
    what = kind.replace("_", " ")
    table = Table.of(
        f"{len(moved)} finding{'' if len(moved) == 1 else 's'} on {what}",
        {"Finding": 5, "Then": 3, "Now": 3, "What moved it": 8},
        (
            (
                f"{one.label}: {one.title}",
                _standing(comparison, one, one.move.before),
                _standing(comparison, one, one.move.after),
                _reasons(one),
            )
            for one in moved
        ),
    )
    return Section(f"What moved: {what}", 1, (table,))


def _standing(comparison: Comparison, one: MovedFinding, values: Sequence[Value]) -> Cell:
    """Draw a single grade, verdict or state as it is drawn elsewhere; write anything else."""
    concept = drawn_as(comparison, one, values[0]) if len(values) == 1 else None
    return drawn(concept) if concept else Cell(plain(values_text(values)))


def _reasons(one: MovedFinding) -> str:
    said = " Or instead: ".join(f"{reason_text(reason)}." for reason in one.reasons[:_REASONS])
    left = len(one.reasons) - _REASONS
    more = f" Or in {left} other way{'' if left == 1 else 's'}, which the CSV lists." if left > 0 else ""
    return said + more + ("" if one.every else " There may be further reasons.")


def _idle(comparison: Comparison) -> Iterator[Section]:
    if comparison.idle:
        changes = tuple(plain(change.text) for change in comparison.idle)
        yield Section("What changed and moved nothing", 1, (Points(changes),))


def _reading() -> Section:
    return Section(
        "How to read this",
        1,
        (
            Prose(
                "A reason is a set of changes: make just these to the first side, and the finding is as it is in the "
                "second; leave any of them out, and it is not. Changes joined by a plus sign moved it only together."
            ),
            Prose(
                "A reason says what moved a finding. It does not say who is to blame or to be praised, nor how much "
                "each change weighs. A floor that fell because evidence lapsed says that less is known, and not that "
                "less is done."
            ),
        ),
    )
