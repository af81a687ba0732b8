"""A whole network as sheets: one for each part, one row for each thing, nothing left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inclead_graph.errors import nearest
from inclead_graph.exchange.draft import Draft, Path_
from inclead_graph.exchange.fields import Cell, fields_of
from inclead_graph.exchange.records import Record, Table, heading
from inclead_graph.exchange.words import ENDS, heading_for
from inclead_graph.model.network import (
    InclusionGroup,
    NetworkOrganisation,
    Partnership,
    PartnershipNetwork,
    PartnershipReview,
    PartnershipScore,
    Protocol,
    Scoping,
    Service,
    Trust,
)
from inclead_graph.model.value import Value

__all__ = ["SHEETS", "Sheet", "is_ours", "read_sheets", "sheets_of"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to be written.

    Attributes:
        columns: its headings.
        rows: by heading; what is absent stays empty.
    """

    name: str
    columns: Sequence[str]
    rows: Sequence[Mapping[str, Cell]]


@dataclass(frozen=True, slots=True)
class Part:
    """What a sheet holds: a part of the network, and the columns that say what its rows belong to."""

    model: type[Value]
    keys: Sequence[str] = ()
    needed: Sequence[str] = field(default=())


SHEETS: Mapping[str, Part] = {
    "organisations": Part(NetworkOrganisation, needed=("id", "name")),
    "groups": Part(InclusionGroup, needed=("id", "name", "disadvantage")),
    "services": Part(Service, needed=("organisation", "group")),
    "trust": Part(Trust, needed=("by", "of", "share")),
    "partnerships": Part(Partnership, ("partnership", "first", "second"), ("first", "second")),
    "reviews": Part(PartnershipReview, ("review", "partnership"), ("review", "partnership", "date")),
    "review scores": Part(PartnershipScore, ("review",), ("review", "criterion")),
    "scopings": Part(Scoping, ("scoping", "first", "second"), ("first", "second", "date")),
    "scoping scores": Part(PartnershipScore, ("scoping",), ("scoping", "criterion")),
    "protocols": Part(Protocol, ("partnership", "scoping"), ("date",)),
}
"""The sheets in the order in which they are written; ``network``, with a field a row, goes before them."""

_NETWORK = "network"


def sheets_of(network: PartnershipNetwork) -> list[Sheet]:
    """Return a network as sheets; those that would be empty are left out, except organisations and partnerships.

    Example:
        >>> [sheet.name for sheet in sheets_of(PartnershipNetwork(title="None yet"))]
        ['network', 'organisations', 'partnerships']
    """
    rows: dict[str, list[dict[str, Cell]]] = {name: [] for name in SHEETS}
    for part in ("organisations", "groups", "services", "trust"):
        rows[part] = [_row(one) for one in getattr(network, part)]
    for number, partnership in enumerate(network.partnerships, start=1):
        first, second = partnership.between
        rows["partnerships"].append({"partnership": number, "first": first, "second": second, **_row(partnership)})
        for review in partnership.reviews:
            key = len(rows["reviews"]) + 1
            rows["reviews"].append({"review": key, "partnership": number, **_row(review)})
            rows["review scores"] += [{"review": key, **_row(score)} for score in review.scores]
        if partnership.protocol:
            rows["protocols"].append({"partnership": number, **_row(partnership.protocol)})
    for number, scoping in enumerate(network.scopings, start=1):
        first, second = scoping.between
        rows["scopings"].append({"scoping": number, "first": first, "second": second, **_row(scoping)})
        rows["scoping scores"] += [{"scoping": number, **_row(score)} for score in scoping.scores]
        if scoping.protocol:
            rows["protocols"].append({"scoping": number, **_row(scoping.protocol)})
    head = _row(network)
    about = Sheet(_NETWORK, ("field", "value"), [{"field": name, "value": value} for name, value in head.items()])
    parts = [
        Sheet(name, _columns(part, rows[name]), rows[name])
        for name, part in SHEETS.items()
        if rows[name] or name in ("organisations", "partnerships")
    ]
    return [about, *parts] if head else parts


