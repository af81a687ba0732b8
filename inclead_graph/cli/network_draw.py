"""``inclead network draw DIR``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.common import as_of_option, ontology_folder_option, write_output, write_picture
from inclead_graph.cli.network_common import anchor_option, network_argument, viewed

if TYPE_CHECKING:
    from inclead_graph.reports.network_scene import Scene

__all__ = ["draw"]

PAGES = (".html", ".htm")
PICTURES = (".svg", ".pdf", ".dot", ".gv")


@click.command(
    epilog="Examples:  inclead network draw my-trust --open   inclead network draw my-trust -o map.svg --top 60"
)
@network_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    default=Path("network-map.html"),
    show_default=True,
    help="Where to: .html is a page to explore; .svg, .pdf and .dot are pictures.",
)
@as_of_option
@anchor_option
@click.option("--groups/--no-groups", default=None, help="Draw the groups in a picture, or leave them out.")
@click.option("--top", type=click.IntRange(1), metavar="N", help="Draw so many organisations in a picture; 150 else.")
@click.option("--open", "open_", is_flag=True, help="Open what was written.")
@ontology_folder_option
def draw(
    folder: Path, output: Path, as_of: dt.date | None, anchors: tuple[str, ...], groups: bool | None, top: int | None,
    open_: bool, ontology_folder: Path | None,
) -> None:  # fmt: skip
    """Draw the network: a page to explore, search and try things out on, or a picture for a paper.

    Sectors have shapes and colours, the size says how many people would not be reached without an organisation, and
    dashed ties are those whose funding is at risk. The page holds everything and asks nothing of anybody.
    docs/network-maps.md says how to read both.
    """
    if output.suffix.lower() not in (*PAGES, *PICTURES):
        raise click.UsageError(f"a map is not written as '{output.name}'; end it in .html, .svg, .pdf or .dot")
    if output.suffix.lower() in PAGES and (groups is not None or top is not None):
        raise click.UsageError("--groups and --top are for pictures; the page shows everything and has filters")
    from inclead_graph.cli.terminal import progress

    with progress("Reading the network") as tell:
        scene = _scene(folder, as_of, anchors, ontology_folder)
        tell("Drawing")
        _write(scene, output, groups, top)
    if open_:
        click.launch(str(output))


def _scene(folder: Path, as_of: dt.date | None, anchors: tuple[str, ...], ontology: Path | None) -> Scene:
    from inclead_graph.network import Reach
    from inclead_graph.reports.network_scene import scene_of

    view, knowledge = viewed(folder, as_of, anchors, ontology=ontology)
    framework = knowledge.framework
    sectors = {word: concept.label for word, concept in framework.vocabularies["sector"].items()}
    return scene_of(Reach(view), sectors, framework.narrower("sector", "statutory"))


def _write(scene: Scene, output: Path, groups: bool | None, top: int | None) -> None:
    from inclead_graph.reports import network_page
    from inclead_graph.reports.network_picture import MOST, described, picture_of_network

    if output.suffix.lower() in PAGES:
        write_output(network_page.write(scene), output)
        return
    picture = picture_of_network(scene, groups=groups, most=top or MOST)
    write_picture(picture, output, layout="neato", title=scene.title, description=described(scene))
