"""All shortest paths from one node, and how long they become where a node or a tie is missing."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

__all__ = ["Paths"]


class Paths:
    """The shortest paths from one node of an undirected graph, all ties of length 1.

    Args:
        source: where they start.
        neighbours: by node, those with which it has a tie; nodes are numbered from 0.

    Attributes:
        distance: by node that can be reached, how many ties away it is.
        before: by the same, its neighbours that are one tie nearer.
    """

    def __init__(self, source: int, neighbours: Sequence[Sequence[int]]) -> None:
        self.neighbours = neighbours
        self.distance = {source: 0}
        self.before: dict[int, list[int]] = {source: []}
        self._after: dict[int, list[int]] = {source: []}
        reached = [source]
        for node in reached:
            step = self.distance[node] + 1
            for other in neighbours[node]:
                if other not in self.distance:
                    self.distance[other] = step
                    self.before[other], self._after[other] = [], []
                    reached.append(other)
                if self.distance[other] == step:
                    self.before[other].append(node)
                    self._after[node].append(other)

    def only_through(self, node: int) -> set[int]:
        """Return the node itself and all those to which every shortest path leads through it."""
        found, layer = {node}, {node}
        while layer:
            beyond = {further for one in layer for further in self._after[one]}
            layer = {further for further in beyond if found.issuperset(self.before[further])}
            found |= layer
        return found

    def lost(self, behind: set[int], without: int) -> float:
        """Return by how much the sum of 1 ÷ distance falls where no path may lead from one node to those behind it.

        Args:
            behind: nodes to which every shortest path leads from ``without``.
            without: a node from which none of them may be stepped to any more.
        """
        waiting = [
            (self.distance[other] + 1, node)
            for node in behind
            for other in self.neighbours[node]
            if other != without and other not in behind
        ]
        heapq.heapify(waiting)
        anew: dict[int, int] = {}
        while waiting:
            step, node = heapq.heappop(waiting)
            if node not in anew:
                anew[node] = step
                for other in self.neighbours[node]:
                    if other in behind and other not in anew:
                        heapq.heappush(waiting, (step + 1, other))
        return sum(1 / self.distance[one] for one in behind) - sum(1 / step for step in anew.values())