def _row(value: Value) -> dict[str, Cell]:
    """Return the plain fields of a value that say something, and its other columns."""
    data = value.model_dump(by_alias=True, exclude_none=True)
    plain = {name: data[name] for name in fields_of(type(value)) if name in data and data[name] != ()}
    return {**plain, **{heading_for(key): text for key, text in data.get("other", {}).items()}}


def _columns(part: Part, rows: Sequence[Mapping[str, Cell]]) -> list[str]:
    used = dict.fromkeys(name for row in rows for name in row)
    ours = [*part.keys, *fields_of(part.model)]
    return [*ours, *(name for name in used if name not in ours)]


def is_ours(tables: Sequence[Table]) -> bool:
    """Say whether tables are in this form: one has a name of ours and the headings that it needs."""
    return any(
        (part := SHEETS.get(heading(table.name))) and set(part.needed) <= {heading(name) for name in table.headings}
        for table in tables
    )


def read_sheets(tables: Sequence[Table], draft: Draft) -> None:
    """Read sheets in this form into a draft."""
    found = _by_name(tables, draft)
    if _NETWORK in found:
        _read_network(found[_NETWORK], draft)
    read = {name: list(_read(name, part, found[name], draft)) for name, part in SHEETS.items() if name in found}
    partnerships = _numbered("partnership", read.get("partnerships", []), draft)
    reviews = _numbered("review", read.get("reviews", []), draft)
    scopings = _numbered("scoping", read.get("scopings", []), draft)
    _attach(read.get("reviews", []), "partnership", partnerships, "reviews", draft)
    _attach(read.get("review scores", []), "review", reviews, "scores", draft)
    _attach(read.get("scoping scores", []), "scoping", scopings, "scores", draft)
    for row in read.get("protocols", []):
        name = "scoping" if "scoping" in row.keys else "partnership"
        _attach([row], name, scopings if name == "scoping" else partnerships, "protocol", draft)
    draft.find_names()


def _by_name(tables: Sequence[Table], draft: Draft) -> dict[str, Table]:
    """Return the sheets by name; what else stands in a workbook is left out, while a file was meant to be read."""
    found: dict[str, Table] = {}
    for table in tables:
        name, head = heading(table.name), table.head
        known = name in SHEETS or name == _NETWORK
        hint = nearest(name, [*SHEETS, _NETWORK])
        if name in found:
            draft.problems.append(head.problem(None, f"there is another sheet '{name}'", "put both on one sheet"))
        elif not known and head.in_cells:
            draft.notes.append(f"{head.file} is not a sheet that we know, and was left out; {hint}")
        elif not known:
            draft.problems.append(head.problem(None, f"'{table.name}' is not a sheet that we know", hint))
        found.setdefault(name, table)
    return found


@dataclass(slots=True)
class _Row:
    """A row that was read: what it says, what it belongs to, and where in the network it stands, once that is known."""

    record: Record
    data: dict[str, Any]
    keys: Mapping[str, str]
    named: Mapping[str, str]
    path: Path_ = ()


def _read(name: str, part: Part, table: Table, draft: Draft) -> Iterator[_Row]:
    known = {heading(field): field for field in [*part.keys, *fields_of(part.model)]}
    named = {text: known[heading(text)] for text in table.headings if heading(text) in known}
    named |= _ends(part, table, named)
    missing = [field for field in part.needed if field not in named.values()]
    for field_ in missing:
        hint = nearest(field_, [text for text in table.headings if text not in named])
        draft.problems.append(table.head.problem(None, f"there is no column '{field_}' here", _renaming(hint, field_)))
    if "other" not in part.model.model_fields:
        for text in table.headings:
            if text not in named:
                what = f"'{text}' is not a column of the sheet '{name}'"
                draft.problems.append(table.head.problem(text, what, nearest(text, known.values())))
    columns = {field: text for text, field in named.items()}
    for record in () if missing else table.records:
        empty = [field for field in part.needed if columns[field] not in record.values]
        for field_ in empty:
            draft.problems.append(record.problem(columns[field_], f"'{field_}' is empty here", "fill it in"))
        if not empty:
            yield _placed(name, part, record, named, draft)


