"""What was read from files stays read: by their content, so that a file that changed is read again."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import Generic, TypeVar

__all__ = ["Remembered", "contents"]

T = TypeVar("T")

MOST = 8
"""How many readings of one sort are kept, the last used ones."""


def contents(folder: Path, files: Iterable[Path]) -> str:
    """Return a digest of the names and contents of some files of a folder.

    One that cannot be read counts as without content: who reads it in earnest will say so.
    """
    digest = hashlib.sha256(folder.name.encode())
    for file in files:
        content = _bytes(file)
        digest.update(f"\0{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


class Remembered(Generic[T]):
    """The last few frozen values that were made, by what they were made from.

    Example:
        >>> squares: Remembered[int] = Remembered()
        >>> squares.get(3, lambda: 9), squares.get(3, lambda: 0)
        (9, 9)
    """

    def __init__(self) -> None:
        self._made: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made for a key, or make it; what cannot be made is not remembered."""
        if key not in self._made:
            self._made[key] = make()
        self._made.move_to_end(key)
        while len(self._made) > MOST:
            self._made.popitem(last=False)
        return self._made[key]
