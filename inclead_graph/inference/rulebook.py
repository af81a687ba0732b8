"""The rulebook: rule files read, checked against the ontology, and made ready for any day.

Refused, each with file and line: an unknown term (with the nearest known one), a stratum that cannot be reached, a
term read before it is concluded, a missing citation or one that the ontology does not know, a duplicate id, a
condition that no rule uses, a conclusion that no rule draws.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from inclead_graph import located
from inclead_graph.bundled import digest_of
from inclead_graph.errors import InputError, Problem, RulebookError, UnreadableError, nearest
from inclead_graph.inference.facts import INPUTS, RELATIONS
from inclead_graph.inference.patterns import Params, PatternReader, Place, Scope, coerce, dated_value, fill
from inclead_graph.inference.rules import Clause, Computed, PropertyType, Rule, Ruleset, Stratum
from inclead_graph.located import Located
from inclead_graph.model.framework import Framework
from inclead_graph.model.rulefile import ClauseSpec, PropertySpec, RuleFile, RuleSpec, ValueSpec
from inclead_graph.remembered import Remembered, contents

__all__ = ["Rulebook", "read_rulebook"]

_BUILT_IN = ("truth", "date", "text", "reason", "number")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
Types = dict[tuple[str, str], PropertyType]


@dataclass(frozen=True)
class Rulebook:
    """All rule files of a folder, in the order of their strata.

    Example::

        rulebook.in_force(date(2026, 3, 31)).strata[0].name
    """

    version: str
    files: tuple[tuple[Located, RuleFile], ...]
    framework: Framework
    _ready: dict[tuple[object, ...], Ruleset] = field(default_factory=dict, repr=False, compare=False)

    def in_force(self, as_of: dt.date) -> Ruleset:
        """Return the rules and thresholds as they stood on a day.

        Raises:
            RulebookError: the rules of that day are at fault, or none was in force.
        """
        key = self._key(as_of)
        if key not in self._ready:
            self._ready[key] = _Compiler(self, as_of).ruleset()
        return self._ready[key]

    def variant(self, index: int, file: RuleFile, rules: frozenset[str], as_of: dt.date) -> tuple[Rule, ...]:
        """Return some rules as they would be with another text of one rule file, beside the others as they are.

        Raises:
            RulebookError: the text is at fault.
        """
        files = (*self.files[:index], (self.files[index][0], file), *self.files[index + 1 :])
        changed, settled = replace(self, files=files), self.in_force(as_of)
        found: list[Rule] = []
        for at, (source, text) in enumerate(files):
            wanted = tuple(rule for rule in text.rules if rule.id in rules)
            if wanted:
                found += _Compiler(changed, as_of).only(source, text.model_copy(update={"rules": wanted}), settled, at)
        return tuple(found)

    def specs(self) -> Iterator[tuple[Located, int, RuleSpec]]:
        """Yield every rule as written, with its file and its place in it."""
        for source, file in self.files:
            yield from ((source, index, rule) for index, rule in enumerate(file.rules))

    def threshold(self, name: str, as_of: dt.date) -> Fraction:
        """Return a threshold that is one number, as it stood on a day.

        Raises:
            RulebookError: there is no such threshold, or it is no number.
        """
        specs = {known: spec for _, file in self.files for known, spec in file.values.items()}
        value = dated_value(specs[name], as_of).value if name in specs else None
        try:
            return Fraction(str(value))
        except (ValueError, ZeroDivisionError):
            todo = nearest(name, specs) if name not in specs else "write a number or a fraction under 'value'"
            raise RulebookError.of(f"the rules have no number called '{name}'", todo) from None

    def days_of_change(self) -> list[dt.date]:
        """Return the days on which a rule or a threshold begins to hold."""
        days = {rule.in_force.start for _, _, rule in self.specs()}
        return sorted(days | {d.start for _, file in self.files for v in file.values.values() for d in v.dated})

    def _key(self, as_of: dt.date) -> tuple[object, ...]:
        rules = tuple(rule.id for _, _, rule in self.specs() if _in_force(rule, as_of))
        values = (v for _, file in self.files for v in file.values.values())
        return rules, tuple(dated_value(v, as_of).start for v in values)


def read_rulebook(folder: Path, framework: Framework) -> Rulebook:
    """Read and check every ``*.yaml`` of a folder of rules.

    Files with the content of some that were read before in this process, for the same framework, give that rulebook.

    Raises:
        UnreadableError: the folder holds no rule file.
        RulebookError: every problem of every file, in one pass.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise UnreadableError(f"{folder}: no rule files (*.yaml) here")
    known = _READ.get((contents(folder, paths), id(framework)), lambda: (framework, _rulebook_of(paths, framework)))
    return known[1]


