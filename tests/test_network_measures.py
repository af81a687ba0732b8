"""Measures of networks of every sort, against slow ways to work them out and against igraph."""

from __future__ import annotations

import itertools
import math
import statistics
import sys
import warnings
from typing import Any

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measured_networks import STRENGTHS, burt, cohesion, mutual, networks, plain, roles, sectors_of

from inclead_graph.errors import QueryError, UnreadableError
from inclead_graph.network import measures as m
from inclead_graph.network.measures.roles import expectations, whole_expectations

WEIGHTS = st.sampled_from([None, "w"])


def same(ours: Any, theirs: Any) -> None:
    assert ours.keys() == theirs.keys()
    assert ours == {k: None if v is None else pytest.approx(v, rel=1e-9, abs=1e-9) for k, v in theirs.items()}


def as_igraph(net: Any) -> Any:
    places = {node: place for place, node in enumerate(net)}
    found = igraph.Graph(n=len(net), edges=[(places[a], places[b]) for a, b in net.edges], directed=net.is_directed())
    found.es["w"] = [data["w"] for *_, data in net.edges(data=True)]
    return found


@given(networks(), WEIGHTS)
def test_structural_holes_are_burts_sums(net: Any, weight: str | None) -> None:
    theirs = burt(net, weight)

    for name in theirs:
        same(getattr(m, name)(net, weight), theirs[name])


@given(networks(least=1), WEIGHTS)
def test_constraint_is_igraphs_in_every_network(net: Any, weight: str | None) -> None:
    theirs = as_igraph(net).constraint(weights=weight)

    # Who has nothing but a self-loop has no partner; igraph gives it 0, and others without partners no number.
    same(m.constraint(net, weight), {n: v if plain(net)[n] else None for n, v in zip(net, theirs, strict=True)})


@given(networks(least=1), WEIGHTS)
def test_betweenness_is_igraphs_in_every_network(net: Any, weight: str | None) -> None:
    theirs = as_igraph(net)

    same(m.betweenness(net, weight, normalized=False), dict(zip(net, theirs.betweenness(weights=weight), strict=True)))
    same(
        m.edge_betweenness(net, weight, normalized=False),
        dict(zip(net.edges, theirs.edge_betweenness(weights=weight), strict=True)),
    )


@given(networks(), WEIGHTS)
def test_betweenness_is_a_part_of_pairs_as_in_networkx(net: Any, weight: str | None) -> None:
    integers = net.copy()
    for *_, data in integers.edges(data=True):
        data["w"] = STRENGTHS.index(data["w"]) + 1  # whole numbers add up without rounding, and ties stay ties
    simple = integers.copy()
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))

    same(m.betweenness(integers, weight), nx.betweenness_centrality(simple, weight=weight))
    ours = m.edge_betweenness(integers, weight)
    same({e: v for e, v in ours.items() if e[0] != e[1]}, nx.edge_betweenness_centrality(simple, weight=weight))
    assert {v for e, v in ours.items() if e[0] == e[1]} <= {0.0}


@given(networks())
def test_without_rustworkx_betweenness_is_the_same(net: Any) -> None:
    with_it = m.betweenness(net), m.edge_betweenness(net)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "rustworkx", None)
        same(m.betweenness(net), with_it[0])
        same(m.edge_betweenness(net), with_it[1])


def test_ways_that_only_rounding_tells_apart_are_equally_short() -> None:
    net: Any = nx.Graph()
    net.add_edge("a", "b", w=0.1)
    net.add_edge("b", "d", w=0.2)  # together 0.30000000000000004
    net.add_edge("a", "c", w=0.15)
    net.add_edge("c", "d", w=0.15)  # between b and c, by a alone; between a and d, by either

    assert m.betweenness(net, "w", normalized=False) == {"a": 1.0, "b": 0.5, "c": 0.5, "d": 0.0}


@given(networks())
def test_the_estimate_from_all_sources_is_exact_and_says_so(net: Any) -> None:
    found = m.sampled_betweenness(net, max(len(net), 2))

    same(found.values, m.betweenness(net))
    assert found.bound == 0
    assert found.standard_error == dict.fromkeys(net, 0.0)


