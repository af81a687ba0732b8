"""An oracle for the Equality Delivery System, written from docs/maturity-model.md 3.6 in its words.

It shares nothing with the rule files or the engines: numbers are written here again, and grades are found by asking for
the worst and the best that the records leave open.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from inclead_graph.model.assessment import Assessment, EdsRecord

GROUPS = [
    "age", "disability", "gender reassignment", "marriage and civil partnership", "pregnancy and maternity", "race",
    "religion or belief", "sex", "sexual orientation",
]  # fmt: skip
OUTCOMES_WITH_SCORES = ["1A", "1B", "1C", "1D", "2A", "2B", "2C", "2D", "3A", "3B", "3C"]
BEGAN = [("eds-2011", date(2011, 11, 10)), ("eds2-2013", date(2013, 11, 4)), ("eds-2022", date(2022, 8, 1))]


@dataclass(frozen=True)
class Range:
    floor: str
    ceiling: str


def edition_for(assessment: Assessment) -> str | None:
    """The edition named, else the latest that had begun."""
    if assessment.editions.eds:
        return assessment.editions.eds
    begun = [name for name, day in BEGAN if day <= assessment.as_of]
    return begun[-1] if begun else None


def grade_2011(well: int) -> str:
    """All, most, some or none of nine groups fare as well as people overall; most is six or more."""
    if well == 0:
        return "undeveloped"
    if well == 9:
        return "excelling"
    return "achieving" if well >= 6 else "developing"


def grade_eds2(well: int) -> str:
    """0 to 2, 3 to 5, 6 to 8, 9."""
    return (["undeveloped"] * 3 + ["developing"] * 3 + ["achieving"] * 3 + ["excelling"])[well]


def grade_by_count(edition: str, well: int) -> str:
    return grade_2011(well) if edition == "eds-2011" else grade_eds2(well)


def grade_of_score(score: Fraction) -> str:
    """A whole score must be reached."""
    return ["undeveloped", "developing", "achieving", "excelling"][int(score)]


def rating(total: Fraction) -> str:
    """Under 8; 8 and more; 22 and more; 33."""
    if total < 8:
        return "undeveloped"
    if total < 22:
        return "developing"
    return "achieving" if total < 33 else "excelling"


def counted(assessment: Assessment) -> Mapping[str, EdsRecord]:
    return {r.outcome: r for r in assessment.eds if r.date is None or r.date <= assessment.as_of}


def outcome_range(record: EdsRecord | None, edition: str) -> Range:
    if edition == "eds-2022":
        if record is None or record.score is None:
            return Range("undeveloped", "excelling")
        grade = grade_of_score(Fraction(record.score))
        return Range(grade, grade)
    if record is not None and record.grade is not None:
        return Range(record.grade, record.grade)
    said = dict(record.groups) if record else {}
    possible = {
        grade_by_count(edition, sum(said.get(g, guess) == "well" for g in GROUPS)) for guess in ("well", "not well")
    }
    order = ["undeveloped", "developing", "achieving", "excelling"]
    return Range(min(possible, key=order.index), max(possible, key=order.index))


def organisation_range(records: Mapping[str, EdsRecord]) -> Range:
    """The lowest and the highest rating over the lowest and highest score of whatever is not scored."""
    known = sum(
        (Fraction(r.score) for name in OUTCOMES_WITH_SCORES if (r := records.get(name)) and r.score is not None),
        Fraction(0),
    )
    open_ = sum(1 for name in OUTCOMES_WITH_SCORES if not (r := records.get(name)) or r.score is None)
    return Range(rating(known), rating(known + 3 * open_))


def provisional(record: EdsRecord | None, edition: str, supported: bool) -> set[str]:
    why = set() if supported else {"support"}
    if edition == "eds-2022" and (record is None or record.score is None):
        why.add("score")
    if edition != "eds-2022" and (record is None or record.grade is None):
        known = set(record.groups) if record else set()
        if not set(GROUPS) <= known:
            why.add("groups")
    return why


def advice(mine: str, providers: Iterable[Range]) -> set[str]:
    """Below whatever is not known; or perhaps not reaching it."""
    order = ["undeveloped", "developing", "achieving", "excelling"].index
    found = set()
    for provider in providers:
        if order(provider.ceiling) < order(mine):
            found.add("downgrade to be considered")
        elif order(provider.floor) < order(mine):
            found.add("a provider is not known well enough to compare")
    return found


def reachable(edges: Iterable[tuple[str, str]], names: Iterable[str]) -> set[tuple[str, str]]:
    """Who reaches whom, by repeated joining: slow and plain."""
    pairs = set(edges)
    while True:
        more = {(a, d) for (a, b), (c, d) in itertools.product(pairs, pairs) if b == c} - pairs
        if not more:
            return {(a, b) for a, b in pairs if a in set(names)}
        pairs |= more
