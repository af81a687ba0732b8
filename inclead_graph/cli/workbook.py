"""``inclead workbook``: the group of commands for filling in an assessment in a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping

import click

from inclead_graph.cli.lazy import LazyGroup

__all__ = ["COMMANDS", "workbook"]

# One line a command, in the order of use.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "new": ("inclead_graph.cli.workbook_new:new", "Make a workbook to fill in, empty or from a folder."),
    "read": ("inclead_graph.cli.workbook_read:read", "Make a folder of a workbook, or say what is wrong in it."),
    "merge": ("inclead_graph.cli.workbook_merge:merge", "Put several people's copies together; nothing is lost."),
}


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    epilog="Examples:  inclead workbook new -o my-trust.xlsx   inclead workbook read my-trust.xlsx -o my-trust   "
    "inclead workbook merge base.xlsx ash.xlsx birch.xlsx -o merged.xlsx",
)
def workbook() -> None:
    """Fill in an assessment in a spreadsheet: by yourself, or each of you in a copy.

    The workbook has a sheet for each stage, with guidance and lists to choose from. Nothing leaves this machine.
    docs/workbook.md explains each sheet.
    """
