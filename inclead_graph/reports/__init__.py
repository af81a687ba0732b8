"""A Result becomes a document: one writer a format, in one registry that the command line reads its choices from."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from inclead_graph.assess import Result

__all__ = ["FORMATS", "Format", "render"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format that a result can be written in; its module is imported when it is used."""

    writer: str
    about: str


FORMATS: Mapping[str, Format] = {
    "table": Format("inclead_graph.reports.table:write", "stages and factors, for a terminal or a pipe"),
    "json": Format("inclead_graph.reports.json_report:write", "every finding with its proof, for a program"),
    "html": Format("inclead_graph.reports.html_report:write", "one page to read, print and hand over"),
    "ttl": Format("inclead_graph.reports.turtle:write", "EARL assertions with PROV-O proofs, as a graph"),
}


def render(result: Result, name: str) -> str:
    """Write a result in the format called ``name``.

    Raises:
        KeyError: there is no such format; :data:`FORMATS` lists them.
    """
    module, _, function = FORMATS[name].writer.partition(":")
    writer: Callable[[Result], str] = getattr(importlib.import_module(module), function)
    return writer(result)
