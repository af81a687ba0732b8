"""Partnerships as a network: who reaches which group, what hangs on whom, and what the structure is."""

from __future__ import annotations

from inclead_graph.network.reach import Bridging, Chains, Loss, Reach
from inclead_graph.network.view import Tie, View, view_of

__all__ = ["Bridging", "Chains", "Loss", "Reach", "Tie", "View", "view_of"]
