"""Files as bytes and as text, in whichever encoding they came."""

from __future__ import annotations

import codecs
from pathlib import Path

from inclead_graph.errors import UnreadableError

__all__ = ["MAX_BYTES", "read_bytes", "read_text", "text_of"]

MAX_BYTES = 50_000_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FILES = (
    (b"PK\x03\x04", "a workbook or another zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls)"),
    (b"%PDF", "a PDF"),
)


def read_bytes(path: Path) -> bytes:
    """Read a file.

    Raises:
        UnreadableError: it is missing, not a file, or too large.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableError(f"{path}: larger than {MAX_BYTES:,} bytes; take out what does not belong there")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read ({error.strerror})") from None


def read_text(path: Path, notes: list[str]) -> str:
    """Read a file as text; see :func:`text_of`."""
    return text_of(read_bytes(path), str(path), notes)


def text_of(content: bytes, name: str, notes: list[str]) -> str:
    """Turn bytes into text: UTF-8, UTF-16, or else Windows-1252, of which a note is made.

    Args:
        content: of the file.
        name: what messages call it.
        notes: takes a note where the encoding was guessed.

    Raises:
        UnreadableError: it is no text, or in another encoding.

    Example:
        >>> notes = []
        >>> text_of("Café".encode("utf-16"), "a.csv", notes), text_of("Café".encode("cp1252"), "a.csv", notes)
        ('Café', 'Café')
        >>> notes
        ['a.csv is not UTF-8 and was read as Windows-1252 (cp1252): look whether é, £ and the like came out right']
    """
    for start, what in _OTHER_FILES:
        if content.startswith(start):
            raise UnreadableError(f"{name}: this is {what}, not text; save it as .xlsx or .csv, and name it so")
    mark = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), _without_mark(content))
    try:
        if mark:
            return content.decode(mark)
        if mark == "" or b"\0" in content:
            raise UnreadableError(f"{name}: not text that we can read; save it as UTF-8")
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if mark:
            shown = "UTF-8" if mark == "utf-8-sig" else "UTF-16"
            raise UnreadableError(f"{name}: not {shown} text (byte {error.start}); save it as UTF-8") from None
    return _windows(content, name, notes)


def _without_mark(content: bytes) -> str | None:
    """Say whether it is UTF-16 that does not say so: then every second byte of western text is nought."""
    start = content[:200]
    for encoding, nought, letter in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        if len(start) >= 4 and not any(start[nought::2]) and all(start[letter::2]):
            return encoding
    return None


def _windows(content: bytes, name: str, notes: list[str]) -> str:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        what = f"neither UTF-8 nor UTF-16 nor Windows-1252 text (byte {error.start}); save it as UTF-8"
        raise UnreadableError(f"{name}: {what}") from None
    notes.append(
        f"{name} is not UTF-8 and was read as Windows-1252 (cp1252): look whether é, £ and the like came out right"
    )
    return text
