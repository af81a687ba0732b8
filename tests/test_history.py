"""A sealed assessment stays the one that was signed, or everybody can see that it is not."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from click.testing import Result as Run
from conftest import COMPLETE, FIRST_DAY
from hypothesis import given, settings
from hypothesis import strategies as st

from inclead_graph.assess import Knowledge, assess
from inclead_graph.cli import main
from inclead_graph.errors import InputError, UnreadableError
from inclead_graph.history import History, read_history, seal, sealing_of
from inclead_graph.model.history import Signatory
from inclead_graph.workspace import read_workspace

ADA, BO = Signatory(name="Ada Marsh", role="Chair"), Signatory(name="Bo Fenn")
APRIL, MAY, JUNE = dt.date(2026, 4, 30), dt.date(2026, 5, 2), dt.date(2026, 6, 30)


def inclead(*arguments: object) -> Run:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def at_work(folder: Path) -> None:
    """One record more, one less, and one that says something else, as people edit."""
    finds = folder / "evidence" / "first-finds.yaml"
    head, *records = finds.read_text(encoding="utf-8").split("- id: ")
    changed = records[0].replace("in place", "planned")
    assert changed != records[0]
    added = changed.replace(changed.splitlines()[0], "NEW-1", 1).rstrip() + "\n  asserted_by: Cy Dale\n"
    finds.write_text("- id: ".join([head, changed, *records[2:], added]), encoding="utf-8")


@pytest.fixture(scope="module")
def sealed(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two revisions, the first of which two people signed on different days."""
    folder = tmp_path_factory.mktemp("sealed") / "trust"
    shutil.copytree(FIRST_DAY, folder)
    seal(folder, knowledge, [ADA], APRIL, "Agreed at the Board")
    seal(folder, knowledge, [BO], MAY)
    at_work(folder)
    seal(folder, knowledge, [ADA], JUNE)
    return folder


@pytest.fixture
def mine(sealed: Path, tmp_path: Path) -> Path:
    """A copy of the sealed workspace to do things to."""
    return Path(shutil.copytree(sealed, tmp_path / "trust"))


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIRST_DAY, tmp_path / "fresh"))


def content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_seal_says_what_was_signed_by_whom_when_and_by_what(sealed: Path, knowledge: Knowledge) -> None:
    first, second = read_history(sealed).seals
    result = assess(read_workspace(sealed, knowledge.framework), knowledge)

    assert (second.revision, second.entry, second.on, second.as_of) == (2, 3, JUNE, result.assessment.as_of)
    assert second.evidence == result.digest
    assert (second.judged_by.ontology, second.judged_by.rules) == (result.ontology_version, result.rules_version)
    assert [(who.name, who.role) for who in second.signed_by] == [("Ada Marsh", "Chair")]
    assert first.note == "Agreed at the Board"
    for file in second.files:
        assert hashlib.sha256((sealed / file.name).read_bytes()).hexdigest() == file.sha256
    floors = {grade.thing: grade.values["floor"] for grade in second.grades if grade.kind in ("stage", "factor")}
    assert floors == {
        thing: result.findings.value(kind, thing, "floor")
        for kind in ("stage", "factor")
        for thing in result.findings.facts.things[kind]
        if result.findings.values(kind, thing, "floor")
    }


def test_each_entry_names_the_seal_of_the_one_before_and_its_own_is_the_digest_of_the_rest(sealed: Path) -> None:
    before = None
    for folder in sorted((sealed / "history").iterdir()):
        (file,) = folder.glob("*.json")
        entry = json.loads(file.read_bytes())
        assert entry["before"] == before
        before = entry.pop("seal")
        text = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert before == "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def test_a_revision_says_which_records_changed_and_who_entered_them(sealed: Path) -> None:
    since = read_history(sealed).seals[1].since

    assert since is not None
    said = {change.subject: (change.text.split(" (")[0], change.entered_by) for change in since.changes}
    assert said["NEW-1"] == ("NEW-1 was added", "Cy Dale")
    assert sorted(text.rpartition(" was ")[2] for text, _ in said.values() if "was " in text)[-1] == "removed"
    assert any("was in place and is planned" in change.text for change in since.changes)


def test_equal_input_gives_equal_bytes(sealed: Path, knowledge: Knowledge, fresh: Path) -> None:
    seal(fresh, knowledge, [ADA], APRIL, "Agreed at the Board")

    assert content(fresh / "history" / "0001") == content(sealed / "history" / "0001")


