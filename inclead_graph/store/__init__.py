"""Where graphs are kept: in memory, in a folder, or on a SPARQL server that the user names.

The only place that reads or writes RDF files, runs SPARQL or talks to a server.
"""

from __future__ import annotations

from inclead_graph.store.folder import reading, writing
from inclead_graph.store.local import (
    FORMATS,
    HERE,
    Cell,
    Graphs,
    Iri,
    Rows,
    Statement,
    Store,
    Taken,
    Triples,
    is_iri,
    refuse_service,
    turtle_files,
)

__all__ = [
    "FORMATS",
    "HERE",
    "Cell",
    "Graphs",
    "Iri",
    "Rows",
    "Statement",
    "Store",
    "Taken",
    "Triples",
    "is_iri",
    "reading",
    "refuse_service",
    "turtle_files",
    "writing",
]
