"""The questions over a store on disk with many assessments, beside the same questions over a store with one.

python -m benchmarks.graph                     a thousand assessments: benchmarks/graph.json, docs/graph-store.md
python -m benchmarks.graph --keep DIR          make the stores there, or measure those that are there
python -m benchmarks.graph --quick             three assessments, nothing written
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from inclead_graph.assess import Knowledge, assess, load_knowledge
from inclead_graph.bundled import bundled
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.knowledge.assessed import assessed_in
from inclead_graph.knowledge.graph import knowledge_graph_in, read_knowledge_graph
from inclead_graph.knowledge.questions import answer, question, question_names
from inclead_graph.model.question import Question
from inclead_graph.reports.turtle import kept
from inclead_graph.store import Rows, Store, reading, writing

HERE = Path(__file__).resolve().parent
PIECES = 8
TIMES = 3
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def made(knowledge: Knowledge, many: int, spent: list[float]) -> Iterator[Store]:
    """Yield the graphs of generated assessments, each of an organisation of its own."""
    from samples import random_assessment

    seeds = (seed for seed in range(1, 2 * many + 9) if seed % 3)  # every third has a network, which is another size
    for _, seed in zip(range(many), seeds, strict=False):
        start = time.process_time()
        drawn = random_assessment(knowledge.framework, seed, PIECES)
        organisation = drawn.organisation.model_copy(update={"name": f"Trust {seed}"})
        drawn = drawn.model_copy(update={"organisation": organisation})
        part = kept(assess(drawn, knowledge, [ReferenceEngine()]))
        spent.append(time.process_time() - start)
        yield part


def make(folder: Path, many: int) -> None:
    """Make a store with the ontology and so many assessments, and note what it took."""
    knowledge, spent = load_knowledge(), list[float]()
    start = time.process_time()
    with writing(folder) as store:
        store.take([read_knowledge_graph(bundled("ontology")).store])
        taken = store.take(made(knowledge, many, spent))
    whole = time.process_time() - start
    loading = {
        "statements": taken.statements,
        "making_ms": round(statistics.median(spent) * 1000),
        "writing_s": round(whole - sum(spent), 1),
    }
    folder.with_suffix(".json").write_text(json.dumps(loading) + "\n")


def cpu(work: Callable[[], object], times: int = TIMES) -> float:
    """Return the median milliseconds of CPU time."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append((time.process_time() - start) * 1000)
    return round(statistics.median(found), 1)


def measure(many: Path, one: Path) -> dict[str, Any]:
    size = sum(file.stat().st_size for file in many.rglob("*") if file.is_file())
    sources = {"many": reading(many), "one": reading(one)}
    names = {place: assessed_in(source)[0].graph for place, source in sources.items()}
    return {
        "assessments": len(assessed_in(sources["many"])),
        **json.loads(many.with_suffix(".json").read_text()),
        "bytes": size,
        "assessments_ms": cpu(lambda: assessed_in(sources["many"])),
        "copy_ms": cpu(lambda: knowledge_graph_in(sources["many"], [names["many"]])),
        "questions": {name: _measured(question(name), sources, names) for name in question_names()},
        "python": platform.python_version(),
    }


def _measured(asked: Question, sources: dict[str, Store], names: dict[str, str]) -> dict[str, Any]:
    """Measure a question as it is asked, copy included, and its bare query over everything in each store."""
    parameters = asked.head.parameters
    graphs = {place: knowledge_graph_in(source, [names[place]]) for place, source in sources.items()}
    given = {n: names["many"] if p.type == "assessment" else p.example for n, p in parameters.items()}

    def whole() -> object:
        return answer(asked, given, knowledge_graph_in(sources["many"], [names["many"]]))

    found: dict[str, Any] = {"asked_ms": cpu(whole)}
    for place, source in sources.items():
        from inclead_graph.knowledge.questions import _values

        values = {n: names[place] if p.type == "assessment" else p.example for n, p in parameters.items()}
        bind = {} if asked.head.answer == "paths" else _values(asked, values, graphs[place].things)
        found[f"bare_{place}_ms"] = cpu(lambda source=source, bind=bind: source.query(asked.sparql, bind=bind))  # type: ignore[misc]
        rows = source.query(asked.sparql, bind=bind)
        assert isinstance(rows, Rows)
        found[f"rows_{place}"] = len(rows.rows)
    found["ratio"] = round(found["bare_many_ms"] / max(found["bare_one_ms"], 0.1), 1)
    return found


def table(figures: dict[str, Any]) -> str:
    """Write the figures for docs/graph-store.md; a test holds the page against the JSON."""
    lines = [
        f"{figures['assessments']:,} generated assessments, {figures['statements']:,} statements in all.",
        f"They take {figures['bytes'] / 1e9:.1f} GB on disk.",
        f"Grading one and making its graph took {figures['making_ms']} ms, writing all {figures['writing_s']:,} s.",
        f"Listing the assessments takes {figures['assessments_ms']} ms.",
        f"Copying what a question needs takes {figures['copy_ms']} ms, which is part of each answer.",
        "",
        "| question | answer | bare query over everything | the same, one assessment | ratio |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {q['asked_ms']} ms | {q['bare_many_ms']} ms | {q['bare_one_ms']} ms | {q['ratio']} |"
        for name, q in figures["questions"].items()
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="three assessments, nothing written")
    parser.add_argument("--many", type=int, default=1000, help="how many assessments")
    parser.add_argument("--keep", type=Path, help="a folder for the two stores, made where they are missing")
    given = parser.parse_args()
    sys.path.insert(0, str(HERE.parent / "tests"))
    with tempfile.TemporaryDirectory() as passing:
        stores = given.keep or Path(passing)
        for name, number in (("many", 3 if given.quick else given.many), ("one", 1)):
            if not (stores / name).exists():
                make(stores / name, number)
        figures = measure(stores / "many", stores / "one")
    print(table(figures))
    if not given.quick:
        (HERE / "graph.json").write_text(json.dumps(figures, indent=2) + "\n")
        page = HERE.parent / "docs" / "graph-store.md"
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        page.write_text(f"{before}{BEGIN}\n{table(figures)}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
