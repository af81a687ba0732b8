"""Write an appraisal: a file to fill in, and ratings added to a file without touching what is there."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator, Sequence

from inclead_graph.errors import InputError, Problem
from inclead_graph.located import quoted
from inclead_graph.model.appraisal import Person, Rated
from inclead_graph.model.guide import Guide, Rateable
from inclead_graph.workspace.appraisal import parse_appraisal

__all__ = ["appraisal_skeleton", "with_ratings"]

_HEAD = """\
# A self-appraisal. Lines that begin with # are explanations and may be deleted. Nothing leaves your machine.
person:
  # your name, or a pseudonym that you keep to: two appraisals are compared by it
  name: {name}
{role}date: {date}
# team: Outpatients
"""

_RATINGS = """\

# Take the # away from what you want to rate, and leave the rest: what is not rated counts as not known, not as a need.
# rating: one of
{words}
# evidence: what shows it, as many as you like; its date, and its locator (where that is written down), may be left out
# comment, target (the rating you aim at), by (a day) and action (what you will do) may be left out.
ratings:
"""

_THING = """
#{place}
{about}
# - competency: {code}
#   rating: {word}
#   evidence:
#     - text: "what happened, and what came of it"
#       date: {date}
#       locator: "where that is written down"
#   comment: "anything to add"
#   target: {target}
#   by: {by}
#   action: "what I will do"
"""


def appraisal_skeleton(guide: Guide, person: Person, date: dt.date) -> str:
    """Write an appraisal in which every competency and indicator is explained and none is rated yet."""
    role = f"  role: {quoted(person.role)}\n" if person.role else "  # role: Ward manager\n"
    words = "\n".join(f"#   {rating.word:<10} {rating.definition}" for rating in guide.ratings.values())
    things = "".join(_explained(thing, guide, date) for thing in guide.things.values())
    return _HEAD.format(name=quoted(person.name), role=role, date=date) + _RATINGS.format(words=words) + things


def with_ratings(text: str, name: str, entries: Sequence[Rated], guide: Guide) -> str:
    """Add ratings at the end of an appraisal's text; everything that stands there stays as it is.

    Args:
        text: an appraisal without problems.
        name: what to call it in messages.
        entries: ratings of what it does not rate yet.
        guide: the ratings and competencies.

    Raises:
        InputError: an entry has a problem, or ``ratings`` is not the last field, so that nothing can be added.
    """
    before = parse_appraisal(text, name, guide)
    wanted = before.model_copy(update={"ratings": (*before.ratings, *entries)})
    body = text if text.endswith("\n") or not text else f"{text}\n"
    refused: InputError | None = None
    for indent in ("  ", "", " "):
        candidate = body + "".join(textwrap.indent("\n".join(_lines(e)) + "\n", indent) for e in entries)
        try:
            if parse_appraisal(candidate, name, guide) == wanted:
                return candidate
        except InputError as error:
            refused = refused or error
    if refused is not None and not any("valid YAML" in problem.what for problem in refused.problems):
        raise refused
    what = "ratings cannot be added: 'ratings:' is not the last field, or its entries do not begin with '- '"
    raise InputError([Problem(name, 0, 0, what, "move 'ratings:' to the end of the file, its entries in lines below")])


def _explained(thing: Rateable, guide: Guide, date: dt.date) -> str:
    words = list(guide.ratings)
    word = words[min(1, len(words) - 1)]
    about = [f"{thing.definition} For example: {thing.example}" if thing.example else thing.definition]
    return _THING.format(
        place=f" {thing.group}: {thing.label}".rstrip(),
        about="\n".join(f"# {line}" for text in about for line in textwrap.wrap(text, 110)),
        code=thing.code,
        word=word,
        target=guide.above(word) or word,
        date=date,
        by=date + dt.timedelta(days=182),
    )


def _lines(entry: Rated) -> Iterator[str]:
    yield f"- competency: {_plain(entry.competency)}"
    yield f"  rating: {_plain(entry.rating)}"
    if entry.evidence:
        yield "  evidence:"
    for proof in entry.evidence:
        yield f"    - text: {quoted(proof.text)}"
        if proof.date:
            yield f"      date: {proof.date}"
        if proof.locator:
            yield f"      locator: {quoted(proof.locator)}"
    for field in ("comment", "target", "by", "action"):
        value = getattr(entry, field)
        if value is not None:
            yield f"  {field}: {value if isinstance(value, dt.date) else quoted(value)}"


def _plain(word: str) -> str:
    return word if word.replace("-", "").replace(" ", "").isalnum() else quoted(word)
