"""YAML is read as it is written, by either loader of PyYAML."""

from __future__ import annotations

import pytest
import yaml

from inclead_graph.located import parse

TEXT = 'a:\nb: ~\nc: null\nd: "null"\ne: "~"\nf: ""\ng: no\nh: 2026-03-31\n'
MEANT = {"a": None, "b": None, "c": None, "d": "null", "e": "~", "f": "", "g": "no", "h": "2026-03-31"}


@pytest.mark.parametrize("fast", [True, False], ids=["with the C loader", "without it"])
def test_nothing_is_nothing_and_what_is_quoted_is_text(fast: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not fast:
        monkeypatch.delattr(yaml, "CBaseLoader", raising=False)

    assert parse(TEXT, "x.yaml").data == MEANT
