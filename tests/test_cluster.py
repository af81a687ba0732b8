"""A portfolio graded by a cluster: a real scheduler and real workers, some of which die."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks.generated import write_lake
from inclead_graph.assess import Knowledge
from inclead_graph.cli import main
from inclead_graph.errors import EngineError, RulebookError, UnreadableError
from inclead_graph.portfolio import JudgedBy, Portfolio, Unit, assess_units, in_cluster, units_of, versions_of
from inclead_graph.portfolio.lake import files_of

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # of sockets that a killed worker leaves


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", host="127.0.0.1"
    ) as started:
        yield started


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory, knowledge: Knowledge) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    write_lake(folder, knowledge.framework, 96, pieces=12, in_one_file=8)
    return folder


def units_in(folder: Path, lake: Path, knowledge: Knowledge) -> Sequence[Unit]:
    return units_of(
        folder, Portfolio(title="A lake of fictional organisations", lakes=(str(lake),)), knowledge, everything=False
    )


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in files_of(folder / "results")}


def test_a_cluster_gives_the_same_bytes_as_one_process_even_when_a_worker_is_killed(
    cluster: Any, lake: Path, knowledge: Knowledge, tmp_path: Path
) -> None:
    here, there, killed = (tmp_path / name for name in ("here", "there", "killed"))
    by = JudgedBy(versions=versions_of(knowledge))
    assert sum(one.organisations for one in assess_units(units_in(here, lake, knowledge), by)) == 96
    spread = in_cluster(cluster.scheduler_address)
    assert sum(one.organisations for one in assess_units(units_in(there, lake, knowledge), by, spread)) == 96
    done = 0
    for number, one in enumerate(assess_units(units_in(killed, lake, knowledge), by, spread)):
        done += one.organisations
        if number == 3:
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
    assert done == 96
    assert len(bytes_in(here)) == 12
    assert bytes_in(here) == bytes_in(there) == bytes_in(killed)


def test_a_worker_with_other_rules_grades_nothing(
    cluster: Any, lake: Path, knowledge: Knowledge, tmp_path: Path
) -> None:
    by = JudgedBy(versions="inclead-graph 0.0.0")
    with pytest.raises(RulebookError, match="install the same everywhere"):
        list(assess_units(units_in(tmp_path, lake, knowledge), by, in_cluster(cluster.scheduler_address)))
    assert not (tmp_path / "results").exists()


def test_the_command_grades_by_a_cluster(cluster: Any, lake: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    assert run(main, ["portfolio", "add", str(tmp_path / "all"), "--lake", str(lake)]).exit_code == 0
    found = run(main, ["portfolio", "assess", str(tmp_path / "all"), "--scheduler", cluster.scheduler_address])
    assert (found.exit_code, "96 assessments: 96 graded now" in found.output) == (0, True), found.output


def test_a_cluster_on_another_machine_needs_to_be_allowed(tmp_path: Path, lake: Path) -> None:
    run = CliRunner().invoke
    run(main, ["portfolio", "add", str(tmp_path), "--lake", str(lake)])
    found = run(main, ["portfolio", "assess", str(tmp_path), "--scheduler", "tcp://scheduler.example:8786"])
    assert found.exit_code == 2
    assert "would be sent the evidence; say --leaves-this-machine" in found.output


def test_where_no_scheduler_answers_the_address_is_told(
    monkeypatch: pytest.MonkeyPatch, lake: Path, knowledge: Knowledge, tmp_path: Path
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("inclead_graph.portfolio.cluster._PATIENCE", 0.5)
    with pytest.raises(UnreadableError, match="no scheduler answers there"):
        list(assess_units(units_in(tmp_path, lake, knowledge), JudgedBy(), in_cluster("tcp://127.0.0.1:9")))


def test_a_cluster_that_is_lost_is_told_and_what_was_graded_stays(
    lake: Path, knowledge: Knowledge, tmp_path: Path
) -> None:
    distributed = pytest.importorskip("distributed")
    started = distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0", host="127.0.0.1"
    )
    try:
        spread = in_cluster(started.scheduler_address)
        coming = assess_units(units_in(tmp_path, lake, knowledge), JudgedBy(), spread)
        next(coming)
        started.close()
        with pytest.raises(EngineError, match="what was graded is kept"):
            list(coming)
    finally:
        started.close()
    assert 1 <= len(bytes_in(tmp_path)) < 12
