"""Cases: facts beside which a rule must, or must not, fire. Run by ``inclead rules test`` and by the tests.

A case gives the properties of some things and how they are related, runs one rule alone, and names the things on
which it fires; with ``concludes`` also what it says of each. Whatever an earlier stratum would conclude is given, so
that a case stands for itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from inclead_graph import located
from inclead_graph.errors import Problem, RulebookError, nearest
from inclead_graph.inference.engine import Engine
from inclead_graph.inference.facts import Facts
from inclead_graph.inference.rulebook import Rulebook
from inclead_graph.inference.rules import PropertyType, Rule, Ruleset, Stratum, Value
from inclead_graph.located import Located
from inclead_graph.model.rulefile import CaseFile, CaseSpec

__all__ = ["Case", "Outcome", "read_cases", "run_case", "untested_rules"]


@dataclass(frozen=True, slots=True)
class Case:
    """One case, ready to run."""

    name: str
    place: str
    rule: Rule
    ruleset: Ruleset
    facts: Facts
    fires_on: frozenset[str]
    concludes: tuple[str, Value] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an engine made of a case."""

    case: Case
    engine: str
    fired_on: frozenset[str]
    said: frozenset[tuple[str, Value]] = frozenset()

    @property
    def passed(self) -> bool:
        """Whether the rule fired on exactly the things that the case names, and said of them what it names."""
        return self.fired_on == self.case.fires_on and self.case.concludes in (None, *self.said)

    def __str__(self) -> str:
        what = f"{self.case.place}: {self.case.rule.key}: {self.case.name}"
        if self.passed:
            return what
        if self.fired_on != self.case.fires_on:
            expected, got = (", ".join(sorted(ids)) or "nothing" for ids in (self.case.fires_on, self.fired_on))
            return f"{what}: expected to fire on {expected}, but {self.engine} fires on {got}"
        wanted = f"{self.case.concludes[0]} {self.case.concludes[1]}" if self.case.concludes else ""
        said = ", ".join(sorted(f"{name} {value}" for name, value in self.said))
        return f"{what}: expected to conclude {wanted}, but {self.engine} concludes {said}"


def read_cases(folder: Path, rulebook: Rulebook) -> list[Case]:
    """Read every case file of ``folder/cases``, in order.

    Raises:
        RulebookError: a case names a rule, kind, property or word that does not exist; all problems at once.
    """
    cases: list[Case] = []
    problems: list[Problem] = []
    for path in sorted((folder / "cases").glob("*.yaml")):
        source = located.load(path, f"{folder.name}/cases/{path.name}")
        for index, spec in enumerate(located.validate(CaseFile, source).cases):
            reader = _CaseReader(rulebook, source, ("cases", index), problems)
            case = reader.case(spec)
            if case:
                cases.append(case)
    if problems:
        raise RulebookError(problems)
    return cases


def run_case(case: Case, engines: Sequence[Engine]) -> list[Outcome]:
    """Run one case through each engine."""
    outcomes = []
    for engine in engines:
        inference = engine.infer(case.ruleset, case.facts)
        fired = frozenset(thing for _, thing, _ in inference.proven())
        place = (case.rule.about, case.rule.property)
        stands = {inference.concluded[place][thing] for thing in fired}
        said = frozenset((place[1], value) for values in stands if len(stands) == 1 for value in values)
        outcomes.append(Outcome(case, engine.name, fired, said))
    return outcomes


def untested_rules(rulebook: Rulebook, cases: Sequence[Case]) -> Iterator[str]:
    """Yield what is missing: every rule needs a case that fires it and one that does not."""
    for _, _, spec in rulebook.specs():
        mine = [case for case in cases if case.rule.id == spec.id]
        if not any(case.fires_on for case in mine):
            yield f"{spec.id}: no case fires it"
        if all(case.fires_on for case in mine):
            yield f"{spec.id}: no case shows when it does not fire"


