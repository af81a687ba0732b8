"""Read measures and counts: a folder with ``.yaml`` and ``.csv`` files, or one such file. Every problem at once.

A YAML file holds ``measures``, each with its ``counts`` if they are not in a CSV file. A CSV file has the columns
measure, period, characteristic, category, numerator and denominator; with the columns kind and better, and title, per,
about and source where wanted, it needs no YAML file beside it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from inclead_graph import located
from inclead_graph.errors import InputError, Problem, UnreadableError, nearest
from inclead_graph.located import MAX_BYTES, Located
from inclead_graph.model.monitoring import ALL, DEPRIVATION, Count, Measure, Monitoring
from inclead_graph.model.value import Value
from inclead_graph.monitoring.settings import settings
from inclead_graph.spreadsheet import unharmed

__all__ = ["MONITORING_FOLDER", "counts_of", "read_counts", "stated_counts", "table_of"]

MONITORING_FOLDER = "monitoring"
NEEDED = ("measure", "period", "characteristic", "category", "numerator", "denominator")
OF_MEASURE = ("kind", "better", "title", "per", "about", "source", "locator")


class _Written(Measure):
    """A measure as a YAML file has it, with its counts."""

    counts: tuple[Mapping[str, Any], ...] = ()


class _File(Value):
    measures: tuple[Mapping[str, Any], ...]


@dataclass(slots=True)
class _Draft:
    """What was read so far, with the place of each thing."""

    measures: dict[str, Measure] = field(default_factory=dict)
    counts: list[tuple[Count, Problem]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_counts(path: Path, characteristics: Collection[str] = ()) -> Monitoring:
    """Read a folder of monitoring data, a workspace that has one, or one file.

    Args:
        path: the folder or file.
        characteristics: the protected characteristics by name; a near miss of one is a problem. Others are free.

    Raises:
        UnreadableError: there is nothing to read.
        InputError: every problem, with file, row or line, and column.

    Example::

        read_counts(Path("my-trust")).measures
    """
    return _completed(_read(path, characteristics))


def stated_counts(path: Path, characteristics: Collection[str] = ()) -> tuple[Sequence[Measure], Sequence[Count]]:
    """Read the same, as it was written: nothing is added up. See :func:`read_counts`."""
    draft = _read(path, characteristics)
    return tuple(draft.measures.values()), tuple(count for count, _ in draft.counts)


def counts_of(
    measures: Iterable[Mapping[str, Any]],
    counts: Iterable[Mapping[str, Any]],
    source: Located,
    characteristics: Collection[str] = (),
) -> Monitoring:
    """Check measures and counts that were read elsewhere, each as its fields.

    Args:
        measures: the measures.
        counts: their counts.
        source: what knows the places of ``("measures", n)`` and ``("counts", n)``.
        characteristics: see :func:`read_counts`.

    Raises:
        InputError: every problem, with its place.
    """
    draft = _Draft()
    unread: set[Any] = set()
    for at, row in enumerate(measures):
        try:
            _add_measure(source, ("measures", at), located.validate(Measure, source, row, ("measures", at)), draft)
        except InputError as error:
            draft.problems += error.problems
            unread.add(row.get("id"))
    for at, row in enumerate(counts):
        if row.get("measure") not in unread:  # else nothing can be said of it yet
            _read_row(source, ("counts", at), row, draft)
    draft.problems += _faults(draft, characteristics)
    if draft.problems:
        raise InputError(draft.problems)
    return _completed(draft)


def _completed(draft: _Draft) -> Monitoring:
    counts = [count for count, _ in draft.counts]
    return Monitoring(draft.measures, tuple(_with_everybody(counts)), settings().unsaid)


def _read(path: Path, characteristics: Collection[str]) -> _Draft:
    files = _files(path)
    draft = _Draft()
    for file in sorted(files, key=lambda one: one.suffix == ".csv"):  # measures come before what counts them
        shown = file.name if path.is_dir() else str(path)
        try:
            (_read_csv if file.suffix == ".csv" else _read_yaml)(file, shown, draft)
        except InputError as error:
            draft.problems += error.problems
    draft.problems += _faults(draft, characteristics)
    if draft.problems:
        raise InputError(draft.problems)
    return draft


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise UnreadableError(f"{path}: no such file or folder; name a workspace, or a .csv or .yaml file of counts")
    folder = path / MONITORING_FOLDER if (path / MONITORING_FOLDER).is_dir() else path
    if not folder.is_dir():
        if folder.suffix.lower() not in (".csv", ".yaml", ".yml"):
            raise UnreadableError(f"{path}: neither .csv nor .yaml; save the sheet as CSV")
        return [folder]
    found = sorted(one for one in folder.iterdir() if one.suffix in (".csv", ".yaml", ".yml") and one.is_file())
    if not found or (folder == path and (path / "assessment.yaml").is_file()):
        todo = f"put counts into {path / MONITORING_FOLDER} as .csv or .yaml; docs/monitoring.md shows how"
        raise UnreadableError(f"{path}: there are no counts to monitor here; {todo}")
    return found


def _read_yaml(file: Path, shown: str, draft: _Draft) -> None:
    source = located.load(file, shown)
    for at, entry in enumerate(located.validate(_File, source).measures):
        where: tuple[str | int, ...] = ("measures", at)
        try:
            written = located.validate(_Written, source, dict(entry), where)
        except InputError as error:
            draft.problems += error.problems
            continue
        measure = Measure(**written.model_dump(exclude={"counts"}))
        _add_measure(source, where, measure, draft)
        for row, count in enumerate(written.counts):
            _read_row(source, (*where, "counts", row), {"measure": measure.id, **count}, draft)


def _add_measure(source: Located, at: tuple[str | int, ...], measure: Measure, draft: _Draft) -> None:
    if measure.id in draft.measures:
        todo = "give each measure an id of its own"
        draft.problems.append(source.problem((*at, "id"), f"'{measure.id}' is here twice", todo))
    draft.measures[measure.id] = measure


def _read_row(source: Located, at: tuple[str | int, ...], row: Mapping[str, Any], draft: _Draft) -> None:
    try:
        count = located.validate(Count, source, _spread(row), at)
    except InputError as error:
        draft.problems += error.problems
        return
    draft.counts.append((count, source.problem(at, "")))


def _spread(row: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in the group of everybody, whose category need not be named."""
    filled = dict(row)
    if str(filled.get("characteristic", "")).strip().casefold() == ALL:
        filled.update(characteristic=ALL, category=filled.get("category") or "everybody")
    return filled


