"""Writes are whole or not there: stores and files, killed at any moment, and several processes at once."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT

from inclead_graph.cli import main
from inclead_graph.files import new_folder, write_whole
from inclead_graph.store import Iri, Rows, Store, reading, writing

GRAPHS = [f"urn:g{n}" for n in range(6)]
VERSION = Iri("urn:version")

KILLED = '''
"""Child processes write versions one after another; each is killed at some moment, and what is there is looked at."""
import os, random, signal, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[4])
from test_durability import versions, write_versions
place, times, draw = Path(sys.argv[1]), int(sys.argv[2]), random.Random(sys.argv[3])
committed = 0
usual = 0.0
for number in range(times):
    told, tells = os.pipe()
    child = os.fork()
    if child == 0:
        write_versions(place, committed + 1, tells)
    os.close(tells)
    if number % 2 == 0:  # let it commit first: on a slow machine, too, half of them have something to lose
        started = time.monotonic()
        os.read(told, 1)
        usual = time.monotonic() - started
        committed += 1
    time.sleep(draw.uniform(0, usual))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(told) as lines:
        committed = max([committed, *map(int, lines.read().split())])
    told, tells = os.pipe()
    if os.fork() == 0:
        os.write(tells, repr(versions(place)).encode())
        os._exit(0)
    os.close(tells)
    with os.fdopen(told) as text:
        found = eval(text.read())
    os.wait()
    assert found in ({committed}, {committed + 1}), (committed, found)
    committed = max([committed, *found])
print(committed)
'''


def version_of(number: int) -> Store:
    """Make a store in which each graph has the same number, on as many statements as make it worth killing."""
    store = Store()
    for graph in GRAPHS:
        store.add([(Iri(f"urn:s{n}"), VERSION, number) for n in range(300)], graph)
    return store


def write_versions(place: Path, first: int, tells: int) -> None:
    number = first
    while True:
        with writing(place) as store:
            store.take([version_of(number)])
        os.write(tells, f" {number}\n".encode())
        number += 1


def versions(place: Path) -> set[int]:
    """Return the version of every graph in the store, each statement looked at."""
    found = reading(place).query("SELECT ?g ?v (COUNT(*) AS ?n) { GRAPH ?g { ?s <urn:version> ?v } } GROUP BY ?g ?v")
    assert isinstance(found, Rows)
    assert sorted((str(g), n) for g, _, n in found.rows) == [(g, 300) for g in GRAPHS]
    return {int(str(v)) for _, v, _ in found.rows}


def inclead(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exit_code == code, result.output
    return result.output


def killed(place: Path, times: int) -> int:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(place), str(times), "seed", str(Path(__file__).parent)],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def inside(place: Path, code: str) -> subprocess.Popen[str]:
    """Run some Python in another process while it has the store open for writing; it says so, and waits to be told."""
    text = f"""
import sys
from pathlib import Path
from inclead_graph.store import Iri, writing
with writing(Path(sys.argv[1])) as store:
    store.add([(Iri("urn:a"), Iri("urn:p"), "theirs")], "urn:theirs")
    print("open", flush=True)
    {code}
