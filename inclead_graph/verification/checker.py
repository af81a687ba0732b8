"""The checker: does every finding follow from the facts by the rules, and from nothing else?

It is small on purpose, to be read in one sitting, and it believes no engine: it imports none, and works out by plain
counting whether each condition of each rule holds. It goes through the strata in order, so that a finding is checked
against facts and against findings that it has checked before. Of each finding it asks

- is there, for each step, a rule in force that concludes this, and does each of its conditions hold?
- are the things that a step rests on exactly those that are related and pass?
- are its sentences, its version and its citations those of the rule?
- does no other rule speak of this thing as well, so that nothing that would change the value was left out?
- is the value what those rules leave standing, or the default where none of them speaks?

What it takes on trust: that the rule files were read rightly (:mod:`inclead_graph.inference.rulebook`) and that the
facts are those of the evidence (:mod:`inclead_graph.inference.facts`).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from inclead_graph.inference.facts import Facts
from inclead_graph.inference.rules import (
    AsOf,
    Clause,
    Computed,
    Is,
    Known,
    OneOf,
    Pattern,
    PropertyType,
    Quantified,
    Rule,
    Ruleset,
    Test,
)
from inclead_graph.model.proof import ProofStep, ProvenFinding
from inclead_graph.verification.plain import Names, all_written, in_words, later, listed, named_together

__all__ = ["Fault", "check", "faults"]

_ORDER = {"at_least": operator.ge, "at_most": operator.le, "above": operator.gt, "below": operator.lt}
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """A step that does not hold: what finding, where in its proof, and why not.

    >>> print(Fault("floor of stage BR", "step 1, stage-undeveloped[floor]", "its version is 1, not 2"))
    floor of stage BR: step 1, stage-undeveloped[floor]: its version is 1, not 2
    """

    what: str
    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.where}: {self.why}"


def check(ruleset: Ruleset, facts: Facts, findings: Iterable[ProvenFinding], names: Names) -> Fault | None:
    """Return the first step that does not hold; ``None`` when every finding follows and none is missing.

    Example::

        check(ruleset, facts, proofs_of(result.findings), result.findings.labels)
    """
    return next(faults(ruleset, facts, findings, names), None)


def faults(ruleset: Ruleset, facts: Facts, findings: Iterable[ProvenFinding], names: Names) -> Iterator[Fault]:
    """Yield every step that does not hold, stratum by stratum; later strata are checked against what should stand."""
    claims: dict[Key, ProvenFinding] = {}
    for claim in findings:
        key = (claim.kind, claim.thing, claim.property)
        if key in claims:
            yield Fault(_named(key), "the finding", "it is there twice")
        claims[key] = claim
    checker = _Checker(ruleset, facts, names)
    for stratum in ruleset.strata:
        standing: dict[tuple[str, str], dict[str, Any]] = {}
        for (kind, name), kind_of in stratum.concludes.items():
            rules = [rule for rule in stratum.rules if (rule.about, rule.property) == (kind, name)]
            standing[kind, name] = {}
            for thing in facts.things.get(kind, ()):
                finding = _Finding(checker, kind, thing, kind_of, rules)
                yield from finding.faults(claims.pop((kind, thing, name), None), (kind, thing, name))
                if len(finding.stands) == 1:
                    (standing[kind, name][thing],) = finding.stands
        checker.columns.update(standing)
    for key in claims:
        yield Fault(_named(key), "the finding", "no rule in force concludes such a thing")


class _Checker:
    """Evaluates tests, patterns and conditions on facts and on findings already checked."""

    def __init__(self, ruleset: Ruleset, facts: Facts, names: Names) -> None:
        self.ruleset = ruleset
        self.facts = facts
        self.names = names
        self.columns: dict[tuple[str, str], Any] = dict(facts.columns)
        self.counted: dict[tuple[str, int], tuple[list[str], list[str]]] = {}

    def value(self, kind: str, thing: str, name: str) -> Any:
        return self.columns.get((kind, name), {}).get(thing)

    def passes(self, kind: str, thing: str, pattern: Pattern) -> bool:
        return any(all(self.test(kind, thing, test) for test in tests) for tests in pattern)

    def test(self, kind: str, thing: str, test: Test) -> bool:
        value = self.value(kind, thing, test.property)
        if isinstance(test, Known):
            return (value is not None) == test.expected
        if isinstance(test, OneOf):
            return value in test.values
        other = self.facts.as_of if isinstance(test.operand, AsOf) else test.operand
        return type(value) is type(other) and bool(_ORDER[test.operator](value, other))

    def supports(self, kind: str, thing: str, condition: Quantified) -> tuple[list[str], list[str]]:
        """Return the related things that the condition is about, and those of them that satisfy it.

        Counted once: what a condition reads was concluded before its stratum, and changes no more.
        """
        key = (f"{kind} {thing}", id(condition))
        if key not in self.counted:
            target = self.ruleset.relations[kind, condition.relation]
            related = self.facts.related[kind, condition.relation].get(thing, ())
            about = [one for one in related if self.passes(target, one, condition.where)]
            self.counted[key] = about, [one for one in about if self.passes(target, one, condition.satisfy)]
        return self.counted[key]

    def holds(self, kind: str, thing: str, condition: Is | Quantified) -> bool:
        if isinstance(condition, Is):
            return self.passes(kind, thing, condition.pattern)
        about, satisfying = self.supports(kind, thing, condition)
        if condition.word == "any":
            return satisfying != []
        if condition.word == "none":
            return satisfying == []
        if condition.word == "all":
            return satisfying == about
        amount = Fraction(len(satisfying))
        if condition.word == "share":
            if not about:
                return False
            amount /= len(about)
        if condition.word == "sum":
            amount = self.total(kind, condition, satisfying)
        low, high = condition.at_least, condition.at_most
        return (low is None or amount >= low) and (high is None or amount <= high)

    def total(self, kind: str, condition: Quantified, things: Iterable[str]) -> Fraction:
        target = self.ruleset.relations[kind, condition.relation]
        numbers = [self.value(target, one, condition.summed or "") for one in things]
        return sum((number for number in numbers if number is not None), Fraction(0))

    def concluded(self, rule: Rule, thing: str) -> Any:
        """Return the value that a rule concludes: as written, or a date moved by the months of its table."""
        if not isinstance(rule.value, Computed):
            return rule.value
        value = self.value(rule.about, thing, rule.value.property)
        months = self.months(rule, thing)
        return value if months is None else later(value, months)

    def months(self, rule: Rule, thing: str) -> int | None:
        if not isinstance(rule.value, Computed) or rule.value.by is None:
            return None
        return rule.value.months.get(self.value(rule.about, thing, rule.value.by))

    def sentence(self, rule: Rule, thing: str) -> str:
        """Fill the rule's ``because``: labels, values, months, and the ids behind each condition."""
        known = {"label": self.names.of(rule.about, thing), "id": thing}
        for clause in rule.clauses:
            ids = self.behind(rule, clause, thing)
            known[clause.id] = named_together([self.names.short(self.kind_behind(rule, clause), one) for one in ids])
            if isinstance(clause.condition, Quantified) and clause.condition.word == "sum":
                known[f"{clause.id}-total"] = in_words(self.total(rule.about, clause.condition, ids))
        if isinstance(rule.value, Computed) and rule.value.table:
            known[rule.value.table] = str(self.months(rule, thing))
        return _PLACEHOLDER.sub(
            lambda match: known.get(match[1]) or in_words(self.value(rule.about, thing, match[1])), rule.because
        )

    def kind_behind(self, rule: Rule, clause: Clause) -> str:
        condition = clause.condition
        return rule.about if isinstance(condition, Is) else self.ruleset.relations[rule.about, condition.relation]

    def behind(self, rule: Rule, clause: Clause, thing: str) -> list[str]:
        """Return the ids that a condition rests on; one on the thing itself rests on no other."""
        return [] if isinstance(clause.condition, Is) else self.supports(rule.about, thing, clause.condition)[1]


