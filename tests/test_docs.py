"""Documents tell the truth: commands exist, links lead somewhere, figures are those that were measured."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from click import Group
from conftest import ROOT

from inclead_graph.cli import main

PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(path for name in ("docs", "ontology", "requirements") for path in (ROOT / name).rglob("*.md")),
    ]
)


def test_the_readmes_first_two_commands_are_the_ones_that_do_everything() -> None:
    commands = re.findall(r"^    (\S.*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert commands[:2] == ["python3 start.py", "python3 start.py test"]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_in_a_page_leads_to_something(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    for command, sub in re.findall(r"\binclead ([a-z]+(?:-[a-z]+)*)(?: ([a-z-]+))?", page.read_text(encoding="utf-8")):
        found = main.get_command(None, command)  # type: ignore[arg-type]
        assert found is not None, command
        if isinstance(found, Group) and sub:
            assert found.get_command(None, sub), f"{command} {sub}"  # type: ignore[arg-type]


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [re.split(r"[<>=;\[ ]", d)[0] for d in project["dependencies"]]
    reasons = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8")

    assert len(names) >= 9
    assert [name for name in names if f"| {name} |" not in reasons] == []
    assert all(re.search(r">=[\d.]+,<[\d.]+", d) for d in project["dependencies"]), "each is bounded on both sides"


def test_no_lock_names_a_registry() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in lock.read_text(encoding="utf-8"), lock.name


def test_the_page_of_figures_says_what_was_measured() -> None:
    from benchmarks.__main__ import PARTS, page

    parts = {name: json.loads((ROOT / "benchmarks" / f"{name}.json").read_text(encoding="utf-8")) for name in PARTS}

    assert (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8") == page(parts)
    # Reading the graph takes as long as the counting; the page says that it falls short, and of nothing else.
    assert [
        n for n, figure in parts["networks"]["figures"].items() if "most" in figure and figure["ratio"] > figure["most"]
    ] == ["roles with expectations, 20,000, from a NetworkX graph"]
    assert max(parts["networks"]["large"]["peak_gib"].values()) <= 2


def test_every_rail_of_the_fence_that_the_page_lists_has_a_test() -> None:
    listed = set(re.findall(r"\bB\d\d\b", (ROOT / "docs" / "durable-rules.md").read_text(encoding="utf-8")))
    tested = set(re.findall(r"b\d\d", (ROOT / "tests" / "test_durable.py").read_text(encoding="utf-8")))

    # B05 needs the stock host, which is not used; B08 and B25 are kept out by the same rails as B07 and B17.
    assert {n.lower() for n in listed} - tested == {"b05", "b08", "b25"}
