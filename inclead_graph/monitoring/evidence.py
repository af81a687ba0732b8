"""Evidence records of what monitoring shows clearly, for the criteria that the ontology says it bears on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping

from inclead_graph.errors import QueryError, nearest
from inclead_graph.located import quoted
from inclead_graph.model.assessment import Evidence
from inclead_graph.model.framework import Concept, Framework
from inclead_graph.model.monitoring import Measure
from inclead_graph.monitoring.comparing import WELL, WORSE, Compared
from inclead_graph.monitoring.release import Release

__all__ = ["day_of", "evidence_of", "evidence_yaml", "farings"]

VOCABULARY = "monitoring record"
_YEARS = re.compile(r"(\d{4})[/-](\d{2}|\d{4})")
_MOST_GROUPS = 12
"""How many groups a title names; more would hide the finding."""


def day_of(period: str) -> dt.date | None:
    """Return the last day of a period: a financial year, a year, or a day; ``None`` for what is none of these.

    Example:
        >>> day_of("2025/26"), day_of("2025"), day_of("2025-09-30"), day_of("spring")
        (datetime.date(2026, 3, 31), datetime.date(2025, 12, 31), datetime.date(2025, 9, 30), None)
    """
    years = _YEARS.fullmatch(period)
    if years and int(years[2]) % 100 == (int(years[1]) + 1) % 100:
        return dt.date(int(years[1]) + 1, 3, 31)
    if re.fullmatch(r"[12]\d{3}", period):
        return dt.date(int(period), 12, 31)
    try:
        return dt.date.fromisoformat(period)
    except ValueError:
        return None


def evidence_of(released: Release, framework: Framework) -> tuple[Evidence, ...]:
    """Return a record for each measure and characteristic with a group that fares well or worse in its last period.

    A record says no number, only which groups fare how, since reports print titles. What the measure is ``about`` is a
    word of the ontology's vocabulary ``monitoring record``, which says the criteria; a measure without it gives none.

    Raises:
        QueryError: a measure is about what the vocabulary lacks, or no day can be read from its period.
    """
    kinds = framework.vocabularies.get(VOCABULARY, {})
    found: list[Evidence] = []
    for measure, period, characteristic, rows in _clear(released):
        if measure.about is None:
            continue
        if measure.about not in kinds:
            hint = nearest(measure.about, kinds)
            raise QueryError(f"measure '{measure.id}' is about '{measure.about}', which is not a word for that; {hint}")
        day = day_of(period)
        if day is None:
            todo = "write periods as 2025/26, 2025 or 2026-03-31"
            raise QueryError(f"no day can be read from the period '{period}' of '{measure.id}'; {todo}")
        found.append(_record(released, framework, measure, period, characteristic, day, rows, kinds))
    return tuple(found)


def _clear(released: Release) -> Iterator[tuple[Measure, str, str, list[Compared]]]:
    """Yield each measure's last period by characteristic, with the groups of whom something is clear."""
    monitoring = released.analysis.monitoring
    for measure in monitoring.measures.values():
        periods = sorted({one.period for one in released.shown if one.measure == measure.id})
        rows = [
            row
            for row in released.analysis.rows
            if row.count.measure == measure.id and row.count.period == periods[-1] and row.verdict in (WELL, WORSE)
        ]
        for characteristic in dict.fromkeys(row.count.characteristic for row in rows):
            yield measure, periods[-1], characteristic, [r for r in rows if r.count.characteristic == characteristic]


def _record(
    released: Release,
    framework: Framework,
    measure: Measure,
    period: str,
    characteristic: str,
    day: dt.date,
    rows: list[Compared],
    kinds: Mapping[str, Concept],
) -> Evidence:
    about = str(measure.about)
    criteria = list(kinds[about].criteria)
    spot = kinds.get(f"{about}, {WORSE}")
    if spot and any(row.verdict == WORSE for row in rows):
        criteria += spot.criteria
    policy = released.policy.id if released.policy else "none (for use inside only)"
    return Evidence(
        id=_id(measure.id, characteristic, period),
        title=f"{measure.title}, {period}, by {characteristic}: {_said(rows)}"[:400],
        criteria=tuple(dict.fromkeys(criteria)),
        claim="supports",
        status="in place",
        kind="data",
        voice="management",
        date=day,
        source=measure.source or "Monitoring counts of the organisation",
        locator=", ".join(filter(None, (measure.locator, f"measure {measure.id}", f"policy {policy}"))),
        characteristics=(characteristic,) if characteristic in framework.words("characteristic") else (),
    )


def _id(*parts: str) -> str:
    safe = [re.sub(r"[^\w-]+", "-", part).strip("-") for part in parts]
    return ".".join(("monitoring", safe[0][:20], safe[1][:18], safe[2][:12]))


def _said(rows: Iterable[Compared]) -> str:
    parts = []
    for verdict in (WORSE, WELL):
        names = [row.count.category for row in rows if row.verdict == verdict]
        if names:
            more = f" and {len(names) - _MOST_GROUPS} more" if len(names) > _MOST_GROUPS else ""
            parts.append(f"{verdict} for {', '.join(names[:_MOST_GROUPS])}{more}")
    return "; ".join(parts)


def farings(released: Release, framework: Framework) -> Iterator[tuple[str, str, str]]:
    """Suggest how each characteristic fares in each measure: measure, characteristic, word of the EDS.

    The EDS asks how *most* people of a protected group fare. Suggested is that it does not fare well where one of its
    groups fares worse, and well where all that could be compared do; otherwise nothing. People decide.
    """
    good, bad = framework.words("faring")
    for measure, period, characteristic, rows in _clear(released):
        if characteristic not in framework.words("characteristic"):
            continue
        every = [
            row.verdict
            for row in released.analysis.rows
            if (row.count.measure, row.count.period) == (measure.id, period)
            and row.count.characteristic == characteristic
            and row.verdict
        ]
        withheld = any(
            not one.whole and (one.measure, one.period, one.characteristic) == (measure.id, period, characteristic)
            for one in released.shown
        )
        if any(row.verdict == WORSE for row in rows):
            yield measure.id, characteristic, bad
        elif set(every) == {WELL} and not withheld:
            yield measure.id, characteristic, good


def evidence_yaml(records: Iterable[Evidence], suggested: Iterable[tuple[str, str, str]]) -> str:
    """Write records as a file for ``evidence/``, with the suggestions for ``eds`` as remarks below."""
    lines = ["# Written by 'inclead monitor counts --evidence'. Look at each record, and change what you know better."]
    for record in records:
        data = record.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
        for at, (name, value) in enumerate(data.items()):
            lines.append(f"{'- ' if at == 0 else '  '}{name}: {_scalar(value)}")
        lines.append("")
    rows = [f"#   {measure}: {characteristic}: {word}" for measure, characteristic, word in suggested]
    if rows:
        lines.append(
            "# How protected groups fare, as a suggestion for 'groups' under 'eds' in assessment.yaml. People decide."
        )
    return "\n".join([*lines, *rows]).rstrip("\n") + "\n"


def _scalar(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(quoted(str(item)) for item in value)}]"
    return quoted(str(value))
