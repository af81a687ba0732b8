"""Files become checked values, or every problem at once: a folder of evidence, or one person's appraisal."""

from inclead_graph.workspace.appraisal import APPRAISALS_FOLDER, checked_appraisal, parse_appraisal, read_appraisal
from inclead_graph.workspace.appraisal_writing import appraisal_skeleton, with_ratings
from inclead_graph.workspace.folder import ASSESSMENT_FILE, changed_attachments, read_workspace
from inclead_graph.workspace.network import NETWORK_FILE, network_file, parse_network, read_network
from inclead_graph.workspace.programme import read_programme, workspaces_in
from inclead_graph.workspace.skeleton import new_workspace

__all__ = [
    "APPRAISALS_FOLDER",
    "ASSESSMENT_FILE",
    "NETWORK_FILE",
    "appraisal_skeleton",
    "changed_attachments",
    "checked_appraisal",
    "network_file",
    "new_workspace",
    "parse_appraisal",
    "parse_network",
    "read_appraisal",
    "read_network",
    "read_programme",
    "read_workspace",
    "with_ratings",
    "workspaces_in",
]
