"""Measure engines and their peers, whole commands, every question, networks and columns, in one run.

    python -m benchmarks                    a table, benchmarks/*.json, and docs/benchmarks.md
    python -m benchmarks --quick            a few repetitions, nothing written: keeps this file alive in CI

Each figure stands beside a named peer measured in the same run, because machines differ and drift; the ratio is what
carries over.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import columns, networks, peers
from benchmarks.questions import measure_questions
from benchmarks.suppositions import EACH_IN_TURN, suppositions
from inclead_graph.assess import Knowledge, engines_present, load_knowledge
from inclead_graph.inference.engine import Engine
from inclead_graph.inference.facts import Facts, facts_of
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.workspace import read_workspace

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parent / "assessments" / "wolds-and-fen"
PIECES = 150


def cpu_of(work: Callable[[], object], times: int) -> list[float]:
    """CPU seconds of each of ``times`` runs in this process, after three that are not counted."""
    for _ in range(3):
        work()
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return found


def cpu_of_process(command: list[str], times: int) -> list[float]:
    """CPU seconds of each of ``times`` whole processes, after one that is not counted."""
    found = []
    for _ in range(times + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True, cwd=HERE.parent)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return found[1:]


def example_facts(knowledge: Knowledge) -> Facts:
    assessment = read_workspace(EXAMPLE, knowledge.framework)
    return facts_of(assessment.model_copy(update={"evidence": assessment.evidence[:PIECES]}), knowledge.framework)


def measure(times: int, whole: int, many: int) -> dict[str, dict[str, float | str]]:
    knowledge = load_knowledge()
    facts = example_facts(knowledge)
    ruleset = knowledge.rulebook.in_force(facts.as_of)
    figures: dict[str, dict[str, float | str]] = {}

    def add(name: str, seconds: list[float], peer: str, unit: str = "ms") -> None:
        scale = 1000 if unit == "ms" else 1
        figures[name] = {
            "median": round(statistics.median(seconds) * scale, 3),
            "least": round(min(seconds) * scale, 3),
            "unit": unit,
            "peer": peer,
        }

    def inferring(engine: Engine) -> Callable[[], object]:
        return lambda: engine.infer(ruleset, facts)

    for engine in engines_present():
        add(
            f"{engine.name} engine, {PIECES} pieces of evidence",
            cpu_of(inferring(engine), times),
            "reference engine, 150 pieces of evidence",
        )
    reference = ReferenceEngine()
    start = time.process_time()
    for _ in range(many):
        reference.infer(ruleset, facts)
    add(
        f"reference engine, {many} assessments",
        [time.process_time() - start],
        "reference engine, 150 pieces of evidence",
        "s",
    )
    inclead = [sys.executable, "-m", "inclead_graph"]
    add("bare Python", cpu_of_process([sys.executable, "-c", "pass"], whole), "bare Python", "s")
    add("inclead --help", cpu_of_process([*inclead, "--help"], whole), "bare Python", "s")
    for name in ("table", "json", "html", "ttl"):
        command = [*inclead, "assess", str(EXAMPLE), "--format", name]
        add(f"inclead assess, {name}", cpu_of_process(command, whole), "bare Python", "s")
    for words in (
        "ask competencies-for-driver --driver psed",
        "show psed",
        "map criterion driver",
        "find inequalities",
    ):
        add(f"inclead {words}", cpu_of_process([*inclead, *words.split()], whole), "bare Python", "s")
    add_explanations(add, inclead, whole)
    for figure in figures.values():
        peer = figures[str(figure["peer"])]
        scale = {"ms": 1e-3, "s": 1.0}
        own, other = (float(f["median"]) * scale[str(f["unit"])] for f in (figure, peer))
        figure["ratio"] = round(own / other, 2)
    return figures


def add_explanations(add: Callable[..., None], inclead: list[str], times: int) -> None:
    """Whole explanations as commands, and what they rest on: suppositions, many in one run of the engine."""
    for words in ("--all --format json", "BR1"):
        command = [*inclead, "explain", str(EXAMPLE), *words.split()]
        add(f"inclead explain {words}", cpu_of_process(command, times), "inclead assess, table", "s")
    for name, seconds in suppositions(EXAMPLE, times).items():
        add(name, seconds, EACH_IN_TURN)


PARTS = ("results", "networks", "peers", "columns", "scale")


def page(parts: dict[str, Any]) -> str:
    """Write the results as docs/benchmarks.md; a test holds the page against the JSON of each of ``PARTS``."""
    results = parts["results"]
    rows = [
        f"| {name} | {f['median']} {f['unit']} | {f['least']} {f['unit']} | {f['ratio']} × {f['peer']} |"
        for name, f in results["figures"].items()
    ]
    about = results["about"]
    made = f"{about['clock']}, Python {about['python']}, {about['machine']}"
    return f"""# How fast is it?