def test_an_unchanged_assessment_gets_further_signatures_and_no_new_revision(fresh: Path, knowledge: Knowledge) -> None:
    first = seal(fresh, knowledge, [ADA], APRIL)
    again = seal(fresh, knowledge, [ADA], MAY)
    second = seal(fresh, knowledge, [ADA, BO], MAY)

    assert [first.done, again.done, second.done] == ["sealed", "nothing", "signed"]
    assert again.history == first.history
    assert (again.signed_before, second.signed_before) == (("Ada Marsh",), ("Ada Marsh",))
    assert [(who.name, who.on) for who in second.history.signed(1)] == [("Ada Marsh", APRIL), ("Bo Fenn", MAY)]


def test_words_that_change_nothing_leave_it_sealed_and_other_files_too(mine: Path, knowledge: Knowledge) -> None:
    finds = mine / "evidence" / "first-finds.yaml"
    finds.write_text(finds.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    (mine / "report.html").write_text("a report that somebody put here")

    assert sealing_of(mine, assess(read_workspace(mine, knowledge.framework), knowledge)).holds
    shown = inclead("history", mine)
    assert "Nothing that the grades rest on has changed since revision 2." in shown.output
    assert "Files added: report.html" in shown.output


def test_a_workspace_that_changed_since_says_in_what(mine: Path, knowledge: Knowledge) -> None:
    finds = mine / "evidence" / "first-finds.yaml"
    finds.write_text(finds.read_text(encoding="utf-8").replace("id: NEW-1", "id: NEW-2"), encoding="utf-8")

    sealing = sealing_of(mine, assess(read_workspace(mine, knowledge.framework), knowledge))

    assert (sealing.state, sealing.revision) == ("changed", 2)
    assert sealing.differs == ("records of evidence: added NEW-2; removed NEW-1",)
    shown = inclead("history", mine)
    assert shown.exit_code == 0
    assert "Since revision 2, not sealed yet:" in shown.output
    assert "NEW-1 was removed" in shown.output


def test_a_workspace_with_problems_is_not_sealed(fresh: Path) -> None:
    text = (fresh / "assessment.yaml").read_text(encoding="utf-8")
    (fresh / "assessment.yaml").write_text(text.replace("as_of:", "as_off:"), encoding="utf-8")

    run = inclead("seal", fresh, "--by", "Ada")

    assert run.exit_code == 1
    assert not (fresh / "history").exists()


def test_a_workbook_is_sent_to_a_folder(tmp_path: Path) -> None:
    (tmp_path / "trust.xlsx").write_bytes(b"PK")

    run = inclead("seal", tmp_path / "trust.xlsx", "--by", "Ada")

    assert run.exit_code == 2
    assert "inclead workbook read" in str(run.exception) + run.output


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--by", "Ada", "--role", "Chair", "--role", "Member"], "1 --by and 2 --role"),
        (["--by", "Ada", "--by", "ada "], "the same name is given twice"),
        (["--by", " "], "cannot be signed with"),
        (["--by", "A\nB"], "cannot be signed with"),
        ([], "--by"),
    ],
)
def test_who_signs_is_told_what_is_wrong_with_a_name(fresh: Path, options: list[str], says: str) -> None:
    run = inclead("seal", fresh, *options)

    assert run.exit_code == 2
    assert says in run.output


def test_the_log_goes_forward_only(mine: Path, knowledge: Knowledge) -> None:
    with pytest.raises(InputError, match="2026-05-02 is before the day of the last entry, 2026-06-30"):
        seal(mine, knowledge, [BO], MAY)


@given(data=st.data())
@settings(max_examples=60)
def test_any_byte_that_is_changed_in_the_history_is_noticed(sealed: Path, data: st.DataObject) -> None:
    """In place and back again, because copying a folder for each byte takes long."""
    files = sorted(p for p in (sealed / "history").rglob("*") if p.is_file())
    file = data.draw(st.sampled_from(files))
    whole = file.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    how = data.draw(st.sampled_from(("other", "removed", "doubled", "cut off")))
    other = bytes([whole[at] ^ data.draw(st.integers(1, 255))])
    changed = {
        "other": whole[:at] + other + whole[at + 1 :],
        "removed": whole[:at] + whole[at + 1 :],
        "doubled": whole[: at + 1] + whole[at:],
        "cut off": whole[:at],
    }[how]
    try:
        file.write_bytes(changed)
        faults = read_history(sealed).faults
    finally:
        file.write_bytes(whole)

    assert faults
    assert file.relative_to(sealed).as_posix() in faults[0].where
    assert read_history(sealed).faults == ()


