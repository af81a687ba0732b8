"""The questions of ``inclead appraise fill``: one after the other, each answer kept at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from inclead_graph.errors import UnreadableError
from inclead_graph.files import write_whole
from inclead_graph.model.appraisal import Appraisal, Person, Rated
from inclead_graph.model.guide import Guide, Rateable
from inclead_graph.workspace import appraisal_skeleton, parse_appraisal, read_appraisal, with_ratings

__all__ = ["ask_all"]

SKIP, STOP = "s", "q"


class _Stopped(Exception):  # noqa: N818 (not an error)
    """The person wants to stop."""


@dataclass
class _Sheet:
    """The file as it stands."""

    file: Path
    text: str
    guide: Guide

    @property
    def appraisal(self) -> Appraisal:
        return parse_appraisal(self.text, str(self.file), self.guide)

    def keep(self, entry: Rated) -> None:
        self.text = with_ratings(self.text, str(self.file), [entry], self.guide)
        write_whole(self.file, self.text.encode("utf-8"))


def ask_all(file: Path, guide: Guide, today: dt.date) -> None:
    """Ask about everything that the file does not rate yet, until there is nothing left or the person stops.

    Args:
        file: an appraisal without problems, or where to make one.
        guide: the ratings and competencies.
        today: the day of an appraisal that is made now.

    Raises:
        UnreadableError: the file or what is typed cannot be read.
        InputError: the file has problems, or ratings cannot be added to it; nothing is asked.
    """
    try:
        sheet = _sheet(file, guide, today)
        if sheet is not None:
            _ask_rest(sheet)
    except UnicodeError:
        raise UnreadableError("what was typed is not UTF-8 text; what was answered before is kept") from None


def _sheet(file: Path, guide: Guide, today: dt.date) -> _Sheet | None:
    if file.exists():
        read_appraisal(file, guide)
        sheet = _Sheet(file, file.read_bytes().decode("utf-8-sig"), guide)
        _refuse_what_cannot_grow(sheet)
        return sheet
    try:
        name = _answered("Your name, or a pseudonym that you keep to")
        role = _answered("What you do (Enter to leave it out)", default="")
        person = Person(name=name, role=role or None)
    except _Stopped:
        click.echo("\nNothing was answered, and nothing was written.", err=True)
        return None
    except UnicodeError:
        raise
    except ValueError:
        raise UnreadableError(
            "that name or role cannot be kept: it is empty, not UTF-8, or has a control character"
        ) from None
    return _Sheet(file, appraisal_skeleton(guide, person, today), guide)


def _refuse_what_cannot_grow(sheet: _Sheet) -> None:
    """Find out before the first question whether answers can be kept."""
    rated = {entry.competency for entry in sheet.appraisal.ratings}
    left = [code for code in sheet.guide.things if code not in rated]
    if left:
        probe = Rated(competency=left[0], rating=next(iter(sheet.guide.ratings)))
        with_ratings(sheet.text, str(sheet.file), [probe], sheet.guide)


def _ask_rest(sheet: _Sheet) -> None:
    write_whole(sheet.file, sheet.text.encode("utf-8"))
    rated = {entry.competency for entry in sheet.appraisal.ratings}
    everything = list(sheet.guide.things.values())
    _explain(sheet.guide)
    try:
        for number, thing in enumerate(everything, 1):
            if thing.code not in rated:
                _ask_about(sheet, thing, f"{number} of {len(everything)}")
    except _Stopped:
        click.echo()
    done = len(sheet.appraisal.ratings)
    click.echo(f"Kept in {sheet.file}: {done} rated, {len(everything) - done} not.", err=True)
    click.echo(f"Next: inclead appraise show {sheet.file}", err=True)


def _explain(guide: Guide) -> None:
    for number, rating in enumerate(guide.ratings.values(), 1):
        click.echo(f"{number}  {rating.word}: {rating.definition}")
    click.echo(f"{SKIP}  skip this one: it stays not rated")
    click.echo(f"{STOP}  stop; what was answered is kept, and 'inclead appraise fill' goes on from there")


def _ask_about(sheet: _Sheet, thing: Rateable, place: str) -> None:
    click.echo(f"\n{place}  {thing.group}: {thing.label}")
    click.echo(f"  {thing.definition}")
    if thing.example:
        click.echo(f"  For example: {thing.example}")
    words = {str(number): word for number, word in enumerate(sheet.guide.ratings, 1)}
    word = _chosen(words)
    if word is None:
        return
    answers: dict[str, Any] = {"competency": thing.code, "rating": word, "evidence": []}
    try:
        _ask_more(answers, sheet.guide.ratings[word].need, sheet.appraisal.date)
    finally:
        # Also when the person stops half-way: what was said so far is kept.
        sheet.keep(Rated.model_validate(answers))


def _chosen(words: Mapping[str, str]) -> str | None:
    """Ask for a rating until there is one; ``None`` when it is skipped."""
    while True:
        said = _answered(f"  Rating (1 to {len(words)}, {SKIP} to skip, {STOP} to stop)").casefold()
        if said == SKIP:
            return None
        word = words.get(said) or next((word for word in words.values() if word == said), None)
        if word:
            return word
        click.echo(f"  '{said}' is none of these: {', '.join((*words, SKIP, STOP))}")


def _ask_more(answers: dict[str, Any], need: bool, day: dt.date) -> None:
    while proof := _text("  What shows it? (Enter for nothing more)"):
        answers["evidence"].append({"text": proof})
    answers["comment"] = _text("  Comment (Enter for none)")
    if need:
        answers["action"] = _text("  What will you do about it? (Enter to leave it open)")
        answers["by"] = _asked("  By when, as 2026-03-31 (Enter to leave it open)", lambda said: _later(said, day))


def _later(said: str, day: dt.date) -> str:
    """Return a day that is not before the appraisal's, or say what is wrong with it."""
    try:
        found = dt.date.fromisoformat(said)
    except ValueError:
        raise ValueError(f"'{said}' is not a date; write it as 2026-03-31") from None
    if found < day:
        raise ValueError(f"that is before the day of the appraisal ({day})")
    return found.isoformat()


def _text(question: str) -> str | None:
    return _asked(question, _kept)


def _kept(said: str) -> str:
    try:
        return str(Rated(competency="x", rating="x", comment=said).comment)
    except ValueError:
        raise ValueError("that is not UTF-8, has a control character in it, or is too long; type it again") from None


def _asked(question: str, check: Callable[[str], str]) -> str | None:
    """Ask until the answer passes; nothing when it is left out."""
    while said := _answered(question, default=""):
        try:
            return check(said)
        except ValueError as error:
            click.echo(f"  {error}")
    return None


def _answered(question: str, default: str | None = None) -> str:
    """Ask once.

    Raises:
        _Stopped: the person typed ``q``, or the input ended.
    """
    try:
        said = str(click.prompt(question, default=default, show_default=False)).strip()
    except click.Abort:
        raise _Stopped from None
    if said.casefold() == STOP:
        raise _Stopped
    return said
