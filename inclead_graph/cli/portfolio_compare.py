"""``inclead portfolio compare PORTFOLIO ORG [ORG]``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.answers import emit_rows, output_option
from inclead_graph.cli.common import (
    Day,
    json_option,
    ontology_folder_option,
    put_file,
    rules_folder_option,
    write_output,
)
from inclead_graph.cli.portfolio_assess import portfolio_argument
from inclead_graph.cli.portfolio_benchmark import FORMATS, at_least_option, format_of

if TYPE_CHECKING:
    from inclead_graph.assess import Knowledge
    from inclead_graph.comparison import Comparison
    from inclead_graph.reports.blocks import Paper

__all__ = ["compare"]


@click.command(
    epilog="Examples:  inclead portfolio compare my-region harbour   "
    "inclead portfolio compare my-region harbour saltmarsh   "
    "inclead portfolio compare my-region harbour --days -o moved.html"
)
@portfolio_argument
@click.argument("organisation", metavar="ORG")
@click.argument("other", metavar="[ORG]", required=False)
@click.option("--days", is_flag=True, help="Compare the organisation's two last assessments, with what moved it.")
@click.option("--since", type=Day(), help="With --days: the earlier of the two.")
@click.option("--as-of", type=Day(), help="With --days: the later of the two.")
@at_least_option
@click.option("--format", "format_", type=click.Choice(FORMATS), help="How to write it; else as the ending of -o says.")
@json_option
@output_option
@ontology_folder_option
@rules_folder_option
def compare(
    folder: Path, organisation: str, other: str | None, days: bool, since: dt.date | None, as_of: dt.date | None,
    at_least: int, format_: str | None, as_json: bool, output: Path | None, ontology_folder: Path | None,
    rules_folder: Path | None,
) -> None:  # fmt: skip
    """Show an organisation beside its peers, two beside each other, or one on two days.

    ORG is what the portfolio calls an organisation. With one, its floors stand beside those of its kind, of its region
    and of all, withheld as in 'inclead portfolio benchmark'. With two, side by side. With --days, every stage and
    factor that moved between its two last assessments, with the changes that moved it.
    """
    from inclead_graph.assess import load_knowledge

    chosen = format_of(format_, as_json, output)
    if days and other:
        raise click.UsageError("--days compares one organisation with itself; leave the other out")
    if (since or as_of) and not days:
        raise click.UsageError("--since and --as-of name two days of one organisation; ask for --days, too")
    knowledge = load_knowledge(ontology_folder, rules_folder)
    if days:
        _write_days(_on_two_days(folder, organisation, since, as_of, knowledge), chosen, output)
    else:
        _beside(folder, organisation, other, at_least, chosen, output, knowledge)


def _beside(
    folder: Path, organisation: str, other: str | None, at_least: int, chosen: str, output: Path | None,
    knowledge: Knowledge,
) -> None:  # fmt: skip
    from inclead_graph.portfolio import kept_results, read_portfolio
    from inclead_graph.portfolio.benchmark import benchmark_of
    from inclead_graph.portfolio.peers import profile_named
    from inclead_graph.portfolio.standings import standings_of
    from inclead_graph.reports.peers import pair_paper, peers_json, peers_paper

    framework, title = knowledge.framework, read_portfolio(folder).title
    standings = standings_of(kept_results(folder, knowledge), framework)
    profile = profile_named(standings, organisation)
    if other is not None:
        _write(pair_paper(profile, profile_named(standings, other), title, framework), chosen, output)
        return
    benchmark = benchmark_of(standings, framework, title, at_least)
    if chosen == "json":
        write_output(peers_json(profile, benchmark, framework), output)
    else:
        _write(peers_paper(profile, benchmark, framework), chosen, output)


def _write(paper: Paper, format_: str, output: Path | None) -> None:
    from inclead_graph.reports.documents import set_paper
    from inclead_graph.reports.peers import paper_workbook, table_of

    if format_ in ("table", "csv", "json"):
        table = table_of(paper)
        columns = [heading.lower() for heading in table.headings]
        emit_rows(columns, [[cell.text for cell in row] for row in table.rows], format_, output)
    else:
        content = paper_workbook(paper) if format_ == "xlsx" else set_paper(paper, f".{format_}")
        put_file(output or Path("-"), content)


def _on_two_days(
    folder: Path, organisation: str, since: dt.date | None, as_of: dt.date | None, knowledge: Knowledge
) -> Comparison:
    from inclead_graph.comparison import Side
    from inclead_graph.comparison import compare as run
    from inclead_graph.errors import QueryError
    from inclead_graph.portfolio import read_portfolio
    from inclead_graph.portfolio.assessments import kept_of

    kept = kept_of(folder, read_portfolio(folder), {organisation}).get(organisation, [])
    of = {one.assessment.as_of: one.assessment for one in kept}
    known = ", ".join(map(str, of)) or "none"
    later = as_of or max(of, default=None)
    earlier = since or max((day for day in of if later and day < later), default=None)
    if earlier not in of or later not in of:
        raise QueryError(f"'{organisation}': two days are needed, and its assessments are as of: {known}")
    one, other = (Side(of[day], knowledge.framework, knowledge.rulebook) for day in (earlier, later))
    return run(one, other, ("stage", "factor"))


def _write_days(comparison: Comparison, format_: str, output: Path | None) -> None:
    from inclead_graph.cli.compare import FORMATS as COMPARED
    from inclead_graph.cli.compare import write_comparison

    if format_ not in COMPARED:
        raise click.UsageError(f"--days is written as {', '.join(COMPARED)}; {format_} is not among them")
    write_comparison(comparison, comparison.moved, format_, output, None)
