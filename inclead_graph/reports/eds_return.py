"""The return for an edition of the Equality Delivery System: what was graded, how it follows, and room to sign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from inclead_graph.inference.findings import long_date
from inclead_graph.reports.blocks import Block, Paper, Points, Prose, Section, Table, plain
from inclead_graph.reports.eds import UNHEARD, EdsOutcomePart, EdsPart, EdsStepPart, policy_remarks
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.paper import filled_paper, signatures
from inclead_graph.reports.paper_parts import eds_blocks, eds_rating

__all__ = ["return_paper"]


def return_paper(found: Gathered) -> Paper:
    """Fill the return for the edition that the assessment is graded by; it says so where none had begun."""
    eds = found.eds
    if eds.edition is None:
        day = long_date(found.result.assessment.as_of)
        said = Prose(f"No edition of the Equality Delivery System had begun on {day}, so there is nothing to return.")
        return filled_paper(found, "Equality Delivery System: return", (Section("No edition", 1, (said,)),))
    return filled_paper(found, f"{eds.edition.label}: return", _sections(found, eds), landscape=True)


def _sections(found: Gathered, eds: EdsPart) -> Iterator[Section]:
    yield Section("Grades", 1, tuple(eds_blocks(found, eds)))
    if eds.rating:
        yield _rating(eds)
    if any(one.groups for one in eds.outcomes):
        yield _groups(eds)
    yield Section("How each grade follows", 1, (_because(eds),), fresh=True)
    if any(one.gradings or one.settled for one in eds.outcomes):
        yield _gradings(found, eds)
    yield _criteria(found, eds)
    yield _edition(eds)
    yield signatures("We have seen these grades and what they rest on.")


def _rating(eds: EdsPart) -> Section:
    rating = eds.rating
    assert rating is not None  # noqa: S101 (asked by the caller)
    known = bool(eds.recorded)
    rows = (
        ("Floor: what is recorded", rating.least, rating.floor if known else UNHEARD,
         _said(rating.because["floor"])),
        ("Ceiling: what could be", rating.most, rating.ceiling, _said(rating.because["ceiling"])),
    )  # fmt: skip
    return Section(
        "The organisation as a whole",
        1,
        (
            Prose(eds_rating(rating, known=known), strong=True),
            Table.of("Totals, and the band that each is in", {"Bound": 3, "Total": 1, "Rating": 3, "Why": 9}, rows),
        ),
    )


def _groups(eds: EdsPart) -> Section:
    groups = list(dict.fromkeys(group for one in eds.outcomes for group in one.groups))
    rows = [
        (f"{one.id} {one.label}", *((one.groups[g] or "? not known") if g in one.groups else "–" for g in groups))
        for one in eds.outcomes
        if one.groups
    ]
    return Section(
        "How people of each protected group fare",
        1,
        (
            Prose("Beside people overall, as recorded. Not known is neither well nor not well."),
            Table.of("Outcomes by protected group", {"Outcome": 5, **dict.fromkeys(groups, 2)}, rows),
        ),
    )


def _because(eds: EdsPart) -> Table:
    return Table.of(
        "Why each outcome has its floor and ceiling, with the rule and what it cites",
        {"Outcome": 2, "Floor": 7, "Ceiling": 7},
        (
            (one.id, _said(one.because["floor"]) if one.known else "Nothing is recorded.", _ceiling(one))
            for one in eds.outcomes
        ),
    )


def _ceiling(one: EdsOutcomePart) -> str:
    same = one.known and one.because["floor"] == one.because["ceiling"]
    return "as the floor" if same else _said(one.because["ceiling"])


def _said(steps: list[EdsStepPart]) -> str:
    return " ".join(f"{step.says} [{'; '.join((step.rule, *step.citation))}]" for step in steps)


def _gradings(found: Gathered, eds: EdsPart) -> Section:
    rows = [
        (
            one.id,
            f"{g.by}{f' ({g.rater})' if g.rater else ''}",
            found.grade(g.grade) if g.grade else "abstained",
            long_date(dt.date.fromisoformat(g.date)),
            {True: "yes", False: "no", None: "not said"}[g.supported],
            "yes" if g.stands else "no",
        )
        for one in eds.outcomes
        for g in one.gradings
    ]
    decided = tuple(f"{one.id} decided: {one.settled}." for one in eds.outcomes if one.settled)
    headings = {"Outcome": 2, "Who graded": 4, "Grade": 3, "On": 2, "Supported to grade": 2, "Still stands": 2}
    blocks: list[Block] = [Prose("They stand beside the grades above and change none of them.")]
    blocks += [Table.of("Gradings by others", headings, rows)] if rows else []
    blocks += [Points(decided)] if decided else []
    return Section("Gradings by others", 1, tuple(blocks))


def _criteria(found: Gathered, eds: EdsPart) -> Section:
    return Section(
        "Where to look",
        1,
        (
            Prose(
                "Criteria of the toolkit that help to reach an outcome, as we curated them. They grade nothing here. "
                "Those that do not apply are left out."
            ),
            Table.of(
                "Criteria beside each outcome",
                {"Outcome": 4, "Criteria met": 2, "Not met, contested or unknown": 10},
                (_beside(found, one) for one in eds.outcomes),
            ),
        ),
    )


def _beside(found: Gathered, one: EdsOutcomePart) -> tuple[object, ...]:
    aim = found.result.findings.ruleset.types["criterion", "verdict"].aim
    outside = {w for w, outcome in found.framework.earl_outcomes.items() if outcome.endswith("#inapplicable")}
    verdicts = {name: verdict for name, verdict in one.criteria.items() if verdict not in outside}
    others: dict[str, list[str]] = {}
    for name, verdict in verdicts.items():
        if verdict != aim:
            others.setdefault(verdict, []).append(f"{name} {found.framework.criteria[name].label}")
    met = sum(verdict == aim for verdict in verdicts.values())
    said = " ".join(f"{verdict.capitalize()}: {', '.join(names)}." for verdict, names in others.items())
    return f"{one.id} {one.label}", f"{met} of {len(verdicts)}" if verdicts else "none linked", said or "–"


def _edition(eds: EdsPart) -> Section:
    meaning = (
        (note.label, note.text + (" (from memory, not verified)" if note.from_memory else "")) for note in eds.grades
    )
    remarks = tuple(map(plain, policy_remarks(eds)))
    elsewhere = f"Recorded for outcomes of another edition, and not graded here: {', '.join(eds.elsewhere)}."
    blocks: list[Block] = [Table.of("What each grade means", {"Grade": 1, "Meaning": 6}, meaning)]
    blocks += [Points(remarks)] if remarks else []
    blocks += [Prose(elsewhere)] if eds.elsewhere else []
    return Section("The edition", 1, tuple(blocks))
