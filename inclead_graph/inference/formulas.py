"""Formulas of and, or and not over numbered choices, and all their smallest solutions.

A formula is a number in a :class:`Formulas`; equal formulas have the same number. :class:`Solutions` finds every
smallest set of choices that makes a formula true: by binary decision diagrams (Bryant, 1986) and the minimal elements
of a family of sets (Rauzy, "New algorithms for fault trees analysis", 1993; Knuth, The Art of Computer Programming 4A,
7.1.4), as fault trees are solved for their minimal cut sets. Nothing is enumerated to count them.
"""

from __future__ import annotations

import heapq
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction

__all__ = ["FALSE", "TRUE", "Formulas", "Solutions"]

FALSE, TRUE = 0, 1


class Formulas:
    """Makes formulas, and keeps each once.

    Attributes:
        made: each formula by its number: its word (``choice``, ``not``, ``and``, ``or``, ``at least``) and what it is
            made of; for ``at least``, how many, then of what.

    Example:
        >>> formulas = Formulas()
        >>> one, two = formulas.choice(0), formulas.choice(1)
        >>> formulas.all_of([one, two, TRUE]) == formulas.all_of([two, one]), formulas.any_of([one, TRUE]) == TRUE
        (True, True)
    """

    def __init__(self) -> None:
        self.made: list[tuple[str, tuple[int, ...]]] = [("or", ()), ("and", ())]
        self._known: dict[tuple[str, tuple[int, ...]], int] = {}

    def choice(self, number: int) -> int:
        """Return the formula that is true when a choice is taken."""
        return self._make("choice", (number,))

    def no(self, formula: int) -> int:
        """Return the formula that is true when another is not."""
        word, parts = self.made[formula]
        if formula in (FALSE, TRUE):
            return TRUE - formula
        return parts[0] if word == "not" else self._make("not", (formula,))

    def all_of(self, formulas: Iterable[int]) -> int:
        """Return the formula that is true when all are."""
        return self._join("and", formulas, TRUE, FALSE)

    def any_of(self, formulas: Iterable[int]) -> int:
        """Return the formula that is true when at least one is."""
        return self._join("or", formulas, FALSE, TRUE)

    def at_least(self, count: int, formulas: Iterable[int]) -> int:
        """Return the formula that is true when so many are; the same one twice counts twice."""
        parts = sorted(formula for formula in formulas if formula != FALSE)
        count -= parts.count(TRUE)
        parts = [formula for formula in parts if formula != TRUE]
        if count <= 0 or count > len(parts):
            return TRUE if count <= 0 else FALSE
        if count == len(parts):
            return self.all_of(parts)
        return self.any_of(parts) if count == 1 else self._make("at least", (count, *parts))

    def either(self, condition: int, then: int, otherwise: int) -> int:
        """Return the formula that is ``then`` where the condition is true, and ``otherwise`` where it is not."""
        if then == otherwise:
            return then
        no = self.no(condition)
        if then == TRUE or otherwise == FALSE:
            return self.any_of((condition, otherwise)) if then == TRUE else self.all_of((condition, then))
        if then == FALSE or otherwise == TRUE:
            return self.all_of((no, otherwise)) if then == FALSE else self.any_of((no, then))
        return self.any_of((self.all_of((condition, then)), self.all_of((no, otherwise))))

    def _join(self, word: str, formulas: Iterable[int], neutral: int, decisive: int) -> int:
        parts = sorted({formula for formula in formulas if formula != neutral})
        if decisive in parts:
            return decisive
        if len(parts) < 2:
            return parts[0] if parts else neutral
        return self._make(word, tuple(parts))

    def _make(self, word: str, parts: tuple[int, ...]) -> int:
        found = self._known.get((word, parts))
        if found is None:
            found = self._known[word, parts] = len(self.made)
            self.made.append((word, parts))
        return found