@pytest.mark.parametrize("directed", [False, True])
def test_estimates_are_right_on_average_and_as_far_off_as_their_error_says(directed: bool) -> None:
    net = nx.gnp_random_graph(60, 0.06, seed=5, directed=directed)
    exact = np.array(list(m.betweenness(net).values()))
    drawn = [m.sampled_betweenness(net, 20, seed=seed) for seed in range(400)]
    estimates = np.array([list(one.values.values()) for one in drawn])
    errors = np.array([list(one.standard_error.values()) for one in drawn])
    spread = estimates.std(axis=0)

    assert np.abs(estimates.mean(axis=0) - exact).max() <= 4 * spread.max() / math.sqrt(len(drawn))
    assert math.sqrt((errors**2).mean()) == pytest.approx(math.sqrt(((estimates - exact) ** 2).mean()), rel=0.05)
    assert np.abs(estimates - exact).max() < drawn[0].bound
    assert drawn[0].bound == pytest.approx(
        (1 if directed else 2) * 60 / 59 * math.sqrt(math.log(2 * 60 / 0.05) / (2 * 20))
    )
    assert m.sampled_betweenness(net, 20, seed=7) == drawn[7]


@given(networks())
def test_bridges_cut_a_part_off_and_local_bridges_join_two_without_a_common_partner(net: Any) -> None:
    simple = plain(net)
    parts = nx.number_connected_components(simple)
    for found, holds in (
        (m.bridges(net), lambda a, b: nx.number_connected_components(cut(simple, a, b)) > parts),
        (m.local_bridges(net), lambda a, b: not set(simple[a]) & set(simple[b])),
    ):
        assert found == {(a, b): float(a != b and holds(a, b)) for a, b in net.edges}


def cut(net: Any, first: Any, second: Any) -> Any:
    rest = net.copy()
    rest.remove_edge(first, second)
    return rest


@given(networks())
def test_an_articulation_point_leaves_more_parts_than_there_were(net: Any) -> None:
    simple = plain(net)

    def falls_apart(node: Any) -> bool:
        rest = simple.copy()
        rest.remove_node(node)
        return nx.number_connected_components(rest) > nx.number_connected_components(simple) if len(rest) else False

    assert m.articulation_points(net) == {node: float(falls_apart(node)) for node in net}


@given(networks(), WEIGHTS)
def test_degree_and_core_number_leave_self_loops_out(net: Any, weight: str | None) -> None:
    z = nx.to_numpy_array(net, weight=weight) if len(net) else np.zeros((0, 0))
    np.fill_diagonal(z, 0.0)
    ties = z.sum(axis=1) + (z.sum(axis=0) if net.is_directed() else 0)
    simple = as_igraph(net).simplify(multiple=False) if len(net) else None

    same(m.degree(net, weight), dict(zip(net, ties.tolist(), strict=True)))
    same(m.core_number(net), dict(zip(net, simple.coreness(mode="all") if simple else [], strict=True)))


@given(networks(), WEIGHTS)
def test_bridging_centrality_is_betweenness_times_the_bridging_coefficient(net: Any, weight: str | None) -> None:
    degree = dict(plain(net).degree())
    coefficient = {n: (1 / degree[n]) / sum(1 / degree[o] for o in plain(net)[n]) if degree[n] else None for n in net}
    between = m.betweenness(net, weight)

    same(m.bridging_coefficient(net), coefficient)
    same(m.bridging_centrality(net, weight), {n: None if c is None else c * between[n] for n, c in coefficient.items()})


@given(networks(most=7))
def test_valente_and_fujimotos_bridging_is_what_cohesion_loses_without_each_tie(net: Any) -> None:
    simple = plain(net)
    lost = {frozenset(e): cohesion(simple) - cohesion(cut(simple, *e)) for e in simple.edges}

    same(
        m.valente_fujimoto(net),
        {n: statistics.fmean([lost[frozenset((n, o))] for o in simple[n]]) if simple[n] else 0.0 for n in net},
    )


