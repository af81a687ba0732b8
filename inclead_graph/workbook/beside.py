"""What stands in a workspace beside its assessment: read from its files, checked in a workbook, written again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inclead_graph.errors import InputError, Problem, nearest
from inclead_graph.exchange.yaml_file import yaml_lines
from inclead_graph.model.appraisal import Appraisal
from inclead_graph.model.framework import Framework
from inclead_graph.model.guide import Guide
from inclead_graph.model.monitoring import Monitoring
from inclead_graph.monitoring import counts_of, stated_counts
from inclead_graph.monitoring.reading import MONITORING_FOLDER
from inclead_graph.planning.sheet import COLUMNS, PLAN_FILE, Entry, read_sheet
from inclead_graph.spreadsheet import csv_text
from inclead_graph.workbook.book import Book, Row, row_of
from inclead_graph.workbook.columns import Column, Form
from inclead_graph.workbook.forms_beside import (
    APPRAISALS,
    COUNTS,
    MEASURES,
    PLAN,
    PROOFS,
    RATINGS,
    forms_beside,
)
from inclead_graph.workbook.places import InCells, data_of, problem_at
from inclead_graph.workbook.remarks import items, remarks
from inclead_graph.workspace import APPRAISALS_FOLDER, checked_appraisal, read_appraisal

__all__ = ["Beside", "beside_of", "files_beside", "rows_beside"]

_FILLED = ("criterion", "owner", "due", "done", "notes")
_FORMS: Mapping[str, Form] = {form.name: form for form in forms_beside()}


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside an assessment.

    Attributes:
        plan: what people wrote beside each criterion.
        monitoring: measures and counts; ``None`` where there are none.
        appraisals: in the order of their sheet; empty where nobody asked for them.
    """

    plan: tuple[Entry, ...] = ()
    monitoring: Monitoring | None = None
    appraisals: tuple[Appraisal, ...] = ()


def rows_beside(folder: Path, framework: Framework, guide: Guide | None = None) -> Mapping[str, Sequence[Row]]:
    """Read what stands in a workspace beside its assessment, as rows by sheet.

    Args:
        folder: the workspace.
        framework: what its words and codes are held against.
        guide: of appraisals; left out, the sheets of appraisals are, too.

    Raises:
        UnreadableError: a file cannot be read at all.
        InputError: every problem of its files.

    Example::

        rows_beside(Path("my-trust"), framework)["Plan"]
    """
    problems: list[Problem] = []
    rows: dict[str, Sequence[Row]] = {PLAN: (), MEASURES: (), COUNTS: ()}
    for read in (_plan_rows(folder, framework), _count_rows(folder, framework), _appraisal_rows(folder, guide)):
        try:
            rows |= dict(read)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return rows


Read = Iterator[tuple[str, Sequence[Row]]]


def _plan_rows(folder: Path, framework: Framework) -> Read:
    if (folder / PLAN_FILE).is_file():
        entries = read_sheet(folder / PLAN_FILE, framework.criteria)
        values = [{**one.planned, **{name: getattr(one, name) for name in _FILLED}} for one in entries]
        rows = _rows(PLAN, map(_stripped, values))
        yield PLAN, [replace(row, extra=_stripped(one.extra)) for row, one in zip(rows, entries, strict=True)]


def _rows(sheet: str, records: Iterable[Mapping[str, Any]]) -> list[Row]:
    return [row_of(_FORMS[sheet], one) for one in records]


