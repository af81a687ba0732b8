"""``inclead graph export``, ``load``, ``upload``, ``assessments``, ``stats``, ``digest`` and ``draw``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, only_toolkit_option, output_option
from inclead_graph.cli.common import ontology_folder_option, rules_folder_option, write_output, write_picture
from inclead_graph.cli.graph_sources import Parts, endpoint_option, source_of, store_option
from inclead_graph.store import FORMATS, Iri, Store, reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from inclead_graph.knowledge.graph import KnowledgeGraph
    from inclead_graph.store.server import Server

__all__ = ["graph"]


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
@store_option
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
    epilog="Examples:  inclead graph load my-store trusts/*   inclead graph load my-store results.ttl   "
    "then   inclead sparql --store my-store 'SELECT ...'"
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.argument("given", metavar="[WHAT]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--without-ontology", is_flag=True, help="Load what is given alone.")
@click.option(
    "--wait", type=click.FloatRange(0), default=0.0, metavar="SECONDS",
    help="How long to wait while another process writes to the store; without it, the load is refused.",
)  # fmt: skip
@rules_folder_option
@ontology_folder_option
def load(
    folder: Path,
    given: tuple[Path, ...],
    without_ontology: bool,
    wait: float,
    rules_folder: Path | None,
    ontology_folder: Path | None,
) -> None:
    """Make a store in the folder DIR, or add to one: the ontology, assessments, and RDF files of yours.

    WHAT is a folder or workbook of an assessment, which is graded and kept with all its findings; a portfolio, for all
    its assessments; or an RDF file: .ttl, .nt, .rdf, and .trig, .nq, .jsonld with graphs of their own. Each is a named
    graph; loaded again, it takes the place of the earlier one. All of it comes into force at the end, at once, or none
    where the command is stopped. Nothing is fetched from anywhere.
    """
    from inclead_graph.cli.terminal import progress

    def waits(who: str) -> None:
        click.echo(f"{folder}: waiting up to {wait:g} seconds for another process ({who}).", err=True)

    with progress("Reading the ontology") as tell:
        parts = Parts(given, ontology_folder, rules_folder, with_ontology=not without_ontology, tell=tell)
        with writing(folder, wait=wait, waits=waits) as store:
            taken = store.take(parts)
            if parts.failed and len(parts.failed) == parts.tried:
                raise parts.failed[0][1]
            graphs = len(store.graphs())
    click.echo(
        f"{folder}: loaded {taken.statements:,} statements in {taken.graphs:,} graphs, {taken.replaced:,} of them "
        f"in the place of earlier ones; {graphs:,} graphs in all."
    )
    if code := parts.report():
        sys.exit(code)


@graph.command(
    epilog="Examples:  inclead graph upload http://127.0.0.1:7878/store trusts/*   "
    "inclead graph upload http://127.0.0.1:7878/store --store my-store   "
    "inclead graph upload http://127.0.0.1:7878/update --by update trusts/*"
)
@click.argument("address", metavar="URL")
@click.argument("given", metavar="[WHAT]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--store", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
              help="Upload what a store holds, and nothing else.")  # fmt: skip
@click.option("--by", type=click.Choice(("graph-store", "update")), default="graph-store", show_default=True,
              help="Which of the W3C's protocols the server speaks at URL.")  # fmt: skip
@click.option("--without-ontology", is_flag=True, help="Upload what is given alone.")
@click.option(
    "--leaves-this-machine", is_flag=True, help="Needed where URL is not of this machine: evidence leaves it."
)
@rules_folder_option
@ontology_folder_option
def upload(
    address: str,
    given: tuple[Path, ...],
    store: Path | None,
    by: str,
    without_ontology: bool,
    leaves_this_machine: bool,
    rules_folder: Path | None,
    ontology_folder: Path | None,
) -> None:
    """Put graphs on a SPARQL 1.1 server, by the Graph Store HTTP Protocol or SPARQL Update.

    URL is where the server takes graphs (with --by update: updates). WHAT is as for 'inclead graph load'. Each graph
    takes the place of the one of its name. Where the command is stopped, some graphs are the new ones and some the old,
    each of them whole; run it again.
    """
    from inclead_graph.cli.terminal import progress

    server = _server(address, leaves_this_machine=leaves_this_machine)
    if store is not None and given:
        raise click.UsageError("--store uploads what the store holds: leave WHAT out, or load it into the store first")
    graphs = statements = 0
    with progress("Reading the ontology") as tell:
        parts = Parts(given, ontology_folder, rules_folder, with_ontology=not without_ontology, tell=tell)
        for part in parts if store is None else _each_graph(store, tell):
            for name in part.graphs():
                server.put(name, part, by_update=by == "update")
                graphs, statements = graphs + 1, statements + part.size(name)
    click.echo(f"{address}: put {statements:,} statements in {graphs:,} graphs.")
    if code := parts.report():
        sys.exit(code)


def _server(address: str, *, leaves_this_machine: bool) -> Server:
    from inclead_graph.store.server import Server, is_this_machine

    server = Server(address)
    if not is_this_machine(address):
        if not leaves_this_machine:
            raise click.UsageError(
                f"{address} is not this machine: evidence would leave it. If that is meant, add --leaves-this-machine"
            )
        click.echo(f"Evidence leaves this machine, to {address}.", err=True)
    return server


def _each_graph(folder: Path, tell: Callable[[str], None]) -> Iterator[Store]:
    """Yield the graphs of a store one by one."""
    source = reading(folder)
    names = source.graphs()
    for number, name in enumerate(names, 1):
        tell(f"{number:,} of {len(names):,}: {name}")
        yield source.part([name])


@graph.command(
    epilog="Examples:  inclead graph assessments --store my-store   "
    "inclead graph assessments --endpoint http://127.0.0.1:7878/query"
)
@store_option
@endpoint_option
@answer_format_option("table", "json", "csv")
@output_option
def assessments(store: Path | None, endpoint: str | None, format_: str, output: Path | None) -> None:
    """List the assessments in a store or on a server: whose, as of which day, and the name of the graph."""
    from inclead_graph.knowledge.assessed import assessed_in

    source = source_of(store, endpoint, instead_of={})
    if source is None:
        raise click.UsageError("say where: --store DIR or --endpoint URL")
    rows = [(one.organisation, one.code or None, one.as_of, Iri(one.graph)) for one in assessed_in(source)]
    emit_rows(("organisation", "code", "as_of", "graph"), rows, format_, output)


@graph.command()
@store_option
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
@store_option
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
        return reading(store), None
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
