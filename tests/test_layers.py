"""A module imports only from floors below, and each library is imported only where it belongs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import inclead_graph

PACKAGE = Path(inclead_graph.__file__).parent
FLOORS = {
    "errors": 0, "model": 0,
    "bundled": 1, "files": 1, "terms": 1, "store": 1, "located": 1, "pictures": 1,
    "spreadsheet": 1, "agreement": 1, "network_checks": 1, "network": 1, "solving": 1,
    "workspace": 2, "knowledge": 2, "exchange": 2, "monitoring": 2,
    "inference": 3, "appraisal": 3, "migration": 3,
    "assess": 4, "comparison": 4, "quality": 4, "planning": 4,
    "reports": 5, "verification": 5, "workbook": 5,
    "cli": 6,
}  # fmt: skip
HOMES = {
    "pyoxigraph": {"store"},
    "oxrdflib": {"store"},
    "rdflib": {"store", "terms", "knowledge", "reports", "exchange"},
    "networkx": {"inference", "network", "exchange"},
    "numpy": {"network", "monitoring"},
    "scipy": {"network", "monitoring"},
    "rustworkx": {"network"},
    "openpyxl": {"exchange", "workbook"},
    "xlsxwriter": {"exchange", "workbook", "reports"},
    "docx": {"reports"},
    "pptx": {"reports"},
    "typst": {"reports"},
