"""The wheel, not the checkout: build it, install it in a fresh environment, run it far away (``-m wheel``)."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from conftest import COMPLETE, ROOT

pytestmark = pytest.mark.wheel


def run(*command: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=True, env=clean)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    # sdist first, then the wheel from it: what the checkout has and the sdist has not would be missed otherwise.
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", here / "venv", cwd=here)
    python = here / "venv" / "bin" / "python"
    lock = ROOT / "requirements" / "run.txt"
    run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock, cwd=here)
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", wheel, cwd=here)
    return here


def test_the_wheel_holds_every_data_file_and_nothing_of_the_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("ontology", "rules"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                assert f"inclead_graph/{path.relative_to(ROOT)}" in names
    assert "inclead_graph/py.typed" in names
    assert "inclead_graph/reports/templates/report.html" in names
    vendored = {"graphviz.wasm", "NOTICE.md", "EPL-2.0.txt"}
    assert {f"inclead_graph/pictures/vendor/{name}" for name in vendored} <= names
    drawing = {"cytoscape.min.js", "NOTICE.md", "cytoscape-LICENSE.txt"}
    assert {f"inclead_graph/reports/vendor/{name}" for name in drawing} <= names
    assert [n for n in names if n.startswith(("tests/", "cli.py", "assessments/", "start.py"))] == []


def test_every_console_script_of_the_wheel_loads(wheel: Path, environment: Path) -> None:
    text = next(n for n in zipfile.ZipFile(wheel).namelist() if n.endswith("entry_points.txt"))
    lines = zipfile.ZipFile(wheel).read(text).decode().splitlines()
    scripts = [line.split(" = ") for line in lines if " = " in line]

    assert [name for name, _ in scripts] == ["inclead"]
    for name, target in scripts:
        assert EntryPoint(name, target, "console_scripts").value
        done = run(environment / "venv" / "bin" / name, "--version", cwd=environment)
        assert done.stdout.startswith("inclead, version ")


def test_the_installed_wheel_does_the_main_job_away_from_the_checkout(environment: Path) -> None:
    shutil.copytree(COMPLETE, environment / "workspace")
    inclead = environment / "venv" / "bin" / "inclead"

    result = json.loads(run(inclead, "assess", "workspace", "--json", cwd=environment).stdout)
    where = run(environment / "venv" / "bin" / "python", "-c", "import inclead_graph; print(inclead_graph.__file__)",
                cwd=environment).stdout  # fmt: skip

    assert str(environment) in where
    assert result["headline"] == {"floor": "developing", "ceiling": "achieving"}
    assert result["engines"] == ["reference"]
    assert run(inclead, "ontology", "check", cwd=environment).stdout == "The ontology conforms to its shapes.\n"
    cases = sum(len(re.findall(r"(?m)^  - rule:", p.read_text("utf-8"))) for p in ROOT.glob("rules/cases/*.yaml"))
    assert f"{cases} cases through reference: 0 problems." in run(inclead, "rules", "test", cwd=environment).stdout
    run(inclead, "assess", "workspace", "--format", "html", "-o", "report.html", cwd=environment)
    assert (environment / "report.html").stat().st_size > 100_000


def test_the_installed_wheel_answers_a_question_from_its_own_ontology(environment: Path) -> None:
    inclead = environment / "venv" / "bin" / "inclead"
    asked = run(
        inclead, "ask", "competencies-for-driver", "--driver", "psed", "--format", "json", cwd=environment
    ).stdout
    listed = run(inclead, "ask", cwd=environment).stdout

    assert "competency:self-belief-4" in {row["competency"] for row in json.loads(asked)["rows"]}
    assert "drivers-in-force" in listed
    assert run(inclead, "graph", "digest", cwd=environment).stdout.startswith("sha256:")


def test_the_installed_wheel_draws_without_graphviz(environment: Path) -> None:
    draw = "from inclead_graph.pictures import render; print(render('digraph { a -> b }', renderer='wasm'))"

    assert run(environment / "venv" / "bin" / "python", "-c", draw, cwd=environment).stdout.startswith("<svg ")
