"""Writing a file or a folder so that it appears whole or not at all."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from inclead_graph.errors import UnreadableError

__all__ = ["new_folder", "write_whole"]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step; its folder is made where it is missing.

    Raises:
        UnreadableError: the file cannot be written; what was there before is untouched.
    """
    temporary = path.with_name(f".inclead-{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            file.write(content)
        temporary.replace(path)
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
        if path.exists():
            path.rmdir()
        temporary.rename(path)
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be written ({error.strerror})") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
