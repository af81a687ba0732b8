"""What can be worked out of printed counts by adding and subtracting, found by trying every small set."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

__all__ = ["Row", "fewest"]

Row = list[int]
"""On which organisations a printed count hangs: 1 for each that it counts."""


def fewest(rows: Sequence[Row], most: int) -> int | None:
    """The size of the smallest set of organisations on which some sum or difference of the rows hangs alone.

    Without their columns the rows have a lower rank: some combination of them is nothing everywhere else.
    """
    if not rows:
        return None
    matrix = np.array(rows)
    whole = np.linalg.matrix_rank(matrix)
    for size in range(1, most + 1):
        for few in combinations(range(matrix.shape[1]), size):
            if np.linalg.matrix_rank(np.delete(matrix, few, axis=1)) < whole:
                return size
    return None