Made by `python -m benchmarks` in one run: {made}. Machines differ and drift:
the ratio to the named peer is what carries over. Engines are measured warm, on the first {PIECES} pieces of
evidence of `assessments/wolds-and-fen`; commands as whole processes, cold.

| what | median | least | ratio to |
|---|---|---|---|
{chr(10).join(rows)}

## Questions

Each question of `inclead ask` with its example, on the full graph, in the same run: the whole answer, warm,
and the bare query by rdflib's own engine on the same data. The two engines give the same rows for every question.

| question | answer | rows | rdflib's engine | rdflib / ours |
|---|---|---|---|---|
{chr(10).join(_question_rows(results["questions"]))}

{peers.section(parts["peers"])}
{columns.section(parts["columns"], parts["scale"])}
{networks.section(parts["networks"])}"""


def write_page() -> None:
    """Write docs/benchmarks.md from what was measured last."""
    parts = {name: json.loads((HERE / f"{name}.json").read_text(encoding="utf-8")) for name in PARTS}
    (HERE.parent / "docs" / "benchmarks.md").write_text(page(parts), encoding="utf-8")


def _question_rows(questions: dict[str, Any]) -> list[str]:
    return [
        f"| {name} | {q['ms']} ms | {q['rows']} | {q['rdflib_ms']} ms | {q['ratio']} |" for name, q in questions.items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few repetitions, nothing written")
    quick = parser.parse_args().quick
    figures = measure(times=10, whole=1, many=20) if quick else measure(times=200, whole=7, many=1000)
    print(f"{'what':<46}{'median':>10}{'least':>10}  unit  ratio to")
    for name, figure in figures.items():
        print(
            f"{name:<46}{figure['median']:>10}{figure['least']:>10}  {figure['unit']:<4}  "
            f"{figure['ratio']} x {figure['peer']}"
        )
    questions = measure_questions(EXAMPLE, 1 if quick else 15)
    for name, q in questions.items():
        print(f"{name:<46}{q['ms']:>10}{q['rdflib_ms']:>10}  ms    {q['ratio']} x rdflib's engine, {q['rows']} rows")
    different = [name for name, q in questions.items() if not q["equal"]]
    if different:
        raise SystemExit(f"the engines disagree on {', '.join(different)}")
    of_networks = networks.results(quick=quick)
    print(networks.section(of_networks))
    knowledge = load_knowledge()
    of_peers = peers.results(knowledge, example_facts(knowledge), quick=quick)
    print(peers.section(of_peers))
    of_columns = columns.results(quick=quick)
    print(json.dumps(of_columns, indent=2))
    if not quick:
        about = {"python": platform.python_version(), "machine": platform.machine(), "clock": "CPU time"}
        results = {"about": about, "figures": figures, "questions": questions}
        (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n")
        networks.write(of_networks)
        peers.write(of_peers)
        columns.write(of_columns)
        write_page()


if __name__ == "__main__":
    main()
