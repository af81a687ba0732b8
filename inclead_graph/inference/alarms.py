"""Alarms: named patterns in how evidence was gathered, each a question with the records that it rests on.

Most are rules (``rules/14-alarm.yaml``): whatever concludes a property called ``alarm``, of any kind of thing, is one,
so that a new rule needs no change here. Two need what rules do not read: texts that are nearly the same, and files. No
alarm changes a grade, and none accuses anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from inclead_graph.inference.engine import Firing
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.narratives import nearly_the_same
from inclead_graph.model.assessment import Evidence

__all__ = ["ALARM", "Alarm", "alarms_of", "changed_files", "cloned_narratives", "ruled_alarms"]

ALARM = "alarm"
_MODEL = "docs/maturity-model.md §3.11"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One pattern that was found on one thing.

    Attributes:
        pattern: its name: the id of a rule, or of one of the two functions here.
        title: what the pattern is.
        kind, thing: what it was found on.
        question: what was found, and what to ask.
        records: the ids of the evidence that it rests on.
        citation: where the pattern is described.
    """

    pattern: str
    title: str
    kind: str
    thing: str
    question: str
    records: tuple[str, ...]
    citation: tuple[str, ...]


def alarms_of(findings: Findings, alike: Fraction, changed: Sequence[tuple[str, str]] = ()) -> tuple[Alarm, ...]:
    """Return every alarm: those of the rules, then narratives that are alike, then files that are not as recorded.

    Args:
        findings: what was inferred.
        alike: from which likeness on two narratives count as nearly the same, from 0 to 1.
        changed: ids of records whose attachment is not as recorded, with what is wrong in words.

    Example::

        alarms_of(result.findings, knowledge.rulebook.threshold("alike", assessment.as_of))
    """
    narratives = cloned_narratives(findings.assessment.evidence, alike)
    return (*ruled_alarms(findings), *narratives, *changed_files(changed))


def ruled_alarms(findings: Findings) -> Iterator[Alarm]:
    """Yield what the rules call an alarm, rule by rule in their order, thing by thing."""
    order = {key: at for at, key in enumerate(findings.ruleset.by_key)}
    firings = [
        (kind, firing)
        for kind, name in findings.inference.fired
        if name == ALARM
        for thing in findings.inference.fired[kind, name]
        for firing in findings.inference.firings(kind, thing, name)
    ]
    place = {kind: {thing: at for at, thing in enumerate(findings.facts.things[kind])} for kind, _ in firings}
    for kind, firing in sorted(firings, key=lambda f: (order[f[1].rule.key], place[f[0]][f[1].subject])):
        rule = firing.rule
        yield Alarm(
            pattern=rule.id,
            title=rule.title,
            kind=kind,
            thing=firing.subject,
            question=findings.said(rule, kind, firing),
            records=_records(findings, kind, firing),
            citation=(*rule.citation, *(str(findings.framework.passages[name]) for name in rule.passages)),
        )


def _records(findings: Findings, kind: str, firing: Firing) -> tuple[str, ...]:
    """Return the evidence that a rule matched, or that is related to what it matched; else that of the thing itself."""
    relations, related = findings.ruleset.relations, findings.facts.related
    direct: set[str] = set()
    behind: set[str] = set()
    for clause, ids in zip(firing.rule.clauses, firing.matched, strict=True):
        relation = getattr(clause.condition, "relation", None)
        target = relations[kind, relation] if relation else ""
        if target == "evidence":
            direct.update(ids)
        elif (target, "evidence") in relations:
            behind.update(piece for thing in ids for piece in related[target, "evidence"][thing])
    if not direct and not behind and (kind, "evidence") in relations:
        return related[kind, "evidence"][firing.subject]
    own = set(related.get((kind, "evidence"), {}).get(firing.subject, ())) or behind
    return tuple(sorted(direct or behind & own or behind))


def cloned_narratives(evidence: Iterable[Evidence], alike: Fraction) -> Iterator[Alarm]:
    """Yield one alarm for each group of records whose titles, or notes, are the same or nearly so."""
    pieces = {piece.id: piece for piece in evidence}
    for what, texts in (
        ("titles", {name: piece.title for name, piece in pieces.items()}),
        ("notes", {name: piece.note for name, piece in pieces.items() if piece.note}),
    ):
        for group in nearly_the_same(texts, alike):
            voices = sorted({pieces[name].voice for name in group})
            spoken = f"in the voice{'s' if len(voices) > 1 else ''} of {' and '.join(voices)}"
            yield Alarm(
                pattern="alarm-cloned-narratives",
                title="Several records tell nearly the same in nearly the same words",
                kind="evidence",
                thing=group[0],
                question=f"The {what} of {', '.join(group)}, {spoken}, are nearly the same ('{texts[group[0]]:.80}'). "
                "Are these separate things that happened?",
                records=group,
                citation=(_MODEL,),
            )


def changed_files(changed: Iterable[tuple[str, str]]) -> Iterator[Alarm]:
    """Yield one alarm for each record whose attachment is not as recorded."""
    for name, what in changed:
        yield Alarm(
            pattern="alarm-changed-file",
            title="An attached file is not the one that was recorded",
            kind="evidence",
            thing=name,
            question=f"{name}: {what}. Who changed or moved it, and which one was seen?",
            records=(name,),
            citation=(_MODEL,),
        )
