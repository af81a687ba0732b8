"""``inclead sparql QUERY``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from inclead_graph.cli.answers import emit_rows, only_toolkit_option, output_option
from inclead_graph.cli.common import ontology_folder_option, write_output
from inclead_graph.cli.graph_sources import endpoint_option, source_of, store_option
from inclead_graph.store import Iri
from inclead_graph.terms import compact

__all__ = ["sparql"]


@click.command(
    epilog="Examples:  inclead sparql 'SELECT ?d WHERE { ?d a inc:Driver }'   inclead sparql @mine.rq --format csv   "
    "echo 'ASK { driver:psed a inc:Driver }' | inclead sparql -   "
    "inclead sparql --endpoint http://127.0.0.1:7878/query 'SELECT ?g { GRAPH ?g { ?a a inc:Assessment } }'"
)
@click.argument("query")
@click.option("--format", "format_", type=click.Choice(("table", "json", "csv", "ttl")), default="table",
              show_default=True, help="How to write rows; CONSTRUCT and DESCRIBE always give Turtle.")  # fmt: skip
@click.option("--rows", type=click.IntRange(1), default=10_000, show_default=True, help="How many at the most.")
@click.option("--seconds", type=click.FloatRange(0.1), default=30.0, show_default=True, help="How long it may take.")
@store_option
@endpoint_option
@only_toolkit_option
@output_option
@ontology_folder_option
def sparql(
    query: str,
    format_: str,
    rows: int,
    seconds: float,
    store: Path | None,
    endpoint: str | None,
    only_toolkit: bool,
    output: Path | None,
    ontology_folder: Path | None,
) -> None:
    """Run a SPARQL query: SELECT, ASK, CONSTRUCT or DESCRIBE. It only reads, and cannot make anything call out.

    QUERY is the query itself, @FILE for a file that holds it, or - to read it from standard input. The prefixes inc:,
    driver:, competency:, lf:, eds-2022:, skos:, sssom: and so on are known; the default graph is all graphs together.
    """
    from inclead_graph.bundled import bundled
    from inclead_graph.knowledge.graph import read_knowledge_graph
    from inclead_graph.store import Rows, Triples

    text = _text(query)
    unsure: frozenset[str] = frozenset()
    instead_of = {"--only-toolkit": only_toolkit, "--ontology": ontology_folder}
    source = source_of(store, endpoint, instead_of=instead_of, seconds=seconds)
    if source is not None:
        found = source.query(text, rows=rows, seconds=seconds)
    else:
        graph = read_knowledge_graph(ontology_folder or bundled("ontology"))
        found = graph.store.query(text, graphs=graph.scope(only_toolkit=only_toolkit), rows=rows, seconds=seconds)
        unsure = graph.things.from_memory
    if isinstance(found, Rows):
        named = sorted({compact(c) for row in found.rows for c in row if isinstance(c, Iri) and c in unsure})
        emit_rows(found.variables, found.rows, format_, output, {"from_memory": named})
        if named:
            click.echo(f"From memory and not verified: {', '.join(named)}.", err=True)
    elif isinstance(found, Triples):
        write_output(found.turtle, output)
    else:
        emit_rows(("answer",), [(found,)], format_, output)
    if isinstance(found, Rows | Triples) and found.cut:
        click.echo(f"Cut off after {rows:,}; there are more. Narrow the query, or raise --rows.", err=True)


def _text(query: str) -> str:
    from inclead_graph.errors import UnreadableError

    if query == "-":
        return sys.stdin.read()
    if not query.startswith("@"):
        return query
    try:
        return Path(query[1:]).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UnreadableError(f"{query[1:]}: not UTF-8 text") from None
    except OSError as error:
        raise UnreadableError(f"{query[1:]}: cannot be read ({error.strerror})") from None
