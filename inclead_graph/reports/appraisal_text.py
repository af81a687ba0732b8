"""Appraisals as text, for a terminal or a pipe."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from inclead_graph.appraisal.compare import Comparison, Moved
from inclead_graph.appraisal.plan import Step, plan_of
from inclead_graph.appraisal.portrait import Line, Portrait
from inclead_graph.appraisal.team import FEWEST, Row, Team
from inclead_graph.inference.findings import long_date
from inclead_graph.model.appraisal import Appraisal, Proof
from inclead_graph.model.guide import Driver, Goal, Rating, Reference

__all__ = [
    "CURATED",
    "ONLY_TOOLKIT",
    "comparison_text",
    "linked",
    "plan_text",
    "portrait_text",
    "proof_text",
    "reference_text",
    "shown_text",
    "team_text",
    "who",
]

WIDTH = 110

CURATED = (
    "A number in brackets says how sure a link is, from 0 to 1. Links marked 'ours' were drawn by us; the toolkit "
    "links competencies to the Leadership Framework only."
)
ONLY_TOOLKIT = "Only the toolkit: links to drivers and EDS goals, and examples that we supplied, are left out."
NOT_RATED = "Not rated: not known, which is not a need"


def portrait_text(portrait: Portrait) -> str:
    """Write an appraisal: strengths, needs, what else is rated, and what is not."""
    others = [line for line in portrait.lines if not (line.rating.need or line.rating.strength)]
    total = len(portrait.lines) + len(portrait.not_rated)
    lines = [who(portrait.appraisal), f"{len(portrait.lines)} of {total} rated. Nothing is added up."]
    then = "" if portrait.guide.only_toolkit else ", then what most drivers in force depend on"
    for heading, order, some in (
        ("Strengths", "", portrait.strengths),
        ("Development needs", f", the lowest rating first{then}", portrait.needs),
        ("Rated, neither need nor strength", "", others),
    ):
        lines += ["", f"{heading}{order}:" if some else f"{heading}: none"]
        lines += [text for line in some for text in _line(line)]
    if portrait.not_rated:
        lines += ["", f"{NOT_RATED}:", *(f"  {thing.code:<24} {thing.label}" for thing in portrait.not_rated)]
    lines += ["", *_wrapped(ONLY_TOOLKIT if portrait.guide.only_toolkit else CURATED, "")]
    return "\n".join(lines) + "\n"


def plan_text(portrait: Portrait) -> str:
    """Write the personal development plan."""
    steps = plan_of(portrait)
    lines = [f"Personal development plan: {who(portrait.appraisal)}"]
    if not steps:
        lines += ["", "No development need is rated, so there is nothing to plan yet."]
    for number, step in enumerate(steps, 1):
        lines += ["", *_step(number, step)]
    if portrait.not_rated:
        lines += ["", *_wrapped(f"{NOT_RATED}: " + ", ".join(thing.code for thing in portrait.not_rated), "")]
    lines += ["", *_wrapped(ONLY_TOOLKIT if portrait.guide.only_toolkit else CURATED, "")]
    return "\n".join(lines) + "\n"


def comparison_text(comparison: Comparison) -> str:
    """Write what changed from one appraisal to the other."""
    first, second = comparison.first, comparison.second
    lines = [f"From: {who(first)}", f"To:   {who(second)}"]
    for change in ("up", "down", "newly rated", "no longer rated", "same"):
        moves = [move for move in comparison.moves if move.change == change]
        lines += ["", f"{change.capitalize()}:" if moves else f"{change.capitalize()}: none"]
        lines += [text for move in moves for text in _moved(move)]
    if comparison.neither:
        codes = ", ".join(thing.code for thing in comparison.neither)
        lines += ["", *_wrapped(f"Rated in neither, so not known: {codes}", "")]
    return "\n".join(lines) + "\n"


def team_text(team: Team, words: Iterable[str]) -> str:
    """Write a team in numbers; ``words`` are the ratings, lowest first."""
    name = ", ".join(team.names) or "Team"
    fictional = " (fictional)" if team.fictional else ""
    lines = [f"{name}{fictional}: {team.people} people, up to {long_date(team.last)}"]
    if len(team.names) > 1:
        lines += ["The files name more than one team."]
    if team.superseded:
        lines += [f"Left out: {team.superseded} of a person with a later appraisal; the latest counts."]
    heading = "Shared needs, which more than half of the team have"
    lines += ["", f"{heading}:" if team.shared else f"{heading}: none"]
    for row in team.shared:
        drivers = ", ".join(driver.label for driver in row.drivers)
        lines += [f"  {row.thing.code:<24} {row.thing.label}"]
        lines += _wrapped(f"drivers in force that depend on it ({len(row.drivers)}): {drivers or 'none'}", "      ")
    lines += ["", "How many chose which rating:"]
    lines += [f"  {row.thing.code:<24} {shown_text(row, (*words, 'not rated'))}" for row in team.rows]
    note = (
        f"Numbers from 1 to {FEWEST - 1} are not shown, nor numbers from which one would follow, nor a rating "
        "that is the whole team's. Such a row is shown by groups, or says only whether more than half have a need: "
        "where it does not say so, half or fewer do, and the others may have rated it higher or not at all."
    )
    return "\n".join([*lines, "", *_wrapped(note, "")]) + "\n"


def shown_text(row: Row, words: tuple[str, ...]) -> str:
    """Write one row of a team as finely as it may be."""
    if row.shown.words is not None:
        return ", ".join(f"{word} {count}" for word, count in zip(words, row.shown.words, strict=True))
    if row.shown.groups is not None:
        return "need {}, rated without need {}, not rated {}".format(*row.shown.groups)
    return "not shown; more than half say they have a need" if row.shown.majority_needs else "not shown"


def who(appraisal: Appraisal) -> str:
    """Write whose appraisal it is, and of which day."""
    person = appraisal.person
    role = f", {person.role}" if person.role else ""
    return f"{person.name}{role}{' (fictional)' if appraisal.fictional else ''}, {long_date(appraisal.date)}"


def proof_text(proof: Proof) -> str:
    """Write a piece of evidence with its day and place."""
    place = "; ".join(str(part) for part in (proof.date, proof.locator) if part)
    return f"{proof.text} ({place})" if place else proof.text


def reference_text(reference: Reference) -> str:
    """Write a reference to the Leadership Framework with the toolkit's lines."""
    return f"{reference.code} {reference.label} (toolkit, {reference.passage.id})"


