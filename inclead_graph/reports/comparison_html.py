"""A comparison as one self-contained page, with the causes beside each finding that moved."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from inclead_graph import __version__
from inclead_graph.comparison import Comparison, MovedFinding
from inclead_graph.reports.comparison_text import drawn_as, summary, values_text
from inclead_graph.reports.environment import page_environment

__all__ = ["comparison_html"]

FOLDED = 40
"""A kind of thing with more moved findings than this is folded, so that the page can be read from above."""


def comparison_html(comparison: Comparison, moved: Sequence[MovedFinding]) -> str:
    """Write the page. It loads nothing, runs no script, and everything that somebody wrote is escaped."""
    environment = page_environment()
    kinds: dict[str, list[MovedFinding]] = {}
    for one in moved:
        kinds.setdefault(one.move.kind, []).append(one)
    return environment.get_template("comparison.html").render(
        comparison=comparison,
        sides=(("First", comparison.first, comparison.rules[0]), ("Second", comparison.second, comparison.rules[1])),
        kinds=kinds,
        moved=moved,
        summary=summary(comparison),
        drawn=partial(drawn_as, comparison),
        values=values_text,
        folded=FOLDED,
        alone=_alone(comparison),
        version=__version__,
    )


def _alone(comparison: Comparison) -> dict[str, tuple[int, int]]:
    """Count, for each kind of cause, the findings that it moved alone and those that it moved with another."""
    found: dict[str, tuple[int, int]] = {}
    for cause, count in comparison.by_cause.items():
        alone = sum(one.causes == (cause,) for one in comparison.moved)
        found[cause] = (alone, count - alone)
    return found
