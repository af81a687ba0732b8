"""Measures of networks against values that other software made of public networks; tests/golden/network says how."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from inclead_graph.network import measures as m

GOLDEN = Path(__file__).parent / "golden" / "network"
SYMBOLS = ("w_I", "w_O", "b_IO", "b_OI", "b_O", "t")


@cache
def golden(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return found


@cache
def graph(name: str) -> nx.Graph[str]:
    net: nx.Graph[str] = nx.Graph()
    for kind in ("nodes", "edges"):
        with (GOLDEN / "data" / f"{name}_{kind}.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if kind == "nodes":
                    net.add_node(row["id"], **row)
                else:
                    net.add_edge(row["source"], row["target"], weight=float(row["weight"]))
    return net


@cache
def rescue(name: str) -> nx.DiGraph[str]:
    net: nx.DiGraph[str] = nx.DiGraph()
    net.add_nodes_from(node["id"] for node in golden(name)["nodes"])
    net.add_edges_from((e["source"], e["target"], {"weight": e["frequency"]}) for e in golden(name)["edges"])
    return net


def assert_same(ours: Mapping[Any, float | None], theirs: Mapping[Any, Any]) -> None:
    assert ours.keys() == theirs.keys()
    assert {k: None if v == "NaN" else v for k, v in theirs.items()} == {
        k: None if v is None else pytest.approx(v, rel=1e-9, abs=1e-9) for k, v in ours.items()
    }


def of_edges(values: Mapping[Any, float | None]) -> dict[frozenset[str], float | None]:
    return {frozenset(ends): value for ends, value in values.items()}


def pairs(rows: list[dict[str, str]]) -> set[frozenset[str]]:
    return {frozenset((row["source"], row["target"])) for row in rows}


NETWORKS = ("karate", "florentine", "davis")


@pytest.mark.parametrize("name", NETWORKS)
def test_betweenness_is_igraphs(name: str) -> None:
    net, theirs = graph(name), golden(name)

    assert_same(m.betweenness(net, normalized=False), theirs["betweenness_raw"])
    assert_same(m.betweenness(net), theirs["betweenness_normalized"])
    assert_same(m.betweenness(net, "weight", normalized=False), theirs["betweenness_weighted_as_distance"])


@pytest.mark.parametrize("name", NETWORKS)
def test_betweenness_of_ties_is_igraphs(name: str) -> None:
    theirs = {frozenset((row["source"], row["target"])): row["value"] for row in golden(name)["edge_betweenness_raw"]}

    assert_same(of_edges(m.edge_betweenness(graph(name), normalized=False)), theirs)


def test_betweenness_in_a_directed_network_is_igraphs_and_snas() -> None:
    ours = m.betweenness(rescue("emon_MtSi"), normalized=False)

    assert_same(ours, golden("emon_MtSi")["betweenness_directed"])
    assert_same(ours, golden("emon_MtSi")["sna_betweenness_directed"])


def test_the_estimate_from_all_organisations_is_igraphs_betweenness() -> None:
    for name in NETWORKS:
        found = m.sampled_betweenness(graph(name), 1000, normalized=False)
        assert_same(found.values, golden(name)["betweenness_raw"])
    directed = m.sampled_betweenness(rescue("emon_MtSi"), 1000, normalized=False)
    assert_same(directed.values, golden("emon_MtSi")["betweenness_directed"])


@pytest.mark.parametrize("name", NETWORKS)
def test_constraint_is_igraphs(name: str) -> None:
    net, theirs = graph(name), golden(name)

    assert_same(m.constraint(net), theirs["constraint"])
    assert_same(m.constraint(net, "weight"), theirs["constraint_weighted"])


def test_constraint_in_a_directed_network_is_igraphs() -> None:
    net, theirs = rescue("emon_MtSi"), golden("emon_MtSi")

    assert_same(m.constraint(net), theirs["constraint_directed"])
    assert_same(m.constraint(net, "weight"), theirs["constraint_directed_weighted"])


def test_constraint_of_the_women_is_igraphs_when_shared_events_are_ties() -> None:
    women: nx.Graph[str] = nx.Graph()
    women.add_weighted_edges_from((e["source"], e["target"], e["weight"]) for e in golden("davis")["projection_women"])
    ours = nx.bipartite.weighted_projected_graph(
        graph("davis"), list(golden("davis")["constraint_women_projection_weighted"])
    )

    assert {frozenset(e): d["weight"] for *e, d in ours.edges(data=True)} == {
        frozenset(e): d["weight"] for *e, d in women.edges(data=True)
    }
    assert_same(m.constraint(ours, "weight"), golden("davis")["constraint_women_projection_weighted"])
    assert_same(m.constraint(ours), golden("davis")["constraint_women_projection_unweighted"])


@pytest.mark.parametrize("name", NETWORKS)
def test_effective_size_is_influencers(name: str) -> None:
    assert_same(m.effective_size(graph(name)), golden(name)["influenceR"]["ens"])


@pytest.mark.parametrize("name", NETWORKS)
def test_bridging_of_valente_and_fujimoto_is_influencers(name: str) -> None:
    assert_same(m.valente_fujimoto(graph(name)), golden(name)["influenceR"]["bridging_valente_fujimoto"])


def test_the_values_of_influencers_own_tests_are_ours() -> None:
    theirs = golden("influenceR_flo_fixture")
    net: nx.Graph[str] = nx.Graph()
    net.add_nodes_from(theirs["names"])
    net.add_edges_from((theirs["names"][a - 1], theirs["names"][b - 1]) for a, b in theirs["edges"])

    def by_name(key: str) -> dict[str, float]:
        return dict(zip(theirs["names"], theirs[key], strict=True))

    assert_same({k: 2 * (v or 0) for k, v in m.betweenness(net, normalized=False).items()}, by_name("betweenness_2x"))
    assert_same(m.effective_size(net), by_name("ens"))
    assert_same(m.valente_fujimoto(net), by_name("bridging_valente_fujimoto"))


@pytest.mark.parametrize("name", NETWORKS)
def test_bridges_and_articulation_points_are_igraphs(name: str) -> None:
    theirs = golden(name)
    points = theirs["articulation_points"]

    assert {n for n, v in m.articulation_points(graph(name)).items() if v} == {
        *([points] if isinstance(points, str) else points)
    }
    assert {frozenset(e) for e, v in m.bridges(graph(name)).items() if v} == pairs(theirs["bridges"])


@pytest.mark.parametrize("name", NETWORKS)
def test_core_numbers_are_igraphs(name: str) -> None:
    assert_same(m.core_number(graph(name)), golden(name)["coreness"])


@pytest.mark.parametrize(
    ("name", "key", "directed"),
    [
        ("karate", "gould_fernandez", False),
        ("florentine", "gould_fernandez", False),
        ("emon_MtSi", "gould_fernandez_directed", True),
        ("emon_MtSi", "gould_fernandez_symmetrised", False),
    ],
)
def test_roles_with_their_expectations_are_snas(name: str, key: str, directed: bool) -> None:
    theirs = golden(name)[key]
    net = rescue(name) if name == "emon_MtSi" else graph(name)
    found = m.brokerage(net if directed else nx.Graph(net), theirs["classes"])

    for node, sector in theirs["classes"].items():
        for ours, of in (
            (found.of(node), "raw_nli"),
            (found.expected[sector], "exp_nli"),
            (found.deviation[sector], "sd_nli"),
            (found.z(node), "z_nli"),
        ):
            assert_same(dict(zip(SYMBOLS, ours, strict=True)), theirs[of][node])
    for ours, of in (
        (found.whole, "raw_gli"),
        (found.whole_expected, "exp_gli"),
        (found.whole_deviation, "sd_gli"),
        (found.whole_z, "z_gli"),
    ):
        assert_same(dict(zip(SYMBOLS, ours, strict=True)), theirs[of])


@pytest.mark.parametrize("name", ["karate", "florentine"])
def test_fragmentation_without_each_in_turn_is_keyplayers(name: str) -> None:
    net, theirs = graph(name), golden(name)["fragmentation_distance_weighted_after_removing_node"]

    assert_same({node: m.distance_weighted_fragmentation(net, [node]) for node in net}, theirs)
    assert m.distance_weighted_fragmentation(net) == pytest.approx(
        1 - golden("python_third_party")[name]["global_efficiency"], abs=1e-9
    )


@pytest.mark.parametrize("name", ["karate", "florentine"])
def test_participation_is_bctpys(name: str) -> None:
    net, theirs = graph(name), golden("python_third_party")[name]
    sectors = golden(name)["gould_fernandez"]["classes"]

    assert_same(m.participation(net, sectors), theirs["participation_unweighted"])
    assert_same(m.participation(net, sectors, "weight"), theirs["participation_weighted"])


def test_each_event_is_covered_by_as_many_women_as_were_there() -> None:
    net = graph("davis")
    women = [node for node, kind in net.nodes("bipartite") if kind == "0"]
    events = [node for node in net if node not in women]

    # Davis, Gardner & Gardner (1941): attendance at the fourteen events, as their table's columns add up.
    assert [m.coverage(net, events)[f"E{i}"] for i in range(1, 15)] == [3, 3, 6, 4, 8, 8, 10, 14, 12, 5, 4, 6, 3, 3]
    assert set(m.sole_coverage(net, women).values()) == {0.0}
    assert m.redundancy(net, women).keys() == set(women)
