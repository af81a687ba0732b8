"""Rival gradings in words: the lines of a table, and agreement in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from inclead_graph.agreement import Agreement
from inclead_graph.inference.findings import long_date
from inclead_graph.inference.rivals import PartyLine, Rivals, SubjectLine

__all__ = ["agreement_said", "columns", "decision_said", "dissents", "outside_said", "party_said", "rows", "steps_said"]


def columns(parties: Sequence[str]) -> tuple[str, ...]:
    """Return the headings of the table, one for each party among them."""
    return (
        "subject", "label", "floor", "ceiling", *parties,
        "steps apart", "outside the evidence", "decided", "decision", "dissent",
    )  # fmt: skip


def rows(rivals: Rivals, parties: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield one line for each thing that was graded or decided; an empty cell means that nobody has graded."""
    for line in rivals.subjects:
        said = {party.by: party_said(party) for party in line.parties}
        yield (
            line.subject,
            line.label,
            line.floor or "not applicable",
            line.ceiling or "not applicable",
            *(said.get(by, "") for by in parties),
            "" if line.apart is None else str(line.apart),
            outside_said(line),
            line.decision.grade if line.decision else "",
            decision_said(line),
            "; ".join(dissents(line)),
        )


def party_said(party: PartyLine) -> str:
    """Say what a party graded: one grade, or its middle one with what its raters said."""
    given = [grading.grade for grading in party.gradings if grading.grade is not None]
    silent = len(party.gradings) - len(given)
    if party.grade is None:
        return "abstained"
    parts = []
    if len(given) > 1:
        counted = {grade: given.count(grade) for grade in given}
        same = len(counted) == 1
        parts.append(f"all {len(given)}" if same else ", ".join(f"{n} {grade}" for grade, n in counted.items()))
    if silent:
        parts.append(f"{silent} abstained")
    return party.grade + (f" ({'; '.join(parts)})" if parts else "")


def outside_said(line: SubjectLine) -> str:
    """Say which parties grade above the ceiling or below the floor, and by how many grades."""
    return "; ".join(f"{party.by} {steps_said(party)}" for party in line.parties if party.steps)


def steps_said(party: PartyLine) -> str:
    """Say how far a party's grade is outside what the evidence allows; nothing where it is within."""
    if not party.steps:
        return ""
    return f"{abs(party.steps)} {'above the ceiling' if party.steps > 0 else 'below the floor'}"


def decision_said(line: SubjectLine) -> str:
    """Say who decided, when and why; nothing where nobody did."""
    found = line.decision
    return f"{found.decided_by}, {long_date(found.date)}: {found.reason}" if found else ""


def dissents(line: SubjectLine) -> Iterator[str]:
    """Yield each dissent of the gradings that stand, with its party and reason."""
    for party in line.parties:
        for grading in party.gradings:
            for dissent in grading.dissent:
                who = ", ".join(filter(None, (party.by, grading.rater, dissent.by)))
                yield f"{who}: {dissent.grade}, {dissent.reason}"


def agreement_said(found: Agreement, who: str) -> str:
    """Say how far ``who`` agree, with the interval and how it was made, or what is lacking."""
    on = f"{found.units} thing{'' if found.units == 1 else 's'}, {found.values} gradings"
    if found.alpha is None:
        return f"Agreement between {who}: cannot be said ({found.why_not})."
    said = f"Agreement between {who}: Krippendorff's alpha (ordinal) {_short(found.alpha)} on {on}"
    if found.interval is None:
        return f"{said}; {found.why_not}."
    made = found.interval
    left_out = f", {made.undefined} of them without alpha and left out" if made.undefined else ""
    return (
        f"{said}; {float(made.level):.0%} interval {_short(made.low)} to {_short(made.high)} "
        f"({made.resamples} resamples of the things, seed {made.seed}{left_out})."
    )


def _short(number: Fraction) -> str:
    """Write a number with two places; what rounds to zero has no sign."""
    return f"{float(round(number, 2)):.2f}"