_READ: Remembered[tuple[Framework, Rulebook]] = Remembered()
"""Each with its framework, so that another one cannot come to have the same identity."""


def _rulebook_of(paths: Sequence[Path], framework: Framework) -> Rulebook:
    folder = paths[0].parent
    files: list[tuple[Located, RuleFile]] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            source = located.load(path, f"{folder.name}/{path.name}")
            files.append((source, located.validate(RuleFile, source)))
        except InputError as error:
            problems += error.problems
    if problems:
        raise RulebookError(problems)
    rulebook = Rulebook(digest_of(paths), _in_order(files), framework)
    problems += _name_problems(rulebook)
    for day in rulebook.days_of_change():
        try:
            rulebook.in_force(day)
        except RulebookError as error:
            problems += error.problems
    if problems:
        raise RulebookError(problems)
    return rulebook


def _in_order(files: list[tuple[Located, RuleFile]]) -> tuple[tuple[Located, RuleFile], ...]:
    """Follow ``after`` from the one stratum that has none; every file must be on that way."""
    by_after = {file.after: (source, file) for source, file in reversed(files)}
    problems = list(_order_problems(files, {after: file.stratum for after, (_, file) in by_after.items()}))
    ordered: list[tuple[Located, RuleFile]] = []
    at: str | None = None
    while at in by_after:
        ordered.append(by_after.pop(at))
        at = ordered[-1][1].stratum
    if not problems:
        for source, file in by_after.values():
            what = f"stratum '{file.stratum}' cannot be reached: its 'after' leads round in a circle"
            problems.append(source.problem(("after",), what, "let one stratum come after nothing"))
    if problems:
        raise RulebookError(problems)
    return tuple(ordered)


def _order_problems(files: list[tuple[Located, RuleFile]], next_after: Mapping[str | None, str]) -> Iterator[Problem]:
    names = [file.stratum for _, file in files]
    for source, file in files:
        if names.count(file.stratum) > 1:
            yield source.problem(("stratum",), f"stratum '{file.stratum}' is written twice", "rename one")
        elif file.after is not None and file.after not in names:
            hint = nearest(file.after, names)
            yield source.problem(("after",), f"there is no stratum '{file.after}' to come after", hint)
        elif next_after[file.after] != file.stratum:
            what = f"stratum '{next_after[file.after]}' already comes after {file.after or 'nothing'}"
            yield source.problem(("stratum",), what, "strata follow one another; name another 'after'")


def _name_problems(rulebook: Rulebook) -> Iterator[Problem]:
    """Ids, thresholds and conditions: each named once, cited, and used."""
    seen: dict[str, str] = {}
    for source, index, rule in rulebook.specs():
        if rule.id in seen:
            what = f"rule id '{rule.id}' is already used in {seen[rule.id]}"
            yield source.problem(("rules", index, "id"), what, "ids are unique over all files")
        seen.setdefault(rule.id, f"{source.file}:{source.place(('rules', index, 'id'))[0]}")
        yield from _citation_problems(rulebook.framework, source, index, rule)
    values: set[str] = set()
    for source, file in rulebook.files:
        used = {name for rule in file.rules for name in rule.when if isinstance(name, str)}
        for name in file.conditions.keys() - used:
            yield source.problem(
                ("conditions", name), f"no rule uses the condition '{name}'", "use it or remove it", at_key=True
            )
        for name in file.values.keys() & values:
            yield source.problem(("values", name), f"the value '{name}' is written twice", "rename one", at_key=True)
        values |= file.values.keys()


def _citation_problems(framework: Framework, source: Located, index: int, rule: RuleSpec) -> Iterator[Problem]:
    for number, citation in enumerate(rule.citation):
        path: Place = ("rules", index, "citation", number)
        if (citation.passage is None) is (citation.model is None):
            yield source.problem(path, "a citation names either a passage or a section of the model", "keep one")
        elif citation.passage is not None and citation.passage not in framework.passages:
            hint = nearest(citation.passage, framework.passages)
            what = f"'{citation.passage}' is not a passage of ontology/toolkit/passages.ttl"
            yield source.problem((*path, "passage"), what, hint)


def _in_force(rule: RuleSpec, as_of: dt.date) -> bool:
    return rule.in_force.start <= as_of and (rule.in_force.end is None or as_of <= rule.in_force.end)


