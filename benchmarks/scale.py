"""From a hundred organisations to a hundred thousand: what each costs, from the bytes of a lake to those of results.

python -m benchmarks.scale [--most 100000]      a table, benchmarks/scale.json and docs/scale.svg
"""

from __future__ import annotations

import argparse
import io
import json
import platform
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.generated import table_of
from inclead_graph.assess import load_knowledge
from inclead_graph.portfolio.grading import Grader
from inclead_graph.portfolio.running import grade

HERE = Path(__file__).resolve().parent
PICTURE = HERE.parent / "docs" / "scale.svg"
IN_ONE_FILE, PIECES = 500, 150


def sizes(most: int) -> Iterator[int]:
    size = 100
    while size <= most:
        yield size
        size *= 10


def measure(organisations: int, grader: Grader) -> dict[str, float]:
    """Grade so many generated organisations; making them is measured apart."""
    making = spent = 0.0
    size = results = 0
    for number, start in enumerate(range(0, organisations, IN_ONE_FILE)):
        began = time.process_time()
        content = io.BytesIO()
        many = min(IN_ONE_FILE, organisations - start)
        pq.write_table(table_of(grader.knowledge.framework, many, PIECES, number), content, compression="zstd")
        making += time.process_time() - began
        began = time.process_time()
        results += len(grade(content.getvalue(), "part", grader))
        spent += time.process_time() - began
        size += len(content.getvalue())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {
        "organisations": organisations, "CPU seconds": spent, "CPU seconds a million": spent / organisations * 1e6,
        "making them, CPU seconds": making, "lake, MB": size / 1e6, "results, MB": results / 1e6, "peak, GiB": peak,
    }  # fmt: skip


def picture(rows: list[dict[str, float]]) -> str:
    """Draw cost over size, both by powers of ten; a straight line of slope one is linear."""
    from math import log10

    def at(row: dict[str, float]) -> tuple[float, float]:
        return 70 + (log10(row["organisations"]) - 2) * 130, 230 - (log10(row["CPU seconds"]) + 1) * 65

    points = [at(row) for row in rows]
    said = "; ".join(f"{row['organisations']:,.0f}: {row['CPU seconds']:.2f} s" for row in rows)
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    marks = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#330072"/>'
        f'<text x="{x - 8:.1f}" y="{y - 8:.1f}" text-anchor="end">{row["CPU seconds"]:.2f} s</text>'
        f'<text x="{x:.1f}" y="285" text-anchor="middle">{row["organisations"]:,.0f}</text>'
        for (x, y), row in zip(points, rows, strict=True)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 520 320" role="img" font-family="sans-serif" '
        f'font-size="13" fill="#212b32"><title>CPU seconds by organisations</title><desc>{said}</desc>'
        '<rect width="520" height="320" fill="#fff"/><path d="M50 20V265H500" fill="none" stroke="#4c6272"/>'
        f'<polyline points="{line}" fill="none" stroke="#330072" stroke-width="2"/>{marks}'
        '<text x="275" y="308" text-anchor="middle">organisations (each step ten times as many)</text></svg>\n'
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--most", type=int, default=100_000)
    chosen = parser.parse_args()
    grader = Grader(load_knowledge())
    measure(IN_ONE_FILE, grader)  # what is made once is made before
    rows = []
    for size in sizes(chosen.most):
        rows.append(measure(size, grader))
        print(json.dumps(rows[-1]), flush=True)
    if chosen.most >= 100_000:
        document: dict[str, Any] = {"python": platform.python_version(), "pieces": PIECES, "rows": rows}
        (HERE / "scale.json").write_text(json.dumps(document, indent=2) + "\n", "utf-8")
        PICTURE.write_text(picture(rows), "utf-8")


if __name__ == "__main__":
    main()
