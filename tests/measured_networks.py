"""Networks for tests: random ones of every sort, and slow ways to measure them that share nothing with ours."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import networkx as nx
import numpy as np
from hypothesis import strategies as st

STRENGTHS = (0.1, 0.2, 0.25, 1 / 3, 0.5, 1.0, 2.0, 3.5)


@st.composite
def networks(draw: st.DrawFn, *, least: int = 0, most: int = 9, directed: bool | None = None) -> Any:
    """A network with isolates, self-loops, several parts, arcs both ways, a weight ``w`` and a sector for each node."""
    count = draw(st.integers(least, most))
    way = draw(st.booleans()) if directed is None else directed
    net: Any = nx.DiGraph() if way else nx.Graph()
    names = draw(st.permutations([f"n{i}" for i in range(count)]))
    for name in names:
        net.add_node(name, sector=draw(st.sampled_from("abc")))
    pairs = list(itertools.product(names, repeat=2)) if way else list(itertools.combinations_with_replacement(names, 2))
    for first, second in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=30)) if pairs else ():
        net.add_edge(first, second, w=draw(st.sampled_from(STRENGTHS)))
    return net


def sectors_of(net: Any) -> dict[Any, str]:
    return dict(net.nodes("sector"))


def mutual(net: Any, weight: str | None) -> Any:
    """Burt's z_ij + z_ji, with nothing on the diagonal."""
    z = nx.to_numpy_array(net, weight=weight) if len(net) else np.zeros((0, 0))
    np.fill_diagonal(z, 0.0)
    return z + z.T


def burt(net: Any, weight: str | None) -> dict[str, dict[Any, float | None]]:
    """Burt's measures by his sums, one term after the other."""
    z, nodes = mutual(net, weight), list(net)
    found: dict[str, dict[Any, float | None]] = {
        k: {} for k in ("constraint", "effective_size", "efficiency", "hierarchy")
    }
    for i, node in enumerate(nodes):
        partners = [j for j in range(len(nodes)) if z[i, j] > 0]
        if not partners:
            found["constraint"][node] = found["efficiency"][node] = found["hierarchy"][node] = None
            found["effective_size"][node] = 0.0
            continue
        p = {(a, b): z[a, b] / z[a].sum() for a in (i, *partners) for b in range(len(nodes)) if z[a].sum()}
        parts = []
        size = 0.0
        for j in partners:
            shared = [q for q in range(len(nodes)) if q not in (i, j) and z[i, q] > 0 and z[j, q] > 0]
            parts.append((p[i, j] + sum(p[i, q] * p[q, j] for q in shared)) ** 2)
            size += 1 - sum(p[i, q] * z[j, q] / z[j].max() for q in shared)
        count, whole = len(partners), sum(parts)
        found["constraint"][node], found["effective_size"][node] = whole, size
        found["efficiency"][node] = size / count
        ratios = [part / (whole / count) for part in parts]
        disorder = sum(r * np.log(r) for r in ratios)
        found["hierarchy"][node] = 1.0 if count == 1 else float(disorder / (count * np.log(count)))
    return found


def roles(net: Any, sectors: Mapping[Any, str]) -> dict[Any, list[int]]:
    """Gould and Fernandez's counts, by going through every three: w_I, w_O, b_IO, b_OI, b_O and their sum."""
    both = net if net.is_directed() else net.to_directed()
    found = {node: [0, 0, 0, 0, 0, 0] for node in net}
    for a, b, c in itertools.permutations(net, 3):
        if both.has_edge(a, b) and both.has_edge(b, c) and not both.has_edge(a, c):
            of = {
                (True, True): 0,
                (True, False): 2,
                (False, True): 3,
                (False, False): 1 if sectors[a] == sectors[c] else 4,
            }
            found[b][of[sectors[a] == sectors[b], sectors[c] == sectors[b]]] += 1
            found[b][5] += 1
    return found


def cohesion(net: Any) -> float:
    """The sum over pairs of 1 ÷ distance, divided by n(n − 1), by NetworkX."""
    distances = dict(nx.all_pairs_shortest_path_length(net))
    near = sum(1 / d for a, row in distances.items() for b, d in row.items() if a != b)
    return near / 2 / (len(net) * (len(net) - 1))


def plain(net: Any) -> Any:
    """The same without direction and self-loops."""
    simple = nx.Graph(net.to_undirected())
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    return simple
