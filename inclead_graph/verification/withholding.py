"""An assessment without its texts: what rules read stays, what people wrote is left out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from inclead_graph.model.assessment import Assessment, Text

__all__ = ["has_texts", "withhold_texts"]

_KEPT = ("organisation", "editions")
_MARK = Text.__metadata__[-1]  # type: ignore[attr-defined] # where Annotated keeps what it was given
_WITHHELD = re.compile(r"withheld \d{4,}")
Model = TypeVar("Model", bound=BaseModel)


def withhold_texts(assessment: Assessment) -> Assessment:
    """Return the assessment with ``withheld 0001`` and so on in place of every free text but the organisation's own.

    Equal texts get equal numbers, because rules may ask whether two records name one source; the order of the numbers
    says nothing. Ids, dates, words of closed vocabularies and digests of attachments stay; a text that is not there
    stays away, so that a rule that asks whether there is one gets the same answer.
    """
    texts = sorted(set(_texts(assessment, _KEPT)), key=lambda text: hashlib.sha256(text.encode()).digest())
    return _without(assessment, {text: f"withheld {n:04}" for n, text in enumerate(texts, 1)}, _KEPT)


def has_texts(assessment: Assessment) -> bool:
    """Say whether an assessment has any text that :func:`withhold_texts` would have left out."""
    return not all(map(_WITHHELD.fullmatch, _texts(assessment, _KEPT)))


def _texts(value: BaseModel, kept: tuple[str, ...] = ()) -> Iterator[str]:
    for name, field in type(value).model_fields.items():
        held = () if name in kept else getattr(value, name)
        if isinstance(held, Mapping):
            held = (*held, *held.values())
        for item in held if isinstance(held, tuple) else (held,):
            if isinstance(item, BaseModel):
                yield from _texts(item)
            elif isinstance(item, str) and _is_text(field.annotation, *field.metadata):
                yield item


def _without(value: Model, numbered: Mapping[str, str], kept: tuple[str, ...] = ()) -> Model:
    fields = {name: field for name, field in type(value).model_fields.items() if name not in kept}
    return value.model_copy(update={n: _replaced(getattr(value, n), field, numbered) for n, field in fields.items()})


def _replaced(value: Any, field: FieldInfo, numbered: Mapping[str, str]) -> Any:
    if isinstance(value, BaseModel):
        return _without(value, numbered)
    if isinstance(value, Mapping):
        return {_replaced(k, field, numbered): _replaced(v, field, numbered) for k, v in value.items()}
    if isinstance(value, tuple):
        return tuple(_replaced(item, field, numbered) for item in value)
    return numbered[value] if isinstance(value, str) and _is_text(field.annotation, *field.metadata) else value


def _is_text(*marks: Any) -> bool:
    return any(mark == _MARK or _is_text(*get_args(mark), *getattr(mark, "__metadata__", ())) for mark in marks)
