"""Read the ontology folder into a :class:`~inclead_graph.model.framework.Framework`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rdflib.namespace import OWL, SKOS

from inclead_graph.bundled import digest_of
from inclead_graph.knowledge.files import graph_of, knowledge_files
from inclead_graph.knowledge.reading import Statements, by_line
from inclead_graph.knowledge.sssom import links_of, read_mapping_set
from inclead_graph.knowledge.standards import read_drivers, read_editions
from inclead_graph.knowledge.tools import read_competencies, read_tools
from inclead_graph.model.framework import Checklist, Concept, Criterion, Factor, Framework, Passage, Signal, Stage
from inclead_graph.remembered import Remembered, contents
from inclead_graph.store import Store
from inclead_graph.terms import INC

__all__ = ["framework_of", "read_framework"]

_SCHEME = "https://w3id.org/inclead/framework"


def read_framework(folder: Path) -> Framework:
    """Read an ontology folder: stages, factors, criteria, vocabularies, signals, drivers, editions of the EDS.

    Files with the content of some that were read before in this process give the framework that was read then.

    Raises:
        UnreadableError: there is no Turtle file.
        OntologyError: a file is not Turtle, or lacks what the framework needs.

    Example:
        >>> from inclead_graph.bundled import bundled
        >>> len(read_framework(bundled("ontology")).stages)
        5
    """
    files = knowledge_files(folder)
    return _READ.get(contents(folder, files), lambda: _framework_in(folder, files))


_READ: Remembered[Framework] = Remembered()


def _framework_in(folder: Path, files: Sequence[Path]) -> Framework:
    store = Store()
    for file in files:
        if file.suffix == ".tsv":
            mapping_set = read_mapping_set(file)
            store.add(links_of(mapping_set), mapping_set.iri)
        else:
            store.load(file, graph_of(folder, file))
    return framework_of(store, digest_of(files))


def framework_of(store: Store, digest: str) -> Framework:
    """Make the framework from a store; ``digest`` becomes part of its version.

    Raises:
        OntologyError: a node lacks a label, a place, a role or a passage; ``inclead ontology check`` says all of it.
    """
    return _Reader(store).framework(digest)


class _Reader(Statements):
    """Reads the framework's own things."""

    def framework(self, digest: str) -> Framework:
        passages = {p.id: p for p in sorted(map(self.passage, self.instances[str(INC.Passage)]), key=by_line)}
        criteria = [self.criterion(iri, passages) for iri in self.instances[str(INC.Criterion)]]
        criteria.sort(key=lambda c: _notation_order(c.id))
        factors = sorted((self.factor(iri, passages, criteria) for iri in self.instances[str(INC.Factor)]),
                         key=lambda f: _notation_order(f.id))  # fmt: skip
        stages = sorted((self.stage(iri, passages, factors) for iri in self.instances[str(INC.Stage)]),
                        key=lambda s: s.order)  # fmt: skip
        ordered_factors = [next(f for f in factors if f.id == name) for stage in stages for name in stage.factors]
        by_id = {c.id: c for f in ordered_factors for c in criteria if c.factor == f.id}
        by_stage, by_factor = {s.id: s for s in stages}, {f.id: f for f in ordered_factors}
        return Framework(
            version=f"{self.one('https://w3id.org/inclead/', OWL.versionInfo)}+{digest}",
            edition=self.one(_SCHEME, SKOS.notation),
            stages=by_stage,
            factors=by_factor,
            criteria=by_id,
            passages=passages,
            vocabularies=self.vocabularies(passages),
            earl_outcomes={
                self.one(iri, SKOS.notation): self.one(iri, INC.earlOutcome) for iri in self.instances[str(INC.Verdict)]
            },
            drivers=read_drivers(self, by_id, passages),
            eds=read_editions(self, by_id),
            signals={
                s.id: s for s in sorted(self.signals(by_stage, by_factor, by_id, passages), key=lambda s: s.order)
            },
            checklists={c.id: c for c in self.checklists(by_id, passages)},
            tools={tool.id: tool for tool in read_tools(self, by_id, passages)},
            competencies=read_competencies(self, by_id),
        )

    def signals(
        self,
        by_stage: Mapping[str, Stage],
        by_factor: Mapping[str, Factor],
        criteria: Mapping[str, Criterion],
        passages: dict[str, Passage],
    ) -> Iterator[Signal]:
        for iri in self.instances[str(INC.Signal)]:
            concerned = {self.one(thing, SKOS.notation) for thing in self.objects[iri, str(INC.concerns)]}
            stages = tuple(s.id for s in by_stage.values() if s.id in concerned)
            factors = tuple(f.id for f in by_factor.values() if f.id in concerned)
            within = {*stages, *factors, *(f for s in stages for f in by_stage[s].factors)}
            yield Signal(
                iri=iri,
                id=self.one(iri, SKOS.notation),
                label=self.one(iri, SKOS.prefLabel),
                definition=self.one(iri, SKOS.definition),
                order=int(self.one(iri, INC.order)),
                passages=self.cited(iri, passages),
                stages=stages,
                factors=factors,
                criteria=tuple(c.id for c in criteria.values() if c.id in concerned or c.factor in within),
            )

    def checklists(self, criteria: Mapping[str, Criterion], passages: dict[str, Passage]) -> Iterator[Checklist]:
        for iri in sorted(self.instances[str(INC.Checklist)]):
            members = [self.one(thing, SKOS.notation) for thing in self.objects[iri, str(SKOS.member)]]
            yield Checklist(
                iri=iri,
                id=self.one(iri, SKOS.notation),
                label=self.one(iri, SKOS.prefLabel),
                definition=self.one(iri, SKOS.definition),
                passages=self.cited(iri, passages),
                criteria=tuple(sorted(members, key=lambda name: by_line(criteria[name].passages[0]))),
            )

    def vocabularies(self, passages: dict[str, Passage]) -> dict[str, dict[str, Concept]]:
        found: dict[str, dict[str, Concept]] = {}
        members: defaultdict[str, list[str]] = defaultdict(list)
        for (subject, predicate), values in self.objects.items():
            if predicate == str(SKOS.inScheme):
                members[values[0]].append(subject)
        for scheme in self.instances[str(INC.Vocabulary)]:
            concepts = sorted((self.concept(iri, passages) for iri in members[scheme]), key=lambda c: c.order)
            found[self.one(scheme, SKOS.notation)] = {c.notation: c for c in concepts}
        return dict(sorted(found.items()))

    def concept(self, iri: str, passages: dict[str, Passage]) -> Concept:
        return Concept(
            iri=iri,
            notation=self.one(iri, SKOS.notation),
            label=self.one(iri, SKOS.prefLabel),
            definition=self.one(iri, SKOS.definition),
            order=int(self.one(iri, INC.order)),
            glyph=self.optional(iri, INC.glyph),
            fill=self.optional(iri, INC.fill),
            ink=self.optional(iri, INC.ink),
            criteria=tuple(sorted(self.one(c, SKOS.notation) for c in self.objects.get((iri, str(INC.bearsOn)), ()))),
            months=int(self.optional(iri, INC.monthsCounted) or 0),
            broader=self.optional(self.optional(iri, SKOS.broader), SKOS.notation),
            passages=self.cited(iri, passages),
        )

    def passage(self, iri: str) -> Passage:
        return Passage(
            id=iri.rpartition("/")[2],
            section=self.one(iri, INC.section),
            first_line=int(self.one(iri, INC.firstLine)),
            last_line=int(self.one(iri, INC.lastLine)),
        )

    def criterion(self, iri: str, passages: dict[str, Passage]) -> Criterion:
        return Criterion(
            iri=iri,
            id=self.one(iri, SKOS.notation),
            factor=self.one(self.one(iri, INC.factor), SKOS.notation),
            label=self.one(iri, SKOS.prefLabel),
            definition=self.one(iri, SKOS.definition),
            role=self.one(self.one(iri, INC.role), SKOS.notation),
            advised_action=self.one(iri, INC.advisedAction),
            intended_outcome=self.one(iri, INC.intendedOutcome),
            by_group=self.one(iri, INC.byGroup) == "true",
            curated=self.one(iri, INC.curated) == "true",
            passages=self.cited(iri, passages),
            note=self.optional(iri, SKOS.editorialNote),
        )

    def factor(self, iri: str, passages: dict[str, Passage], criteria: Iterable[Criterion]) -> Factor:
        notation = self.one(iri, SKOS.notation)
        return Factor(
            iri=iri,
            id=notation,
            stage=self.one(self.one(iri, INC.stage), SKOS.notation),
            label=self.one(iri, SKOS.prefLabel),
            definition=self.one(iri, SKOS.definition),
            order=int(self.one(iri, INC.order)),
            curated=self.one(iri, INC.curated) == "true",
            passages=self.cited(iri, passages),
            criteria=tuple(c.id for c in criteria if c.factor == notation),
        )

    def stage(self, iri: str, passages: dict[str, Passage], factors: Iterable[Factor]) -> Stage:
        notation = self.one(iri, SKOS.notation)
        mine = sorted((f for f in factors if f.stage == notation), key=lambda f: f.order)
        return Stage(
            iri=iri,
            id=notation,
            label=self.one(iri, SKOS.prefLabel),
            alt_label=self.optional(iri, SKOS.altLabel),
            definition=self.one(iri, SKOS.definition),
            order=int(self.one(iri, INC.order)),
            passages=self.cited(iri, passages),
            factors=tuple(f.id for f in mine),
        )


def _notation_order(notation: str) -> tuple[str, int, int, int]:
    """Order BR2 before BR10, and foundations before actions before outcomes."""
    factor, _, criterion = notation.partition(".")
    return factor[:2], int(factor[2:]), "FAO".find(criterion[:1]), int(criterion[1:] or 0)
