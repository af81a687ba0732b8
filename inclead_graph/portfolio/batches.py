"""From a lake to a batch of the column engine, without making a value of each record.

What is the same for every organisation comes from the facts of an empty assessment; what its evidence and declarations
add is written over it. A row with a word that the ontology does not have is refused, and the others go on.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from inclead_graph.columns import Batch, Coding, Fixed, Owned, Ragged, codings_of, joined, only_for, reads
from inclead_graph.columns.coding import Array, Place
from inclead_graph.inference.facts import INPUTS, facts_of
from inclead_graph.inference.rules import Quantified, Ruleset
from inclead_graph.model.assessment import Assessment, Organisation
from inclead_graph.model.framework import Framework
from inclead_graph.portfolio.records import Lists, Records, places_of, words_of

if TYPE_CHECKING:
    import pyarrow as pa

    from inclead_graph.columns.batch import Relation

__all__ = ["Batches", "Refused", "in_bulk"]

_DAYS = {"date": "date", "expires": "expires", "withdrawn": "withdrawn_on"}
_WORDS = ("claim", "status", "kind", "voice", "source", "locator")
_WRITTEN: frozenset[Place] = frozenset(
    {
        *(("evidence", name) for name in (*_DAYS, *_WORDS)),
        *(("criterion", name) for name in ("declared_not_applicable", "moderated", "moderated_on")),
        ("organisation", "kind"),
        ("driver", "binds"),
    }
)
"""What assessments say that a lake holds as columns."""
_SAME_FOR_ALL: frozenset[Place] = frozenset(
    {
        *((kind, "id") for kind in ("stage", "factor", "criterion", "driver")),
        *(("criterion", name) for name in ("role", "by_group")),
        *(("driver", name) for name in ("starts", "ends")),
        *(("matrix_cell", name) for name in ("driver", "characteristic")),
        ("coverage", "characteristic"),
    }
)
_EVIDENCED = (("criterion", "evidence"), ("coverage", "evidence"))
_FRAMEWORK = ("stage", "factor", "criterion", "coverage", "driver", "matrix_cell")


def in_bulk(ruleset: Ruleset) -> Ruleset:
    """Return the rules that can be judged from a lake's columns alone.

    Those that hang on gradings, networks, the Equality Delivery System or the origin of records are not among them.
    """
    concluded = {place for stratum in ruleset.strata for place in stratum.concludes}
    return only_for(ruleset, [place for place in ruleset.types if place in concluded and _readable(ruleset, place)])


def _readable(ruleset: Ruleset, place: Place) -> bool:
    sliced = only_for(ruleset, [place])
    rules = [rule for stratum in sliced.strata for rule in stratum.rules]
    given = {read for rule in rules for read in reads(ruleset, rule)} & INPUTS.keys()
    related = {
        (rule.about, clause.condition.relation)
        for rule in rules
        for clause in rule.clauses
        if isinstance(clause.condition, Quantified)
    }
    return given <= _WRITTEN | _SAME_FOR_ALL and all(
        one in _EVIDENCED or {one[0], ruleset.relations[one]} <= {*_FRAMEWORK, "organisation"} for one in related
    )


@dataclass(frozen=True, slots=True)
class Refused:
    """An organisation whose assessment cannot be judged, and why."""

    organisation: str
    why: str


@dataclass(frozen=True)
class Batches:
    """Makes batches of the rows of a lake, all as of one day.

    Attributes:
        framework: what words there are.
        ruleset: of :func:`in_bulk`, in force on the day.
        as_of: the day.
    """

    framework: Framework
    ruleset: Ruleset
    as_of: dt.date

    @cached_property
    def codings(self) -> Mapping[Place, Coding]:
        """How each property is written."""
        return codings_of(self.ruleset)

    @cached_property
    def empty(self) -> Batch:
        """What holds before any evidence: the framework, once."""
        nobody = Organisation(name="nobody", kind=self.framework.words("organisation kind")[0])
        facts = facts_of(Assessment(organisation=nobody, as_of=self.as_of), self.framework)
        return joined({"": facts}, self.codings, self.ruleset.relations)

    def of(self, table: pa.Table) -> tuple[Batch, list[Refused]]:
        """Return the batch of the rows that can be judged, and those that cannot."""
        records = Records(table)
        refused = list(self._refused(records))
        if refused:
            bad = {one.organisation for one in refused}
            records = Records(table.filter([name not in bad for name in table["organisation"].to_pylist()]))
        return self._batch(records), refused

    def _batch(self, records: Records) -> Batch:
        table, empty = records.table, self.empty
        columns = {place: column for place, column in empty.columns.items() if place[0] in _FRAMEWORK}
        columns |= {("evidence", name): records.days(field) for name, field in _DAYS.items()}
        columns |= {
            ("evidence", name): words_of(records.field(name), self.codings["evidence", name]) for name in _WORDS
        }
        columns |= self._declared(table)
        fixed = {place: relation for place, relation in empty.related.items() if isinstance(relation, Fixed)}
        return Batch(
            self.as_of,
            table["organisation"].to_pylist(),
            empty.fixed,
            {**empty.owned, "evidence": Owned(records.field("id").to_pylist(), records.organisation)},
            self.codings,
            columns,
            {**fixed, **self._evidenced(records)},
        )

    def _evidenced(self, records: Records) -> dict[Place, Relation]:
        """Return which records bear on each criterion, and on each of its coverages."""
        number = records.table.num_rows
        bearing = records.lists("criteria", tuple(self.framework.criteria))
        naming = records.lists("characteristics", self.framework.words("characteristic"))
        rows, pairs = self._coverage_of(bearing, naming, len(records))
        shapes = {kind: (len(self.empty.fixed[kind]), number) for kind in ("criterion", "coverage")}
        organisation = records.organisation
        return {
            ("criterion", "evidence"): Ragged(
                bearing.place * number + organisation[bearing.of], bearing.of, shapes["criterion"], (len(records),)
            ),
            ("coverage", "evidence"): Ragged(
                rows * number + organisation[pairs], pairs, shapes["coverage"], (len(records),)
            ),
        }

    def _coverage_of(self, bearing: Lists, naming: Lists, records: int) -> tuple[Array, Array]:
        """Pair each record with the coverages of its criteria for the groups that it names."""
        import numpy as np

        rows = self._coverage_rows
        on = np.flatnonzero(rows[bearing.place, 0] >= 0)
        start = np.searchsorted(naming.of, np.arange(records + 1))
        of = bearing.of[on]
        named = (start[1:] - start[:-1])[of]
        pair = np.repeat(np.arange(len(on)), named)
        within = np.arange(len(pair)) - np.repeat(np.cumsum(named) - named, named)
        group = naming.place[start[of[pair]] + within]
        return rows[bearing.place[on][pair], group], of[pair]

    @cached_property
    def _coverage_rows(self) -> Array:
        """The row of the coverage of each criterion for each characteristic; -1 where it has none."""
        import numpy as np

        criteria, groups = list(self.framework.criteria), self.framework.words("characteristic")
        rows = np.full((len(criteria), len(groups)), -1, "i4")
        for row, thing in enumerate(self.empty.fixed["coverage"]):
            criterion, _, group = thing.partition("/")
            rows[criteria.index(criterion), groups.index(group)] = row
        return rows

    def _declared(self, table: pa.Table) -> Iterator[tuple[Place, Array]]:
        """Yield what each organisation is, and what it declared and decided."""
        import numpy as np

        criteria, number = tuple(self.framework.criteria), table.num_rows
        declared = Lists.read(table["not_applicable"].combine_chunks(), criteria)
        flags = np.full((len(criteria), number), self._code("criterion", "declared_not_applicable", False), "u1")
        flags[declared.place, declared.of] = self._code("criterion", "declared_not_applicable", True)
        yield ("criterion", "declared_not_applicable"), flags
        yield from self._moderated(table)
        kinds = self.framework.words("organisation kind")
        kind = places_of(table["kind"].combine_chunks(), kinds)
        yield ("organisation", "kind"), (kind + 1).astype("u1")[None, :]
        bound = [[word in driver.binds for word in kinds] for driver in self.framework.drivers.values()]
        yes, no = (self._code("driver", "binds", value) for value in (True, False))
        yield ("driver", "binds"), np.where(np.array(bound)[:, kind], yes, no).astype("u1")

    def _code(self, kind: str, name: str, value: bool) -> int:
        return self.codings[kind, name].code(value)

    def _moderated(self, table: pa.Table) -> Iterator[tuple[Place, Array]]:
        import numpy as np

        places = [("criterion", "moderated"), ("criterion", "moderated_on")]
        rows = {criterion: row for row, criterion in enumerate(self.framework.criteria)}
        columns = {
            place: np.full((len(rows), table.num_rows), self.codings[place].unknown, self.codings[place].dtype)
            for place in places
        }
        for at, decisions in enumerate(table["moderation"].to_pylist()):
            # The latest decision by the as-of date stands, as among the facts.
            for one in sorted(decisions or (), key=lambda d: (d["date"] <= self.as_of, d["date"])):
                for place, value in zip(places, (one["holds"], one["date"]), strict=True):
                    columns[place][rows[one["criterion"]], at] = self.codings[place].code(value)
        yield from columns.items()

    def _refused(self, records: Records) -> Iterator[Refused]:
        """Yield one of the reasons why a row cannot be judged, for each such row."""
        names = records.table["organisation"].to_pylist()
        found: defaultdict[int, list[str]] = defaultdict(list)
        for row, why in self._faults(records):
            found[row].append(why)
        for row, reasons in sorted(found.items()):
            more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
            yield Refused(names[row], f"{reasons[0]}{more}")

    def _faults(self, records: Records) -> Iterator[tuple[int, str]]:
        table, framework = records.table, self.framework
        for row, name in enumerate(table["kind"].to_pylist()):
            if name not in framework.words("organisation kind"):
                yield row, f"'{name}' is not a kind of organisation"
        for name in ("claim", "status", "kind", "voice"):
            for row, text in records.strangers(name, framework.words(name)):
                yield row, f"'{text}' is not a word for {name}"
        for name, words in (
            ("criteria", tuple(framework.criteria)),
            ("characteristics", framework.words("characteristic")),
        ):
            for row, text in records.listed_strangers(name, words):
                yield row, f"'{text}' is not among the {name} of the ontology"
        yield from self._wrong_declarations(table)

    def _wrong_declarations(self, table: pa.Table) -> Iterator[tuple[int, str]]:
        for row, (declared, decided) in enumerate(
            zip(table["not_applicable"].to_pylist(), table["moderation"].to_pylist(), strict=True)
        ):
            named = [*(declared or ()), *(one["criterion"] for one in decided or ())]
            for text in (text for text in named if text not in self.framework.criteria):
                yield row, f"'{text}' is not a criterion of the ontology"
            for one in decided or ():
                if one["date"] is None or one["holds"] not in self.framework.words("claim"):
                    yield row, f"the decision on {one['criterion']} has no day, or no side that holds"