@dataclass(frozen=True)
class _CaseReader:
    rulebook: Rulebook
    source: Located
    at: tuple[str | int, ...]
    problems: list[Problem]

    def refuse(self, path: tuple[str | int, ...], what: str, todo: str) -> None:
        self.problems.append(self.source.problem((*self.at, *path), what, todo))

    def case(self, spec: CaseSpec) -> Case | None:
        whole = self.rulebook.in_force(spec.as_of)
        rule = whole.by_key.get(spec.rule)
        if rule is None:
            self.refuse(("rule",), f"there is no rule '{spec.rule}'", nearest(spec.rule, whole.by_key))
            return None
        for thing in spec.fires_on:
            if thing not in spec.facts.get(rule.about, {}):
                self.refuse(("fires_on",), f"'{thing}' is no {rule.about} of this case", "give it under facts")
        concludes = {(rule.about, rule.property): _any_number_of(whole.types[rule.about, rule.property])}
        stratum = Stratum("case", rule.title, concludes, (rule,))
        alone = Ruleset(whole.version, (stratum,), whole.relations, whole.types, {rule.key: rule})
        place = f"{self.source.file}:{self.source.place(self.at)[0]}"
        fires_on, said = frozenset(spec.fires_on), self.concluded(spec, rule, whole)
        return Case(spec.name, place, rule, alone, self.facts(spec, whole), fires_on, said)

    def concluded(self, spec: CaseSpec, rule: Rule, ruleset: Ruleset) -> tuple[str, Value] | None:
        if spec.concludes is None:
            return None
        ((name, written),) = spec.concludes.items()
        if not spec.fires_on:
            what = "nothing is concluded where the rule fires on nothing"
            self.refuse(("concludes",), what, "name a thing under fires_on, or remove 'concludes'")
        elif name != rule.property:
            self.refuse(("concludes",), f"{rule.key} does not conclude '{name}'", nearest(name, [rule.property]))
        elif (value := _typed(ruleset.types[rule.about, name], written)) is not None:
            return name, value
        else:
            words = ruleset.types[rule.about, name].words
            self.refuse(("concludes", name), f"'{written}' is not a value of {name}", nearest(written, words))
        return None

    def facts(self, spec: CaseSpec, ruleset: Ruleset) -> Facts:
        kinds = {kind for kind, _ in ruleset.types} | {kind for kind, _ in ruleset.relations}
        things = {kind: tuple(spec.facts.get(kind, {})) for kind in sorted(kinds)}
        columns: dict[tuple[str, str], dict[str, Value]] = {place: {} for place in ruleset.types}
        for place, kind_of in ruleset.types.items():
            if kind_of.default is not None:
                columns[place] = dict.fromkeys(things[place[0]], kind_of.default)
        related: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
            place: dict.fromkeys(things[place[0]], ()) for place in ruleset.relations
        }
        for kind, members in spec.facts.items():
            if kind not in kinds:
                self.refuse(("facts", kind), f"'{kind}' is not a kind of thing", nearest(kind, kinds))
                continue
            for thing, given in members.items():
                for name, written in given.items():
                    self.give(ruleset, columns, related, (kind, thing, name), written)
        return Facts(spec.as_of, things, columns, related)

    def give(
        self,
        ruleset: Ruleset,
        columns: dict[tuple[str, str], dict[str, Value]],
        related: dict[tuple[str, str], dict[str, tuple[str, ...]]],
        key: tuple[str, str, str],
        written: Any,
    ) -> None:
        kind, thing, name = key
        path = ("facts", kind, thing, name)
        if (kind, name) in ruleset.relations:
            related[kind, name][thing] = tuple(map(str, written if isinstance(written, list) else [written]))
        elif (kind, name) not in ruleset.types:
            known = [n for k, n in (*ruleset.types, *ruleset.relations) if k == kind]
            self.refuse(path, f"'{name}' is no property or relation of {kind}", nearest(name, known))
        elif written is not None:
            value = _typed(ruleset.types[kind, name], str(written))
            if value is None:
                words = ruleset.types[kind, name].words
                self.refuse(path, f"'{written}' is not a value of {name}", nearest(str(written), words))
            else:
                columns[kind, name][thing] = value


def _any_number_of(kind_of: PropertyType) -> PropertyType:
    return PropertyType(kind_of.name, kind_of.title, kind_of.words, "every")


def _typed(kind_of: PropertyType, written: str) -> Value | None:
    if kind_of.name == "truth":
        return {"true": True, "false": False}.get(written)
    if kind_of.name == "date":
        try:
            return dt.date.fromisoformat(written)
        except ValueError:
            return None
    if kind_of.name == "number":
        try:
            return Fraction(written)
        except (ValueError, ZeroDivisionError):
            return None
    return written if not kind_of.words or written in kind_of.words else None
