"""The one-page matrix: where each factor is now, where it could be, and where it is to be by when.

After the matrices of the Good Governance Institute, on which a Board circles where it is and draws an arrow to where it
wants to be. The sentence above each column is the ontology's definition of the grade.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inclead_graph.inference.findings import long_date
from inclead_graph.model.assessment import Target
from inclead_graph.reports.blocks import Cell, Page, Paper, Prose, Section, Table, plain
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.paper import title_of
from inclead_graph.reports.profile import FactorLine, Grades, StageLine
from inclead_graph.reports.svg import broken
from inclead_graph.reports.targets import targets_of

__all__ = ["matrix_paper"]

_AIM, _STAGE = Cell("", "#003087", "#ffffff"), Cell("", "#d8dde0", "#212b32")
_SIZE = 9.5
"""Points, of type in the table: read at arm's length, and all of the toolkit's factors still stand on one sheet."""
_FACTOR, _GRADE, _LAST = 86, 54, 98
"""Millimetres that the columns are wide."""
_ROOM = (_LAST - 5) / 25.4 * 72
_TWO_LINES = 9
"""With more targets than this, the reason of each has one line, so that all stand on one sheet."""
_PAGE = Page("a3", landscape=True, text=10.5, table=_SIZE, cover=False, facts_last=True, margin=10, dense=True)


def matrix_paper(found: Gathered) -> Paper:
    """Arrange the matrix as a paper of one sheet, A3 on its long side."""
    assessment = found.result.assessment
    table = _table(found)
    note = (
        "Now: the floor, what the evidence shows. Could be: up to the ceiling, if what is unknown or contested turned "
        "out well. Target: what the organisation wants, and by when; an arrow leads there. There is no total."
    )
    cut = "A reason that ends in … is cut short here; the Board paper has all of it."
    fictional = " (a fictional organisation)" if assessment.organisation.fictional else ""
    return Paper(
        title="Where we are, and where we want to be",
        subtitle=plain(f"{assessment.organisation.name}, {long_date(assessment.as_of)}{fictional}"),
        name=f"{title_of(assessment)}: matrix",
        day=assessment.as_of,
        facts=(),
        sections=(
            Section(
                "Every factor, now and aimed at",
                1,
                (Prose(f"{note} {cut}" if any("…" in row[-1].text for row in table.rows) else note), table),
            ),
        ),
        page=_PAGE,
    )


def _table(found: Gathered) -> Table:
    grades = found.grades
    columns = {f"{one.glyph} {one.label}: {one.definition}": _GRADE for one in grades.values()}
    headings = {"Stage and factor": _FACTOR, **columns, "Target, by when, and why": _LAST}
    return Table.of("Every factor, by stage", headings, _rows(found))


def _rows(found: Gathered) -> Iterator[tuple[Cell, ...]]:
    targets = targets_of(found)
    for stage in found.profile.stages:
        aimed = sum(line.factor.id in targets for line in stage.factors)
        counted = f"{aimed} of {len(stage.factors)} factors have a target"
        yield _row(found, stage, f"{stage.stage.id} {stage.stage.label}", (), Cell(counted, _STAGE.fill, _STAGE.ink))
        for line in stage.factors:
            aims = targets.get(line.factor.id, ())
            yield _row(found, line, f"{line.factor.id} {line.factor.label}", aims, Cell(_aims(found, line, aims)))


def _row(
    found: Gathered, line: StageLine | FactorLine, name: str, aims: Sequence[Target], last: Cell
) -> tuple[Cell, ...]:
    head = Cell(plain(name), _STAGE.fill, _STAGE.ink) if isinstance(line, StageLine) else Cell(plain(name))
    return head, *(_cell(found, line, word, aims) for word in found.grades), last


def _cell(found: Gathered, line: StageLine | FactorLine, word: str, aims: Sequence[Target]) -> Cell:
    """Return the cell of one grade: whether it is now, could be, is aimed at, or lies on the way there."""
    words, grades = list(found.grades), line.grades
    if grades.floor is None:
        return Cell("– not applicable" if word == words[0] else "")
    rank, now = words.index(word), words.index(grades.floor)
    aimed = max((words.index(one.grade) for one in aims), default=now)
    said = [
        *(["→"] if now < rank <= aimed else []),
        *_standing(grades, line.unheard, words, rank),
        *(f"target{_by(one)}" for one in aims if one.grade == word),
    ]
    text = f"{said[0]} {', '.join(said[1:])}" if said[:1] == ["→"] else ", ".join(said)
    if any(one.grade == word for one in aims) and rank != now:
        return Cell(text, _AIM.fill, _AIM.ink)
    if rank == now and not line.unheard:
        drawn = found.grades[word]
        return Cell(f"{drawn.glyph} {text}", drawn.fill, drawn.ink)
    return Cell(text)


def _standing(grades: Grades, unheard: bool, words: Sequence[str], rank: int) -> Iterator[str]:
    now, most = words.index(grades.floor or ""), words.index(grades.ceiling or "")
    if rank == now:
        yield "? not known yet" if unheard else "now"
    elif now < rank <= most:
        yield "could be"


def _by(one: Target) -> str:
    return f" by {one.by:%b %Y}" if one.by else ""


def _aims(found: Gathered, line: FactorLine, aims: Sequence[Target]) -> str:
    if line.grades.floor is None:
        return "– not applicable" + ("; a target is set all the same" if aims else "")
    if not aims:
        return "no target set"
    said = "; ".join(_aim(found, line, one) for one in aims)
    lines = 2 if len(found.result.assessment.targets) <= _TWO_LINES else 1
    return " ".join(broken(plain(said), _ROOM, _SIZE, lines))


def _aim(found: Gathered, line: FactorLine, one: Target) -> str:
    words = list(found.grades)
    reached = line.grades.floor is not None and words.index(line.grades.floor) >= words.index(one.grade)
    state = " (reached)" if reached else " (day passed)" if one.by and one.by < found.result.assessment.as_of else ""
    day = f" by {long_date(one.by)}" if one.by else ", no day set"
    return f"{one.grade}{day}{state}" + (f": {one.why}" if one.why else "")
