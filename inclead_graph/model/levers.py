"""What may be assumed changed, as people write it in ``rules/changes/levers.yaml``."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints

from inclead_graph.model.rulefile import Identifier, Name, Pattern, Sentence

__all__ = ["AddSpec", "DropSpec", "LevelSpec", "LeverFile", "LeverSpec", "ShareSpec"]


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AddSpec(_Spec):
    """A thing assumed to be there as well: how it is related, and what is known of it."""

    relation: Name
    having: dict[Name, str]


class DropSpec(_Spec):
    """Related things assumed to be gone: those that pass ``where``."""

    relation: Name
    where: Pattern = None


class ShareSpec(_Spec):
    """What ``lever`` adds to another thing is related to this one as well.

    ``through`` is the relation that leads from the other thing to this one.
    """

    lever: Identifier
    through: Name
    relation: Name


class LeverSpec(_Spec):
    """One thing that may be assumed changed.

    Attributes:
        about: the kind of thing that it changes.
        title: what is then so, after the thing's name: "made met".
        where: which things it is offered for, as they are now.
        if_: takes effect only where this holds as well, with everything else that is assumed.
        to: changes not the thing itself but what another lever adds to it.
        set, unset: properties that get a value, or lose it.
        add, drop: a related thing that is there as well, or that is gone.
        share: what another lever adds to another thing counts here as well.
    """

    about: Name
    title: Sentence
    where: Pattern = None
    if_: Pattern = Field(default=None, alias="if")
    to: Identifier | None = None
    set: dict[Name, str] = {}
    unset: tuple[Name, ...] = ()
    add: AddSpec | None = None
    drop: DropSpec | None = None
    share: ShareSpec | None = None


class LevelSpec(_Spec):
    """Levers that are offered together.

    Attributes:
        for_: the kinds of things whose findings they answer for, or ``kind.property``; without, all others.
        best_first: for a kind and property whose rank or aim does not say which value is better: its values, the best
            first. A value that is not listed is neither better nor worse.
    """

    title: Sentence
    best_first: dict[Name, dict[Name, tuple[str, ...]]] = {}
    for_: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")], ...] | None = (
        Field(default=None, alias="for")
    )
    levers: dict[Identifier, LeverSpec]


class LeverFile(RootModel[dict[Name, LevelSpec]]):
    """All levels, by name."""
