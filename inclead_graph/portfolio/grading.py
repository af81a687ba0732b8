"""One part of a lake graded: over columns, and a sample of it by the reference engine as well."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from inclead_graph.assess import Knowledge
from inclead_graph.columns import Batch, ColumnEngine, Concluded, codings_of, joined
from inclead_graph.columns.coding import Array, Place
from inclead_graph.errors import DisagreementError, IncleadError
from inclead_graph.inference.facts import Facts, facts_of
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.inference.rules import Ruleset
from inclead_graph.model.assessment import Assessment
from inclead_graph.portfolio.batches import Batches, Refused, in_bulk
from inclead_graph.portfolio.lake import assessment_of

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["SHOWN", "Graded", "Grader", "results_schema"]

SHOWN = ("organisation", "stage", "factor", "criterion", "driver", "matrix_cell", "signal", "eds_outcome")
"""The kinds of things about which results are kept; what is concluded of records stays with the organisation."""


def results_schema() -> pa.Schema:
    """Return the columns of results: one row for each thing that was concluded."""
    import pyarrow as pa

    word = pa.dictionary(pa.int32(), pa.string())
    names = ("organisation", "region", "kind", "about", "thing", "property", "value")
    return pa.schema([*(pa.field(name, word) for name in names), pa.field("as_of", pa.date32())])


@dataclass(frozen=True, eq=False)
class Graded:
    """What became of the rows of a part.

    Attributes:
        results: of :func:`results_schema`; what nobody spoke of, and what a property is unless a rule says otherwise,
            is left out.
        organisations: how many were graded.
        compared: how many of them by the reference engine as well.
        refused: those that could not be.
    """

    results: pa.Table
    organisations: int
    compared: int
    refused: tuple[Refused, ...]


@dataclass(frozen=True)
class Grader:
    """Grades parts by one ontology and rulebook.

    Attributes:
        everything: by all rules, which takes a value of each record; else by those for which a lake's columns are
            enough.
        sample: of so many organisations of each part every conclusion is compared with the reference engine's.
    """

    knowledge: Knowledge
    everything: bool = False
    sample: int = 1
    _batches: dict[dt.date, Batches] = field(default_factory=dict, repr=False)

    def grade(self, table: pa.Table) -> Graded:
        """Grade every row.

        Raises:
            DisagreementError: the columns and the reference engine do not conclude the same.
            RulebookError: no rule is in force on the day of a row.
        """
        import pyarrow as pa

        parts, refused, compared, number = [results_schema().empty_table()], [], 0, 0
        for as_of, rows in _by_day(table):
            concluded, bad = self._concluded(rows, as_of)
            refused += bad
            number += len(concluded.batch.organisations)
            compared += self._compare(concluded, rows)
            parts.append(_results(concluded, rows, self._ruleset(as_of)))
        return Graded(pa.concat_tables(parts).unify_dictionaries(), number, compared, tuple(refused))

    def _ruleset(self, as_of: dt.date) -> Ruleset:
        ruleset = self.knowledge.rulebook.in_force(as_of)
        return ruleset if self.everything else self._batches_on(as_of).ruleset

    def _batches_on(self, as_of: dt.date) -> Batches:
        if as_of not in self._batches:
            ruleset = in_bulk(self.knowledge.rulebook.in_force(as_of))
            self._batches[as_of] = Batches(self.knowledge.framework, ruleset, as_of)
        return self._batches[as_of]

    def _concluded(self, rows: pa.Table, as_of: dt.date) -> tuple[Concluded, list[Refused]]:
        batches = self._batches_on(as_of)
        batch, refused = batches.of(rows)
        ruleset = batches.ruleset
        if self.everything:
            ruleset = self.knowledge.rulebook.in_force(as_of)
            batch, more = self._whole(rows, {one.organisation for one in refused}, ruleset, batch)
            refused += more
        return ColumnEngine().infer(ruleset, batch), refused

    def _whole(self, rows: pa.Table, bad: set[str], ruleset: Ruleset, empty: Batch) -> tuple[Batch, list[Refused]]:
        """Return the batch of all facts of the rows that are not ``bad``."""
        facts: dict[str, Facts] = {}
        refused: list[Refused] = []
        for row in rows.to_pylist():
            if row["organisation"] in bad:
                continue
            try:
                facts[row["organisation"]] = facts_of(assessment_of(row), self.knowledge.framework)
            except IncleadError as error:
                refused.append(Refused(row["organisation"], str(error)))
        return (joined(facts, codings_of(ruleset), ruleset.relations) if facts else empty), refused

    def _compare(self, concluded: Concluded, rows: pa.Table) -> int:
        """Hold a sample against the reference engine; which organisations it is depends on their names alone."""
        names = concluded.batch.organisations
        chosen = sorted(range(len(names)), key=lambda number: _mixed(names[number]))[: self.sample]
        wanted = {names[number]: number for number in chosen}
        for row in rows.filter([name in wanted for name in rows["organisation"].to_pylist()]).to_pylist():
            name = row["organisation"]
            found = {place: concluded.values(place, wanted[name]) for place in concluded.columns}
            require_same(self.knowledge, assessment_of(row), name, found)
        return len(chosen)


def _mixed(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def require_same(
    knowledge: Knowledge, assessment: Assessment, name: str, found: Mapping[Place, Mapping[str, Any]]
) -> None:
    """Hold what columns concluded about one organisation against the reference engine.

    Raises:
        DisagreementError: names the first difference.
    """
    ruleset = knowledge.rulebook.in_force(assessment.as_of)
    inference = ReferenceEngine().infer(ruleset, facts_of(assessment, knowledge.framework))
    for place in sorted(found):
        mine, theirs = found[place], inference.concluded[place]
        if mine != theirs:
            thing = min(thing for thing in {*mine, *theirs} if mine.get(thing) != theirs.get(thing))
            raise DisagreementError(
                f"{name}: columns and the reference engine disagree on {place[1]} of {place[0]} {thing}: "
                f"{_words(mine.get(thing))} and {_words(theirs.get(thing))}; no result is kept, please report this"
            )


def _words(values: Any) -> str:
    return ", ".join(sorted(map(str, values))) if values else "nothing"


def _by_day(table: pa.Table) -> Iterator[tuple[dt.date, pa.Table]]:
    import pyarrow.compute as pc

    days = table["as_of"]
    for day in sorted(set(days.to_pylist())):
        yield day, table.filter(pc.equal(days, day))


def _results(concluded: Concluded, rows: pa.Table, ruleset: Ruleset) -> pa.Table:
    """Write what was concluded as rows, in the order of kinds, properties, things and organisations."""
    import numpy as np
    import pyarrow as pa

    batch = concluded.batch
    described = _described(batch, rows)
    tables = []
    for place in sorted(concluded.columns):
        kind, name = place
        if kind not in SHOWN:
            continue
        things, organisations, codes = _spoken(concluded, place, ruleset)
        ids = batch.fixed[kind] if kind in batch.fixed else [*map(str, batch.owned[kind].ids)]
        words = batch.codings[place].values
        values = [str(word).lower() if isinstance(word, bool) else str(word) for word in words]
        columns = [
            *(_coded(organisations, of) for of in described.values()),
            _coded(np.zeros(len(codes), "i4"), [kind]),
            _coded(things, ids),
            _coded(np.zeros(len(codes), "i4"), [name]),
            _coded(codes - 1, values),
            pa.array([batch.as_of]).take(pa.nulls(len(codes), pa.int32()).fill_null(0)),
        ]
        tables.append(pa.Table.from_arrays(columns, schema=results_schema()))
    return pa.concat_tables(tables) if tables else results_schema().empty_table()


def _described(batch: Batch, rows: pa.Table) -> Mapping[str, Sequence[str | None]]:
    known = {row["organisation"]: row for row in rows.select(["organisation", "region", "kind"]).to_pylist()}
    return {
        "organisation": list(batch.organisations),
        "region": [known[name]["region"] for name in batch.organisations],
        "kind": [known[name]["kind"] for name in batch.organisations],
    }


def _coded(places: Array, words: Sequence[str | None]) -> pa.Array:
    """Return texts as places in a list of them, each once."""
    import numpy as np
    import pyarrow as pa

    distinct = list(dict.fromkeys(word for word in words if word is not None))
    at = {word: place for place, word in enumerate(distinct)}
    lookup = np.array([at[word] if word is not None else -1 for word in words], "i4")
    taken = lookup[places]
    return pa.DictionaryArray.from_arrays(pa.array(taken, mask=taken < 0), pa.array(distinct, pa.string()))


def _spoken(concluded: Concluded, place: Place, ruleset: Ruleset) -> tuple[Array, Array, Array]:
    """Return thing, organisation and code of every value that is not what a property is by default."""
    import numpy as np

    coding, column = concluded.batch.codings[place], concluded.columns[place]
    default = ruleset.types[place].default
    if coding.form == "set":
        found = [(np.nonzero(column >> bit & 1), bit + 1) for bit in range(len(coding.values))]
        at = tuple(np.concatenate(of) for of in zip(*(where for where, _ in found), strict=True))
        codes = np.concatenate([np.full(len(where[0]), code) for where, code in found])
    else:
        at = np.nonzero((column != coding.unknown) & (column != coding.code(default)))
        codes = column[at]
    organisations = at[1] if place[0] in concluded.batch.fixed else concluded.batch.owned[place[0]].organisation[at[0]]
    return at[0], organisations, codes.astype("i4")
