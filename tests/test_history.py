"""A sealed assessment stays the one that was signed, or everybody can see that it is not."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
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

import docx
import openpyxl
import pptx
import pypdf
import pytest
from click.testing import CliRunner
from click.testing import Result as Run
from conftest import COMPLETE, FIRST_DAY
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS

from inclead_graph.assess import Knowledge, Result, assess
from inclead_graph.cli import main
from inclead_graph.errors import InputError, UnreadableError
from inclead_graph.history import History, earlier_in, read_history, seal, sealing_of
from inclead_graph.history.checking import check_history
from inclead_graph.history.reported import verify_report
from inclead_graph.history.spoken import told_apart, words_of
from inclead_graph.history.standing import sealing_in
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.model.history import Signatory
from inclead_graph.reports import write_all
from inclead_graph.reports.trend import earlier_grades
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


@pytest.fixture(scope="module", autouse=True)
def _one_engine() -> Iterator[None]:
    """What is tested here does not depend on which engines are installed, and two take twice as long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("inclead_graph.assess.engines_present", lambda: (ReferenceEngine(),))
        yield


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


@pytest.fixture(scope="module")
def result(sealed: Path, knowledge: Knowledge) -> Result:
    return assess(read_workspace(sealed, knowledge.framework), knowledge)


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
    mine: Path, knowledge: Knowledge, result: Result, what: str
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
    assert sealing_in(read_history(mine), result).state == "broken"


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
        time.sleep(random.random() / 2)
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


Reports = Callable[[str], Path]


@pytest.fixture(scope="module")
def reports(sealed: Path, result: Result, tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """A report of the sealed workspace in a format, written when it is first asked for."""
    folder = tmp_path_factory.mktemp("reports")
    sealing = sealing_of(sealed, result)

    def written(name: str) -> Path:
        file = folder / f"report.{name}"
        if not file.exists():
            file.write_bytes(next(iter(write_all(result, [name], sealing=sealing)))[1])
        return file

    return written


def spoken(file: Path) -> str:
    """All words of a report, read with other libraries than those that our checks use."""
    if file.suffix == ".pdf":
        return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(file).pages).split())
    if file.suffix == ".docx":
        paper = docx.Document(str(file))
        cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        return " ".join([*(p.text for p in paper.paragraphs), *cells])
    if file.suffix == ".xlsx":
        return " ".join(str(c.value) for page in openpyxl.load_workbook(file) for row in page.iter_rows() for c in row)
    if file.suffix == ".pptx":
        first = pptx.Presentation(str(file)).slides[0]
        shown = " ".join(shape.text_frame.text for shape in first.shapes if shape.has_text_frame)
        return f"{shown} {first.notes_slide.notes_text_frame.text}"
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["html", "pdf", "docx", "xlsx", "pptx"])
def test_a_report_says_which_revision_it_is_who_signed_when_and_its_whole_seal(
    reports: Reports, sealed: Path, name: str
) -> None:
    seal = read_history(sealed).seals[-1].seal

    said = spoken(reports(name))

    assert "This is revision 2, sealed on 30 June 2026" in said
    assert "Ada Marsh (Chair), 30 June 2026" in said
    assert seal in said.replace(" ", "").replace("sha256:\n", "sha256:") or seal in said


def test_the_properties_of_each_document_name_the_newest_entry_of_the_log(reports: Reports, sealed: Path) -> None:
    named = f"inclead-seal {read_history(sealed).newest}"
    information = pypdf.PdfReader(reports("pdf")).metadata

    assert information is not None
    assert information["/Keywords"] == named
    assert docx.Document(str(reports("docx"))).core_properties.keywords == named
    assert pptx.Presentation(str(reports("pptx"))).core_properties.keywords == named
    assert openpyxl.load_workbook(reports("xlsx")).properties.keywords == named
    assert f'<meta name="keywords" content="{named}">' in (reports("html")).read_text(encoding="utf-8")


