"""Measures of networks beside named peers, and what they take at 200 000 organisations.

    python -m benchmarks.networks           writes benchmarks/networks.json, and docs/benchmarks.md anew
    python -m benchmarks.networks --quick   small networks, nothing written

The networks are made up: Holme and Kim's growing ones (Phys. Rev. E 65 (2002) 026107), with six ties to an
organisation on average, a few that have very many, and partners of partners who are partners; eight sectors of
different sizes. Peers get their graph ready-made in their own form; ours get the NetworkX graph, or the arrays that
were made of it once, and each row says which.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import igraph
import networkx as nx

from inclead_graph.network import measures

HERE = Path(__file__).resolve().parent
SEED = 20261128
SHARES = {"voluntary": 40, "community": 20, "health": 12, "local government": 4, "education": 8, "faith": 8,
          "private": 6, "justice": 2}  # fmt: skip
SOURCES = 256
Figures = dict[str, dict[str, Any]]


def partnerships(organisations: int) -> nx.Graph[str]:
    """A made-up network, the same each time; organisations have names, as ours do, and a sector each."""
    grown = nx.powerlaw_cluster_graph(organisations, 3, 0.3, seed=SEED)
    net: nx.Graph[str] = nx.relabel_nodes(grown, {node: f"organisation-{node}" for node in grown})
    draw = random.Random(SEED)
    sectors = draw.choices(list(SHARES), list(SHARES.values()), k=organisations)
    nx.set_node_attributes(net, dict(zip(net, sectors, strict=True)), "sector")
    return net


def roles_by_sets(partners: Mapping[str, set[str]], sectors: Mapping[str, str]) -> dict[str, list[int]]:
    """The five roles of everybody, counted in Python: of each partner's other side, who is not its partner."""
    found = {}
    for broker, mine in partners.items():
        own = sectors[broker]
        counts = [0, 0, 0, 0, 0]
        for first in mine:
            source = sectors[first]
            for last in mine - partners[first]:
                if last != first:
                    target = sectors[last]
                    if source == own:
                        counts[0 if target == own else 2] += 1
                    elif target == own:
                        counts[3] += 1
                    else:
                        counts[1 if source == target else 4] += 1
        found[broker] = counts
    return found


def cpu(work: Callable[[], object], times: int) -> list[float]:
    """CPU seconds of each of some runs, those of all threads together, after one that is not counted."""
    work()
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return found


