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
    from inclead_graph.portfolio.named import Named

__all__ = ["FORMATS", "at_least_option", "benchmark", "format_of"]

FORMATS = ("table", "csv", "json", "html", "pdf", "docx", "xlsx")
NAMED_TABLES = ("organisations", "movers", "commissioners")
TABLES = ("bands", "counts", "years", "gaps", "laws", *NAMED_TABLES)
_BINARY = ("pdf", "docx", "xlsx")


at_least_option = click.option(
    "--at-least",
    type=click.IntRange(1, 1000),
    default=5,
    show_default=True,
    help="Print no grades of fewer organisations, nor what would tell them; 1 prints all.",
)


@click.command(
    epilog="Examples:  inclead portfolio benchmark my-region   inclead portfolio benchmark my-region --by kind   "
    "inclead portfolio benchmark my-region --table gaps   inclead portfolio benchmark my-region -o benchmark.html   "
    "inclead portfolio benchmark my-region --named -o inside.xlsx"
)
@portfolio_argument
@at_least_option
@click.option("--named", is_flag=True,
              help="Name organisations, too: a heat map, who moved and why, advice to commissioners.")  # fmt: skip
@click.option("--movers", type=click.IntRange(0, 1000), default=10, show_default=True,
              help="With --named: of how many to say what moved them; a second or so for each.")  # fmt: skip
@click.option("--table", "table", type=click.Choice(TABLES), default="bands", show_default=True,
              help="Which table the terminal or CSV shows; the last three need --named.")  # fmt: skip
@click.option("--by", type=click.Choice(("all", "kind", "region")), default="all", show_default=True,
              help="Which groups the bands are shown of.")  # fmt: skip
@click.option("--format", "format_", type=click.Choice(FORMATS), help="How to write it; else as the ending of -o says.")
@json_option
@output_option
@ontology_folder_option
@rules_folder_option
def benchmark(
    folder: Path, at_least: int, named: bool, movers: int, table: str, by: str, format_: str | None, as_json: bool,
    output: Path | None, ontology_folder: Path | None, rules_folder: Path | None,
) -> None:  # fmt: skip
    """Show how the grades of many organisations are spread: all, by kind, by region, and over the years.

    For each stage and factor it gives the grades that 10, 25, 50, 75 and 90 in a hundred organisations do not exceed,
    as floors and ceilings. Who is not known is counted as not known, and never as the lowest grade. Without --named it
    names no organisation, and prints no grades of fewer than --at-least.
    """
    from inclead_graph.assess import load_knowledge
    from inclead_graph.cli.terminal import progress
    from inclead_graph.portfolio import kept_results, read_portfolio
    from inclead_graph.portfolio.benchmark import benchmark_of
    from inclead_graph.portfolio.named import named_of
    from inclead_graph.portfolio.running import left_out
    from inclead_graph.portfolio.standings import standings_of

    chosen = format_of(format_, as_json, output)
    if table in NAMED_TABLES and not named:
        raise click.UsageError(f"--table {table} names organisations; ask for --named, too")
    with progress("Reading results") as tell:
        knowledge = load_knowledge(ontology_folder, rules_folder)
        portfolio = read_portfolio(folder)
        standings = standings_of(kept_results(folder, knowledge), knowledge.framework)
        tell("Counting")
        missing = len(left_out(folder, portfolio, knowledge, set(standings.organisations)))
        made = benchmark_of(standings, knowledge.framework, portfolio.title, at_least, missing)
        tell("Tracing what moved")
        who = named_of(folder, portfolio, standings, knowledge, movers) if named else None
    if missing:
        click.echo(f"Not counted: {missing:,} organisations that could not be graded.", err=True)
    if chosen in ("table", "csv"):
        _show(made, who, knowledge.framework, chosen, by, table, output)
    else:
        _write(made, who, knowledge.framework, chosen, output)


def format_of(format_: str | None, as_json: bool, output: Path | None) -> str:
    """Return the format that was asked for, by name or by the ending of a file."""
    if as_json and format_ not in (None, "json"):
        raise click.UsageError(f"--json and --format {format_} cannot both be had; leave one out")
    by_ending = output.suffix.lower().removeprefix(".") if output else ""
    chosen = "json" if as_json else format_ or (by_ending if by_ending in FORMATS else "table")
    if chosen in _BINARY and output is None:
        raise click.UsageError(f"{chosen} needs a file; name one with -o benchmark.{chosen}")
    return chosen


def _show(
    made: Benchmark, named: Named | None, framework: Framework, format_: str, by: str, table: str, output: Path | None
) -> None:
    from inclead_graph.reports.benchmark_paper import all_sheets
    from inclead_graph.reports.benchmark_rows import band_columns, band_rows

    if table == "bands":
        standings = [one for one in made.standings if one.group.by == by]
        emit_rows(band_columns(), band_rows(standings, framework), format_, output)
        return
    sheets = {sheet.name.partition(" ")[0].lower(): sheet for sheet in all_sheets(made, framework, named)}
    if table not in sheets:
        click.echo("All assessments are of one year, or too few for others to be printed.", err=True)
        return
    sheet = sheets[table]
    columns = [name.lower() for name in sheet.columns]
    emit_rows(columns, [[cell.text for cell in row] for row in sheet.rows], format_, output)


def _write(made: Benchmark, named: Named | None, framework: Framework, format_: str, output: Path | None) -> None:
    if format_ == "json":
        from inclead_graph.reports.benchmark_json import benchmark_json

        write_output(benchmark_json(made, framework, named), output)
        return
    from inclead_graph.reports.benchmark_paper import benchmark_paper, benchmark_workbook
    from inclead_graph.reports.documents import set_paper

    if format_ == "xlsx":
        content = benchmark_workbook(made, framework, named)
    else:
        content = set_paper(benchmark_paper(made, framework, named), f".{format_}")
    put_file(output or Path("-"), content)
