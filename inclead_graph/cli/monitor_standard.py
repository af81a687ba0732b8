"""``inclead monitor wres FILE`` and ``inclead monitor wdes FILE``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.monitor_counts import policy_option

__all__ = ["wdes", "wres"]


def _options(command: Any) -> Any:
    for add in (output_option, answer_format_option("table", "json", "csv"), policy_option):
        command = add(command)
    return click.argument("file", type=click.Path(path_type=Path, dir_okay=False))(command)


@click.command(epilog="Example:  inclead monitor wres wres-2026.csv --policy primary-5 --format csv -o wres.csv")
@_options
def wres(file: Path, policy: str, format_: str, output: Path | None) -> None:
    """Work out the nine indicators of the Workforce Race Equality Standard, each ratio the right way round.

    FILE is CSV with the columns indicator, part (the pay band, for indicator 1), group (white, bme, unknown),
    numerator and denominator. docs/monitoring.md says what to count for each.
    """
    _answer("wres", file, policy, format_, output)


@click.command(epilog="Example:  inclead monitor wdes wdes-2026.csv --policy primary-5 --format csv -o wdes.csv")
@_options
def wdes(file: Path, policy: str, format_: str, output: Path | None) -> None:
    """Work out the ten metrics of the Workforce Disability Equality Standard, each ratio the right way round.

    FILE is CSV with the columns indicator, part (the bands, for metric 1), group (disabled, non-disabled, unknown),
    numerator, denominator and, for metric 9a, score. docs/monitoring.md says what to count for each.
    """
    _answer("wdes", file, policy, format_, output)


def _answer(name: str, file: Path, policy: str, format_: str, output: Path | None) -> None:
    from inclead_graph.monitoring.release import release
    from inclead_graph.monitoring.settings import policy_named
    from inclead_graph.monitoring.standards import figures, read_return, standard
    from inclead_graph.reports import monitoring as report

    asked = standard(name)
    counted = read_return(file, asked)
    released = release(counted.monitoring, policy_named(policy))
    rows = report.figure_rows(figures(asked, released, counted.scores))
    head = {"standard": name, "policy": policy, "notice": report.notice(released)}
    emit_rows(report.FIGURE, rows, format_, output, head)
    click.echo(report.notice(released), err=True)