def measure(small: int, medium: int, times: int) -> Figures:
    """Measure beside peers: betweenness in a small network, the rest in a medium one."""
    figures: Figures = {}

    def add(name: str, work: Callable[[], object], peer: str = "", most: float | None = None, of: int = times) -> str:
        seconds = cpu(work, of)
        own = {"median": round(statistics.median(seconds) * 1000, 2), "least": round(min(seconds) * 1000, 2)}
        beside = {"peer": peer, "ratio": round(own["median"] / figures[peer]["median"], 3)} if peer else {}
        figures[name] = {**own, **beside, **({"most": round(most, 3)} if most else {})}
        return name

    net = partnerships(small)
    peer = add(f"NetworkX: betweenness, {small:,}", lambda: nx.betweenness_centrality(net), of=max(times // 5, 1))
    add(f"betweenness, {small:,}", lambda: measures.betweenness(net), peer, 1 / 10)
    whole = partnerships(medium)
    sectors, places = dict(whole.nodes("sector")), {node: place for place, node in enumerate(whole)}
    arrays, partners = measures.structure_of(whole), {node: set(ties) for node, ties in whole.adjacency()}
    theirs = igraph.Graph(n=len(whole), edges=[(places[a], places[b]) for a, b in whole.edges])
    assert_same(whole, sectors, theirs, partners)
    add(f"a NetworkX graph becomes arrays, {medium:,}", lambda: measures.structure_of(whole))
    peer = add(f"igraph: constraint, {medium:,}", theirs.constraint)
    four = f"constraint, effective size, efficiency and hierarchy, {medium:,}"
    add(f"{four}, from a NetworkX graph", lambda: measures.structural_holes(whole), peer, 3)
    add(f"{four}, from arrays", lambda: measures.structural_holes(arrays), peer, 3)
    apart = f"constraint, and then effective size, {medium:,}, from arrays"
    add(apart, lambda: (measures.constraint(arrays), measures.effective_size(arrays)), peer, 3)
    peer = add(f"a loop over sets: roles, {medium:,}", lambda: roles_by_sets(partners, sectors))
    add(f"roles with expectations, {medium:,}, from arrays", lambda: measures.brokerage(arrays, sectors), peer, 1 / 15)
    add(
        f"roles with expectations, {medium:,}, from a NetworkX graph",
        lambda: measures.brokerage(whole, sectors),
        peer,
        1 / 15,
    )
    return figures


def assert_same(net: nx.Graph[str], sectors: Mapping[str, str], peer: Any, partners: Mapping[str, set[str]]) -> None:
    """See that the peers were asked for the same, and gave it."""
    ours, theirs = measures.structural_holes(net).constraint, dict(zip(net, peer.constraint(), strict=True))
    assert max(abs((ours[node] or 0.0) - theirs[node]) for node in net) < 1e-9
    counts = measures.brokerage(net, sectors)
    assert {node: list(counts.of(node))[:5] for node in net} == roles_by_sets(partners, sectors)


def sampling(organisations: int) -> dict[str, Any]:
    """How far estimates are off where the exact values can be had."""
    net = partnerships(organisations)
    exact, found = measures.betweenness(net), measures.sampled_betweenness(net, SOURCES, seed=SEED)
    off = {node: abs(found.values[node] - (exact[node] or 0.0)) for node in net}
    top = sorted(net, key=lambda node: -(exact[node] or 0.0))[:100]
    return {
        "organisations": organisations,
        "sources": found.sources,
        "off_at_most": _digits(max(off.values())),
        "standard_error_at_most": _digits(max(found.standard_error.values())),
        "bound": _digits(found.bound),
        "highest_hundred_within_two_errors": round(
            statistics.fmean(off[n] <= 2 * found.standard_error[n] for n in top), 2
        ),
    }


def large(organisations: int) -> dict[str, Any]:
    """What the sparse measures take in a large network, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.networks", "--large", str(organisations)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=HERE.parent)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def in_a_process_of_its_own(organisations: int) -> dict[str, Any]:
    net = partnerships(organisations)
    sectors = dict(net.nodes("sector"))
    seconds: dict[str, float] = {}
    gigabytes = {"the network itself": _peak()}

    def run(name: str, work: Callable[[], Any]) -> Any:
        start = time.process_time()
        result = work()
        seconds[name] = round(time.process_time() - start, 2)
        gigabytes[name] = _peak()
        return result

    run("degree", lambda: measures.degree(net))
    run("constraint, effective size, efficiency and hierarchy", lambda: measures.structural_holes(net))
    run("roles with expectations", lambda: measures.brokerage(net, sectors))
    run("E–I index and participation", lambda: (measures.ei_index(net, sectors), measures.participation(net, sectors)))
    run("collaboration matrix", lambda: measures.collaboration_matrix(net, sectors))
    run("bridges", lambda: measures.bridges(net))
    run("local bridges", lambda: measures.local_bridges(net))
    run("articulation points", lambda: measures.articulation_points(net))
    run("core numbers", lambda: measures.core_number(net))
    run("bridging coefficients", lambda: measures.bridging_coefficient(net))
    run("fragmentation", lambda: measures.fragmentation(net))
    sampled = run(f"betweenness from {SOURCES} sources", lambda: measures.sampled_betweenness(net, SOURCES, seed=SEED))
    return {
        "organisations": organisations,
        "ties": net.number_of_edges(),
        "seconds": seconds,
        "peak_gib": gigabytes,
        "standard_error_at_most": _digits(max(sampled.standard_error.values())),
        "bound": _digits(sampled.bound),
        "highest": _digits(max(sampled.values.values())),
    }


def _peak() -> float:
    """The most memory that this process has held so far, in GiB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30, 2)


def _digits(number: float) -> float:
    return float(f"{number:.2g}")


def results(*, quick: bool) -> dict[str, Any]:
    """Everything in one run."""
    about = {"python": platform.python_version(), "machine": platform.machine(), "clock": "CPU time"}
    versions = {"networkx": nx.__version__, "igraph": igraph.__version__}
    sizes = (200, 1_000, 3) if quick else (2_000, 20_000, 15)
    return {
        "about": about | versions,
        "figures": measure(*sizes),
        "sampling": sampling(600 if quick else 2_000),
        "large": large(2_000 if quick else 200_000),
    }


def missed(figure: Mapping[str, Any]) -> bool:
    """Say whether a figure falls short of what was asked for."""
    return "most" in figure and bool(figure["ratio"] > figure["most"])


def write(found: Mapping[str, Any]) -> None:
    """Keep the results in networks.json."""
    (HERE / "networks.json").write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def section(found: Mapping[str, Any]) -> str:
    """Write the results as a part of docs/benchmarks.md."""
    about, sample, big = found["about"], found["sampling"], found["large"]
    rows = [
        f"| {name} | {f['median']} ms | {f['least']} ms | "
        + (f"{f['ratio']} × {f['peer']}" if "peer" in f else "")
        + f" | {f.get('most', '')}{': missed' if missed(f) else ''} |"
        for name, f in found["figures"].items()
    ]
    steps = [f"| {name} | {big['seconds'].get(name, '')} | {peak} |" for name, peak in big["peak_gib"].items()]
    versions = f"Python {about['python']}, {about['machine']}, NetworkX {about['networkx']}, igraph {about['igraph']}"
    return f"""## Networks

Made by `python -m benchmarks.networks` in one run: {about["clock"]} of all threads, {versions}.
The networks are made up, with six ties to an organisation on average, a few that have very many, and eight sectors.
Peers get a graph in their own form, ours a NetworkX graph or the arrays that were made of it; measures of one network
make them once. What is measured is compared first: the values are the same. The loop over sets gets its sets
ready-made, so that its like is the row from arrays; with the graph to be read as well, ours falls short.

| what, organisations | median | least | ratio to | asked for, at most |
|---|---|---|---|---|
{chr(10).join(rows)}

Betweenness estimated from {sample["sources"]} of {sample["organisations"]:,} organisations, where the exact values are
known: no estimate is off by more than {sample["off_at_most"]}, the greatest standard error is
{sample["standard_error_at_most"]}, and the bound for all at once with 95 % confidence {sample["bound"]}. Of the hundred
organisations with most betweenness, {sample["highest_hundred_within_two_errors"]:.0%} are within two standard errors.

{big["organisations"]:,} organisations with {big["ties"]:,} ties, one measure after the other in one process, each
from the NetworkX graph. Memory is the most that was held until then, the network among it; 2 GiB at most are asked for.

| what | seconds | GiB |
|---|---|---|
{chr(10).join(steps)}

There the greatest standard error of betweenness is {big["standard_error_at_most"]}, beside a highest value of
{big["highest"]}, and the bound {big["bound"]}.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small networks, nothing written")
    parser.add_argument("--large", type=int, metavar="N", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.large:
        print(json.dumps(in_a_process_of_its_own(given.large)))
        return
    found = results(quick=given.quick)
    print(section(found))
    if not given.quick:
        from benchmarks.__main__ import write_page

        write(found)
        write_page()


if __name__ == "__main__":
    main()
