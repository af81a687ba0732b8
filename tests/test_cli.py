"""The command line as people and programs use it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import COMPLETE, FIRST_DAY, ROOT

from inclead_graph.cli import main
from inclead_graph.cli.main import COMMANDS
from inclead_graph.cli.network import COMMANDS as NETWORK_COMMANDS


def inclead(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def process(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "inclead_graph", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})


def test_help_lists_every_command_and_imports_none_of_the_heavy_libraries() -> None:
    probe = (
        "import sys\nfrom inclead_graph.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'pydantic', 'rdflib', 'pyoxigraph', 'pyshacl', 'jinja2', 'rich', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"
    assert all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize(
    "command",
    [
        *COMMANDS,
        "rules list",
        "rules show",
        "rules test",
        "rules check",
        "rules coverage",
        "rules mutate",
        "ontology show",
        "ontology check",
        *(f"network {name}" for name in NETWORK_COMMANDS),
    ],
)
def test_every_command_has_help_and_the_groups_and_main_ones_an_example(command: str) -> None:
    result = inclead(*command.split(), "--help")

    assert result.exit_code == 0
    assert "Usage: " in result.output
    assert " " in command or "Example" in result.output


def test_a_misspelt_command_is_met_with_the_nearest_one() -> None:
    result = inclead("asess", ".")

    assert result.exit_code == 2
    assert "There is no command 'asess'. Did you mean 'assess'?" in result.output


def test_a_new_folder_checks_clean_and_assesses_as_unknown(tmp_path: Path) -> None:
    folder = tmp_path / "my-trust"
    made = inclead(
        "new", folder, "--name", 'A "new" trust: ours', "--kind", "foundation trust", "--as-of", "2026-03-31"
    )
    checked = inclead("check", folder)
    assessed = json.loads(inclead("assess", folder, "--json").output)

    assert made.exit_code == 0, made.output
    assert "no problems; 0 pieces of evidence" in checked.output
    assert assessed["organisation"]["name"] == 'A "new" trust: ours'
    assert {c["verdict"] for s in assessed["stages"] for f in s["factors"] for c in f["criteria"]} == {"unknown"}
    assert {s["ceiling"] for s in assessed["stages"]} == {"excelling"}
    assert (folder / "evidence" / "1-br.yaml").read_text().count("BR1.F1") >= 2


def test_the_example_in_a_new_folder_works_once_its_comment_marks_are_taken_away(tmp_path: Path) -> None:
    folder = tmp_path / "my-trust"
    inclead("new", folder, "--as-of", "2026-03-31")
    file = folder / "evidence" / "2-of.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("# - id:"))
    file.write_text("\n".join(line.removeprefix("# ") for line in lines[start : start + 10]), encoding="utf-8")

    result = inclead("check", folder)

    assert "no problems; 1 pieces of evidence on 1 criteria" in result.output


def test_a_new_folder_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("keep")
    result = inclead("new", tmp_path)

    assert result.exit_code == 2
    assert "already there and not empty" in result.output
    assert [p.name for p in tmp_path.iterdir()] == ["precious.txt"]


def test_an_unknown_kind_of_organisation_is_met_with_the_nearest() -> None:
    result = inclead("new", "nowhere", "--kind", "foundation trusts")

    assert result.exit_code == 2
    assert "did you mean 'foundation trust'?" in result.output


def test_check_writes_its_problems_as_json(tmp_path: Path) -> None:
    (tmp_path / "assessment.yaml").write_text("as_of: 2026-13-31\n")
    result = inclead("check", tmp_path, "--json")
    problems = json.loads(result.output)["problems"]

    assert result.exit_code == 1
    assert [(p["file"], p["line"]) for p in problems] == [("assessment.yaml", 1), ("assessment.yaml", 1)]


def test_another_day_gives_another_assessment() -> None:
    early = json.loads(inclead("assess", COMPLETE, "--json", "--as-of", "2025-06-30").output)
    late = json.loads(inclead("assess", COMPLETE, "--json").output)

    assert early["as_of"] == "2025-06-30"
    assert len(early["set_aside"]) > len(late["set_aside"])


def test_a_date_that_is_none_is_said_to_be_none() -> None:
    result = inclead("assess", COMPLETE, "--as-of", "31/03/2026")

    assert result.exit_code == 2
    assert "write it as 2026-03-31" in result.output


def test_a_report_is_written_whole_and_the_message_goes_to_standard_error(tmp_path: Path) -> None:
    done = process("assess", FIRST_DAY, "--format", "html", "-o", tmp_path / "new" / "report.html")

    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("Wrote ")
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["report.html"]
    assert (tmp_path / "new" / "report.html").read_text(encoding="utf-8").rstrip().endswith("</html>")


def test_a_place_that_cannot_be_written_to_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = inclead("assess", FIRST_DAY, "-o", tmp_path / "file" / "report.txt")

    assert result.exit_code == 2
    assert "cannot be written" in result.output


def test_a_pipe_gets_plain_lines_without_colour() -> None:
    done = process("assess", FIRST_DAY)

    assert "\x1b" not in done.stdout
    assert done.stdout.startswith("level\tid\tlabel\tfloor\tceiling\n")
    assert done.stderr == ""


def test_json_and_another_format_cannot_both_be_had() -> None:
    result = inclead("assess", COMPLETE, "--json", "--format", "html")

    assert result.exit_code == 2
    assert "leave one out" in result.output


def test_a_pipe_gets_utf_8_whatever_the_machine_is_set_to() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "inclead_graph", "explain", str(COMPLETE), "BR3"],
        capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    )  # fmt: skip

    assert "├─ floor: developing" in done.stdout.decode("utf-8")


def test_a_terminal_gets_a_picture_and_no_colour_when_it_asks_for_none() -> None:
    import pty

    def on_a_terminal(**environment: str) -> str:
        main_end, other_end = pty.openpty()
        command = [sys.executable, "-m", "inclead_graph", "assess", str(FIRST_DAY)]
        env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", **environment}
        with subprocess.Popen(command, stdout=other_end, stderr=other_end, env=env) as running:
            os.close(other_end)
            said = b""
            while True:
                try:
                    part = os.read(main_end, 65536)
                except OSError:
                    break
                if not part:
                    break
                said += part
            running.wait()
        os.close(main_end)
        return said.decode()

    coloured, plain = on_a_terminal(NO_COLOR=""), on_a_terminal(NO_COLOR="1")

    assert "Marshland Community NHS Trust (fictional)" in plain
    assert "? not known yet (undeveloped)" in plain
    assert "○ undeveloped" in plain
    assert "48;" not in plain
    assert "48;" in coloured


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        ("br1", "floor: excelling"),
        ("BR", "Not achieving (floor), because"),
        ("BR1.A1", "verdict: met"),
        ("BR-18", "refutes; survey, staff network"),
        ("headline", "The lowest stage counts"),
    ],
)
def test_explain_takes_a_stage_a_factor_a_criterion_evidence_and_the_headline(thing: str, words: str) -> None:
    result = inclead("explain", COMPLETE, thing)

    assert result.exit_code == 0
    assert words in result.output
    assert "toolkit: " in result.output or thing == "BR-18"


def test_explain_can_be_shallow_and_can_be_json() -> None:
    shallow = inclead("explain", COMPLETE, "BR1", "--depth", "1").output
    tree = json.loads(inclead("explain", COMPLETE, "BR1", "--json").output)

    assert len(shallow.splitlines()) < 10
    assert tree["thing"] == "BR1"
    assert tree["children"]


def test_explain_suggests_the_nearest_thing() -> None:
    result = inclead("explain", COMPLETE, "BR1A1")

    assert result.exit_code == 2
    assert "did you mean 'BR1.A1'?" in result.output


def test_rules_are_listed_shown_and_tested() -> None:
    listed = inclead("rules", "list").output.splitlines()
    shown = inclead("rules", "show", "stage-grade").output
    tested = json.loads(inclead("rules", "test", "--json").output)
    near = inclead("rules", "show", "stage-grades")

    assert len(listed) >= 62
    assert "at least 2/3 of the factors are at excelling or above" in shown
    assert "toolkit: The stages, L294–308" in shown
    assert tested["failed"] == []
    assert near.exit_code == 2
    assert "did you mean 'stage-grade'?" in near.output


def test_the_ontology_is_shown_and_checked() -> None:
    everything = inclead("ontology", "show").output
    listed = {one["id"]: one for one in json.loads(inclead("ontology", "show", "--json").output)}
    checked = inclead("ontology", "check")
    curated = inclead("show", "sr2.o2").output

    assert "supplied by us: yes" in curated
    assert "editorial note: The toolkit lists this as one of four signs" in curated
    assert "BR  The Board room: the strategy discussion" in everything
    assert listed["BR1.A1"]["passages"][0]["id"] == "L375-379"
    assert checked.output == "The ontology conforms to its shapes.\n"


def test_the_runner_in_the_checkout_is_the_same_command() -> None:
    if (ROOT / "cli.py").is_file():
        done = subprocess.run(
            [sys.executable, "cli.py", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert done.stdout.startswith("inclead, version ")
