"""Assessments as Parquet: a row for each, with its evidence inside, in files by year and organisation.

    lake/year=2026/organisation=RX1/assessments.parquet

A file may hold many organisations, and folders may be named otherwise: every file called ``*.parquet`` under the lake
is read, and what the names of folders say is not asked for. Parquet is read and written by Apache Arrow.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from inclead_graph.errors import UnreadableError
from inclead_graph.files import write_whole
from inclead_graph.model.assessment import Assessment, Evidence
from inclead_graph.model.digest import canonical, evidence_digest

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["assessment_of", "files_of", "part_name", "read_part", "require_arrow", "row_of", "schema", "write_part"]

_NO_REASON = "not recorded in the lake"
_RECORD_TEXTS = ("id", "title", "claim", "status", "kind", "voice", "source", "locator", "asserted_by", "note")


def require_arrow() -> None:
    """Say kindly what to install where Arrow is missing.

    Raises:
        UnreadableError: it cannot be loaded.
    """
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise UnreadableError(
            f"portfolios take the Python packages 'numpy' and 'pyarrow', which do not load ({error}); "
            "install them with: pip install 'inclead-graph[portfolio]'"
        ) from None


def schema() -> pa.Schema:
    """Return the columns of a lake, with their types."""
    import pyarrow as pa

    text, day = pa.string(), pa.date32()
    record = [pa.field(name, text) for name in _RECORD_TEXTS]
    record += [pa.field(name, day) for name in ("date", "expires", "withdrawn_on", "period_from", "period_to")]
    record += [pa.field(name, text) for name in ("withdrawn_reason", "attachment_file", "attachment_sha256")]
    record += [pa.field(name, pa.list_(text)) for name in ("criteria", "characteristics")]
    decision = pa.struct([("criterion", text), ("holds", text), ("date", day)])
    return pa.schema(
        [
            pa.field("organisation", text, nullable=False),
            pa.field("region", text),
            pa.field("name", text, nullable=False),
            pa.field("kind", text, nullable=False),
            pa.field("as_of", day, nullable=False),
            pa.field("digest", text),
            pa.field("not_applicable", pa.list_(text)),
            pa.field("moderation", pa.list_(decision)),
            pa.field("evidence", pa.list_(pa.struct(record))),
            pa.field("rest", text),
        ]
    )


def row_of(assessment: Assessment, organisation: str, region: str | None = None) -> Mapping[str, Any]:
    """Return the row of one assessment; ``organisation`` is its key in the lake."""
    rest = assessment.model_dump(mode="json", by_alias=True, exclude={"evidence"}, exclude_defaults=True)
    return {
        "organisation": organisation,
        "region": region,
        "name": assessment.organisation.name,
        "kind": assessment.organisation.kind,
        "as_of": assessment.as_of,
        "digest": evidence_digest(assessment),
        "not_applicable": [one.criterion for one in assessment.not_applicable],
        "moderation": [
            {"criterion": one.criterion, "holds": one.holds, "date": one.date} for one in assessment.moderation
        ],
        "evidence": [_record(piece) for piece in assessment.evidence],
        "rest": canonical(rest).decode("utf-8"),
    }


def _record(piece: Evidence) -> Mapping[str, Any]:
    made: dict[str, Any] = {name: getattr(piece, name) for name in (*_RECORD_TEXTS, "date", "expires")}
    made |= {"criteria": piece.criteria, "characteristics": piece.characteristics}
    if piece.withdrawn:
        made |= {"withdrawn_on": piece.withdrawn.date, "withdrawn_reason": piece.withdrawn.reason}
    if piece.period:
        made |= {"period_from": piece.period.start, "period_to": piece.period.end}
    if piece.attachment:
        made |= {"attachment_file": piece.attachment.file, "attachment_sha256": piece.attachment.sha256}
    return made


def assessment_of(row: Mapping[str, Any]) -> Assessment:
    """Return the assessment of a row, the same as was written.

    Raises:
        UnreadableError: what the row holds is not what its digest says, or cannot be an assessment at all.
    """
    try:
        rest = json.loads(row["rest"]) if row["rest"] is not None else _bare(row)
        made = Assessment.model_validate({**rest, "evidence": [_piece(record) for record in row["evidence"] or ()]})
    except ValueError as error:
        raise UnreadableError(f"{row['organisation']}: its row is no assessment ({_first_line(error)})") from None
    if row["digest"] is not None and evidence_digest(made) != row["digest"]:
        raise UnreadableError(f"{row['organisation']}: its evidence is not what its digest says; add it anew")
    return made


def _bare(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a row says that another program wrote, which gives no reasons."""
    return {
        "organisation": {"name": row["name"], "kind": row["kind"]},
        "as_of": row["as_of"],
        "not_applicable": [{"criterion": one, "reason": _NO_REASON} for one in row["not_applicable"] or ()],
        "moderation": [{**one, "reason": _NO_REASON, "decided_by": _NO_REASON} for one in row["moderation"] or ()],
    }


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _piece(record: Mapping[str, Any]) -> Mapping[str, Any]:
    known = {name: value for name, value in record.items() if value is not None and "_" not in name}
    if record["asserted_by"] is not None:
        known["asserted_by"] = record["asserted_by"]
    for name, (first, second), (one, two) in (
        ("withdrawn", ("withdrawn_on", "withdrawn_reason"), ("date", "reason")),
        ("period", ("period_from", "period_to"), ("from", "to")),
        ("attachment", ("attachment_file", "attachment_sha256"), ("file", "sha256")),
    ):
        if record[first] is not None:
            known[name] = {one: record[first], two: record[second]}
    return known


def part_name(organisation: str, as_of: dt.date) -> Path:
    """Return the file of one organisation's assessment in a lake.

    >>> part_name("Old Canal/East", dt.date(2026, 3, 31)).as_posix()
    'year=2026/organisation=Old%20Canal%2FEast/2026-03-31.parquet'
    """
    return Path(f"year={as_of.year}", f"organisation={quote(organisation, safe='')}", f"{as_of}.parquet")


def write_part(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows as one file, whole or not at all.

    Raises:
        UnreadableError: it cannot be written, or Arrow is not installed.
    """
    require_arrow()
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows), schema()), content, compression="zstd")
    write_whole(path, content.getvalue())


def files_of(lake: Path) -> list[Path]:
    """Return the files of a lake, in order; a file that is being written is none.

    Raises:
        UnreadableError: there is no such folder.
    """
    if not lake.is_dir():
        raise UnreadableError(f"{lake}: no such folder; a lake is a folder of .parquet files")
    return sorted(path for path in lake.rglob("*.parquet") if path.is_file() and not path.name.startswith("."))


def read_part(content: bytes, name: str) -> pa.Table:
    """Read one file of a lake.

    Args:
        content: its bytes.
        name: what messages call it.

    Raises:
        UnreadableError: it is no Parquet, or lacks a column, or has one of another type.
    """
    require_arrow()
    import pyarrow as pa
    import pyarrow.parquet as pq

    wanted = schema()
    try:
        found = pq.ParquetFile(pa.BufferReader(content))
        missing = [one for one in wanted.names if one not in found.schema_arrow.names]
        if missing:
            raise UnreadableError(f"{name}: has no column {', '.join(missing)}; docs/portfolio.md lists them")
        return found.read(columns=wanted.names).cast(wanted)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableError(f"{name}: cannot be read as a part of a lake ({_first_line(error)})") from None
