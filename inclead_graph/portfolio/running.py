"""A portfolio assessed, part by part: what is as it was is not graded again, and what fails does not stop the rest.

In the folder of a portfolio are ``portfolio.yaml``, which says who is assessed together; ``kept/``, a lake with the
assessments of its members as they were read; and ``results/``, what was concluded, a file for each file of a lake,
named by what it was made from.
"""

from __future__ import annotations

import hashlib
import io
import json
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inclead_graph import __version__
from inclead_graph.assess import Knowledge
from inclead_graph.errors import IncleadError, UnreadableError
from inclead_graph.files import write_whole
from inclead_graph.model.assessment import Assessment
from inclead_graph.portfolio.batches import Refused
from inclead_graph.portfolio.grading import Graded, Grader
from inclead_graph.portfolio.lake import files_of, part_name, read_part, require_arrow, row_of, write_part
from inclead_graph.portfolio.members import Member, Portfolio, read_portfolio

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "Done",
    "Unit",
    "done_before",
    "grade",
    "keep_members",
    "kept_results",
    "left_out",
    "prune",
    "sources_of",
    "store",
    "units_of",
    "versions_of",
]

KEPT, RESULTS = "kept", "results"
_ABOUT = b"inclead-graph"
_FORSAKEN = 86_400
"""Seconds after which a file that somebody began to write has been left."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One file of a lake to be graded, and the file of its results.

    Attributes:
        everything: whether by all rules; see :class:`Grader`.
    """

    source: Path
    target: Path
    everything: bool


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one unit.

    Attributes:
        organisations: how many were graded; of these ``compared`` by the reference engine as well.
        refused: those that could not be, or the file itself.
        again: whether there was work to do; else the results were there.
    """

    source: Path
    organisations: int
    compared: int
    refused: tuple[Refused, ...]
    again: bool


def keep_members(
    folder: Path, portfolio: Portfolio, read: Callable[[Path], Assessment], tell: Callable[[Member], None]
) -> tuple[Refused, ...]:
    """Read every member and keep its assessment; return those that cannot be read, with all that is wrong.

    What was kept of a member before stays, other days of it for the trend.

    Args:
        folder: of the portfolio.
        portfolio: what it says.
        read: reads a workspace or workbook.
        tell: is told who is read next.
    """
    require_arrow()
    refused = []
    for member in portfolio.members:
        tell(member)
        try:
            assessment = read(folder / member.source)
        except IncleadError as error:
            refused.append(Refused(member.id, str(error)))
            continue
        _keep(folder / KEPT / part_name(member.id, assessment.as_of), assessment, member)
    return tuple(refused)


def _keep(path: Path, assessment: Assessment, member: Member) -> None:
    """Write a member's part, unless it is there just so."""
    row = row_of(assessment, member.id, member.region)
    if path.is_file():
        before = read_part(path.read_bytes(), path.name).to_pylist()
        if [(one["digest"], one["region"]) for one in before] == [(row["digest"], row["region"])]:
            return
    write_part(path, [row])


def units_of(folder: Path, portfolio: Portfolio, knowledge: Knowledge, *, everything: bool) -> list[Unit]:
    """Return what there is to grade: members by all rules, lakes by all only with ``everything``.

    Raises:
        UnreadableError: a lake is not there.
    """
    return [
        _unit(folder, path, knowledge, everything=everything or mine) for path, mine in sources_of(folder, portfolio)
    ]


def sources_of(folder: Path, portfolio: Portfolio) -> list[tuple[Path, bool]]:
    """Return the files with assessments, and of each whether it is a member's.

    Raises:
        UnreadableError: a lake is not there.
    """
    kept = folder / KEPT
    ids = {member.id for member in portfolio.members}
    mine = [path for path in files_of(kept) if path.parent.name.partition("=")[2] in ids] if kept.is_dir() else []
    theirs = [path for lake in portfolio.lakes for path in files_of(folder / lake)]
    return [*((path, True) for path in mine), *((path, False) for path in theirs)]


def _unit(folder: Path, source: Path, knowledge: Knowledge, *, everything: bool) -> Unit:
    made_from = hashlib.sha256(source.read_bytes())
    made_from.update(f"\0{versions_of(knowledge)}\0{everything}".encode())
    return Unit(source, folder / RESULTS / f"{made_from.hexdigest()[:32]}.parquet", everything)


