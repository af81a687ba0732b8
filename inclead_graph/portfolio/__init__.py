"""Many organisations kept, judged and compared together."""

from __future__ import annotations

from inclead_graph.portfolio.cluster import in_cluster
from inclead_graph.portfolio.members import Member, Portfolio, added, read_portfolio, write_portfolio
from inclead_graph.portfolio.running import Done, Unit, keep_members, kept_results, prune, units_of, versions_of
from inclead_graph.portfolio.spreading import JudgedBy, assess_units, in_processes, one_by_one

__all__ = [
    "Done",
    "JudgedBy",
    "Member",
    "Portfolio",
    "Unit",
    "added",
    "assess_units",
    "in_cluster",
    "in_processes",
    "keep_members",
    "kept_results",
    "one_by_one",
    "prune",
    "read_portfolio",
    "units_of",
    "versions_of",
    "write_portfolio",
]
