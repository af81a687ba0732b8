"""Rows become an assessment, or every problem at once, each with its sheet and cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from inclead_graph import located
from inclead_graph.errors import InputError, Problem
from inclead_graph.model.assessment import Assessment, Evidence
from inclead_graph.model.framework import Framework
from inclead_graph.network.changing import with_network
from inclead_graph.network.evidence import PREFIX, is_derived
from inclead_graph.workbook.book import Book, Row
from inclead_graph.workbook.columns import Form
from inclead_graph.workbook.forms import ASSESSMENT, DISSENT, EVIDENCE, GRADINGS, forms
from inclead_graph.workbook.places import InCells, data_of, problem_at
from inclead_graph.workspace.eds import eds_evidence_problems
from inclead_graph.workspace.references import assessment_problems, evidence_problems

__all__ = ["ALSO", "assessment_of"]

ALSO = "Also bears on"


def assessment_of(book: Book, framework: Framework, found: Iterable[Problem] = ()) -> Assessment:
    """Check what a workbook says, and return it.

    Args:
        book: what it says.
        framework: what its words and codes are held against.
        found: what was wrong already when it was read.

    Raises:
        InputError: every problem, each with sheet and cell.

    Example::

        reading = read_book(Path("my-trust.xlsx"), framework)
        assessment_of(reading.book, framework, reading.problems)
    """
    problems = list(found)
    sheets = forms(framework)
    source = _head(book, sheets, problems)
    head: Assessment | None = None
    try:
        head = located.validate(Assessment, source)
        problems += assessment_problems(head, source, framework)
    except InputError as error:
        problems += error.problems
    of_the_head = len(problems)
    evidence = _evidence(book, sheets[EVIDENCE], framework, problems)
    if head and len(problems) == of_the_head:  # else an id may be missing only because its record is wrong
        problems += eds_evidence_problems(head, source, {piece.id for piece in evidence})
    if book.network and book.network.assessed is None:
        what = "the sheet 'network' does not say which organisation this assessment is about"
        problems.append(Problem(book.name, 0, 0, what, "write a row 'assessed' with the id of that organisation"))
    if problems or head is None:
        raise InputError(problems)
    read = head.model_copy(update={"evidence": tuple(sorted(evidence, key=lambda piece: piece.id))})
    return with_network(read, book.network, framework) if book.network else read


def _head(book: Book, sheets: Mapping[str, Form], problems: list[Problem]) -> InCells:
    source = InCells(book.name)
    for row in book.rows[ASSESSMENT]:
        columns = sheets[ASSESSMENT].read
        source.data = data_of(row, columns)
        source.came_from((), row, columns)
    for name, form in sheets.items():
        if form.field and name not in (DISSENT, EVIDENCE) and form.stage is None:
            source.data[form.field] = [data_of(row, form.read) for row in book.rows[name]]
            for number, row in enumerate(book.rows[name]):
                source.came_from((form.field, number), row, form.read)
    _add_dissents(book, sheets, source, problems)
    return source


def _add_dissents(book: Book, sheets: Mapping[str, Form], source: InCells, problems: list[Problem]) -> None:
    key = sheets[GRADINGS].key
    gradings = [tuple(row.values.get(heading) for heading in key) for row in book.rows[GRADINGS]]
    columns = sheets[DISSENT].read
    own = {heading: column for heading, column in columns.items() if heading not in key}
    for row in book.rows[DISSENT]:
        of = tuple(row.values.get(heading) for heading in key)
        if of not in gradings:
            what = f"there is no grading of {' / '.join(filter(None, of))} on the sheet '{GRADINGS}'"
            problems.append(problem_at(row, key[0], book.name, what, "write these four cells as they stand there"))
            continue
        number = gradings.index(of)
        several = source.data["gradings"][number].setdefault("dissent", [])
        source.came_from(("gradings", number, "dissent", len(several)), row, own)
        several.append(data_of(row, own))


def _evidence(book: Book, form: Form, framework: Framework, problems: list[Problem]) -> list[Evidence]:
    source = InCells(book.name)
    found: list[Evidence] = []
    seen: dict[str, Row] = {}
    for number, row in enumerate(book.rows[EVIDENCE]):
        record = data_of(row, form.read)
        source.came_from((number,), row, form.read)
        if row.place and ALSO in row.place.columns:
            source.cells |= {(number, "criteria", n): (row, ALSO) for n in range(1, len(record.get("criteria", ())))}
        try:
            piece = located.validate(Evidence, source, record, (number,))
        except InputError as error:
            problems += error.problems
            continue
        problems += evidence_problems(piece, source, (number,), framework)
        if is_derived(piece):
            what = f"ids that begin with '{PREFIX}' are for what the network shows"
            problems.append(source.problem((number, "id"), what, "give this record another id"))
        if piece.id in seen:
            what = f"evidence id '{piece.id}' is already used in {_where(seen[piece.id])}"
            problems.append(source.problem((number, "id"), what, "give this record an id of its own"))
        seen.setdefault(piece.id, row)
        found.append(piece)
    return found


def _where(row: Row) -> str:
    return f"{row.place.file.rpartition(', ')[2]}, {row.place.where}" if row.place else "another row"
