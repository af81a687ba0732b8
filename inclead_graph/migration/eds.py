"""Carry what was recorded for the Equality Delivery System to another of its editions.

An outcome goes where the table of editions leads. What was found on it goes along only where the other edition asks the
same: how groups fare gives no score, and a score does not say how any group fares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inclead_graph.errors import QueryError, nearest
from inclead_graph.knowledge.sssom import read_mapping_set
from inclead_graph.migration.crossing import Crossing, Thing
from inclead_graph.migration.deciding import FOUND, Decider, Outcome
from inclead_graph.migration.ledger import JUDGEMENT, Entry, Ledger
from inclead_graph.migration.workspace import GRADED, Carrier, finish, opened, remark_of, require_outside
from inclead_graph.model.assessment import Assessment
from inclead_graph.model.framework import EdsEdition, Framework
from inclead_graph.workspace import read_workspace
from inclead_graph.workspace.folder import ASSESSMENT_FILE
from inclead_graph.workspace.rewriting import Rewriting

__all__ = ["migrate_eds"]


def migrate_eds(folder: Path, target: Path, to: str, framework: Framework, table: Path, least: float = 0.7) -> Ledger:
    """Write ``target``: the workspace of ``folder``, judged by the edition ``to`` of the EDS.

    Args:
        folder: the old workspace.
        target: the new one; it is not there yet.
        to: the id of the edition to go to.
        framework: the editions, and what the workspace may name.
        table: SSSOM from outcomes of one edition to those of another; it may be gone along in either direction.
        least: rows less sure than this are not followed.

    Raises:
        QueryError: there is no such edition, or the workspace is judged by it already, or by none.
        UnreadableError: a file or folder cannot be read, or ``target`` is already there.
        InputError: the old workspace has problems, or the new one would have.
        OntologyError: the table has problems.

    Example::

        migrate_eds(Path("my-trust"), Path("my-trust-2022"), "eds-2022", framework, table).counts
    """
    assessment = read_workspace(folder, framework)
    require_outside(folder, target)
    old, new = _editions(assessment, to, framework, folder)
    mapping_set = read_mapping_set(table)
    crossing = Crossing.along(_outcomes(old), _outcomes(new), mapping_set.mappings)
    decider = Decider(crossing, least)
    migration = _Migration(decider, new, opened(folder, ASSESSMENT_FILE))
    migration.records()
    graded = Carrier(decider)
    for name, key, use in GRADED:
        graded.records(migration.changes, name, key, use)
    migration.changes.set(("editions", "eds"), new.id)
    ledger = Ledger(mapping_set.title, old.id, new.id, (*migration.entries, *graded.entries))
    finish(folder, target, {ASSESSMENT_FILE: migration.changes}, ledger, framework)
    return ledger


def _editions(assessment: Assessment, to: str, framework: Framework, folder: Path) -> tuple[EdsEdition, EdsEdition]:
    old = framework.eds_on(assessment.editions.eds, assessment.as_of)
    if to not in framework.eds:
        raise QueryError(f"'{to}' is not an edition of the EDS; {nearest(to, framework.eds)}")
    if old is None:
        raise QueryError(f"{folder}: no edition of the EDS had begun on its day; name one under 'editions'")
    if old.id == to:
        raise QueryError(f"{folder}: judged by {old.label} ({old.id}) already; there is nothing to carry")
    return old, framework.eds[to]


def _outcomes(edition: EdsEdition) -> dict[str, Thing]:
    """Return the outcomes of an edition; its name is part of their wording, since numbers do not keep their meaning."""
    return {o.id: Thing(o.id, o.iri, (edition.id, o.label, o.definition)) for o in edition.outcomes.values()}


@dataclass
class _Migration:
    decider: Decider
    new: EdsEdition
    changes: Rewriting
    entries: list[Entry] = field(default_factory=list)

    def records(self) -> None:
        records: Sequence[Mapping[str, Any]] = self.changes.located.data.get("eds") or ()
        remarks = [self.record(index, record) for index, record in enumerate(records)]
        gone = [index for index, remark in enumerate(remarks) if remark and not self.stays(records[index])]
        if gone and len(gone) == len(records):
            self.changes.comment_out(("eds",), remarks, with_key=True)
            return
        for index, remark in enumerate(remarks):
            path = ("eds", index)
            if remark:
                self.changes.comment_out(path, [remark])
            new = self.decider.of(str(records[index]["outcome"]), FOUND).new
            if not remark:
                self.changes.replace((*path, "outcome"), new[0])
            elif index not in gone:
                evidence = [str(name) for name in records[index]["evidence"]]
                self.changes.add_below(path, {"outcome": new[0], "evidence": evidence})

    def stays(self, record: Mapping[str, Any]) -> bool:
        """Say whether anything of a record stays whose finding does not: the evidence that bears on its outcome."""
        return bool(self.decider.of(str(record["outcome"]), FOUND).new and record.get("evidence"))

    def record(self, index: int, record: Mapping[str, Any]) -> str:
        """Enter one record and all that was found in it; return why it cannot go along as it is, if it cannot."""
        path, old = ("eds", index), str(record["outcome"])
        found = self.decider.of(old, FOUND)
        self.enter((*path, "outcome"), f"eds {old}", old, found)
        parts = list(self.parts(record, found))
        for place, what, outcome in parts:
            self.enter((*path, *place), f"eds {old}: {what}", old, outcome)
        if not found.new:
            return remark_of(old, found)
        left = next((outcome for _, _, outcome in parts if not outcome.new), None)
        return f"{old} is now {found.new[0]}, but what was found on it was not carried: {left.reason}" if left else ""

    def parts(self, record: Mapping[str, Any], found: Outcome) -> Iterator[tuple[tuple[str, ...], str, Outcome]]:
        """Yield what was found on an outcome, part by part: where, what it is called, and what becomes of it."""
        for group in record.get("groups") or {}:
            yield ("groups", group), group, self.part(found, "groups")
        for name in ("score", "grade"):
            if record.get(name) is not None:
                yield (name,), name, self.part(found, name)

    def part(self, found: Outcome, name: str) -> Outcome:
        if not found.new:
            return found
        fault = self.fault(name, found.new[0])
        return Outcome(JUDGEMENT, (), found.links, fault) if fault else found

    def fault(self, name: str, new: str) -> str:
        """Say why the new edition cannot take what was found; nothing where it can."""
        most, label = self.new.highest_score, self.new.label
        if most is not None:
            return (
                "" if name == "score" else f"{label} scores {new} from 0 to {most}, and {_NAMED[name]} gives no score"
            )
        if name == "score":
            return f"{label} has no scores, and a score does not say how any group fares"
        if name == "grade" and not self.new.outcomes[new].by_leadership:
            return f"{label} grades {new} by how groups fare, and a grade does not say how any group does"
        return ""

    def enter(self, path: tuple[str | int, ...], record: str, old: str, found: Outcome) -> None:
        source = self.changes.located
        line = source.place(path)[0]
        self.entries.append(
            Entry(source.file, line, record, old, found.outcome, found.new, found.rows, found.confidence, found.reason)
        )


_NAMED = {"groups": "how a group fares", "grade": "a grade"}
