"""Which files of an ontology folder go into which named graph.

Turtle at the top of the folder is the ontology itself; each folder below is a graph of its own name, so that what the
toolkit says and what the public record says stay apart; each mapping table is a graph named after its mapping set.
"""

from __future__ import annotations

from pathlib import Path

from inclead_graph.errors import UnreadableError

__all__ = ["BASE", "ONTOLOGY", "RECORD", "TOOLKIT", "graph_of", "knowledge_files"]

BASE = "https://w3id.org/inclead/graph/"
ONTOLOGY = f"{BASE}ontology"
TOOLKIT = f"{BASE}toolkit"
RECORD = f"{BASE}record"


def knowledge_files(folder: Path) -> list[Path]:
    """Return the Turtle files and mapping tables of an ontology folder, shapes left out, in order of their names.

    Raises:
        UnreadableError: the folder holds no Turtle.
    """
    turtle = [p for p in folder.rglob("*.ttl") if "shapes" not in p.relative_to(folder).parts]
    if not turtle:
        raise UnreadableError(f"{folder}: no Turtle files (*.ttl) here")
    return sorted([*turtle, *folder.rglob("*.sssom.tsv")])


def graph_of(folder: Path, file: Path) -> str:
    """Return the name of the graph that a Turtle file goes into.

    Example:
        >>> graph_of(Path("ontology"), Path("ontology/toolkit/stages/1-board-room.ttl"))
        'https://w3id.org/inclead/graph/toolkit'
    """
    parts = file.relative_to(folder).parts
    return f"{BASE}{parts[0]}" if len(parts) > 1 else ONTOLOGY
