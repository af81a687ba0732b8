"""``inclead monitor``: equality monitoring. Without a command's name it is ``inclead monitor counts``."""

from __future__ import annotations

from collections.abc import Mapping

import click

from inclead_graph.cli.lazy import LazyGroup

__all__ = ["COMMANDS", "monitor"]

COMMANDS: Mapping[str, tuple[str, str]] = {
    "counts": ("inclead_graph.cli.monitor_counts:counts", "Say which groups fare well, worse, or cannot be told."),
    "wres": ("inclead_graph.cli.monitor_standard:wres", "Work out the nine indicators of the race standard."),
    "wdes": ("inclead_graph.cli.monitor_standard:wdes", "Work out the ten metrics of the disability standard."),
}


class _CountsUnlessNamed(LazyGroup):
    """Takes a folder or file in the place of a command's name for the counts."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command's name before what is not one."""
        if args and args[0] not in self.lazy and args[0] not in ctx.help_option_names:
            args = ["counts", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_CountsUnlessNamed,
    lazy=COMMANDS,
    epilog="Examples:  inclead monitor ./my-trust   inclead monitor ./my-trust --policy none   "
    "inclead monitor wres wres-2026.csv",
)
def monitor() -> None:
    """See which groups fare well or worse, from counts by group, and print what may leave the organisation.

    `inclead monitor DIR` is short for `inclead monitor counts DIR`.
    """
