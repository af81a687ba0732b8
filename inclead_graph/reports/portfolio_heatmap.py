"""Organisations by factors, as a picture: a sign for the floor of each, on its colour.

Plain SVG; tables beside it say the same in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from inclead_graph.model.framework import Concept, Framework
from inclead_graph.portfolio.profiles import OrganisationProfile
from inclead_graph.reports.svg import INK, RULE, broken, picture, rectangle, text

__all__ = ["MOST", "PER_PICTURE", "organisations_picture"]

MOST = 60
"""Of more organisations nobody could read a line each."""
PER_PICTURE = 20
"""So many fit on a sheet that lies on its long side."""

LEFT, CELL, ROW, GAP, HEAD = 250, 26, 22, 10, 44


def organisations_picture(profiles: Sequence[OrganisationProfile], framework: Framework) -> str:
    """Draw a row for each organisation and a column for each factor, in the order given."""
    drawn = framework.vocabularies["grade"]
    places = dict(_columns(framework))
    width = max(places.values()) + CELL + 10
    parts = list(_headings(framework, places))
    top, region = float(HEAD), ""
    for one in profiles:
        if (one.region or "no region given") != region:
            region = one.region or "no region given"
            parts.append(text(8, top + 18, region, bold=True))
            parts.append(f'<line x1="0" x2="{width:g}" y1="{top + 24:g}" y2="{top + 24:g}" stroke="{RULE}"/>')
            top += 28
        parts += _row(one, drawn, places, top)
        top += ROW
    parts += _legend(drawn, top + 12)
    said = f"{len(profiles)} organisations, {len(framework.factors)} factors; the tables below say each floor in words."
    return picture("organisations", (width, top + 64), "Floors of organisations by factor", said, parts)


def _columns(framework: Framework) -> Iterator[tuple[str, float]]:
    left = float(LEFT)
    for stage in framework.stages.values():
        for factor in stage.factors:
            yield factor, left
            left += CELL
        left += GAP


def _headings(framework: Framework, places: Mapping[str, float]) -> Iterator[str]:
    for stage in framework.stages.values():
        yield text(places[stage.factors[0]], 16, stage.id, bold=True)
        for factor in stage.factors:
            number = factor.removeprefix(stage.id)
            yield text(places[factor] + CELL / 2 - 1, 36, number, size=12, anchor="middle")


def _row(
    one: OrganisationProfile, drawn: Mapping[str, Concept], places: Mapping[str, float], top: float
) -> Iterator[str]:
    (name,) = broken(f"{one.organisation} ({one.kind})", LEFT - 18, 12, 1) or ("",)
    yield text(8, top + 15, name, size=12)
    for factor, left in places.items():
        floor = one.floors.get(factor)
        known = drawn[floor] if floor and factor in one.heard else None
        fill, ink = (known.fill, known.ink) if known else ("#fff" if floor is None else "#eef1f2", INK)
        sign = known.glyph if known else "?" if floor else "–"
        yield rectangle(left, top, CELL - 2, ROW - 2, fill=fill, stroke=INK if known else RULE)
        yield text(left + CELL / 2 - 1, top + 15, sign, size=13, colour=ink, anchor="middle", bold=bool(known))


def _legend(drawn: Mapping[str, Concept], top: float) -> Iterator[str]:
    left = 8.0
    for word, concept in drawn.items():
        yield rectangle(left, top, 18, 18, fill=concept.fill, more='rx="3"')
        yield text(left + 9, top + 14, concept.glyph, colour=concept.ink, anchor="middle")
        yield text(left + 24, top + 14, word)
        left += 42 + 8 * len(word)
    yield text(left, top + 14, "? nothing known yet     – does not apply")
    yield text(8, top + 38, "A column is a factor, by its number in the stage above it.")