class _Finding:
    """One property of one thing: what should stand, by which rules, and what is wrong with a proof of it."""

    def __init__(self, checker: _Checker, kind: str, thing: str, kind_of: PropertyType, rules: list[Rule]) -> None:
        self.checker, self.thing, self.rules = checker, thing, {rule.key: rule for rule in rules}
        held = [r for r in rules if all(checker.holds(kind, thing, clause.condition) for clause in r.clauses)]
        self.values = {rule.key: checker.concluded(rule, thing) for rule in held}
        self.stands = _standing(kind_of, set(self.values.values()))
        self.settled = kind_of.keep != "only" or len(self.stands) <= 1

    def faults(self, claim: ProvenFinding | None, key: Key) -> Iterator[Fault]:
        if not self.settled:
            yield Fault(_named(key), "the rules", f"{', '.join(self.values)} conclude different values")
        if claim is None:
            if self.stands:
                yield Fault(_named(key), "the finding", f"it is left out, and should be {listed(self.stands)}")
            return
        for number, step in enumerate(claim.steps, 1):
            yield from (Fault(_named(key), self.place(number, step), why) for why in self.wrong_with(step))
        steps = [step.rule for step in claim.steps]
        if len(steps) != len(set(steps)):
            yield Fault(_named(key), "the finding", "a step is there twice")
        for rule in (name for name, value in self.values.items() if value in self.stands and name not in steps):
            yield Fault(_named(key), "the finding", f"{rule} holds as well, and is left out")
        if list(claim.values) != all_written(self.stands):
            stated = ", ".join(map(str, claim.values)) or "nothing"
            yield Fault(_named(key), "the value", f"it is {stated}, and should be {listed(self.stands)}")

    def place(self, number: int, step: ProofStep) -> str:
        rule = self.rules.get(step.rule)
        return f"step {number}, {step.rule}" + (f" ({rule.file}:{rule.line})" if rule and rule.file else "")

    def wrong_with(self, step: ProofStep) -> Iterator[str]:
        rule = self.rules.get(step.rule)
        if rule is None:
            yield "no such rule in force concludes this"
            return
        if len(step.held) != len(rule.clauses):
            yield f"it has {len(step.held)} conditions, and the rule {len(rule.clauses)}"
            return
        for clause, held in zip(rule.clauses, step.held, strict=True):
            if (held.condition, held.says) != (clause.id, clause.says):
                yield f"the rule has no condition '{held.condition}: {held.says}' here; it has '{clause.says}'"
            yield from self.wrong_support(rule, clause, held.rests_on)
        if step.rule in self.values and self.values[step.rule] not in self.stands:
            yield f"its value {in_words(self.values[step.rule])} does not stand beside {listed(self.stands)}"
        cited = {"version": rule.version, "citation": rule.citation, "passages": rule.passages}
        cited["says"] = self.checker.sentence(rule, self.thing)
        for name, expected in cited.items():
            if getattr(step, name) != expected:
                yield f"its {name} is {getattr(step, name)!r}, and should be {expected!r}"

    def wrong_support(self, rule: Rule, clause: Clause, claimed: tuple[str, ...]) -> Iterator[str]:
        checker, condition = self.checker, clause.condition
        if not checker.holds(rule.about, self.thing, condition):
            yield f"the condition does not hold: {clause.says}{self.counted(rule, condition)}"
        behind = checker.behind(rule, clause, self.thing)
        related: tuple[str, ...] = ()
        if isinstance(condition, Quantified):
            related = checker.facts.related[rule.about, condition.relation].get(self.thing, ())
        for one in claimed:
            if one not in related:
                yield f"{one} is not related to it, and is said to support: {clause.says}"
            elif one not in behind:
                yield f"{one} does not pass: {clause.says}"
        for one in (one for one in behind if one not in claimed):
            yield f"{one} is left out of: {clause.says}"
        if claimed != tuple(behind) and set(claimed) == set(behind):
            yield f"what it rests on is out of order, or there twice: {clause.says}"

    def counted(self, rule: Rule, condition: Is | Quantified) -> str:
        if isinstance(condition, Is):
            return ""
        about, satisfying = self.checker.supports(rule.about, self.thing, condition)
        return f" (counted {len(satisfying)} of {len(about)} {condition.relation})"


def _standing(kind_of: PropertyType, values: set[Any]) -> set[Any]:
    """Return what stands: the highest or lowest word, every value, or the default where no rule spoke."""
    if not values:
        return set() if kind_of.default is None else {kind_of.default}
    if kind_of.keep in ("highest", "lowest"):
        in_order = [word for word in kind_of.words if word in values]
        return {in_order[-1] if kind_of.keep == "highest" else in_order[0]}
    return values


def _named(key: Key) -> str:
    return f"{key[2]} of {key[0]} {key[1]}"
