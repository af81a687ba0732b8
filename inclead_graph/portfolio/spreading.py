"""The units of a portfolio graded one after another, or by several processes of this machine.

What is sent to a process is the content of a file, and what comes back is the content of its results; only the one who
asked writes. So nothing is lost with a process, and the results are the same whoever made them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeAlias

from inclead_graph.assess import load_knowledge
from inclead_graph.errors import RulebookError, UnreadableError
from inclead_graph.portfolio.batches import Refused
from inclead_graph.portfolio.grading import Grader
from inclead_graph.portfolio.running import Done, Unit, done_before, grade, store, versions_of

__all__ = ["JudgedBy", "Spread", "asked_of", "assess_units", "in_processes", "one_by_one"]


@dataclass(frozen=True, slots=True)
class JudgedBy:
    """What a grader is made of, wherever it is made.

    Attributes:
        ontology, rules: folders; ``None`` stands for those of the package.
        versions: of ontology, rules and package; whoever has others grades nothing.
        sample: of how many organisations of each part every conclusion is compared with the reference engine's.
    """

    ontology: Path | None = None
    rules: Path | None = None
    versions: str = ""
    sample: int = 1


AHEAD = 3
"""How many files a worker is sent ahead of those that it is done with."""

Outcome: TypeAlias = bytes | str
"""Results, or why a part cannot be read."""
Spread: TypeAlias = Callable[[Sequence[Unit], JudgedBy], Iterator[tuple[Unit, Outcome]]]
"""Grades units in any order."""


@lru_cache(maxsize=4)
def _grader(by: JudgedBy, everything: bool) -> Grader:
    knowledge = load_knowledge(by.ontology, by.rules)
    if by.versions and versions_of(knowledge) != by.versions:
        raise RulebookError.of(
            f"a worker judges by {versions_of(knowledge)}, and not by {by.versions}; install the same everywhere"
        )
    return Grader(knowledge, everything, by.sample)


def graded_content(content: bytes, name: str, by: JudgedBy, everything: bool) -> Outcome:
    """Grade the content of a file; what every process does.

    Raises:
        DisagreementError, RulebookError: as :meth:`Grader.grade`.
    """
    try:
        return grade(content, name, _grader(by, everything))
    except UnreadableError as error:
        return str(error)


def one_by_one(units: Sequence[Unit], by: JudgedBy) -> Iterator[tuple[Unit, Outcome]]:
    """Grade in this process."""
    for unit in units:
        yield unit, graded_content(unit.source.read_bytes(), unit.source.name, by, unit.everything)


def in_processes(number: int) -> Spread:
    """Grade by so many processes of this machine."""

    def spread(units: Sequence[Unit], by: JudgedBy) -> Iterator[tuple[Unit, Outcome]]:
        with ProcessPoolExecutor(number, get_context("spawn")) as pool:
            waiting = iter(units)
            asked = {asked_of(pool.submit, unit, by): unit for unit in islice(waiting, number * AHEAD)}
            while asked:
                done, _ = wait(asked, return_when=FIRST_COMPLETED)
                asked |= {asked_of(pool.submit, unit, by): unit for unit in islice(waiting, len(done))}
                yield from ((asked.pop(future), future.result()) for future in done)

    return spread


def asked_of(submit: Callable[..., Any], unit: Unit, by: JudgedBy) -> Any:
    """Hand a unit to somebody who will grade it; return what will become of it."""
    return submit(graded_content, unit.source.read_bytes(), unit.source.name, by, unit.everything)


def assess_units(units: Sequence[Unit], by: JudgedBy, spread: Spread = one_by_one) -> Iterator[Done]:
    """Grade all that was not graded before, and keep it; yield what became of each unit, first of those done before.

    Raises:
        DisagreementError, RulebookError: as :meth:`Grader.grade`; what was kept by then stays.
        UnreadableError: results cannot be written.
    """
    waiting = []
    for unit in units:
        before = done_before(unit)
        if before is None:
            waiting.append(unit)
        else:
            yield before
    for unit, outcome in spread(waiting, by):
        if isinstance(outcome, bytes):
            yield store(unit, outcome)
        else:
            yield Done(unit.source, 0, 0, (Refused(unit.source.name, outcome),), again=True)
