"""What several tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from inclead_graph.assess import Knowledge, Result, assess, load_knowledge
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
