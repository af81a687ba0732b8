"""What several tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from inclead_graph.assess import Knowledge, Result, assess, load_knowledge
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.reports import render
from inclead_graph.workspace import read_workspace

ROOT = Path(__file__).resolve().parent.parent
COMPLETE = ROOT / "assessments" / "wolds-and-fen"
FIRST_DAY = ROOT / "assessments" / "first-day"

settings.register_profile(
    "here", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate", action="store_true", help="rewrite golden and generated files, then look at the diff"
    )


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def complete(knowledge: Knowledge) -> Result:
    """The complete example, assessed by every engine that is here."""
    return assess(read_workspace(COMPLETE, knowledge.framework), knowledge)


@pytest.fixture(scope="session")
def first_day(knowledge: Knowledge) -> Result:
    """The small example, assessed by the reference engine alone: for tests of what is done with a result."""
    return assess(read_workspace(FIRST_DAY, knowledge.framework), knowledge, [ReferenceEngine()])


_RENDERED: dict[str, str] = {}


def rendered(complete: Result, format_: str) -> str:
    """Return the complete example in a format; written once for all tests of a process, since it is always the same."""
    if format_ not in _RENDERED:
        _RENDERED[format_] = render(complete, format_)
    return _RENDERED[format_]


BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser without a window, which asks nothing of anybody by itself."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed; CI installs it")
    if BROWSER is None:
        pytest.skip("no Chromium here; CI installs it")
    flags = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    flags += ["--no-sandbox"] if os.geteuid() == 0 else []
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=flags)
        yield browser
        browser.close()


def faults_that_axe_finds(view: Any) -> list[tuple[str, str]]:
    """Faults of WCAG 2.0 to 2.2, levels A and AA, and of best practice, on the page that a view shows."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = axe.Axe().run(view, options=options)
    return [(v["id"], v["nodes"][0]["html"][:200]) for v in found.response["violations"]]


def sizes_of_type(page: Any) -> set[float]:
    """The sizes of type on a page, in points."""
    seen: set[float] = set()

    def visit(text: str, _: Any, matrix: Any, __: Any, size: float) -> None:
        if text.strip():
            seen.add(round(abs(size * matrix[3]), 2))

    page.extract_text(visitor_text=visit)
    return seen
