"""An assessment carried to another edition: nothing drops out silently, nothing is claimed that does not follow."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from inclead_graph.bundled import bundled
from inclead_graph.cli import main
from inclead_graph.knowledge.framework import read_framework
from inclead_graph.located import parse
from inclead_graph.migration.crossing import BROADER, NARROWER, RELATED, SAME, Crossing, Link, Thing
from inclead_graph.migration.deciding import ABSENT, DECIDED, REFUTES, SUPPORTS, Decider
from inclead_graph.migration.ledger import CARRIED, JUDGEMENT, LOST, MERGED, OUTCOMES, SPLIT
from inclead_graph.model.mapping import Mapping
from inclead_graph.workspace import read_workspace
from inclead_graph.workspace.rewriting import Rewriting, scalar

HEAD = """\
#curie_map:
#  inc: https://w3id.org/inclead/
#mapping_set_id: https://w3id.org/inclead/mappings/made-up
#mapping_set_title: From the edition of 2012 to one that nobody has published
#mapping_set_description: Links made for a test.
#creator_label:
#  - A tester
#license: https://spdx.org/licenses/MIT
#subject_type: skos concept
#object_type: skos concept
#mapping_provider: https://w3id.org/inclead/curation
#mapping_date: 2026-11-25
subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tcomment\tpredicate_modifier
"""
ROWS = (
    ("BR1.A1", "exactMatch", "BR1.A4", "0.95", "The talks got another number.", ""),
    ("BR1.A2", "closeMatch", "BR1.A5", "0.9", "Speaking and listening became one.", ""),
    ("BR1.A3", "closeMatch", "BR1.A5", "0.9", "Speaking and listening became one.", ""),
    ("BR1.O1", "narrowMatch", "BR1.O4", "0.8", "The first half of it.", ""),
    ("BR1.O1", "narrowMatch", "BR1.O5", "0.8", "The second half of it.", ""),
    ("BR1.O2", "exactMatch", "BR1.O4", "0.9", "The same word, and another thing.", "Not"),
    ("BR1.O3", "broadMatch", "BR1.O6", "0.9", "Now of all staff, and not the Board alone.", ""),
)


def table(here: Path, *rows: tuple[str, ...]) -> Path:
    lines = [
        f"inc:{old}\tskos:{predicate}\tinc:{new}\tsemapv:ManualMappingCuration\t{sure}\t{why}\t{modifier}\n"
        for old, predicate, new, sure, why, modifier in rows
    ]
    (here / "made-up.sssom.tsv").write_text(HEAD + "".join(lines), encoding="utf-8")
    return here / "made-up.sssom.tsv"


def made_up_edition(here: Path) -> Path:
    """The ontology with BR1 as the rows above say; BR1.F1 stays, and BR2.F1 keeps its id with other words."""
    shutil.copytree(bundled("ontology"), here / "ontology")
    toolkit = here / "ontology" / "toolkit" / "toolkit.ttl"
    toolkit.write_text(toolkit.read_text(encoding="utf-8").replace('notation "2012"', 'notation "2027"'), "utf-8")
    signals = here / "ontology" / "toolkit" / "signals.ttl"
    signals.write_text(signals.read_text(encoding="utf-8").replace("inc:BR1.A3", "inc:BR1.A5"), "utf-8")
    file = next((here / "ontology" / "toolkit" / "stages").glob("1-*.ttl"))
    blocks = re.split(r"(?m)^(?=inc:\S+ a )", file.read_text(encoding="utf-8"))
    became = {"BR1.A1": ["BR1.A4"], "BR1.A2": ["BR1.A5"], "BR1.A3": [], "BR1.O1": ["BR1.O4", "BR1.O5"], "BR1.O2": [],
              "BR1.O3": ["BR1.O6"]}  # fmt: skip
    tools = here / "ontology" / "toolkit" / "tools.ttl"
    renamed = {f"inc:{old}": f"inc:{new[0]}" for old, new in became.items() if new}
    pattern = "|".join(map(re.escape, renamed))
    tools.write_text(re.sub(rf"({pattern})\b", lambda m: renamed[m[0]], tools.read_text(encoding="utf-8")), "utf-8")
    written = []
    for block in blocks:
        name = block.partition(" ")[0].removeprefix("inc:")
        if name == "BR2.F1":
            block = re.sub(r'definition "', 'definition "Otherwise put: ', block, count=1)
        written += [block.replace(name, new) for new in became.get(name, [name])] if name in became else [block]
    file.write_text("".join(written), encoding="utf-8")
    return here / "ontology"


ASSESSMENT = """\
# Our assessment. Keep this line.
organisation: {name: A fictional trust, kind: nhs trust, fictional: true}
as_of: 2026-03-31   # the end of the year
not_applicable:
  # why, see the minutes
  - criterion: BR1.O1
    reason: We have no Board.
  - criterion: BR1.A2
    reason: Nobody speaks.
