"""A comparison in words, as a table for a terminal and as rows for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from inclead_graph.comparison import Comparison, MovedFinding
from inclead_graph.comparison.change import Change, shown
from inclead_graph.inference.rules import Value
from inclead_graph.model.framework import Concept
from inclead_graph.spreadsheet import csv_text

__all__ = ["COLUMNS", "comparison_csv", "drawn_as", "reason_text", "summary", "table_rows", "values_text"]

COLUMNS = ("kind", "thing", "finding", "before", "after", "way", "cause", "because")

_CSV = ("kind", "thing", "label", "finding", "before", "after", "way", "reason", "changes in it", "cause", "change",
        "subject", "field", "was", "is", "in words", "all reasons listed")  # fmt: skip


def values_text(values: Iterable[Value]) -> str:
    """Write the values of a finding; a dash where it has none.

    >>> values_text(("met",)), values_text(())
    ('met', '–')
    """
    return ", ".join(map(shown, values)) or "–"


def drawn_as(comparison: Comparison, one: MovedFinding, value: Value) -> Concept | None:
    """Return the word that says how a grade, verdict or state is drawn; ``None`` for a value that is not drawn."""
    place = (one.move.kind, one.move.name)
    for side in (comparison.second, comparison.first):
        kind_of = side.ruleset.types.get(place)
        found = side.framework.vocabularies.get(kind_of.name, {}).get(str(value)) if kind_of else None
        if found and found.fill:
            return found
    return None


def reason_text(reason: Sequence[Change]) -> str:
    """Write the changes of one reason as one sentence."""
    return " + ".join(change.text for change in reason)


def table_rows(moved: Iterable[MovedFinding]) -> Iterator[tuple[str, ...]]:
    """Yield a row a finding; further reasons stand behind *or instead*."""
    for one in moved:
        more = "" if one.every else "; and perhaps more"
        yield (
            one.move.kind,
            one.label,
            one.title,
            values_text(one.move.before),
            values_text(one.move.after),
            one.move.direction,
            " with ".join(one.causes),
            "; or instead: ".join(map(reason_text, one.reasons)) + more,
        )


def comparison_csv(moved: Iterable[MovedFinding]) -> str:
    """Write a row for each change of each reason of each finding."""
    return csv_text(_CSV, (row for one in moved for row in _csv_rows(one)))


def _csv_rows(one: MovedFinding) -> Iterator[Sequence[str]]:
    head = (one.move.kind, one.move.thing, one.label, one.move.name, values_text(one.move.before),
            values_text(one.move.after), one.move.direction)  # fmt: skip
    for number, reason in enumerate(one.reasons, 1):
        for change in reason:
            yield (*head, str(number), str(len(reason)), change.cause, change.id, change.subject, change.field,
                   change.before, change.after, change.text, "yes" if one.every else "no")  # fmt: skip


def summary(comparison: Comparison) -> str:
    """Say in a sentence or two how much moved, and what moved it."""
    changes, idle = len(comparison.changes), len(comparison.idle)
    if not changes:
        return "The two are the same in everything that is compared."
    if not comparison.moved:
        return f"No finding moved. {_number(changes, 'change')} between the two moved nothing."
    causes = ", ".join(f"{cause} {count}" for cause, count in comparison.by_cause.items())
    return (
        f"{_number(len(comparison.moved), 'finding')} moved, by {causes}. "
        f"Of {_number(changes, 'change')} between the two, {idle} moved nothing."
    )


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