class _Compiler:
    """Makes the ruleset of one day."""

    def __init__(self, rulebook: Rulebook, as_of: dt.date) -> None:
        self.rulebook = rulebook
        self.as_of = as_of
        self.problems: list[Problem] = []
        self.types: Types = {key: self.input_type(key[1], name) for key, name in INPUTS.items()}
        self.later = {
            (kind, name): file.stratum
            for _, file in rulebook.files
            for kind, properties in file.concludes.items()
            for name in properties
        }
        self.values: dict[str, ValueSpec] = {n: v for _, file in rulebook.files for n, v in file.values.items()}
        self.interned: dict[object, object] = {}

    def ruleset(self) -> Ruleset:
        if not any(_in_force(rule, self.as_of) for _, _, rule in self.rulebook.specs()):
            days = self.rulebook.days_of_change()
            raise RulebookError.of(f"no rule is in force on {self.as_of}", f"the first is from {days[0]}")
        strata = [self.stratum(source, file) for source, file in self.rulebook.files]
        if self.problems:
            raise RulebookError(self.problems)
        rules = [rule for stratum in strata for rule in stratum.rules]
        return Ruleset(
            version=self.rulebook.version,
            strata=tuple(strata),
            relations=RELATIONS,
            types=self.types,
            by_key={rule.key: rule for rule in rules},
        )

    def only(self, source: Located, file: RuleFile, settled: Ruleset, at: int) -> tuple[Rule, ...]:
        """Make the rules of one file, with whatever ``settled`` concludes before it."""
        for stratum in settled.strata[:at]:
            self.types |= stratum.concludes
            for key in stratum.concludes:
                self.later.pop(key, None)
        rules = self.stratum(source, file, whole=False).rules
        if self.problems:
            raise RulebookError(self.problems)
        return rules

    def input_type(self, title: str, name: str) -> PropertyType:
        return PropertyType(name, title, () if name in _BUILT_IN else self.rulebook.framework.words(name))

    def stratum(self, source: Located, file: RuleFile, *, whole: bool = True) -> Stratum:
        concludes = {
            (kind, name): found
            for kind, properties in file.concludes.items()
            for name, spec in properties.items()
            if (found := self.concluded_type(source, ("concludes", kind, name), kind, spec))
        }
        scope = Scope(source, self.as_of, self.types, self.later, RELATIONS, self.values, self.problems, self.interned)
        reader = _RuleReader(scope, file, concludes, self.rulebook.framework)
        rules = tuple(
            rule
            for index, spec in enumerate(file.rules)
            if _in_force(spec, self.as_of)
            for rule in reader.rules(index, spec)
        )
        for kind, name in concludes if whole else ():
            if not any((rule.about, rule.property) == (kind, name) for rule in rules):
                path: Place = ("concludes", kind, name)
                scope.refuse(path, f"no rule concludes '{name}' of {kind}", "write one or remove it", at_key=True)
        self.types |= concludes
        for key in concludes:
            self.later.pop(key, None)
        return Stratum(file.stratum, file.title, concludes, rules)

    def concluded_type(self, source: Located, path: Place, kind: str, spec: PropertySpec) -> PropertyType | None:
        kinds = {of for of, _ in INPUTS} | {of for of, _ in RELATIONS} | set(RELATIONS.values())
        vocabularies = self.rulebook.framework.vocabularies
        if kind not in kinds:
            hint = nearest(kind, kinds)
            self.problems.append(source.problem(path[:-1], f"'{kind}' is not a kind of thing", hint, at_key=True))
            return None
        if spec.type not in vocabularies and spec.type not in _BUILT_IN:
            hint = nearest(spec.type, [*vocabularies, *_BUILT_IN])
            self.problems.append(source.problem((*path, "type"), f"'{spec.type}' is not a type", hint))
            return None
        words = () if spec.type in _BUILT_IN else self.rulebook.framework.words(spec.type)
        plain = PropertyType(spec.type, spec.title, words, spec.keep)
        default, aim = (self.own_value(source, plain, path, name, getattr(spec, name)) for name in ("default", "aim"))
        return PropertyType(spec.type, spec.title, words, spec.keep, default, aim)

    def own_value(
        self, source: Located, kind_of: PropertyType, path: Place, name: str, written: str | None
    ) -> str | bool | None:
        value = None if written is None else coerce(kind_of, written)
        if written is not None and value is None:
            hint = nearest(written, kind_of.words or ("true", "false"))
            self.problems.append(source.problem((*path, name), f"the {name} '{written}' is not a value of it", hint))
        return value


