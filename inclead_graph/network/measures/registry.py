"""All measures by name: what each is, and how it is had of a network. Help and documentation are made from this."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from inclead_graph.network.measures import bridging, cohesion, degrees, holes, keyplayers, sectors, twomode
from inclead_graph.network.measures.between import betweenness, edge_betweenness
from inclead_graph.network.measures.brokers import brokerage
from inclead_graph.network.measures.subject import Subject

__all__ = ["MEASURES", "Measure", "Of", "markdown"]

Of = Literal["organisations", "ties", "groups", "sectors", "network", "sets"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure, in the words of its function's docstring.

    Attributes:
        name: by which commands know it.
        of: what it gives values for.
        title: what the field calls it.
        meaning: what it says, in a line.
        definition: how it is worked out.
        unit: of its values, and their range.
        isolated: what an organisation without ties gets.
        weight: what it takes as weight when weights are asked for; empty where it takes none.
        citation: where it comes from.
        most: the largest network, in organisations, of which it is had unasked; ``None`` where it is fast.
        had: gives its values.
    """

    name: str
    of: Of
    title: str
    meaning: str
    definition: str
    unit: str
    isolated: str
    weight: str
    citation: str
    most: int | None
    had: Callable[[Subject], Any]

    @classmethod
    def described(
        cls,
        name: str,
        of: Of,
        by: Callable[..., Any],
        had: Callable[[Subject], Any],
        *,
        most: int | None = None,
    ) -> Measure:
        """Make a measure from the docstring of the function that it is computed by.

        The first line is its title and meaning, the next paragraph its definition, and the next begins its lines
        with ``Unit:``, ``Isolated:``, ``Weight:`` and ``Source:``.
        """
        first, definition, fields = (inspect.getdoc(by) or "").split("\n\n")[:3]
        title, _, meaning = " ".join(first.split()).partition(": ")
        said = _fields(fields)
        return cls(
            name=name,
            of=of,
            title=title,
            meaning=meaning,
            definition=" ".join(definition.split()),
            unit=said["Unit"],
            isolated=said["Isolated"],
            weight=said.get("Weight", ""),
            citation=said["Source"],
            most=most,
            had=had,
        )


def markdown() -> str:
    """Return the measures as tables for a page, one for each kind of thing that they are of."""
    tables = []
    for of, heading in HEADINGS.items():
        rows = [
            f"| `{one.name}` | **{one.title}**: {one.meaning} {one.definition} | {one.unit} | {one.isolated} "
            f"| {one.weight or 'none'} | {one.citation} |"
            for one in MEASURES.values()
            if one.of == of
        ]
        head = "| name | what it is | unit | who has no ties | weight | source |\n|---|---|---|---|---|---|"
        tables.append("\n".join([f"### {heading}", "", head, *rows]))
    return "\n\n".join(tables) + "\n"


HEADINGS: Mapping[Of, str] = {
    "organisations": "Of each organisation",
    "ties": "Of each tie",
    "groups": "Of each group that is served",
    "sectors": "Of sectors",
    "network": "Of the network as a whole",
    "sets": "Of sets of organisations",
}


def _fields(text: str) -> dict[str, str]:
    """Return the lines of a docstring that begin with a word and a colon, with those that continue them indented."""
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith(" "):
            found[name] += " " + line.strip()
        else:
            name, _, value = line.partition(": ")
            found[name] = value
    return {name: value.removesuffix(".") for name, value in found.items()}


_described = Measure.described
MEASURES: Mapping[str, Measure] = {
    one.name: one
    for one in (
        _described("degree", "organisations", degrees.degree, lambda s: degrees.degree(s.weighed, s.strength)),
        _described("betweenness", "organisations", betweenness, lambda s: s.between),
        _described("constraint", "organisations", holes.constraint, lambda s: s.holes.constraint),
        _described("effective-size", "organisations", holes.effective_size, lambda s: s.holes.effective_size),
        _described("efficiency", "organisations", holes.efficiency, lambda s: s.holes.efficiency),
        _described("hierarchy", "organisations", holes.hierarchy, lambda s: s.holes.hierarchy),
        _described(
            "articulation-point",
            "organisations",
            bridging.articulation_points,
            lambda s: bridging.articulation_points(s.graph),
        ),
        _described(
            "bridging-coefficient",
            "organisations",
            bridging.bridging_coefficient,
            lambda s: bridging.bridging_coefficient(s.graph),
        ),
        _described(
            "bridging-centrality",
            "organisations",
            bridging.bridging_centrality,
            lambda s: bridging.bridging_product(s.between, bridging.bridging_coefficient(s.graph)),
        ),
        _described(
            "valente-fujimoto",
            "organisations",
            cohesion.valente_fujimoto,
            lambda s: cohesion.valente_fujimoto(s.graph, tell=s.tell),
            most=500,
        ),
        _described("core-number", "organisations", degrees.core_number, lambda s: degrees.core_number(s.graph)),
        _described("brokerage", "organisations", brokerage, lambda s: s.brokerage.counts.total),
        _described(
            "ei-index", "organisations", sectors.ei_index, lambda s: sectors.ei_index(s.weighed, s.sectors, s.strength)
        ),
        _described(
            "participation",
            "organisations",
            sectors.participation,
            lambda s: sectors.participation(s.weighed, s.sectors, s.strength),
        ),
        _described(
            "sole-coverage",
            "organisations",
            twomode.sole_coverage,
            lambda s: twomode.sole_coverage(s.served, s.view.organisations),
        ),
        _described(
            "redundancy",
            "organisations",
            twomode.redundancy,
            lambda s: twomode.redundancy(s.served, s.view.organisations),
        ),
        _described(
            "edge-betweenness",
            "ties",
            edge_betweenness,
            lambda s: edge_betweenness(s.weighed, s.distance),
            most=10_000,
        ),
        _described("bridge", "ties", bridging.bridges, lambda s: bridging.bridges(s.graph)),
        _described("local-bridge", "ties", bridging.local_bridges, lambda s: bridging.local_bridges(s.graph)),
        _described(
            "coverage",
            "groups",
            twomode.coverage,
            lambda s: {group: value for (_, group), value in twomode.coverage(s.served, s.groups).items()},
        ),
        _described(
            "ei-index-of-sectors",
            "sectors",
            sectors.ei_index_of_sectors,
            lambda s: sectors.ei_index_of_sectors(s.weighed, s.sectors, s.strength),
        ),
        _described(
            "collaboration-matrix",
            "sectors",
            sectors.collaboration_matrix,
            lambda s: sectors.collaboration_matrix(s.graph, s.sectors),
        ),
        _described(
            "ei-index-of-network",
            "network",
            sectors.ei_index_of_network,
            lambda s: sectors.ei_index_of_network(s.weighed, s.sectors, s.strength),
        ),
        _described("fragmentation", "network", keyplayers.fragmentation, lambda s: keyplayers.fragmentation(s.graph)),
        _described(
            "distance-weighted-fragmentation",
            "network",
            keyplayers.distance_weighted_fragmentation,
            lambda s: keyplayers.distance_weighted_fragmentation(s.graph),
            most=2_000,
        ),
        _described("key-players", "sets", keyplayers.key_players, lambda s: s.key_players, most=200),
    )
}
"""Every measure by its name."""