def _stripped(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave out what is empty: no cell can tell it from what is not there."""
    plain = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    return {name: value for name, value in plain.items() if value not in ("", None)}


def _count_rows(folder: Path, framework: Framework) -> Read:
    if (folder / MONITORING_FOLDER).is_dir():
        measures, counts = stated_counts(folder / MONITORING_FOLDER, framework.words("characteristic"))
        yield MEASURES, _rows(MEASURES, (measure.model_dump(exclude_none=True) for measure in measures))
        yield COUNTS, _rows(COUNTS, (count.model_dump() for count in counts))


def _appraisal_rows(folder: Path, guide: Guide | None) -> Read:
    if guide is None:
        return
    paths = sorted((folder / APPRAISALS_FOLDER).glob("*.y*ml")) if (folder / APPRAISALS_FOLDER).is_dir() else []
    several = [read_appraisal(path, guide) for path in paths]
    yield APPRAISALS, _rows(APPRAISALS, (one.model_dump(exclude_none=True) for one in several))
    of = [({"person": {"name": one.person.name}, "date": one.date}, one.ratings) for one in several]
    rated = [({**who, "competency": rated.competency}, rated) for who, ratings in of for rated in ratings]
    yield RATINGS, _rows(RATINGS, ({**one.model_dump(exclude_none=True), **who} for who, one in rated))
    proofs = [({"text": p.text, "on": p.date, "locator": p.locator}, who) for who, one in rated for p in one.evidence]
    yield PROOFS, _rows(PROOFS, ({**proof, **who} for proof, who in proofs))


def beside_of(book: Book, framework: Framework, guide: Guide | None = None) -> Beside:
    """Check what a workbook says beside the assessment, and return it.

    Args:
        book: what it says.
        framework: what its words and codes are held against.
        guide: of appraisals; needed where the workbook has some.

    Raises:
        InputError: every problem, each with sheet and cell.
    """
    problems: list[Problem] = []
    plan = tuple(_entries(book, framework, problems))
    monitoring = _monitoring(book, framework, problems)
    appraisals = tuple(_appraisals(book, guide, problems)) if guide else ()
    if problems:
        raise InputError(problems)
    return Beside(plan, monitoring, appraisals)


def _entries(book: Book, framework: Framework, problems: list[Problem]) -> Iterator[Entry]:
    first: dict[str, Row] = {}
    for row in book.rows.get(PLAN, ()):
        code = row.values["Criterion"]
        what = todo = ""
        if code not in framework.criteria:
            what, todo = f"there is no criterion '{code}'", nearest(code, framework.criteria)
        elif code in first:
            where = f" ({place.where})" if (place := first[code].place) else ""
            what, todo = f"{code} is on this sheet already{where}", "put what is in both rows into one"
        if what:
            problems.append(problem_at(row, "Criterion", book.name, what, todo))
        first.setdefault(code, row)
        yield _entry(row)


def _entry(row: Row) -> Entry:
    data = data_of(row, _FORMS[PLAN].read)
    return Entry(
        criterion=data["criterion"],
        change=data.get("change", ""),
        owner=data.get("owner", ""),
        due=dt.date.fromisoformat(data["due"]) if "due" in data else None,
        done=data["done"] == "true" if "done" in data else None,
        notes=data.get("notes", ""),
        extra=row.extra,
        planned={name: text for name, text in data.items() if name not in _FILLED},
    )


def _monitoring(book: Book, framework: Framework, problems: list[Problem]) -> Monitoring | None:
    source = InCells(book.name)
    data: dict[str, list[dict[str, Any]]] = {}
    for part, sheet in (("measures", MEASURES), ("counts", COUNTS)):
        columns = _FORMS[sheet].read
        data[part] = [data_of(row, columns) for row in book.rows.get(sheet, ())]
        for number, row in enumerate(book.rows.get(sheet, ())):
            source.came_from((part, number), row, columns)
    if not data["measures"] and not data["counts"]:
        return None
    try:
        return counts_of(data["measures"], data["counts"], source, framework.words("characteristic"))
    except InputError as error:
        problems += error.problems
        return None


def _appraisals(book: Book, guide: Guide, problems: list[Problem]) -> Iterator[Appraisal]:
    seen: set[tuple[str, ...]] = set()
    rated = _by_key(book, RATINGS, APPRAISALS, problems)
    shown = _by_key(book, PROOFS, RATINGS, problems)
    for row in book.rows.get(APPRAISALS, ()):
        key = _key(row, APPRAISALS)
        if key in seen:
            what = f"{' on '.join(key)} is on this sheet already"
            problems.append(problem_at(row, "Person", book.name, what, "keep one of the two"))
        seen.add(key)
        try:
            yield checked_appraisal(_appraisal(book.name, row, rated.get(key, ()), shown), guide)
        except InputError as error:
            problems += error.problems


def _appraisal(name: str, head: Row, rated: Sequence[Row], shown: Mapping[tuple[str, ...], Sequence[Row]]) -> InCells:
    """Return one appraisal in the form of its file, with the cell of each value."""
    source = InCells(name)
    source.data = data_of(head, _FORMS[APPRAISALS].read)
    source.came_from((), head, _FORMS[APPRAISALS].read)
    source.data["ratings"] = []
    for number, row in enumerate(rated):
        columns = _own(RATINGS)
        source.came_from(("ratings", number), row, columns)
        rating = data_of(row, columns)
        proofs = shown.get(_key(row, RATINGS), ())
        rating["evidence"] = [_proof(source, ("ratings", number, "evidence", n), one) for n, one in enumerate(proofs)]
        source.data["ratings"].append(rating)
    return source


def _proof(source: InCells, at: tuple[str | int, ...], row: Row) -> dict[str, Any]:
    columns = _own(PROOFS)
    source.came_from(at, row, columns)
    return data_of(row, columns)


def _own(sheet: str) -> Mapping[str, Column]:
    """Return the columns of a rating or a proof that say something of itself, not whose it is."""
    whose = set(_FORMS[APPRAISALS].key if sheet == RATINGS else _FORMS[RATINGS].key)
    own = {heading: column for heading, column in _FORMS[sheet].read.items() if heading not in whose}
    return {heading: replace(c, path=("date",)) if c.path == ("on",) else c for heading, c in own.items()}


def _by_key(book: Book, sheet: str, owners: str, problems: list[Problem]) -> Mapping[tuple[str, ...], Sequence[Row]]:
    """Return the rows of a sheet by whom they belong to; one that belongs to nobody is a problem."""
    known = {_key(row, owners) for row in book.rows.get(owners, ())}
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in book.rows.get(sheet, ()):
        key = tuple(row.values.get(heading, "") for heading in _FORMS[owners].key)
        found.setdefault(key, []).append(row)
        if key not in known:
            what = f"there is nothing of {' / '.join(key)} on the sheet '{owners}'"
            problems.append(problem_at(row, "Person", book.name, what, "write these cells as they stand there"))
    return found


def _key(row: Row, sheet: str) -> tuple[str, ...]:
    return tuple(row.values.get(heading, "") for heading in _FORMS[sheet].key)


def files_beside(book: Book, beside: Beside) -> Iterator[tuple[str, str]]:
    """Yield the files of a workspace that say the same, by name; what stood in other columns is kept in them."""
    if book.rows.get(PLAN):
        extra = tuple(dict.fromkeys(name for row in book.rows[PLAN] for name in row.extra))
        columns = {column.path[0]: heading for heading, column in _FORMS[PLAN].read.items()}
        cells = ([*(row.values.get(columns[name], "") for name in COLUMNS), *(row.extra.get(n, "") for n in extra)]
                 for row in book.rows[PLAN])  # fmt: skip
        yield PLAN_FILE, csv_text((*COLUMNS, *extra), cells)
    if beside.monitoring:
        yield f"{MONITORING_FOLDER}/counts.yaml", "".join(f"{line}\n" for line in _count_lines(book, beside.monitoring))
    whose = {_key(row, APPRAISALS): row for row in book.rows.get(APPRAISALS, ())}
    for number, one in enumerate(beside.appraisals, start=1):
        name = f"{APPRAISALS_FOLDER}/{number:02}-{one.date}.yaml"
        yield name, "".join(f"{line}\n" for line in _appraisal_lines(one, whose[one.person.name, str(one.date)], book))


def _count_lines(book: Book, monitoring: Monitoring) -> Iterator[str]:
    yield "# Made of a workbook (inclead workbook read). docs/monitoring.md explains each field."
    yield "measures:"
    rows = book.rows[COUNTS]
    counts = list(zip(monitoring.counts, rows, strict=False))  # behind those of the sheet come sums for everybody
    for measure, row in zip(monitoring.measures.values(), book.rows[MEASURES], strict=True):
        yield from items([measure.model_dump(exclude_none=True)], [row])
        mine = [(count, row) for count, row in counts if count.measure == measure.id]
        if mine:
            yield "  counts:"
            dumped = [count.model_dump(exclude={"measure"}) for count, _ in mine]
            yield from (f"  {line}" for line in items(dumped, [row for _, row in mine]))


def _appraisal_lines(one: Appraisal, head: Row, book: Book) -> Iterator[str]:
    yield from remarks(head)
    data = one.model_dump(exclude_defaults=True)
    ratings = data.pop("ratings", ())
    yield from yaml_lines(data, "")
    mine = [row for row in book.rows[RATINGS] if _key(row, APPRAISALS) == _key(head, APPRAISALS)]
    if mine:
        yield "ratings:"
    for rating, row in zip(ratings, mine, strict=True):
        proofs = [proof for proof in book.rows[PROOFS] if _key(proof, RATINGS) == _key(row, RATINGS)]
        yield from (line for proof in proofs for line in remarks(proof))
        yield from items([rating], [row])
