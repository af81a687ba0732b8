"""The least effort that makes a formula true, found by HiGHS (https://highs.dev) as an integer program.

Each choice is a variable that is 0 or 1. Each part of the formula that has to be looked at gets a variable that may be
1 only if the part is true: for "and", at most each of its parts; for "or", at most their sum; for "at least three",
three times itself at most their sum. "Not" is carried down to the choices, where it is exact. So every solution of the
program makes the formula true, and the one of least cost is the answer. Q. Huangfu and J. A. J. Hall, "Parallelizing
the dual revised simplex method", Mathematical Programming Computation 10(1), 2018.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from inclead_graph.errors import EngineError
from inclead_graph.inference.formulas import FALSE, TRUE, Formulas
from inclead_graph.solving import quiet_solver, run_quietly

__all__ = ["Least", "least_effort"]

SECONDS = 30.0
"""How long the solver may look for something better."""


@dataclass(frozen=True, slots=True)
class Least:
    """What the solver found.

    Attributes:
        taken: the choices, in order.
        effort: their cost together.
        proved: the solver has proved that nothing costs less.
        at_least: what any solution costs at least; the effort itself when that is proved.
        solver: the solver's name and version.
    """

    taken: tuple[int, ...]
    effort: Fraction
    proved: bool
    at_least: Fraction
    solver: str


def least_effort(
    formulas: Formulas, formula: int, cost: Callable[[int], Fraction], *, seconds: float = SECONDS
) -> Least | None:
    """Return the choices of least cost that make a formula true, the fewest of equal cost; ``None`` where none do.

    Args:
        formulas: where the formula is kept.
        formula: its number.
        cost: the cost of a choice, above zero.
        seconds: how long to look for better ones.

    Raises:
        EngineError: the solver fails, or its answer does not make the formula true.
    """
    import highspy  # it brings numpy, which takes a moment

    program = _Program(formulas, formula)
    unit = math.lcm(1, *(cost(choice).denominator for choice in program.choices))
    # Costs are whole numbers of units; one more for each choice prefers fewer, and never outweighs a unit.
    scale = len(program.choices) + 1
    solver = quiet_solver()
    solver.setOptionValue("mip_abs_gap", 0.5)
    solver.setOptionValue("time_limit", seconds)
    program.into(solver, highspy, [float(cost(choice) * unit * scale + 1) for choice in program.choices])
    run_quietly(solver)
    status = solver.getModelStatus()
    name = f"HiGHS {solver.version()}"
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    values = solver.getSolution().col_value
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        what = f"{name} found no plan in {seconds:g} seconds ({solver.modelStatusToString(status)})"
        raise EngineError(f"{what}; ask for fewer stages, or for a lower grade")
    taken = tuple(choice for column, choice in enumerate(program.choices) if values[column] > 0.5)
    if not _true(formulas, formula, frozenset(taken)):
        raise EngineError(f"{name} gave a plan that does not reach its goal; please report this")
    effort = sum((cost(choice) for choice in taken), Fraction(0))
    bound = Fraction(math.ceil(solver.getInfo().mip_dual_bound - 0.5) // scale, unit)
    proved = status == highspy.HighsModelStatus.kOptimal
    return Least(taken, effort, proved, effort if proved else min(effort, max(Fraction(0), bound)), name)


class _Program:
    """Columns and rows of the integer program."""

    def __init__(self, formulas: Formulas, formula: int) -> None:
        self.formulas = formulas
        self.choices: list[int] = []
        self._choice_columns: dict[int, int] = {}
        self._columns: dict[tuple[int, bool], int] = {}
        self.rows: list[tuple[float, tuple[tuple[int, float], ...]]] = []
        self._collect(formula)
        self.goal = self._literal(formula, wanted=True)

    def _collect(self, formula: int) -> None:
        seen, open_ = set(), [formula]
        while open_:
            at = open_.pop()
            word, parts = self.formulas.made[at]
            if word == "choice":
                self._choice_columns[parts[0]] = 0
            elif at not in seen:
                seen.add(at)
                open_ += parts[1:] if word == "at least" else parts
        self.choices = sorted(self._choice_columns)
        self._choice_columns = {choice: column for column, choice in enumerate(self.choices)}
        self.count = len(self.choices)

    def _literal(self, formula: int, *, wanted: bool) -> tuple[int, bool]:
        """Return a column, and whether it stands for itself (or for one minus itself)."""
        word, parts = self.formulas.made[formula]
        if word == "choice":
            return self._choice_columns[parts[0]], wanted
        if word == "not":
            return self._literal(parts[0], wanted=not wanted)
        key = (formula, wanted)
        if key not in self._columns:
            counted = word == "at least"
            inner = [self._literal(part, wanted=wanted) for part in (parts[1:] if counted else parts)]
            column = self._columns[key] = self.count
            self.count += 1
            if counted:
                self._at_most(column, inner, parts[0] if wanted else len(inner) - parts[0] + 1)
            elif (word == "and") is wanted:
                for one in inner:
                    self._at_most(column, [one])
            else:
                self._at_most(column, inner)
        return self._columns[key], True

    def _at_most(self, column: int, parts: list[tuple[int, bool]], times: int = 1) -> None:
        """Add: so many times the column is at most the sum of its parts; one turned round is one minus its column."""
        turned = sum(not plain for _, plain in parts)
        sums: dict[int, float] = {column: float(times)}
        for other, plain in parts:
            sums[other] = sums.get(other, 0.0) - (1.0 if plain else -1.0)
        self.rows.append((float(turned), tuple(sums.items())))

    def into(self, solver: Any, highspy: Any, costs: list[float]) -> None:
        """Hand the program to the solver."""
        for column in range(self.count):
            solver.addCol(costs[column] if column < len(costs) else 0.0, 0.0, 1.0, 0, [], [])
            if column < len(costs):
                solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        for high, parts in self.rows:
            columns, factors = zip(*parts, strict=True)
            solver.addRow(-highspy.kHighsInf, high, len(columns), list(columns), list(factors))
        column, plain = self.goal
        value = 1.0 if plain else 0.0
        solver.changeColBounds(column, value, value)


def _true(formulas: Formulas, formula: int, taken: frozenset[int]) -> bool:
    known: dict[int, bool] = {FALSE: False, TRUE: True}

    def holds(at: int) -> bool:
        if at not in known:
            word, parts = formulas.made[at]
            if word == "choice":
                known[at] = parts[0] in taken
            elif word == "not":
                known[at] = not holds(parts[0])
            elif word == "at least":
                known[at] = sum(map(holds, parts[1:])) >= parts[0]
            else:
                known[at] = (all if word == "and" else any)(map(holds, parts))
        return known[at]

    return holds(formula)
