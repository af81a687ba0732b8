"""The effort of a change, from a table that is data: the first entry that fits counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from inclead_graph import located
from inclead_graph.bundled import bundled
from inclead_graph.errors import InputError, Problem, nearest
from inclead_graph.inference.changes import Change
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.levers import Levers, bundled_levers
from inclead_graph.inference.patterns import PatternReader, Place, Scope
from inclead_graph.inference.rules import Pattern
from inclead_graph.located import Located
from inclead_graph.model.effort import EffortFile, WeightSpec

__all__ = ["EffortTable", "Efforts", "bundled_efforts", "read_efforts"]

_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class EffortTable:
    """A file of efforts, with the places of its entries."""

    source: Located
    file: EffortFile


def read_efforts(path: Path) -> EffortTable:
    """Read a table of efforts; whether its names exist is checked when it is used.

    Raises:
        UnreadableError, InputError: as :func:`inclead_graph.located.load` does.
    """
    source = located.load(path, path.name)
    return EffortTable(source, located.validate(EffortFile, source))


@cache
def bundled_efforts() -> EffortTable:
    """Return the efforts that came with the package."""
    return read_efforts(bundled("rules") / "changes" / "effort.yaml")


@dataclass(frozen=True, slots=True)
class _Weight:
    spec: WeightSpec
    effort: Fraction
    where: Pattern
    each: tuple[str, str, Pattern] | None


class Efforts:
    """Says how much effort a change is, for one assessment's findings.

    Args:
        findings: what is now so.
        tables: looked at in this order.
        levers: the changes that there are.

    Raises:
        InputError: an entry names what is not there, or its effort is not a number above zero.

    Example:
        ``Efforts(result.findings, (bundled_efforts(),)).of(change)``
    """

    def __init__(
        self, findings: Findings, tables: Sequence[EffortTable] | None = None, levers: Levers | None = None
    ) -> None:
        self.findings = findings
        self.tables = tuple(tables) if tables is not None else (bundled_efforts(),)
        self.problems: list[Problem] = []
        self._abouts = {
            name: spec.about
            for level in (levers or bundled_levers()).levels.values()
            for name, spec in level.levers.items()
        }
        self.weights = [weight for table in self.tables for weight in self._read(table)]
        if self.problems:
            raise InputError(self.problems)

    def of(self, change: Change) -> Fraction:
        """Return the effort of a change.

        Raises:
            InputError: no entry fits it.
        """
        gaps = self.findings.values(change.kind, change.thing, "gap")
        for weight in self.weights:
            spec = weight.spec
            if spec.lever in (None, change.lever) and spec.gap in (None, *gaps) and self._passes(change, weight.where):
                return weight.effort * self._times(change, weight.each)
        table = self.tables[0].source
        what = f"no entry says what effort '{change.lever}' is for {change.kind} {change.thing}"
        raise InputError([table.problem(("weights",), what, f"add one with 'lever: {change.lever}' and no 'where'")])

    def _passes(self, change: Change, pattern: Pattern) -> bool:
        matcher = self.findings.matcher
        return any(change.thing in matcher.passing_all(change.kind, tests) for tests in pattern)

    def _times(self, change: Change, each: tuple[str, str, Pattern] | None) -> int:
        if each is None:
            return 1
        relation, kind, pattern = each
        passing = set().union(*(self.findings.matcher.passing_all(kind, tests) for tests in pattern))
        related = self.findings.facts.related[change.kind, relation].get(change.thing, ())
        return max(1, sum(thing in passing for thing in related))

    def _read(self, table: EffortTable) -> Iterator[_Weight]:
        ruleset = self.findings.ruleset
        as_of: dt.date = self.findings.facts.as_of
        scope = Scope(table.source, as_of, ruleset.types, {}, ruleset.relations, {}, self.problems)
        reader = PatternReader(scope, {})
        for number, spec in enumerate(table.file.weights):
            path: Place = ("weights", number)
            effort = self._number(table, spec, (*path, "effort"))
            if spec.lever is None:
                yield from self._for_any(table, spec, effort, path)
                continue
            about = self._abouts.get(spec.lever)
            if about is None:
                hint = nearest(spec.lever, self._abouts)
                self._refuse(table, (*path, "lever"), f"there is no change '{spec.lever}'", hint)
                continue
            gaps = ruleset.types[about, "gap"].words if (about, "gap") in ruleset.types else ()
            if spec.gap is not None and spec.gap not in gaps:
                self._refuse(table, (*path, "gap"), f"'{spec.gap}' is not a gap", nearest(spec.gap, gaps))
            where = reader.pattern(about, spec.where, (*path, "where"))
            yield _Weight(spec, effort, where, self._each(table, reader, spec, about, (*path, "each")))

    def _for_any(self, table: EffortTable, spec: WeightSpec, effort: Fraction, path: Place) -> Iterator[_Weight]:
        if (spec.gap, spec.where, spec.each) != (None, None, None):
            what = "an entry for any change has no 'gap', 'where' or 'each'"
            self._refuse(table, path, what, "name the change under 'lever', or leave them out")
        yield _Weight(spec, effort, ((),), None)

    def _each(
        self, table: EffortTable, reader: PatternReader, spec: WeightSpec, about: str, path: Place
    ) -> tuple[str, str, Pattern] | None:
        if spec.each is None:
            return None
        relations = self.findings.ruleset.relations
        kind = relations.get((about, spec.each.of))
        if kind is None:
            known = [name for of, name in relations if of == about]
            what = f"'{spec.each.of}' is not a relation of {about}"
            self._refuse(table, (*path, "of"), what, nearest(spec.each.of, known))
            return None
        return spec.each.of, kind, reader.pattern(kind, spec.each.where, (*path, "where"))

    def _number(self, table: EffortTable, spec: WeightSpec, path: Place) -> Fraction:
        try:
            effort = Fraction(spec.effort)
        except (ValueError, ZeroDivisionError):
            effort = Fraction(0)
        if not 0 < effort <= _MOST:
            what = f"'{spec.effort}' is not an effort"
            self._refuse(table, path, what, f"write a number above 0 and at most {_MOST:,}, such as 3 or 0.5")
        return effort

    def _refuse(self, table: EffortTable, path: Place, what: str, todo: str) -> None:
        self.problems.append(table.source.problem(path, what, todo))
