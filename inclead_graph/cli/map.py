"""``inclead map FROM TO``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, only_toolkit_option, output_option
from inclead_graph.cli.common import ontology_folder_option
from inclead_graph.store import Cell, Iri
from inclead_graph.terms import compact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inclead_graph.knowledge.crosswalks import Crossing
    from inclead_graph.knowledge.graph import KnowledgeGraph

__all__ = ["map_"]

COLUMNS = ("from", "fromLabel", "to", "toLabel", "path", "confidence", "why", "from_memory")


@click.command(
    "map",
    epilog="Examples:  inclead map competency lf   inclead map criterion eds-2022   inclead map lf driver   "
    "inclead map self-belief-4 ksf --through 2",
)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--through", type=click.IntRange(0, 3), default=1, show_default=True,
              help="How many things a chain may pass through.")  # fmt: skip
@click.option("--least", type=click.FloatRange(0, 1), default=0.0, help="Leave out chains less sure than this.")
@answer_format_option("table", "json", "csv")
@only_toolkit_option
@output_option
@ontology_folder_option
def map_(
    source: str,
    target: str,
    through: int,
    least: float,
    format_: str,
    only_toolkit: bool,
    output: Path | None,
    ontology_folder: Path | None,
) -> None:
    """Print the crosswalk from one framework to another, with the path and the confidence of each row.

    FROM and TO are frameworks (competency, indicator, driver, lf, lqf, ksf, eds-2011, eds2-2013, eds-2022, body), kinds
    of things (criterion, stage, EdsOutcome), or one thing by its id. A chain is as sure as its weakest link.
    """
    from inclead_graph.bundled import bundled
    from inclead_graph.knowledge.crosswalks import crosswalk
    from inclead_graph.knowledge.graph import read_knowledge_graph
    from inclead_graph.knowledge.neighbourhood import property_labels
    from inclead_graph.knowledge.questions import steps

    graph = read_knowledge_graph(ontology_folder or bundled("ontology"))
    ends = [graph.things.group_named(name) for name in (source, target)]
    found = crosswalk(steps(graph, only_toolkit=only_toolkit), *ends, through=through)
    words = property_labels(graph)
    rows = [_row(crossing, graph, words) for crossing in found if crossing.path.confidence >= least]
    emit_rows(COLUMNS, rows, format_, output, {"from": source, "to": target, "only_toolkit": only_toolkit})
    if not rows:
        more = " without curated links; try it without --only-toolkit" if only_toolkit else ", in chains of this length"
        click.echo(f"Nothing leads from {source} to {target}{more}.", err=True)


def _row(crossing: Crossing, graph: KnowledgeGraph, words: Mapping[str, str]) -> tuple[Cell | None, ...]:
    things, path = graph.things, crossing.path
    return (
        Iri(crossing.source),
        things.all[crossing.source].label,
        Iri(crossing.target),
        things.all[crossing.target].label,
        path.written(words),
        round(path.confidence, 3),
        " | ".join(step.why for step, _ in path.steps if step.why) or None,
        ", ".join(compact(thing) for thing in path.things if thing in things.from_memory) or None,
    )