@dataclass
class _RuleReader:
    """Reads the rules of one stratum, one for each combination of their parameters.

    A combination is named by the first parameter of each of its parts: ``stage-grade[floor,developing]``.
    """

    scope: Scope
    file: RuleFile
    concludes: Mapping[tuple[str, str], PropertyType]
    framework: Framework

    def rules(self, index: int, spec: RuleSpec) -> Iterator[Rule]:
        for bindings in itertools.product(*spec.for_each):
            params: dict[str, str | tuple[str, ...]] = {name: value for one in bindings for name, value in one.items()}
            names = ",".join(str(next(iter(one.values()))) for one in bindings)
            rule = self.rule(index, spec, params, f"{spec.id}[{names}]" if names else spec.id)
            if rule:
                yield rule

    def rule(self, index: int, spec: RuleSpec, params: Params, key: str) -> Rule | None:
        path: Place = ("rules", index)
        reader = PatternReader(self.scope, params)
        clauses = [self.clause(reader, spec, number, (*path, "when", number)) for number in range(len(spec.when))]
        conclusion = self.conclusion(spec, params, path)
        if conclusion is None or None in clauses:
            return None
        name, value = conclusion
        kept = tuple(clause for clause in clauses if clause is not None)
        because = reader.text(spec.because)
        self.check_template(because, spec, kept, value, (*path, "because"))
        return Rule(
            key=key,
            id=spec.id,
            version=spec.version,
            title=spec.title,
            citation=tuple(f"docs/maturity-model.md §{c.model}" for c in spec.citation if c.model),
            passages=tuple(c.passage for c in spec.citation if c.passage),
            about=spec.about,
            clauses=kept,
            property=name,
            value=value,
            because=because,
            file=self.scope.located.file,
            line=self.scope.located.place((*path, "id"))[0],
        )

    def clause(self, reader: PatternReader, spec: RuleSpec, number: int, path: Place) -> Clause | None:
        written = spec.when[number]
        if isinstance(written, ClauseSpec):
            return reader.clause(written.id or f"condition-{number + 1}", written, spec.about, path)
        named = self.file.conditions.get(written)
        if named is None:
            hint = nearest(written, self.file.conditions)
            self.scope.refuse(path, f"there is no condition '{written}' in this file", hint)
            return None
        return reader.clause(written, named, spec.about, ("conditions", written))

    def conclusion(self, spec: RuleSpec, params: Params, path: Place) -> tuple[str, str | bool | Computed] | None:
        ((raw, written),) = spec.then.items()
        name = str(fill(raw, params))
        here: Place = (*path, "then", raw)
        kind_of = self.concludes.get((spec.about, name))
        if kind_of is None:
            known = [prop for kind, prop in self.concludes if kind == spec.about]
            what = f"this stratum does not conclude '{name}' of {spec.about}"
            self.scope.refuse(here, what, nearest(name, known) or "add it under 'concludes'", at_key=True)
            return None
        if isinstance(written, dict):
            computed = self.computed(spec, written, here)
            return (name, computed) if computed else None
        value = coerce(kind_of, str(fill(written, params)))
        if value is None:
            self.scope.refuse(here, f"'{written}' is not a value of {name}", nearest(written, kind_of.words))
            return None
        return name, value

    def computed(self, spec: RuleSpec, written: Mapping[str, str], path: Place) -> Computed | None:
        unknown = set(written) - {"property", "plus"}
        if unknown or "property" not in written:
            self.scope.refuse(path, "a computed value has 'property', and perhaps 'plus'", "see docs/rules.md")
            return None
        if self.scope.property_type(spec.about, written["property"], path) is None:
            return None
        if "plus" not in written:
            return Computed(written["property"])
        table = self.scope.values.get(written["plus"])
        if table is None or table.by is None or table.unit != "months":
            tables = [name for name, value in self.scope.values.items() if value.by]
            hint = nearest(written["plus"], tables)
            self.scope.refuse((*path, "plus"), f"'{written['plus']}' is not a table of months", hint)
            return None
        entries = dated_value(table, self.scope.as_of).entries or {}
        wrong = sorted(word for word, number in entries.items() if not number.isdecimal() or len(number) > 4)
        if wrong:
            what = f"the table '{written['plus']}' has no whole number of months for {', '.join(wrong)}"
            self.scope.refuse((*path, "plus"), what, "write a number such as 24")
            return None
        months = {word: int(number) for word, number in entries.items()}
        return Computed(written["property"], written["plus"], table.by, months)

    def check_template(
        self, because: str, spec: RuleSpec, clauses: tuple[Clause, ...], value: object, path: Place
    ) -> None:
        known = {"label", "id", *(clause.id for clause in clauses)}
        known |= {f"{clause.id}-total" for clause in clauses if getattr(clause.condition, "summed", None)}
        known |= {name for kind, name in self.scope.types if kind == spec.about}
        known |= {value.table} if isinstance(value, Computed) else set()
        for name in _PLACEHOLDER.findall(because):
            if name not in known:
                what = f"'{{{name}}}' in because is nothing this rule knows"
                self.scope.refuse(path, what, nearest(name, known))
            elif (spec.about, name) in self.scope.types and any(clause.id == name for clause in clauses):
                what = f"'{{{name}}}' in because is a condition of this rule and a property of {spec.about}, too"
                self.scope.refuse(path, what, "give the condition another id")
