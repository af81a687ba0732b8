"""Nothing is left out unseen: pytest's flag for optional imports would pass over a broken module in silence."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from pathlib import Path

import pytest

import inclead_graph

TESTS = sorted(Path(__file__).parent.glob("test_*.py"))
PACKAGE = Path(inclead_graph.__file__).parent
NEEDS = {"inclead_graph.inference.durable": "durable_rules_engine"}


@pytest.mark.parametrize("path", TESTS, ids=lambda p: p.stem)
def test_every_test_module_imports_and_has_tests(path: Path) -> None:
    module = importlib.import_module(path.stem)

    assert any(name.startswith("test_") for name in vars(module))


def test_every_module_of_the_package_imports() -> None:
    names = [
        ".".join(("inclead_graph", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
        for path in PACKAGE.rglob("*.py")
        if path.stem != "__main__"
    ]
    wanted = [name for name in names if name not in NEEDS or find_spec(NEEDS[name])]

    assert len(wanted) > 60
    for name in wanted:
        importlib.import_module(name)
