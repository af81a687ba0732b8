"""How a workspace differs now from its last seal: which files, which records, which grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from inclead_graph.assess import assess, load_knowledge
from inclead_graph.errors import IncleadError
from inclead_graph.history.chain import History
from inclead_graph.history.files import workspace_files
from inclead_graph.history.since import since
from inclead_graph.history.standing import sealing_in
from inclead_graph.model.history import Seal, SealedFile, Since
from inclead_graph.workspace import read_workspace

__all__ = ["Now", "now_of"]


@dataclass(frozen=True, slots=True)
class Now:
    """How a workspace stands beside its last seal.

    Attributes:
        state: as in :class:`~inclead_graph.model.history.Sealing`.
        files: the files that were added, changed and removed since, by these words.
        problem: why it cannot be assessed now, where it cannot.
        since: what differs and what moved; ``None`` where nothing does, or it cannot be told.
    """

    state: Literal["sealed", "changed", "not sealed", "broken"]
    files: Mapping[str, Sequence[str]]
    problem: str = ""
    since: Since | None = None


def now_of(folder: Path, history: History) -> Now:
    """Hold a workspace against its last seal.

    Files are looked at first: as long as those that grades rest on are the same, nothing is assessed.

    Raises:
        OntologyError, RulebookError, UnreadableError: as reading them does.
    """
    last = history.last
    if history.faults or last is None:
        return Now("broken" if history.faults else "not sealed", {})
    here = workspace_files(folder)
    files = _differing(last.files, here)
    if [file for file in here if file.copied] == [file for file in last.files if file.copied]:
        return Now("sealed", files)
    return _assessed(folder, history, last, files)


def _assessed(folder: Path, history: History, last: Seal, files: Mapping[str, Sequence[str]]) -> Now:
    knowledge = load_knowledge()
    try:
        result = assess(read_workspace(folder, knowledge.framework), knowledge)
    except IncleadError as error:
        return Now("changed", files, str(error).splitlines()[0])
    if sealing_in(history, result).holds:
        return Now("sealed", files)
    return Now("changed", files, since=since(last, history.copies(last), result, knowledge))


def _differing(then: Sequence[SealedFile], here: Sequence[SealedFile]) -> Mapping[str, Sequence[str]]:
    old, new = ({file.name: file.sha256 for file in files} for files in (then, here))
    return {
        "added": sorted(new.keys() - old.keys()),
        "changed": sorted(name for name in old.keys() & new.keys() if old[name] != new[name]),
        "removed": sorted(old.keys() - new.keys()),
    }