moderation:
  - criterion: BR1.A1
    holds: supports
    reason: Seen.
    decided_by: Panel
    date: 2026-03-01
  - criterion: BR1.A3   # half of what is one thing now
    holds: refutes
    reason: Not seen.
    decided_by: Panel
    date: 2026-03-01
"""
EVIDENCE = """\
# Evidence of the Board room.
- id: E1
  title: "Talks: before the session"
  criteria: [BR1.A1, BR1.F1]   # two of them
  claim: supports
  status: in place
  kind: document
  voice: board
  date: 2026-03-01
  source: Minutes
  locator: p. 1

- id: E2
  title: Both halves
  criteria:
    - BR1.A2
    # the listening
    - BR1.A3
    - BR1.O1
  claim: supports
  status: in place
  kind: document
  voice: board
  date: 2026-03-01
  source: Minutes
  locator: p. 2

# What the network says.
- id: E3
  title: Only what is lost
  criteria: [BR1.O2]
  claim: supports
  status: in place
  kind: document
  voice: board
  note: |
    Two lines,
    and one more.

- {id: E4, title: Some of it, criteria: [BR1.O3, BR1.A1, BR2.F1],
   claim: supports, status: in place, kind: data, voice: board}
- id: E5
  title: Against
  criteria: [BR1.O3, BR1.O1]
  claim: refutes
  kind: survey
  voice: staff
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "old" / "evidence").mkdir(parents=True)
    (tmp_path / "old" / "assessment.yaml").write_text(ASSESSMENT, encoding="utf-8")
    (tmp_path / "old" / "evidence" / "1.yaml").write_text(EVIDENCE, encoding="utf-8")
    (tmp_path / "old" / "evidence" / "2.yaml").write_text("# nothing yet\n", encoding="utf-8")
    (tmp_path / "old" / "attachments").mkdir()
    (tmp_path / "old" / "attachments" / "a.txt").write_text("attached", encoding="utf-8")
    table(tmp_path, *ROWS)
    made_up_edition(tmp_path)
    return tmp_path


def inclead(*arguments: object) -> Any:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def migrated(here: Path, *more: object) -> Any:
    return inclead("migrate", here / "old", "--mapping", here / "made-up.sssom.tsv", "--ontology", here / "ontology",
                   "-o", here / "new", *more)  # fmt: skip


