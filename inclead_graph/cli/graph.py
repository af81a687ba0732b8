"""``inclead graph export``, ``load``, ``stats``, ``digest`` and ``draw``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, only_toolkit_option, output_option
from inclead_graph.cli.common import ontology_folder_option, write_output, write_picture
from inclead_graph.store import FORMATS, Iri, Store

if TYPE_CHECKING:
    from inclead_graph.knowledge.graph import KnowledgeGraph

__all__ = ["graph"]

_STORE = click.option(
    "--store",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="A store that 'load' made, instead of the ontology.",
)


@click.group(
    epilog="Examples:  inclead graph stats   inclead graph export --format ttl -o all.ttl   "
    "inclead graph load my-store results.ttl   inclead graph draw classes.svg"
)
def graph() -> None:
    """Export, load, count and draw the knowledge graph."""


@graph.command(epilog="Example:  inclead graph export --format jsonld --graph mappings:competency-lf")
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="nq", show_default=True,
              help="Turtle, TriG, N-Triples, N-Quads, JSON-LD or RDF/XML.")  # fmt: skip
@click.option(
    "--graph", "names", multiple=True, metavar="NAME", help="Only this graph ('stats' lists them); may be given again."
)
@only_toolkit_option
@_STORE
@output_option
@ontology_folder_option
def export(
    format_: str,
    names: tuple[str, ...],
    only_toolkit: bool,
    store: Path | None,
    output: Path | None,
    ontology_folder: Path | None,
) -> None:
    """Write the graph, or some graphs of it, in a format of the field.

    N-Quads, TriG and JSON-LD keep the graphs apart; the other formats hold their union.
    """
    source, chosen = _source(store, ontology_folder, only_toolkit=only_toolkit)
    write_output(source.dump(format_, _named(names, source) if names else chosen), output)


@graph.command(
    epilog="Example:  inclead graph load my-store results.ttl   then   inclead sparql --store my-store 'SELECT ...'"
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--without-ontology", is_flag=True, help="Load the files alone.")
@ontology_folder_option
def load(folder: Path, files: tuple[Path, ...], without_ontology: bool, ontology_folder: Path | None) -> None:
    """Make a store on disk, or add to one: the ontology, and RDF files of yours, each a graph of its own name.

    Formats go by the ending of a name: .ttl, .nt, .rdf, and .trig, .nq, .jsonld with graphs of their own. Nothing is
    fetched from anywhere.
    """
    from inclead_graph.bundled import bundled
    from inclead_graph.knowledge.graph import read_knowledge_graph

    store = Store(folder)
    before = store.size()
    if not without_ontology:
        read_knowledge_graph(ontology_folder or bundled("ontology"), store)
    for file in files:
        store.load(file, f"urn:inclead:file:{quote(file.name.replace(' ', '-'), safe='', errors='replace')}")
    click.echo(f"{folder}: {store.size():,} statements in {len(store.graphs())} graphs, {store.size() - before:,} new.")


@graph.command()
@_STORE
@answer_format_option("table", "json", "csv")
@output_option
@ontology_folder_option
def stats(store: Path | None, format_: str, output: Path | None, ontology_folder: Path | None) -> None:
    """Count statements by graph, and things by kind."""
    source, _ = _source(store, ontology_folder)
    rows: list[tuple[str, Iri | str, int]] = [("graph", Iri(name), source.size(name)) for name in source.graphs()]
    found = source.query("SELECT ?kind (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a ?kind } GROUP BY ?kind ORDER BY ?kind")
    rows += [("kind", kind, number) for kind, number in getattr(found, "rows", ())]
    rows.append(("all", "statements", source.size()))
    emit_rows(("what", "name", "number"), rows, format_, output)


@graph.command()
@_STORE
@only_toolkit_option
@ontology_folder_option
def digest(store: Path | None, only_toolkit: bool, ontology_folder: Path | None) -> None:
    """Print the SHA-256 of the graph in its canonical form (W3C RDFC-1.0): the same statements, the same digest."""
    source, chosen = _source(store, ontology_folder, only_toolkit=only_toolkit)
    click.echo(source.digest(chosen))


@graph.command(
    epilog="Examples:  inclead graph draw classes.svg   (what hangs on one thing: inclead show ID --draw FILE)"
)
@click.argument("file", type=click.Path(path_type=Path))
@ontology_folder_option
def draw(file: Path, ontology_folder: Path | None) -> None:
    """Draw the classes of the ontology and their links, as .svg, .pdf or .dot."""
    from inclead_graph.knowledge.picture import picture_of_classes

    write_picture(picture_of_classes(_knowledge(ontology_folder)), file, title="Classes of the ontology")


def _knowledge(ontology_folder: Path | None) -> KnowledgeGraph:
    from inclead_graph.bundled import bundled
    from inclead_graph.knowledge.graph import read_knowledge_graph

    return read_knowledge_graph(ontology_folder or bundled("ontology"))


def _source(
    store: Path | None, ontology_folder: Path | None, *, only_toolkit: bool = False
) -> tuple[Store, tuple[str, ...] | None]:
    """Return a store and the graphs of it to look at; all of them where that is not said."""
    if store is not None:
        return Store(store, read_only=True), None
    knowledge = _knowledge(ontology_folder)
    return knowledge.store, knowledge.graphs(only_toolkit=only_toolkit)


def _named(names: tuple[str, ...], source: Store) -> list[str]:
    from inclead_graph.errors import QueryError, nearest
    from inclead_graph.terms import compact, expand

    known = {compact(name): name for name in source.graphs()}
    for name in names:
        if expand(name) not in known.values():
            raise QueryError(f"there is no graph '{name}'; {nearest(name, known)}")
    return [expand(name) for name in names]
