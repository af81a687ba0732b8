"""A folder of evidence becomes a checked Assessment, or every problem at once."""

from inclead_graph.workspace.folder import read_workspace
from inclead_graph.workspace.skeleton import new_workspace

__all__ = ["new_workspace", "read_workspace"]