def test_the_json_and_the_graph_name_the_seal_and_who_signed(reports: Reports, sealed: Path) -> None:
    first, second = read_history(sealed).seals
    sealing = json.loads((reports("json")).read_bytes())["sealing"]
    graph = Graph().parse(reports("ttl"))
    node = URIRef(f"urn:inclead:seal:{second.seal.removeprefix('sha256:')}")

    assert (sealing["state"], sealing["revision"], sealing["seal"]) == ("sealed", 2, second.seal)
    assert sealing["signed_by"] == [{"name": "Ada Marsh", "role": "Chair", "on": "2026-06-30"}]
    assert graph.value(node, DCTERMS.identifier) == Literal(second.seal)
    assert graph.value(node, PROV.wasRevisionOf) == URIRef(f"urn:inclead:seal:{first.seal.removeprefix('sha256:')}")
    assert [graph.value(p, RDFS.label) for p in graph.objects(node, PROV.wasAttributedTo)] == [Literal("Ada Marsh")]
    assert (graph.value(node, PROV.wasDerivedFrom), RDF.type, PROV.Bundle) in graph


def test_reports_of_what_is_not_sealed_or_changed_since_say_so(mine: Path, fresh: Path, knowledge: Knowledge) -> None:
    at_work_again(mine)
    for folder, short, words in (
        (fresh, "Not sealed", "Seal: Not sealed"),
        (mine, "Changed since revision 2 was sealed", "Seal: Not sealed as it is here: changed since revision 2"),
    ):
        result = assess(read_workspace(folder, knowledge.framework), knowledge)
        said = dict(write_all(result, ["ttl", "pptx"], sealing=sealing_of(folder, result)))
        deck = pptx.Presentation(io.BytesIO(said["pptx"]))
        assert any(short in shape.text_frame.text for shape in deck.slides[0].shapes)
        assert deck.slides[0].notes_slide.notes_text_frame.text.startswith(words)
        assert deck.core_properties.keywords == ""
        assert b"urn:inclead:seal:" not in said["ttl"]
        if folder == mine:
            assert b"Not as it was sealed in revision 2: records of evidence: added NEW-2" in said["ttl"]


@pytest.mark.parametrize("name", ["json", "html", "pdf", "docx"])
def test_a_report_is_verified_against_the_folder_that_it_is_of(
    reports: Reports, sealed: Path, knowledge: Knowledge, name: str
) -> None:
    found = verify_report(reports(name), sealed, knowledge)

    assert (found.problems, found.notes) == ([], [])
    assert found.seal is not None
    assert found.seal.revision == 2


def test_a_document_of_a_sealed_assessment_is_verified_too(sealed: Path, knowledge: Knowledge, tmp_path: Path) -> None:
    run = inclead("document", sealed, "board-session", "-o", tmp_path / "session.html")
    assert run.exit_code == 0, run.output

    assert verify_report(tmp_path / "session.html", sealed, knowledge).problems == []


def _word(file: Path) -> None:
    paper = docx.Document(str(file))
    run = next(r for p in paper.paragraphs for r in p.runs if "Lowest stage: undeveloped" in r.text)
    run.text = run.text.replace("undeveloped", "excelling")
    paper.save(str(file))


def _slides(file: Path) -> None:
    deck = pptx.Presentation(str(file))
    deck.slides[1].shapes.title.text = "All is well"
    deck.save(str(file))


def _book(file: Path) -> None:
    book = openpyxl.load_workbook(file)
    book["Stages"]["C2"] = "excelling"
    book.save(file)


def _text(old: str, new: str) -> Callable[[Path], object]:
    def change(file: Path) -> None:
        whole = file.read_text(encoding="utf-8")
        assert old in whole
        file.write_text(whole.replace(old, new, 1), encoding="utf-8")

    return change


def _byte(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.write_bytes(whole)


CHANGED: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "a grade in Word": ("docx", _word, "it says 'Lowest stage: excelling"),
    "a title of a slide": ("pptx", _slides, "it says 'All is well'"),
    "a cell": ("xlsx", _book, "it says 'Stages!C2: excelling' where the sealed assessment says 'Stages!C2: unde"),
    "a word on the page": ("html", _text("Lowest stage:", "Highest stage:"), "it says 'Highest stage:"),
    "a value": (
        "json", _text('"floor": "undeveloped"', '"floor": "excelling"'),
        "it says 'headline.floor: excelling' where the sealed assessment says 'headline.floor: undeveloped'",
    ),
    "a triple": ("ttl", _text("@prefix inc:", "@prefix ink:"), "it says '@prefix ink:"),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGED)
