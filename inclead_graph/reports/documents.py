"""Documents that fill themselves from an assessment: each a paper, in one registry that the command line reads.

A document is a function from what was gathered of one result to a :class:`Paper`; every format sets the same paper, so
that no two formats can say different things.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inclead_graph.reports.blocks import Paper
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.sealing import sealed_paper

__all__ = ["DOCUMENTS", "SETTERS", "Document", "as_file", "paper_for", "set_paper"]


@dataclass(frozen=True, slots=True)
class Document:
    """One document; its module is imported when it is used.

    Attributes:
        paper: module and function from :class:`Gathered`, and the options, to :class:`Paper`.
        about: what it is.
        reader: whom it is for.
        options: keyword arguments that the function takes beyond what was gathered.
        slides: module and function from :class:`Gathered` to the bytes of a PowerPoint file, where there is one.
    """

    paper: str
    about: str
    reader: str
    options: tuple[str, ...] = ()
    slides: str = ""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """How names of files of this document may end."""
        return (*SETTERS, _SLIDES) if self.slides else tuple(SETTERS)


SETTERS: Mapping[str, str] = {
    ".pdf": "inclead_graph.reports.pdf_report:set_as_pdf",
    ".docx": "inclead_graph.reports.word_report:set_as_word",
    ".html": "inclead_graph.reports.paper_html:set_as_html",
}
"""By the ending of a file's name, what sets any paper in that format."""
_SLIDES, _TEMPLATED = ".pptx", ".docx"

DOCUMENTS: Mapping[str, Document] = {
    "board-paper": Document(
        "inclead_graph.reports.paper:paper_of",
        "what was found, what is missing and what to do, with room for signatures",
        "the Board",
    ),
    "board-session": Document(
        "inclead_graph.reports.board_session:session_paper",
        "the toolkit's session with its agenda, this organisation's findings and questions to discuss",
        "whoever leads the session, and those who take part",
        slides="inclead_graph.reports.slides_report:write",
    ),
    "matrix": Document(
        "inclead_graph.reports.matrix:matrix_paper",
        "where every factor is now, could be, and is to be by when, on one sheet of A3",
        "the Board, and a wall",
    ),
    "easy-read": Document(
        "inclead_graph.reports.easy_read:easy_paper",
        "what was found, in short sentences and large type, with symbols and hard words explained",
        "everybody, and people with learning disabilities above all",
    ),
    "action-framework": Document(
        "inclead_graph.reports.tool_papers:framework_paper",
        "the toolkit's four questions to managers, and every action that the findings call for, with owner and day",
        "managers",
    ),
    "partnership-protocol": Document(
        "inclead_graph.reports.protocol_paper:protocol_paper",
        "what two organisations agree on before they ally, with what the network knows of the partner named",
        "managers and their partners",
        options=("partner",),
    ),
    "engagement-checklist": Document(
        "inclead_graph.reports.tool_papers:engagement_paper",
        "the toolkit's eleven points on engaging communities, with who, when, evidence and what to do",
        "whoever engages communities in the Equality Delivery System",
    ),
    "definition": Document(
        "inclead_graph.reports.tool_papers:definition_paper",
        "a worksheet for what inclusion means here, with what the evidence says already",
        "the Board, staff and service users who write it",
    ),
    "eds-return": Document(
        "inclead_graph.reports.eds_return:return_paper",
        "grades by an edition of the Equality Delivery System, how each follows, and room for signatures",
        "commissioners, regulators and the public",
    ),
}
"""By name, in the order in which an assessment is used."""


def paper_for(found: Gathered, name: str, **options: object) -> Paper:
    """Make one document.

    Args:
        found: what was gathered of a result.
        name: of :data:`DOCUMENTS`.
        options: of those that the document takes; others are left aside.

    Raises:
        KeyError: there is no such document.
        QueryError: an option names what is not there.
    """
    document = DOCUMENTS[name]
    paper: Paper = _function(document.paper)(found, **{key: options[key] for key in document.options if key in options})
    return paper


def as_file(found: Gathered, name: str, suffix: str, template: Path | None = None, **options: object) -> bytes:
    """Return one document as the bytes of a file.

    Args:
        found: what was gathered of a result.
        name: of :data:`DOCUMENTS`.
        suffix: one of the document's suffixes.
        template: a Word file whose styles the Word file takes.
        options: as :func:`paper_for`.

    Raises:
        KeyError: there is no such document, or it has no such format.
        UnreadableError: a library that the format needs is not installed, or the template is no Word file.
        QueryError: as :func:`paper_for`.
    """
    if suffix == _SLIDES and DOCUMENTS[name].slides:
        slides: bytes = _function(DOCUMENTS[name].slides)(found)
        return slides
    return set_paper(sealed_paper(paper_for(found, name, **options), found.sealing), suffix, template)


def set_paper(paper: Paper, suffix: str, template: Path | None = None) -> bytes:
    """Return any paper as the bytes of a file.

    Args:
        paper: what to set.
        suffix: of :data:`SETTERS`.
        template: as :func:`as_file`.

    Raises:
        KeyError, UnreadableError: as :func:`as_file`.
    """
    given = {"template": template} if suffix == _TEMPLATED else {}
    content: bytes = _function(SETTERS[suffix])(paper, **given)
    return content


def _function(place: str) -> Callable[..., Any]:
    module, _, function = place.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found
