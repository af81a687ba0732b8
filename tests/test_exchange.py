"""Networks go out to other programs and come back as they were; other programs' files come in."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import json
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from click.testing import CliRunner, Result
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from networks import networks

from inclead_graph.assess import load_knowledge
from inclead_graph.cli import main
from inclead_graph.errors import IncleadError, InputError, UnreadableError
from inclead_graph.exchange import FORMATS, read_files
from inclead_graph.exchange import write as write_file
from inclead_graph.model.network import PartnershipNetwork
from inclead_graph.workspace import read_network

openpyxl = pytest.importorskip("openpyxl", reason="workbooks need the extra")
pytest.importorskip("xlsxwriter", reason="workbooks need the extra")

FRAMEWORK = load_knowledge().framework
WRITTEN = [name for name, one in FORMATS.items() if one.write]
SUFFIXES = [".csv", ".xlsx", ".graphml", ".gexf", ".net", ".cyjs", ".yaml", ".ttl"]
SUFFIX = {"csv": "", "kumu": ".xlsx"}


def write(network: PartnershipNetwork, path: Path, format_: str) -> None:
    write_file(network, path, format_, FRAMEWORK)


def out(folder: Path, format_: str) -> Path:
    return folder / f"network{SUFFIX.get(format_, next(iter(FORMATS[format_].suffixes), ''))}"


@given(network=networks(FRAMEWORK))
@settings(max_examples=50, suppress_health_check=list(HealthCheck))
def test_a_network_that_is_written_and_read_is_the_same_network_in_every_format(network: PartnershipNetwork) -> None:
    for format_ in (*WRITTEN, "kumu as csv"):
        with tempfile.TemporaryDirectory() as folder:
            format_, _, as_csv = format_.partition(" ")
            path = Path(folder) / "lists" if as_csv else out(Path(folder), format_)
            write(network, path, format_)
            assert read_files([path], FRAMEWORK, format_).network == network, format_


DATA = Path(__file__).parent / "data" / "network"
FEN, WOLD, MARSH = "Fen Council", "Wold Hospital & Clinics", "Marsh Carers"


def imported(*paths: Path, format_: str | None = None) -> PartnershipNetwork:
    return read_files(list(paths), FRAMEWORK, format_).network


def notes(*paths: Path) -> str:
    return "\n".join(read_files(list(paths), FRAMEWORK).notes)


def ties(network: PartnershipNetwork) -> set[tuple[str, str, bool, str | None, float | None]]:
    name = {one.id: one.name for one in network.organisations}
    return {
        (name[p.between[0]], name[p.between[1]], p.one_way, p.kind, None if p.weight is None else float(p.weight))
        for p in network.partnerships
    }


SOURCES = ["gephi.gexf", "yed.graphml", "pajek.net", "desktop.cyjs", "kumu", "gephi-tables"]


@pytest.mark.parametrize("source", SOURCES)
def test_the_same_network_comes_in_from_files_of_other_programs(source: str) -> None:
    network = imported(DATA / source)

    assert [one.name for one in network.organisations] == [FEN, WOLD, MARSH]
    assert [one.sector for one in network.organisations][:2] == ["local government", "nhs"]
    unweighed = 1.0 if source == "gephi-tables" else None
    assert ties(network) == {(FEN, WOLD, False, "joint board", 2.5), (WOLD, MARSH, True, None, unweighed)}


def test_a_project_of_pajek_brings_its_relations_vectors_and_partitions() -> None:
    network = imported(DATA / "project.paj")

    assert ties(network) == {(FEN, WOLD, False, "joint board", 2.5), (WOLD, MARSH, True, "referral", 1.0)}
    assert [one.other for one in network.organisations] == [
        {"Staff": "1200", "Size": "2"},
        {"Staff": "4300", "Size": "3"},
        {"Staff": "12", "Size": "1"},
    ]


def test_the_public_example_is_the_florentine_data_that_measures_are_held_against() -> None:
    network = read_network(ROOT / "assessments" / "florentine", FRAMEWORK)
    golden = ROOT / "tests" / "golden" / "network" / "data" / "florentine_edges.csv"
    edges = {(row["source"], row["target"]) for row in csv.DictReader(io.StringIO(golden.read_text(encoding="utf-8")))}

    assert {(first, second) for first, second, *_ in ties(network)} == edges
    assert {one.kind for one in network.partnerships} == {"marriage"}
    assert (len(network.organisations), network.fictional) == (16, False)


def test_what_means_nothing_here_is_kept_with_the_id_that_could_not_stay() -> None:
    fen, wold, _ = imported(DATA / "gephi.gexf").organisations

    assert fen.other == {"Modularity Class": "1", "original id": "Fen Council"}
    assert (fen.id, wold.id) == ("fen-council", "1")
    assert imported(DATA / "kumu").organisations[2].other == {
        "Description": "Runs the carers' café.",
        "Tags": "voluntary|carers",
    }


def test_answers_of_both_ends_become_one_partnership_as_strong_as_the_mean_of_the_value_that_they_report() -> None:
    network = imported(DATA / "partner")

    assert network.scale == 4
    # Of Fen Council 3, 2 and 4, of the hospital 4, 4 and 4; of Marsh Carers 2 alone was answered.
    assert ties(network) == {(FEN, WOLD, False, None, 3.5), (FEN, MARSH, False, None, 2.0)}
    assert [one.answered for one in network.organisations] == [True, True, False]


def test_answers_on_trust_become_what_one_organisation_trusts_another_with() -> None:
    trust = {(one.by, one.of): float(one.share) for one in imported(DATA / "partner").trust}

    # Means of 4 4 4, of 1 2 3 and of 3 3 3 on a scale from 1 to 4, brought to 0 to 1.
    assert trust == {
        ("fen-council", "wold-hospital-clinics"): 1,
        ("wold-hospital-clinics", "fen-council"): 0.3333,
        ("fen-council", "marsh-carers"): 0.6667,
    }


def test_answers_without_a_list_of_members_say_nothing_of_who_did_not_answer(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_bytes((DATA / "partner" / "answers.csv").read_bytes())
    network = imported(tmp_path / "answers.csv")

    assert [one.answered for one in network.organisations] == [True, True, True]
    assert len(network.trust) == 3


def test_columns_that_name_people_are_pointed_out() -> None:
    assert "these columns name people and were kept under 'other': First Name, Last Name, Email" in notes(
        DATA / "partner"
    )


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), (",", "cp1252")]
)
def test_usual_delimiters_and_encodings_are_recognised(delimiter: str, encoding: str, tmp_path: Path) -> None:
    rows = [["Label", "Type"], ["Café Fen", "£1; a, day"], ["Wold", "b"]]
    with (tmp_path / "elements.csv").open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)

    first = imported(tmp_path / "elements.csv").organisations[0]

    assert (first.name, first.kind) == ("Café Fen", "£1; a, day")
    assert ("Windows-1252" in notes(tmp_path / "elements.csv")) == (encoding == "cp1252")


def test_a_line_that_says_what_the_delimiter_is_is_believed(tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_bytes(b"sep=;\r\nfrom;to\r\na, b;c\r\n")

    assert ties(imported(tmp_path / "ties.csv")) == {("a, b", "c", False, None, None)}


def test_ties_alone_make_the_organisations_that_they_name(tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text("source,target\nB one,A two\nA two,C\n", encoding="utf-8")

    assert [(one.id, one.name) for one in imported(tmp_path / "ties.csv").organisations] == [
        ("b-one", "B one"),
        ("a-two", "A two"),
        ("c", "C"),
    ]


def test_a_tie_given_from_both_ends_is_taken_once_and_said_so(tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text("source,target,weight\na,b,2\nb,a,2\na,c,1\n", encoding="utf-8")

    assert len(imported(tmp_path / "ties.csv").partnerships) == 2
    assert "ties given from both ends (A with B, B with A), which were taken once: 1" in notes(tmp_path / "ties.csv")


def test_kumu_draws_a_connection_to_each_of_several_elements(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("From,To,Strength\nA,B | C,Strong\n", encoding="utf-8")
    network = imported(tmp_path / "c.csv")

    assert ties(network) == {("A", "B", False, None, None), ("A", "C", False, None, None)}
    assert network.partnerships[0].other == {"Strength": "Strong"}


def test_nearly_the_same_names_are_a_note_with_both_rows_and_numbered_ones_are_not(tmp_path: Path) -> None:
    names = ["Fen Roads Trust", "Fen Road Trust", "Practice 1", "Practice 2", "Quite another"]
    (tmp_path / "nodes.csv").write_text("name\n" + "\n".join(names), encoding="utf-8")

    said = notes(tmp_path / "nodes.csv")

    assert "'Fen Roads Trust' and 'Fen Road Trust' (row 2 and row 3) are nearly the same name" in said
    assert "Practice" not in said


def test_missing_weights_are_counted_and_it_is_said_what_they_count_as(tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text("source,target,weight\na,b,2\nb,c,\na,c,\n", encoding="utf-8")

    assert "2 of 3 partnerships have no weight and no review; each counts as strong as the median" in notes(
        tmp_path / "ties.csv"
    )


@pytest.mark.parametrize("ends", ["from,to", "Source,Target", "first,second"])
def test_our_sheet_of_partnerships_takes_the_names_of_ends_that_others_use(ends: str, tmp_path: Path) -> None:
    (tmp_path / "organisations.csv").write_text("id,name\nhub,The Hub\ntrust,Our Trust\n", encoding="utf-8")
    (tmp_path / "partnerships.csv").write_text(f"{ends},kind,until\nhub,trust,grant,2027-03-31\n", encoding="utf-8")

    (tie,) = read_files([tmp_path], FRAMEWORK).network.partnerships

    assert (tie.between, tie.kind, tie.start, str(tie.end)) == (("hub", "trust"), "grant", None, "2027-03-31")


def test_our_sheets_may_name_an_organisation_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "organisations.csv").write_text("id,name\nfen,Fen Council\nwold,Wold\n", encoding="utf-8")
    (tmp_path / "partnerships.csv").write_text("First,Second\nfen COUNCIL,wold\n", encoding="utf-8")

    assert imported(tmp_path).partnerships[0].between == ("fen", "wold")


def test_a_slip_in_a_heading_is_pointed_out_where_it_is_kept(tmp_path: Path) -> None:
    (tmp_path / "organisations.csv").write_text("id,name,localty\nfen,Fen,Fenton\n", encoding="utf-8")

    assert "'localty' (did you mean 'locality'?)" in notes(tmp_path)


NETWORK = PartnershipNetwork.model_validate(
    {
        "title": "=HYPERLINK(1)",
        "organisations": [
            {"id": "fen", "name": "=1+1", "sector": "@x", "other": {"=cmd": "-2+3", "wealth": "10"}},
            {"id": "wold", "name": "Wold <b>", "from": "1890-01-01", "until": "2030-01-01"},
        ],
        "groups": [{"id": "carers", "name": "Carers", "disadvantage": "caring", "need": "120.5"}],
        "services": [{"organisation": "fen", "group": "carers", "share": "0.25"}],
        "partnerships": [{"between": ["wold", "fen"], "weight": "0.1", "from": "2020-04-01", "kind": "+referral"}],
    }
)


def test_no_text_in_a_csv_sheet_is_taken_for_a_formula(tmp_path: Path) -> None:
    write(NETWORK, tmp_path / "out", "csv")
    cells = [
        cell
        for file in (tmp_path / "out").iterdir()
        for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig")))
        for cell in row
    ]

    assert "'=1+1" in cells
    assert "'=cmd" in cells
    assert [cell for cell in cells if cell[:1] in tuple("=+-@")] == []


def test_a_workbook_has_headings_that_stay_numbers_and_days_as_such_and_no_formula(tmp_path: Path) -> None:
    write(NETWORK, tmp_path / "n.xlsx", "xlsx")
    book = openpyxl.load_workbook(tmp_path / "n.xlsx")
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    page = book["partnerships"]
    row = dict(zip([c.value for c in page[1]], page[2], strict=True))

    assert book.sheetnames == ["network", "organisations", "groups", "services", "partnerships"]
    assert {page.freeze_panes for page in book} == {"A2"}
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert (row["weight"].value, row["from"].value) == (0.1, dt.datetime(2020, 4, 1))
    assert row["kind"].value == "+referral"


def test_libreoffice_opens_a_workbook_and_finds_in_it_what_was_written(tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    write(NETWORK, tmp_path / "n.xlsx", "xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "ods",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "n.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(tmp_path / "n.ods") as packed:
        content = packed.read("content.xml").decode("utf-8")

    assert "table:formula" not in content
    assert ">=1+1<" in content


@pytest.mark.parametrize("format_", WRITTEN)
def test_the_same_network_gives_the_same_bytes(format_: str, tmp_path: Path) -> None:
    found = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        path = out(folder, format_)
        write(NETWORK, path, format_)
        found.append({p.name: p.read_bytes() for p in (sorted(path.iterdir()) if path.is_dir() else [path])})

    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("format_", "read"),
    [
        ("graphml", nx.read_graphml),
        ("gexf", nx.read_gexf),
        ("pajek", nx.read_pajek),
        ("cytoscape", lambda path: nx.cytoscape_graph(json.loads(path.read_text(encoding="utf-8")))),
    ],
)
@pytest.mark.parametrize("one_way", [False, True])
def test_networkx_reads_what_we_write(format_: str, read: Any, one_way: bool, tmp_path: Path) -> None:
    network = NETWORK.model_copy(
        update={"partnerships": (NETWORK.partnerships[0].model_copy(update={"one_way": one_way}),)}
    )
    write(network, out(tmp_path, format_), format_)

    graph = read(out(tmp_path, format_))

    assert (graph.number_of_nodes(), graph.number_of_edges()) == (3, 2)
    weights = [float(d["weight"]) for _, _, d in graph.edges(data=True) if d["relation"] == "partnership"]
    assert weights == [0.1]
    assert {d["mode"] for _, d in graph.nodes(data=True)} == {"organisation", "group"}


@pytest.mark.parametrize(("format_", "read"), [("graphml", "Read_GraphML"), ("pajek", "Read_Pajek")])
def test_igraph_reads_what_we_write(format_: str, read: str, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph")
    write(NETWORK, out(tmp_path, format_), format_)

    graph = getattr(igraph.Graph, read)(str(out(tmp_path, format_)))

    assert (graph.vcount(), graph.ecount()) == (3, 2)
    assert sorted(graph.es["relation"]) == ["partnership", "service"]
    assert graph.es.select(relation="partnership")["weight"] == [0.1]


def test_kumu_passes_over_what_only_we_read(tmp_path: Path) -> None:
    write(NETWORK, tmp_path / "kumu.xlsx", "kumu")
    book = openpyxl.load_workbook(tmp_path / "kumu.xlsx")

    assert book.sheetnames == ["Elements", "Connections", "network (ignore)"]
    assert [cell.value for cell in book["Elements"][1]][:3] == ["ID", "Label", "Type"]
    assert [cell.value for cell in book["Connections"][1]][:5] == ["From", "To", "Direction", "Type", "Strength"]


def saved(tmp_path: Path, *pages: tuple[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in pages:
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    book.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def test_elements_and_connections_may_stand_on_one_sheet_with_two_blank_rows_between(tmp_path: Path) -> None:
    rows = [["Label", "Type"], ["A", "x"], ["B", "y"], [], [], ["From", "To", "Strength"], ["A", "B", 3]]
    path = saved(tmp_path, ("Sheet1", rows), ("scrap (ignore)", [["Label"], ["C"]]))

    assert ties(imported(path)) == {("A", "B", False, None, 3.0)}


def test_a_formula_counts_as_the_value_that_was_saved_with_it_and_is_a_problem_where_there_is_none(
    tmp_path: Path,
) -> None:
    path = saved(tmp_path, ("ties", [["from", "to", "weight"], ["a", "b", "=1+1"]]))

    with pytest.raises(InputError, match=r"sheet 'ties', cell C2: the formula here has no result saved with it"):
        imported(path)


def repacked(path: Path, name: str, change: Any) -> Path:
    changed = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            new.writestr(one, change(old.read(one)) if one == name else old.read(one))
    return changed


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda _: b"\0" * 200_000_001, "unpacks to more than 200,000,000 bytes"),
        (lambda xml: xml.replace(b"<worksheet", b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet", 1), "has a DOCTYPE"),
        (lambda xml: xml[:100], "not a workbook that can be read"),
    ],
    ids=["bomb", "entity", "cut-off"],
)
def test_a_workbook_that_could_do_harm_is_not_opened(change: Any, words: str, tmp_path: Path) -> None:
    path = repacked(saved(tmp_path, ("ties", [["from", "to"], ["a", "b"]])), "xl/worksheets/sheet1.xml", change)

    with pytest.raises(UnreadableError, match=words):
        imported(path)


def test_a_sheet_that_reaches_to_the_end_of_the_world_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["from", "to"])
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "wide.xlsx")

    with pytest.raises(InputError, match="reaches down to row 1,048,576 and over 16,384 columns"):
        imported(tmp_path / "wide.xlsx")


@pytest.mark.parametrize("format_", ["xlsx", "graphml", "gexf"])
def test_a_character_that_a_format_cannot_hold_is_named_and_nothing_is_written(format_: str, tmp_path: Path) -> None:
    network = PartnershipNetwork.model_validate({"organisations": [{"id": "a", "name": "odd \uffff"}]})

    with pytest.raises(InputError, match="has the character U\\+FFFF, which"):
        write(network, out(tmp_path, format_), format_)
    assert list(tmp_path.iterdir()) == []


def test_text_that_is_too_long_for_a_cell_comes_back_whole(tmp_path: Path) -> None:
    long = ["😀 x" * 6_600, "y\n" * 9_000 + "z", "a | b " * 3_000 + "c"]
    network = PartnershipNetwork.model_validate(
        {
            "organisations": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
            "partnerships": [
                {"between": ["a", "b"], "protocol": {"date": "2025-01-01", "priorities": long, "gains": long}}
            ],
        }
    )
    for format_ in ("xlsx", "kumu"):
        write(network, tmp_path / f"{format_}.xlsx", format_)
        book = openpyxl.load_workbook(tmp_path / f"{format_}.xlsx")

        assert imported(tmp_path / f"{format_}.xlsx") == network
        lengths = [len(str(c.value).encode("utf-16-le")) // 2 for page in book for row in page.iter_rows() for c in row]
        assert max(lengths) <= 32_767, "what Excel takes in a cell"


@given(content=st.binary(max_size=400) | st.text(max_size=300).map(str.encode), suffix=st.sampled_from(SUFFIXES))
@settings(max_examples=400)
def test_whatever_is_in_a_file_it_is_read_or_refused_with_an_error_of_ours(content: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{suffix}"
        path.write_bytes(content)
        with contextlib.suppress(IncleadError):
            imported(path)


@given(
    place=st.integers(0, 3_000),
    new=st.binary(max_size=3),
    name=st.sampled_from(["gephi.gexf", "yed.graphml", "pajek.net", "desktop.cyjs", "by-hand.ttl"]),
)
@settings(max_examples=300)
def test_a_good_file_with_a_slip_in_it_is_read_or_refused_with_an_error_of_ours(
    place: int, new: bytes, name: str
) -> None:
    good = (DATA / name).read_bytes()
    at = place % len(good)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(good[:at] + new + good[at + len(new) :])
        with contextlib.suppress(IncleadError):
            imported(path)


def inclead(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_a_folder_of_sheets_becomes_a_file_that_the_other_commands_read_and_goes_out_again(tmp_path: Path) -> None:
    brought = inclead("network", "import", DATA / "kumu", "-o", tmp_path / "network.yaml")
    sent = inclead("network", "export", tmp_path, "-o", tmp_path / "fen.gexf")
    again = inclead("network", "export", tmp_path / "fen.gexf", "--format", "csv", "-o", tmp_path / "sheets")

    assert (brought.exit_code, sent.exit_code, again.exit_code) == (0, 0, 0), (
        brought.output + sent.output + again.output
    )
    assert "3 organisations, 2 partnerships, 0 groups, 0 services." in brought.output
    assert read_network(tmp_path, FRAMEWORK) == imported(DATA / "kumu") == imported(tmp_path / "sheets")


def test_what_a_file_is_can_be_said_and_is_guessed_by_how_it_begins(tmp_path: Path) -> None:
    (tmp_path / "map.xml").write_bytes((DATA / "gephi.gexf").read_bytes())
    (tmp_path / "map").write_bytes((DATA / "pajek.net").read_bytes())

    assert imported(tmp_path / "map.xml") == imported(DATA / "gephi.gexf")
    assert imported(tmp_path / "map", format_="pajek") == imported(DATA / "pajek.net")


def test_a_folder_with_something_in_it_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.csv").write_text("x")

    result = inclead("network", "export", DATA / "gephi.gexf", "-o", tmp_path / "full")

    assert result.exit_code == 2
    assert "already there and not empty" in result.output
    assert [file.name for file in (tmp_path / "full").iterdir()] == ["mine.csv"]


@pytest.mark.parametrize("arguments", [["-o", "fen.csv"], ["--format", "kumu", "-o", "fen.csv"]])
def test_csv_sheets_want_a_folder_and_not_a_file(arguments: list[str], tmp_path: Path) -> None:
    arguments[-1] = str(tmp_path / arguments[-1])

    result = inclead("network", "export", DATA / "gephi.gexf", *arguments)

    assert result.exit_code == 1
    assert "fen.csv: CSV sheets go into a folder, one file each; name a folder, as 'fen'" in result.output
    assert list(tmp_path.iterdir()) == []


def test_an_ending_that_no_format_has_is_refused_with_the_nearest(tmp_path: Path) -> None:
    result = inclead("network", "export", DATA / "gephi.gexf", "-o", tmp_path / "map.graphm")

    assert result.exit_code == 1
    assert "no format has the ending '.graphm'; did you mean '.graphml'?" in result.output
