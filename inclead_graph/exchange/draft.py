"""A network on its way in: its data, where each value came from, what is wrong with it and what is worth a note."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inclead_graph import located
from inclead_graph.errors import InputError, Problem
from inclead_graph.exchange.fields import CellError, fields_of, other_key, parsed
from inclead_graph.exchange.names import Finder, id_from, is_id, notes_on_names
from inclead_graph.exchange.records import Record, heading
from inclead_graph.located import Located
from inclead_graph.model.framework import Framework
from inclead_graph.model.network import PartnershipNetwork
from inclead_graph.model.value import Value
from inclead_graph.network_checks import Fault, faults_of, notes_of

__all__ = ["Draft", "Imported", "Path_"]

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """A network that was read, with what is worth a note although nothing is wrong.

    Example::

        imported = read_files([Path("partners.xlsx")], framework)
        imported.network, imported.notes
    """

    network: PartnershipNetwork
    notes: tuple[str, ...]


class Draft(Located):
    """Data in the form of ``network.yaml``, gathered from anywhere.

    Example::

        draft = Draft("partners.csv", framework)
        draft.add("organisations", NetworkOrganisation, record, {"Label": "name"})
        draft.checked().network
    """

    def __init__(self, file: str, framework: Framework) -> None:
        super().__init__(file, data={})
        self.framework = framework
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.kept: dict[str, str] = {}
        self._unread: set[tuple[str, int, str]] = set()
        self._rows: dict[Path_, tuple[Record, Mapping[Path_, str]]] = {}

    def add(self, part: str, model: type[Value], record: Record, named: Mapping[str, str]) -> dict[str, Any]:
        """Read a row and add what it says to a part of the network.

        Args:
            part: ``organisations``, ``partnerships`` and so on.
            model: what the part is made of.
            record: the row.
            named: the field that each heading stands for; what is not among them goes into ``other``, or is a problem
                where the part has none.

        Returns:
            The data, for whoever has to add what does not fit in a cell.
        """
        into = self.data.setdefault(part, [])
        data = self.read(model, record, named)
        self.came_from((part, len(into)), record, {(field,): name for name, field in named.items()})
        into.append(data)
        return data

    def read(self, model: type[Value], record: Record, named: Mapping[str, str]) -> dict[str, Any]:
        """Read the values of a row without adding it; see :meth:`add`."""
        data: dict[str, Any] = {}
        fields = fields_of(model)
        for name, text in record.values.items():
            field = named.get(name)
            if field is not None and field in fields:
                self._value(data, field, fields[field], record, name)
            elif field is None and "other" in model.model_fields:
                data.setdefault("other", {})[other_key(name)] = text
                self._keep(name, record, fields)
        return data

    def _keep(self, name: str, record: Record, fields: Iterable[str]) -> None:
        """Remember a heading that means nothing here, with the field that it may be a slip of the pen for."""
        if name not in self.kept and (name in record.columns or not record.columns):
            near = difflib.get_close_matches(heading(name).replace(" ", "_"), fields, 1, 0.8)
            self.kept[name] = f" (did you mean '{near[0]}'?)" if near else ""

    def _value(self, data: dict[str, Any], field: str, kind: type, record: Record, name: str) -> None:
        try:
            data[field] = parsed(kind, record.values[name])
            if field == "id" and not is_id(record.values[name]):
                what = f"'{record.values[name][:80]}' cannot be an id"
                todo = "an id has letters, digits, '-', '_' and '.', 64 at most, and no spaces"
                raise CellError(what, f"{todo}; '{id_from(record.values[name], ())}' would do")
            if field in ("weight", "cost", "scale") and data[field] <= 0:
                what = f"the {field} '{record.values[name]}' is not above 0"
                raise CellError(what, "leave the row out where there is no tie, or the cell empty where nobody knows")
        except CellError as error:
            self._unread.add((record.file, record.line, f"'{field}' is missing"))
            data.pop(field, None)
            if field == "id":
                data[field] = id_from(record.values[name], ())
            what = error.what if field in error.what else f"{field}: {error.what}"
            self.problems.append(record.problem(name, what, error.todo))

    def came_from(self, path: Path_, record: Record, names: Mapping[Path_, str]) -> None:
        """Say where the value at a path came from, and under which headings what is below it stood."""
        self._rows[path] = (record, names)

    def record_of(self, path: Path_) -> Record | None:
        """Return the row that a path came from."""
        return next((self._rows[path[:end]][0] for end in range(len(path), 0, -1) if path[:end] in self._rows), None)

    def problem(self, path: Path_, what: str, todo: str = "", *, at_key: bool = False) -> Problem:
        """Make a problem that points at the row and column where the value at ``path`` stood."""
        for end in range(len(path), -1, -1):
            if path[:end] in self._rows:
                record, names = self._rows[path[:end]]
                below = path[end:]
                found = next((names[below[:n]] for n in range(len(below), -1, -1) if below[:n] in names), None)
                return record.problem(found, what, todo)
        return super().problem(path, what, todo, at_key=at_key) if self.values else Problem(self.file, 0, 0, what, todo)

    def checked(self) -> Imported:
        """Return the network, if nothing is wrong.

        Raises:
            InputError: every problem found.
        """
        try:
            network: PartnershipNetwork = located.validate(PartnershipNetwork, self)
        except InputError as error:
            raise InputError([*self.problems, *self._unless_said(error.problems)]) from None
        faults = [self._fault(fault) for fault in faults_of(network, self.framework)]
        if self.problems or faults:
            raise InputError([*self.problems, *self._unless_said(faults)])
        notes = [str(self._fault(fault)) for fault in notes_of(network, self.framework)]
        return Imported(network, (*self.notes, *self._notes_on_columns(), *notes_on_names(network, self.where), *notes))

    def find_names(self) -> None:
        """Let rows name an organisation or a group by its name, too, and put its id there."""
        organisations, groups = (
            Finder([(one[key], one.get("id", "")) for key in ("id", "name") for one in self._part(part) if key in one])
            for part in ("organisations", "groups")
        )
        either = Finder([*organisations.known.items(), *groups.known.items()])
        for part, field, finder in (
            ("services", "organisation", organisations),
            ("services", "group", groups),
            ("trust", "by", either),
            ("trust", "of", organisations),
        ):
            for place, one in enumerate(self._part(part)):
                one[field] = self._found(finder, one[field], (part, place, field))
        for part in ("partnerships", "scopings"):
            for place, one in enumerate(self._part(part)):
                ends = enumerate(one["between"])
                one["between"] = [self._found(organisations, end, (part, place, "between", at)) for at, end in ends]

    def _part(self, part: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.data.get(part, [])
        return found

    def _found(self, finder: Finder, name: str, path: Path_) -> str:
        found = finder.find(name)
        if found is None:
            what = f"there is no {'group' if path[2] == 'group' else 'organisation'} '{name}'"
            self.problems.append(self.problem(path, what, finder.hint(name)))
        return found or name

    def _unless_said(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Yield problems of cells of which nothing is said yet: a second message would be about the same mistake."""
        said = {(one.file, one.line, one.column) for one in self.problems if one.column > 1}
        for one in problems:
            missing_only_here = (one.file, one.line, one.what) in self._unread
            if (one.file, one.line, one.column) not in said and not missing_only_here:
                yield one

    def where(self, path: Path_) -> str:
        """Say in words where the value at a path came from."""
        record = self.record_of(path)
        return record.where if record else f"line {self.place(path)[0]}"

    def _fault(self, fault: Fault) -> Problem:
        what = f"{fault.what} ({self.where(fault.also)})" if fault.also else fault.what
        return self.problem(fault.path, what, fault.todo)

    def _notes_on_columns(self) -> list[str]:
        if not self.kept:
            return []
        shown = ", ".join(f"'{name}'{hint}" for name, hint in self.kept.items())
        return [f"kept under 'other', since they mean nothing here: {shown}"]
