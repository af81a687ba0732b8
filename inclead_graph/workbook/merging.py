"""Several people's copies against the one that they all began with: nothing that anybody changed is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count

from inclead_graph.exchange.records import CellProblem
from inclead_graph.exchange.sheets import sheets_of
from inclead_graph.model.framework import Framework
from inclead_graph.workbook.book import Book, Row
from inclead_graph.workbook.columns import Form
from inclead_graph.workbook.forms import EDS, EVIDENCE, forms

__all__ = ["BASE", "DELETED", "WHOLE", "Conflict", "Merged", "Side", "criteria_of", "merge", "settled"]

BASE = "before"
DELETED = "(deleted)"
WHOLE = "(whole record)"
_NETWORK = "network"

Key = tuple[str, ...]
Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Side:
    """One value that a conflict could end with.

    Attributes:
        where: the sheet and cell in which that person wrote it.
        hangs: the findings that would follow, in words; empty until somebody works them out.
    """

    value: str
    where: str = ""
    hangs: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that several people changed, each in another way.

    Attributes:
        record: its key in words.
        key: the same, as records are told apart.
        stands: the value in the merged workbook: that of before, or in a new record that of whoever is named first.
        sides: by person; what was before is among them, under :data:`BASE`.
    """

    sheet: str
    record: str
    key: Key
    field: str
    stands: str
    sides: Mapping[str, Side]


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged workbook.

    Attributes:
        taken: how many changes of one person, or the same by several, were taken.
    """

    book: Book
    conflicts: tuple[Conflict, ...]
    taken: int


def merge(base: Book, theirs: Mapping[str, Book], framework: Framework) -> Merged:
    """Merge copies against their common base, record by record and field by field.

    Records are told apart by their key (evidence by its id), so rows may have been moved. A record that one person
    deleted and another changed stays, and is a conflict. Every change is in the merged workbook or among the conflicts.
    A copy that lacks a sheet which is not in every workbook has changed nothing on it.

    Args:
        base: what they all began with.
        theirs: their copies, by person.
        framework: for the sheets that there are.

    Example::

        merge(base, {"ash.xlsx": ash, "birch.xlsx": birch}, framework).conflicts
    """
    theirs = _apart(base, theirs)
    rows: dict[str, Sequence[Row]] = {}
    conflicts: list[Conflict] = []
    taken = 0
    for name, form in forms(framework).items():
        if form.stage is None and any(name in book.rows for book in (base, *theirs.values())):
            before = base.rows.get(name, ())
            copies = {p: _by_key(form, b.rows.get(name, before)) for p, b in theirs.items()}
            sheet = _Sheet(form, _by_key(form, before), copies)
            rows[name] = list(sheet.merged())
            conflicts += sheet.conflicts
            taken += sheet.taken
    network = _networks(base, theirs)
    networks = {person: _spelt(book) for person, book in theirs.items() if _spelt(book) != _spelt(base)}
    if len(set(networks.values())) > 1:
        sides = {
            person: Side(f"{len(text):,} characters of partnerships", "the sheets of the network")
            for person, text in networks.items()
        }
        conflicts.append(Conflict(_NETWORK, "partnerships", (), WHOLE, "as before", sides))
    return Merged(Book(base.name, rows, network.network), tuple(conflicts), taken + (network is not base))


def _apart(base: Book, theirs: Mapping[str, Book]) -> Mapping[str, Book]:
    """Give records that got an id from us, and are not the same, ids of their own.

    Two people who each write what they found beside the same criterion have written two records, not one. Whoever
    refers to such an id meant it, and it is left.
    """
    known = {row.values["Record id"] for row in base.rows[EVIDENCE]}
    meant = {person: _referred(book) | known for person, book in theirs.items()}
    taken = known | {
        row.values["Record id"]
        for person, book in theirs.items()
        for row in book.rows[EVIDENCE]
        if not row.numbered or row.values["Record id"] in meant[person]
    }
    given: dict[tuple[tuple[str, str], ...], str] = {}
    apart: dict[str, Book] = {}
    for person, book in theirs.items():
        rows = [_of_its_own(row, given, taken, meant[person]) for row in book.rows[EVIDENCE]]
        apart[person] = replace(book, rows={**book.rows, EVIDENCE: rows})
    return apart


def _referred(book: Book) -> set[str]:
    return {name for row in book.rows[EDS] for name in row.values.get("Evidence", "").split(", ")}


def _of_its_own(row: Row, given: dict[tuple[tuple[str, str], ...], str], taken: set[str], meant: set[str]) -> Row:
    if not row.numbered or row.values["Record id"] in meant:
        return row
    content = tuple(sorted((name, value) for name, value in _fields(row).items() if name != "Record id"))
    if content not in given:
        code = row.values["Criteria"].split(", ")[0]
        given[content] = next(name for n in count(1) if (name := f"{code}-{n}") not in taken)
        taken.add(given[content])
    return replace(row, values={**row.values, "Record id": given[content]})


def _networks(base: Book, theirs: Mapping[str, Book]) -> Book:
    """Return the book whose network stands: the one that changed, where all who changed it agree, else the base."""
    changed = {_spelt(book): book for book in theirs.values() if _spelt(book) != _spelt(base)}
    return next(iter(changed.values())) if len(changed) == 1 else base


def _spelt(book: Book) -> str:
    return repr(sheets_of(book.network)) if book.network else ""


def _by_key(form: Form, rows: Iterable[Row]) -> dict[Key, Row]:
    """Return rows by their key; where several have the same, with a number behind it."""
    found: dict[Key, Row] = {}
    for row in rows:
        key = tuple(row.values.get(name, "") for name in form.key)
        number, named = 1, key
        while named in found:
            number += 1
            named = (*key, str(number))
        found[named] = row
    return found


class _Sheet:
    """One sheet while it is merged."""

    def __init__(self, form: Form, base: Mapping[Key, Row], theirs: Mapping[str, Mapping[Key, Row]]) -> None:
        self.form = form
        self.base = base
        self.theirs = theirs
        self.conflicts: list[Conflict] = []
        self.taken = 0

    def merged(self) -> Iterator[Row]:
        keys = dict.fromkeys(chain(self.base, *self.theirs.values()))
        for key in keys:
            row = self._record(key)
            if row is not None:
                yield row

    def _record(self, key: Key) -> Row | None:
        before = self.base.get(key)
        rows = {person: mine[key] for person, mine in self.theirs.items() if key in mine}
        changed = {p: row for p, row in rows.items() if before is None or _fields(row) != _fields(before)}
        if before is not None and len(rows) < len(self.theirs):
            if not changed:
                self.taken += 1
                return None
            gone = [person for person in self.theirs if person not in rows]
            sides = {p: Side(_shown(row), _place(row, None)) for p, row in changed.items()}
            stands = next(iter(sides.values())).value
            sides |= {person: Side(DELETED) for person in gone}
            self._conflict(key, WHOLE, stands if len(changed) == 1 else "(changed)", sides)
        return self._fields(key, before, changed)

    def _fields(self, key: Key, before: Row | None, changed: Mapping[str, Row]) -> Row:
        old = _fields(before) if before else {}
        result = dict(old)
        for name in dict.fromkeys(chain(old, *map(_fields, changed.values()))):
            was = old.get(name, "")
            news = {
                p: value for p, row in changed.items() if (value := _fields(row).get(name, "")) != was or not before
            }
            if not news:
                continue
            first = next(iter(news.values()))
            if len(set(news.values())) == 1:
                self.taken += 1
                result[name] = first
                continue
            result[name] = was if before else first
            sides = {BASE: Side(was, _place(before, name))} if before else {}
            sides |= {p: Side(value, _place(changed[p], name)) for p, value in news.items()}
            self._conflict(key, name, result[name], sides)
        return _split(self.form, {name: value for name, value in result.items() if value}, before)

    def _conflict(self, key: Key, name: str, stands: str, sides: Mapping[str, Side]) -> None:
        record = " / ".join(filter(None, key)) or self.form.name
        self.conflicts.append(Conflict(self.form.name, record, key, name, stands, sides))


def _fields(row: Row) -> Fields:
    return {**row.values, **row.extra}


def _split(form: Form, values: Fields, before: Row | None) -> Row:
    ours = {name: values[name] for name in form.read if name in values}
    return Row(ours, {n: v for n, v in values.items() if n not in form.read}, before.place if before else None)


def _shown(row: Row) -> str:
    return "; ".join(f"{name}: {value}" for name, value in _fields(row).items())


def _place(row: Row | None, name: str | None) -> str:
    if row is None or row.place is None:
        return ""
    problem = row.place.problem(name, "")
    place = str(problem).removesuffix(": ")
    return place.rpartition("sheet ")[2] if isinstance(problem, CellProblem) else place


def settled(merged: Merged, conflict: Conflict, value: str, framework: Framework) -> Book:
    """Return the merged workbook as it would be if a conflict ended with a value."""
    form = forms(framework)[conflict.sheet]
    rows = _by_key(form, merged.book.rows[form.name])
    if value == DELETED:
        rows.pop(conflict.key, None)
    elif conflict.field != WHOLE:
        fields = {**_fields(rows[conflict.key]), conflict.field: value}
        rows[conflict.key] = _split(form, {name: text for name, text in fields.items() if text}, None)
    return replace(merged.book, rows={**merged.book.rows, form.name: list(rows.values())})


def criteria_of(merged: Merged, conflict: Conflict, framework: Framework) -> set[str]:
    """Return the criteria that a conflict is about."""
    form = forms(framework)[conflict.sheet]
    row = _by_key(form, merged.book.rows[form.name]).get(conflict.key) if form.name != _NETWORK else None
    texts = [row.values.get("Criteria" if form.name == EVIDENCE else "Criterion", "")] if row else []
    texts += [side.value for side in conflict.sides.values() if conflict.field == "Criteria"]
    return {code for text in texts for code in text.split(", ") if code in framework.criteria}
