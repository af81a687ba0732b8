"""The assessments that a portfolio keeps, read back one by one as they are asked for."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inclead_graph.errors import IncleadError
from inclead_graph.model.assessment import Assessment
from inclead_graph.portfolio.batches import Refused
from inclead_graph.portfolio.lake import assessment_of, read_part
from inclead_graph.portfolio.members import Portfolio
from inclead_graph.portfolio.running import sources_of

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "Kept",
    "kept_assessments",
    "kept_of",
    "organisations_in",
    "organisations_that_commission",
    "without_attachments",
]


@dataclass(frozen=True, slots=True)
class Kept:
    """One assessment of a portfolio.

    Attributes:
        organisation: what the portfolio calls whose it is.
        region: where that belongs.
    """

    organisation: str
    region: str | None
    assessment: Assessment


def kept_assessments(
    folder: Path, portfolio: Portfolio, organisations: Collection[str] | None = None
) -> Iterator[Kept | Refused]:
    """Yield the assessments of some organisations, or of all; what cannot be read is told and stops nothing.

    Args:
        folder: of the portfolio.
        portfolio: what it says.
        organisations: which; all by default.

    Raises:
        UnreadableError: a lake is not there.
    """
    for table in _tables(folder, portfolio, organisations):
        if isinstance(table, Refused):
            yield table
            continue
        for row in table.to_pylist():
            try:
                yield Kept(row["organisation"], row["region"], assessment_of(row))
            except IncleadError as error:
                yield Refused(row["organisation"], str(error))


def kept_of(folder: Path, portfolio: Portfolio, organisations: Collection[str]) -> Mapping[str, list[Kept]]:
    """Return what can be read of some organisations' assessments, each in the order of days."""
    found: dict[str, list[Kept]] = {}
    for one in kept_assessments(folder, portfolio, organisations) if organisations else ():
        if isinstance(one, Kept):
            found.setdefault(one.organisation, []).append(one)
    return {name: sorted(of, key=lambda one: one.assessment.as_of) for name, of in found.items()}


def _tables(folder: Path, portfolio: Portfolio, organisations: Collection[str] | None) -> Iterator[pa.Table | Refused]:
    """Yield of each file the rows of some organisations."""
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = None if organisations is None else pa.array(sorted(organisations), pa.string())
    for source, _ in sources_of(folder, portfolio):
        try:
            table = read_part(source.read_bytes(), source.name)
        except IncleadError as error:
            yield Refused(source.name, str(error))
            continue
        yield table if wanted is None else table.filter(pc.is_in(table["organisation"], value_set=wanted))


def organisations_that_commission(folder: Path, portfolio: Portfolio) -> tuple[str, ...]:
    """Return the organisations that commission others of the portfolio, and these others, by their last assessments."""
    last: dict[str, tuple[dt.date, str, tuple[str, ...]]] = {}
    for table in _tables(folder, portfolio, None):
        if isinstance(table, Refused):
            continue
        for row in table.select(["organisation", "name", "as_of", "rest"]).to_pylist():
            before = last.get(row["organisation"])
            if before is None or before[0] < row["as_of"]:
                last[row["organisation"]] = row["as_of"], _key(row["name"]), _commissioned(row)
    named = {key for _, _, keys in last.values() for key in keys}
    return tuple(sorted(name for name, (_, key, keys) in last.items() if keys or key in named))


def _commissioned(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keys of those whom a row says that its organisation commissions."""
    if not row["rest"] or '"commissions"' not in row["rest"]:
        return ()
    try:
        names: Iterable[Any] = json.loads(row["rest"])["organisation"]["commissions"]
        return tuple(_key(str(name)) for name in names)
    except (ValueError, KeyError, TypeError):
        return ()  # the row is refused when it is read whole


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def organisations_in(folder: Path, portfolio: Portfolio) -> Mapping[str, int]:
    """Return how many assessments there are of each organisation.

    Raises:
        UnreadableError: a lake is not there.
    """
    found: dict[str, int] = {}
    for table in _tables(folder, portfolio, None):
        for name in [] if isinstance(table, Refused) else table["organisation"].to_pylist():
            found[name] = found.get(name, 0) + 1
    return found


def without_attachments(assessment: Assessment) -> Assessment:
    """Return an assessment that names no attached files; its digest is another, its grades are the same."""
    bare = tuple(piece.model_copy(update={"attachment": None}) for piece in assessment.evidence)
    return assessment.model_copy(update={"evidence": bare})
