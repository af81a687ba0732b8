"""A portfolio whose run is killed at any moment, or run twice at once, has the results of one undisturbed run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from benchmarks.generated import write_lake
from inclead_graph.assess import Knowledge
from inclead_graph.portfolio import JudgedBy, Portfolio, assess_units, units_of
from inclead_graph.portfolio.lake import files_of

LAKE = Portfolio(title="A lake of fictional organisations", lakes=("../lake",))

KILLED = """
# Child processes grade a portfolio one after another; each is killed at some moment, and what is kept is read.
import os, random, shutil, signal, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[4])
from test_portfolio_killed import graded, whole
from inclead_graph.assess import load_knowledge

place, times, draw = Path(sys.argv[1]), int(sys.argv[2]), random.Random(sys.argv[3])
knowledge = load_knowledge()
hit = 0

def child(work):
    number = os.fork()
    if number == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            import traceback
            traceback.print_exc()
            os._exit(1)
    return number

started = time.monotonic()
assert os.waitpid(child(lambda: graded(place.parent / "timed", knowledge)), 0)[1] == 0
usual = time.monotonic() - started
for number in range(times):
    running = child(lambda: graded(place, knowledge))
    time.sleep(draw.uniform(0, usual / 2))
    os.kill(running, signal.SIGKILL)
    hit += os.WIFSIGNALED(os.waitpid(running, 0)[1])
    assert os.waitpid(child(lambda: whole(place)), 0)[1] == 0
    if len(list((place / "results").glob("*.parquet"))) == 12:  # all is there: begin anew
        shutil.rmtree(place / "results")
assert os.waitpid(child(lambda: graded(place, knowledge)), 0)[1] == 0
print(hit)
"""


def graded(place: Path, knowledge: Knowledge) -> None:
    place.mkdir(exist_ok=True)
    units = units_of(place, LAKE, knowledge, everything=False)
    assert sum(one.organisations for one in assess_units(units, JudgedBy())) == 24


def whole(place: Path) -> None:
    """Read all that is kept; a half file cannot be read."""
    import pyarrow.parquet as pq

    for path in files_of(place / "results") if (place / "results").is_dir() else ():
        assert pq.read_table(path).num_rows > 0


def bytes_in(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in files_of(place / "results")}


def killed(folder: Path, times: int, knowledge: Knowledge) -> None:
    write_lake(folder / "lake", knowledge.framework, 24, pieces=12, in_one_file=2)
    command = [sys.executable, "-c", KILLED, folder / "killed", str(times), "7", ROOT / "tests"]
    run = subprocess.run([*map(str, command)], capture_output=True, text=True, cwd=ROOT, check=False)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) >= times / 4
    assert len(bytes_in(folder / "timed")) == 12
    assert bytes_in(folder / "killed") == bytes_in(folder / "timed")


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_run_that_is_killed_again_and_again_ends_with_the_same_results(tmp_path: Path, knowledge: Knowledge) -> None:
    killed(tmp_path, 6, knowledge)


@pytest.mark.volume
def test_a_run_that_is_killed_two_hundred_times_ends_with_the_same_results(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    killed(tmp_path, 200, knowledge)


def test_two_runs_at_once_end_with_the_same_results(tmp_path: Path, knowledge: Knowledge) -> None:
    write_lake(tmp_path / "lake", knowledge.framework, 24, pieces=12, in_one_file=2)
    (tmp_path / "both").mkdir()
    text = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path\n"
        "from test_portfolio_killed import graded\n"
        "from inclead_graph.assess import load_knowledge\n"
        "graded(Path(sys.argv[1]), load_knowledge())\n"
    )
    command = [sys.executable, "-c", text, str(tmp_path / "both"), str(ROOT / "tests")]
    runs = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for run in runs:
        assert run.communicate(timeout=120)[1] == ""
        assert run.returncode == 0
    graded(tmp_path / "alone", knowledge)
    assert bytes_in(tmp_path / "both") == bytes_in(tmp_path / "alone")
