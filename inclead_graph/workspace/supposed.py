"""Records that somebody supposes: from a file such as lies in ``evidence/``, or from one line of text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inclead_graph import located
from inclead_graph.errors import InputError, Problem, UnreadableError, nearest
from inclead_graph.located import Located
from inclead_graph.model.assessment import Evidence
from inclead_graph.model.framework import Framework
from inclead_graph.workspace.folder import read_records
from inclead_graph.workspace.references import evidence_problems

__all__ = ["supposed_records"]

_PARTS = re.compile(r",(?=\s*[A-Za-z_]+\s*=)")
_PLURAL = {"criterion": "criteria", "characteristic": "characteristics"}
_LISTS = frozenset(_PLURAL.values())
_OPTION = "--add"


def supposed_records(written: str, framework: Framework, as_of: dt.date, taken: set[str]) -> tuple[Evidence, ...]:
    """Read records to add: the file called ``written``, or one record written as ``criterion=...,claim=...``.

    What a text leaves out is a new id, the best status of support, the first voice and kind of their lists, the as-of
    date, and a source that is supposed. Several criteria or characteristics are joined by ``+``.

    Args:
        written: a file, or the text.
        framework: what criteria and words there are.
        as_of: the date of a record whose text has none.
        taken: ids that are used already; those of the new records are added.

    Raises:
        UnreadableError: the file cannot be read.
        InputError: every problem of the record or records.

    Example:
        ``supposed_records("criterion=BR1.A1,claim=supports,voice=carer", framework, as_of, set())``
    """
    if "=" not in written and not Path(written).exists():
        raise UnreadableError(f"{written}: no such file; name one, or write a record as 'criterion=...,claim=...'")
    if "=" not in written or Path(written).is_file():
        found = read_records(Path(written), framework)
    else:
        found = (_record(written, framework, as_of, taken),)
    again = [piece.id for piece in found if piece.id in taken]
    if again:
        todo = "give the new record an id of its own"
        raise InputError([Problem(_OPTION, 0, 0, f"evidence id '{name}' is already used", todo) for name in again])
    taken |= {piece.id for piece in found}
    return found


def _record(written: str, framework: Framework, as_of: dt.date, taken: set[str]) -> Evidence:
    source = Located(_OPTION, [_fields(written)])
    defaults = _defaults(framework, as_of, taken)
    if source.data[0].get("claim", "") != framework.words("claim")[0]:
        del defaults["status"]
    record = {**defaults, **source.data[0]}
    piece = located.validate(Evidence, source, record, (0,))
    problems = list(evidence_problems(piece, source, (0,), framework))
    if problems:
        raise InputError(Problem(_OPTION, 0, 0, problem.what, problem.todo) for problem in problems)
    return piece


def _defaults(framework: Framework, as_of: dt.date, taken: set[str]) -> dict[str, Any]:
    numbers = (number for number in range(1, len(taken) + 2) if f"supposed-{number}" not in taken)
    return {
        "id": f"supposed-{next(numbers)}",
        "title": "supposed",
        "status": framework.words("status")[-1],
        "kind": framework.words("kind")[0],
        "voice": framework.words("voice")[0],
        "date": as_of.isoformat(),
        "source": "supposed",
        "locator": "supposed",
    }


def _fields(written: str) -> Mapping[str, Any]:
    """Take ``name=value,name=value`` apart.

    >>> _fields("criterion=BR1.A1+BR1.A2, claim=supports")
    {'criteria': ['BR1.A1', 'BR1.A2'], 'claim': 'supports'}
    """
    fields: dict[str, Any] = {}
    for part in _PARTS.split(written):
        name, equals, value = (word.strip() for word in part.partition("="))
        name = _PLURAL.get(name, name)
        if not equals or not name:
            known = [*_PLURAL, *Evidence.model_fields]
            what = f"'{part.strip()}' is not 'name=value'"
            raise InputError([Problem(_OPTION, 0, 0, what, nearest(part.strip(), known))])
        if name in fields:
            raise InputError([Problem(_OPTION, 0, 0, f"'{name}' is named twice", "join several values by '+'")])
        fields[name] = [word.strip() for word in value.split("+")] if name in _LISTS else value
    return fields