def _read_csv(file: Path, shown: str, draft: _Draft) -> None:
    for source, at, row in table_of(file, shown, NEEDED, (*NEEDED, *OF_MEASURE)):
        _measure_of(source, at, row, draft)
        _read_row(source, (at,), {name: row[name] for name in NEEDED if name in row}, draft)


def table_of(
    file: Path, shown: str, needed: Sequence[str], known: Sequence[str]
) -> Iterator[tuple[Located, int, dict[str, str]]]:
    """Yield each row of a CSV file by its headings, with what knows the place of each cell, and the row's number there.

    Raises:
        UnreadableError: it cannot be read.
        InputError: it is not CSV, is empty, or its headings are not those that are needed and known.
    """
    rows = _rows(file, shown)
    if not rows:
        raise InputError([Problem(shown, 0, 0, "the file is empty", f"begin with the headings {', '.join(needed)}")])
    headings = [name.strip().casefold() for name in rows[0]]
    problems = list(_heading_faults(headings, shown, needed, known))
    if problems:
        raise InputError(problems)
    source = Located(shown)
    for at, cells in enumerate(rows[1:]):
        if any(cells):
            source.values[at,] = (at + 2, 1)
            source.values.update({(at, name): (at + 2, place) for place, name in enumerate(headings, start=1)})
            yield source, at, {name: cell for name, cell in zip(headings, cells, strict=False) if cell}


def _rows(file: Path, shown: str) -> list[list[str]]:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise UnreadableError(f"{shown}: larger than {MAX_BYTES:,} bytes; split it into several files")
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{shown}: not UTF-8 text (byte {error.start}); save it as CSV UTF-8") from None
    except OSError as error:
        raise UnreadableError(f"{shown}: cannot be read ({error.strerror})") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [[unharmed(cell.strip()) for cell in row] for row in reader]
    except csv.Error as error:
        what, todo = f"this is not CSV ({error})", "look for a quotation mark that is not closed"
        raise InputError([Problem(shown, reader.line_num, 1, what, todo)]) from None


def _heading_faults(headings: list[str], shown: str, needed: Sequence[str], known: Sequence[str]) -> Iterator[Problem]:
    for name in needed:
        if name not in headings:
            yield Problem(shown, 1, 1, f"there is no column '{name}'", "add it to the headings")
    for column, name in enumerate(headings, start=1):
        if name and name not in known:
            hint = nearest(name, known)
            yield Problem(shown, 1, column, f"'{name}' is not a column that we know", hint or "take it out")
        elif name and headings.index(name) != column - 1:
            yield Problem(shown, 1, column, f"the column '{name}' is here twice", "keep one of them")


