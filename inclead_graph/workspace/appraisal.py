"""Read an appraisal: one file a person and day, with every problem in it at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inclead_graph import located
from inclead_graph.errors import InputError, Problem, nearest
from inclead_graph.located import Located, Path_
from inclead_graph.model.appraisal import Appraisal, Rated
from inclead_graph.model.guide import Guide

__all__ = ["APPRAISALS_FOLDER", "checked_appraisal", "parse_appraisal", "read_appraisal"]

APPRAISALS_FOLDER = "appraisals"
"""Where in a workspace appraisals lie, if they do; nothing but a workbook that is asked for them reads them there."""


def read_appraisal(path: Path, guide: Guide) -> Appraisal:
    """Read and check an appraisal.

    Args:
        path: the file.
        guide: the ratings and competencies that it may name.

    Raises:
        UnreadableError: there is no such file, or it is not text.
        InputError: every problem found, sorted by place.

    Example::

        read_appraisal(Path("assessments/appraisals/2026-11-robin.yaml"), guide).person.name
    """
    return checked_appraisal(located.load(path), guide)


def parse_appraisal(text: str, name: str, guide: Guide) -> Appraisal:
    """Check an appraisal that is not in a file yet; see :func:`read_appraisal`."""
    return checked_appraisal(located.parse(text, name), guide)


def checked_appraisal(source: Located, guide: Guide) -> Appraisal:
    """Check an appraisal that was read elsewhere, of which ``source`` knows the places; see :func:`read_appraisal`."""
    if not isinstance(source.data, dict):
        what = "the file is empty" if source.data is None else "an appraisal is 'name: value' lines"
        raise InputError([source.problem((), what, "'inclead appraise new FILE' makes one to fill in")])
    problems: list[Problem] = []
    head = _head(source, problems)
    written = source.data.get("ratings") or ()
    rated = [_rated(source, index, entry, problems) for index, entry in enumerate(written) if isinstance(written, list)]
    seen: dict[str, int] = {}
    for index, entry in enumerate(rated):
        if entry is not None:
            problems += _problems(source, index, entry, guide, head.date if head else None)
            problems += _twice(source, index, entry.competency, seen)
    if problems or head is None:
        raise InputError(problems)
    return head.model_copy(update={"ratings": tuple(entry for entry in rated if entry)})


def _head(source: Located, problems: list[Problem]) -> Appraisal | None:
    """Check all but the single ratings; that they are a list belongs here."""
    rest = {key: value for key, value in source.data.items() if key != "ratings" or not isinstance(value, list)}
    try:
        return located.validate(Appraisal, source, rest)
    except InputError as error:
        problems += error.problems
        return None


def _rated(source: Located, index: int, entry: Any, problems: list[Problem]) -> Rated | None:
    at: Path_ = ("ratings", index)
    if not isinstance(entry, dict):
        what = "a rating is 'name: value' lines"
        problems.append(source.problem(at, what, "begin it with '- competency: ...'"))
        return None
    try:
        return located.validate(Rated, source, entry, at)
    except InputError as error:
        problems += error.problems
        return None


def _problems(source: Located, index: int, entry: Rated, guide: Guide, day: dt.date | None) -> Iterator[Problem]:
    at: Path_ = ("ratings", index)
    yield from _competency(source, (*at, "competency"), entry.competency, guide)
    yield from _word(source, (*at, "rating"), "rating", entry.rating, guide)
    if entry.target is not None:
        yield from _word(source, (*at, "target"), "target", entry.target, guide)
        yield from _target(source, (*at, "target"), entry, guide)
    if day is not None:
        yield from _days(source, at, entry, day)


def _competency(source: Located, at: Path_, code: str, guide: Guide) -> Iterator[Problem]:
    if code in guide.things:
        return
    meant = {name.casefold(): t.code for t in guide.things.values() for name in (t.code, t.id, t.label)}
    exact = meant.get(code.casefold())
    todo = f"write '{exact}'" if exact else nearest(code, guide.things) or "'inclead appraise new FILE' lists them"
    yield source.problem(at, f"there is no competency or indicator '{code}'", todo)


def _word(source: Located, at: Path_, what: str, word: str, guide: Guide) -> Iterator[Problem]:
    if word in guide.ratings:
        return
    near = nearest(word, guide.ratings)
    lowest_first = "use one of: " + ", ".join(guide.ratings)
    yield source.problem(at, f"'{word}' is not a {what}", near if near.startswith("did you mean") else lowest_first)


def _target(source: Located, at: Path_, entry: Rated, guide: Guide) -> Iterator[Problem]:
    now, aim = guide.ratings.get(entry.rating), guide.ratings.get(str(entry.target))
    if now is None or aim is None or aim.order > now.order:
        return
    above = [rating.word for rating in guide.ratings.values() if rating.order > now.order]
    todo = f"aim at {' or '.join(above)}, or leave the target out" if above else "leave the target out"
    yield source.problem(at, f"the target '{aim.word}' is not above the rating '{now.word}'", todo)


def _days(source: Located, at: Path_, entry: Rated, day: dt.date) -> Iterator[Problem]:
    if entry.by is not None and entry.by < day:
        yield source.problem((*at, "by"), f"'by' is before the day of the appraisal ({day})", "check both dates")
    for index, proof in enumerate(entry.evidence):
        if proof.date is not None and proof.date > day:
            here = (*at, "evidence", index, "date")
            yield source.problem(here, f"this is after the day of the appraisal ({day})", "check both dates")


def _twice(source: Located, index: int, code: str, seen: dict[str, int]) -> Iterator[Problem]:
    here: Path_ = ("ratings", index, "competency")
    if code in seen:
        line = source.place(("ratings", seen[code], "competency"))[0]
        yield source.problem(here, f"'{code}' is rated twice (first on line {line})", "keep the rating that stands")
    seen.setdefault(code, index)
