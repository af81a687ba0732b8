"""What would change a finding: every smallest set of changes that lifts it, those of least effort first.

A change is a lever of ``rules/changes/levers.yaml`` pulled for one thing: a criterion made met, borne out from outside
management, shown for every group; for a criterion itself, evidence gained, answered or decided upon. A set of changes
is smallest when no part of it would do. All are counted, without a limit; how many are listed is up to the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from inclead_graph.inference.findings import Findings
from inclead_graph.inference.formulas import FALSE, Solutions
from inclead_graph.inference.grounding import Grounding
from inclead_graph.inference.levers import Lever, Levers, bundled_levers
from inclead_graph.inference.rules import Rule, Value

__all__ = ["Change", "ChangeSet", "Changes", "WhatWouldChange", "equal_effort", "minimal_changes"]


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One thing assumed changed: which lever, and of what. ``says`` is what is then so, without the thing's name."""

    kind: str
    thing: str
    lever: str
    says: str


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Changes that together lift a finding, none of which could be left out, and what effort they are."""

    changes: tuple[Change, ...]
    effort: Fraction

    def by_thing(self) -> tuple[tuple[str, str, tuple[Change, ...]], ...]:
        """Return kind, thing, and its changes, in the order of things."""
        things = dict.fromkeys((change.kind, change.thing) for change in self.changes)
        return tuple((*key, tuple(c for c in self.changes if (c.kind, c.thing) == key)) for key in things)


@dataclass(frozen=True, slots=True)
class Changes:
    """The answer to: what would change this finding?

    Attributes:
        kind, thing, name: the finding; ``name`` is that of the property.
        wanted: the value to reach, or a better one; ``None``: that nothing is concluded any more.
        now: the values that it has.
        already: it is reached as things are.
        number: how many smallest sets there are in all.
        sets: those of least effort, in order.
        why_not: where it cannot be reached, the conditions that no change meets.
    """

    kind: str
    thing: str
    name: str
    wanted: Value | None
    now: tuple[Value, ...]
    already: bool
    number: int
    sets: tuple[ChangeSet, ...]
    why_not: tuple[str, ...]

    @property
    def reachable(self) -> bool:
        """It is reached already, or can be."""
        return self.already or self.number > 0

    @property
    def summary(self) -> str:
        """One sentence: how many ways there are, or that there is none and why."""
        if self.already:
            return "nothing needs to change: it is so already"
        if not self.number:
            return "no change that may be assumed reaches it; what stands in the way: " + "; ".join(self.why_not)
        if self.number == 1:
            return "there is one smallest set of changes"
        listed = {0: "", 1: "; the one of least effort is listed", self.number: ""}
        more = listed.get(len(self.sets), f"; the {len(self.sets):,} of least effort are listed")
        return f"there are {self.number:,} smallest sets of changes{more}"


Effort = Callable[[Change], Fraction]


def equal_effort(change: Change) -> Fraction:  # noqa: ARG001 (every change alike)
    """Count every change as one."""
    return Fraction(1)


class WhatWouldChange:
    """Answers for the findings of one assessment; what several answers share is worked out once.

    Example:
        >>> from inclead_graph.assess import assess, load_knowledge
        >>> from inclead_graph.workspace import read_workspace
        >>> knowledge = load_knowledge()
        >>> result = assess(read_workspace("assessments/wolds-and-fen", knowledge.framework), knowledge)
        >>> WhatWouldChange(result.findings).next("factor", "OF3", "floor").wanted
        'excelling'
    """

    def __init__(self, findings: Findings, *, levers: Levers | None = None, effort: Effort = equal_effort) -> None:
        self.findings = findings
        self.levers = levers or bundled_levers()
        self.effort = effort
        self._levels: dict[str | None, tuple[Grounding, Solutions, list[Change]]] = {}
        self._efforts: dict[str | None, list[Fraction]] = {}

    def next(self, kind: str, thing: str, name: str, *, limit: int = 20) -> Changes | None:
        """Say what would bring the next better value; ``None`` where there is none.

        A property of which every conclusion stands (a gap, a signal) is better when nothing is concluded any more.
        """
        kind_of = self.findings.ruleset.types[kind, name]
        now = self.findings.values(kind, thing, name)
        if kind_of.keep == "every":
            return self.minimal(kind, thing, name, None, limit=limit) if now else None
        current = now[0] if now else None
        ranked = self.levers.best_first(kind, name)
        if ranked:
            better = ranked[: ranked.index(str(current))] if current in ranked else ()
            return self.minimal(kind, thing, name, better[-1], limit=limit) if better else None
        hoped = kind_of.better(current if isinstance(current, str | bool) else None)
        return None if hoped is None else self.minimal(kind, thing, name, hoped, limit=limit)

    def minimal(self, kind: str, thing: str, name: str, wanted: Value | None, *, limit: int = 20) -> Changes:
        """Return every smallest set of changes after which a finding has a value, or a better one.

        Args:
            kind: the kind of the thing, as the rules name it.
            thing: its id.
            name: the property.
            wanted: the value to reach; ``None`` for nothing concluded.
            limit: how many sets to list; all are counted.

        Raises:
            KeyError: no rule knows such a property.
        """
        grounding, solutions, _ = self._level(kind, name)
        formula = self.formula(kind, thing, name, wanted)
        already, number = solutions.already(formula), solutions.number(formula)
        reachable = already or number > 0
        return Changes(
            kind=kind,
            thing=thing,
            name=name,
            wanted=wanted,
            now=self.findings.values(kind, thing, name),
            already=already,
            number=0 if already else number,
            sets=() if already else tuple(self.sets(kind, name, formula, limit)),
            why_not=() if reachable else tuple(self._in_the_way(grounding, solutions, kind, thing, name, wanted)),
        )

    def sets(self, kind: str, name: str, formula: int, limit: int) -> Iterator[ChangeSet]:
        """Yield the smallest sets of changes that make a formula true, of :meth:`formula`; the least effort first."""
        _, solutions, changes = self._level(kind, name)
        level = self.levers.level_for(kind, name)
        efforts = self._efforts.get(level)
        if efforts is None:
            efforts = self._efforts[level] = [self.effort(change) for change in changes]
        for taken in islice(solutions.cheapest(formula, efforts.__getitem__), limit):
            yield ChangeSet(tuple(changes[n] for n in taken), sum((efforts[n] for n in taken), Fraction(0)))

    def formula(self, kind: str, thing: str, name: str, wanted: Value | None) -> int:
        """Return the formula of when a finding has a value or a better one, in the grounding that answers for it."""
        grounding, _, _ = self._level(kind, name)
        if wanted is None:
            return grounding.nothing(kind, thing, name)
        return grounding.concluded(kind, thing, name, self._at_least(kind, name, wanted))

    def grounding(self, kind: str, name: str) -> tuple[Grounding, tuple[Change, ...]]:
        """Return the grounding that answers for a finding, and the change that each of its choices stands for."""
        grounding, _, changes = self._level(kind, name)
        return grounding, tuple(changes)

    def _level(self, kind: str, name: str) -> tuple[Grounding, Solutions, list[Change]]:
        level = self.levers.level_for(kind, name)
        if level not in self._levels:
            findings = self.findings
            levers = self.levers.of_level(level, findings.ruleset, findings.facts.as_of) if level else ()
            grounding = Grounding(findings, levers)
            changes = [_change(lever, thing) for lever, thing in grounding.choices]
            self._levels[level] = (grounding, Solutions(grounding.formulas), changes)
        return self._levels[level]

    def _in_the_way(
        self, grounding: Grounding, solutions: Solutions, kind: str, thing: str, name: str, wanted: Value | None
    ) -> Iterable[str]:
        """Name the conditions that no change meets, of the rule that comes nearest."""
        good = self._at_least(kind, name, wanted)
        rules = [r for r in self.findings.ruleset.by_key.values() if (r.about, r.property) == (kind, name)]
        reaching = [self._fails(grounding, solutions, rule, thing) for rule in rules if good(rule.value)]
        if reaching:
            return min(reaching, key=len) or ("its conditions do not hold together with what else is concluded",)
        always = [rule for rule in rules if not self._fails(grounding, solutions, rule, thing)]
        return [f"this stays so: {rule.title}" for rule in always] or ("no rule in force concludes it",)

    def _at_least(self, kind: str, name: str, wanted: Value | None) -> Callable[[object], bool]:
        """Say of a value whether it is the wanted one, or a better one where the values are ranked."""
        kind_of = self.findings.ruleset.types[kind, name]
        ranked = self.levers.best_first(kind, name)
        good: frozenset[object] = frozenset((wanted,))
        if wanted in ranked:
            good = frozenset(ranked[: ranked.index(str(wanted)) + 1])
        elif not ranked and kind_of.keep in ("highest", "lowest") and wanted in kind_of.words:
            good = frozenset(kind_of.words[kind_of.words.index(str(wanted)) :])
        return lambda value: value in good

    @staticmethod
    def _fails(grounding: Grounding, solutions: Solutions, rule: Rule, thing: str) -> Sequence[str]:
        formulas = ((clause, grounding.clause(rule, clause, thing)) for clause in rule.clauses)
        return [clause.says for clause, formula in formulas if formula == FALSE or not solutions.possible(formula)]


def minimal_changes(
    findings: Findings,
    kind: str,
    thing: str,
    name: str,
    value: Value | None,
    *,
    limit: int = 20,
    levers: Levers | None = None,
    effort: Effort = equal_effort,
) -> Changes:
    """Return every smallest set of changes after which a finding has ``value``, or a better one.

    For many questions about the same findings, ask one :class:`WhatWouldChange` instead.

    Example:
        ``minimal_changes(result.findings, "factor", "BR1", "floor", "excelling").sets[0].changes``
    """
    return WhatWouldChange(findings, levers=levers, effort=effort).minimal(kind, thing, name, value, limit=limit)


def _change(lever: Lever, thing: str) -> Change:
    return Change(lever.about, thing, lever.id, lever.title)