@given(networks())
def test_roles_are_those_of_every_three(net: Any) -> None:
    found = m.brokerage(net, sectors_of(net))
    theirs = roles(net, sectors_of(net))

    assert {node: list(found.of(node)) for node in net} == theirs
    assert list(found.whole) == [sum(column) for column in zip(*theirs.values(), strict=True)] or not len(net)


@given(networks())
def test_roles_are_the_same_where_sectors_are_too_many_for_a_full_table(net: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("inclead_graph.network.measures.brokers._CELLS", 0)
        found = m.brokerage(net, sectors_of(net))

    assert {node: list(found.of(node)) for node in net} == roles(net, sectors_of(net))


@given(networks(), WEIGHTS)
def test_arrays_that_were_made_once_give_what_the_graph_gives(net: Any, weight: str | None) -> None:
    arrays = m.structure_of(net, weight)

    assert m.structural_holes(arrays) == m.structural_holes(net, weight)
    if weight is None:
        assert m.brokerage(arrays, sectors_of(net)) == m.brokerage(net, sectors_of(net))


def test_self_loops_broker_nothing_but_are_ties_in_the_density_as_in_sna() -> None:
    net: Any = nx.DiGraph([("a", "b"), ("b", "c")])
    sectors = dict.fromkeys(net, "x")
    before = m.brokerage(net, sectors)
    net.add_edge("b", "b")
    after = m.brokerage(net, sectors)

    assert after.counts == before.counts
    # The chance of two arcs and no third, for each of two pairs, where 2 or 3 of 6 arcs are there.
    assert before.expected["x"].coordinator == pytest.approx(4 / 27)
    assert after.expected["x"].coordinator == pytest.approx(2 / 8)


@given(st.lists(st.integers(1, 6), min_size=1, max_size=5), st.floats(0.05, 0.95))
def test_expectations_of_all_together_are_the_sums_over_sectors_written_out(sizes: list[int], d: float) -> None:
    """Gould and Fernandez's moments as they stand, sector by sector; sums over three sectors as three loops."""
    n, places = sum(sizes), range(len(sizes))
    near, a, b, c = d**2 * (1 - d), d**3 * (1 - d) ** 3, d**4 * (1 - d) ** 2, d**5 * (1 - d)
    pairs = [(i, j) for i in places for j in places if i != j]
    trios = [(sizes[i], sizes[j], sizes[k]) for i, j, k in itertools.permutations(places, 3)]
    mean = [
        near * sum(s * (s - 1) * (s - 2) for s in sizes),
        near * sum(sizes[i] * (sizes[i] - 1) * sizes[j] for i, j in pairs),
        near * sum(sizes[i] * (sizes[i] - 1) * sizes[j] for i, j in pairs),
        near * sum(x * y * z for x, y, z in trios),
        near * n * (n - 1) * (n - 2),
    ]
    shared = [
        sum(s * (s - 1) * (s - 2) * ((4 * s - 10) * a - 4 * (s - 3) * b + (s - 3) * c) for s in sizes),
        sum(
            sizes[i] * sizes[j] * (sizes[i] - 1) * ((2 * sizes[i] + 2 * sizes[j] - 6) * a + (n - sizes[i] - 1) * c)
            for i, j in pairs
        ),
        sum(s * (n - s) * (s - 1) * ((n - 3) * a + (s - 2) * c) for s in sizes),
        sum(
            x * y * z
            * ((4 * (n - y) - 2 * (x + z + 1)) * a - (4 * (n - z) - 2 * (x + y + 1)) * b + (n - (x + z + 1)) * c)
            for x, y, z in trios
        ),
        n * (n - 1) * (n - 2) * ((4 * n - 10) * a - 4 * (n - 3) * b + (n - 3) * c),
    ]  # fmt: skip
    means, spreads = whole_expectations(sizes, d)

    for which, place in enumerate((0, 1, 2, 4, 5)):
        variance = mean[which] * (1 - near) + shared[which]
        assert means[place] == pytest.approx(mean[which], rel=1e-9, abs=1e-9)
        if variance > 1e-9:
            assert spreads[place] == pytest.approx(math.sqrt(variance), rel=1e-6)
    assert means.gatekeeper == means.representative
    assert spreads.gatekeeper == spreads.representative
    for size, (one, _) in zip(sizes, expectations(sizes, d), strict=True):
        assert one.total == pytest.approx(near * (n - 1) * (n - 2))
        assert one.coordinator == pytest.approx(near * (size - 1) * (size - 2))
        assert sum(one[:5]) == pytest.approx(one.total or 0.0)  # type: ignore[arg-type]


def test_p_values_come_near_those_of_all_deals() -> None:
    net: Any = nx.DiGraph([("a", "b"), ("b", "c"), ("b", "d"), ("d", "e"), ("e", "f"), ("c", "f"), ("e", "b")])
    sectors = dict(zip(net, "xxyyyz", strict=True))
    true = roles(net, sectors)
    deals = [roles(net, dict(zip(net, deal, strict=True))) for deal in itertools.permutations(sectors.values())]
    found = m.shuffled(net, sectors, 4000, seed=3)

    for place, (more, fewer, mean) in enumerate(zip(found.more, found.fewer, found.mean, strict=True)):
        for node in net:
            counts = [deal[node][place] for deal in deals]
            assert more[node] == pytest.approx(statistics.fmean(c >= true[node][place] for c in counts), abs=0.03)
            assert fewer[node] == pytest.approx(statistics.fmean(c <= true[node][place] for c in counts), abs=0.03)
            assert mean[node] == pytest.approx(statistics.fmean(counts), abs=0.15)
    assert set(found.more.total.values()) == {1.0}
    assert m.shuffled(net, sectors, 20, seed=3) == m.shuffled(net, sectors, 20, seed=3)
    assert m.shuffled(net, sectors, 20, seed=3) != m.shuffled(net, sectors, 20, seed=4)


@given(networks(), WEIGHTS)
def test_ei_indices_and_participation_are_those_of_the_matrix_of_ties(net: Any, weight: str | None) -> None:
    z, sectors = mutual(net, weight), sectors_of(net)
    other = np.array([[sectors[a] != sectors[b] for b in net] for a in net], bool).reshape(len(net), len(net))

    def index(rows: Any) -> float | None:
        external, internal = (z * other)[rows].sum(), (z * ~other)[rows].sum()
        return float((external - internal) / (external + internal)) if external + internal else None

    same(m.ei_index(net, sectors, weight), {n: index([i]) for i, n in enumerate(net)})
    whole = m.ei_index_of_network(net, sectors, weight)
    same({"": whole}, {"": index(slice(None))})
    for sector, value in m.ei_index_of_sectors(net, sectors, weight).items():
        member = np.array([sectors[n] == sector for n in net])
        within, beyond = (z * ~other)[member].sum() / 2, (z * other)[member].sum()
        same({"": value}, {"": (beyond - within) / (beyond + within) if beyond + within else None})
    spread = {
        n: 1 - sum((z[i][[sectors[o] == s for o in net]].sum() / z[i].sum()) ** 2 for s in set(sectors.values()))
        if z[i].sum() else 0.0
        for i, n in enumerate(net)
    }  # fmt: skip
    same(m.participation(net, sectors, weight), spread)


@given(networks())
def test_the_collaboration_matrix_counts_ties_of_those_that_there_could_be(net: Any) -> None:
    sectors = sectors_of(net)
    found = m.collaboration_matrix(net, sectors)

    for pair in itertools.product(found.sectors, repeat=2):
        of_both = [(a, b) for a, b in itertools.permutations(net, 2) if (sectors[a], sectors[b]) == pair]
        if not net.is_directed() and pair[0] == pair[1]:
            of_both = [(a, b) for a, b in of_both if a < b]
        ties = sum(net.has_edge(a, b) for a, b in of_both)
        assert found.ties[pair] == ties
        assert found.density[pair] == (pytest.approx(ties / len(of_both)) if of_both else None)


@given(networks(least=2), st.data())
def test_fragmentation_and_reach_are_borgattis_sums(net: Any, data: Any) -> None:
    removed = data.draw(st.sets(st.sampled_from(sorted(net)), max_size=len(net)))
    rest = plain(net).subgraph(set(net) - removed)
    count = len(rest)
    distance = dict(nx.all_pairs_shortest_path_length(rest))
    ways = sum(len(row) - 1 for row in distance.values())
    near = sum(1 / d for row in distance.values() for d in row.values() if d)
    pairs = count * (count - 1)

    same({"": m.fragmentation(net, removed)}, {"": 1 - ways / pairs if pairs else None})
    same({"": m.distance_weighted_fragmentation(net, removed)}, {"": 1 - near / pairs if pairs else None})
    from_them = {
        n: min([1, *[]] if n in removed else [d for s in removed if (d := reach(net, s).get(n))] or [math.inf])
        for n in net
    }
    same({"": m.distance_weighted_reach(net, removed)}, {"": sum(1 / d for d in from_them.values()) / len(net)})


def reach(net: Any, source: Any) -> dict[Any, int]:
    return dict(nx.single_source_shortest_path_length(net, source))


MEASURED_BY = {
    "fragmentation": m.fragmentation,
    "distance-weighted fragmentation": m.distance_weighted_fragmentation,
    "distance-weighted reach": m.distance_weighted_reach,
}


@pytest.mark.parametrize("criterion", m.CRITERIA)
@given(net=networks(least=4, most=7), size=st.integers(1, 2))
def test_no_swap_betters_key_players_and_their_value_is_that_of_their_set(net: Any, size: int, criterion: str) -> None:
    value = MEASURED_BY[criterion]
    found = m.key_players(net, size, criterion)
    swaps = [{*found.members, other} - {one} for one in found.members for other in net if other not in found.members]

    assert len(set(found.members)) == size
    assert found.value == pytest.approx(value(net, found.members), abs=1e-9)
    assert found.before == pytest.approx(value(net, ()) or 0.0)
    assert all((value(net, swap) or 0.0) <= found.value + 1e-9 for swap in swaps)


def test_key_players_are_hardly_ever_worse_than_the_best_of_all_sets() -> None:
    worse = []
    for criterion, seed in itertools.product(m.CRITERIA, range(40)):
        net = nx.gnp_random_graph(10, 0.25, seed=seed)
        best = max(MEASURED_BY[criterion](net, those) or 0.0 for those in itertools.combinations(net, 3))
        found = m.key_players(net, 3, criterion).value
        assert found <= best + 1e-9
        if found < best - 1e-9:
            worse.append(best - found)

    assert len(worse) <= 2
    assert max(worse, default=0.0) < 0.1


@given(networks(directed=False))
def test_coverage_and_redundancy_are_those_of_every_pair(net: Any) -> None:
    two: Any = nx.Graph()
    two.add_nodes_from([*net, *(("group", n) for n in net)])
    two.add_edges_from((a, ("group", b)) for a, b in net.edges)
    groups = [("group", n) for n in net]
    served = {n: [g for g in groups if two.has_edge(n, g)] for n in net}
    redundant = {}
    for n, mine in served.items():
        pairs = list(itertools.combinations(mine, 2))
        joined = [any({g, h} <= set(served[o]) for o in net if o != n) for g, h in pairs]
        redundant[n] = statistics.fmean(joined) if pairs else None

    assert m.coverage(two, groups) == {g: sum(g in mine for mine in served.values()) for g in groups}
    same(m.redundancy(two, list(net)), redundant)
    assert m.sole_coverage(two, list(net)) == {
        n: sum(all(g not in served[o] for o in net if o != n) for g in mine) for n, mine in served.items()
    }


def finite(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(finite, value.values()))
    return value is None or not isinstance(value, float) or math.isfinite(value)


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph])
@pytest.mark.parametrize(
    ("nodes", "edges"),
    [
        ([], []),
        (["a"], []),
        (["a"], [("a", "a")]),
        (["a", "b"], []),
        (["a", "b"], [("a", "a"), ("b", "b")]),
        (["a", "b"], [("a", "b"), ("b", "b")]),
        (["a", "b", "c"], [("a", "b"), ("b", "a"), ("c", "c")]),
    ],
)
def test_isolates_and_self_loops_never_give_a_number_that_is_none(kind: Any, nodes: Any, edges: Any) -> None:
    net = kind()
    net.add_nodes_from(nodes)
    net.add_edges_from(edges, w=0.0)
    sectors = dict.fromkeys(nodes, "x")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for weight in (None, "w"):
            for measure in (m.degree, m.constraint, m.effective_size, m.efficiency, m.hierarchy):
                assert finite(measure(net, weight))
            for by_sector in (m.ei_index, m.participation, m.ei_index_of_sectors):
                assert finite(by_sector(net, sectors, weight))
        for measure in (m.betweenness, m.edge_betweenness, m.bridges, m.local_bridges, m.articulation_points):
            assert finite(measure(net))
        for measure in (m.bridging_coefficient, m.bridging_centrality, m.valente_fujimoto, m.core_number):
            assert finite(measure(net))
        assert finite(m.fragmentation(net))
        assert finite(m.distance_weighted_fragmentation(net))
        found = m.brokerage(net, sectors)
        assert all(finite(value) for node in nodes for value in (*found.of(node), *found.z(node)))
        assert all(finite(value) for value in (*found.whole, *found.whole_z))
        assert finite(m.sampled_betweenness(net, 2).values)


