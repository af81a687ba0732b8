"""Writing a file or a folder so that it appears whole or not at all.

Where the process is killed, what is there is the old or the new, whole. What these functions have returned from is
there after a loss of power as well, as far as the disk keeps what it has confirmed.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from inclead_graph.errors import UnreadableError

__all__ = ["new_folder", "settle", "write_whole", "writing_whole"]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step; its folder is made where it is missing.

    Raises:
        UnreadableError: the file cannot be written; what was there before is untouched.
    """
    with writing_whole(path) as file:
        file.write(content)


@contextlib.contextmanager
def writing_whole(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write part by part, which becomes ``path`` when all went well and vanishes otherwise.

    Raises:
        UnreadableError: the file cannot be written; what was there before is untouched.
    """
    temporary = path.with_name(f".inclead-{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _settle(path.parent)
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be written ({error.strerror})") from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


@contextlib.contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Give a folder to fill, which becomes ``path`` when all went well and vanishes otherwise.

    Raises:
        UnreadableError: ``path`` exists and is not an empty folder, or cannot be written. Nothing is overwritten.

    Example::

        with new_folder(Path("new")) as folder:
            (folder / "a.txt").write_text("whole")
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UnreadableError(f"{path}: already there and not empty; name a new folder")
    temporary = path.with_name(f".inclead-{secrets.token_hex(8)}")
    try:
        temporary.mkdir(parents=True)
        yield temporary
        settle(temporary)
        if path.exists():
            path.rmdir()
        temporary.rename(path)
        _settle(path.parent)
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be written ({error.strerror})") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def settle(folder: Path) -> None:
    """Have the disk confirm every file of a folder, and the folder itself.

    Raises:
        OSError: it does not.
    """
    for place, _, names in os.walk(folder):
        for name in names:
            _settle(Path(place) / name)
        _settle(Path(place))


def _settle(path: Path) -> None:
    """Have the disk confirm one file, or the names in a folder; Windows has no such thing for a folder."""
    if sys.platform == "win32" and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
