"""``inclead portfolio benchmark PORTFOLIO``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.answers import emit_rows, output_option
from inclead_graph.cli.common import json_option, ontology_folder_option, put_file, rules_folder_option, write_output
from inclead_graph.cli.portfolio_assess import portfolio_argument

if TYPE_CHECKING:
    from inclead_graph.model.framework import Framework
    from inclead_graph.portfolio.benchmark import Benchmark

__all__ = ["benchmark"]

FORMATS = ("table", "csv", "json", "html", "pdf", "docx", "xlsx")
_BINARY = ("pdf", "docx", "xlsx")


@click.command(
    epilog="Examples:  inclead portfolio benchmark my-region   inclead portfolio benchmark my-region --by kind   "
    "inclead portfolio benchmark my-region -o benchmark.html   inclead portfolio benchmark my-region -o benchmark.xlsx"
)
@portfolio_argument
@click.option(
    "--at-least",
    type=click.IntRange(1, 1000),
    default=5,
    show_default=True,
    help="Print no grades of fewer organisations, nor what would tell them; 1 prints all.",
)
@click.option("--by", type=click.Choice(("all", "kind", "region")), default="all", help="Which groups a table shows.",
              show_default=True)  # fmt: skip
@click.option("--format", "format_", type=click.Choice(FORMATS), help="How to write it; else as the ending of -o says.")
@json_option
@output_option
@ontology_folder_option
@rules_folder_option
def benchmark(
    folder: Path,
    at_least: int,
    by: str,
    format_: str | None,
    as_json: bool,
    output: Path | None,
    ontology_folder: Path | None,
    rules_folder: Path | None,
) -> None:
    """Show how the grades of many organisations are spread: all, by kind, by region, and over the years.

    For each stage and factor it gives the grades that 10, 25, 50, 75 and 90 in a hundred organisations do not exceed,
    as floors and ceilings. Who is not known is counted as not known, and never as the lowest grade. It names no
    organisation, and prints no grades of fewer than --at-least.
    """
    from inclead_graph.assess import load_knowledge
    from inclead_graph.portfolio import kept_results, read_portfolio
    from inclead_graph.portfolio.benchmark import benchmark_of
    from inclead_graph.portfolio.standings import standings_of

    chosen = _format(format_, as_json, output)
    knowledge = load_knowledge(ontology_folder, rules_folder)
    portfolio = read_portfolio(folder)
    standings = standings_of(kept_results(folder, knowledge), knowledge.framework)
    made = benchmark_of(standings, knowledge.framework, portfolio.title, at_least)
    _write(made, knowledge.framework, chosen, by, output)


def _format(format_: str | None, as_json: bool, output: Path | None) -> str:
    """Return the format that was asked for, by name or by the ending of a file."""
    if as_json and format_ not in (None, "json"):
        raise click.UsageError(f"--json and --format {format_} cannot both be had; leave one out")
    by_ending = output.suffix.lower().removeprefix(".") if output else ""
    chosen = "json" if as_json else format_ or (by_ending if by_ending in FORMATS else "table")
    if chosen in _BINARY and output is None:
        raise click.UsageError(f"{chosen} needs a file; name one with -o benchmark.{chosen}")
    return chosen


def _write(made: Benchmark, framework: Framework, format_: str, by: str, output: Path | None) -> None:
    if format_ in ("table", "csv"):
        from inclead_graph.reports.benchmark_rows import band_columns, band_rows

        standings = [one for one in made.standings if one.group.by == by]
        emit_rows(band_columns(), band_rows(standings, framework), format_, output)
        return
    if format_ == "json":
        from inclead_graph.reports.benchmark_json import benchmark_json

        write_output(benchmark_json(made, framework), output)
        return
    from inclead_graph.reports.benchmark_paper import benchmark_paper, benchmark_workbook
    from inclead_graph.reports.documents import set_paper

    if format_ == "xlsx":
        content = benchmark_workbook(made, framework)
    else:
        content = set_paper(benchmark_paper(made, framework), f".{format_}")
    put_file(output or Path("-"), content)
