"""Many organisations judged at once: the same rules over columns, a number for each value.

The third evaluation of the rulebook, beside the reference engine and durable_rules. It gives what was concluded, and no
proofs: these come from the reference engine, for whoever asks.
"""

from __future__ import annotations

from inclead_graph.columns.batch import Batch, Fixed, Owned, Ragged
from inclead_graph.columns.coding import Coding, codings_of
from inclead_graph.columns.engine import ColumnEngine, Concluded
from inclead_graph.columns.joining import joined
from inclead_graph.columns.slicing import GRADES, only_for, reads

__all__ = [
    "GRADES",
    "Batch",
    "Coding",
    "ColumnEngine",
    "Concluded",
    "Fixed",
    "Owned",
    "Ragged",
    "codings_of",
    "joined",
    "only_for",
    "reads",
]
