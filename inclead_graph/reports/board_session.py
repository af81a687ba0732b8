"""The toolkit's Board session, filled with an organisation's own findings: slides as values that any writer can set."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from inclead_graph.inference.findings import long_date
from inclead_graph.model.assessment import Evidence
from inclead_graph.reports.blocks import Block, Paper, Picture, Points, Prose, Section, Table, plain
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.heatmap import heat_map
from inclead_graph.reports.paper import filled_paper
from inclead_graph.reports.pictured import matrix_drawn, trend_table
from inclead_graph.reports.profile import CriterionLine

__all__ = ["Slide", "session_of", "session_paper"]

_ROWS = 7
"""Rows of a table that can be read from the back of a room."""
_PAGES = 2
"""Slides that a long table may take; the rest is in the workbook, and the slide says how many."""


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide: a heading, one block, and what the one who presents has beside it."""

    title: str
    block: Block
    notes: str = ""


def session_of(found: Gathered) -> tuple[Slide, ...]:
    """Fill the session; the first slide is the agenda."""
    plan = _plan()
    slides = [
        Slide(
            "Agenda",
            Points(tuple(item["title"] for item in plan["agenda"])),
            f"{plan['aim']} ({_cited(found, plan['aim_passage'])})",
        ),
        Slide(
            "What we want to be able to do afterwards",
            Points(tuple(one["text"] for one in plan["objective"])),
            "; ".join(dict.fromkeys(_cited(found, one["passage"]) for one in plan["objective"])),
        ),
    ]
    for number, item in enumerate(plan["agenda"], start=1):
        slides += _item(found, plan, number, item)
    return tuple(slides)


def session_paper(found: Gathered) -> Paper:
    """Return the session as a paper to hand out or to read beforehand, a section a slide."""
    sections = (
        Section(slide.title, 1, (slide.block, *((Prose(plain(slide.notes)),) if slide.notes else ())))
        for slide in session_of(found)
    )
    return filled_paper(found, _plan()["title"], sections, text=11)


def _plan() -> Mapping[str, Any]:
    return tomllib.loads(files("inclead_graph.reports").joinpath("templates", "board_session.toml").read_text("utf-8"))


def _cited(found: Gathered, passage: str) -> str:
    return f"IncLeaD Toolkit, {found.framework.passages[passage]}"


def _item(found: Gathered, plan: Mapping[str, Any], number: int, item: Mapping[str, Any]) -> Iterator[Slide]:
    source = _cited(found, item["passage"])
    for name in item["shows"]:
        for slide in _SHOWN[name](found, plan):
            yield Slide(f"{number}. {slide.title}", slide.block, slide.notes or source)
    yield Slide(f"{number}. To discuss: {item['title']}", Points(tuple(item["questions"])), source)


def _paged(title: str, headings: Mapping[str, int], rows: Sequence[Sequence[object]]) -> Iterator[Slide]:
    """Spread a table over slides; what is left out is counted."""
    shown = rows[: _ROWS * _PAGES]
    pages = [shown[at : at + _ROWS] for at in range(0, len(shown), _ROWS)]
    more = len(rows) - len(shown)
    for at, page in enumerate(pages, start=1):
        last = f"; {more} more in the workbook" if more and at == len(pages) else ""
        of = f" ({at} of {len(pages)}{last})" if len(pages) > 1 or more else ""
        yield Slide(f"{title}{of}", Table.of(title, dict(headings), page))


def _profile(found: Gathered, _: Mapping[str, Any]) -> Iterator[Slide]:
    profile = found.profile
    yield Slide(
        "Where we stand, stage by stage",
        Table.of(
            "Where we stand, stage by stage",
            {"Stage": 5, "Floor: what is shown": 4, "Ceiling: what could be": 4},
            ((s.stage.label, found.floor(s), found.grade(s.grades.ceiling)) for s in profile.stages),
        ),
        "The floor is what the evidence shows; the ceiling is what it could be if what is unknown or contested turned "
        "out well. The difference is what we do not know. There is no total.",
    )
    said = "; ".join(f"{s.stage.label}: {s.grades.floor}, up to {s.grades.ceiling}" for s in profile.stages)
    yield Slide(
        "Where we stand, factor by factor",
        Picture(
            heat_map(profile, found.grades),
            plain(f"Grade of every factor, by stage. {said}."),
            "Every factor, by stage",
        ),
        "The table of the paper (PDF or Word) says the same in words.",
    )
    moved = trend_table(found, factors=False)
    if moved:
        yield Slide(
            moved.caption,
            moved,
            "The paper (PDF or Word) says the same of each factor, and whether the days can be compared.",
        )


def _meaning(found: Gathered, plan: Mapping[str, Any]) -> Iterator[Slide]:
    """Show the criteria that the toolkit takes from its own sample session."""
    rows = [
        (f"{line.criterion.id} {line.criterion.label}", found.state("verdict", line.verdict))
        for line in _criteria(found)
        if any(passage.section == plan["section"] for passage in line.criterion.passages)
    ]
    yield from _paged("What the evidence says about this session's own aims", {"Criterion": 4, "Verdict": 1}, rows)


def _criteria(found: Gathered) -> Iterator[CriterionLine]:
    yield from (line for stage in found.profile.stages for factor in stage.factors for line in factor.criteria)


