"""The words of a report, line by line, to say where two files differ; a PDF cannot be read so without a library."""

from __future__ import annotations

import difflib
import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from inclead_graph.errors import IncleadError

__all__ = ["MAX_BYTES", "properties_of", "told_apart", "words_of"]

MAX_BYTES = 100_000_000
_MOST_COMPARED = 2_000
"""So many lines are held against so many others: the time that it takes grows with the square."""
_PARAGRAPH = re.compile(r"<(?:w|a):p[ >].*?</(?:w|a):p>", re.DOTALL)
_RUN = re.compile(r"<(?:w|a):t(?: [^>]*)?>([^<]*)</(?:w|a):t>")
_TAG = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)
_WORDS = {"docx": re.compile(r"word/(?:document|header\d*|footer\d*)\.xml"),
          "pptx": re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml")}  # fmt: skip


def properties_of(content: bytes) -> str:
    """Return where a report keeps its own properties: of an office file that part, of any other the whole file."""
    if content.startswith(b"PK"):
        return next((text for _, text in _parts(content, re.compile(r"docProps/core\.xml"))), "")
    return content.decode("utf-8", "replace")


def words_of(content: bytes, name: str) -> list[str] | None:
    """Return the lines of a report of the format ``name``; ``None`` where they cannot be read."""
    try:
        if name in _WORDS:
            return [line for _, text in _parts(content, _WORDS[name]) for line in _paragraphs(text)]
        if name == "xlsx":
            return list(_cells(content))
        if name == "html":
            return [html.unescape(_TAG.sub(" ", line)).strip() for line in content.decode().splitlines()]
        if name == "json":
            return list(_values(json.loads(content), ""))
        return content.decode().splitlines() if name != "pdf" else None
    except (IncleadError, ValueError):
        return None


def told_apart(mine: Sequence[str], theirs: Sequence[str]) -> Iterator[str]:
    """Yield in what the lines of a report are other than those of the sealed assessment, in their order.

    >>> list(told_apart(["Board", "excelling"], ["Board", "developing"]))
    ["it says 'excelling' where the sealed assessment says 'developing', after 'Board'"]
    """
    start, end, most = 0, 0, min(len(mine), len(theirs))
    while start < most and mine[start] == theirs[start]:
        start += 1
    while end < most - start and mine[-1 - end] == theirs[-1 - end]:
        end += 1
    old, new = theirs[start : len(theirs) - end], mine[start : len(mine) - end]
    many = max(len(old), len(new)) > _MOST_COMPARED
    matcher = difflib.SequenceMatcher(None, old[:_MOST_COMPARED], new[:_MOST_COMPARED], autojunk=many)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            was, is_ = (_short(" / ".join(filter(None, lines))) for lines in (old[a:b], new[c:d]))
            after = next((f", after '{_short(line, 60)}'" for line in reversed(mine[: start + c]) if line), "")
            if was and is_:
                yield f"it says '{is_}' where the sealed assessment says '{was}'{after}"
            elif was or is_:
                yield f"it adds '{is_}'{after}" if is_ else f"it leaves out '{was}'{after}"


def _short(text: str, most: int = 160) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in _PARAGRAPH.findall(text):
        said = html.unescape("".join(_RUN.findall(paragraph))).strip()
        if said:
            yield said


def _values(data: Any, at: str) -> Iterator[str]:
    """Yield each value of a JSON document with where it stands; things in lists are called by their ids."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _values(value, f"{at}.{key}" if at else key)
    elif isinstance(data, list):
        for number, value in enumerate(data, 1):
            named = value.get("id", number) if isinstance(value, dict) else number
            yield from _values(value, f"{at}[{named}]")
    else:
        yield f"{at}: {data}"


def _cells(content: bytes) -> Iterator[str]:
    from inclead_graph.exchange.workbooks import pages_of

    for page in pages_of(content, "report", []):
        for row in page.iter_rows():
            yield from (f"{page.title}!{cell.coordinate}: {cell.value}" for cell in row if cell.value not in (None, ""))


def _parts(content: bytes, wanted: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Yield parts of an office file in the order of their numbers, as far as they stay within bounds."""
    left = MAX_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = sorted(filter(wanted.fullmatch, packed.namelist()), key=lambda name: (len(name), name))
            for name in names:
                with packed.open(name) as part:
                    text = part.read(left + 1)
                left -= len(text)
                if left < 0:
                    return
                yield name, text.decode("utf-8", "replace")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError):
        return