def test_a_tie_of_weight_nothing_is_no_tie_where_weights_count() -> None:
    net: Any = nx.path_graph(3)
    net.edges[0, 1]["w"], net.edges[1, 2]["w"] = 0.0, 2.0

    assert m.effective_size(net, "w") == {0: 0.0, 1: 1.0, 2: 1.0}
    assert m.constraint(net, "w") == {0: None, 1: 1.0, 2: 1.0}


@pytest.mark.parametrize("value", [-1.0, math.nan, math.inf, "strong", None, 1e200, 1e-200])
def test_a_weight_that_is_no_number_to_add_up_is_refused_with_its_tie(value: Any) -> None:
    net: Any = nx.path_graph(["trust", "hub"])
    net.edges["trust", "hub"]["w"] = value

    for measure in (m.constraint, m.betweenness, m.degree):
        with pytest.raises(QueryError, match=r"the tie trust – hub has .* as its weight; give 0, or a number from"):
            measure(net, "w")


def test_a_distance_of_nothing_is_refused() -> None:
    net: Any = nx.path_graph(["trust", "hub"])
    net.edges["trust", "hub"]["w"] = 0

    with pytest.raises(QueryError, match="the tie trust – hub has no length; give a distance above 0"):
        m.betweenness(net, "w")


def test_parallel_ties_missing_sectors_and_impossible_numbers_are_refused_in_words() -> None:
    net: Any = nx.path_graph(4)
    with pytest.raises(QueryError, match="make parallel ones into one"):
        m.constraint(nx.MultiGraph(net))
    with pytest.raises(QueryError, match="none is given for 2, 3"):
        m.brokerage(net, {0: "x", 1: "x"})
    with pytest.raises(QueryError, match="1 time or more, not 0"):
        m.shuffled(net, dict.fromkeys(net, "x"), 0)
    with pytest.raises(QueryError, match="from 2 sources or more, not from 1"):
        m.sampled_betweenness(net, 1)
    with pytest.raises(QueryError, match="of 4 organisations, 3 cannot be key players: choose from 1 to 2"):
        m.key_players(net, 3)
    with pytest.raises(QueryError, match="did you mean 'fragmentation'"):
        m.key_players(net, 1, "fragmentaton")


def test_without_the_numerical_libraries_it_is_said_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.sparse", None)

    with pytest.raises(UnreadableError, match=r"pip install 'inclead-graph\[networks\]'"):
        m.constraint(nx.path_graph(3))
    assert m.betweenness(nx.path_graph(3)) == {0: 0.0, 1: 1.0, 2: 0.0}
