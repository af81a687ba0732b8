"""Every withdrawal of the example: all suppositions in one run of the engine, beside a run for each of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from inclead_graph.assess import assess, load_knowledge
from inclead_graph.inference.forecast import forecast
from inclead_graph.inference.questions import FiveQuestions
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.inference.robustness import fragility
from inclead_graph.workspace import read_workspace

__all__ = ["EACH_IN_TURN", "suppositions"]

EACH_IN_TURN = "each record withdrawn, a full run for each"


def suppositions(example: Path, times: int) -> dict[str, list[float]]:
    """CPU seconds of each of ``times`` rounds, by what was done."""
    knowledge = load_knowledge()
    findings = assess(read_workspace(example, knowledge.framework), knowledge, [ReferenceEngine()]).findings
    facts, place = findings.facts, ("evidence", "withdrawn")

    def each_in_turn() -> None:
        for piece in facts.things["evidence"]:
            column = {**facts.columns[place], piece: facts.as_of}
            ReferenceEngine().infer(findings.ruleset, replace(facts, columns={**facts.columns, place: column}))

    work: dict[str, Callable[[], object]] = {
        EACH_IN_TURN: each_in_turn,
        "each record withdrawn, all in one run": lambda: fragility(findings),
        "every coming day on which something lapses": lambda: list(forecast(findings)),
        "five questions of every finding": lambda: list(FiveQuestions(findings).everything()),
    }
    return {name: [_cpu(one) for _ in range(times)] for name, one in work.items()}


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
