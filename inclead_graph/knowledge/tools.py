"""Read what the toolkit has organisations draw up for themselves, and which competencies a criterion calls for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from rdflib.namespace import SKOS

from inclead_graph.knowledge.reading import Statements
from inclead_graph.model.framework import Criterion, Passage, Prompt, Tool
from inclead_graph.terms import INC

__all__ = ["read_competencies", "read_tools"]


def read_tools(graph: Statements, criteria: Collection[str], passages: Mapping[str, Passage]) -> Iterator[Tool]:
    """Yield every tool with its prompts in their order.

    Raises:
        OntologyError: a tool or prompt lacks a label, a code or a passage.
    """
    for iri in sorted(graph.instances[str(INC.Tool)]):
        within = [one for one in graph.instances[str(INC.Prompt)] if graph.one(one, SKOS.inScheme) == iri]
        prompts = (_prompt(graph, one, criteria, passages) for one in within)
        yield Tool(
            iri=iri,
            id=graph.one(iri, SKOS.notation),
            label=graph.one(iri, SKOS.prefLabel),
            definition=graph.one(iri, SKOS.definition),
            passages=graph.cited(iri, passages),
            prompts=tuple(sorted(prompts, key=lambda prompt: prompt.order)),
        )


def _prompt(graph: Statements, iri: str, criteria: Collection[str], passages: Mapping[str, Passage]) -> Prompt:
    bearing = {graph.one(one, SKOS.notation) for one in graph.objects[iri, str(INC.bearsOn)]}
    return Prompt(
        iri=iri,
        id=graph.one(iri, SKOS.notation),
        order=int(graph.one(iri, INC.order)),
        asks=graph.one(iri, SKOS.prefLabel),
        wants=graph.one(iri, SKOS.definition),
        criteria=tuple(name for name in criteria if name in bearing),
        curated=graph.one(iri, INC.curated) == "true",
        passages=graph.cited(iri, passages),
    )


def read_competencies(graph: Statements, criteria: Mapping[str, Criterion]) -> dict[str, tuple[str, ...]]:
    """Return, by criterion, the labels of the competencies that it calls for; none where there is no link."""
    return {
        name: tuple(
            sorted(graph.one(one, SKOS.prefLabel) for one in graph.objects.get((of.iri, str(INC.callsFor)), ()))
        )
        for name, of in criteria.items()
    }
