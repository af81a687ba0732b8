"""A Result becomes a document: one writer a format, in one registry that the command line reads its choices from."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inclead_graph.assess import Result
from inclead_graph.model.history import NOT_SEALED, Sealing

if TYPE_CHECKING:
    from inclead_graph.reports.trend import EarlierGrades

__all__ = ["FORMATS", "Format", "encoded", "format_of", "render", "write_all"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format that a result can be written in; its module is imported when it is used.

    Attributes:
        writer: module and function.
        about: whom it is for.
        suffixes: how names of such files end, the usual ending first.
        document: whether its writer gives the bytes of a file to hand over; the others give text.
    """

    writer: str
    about: str
    suffixes: tuple[str, ...]
    document: bool = False


FORMATS: Mapping[str, Format] = {
    "table": Format(
        "inclead_graph.reports.table:write", "stages and factors, for a terminal or a pipe", (".tsv", ".txt")
    ),
    "json": Format(
        "inclead_graph.reports.json_report:write", "every finding with its proof, for a program", (".json",)
    ),
    "html": Format(
        "inclead_graph.reports.html_report:write", "one page to read, print and hand over", (".html", ".htm")
    ),
    "ttl": Format("inclead_graph.reports.turtle:write", "EARL assertions with PROV-O proofs, as a graph", (".ttl",)),
    "jsonld": Format(
        "inclead_graph.reports.turtle:write_json_ld", "the same graph as JSON-LD, under its name", (".jsonld",)
    ),
    "pdf": Format("inclead_graph.reports.pdf_report:write", "a paper to sign, as tagged PDF", (".pdf",), document=True),
    "docx": Format(
        "inclead_graph.reports.word_report:write", "the same paper to edit in Word", (".docx",), document=True
    ),
    "xlsx": Format(
        "inclead_graph.reports.workbook_report:write",
        "every finding, gap and proof step as rows",
        (".xlsx",),
        document=True,
    ),
    "pptx": Format(
        "inclead_graph.reports.slides_report:write", "the toolkit's Board session as slides", (".pptx",), document=True
    ),
}


def format_of(path: Path) -> str | None:
    """Return the format that a file's name asks for; ``None`` where its ending is not one of ours.

    >>> format_of(Path("report.PDF")), format_of(Path("report"))
    ('pdf', None)
    """
    return next((name for name, one in FORMATS.items() if path.suffix.lower() in one.suffixes), None)


def render(result: Result, name: str) -> str:
    """Write a result in the format called ``name``, which is one of text.

    Raises:
        KeyError: there is no such format; :data:`FORMATS` lists them.
    """
    from inclead_graph.reports.gathered import Gathered

    text: str = _writer(name)(Gathered(result))
    return text


def encoded(result: Result, name: str) -> bytes:
    """Write a result in any format, as the bytes of a file.

    Raises:
        KeyError: there is no such format.
        UnreadableError: a library that the format needs is not installed.
    """
    return next(iter(write_all(result, [name])))[1]


def write_all(
    result: Result,
    names: Iterable[str],
    template: Path | None = None,
    earlier: Iterable[EarlierGrades] = (),
    sealing: Sealing = NOT_SEALED,
) -> Iterator[tuple[str, bytes]]:
    """Yield each format with the bytes of its file; what they share is worked out once.

    Args:
        result: what to write.
        names: of :data:`FORMATS`.
        template: a Word file whose styles the Word file takes.
        earlier: grades of earlier assessments, to show a trend.
        sealing: how the result stands to the seals of its workspace.

    Raises:
        KeyError, UnreadableError: as :func:`encoded`.
    """
    from inclead_graph.reports.gathered import Gathered

    gathered = Gathered(result, tuple(earlier), sealing)
    for name in names:
        chosen = {"template": template} if template and name == _TEMPLATED else {}
        made: str | bytes = _writer(name)(gathered, **chosen)
        yield name, made.encode("utf-8") if isinstance(made, str) else made


_TEMPLATED = "docx"


def _writer(name: str) -> Callable[..., Any]:
    module, _, function = FORMATS[name].writer.partition(":")
    writer: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return writer
