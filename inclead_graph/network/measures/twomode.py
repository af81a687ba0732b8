"""Organisations and the groups they serve: who else serves them, and what hangs on one organisation alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx

__all__ = ["coverage", "redundancy", "sole_coverage"]

Values = Mapping[Any, float | None]


def coverage(B: nx.Graph[Any], groups: Iterable[Any]) -> Values:  # noqa: N803
    """Coverage: how many organisations serve a group.

    The degree of the group in the two-mode network of organisations and groups.

    Unit: organisations.
    Isolated: 0; nobody serves the group.
    Source: Borgatti & Everett, Social Networks 19 (1997) 243–269.
    """
    return {group: float(len(B[group])) for group in groups}


def sole_coverage(B: nx.Graph[Any], organisations: Iterable[Any]) -> Values:  # noqa: N803
    """Sole coverage: how many groups an organisation serves that nobody else serves.

    The number of its neighbours in the two-mode network that have no other.

    Unit: groups.
    Isolated: 0.
    Source: counts of the two-mode network, as in Borgatti & Everett, Social Networks 19 (1997) 243–269.
    """
    return {one: float(sum(len(B[group]) == 1 for group in B[one])) for one in organisations}


def redundancy(B: nx.Graph[Any], nodes: Iterable[Any]) -> Values:  # noqa: N803
    """Redundancy: which part of the pairs of groups that an organisation serves another one serves as well.

    Of all pairs of its neighbours in the two-mode network, the part that would still have a neighbour in common
    without it. 1 where it could go and every pair of groups would still be brought together, 0 where none would. Of a
    group, the same for the organisations that serve it.

    Unit: a part of pairs, from 0 to 1.
    Isolated: nothing; nor with a single neighbour, since there are no pairs.
    Source: Latapy, Magnien & Del Vecchio, Social Networks 30 (2008) 31–48; computed by NetworkX.
    """
    asked = list(nodes)
    several = [node for node in asked if len(B[node]) > 1]
    found = nx.bipartite.node_redundancy(B, several) if several else {}
    return {node: float(found[node]) if node in found else None for node in asked}
