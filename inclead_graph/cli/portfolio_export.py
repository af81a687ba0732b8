"""``inclead portfolio export PORTFOLIO``."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.common import Day, ontology_folder_option, put_file, rules_folder_option
from inclead_graph.cli.portfolio_assess import portfolio_argument

if TYPE_CHECKING:
    from inclead_graph.assess import Knowledge

__all__ = ["export"]

_TABLES, _GRAPHS = ("parquet", "csv"), ("nq", "trig")


@click.command(
    epilog="Examples:  inclead portfolio export my-region -o results.parquet   "
    "inclead portfolio export my-region -o results.nq   then   inclead graph load my-store results.nq   "
    "inclead portfolio export my-region --organisation harbour -o harbour-again"
)
@portfolio_argument
@click.option("--organisation", "organisations", metavar="ORG", multiple=True,
              help="Of this organisation alone; may be given again.")  # fmt: skip
@click.option("--as-of", type=Day(), help="The workspace as of this day; by default of its last assessment.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE|DIR", required=True,
              help="A file in .parquet, .csv, .nq or .trig; or, for one organisation, a new folder.")  # fmt: skip
@click.option("--without-attachments", is_flag=True,
              help="In a workspace, leave out which files are attached; a lake keeps none of them.")  # fmt: skip
@ontology_folder_option
@rules_folder_option
def export(
    folder: Path,
    organisations: tuple[str, ...],
    as_of: dt.date | None,
    output: Path,
    without_attachments: bool,
    ontology_folder: Path | None,
    rules_folder: Path | None,
) -> None:
    """Write results for other programs, or one organisation's workspace, from which proofs are given.

    .parquet and .csv have a row for each thing that was concluded. .nq and .trig have a named graph for each
    assessment, with every finding and its proof, under the name that 'inclead graph load' gives it; each is judged
    anew, which takes a moment. A folder is a workspace as any other: 'inclead explain DIR BR1' explains it.
    """
    from inclead_graph.assess import load_knowledge

    knowledge = load_knowledge(ontology_folder, rules_folder)
    suffix = output.suffix.lower().removeprefix(".")
    if as_of and (suffix in (*_TABLES, *_GRAPHS)):
        raise click.UsageError("--as-of is for a workspace; files have every day")
    if suffix in _TABLES:
        put_file(output, _table(folder, organisations, knowledge, suffix))
    elif suffix in _GRAPHS:
        _graphs(folder, organisations, knowledge, output, suffix)
    elif len(organisations) == 1:
        _workspace(folder, organisations[0], as_of, knowledge, output, without_attachments)
    else:
        raise click.UsageError(
            f"'{output}' is no file of {', '.join(f'.{one}' for one in (*_TABLES, *_GRAPHS))}; "
            "a folder takes one --organisation"
        )


def _table(folder: Path, organisations: tuple[str, ...], knowledge: Knowledge, suffix: str) -> bytes:
    from inclead_graph.portfolio import kept_results
    from inclead_graph.portfolio.profiles import only
    from inclead_graph.reports.portfolio_export import as_csv, as_parquet

    results = kept_results(folder, knowledge)
    if organisations:
        _require(organisations, set(results["organisation"].unique().to_pylist()))
        results = only(results, "organisation", organisations)
    return as_parquet(results) if suffix == "parquet" else as_csv(results)


def _require(wanted: tuple[str, ...], known: set[str]) -> None:
    from inclead_graph.errors import QueryError, nearest

    for one in wanted:
        if one not in known:
            raise QueryError(f"'{one}' has no assessment in the portfolio; {nearest(one, sorted(known))}")


def _graphs(folder: Path, organisations: tuple[str, ...], knowledge: Knowledge, output: Path, format_: str) -> None:
    from inclead_graph.cli.terminal import counting
    from inclead_graph.files import writing_whole
    from inclead_graph.portfolio import read_portfolio
    from inclead_graph.portfolio.assessments import kept_assessments, organisations_in
    from inclead_graph.reports.portfolio_export import graphs_of

    portfolio = read_portfolio(folder)
    known = organisations_in(folder, portfolio)
    _require(organisations, set(known))
    number = sum(known[one] for one in organisations or known)
    refused = []
    with counting("Grading", number) as step, writing_whole(output) as file:
        for one in graphs_of(kept_assessments(folder, portfolio, organisations or None), knowledge, format_):
            step(1)
            if isinstance(one, str):
                file.write(one.encode("utf-8"))
            else:
                refused.append(one)
    click.echo(f"Wrote {output}: {number - len(refused):,} graphs", err=True)
    for bad in refused:
        click.echo(f"Left out: {bad.organisation}: {bad.why}", err=True)
    sys.exit(1 if refused else 0)


def _workspace(
    folder: Path, organisation: str, as_of: dt.date | None, knowledge: Knowledge, output: Path, bare: bool
) -> None:
    from inclead_graph.errors import QueryError
    from inclead_graph.portfolio import read_portfolio
    from inclead_graph.portfolio.assessments import kept_of, organisations_in, without_attachments
    from inclead_graph.workbook import book_of, write_workspace

    portfolio = read_portfolio(folder)
    _require((organisation,), set(organisations_in(folder, portfolio)))
    kept = {one.assessment.as_of: one.assessment for one in kept_of(folder, portfolio, {organisation})[organisation]}
    day = as_of or max(kept)
    if day not in kept:
        raise QueryError(f"'{organisation}' has no assessment as of {day}; there are {', '.join(map(str, kept))}")
    assessment = without_attachments(kept[day]) if bare else kept[day]
    source = next((folder / one.source for one in portfolio.members if one.id == organisation), None)
    book, framework = book_of(assessment, knowledge.framework), knowledge.framework
    absent = write_workspace(output, book, assessment, framework, source if source and source.is_dir() else None)
    click.echo(f"Wrote {output}. Why a grade is what it is: inclead explain {output} ID", err=True)
    for name in absent:
        click.echo(f"Attached and not at hand: {name}; copy it there, or use --without-attachments", err=True)
