"""A map of a network as one page to explore: search, filter, look behind each value, and suppose that things change.

The page holds all that it needs and asks nothing of anybody: its policy lets no request out and no other script run.
What is supposed is reckoned in the page, by the same steps as :class:`Reach`.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from inclead_graph import __version__
from inclead_graph.errors import UnreadableError
from inclead_graph.model.network import Partnership, PartnershipNetwork
from inclead_graph.network.view import partnership_strength, review_strength, scale_of, usual_share
from inclead_graph.reports.environment import page_environment
from inclead_graph.reports.network_layout import Place, Size, layout_of
from inclead_graph.reports.network_looks import OTHER, Look, Palette
from inclead_graph.reports.network_picture import described, diameter
from inclead_graph.reports.network_scene import Scene

__all__ = ["page_data", "write"]

SCRIPTS = ("network_reach.js", "network_words.js", "network_map.js", "network_tables.js", "network_page.js")

# This file and no other: npm package cytoscape 3.35.0. vendor/NOTICE.md says where it comes from.
_CYTOSCAPE = "cytoscape.min.js"
_SHA256 = "71fa9ebec21a7ca2c40cff6aacc30d1f6464e363662ad4b2c197e1adc770cd94"


def write(scene: Scene) -> str:
    """Write the page.

    Raises:
        UnreadableError: neither Graphviz nor its WebAssembly build is here to lay the map out, or the package lacks the
            library that draws it.
    """
    environment = page_environment()
    scripts = [_library(), _own_script(environment)]
    # No tag can begin inside JSON whose less-than signs are written as escapes.
    data = json.dumps(page_data(scene), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return environment.get_template("network_map.html").render(
        scene=scene,
        described=described(scene),
        version=__version__,
        hashes=" ".join(f"'sha256-{_hash(script)}'" for script in scripts),
        scripts=[Markup(script) for script in scripts],  # noqa: S704 (the library's and ours)
        data=Markup(data),  # noqa: S704
    )


def page_data(scene: Scene) -> dict[str, Any]:
    """Return all that the page reckons with, as JSON has it: the network on all days, and where everything stands."""
    network = scene.network
    at = layout_of(network, _rooms(scene))
    usual, scale = usual_share(network), scale_of(network)
    return {
        "title": scene.title,
        "fictional": scene.network.fictional,
        "day": _day(scene.day),
        "organisations": list(_organisations(network, at)),
        "groups": list(_groups(network, at)),
        "services": [
            {
                "organisation": one.organisation,
                "group": one.group,
                "share": usual if one.share is None else float(one.share),
                "from": _day(one.start),
                "until": _day(one.end),
            }
            for one in network.services
        ],
        "trust": [
            {"by": one.by, "of": one.of, "share": float(one.share), "date": _day(one.date)}
            for one in sorted(network.trust, key=lambda one: one.date or dt.date.min)
        ],
        "partnerships": [_partnership(one, scale) for one in network.partnerships],
        "scopings": [{"between": one.between, "date": _day(one.date)} for one in network.scopings],
        "anchors": scene.anchors,
        "sectors": list(_sectors(scene.palette)),
    }


def _rooms(scene: Scene) -> Mapping[str, Size]:
    """Return how much room each has on the map: enough for its size, and where they are few, for its name as well."""
    everything = [*(one.id for one in scene.network.organisations), *(one.id for one in scene.network.groups)]
    few = max(0.0, 1 - len(everything) / 150)
    greatest = max((node.value or 0.0 for node in scene.nodes.values()), default=0.0)
    rooms = {}
    for name in everything:
        node = scene.nodes.get(name)
        wide = 8 + diameter(node.value if node else 0.0, greatest)
        rooms[name] = (max(wide, 26 + 90 * few), wide + 26 * few)
    return rooms


def _organisations(network: PartnershipNetwork, at: Mapping[str, Place]) -> Iterator[dict[str, Any]]:
    for one in network.organisations:
        yield {
            "id": one.id,
            "name": one.name,
            "kind": one.kind,
            "sector": one.sector,
            "locality": one.locality,
            "potential": one.potential,
            "atRisk": one.funding_at_risk,
            "from": _day(one.start),
            "until": _day(one.end),
            "source": one.source,
            "x": at[one.id][0],
            "y": -at[one.id][1],
        }


def _groups(network: PartnershipNetwork, at: Mapping[str, Place]) -> Iterator[dict[str, Any]]:
    for one in network.groups:
        yield {
            "id": one.id,
            "name": one.name,
            "disadvantage": one.disadvantage,
            "locality": one.locality,
            "need": None if one.need is None else float(one.need),
            "source": one.source,
            "x": at[one.id][0],
            "y": -at[one.id][1],
        }


def _partnership(one: Partnership, scale: float) -> dict[str, Any]:
    return {
        "between": one.between,
        "kind": one.kind,
        "from": _day(one.start),
        "until": _day(one.end),
        "strength": None if one.weight is None else partnership_strength(one, scale, None),
        "reviews": [
            {"date": _day(review.date), "strength": review_strength([review], None)}
            for review in sorted(one.reviews, key=lambda review: review.date)
        ],
        "atRisk": one.funding_at_risk,
    }


def _sectors(palette: Palette) -> Iterator[dict[str, Any]]:
    """Yield the sectors that have a look of their own, and last what all others share."""
    for word, look in palette.looks.items():
        yield {"label": palette.labels[word], "words": [word], **_look(look)}
    yield {"label": "Another sector, or nobody has said", "words": None, **_look(OTHER)}


def _look(look: Look) -> dict[str, Any]:
    return {"points": look.points, "fill": look.fill}


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _library() -> str:
    path = files("inclead_graph.reports") / "vendor" / _CYTOSCAPE
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read ({error.strerror}); reinstall inclead-graph") from None
    if hashlib.sha256(content).hexdigest() != _SHA256:
        raise UnreadableError(f"{path}: is not the file that this version came with; reinstall inclead-graph")
    return content.decode("utf-8")


def _own_script(environment: Environment) -> str:
    """Return our scripts as one, in a scope of its own."""
    assert environment.loader is not None  # noqa: S101
    sources = [environment.loader.get_source(environment, name)[0] for name in SCRIPTS]
    return '(() => {\n"use strict";\n' + "\n".join(sources) + "\nstart();\n})();\n"


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