def test_what_a_changed_report_says_otherwise_can_be_told(reports: Reports, tmp_path: Path, what: str) -> None:
    name, change, says = CHANGED[what]
    former = reports(name)
    file = Path(shutil.copy(former, tmp_path))
    change(file)
    mine, theirs = words_of(file.read_bytes(), name), words_of(former.read_bytes(), name)

    assert mine is not None
    assert theirs is not None
    told = list(told_apart(mine, theirs))
    assert [says in one for one in told] == [True]


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("xlsx", _book, "it says 'Stages!C2: excelling'"),
        ("pdf", _byte, "it is not, byte for byte, what is written of the sealed evidence"),
        ("pptx", lambda file: pptx.Presentation(str(file)).save(str(file)), "its words are the same"),
    ],
)
def test_a_report_that_was_changed_is_told(
    reports: Reports, sealed: Path, knowledge: Knowledge, tmp_path: Path, name: str,
    change: Callable[[Path], object], says: str,
) -> None:  # fmt: skip
    file = Path(shutil.copy(reports(name), tmp_path))
    change(file)

    (problem,) = verify_report(file, sealed, knowledge).problems

    assert says in problem.why


def test_a_report_stays_that_of_its_seal_when_others_sign_and_seal_later(
    mine: Path, reports: Reports, knowledge: Knowledge
) -> None:
    seal(mine, knowledge, [BO], JUNE)
    signed = verify_report(reports("ttl"), mine, knowledge)
    at_work_again(mine)
    seal(mine, knowledge, [BO], JUNE)
    later = verify_report(reports("ttl"), mine, knowledge)

    assert signed.problems == later.problems == []
    assert signed.notes == ["The log went on since this was written: others signed this revision."]
    assert later.notes == ["The log went on since this was written: the last revision is now 3."]


def test_a_report_whose_entry_was_cut_off_or_that_is_of_another_folder_is_told(
    mine: Path, fresh: Path, reports: Reports, knowledge: Knowledge
) -> None:
    shutil.rmtree(mine / "history" / "0003")

    for folder in (mine, fresh):
        (problem,) = verify_report(reports("pdf"), folder, knowledge).problems
        assert "the report is of another assessment, or entries were cut off" in problem.why


def test_a_report_without_a_seal_is_told(fresh: Path, tmp_path: Path) -> None:
    assert inclead("assess", fresh, "-o", tmp_path / "r.ttl", "-o", tmp_path / "r.json").exit_code == 0

    for name, says in (("r.ttl", "it names no seal"), ("r.json", "it says that the assessment was not sealed")):
        run = inclead("verify", tmp_path / name, "--against", fresh)
        assert run.exit_code == 1
        assert says in run.output


def test_the_command_says_of_which_revision_a_report_is_and_who_signed_it(sealed: Path, reports: Reports) -> None:
    run = inclead("verify", reports("xlsx"), "--against", sealed)
    data = json.loads(inclead("verify", reports("xlsx"), "--against", sealed, "--json").stdout)

    assert run.exit_code == 0, run.output
    assert "report.xlsx: verified." in run.output
    assert "It is about revision 2" in run.output
    assert "signed on 2026-06-30 by Ada Marsh (Chair)" in run.output
    assert (data["verified"], data["revision"], data["signed_by"][0]["name"]) == (True, 2, "Ada Marsh")


def test_verifying_a_sealed_folder_grades_each_revision_anew(sealed: Path) -> None:
    run = inclead("verify", sealed)
    data = json.loads(inclead("verify", sealed, "--json").stdout)

    assert run.exit_code == 0, run.output
    assert "History: 2 revisions in 3 entries of the log; graded anew, and as their seals say: 2" in run.output
    assert data["history"]["newest"] == read_history(sealed).newest