class Solutions:
    """All smallest solutions of formulas.

    Three kinds of numbers are kept apart: formulas (of :class:`Formulas`), diagrams, and families (of sets of choices).
    Diagrams and families are triples of a choice, what follows without it, and what follows with it.
    """

    def __init__(self, formulas: Formulas) -> None:
        self.formulas = formulas
        self._diagrams: list[tuple[int, int, int]] = [(_LAST, 0, 0), (_LAST, 1, 1)]
        self._families: list[tuple[int, int, int]] = [(_LAST, 0, 0), (_LAST, 1, 1)]
        self._unique: dict[tuple[int, int, int], int] = {}
        self._unique_family: dict[tuple[int, int, int], int] = {}
        self._of_formula: dict[int, int] = {FALSE: 0, TRUE: 1}
        self._chosen: dict[tuple[int, int, int], int] = {}
        self._smallest: dict[int, int] = {0: 0, 1: 1}
        self._without: dict[tuple[int, int], int] = {}
        self._number: dict[int, int] = {0: 0, 1: 1}

    def possible(self, formula: int) -> bool:
        """Say whether some set of choices makes a formula true."""
        with self._deep():
            return self._diagram(formula) != 0

    def already(self, formula: int) -> bool:
        """Say whether a formula is true when no choice is taken."""
        with self._deep():
            diagram = self._diagram(formula)
        while diagram > 1:
            diagram = self._diagrams[diagram][1]
        return diagram == 1

    def number(self, formula: int) -> int:
        """Count the smallest sets of choices that make a formula true, without listing them."""
        return self._count(self._solved(formula))

    def cheapest(self, formula: int, cost: Callable[[int], Fraction]) -> Iterator[tuple[int, ...]]:
        """Yield the smallest sets of choices, those of least cost first; of equal cost, the one of fewer choices.

        ``cost`` of every choice must be above zero or zero, never below.
        """
        family = self._solved(formula)
        best = self._best_costs(family, cost)
        start: tuple[int, ...] = ()
        queue = [(*best[family], start, Fraction(0), family)] if family else []
        while queue:
            _, _, taken, spent, at = heapq.heappop(queue)
            if at == 1:
                yield taken
                continue
            choice, without, with_it = self._families[at]
            for chosen, paid, to in ((taken, spent, without), ((*taken, choice), spent + cost(choice), with_it)):
                if to:
                    rest, more = best[to]
                    heapq.heappush(queue, (paid + rest, len(chosen) + more, chosen, paid, to))

    def _solved(self, formula: int) -> int:
        with self._deep():
            return self._minimal(self._diagram(formula))

    @contextmanager
    def _deep(self) -> Iterator[None]:
        """Diagrams are as deep as there are choices, and Python stops at a thousand calls."""
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(max(before, 20 * len(self.formulas.made) + 1000))
        try:
            yield
        finally:
            sys.setrecursionlimit(before)

    def _best_costs(self, family: int, cost: Callable[[int], Fraction]) -> dict[int, tuple[Fraction, int]]:
        best: dict[int, tuple[Fraction, int]] = {1: (Fraction(0), 0)}
        for at in self._below(family):
            choice, without, with_it = self._families[at]
            options = [best[without]] if without else []
            if with_it:
                rest, more = best[with_it]
                options.append((rest + cost(choice), more + 1))
            best[at] = min(options)
        return best

    def _below(self, family: int) -> list[int]:
        """Return all families that one is made of, itself too; each after those that it is made of."""
        seen: set[int] = set()
        open_ = [family]
        while open_:
            at = open_.pop()
            if at > 1 and at not in seen:
                seen.add(at)
                open_ += self._families[at][1:]
        return sorted(seen)  # a family is made after its parts, and so has a higher number

    def _diagram(self, formula: int) -> int:
        found = self._of_formula.get(formula)
        if found is None:
            word, parts = self.formulas.made[formula]
            found = self._of_formula[formula] = self._made(word, parts)
        return found

    def _made(self, word: str, parts: tuple[int, ...]) -> int:
        if word == "choice":
            return self._node(parts[0], 0, 1)
        diagrams = [self._diagram(part) for part in (parts[1:] if word == "at least" else parts)]
        if word == "not":
            return self._if(diagrams[0], 0, 1)
        # The later choices first, so that what is joined stays small.
        diagrams.sort(key=lambda diagram: self._diagrams[diagram][0], reverse=True)
        if word == "at least":
            return self._at_least(parts[0], diagrams)
        joined = diagrams[0]
        for other in diagrams[1:]:
            joined = self._if(other, joined, 0) if word == "and" else self._if(other, 1, joined)
        return joined

    def _at_least(self, count: int, diagrams: list[int]) -> int:
        so_many = [1, *[0] * count]  # at least none, at least one, ... of those seen so far
        for diagram in diagrams:
            so_many = [1, *(self._if(diagram, so_many[n - 1], so_many[n]) for n in range(1, count + 1))]
        return so_many[count]

    def _node(self, choice: int, without: int, with_it: int) -> int:
        if without == with_it:
            return without
        key = (choice, without, with_it)
        found = self._unique.get(key)
        if found is None:
            found = self._unique[key] = len(self._diagrams)
            self._diagrams.append(key)
        return found

    def _if(self, condition: int, then: int, otherwise: int) -> int:
        if condition <= 1:
            return then if condition else otherwise
        if (then, otherwise) == (1, 0):
            return condition
        if then == otherwise:
            return then
        key = (condition, then, otherwise)
        found = self._chosen.get(key)
        if found is None:
            diagrams = self._diagrams
            top = min(diagrams[condition][0], diagrams[then][0], diagrams[otherwise][0])
            (c0, c1), (t0, t1), (o0, o1) = (
                diagrams[d][1:] if diagrams[d][0] == top else (d, d) for d in (condition, then, otherwise)
            )
            found = self._chosen[key] = self._node(top, self._if(c0, t0, o0), self._if(c1, t1, o1))
        return found

    def _minimal(self, diagram: int) -> int:
        """Return the family of the smallest sets that make a diagram true."""
        found = self._smallest.get(diagram)
        if found is None:
            choice, without, with_it = self._diagrams[diagram]
            fewer = self._minimal(without)
            more = self._no_supersets(self._minimal(with_it), fewer)
            found = self._smallest[diagram] = self._family(choice, fewer, more)
        return found

    def _family(self, choice: int, without: int, with_it: int) -> int:
        if not with_it:
            return without
        key = (choice, without, with_it)
        found = self._unique_family.get(key)
        if found is None:
            found = self._unique_family[key] = len(self._families)
            self._families.append(key)
        return found

    def _no_supersets(self, family: int, others: int) -> int:
        """Return those sets of a family that contain none of the others."""
        if others == 1 or family == 0 or family == others:
            return 0
        if others == 0 or family == 1:
            return family
        found = self._without.get((family, others))
        if found is None:
            choice, without, with_it = self._families[family]
            other, other_without, other_with = self._families[others]
            if choice > other:
                found = self._no_supersets(family, other_without)
            elif choice < other:
                fewer, more = self._no_supersets(without, others), self._no_supersets(with_it, others)
                found = self._family(choice, fewer, more)
            else:
                more = self._no_supersets(self._no_supersets(with_it, other_with), other_without)
                found = self._family(choice, self._no_supersets(without, other_without), more)
            self._without[family, others] = found
        return found

    def _count(self, family: int) -> int:
        for at in self._below(family):
            _, without, with_it = self._families[at]
            self._number[at] = self._number[without] + self._number[with_it]
        return self._number[family]


_LAST = 1 << 60
