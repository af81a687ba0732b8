"""``inclead show ID``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inclead_graph.cli.answers import as_json, only_toolkit_option, output_option, plain
from inclead_graph.cli.common import ontology_folder_option, write_output

if TYPE_CHECKING:
    from inclead_graph.knowledge.neighbourhood import Link, Neighbour, Neighbourhood
    from inclead_graph.knowledge.things import Thing

__all__ = ["show"]


@click.command(
    epilog="Examples:  inclead show psed   inclead show lf:1.4.3   inclead show eds-2022:2B   "
    "inclead show self-belief-4 --draw neighbours.svg"
)
@click.argument("thing", metavar="ID")
@click.option("--format", "format_", type=click.Choice(("text", "json", "ttl")), default="text", show_default=True,
              help="How to write it.")  # fmt: skip
@click.option(
    "--draw", type=click.Path(path_type=Path), metavar="FILE", help="Draw the neighbourhood, as .svg or .dot."
)
@only_toolkit_option
@output_option
@ontology_folder_option
def show(
    thing: str,
    format_: str,
    draw: Path | None,
    only_toolkit: bool,
    output: Path | None,
    ontology_folder: Path | None,
) -> None:
    """Show one thing: what it is, where that is from, and everything that hangs on it, with confidence and reason.

    ID is an id (driver:psed), a code (BR1.A1, psed) or a label; where several things have it, they are listed.
    """
    from inclead_graph.bundled import bundled
    from inclead_graph.knowledge.graph import read_knowledge_graph
    from inclead_graph.knowledge.neighbourhood import neighbourhood_of, property_labels

    graph = read_knowledge_graph(ontology_folder or bundled("ontology"))
    iri = graph.things.named(thing)
    found = neighbourhood_of(iri, graph, only_toolkit=only_toolkit)
    words = property_labels(graph)
    if draw is not None:
        from inclead_graph.cli.common import write_picture
        from inclead_graph.knowledge.picture import picture_of

        write_picture(picture_of(found, words), draw, title=f"{found.thing.label} and what hangs on it")
    if format_ == "json":
        write_output(json.dumps(_document(found, words), ensure_ascii=False, indent=2) + "\n", output)
    elif format_ == "ttl":
        write_output(graph.store.described([iri]), output)
    else:
        write_output("\n".join(_lines(found, words)) + "\n", output)


def _lines(found: Neighbourhood, words: Mapping[str, str]) -> list[str]:
    thing = found.thing
    kinds = ", ".join(kind.partition(":")[2] for kind in thing.kinds)
    lines = [f"{thing.id}  {thing.label}", f"  {kinds}{''.join(f' · {name}' for name in thing.alternatives)}"]
    lines += [f"  {thing.definition}"] if thing.definition else []
    lines += [f"  {_word(words, fact.property)}: {plain(fact.value)}" for fact in found.facts]
    lines += [f"  {found.mark}"] if found.mark else []
    lines += [f"  source: {source}" for source in found.sources]
    for heading, outward in (("Belongs to", True), ("Has below it, or after it", False)):
        mine = [n for n in found.neighbours if n.outward is outward]
        lines += ["", f"{heading}:"] if mine else []
        lines += [f"  {_neighbour(n, words, found)}" for n in mine]
    for heading, curated in (("Links of the toolkit", False), ("Links that we curated", True)):
        links = [link for link in found.links if link.curated is curated]
        lines += ["", f"{heading}:"] if links else []
        lines += [f"  {_link(link, words, found)}" for link in links]
    return lines


def _neighbour(neighbour: Neighbour, words: Mapping[str, str], found: Neighbourhood) -> str:
    arrow = "->" if neighbour.outward else "<-"
    return f"{arrow} {_word(words, neighbour.property)}  {_named(neighbour.thing, found)}"


def _named(thing: Thing, found: Neighbourhood) -> str:
    unsure = " (from memory, not verified)" if thing.iri in found.from_memory else ""
    return f"{thing.id}  {thing.label}{unsure}"


def _link(link: Link, words: Mapping[str, str], found: Neighbourhood) -> str:
    arrow = "->" if link.outward else "<-"
    what = f"not {_word(words, link.property)}" if link.negated else _word(words, link.property)
    return f"{arrow} {what}  {_named(link.thing, found)}  [{plain(link.confidence)}] {link.why}"


def _word(words: Mapping[str, str], iri: str) -> str:
    return words.get(iri) or iri.rpartition("/")[2].rpartition("#")[2]


def _document(found: Neighbourhood, words: Mapping[str, str]) -> dict[str, Any]:
    thing = found.thing
    return {
        "id": thing.id,
        "iri": thing.iri,
        "label": thing.label,
        "kinds": list(thing.kinds),
        "also_called": list(thing.alternatives),
        "definition": thing.definition,
        "verification": found.mark,
        "sources": list(found.sources),
        "facts": [{"property": _word(words, f.property), "value": as_json(f.value)} for f in found.facts],
        "neighbours": [{**_end(n, words), "from_memory": n.thing.iri in found.from_memory} for n in found.neighbours],
        "links": [
            {
                **_end(link, words),
                "from_memory": link.thing.iri in found.from_memory,
                "holds": not link.negated,
                "confidence": link.confidence,
                "why": link.why,
                "curated": link.curated,
            }
            for link in found.links
        ],
    }


def _end(tie: Neighbour | Link, words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "property": _word(words, tie.property),
        "id": tie.thing.id,
        "label": tie.thing.label,
        "outward": tie.outward,
    }
