"""Structural holes (Burt 1992): how far an organisation's partners are one another's partners as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inclead_graph.network.measures.structure import Structure, structure_of

if TYPE_CHECKING:
    import networkx as nx

    from inclead_graph.network.measures.structure import Numbers

__all__ = ["StructuralHoles", "constraint", "effective_size", "efficiency", "hierarchy", "structural_holes"]

Values = Mapping[Any, float | None]


@dataclass(frozen=True, slots=True)
class StructuralHoles:
    """Burt's four measures of every node, from one pass over the triangles."""

    constraint: Values
    effective_size: Values
    efficiency: Values
    hierarchy: Values


def structural_holes(G: nx.Graph[Any] | Structure, weight: str | None = None) -> StructuralHoles:  # noqa: N803
    """Return Burt's four measures at once, which takes hardly longer than one of them.

    Args:
        G: an undirected or directed graph, or what :func:`structure_of` made of it; arcs both ways are added, as Burt
            does.
        weight: the edge attribute that holds how strong a tie is; every tie counts the same where left out.

    Example:
        >>> import networkx as nx
        >>> structural_holes(nx.star_graph(3)).effective_size
        {0: 3.0, 1: 1.0, 2: 1.0, 3: 1.0}
    """
    import numpy as np

    ties = structure_of(G, weight)
    mutual, partners = ties.mutual, ties.partners
    whole, greatest = ties.at_ends(mutual, mutual), _greatest(ties, mutual)
    alone = partners == 0
    per_whole = np.divide(1.0, whole, out=np.zeros_like(whole), where=~alone)
    per_greatest = np.divide(1.0, greatest, out=np.zeros_like(whole), where=~alone)
    shared, through = _detours(ties, mutual, per_whole)
    of_low = ((mutual + through) * per_whole[ties.low]) ** 2
    of_high = ((mutual + through) * per_whole[ties.high]) ** 2
    total = ties.at_ends(of_low, of_high)
    redundant = ties.at_ends(shared * per_greatest[ties.high], shared * per_greatest[ties.low]) * per_whole
    size = partners - redundant
    return StructuralHoles(
        constraint=ties.by_node(total, undefined=alone),
        effective_size=ties.by_node(size),
        efficiency=ties.by_node(size / np.maximum(partners, 1), undefined=alone),
        hierarchy=ties.by_node(_hierarchy(ties, total, of_low, of_high), undefined=alone),
    )


def constraint(G: nx.Graph[Any] | Structure, weight: str | None = None) -> Values:  # noqa: N803
    """Constraint: how far an organisation depends on partners who are one another's partners.

    The sum over an organisation's partners j of (p_ij + Σ_q p_iq p_qj)², where p_ij is the part of all that it puts
    into ties which it puts into its tie with j, and q goes over the partners that both have.

    Unit: none; 1 for a single partner, towards 0 for many who do not know one another; it can exceed 1.
    Isolated: nothing, since there is no tie that could bind.
    Weight: strength.
    Source: Burt, Structural Holes (1992), ch. 2; the same as igraph and NetworkX; influenceR's differs where
        partners share partners.
    """
    return structural_holes(G, weight).constraint


def effective_size(G: nx.Graph[Any] | Structure, weight: str | None = None) -> Values:  # noqa: N803
    """Effective size: how many partners an organisation has beyond those that lead to the same others.

    The sum over its partners j of 1 − Σ_q p_iq m_jq, where m_jq is j's tie with q as a part of j's strongest tie.
    Without weights that is n − 2t/n for n partners with t ties among them.

    Unit: partners; from 0 to the number of partners.
    Isolated: 0, the sum over no partners, as influenceR has it (NetworkX: not a number).
    Weight: strength.
    Source: Burt, Structural Holes (1992), ch. 2; Borgatti, Connections 20 (1997) 35–38.
    """
    return structural_holes(G, weight).effective_size


def efficiency(G: nx.Graph[Any] | Structure, weight: str | None = None) -> Values:  # noqa: N803
    """Efficiency: which part of an organisation's partners leads to others than the rest do.

    Effective size divided by the number of partners.

    Unit: a part, from 0 to 1.
    Isolated: nothing, since there is nothing to divide by.
    Weight: strength.
    Source: Burt, Structural Holes (1992), ch. 2.
    """
    return structural_holes(G, weight).efficiency


def hierarchy(G: nx.Graph[Any] | Structure, weight: str | None = None) -> Values:  # noqa: N803
    """Hierarchy: how far an organisation's constraint comes from one partner.

    Coleman and Theil's index of disorder over the parts c_ij of constraint C: the sum over N partners of
    (c_ij / (C/N)) ln(c_ij / (C/N)), divided by N ln N.

    Unit: none; 0 where all partners constrain the same, 1 where one partner is all of it.
    Isolated: nothing; with a single partner it is 1.
    Weight: strength.
    Source: Burt, Structural Holes (1992), ch. 2.
    """
    return structural_holes(G, weight).hierarchy


def _greatest(ties: Structure, mutual: Numbers) -> Numbers:
    """Return, by rank, the weight of a node's strongest tie."""
    import numpy as np

    found = np.zeros(len(ties.nodes))
    np.maximum.at(found, ties.low, mutual)
    np.maximum.at(found, ties.high, mutual)
    return found


def _detours(ties: Structure, mutual: Numbers, per_whole: Numbers) -> tuple[Numbers, Numbers]:
    """Return, by tie i–j, the sum over shared partners q of z_iq z_jq, and the same with each divided by all of q's."""
    import numpy as np

    count = len(mutual)
    shared, through = np.zeros(count), np.zeros(count)
    for ab, ac, bc in ties.triangles():
        low, middle, high = ties.low[ab], ties.high[ab], ties.high[ac]
        for tie, one, other, third in ((ab, ac, bc, high), (ac, ab, bc, middle), (bc, ab, ac, low)):
            product = mutual[one] * mutual[other]
            shared += np.bincount(tie, product, count)
            through += np.bincount(tie, product * per_whole[third], count)
    return shared, through


def _hierarchy(ties: Structure, total: Numbers, of_low: Numbers, of_high: Numbers) -> Numbers:
    import numpy as np

    partners = ties.partners
    mean = total / np.maximum(partners, 1)
    low, high = of_low / mean[ties.low], of_high / mean[ties.high]
    disorder = ties.at_ends(low * np.log(low), high * np.log(high))
    several = partners > 1
    most = np.where(several, partners, 2) * np.log(np.where(several, partners, 2))
    # Where all partners constrain the same, rounding can leave a sum just below zero.
    return np.where(several, np.maximum(disorder, 0.0) / most, 1.0)