"""
    other = subprocess.Popen(
        [sys.executable, "-c", text, str(place)], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "open\n"
    return other


def mine(folder: Path, text: str = "<urn:a> <urn:p> 1 .") -> Path:
    file = folder / "mine.ttl"
    file.write_text(text)
    return file


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_store_whose_writer_is_killed_at_any_moment_holds_all_that_was_committed_and_nothing_by_half(
    tmp_path: Path,
) -> None:
    assert killed(tmp_path / "store", 8) >= 4


@pytest.mark.volume
def test_two_hundred_writers_are_killed_and_nothing_is_lost(tmp_path: Path) -> None:
    assert killed(tmp_path / "store", 200) >= 100


def test_a_second_writer_is_told_who_writes_and_what_to_do_and_readers_are_not_kept_waiting(tmp_path: Path) -> None:
    place = tmp_path / "store"
    inclead("graph", "load", place, mine(tmp_path), "--without-ontology")
    other = inside(place, "sys.stdin.read()")

    refused = inclead("graph", "load", place, mine(tmp_path), "--without-ontology", code=2)
    read = inclead("sparql", "--store", place, "SELECT ?g { GRAPH ?g { ?s ?p ?o } }")
    other.communicate(timeout=30)
    after = inclead("sparql", "--store", place, "SELECT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")

    assert f"process {other.pid}, since" in refused
    assert "--wait SECONDS" in refused
    assert read.splitlines() == ["g", "urn:inclead:file:mine.ttl"]
    assert after.splitlines() == ["g", "urn:inclead:file:mine.ttl", "urn:theirs"]


def test_a_writer_that_waits_says_for_whom_and_adds_to_what_the_other_wrote(tmp_path: Path) -> None:
    place = tmp_path / "store"
    other = inside(place, "import time; time.sleep(1)")

    said = inclead("graph", "load", place, mine(tmp_path), "--without-ontology", "--wait", 30)
    other.communicate(timeout=30)

    assert f"waiting up to 30 seconds for another process (process {other.pid}" in said
    assert reading(place).graphs() == ("urn:inclead:file:mine.ttl", "urn:theirs")


def test_a_writer_that_is_killed_keeps_nobody_out_and_leaves_nothing_behind(tmp_path: Path) -> None:
    place = tmp_path / "store"
    inclead("graph", "load", place, mine(tmp_path), "--without-ontology")
    before = sorted(path.name for path in place.iterdir())
    other = inside(place, "sys.stdin.read()")
    other.kill()
    other.communicate(timeout=30)

    assert reading(place).graphs() == ("urn:inclead:file:mine.ttl",)
    inclead("graph", "load", place, mine(tmp_path), "--without-ontology")
    assert len(list(place.iterdir())) == len(before) == 3


def test_what_a_reader_has_open_stays_as_it_was_until_it_is_done(tmp_path: Path) -> None:
    place = tmp_path / "store"
    answers = []
    for number in range(3):
        with writing(place) as store:
            store.take([version_of(number)])
        answers.append(reading(place))

    seen = [answer.query("SELECT DISTINCT ?v { ?s <urn:version> ?v }") for answer in answers]

    assert [found.rows for found in seen if isinstance(found, Rows)] == [((0,),), ((1,),), ((2,),)]
    assert len(list(place.glob("generation-*"))) == 3
    del answers
    with writing(place):
        pass
    assert len(list(place.glob("generation-*"))) == 1


def test_a_graph_that_is_loaded_again_takes_the_place_of_the_earlier_one_and_touches_no_other(tmp_path: Path) -> None:
    place, other = tmp_path / "store", tmp_path / "other.nq"
    other.write_text("<urn:a> <urn:p> <urn:b> <urn:one> .\n<urn:a> <urn:p> <urn:c> <urn:two> .\n")
    inclead("graph", "load", place, mine(tmp_path, "<urn:a> <urn:p> 1, 2 ."), other, "--without-ontology")

    other.write_text("<urn:x> <urn:p> <urn:y> <urn:two> .\n")
    inclead("graph", "load", place, mine(tmp_path, "<urn:a> <urn:p> 3 ."), other, "--without-ontology")

    lines = reading(place).dump("nq").splitlines()
    assert sorted(lines) == [
        '<urn:a> <urn:p> "3"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:inclead:file:mine.ttl> .',
        "<urn:a> <urn:p> <urn:b> <urn:one> .",
        "<urn:x> <urn:p> <urn:y> <urn:two> .",
    ]


def test_a_load_that_fails_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "store"
    inclead("graph", "load", place, mine(tmp_path), "--without-ontology")
    before = reading(place).dump("nq"), sorted(p.name for p in place.iterdir())

    inclead("graph", "load", place, mine(tmp_path, "this is no Turtle"), code=3)

    assert (reading(place).dump("nq"), sorted(p.name for p in place.iterdir())) == before


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process")
def test_a_disk_that_takes_no_more_leaves_the_store_as_it_was_and_it_is_said(tmp_path: Path) -> None:
    place, large = tmp_path / "store", tmp_path / "large.nt"
    inclead("graph", "load", place, mine(tmp_path), "--without-ontology")
    before = sorted(p.name for p in place.iterdir())
    large.write_text("".join(f'<urn:s{n}> <urn:p> "{random.Random(n).random()}" .\n' for n in range(40_000)))
    full = f"""
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
from inclead_graph.cli import main
main(["graph", "load", {str(place)!r}, {str(large)!r}, "--without-ontology"])
"""

    done = subprocess.run([sys.executable, "-c", full], capture_output=True, text=True, check=False, cwd=ROOT)

    assert done.returncode == 2, done.stderr
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert reading(place).graphs() == ("urn:inclead:file:mine.ttl",)
    assert sorted(p.name for p in place.iterdir()) == before


def test_what_oxigraph_itself_made_can_be_asked_and_is_not_written_to(tmp_path: Path) -> None:
    theirs = Store(tmp_path / "theirs")
    theirs.add([(Iri("urn:a"), Iri("urn:p"), "x")], "urn:g")
    theirs.flush()
    theirs.close()

    assert inclead("sparql", "--store", tmp_path / "theirs", "SELECT ?o { ?s ?p ?o }").splitlines() == ["o", "x"]
    assert "inclead graph export" in inclead("graph", "load", tmp_path / "theirs", code=2)


@pytest.mark.parametrize("named", ["", "../elsewhere", "generation-00000009", "\x00"])
def test_a_store_whose_pointer_is_damaged_is_met_with_a_message(named: str, tmp_path: Path) -> None:
    place = tmp_path / "store"
    inclead("graph", "load", place, mine(tmp_path), "--without-ontology")
    (place / "in-force").write_text(named)

    said = inclead("sparql", "--store", place, "ASK {}", code=2)

    assert str(place) in said
    assert "again" in said


def test_a_file_is_confirmed_by_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system that loses power may else have the new name on an empty file."""
    done: list[str] = []
    confirm, rename = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("confirmed"), confirm(handle))[1])
    monkeypatch.setattr(Path, "replace", lambda self, to: (done.append("named"), rename(self, to))[1])

    write_whole(tmp_path / "file", b"whole")

    assert done == ["confirmed", "named", "confirmed"]


def test_a_folder_is_confirmed_by_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    confirm, rename = os.fsync, Path.rename
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("confirmed"), confirm(handle))[1])
    monkeypatch.setattr(Path, "rename", lambda self, to: (done.append("named"), rename(self, to))[1])

    with new_folder(tmp_path / "new") as folder:
        (folder / "inner").mkdir()
        (folder / "inner" / "file").write_text("whole")

    assert done == ["confirmed"] * 3 + ["named", "confirmed"]
