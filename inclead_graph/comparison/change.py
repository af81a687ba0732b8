"""One change from one side to the other: the smallest step that a comparison tells apart from other steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Change", "Chosen", "Step", "shown"]

Step: TypeAlias = tuple[str, ...]
"""Where a change is: the layer, and then the path in it, as ``("evidence", "E014", "status")``."""

Chosen: TypeAlias = frozenset[Step]
"""The changes that are made, by their steps; the empty set is the first side, all of them the second."""


@dataclass(frozen=True, slots=True)
class Change:
    """One step from the first side towards the second.

    Attributes:
        step: what it is called in every format; unique in a comparison.
        cause: the kind of cause: evidence, expiry, moderation, not applicable, edition, rule, ontology and so on.
        subject: the record, rule or thing that changed.
        field: the field of it; empty where the whole came or went.
        text: the change in a sentence.
        before, after: what the field was and is; empty for what was not there.
    """

    step: Step
    cause: str
    subject: str
    field: str
    text: str
    before: str
    after: str

    @property
    def id(self) -> str:
        """The step in one word, as ``evidence/E014/status``."""
        return "/".join(self.step)


def shown(value: object) -> str:
    """Write a value of a record on one line; nothing for nothing.

    >>> import datetime as dt
    >>> shown(("age", "sex")), shown(None), shown(True), shown(dt.date(2026, 3, 31))
    ('age, sex', '', 'yes', '2026-03-31')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{key} {shown(item)}" for key, item in value.items() if item is not None)
    if isinstance(value, (tuple, list, set, frozenset)):
        return ", ".join(shown(item) for item in value)
    dump = getattr(value, "model_dump", None)
    return shown(dump(by_alias=True, exclude_none=True)) if dump else " ".join(str(value).split())
