"""``inclead find WORDS``."""

from __future__ import annotations

from pathlib import Path

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import ontology_folder_option

__all__ = ["find"]


@click.command(
    epilog="Examples:  inclead find resilience   inclead find psed   inclead find 'commisioning duty' --kind Driver"
)
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@click.option(
    "--kind",
    multiple=True,
    metavar="KIND",
    help="Only things of this kind, as Driver or Criterion; may be given again.",
)
@click.option("--most", type=click.IntRange(1, 500), default=20, show_default=True, help="How many at the most.")
@answer_format_option("table", "json", "csv")
@output_option
@ontology_folder_option
def find(
    words: tuple[str, ...],
    kind: tuple[str, ...],
    most: int,
    format_: str,
    output: Path | None,
    ontology_folder: Path | None,
) -> None:
    """Search codes, labels and definitions for words; spelling need not be exact.

    The score says how well a thing fits, from 0 to 100.
    """
    from inclead_graph.bundled import bundled
    from inclead_graph.knowledge.graph import read_knowledge_graph
    from inclead_graph.store import Iri

    graph = read_knowledge_graph(ontology_folder or bundled("ontology"))
    kinds = [graph.things.kind_named(name) for name in kind]
    found = graph.things.search(" ".join(words), kinds, most)
    rows = [
        (
            Iri(f.thing.iri),
            f.thing.label,
            ", ".join(kind.partition(":")[2] for kind in f.thing.kinds),
            f.score,
            f.thing.iri in graph.things.from_memory,
        )
        for f in found
    ]
    emit_rows(("thing", "label", "kind", "score", "from_memory"), rows, format_, output, {"words": " ".join(words)})
    if not rows:
        click.echo("Nothing fits these words.", err=True)