def _drivers(found: Gathered, _: Mapping[str, Any]) -> Iterator[Slide]:
    standing = found.standing
    counted = [
        (found.state("driver state", word), sum(line.state == word for line in standing.drivers))
        for word in found.framework.words("driver state")
    ]
    yield Slide(
        "Law and policy that apply to us",
        Table.of("Law and policy that apply to us", {"State": 2, "How many": 1}, counted),
        "Evidenced says no more than that the criteria which bear on a law are met. Which do is our own curation.",
    )
    if standing.matrix:
        picture = matrix_drawn(found)
        yield Slide(
            "The equality duty, by aim and group",
            picture,
            "The table of the paper (PDF or Word) says the same in words.",
        )
    rows = [
        (line.driver.label, found.state("driver state", line.state), line.driver.requires) for line in standing.drivers
    ]
    yield from _paged("What law and policy ask", {"Law or policy": 4, "State": 2, "What it asks": 6}, rows)


def _verdicts(found: Gathered, _: Mapping[str, Any]) -> Iterator[Slide]:
    words = found.framework.words("verdict")
    rows = []
    for stage in found.profile.stages:
        verdicts = [line.verdict for factor in stage.factors for line in factor.criteria]
        rows.append((stage.stage.label, *(verdicts.count(word) for word in words)))
    concepts = found.framework.vocabularies["verdict"]
    headings = {"Stage": 4, **{f"{concepts[word].glyph} {word}": 2 for word in words}}
    yield Slide("What the evidence shows, in numbers of criteria", Table.of("Verdicts by stage", headings, rows))


def _signals(found: Gathered, _: Mapping[str, Any]) -> Iterator[Slide]:
    words = found.framework.words("signal state")
    rows = [
        (line.signal.label, found.state("signal state", line.state), line.signal.definition)
        for line in found.standing.signals
        if line.state != words[0]
    ]
    if not rows:
        yield Slide("Signals that grades do not show", Points(("No signal is raised, and none is left open.",)))
        return
    yield from _paged("Signals that grades do not show", {"Signal": 4, "State": 2, "What it is": 6}, rows)


def _voices(found: Gathered, plan: Mapping[str, Any]) -> Iterator[Slide]:
    voices = plan["voices"]
    aside = {piece for piece, _ in found.profile.set_aside}
    heard = [e for e in found.result.findings.evidence.values() if e.voice in voices and e.id not in aside]
    counted = [(voice, sum(piece.voice == voice for piece in heard)) for voice in voices]
    yield Slide("Whom we have heard", Table.of("Whom we have heard", {"Voice": 3, "Records that count": 1}, counted))
    claims = found.framework.words("claim")
    heard.sort(key=lambda piece: (-claims.index(piece.claim), voices.index(piece.voice), piece.id))
    yield from _paged(
        "What they say", {"Record": 6, "Voice": 2, "Bears on": 3}, [_record(piece) for piece in _spread(heard)]
    )


def _spread(heard: Sequence[Evidence]) -> list[Evidence]:
    """Put what speaks against us first, then one record of each voice in turn, so that no voice fills the table."""
    turns: dict[tuple[str, str], int] = {}
    keyed: list[tuple[int, Evidence]] = []
    for piece in heard:
        turn = turns.get((piece.claim, piece.voice), 0)
        turns[piece.claim, piece.voice] = turn + 1
        keyed.append((turn, piece))
    ranks = list(dict.fromkeys(piece.claim for piece in heard))
    return [piece for _, piece in sorted(keyed, key=lambda one: (ranks.index(one[1].claim), one[0]))]


def _record(piece: Evidence) -> tuple[str, ...]:
    return f"{piece.title} ({piece.id})", piece.voice, f"{piece.claim} {', '.join(piece.criteria)}"


def _gaps(found: Gathered, _: Mapping[str, Any]) -> Iterator[Slide]:
    """Show what is missing where the grade is lowest."""
    ranks = {word: rank for rank, word in enumerate(found.framework.words("grade"))}
    factors = [factor for stage in found.profile.stages for factor in stage.factors if factor.grades.floor]
    factors.sort(key=lambda factor: ranks[factor.grades.floor or ""])
    rows = [
        (
            f"{line.criterion.id} {line.criterion.label}",
            found.state("verdict", line.verdict),
            line.criterion.advised_action,
        )
        for factor in factors
        for line in found.gaps(factor)
    ]
    yield from _paged(
        "What is missing, lowest grades first", {"Criterion": 4, "Verdict": 2, "What the toolkit says to do": 6}, rows
    )


def _partnerships(found: Gathered, _: Mapping[str, Any]) -> Iterator[Slide]:
    held = found.partnerships
    if held is None:
        return
    reach = held.reach
    said = [
        f"{reach.people:,.0f} of {reach.need:,.0f} people are reached on {long_date(found.result.assessment.as_of)}."
    ]
    said += [
        f"{held.name(name)}: {bridging.value:,.0f} people are reached no longer without it."
        for name, bridging, _ in held.bridges[:3]
    ]
    said += [
        f"A tie with {held.name(one.candidate.organisation)} would reach {one.gain:,.0f} more."
        for one in held.advised.ties
    ]
    yield Slide("Whom our partnerships reach", Points(tuple(map(plain, said))))


_SHOWN: Mapping[str, Callable[[Gathered, Mapping[str, Any]], Iterator[Slide]]] = {
    "profile": _profile,
    "meaning": _meaning,
    "drivers": _drivers,
    "verdicts": _verdicts,
    "signals": _signals,
    "voices": _voices,
    "gaps": _gaps,
    "partnerships": _partnerships,
}
