"""What the cases try out: of each rule, which cases fire it, and which make it fail by exactly one of its conditions.

After modified condition/decision coverage (Chilenski and Miller, Software Engineering Journal 9(5), 1994): a condition
is shown to matter by a case in which every other condition of the rule holds and it alone does not. An alternative of
a pattern is shown to matter by a thing that passes it and no other alternative.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from inclead_graph.inference.cases import Case
from inclead_graph.inference.reference import Matcher
from inclead_graph.inference.rulebook import Rulebook
from inclead_graph.inference.rules import Clause, Is, Pattern, Rule
from inclead_graph.quality.worlds import UndecidedError, Worlds

__all__ = ["Covered", "RuleCoverage", "coverage_of", "every_rule"]


@dataclass(frozen=True, slots=True)
class Covered:
    """One thing that cases can show of a rule.

    Attributes:
        what: ``fires``, ``fails by`` one condition, or ``alternative`` of a pattern.
        condition: the condition, in its own words; for an alternative, which of how many.
        cases: the places and names of the cases that show it.
        needless: no case can show it, because the other conditions imply this one; decided exactly.
    """

    what: str
    condition: str
    cases: tuple[str, ...]
    needless: bool = False

    @property
    def missing(self) -> bool:
        """Whether a case could show it and none does."""
        return not self.cases and not self.needless


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """All that the cases of one rule show, for one combination of its parameters."""

    rule: Rule
    cases: int
    parts: tuple[Covered, ...]

    def of(self, what: str) -> tuple[Covered, ...]:
        """Return the parts of one sort."""
        return tuple(part for part in self.parts if part.what == what)


def coverage_of(rulebook: Rulebook, cases: Sequence[Case]) -> list[RuleCoverage]:
    """Return what the cases show of every rule that was ever in force, each as it stood last."""
    day = rulebook.days_of_change()[-1]
    ruleset = rulebook.in_force(day)
    worlds = Worlds(ruleset.types, ruleset.relations, day)
    return [_covered(rule, cases, worlds) for rule in every_rule(rulebook)]


def every_rule(rulebook: Rulebook) -> list[Rule]:
    """Return every rule that was ever in force, each as it stood last, in the order of the strata."""
    found = {key: rule for day in rulebook.days_of_change() for key, rule in rulebook.in_force(day).by_key.items()}
    order = {spec.id: at for at, (_, _, spec) in enumerate(rulebook.specs())}
    return sorted(found.values(), key=lambda rule: order[rule.id])


def _covered(rule: Rule, cases: Iterable[Case], worlds: Worlds) -> RuleCoverage:
    runs = [_Run(c) for c in cases if c.rule.key == rule.key and len(c.rule.clauses) == len(rule.clauses)]
    parts = (
        Covered("fires", "", tuple(run.label for run in runs if run.fires)),
        *(_failing(rule, number, runs, worlds) for number in range(len(rule.clauses))),
        *(part for number, clause in enumerate(rule.clauses) for part in _alternatives(number, clause, runs)),
    )
    return RuleCoverage(rule, len(runs), parts)


class _Run:
    """One case, with the things on which each condition of its rule holds."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.rule = case.rule
        self.label = f"{case.place} {case.name}"
        self.matcher = Matcher(case.ruleset, case.facts, dict(case.facts.columns))
        self.held = [self._holding(clause) for clause in self.rule.clauses]

    def _holding(self, clause: Clause) -> frozenset[str]:
        condition, kind = clause.condition, self.rule.about
        if isinstance(condition, Is):
            return frozenset(self.matcher.passing(kind, condition.pattern))
        return frozenset(self.matcher.holding(kind, condition))

    @property
    def fires(self) -> bool:
        return bool(frozenset.intersection(*self.held))

    def fails_by(self, number: int) -> bool:
        others = [held for at, held in enumerate(self.held) if at != number]
        things = self.matcher.things(self.rule.about)
        return bool(things.intersection(*others) - self.held[number])

    def alone(self, kind: str, pattern: Pattern, number: int) -> bool:
        """Say whether a thing passes one alternative of a pattern and no other."""
        passing = [frozenset(self.matcher.passing_all(kind, tests)) for tests in pattern]
        return bool(passing[number].difference(*(p for at, p in enumerate(passing) if at != number)))


def _failing(rule: Rule, number: int, runs: Iterable[_Run], worlds: Worlds) -> Covered:
    clause = rule.clauses[number]
    shown = tuple(run.label for run in runs if run.fails_by(number))
    others = [other.condition for at, other in enumerate(rule.clauses) if at != number]
    try:
        needless = not shown and worlds.find(rule.about, others, [clause.condition]) is None
    except UndecidedError:
        needless = False
    return Covered("fails by", clause.says, shown, needless)


def _alternatives(number: int, clause: Clause, runs: Sequence[_Run]) -> Iterator[Covered]:
    for name, pattern in _patterns(clause):
        for at in range(len(pattern)) if len(pattern) > 1 else ():
            shown = []
            for run in runs:
                own, kind = run.rule.clauses[number].condition, run.rule.about
                target = kind if isinstance(own, Is) else run.case.ruleset.relations[kind, own.relation]
                if run.alone(target, pattern, at):
                    shown.append(run.label)
            said = f"{clause.says}: {name} {at + 1} of {len(pattern)}"
            yield Covered("alternative", said, tuple(shown))


def _patterns(clause: Clause) -> Iterator[tuple[str, Pattern]]:
    condition = clause.condition
    if isinstance(condition, Is):
        yield "alternative", condition.pattern
    else:
        yield "alternative of where", condition.where
        yield "alternative of satisfy", condition.satisfy
