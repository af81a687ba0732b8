"""``inclead portfolio``: the group of commands about many organisations together."""

from __future__ import annotations

from collections.abc import Mapping

import click

from inclead_graph.cli.lazy import LazyGroup

__all__ = ["COMMANDS", "portfolio"]

COMMANDS: Mapping[str, tuple[str, str]] = {
    "add": ("inclead_graph.cli.portfolio_add:add", "Add organisations, or a lake of them; make the portfolio."),
    "assess": ("inclead_graph.cli.portfolio_assess:assess", "Grade all that has changed, and keep the results."),
    "table": ("inclead_graph.cli.portfolio_table:table", "Show organisations and their grades, side by side."),
    "compare": (
        "inclead_graph.cli.portfolio_compare:compare",
        "Show an organisation beside its peers, two beside each other, or one on two days.",
    ),
    "export": (
        "inclead_graph.cli.portfolio_export:export",
        "Write results as Parquet, CSV or named graphs, or one organisation's workspace.",
    ),
    "benchmark": (
        "inclead_graph.cli.portfolio_benchmark:benchmark",
        "Show how grades are spread, by kind and region, and over the years.",
    ),
}


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    epilog="Examples, in this order:  inclead portfolio add my-region trusts/* --region North   "
    "inclead portfolio assess my-region   inclead portfolio table my-region",
)
def portfolio() -> None:
    """Assess many organisations together: four trusts, a region, or a nation of ten thousand.

    Each keeps its own folder or workbook; many more come from a lake of Parquet files. Nothing leaves this machine.
    """
