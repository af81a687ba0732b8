"""Networks of partnerships in and out: files of other programs become a network, and back, without loss."""

from inclead_graph.exchange.draft import Imported
from inclead_graph.exchange.registry import FORMATS, format_of, read_files, write, written_format
from inclead_graph.exchange.yaml_file import network_yaml

__all__ = ["FORMATS", "Imported", "format_of", "network_yaml", "read_files", "write", "written_format"]
