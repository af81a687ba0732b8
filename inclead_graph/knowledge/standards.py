"""Read what assessments are held against beside the toolkit: drivers, and the editions of the EDS."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from rdflib import URIRef
from rdflib.namespace import DCTERMS, SKOS

from inclead_graph.knowledge.reading import Statements
from inclead_graph.model.framework import Criterion, Driver, EdsEdition, EdsNote, EdsOutcome, Passage
from inclead_graph.terms import INC, PREFIXES

__all__ = ["read_drivers", "read_editions"]

_STARTS = URIRef(f"{PREFIXES['eli']}first_date_entry_in_force")
_ENDS = URIRef(f"{PREFIXES['eli']}date_no_longer_in_force")


def read_drivers(
    graph: Statements, criteria: Mapping[str, Criterion], passages: Mapping[str, Passage]
) -> dict[str, Driver]:
    """Read every driver, each with the criteria that are linked to it.

    Raises:
        OntologyError: a driver lacks a label, a kind or a code.
    """
    bearing = _inverse(graph, criteria.values(), INC.evidences)
    found = [_driver(graph, iri, bearing, passages) for iri in sorted(graph.instances[str(INC.Driver)])]
    return {driver.id: driver for driver in found}


def _driver(graph: Statements, iri: str, bearing: Mapping[str, list[str]], passages: Mapping[str, Passage]) -> Driver:
    whole = graph.optional(iri, DCTERMS.isPartOf)
    return Driver(
        iri=iri,
        id=graph.one(iri, SKOS.notation),
        label=graph.one(iri, SKOS.prefLabel),
        definition=graph.one(iri, SKOS.definition),
        requires=graph.optional(iri, INC.requires),
        kind=graph.one(graph.one(iri, INC.driverKind), SKOS.notation),
        part_of=graph.optional(whole, SKOS.notation) if whole else "",
        starts=_day(graph.optional(iri, _STARTS)),
        ends=_day(graph.optional(iri, _ENDS)),
        binds=frozenset(graph.one(body, SKOS.notation) for body in graph.objects.get((iri, str(INC.binds)), ())),
        characteristics=_in_order(graph, graph.objects.get((iri, str(INC.relevantCharacteristic)), ())),
        criteria=tuple(bearing.get(iri, ())),
        passages=tuple(passages[name.rpartition("/")[2]] for name in graph.objects.get((iri, str(INC.passage)), ())),
        from_memory=_from_memory(graph, iri),
    )


def read_editions(graph: Statements, criteria: Mapping[str, Criterion]) -> dict[str, EdsEdition]:
    """Read the editions of the Equality Delivery System, oldest first.

    Raises:
        OntologyError: an outcome or edition lacks a label, a goal or a code.
    """
    bearing = _inverse(graph, criteria.values(), INC.contributesTo)
    members: dict[str, list[str]] = {}
    for iri in graph.instances[str(INC.EdsOutcome)]:
        members.setdefault(graph.one(iri, SKOS.inScheme), []).append(iri)
    scores: dict[str, list[int]] = {}
    for iri in graph.instances[str(INC.EdsScore)]:
        number = int(graph.one(iri, SKOS.notation).rpartition("-")[2])
        scores.setdefault(graph.one(iri, SKOS.inScheme), []).append(number)
    notes = _notes(graph)
    found = [
        _edition(graph, iri, members.get(iri, []), scores.get(iri, []), bearing, notes)
        for iri in graph.instances[str(INC.EdsEdition)]
    ]
    return {edition.id: edition for edition in sorted(found, key=lambda e: e.starts)}


def _edition(
    graph: Statements,
    iri: str,
    members: Iterable[str],
    scores: list[int],
    bearing: Mapping[str, list[str]],
    notes: Mapping[tuple[str, str], dict[str, EdsNote]],
) -> EdsEdition:
    outcomes = [_outcome(graph, outcome, bearing) for outcome in members]
    return EdsEdition(
        iri=iri,
        id=graph.one(iri, SKOS.notation),
        label=graph.one(iri, SKOS.prefLabel),
        starts=dt.date.fromisoformat(graph.one(iri, _STARTS)),
        highest_score=max(scores, default=None),
        outcomes={outcome.id: outcome for outcome in sorted(outcomes, key=lambda o: o.id)},
        grades=notes.get((str(INC.EdsGrade), iri), {}),
        provisions=notes.get((str(INC.Provision), iri), {}),
    )


def _notes(graph: Statements) -> dict[tuple[str, str], dict[str, EdsNote]]:
    """Return what is said of grades and of how grading is done, by class and edition, in order."""
    found: dict[tuple[str, str], dict[str, EdsNote]] = {}
    for kind in (str(INC.EdsGrade), str(INC.Provision)):
        for iri in sorted(graph.instances[kind], key=lambda i: int(graph.one(i, INC.order))):
            note = EdsNote(
                id=graph.one(iri, SKOS.notation),
                label=graph.one(iri, SKOS.prefLabel),
                definition=graph.one(iri, SKOS.definition),
                topic=graph.optional(iri, INC.topic),
                note=graph.optional(iri, SKOS.note),
                from_memory=_from_memory(graph, iri),
            )
            found.setdefault((kind, graph.one(iri, SKOS.inScheme)), {})[note.id] = note
    return found


def _same_as(graph: Statements, iri: str) -> tuple[tuple[str, str], ...]:
    """Return the outcomes of other editions that an exact match, said from either side, makes the same."""
    there = set(graph.objects.get((iri, str(SKOS.exactMatch)), ()))
    there |= {
        one for one in graph.instances[str(INC.EdsOutcome)] if iri in graph.objects.get((one, str(SKOS.exactMatch)), ())
    }
    named = ((graph.one(graph.one(one, SKOS.inScheme), SKOS.notation), graph.one(one, SKOS.notation)) for one in there)
    return tuple(sorted(named))


def _outcome(graph: Statements, iri: str, bearing: Mapping[str, list[str]]) -> EdsOutcome:
    goal = graph.one(iri, INC.goal)
    return EdsOutcome(
        iri=iri,
        id=graph.one(iri, SKOS.notation),
        label=graph.one(iri, SKOS.prefLabel),
        definition=graph.one(iri, SKOS.definition),
        goal=graph.one(goal, SKOS.notation),
        goal_label=graph.one(goal, SKOS.prefLabel),
        criteria=tuple(bearing.get(iri, ())),
        from_memory=_from_memory(graph, iri),
        by_leadership=graph.optional(iri, INC.byLeadership) == "true",
        same_as=_same_as(graph, iri),
    )


def _inverse(graph: Statements, criteria: Iterable[Criterion], predicate: URIRef) -> dict[str, list[str]]:
    """Return the criteria that point at each thing, in their order."""
    found: dict[str, list[str]] = {}
    for criterion in criteria:
        for target in graph.objects.get((criterion.iri, str(predicate)), ()):
            found.setdefault(target, []).append(criterion.id)
    return found


def _in_order(graph: Statements, concepts: Iterable[str]) -> tuple[str, ...]:
    return tuple(graph.one(c, SKOS.notation) for c in sorted(concepts, key=lambda c: int(graph.one(c, INC.order))))


def _from_memory(graph: Statements, iri: str) -> bool:
    return graph.optional(iri, INC.verification) == f"{PREFIXES['inc']}from-memory"


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
