"""Files become checked values, or every problem at once: a folder of evidence, or one person's appraisal."""

from inclead_graph.workspace.appraisal import parse_appraisal, read_appraisal
from inclead_graph.workspace.appraisal_writing import appraisal_skeleton, with_ratings
from inclead_graph.workspace.folder import changed_attachments, read_workspace
from inclead_graph.workspace.programme import read_programme, workspaces_in
from inclead_graph.workspace.skeleton import new_workspace

__all__ = [
    "appraisal_skeleton",
    "changed_attachments",
    "new_workspace",
    "parse_appraisal",
    "read_appraisal",
    "read_programme",
    "read_workspace",
    "with_ratings",
    "workspaces_in",
]
