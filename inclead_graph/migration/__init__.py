"""An assessment carried to another edition, along a mapping table, with a ledger of what became of every record."""

from inclead_graph.migration.eds import migrate_eds
from inclead_graph.migration.ledger import Entry, Ledger
from inclead_graph.migration.workspace import migrate_criteria

__all__ = ["Entry", "Ledger", "migrate_criteria", "migrate_eds"]
