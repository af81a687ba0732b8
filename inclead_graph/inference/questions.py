"""The five questions of every finding: why, why not better, what would change it, what holds it up, when it lapses.

Whatever kinds of things and properties rules conclude are answered alike; nothing here knows any of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from inclead_graph.inference.changes import Changes, ChangeSet, WhatWouldChange
from inclead_graph.inference.engine import Key
from inclead_graph.inference.explain import Explainer, Node, word
from inclead_graph.inference.findings import Because, Findings, long_date
from inclead_graph.inference.forecast import Day, Due, forecast, lapses
from inclead_graph.inference.moves import DOWN
from inclead_graph.inference.robustness import Fall, fragility
from inclead_graph.inference.rules import PropertyType, Value

__all__ = ["QUESTIONS", "Answers", "Failed", "FiveQuestions", "words"]

QUESTIONS: Mapping[str, str] = {
    "why": "Why is it so?",
    "why-not": "Why not?",
    "change": "What would change it?",
    "holds": "What holds it up?",
    "lapses": "When does it lapse?",
}
"""What may be asked of a finding, and how it is asked in words."""

SHOWN = 5
"""How many of the smallest sets of changes are listed; all are counted."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A condition that stands between a finding and a better value, and the things on which it fails."""

    says: str
    concerns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """All five answers about one finding.

    Attributes:
        kind, thing, name: the finding.
        values: what was concluded; several only for a ``keep: every`` property.
        why: the steps of its proof; none where no rule spoke of it and its default stands.
        premises: the findings that it directly rests on.
        evidence: the records at the ends of its proof.
        hoped: the next better value; ``None`` at the best, or where there is no better and worse.
        why_not: the conditions that fail for it.
        change: every smallest set of changes that reaches it; ``None`` where there is nothing to reach.
        holds: the records whose withdrawal alone lowers it, or moves it where it knows no lower.
        lapses: the first day on which it falls if nothing is renewed, and how; ``None`` on no day that is known.
    """

    kind: str
    thing: str
    name: str
    values: tuple[Value, ...]
    why: tuple[Because, ...]
    premises: tuple[Key, ...]
    evidence: tuple[str, ...]
    hoped: Value | None
    why_not: tuple[Failed, ...]
    change: Changes | None
    holds: tuple[Fall, ...]
    lapses: tuple[dt.date, Due] | None

    @property
    def key(self) -> Key:
        """Kind, id and property."""
        return self.kind, self.thing, self.name