def test_a_seal_that_is_kept_elsewhere_shows_that_entries_were_cut_off(mine: Path) -> None:
    newest = read_history(mine).newest
    assert inclead("verify", mine, "--fingerprint", newest).exit_code == 0
    shutil.rmtree(mine / "history" / "0003")

    run = inclead("verify", mine, "--fingerprint", newest)

    assert run.exit_code == 1
    assert "no entry has it: entries were cut off" in run.output


def _forged(history: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the first seal, and write every later one anew upon it, as somebody would who knows how."""
    before = None
    for folder in sorted(history.iterdir()):
        (file,) = folder.glob("*.json")
        entry = json.loads(file.read_bytes()) | {"before": before}
        if before is None:
            change(entry)
        file.write_text(_resealed(entry), encoding="utf-8")
        before = entry["seal"]


LIES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "grades": (lambda entry: entry["grades"][0]["values"].update(floor="excelling"), "its grades are not"),
    "findings": (lambda entry: entry.update(findings="sha256:" + "0" * 64), "the digest of its findings is not"),
    "evidence": (lambda entry: entry.update(evidence="sha256:" + "0" * 64), "the digest of its evidence is not"),
    "records": (lambda entry: entry["records"].popitem(), "the digests of its records are not"),
    "organisation": (lambda entry: entry.update(organisation="Another"), "its organisation is not"),
}


@pytest.mark.parametrize("what", LIES)
def test_a_history_that_is_forged_from_the_start_must_still_follow_from_its_evidence(
    mine: Path, knowledge: Knowledge, what: str
) -> None:
    change, says = LIES[what]
    _forged(mine / "history", change)

    faults = check_history(read_history(mine), knowledge, 1).faults

    assert read_history(mine).faults == ()
    assert says in str(faults[0])


def test_what_a_revision_says_moved_is_worked_out_anew(mine: Path, knowledge: Knowledge) -> None:
    file = mine / "history" / "0003" / "seal.json"
    entry = json.loads(file.read_bytes())
    entry["since"]["changes"][0]["entered_by"] = "Somebody Else"
    file.write_text(_resealed(entry), encoding="utf-8")

    (fault,) = check_history(read_history(mine), knowledge).faults

    assert "what it says changed and moved since the revision before did not" in fault.why


def test_with_other_versions_it_says_what_cannot_be_checked_here(
    sealed: Path, reports: Reports, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inclead_graph.history.checking.__version__", "9.9.9")

    checked = check_history(read_history(sealed), knowledge)
    found = verify_report(reports("json"), sealed, knowledge)

    assert (checked.faults, checked.anew) == ((), 0)
    assert "Revision 2 was sealed with inclead-graph 0.1.0, which is not installed here" in checked.notes[1]
    (problem,) = found.problems
    assert "it cannot be written anew here; verify it where these are installed: inclead-graph 0.1.0" in problem.why


def test_sealed_revisions_are_the_trend_without_grading_them_again(
    mine: Path, knowledge: Knowledge, tmp_path: Path
) -> None:
    text = (mine / "assessment.yaml").read_text(encoding="utf-8")
    then = assess(read_workspace(mine, knowledge.framework), knowledge)
    day = then.assessment.as_of
    (mine / "assessment.yaml").write_text(
        text.replace(f"as_of: {day}", f"as_of: {day + dt.timedelta(days=200)}"), encoding="utf-8"
    )

    (earlier,) = earlier_in(read_history(mine), day + dt.timedelta(days=200))

    assert earlier == earlier_grades(then, "sealed revision 2")
    assert inclead("assess", mine, "-o", tmp_path / "r.html").exit_code == 0
    assert "sealed revision 2" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_assessing_a_folder_whose_history_does_not_hold_says_so_and_names_no_seal(mine: Path) -> None:
    shutil.rmtree(mine / "history" / "0001")

    run = inclead("assess", mine, "--json")

    assert run.exit_code == 0
    assert "does not hold, so that no seal is named" in run.stderr
    assert json.loads(run.stdout)["sealing"]["state"] == "broken"
