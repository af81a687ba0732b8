"""Writing a file so that it appears whole or not at all."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

from inclead_graph.errors import UnreadableError

__all__ = ["write_whole"]


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
