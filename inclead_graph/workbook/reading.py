"""Read a workbook, or a folder with its sheets as CSV files, however it was altered by hand: understood, or refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from inclead_graph.errors import InputError, Problem, UnreadableError, nearest
from inclead_graph.exchange.draft import Draft
from inclead_graph.exchange.fields import CellError
from inclead_graph.exchange.records import Record, Table, heading, tables_in
from inclead_graph.exchange.sheets import SHEETS as NETWORK_SHEETS
from inclead_graph.exchange.sheets import read_sheets
from inclead_graph.model.framework import Framework
from inclead_graph.model.network import PartnershipNetwork
from inclead_graph.workbook.book import Book, Row
from inclead_graph.workbook.cells import canonical
from inclead_graph.workbook.checking import ALSO
from inclead_graph.workbook.columns import Column, Form
from inclead_graph.workbook.forms import ABOUT, CONFLICTS, EVIDENCE, WORDS, forms, words_of
from inclead_graph.workbook.grids import Grid, grids_of

__all__ = ["FORMAT", "FORMAT_LINE", "ONTOLOGY_LINE", "Reading", "read_book"]

FORMAT = 2
FORMAT_LINE, ONTOLOGY_LINE = "Workbook format", "Ontology"
_HEADINGS_WITHIN = 20


@dataclass(slots=True)
class Reading:
    """What was read.

    Attributes:
        book: what the workbook says.
        problems: what is wrong with it; there may be more, which :func:`assessment_of` finds.
        notes: what is worth knowing although nothing is wrong.
    """

    book: Book
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    framework: Framework
    name: str
    words: Mapping[str, Mapping[str, str]]
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    same_ontology: bool = True
    format: int = FORMAT


def read_book(path: Path, framework: Framework) -> Reading:
    """Read a workbook (.xlsx), or a folder of CSV files with the names of its sheets.

    Raises:
        UnreadableError: it cannot be read at all, is none of ours, or is of a later format.

    Example::

        read_book(Path("my-trust.xlsx"), framework).book.rows["Evidence"]
    """
    reader = _Reader(framework, str(path), words_of(framework))
    grids = grids_of(path, reader.notes)
    _about(grids, reader)
    sheets = forms(framework)
    found = _by_form(grids, sheets, reader)
    there = [name for name, form in sheets.items() if form.stage is None and (not form.asked or name in found)]
    rows: dict[str, list[Row]] = {name: [] for name in there}
    for name, grid in found.items():
        form = sheets[name]
        read = _upright(form, grid, reader) if form.upright else _rows(form, grid, reader)
        rows[EVIDENCE if form.stage else name] += read
    rows[EVIDENCE] = _with_ids(rows[EVIDENCE])
    network = _network(grids, reader)
    return Reading(Book(str(path), rows, network), reader.problems, reader.notes)


def _about(grids: Sequence[Grid], reader: _Reader) -> None:
    """Look whether this is a workbook of ours, of which format, and by which ontology it was made."""
    said: dict[str, str] = {}
    for grid in grids:
        if heading(grid.name) == heading(ABOUT):
            said = {row[0]: row[1] for row in grid.rows if len(row) > 1 and row[0] and row[1]}
    if FORMAT_LINE not in said:
        what = f"no workbook of ours: there is no sheet '{ABOUT}' with a line '{FORMAT_LINE}'"
        raise UnreadableError(f"{reader.name}: {what}; 'inclead workbook new' makes one, with that sheet to copy")
    if said[FORMAT_LINE] not in map(str, range(1, FORMAT + 1)):
        what = f"its format is {said[FORMAT_LINE]}, and this version reads 1 to {FORMAT}"
        raise UnreadableError(f"{reader.name}: {what}; bring inclead-graph up to date")
    reader.format = int(said[FORMAT_LINE])
    reader.same_ontology = said.get(ONTOLOGY_LINE) == reader.framework.version
    if not reader.same_ontology:
        made = said.get(ONTOLOGY_LINE, "one that is not named")
        reader.notes.append(f"made by the ontology {made}; read by {reader.framework.version}")


def _by_form(grids: Sequence[Grid], sheets: Mapping[str, Form], reader: _Reader) -> Mapping[str, Grid]:
    named = {heading(name): name for name in sheets}
    passed = {heading(name) for name in (ABOUT, WORDS, CONFLICTS, "network", *NETWORK_SHEETS)}
    found: dict[str, Grid] = {}
    for grid in grids:
        name = named.get(heading(grid.name))
        if name in found:
            reader.problems.append(grid.problem(0, 0, "another sheet has this name", "put both on one"))
        elif name:
            found[name] = grid
        elif heading(grid.name) == heading(CONFLICTS):
            reader.notes.append(f"{grid.file}: lists the conflicts of a merge; settle them, and delete the sheet")
    missing = [name for name, form in sheets.items() if name not in found and _is_due(form, found, reader)]
    _others([grid for grid in grids if heading(grid.name) not in {*named, *passed}], missing, sheets, reader)
    for name in missing:
        what = f"there is no sheet '{name}'"
        todo = "rename it back, or copy it from a new workbook; it may be empty below its headings"
        reader.problems.append(Problem(reader.name, 0, 0, what, todo))
    return {name: found[name] for name in sheets if name in found}


def _is_due(form: Form, found: Mapping[str, Grid], reader: _Reader) -> bool:
    """Say whether a workbook has to have a sheet; of those that are there only if asked for, all are or none is."""
    if form.asked:
        return any(forms(reader.framework)[name].beside == form.beside for name in found)
    return form.since <= reader.format


def _others(grids: Sequence[Grid], missing: Sequence[str], sheets: Mapping[str, Form], reader: _Reader) -> None:
    """Say of sheets that are not ours whether they look like one that was renamed or copied."""
    for grid in grids:
        alike = _likely(grid, sheets)
        if alike:
            todo = f"rename it to '{alike}'" if alike in missing else f"move its rows to '{alike}', and delete it"
            reader.problems.append(grid.problem(0, 0, f"no sheet of ours, with the columns of '{alike}'", todo))
        else:
            reader.notes.append(f"{grid.file} is not a sheet of ours, and was left out")


def _likely(grid: Grid, sheets: Mapping[str, Form]) -> str | None:
    """Return the sheet of which this one has nearly all columns: one that was renamed or copied."""
    seen = {heading(text) for row in grid.rows[:_HEADINGS_WITHIN] for text in row if text}
    shares = {name: sum(heading(h) in seen for h in form.read) / len(form.read) for name, form in sheets.items()}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] > 0.8 else None


def _rows(form: Form, grid: Grid, reader: _Reader) -> Iterator[Row]:
    line = _heading_line(form, grid)
    if line is None:
        what = "the line of headings is not there"
        todo = "put it back above the rows: " + ", ".join(form.read)
        reader.problems.append(grid.problem(1, 1, what, todo))
        return
    columns, extra = _columns(form, grid, line, reader)
    given = [grid.column(line, column.heading) for column in form.columns if column.kind == "given"]
    reader.problems += grid.faults(line, set(given))
    if not set(form.read) <= columns.keys():
        return
    place = Record({}, grid.file, line, 1, columns, grid.in_cells)
    for number in range(line + 1, len(grid.rows) + 1):
        texts = grid.by_heading(number, columns)
        more = grid.by_heading(number, extra)
        grid.report_strays(number, {*columns.values(), *extra.values(), *filter(None, given)}, reader.problems)
        at = replace(place, line=number)
        row = _row(form, texts, more, at, reader)
        if form.stage and row:
            row = _of_stage(row, grid, line, reader)
        if row:
            yield row


def _heading_line(form: Form, grid: Grid) -> int | None:
    wanted = {heading(name) for name in form.read}
    least = max(2, len(wanted) // 2)
    for number, row in enumerate(grid.rows[:_HEADINGS_WITHIN], start=1):
        if len(wanted & {heading(text) for text in row}) >= min(least, len(wanted)):
            return number
    return None


def _columns(form: Form, grid: Grid, line: int, reader: _Reader) -> tuple[dict[str, int], dict[str, int]]:
    """Return where our columns are, wherever they were moved, and those that are not ours."""
    ours = {heading(column.heading): column for column in form.columns}
    columns: dict[str, int] = {}
    extra: dict[str, int] = {}
    for at, text in enumerate(grid.rows[line - 1], start=1):
        column = ours.get(heading(text))
        into, name = (columns, column.heading) if column else (extra, text)
        if text and name in into:
            what = f"the heading '{text}' stands over two columns"
            reader.problems.append(grid.problem(line, at, what, "rename or delete one of them"))
        elif text and (column is None or column.kind != "given"):
            into[name] = at
    for name in form.read:
        if name not in columns:
            near = nearest(name, extra) if extra else ""
            todo = near.replace("did you mean", "was it renamed to") if near.startswith("did") else ""
            todo = f"{todo} rename it back" if todo else "put it back; its cells may be empty"
            reader.problems.append(grid.problem(line, 1, f"there is no column '{name}'", todo))
    if extra:
        shown = ", ".join(f"'{name}'" for name in extra)
        reader.notes.append(f"{grid.file}: {shown} means nothing here, and is kept as remarks")
    return columns, extra


def _row(form: Form, texts: Mapping[str, str], more: Mapping[str, str], place: Record, reader: _Reader) -> Row | None:
    filled = {name for name in texts if not (form.stage and name == "Code")}
    if not filled:
        if more:
            reader.notes.append(f"{place.file}, row {place.line}: nothing but {', '.join(more)}; left out")
        return None
    values: dict[str, str] = {}
    for name, text in texts.items():
        try:
            value = canonical(form.read[name], text, reader.words)
        except CellError as error:
            reader.problems.append(place.problem(name, error.what, error.todo))
            value = ""
        if value:
            values[name] = value
    empty = [name for name, column in form.read.items() if column.needed and not texts.get(name)]
    for name in empty:
        reader.problems.append(place.problem(name, f"'{name}' is empty here", _how_to_fill(form.read[name], reader)))
    return None if empty or len(values) < len(texts) else Row(values, more, place)


def _how_to_fill(column: Column, reader: _Reader) -> str:
    known = reader.words.get(column.vocabulary, {})
    return f"use one of: {', '.join(known)}" if 0 < len(known) <= 12 else f"fill it in: {column.hint}"


def _of_stage(row: Row, grid: Grid, line: int, reader: _Reader) -> Row | None:
    """Turn a row on the sheet of a stage into one of the register."""
    place = row.place or Record({}, grid.file, 0)
    code = row.values.get("Code", "")
    if not code:
        what = "there is evidence here, and no code of a criterion"
        reader.problems.append(place.problem("Code", what, "write the code, or move it to the register"))
        return None
    criterion = reader.framework.criteria.get(code)
    shown = grid.at(place.line, grid.column(line, "Criterion"))
    if criterion and shown and reader.same_ontology and shown != criterion.label:
        other = next((c.id for c in reader.framework.criteria.values() if c.label == shown), None)
        what = f"the code is {code}, '{criterion.label}', but the words beside it are " + (
            f"those of {other}" if other else f"'{shown[:60]}'"
        )
        todo = "was a part of the sheet sorted or pasted? Write the code that is meant, and clear the words"
        reader.problems.append(place.problem("Code", what, todo))
        return None
    codes = [code, *filter(None, row.values.get(ALSO, "").split(", "))]
    values = {name: text for name, text in row.values.items() if name not in ("Code", ALSO)}
    at = replace(place, columns={**place.columns, "Criteria": place.columns["Code"]})
    return Row({**values, "Criteria": ", ".join(codes)}, row.extra, at)


def _with_ids(rows: Sequence[Row]) -> list[Row]:
    """Give records on the sheets of stages that have no id one of their code and a number."""
    numbers: dict[str, int] = {}
    named: list[Row] = []
    for row in rows:
        if "Record id" not in row.values:
            code = row.values["Criteria"].split(", ")[0]
            numbers[code] = numbers.get(code, 0) + 1
            row = replace(row, values={"Record id": f"{code}-{numbers[code]}", **row.values}, numbered=True)
        named.append(row)
    return named


def _upright(form: Form, grid: Grid, reader: _Reader) -> Iterator[Row]:
    """Read a sheet with a field a line: the field in the first column, its value in the second."""
    reader.problems += grid.faults(0, set())
    lines = _lines(form, grid, reader)
    values: dict[str, str] = {}
    for name, number in lines.items():
        text = grid.at(number, 2)
        try:
            value = canonical(form.read[name], text, reader.words) if text else ""
        except CellError as error:
            reader.problems.append(grid.problem(number, 2, error.what, error.todo))
            continue
        if value:
            values[name] = value
        elif form.read[name].needed:
            todo = _how_to_fill(form.read[name], reader)
            reader.problems.append(grid.problem(number, 2, f"'{name}' is empty here", todo))
    yield Row(values, {}, _UprightPlace(values, grid.file, 1, 2, lines, grid.in_cells))


def _lines(form: Form, grid: Grid, reader: _Reader) -> dict[str, int]:
    """Return the line of each field."""
    named = {heading(name): name for name in form.read}
    lines: dict[str, int] = {}
    for number, row in enumerate(grid.rows, start=1):
        name = named.get(heading(grid.at(number, 1)))
        if name in lines:
            reader.problems.append(grid.problem(number, 1, f"'{name}' stands here twice", "keep one of the lines"))
        elif name:
            lines[name] = number
        elif grid.at(number, 2) and heading(row[0]) != "field":
            what = f"'{row[0][:40]}' is not a field of the assessment"
            reader.problems.append(grid.problem(number, 1, what, nearest(row[0], form.read)))
        grid.report_strays(number, {1, 2, 3}, reader.problems)
    for name in form.read:
        if name not in lines:
            todo = "put it back; its value may be empty"
            reader.problems.append(grid.problem(1, 1, f"there is no line '{name}'", todo))
    return lines


class _UprightPlace(Record):
    """The place of a record with a field a line: its ``columns`` are the lines of its fields."""

    __slots__ = ()

    def problem(self, name: str | None, what: str, todo: str = "") -> Problem:
        """Make a problem that points at the value of a field."""
        at = Record({}, self.file, self.columns.get(name or "", self.line), 2, {}, self.in_cells)
        return at.problem(None, what, todo)


def _network(grids: Sequence[Grid], reader: _Reader) -> PartnershipNetwork | None:
    """Read the partnerships, where their sheets are there."""
    known = {"network", *map(heading, NETWORK_SHEETS)}
    tables: list[Table] = []
    for grid in grids:
        if heading(grid.name) in known:
            tables += tables_in(grid.name, grid.file, grid.rows, reader.problems, in_cells=grid.in_cells)
            reader.problems += grid.faults(0, set())
    if not tables:
        return None
    draft = Draft(reader.name, reader.framework)
    try:
        read_sheets(tables, draft)
        imported = draft.checked()
    except InputError as error:
        reader.problems += error.problems
        return None
    return imported.network.model_copy(update={"as_of": None})
