"""What is wrong in a rulebook, though every file of it can be read: said in plain words, with what to do.

Whether conditions can hold together is decided exactly over all that they can tell apart (:mod:`.worlds`); where that
is too much, the finding says so. A value that no rule can conclude is possible nowhere further on.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from inclead_graph.errors import Problem
from inclead_graph.inference.cases import Case, untested_rules
from inclead_graph.inference.patterns import dated_value
from inclead_graph.inference.rulebook import Rulebook
from inclead_graph.inference.rules import Clause, Computed, Rule, Ruleset, Stratum, Value
from inclead_graph.located import Located
from inclead_graph.model.rulefile import QualityFile, RuleFile
from inclead_graph.quality.coverage import every_rule
from inclead_graph.quality.differences import described, implied
from inclead_graph.quality.monotone import Fall, falls, pattern_of
from inclead_graph.quality.mutants import readers_of
from inclead_graph.quality.reading import Standing, reads_of, standing_facts, unread
from inclead_graph.quality.worlds import UndecidedError, Worlds

__all__ = ["FAMILIES", "Finding", "Report", "check_rulebook"]

FAMILIES: Mapping[str, int] = {
    "never or always": 3,
    "unreachable": 3,
    "contradicting": 3,
    "overlapping": 3,
    "not monotone": 3,
    "untested": 1,
    "unread": 1,
    "uncited": 1,
    "out of date": 1,
    "stale declaration": 1,
    "not decided": 0,
}
"""Each family of findings with its exit code: 3 the rules are at fault, 1 they want upkeep, 0 only to know."""

UNCHECKED_MONTHS = 24
"""A threshold whose source nobody looked at for so long is out of date."""

DECLARED = "rules/quality/declared.yaml"
Key = tuple[str, str]
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    Attributes:
        family: which of :data:`FAMILIES`.
        about: the rule, value or thing; with the family, its name in ``quality/declared.yaml``.
        problem: place, words, and what to do.
        because: the reason why it is meant; empty where nobody declared that.
    """

    family: str
    about: str
    problem: Problem
    because: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was found."""

    findings: tuple[Finding, ...]
    intended: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong and nothing wants upkeep; what is not decided is only to know."""
        return self.exit_code == 0

    @property
    def exit_code(self) -> int:
        """The gravest of the families' codes."""
        return max((FAMILIES[finding.family] for finding in self.findings), default=0)


def check_rulebook(
    rulebook: Rulebook, cases: Sequence[Case], declared: QualityFile | None = None, today: dt.date | None = None
) -> Report:
    """Look for everything in :data:`FAMILIES`.

    Args:
        rulebook: the rules.
        cases: their cases.
        declared: what is meant to be as it is.
        today: the day by which thresholds are out of date.

    Example::

        check_rulebook(rulebook, read_cases(folder, rulebook)).findings
    """
    inspection = _Inspection(rulebook, cases, declared or QualityFile())
    found = [
        *inspection.findings(),
        *unread_findings(rulebook),
        *_unread_thresholds(rulebook),
        *_out_of_date(rulebook, today or dt.date.today()),
    ]
    reasons = {(entry.finding, entry.about): entry.because for entry in declared.intended} if declared else {}
    met = {(f.family, f.about) for f in found}
    found += [_stale(family, about) for family, about in reasons.keys() - met]
    order = list(FAMILIES)
    found.sort(key=lambda f: (order.index(f.family), f.problem))
    meant = [replace(f, because=f.because or reasons.get((f.family, f.about), "")) for f in found]
    return Report(tuple(f for f in meant if not f.because), tuple(f for f in meant if f.because))


def _stale(family: str, about: str) -> Finding:
    what = f"'{family}' of '{about}' is declared to be meant, and is not found any more"
    return Finding("stale declaration", about, Problem(DECLARED, 0, 0, what, "remove the declaration"))


def unread_findings(rulebook: Rulebook) -> Iterator[Finding]:
    """Yield what is given to the rules and read by none, and what is in the ontology without a citation."""
    for family, about, file, what, todo in unread(rulebook):
        yield Finding(family, about, Problem(file, 0, 0, what, todo))