def _measure_of(source: Located, at: int, row: Mapping[str, str], draft: _Draft) -> None:
    """Take a measure's own columns from a row; the next rows may repeat or leave out what the first says."""
    name = row.get("measure", "")
    if "kind" not in row and "better" not in row:
        return
    said = {"id": name, "title": name, **{key: row[key] for key in OF_MEASURE if key in row}}
    try:
        measure = located.validate(Measure, source, said, (at,))
    except InputError as error:
        draft.problems += [p for p in error.problems if name]
        return
    known = draft.measures.setdefault(measure.id, measure)
    for key in ("kind", "better", "per"):
        if getattr(known, key) != getattr(measure, key) and key in row:
            what = f"{key} of '{name}' is '{row[key]}' here and '{getattr(known, key)}' above"
            draft.problems.append(source.problem((at, key), what, "say the same in every row, or in one only"))


def _faults(draft: _Draft, characteristics: Collection[str]) -> Iterator[Problem]:
    seen: dict[tuple[str, str, str, str], Problem] = {}
    for count, place in draft.counts:
        say = _Say(place)
        measure = draft.measures.get(count.measure)
        if measure is None:
            todo = nearest(count.measure, draft.measures) or "add the columns kind and better, or a file measures.yaml"
            yield say(f"nothing says what the measure '{count.measure}' is", todo)
        elif measure.kind == "proportion" and count.numerator > count.denominator:
            todo = "a proportion counts people: check both numbers; where one may count twice it is a rate"
            yield say(f"numerator {count.numerator:,} is above denominator {count.denominator:,}", todo)
        if count.numerator and not count.denominator:
            yield say("there are events, and no people who could have them", "check the denominator")
        known = {ALL, DEPRIVATION, *characteristics}
        hint = nearest(count.characteristic, known) if count.characteristic not in known else ""
        if characteristics and hint.startswith("did you mean"):
            yield say(f"'{count.characteristic}' is nearly the name of a characteristic", hint)
        key = (count.measure, count.period, *count.group)
        if key in seen:
            yield say(f"{count.characteristic} {count.category} is here twice", f"first in row {seen[key].line}")
        seen.setdefault(key, place)
    yield from _sums(draft)


@dataclass(frozen=True, slots=True)
class _Say:
    place: Problem

    def __call__(self, what: str, todo: str) -> Problem:
        return replace(self.place, what=what, todo=todo)


def _sums(draft: _Draft) -> Iterator[Problem]:
    """Find groups that add up to more than everybody, and measures of which nobody says how many everybody is."""
    tables: dict[tuple[str, str], list[tuple[Count, Problem]]] = {}
    for count, place in draft.counts:
        tables.setdefault((count.measure, count.period), []).append((count, place))
    for (measure, period), rows in tables.items():
        totals = _totals(count for count, _ in rows)
        stated = totals.get(ALL)
        if stated is None and len(set(totals.values())) > 1:
            say = ", ".join(f"{name} {top:,} of {of:,}" for name, (top, of) in totals.items())
            todo = "add a row with the characteristic 'all' that counts everybody"
            yield _Say(rows[0][1])(f"the groups of {measure}, {period}, add up differently: {say}", todo)
        for name, (top, of) in totals.items():
            if stated and (top > stated[0] or of > stated[1]):
                everyone = f"everybody ({stated[0]:,} of {stated[1]:,})"
                what = f"the groups by {name} add up to {top:,} of {of:,}, more than {everyone}"
                todo = "each person belongs to one group of a characteristic; check the counts"
                yield _Say(next(place for count, place in rows if count.characteristic == name))(what, todo)


def _totals(counts: Iterable[Count]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for count in counts:
        top, of = found.get(count.characteristic, (0, 0))
        found[count.characteristic] = top + count.numerator, of + count.denominator
    return found


def _with_everybody(counts: list[Count]) -> Iterator[Count]:
    """Yield the counts, and where nobody counted everybody, their sum."""
    yield from counts
    tables: dict[tuple[str, str], list[Count]] = {}
    for count in counts:
        tables.setdefault((count.measure, count.period), []).append(count)
    for (measure, period), rows in tables.items():
        totals = _totals(rows)
        if ALL not in totals:
            top, of = next(iter(totals.values()))
            yield Count(
                measure=measure, period=period, characteristic=ALL, category="everybody",
                numerator=top, denominator=of,
            )  # fmt: skip
