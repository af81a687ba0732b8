"""A portfolio assessed, part by part: what is as it was is not graded again, and what fails does not stop the rest.

    my-region/portfolio.yaml     who is assessed together
    my-region/kept/              the assessments of its members as they were read last, as a lake
    my-region/results/           what was concluded, a file for each file of a lake, named by what it was made from
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from inclead_graph.portfolio.members import Member, Portfolio

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Done", "Unit", "grade_unit", "keep_members", "prune", "read_results", "units_of"]

KEPT, RESULTS = "kept", "results"
_ABOUT = b"inclead-graph"


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

    Args:
        folder: of the portfolio.
        portfolio: what it says.
        read: reads a workspace or workbook.
        tell: is told who is read next.
    """
    require_arrow()
    refused, current = [], set()
    for member in portfolio.members:
        tell(member)
        try:
            assessment = read(folder / member.source)
        except IncleadError as error:
            refused.append(Refused(member.id, str(error)))
            current |= set((folder / KEPT).glob(f"*/organisation={member.id}/*.parquet"))
            continue
        path = folder / KEPT / part_name(member.id, assessment.as_of)
        current.add(path)
        _keep(path, assessment, member)
    return tuple(refused)


def _keep(path: Path, assessment: Assessment, member: Member) -> None:
    """Write a member's part, unless it is there just so; assessments of other days stay, for the trend."""
    row = row_of(assessment, member.id, member.region)
    if path.is_file():
        before = read_part(path).to_pylist()
        if [(one["digest"], one["region"]) for one in before] == [(row["digest"], row["region"])]:
            return
    write_part(path, [row])


def units_of(folder: Path, portfolio: Portfolio, knowledge: Knowledge, *, everything: bool) -> list[Unit]:
    """Return what there is to grade: members by all rules, lakes by all only with ``everything``.

    Raises:
        UnreadableError: a lake is not there.
    """
    kept = folder / KEPT
    ids = {member.id for member in portfolio.members}
    mine = [path for path in files_of(kept) if path.parent.name.partition("=")[2] in ids] if kept.is_dir() else []
    units = [_unit(folder, path, knowledge, everything=True) for path in mine]
    for lake in portfolio.lakes:
        units += [_unit(folder, path, knowledge, everything=everything) for path in files_of(folder / lake)]
    return units


def _unit(folder: Path, source: Path, knowledge: Knowledge, *, everything: bool) -> Unit:
    made_from = hashlib.sha256(source.read_bytes())
    made_from.update(
        f"\0{knowledge.framework.version}\0{knowledge.rulebook.version}\0{__version__}\0{everything}".encode()
    )
    return Unit(source, folder / RESULTS / f"{made_from.hexdigest()[:32]}.parquet", everything)


def grade_unit(unit: Unit, grader: Grader) -> Done:
    """Grade one file and write its results, whole or not at all; what was done before is not done again.

    Raises:
        DisagreementError, RulebookError: as :meth:`Grader.grade`.
    """
    if unit.target.is_file():
        return Done(unit.source, *_about(unit.target), again=False)
    try:
        graded = grader.grade(read_part(unit.source))
    except UnreadableError as error:
        return Done(unit.source, 0, 0, (Refused(unit.source.name, str(error)),), again=True)
    _write(unit.target, graded)
    return Done(unit.source, graded.organisations, graded.compared, graded.refused, again=True)


def _write(path: Path, graded: Graded) -> None:
    import pyarrow.parquet as pq

    about = {
        "organisations": graded.organisations,
        "compared": graded.compared,
        "refused": [asdict(one) for one in graded.refused],
    }
    content = io.BytesIO()
    table = graded.results.replace_schema_metadata({_ABOUT: json.dumps(about).encode()})
    pq.write_table(table, content, compression="zstd")
    write_whole(path, content.getvalue())


def _about(path: Path) -> tuple[int, int, tuple[Refused, ...]]:
    import pyarrow.parquet as pq

    about = json.loads(pq.read_schema(path).metadata[_ABOUT])
    return about["organisations"], about["compared"], tuple(Refused(**one) for one in about["refused"])


def prune(folder: Path, units: Sequence[Unit]) -> None:
    """Remove results of what is no longer there; only after all units are done."""
    current = {unit.target for unit in units}
    for path in (folder / RESULTS).glob("*.parquet"):
        if path not in current:
            path.unlink(missing_ok=True)


def read_results(units: Iterable[Unit]) -> pa.Table:
    """Return the results of all units that have been graded, as one table.

    Raises:
        UnreadableError: none has been.
    """
    require_arrow()
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = [pq.read_table(unit.target) for unit in units if unit.target.is_file()]
    if not tables:
        raise UnreadableError("nothing has been graded yet; run: inclead portfolio assess")
    return pa.concat_tables([table.replace_schema_metadata() for table in tables]).unify_dictionaries()


def missing(units: Iterable[Unit]) -> Iterator[Unit]:
    """Yield the units whose results are not there."""
    yield from (unit for unit in units if not unit.target.is_file())
