"""What if, what holds, what lapses and what to ask next, as rows for a table, a spreadsheet or a program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from inclead_graph.inference.asking import Question
from inclead_graph.inference.change import Effect
from inclead_graph.inference.engine import Key
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.forecast import Day
from inclead_graph.inference.robustness import LIMIT, Fall, Resilience
from inclead_graph.reports.comparison_text import values_text

__all__ = [
    "EFFECT_COLUMNS",
    "FORECAST_COLUMNS",
    "QUESTION_COLUMNS",
    "SUPPORT_COLUMNS",
    "effect_rows",
    "forecast_rows",
    "question_rows",
    "support_rows",
    "supports_text",
]

EFFECT_COLUMNS = ("kind", "id", "thing", "finding", "before", "after", "way", "no longer", "instead")
SUPPORT_COLUMNS = ("kind", "id", "thing", "finding", "value", "supports", "alone", "together", "in words")
FORECAST_COLUMNS = ("day", "kind", "id", "thing", "finding", "before", "after", "way", "because of")
QUESTION_COLUMNS = (
    "rank",
    "criterion",
    "label",
    "settles",
    "if it turns out well",
    "if badly",
    "grades",
    "what to look for",
)


def effect_rows(findings: Findings, effects: Iterable[Effect]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each finding that moves, with what no longer holds and what holds instead."""
    for effect in effects:
        yield (
            *_named(findings, effect.move.key),
            values_text(effect.move.before),
            values_text(effect.move.after),
            effect.move.direction,
            " ".join(f"{step.says} [{step.rule}]" for step in effect.gone),
            " ".join(f"{step.says} [{step.rule}]" for step in effect.come),
        )


def support_rows(
    findings: Findings, keys: Iterable[Key], falls: Mapping[Key, Sequence[Fall]], supports: Mapping[Key, Resilience]
) -> Iterator[tuple[str, ...]]:
    """Yield a row for each finding that withdrawals can move: how many it takes, which, and the same in words."""
    for key in keys:
        alone, one = falls.get(key, ()), supports[key]
        if one.at_least is None and not alone:
            continue
        number = str(one.at_least or "")
        yield (
            *_named(findings, key),
            values_text(findings.values(*key)),
            number if one.exact else f"{number} or more",
            " ".join(fall.evidence for fall in alone),
            " ".join(one.together) if len(one.together) > 1 else "",
            supports_text(alone, one),
        )


def supports_text(alone: Sequence[Fall], one: Resilience) -> str:
    """Say in a sentence what holds a finding up.

    >>> supports_text((), Resilience(2, ("E1", "E2")))
    'stands without any one record; E1 and E2 together hold it up'
    """
    if alone:
        after = dict.fromkeys(values_text(fall.after) for fall in alone)
        by = {word: [fall.evidence for fall in alone if values_text(fall.after) == word] for word in after}
        return "; ".join(f"without {_either(names)} it would be {word}" for word, names in by.items())
    if one.at_least is None:
        return "no withdrawal lowers it"
    if not one.together:
        return f"stands without any {one.at_least - 1} records" + (
            ", and no more were tried" if one.at_least > LIMIT else ""
        )
    stands = "any one record" if one.at_least == 2 else f"any {one.at_least - 1} records"
    return f"stands without {stands}; {_all(one.together)} together hold it up"


def forecast_rows(findings: Findings, days: Iterable[Day]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each finding that moves on a day, and the records because of which it does."""
    for day in days:
        for due in day.due:
            yield (
                day.day.isoformat(),
                *_named(findings, due.move.key),
                values_text(due.move.before),
                values_text(due.move.after),
                due.move.direction,
                " ".join(thing for _, thing in due.because_of),
            )


def question_rows(findings: Findings, questions: Iterable[Question]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each unknown criterion: how many findings it settles, and which, in both answers."""
    for rank, question in enumerate(questions, 1):
        criterion = findings.framework.criteria[question.criterion]
        yield (
            str(rank),
            criterion.id,
            criterion.label,
            str(question.settles),
            " ".join(thing for _, thing in question.well.narrowed) or "nothing",
            " ".join(thing for _, thing in question.badly.narrowed) or "nothing",
            f"{question.well.grades} or {question.badly.grades}",
            criterion.definition,
        )


def _named(findings: Findings, key: Key) -> tuple[str, str, str, str]:
    kind, thing, name = key
    label = findings.label(kind, thing).removeprefix(thing).strip()
    plain = label[1:-1] if label.startswith("(") and label.endswith(")") else label
    return kind, thing, plain, findings.ruleset.types[kind, name].title


def _either(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"any of {', '.join(names)}"


def _all(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
