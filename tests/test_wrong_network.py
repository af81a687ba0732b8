"""Every deliberately wrong file gets a clear message with its place, all problems at once, and nothing is written.

Each folder in ``tests/wrong_network`` holds the files of one import, and in ``expect.txt`` the words that the message
must contain and the exit code; ``as: xlsx`` makes one workbook of its CSV files.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from inclead_graph.cli import main

WRONG = Path(__file__).parent / "wrong_network"
CASES = sorted(WRONG.iterdir())


def inclead(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def workbook(files: list[Path], path: Path) -> Path:
    openpyxl = pytest.importorskip("openpyxl", reason="workbooks need the extra")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for file in files:
        page = book.create_sheet(file.stem)
        for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8"))):
            page.append(row)
    book.save(path)
    return path


def test_there_are_many_wrong_files() -> None:
    assert len(CASES) >= 75


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_wrong_file_is_refused_with_the_words_it_must_contain(case: Path, tmp_path: Path) -> None:
    said = (case / "expect.txt").read_text(encoding="utf-8")
    words = re.findall(r"^expect: (.*)$", said, re.MULTILINE)
    due = int(re.findall(r"^exit: (\d)$", said, re.MULTILINE)[0])
    files = sorted(file for file in case.iterdir() if file.name != "expect.txt")
    if "\nas: xlsx\n" in said:
        files = [workbook(files, tmp_path / "partners.xlsx")]
    output = tmp_path / "out" / "network.yaml"

    result = inclead("network", "import", *files, "-o", output)

    assert words
    assert [w for w in words if w not in result.output] == [], result.output
    assert result.exit_code == due, result.output
    assert isinstance(result.exception, SystemExit), "a user's mistake must not end in a traceback"
    assert not output.parent.exists()
