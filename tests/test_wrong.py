"""Every deliberately wrong input gets a clear message, its family's exit code, and no traceback.

Each file in ``tests/wrong`` says in its first lines which words its message must contain and which exit code is due,
behind ``#``, or behind ``##`` where a line with ``#`` says something already.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from inclead_graph.bundled import bundled
from inclead_graph.cli import main

WRONG = Path(__file__).parent / "wrong"
FILES = sorted(p for p in WRONG.rglob("*") if p.is_file())
GOOD_HEAD = "organisation: {name: A fictional trust, kind: nhs trust}\nas_of: 2026-03-31\n"


def inclead(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def assessment(wrong: Path, here: Path) -> Result:
    shutil.copy(wrong, here / "assessment.yaml")
    return inclead("check", here)


def evidence(wrong: Path, here: Path) -> Result:
    (here / "assessment.yaml").write_text(GOOD_HEAD)
    (here / "evidence").mkdir()
    shutil.copy(wrong, here / "evidence" / "wrong.yaml")
    return inclead("check", here)


def rules(wrong: Path, here: Path) -> Result:
    shutil.copytree(bundled("rules"), here / "rules")
    shutil.copy(wrong, here / "rules" / "1-currency.yaml")
    return inclead("rules", "list", "--rules", here / "rules")


def cases(wrong: Path, here: Path) -> Result:
    shutil.copytree(bundled("rules"), here / "rules")
    shutil.copy(wrong, here / "rules" / "cases" / "0-wrong.yaml")
    return inclead("rules", "test", "--rules", here / "rules")


def ontology(wrong: Path, here: Path) -> Result:
    shutil.copytree(bundled("ontology"), here / "ontology")
    shutil.copy(wrong, here / "ontology" / "wrong.ttl")
    return inclead("ontology", "check", "--ontology", here / "ontology")


def mappings(wrong: Path, here: Path) -> Result:
    shutil.copytree(bundled("ontology"), here / "ontology")
    shutil.copy(wrong, here / "ontology" / "mappings" / "wrong.sssom.tsv")
    return inclead("ontology", "check", "--ontology", here / "ontology")


def appraisal(wrong: Path, here: Path) -> Result:
    shutil.copy(wrong, here / "wrong.yaml")
    return inclead("appraise", "show", here / "wrong.yaml")


def network(wrong: Path, here: Path) -> Result:
    shutil.copy(wrong, here / "network.yaml")
    return inclead("network", "check", here)


RUNNERS: dict[str, Callable[[Path, Path], Result]] = {
    "assessment": assessment,
    "evidence": evidence,
    "rules": rules,
    "cases": cases,
    "ontology": ontology,
    "mappings": mappings,
    "appraisal": appraisal,
    "network": network,
}


def test_there_are_many_wrong_inputs_and_each_folder_has_a_runner() -> None:
    assert len(FILES) >= 197
    assert {p.parent.name for p in FILES} == set(RUNNERS)


@pytest.mark.parametrize("wrong", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_wrong_input_is_refused_with_the_words_it_must_contain(wrong: Path, tmp_path: Path) -> None:
    text = wrong.read_text(encoding="utf-8-sig")
    words = re.findall(r"^##? expect: (.*)$", text, re.MULTILINE)
    due = int(re.findall(r"^##? exit: (\d)$", text, re.MULTILINE)[0])

    result = RUNNERS[wrong.parent.name](wrong, tmp_path)

    assert words
    assert [w for w in words if w not in result.output] == [], result.output
    assert result.exit_code == due, result.output
    assert isinstance(result.exception, SystemExit), "a user's mistake must not end in a traceback"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\x00organisation", "not UTF-8 text"),
        (b"a: " + b"x" * 4_000_001, "larger than 4,000,000 bytes"),
        (b"a: \x07", "not valid YAML"),
        (b"[" * 200_000, "nested more than 24 deep"),
    ],
    ids=["not-text", "too-large", "control-character", "deep-as-a-mine"],
)
def test_hostile_bytes_are_refused(content: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "assessment.yaml").write_bytes(content)

    result = inclead("check", tmp_path)

    assert words in result.output
    assert result.exit_code in (1, 2)
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize(
    ("content", "words", "due"),
    [
        (b"#mapping_set_title: caf\xe9\n", "wrong.sssom.tsv: not UTF-8 text (byte 23); save it as UTF-8", 2),
        (b"\xff\xfe#\x00", "wrong.sssom.tsv: not UTF-8 text (byte 0); save it as UTF-8", 2),
        (b"#a: " + b"x" * 20_000_001, "wrong.sssom.tsv: larger than 20,000,000 bytes", 2),
        (b"#a: \x07\n", "wrong.sssom.tsv:1:1: this is not valid YAML", 3),
        (b"", "wrong.sssom.tsv:1:1: the file should hold", 3),
    ],
    ids=["latin-1", "utf-16", "too-large", "control-character", "empty"],
)
def test_bytes_that_are_no_mapping_table_are_refused(content: bytes, words: str, due: int, tmp_path: Path) -> None:
    wrong = tmp_path / "bytes"
    wrong.write_bytes(content)

    result = mappings(wrong, tmp_path)

    assert words in result.output
    assert result.exit_code == due
    assert isinstance(result.exception, SystemExit)


def test_a_cell_that_is_too_long_for_a_table_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "long"
    text = (WRONG / "mappings" / "modifier-not-in-small.sssom.tsv").read_text(encoding="utf-8")
    wrong.write_text(text.replace("Learning starts", "x" * 200_000), encoding="utf-8")

    result = mappings(wrong, tmp_path)

    assert "wrong.sssom.tsv:17:1: " in result.output
    assert "field larger than field limit" in result.output
    assert result.exit_code == 3


def test_a_folder_that_is_not_there_or_not_a_workspace_is_said_to_be_so(tmp_path: Path) -> None:
    missing = inclead("assess", tmp_path / "nowhere")
    empty = inclead("assess", tmp_path)
    (tmp_path / "asessment.yaml").write_text(GOOD_HEAD)
    near = inclead("assess", tmp_path)
    file = inclead("assess", tmp_path / "asessment.yaml")

    assert (missing.exit_code, empty.exit_code, near.exit_code, file.exit_code) == (2, 2, 2, 2)
    assert "no such folder; 'inclead new" in missing.output
    assert "no assessment.yaml here" in empty.output
    assert "did you mean 'asessment.yaml'?" in near.output
    assert "a file, not a folder" in file.output


def test_nothing_is_written_when_the_input_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "assessment.yaml").write_text("as_of: 2026-03-31\n")
    report = tmp_path / "report.html"
    report.write_text("what was there before")

    result = inclead("assess", tmp_path, "--format", "html", "-o", report)

    assert result.exit_code == 1
    assert report.read_text() == "what was there before"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["assessment.yaml", "report.html"]