def versions_of(knowledge: Knowledge) -> str:
    """Return by what results are made, in words."""
    return f"inclead-graph {__version__}, ontology {knowledge.framework.version}, rules {knowledge.rulebook.version}"


def done_before(unit: Unit) -> Done | None:
    """Return what became of a unit that was graded before; ``None`` where it was not."""
    if not unit.target.is_file():
        return None
    import pyarrow.parquet as pq

    about = json.loads(pq.read_schema(unit.target).metadata[_ABOUT])
    refused = tuple(Refused(**one) for one in about["refused"])
    return Done(unit.source, about["organisations"], about["compared"], refused, again=False)


def grade(content: bytes, name: str, grader: Grader) -> bytes:
    """Grade the bytes of a file of a lake; return those of its results. Nothing else is read or written.

    Raises:
        UnreadableError: the file cannot be read as a part of a lake.
        DisagreementError, RulebookError: as :meth:`Grader.grade`.
    """
    graded = grader.grade(read_part(content, name))
    return _written(graded)


def _written(graded: Graded) -> bytes:
    import pyarrow.parquet as pq

    about = {
        "organisations": graded.organisations,
        "compared": graded.compared,
        "refused": [asdict(one) for one in graded.refused],
    }
    content = io.BytesIO()
    table = graded.results.replace_schema_metadata({_ABOUT: json.dumps(about).encode()})
    pq.write_table(table, content, compression="zstd")
    return content.getvalue()


def store(unit: Unit, results: bytes) -> Done:
    """Keep the results of a unit, whole or not at all.

    Raises:
        UnreadableError: they cannot be written.
    """
    write_whole(unit.target, results)
    done = done_before(unit)
    if done is None:
        raise UnreadableError(f"{unit.target}: was removed while the portfolio was assessed; assess it again")
    return Done(done.source, done.organisations, done.compared, done.refused, again=True)


def prune(folder: Path, units: Sequence[Unit]) -> None:
    """Remove results of what is no longer there, and what killed runs left behind; only after all units are done."""
    current = {unit.target.name for unit in units}
    for path in (folder / RESULTS).iterdir() if (folder / RESULTS).is_dir() else ():
        if _forsaken(path) if path.name.startswith(".") else path.suffix == ".parquet" and path.name not in current:
            path.unlink(missing_ok=True)


def _forsaken(path: Path) -> bool:
    """Say whether nobody can still be writing a file."""
    try:
        return time.time() - path.stat().st_mtime > _FORSAKEN
    except OSError:  # it has just become what it was written for
        return False


def left_out(folder: Path, portfolio: Portfolio, knowledge: Knowledge, graded: Collection[str]) -> tuple[str, ...]:
    """Return the organisations without any results: refused when they were graded, or members never read.

    Args:
        folder: of the portfolio.
        portfolio: what it says.
        knowledge: by which it was graded.
        graded: organisations that have results.

    Raises:
        UnreadableError: a lake is not there.
    """
    done = (done_before(unit) for unit in units_of(folder, portfolio, knowledge, everything=False))
    refused = [one.organisation for of in done if of for one in of.refused]
    return tuple(sorted({*refused, *(member.id for member in portfolio.members)} - set(graded)))


def kept_results(folder: Path, knowledge: Knowledge) -> pa.Table:
    """Return everything that was concluded about a portfolio as it is now, by this ontology and these rules.

    A lake's results by all rules stand in for those by some where they are there.

    Raises:
        UnreadableError: there is no portfolio, or nothing of it has been graded.
        InputError: every problem in the portfolio.
    """
    require_arrow()
    import pyarrow as pa
    import pyarrow.parquet as pq

    portfolio = read_portfolio(folder)
    by_source = {
        unit.source: unit.target
        for everything in (False, True)
        for unit in units_of(folder, portfolio, knowledge, everything=everything)
        if unit.target.is_file()
    }
    if not by_source:
        raise UnreadableError(f"{folder}: nothing has been graded yet; run: inclead portfolio assess {folder}")
    tables = [pq.read_table(path) for path in by_source.values()]
    return pa.concat_tables([table.replace_schema_metadata() for table in tables]).unify_dictionaries()
