"""What the office formats share: the same input gives the same bytes, and a kind word where a library is absent."""

from __future__ import annotations

import datetime as dt
import importlib
import io
import zipfile
from typing import Any

from inclead_graph.errors import UnreadableError

__all__ = ["LANGUAGE", "library", "midnight", "properties", "steady"]

LANGUAGE = "en-GB"


def library(name: str, what: str, extra: str) -> Any:
    """Import a library that not every installation has.

    Raises:
        UnreadableError: it is not installed; the message says what to install.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        raise UnreadableError(f"{what} need a library; pip install 'inclead-graph[{extra}]'") from None


def midnight(day: dt.date) -> dt.datetime:
    """Return the beginning of a day: a document is as old as what it is about, whenever it was written."""
    return dt.datetime.combine(day, dt.time())


def properties(core: Any, title: str, day: dt.date, keywords: str = "") -> None:
    """Fill in the properties of a Word or PowerPoint file."""
    core.title = title[:255]
    core.subject = "Inclusion maturity, after the IncLeaD Toolkit (2012)"
    core.author = core.last_modified_by = "inclead-graph"
    core.language = LANGUAGE
    core.comments = ""
    core.keywords = keywords
    core.revision = 1
    core.created = core.modified = midnight(day)


def steady(content: bytes) -> bytes:
    """Return an office file with its parts as they were and no time of writing in it."""
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0)), old.read(part), zipfile.ZIP_DEFLATED)
    return into.getvalue()
