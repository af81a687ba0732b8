"""How much effort changes are, as people write it in ``rules/changes/effort.yaml`` or a file of their own."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from inclead_graph.model.rulefile import Identifier, Name, Number, Pattern, Sentence

__all__ = ["EachSpec", "EffortFile", "WeightSpec"]


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EachSpec(_Spec):
    """The effort counts once for each related thing that passes ``where``."""

    of: Name
    where: Pattern = None


class WeightSpec(_Spec):
    """The effort of one sort of change.

    Attributes:
        lever: the change, by its name in ``rules/changes/levers.yaml``; without, any.
        gap: fits only where the thing has this gap.
        where: fits only things that pass, as they are now.
        each: counts as many times as there are such related things; at least once.
        effort: points, above zero.
    """

    title: Sentence
    lever: Identifier | None = None
    gap: str | None = None
    where: Pattern = None
    each: EachSpec | None = None
    effort: Number
    reason: Sentence
    source: Sentence | None = None


class EffortFile(_Spec):
    """A table of efforts."""

    title: Sentence
    unit: Sentence = "points"
    source: Sentence
    checked: dt.date
    weights: Annotated[tuple[WeightSpec, ...], Field(min_length=1)]
