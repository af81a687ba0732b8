"""The command line: one file a command, each imported only when it runs, so that ``--help`` is quick."""

from inclead_graph.cli.main import main

__all__ = ["main"]
