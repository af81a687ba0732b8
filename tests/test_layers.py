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
    "spreadsheet": 1, "agreement": 1, "network_checks": 1, "remembered": 1, "network": 1, "solving": 1,
    "workspace": 2, "knowledge": 2, "exchange": 2, "monitoring": 2,
    "inference": 3, "appraisal": 3, "migration": 3,
    "assess": 4, "comparison": 4, "quality": 4, "planning": 4,
    "columns": 4, "portfolio": 5,
    "reports": 6, "verification": 6, "workbook": 6,
    "history": 7,
    "cli": 8,
}  # fmt: skip
HOMES = {
    "pyoxigraph": {"store"},
    "oxrdflib": {"store"},
    "rdflib": {"store", "terms", "knowledge", "reports", "exchange"},
    "networkx": {"inference", "network", "exchange", "portfolio"},
    "numpy": {"columns", "network", "monitoring", "portfolio"},
    "pyarrow": {"portfolio", "reports"},
    "distributed": {"portfolio"},
    "scipy": {"network", "monitoring"},
    "rustworkx": {"network"},
    "openpyxl": {"exchange", "workbook"},
    "xlsxwriter": {"exchange", "workbook", "reports"},
    "docx": {"reports"},
    "pptx": {"reports"},
    "typst": {"reports"},
    "pyshacl": {"knowledge"},
    "durable_rules_engine": {"inference"},
    "yaml": {"located"},
    "click": {"cli"},
    "rich": {"cli"},
    "jinja2": {"reports"},
    "graphviz": {"pictures"},
    "wasmtime": {"pictures"},
    "highspy": {"planning", "solving"},
    "pydantic": {"model", "located", "reports", "comparison", "portfolio", "verification"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module == "inclead_graph")


def test_every_room_has_a_floor() -> None:
    assert {room(p) for p in MODULES} - {"__init__", "__main__"} == set(FLOORS)
    assert len(MODULES) > 40


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_from_its_own_room_and_from_floors_below(path: Path) -> None:
    here = room(path)
    if here in ("__init__", "__main__"):
        return
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "inclead_graph" or len(parts) < 2 or parts[1] not in FLOORS:
            continue
        assert parts[1] == here or FLOORS[parts[1]] < FLOORS[here] or FLOORS[here] == FLOORS[parts[1]] == 1, (
            f"{here} (floor {FLOORS[here]}) imports {parts[1]} (floor {FLOORS[parts[1]]})"
        )


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_library_is_imported_only_where_it_belongs(path: Path) -> None:
    for name in imports(path):
        library = name.split(".")[0]
        assert library not in HOMES or room(path) in HOMES[library], f"{library} in {room(path)}"


def test_no_stage_factor_or_grade_is_named_in_python(knowledge: object) -> None:
    """The engine knows no framework: codes and grades are data."""
    framework = knowledge.framework  # type: ignore[attr-defined]
    names = {*framework.stages, *framework.factors, *framework.criteria, *framework.words("grade")}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in names, f"{path.name}:{node.lineno} names {node.value}"


def test_functions_are_short() -> None:
    """At most forty lines without the docstring, as in the code bases that we look up to."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                documented = ast.get_docstring(node) is not None
                first = node.body[1] if documented and len(node.body) > 1 else node.body[0]
                assert (node.end_lineno or 0) - first.lineno < 40, f"{path.name}: {node.name}"