def _ends(part: Part, table: Table, named: Mapping[str, str]) -> Mapping[str, str]:
    """Return the headings of the two ends where they go by names that others use, as ``from`` and ``to``."""
    if "first" not in part.needed or {"first", "second"} & set(named.values()):
        return {}
    texts = {heading(text): text for text in table.headings}
    pair = next((pair for pair in ENDS if set(pair) <= texts.keys()), None)
    return {texts[name]: end for name, end in zip(pair, _END, strict=True)} if pair else {}


def _renaming(hint: str, field_: str) -> str:
    near = hint.removeprefix("did you mean ").rstrip("?")
    return f"rename {near}, if that is it" if hint.startswith("did you") else f"add the column '{field_}'"


def _placed(name: str, part: Part, record: Record, named: Mapping[str, str], draft: Draft) -> _Row:
    """Read a row; one of a part of the network of its own is put there at once, others are attached later."""
    keys = {named[text]: value for text, value in record.values.items() if named.get(text) in part.keys}
    own = {text: field_ for text, field_ in named.items() if field_ not in part.keys}
    values = {text: value for text, value in record.values.items() if named.get(text) not in part.keys}
    row = Record(values, record.file, record.line, record.column, record.columns, record.in_cells)
    if name not in PartnershipNetwork.model_fields:
        return _Row(row, draft.read(part.model, row, own), keys, named)
    data = draft.add(name, part.model, row, own)
    path = (name, len(draft.data[name]) - 1)
    if "first" in part.keys:
        data["between"] = [keys.get("first", ""), keys.get("second", "")]
        places: dict[Path_, str] = {
            ("between", at): text for text, field_ in named.items() for at in (0, 1) if field_ == _END[at]
        }
        places[("between",)] = places[("between", 1)]
        draft.came_from(path, row, {**{(f,): t for t, f in own.items()}, **places})
    return _Row(row, data, keys, named, path)


_END = ("first", "second")


def _numbered(key: str, rows: Sequence[_Row], draft: Draft) -> dict[str, _Row]:
    found: dict[str, _Row] = {}
    for row in rows:
        number = row.keys.get(key)
        if number in found and "between" in row.data and row.data == found[number].data:
            continue  # the whole row is there twice, which is told of the partnership
        if number in found:
            what = f"the {key} '{number}' is here already ({found[number].record.where})"
            draft.problems.append(row.record.problem(_column(row, key), what, "give each a number of its own"))
        elif number is not None:
            found[number] = row
    return found


def _attach(rows: Sequence[_Row], key: str, owners: Mapping[str, _Row], field_: str, draft: Draft) -> None:
    """Put rows into the things that they belong to."""
    for row in rows:
        number = row.keys.get(key)
        owner = owners.get(number or "")
        if owner is None:
            what = f"there is no {key} '{number}'" if number else f"which {key} this belongs to is not said"
            draft.problems.append(row.record.problem(_column(row, key), what, nearest(number or "", owners)))
        elif field_ == "protocol":
            if field_ in owner.data:
                what = f"the {key} '{number}' has a protocol already"
                draft.problems.append(row.record.problem(_column(row, key), what, "keep one of the two"))
            owner.data[field_] = row.data
            row.path = (*owner.path, field_)
        else:
            several = owner.data.setdefault(field_, [])
            row.path = (*owner.path, field_, len(several))
            several.append(row.data)
        if row.path:
            draft.came_from(row.path, row.record, {(f,): text for text, f in row.named.items()})


def _column(row: _Row, key: str) -> str | None:
    return next((text for text, field_ in row.named.items() if field_ == key), None)


def _read_network(table: Table, draft: Draft) -> None:
    names = {heading(text): text for text in table.headings}
    if not {"field", "value"} <= names.keys():
        draft.problems.append(table.head.problem(None, "the headings are not 'field' and 'value'", "name them so"))
        return
    known = {heading(name): name for name in fields_of(PartnershipNetwork)}
    for record in table.records:
        written, value = record.values.get(names["field"], ""), record.values.get(names["value"])
        name = known.get(heading(written))
        if name is None:
            what = f"'{written}' is not a field of a network"
            draft.problems.append(record.problem(names["field"], what, nearest(written, known.values())))
        elif value is not None:
            one = Record({names["value"]: value}, record.file, record.line, 1, record.columns, record.in_cells)
            draft.data.update(draft.read(PartnershipNetwork, one, {names["value"]: name}))
            draft.came_from((name,), record, {(): names["value"]})
