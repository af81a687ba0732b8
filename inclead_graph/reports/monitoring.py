"""Monitoring as rows: for a table, CSV and JSON. A withheld number is ``*``; in JSON it is null."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from inclead_graph.model.monitoring import Measure
from inclead_graph.monitoring.comparing import Compared
from inclead_graph.monitoring.release import Release, Shown
from inclead_graph.monitoring.standards import Figure

__all__ = ["PARTS", "WITHHELD", "document", "figure_rows", "notice", "rows_of"]

WITHHELD = "*"
COLUMNS = (
    "measure", "period", "characteristic", "category", "numerator", "denominator", "rate", "rate_low", "rate_high",
    "per", "ratio", "ratio_low", "ratio_high", "p", "verdict",
)  # fmt: skip
PARTS: Mapping[str, Sequence[str]] = {
    "groups": COLUMNS,
    "trends": ("measure", "characteristic", "category", "from", "to", "z", "p", "trend"),
    "gradients": ("measure", "period", "sii", "sii_low", "sii_high", "per", "rii", "rii_low", "rii_high"),
    "declaration": ("measure", "period", "characteristic", "said", "asked", "percent"),
}
FIGURE = (
    "indicator", "part", "title", "subject", "other", "value", "low", "high", "meaning", "verdict", "source",
    "verification",
)  # fmt: skip

Number = float | None


def rows_of(release: Release, part: str) -> list[list[Any]]:
    """Return the rows of one part, numbers rounded as they are printed; a withheld one is ``None``."""
    return list(_ROWS[part](release))


def _groups(release: Release) -> Iterator[list[Any]]:
    rows = {_key(row): row for row in release.analysis.rows}
    for one in release.shown:
        measure = release.analysis.monitoring.measures[one.measure]
        yield _group(one, rows.get(one.key), measure)


def _key(row: Compared) -> tuple[str, str, str, str]:
    count = row.count
    return count.measure, count.period, count.characteristic, count.category


def _group(one: Shown, row: Compared | None, measure: Measure) -> list[Any]:
    head = [one.measure, one.period, one.characteristic, one.category, one.numerator, one.denominator]
    if row is None:
        return [*head, None, None, None, measure.unit, None, None, None, None, "withheld"]
    rate = [_at(row.rate, measure.unit), *_ends(row.interval, measure.unit, 1)]
    ratio = [_round(row.ratio, 2), *_ends(row.ratio_interval, 1, 2)]
    return [*head, *rate, measure.unit, *ratio, _round(row.p, 4), row.verdict]


def _at(value: Number, unit: int) -> Number:
    return None if value is None else round(value * unit, 1)


def _round(value: Number, digits: int) -> Number:
    return None if value is None else round(value, digits)


def _ends(ends: tuple[float, float] | None, unit: int, digits: int) -> list[Number]:
    return [None, None] if ends is None else [round(end * unit, digits) for end in ends]


def _trends(release: Release) -> Iterator[list[Any]]:
    for way in release.analysis.trends:
        first, last = way.periods[0], way.periods[-1]
        name = [way.measure, way.characteristic, way.category]
        yield [*name, first, last, round(way.z, 2), round(way.p, 4), way.direction]


def _gradients(release: Release) -> Iterator[list[Any]]:
    for one in release.analysis.slopes:
        unit = release.analysis.monitoring.measures[one.measure].unit
        found = one.gradient
        sii = [round(found.sii * unit, 1), *_ends(found.sii_interval, unit, 1)]
        yield [one.measure, one.period, *sii, unit, _round(found.rii, 2), *_ends(found.rii_interval, 1, 2)]


def _declarations(release: Release) -> Iterator[list[Any]]:
    for one in release.analysis.declarations:
        percent = min(100.0, round(100 * one.said / one.asked, 1))
        yield [one.measure, one.period, one.characteristic, one.said, one.asked, percent]


_ROWS = {"groups": _groups, "trends": _trends, "gradients": _gradients, "declaration": _declarations}


def document(release: Release) -> dict[str, Any]:
    """Return all of it as one JSON object."""
    return {
        "policy": release.policy.id if release.policy else "none",
        "notice": notice(release),
        "withheld": release.withheld,
        "adjusted_by": release.analysis.adjust,
        "measures": [
            measure.model_dump(mode="json", exclude_none=True)
            for measure in release.analysis.monitoring.measures.values()
        ],
        **{part: [dict(zip(PARTS[part], row, strict=True)) for row in rows_of(release, part)] for part in PARTS},
    }


def notice(release: Release) -> str:
    """Say under which policy it was printed, and what that means for whoever reads it."""
    if release.policy is None:
        return "Raw counts, nothing withheld: for use inside the organisation only. Do not publish or pass on."
    policy = release.policy
    rest = f"{release.withheld} numbers are withheld (*). Rates, ratios and verdicts follow from the counts as printed."
    return f"Printed under the policy {policy.id}: {policy.title[0].lower() + policy.title[1:]}. {rest}"


def figure_rows(found: Iterable[Figure]) -> list[list[Any]]:
    """Return the figures of a standard as rows under :data:`FIGURE`."""
    return [
        [
            one.indicator.id, one.part, one.indicator.title, _round(one.subject, 1), _round(one.other, 1),
            _round(one.value, 2), *_ends(one.interval, 1, 2), one.meaning, one.verdict, one.indicator.source,
            one.indicator.verification,
        ]
        for one in found
    ]  # fmt: skip
