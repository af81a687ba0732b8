"""Whether a report is the one that follows from a seal: it is written anew from the sealed copy, and held against it.

Equal results give equal bytes, so that nothing of a report needs to be understood in order to check all of it.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inclead_graph.assess import Knowledge, assess
from inclead_graph.errors import UnreadableError
from inclead_graph.history.chain import History, read_history
from inclead_graph.history.checking import check_history, judged_here
from inclead_graph.history.earlier import earlier_in
from inclead_graph.history.spoken import MAX_BYTES, properties_of, told_apart, words_of
from inclead_graph.history.standing import sealing_in
from inclead_graph.model.history import Seal, Sealing
from inclead_graph.reports import format_of, write_all
from inclead_graph.reports.documents import DOCUMENTS, as_file
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.sealing import MARK
from inclead_graph.verification.checker import Fault
from inclead_graph.workspace import read_workspace

__all__ = ["Reported", "is_report", "verify_report"]

_IN_A_GRAPH = re.compile(r"urn:inclead:seal:([0-9a-f]{64})#signature/1\b")
_SAME_WORDS = (
    "its words are the same: it was saved by another program, written with other versions of the libraries or with a "
    "template (--template), or its pictures or its layout were changed"
)
SHOWN = 5
"""How many differences of one report are named."""


@dataclass(slots=True)
class Reported:
    """What was found out about a report.

    Attributes:
        problems: what does not hold; empty where the report is the one that follows from its seal.
        notes: what there is to say beside.
        sealing: the seal that it names, as it was when it was written.
        seal: the revision.
    """

    problems: list[Fault]
    notes: list[str]
    sealing: Sealing | None = None
    seal: Seal | None = None


def is_report(path: Path) -> bool:
    """Say whether a file's name is that of a report which can name a seal.

    >>> is_report(Path("paper.PDF")), is_report(Path("my-trust.zip"))
    (True, False)
    """
    return format_of(path) not in (None, "table")


def verify_report(path: Path, folder: Path, knowledge: Knowledge, template: Path | None = None) -> Reported:
    """Check a report against the history of the workspace that it is about.

    Args:
        path: the report.
        folder: the workspace.
        knowledge: what is installed here.
        template: the Word file whose styles it was written in.

    Raises:
        UnreadableError: the report or the history cannot be read.
    """
    content = _read(path)
    history = read_history(folder)
    found = Reported(list(history.faults[:SHOWN]), [])
    named = _named(content, path)
    if isinstance(named, Fault):
        found.problems.append(named)
        return found
    then = history.up_to(named)
    if then is None or then.last is None:
        why = (
            f"no entry of the history in {folder} has it: the report is of another assessment, or entries were cut off"
        )
        found.problems.append(Fault("the seal that it names", named, why))
        return found
    found.seal = then.last
    if len(then.entries) < len(history.entries):
        later = len(history.seals) - len(then.seals)
        now = f"the last revision is now {history.seals[-1].revision}" if later else "others signed this revision"
        found.notes.append(f"The log went on since this was written: {now}.")
    if judged_here(then.last, knowledge):
        found.problems += check_history(history, knowledge, then.last.revision).faults[len(history.faults) :][:SHOWN]
        _compared(found, content, path, then, knowledge, template)
    else:
        found.problems += _by_grades(content, path, then.last)
    return found


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableError(f"{path}: refused: it has more than {MAX_BYTES:,} bytes")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read ({error.strerror})") from None


def _named(content: bytes, path: Path) -> str | Fault:
    """Return the entry of the log that a report names, or why it names none."""
    marks: set[str]
    name = format_of(path)
    if name == "json":
        return _named_in_json(content, path)
    properties = properties_of(content)
    marks = set(MARK.findall(properties))
    if name in ("ttl", "jsonld"):
        marks = {f"sha256:{one}" for one in _IN_A_GRAPH.findall(properties)}
    if len(marks) == 1:
        return marks.pop()
    if marks:
        return Fault("the report", str(path), "it names several seals, which no report of ours does")
    return Fault("the report", str(path), "it names no seal: what it is about was not sealed, or had changed since")


def _named_in_json(content: bytes, path: Path) -> str | Fault:
    try:
        sealing = json.loads(content)["sealing"]
        state, newest = sealing["state"], sealing["newest"]
    except (ValueError, LookupError, TypeError):
        return Fault("the report", str(path), "it has no 'sealing', so that it is no report of this version")
    if state != "sealed" or not isinstance(newest, str):
        said = {"changed": "it says that the assessment had changed since it was sealed",
                "not sealed": "it says that the assessment was not sealed"}  # fmt: skip
        return Fault("the report", str(path), said.get(str(state), "it names no seal that held"))
    return newest


def _by_grades(content: bytes, path: Path, seal: Seal) -> Iterator[Fault]:
    """Yield what can be said where the versions that wrote the report are not installed."""
    judged = seal.judged_by
    versions = f"inclead-graph {judged.package}, ontology {judged.ontology}, rules {judged.rules}"
    yield Fault(
        "the report", str(path), f"it cannot be written anew here; verify it where these are installed: {versions}"
    )
    if format_of(path) == "json":
        grades = {(g.kind, g.thing): (g.values.get("floor"), g.values.get("ceiling")) for g in seal.grades}
        for stage in json.loads(content).get("stages", []):
            for kind, line in (("stage", stage), *(("factor", factor) for factor in stage.get("factors", []))):
                said = line.get("floor"), line.get("ceiling")
                if grades.get((kind, line.get("id"))) != said:
                    yield Fault(f"{kind} {line.get('id')}", str(path), f"it says {said}, and the seal says otherwise")


def _compared(
    found: Reported, content: bytes, path: Path, then: History, knowledge: Knowledge, template: Path | None
) -> None:
    seal = then.seals[-1]
    result = assess(read_workspace(then.copies(seal), knowledge.framework, check_files=False), knowledge)
    found.sealing = sealing_in(then, result)
    gathered = Gathered(result, earlier_in(then, result.assessment.as_of), found.sealing)
    name, written = str(format_of(path)), []
    mine = words_of(content, name)
    for write in (_as_report, _as_document):
        for made in write(gathered, path, template, seal.judged_by.engines):
            if made == content:
                return
            written.append(words_of(made, name))
        if any(_mostly(mine, words) for words in written):
            break
    found.problems += _differences(mine, written, path)


def _mostly(mine: list[str] | None, theirs: list[str] | None) -> bool:
    """Say whether two files have more lines in common than not, so that the one is the other with changes."""
    return mine is not None and theirs is not None and 2 * len(set(mine) & set(theirs)) > len(set(theirs))


def _as_report(found: Gathered, path: Path, template: Path | None, engines: tuple[str, ...]) -> Iterator[bytes]:
    """Yield the report that this program writes of a sealed result.

    Engines only name themselves in a report; those of the machine that wrote it may be others.
    """
    name, result = str(format_of(path)), found.result
    for ran in dict.fromkeys((result.engines, engines, result.engines[:1])):
        one = dataclasses.replace(found, result=dataclasses.replace(result, engines=ran))
        yield next(iter(write_all(one.result, [name], template, one.earlier, one.sealing)))[1]


def _as_document(found: Gathered, path: Path, template: Path | None, engines: tuple[str, ...]) -> Iterator[bytes]:
    """Yield each document that this program writes of a sealed result, by each set of engines."""
    suffix, result = path.suffix.lower(), found.result
    for ran in dict.fromkeys((result.engines, engines, result.engines[:1])):
        one = Gathered(dataclasses.replace(result, engines=ran), sealing=found.sealing)
        for document, about in DOCUMENTS.items():
            if suffix in about.suffixes:
                yield as_file(one, document, suffix, template)


def _differences(mine: list[str] | None, written: list[list[str] | None], path: Path) -> Iterator[Fault]:
    """Yield in what words a report differs from the nearest of what would have been written."""
    what = "it is not, byte for byte, what is written of the sealed evidence"
    others = [words for words in written if words is not None]
    if mine is None or not others:
        yield Fault("the report", str(path), f"{what}; what differs cannot be read from this format")
        return
    theirs = max(others, key=lambda words: len(set(words) & set(mine)))
    told = list(told_apart(mine, theirs)) or [_SAME_WORDS]
    for why in told[:SHOWN]:
        yield Fault("the report", str(path), f"{what}: {why}" if len(told) == 1 else why)
    if len(told) > SHOWN:
        yield Fault("the report", str(path), f"and {len(told) - SHOWN} more places")
