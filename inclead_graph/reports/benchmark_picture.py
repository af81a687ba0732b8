"""How grades are spread over organisations, as a picture: a bar for each stage and factor.

Each part of a bar has the sign of its grade and a number; colour only repeats it. Plain SVG; the table beside it says
the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from inclead_graph.model.framework import Concept
from inclead_graph.portfolio.benchmark import Standing
from inclead_graph.reports.svg import INK, RULE, STRIPES, broken, picture, rectangle, text, width_of

__all__ = ["spread_picture", "standing_text"]

LEFT, BAR, HEIGHT, STEP = 330, 640, 24, 32
WIDTH = LEFT + BAR + 20


def standing_text(one: Standing) -> str:
    """Say how one stage or factor stands in a group, in words.

    Example:
        ``3 undeveloped, 2 achieving, 4 not known``
    """
    if one.not_known is None:
        return "withheld"
    said = [f"{number} {grade}" for grade, number in (one.floors.counts.items() if one.floors else ()) if number]
    if one.graded and not one.floors:
        said.append(f"{one.graded} graded (withheld)")
    said += [f"{one.not_known} not known"] if one.not_known else []
    said += [f"{one.not_applicable} not applicable"] if one.not_applicable else []
    return ", ".join(said)


def spread_picture(standings: Sequence[Standing], labels: Mapping[str, str], drawn: Mapping[str, Concept]) -> str:
    """Draw the floors of a stage and its factors in one group of organisations.

    Args:
        standings: a bar for each, that of the stage first.
        labels: what people call each thing.
        drawn: the grades, lowest first.
    """
    parts, top = [STRIPES.format(id="spread-stripes")], 8.0
    for one in standings:
        parts += _line(one, labels[one.thing], drawn, top, bold=one is standings[0])
        top += STEP
    parts += _legend(drawn, top + 6)
    said = "; ".join(f"{one.thing}: {standing_text(one)}" for one in standings)
    return picture("spread", (WIDTH, top + 32), f"Floors: {labels[standings[0].thing]}", said, parts)


def _line(one: Standing, label: str, drawn: Mapping[str, Concept], top: float, *, bold: bool) -> Iterator[str]:
    (words,) = broken(f"{one.thing} {label}", LEFT - 20, 13, 1, bold=bold) or ("",)
    yield text(8, top + 17, words, bold=bold)
    parts = list(_parts(one, drawn))
    whole = sum(number for number, *_ in parts)
    left = float(LEFT)
    for number, sign, says, fill, ink in parts:
        width = BAR * number / whole
        yield f"<g><title>{says}</title>{rectangle(left, top, width, HEIGHT, fill=fill)}"
        said = next((one for one in (f"{sign} {number}", str(number), sign) if width_of(one, 13) + 6 <= width), "")
        if said and fill.startswith("url"):
            yield rectangle(left + 4, top + 4, width_of(said, 13) + 4, HEIGHT - 8, fill="#fff", stroke="#fff")
        yield f"{text(left + 6, top + 17, said, colour=ink, bold=True)}</g>"
        left += width
    if not parts:
        yield rectangle(LEFT, top, BAR, HEIGHT, fill="#fff", stroke=RULE)
        yield text(LEFT + 6, top + 17, standing_text(one))


def _parts(one: Standing, drawn: Mapping[str, Concept]) -> Iterator[tuple[int, str, str, str, str]]:
    """Yield number, sign, words and colours of each part of a bar."""
    if one.floors:
        for word, concept in drawn.items():
            number = one.floors.counts[word]
            if number:
                yield number, concept.glyph, f"{number} {word}", concept.fill, concept.ink
    elif one.graded:
        yield one.graded, "withheld:", f"{one.graded} graded, withheld", "#fff", INK
    if one.not_known:
        yield one.not_known, "?", f"{one.not_known} not known", "url(#spread-stripes)", INK


def _legend(drawn: Mapping[str, Concept], top: float) -> Iterator[str]:
    left = 8.0
    for word, concept in drawn.items():
        yield rectangle(left, top, 18, 18, fill=concept.fill, more='rx="3"')
        yield text(left + 9, top + 14, concept.glyph, colour=concept.ink, anchor="middle")
        yield text(left + 24, top + 14, word)
        left += 42 + 8 * len(word)
    yield text(left, top + 14, "striped ?: nothing known yet · a bar is all organisations to which it applies")
