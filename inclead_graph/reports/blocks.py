"""What a paper is made of: headings, prose, lists, tables and pictures as frozen values that every writer can set."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from inclead_graph.model.framework import Concept

__all__ = [
    "Block",
    "Cell",
    "Page",
    "Paper",
    "Picture",
    "Points",
    "Prose",
    "Saying",
    "Section",
    "Table",
    "cell",
    "drawn",
    "plain",
    "writable",
]

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    r"""Return a text on one line, with a mark in place of each character that no XML document can hold.

    >>> plain("a\ttab and \ufffe")
    'a tab and �'
    """
    return " ".join(writable(text).split())


def writable(text: str) -> str:
    """Return a text with a mark in place of each character that no XML document can hold; line breaks stay."""
    return _NO_XML.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Attributes:
        text: what it says.
        fill, ink: colours (``#rrggbb``) that only repeat what its words say.
        room: lines that are kept free under the text, for people to write in.
    """

    text: str
    fill: str = ""
    ink: str = ""
    room: int = 0


def cell(value: object) -> Cell:
    """Return the cell that shows a value; ``None`` is an empty one."""
    return value if isinstance(value, Cell) else Cell("" if value is None else plain(str(value)))


def drawn(concept: Concept, text: str = "") -> Cell:
    """Return the cell that shows a word of a vocabulary with its sign and colours."""
    return Cell(f"{concept.glyph} {concept.notation}{text}", concept.fill, concept.ink)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; the first cell of a row names it. ``widths`` are the shares of the columns."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]

    @property
    def is_room(self) -> bool:
        """Whether it is empty, for people to write in."""
        return all(not one.text for row in self.rows for one in row)

    @classmethod
    def of(cls, caption: str, headings: dict[str, int], rows: Iterable[Iterable[object]]) -> Table:
        """Make a table of any values; ``headings`` gives each column its share of the width.

        >>> Table.of("Stages", {"Stage": 2, "Floor": 1}, [["Board", None]]).rows
        ((Cell(text='Board', fill='', ink='', room=0), Cell(text='', fill='', ink='', room=0)),)
        """
        made = tuple(tuple(cell(value) for value in row) for row in rows)
        return cls(plain(caption), tuple(headings), made, tuple(headings.values()))


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph; a ``strong`` one is what somebody in a hurry should read."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as SVG, with the words for people who do not see it."""

    svg: str
    says: str
    caption: str


@dataclass(frozen=True, slots=True)
class Saying:
    """A short sentence with a symbol (SVG) beside it, which only repeats it and is silent for those who listen."""

    text: str
    symbol: str
    strong: bool = False


Block = Table | Prose | Points | Picture | Saying


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of level 1 to 3 with what stands under it; ``fresh`` begins a new page."""

    title: str
    level: int
    blocks: tuple[Block, ...]
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What a paper is set on.

    Attributes:
        size: of the sheet.
        landscape: whether the sheet lies on its long side.
        text, table: size of type in points, of what is read in lines and of what stands in tables.
        cover: whether the paper begins with a page of its own and a list of contents; without it the title stands above
            the text.
        facts_last: whether the facts stand in one line at the end instead of under the title.
        margin: in millimetres.
        dense: whether rows are narrow, so that a whole table stands on one sheet.
    """

    size: Literal["a4", "a3"] = "a4"
    landscape: bool = False
    text: float = 10.5
    table: float = 8.5
    cover: bool = True
    facts_last: bool = False
    margin: int = 18
    dense: bool = False

    @property
    def millimetres(self) -> tuple[int, int]:
        """Width and height of the sheet.

        >>> Page("a3", landscape=True).millimetres
        (420, 297)
        """
        short, long = _SHEETS[self.size]
        return (long, short) if self.landscape else (short, long)


_SHEETS = {"a4": (210, 297), "a3": (297, 420)}


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper.

    Attributes:
        title, subtitle: what it is, and of whom.
        name: what a window or a list of files calls it.
        day: the day that it is about.
        facts: name and value of each line of the cover.
        sections: in reading order.
        page: what it is set on.
        keywords: what programs look for among the properties of the file.
    """

    title: str
    subtitle: str
    name: str
    day: dt.date
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    page: Page = Page()
    keywords: str = ""

    @property
    def facts_in_a_line(self) -> str:
        """The facts one after the other, for a paper that has no room for a line each.

        >>> Paper("Matrix", "", "", dt.date.max, (("Seal", "Not sealed"), ("Edition", "2012")), ()).facts_in_a_line
        'Seal: Not sealed; Edition: 2012.'
        """
        return "; ".join(f"{name}: {value}" for name, value in self.facts) + "."