class FiveQuestions:
    """Answers for all findings of one assessment; what several answers share is worked out once.

    Example:
        ``FiveQuestions(findings).tree("factor", "BR1")`` is what ``inclead explain`` shows.
    """

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.explainer = Explainer(findings)
        self._change = WhatWouldChange(findings)
        self._answered: dict[Key, Answers] = {}
        self._places = [place for stratum in findings.ruleset.strata for place in stratum.concludes]

    @cached_property
    def _falls(self) -> Mapping[Key, tuple[Fall, ...]]:
        return fragility(self.findings)

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """The coming days on which something moves if nothing is renewed."""
        return tuple(forecast(self.findings))

    @cached_property
    def _lapses(self) -> Mapping[Key, tuple[dt.date, Due]]:
        return lapses(self.findings, self.days)

    def everything(self) -> Iterator[Answers]:
        """Yield the answers about every finding, earlier strata first, things in the order of the facts."""
        for kind, name in self._places:
            for thing in self.findings.facts.things.get(kind, ()):
                if self.findings.values(kind, thing, name):
                    yield self.answers(kind, thing, name)

    def has_answers(self, kind: str, thing: str) -> bool:
        """Say whether a rule concluded anything of a thing, or could have concluded better of it."""
        places = [place for place in self._places if place[0] == kind]
        if any(thing in self.findings.inference.fired.get(place, ()) for place in places):
            return True
        return any(self.explainer.hoped(kind, thing, name) is not None for _, name in places)

    def about(self, kind: str, thing: str) -> tuple[Answers, ...]:
        """Return the answers about each finding on one thing."""
        names = [name for of, name in self._places if of == kind]
        return tuple(self.answers(kind, thing, name) for name in names if self.findings.values(kind, thing, name))

    def answers(self, kind: str, thing: str, name: str) -> Answers:
        """Answer all five about one finding."""
        key = kind, thing, name
        if key not in self._answered:
            self._answered[key] = self._answer(*key)
        return self._answered[key]

    def _answer(self, kind: str, thing: str, name: str) -> Answers:
        findings = self.findings
        values = findings.values(kind, thing, name)
        hoped = self.explainer.hoped(kind, thing, name)
        return Answers(
            kind=kind,
            thing=thing,
            name=name,
            values=values,
            why=findings.because(kind, thing, name),
            premises=findings.premises(kind, thing, name),
            evidence=findings.evidence_under(kind, thing, name),
            hoped=hoped,
            why_not=() if hoped is None else tuple(self._failed(kind, thing, name, hoped)),
            change=self._change.next(kind, thing, name, limit=SHOWN),
            holds=self._falls.get((kind, thing, name), ()),
            lapses=self._lapses.get((kind, thing, name)),
        )

    def tree(self, kind: str, thing: str, only: Iterable[str] = QUESTIONS) -> Node:
        """Answer questions about everything concluded of a thing, in words; each is a node below that of the thing."""
        whole = self.explainer.thing(kind, thing)
        why_not = tuple(node for node in whole.children if self.explainer.is_why_not(node))
        answers = self.about(kind, thing)
        made: dict[str, Callable[[], tuple[Node, ...]]] = {
            "why": lambda: tuple(node for node in whole.children if node not in why_not),
            "why-not": lambda: why_not or (Node("note", "there is no better to hope for"),),
            "change": lambda: tuple(self._each(answers, self._changing)),
            "holds": lambda: tuple(self._each(answers, self._holding)),
            "lapses": lambda: tuple(self._each(answers, self._lapsing)),
        }
        silent = (Node("note", "no rule spoke of it"),)
        asked = (
            Node("question", QUESTIONS[name], "", made[name]() or silent) for name in QUESTIONS if name in set(only)
        )
        return Node(whole.role, whole.text, thing, tuple(asked))

    def _failed(self, kind: str, thing: str, name: str, hoped: Value) -> Iterator[Failed]:
        for node in self.explainer.why_not(kind, thing, name, hoped).children:
            concerns = dict.fromkeys(child.thing for child in node.children if child.thing)
            yield Failed(node.text.removeprefix("fails: "), tuple(concerns))

    def _each(self, answers: Sequence[Answers], say: Callable[[Answers], Node | None]) -> Iterator[Node]:
        """Yield what is to say about each finding; what is the same of several is said once."""
        said: dict[tuple[str, tuple[Node, ...]], list[str]] = {}
        for answer in answers:
            node = say(answer)
            if node is not None:
                said.setdefault((node.text, node.children), []).append(self._titled(answer))
        for (text, children), titles in said.items():
            yield Node("finding", f"{_and(titles)}: {text}", "", children)

    def _titled(self, answer: Answers) -> str:
        return f"{self._type(answer).title} ({words(answer.values)})"

    def _type(self, answer: Answers) -> PropertyType:
        return self.findings.ruleset.types[answer.kind, answer.name]

    def _changing(self, answer: Answers) -> Node | None:
        change = answer.change
        if change is None:
            return self._unchanging(answer)
        wanted = "nothing any more" if change.wanted is None else word(change.wanted)
        children = tuple(self._set(one, number) for number, one in enumerate(change.sets, 1))
        return Node("finding", f"to {wanted}, {change.summary}", "", children)

    def _unchanging(self, answer: Answers) -> Node | None:
        kind_of = self._type(answer)
        if kind_of.aim is None and kind_of.keep not in ("highest", "lowest"):
            return None
        if kind_of.aim is None or answer.values == (kind_of.aim,):
            return Node("note", "nothing needs to change: there is no better")
        return Node("note", "no change is sought from here")

    def _set(self, one: ChangeSet, number: int) -> Node:
        done = [
            f"{self.findings.label(kind, thing)}: {_and([change.says for change in changes])}"
            for kind, thing, changes in one.by_thing()
        ]
        effort = f"way {number}, effort {float(one.effort):g}"
        if len(done) == 1:
            return Node("change", f"{effort}: {done[0]}")
        return Node("change", effort, "", tuple(Node("change", line) for line in done))

    def _holding(self, answer: Answers) -> Node | None:
        if answer.holds:
            after = dict.fromkeys(words(fall.after) for fall in answer.holds)
            return Node("finding", "; ".join(self._without(answer.holds, value) for value in after))
        if not answer.evidence:
            return Node("note", "it rests on no record, so no withdrawal lowers it") if answer.why else None
        number = len(answer.evidence)
        rests = "the one record" if number == 1 else f"any one of the {number} records"
        return Node("finding", f"it stands without {rests} that it rests on")

    def _without(self, falls: Sequence[Fall], after: str) -> str:
        names = [self.findings.label("evidence", fall.evidence) for fall in falls if words(fall.after) == after]
        which = names[0] if len(names) == 1 else f"any one of {_and(names)}"
        return f"without {which}, it would be {after}"

    def _lapsing(self, answer: Answers) -> Node | None:
        if answer.lapses is None:
            return Node("note", "on no day that is known") if answer.why else None
        day, due = answer.lapses
        names = [self.findings.label(kind, thing) for kind, thing in due.because_of]
        falls = "falls" if due.move.direction == DOWN else "changes"
        to, when = words(due.move.after), long_date(day)
        return Node("finding", f"it {falls} to {to} on {when} if nothing is renewed, because of {_and(names)}")


def words(values: Iterable[Value]) -> str:
    """Write the values of a finding as people do.

    >>> words((True,)), words(())
    ('yes', 'nothing')
    """
    return ", ".join(map(word, values)) or "nothing"


def _and(names: Sequence[str]) -> str:
    """List names in a sentence.

    >>> _and(["floor", "ceiling"])
    'floor and ceiling'
    """
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
