"""The trend as a picture: a small chart for each stage and factor, with floor and ceiling of each assessment.

Height says the grade, and its sign stands on it; what moved is said in words below. Where two neighbours were judged by
different rules, ontology or edition, no line joins them. Plain SVG; the table beside it says the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from inclead_graph.inference.findings import long_date
from inclead_graph.model.framework import Concept
from inclead_graph.reports.svg import INK, QUIET, RULE, STRIPES, broken, picture, rectangle, text
from inclead_graph.reports.trend import EarlierGrades, Trend, TrendLine

__all__ = ["MOST", "moved_text", "trend_picture"]

MOST = 8
"""How many assessments a small chart shows; the table has all."""

PER_ROW = 6
CELL, GAP, LEFT = (125, 157), 5, 160
STEP, HEAD, MARK = 15, 56, 13
WIDTH = LEFT + PER_ROW * (CELL[0] + GAP)


def trend_picture(trend: Trend, drawn: Mapping[str, Concept]) -> str:
    """Draw the trend; ``drawn`` are the grades, lowest first.

    Returns:
        One ``<svg>`` element, with title and description for people who do not see it.
    """
    parts, top = [STRIPES.format(id="trend-stripes")], 8
    for stage in trend.stages:
        factors = [line for line in trend.factors if line.stage == stage.id]
        parts += _panel(trend, stage, drawn, 4, top, LEFT - 14)
        for index, factor in enumerate(factors):
            left = LEFT + index % PER_ROW * (CELL[0] + GAP)
            parts += _panel(trend, factor, drawn, left, top + index // PER_ROW * (CELL[1] + GAP), CELL[0])
        top += max(1, -(-len(factors) // PER_ROW)) * (CELL[1] + GAP) + 10
        parts.append(f'<line x1="0" x2="{WIDTH}" y1="{top - 8}" y2="{top - 8}" stroke="{RULE}"/>')
    parts += _legend(trend, drawn, top)
    first, last = trend.days[-MOST:][0], trend.days[-1]
    title = f"Grades from {long_date(first.as_of)} to {long_date(last.as_of)}, by stage and factor"
    said = "; ".join(f"{line.label}: {moved_text(trend, line)}" for line in trend.stages)
    return picture("trend", (WIDTH, top + 82), title, said, parts)


def moved_text(trend: Trend, line: TrendLine) -> str:
    """Say how a floor stands to the one of the assessment before, in words.

    Example:
        ``achieving, was developing``, ``achieving, as before``, or that the two cannot be compared.
    """
    now, before = _said(line, -1), _said(line, -2)
    if not trend.comparable[-1]:
        return f"{now}; not comparable with before"
    return f"{now}, as before" if now == before else f"{now}, was {before}"


def _said(line: TrendLine, at: int) -> str:
    grades = line.grades[at]
    if grades is None:
        return "no such thing"
    return "not known yet" if line.unheard[at] else grades.floor or "not applicable"


def _panel(
    trend: Trend, line: TrendLine, drawn: Mapping[str, Concept], left: float, top: float, width: float
) -> Iterator[str]:
    whole = line.id == line.stage
    says = f"{line.id} {line.label}: {moved_text(trend, line)}"
    yield f"<g><title>{escape(says)}</title>"
    yield rectangle(left, top, width, CELL[1], fill="#fff", stroke=INK if whole else RULE, more='rx="4"')
    for number, words in enumerate(broken(f"{line.id} {line.label}", width - 14, 12, 3, bold=whole)):
        yield text(left + 7, top + 15 + 14 * number, words, size=12, bold=whole)
    yield from _chart(trend, line, drawn, left + 14, top + HEAD, width - 28)
    said, _, before = moved_text(trend, line).replace("; ", ", ").partition(", ")
    sign = _sign(line, drawn)
    yield text(left + 7, top + CELL[1] - 20, f"{sign} {said}".strip(), size=12, bold=True)
    yield text(left + 7, top + CELL[1] - 6, before, size=11, colour=QUIET)
    yield "</g>"


def _sign(line: TrendLine, drawn: Mapping[str, Concept]) -> str:
    now = line.grades[-1]
    if line.unheard[-1]:
        return "?"
    return drawn[now.floor].glyph if now and now.floor else "–"


@dataclass(frozen=True, slots=True)
class _Chart:
    """One small chart: a line of the trend, and where its grades and days are drawn."""

    line: TrendLine
    drawn: Mapping[str, Concept]
    height: Mapping[str, float]
    places: Mapping[int, float]

    def parts(self, comparable: Sequence[bool]) -> Iterator[str]:
        for at in self.places:
            yield from self._range(at)
        for at in list(self.places)[1:]:
            yield self._joined(at) if comparable[at - 1] else self._parted(at)
        for at in self.places:
            yield from self._mark(at)

    def _range(self, at: int) -> Iterator[str]:
        """Draw the range from floor to ceiling, where there is one."""
        grades = self.line.grades[at]
        if grades and grades.floor and grades.ceiling and grades.open:
            foot, head = self.height[grades.floor], self.height[grades.ceiling]
            yield rectangle(self.places[at] - 4, head, 8, foot - head, fill="url(#trend-stripes)", more='rx="2"')

    def _joined(self, at: int) -> str:
        """Join two floors that are known: what nobody knew is not a fall, nor a rise from it."""
        one, other = self.line.grades[at - 1], self.line.grades[at]
        if not (one and other and one.floor and other.floor) or any(self.line.unheard[at - 1 : at + 1]):
            return ""
        return (
            f'<line x1="{self.places[at - 1]:g}" x2="{self.places[at]:g}" y1="{self.height[one.floor]:g}" '
            f'y2="{self.height[other.floor]:g}" stroke="{INK}" stroke-width="2"/>'
        )

    def _parted(self, at: int) -> str:
        middle = (self.places[at - 1] + self.places[at]) / 2
        ends = min(self.height.values()), max(self.height.values())
        return (
            f'<line x1="{middle:g}" x2="{middle:g}" y1="{ends[0]:g}" y2="{ends[1]:g}" stroke="{INK}" '
            'stroke-dasharray="3 3"/>'
        )

    def _mark(self, at: int) -> Iterator[str]:
        grades = self.line.grades[at]
        if grades is None:
            return
        known = self.drawn[grades.floor] if grades.floor and not self.line.unheard[at] else None
        sign = known.glyph if known else "?" if grades.floor else "–"
        x, y = self.places[at], self.height[grades.floor] if grades.floor else max(self.height.values())
        fill, ink = (known.fill, known.ink) if known else ("#fff", INK)
        yield rectangle(x - MARK / 2, y - MARK / 2, MARK, MARK, fill=fill, more='rx="3"')
        yield text(x, y + 4, sign, size=11, colour=ink, anchor="middle")


def _chart(
    trend: Trend, line: TrendLine, drawn: Mapping[str, Concept], left: float, top: float, width: float
) -> Iterator[str]:
    height = {word: top + MARK / 2 + rank * STEP for rank, word in enumerate(reversed(list(drawn)))}
    for y in height.values():
        yield f'<line x1="{left - 7:g}" x2="{left + width + 7:g}" y1="{y:g}" y2="{y:g}" stroke="#e8edee"/>'
    shown = range(max(0, len(trend.days) - MOST), len(trend.days))
    places = {at: left + width * number / (len(shown) - 1) for number, at in enumerate(shown)}
    yield from _Chart(line, drawn, height, places).parts(trend.comparable)


def _legend(trend: Trend, drawn: Mapping[str, Concept], top: float) -> Iterator[str]:
    left: float = 8
    for word, concept in drawn.items():
        yield rectangle(left, top, 18, 18, fill=concept.fill, more='rx="3"')
        yield text(left + 9, top + 14, concept.glyph, size=13, colour=concept.ink, anchor="middle")
        yield text(left + 24, top + 14, word)
        left += 42 + 8 * len(word)
    shown = trend.days[-MOST:]
    yield text(8, top + 38, "Height: the grade, lowest at the foot. Striped: up to the ceiling. ?: nothing was known.")
    for number, words in enumerate(broken(f"From left to right: {_days(shown)}.", WIDTH - 16, 13, 1)):
        yield text(8, top + 56 + 18 * number, words)
    if not all(trend.comparable):
        yield text(8, top + 74, "Dashed: judged by other rules, ontology or edition, so that no line joins the two.")


def _days(shown: Sequence[EarlierGrades]) -> str:
    return " · ".join(f"{day.as_of.day} {day.as_of:%b %Y}" for day in shown)
