"""Read back what went out before, so that a second output does not tell what the first withheld."""

from __future__ import annotations

import json
from pathlib import Path

from inclead_graph.errors import UnreadableError
from inclead_graph.monitoring.release import Shown
from inclead_graph.monitoring.settings import NO_POLICY, Policy, settings

__all__ = ["read_earlier"]


def read_earlier(path: Path) -> list[tuple[Policy, Shown]]:
    """Return the counts of an earlier JSON output, each with the policy under which it was printed.

    Raises:
        UnreadableError: it cannot be read, or is not such an output.
    """
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        policy = _exact() if read["policy"] == NO_POLICY else settings().policies[read["policy"]]
        return [
            (policy, Shown(*(row[name] for name in Shown.__slots__)))
            for row in read["groups"]
            if all(isinstance(row[name], str) for name in Shown.__slots__[:4])
            and all(row[name] is None or type(row[name]) is int for name in Shown.__slots__[4:])
        ]
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UnreadableError(f"{path}: not the JSON of 'inclead monitor counts'; name such a file") from None


def _exact() -> Policy:
    first = next(iter(settings().policies.values()))
    return first.model_copy(update={"id": NO_POLICY, "smallest": 0, "largest": -1, "rounded_to": 1})
