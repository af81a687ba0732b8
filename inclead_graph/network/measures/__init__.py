"""Measures of a network: each a function on a graph of NetworkX, with its unit, definition, source and odd cases."""

from __future__ import annotations

from inclead_graph.network.measures.between import betweenness, edge_betweenness
from inclead_graph.network.measures.bridging import (
    articulation_points,
    bridges,
    bridging_centrality,
    bridging_coefficient,
    local_bridges,
)
from inclead_graph.network.measures.brokers import Brokerage, Shuffled, brokerage, shuffled
from inclead_graph.network.measures.cohesion import valente_fujimoto
from inclead_graph.network.measures.degrees import core_number, degree
from inclead_graph.network.measures.holes import (
    StructuralHoles,
    constraint,
    effective_size,
    efficiency,
    hierarchy,
    structural_holes,
)
from inclead_graph.network.measures.keyplayers import (
    CRITERIA,
    KeyPlayers,
    distance_weighted_fragmentation,
    distance_weighted_reach,
    fragmentation,
    key_players,
)
from inclead_graph.network.measures.measuring import Measured, measured
from inclead_graph.network.measures.registry import MEASURES, Measure
from inclead_graph.network.measures.roles import ROLES, Figures, Role, Roles
from inclead_graph.network.measures.sampling import SampledBetweenness, sampled_betweenness
from inclead_graph.network.measures.sectors import (
    CollaborationMatrix,
    collaboration_matrix,
    ei_index,
    ei_index_of_network,
    ei_index_of_sectors,
    participation,
)
from inclead_graph.network.measures.structure import Structure, structure_of
from inclead_graph.network.measures.subject import arcs_of, graph_of, sectors_of
from inclead_graph.network.measures.twomode import coverage, redundancy, sole_coverage

__all__ = [
    "CRITERIA",
    "MEASURES",
    "ROLES",
    "Brokerage",
    "CollaborationMatrix",
    "Figures",
    "KeyPlayers",
    "Measure",
    "Measured",
    "Role",
    "Roles",
    "SampledBetweenness",
    "Shuffled",
    "StructuralHoles",
    "Structure",
    "arcs_of",
    "articulation_points",
    "betweenness",
    "bridges",
    "bridging_centrality",
    "bridging_coefficient",
    "brokerage",
    "collaboration_matrix",
    "constraint",
    "core_number",
    "coverage",
    "degree",
    "distance_weighted_fragmentation",
    "distance_weighted_reach",
    "edge_betweenness",
    "effective_size",
    "efficiency",
    "ei_index",
    "ei_index_of_network",
    "ei_index_of_sectors",
    "fragmentation",
    "graph_of",
    "hierarchy",
    "key_players",
    "local_bridges",
    "measured",
    "participation",
    "redundancy",
    "sampled_betweenness",
    "sectors_of",
    "shuffled",
    "sole_coverage",
    "structural_holes",
    "structure_of",
    "valente_fujimoto",
]
