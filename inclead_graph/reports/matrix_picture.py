"""Each aim of a duty for each protected characteristic, as a picture: groups down, aims across.

A cell has the sign and the word of its state, and for how many criteria it is shown; a cell of which no accepted
evidence speaks is striped. Plain SVG; the table beside it says the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inclead_graph.model.framework import Concept
from inclead_graph.reports.standing import CellLine, Standing
from inclead_graph.reports.svg import INK, QUIET, RULE, STRIPES, broken, picture, rectangle, text

__all__ = ["cell_text", "matrix_picture"]

LEFT, WIDTH, HEAD, ROW, GAP = 166, 900, 66, 50, 6


def matrix_picture(standing: Standing, states: Mapping[str, Concept]) -> str:
    """Draw the matrix; ``states`` says how each state looks.

    Returns:
        One ``<svg>`` element, with title and description for people who do not see it.
    """
    aims = standing.matrix
    column = (WIDTH - LEFT) / max(1, len(aims))
    parts = [STRIPES.format(id="matrix-stripes")]
    for index, row in enumerate(aims):
        for number, words in enumerate(broken(row.driver.label, column - 16, 13, 3, bold=True)):
            parts.append(text(LEFT + index * column + 4, 18 + 16 * number, words, bold=True))
    for at, group in enumerate(standing.characteristics):
        top = HEAD + at * (ROW + GAP)
        for number, words in enumerate(broken(group, LEFT - 20, 14, 2, bold=True)):
            parts.append(text(8, top + 23 + 16 * number, words, size=14, bold=True))
        for index, row in enumerate(aims):
            parts += _cell(row.cells[at], states, LEFT + index * column, top, column - GAP)
    top = HEAD + len(standing.characteristics) * (ROW + GAP) + 8
    parts.append(f'<line x1="0" x2="{WIDTH}" y1="{top - 6}" y2="{top - 6}" stroke="{RULE}"/>')
    parts += _legend(states, top)
    said = ". ".join(
        f"{row.driver.label}: {', '.join(f'{cell.characteristic} {cell_text(cell)}' for cell in row.cells if cell)}"
        for row in aims
    )
    return picture("matrix", (WIDTH, top + 52), "Each aim of the duty for each protected characteristic", said, parts)


def cell_text(cell: CellLine) -> str:
    """Say what a cell says: its state, and for how many criteria evidence that names the group shows it.

    Example:
        ``evidenced, shown for 3 of 4``
    """
    return f"{cell.state or 'does not apply'}, shown for {len(cell.shown)} of {cell.bearing}"


def _cell(cell: CellLine | None, states: Mapping[str, Concept], left: float, top: float, width: float) -> Iterator[str]:
    if cell is None:
        yield text(left + 8, top + 31, "– does not count for this aim", colour=QUIET)
        return
    known = states[cell.state] if cell.state and cell.evidence else None
    fill, ink = (known.fill, known.ink) if known else ("url(#matrix-stripes)", INK)
    yield rectangle(left, top, width, ROW, fill=fill, more='rx="4"')
    if known is None:
        yield rectangle(left + 5, top + 5, width - 10, ROW - 10, fill="#fff", stroke="none")
    yield text(left + 12, top + 21, states[cell.state].glyph if cell.state else "–", size=15, colour=ink)
    yield text(left + 30, top + 21, cell.state or "does not apply", size=15, bold=True, colour=ink)
    against = f"; against: {', '.join(cell.against)}" if cell.against else ""
    against += "" if cell.evidence else "; no evidence names the group"
    said = broken(f"shown for {len(cell.shown)} of {cell.bearing}{against}", width - 24, 12, 1)
    yield text(left + 12, top + 39, "".join(said), size=12, colour=ink)


def _legend(states: Mapping[str, Concept], top: float) -> Iterator[str]:
    left: float = 8
    for word, concept in states.items():
        yield rectangle(left, top, 22, 22, fill=concept.fill, more='rx="3"')
        yield text(left + 11, top + 16, concept.glyph, size=14, colour=concept.ink, anchor="middle")
        yield text(left + 28, top + 16, word)
        left += 48 + 8 * len(word)
    yield text(8, top + 42, "Striped: no accepted evidence names the group, which is not the same as not done.")