def ledger(here: Path) -> list[dict[str, str]]:
    with (here / "new" / "migration-ledger.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_record_goes_where_the_table_leads_and_the_ledger_says_why(here: Path) -> None:
    result = migrated(here)

    assert result.exit_code == 0, result.output
    found = [(row["record"], row["old"], row["outcome"], row["new"]) for row in ledger(here)]
    assert found == [
        ("not applicable", "BR1.O1", "split", "BR1.O4, BR1.O5"),
        ("not applicable", "BR1.A2", "needs judgement", ""),  # BR1.A3, which is in it as well, does apply
        ("moderation", "BR1.A1", "carried", "BR1.A4"),
        ("moderation", "BR1.A3", "needs judgement", ""),  # a decision on a half does not decide the whole
        ("evidence E1", "BR1.A1", "carried", "BR1.A4"),
        ("evidence E1", "BR1.F1", "carried", "BR1.F1"),
        ("evidence E2", "BR1.A2", "merged", "BR1.A5"),
        ("evidence E2", "BR1.A3", "merged", "BR1.A5"),
        ("evidence E2", "BR1.O1", "split", "BR1.O4, BR1.O5"),
        ("evidence E3", "BR1.O2", "lost", ""),
        ("evidence E4", "BR1.O3", "needs judgement", ""),  # it shows something of the Board, and not of all staff
        ("evidence E4", "BR1.A1", "carried", "BR1.A4"),
        ("evidence E4", "BR2.F1", "needs judgement", ""),  # other words under the same id
        ("evidence E5", "BR1.O3", "carried", "BR1.O6"),  # what fails for the Board fails for all
        ("evidence E5", "BR1.O1", "needs judgement", ""),  # which half fails is not said
    ]


def test_each_entry_names_its_place_its_rows_their_confidence_and_the_reason(here: Path) -> None:
    migrated(here)
    by_place = {(row["record"], row["old"]): row for row in ledger(here)}

    split = by_place["evidence E2", "BR1.O1"]
    assert (split["file"], split["line"]) == ("evidence/1.yaml", "19")
    assert split["rows"] == "line 17 (narrowMatch); line 18 (narrowMatch)"
    assert split["confidence"] == "0.8"
    assert split["reason"] == "The first half of it. The second half of it."
    lost = by_place["evidence E3", "BR1.O2"]
    assert lost["rows"] == "line 19 (not exactMatch)"
    assert lost["reason"] == "The same word, and another thing."
    assert "asks for more, so a support does not follow" in by_place["evidence E4", "BR1.O3"]["reason"]
    assert "other words under the same id" in by_place["evidence E4", "BR2.F1"]["reason"]
    assert by_place["evidence E1", "BR1.F1"]["rows"] == ""


def places(folder: Path) -> list[tuple[str, str]]:
    """Every place in which a workspace names a thing, found by reading it whole."""
    assessment = read_workspace(
        folder, read_framework(folder.parent / "ontology" if folder.name == "new" else bundled("ontology"))
    )
    found = [("not applicable", n.criterion) for n in assessment.not_applicable]
    found += [("moderation", m.criterion) for m in assessment.moderation]
    return found + [(f"evidence {p.id}", c) for p in assessment.evidence for c in p.criteria]


def test_nothing_is_dropped_silently_and_nothing_comes_from_nowhere(here: Path) -> None:
    result = migrated(here, "--json")
    data = json.loads(result.stdout)
    rows = ledger(here)

    assert sorted((row["record"], row["old"]) for row in rows) == sorted(places(here / "old"))
    assert sorted({(row["record"], new) for row in rows for new in row["new"].split(", ") if new}) == sorted(
        places(here / "new")
    )
    assert data["counts"] == {name: sum(row["outcome"] == name for row in rows) for name in OUTCOMES}
    assert sum(data["counts"].values()) == len(rows) == 15
    assert "Of 15 places: 5 carried, 2 merged, 2 split, 1 lost, 5 needs judgement." in result.stderr


def test_the_new_workspace_passes_check_and_pins_the_new_edition(here: Path) -> None:
    migrated(here)

    result = inclead("check", here / "new", "--ontology", here / "ontology")

    assert result.exit_code == 0, result.output
    assert read_workspace(here / "new", read_framework(here / "ontology")).editions.toolkit == "2027"
    assert (here / "new" / "attachments" / "a.txt").read_text(encoding="utf-8") == "attached"


def test_remarks_stay_and_what_is_not_carried_stays_as_a_remark_with_the_reason(here: Path) -> None:
    migrated(here)
    head = (here / "new" / "assessment.yaml").read_text(encoding="utf-8")
    evidence = (here / "new" / "evidence" / "1.yaml").read_text(encoding="utf-8")

    for remark in ("# Our assessment. Keep this line.", "# the end of the year", "# why, see the minutes"):
        assert remark in head
    for remark in ("# Evidence of the Board room.", "# two of them", "# the listening", "# What the network says."):
        assert remark in evidence
    assert "criteria: [BR1.A4, BR1.F1]   # two of them" in evidence
    assert "    - BR1.A5\n    - BR1.O4\n    - BR1.O5\n" in evidence
    assert "# BR1.O2 was not carried (lost): The same word, and another thing.\n# - id: E3\n" in evidence
    assert "#     Two lines,\n#     and one more.\n" in evidence
    assert "# BR1.O3 was not carried (needs judgement): BR1.O6 asks for more" in evidence
    assert head.count("reason: We have no Board.") == 2
    assert "# BR1.A3 was not carried (needs judgement)" in head
    assert (here / "new" / "evidence" / "2.yaml").read_text(encoding="utf-8") == "# nothing yet\n"


def test_the_old_workspace_is_untouched(here: Path) -> None:
    migrated(here)

    assert (here / "old" / "assessment.yaml").read_text(encoding="utf-8") == ASSESSMENT
    assert (here / "old" / "evidence" / "1.yaml").read_text(encoding="utf-8") == EVIDENCE


def test_rows_less_sure_than_asked_for_are_not_followed(here: Path) -> None:
    migrated(here, "--least", "0.85")
    by_place = {(row["record"], row["old"]): row for row in ledger(here)}

    assert by_place["evidence E2", "BR1.O1"]["outcome"] == JUDGEMENT
    assert "BR1.O4 may be it, but only to 0.8, less than 0.85" in by_place["evidence E2", "BR1.O1"]["reason"]
    assert by_place["evidence E1", "BR1.A1"]["outcome"] == CARRIED


def test_declarations_on_all_that_became_one_thing_are_one_declaration(here: Path) -> None:
    text = ASSESSMENT.replace("BR1.O1\n", "BR1.A3\n")
    (here / "old" / "assessment.yaml").write_text(text, encoding="utf-8")
    result = migrated(here)

    assert result.exit_code == 0, result.output
    assert [(row["old"], row["outcome"], row["new"]) for row in ledger(here) if row["record"] == "not applicable"] == [
        ("BR1.A3", "merged", "BR1.A5"),
        ("BR1.A2", "merged", "BR1.A5"),
    ]
    assert "# BR1.A2 is now BR1.A5, which is declared above" in (here / "new" / "assessment.yaml").read_text("utf-8")


def test_a_list_of_which_nothing_is_carried_goes_as_a_whole(here: Path) -> None:
    text = re.sub(r"(?s)not_applicable:.*?moderation:", "moderation:", ASSESSMENT).replace("BR1.A1", "BR1.A2")
    (here / "old" / "assessment.yaml").write_text(text, encoding="utf-8")
    result = migrated(here)

    assert result.exit_code == 0, result.output
    assert "# moderation:\n#   - criterion: BR1.A2\n" in (here / "new" / "assessment.yaml").read_text(encoding="utf-8")


def test_a_workspace_in_one_line_is_migrated_as_well(here: Path) -> None:
    flow = (
        "[{id: E1, title: T, criteria: [BR1.O2], claim: supports, status: in place, kind: data, voice: board}, "
        "{id: E2, title: T, criteria: [BR1.A1], claim: supports, status: in place, kind: data, voice: board}]\n"
    )
    (here / "old" / "evidence" / "1.yaml").write_text(flow, encoding="utf-8")
    result = migrated(here)

    assert result.exit_code == 0, result.output
    assert places(here / "new")[-1] == ("evidence E2", "BR1.A4")
    assert "# {id: E1, title: T" in (here / "new" / "evidence" / "1.yaml").read_text(encoding="utf-8")


def test_the_example_stays_as_it_is_when_the_editions_are_the_same(tmp_path: Path) -> None:
    empty = table(tmp_path, ("BR1.F1", "exactMatch", "BR1.F1", "1", "Unchanged.", ""))
    example = bundled("ontology").parent / "assessments" / "wolds-and-fen"
    result = inclead("migrate", example, "--mapping", empty, "-o", tmp_path / "new")

    assert result.exit_code == 0, result.output
    for file in example.rglob("*"):
        if file.is_file():
            assert (tmp_path / "new" / file.relative_to(example)).read_bytes() == file.read_bytes()
    assert {row["outcome"] for row in ledger(tmp_path)} == {CARRIED}


# The Equality Delivery System

EDITIONS = ("eds-2011", "eds2-2013", "eds-2022")
FRAMEWORK = read_framework(bundled("ontology"))


def workspace(here: Path, edition: str, eds: str) -> Path:
    (here / "old" / "evidence").mkdir(parents=True)
    head = "organisation: {name: A fictional trust, kind: nhs trust, fictional: true}\n"
    text = f"{head}as_of: 2026-03-31\neditions:\n  eds: {edition}  # ours\n{eds}"
    (here / "old" / "assessment.yaml").write_text(text, encoding="utf-8")
    (here / "old" / "evidence" / "1.yaml").write_text(
        "- {id: E1, title: T, criteria: [BR1.F1], claim: supports, status: in place, kind: data, voice: board}\n",
        encoding="utf-8",
    )
    return here / "old"


def carried_to(here: Path, edition: str, *more: object) -> list[tuple[str, str, str]]:
    result = inclead("migrate", here / "old", "--to", edition, "-o", here / "new", *more)
    assert result.exit_code == 0, result.output
    assert inclead("check", here / "new").exit_code == 0
    assert read_workspace(here / "new", FRAMEWORK).editions.eds == edition
    return [(row["record"], row["outcome"], row["new"]) for row in ledger(here)]


EDS2 = """\
eds:
  # the first one
  - outcome: "1.1"
    groups: {age: well, race: not well}
    evidence: [E1]
  - outcome: "3.5"   # flexible work
    groups:
      sex: well
  - outcome: "3.6"
    groups: {age: well}
"""


def test_how_groups_fare_goes_along_where_the_other_edition_asks_it_of_the_same_outcome(tmp_path: Path) -> None:
    workspace(tmp_path, "eds-2011", EDS2)

    assert carried_to(tmp_path, "eds2-2013") == [
        ("eds 1.1", "carried", "1.1"),
        ("eds 1.1: age", "carried", "1.1"),
        ("eds 1.1: race", "carried", "1.1"),
        ("eds 3.5", "carried", "3.5"),
        ("eds 3.5: sex", "carried", "3.5"),
        ("eds 3.6", "lost", ""),  # in 2011 help for staff to stay healthy, in 2013 their experience
        ("eds 3.6: age", "lost", ""),
    ]
    new = read_workspace(tmp_path / "new", FRAMEWORK)
    assert [(r.outcome, dict(r.groups), r.evidence) for r in new.eds] == [
        ("1.1", {"age": "well", "race": "not well"}, ("E1",)),
        ("3.5", {"sex": "well"}, ()),
    ]
    text = (tmp_path / "new" / "assessment.yaml").read_text(encoding="utf-8")
    assert "# the first one" in text
    assert "# flexible work" in text
    assert "eds: eds2-2013  # ours" in text
    assert "# 3.6 was not carried (lost): In 2011 the number 3.6 is" in text


def test_an_outcome_that_got_another_number_is_followed_and_not_the_number(tmp_path: Path) -> None:
    workspace(tmp_path, "eds-2011", 'eds:\n  - {outcome: "4.2", groups: {age: well}}\n')

    assert carried_to(tmp_path, "eds2-2013") == [("eds 4.2", "carried", "4.3"), ("eds 4.2: age", "carried", "4.3")]


def test_groups_give_no_score_so_the_outcome_keeps_its_evidence_and_nothing_else(tmp_path: Path) -> None:
    workspace(tmp_path, "eds2-2013", EDS2.replace('"1.1"', '"1.4"').replace('"3.5"', '"3.4"').replace('"3.6"', '"4.2"'))

    assert carried_to(tmp_path, "eds-2022") == [
        ("eds 1.4", "carried", "1C"),
        ("eds 1.4: age", "needs judgement", ""),
        ("eds 1.4: race", "needs judgement", ""),
        ("eds 3.4", "carried", "2B"),
        ("eds 3.4: sex", "needs judgement", ""),
        ("eds 4.2", "carried", "3B"),
        ("eds 4.2: age", "needs judgement", ""),
    ]
    new = read_workspace(tmp_path / "new", FRAMEWORK)
    assert [(r.outcome, r.score, r.evidence) for r in new.eds] == [("1C", None, ("E1",))]
    assert "how a group fares gives no score" in ledger(tmp_path)[1]["reason"]


def test_a_score_says_nothing_of_any_group_on_the_way_back(tmp_path: Path) -> None:
    workspace(tmp_path, "eds-2022", "eds:\n  - {outcome: 1C, score: 3}\n  - {outcome: 2D, score: 2.5}\n")

    assert carried_to(tmp_path, "eds2-2013") == [
        ("eds 1C", "carried", "1.4"),
        ("eds 1C: score", "needs judgement", ""),
        ("eds 2D", "needs judgement", ""),  # what staff say, about something else
        ("eds 2D: score", "needs judgement", ""),
    ]
    assert read_workspace(tmp_path / "new", FRAMEWORK).eds == ()
    assert "#   - {outcome: 2D, score: 2.5}" in (tmp_path / "new" / "assessment.yaml").read_text(encoding="utf-8")


def test_a_grade_that_a_party_gave_an_outcome_goes_with_it_and_other_gradings_stay(tmp_path: Path) -> None:
    gradings = "".join(
        f'  - {{subject: "{name}", by: lay panel, grade: achieving, date: 2026-03-01}}\n'
        for name in ("1C", "2D", "BR1")
    )
    workspace(tmp_path, "eds-2022", f"gradings:\n{gradings}")

    assert carried_to(tmp_path, "eds2-2013") == [
        ("gradings", "carried", "1.4"),
        ("gradings", "needs judgement", ""),
    ]
    assert [g.subject for g in read_workspace(tmp_path / "new", FRAMEWORK).gradings] == ["1.4", "BR1"]


def test_a_way_over_the_edition_between_names_both_rows(tmp_path: Path) -> None:
    workspace(tmp_path, "eds-2011", 'eds:\n  - {outcome: "1.4", groups: {age: well}, evidence: [E1]}\n')

    assert carried_to(tmp_path, "eds-2022")[0] == ("eds 1.4", "carried", "1C")
    assert ledger(tmp_path)[0]["rows"].count("closeMatch") == 2
    assert ledger(tmp_path)[0]["confidence"] == "0.75"


def test_a_workspace_without_records_of_the_eds_gets_its_edition_and_an_empty_ledger(tmp_path: Path) -> None:
    old = workspace(tmp_path, "eds-2022", "")
    (old / "assessment.yaml").write_text(
        "organisation: {name: A fictional trust, kind: nhs trust}\nas_of: 2026-03-31", encoding="utf-8"
    )

    assert carried_to(tmp_path, "eds2-2013") == []


def plain_links() -> set[tuple[str, str]]:
    """Pairs of outcomes that the table calls the same, read with nothing but the csv module."""
    file = bundled("ontology") / "mappings" / "eds-editions.sssom.tsv"
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = [r for r in csv.DictReader(lines, delimiter="\t") if not r["predicate_modifier"]]
    same = {
        (r["subject_id"], r["object_id"]) for r in rows if r["predicate_id"] in ("skos:exactMatch", "skos:closeMatch")
    }
    same |= {(b, a) for a, b in same}
    return same | {(a, d) for a, b in same for c, d in same if b == c}


def drawn_records(edition: str, names: list[str], group: str) -> str:
    scores = FRAMEWORK.eds[edition].highest_score is not None
    found = "score: 1.5" if scores else f"groups: {{{group}: well}}"
    return "eds:\n" + "".join(f'  - {{outcome: "{name}", {found}}}\n' for name in names) if names else ""


@settings(max_examples=15)
@given(st.data())
def test_between_any_two_editions_all_places_are_accounted_for_and_only_what_the_table_calls_the_same_is_carried(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    here = tmp_path_factory.mktemp("eds")
    old, new = data.draw(st.sampled_from([(a, b) for a in EDITIONS for b in EDITIONS if a != b]))
    names = data.draw(st.lists(st.sampled_from(list(FRAMEWORK.eds[old].outcomes)), unique=True, max_size=5))
    workspace(here, old, drawn_records(old, names, "age"))

    rows = carried_to(here, new)

    part = "score" if FRAMEWORK.eds[old].highest_score is not None else "age"
    assert [row[0] for row in rows] == [text for name in names for text in (f"eds {name}", f"eds {name}: {part}")]
    links = plain_links()
    for name, row in zip(names, rows[::2], strict=True):
        assert row[1] in OUTCOMES
        assert (row[1] == CARRIED) is bool(row[2])
        assert not row[2] or (f"{old}:{name}", f"{new}:{row[2]}") in links
    kept = {r.outcome for r in read_workspace(here / "new", FRAMEWORK).eds}
    assert kept == {row[2] for row in rows[1::2] if row[2]}


@pytest.mark.parametrize(
    ("arguments", "words", "due"),
    [
        (("--to", "eds-2021"), "'eds-2021' is not an edition of the EDS; did you mean 'eds-2022'?", 1),
        (("--to", "eds-2022"), "judged by Equality Delivery System 2022 (eds-2022) already; there is nothing", 1),
        ((), "say where to: --to an edition of the EDS, or --mapping a table of criteria", 2),
        (("--to", "eds2-2013", "--from-ontology", "."), "leave --from-ontology out", 2),
    ],
    ids=["no-edition", "the-same", "nowhere", "two-ontologies"],
)
def test_a_wrong_way_to_another_edition_is_refused(
    tmp_path: Path, arguments: tuple[str, ...], words: str, due: int
) -> None:
    workspace(tmp_path, "eds-2022", "")
    result = inclead("migrate", tmp_path / "old", *arguments, "-o", tmp_path / "new")

    assert words in result.output
    assert result.exit_code == due
    assert not (tmp_path / "new").exists()


def test_before_the_first_edition_there_is_nothing_to_carry(tmp_path: Path) -> None:
    old = workspace(tmp_path, "eds-2022", "")
    (old / "assessment.yaml").write_text(
        "organisation: {name: A fictional trust, kind: nhs trust}\nas_of: 2010-03-31\n", encoding="utf-8"
    )
    result = inclead("migrate", old, "--to", "eds-2022", "-o", tmp_path / "new")

    assert "no edition of the EDS had begun on its day; name one under 'editions'" in result.output
    assert result.exit_code == 1


# What follows from what


def crossing(*links: tuple[str, Link]) -> Crossing:
    names = ("a", "b", "c", "n1", "n2")
    things = {name: Thing(name, f"https://example.org/{name}", (name,)) for name in names}
    by_old: dict[str, list[Link]] = {}
    for old, link in links:
        by_old.setdefault(old, []).append(link)
    return Crossing({n: things[n] for n in "abc"}, {n: things[n] for n in ("c", "n1", "n2")}, by_old)


def link(new: str, relation: str = SAME, sure: float = 0.9) -> Link:
    return Link(new, relation, sure, ("line 1",), "So it is.")


@pytest.mark.parametrize(
    ("relation", "follow"),
    [(SAME, {"support", "refutation", "declaration", "decision"}), (NARROWER, {"support", "declaration"}),
     (BROADER, {"refutation"}), (RELATED, set())],
    ids=["same", "a-part", "a-whole", "related"],
)  # fmt: skip
def test_what_follows_for_a_part_and_for_a_whole(relation: str, follow: set[str]) -> None:
    decider = Decider(crossing(("a", link("n1", relation))), 0.7)
    uses = {"support": SUPPORTS, "refutation": REFUTES, "declaration": ABSENT, "decision": DECIDED}

    found = {name for name, use in uses.items() if decider.of("a", use).outcome == CARRIED}

    assert found == follow
    assert all(decider.of("a", use).outcome in (CARRIED, JUDGEMENT) for use in uses.values())


def test_carried_merged_split_lost_and_in_need_of_judgement_are_told_apart() -> None:
    decider = Decider(crossing(("a", link("n1")), ("b", link("n1")), ("b", link("n2", sure=0.5))), 0.7)
    split = Decider(crossing(("a", link("n1")), ("a", link("n2"))), 0.7)

    assert decider.of("a", SUPPORTS).outcome == MERGED
    assert decider.of("b", SUPPORTS).reason == "So it is. Not followed: n2."
    assert decider.of("a", DECIDED).outcome == JUDGEMENT
    assert decider.of("c", DECIDED).outcome == CARRIED
    assert split.of("a", SUPPORTS).outcome == SPLIT
    assert split.of("b", SUPPORTS).outcome == LOST


RELATIONS = st.sampled_from((SAME, NARROWER, BROADER, RELATED))
LINKS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.builds(link, st.sampled_from(("c", "n1", "n2")), RELATIONS, st.sampled_from((0.5, 0.9))),
    ),
    max_size=6,
)


