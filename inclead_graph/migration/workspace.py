"""Carry a workspace to another edition: its files as they were written, with other ids, and a ledger beside them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from inclead_graph import located
from inclead_graph.errors import UnreadableError
from inclead_graph.files import new_folder
from inclead_graph.knowledge.sssom import read_mapping_set
from inclead_graph.located import Path_
from inclead_graph.migration.crossing import Crossing, Thing, require_known
from inclead_graph.migration.deciding import ABSENT, DECIDED, REFUTES, SUPPORTS, Decider, Outcome, Use
from inclead_graph.migration.ledger import JUDGEMENT, LOST, Entry, Ledger, ledger_csv
from inclead_graph.model.framework import Framework
from inclead_graph.workspace import read_workspace
from inclead_graph.workspace.folder import ASSESSMENT_FILE, EVIDENCE_FOLDER
from inclead_graph.workspace.rewriting import Rewriting

__all__ = [
    "GRADED",
    "LEDGER_FILE",
    "Carrier",
    "finish",
    "migrate_criteria",
    "opened",
    "remark_of",
    "require_outside",
    "things_of",
]

LEDGER_FILE = "migration-ledger.csv"

GRADED = (("gradings", "subject", DECIDED), ("grading_decisions", "subject", DECIDED))
"""The lists whose records may grade an outcome of the EDS as well."""

_FIELDS: tuple[tuple[str, str, Use], ...] = (
    ("not_applicable", "criterion", ABSENT),
    ("moderation", "criterion", DECIDED),
    *GRADED,
    ("targets", "factor", DECIDED),
)
"""Lists of ``assessment.yaml`` whose records name a thing of the edition: the field that names it, and how."""


def things_of(framework: Framework) -> dict[str, Thing]:
    """Return what a workspace may name of an edition of the toolkit: its stages, factors and criteria."""
    found = {s.id: Thing(s.id, s.iri, (s.label, s.definition)) for s in framework.stages.values()}
    found |= {f.id: Thing(f.id, f.iri, (f.label, f.definition)) for f in framework.factors.values()}
    return found | {
        c.id: Thing(c.id, c.iri, (c.label, c.definition, c.role, str(c.by_group))) for c in framework.criteria.values()
    }


def migrate_criteria(
    folder: Path, target: Path, table: Path, old: Framework, new: Framework, least: float = 0.7
) -> Ledger:
    """Write ``target``: the workspace of ``folder`` with the criteria of another edition of the toolkit.

    What is lost or needs judgement stays in the files as a remark, with the reason. Nothing else is touched.

    Args:
        folder: the old workspace.
        target: the new one; it is not there yet.
        table: SSSOM; the subject of a row is of the old edition, the object of the new one.
        old: the old edition.
        new: the new edition.
        least: rows less sure than this are not followed.

    Raises:
        UnreadableError: a file or folder cannot be read, or ``target`` is already there.
        InputError: the old workspace has problems, or the new one would have.
        OntologyError: the table has problems, or names what neither edition has.

    Example::

        migrate_criteria(Path("my-trust"), Path("my-trust-2027"), Path("2012-2027.sssom.tsv"), old, new).counts
    """
    read_workspace(folder, old)
    require_outside(folder, target)
    mapping_set = read_mapping_set(table)
    things = things_of(old), things_of(new)
    require_known(mapping_set.mappings, *things, table.name)
    migration = Carrier(Decider(Crossing.along(*things, mapping_set.mappings), least))
    texts = dict(migration.files(folder))
    if old.edition != new.edition:
        texts[ASSESSMENT_FILE].set(("editions", "toolkit"), new.edition)
    ledger = Ledger(mapping_set.title, old.edition, new.edition, tuple(migration.entries))
    finish(folder, target, texts, ledger, new)
    return ledger


def require_outside(folder: Path, target: Path) -> None:
    """Check that the new workspace is not to be made within the old one.

    Raises:
        UnreadableError: it is.
    """
    if target.resolve().is_relative_to(folder.resolve()):
        raise UnreadableError(f"{target}: inside the folder that is migrated; name a place outside it")


def finish(folder: Path, target: Path, changed: Mapping[str, Rewriting], ledger: Ledger, framework: Framework) -> None:
    """Copy a workspace with its changes and its ledger, and check it; it appears whole and sound, or not at all.

    Raises:
        UnreadableError: ``target`` is already there, or cannot be written.
        InputError: the new workspace would have problems.
    """
    with new_folder(target) as here:
        shutil.copytree(folder, here, symlinks=True, dirs_exist_ok=True)
        written = {name: changes.result() for name, changes in changed.items()} | {LEDGER_FILE: ledger_csv(ledger)}
        for name, text in written.items():
            (here / name).write_text(text, encoding="utf-8", newline="")
        read_workspace(here, framework)


@dataclass
class Carrier:
    """Goes through the files, decides, changes, and keeps an entry for every place."""

    decider: Decider
    entries: list[Entry] = field(default_factory=list)

    def files(self, folder: Path) -> Iterator[tuple[str, Rewriting]]:
        """Carry a whole workspace; yield each file by its name, with its changes."""
        head = opened(folder, ASSESSMENT_FILE)
        for name, key, use in _FIELDS:
            self.records(head, name, key, use)
        yield ASSESSMENT_FILE, head
        evidence = folder / EVIDENCE_FOLDER
        paths = sorted(evidence.iterdir()) if evidence.is_dir() else []
        for path in paths:
            if path.suffix in (".yaml", ".yml"):
                changes = opened(folder, f"{EVIDENCE_FOLDER}/{path.name}")
                for index in range(len(changes.located.data or ())):
                    self.evidence(changes, index)
                yield f"{EVIDENCE_FOLDER}/{path.name}", changes

    def evidence(self, changes: Rewriting, index: int) -> None:
        """Carry one record of evidence."""
        record = changes.located.data[index]
        use = REFUTES if record["claim"] == "refutes" else SUPPORTS
        outcomes: list[tuple[str, Outcome]] = []
        for at, old in enumerate(record["criteria"]):
            found = self.decider.of(old, use)
            self.enter(changes, (index, "criteria", at), f"evidence {record['id']}", old, found)
            outcomes.append((old, found))
        new = tuple(dict.fromkeys(name for _, found in outcomes for name in found.new))
        remarks = [remark_of(old, found) for old, found in outcomes if found.outcome in (LOST, JUDGEMENT)]
        if not new:
            changes.comment_out((index,), remarks)
            return
        if new != tuple(record["criteria"]):
            changes.replace((index, "criteria"), new)
        changes.remark((index, "criteria"), remarks)

    def records(self, changes: Rewriting, name: str, key: str, use: Use) -> None:
        """Carry the records of one list of ``assessment.yaml``; those that name nothing of the old edition stay."""
        records: Sequence[Mapping[str, str]] = changes.located.data.get(name) or ()
        named = {n: str(r[key]) for n, r in enumerate(records) if str(r[key]) in self.decider.crossing.old}
        taken: set[str] = set()
        gone: list[tuple[int, str]] = []
        for index, old in named.items():
            outcome = self.of_one(old, use, named.values())
            self.enter(changes, (name, index, key), name.replace("_", " "), old, outcome)
            fresh = [new for new in outcome.new if use is not ABSENT or new not in taken]
            taken.update(outcome.new)
            if fresh:
                self.put(changes, (name, index), key, fresh)
            elif outcome.new:
                gone.append((index, f"{old} is now {', '.join(outcome.new)}, which is declared above"))
            else:
                gone.append((index, remark_of(old, outcome)))
        if gone and len(gone) == len(records):
            changes.comment_out((name,), [remark for _, remark in gone], with_key=True)
        else:
            for index, remark in gone:
                changes.comment_out((name, index), [remark])

    def put(self, changes: Rewriting, at: Path_, key: str, new: Sequence[str]) -> None:
        """Let a record name one new thing, and copies of it the others."""
        changes.replace((*at, key), new[0])
        for more in new[1:]:
            changes.copy(at, key, more)

    def of_one(self, old: str, use: Use, beside: Iterable[str]) -> Outcome:
        """Decide on one record; a merged thing does not apply only if none of what became it does."""
        found = self.decider.of(old, use)
        if use is not ABSENT:
            return found
        others = {new: [name for name in self.decider.origins[new] if name not in beside] for new in found.new}
        sure = tuple(new for new, olds in others.items() if not olds)
        if sure == found.new:
            return found
        why = "; ".join(
            f"{new} takes in {', '.join(olds)} as well, which is not declared not applicable"
            for new, olds in others.items()
            if olds
        )
        return Outcome(found.outcome if sure else JUDGEMENT, sure, found.links, why)

    def enter(self, changes: Rewriting, path: Path_, record: str, old: str, found: Outcome) -> None:
        """Enter into the ledger what became of one place."""
        line = changes.located.place(path)[0]
        self.entries.append(
            Entry(changes.located.file, line, record, old, found.outcome, found.new, found.rows, found.confidence,
                  found.reason)
        )  # fmt: skip


def opened(folder: Path, name: str) -> Rewriting:
    """Open one file of a workspace for changes."""
    source = located.load(folder / name, name)
    return Rewriting(source, (folder / name).read_bytes().decode("utf-8-sig"))


def remark_of(old: str, found: Outcome) -> str:
    """Say why something was not carried."""
    return f"{old} was not carried ({found.outcome}): {' '.join(found.reason.split())}"
