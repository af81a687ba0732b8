"""Gradings as a picture: things down, grades across, each party's name where it graded, the evidence as a band behind.

Readable without colour: parties and the decision are words, the band has an edge, and its ends are named. Plain SVG;
the table beside it says the same.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from inclead_graph.inference.rivals import Rivals, SubjectLine
from inclead_graph.model.framework import Concept
from inclead_graph.reports.svg import INK, RULE, text

__all__ = ["gradings_picture"]

LEFT, COLUMN, TOP, LINE = 220, 196, 40, 26
BAND = "#d8e6f3"


def gradings_picture(rivals: Rivals, drawn: Mapping[str, Concept]) -> str:
    """Draw gradings side by side; ``drawn`` are the grades, lowest first.

    Returns:
        One ``<svg>`` element, with title and description for people who do not see it.
    """
    grades = list(drawn)
    parts = [_heading(grade, drawn[grade], index) for index, grade in enumerate(grades)]
    top = TOP
    for line in rivals.subjects:
        pills = {grade: _pills(line, grade) for grade in grades}
        height = max(2, *(len(_rows(words)) for words in pills.values())) * LINE + 26
        parts += _band(line, grades, top, height)
        parts += _label(line, top, height)
        for index, grade in enumerate(grades):
            parts += _cell(pills[grade], LEFT + index * COLUMN, top)
        top += height
        parts.append(f'<line x1="0" x2="{LEFT + COLUMN * len(grades)}" y1="{top}" y2="{top}" stroke="{RULE}"/>')
    said = "; ".join(_said(line) for line in rivals.subjects)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + COLUMN * len(grades)} {top + 4}" role="img" '
        f'aria-labelledby="gradings-title gradings-said" font-family="Arial, Liberation Sans, sans-serif">'
        f'<title id="gradings-title">Gradings by each party, beside what the evidence shows</title>'
        f'<desc id="gradings-said">{escape(said)}</desc>{"".join(parts)}</svg>'
    )


def _said(line: SubjectLine) -> str:
    parties = ", ".join(f"{party.by} {party.grade or 'abstained'}" for party in line.parties)
    evidence = f"evidence {line.floor or 'not applicable'} to {line.ceiling or 'not applicable'}"
    decided = f", decided {line.decision.grade}" if line.decision else ""
    return f"{line.subject} {line.label}: {evidence}, {parties or 'nobody graded'}{decided}"


def _heading(grade: str, concept: Concept, index: int) -> str:
    return text(LEFT + index * COLUMN + 10, 26, f"{concept.glyph} {grade}", size=15, bold=True)


def _label(line: SubjectLine, top: int, height: int) -> Iterator[str]:
    yield text(8, top + 20, line.subject, size=15, bold=True)
    for number, words in enumerate(textwrap.wrap(line.label, 28)[:2]):
        yield text(8, top + 36 + 15 * number, words, size=13)
    silent = [party.by for party in line.parties if party.grade is None]
    if silent:
        yield text(8, top + height - 9, f"abstained: {', '.join(silent)}", size=11)


def _band(line: SubjectLine, grades: Sequence[str], top: int, height: int) -> Iterator[str]:
    """Yield the band from floor to ceiling, with its name at its foot."""
    if line.floor is None or line.ceiling is None:
        yield text(LEFT + 10, top + height - 8, "evidence: not applicable", size=11)
        return
    first, last = grades.index(line.floor), grades.index(line.ceiling)
    left, width = LEFT + first * COLUMN + 2, (last - first + 1) * COLUMN - 4
    yield (
        f'<rect x="{left}" y="{top + 3}" width="{width}" height="{height - 6}" rx="4" fill="{BAND}" '
        f'stroke="{INK}" stroke-dasharray="4 3"/>'
    )
    yield text(left + 8, top + height - 9, "evidence: floor" + (" and ceiling" if first == last else ""), size=11)
    if first != last:
        yield text(left + width - COLUMN + 8, top + height - 9, "evidence: ceiling", size=11)


def _pills(line: SubjectLine, grade: str) -> list[tuple[str, bool]]:
    """Return the words that stand at a grade; the decision is marked."""
    words = [(party.by, False) for party in line.parties if party.grade == grade]
    return words + ([("decided", True)] if line.decision and line.decision.grade == grade else [])


def _rows(words: Sequence[tuple[str, bool]]) -> list[list[tuple[str, bool]]]:
    """Break words into rows that fit into a column."""
    rows: list[list[tuple[str, bool]]] = [[]]
    room = COLUMN - 12
    for word in words:
        if rows[-1] and sum(_width(w) + 6 for w, _ in rows[-1]) + _width(word[0]) > room:
            rows.append([])
        rows[-1].append(word)
    return rows


def _width(word: str) -> int:
    return 8 * len(word) + 14


def _cell(words: Sequence[tuple[str, bool]], left: int, top: int) -> Iterator[str]:
    for number, row in enumerate(_rows(words)):
        x, y = left + 8, top + 8 + number * LINE
        for word, decided in row:
            fill, ink = (INK, "#fff") if decided else ("#fff", INK)
            yield (
                f'<rect x="{x}" y="{y}" width="{_width(word)}" height="{LINE - 5}" rx="10" fill="{fill}" '
                f'stroke="{INK}" stroke-width="1.5"/>'
            )
            yield text(x + 7, y + 15, word, size=13, bold=decided, colour=ink)
            x += _width(word) + 6