@given(LINKS, st.sampled_from("abc"), st.sampled_from((SUPPORTS, REFUTES, ABSENT, DECIDED)))
def test_every_record_has_one_outcome_and_a_reason_and_new_ids_only_where_it_was_carried(
    links: list[tuple[str, Link]], old: str, use: Any
) -> None:
    found = Decider(crossing(*links), 0.7).of(old, use)

    assert found.outcome in OUTCOMES
    assert found.reason
    assert bool(found.new) is (found.outcome in (CARRIED, MERGED, SPLIT))
    assert (len(found.new) > 1) is (found.outcome == SPLIT)


def row(subject: str, predicate: str, object_: str, sure: float = 0.9, *, negated: bool = False) -> Mapping:
    at = "https://example.org/"
    return Mapping(f"{at}{subject}", f"http://www.w3.org/2004/02/skos/core#{predicate}", f"{at}{object_}", negated, "",
                   sure, f"{subject} {predicate} {object_}.", "", "", 1)  # fmt: skip


def things(*names: str) -> dict[str, Thing]:
    return {name: Thing(name, f"https://example.org/{name}", (name,)) for name in names}


def test_a_row_is_gone_along_backwards_with_part_and_whole_turned() -> None:
    forth = Crossing.along(things("a"), things("x"), [row("a", "narrowMatch", "x")])
    back = Crossing.along(things("x"), things("a"), [row("a", "narrowMatch", "x")])

    assert [one.relation for one in forth.links["a"]] == [NARROWER]
    assert [one.relation for one in back.links["x"]] == [BROADER]