def _out_of_date(rulebook: Rulebook, today: dt.date) -> Iterator[Finding]:
    for source, file in rulebook.files:
        for name, spec in file.values.items():
            entry = dated_value(spec, today)
            months = (today.year - entry.checked.year) * 12 + today.month - entry.checked.month
            if months > UNCHECKED_MONTHS:
                path = ("values", name, "dated", spec.dated.index(entry), "checked")
                what = f"the threshold '{name}' was last checked on {entry.checked}, {months} months ago"
                todo = f"look at its source again ({entry.source}), and write the day under 'checked'"
                yield Finding("out of date", name, source.problem(path, what, todo))


def _unread_thresholds(rulebook: Rulebook) -> Iterator[Finding]:
    for source, file in rulebook.files:
        for name in file.values:
            if not readers_of(rulebook, name):
                what = f"no rule reads the threshold '{name}'"
                yield Finding("unread", name, source.problem(("values", name), what, "remove it", at_key=True))


@dataclass
class _Root:
    """A fault by which values are never concluded, and what can never hold or fire because of it."""

    finding: Finding
    places: set[Key]
    because_of_it: dict[str, None] = field(default_factory=dict)

    def whole(self) -> Finding:
        """The finding, with what follows from it."""
        if not self.because_of_it:
            return self.finding
        problem = self.finding.problem
        names = ", ".join(f"'{name}'" for name in self.because_of_it)
        what = f"{problem.what}; and so these rules can never fire either, at least in part: {names}"
        return replace(self.finding, problem=replace(problem, what=what))


