"""``inclead portfolio assess PORTFOLIO``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.common import json_option, ontology_folder_option, read_assessment, rules_folder_option

if TYPE_CHECKING:
    from inclead_graph.portfolio import Done, Portfolio, Unit
    from inclead_graph.portfolio.batches import Refused
    from inclead_graph.portfolio.spreading import JudgedBy, Spread

__all__ = ["assess", "portfolio_argument"]

_HERE = ("127.0.0.1", "::1", "localhost")

portfolio_argument = click.argument(
    "folder", metavar="PORTFOLIO", type=click.Path(path_type=Path, exists=True, file_okay=False)
)


@click.command(
    epilog="Examples:  inclead portfolio assess my-region   inclead portfolio assess my-region --workers 4   "
    "inclead portfolio assess my-region --scheduler tcp://127.0.0.1:8786"
)
@portfolio_argument
@click.option("--everything", is_flag=True, help="By all rules for lakes, too: signals, EDS, gradings by others.")
@click.option("--workers", type=click.IntRange(1, 256), default=1, help="Processes to grade with.", show_default=True)
@click.option("--scheduler", metavar="ADDRESS", help="Grade with a Dask cluster, as tcp://127.0.0.1:8786.")
@click.option("--leaves-this-machine", is_flag=True, help="Let a cluster elsewhere have the evidence.")
@click.option(
    "--sample",
    type=click.IntRange(0, 10_000),
    default=1,
    show_default=True,
    help="Of how many organisations of each file every finding is compared with the reference engine's.",
)
@json_option
@ontology_folder_option
@rules_folder_option
def assess(
    folder: Path,
    everything: bool,
    workers: int,
    scheduler: str | None,
    leaves_this_machine: bool,
    sample: int,
    as_json: bool,
    ontology_folder: Path | None,
    rules_folder: Path | None,
) -> None:
    """Validate and grade every organisation of a portfolio that has changed, and keep the results.

    One that cannot be read or judged is listed and does not stop the rest. A run that was stopped goes on where it was.
    Members are graded by all rules; lakes by those of criteria, factors, stages, laws and policies, unless
    --everything.

    Ends with 1 where there are organisations that could not be graded.
    """
    from inclead_graph.assess import load_knowledge
    from inclead_graph.cli.terminal import counting
    from inclead_graph.portfolio import JudgedBy, keep_members, prune, read_portfolio, units_of, versions_of

    spread = _spread(workers, scheduler, leaves_this_machine)
    knowledge = load_knowledge(ontology_folder, rules_folder)
    portfolio = read_portfolio(folder)
    with counting("Reading", len(portfolio.members)) as step:
        refused = keep_members(
            folder, portfolio, lambda source: read_assessment(source, knowledge.framework), lambda _: step(1)
        )
    units = units_of(folder, portfolio, knowledge, everything=everything)
    by = JudgedBy(ontology_folder, rules_folder, versions_of(knowledge), sample)
    done = _run(units, by, spread)
    prune(folder, units)
    refused += tuple(one for of in done for one in of.refused)
    if as_json:
        click.echo(json.dumps(_data(portfolio, done, refused), indent=2, ensure_ascii=False))
    else:
        _tell(folder, done, refused)
    sys.exit(1 if refused else 0)


def _spread(workers: int, scheduler: str | None, leaves_this_machine: bool) -> Spread:
    from urllib.parse import urlsplit

    from inclead_graph.portfolio import in_cluster, in_processes, one_by_one

    if scheduler is None:
        return in_processes(workers) if workers > 1 else one_by_one
    if workers > 1:
        raise click.UsageError("--scheduler has workers of its own; leave --workers out")
    if urlsplit(scheduler).hostname not in _HERE and not leaves_this_machine:
        raise click.UsageError(
            f"'{scheduler}' is another machine, and would be sent the evidence; "
            "say --leaves-this-machine if that may be, and see docs/scale.md"
        )
    return in_cluster(scheduler)


def _run(units: list[Unit], by: JudgedBy, spread: Spread) -> list[Done]:
    from inclead_graph.cli.terminal import counting
    from inclead_graph.portfolio import assess_units

    done = []
    with counting("Grading", len(units)) as step:
        for one in assess_units(units, by, spread):
            done.append(one)
            step(1)
    return sorted(done, key=lambda one: str(one.source))


def _data(portfolio: Portfolio, done: Iterable[Done], refused: Iterable[Refused]) -> dict[str, object]:
    done = list(done)
    return {
        "title": portfolio.title,
        "organisations": sum(one.organisations for one in done),
        "graded_now": sum(one.organisations for one in done if one.again),
        "compared_with_reference_engine": sum(one.compared for one in done),
        "refused": [asdict(one) for one in refused],
    }


def _tell(folder: Path, done: list[Done], refused: tuple[Refused, ...]) -> None:
    number, now = (sum(one.organisations for one in of) for of in (done, [one for one in done if one.again]))
    compared = sum(one.compared for one in done)
    click.echo(f"{number:,} assessments: {now:,} graded now, {number - now:,} as before.")
    click.echo(f"Of {compared:,}, every finding was compared with the reference engine's; all agreed.")
    for one in refused:
        click.echo(f"Not graded: {one.organisation}")
        for line in one.why.splitlines():
            click.echo(f"  {line}")
    click.echo(f"See them with: inclead portfolio table {folder}", err=True)
