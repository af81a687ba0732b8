"""One tree of errors; each family has an exit code, and each message says what, where, why and what to do.

======  ==================================================================
code    family
======  ==================================================================
0       all is well
1       problems found in what the user wrote (:class:`InputError`), or a
        question that cannot be answered as asked (:class:`QueryError`)
2       the command was used wrongly (click's own usage errors), or an
        input cannot be read at all (:class:`UnreadableError`)
3       the rules or the ontology are at fault (:class:`RulebookError`,
        :class:`OntologyError`)
4       an engine fails (:class:`EngineError`), or the two disagree
        (:class:`DisagreementError`)
======  ==================================================================
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = [
    "DisagreementError",
    "EngineError",
    "IncleadError",
    "InputError",
    "OntologyError",
    "Problem",
    "QueryError",
    "RulebookError",
    "UnreadableError",
    "nearest",
]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, with its place.

    >>> print(Problem("assessment.yaml", 3, 5, "'as_off' is not a field here", "did you mean 'as_of'?"))
    assessment.yaml:3:5: 'as_off' is not a field here; did you mean 'as_of'?
    """

    file: str
    line: int
    column: int
    what: str
    todo: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.what}" + (f"; {self.todo}" if self.todo else "")


class IncleadError(Exception):
    """Root of every error that this package raises on purpose."""

    exit_code = 1


class UnreadableError(IncleadError):
    """A file or folder cannot be read at all: missing, not text, not YAML, too large."""

    exit_code = 2


class _ProblemsError(IncleadError):
    """Carries every problem found in one pass, in the order of their places."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(
            sorted(set(problems), key=lambda one: (one.file, one.line, one.column, one.what, one.todo))
        )
        super().__init__("\n".join(map(str, self.problems)))


class InputError(_ProblemsError):
    """What the user wrote has problems; nothing was assessed."""

    exit_code = 1


class QueryError(IncleadError):
    """A question cannot be answered as asked: not SPARQL, refused, too slow, or about a thing that is not known."""

    exit_code = 1


class RulebookError(_ProblemsError):
    """A rule file is refused."""

    exit_code = 3

    @classmethod
    def of(cls, what: str, todo: str = "") -> RulebookError:
        """Make the error for a fault of the rulebook as a whole, which no line of one file shows."""
        return cls([Problem("rules", 0, 0, what, todo)])


class OntologyError(_ProblemsError):
    """The ontology does not conform to its shapes, or lacks what the framework needs."""

    exit_code = 3


class DisagreementError(IncleadError):
    """The two engines do not infer the same; the message names the first finding on which they differ."""

    exit_code = 4


class EngineError(IncleadError):
    """An engine cannot run the rules or take the facts; nothing was concluded."""

    exit_code = 4


def nearest(name: str, known: Iterable[str]) -> str:
    """Suggest the known name nearest to ``name``, or list the known ones when they are few.

    >>> nearest("exceling", ["achieving", "excelling"])
    "did you mean 'excelling'?"
    """
    names: Sequence[str] = sorted(set(known))
    close = difflib.get_close_matches(name, names, 1, 0.6) or [n for n in names if n.lower() == name.lower()]
    if close:
        return f"did you mean '{close[0]}'?"
    return "use one of: " + ", ".join(names) if 0 < len(names) <= 16 else ""