def _resealed(entry: dict[str, Any], **changes: Any) -> str:
    entry |= changes
    text = json.dumps({k: v for k, v in entry.items() if k != "seal"}, sort_keys=True, ensure_ascii=False,
                      separators=(",", ":"))  # fmt: skip
    entry["seal"] = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    return json.dumps(entry, ensure_ascii=False, indent=1) + "\n"


def _edited_and_resealed(history: Path) -> None:
    file = history / "0001" / "seal.json"
    file.write_text(_resealed(json.loads(file.read_bytes()), note="Never agreed"), encoding="utf-8")


def _outside(history: Path) -> None:
    file = history / "0003" / "seal.json"
    entry = json.loads(file.read_bytes())
    entry["files"][0] |= {"name": "evidence/../../../../secret.yaml", "copied": True}
    file.write_text(_resealed(entry), encoding="utf-8")


def _swapped(history: Path) -> None:
    (history / "0001").rename(history / "x")
    (history / "0003").rename(history / "0001")
    (history / "x").rename(history / "0003")


def _linked(history: Path) -> None:
    copy = history / "0001" / "files" / "assessment.yaml"
    (history.parent / "elsewhere.yaml").write_bytes(copy.read_bytes())
    copy.unlink()
    copy.symlink_to(history.parent / "elsewhere.yaml")


