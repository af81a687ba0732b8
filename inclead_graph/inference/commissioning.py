"""Who commissions whom among organisations that are assessed together, and the grades that providers bring along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from inclead_graph.errors import nearest
from inclead_graph.inference.eds_facts import ProviderGrade
from inclead_graph.inference.eds_words import edition_of
from inclead_graph.inference.facts import ORGANISATION
from inclead_graph.inference.findings import Findings
from inclead_graph.model.assessment import Organisation

__all__ = ["Commissioning", "commissioning_of", "provider_grades", "uncompared"]


@dataclass(frozen=True, slots=True)
class Commissioning:
    """The commissioning graph of organisations that are assessed together.

    Attributes:
        providers: for each organisation, those among the others that it says it commissions, in its own order.
        notes: what there is to say about the graph: names that nobody here has, circles, chains.
    """

    providers: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]


def commissioning_of(organisations: Sequence[Organisation]) -> Commissioning:
    """Build the graph; names are compared without regard to case and spaces.

    Example::

        commissioning_of([Organisation(name="Fen ICB", kind="integrated care board", commissions=("Fen Trust",)), ...])
    """
    by_key = {_key(o.name): o.name for o in organisations}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(by_key.values())
    notes: list[str] = []
    providers: dict[str, tuple[str, ...]] = {}
    for organisation in organisations:
        found = dict.fromkeys(_known(organisation, by_key, notes))
        providers[organisation.name] = tuple(found)
        graph.add_edges_from((organisation.name, provider) for provider in found)
    return Commissioning(providers, (*notes, *_circles(graph), *_chains(graph)))


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _known(organisation: Organisation, by_key: Mapping[str, str], notes: list[str]) -> Iterator[str]:
    """Yield the providers that are assessed here; note every name that is not, and an organisation's own."""
    others = [name for name in by_key.values() if name != organisation.name]
    for written in organisation.commissions:
        name = by_key.get(_key(written))
        if name is None:
            hint = nearest(written, others)
            todo = f"; {hint}" if hint.startswith("did you mean") else ""
            notes.append(f"{organisation.name} commissions {written}, which is not assessed here{todo}")
        elif name == organisation.name:
            notes.append(f"{name} says that it commissions itself; that is left out")
        else:
            yield name


def _circles(graph: nx.DiGraph[str]) -> Iterator[str]:
    for members in sorted(sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1):
        yield f"{' and '.join(members)} commission one another in a circle; each is compared with those it commissions"


def _chains(graph: nx.DiGraph[str]) -> Iterator[str]:
    for name in sorted(graph):
        direct = set(graph.successors(name))
        for further in sorted(nx.descendants(graph, name) - direct):
            between = nx.shortest_path(graph, name, further)[1:-1]
            yield (
                f"{name} reaches {further} only through {', '.join(between)}; "
                "it is compared with those it commissions itself"
            )


def provider_grades(findings: Findings) -> Iterator[ProviderGrade]:
    """Yield what a provider was graded for each outcome of its edition, and as a whole where the edition says so."""
    edition = edition_of(findings)
    if edition is None:
        return
    name = findings.assessment.organisation.name
    for outcome in edition.outcomes:
        floor, ceiling = (findings.grade("eds_outcome", outcome, bound) for bound in ("floor", "ceiling"))
        if floor and ceiling:
            yield ProviderGrade(name, edition.id, outcome, floor, ceiling)
    floor, ceiling = (findings.grade(ORGANISATION, ORGANISATION, f"eds_{bound}") for bound in ("floor", "ceiling"))
    if floor and ceiling:
        yield ProviderGrade(name, edition.id, "", floor, ceiling)


def uncompared(commissioner: Findings, providers: Iterable[Findings]) -> Iterator[str]:
    """Yield where a provider is graded by another edition than its commissioner, and what can be compared."""
    mine, name = edition_of(commissioner), commissioner.assessment.organisation.name
    for provider in providers:
        theirs = edition_of(provider)
        if mine is None or theirs is None or mine.id == theirs.id:
            continue
        same = [n for n, o in mine.outcomes.items() if any(edition == theirs.id for edition, _ in o.same_as)]
        kept = (
            f"only {', '.join(same)} can be compared, as the crosswalk of the editions calls no other outcomes the same"
            if same
            else "nothing can be compared, as the crosswalk of the editions calls no outcomes the same"
        )
        yield (f"{name} is graded by {mine.label}, {provider.assessment.organisation.name} by {theirs.label}: {kept}")
