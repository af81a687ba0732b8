"""The profile as a picture: stages down, factors across, floor and ceiling both in each cell.

Readable without colour: each cell has the floor's word and sign on its fill, and, where more is possible, the
ceiling's sign and word on a striped foot. Plain SVG, written here; the table beside it says the same.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from html import escape

from inclead_graph.model.framework import Concept
from inclead_graph.reports.profile import FactorLine, Profile
from inclead_graph.reports.svg import INK, STRIPES, text

__all__ = ["heat_map"]

PER_ROW = 6
CELL, GAP, LEFT, TOP = (150, 96), 6, 190, 8
WIDTH = LEFT + PER_ROW * (CELL[0] + GAP)


def heat_map(profile: Profile, drawn: Mapping[str, Concept]) -> str:
    """Draw the profile; ``drawn`` says how each grade looks.

    Returns:
        One ``<svg>`` element, with title and description for people who do not see it.
    """
    parts: list[str] = []
    top = TOP
    for stage in profile.stages:
        rows = -(-len(stage.factors) // PER_ROW)
        height = rows * (CELL[1] + GAP)
        parts += _stage_label(stage.stage.id, stage.stage.label, stage.grades.floor, top, height)
        for index, factor in enumerate(stage.factors):
            left = LEFT + index % PER_ROW * (CELL[0] + GAP)
            parts += _cell(factor, drawn, left, top + index // PER_ROW * (CELL[1] + GAP))
        top += height + 10
        parts.append(f'<line x1="0" x2="{WIDTH}" y1="{top - 8}" y2="{top - 8}" stroke="#aeb7bd"/>')
    parts += _legend(drawn, top + 4)
    said = "; ".join(f"{s.stage.label}: floor {s.grades.floor}, ceiling {s.grades.ceiling}" for s in profile.stages)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top + 40}" role="group" '
        f'aria-labelledby="heat-title heat-said" font-family="Arial, Liberation Sans, sans-serif">'
        f'<title id="heat-title">Grade of every factor, by stage</title><desc id="heat-said">{escape(said)}</desc>'
        f"{STRIPES.format(id='stripes')}{''.join(parts)}</svg>"
    )


def _stage_label(code: str, label: str, floor: str | None, top: int, height: int) -> Iterator[str]:
    middle = top + height / 2 - 22
    yield text(8, middle, code, size=18, bold=True)
    for number, line in enumerate(textwrap.wrap(label, 22)[:3]):
        yield text(8, middle + 20 + 16 * number, line, size=14)
    yield text(8, middle + 22 + 16 * len(textwrap.wrap(label, 22)[:3]), floor or "not applicable", size=13, bold=True)


def _cell(line: FactorLine, drawn: Mapping[str, Concept], left: int, top: int) -> Iterator[str]:
    floor, ceiling = line.grades.floor, line.grades.ceiling
    width, height = CELL
    known = drawn[floor] if floor and not line.unheard else None
    fill, ink = (known.fill, known.ink) if known else ("url(#stripes)", INK)
    says = f"{line.factor.id} {line.factor.label}: floor {floor or 'not applicable'}"
    says += f", ceiling {ceiling}" if line.grades.open else ""
    says += ", nothing known yet" if line.unheard else ""
    yield f'<a href="#{escape(line.factor.id)}"><title>{escape(says)}</title>'
    yield f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="4" fill="{fill}" stroke="{INK}"/>'
    if known is None:
        yield f'<rect x="{left + 4}" y="{top + 4}" width="{width - 8}" height="{height - 8}" rx="3" fill="#fff"/>'
    lines = textwrap.wrap(f"{line.factor.id} {line.factor.label}", 22)
    shown = [lines[0], *([textwrap.shorten(" ".join(lines[1:]), 23, placeholder=" …")] if lines[1:] else [])]
    for number, words in enumerate(shown):
        yield text(left + 8, top + 17 + 14 * number, words, size=12, colour=ink)
    word = f"{drawn[floor].glyph} {floor}" if floor else "– not applicable"
    if line.unheard:
        yield text(left + 8, top + 47, "? not known yet", size=14, bold=True)
        yield text(left + 8, top + 62, f"floor {word}", size=11)
    else:
        yield text(left + 8, top + 54, word, size=15, bold=True, colour=ink)
    if line.grades.open and ceiling:
        yield f'<rect x="{left + 1}" y="{top + 66}" width="{width - 2}" height="29" rx="3" fill="#fff"/>'
        edge = drawn[ceiling].fill
        yield f'<rect x="{left + 1}" y="{top + 66}" width="12" height="29" fill="{edge}" stroke="{INK}"/>'
        yield text(left + 19, top + 85, f"up to {drawn[ceiling].glyph} {ceiling}", size=13)
    yield "</a>"


def _legend(drawn: Mapping[str, Concept], top: int) -> Iterator[str]:
    left = 8
    for concept in drawn.values():
        yield f'<rect x="{left}" y="{top}" width="22" height="22" rx="3" fill="{concept.fill}" stroke="{INK}"/>'
        yield text(left + 5, top + 16, concept.glyph, size=14, colour=concept.ink)
        yield text(left + 28, top + 16, concept.notation, size=13)
        left += 44 + 8 * len(concept.notation)
    yield text(
        left + 10,
        top + 16,
        "large word: floor (what is shown) · white foot: ceiling (what could be)",
        size=13,
    )