def test_a_way_over_an_edition_between_is_as_sure_as_its_weakest_row_and_as_close_as_its_loosest() -> None:
    rows = [row("a", "closeMatch", "m", 0.9), row("m", "narrowMatch", "x", 0.8), row("m", "relatedMatch", "y", 0.95)]
    found = Crossing.along(things("a"), things("x", "y"), rows).links["a"]

    assert [(one.new, one.relation, one.confidence) for one in found] == [("x", NARROWER, 0.8), ("y", RELATED, 0.9)]


def test_a_direct_row_goes_before_a_way_over_an_edition_between() -> None:
    rows = [row("a", "closeMatch", "m"), row("m", "closeMatch", "x"), row("a", "relatedMatch", "x")]

    assert [one.relation for one in Crossing.along(things("a"), things("x"), rows).links["a"]] == [RELATED]


def test_what_a_row_denies_is_no_way_and_keeps_an_id_from_being_kept() -> None:
    found = Crossing.along(things("a"), things("a"), [row("a", "exactMatch", "a", negated=True)])

    assert found.links == {}
    assert not found.kept("a")
    assert Crossing.along(things("a"), things("a"), []).kept("a")


# Changing files


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20))
def test_what_is_written_as_a_scalar_is_read_as_it_was(text: str) -> None:
    assert parse(f"a: {scalar(text)}\n", "x").data == {"a": text}


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
def test_places_are_found_behind_signs_of_any_width_and_either_line_end(ends: str) -> None:
    text = ends.join(('a: "é 👍 中"', "# 👍", "b:", "  - 👍x", "  - y", "c: [é, z]", ""))
    changes = Rewriting(parse(text, "x"), text)
    changes.replace(("b", 1), "changed")
    changes.replace(("c",), ["é", "new"])

    assert parse(changes.result(), "x").data == {"a": "é 👍 中", "b": ["👍x", "changed"], "c": ["é", "new"]}
    assert "# 👍" in changes.result()


