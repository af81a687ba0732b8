"""Everything as a workbook: each finding, gap, record of evidence and step of a proof is a row that can be filtered.

Nothing that a user wrote becomes a formula, a link or a format.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from inclead_graph.inference.partners import helpers_text
from inclead_graph.inference.proofs import proofs_of
from inclead_graph.model.assessment import Evidence
from inclead_graph.reports.blocks import Cell, Table
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.paper import paper_of, title_of
from inclead_graph.reports.profile import CriterionLine, FactorLine, StageLine
from inclead_graph.reports.sealing import mark, sealed_paper
from inclead_graph.reports.sheets import Cover, Sheet, book_of, sheet_of

__all__ = ["sheets_of", "write"]


def write(found: Gathered) -> bytes:
    """Write the workbook.

    Raises:
        UnreadableError: XlsxWriter is not installed.
    """
    assessment = found.result.assessment
    paper = sealed_paper(paper_of(found), found.sealing)
    cover = Cover(paper.title, title_of(assessment), assessment.as_of, (("Organisation", paper.subtitle), *paper.facts))
    return book_of(cover, tuple(sheets_of(found)), mark(found.sealing))


def sheets_of(found: Gathered) -> Iterator[Sheet]:
    """Yield the sheets after the cover, in their order."""
    yield from _graded(found)
    yield from _missing(found)
    yield _evidence(found)
    yield from _standing(found)
    yield from _others(found)
    yield from _proofs(found)


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _word(found: Gathered, vocabulary: str, word: str | None, absent: str) -> Cell:
    """Return the cell of a word alone, as filters want it; its colour only repeats it."""
    if word is None:
        return Cell(absent)
    concept = found.framework.vocabularies[vocabulary][word]
    return Cell(word, concept.fill, concept.ink)


def _bounds(found: Gathered, line: StageLine | FactorLine) -> tuple[object, ...]:
    grades = (_word(found, "grade", word, "not applicable") for word in (line.grades.floor, line.grades.ceiling))
    return (*grades, "nothing known yet" if line.unheard else "", " ".join(s.says for s in line.floor_because))


_BOUNDS = {"Floor": 16, "Ceiling": 16, "Known": 18, "Why this floor": 60}


def _graded(found: Gathered) -> Iterator[Sheet]:
    stages = found.profile.stages
    yield sheet_of(
        "Stages",
        "The stages, each with what the evidence shows and what it could be",
        {"Stage": 10, "Label": 40, **_BOUNDS},
        ((s.stage.id, s.stage.label, *_bounds(found, s)) for s in stages),
    )
    yield sheet_of(
        "Factors",
        "The factors of each stage",
        {"Stage": 10, "Factor": 10, "Label": 40, **_BOUNDS},
        ((s.stage.id, f.factor.id, f.factor.label, *_bounds(found, f)) for s in stages for f in s.factors),
    )
    yield sheet_of(
        "Criteria",
        "The criteria of each factor, with verdict and evidence",
        {
            "Factor": 10, "Criterion": 12, "Label": 50, "Role": 12, "By group": 10, "Verdict": 16, "Under way": 10,
            "Corroborated": 14, "All groups": 11, "Evidence accepted": 30, "Why": 60, "Supplied by us": 14,
        },
        (_criterion(found, f, c) for s in stages for f in s.factors for c in f.criteria),
    )  # fmt: skip


def _criterion(found: Gathered, factor: FactorLine, line: CriterionLine) -> tuple[object, ...]:
    criterion = line.criterion
    return (
        factor.factor.id, criterion.id, criterion.label, criterion.role, _yes(criterion.by_group),
        _word(found, "verdict", line.verdict, ""), _yes(line.under_way), _yes(line.corroborated), _yes(line.covered),
        ", ".join(line.evidence), " ".join(step.says for step in line.because), _yes(criterion.curated),
    )  # fmt: skip


def _missing(found: Gathered) -> Iterator[Sheet]:
    rows = (
        (
            f.factor.id,
            c.criterion.id,
            c.criterion.label,
            _word(found, "verdict", c.verdict, ""),
            c.criterion.advised_action,
            helpers_text(found.helpers.get(c.criterion.id, ())),
            "; ".join(map(str, c.criterion.passages)),
        )
        for s in found.profile.stages
        for f in s.factors
        for c in found.gaps(f)
    )
    yield sheet_of(
        "Gaps",
        "Each criterion that applies and is not met, with what the toolkit says to do",
        {
            "Factor": 10,
            "Criterion": 12,
            "Label": 45,
            "Verdict": 16,
            "What to do": 60,
            "Who could help": 45,
            "Toolkit": 35,
        },
        rows,
    )


def _evidence(found: Gathered) -> Sheet:
    aside = {piece: "; ".join(reasons) for piece, reasons in found.profile.set_aside}
    until = {span.id: span.until for span in found.timeline.spans}
    return sheet_of(
        "Evidence",
        "Each record, and whether it counted",
        {
            "Id": 16, "Title": 55, "Criteria": 22, "Claim": 12, "Status": 12, "Kind": 16, "Voice": 16, "Date": 13,
            "Expires": 13, "Counts until": 13,
            "Source": 30, "Locator": 20, "Characteristics": 25, "Counted": 10, "Set aside because": 40,
            "Note": 40,
        },
        (_record(piece, until[piece.id], aside.get(piece.id, "")) for piece in found.result.findings.evidence.values()),
    )  # fmt: skip


def _record(piece: Evidence, until: dt.date | None, aside: str) -> tuple[object, ...]:
    return (
        piece.id, piece.title, ", ".join(piece.criteria), piece.claim, piece.status, piece.kind, piece.voice,
        piece.date, piece.expires, until, piece.source, piece.locator, ", ".join(piece.characteristics),
        _yes(not aside), aside, piece.note,
    )  # fmt: skip


def _standing(found: Gathered) -> Iterator[Sheet]:
    standing = found.standing
    yield sheet_of(
        "Signals",
        "Patterns that grades do not show",
        {"Signal": 26, "Label": 35, "State": 14, "What it is": 55, "Why": 60},
        (
            (
                line.signal.id,
                line.signal.label,
                _word(found, "signal state", line.state, ""),
                line.signal.definition,
                " ".join(step.says for step in line.because),
            )
            for line in standing.signals
        ),
    )
    yield sheet_of(
        "Laws and policies",
        "Which apply on the day, and how they fare",
        {"Driver": 20, "Label": 40, "State": 16, "What it asks": 60, "Criteria": 60, "Why it does not apply": 45},
        (
            (
                line.driver.id,
                line.driver.label,
                _word(found, "driver state", line.state, "does not apply"),
                line.driver.requires,
                "; ".join(f"{name} {verdict}" for name, verdict in line.verdicts.items()),
                line.why_not,
            )
            for line in (*standing.drivers, *standing.not_applying)
        ),
    )
    yield _aims(found)


def _aims(found: Gathered) -> Sheet:
    return sheet_of(
        "Aims by group",
        "Each aim of the equality duty for each protected characteristic",
        {"Driver": 20, "Characteristic": 26, "State": 16, "Shown": 40, "Against": 25, "Criteria that bear on it": 22,
         "Evidence": 40},
        (
            (
                row.driver.id, one.characteristic, _word(found, "driver state", one.state, "does not apply"),
                ", ".join(one.shown), ", ".join(one.against), one.bearing, ", ".join(one.evidence),
            )
            for row in found.standing.matrix
            for one in row.cells
            if one
        ),
    )  # fmt: skip


def _others(found: Gathered) -> Iterator[Sheet]:
    """Yield the tables of the paper on gradings, the EDS and partnerships, each as a sheet."""
    names = {"Gradings by others": "Gradings", "Equality Delivery System": "EDS", "Partnerships": "Partnerships"}
    for section in paper_of(found).sections:
        tables = [block for block in section.blocks if isinstance(block, Table)]
        for number, table in enumerate(tables if section.title in names else (), start=1):
            name = names[section.title] + (f" {number}" if len(tables) > 1 else "")
            columns = {heading: 10 + 6 * share for heading, share in zip(table.headings, table.widths, strict=True)}
            yield Sheet(name, table.caption, columns, table.rows)


def _proofs(found: Gathered) -> Iterator[Sheet]:
    proofs = proofs_of(found.result.findings)
    yield sheet_of(
        "Findings",
        "Everything that was concluded; without a step it is what holds unless a rule says otherwise",
        {"Kind": 16, "Thing": 30, "Property": 20, "Value": 30, "Steps": 8},
        (
            (one.kind, one.thing, one.property, ", ".join(map(_said, one.values)), len(one.steps))
            for one in proofs.findings
        ),
    )
    yield sheet_of(
        "Proof steps",
        "Each rule that fired: what it says, on what it rests, and what it cites",
        {"Kind": 16, "Thing": 30, "Property": 20, "Rule": 32, "Version": 9, "Says": 60, "Rests on": 70, "Cites": 40},
        (
            (
                one.kind, one.thing, one.property, step.rule, step.version, step.says,
                "; ".join(f"{held.says}: {', '.join(held.rests_on) or 'nothing'}" for held in step.held),
                "; ".join((*step.citation, *step.passages)),
            )
            for one in proofs.findings
            for step in one.steps
        ),
    )  # fmt: skip


def _said(value: bool | str) -> str:
    return _yes(value) if isinstance(value, bool) else value
