"""A group of commands that are imported when they run, and how errors become messages and exit codes."""

from __future__ import annotations

import difflib
import importlib
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

import click

from inclead_graph.errors import IncleadError

__all__ = ["LazyGroup"]


class LazyGroup(click.Group):
    """A group whose commands are imported when they run; their one-line help is kept here.

    Args:
        lazy: for each command, in the order of use, ``module:name`` and its one-line help.
    """

    def __init__(self, *args: Any, lazy: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Return the names in the order of use."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one command."""
        if cmd_name not in self.lazy:
            return None
        module, _, name = self.lazy[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        if self.lazy:
            with formatter.section("Commands"):
                formatter.write_dl([(name, about) for name, (_, about) in self.lazy.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; suggest the nearest for a name that is none."""
        if args[0] not in self.lazy and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], self.lazy, 1)
            hint = f" Did you mean '{near[0]}'?" if near else f" Use one of: {', '.join(self.lazy)}."
            ctx.fail(f"There is no command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; our own errors become messages and exit codes."""
        try:
            return super().invoke(ctx)
        except IncleadError as error:
            _report(error)


def _report(error: IncleadError) -> NoReturn:
    problems = getattr(error, "problems", ())
    click.echo(str(error), err=True)
    if len(problems) > 1:
        click.echo(f"{len(problems)} problems.", err=True)
    sys.exit(error.exit_code)