@settings(max_examples=50)
@given(st.sets(st.integers(0, 3)), st.sets(st.integers(0, 3)))
def test_changes_to_some_records_leave_the_others_as_they_were(gone: set[int], changed: set[int]) -> None:
    text = "# top\n" + "".join(f"- id: E{n}\n  # of E{n}\n  criteria: [a, b]  # both\n\n" for n in range(4))
    source = parse(text, "x")
    changes = Rewriting(source, text)
    for n in gone:
        changes.comment_out((n,), ["gone"])
    for n in changed - gone:
        changes.replace((n, "criteria"), ["c"])
    written = changes.result()

    kept = [{"id": f"E{n}", "criteria": ["c"] if n in changed else ["a", "b"]} for n in range(4) if n not in gone]
    assert (parse(written, "x").data or []) == kept
    assert written.count("# of E") == 4
    assert written.count("# both") == 4


# Wrong inputs


def test_a_table_that_names_what_no_edition_has_is_refused_with_the_line_and_the_nearest(here: Path) -> None:
    table(
        here,
        ("BR1.A11", "exactMatch", "BR1.A4", "0.9", "Why.", ""),
        ("BR1.A1", "exactMatch", "BR1.A44", "0.9", "Why.", ""),
    )
    result = migrated(here)

    assert "made-up.sssom.tsv:14:1: 'https://w3id.org/inclead/BR1.A11' is nothing of the old edition" in result.output
    assert "made-up.sssom.tsv:15:1: 'https://w3id.org/inclead/BR1.A44' is nothing of the new edition" in result.output
    assert "did you mean 'https://w3id.org/inclead/BR1.A1'?" in result.output
    assert result.exit_code == 3
    assert not (here / "new").exists()


