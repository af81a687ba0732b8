"""What was inferred, as people ask for it: the value of a property, and the proof that it rests on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from inclead_graph.inference.engine import Firing, Inference, Key
from inclead_graph.inference.facts import Facts
from inclead_graph.inference.labels import Labels
from inclead_graph.inference.reference import Matcher
from inclead_graph.inference.rules import Clause, Computed, Is, Quantified, Rule, Ruleset, Value, properties_of
from inclead_graph.model.assessment import Assessment, Evidence, Grading
from inclead_graph.model.framework import Framework

__all__ = ["Because", "Findings", "Held", "long_date", "shown_value"]

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Held:
    """One condition that held, in words, and the ids of the things that made it hold."""

    says: str
    rests_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Because:
    """One step of a proof: the rule that fired, in which version, on what, and what it rests on."""

    rule: str
    version: int
    says: str
    held: tuple[Held, ...]
    citation: tuple[str, ...]
    passages: tuple[str, ...]


def long_date(day: dt.date) -> str:
    """Write a date as people do: 31 March 2026."""
    return f"{day.day} {day:%B %Y}"


def shown_value(value: Value | None) -> str:
    """Write a value as people do: a date in words, a number in decimals.

    >>> shown_value(Fraction(43, 2)), shown_value(dt.date(2026, 3, 31)), shown_value("met")
    ('21.5', '31 March 2026', 'met')
    """
    if isinstance(value, Fraction):
        return f"{float(value):.6g}"
    return long_date(value) if isinstance(value, dt.date) else str(value)


@dataclass(frozen=True)
class Findings:
    """Everything that follows from one assessment, with its proofs.

    Kinds and properties have the names that the rule files give them; ids are those of the ontology and the evidence.
    """

    framework: Framework
    assessment: Assessment
    ruleset: Ruleset
    facts: Facts
    inference: Inference

    @cached_property
    def evidence(self) -> Mapping[str, Evidence]:
        """The evidence records by id."""
        return {piece.id: piece for piece in self.assessment.evidence}

    @cached_property
    def gradings(self) -> Mapping[str, Grading]:
        """The gradings by id."""
        return {grading.id: grading for grading in self.assessment.gradings}

    @cached_property
    def labels(self) -> Labels:
        """Says what people call a thing."""
        return Labels(self.framework, self.assessment)

    @cached_property
    def matcher(self) -> Matcher:
        """Says which things pass a pattern, now that everything is concluded."""
        columns = dict(self.facts.columns)
        for place, values in self.inference.concluded.items():
            columns[place] = {thing: next(iter(stand)) for thing, stand in values.items() if len(stand) == 1}
        return Matcher(self.ruleset, self.facts, columns)

    def value(self, kind: str, thing: str, name: str) -> Value | None:
        """Return the one value of a property, given or concluded; ``None`` when there is none."""
        return self.matcher.columns.get((kind, name), {}).get(thing)

    def values(self, kind: str, thing: str, name: str) -> tuple[Value, ...]:
        """Return all values that a ``keep: every`` property concluded, sorted."""
        return tuple(sorted(self.inference.concluded.get((kind, name), {}).get(thing, ()), key=str))

    def grade(self, kind: str, thing: str, bound: str) -> str | None:
        """Return the grade at a bound (``floor`` or ``ceiling``); ``None`` when the thing does not apply."""
        value = self.value(kind, thing, bound)
        return None if value is None else str(value)

    def because(self, kind: str, thing: str, name: str) -> tuple[Because, ...]:
        """Return the proof steps of a finding; empty when no rule spoke of it and its default stands."""
        return tuple(self._because(kind, firing) for firing in self.inference.firings(kind, thing, name))

    def premises(self, kind: str, thing: str, name: str) -> tuple[Key, ...]:
        """Return the findings, each by kind, id and property, that a finding directly rests on."""
        found: dict[Key, None] = {}
        for firing in self.inference.firings(kind, thing, name):
            rule = firing.rule
            for clause, ids in zip(rule.clauses, firing.matched, strict=True):
                found |= dict.fromkeys(self._read(kind, thing, clause, ids))
        return tuple((of, item, prop) for of, item, prop in found if item in self.inference.fired.get((of, prop), ()))

    def evidence_under(self, kind: str, thing: str, name: str) -> tuple[str, ...]:
        """Return the ids of all evidence at the ends of a finding's proof, sorted."""
        open_: list[Key] = [(kind, thing, name)]
        seen: set[Key] = set()
        while open_:
            key = open_.pop()
            if key not in seen:
                seen.add(key)
                open_ += self.premises(*key)
        return tuple(sorted({of for what, of, _ in seen if what == "evidence"}))

    def _read(self, kind: str, thing: str, clause: Clause, ids: tuple[str, ...]) -> Iterator[Key]:
        condition = clause.condition
        if isinstance(condition, Is):
            yield from ((kind, thing, name) for name in properties_of(condition.pattern))
            return
        target = self.ruleset.relations[kind, condition.relation]
        names = properties_of(condition.where, condition.satisfy)
        yield from ((target, item, name) for item in ids for name in names)

    def label(self, kind: str, thing: str) -> str:
        """Return what people call a thing."""
        return self.labels.of(kind, thing)

    def _because(self, kind: str, firing: Firing) -> Because:
        rule = firing.rule
        held = tuple(Held(clause.says, ids) for clause, ids in zip(rule.clauses, firing.matched, strict=True))
        says = self.said(rule, kind, firing)
        return Because(rule.id, rule.version, says, held, rule.citation, rule.passages)

    def said(self, rule: Rule, kind: str, firing: Firing) -> str:
        """Fill a rule's ``because`` for one firing."""
        known = {
            clause.id: self._listed(kind, clause, ids) for clause, ids in zip(rule.clauses, firing.matched, strict=True)
        }
        known |= {f"{c.id}-total": shown_value(self.total(kind, c.condition, ids))
                  for c, ids in zip(rule.clauses, firing.matched, strict=True)
                  if isinstance(c.condition, Quantified) and c.condition.summed}  # fmt: skip
        known |= {"label": self.label(kind, firing.subject), "id": firing.subject}
        if isinstance(rule.value, Computed) and rule.value.by:
            word = str(self.value(kind, firing.subject, rule.value.by))
            known[rule.value.table] = str(rule.value.months.get(word, ""))
        return _PLACEHOLDER.sub(
            lambda match: known.get(match[1]) or self._shown(kind, firing.subject, match[1]), rule.because
        )

    def _listed(self, kind: str, clause: Clause, ids: tuple[str, ...]) -> str:
        """List things in a sentence: by their ids, or by a shorter name where the sentence says the rest."""
        condition = clause.condition
        target = "" if isinstance(condition, Is) else self.ruleset.relations[kind, condition.relation]
        return _listed(tuple(self.labels.short(target, thing) for thing in ids))

    def total(self, kind: str, condition: Quantified, things: Iterable[str]) -> Fraction:
        """Add up the numbers that a condition sums, over some of the things related to a thing of ``kind``."""
        target, name = self.ruleset.relations[kind, condition.relation], condition.summed or ""
        numbers = (self.value(target, thing, name) for thing in things)
        return sum((number for number in numbers if isinstance(number, Fraction)), Fraction(0))

    def _shown(self, kind: str, thing: str, name: str) -> str:
        return shown_value(self.value(kind, thing, name))


def _listed(ids: tuple[str, ...]) -> str:
    """List ids in a sentence: E1, E2 and E3.

    >>> _listed(("E1", "E2", "E3"))
    'E1, E2 and E3'
    """
    return ", ".join(ids[:-1]) + (" and " if len(ids) > 1 else "") + ids[-1] if ids else "nothing"
