"""Two assessments held against each other, and every finding that moved traced to the changes that moved it."""

from inclead_graph.comparison.compare import Comparison, MovedFinding, Side, compare

__all__ = ["Comparison", "MovedFinding", "Side", "compare"]
