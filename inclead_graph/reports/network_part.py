"""The part of a report on partnerships: how far each group is reached, what hangs on whom, which tie to make next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inclead_graph.errors import UnreadableError
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.network_facts import reach_of
from inclead_graph.model.framework import Framework
from inclead_graph.network import Bridging, Reach, view_of
from inclead_graph.network.advice import Advised, next_ties, unserved
from inclead_graph.network.missing import Ranges, ranges_of
from inclead_graph.network.structure import betweenness_of
from inclead_graph.network_checks import notes_of
from inclead_graph.pictures import render
from inclead_graph.reports.network_picture import described, picture_of_network
from inclead_graph.reports.network_scene import scene_of

__all__ = ["Partnerships", "partnerships_of"]

SHOWN = 15
"""How many bridges a report lists."""
ADVISED = 3
"""How many new ties a report advises."""


@dataclass(frozen=True, slots=True)
class Partnerships:
    """Everything that the part shows.

    Attributes:
        reach: how far each group is reached on the day.
        ranges: what missing answers leave open.
        bridges: the organisations on which most hangs, with their betweenness; anchors are not among them.
        hanging: for each group, the organisations through which it is reached only, and mainly.
        advised: the new ties that would gain most.
        unserved: groups that nobody serves.
        notes: what is missing, in sentences.
        picture: the map as SVG; empty where nothing here can draw.
    """

    reach: Reach
    ranges: Ranges
    bridges: tuple[tuple[str, Bridging, float], ...]
    hanging: Mapping[str, Mapping[str, tuple[str, ...]]]
    advised: Advised
    unserved: tuple[str, ...]
    notes: tuple[str, ...]
    picture: str

    def name(self, organisation: str) -> str:
        """Return what an organisation of the network is called."""
        return next(o.name for o in self.reach.view.network.organisations if o.id == organisation)


def partnerships_of(findings: Findings) -> Partnerships | None:
    """Return what a network shows on the day of the assessment; ``None`` where there is no network."""
    reach = reach_of(findings.assessment, findings.framework)
    if reach is None:
        return None
    view = reach.view
    structure = betweenness_of(view)
    found = [(name, one, structure[name]) for name, one in reach.organisations.items() if one and one.losses]
    found.sort(key=lambda line: (-line[1].value, line[0]))
    possible = view_of(view.network, day=view.day, anchors=view.anchors, possible=True)
    return Partnerships(
        reach=reach,
        ranges=ranges_of(view.network, day=view.day, anchors=view.anchors),
        bridges=tuple(found[:SHOWN]),
        hanging={group: _hanging(found, group) for group in view.groups},
        advised=next_ties(possible, ADVISED),
        unserved=unserved(possible),
        notes=tuple(
            f"{note.what[0].upper()}{note.what[1:]}: {note.todo}."
            for note in notes_of(view.network, findings.framework)
        ),
        picture=_picture(reach, findings.framework),
    )


def _hanging(found: list[tuple[str, Bridging, float]], group: str) -> Mapping[str, tuple[str, ...]]:
    extents = {name: loss.extent for name, bridging, _ in found for loss in bridging.losses if loss.group == group}
    return {word: tuple(name for name, extent in extents.items() if extent == word) for word in ("only", "mainly")}


def _picture(reach: Reach, framework: Framework) -> str:
    """Draw the map, which a report can do without."""
    sectors = {word: concept.label for word, concept in framework.vocabularies["sector"].items()}
    scene = scene_of(reach, sectors, framework.narrower("sector", "statutory"))
    try:
        dot = picture_of_network(scene)
        return render(dot, layout="neato", title=scene.title, description=described(scene))
    except UnreadableError:
        return ""
