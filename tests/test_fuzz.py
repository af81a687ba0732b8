"""Whatever is done to an input file, the answer is a result or a message, never a traceback."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import COMPLETE
from hypothesis import given, settings
from hypothesis import strategies as st

from inclead_graph.assess import assess, load_knowledge
from inclead_graph.bundled import bundled
from inclead_graph.errors import IncleadError
from inclead_graph.inference.cases import read_cases
from inclead_graph.workspace import read_workspace

KNOWLEDGE = load_knowledge()
SNIPPETS = [
    *":[]{}\"'#|>~é\u202e\t\n ",
    "",
    "- ",
    "null",
    "true",
    "2026-02-30",
    "-1",
    "*a",
    "&a ",
    "!!x ",
    "{a: 1}",
    "[1, 2]",
]
SNIPPETS += ["---\n", "is: ", "{bound}", "}}"]
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from(SNIPPETS)), min_size=1, max_size=4)


def edited(text: str, edits: list[tuple[float, int, str]]) -> str:
    """Cut a few characters out of a text at some places and put something else there."""
    for where, cut, snippet in edits:
        at = int(where * len(text))
        text = text[:at] + snippet + text[at + cut :]
    return text


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("fuzz")
    shutil.copytree(COMPLETE, here / "workspace")
    shutil.copytree(bundled("rules"), here / "rules")
    return here


@pytest.mark.parametrize("name", ["assessment.yaml", "evidence/1-br.yaml"])
@settings(max_examples=150)
@given(edits=EDITS)
def test_an_edited_workspace_is_assessed_or_refused_in_words(
    name: str, edits: list[tuple[float, int, str]], workspace: Path
) -> None:
    text = (COMPLETE / name).read_text(encoding="utf-8")
    (workspace / "workspace" / name).write_text(edited(text[:4000], edits), encoding="utf-8")
    try:
        assessment = read_workspace(workspace / "workspace", KNOWLEDGE.framework)
        assess(assessment, KNOWLEDGE)
    except IncleadError:
        pass  # refused in words: any other exception is a fault
    finally:
        (workspace / "workspace" / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", ["1-currency.yaml", "3-verdict.yaml", "6-stage.yaml", "cases/5-factor.yaml"])
@settings(max_examples=60)
@given(edits=EDITS)
def test_an_edited_rule_file_is_taken_or_refused_in_words(
    name: str, edits: list[tuple[float, int, str]], workspace: Path
) -> None:
    text = (bundled("rules") / name).read_text(encoding="utf-8")
    (workspace / "rules" / name).write_text(edited(text, edits), encoding="utf-8")
    try:
        knowledge = load_knowledge(rules=workspace / "rules")
        read_cases(workspace / "rules", knowledge.rulebook)
    except IncleadError:
        pass  # refused in words: any other exception is a fault
    finally:
        (workspace / "rules" / name).write_text(text, encoding="utf-8")