TAMPERING: dict[str, tuple[Callable[[Path], object], str]] = {
    "an entry edited and sealed anew": (_edited_and_resealed, "does not name the seal of the entry before"),
    "the first entry removed": (lambda h: shutil.rmtree(h / "0001"), "entry 1: history/0001: it is missing"),
    "an entry in the middle removed": (lambda h: shutil.rmtree(h / "0002"), "entry 2: history/0002: it is missing"),
    "later entries moved up": (
        lambda h: (shutil.rmtree(h / "0002"), (h / "0003").rename(h / "0002")), "it says that it is entry 3"
    ),
    "entries put in another order": (_swapped, "it says that it is entry 3"),
    "a copy removed": (lambda h: (h / "0001/files/assessment.yaml").unlink(), "the copy is missing"),
    "a copy added": (lambda h: (h / "0001/files/evidence/x.yaml").write_text("[]"), "the copy was added"),
    "a copy that is a link": (_linked, "the copy is a link"),
    "a path that leads out": (_outside, "refused: it lists a copy of 'evidence/../../../../secret.yaml'"),
    "something else in the log": (lambda h: (h / "notes.txt").write_text("x"), "history/notes.txt: the log"),
    "an entry without a seal": (lambda h: (h / "0003/seal.json").unlink(), "it holds files"),
    "an entry with both": (lambda h: (h / "0003/signature.json").write_text("{}"), "it holds files"),
    "a log that is a file": (lambda h: (shutil.rmtree(h), h.write_text("x")), "it is a link or a file"),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_told_with_its_place_and_nothing_is_sealed_upon_it(
    mine: Path, knowledge: Knowledge, what: str
) -> None:
    tamper, says = TAMPERING[what]
    tamper(mine / "history")
    before = content(mine)

    shown = inclead("history", mine)

    assert shown.exit_code == 1
    assert "The history does NOT hold:" in shown.output
    assert says in shown.output
    with pytest.raises(InputError, match="the history does not hold"):
        seal(mine, knowledge, [BO], JUNE)
    assert content(mine) == before
    assert sealing_of(mine, assess(read_workspace(mine, knowledge.framework), knowledge)).state == "broken"


def test_newest_entries_that_are_cut_off_are_not_seen_by_the_chain_and_the_history_says_so(mine: Path) -> None:
    shutil.rmtree(mine / "history" / "0003")

    shown = inclead("history", mine)

    assert shown.exit_code == 0
    assert "cannot show that its newest entries were cut off" in shown.output


def _breaking(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Let the disk be full after so many files."""
    real, written = os.fsync, []

    def full(file: int) -> None:
        written.append(file)
        if len(written) > after:
            raise OSError(28, "No space left on device")
        real(file)

    monkeypatch.setattr(os, "fsync", full)


@pytest.mark.parametrize("calls", range(3))
def test_a_seal_that_cannot_be_written_leaves_the_former_state(
    mine: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    at_work_again(mine)
    before = content(mine)
    _breaking(monkeypatch, calls)

    with pytest.raises(UnreadableError, match="No space left"):
        seal(mine, knowledge, [BO], JUNE)

    assert content(mine) == before


def at_work_again(folder: Path) -> None:
    finds = folder / "evidence" / "first-finds.yaml"
    finds.write_text(finds.read_text(encoding="utf-8").replace("id: NEW-1", "id: NEW-2"), encoding="utf-8")


_SEAL_AGAIN = """
import datetime, sys
from pathlib import Path
from inclead_graph.assess import load_knowledge
from inclead_graph.history import seal
from inclead_graph.model.history import Signatory
knowledge = load_knowledge()
print("ready", flush=True)
for day in range(1, 29):
    folder = Path(sys.argv[1])
    finds = folder / "evidence" / "first-finds.yaml"
    finds.write_text(finds.read_text().replace("NEW-", "NEW-1"))
    seal(folder, knowledge, [Signatory(name="Ada")], datetime.date(2026, 7, day))
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
def test_a_seal_that_is_killed_leaves_a_history_that_holds_and_can_be_sealed_again(
    mine: Path, knowledge: Knowledge
) -> None:
    for _ in range(2):
        worker = subprocess.Popen([sys.executable, "-c", _SEAL_AGAIN, str(mine)], stdout=subprocess.PIPE)
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"ready\n"
        time.sleep(random.random())
        worker.send_signal(signal.SIGKILL)
        worker.communicate()

        assert read_history(mine).faults == ()
    seal(mine, knowledge, [BO], dt.date(2026, 8, 1))
    assert read_history(mine).faults == ()


def test_of_two_who_seal_at_once_one_is_told(mine: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one's seal lands between reading the log and writing to it."""
    at_work_again(mine)
    former = read_history(mine)
    seal(mine, knowledge, [ADA], JUNE)
    after = content(mine)
    real: Iterator[History] = iter([former])
    monkeypatch.setattr("inclead_graph.history.sealing.read_history", lambda _: next(real))

    with pytest.raises(UnreadableError, match="somebody else sealed or signed it at the same moment"):
        seal(mine, knowledge, [BO], JUNE)

    assert content(mine) == after


def test_a_file_that_changes_while_it_is_sealed_is_not_sealed_half(
    mine: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    import inclead_graph.history.sealing as sealing

    at_work_again(mine)
    real = sealing.since

    def meanwhile(*arguments: Any) -> Any:
        at = mine / "evidence" / "first-finds.yaml"
        at.write_text(at.read_text(encoding="utf-8").replace("id: NEW-2", "id: NEW-3"), encoding="utf-8")
        return real(*arguments)

    monkeypatch.setattr(sealing, "since", meanwhile)

    with pytest.raises(UnreadableError, match="somebody changed a file while it was sealed"):
        seal(mine, knowledge, [BO], JUNE)

    assert read_history(mine).entries[-1].entry == 3


def test_a_seal_copies_what_grades_rest_on_and_attachments_only_as_digests(
    knowledge: Knowledge, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(COMPLETE, tmp_path / "trust"))

    made = seal(folder, knowledge, [ADA], APRIL).revision

    copies = content(folder / "history" / "0001" / "files")
    assert copies == {
        n: c for n, c in content(COMPLETE).items() if n.startswith(("assessment.", "evidence", "network"))
    }
    others = {file.name for file in made.files if not file.copied}
    assert "attachments/survey-2025.csv" in others
    assert "monitoring/staff.csv" in others
    assert all(not (set(name.split("/")) & {"..", "history"}) for name in others)


def test_the_history_as_json_has_each_entry_and_how_it_stands_now(sealed: Path) -> None:
    data = json.loads(inclead("history", sealed, "--json").stdout)

    assert data["holds"] is True
    assert [entry["revision"] for entry in data["entries"]] == [1, 1, 2]
    assert data["newest"] == data["entries"][-1]["seal"]
    assert data["now"]["state"] == "sealed"


def test_a_folder_without_history_says_how_to_seal_it(fresh: Path) -> None:
    shown = inclead("history", fresh)

    assert shown.exit_code == 0
    assert "not sealed yet. To seal it: inclead seal" in shown.output