def linked(item: Driver | Goal) -> str:
    """Write a linked thing with how sure the link is, and its marks."""
    marks = [f"{item.confidence:g}", *(["ours"] if item.curated else [])]
    memory = ["dates from memory, not verified"] if item.from_memory else []
    edition = f", {item.edition}" if isinstance(item, Goal) else ""
    return f"{item.label}{edition} [{', '.join((*marks, *memory))}]"


def _rating(rating: Rating) -> str:
    return f"{rating.glyph} {rating.word}"


def _line(line: Line) -> Iterator[str]:
    thing, rated = line.thing, line.rated
    yield f"  {_rating(line.rating):<11} {thing.code:<24} {thing.label}"
    if line.bare:
        yield "      no evidence given"
    for proof in rated.evidence:
        yield from _wrapped(f"evidence: {proof_text(proof)}", "      ")
    if rated.comment:
        yield from _wrapped(f"comment: {rated.comment}", "      ")
    if thing.example:
        yield from _wrapped(f"at work: {thing.example}", "      ")
    yield from _hanging(line)


def _hanging(line: Line) -> Iterator[str]:
    """Write what hangs on a competency."""
    for reference in line.thing.references:
        yield from _wrapped(f"Leadership Framework: {reference_text(reference)}", "      ")
    for driver in line.drivers:
        yield from _wrapped(f"needed for: {linked(driver)} {driver.why}", "      ")
    if line.other_drivers:
        names = ", ".join(driver.label for driver in line.other_drivers)
        yield from _wrapped(f"not in force that day: {names}", "      ")
    for goal in line.goals:
        yield from _wrapped(f"EDS: {linked(goal)} {goal.why}", "      ")


def _step(number: int, step: Step) -> Iterator[str]:
    line = step.line
    yield f"{number}. {line.thing.label} ({line.thing.code})"
    chosen = "" if step.chosen else " (proposed: one step up)"
    yield f"   from {_rating(line.rating)} to {_rating(step.target)}{chosen}"
    yield from _wrapped(f"what '{step.target.word}' means: {step.target.definition}", "   ")
    if line.thing.example:
        yield from _wrapped(f"at work: {line.thing.example}", "   ")
    suggestion = "____________________ (suggestion: the example above)"
    yield from _wrapped(f"action: {suggestion if step.suggested else step.action or '____________________'}", "   ")
    for reference in line.thing.references:
        yield from _wrapped(f"Leadership Framework: {reference_text(reference)}", "   ")
    if line.drivers:
        yield from _wrapped(f"needed for: {'; '.join(map(linked, line.drivers))}", "   ")
    yield f"   by when: {step.by or '____________________'}"
    yield "   how we would know: ____________________"


def _moved(move: Moved) -> Iterator[str]:
    words = [_rating(rating) if rating else "not rated" for rating in (move.before, move.after)]
    step = words[0] if move.change == "same" else " -> ".join(words)
    yield f"  {move.thing.code:<24} {move.thing.label}: {step}"
    for proof in move.added:
        yield from _wrapped(f"evidence added: {proof_text(proof)}", "      ")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  " if indent else "", break_on_hyphens=False
    )
