"""Working out anew what seals say: whether a revision's evidence has its digest, and its findings follow from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inclead_graph import __version__
from inclead_graph.assess import Knowledge, Result, assess
from inclead_graph.errors import IncleadError
from inclead_graph.history.chain import History, entry_name
from inclead_graph.history.files import HISTORY_FOLDER
from inclead_graph.history.since import grades_of, since
from inclead_graph.history.standing import findings_digest
from inclead_graph.model.digest import evidence_digest, record_digest
from inclead_graph.model.history import Seal
from inclead_graph.reports.trend import earlier_grades
from inclead_graph.verification.checker import Fault
from inclead_graph.workspace import read_workspace

__all__ = ["Checked", "check_history", "judged_here"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a history found.

    Attributes:
        faults: what does not hold.
        notes: what could not be checked here, and why.
        anew: how many revisions were graded anew and are as their seals say.
    """

    faults: tuple[Fault, ...]
    notes: tuple[str, ...]
    anew: int


def check_history(history: History, knowledge: Knowledge, revision: int | None = None) -> Checked:
    """Check a log: its chain, and each revision whose grades can be worked out with what is installed here.

    Args:
        history: the log.
        knowledge: what is installed here.
        revision: the one to work out, without what moved since the one before; all by default, with it.

    Example::

        check_history(read_history("my-trust"), load_knowledge()).faults
    """
    faults, notes, anew = list(history.faults), [], 0
    for number, seal in enumerate(history.seals):
        if revision not in (None, seal.revision):
            continue
        other = _other_version(seal, knowledge)
        before = history.seals[number - 1] if number and revision is None else None
        if not other:
            found = list(_faults(history, seal, before, knowledge))
            faults += found
            anew += not found
        else:
            why = f"sealed with {other}, which is not installed here: its grades cannot be worked out anew"
            notes.append(f"Revision {seal.revision} was {why}.")
    return Checked(tuple(faults), tuple(notes), anew)


def judged_here(seal: Seal, knowledge: Knowledge) -> bool:
    """Say whether what is installed here is what a revision was judged by."""
    return not _other_version(seal, knowledge)


def _other_version(seal: Seal, knowledge: Knowledge) -> str:
    judged = seal.judged_by
    stated = {
        f"inclead-graph {judged.package}": judged.package == __version__,
        f"the ontology {judged.ontology}": judged.ontology == knowledge.framework.version,
        f"the rules {judged.rules}": judged.rules == knowledge.rulebook.version,
    }
    return " and ".join(name for name, same in stated.items() if not same)


def _faults(history: History, seal: Seal, before: Seal | None, knowledge: Knowledge) -> Iterator[Fault]:
    what, place = f"revision {seal.revision}", f"{HISTORY_FOLDER}/{entry_name(seal.entry)}"
    try:
        assessment = read_workspace(history.copies(seal), knowledge.framework, check_files=False)
        result = assess(assessment, knowledge)
    except IncleadError as error:
        yield Fault(what, f"{place}/files", f"it cannot be graded: {str(error).splitlines()[0]}")
        return
    for name in _differing(seal, result):
        yield Fault(what, f"{place}/seal.json", f"{name} not what follows from the files that were sealed")
    if before and since(before, history.copies(before), result, knowledge) != seal.since:
        yield Fault(what, f"{place}/seal.json", "what it says changed and moved since the revision before did not")


def _differing(seal: Seal, result: Result) -> Iterator[str]:
    assessment = result.assessment
    same = {
        "its organisation is": seal.organisation == assessment.organisation.name,
        "its as-of date is": seal.as_of == assessment.as_of,
        "the digest of its evidence is": seal.evidence == evidence_digest(assessment),
        "the digests of its records are": seal.records == {p.id: record_digest(p) for p in assessment.evidence},
        "the digest of its findings is": seal.findings == findings_digest(result),
        "its grades are": (seal.grades, seal.unheard, seal.edition) == _grades(result),
    }
    return (name for name, holds in same.items() if not holds)


def _grades(result: Result) -> tuple[object, object, object]:
    unheard = tuple(sorted(earlier_grades(result, "").unheard))
    return grades_of(result.findings), unheard, result.assessment.editions.toolkit
