"""What the values of a workspace are made of: texts without control characters, ids, and frozen records."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

__all__ = ["EvidenceId", "Line", "Notation", "Text", "Value", "Word"]


def _printable(text: str) -> str:
    """Refuse control characters: they would act on the terminal that shows the text."""
    if any(unicodedata.category(character) == "Cc" and character not in "\n\t" for character in text):
        raise PydanticCustomError("control_character", "has a control character")
    return text


def _on_one_line(text: str) -> str:
    """Refuse line breaks and tabs: the text becomes part of a name."""
    if any(character in "\n\t" for character in text):
        raise PydanticCustomError("several_lines", "has more than one line; write it on one")
    return text


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000),
    AfterValidator(_printable),
]
EvidenceId = Annotated[str, StringConstraints(pattern=r"^[^\W_][\w.-]{0,63}$")]
Notation = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Word = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")
]
"""A word of a vocabulary, or one of the user's own in its place; unlike a text it says nothing of anybody."""
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120),
    AfterValidator(_printable),
    AfterValidator(_on_one_line),
]


class Value(BaseModel):
    """A frozen value that takes no field but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
