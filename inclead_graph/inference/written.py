"""Facts as a portable value; apart from proofs, so that who checks them needs no engine."""

from __future__ import annotations

from inclead_graph.inference.facts import Facts
from inclead_graph.model.proof import FactsDocument, written

__all__ = ["facts_document"]


def facts_document(facts: Facts) -> FactsDocument:
    """Write out what the rules start from.

    Example::

        facts_document(facts_of(assessment, framework)).values["evidence"]["kind"]["E1"]
    """
    values: dict[str, dict[str, dict[str, bool | str]]] = {}
    for (kind, name), column in facts.columns.items():
        values.setdefault(kind, {})[name] = {thing: written(value) for thing, value in column.items()}
    related: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {}
    for (kind, name), owners in facts.related.items():
        related.setdefault(kind, {})[name] = dict(owners)
    return FactsDocument(
        schema_version="1", as_of=facts.as_of, things=dict(facts.things), values=values, related=related
    )
