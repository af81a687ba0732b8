"""HiGHS, the solver of linear and integer programs (https://highs.dev), made quiet and repeatable."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from inclead_graph.errors import EngineError

__all__ = ["add_whole_number", "optimum", "quiet_solver", "run_quietly"]


def quiet_solver() -> Any:
    """Return a solver that prints nothing, uses one thread, and gives the same answer each time.

    It closes no gap: an answer that it calls optimal is optimal.

    Example:
        >>> quiet_solver().getOptionValue("threads")[1]
        1
    """
    import highspy  # it brings numpy, which takes a moment

    with _nothing_printed():
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0)):
        solver.setOptionValue(name, value)
    return solver


def add_whole_number(solver: Any, low: int, high: int) -> None:
    """Add a column that takes a whole number, both ends counted; columns are numbered from 0."""
    import highspy

    solver.addCol(0.0, float(low), float(high), 0, [], [])
    solver.changeColIntegrality(solver.getNumCol() - 1, highspy.HighsVarType.kInteger)


def run_quietly(solver: Any) -> None:
    """Run it; some versions write remarks to standard output even when told to be silent."""
    with _nothing_printed():
        solver.run()


def optimum(solver: Any) -> float:
    """Return the value of the best solution of a program that was run.

    Raises:
        EngineError: it did not come to an end.
    """
    import highspy

    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        status = solver.modelStatusToString(solver.getModelStatus())
        raise EngineError(f"the integer program did not end ({status}); please report this")
    return float(solver.getInfo().objective_function_value)


@contextmanager
def _nothing_printed() -> Iterator[None]:
    """Keep HiGHS from writing to standard output, which may be our JSON; not all of it heeds the option."""
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # there is no standard output to keep clean
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
