"""What a sheet is made of: its columns, what goes into them, and where that belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from inclead_graph.model.framework import Stage

__all__ = ["Column", "Form", "Kind"]

Kind = Literal["text", "day", "word", "words", "texts", "yes", "number", "offered", "given"]
"""``words`` has commas between its items, ``texts`` has ``|``; what is ``offered`` may be another word, too; what is
``given`` is written by us and not read."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet, or a line where a sheet has a field a line.

    Attributes:
        path: where its value belongs in the record.
        vocabulary: whose words it takes, as :func:`words_of` names them; empty where anything may be written.
        needed: whether a row without it is no record.
        hint: what a person reads on entering the cell.
        width: in characters.
    """

    heading: str
    path: tuple[str, ...] = ()
    kind: Kind = "text"
    vocabulary: str = ""
    needed: bool = False
    hint: str = ""
    width: int = 14


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet: a record a row, or one record with a field a line.

    Attributes:
        name: of the sheet.
        field: the field of the assessment that its records are of; empty where they are of none.
        key: the headings by whose values two people mean the same record.
        upright: whether it has a field a line.
        stage: of a stage's sheet, the stage.
        since: the format of workbooks in which it came; older ones lack it.
        beside: of records that are no part of the assessment, the file or folder of the workspace that they stand in.
        asked: whether it is there only where somebody asked for it.
        warning: what whoever fills it in, hands it on or prints it has to know.
    """

    name: str
    field: str
    columns: Sequence[Column]
    key: Sequence[str] = ()
    upright: bool = False
    stage: Stage | None = None
    about: str = ""
    since: int = 1
    beside: str = ""
    asked: bool = False
    warning: str = ""

    @property
    def read(self) -> Mapping[str, Column]:
        """The columns that are read, by heading."""
        return {column.heading: column for column in self.columns if column.kind != "given"}
