"""Have every proof of many random assessments checked, and see whether an engine that errs is noticed.

Where both engines are there, they are first held to each other, proof by proof, so that what is checked is what either
says. In every tenth assessment an engine errs in one place.

    python -m benchmarks.proofs                 3 000 assessments, by every engine that is there; writes proofs.json
    python -m benchmarks.proofs --many 500      another number of them
    python -m benchmarks.proofs --quick         30 of them, nothing written

The assessments are those of ``tests/samples.py``, by their seeds, so that a run can be repeated.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import platform
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from inclead_graph.assess import Knowledge, Result, assess, engines_present, load_knowledge
from inclead_graph.inference.proofs import proofs_of
from inclead_graph.inference.rules import Rule
from inclead_graph.verification.checker import faults
from inclead_graph.verification.result import verify_result

HERE = Path(__file__).resolve().parent
WAYS = ("flip", "drop", "add", "swap")
"""How an engine errs: another value, a firing left out, a thing added to what a step rests on, or put in its place."""


def erring(result: Result, how: str, draw: random.Random) -> tuple[Result, str]:
    """The same result by an engine that errs in one place, and the finding in which it does."""
    inference = result.findings.inference
    concluded = {place: dict(values) for place, values in inference.concluded.items()}
    fired = {place: dict(rules) for place, rules in inference.fired.items()}
    matched = inference.matched
    kind, thing, name = draw.choice(list(inference.proven()))
    if how == "flip":
        words = result.findings.ruleset.types[kind, name].words or (True, False, dt.date(2020, 1, 1), "so")
        concluded[kind, name][thing] = frozenset(
            (draw.choice([w for w in words if w not in concluded[kind, name][thing]]),)
        )
    elif how == "drop":
        fired[kind, name][thing] = fired[kind, name][thing][1:]
    else:
        victim = draw.choice(fired[kind, name][thing])
        added = draw.choice([*result.findings.facts.things["evidence"], "E999"])

        def matched(one: Rule, subject: str) -> tuple[tuple[str, ...], ...]:
            first, *others = inference.matched(one, subject)
            if (one.key, subject) == (victim.key, thing):
                first = (*first, added) if how == "add" or not first else (added, *first[1:])
            return (first, *others)

        if matched(victim, thing) == inference.matched(victim, thing):
            return erring(result, how, draw)
    mutated = dataclasses.replace(inference, concluded=concluded, fired=fired, matched=matched)
    findings = dataclasses.replace(result.findings, inference=mutated)
    return dataclasses.replace(result, findings=findings), f"{name} of {kind} {thing}"


def measure(many: int, knowledge: Knowledge) -> Iterator[dict[str, int | float | str]]:
    """Yield the figures so far, after every hundred assessments and at the end."""
    from samples import random_assessment

    counted: Counter[str] = Counter()
    start = time.process_time()
    for seed in range(many):
        result = assess(
            random_assessment(knowledge.framework, seed), knowledge
        )  # which holds the engines to each other
        proofs, findings = proofs_of(result.findings), result.findings
        counted += Counter({"assessments": 1, **proofs.counts()})
        counted["faults"] += len(list(faults(findings.ruleset, findings.facts, proofs.findings, findings.labels)))
        if seed % 10 == 0:
            mutated, what = erring(result, WAYS[seed // 10 % len(WAYS)], random.Random(seed))
            named = [fault.what for fault in verify_result(mutated)]
            counted += Counter({"errors made": 1, "errors noticed": bool(named), "errors named": what in named})
        if seed % 100 == 99 or seed == many - 1:
            seconds = round(time.process_time() - start, 1)
            about = {"engines": ", ".join(e.name for e in engines_present()), "python": platform.python_version()}
            yield {"faults": 0, **counted, "cpu_seconds": seconds, **about}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="thirty assessments, nothing written")
    parser.add_argument("--many", type=int, default=3_000, help="how many assessments")
    given = parser.parse_args()
    sys.path.insert(0, str(HERE.parent / "tests"))
    for figures in measure(30 if given.quick else given.many, load_knowledge()):
        if figures["faults"] or figures["errors named"] != figures["errors made"]:
            raise SystemExit(f"a proof does not hold, or an error was not noticed: {figures}")
        if not given.quick:
            (HERE / "proofs.json").write_text(json.dumps(figures, indent=2) + "\n")
    for name, figure in figures.items():
        print(f"{name:<18}{figure:>12}")


if __name__ == "__main__":
    main()