def test_a_folder_that_is_there_already_is_not_overwritten(here: Path) -> None:
    (here / "new").mkdir()
    (here / "new" / "mine.txt").write_text("mine", encoding="utf-8")
    result = migrated(here)

    assert "new: already there and not empty; name a new folder" in result.output
    assert result.exit_code == 2
    assert [path.name for path in (here / "new").iterdir()] == ["mine.txt"]


def test_an_empty_folder_may_be_filled(here: Path) -> None:
    (here / "new").mkdir()

    assert migrated(here).exit_code == 0
    assert (here / "new" / "assessment.yaml").is_file()


def test_a_place_inside_the_old_folder_is_refused(here: Path) -> None:
    result = inclead("migrate", here / "old", "--mapping", here / "made-up.sssom.tsv", "--ontology", here / "ontology",
                     "-o", here / "old" / "new")  # fmt: skip

    assert "inside the folder that is migrated; name a place outside it" in result.output
    assert result.exit_code == 2


def test_an_old_workspace_with_problems_is_refused_before_anything_is_written(here: Path) -> None:
    (here / "old" / "assessment.yaml").write_text(ASSESSMENT.replace("as_of", "as_off"), encoding="utf-8")
    result = migrated(here)

    assert "assessment.yaml:3:1: 'as_off' is not a field here; did you mean 'as_of'?" in result.output
    assert result.exit_code == 1
    assert not [path for path in here.iterdir() if path.name.startswith((".inclead", "new"))]


@pytest.mark.parametrize(
    ("table_text", "words", "due"),
    [
        ("no table", "made-up.sssom.tsv", 3),
        (
            HEAD + "inc:BR1.A1\tskos:exactMatch\tinc:BR1.A4\tsemapv:ManualMappingCuration\thigh\tWhy.\t\n",
            "confidence 'high'",
            3,
        ),
        (None, "made-up.sssom.tsv: cannot be read (No such file or directory)", 2),
    ],
    ids=["no-table", "confidence-in-words", "missing"],
)
def test_what_is_no_table_is_refused(here: Path, table_text: str | None, words: str, due: int) -> None:
    file = here / "made-up.sssom.tsv"
    file.unlink() if table_text is None else file.write_text(table_text, encoding="utf-8")
    result = migrated(here)

    assert words in result.output
    assert result.exit_code == due
    assert isinstance(result.exception, SystemExit)
