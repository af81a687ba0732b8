"""Networks go out to other programs and come back as they were; other programs' files come in."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from networks import networks

from inclead_graph.assess import load_knowledge
from inclead_graph.exchange import FORMATS, read_files, write
from inclead_graph.model.network import PartnershipNetwork

pytest.importorskip("openpyxl", reason="workbooks need the extra")
pytest.importorskip("xlsxwriter", reason="workbooks need the extra")

FRAMEWORK = load_knowledge().framework
WRITTEN = [name for name, one in FORMATS.items() if one.writes]
SUFFIX = {"csv": "", "kumu": ".xlsx"}


def out(folder: Path, format_: str) -> Path:
    return folder / f"network{SUFFIX.get(format_, next(iter(FORMATS[format_].suffixes), ''))}"


@given(network=networks(FRAMEWORK))
@settings(max_examples=50, suppress_health_check=list(HealthCheck))
def test_a_network_that_is_written_and_read_is_the_same_network_in_every_format(network: PartnershipNetwork) -> None:
    for format_ in WRITTEN:
        with tempfile.TemporaryDirectory() as folder:
            path = out(Path(folder), format_)
            write(network, path, format_)
            assert read_files([path], FRAMEWORK, format_).network == network, format_
