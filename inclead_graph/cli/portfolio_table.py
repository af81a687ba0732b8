"""``inclead portfolio table PORTFOLIO``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import json_option, ontology_folder_option, rules_folder_option
from inclead_graph.cli.portfolio_assess import portfolio_argument
from inclead_graph.errors import QueryError, nearest

if TYPE_CHECKING:
    from inclead_graph.model.framework import Framework
    from inclead_graph.portfolio.profiles import OrganisationProfile

__all__ = ["table"]


@click.command(
    epilog="Examples:  inclead portfolio table my-region   inclead portfolio table my-region --stage BR   "
    "inclead portfolio table my-region --format csv -o region.csv"
)
@portfolio_argument
@click.option("--stage", help="Show the factors of this stage, as BR, in place of the stages.")
@click.option("--every-day", is_flag=True, help="Show every assessment, and not the latest of each organisation alone.")
@answer_format_option("table", "csv", "json")
@json_option
@output_option
@ontology_folder_option
@rules_folder_option
def table(
    folder: Path,
    stage: str | None,
    every_day: bool,
    format_: str,
    as_json: bool,
    output: Path | None,
    ontology_folder: Path | None,
    rules_folder: Path | None,
) -> None:
    """Show a line for each organisation: where it belongs, its day, and its grade in each stage.

    A grade is its floor, what is shown; where more could be, `(up to …)` says the ceiling. Nothing stands where a stage
    or factor does not apply.
    """
    from inclead_graph.assess import load_knowledge
    from inclead_graph.portfolio import kept_results
    from inclead_graph.portfolio.profiles import latest, profiles_of

    knowledge = load_knowledge(ontology_folder, rules_folder)
    things = _things(knowledge.framework, stage)
    results = kept_results(folder, knowledge)
    profiles = profiles_of(results if every_day else latest(results), knowledge.framework)
    columns = ("organisation", "region", "kind", "as of", *things)
    emit_rows(columns, (list(_row(one, things)) for one in profiles), "json" if as_json else format_, output)


def _things(framework: Framework, stage: str | None) -> tuple[str, ...]:
    if stage is None:
        return tuple(framework.stages)
    if stage.upper() not in framework.stages:
        raise QueryError(f"'{stage}' is not a stage; {nearest(stage.upper(), framework.stages)}")
    return framework.stages[stage.upper()].factors


def _row(profile: OrganisationProfile, things: tuple[str, ...]) -> Iterator[str | None]:
    yield from (profile.organisation, profile.region, profile.kind, profile.as_of.isoformat())
    for thing in things:
        floor, ceiling = profile.floor(thing), profile.ceilings.get(thing)
        yield floor and (floor if floor == ceiling else f"{floor} (up to {ceiling})")
