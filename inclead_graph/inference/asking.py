"""The next best question: of what is unknown, which answer would settle most, whichever way it falls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inclead_graph.inference.engine import Key
from inclead_graph.inference.facts import facts_of
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.moves import Concluded
from inclead_graph.inference.rules import Value
from inclead_graph.inference.worlds import Supposition, Worlds
from inclead_graph.model.assessment import Evidence, Withdrawal

__all__ = ["Answer", "Question", "open_questions"]

_FLOOR, _CEILING = "floor", "ceiling"
_UNTESTED = "#untested"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer would settle: the findings whose range from floor to ceiling narrows, and by how many grades."""

    narrowed: tuple[tuple[str, str], ...]
    grades: int


@dataclass(frozen=True, slots=True)
class Question:
    """An unknown criterion, and what it would settle if it turned out well, or badly.

    ``well``: shown effective, today, in every voice, for every group. ``badly``: accepted evidence speaks against it.
    """

    criterion: str
    well: Answer
    badly: Answer

    @property
    def settles(self) -> int:
        """How many findings narrow whichever answer is found: the smaller of the two numbers."""
        return min(len(self.well.narrowed), len(self.badly.narrowed))


def open_questions(findings: Findings) -> tuple[Question, ...]:
    """Return the unknown criteria, those first that settle most.

    The order is by the number of findings that narrow whichever way the answer falls, then by that of both answers
    together, then by the grades that they narrow in both; what is equal stays in the framework's order.

    Example:
        ``open_questions(findings)[0].criterion`` is what to look into next.
    """
    unknown = _unknown(findings)
    supposed = {name: list(_records(findings, name, number)) for number, name in enumerate(unknown)}
    dormant = [piece for answers in supposed.values() for pieces in answers for piece in pieces]
    evidence = (*findings.assessment.evidence, *dormant)
    facts = facts_of(findings.assessment.model_copy(update={"evidence": evidence}), findings.framework)
    worlds = Worlds(findings.ruleset, facts)
    awake = [_awake(pieces) for answers in supposed.values() for pieces in answers]
    answers = [
        _answer(findings, supposition, worlds, concluded)
        for supposition, concluded in zip(awake, worlds.infer(awake), strict=True)
    ]
    found = [Question(name, answers[2 * n], answers[2 * n + 1]) for n, name in enumerate(unknown)]
    return tuple(sorted(found, key=_worth, reverse=True))


def _worth(question: Question) -> tuple[int, int, int]:
    well, badly = question.well, question.badly
    return question.settles, len(well.narrowed) + len(badly.narrowed), well.grades + badly.grades


def _unknown(findings: Findings) -> list[str]:
    """Return the criteria of which nothing accepted says either way; EARL calls their outcome untested."""
    silent = {word for word, outcome in findings.framework.earl_outcomes.items() if outcome.endswith(_UNTESTED)}
    criteria = findings.facts.things["criterion"]
    return [name for name in criteria if findings.value("criterion", name, "verdict") in silent]


def _records(findings: Findings, criterion: str, number: int) -> Iterator[list[Evidence]]:
    """Make the records of a good answer, one in each voice, and that of a bad one; all are withdrawn to begin with."""
    framework, day = findings.framework, findings.assessment.as_of
    common = {
        "title": "supposed",
        "criteria": (criterion,),
        "kind": framework.words("kind")[0],
        "date": day,
        "source": "supposed",
        "locator": "supposed",
        "withdrawn": Withdrawal(date=day, reason="supposed"),
    }
    good = {"claim": "supports", "status": framework.words("status")[-1]}
    groups = framework.words("characteristic")
    yield [
        Evidence.model_validate(
            {**common, **good, "id": f"well.{number}.{n}", "voice": voice, "characteristics": groups}
        )
        for n, voice in enumerate(framework.words("voice"))
    ]
    bad = {"id": f"badly.{number}", "claim": "refutes", "voice": framework.words("voice")[0]}
    yield [Evidence.model_validate({**common, **bad})]


def _awake(pieces: Sequence[Evidence]) -> Supposition:
    return {("evidence", piece.id, "withdrawn"): None for piece in pieces}


def _answer(findings: Findings, supposition: Supposition, worlds: Worlds, concluded: Concluded) -> Answer:
    reached = frozenset[Key]().union(*map(worlds.reached, supposition))
    narrowed, grades = [], 0
    for kind, thing in _ranges(findings):
        if (kind, thing, _FLOOR) in reached or (kind, thing, _CEILING) in reached:
            before = _width(findings, kind, thing, findings.inference.concluded)
            less = before - _width(findings, kind, thing, concluded)
            narrowed += [(kind, thing)] if less > 0 else []
            grades += max(less, 0)
    return Answer(tuple(narrowed), grades)


def _ranges(findings: Findings) -> Iterable[tuple[str, str]]:
    kinds = [kind for kind, name in findings.ruleset.types if name == _FLOOR]
    return ((kind, thing) for kind in kinds for thing in findings.facts.things[kind])


def _width(
    findings: Findings, kind: str, thing: str, concluded: Mapping[tuple[str, str], Mapping[str, frozenset[Value]]]
) -> int:
    words = findings.ruleset.types[kind, _FLOOR].words
    ranks = []
    for name in (_FLOOR, _CEILING):
        stands = concluded.get((kind, name), {}).get(thing, frozenset())
        ranks += [words.index(str(value)) for value in stands]
    return max(ranks) - min(ranks) if len(ranks) == 2 else 0
