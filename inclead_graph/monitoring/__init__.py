"""Equality monitoring: counts by group become rates, ratios, verdicts and gradients, and leave only under a policy."""

from __future__ import annotations

from inclead_graph.monitoring.comparing import Analysis, analyse
from inclead_graph.monitoring.reading import counts_of, read_counts, stated_counts

__all__ = ["Analysis", "analyse", "counts_of", "read_counts", "stated_counts"]