@dataclass
class _Inspection:
    """Looks through the rules as they stood on the latest day of change.

    ``worlds`` has what is given; ``reachable`` leaves out the values that no earlier rule can conclude.
    """

    rulebook: Rulebook
    cases: Sequence[Case]
    declared: QualityFile
    possible: dict[Key, frozenset[Value | None]] = field(default_factory=dict)
    dead: set[str] = field(default_factory=set)
    roots: list[_Root] = field(default_factory=list)

    @cached_property
    def day(self) -> dt.date:
        return self.rulebook.days_of_change()[-1]

    @cached_property
    def ruleset(self) -> Ruleset:
        return self.rulebook.in_force(self.day)

    @cached_property
    def standing(self) -> Standing:
        return standing_facts(self.ruleset, self.rulebook.framework)

    @cached_property
    def worlds(self) -> Worlds:
        standing = self.standing
        return Worlds(self.ruleset.types, self.ruleset.relations, self.day, standing.possible, standing.together)

    @cached_property
    def reachable(self) -> Worlds:
        self.possible |= self.standing.possible
        return replace(self.worlds, possible=self.possible)

    def findings(self) -> Iterator[Finding]:
        for stratum, (source, file) in zip(self.ruleset.strata, self.rulebook.files, strict=True):
            yield from self.never_or_always(stratum, source, file)
            self.unreachable(stratum, source)
            yield from self.pairs(stratum)
        yield from (root.whole() for root in self.roots)
        yield from self.not_monotone()
        yield from self.untested()

    # Conditions and rules that cannot hold, or cannot fail

    def never_or_always(self, stratum: Stratum, source: Located, file: RuleFile) -> Iterator[Finding]:
        uses: dict[Path, list[tuple[Rule, str, bool, bool]]] = {}
        for rule in stratum.rules:
            index = next(at for at, spec in enumerate(file.rules) if spec.id == rule.id)
            for number, clause in enumerate(rule.clauses):
                named = file.rules[index].when[number]
                path: Path = ("conditions", named) if isinstance(named, str) else ("rules", index, "when", number)
                uses.setdefault(path, []).append((rule, clause.says, *self.of_clause(rule, clause)))
        for path, some in uses.items():
            yield from self.of_uses(path, some, source)
        for rule in stratum.rules:
            yield from self.of_rule(rule)

    def of_clause(self, rule: Rule, clause: Clause) -> tuple[bool, bool]:
        """Say whether a condition can never hold, and whether it always does; neither where it is not decided."""
        try:
            never = self.worlds.find(rule.about, [clause.condition]) is None
            return never, not never and self.worlds.find(rule.about, [], [clause.condition]) is None
        except UndecidedError:
            return False, False

    def of_uses(self, path: Path, uses: Sequence[tuple[Rule, str, bool, bool]], source: Located) -> Iterator[Finding]:
        """Say that a condition can never hold, in whatever combination; or that it always does, in every one."""
        never: dict[str, list[Rule]] = {}
        for rule, says, impossible, _ in uses:
            if impossible:
                never.setdefault(says, []).append(rule)
        for says, rules in never.items():
            self.dead |= {rule.key for rule in rules}
            what = f"the condition '{says}' can never hold: no {rules[0].about} passes it"
            problem = source.problem(path, what, "look for a word or a comparison that excludes another", at_key=True)
            finding = Finding("never or always", f"{rules[0].id}: {says}", problem)
            self.roots.append(_Root(finding, {(rule.about, rule.property) for rule in rules}))
        if all(always for *_, always in uses):
            rule, says, *_ = uses[0]
            what = f"the condition '{says}' always holds: every {rule.about} passes it"
            problem = source.problem(path, what, "remove it, or say what it should leave out", at_key=True)
            yield Finding("never or always", f"{rule.id}: {says}", problem)

    def of_rule(self, rule: Rule) -> Iterator[Finding]:
        """Find out whether a rule can fire, where no single condition of it says already that it cannot."""
        conditions = [clause.condition for clause in rule.clauses]
        try:
            if rule.key in self.dead or self.reachable.find(rule.about, conditions) is not None:
                return
            self.dead.add(rule.key)
            alone = self.worlds.find(rule.about, conditions) is None
        except UndecidedError:
            yield self.undecided(rule, "whether its conditions can all hold")
            return
        place = (rule.about, rule.property)
        read = reads_of(rule, self.ruleset).properties
        root = next((root for root in self.roots if root.places & read), None)
        if alone or root is None:
            self.roots.append(_Root(Finding("never or always", rule.key, self.exclusive(rule)), {place}))
        else:
            root.places.add(place)
            root.because_of_it[rule.id] = None

    def exclusive(self, rule: Rule) -> Problem:
        """Say which conditions of a rule cannot hold together: a pair where a pair will do."""
        for one, other in itertools.combinations(rule.clauses, 2):
            if self.reachable.find(rule.about, [one.condition, other.condition]) is None:
                what = f"the rule '{rule.key}' can never fire: '{one.says}' and '{other.says}' exclude each other"
                return Problem(rule.file, rule.line, 0, what, "change one of the two, or remove the rule")
        what = f"the rule '{rule.key}' can never fire: its conditions cannot all hold"
        return Problem(rule.file, rule.line, 0, what, "change one of them, or remove the rule")

    # Values

    def unreachable(self, stratum: Stratum, source: Located) -> None:
        for (kind, name), kind_of in stratum.concludes.items():
            rules = [r for r in stratum.rules if (r.about, r.property) == (kind, name)]
            if any(isinstance(rule.value, Computed) for rule in rules):
                continue
            if kind_of.keep != "every":
                # Without a default a thing may have no value; with one, it always has.
                alive = {rule.value for rule in rules if rule.key not in self.dead} | {kind_of.default}
                self.possible[kind, name] = frozenset(v for v in alive if not isinstance(v, Computed))
            concluded = {rule.value for rule in rules}
            for word in kind_of.words:
                if word not in concluded and word != kind_of.default:
                    what = f"no rule concludes that the {kind_of.title} of {_one(kind)} is '{word}'"
                    todo = "write a rule for it, or declare in quality/declared.yaml why there is none"
                    problem = source.problem(("concludes", kind, name), what, todo, at_key=True)
                    self.roots.append(_Root(Finding("unreachable", f"{kind} {name} {word}", problem), {(kind, name)}))

    # Pairs of rules

    def pairs(self, stratum: Stratum) -> Iterator[Finding]:
        together: defaultdict[Key, list[Rule]] = defaultdict(list)
        for rule in stratum.rules:
            if rule.key not in self.dead:
                together[rule.about, rule.property].append(rule)
        said: set[tuple[str, str, str]] = set()
        for place, rules in together.items():
            for one, other in itertools.combinations(rules, 2):
                finding = self.pair(one, other, only=stratum.concludes[place].keep == "only")
                if finding and (finding.family, one.id, other.id) not in said:
                    said.add((finding.family, one.id, other.id))
                    yield finding

    def pair(self, one: Rule, other: Rule, *, only: bool) -> Finding | None:
        try:
            if one.value == other.value:
                return self.overlapping(one, other)
            return self.contradicting(one, other) if only else None
        except UndecidedError:
            return self.undecided(one, f"whether it can fire together with '{other.key}'")

    def overlapping(self, one: Rule, other: Rule) -> Finding | None:
        for narrow, wide in ((other, one), (one, other)):
            if implied(self.worlds, narrow, wide):
                what = (
                    f"the rule '{narrow.key}' adds nothing: wherever it fires, '{wide.key}' (line {wide.line}) fires, "
                    "too, and concludes the same"
                )
                problem = Problem(narrow.file, narrow.line, 0, what, "remove it, or say what it has beyond the other")
                return Finding("overlapping", f"{narrow.key} {wide.key}", problem)
        return None

    def contradicting(self, one: Rule, other: Rule) -> Finding | None:
        both = [clause.condition for clause in (*one.clauses, *other.clauses)]
        world = self.reachable.find(one.about, both)
        if world is None:
            return None
        what = (
            f"the rules '{one.key}' (line {one.line}) and '{other.key}' can fire on the same {one.about} and conclude "
            f"different values ({_shown(one.value)}, {_shown(other.value)}), for example on {described(world)}"
        )
        todo = "let a condition of one exclude the other, or say under 'keep' which value stands"
        return Finding("contradicting", f"{one.key} {other.key}", Problem(other.file, other.line, 0, what, todo))

    # Support

    def not_monotone(self) -> Iterator[Finding]:
        spec = self.declared.support
        if spec is None:
            return
        support, against = (pattern_of(self.ruleset.types, spec.kind, words) for words in (spec.where, spec.against))
        for fall in falls(self.ruleset, self.worlds, spec.kind, support, against):
            about = f"{fall.kind}.{fall.name}"
            source, path = self.concluded_at(fall.kind, fall.name)
            title = self.ruleset.types[fall.kind, fall.name].title
            if fall.undecided:
                why = "there is too much to try, or its rules look at things of its own kind"
                what = f"it is not decided whether more support can lower '{title}' of {_one(fall.kind)}: {why}"
                yield Finding("not decided", about, source.problem(path, what, at_key=True))
                continue
            what = f"one more piece of accepted support {_fallen(fall, title)}: {fall.world}"
            problem = source.problem(path, what, "look at the conditions that ask for none or all", at_key=True)
            meant = "it happens only where accepted evidence speaks against: what was open is then contested"
            yield Finding("not monotone", about, problem, meant if fall.against else "")

    def concluded_at(self, kind: str, name: str) -> tuple[Located, Path]:
        return next(
            (source, ("concludes", kind, name))
            for source, file in self.rulebook.files
            if name in file.concludes.get(kind, {})
        )

    # Cases

    def untested(self) -> Iterator[Finding]:
        places = {spec.id: source.problem(("rules", index, "id"), "") for source, index, spec in self.rulebook.specs()}
        missing: defaultdict[str, list[str]] = defaultdict(list)
        for line in untested_rules(self.rulebook, self.cases):
            rule, _, what = line.partition(": ")
            missing[rule].append(what)
        fired = {case.rule.key for case in self.cases if case.fires_on}
        for made in every_rule(self.rulebook):
            if made.key not in fired and not missing[made.id]:
                missing[made.id].append(f"no case fires it as '{made.key}'")
        for rule, lacks in missing.items():
            if lacks:
                at = places[rule]
                todo = f"'inclead rules mutate {rule}' offers cases"
                problem = Problem(at.file, at.line, at.column, f"of the rule '{rule}', {' and '.join(lacks)}", todo)
                yield Finding("untested", rule, problem)

    def undecided(self, rule: Rule, what: str) -> Finding:
        problem = Problem(
            rule.file, rule.line, 0, f"of the rule '{rule.key}' it is not decided {what}: too much to try"
        )
        return Finding("not decided", rule.key, problem)


def _one(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _fallen(fall: Fall, title: str) -> str:
    if fall.before is True:
        return f"can make {_one(fall.kind)} lose '{title}'"
    return f"can lower '{title}' of {_one(fall.kind)}, from {_shown(fall.before)} to {_shown(fall.after)}"


def _shown(value: object) -> str:
    if isinstance(value, Computed):
        return f"from {value.property}"
    if value is None:
        return "none"
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
