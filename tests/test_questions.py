"""Every question: its file, its answer by two engines, its honesty about curated links, and what it refuses.

What a question should find is worked out from the mapping tables and from the JSON of an assessment, or by rdflib's own
engine on a copy of the graph; never by the code that answers.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from conftest import COMPLETE, ROOT
from rdflib import RDF, SKOS, XSD, Dataset, Graph, Literal, URIRef
from rdflib.term import Node

from inclead_graph.assess import Result as Assessed
from inclead_graph.bundled import bundled
from inclead_graph.cli import main
from inclead_graph.errors import QueryError
from inclead_graph.knowledge.graph import KnowledgeGraph, read_knowledge_graph
from inclead_graph.knowledge.questions import Answer, answer, question
from inclead_graph.reports.turtle import graph_name, triples
from inclead_graph.store import Rows

FILES = sorted((ROOT / "inclead_graph" / "knowledge" / "queries").glob("*.rq"))
NAMES = [file.stem for file in FILES]
MAPPINGS = bundled("ontology") / "mappings"
INC = "https://w3id.org/inclead/"
# rdflib 7.6 warns of its own use of what it is about to drop.
RDFLIBS_OWN_WARNINGS = pytest.mark.filterwarnings(r"ignore:Dataset\.\w+ is deprecated:DeprecationWarning")


@dataclass(frozen=True)
class File:
    """A question as it stands in its file, read without the code under test."""

    head: Mapping[str, Any]
    sparql: str

    @property
    def parameters(self) -> Mapping[str, Mapping[str, Any]]:
        return self.head.get("parameters") or {}


@cache
def read(name: str) -> File:
    text = (FILES[0].parent / f"{name}.rq").read_text(encoding="utf-8")
    head = re.match(r"(?:# .*\n)+", text)
    assert head, name
    return File(yaml.safe_load(re.sub(r"(?m)^# ", "", head[0])), text[head.end() :])


def inclead(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def example(name: str, assessment: str) -> dict[str, str]:
    return {
        p: assessment if v.get("type") == "assessment" else str(v["example"]) for p, v in read(name).parameters.items()
    }


@pytest.fixture(scope="module")
def graph(complete: Assessed) -> KnowledgeGraph:
    """The bundled graph with an assessment in it."""
    graph = read_knowledge_graph(bundled("ontology"))
    target = graph.store.graph(str(graph_name(complete)))
    target.addN((s, p, o, target) for s, p, o in triples(complete))
    return graph


@pytest.fixture(scope="module")
def assessment(complete: Assessed) -> str:
    return str(graph_name(complete))


# The files.


def test_there_are_at_least_twenty_five_questions_and_the_commands_are_the_files() -> None:
    assert len(FILES) >= 25
    listed = inclead("ask").output

    assert [name for name in NAMES if not re.search(rf"^  {name}(\s|$)", listed, re.MULTILINE)] == []
    assert inclead("ask", "--help").output == listed


@pytest.mark.parametrize("name", NAMES)
def test_a_question_says_what_it_asks_for_whom_and_with_what(name: str) -> None:
    head = read(name).head

    assert set(head) <= {"title", "persona", "about", "answer", "lists", "parameters"}
    assert head["title"].endswith("?")
    assert head["persona"] in ("manager", "auditor", "strategist")
    assert len(head["about"]) >= 30
    for parameter in read(name).parameters.values():
        assert set(parameter) <= {"type", "of", "about", "example"}
        assert parameter["about"]
        assert parameter["example"] not in (None, "")


@pytest.mark.parametrize("name", NAMES)
def test_a_question_reads_only_and_each_parameter_is_a_variable_of_its_query(name: str) -> None:
    sparql = read(name).sparql

    assert re.findall(r"\b(?:SELECT|ASK|CONSTRUCT|DESCRIBE|INSERT|DELETE|LOAD|SERVICE)\b", sparql)[0] == "SELECT"
    assert not re.search(r"\b(?:INSERT|DELETE|LOAD|DROP|CLEAR|SERVICE|FROM)\b", sparql)
    if read(name).head.get("answer") != "paths":
        assert [p for p in read(name).parameters if not re.search(rf"\?{p}\b", sparql)] == []
    else:
        assert set(read(name).parameters) == {"from", "to"}


@pytest.mark.parametrize("persona", ["manager", "auditor", "strategist"])
def test_questions_are_listed_under_who_asks_them(persona: str) -> None:
    listed = inclead("ask").output.split(f"Questions of {persona}s:")[1].split("\n\n")[0]

    mine = {name for name in NAMES if read(name).head["persona"] == persona}
    assert len(mine) >= 3
    assert set(re.findall(r"^  ([a-z0-9-]+)", listed, re.MULTILINE)) == mine


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_a_question_has_its_title_its_parameters_and_an_example(name: str) -> None:
    shown = " ".join(inclead("ask", name, "--help").output.split())

    assert read(name).head["title"] in shown
    assert f"Example: inclead ask {name}" in shown
    for parameter, about in read(name).parameters.items():
        assert f"--{parameter} " in shown
        assert str(about["example"]) in shown


def test_a_misspelt_question_is_met_with_the_nearest_one() -> None:
    result = inclead("ask", "competencies-for-drivers")

    assert result.exit_code == 2
    assert "There is no question 'competencies-for-drivers'; did you mean 'competencies-for-driver'?" in result.output


# The answers.


@pytest.mark.parametrize("name", NAMES)
def test_the_example_of_a_question_finds_something(name: str, graph: KnowledgeGraph, assessment: str) -> None:
    found = answer(question(name), example(name, assessment), graph)

    assert bool(found.rows) is (name != "unsourced-facts")
    assert len(set(found.columns)) == len(found.columns)
    assert not set(found.columns) & set(read(name).parameters)
    assert {len(row) for row in found.rows} <= {len(found.columns)}


@pytest.fixture(scope="module")
def peer(graph: KnowledgeGraph) -> Dataset:
    """A copy in rdflib's own memory, asked with rdflib's own engine."""
    copy = Dataset(default_union=True)
    for name in graph.store.graphs():
        target = copy.graph(URIRef(name))
        for s, p, o in graph.store.graph(name):
            text = isinstance(o, Literal) and o.datatype == XSD.string
            target.add((s, p, Literal(str(o)) if text else o))
    return copy


MORE: list[tuple[str, dict[str, str]]] = [
    ("criteria-for-characteristic", {"characteristic": "marriage and civil partnership"}),
    ("criteria-for-driver", {"driver": "nhs-constitution"}),
    ("drivers-for-competency", {"competency": "indicator:data"}),
    ("drivers-for-criterion", {"criterion": "BR1.A1"}),
    ("drivers-in-force", {"date": "2023-01-01", "body": "integrated care board"}),
    ("drivers-in-force", {"date": "2022-06-30", "body": "clinical commissioning group"}),
    ("duties-of-body", {"body": "nhs trust"}),
    ("eds-crosswalk", {"edition": "eds2-2013"}),
    ("eds-for-criterion", {"criterion": "BR1.A1"}),
    ("eds-grades", {"edition": "eds-2011"}),
    ("eds-outcomes", {"edition": "eds2-2013"}),
    ("ksf-for-competency", {"competency": "personal-integrity-2"}),
    ("levels-of", {"item": "ksf:6"}),
    ("lf-for-competency", {"competency": "personal-integrity-4"}),
    ("sources-of", {"thing": "competency:self-belief-4"}),
    ("stages-and-drivers", {"stage": "BR"}),
    ("weak-links", {"below": "0.7"}),
    ("what-rests-on-line", {"line": "905"}),
    ("what-superseded", {"driver": "specific-duties-2011"}),
]


@RDFLIBS_OWN_WARNINGS
@pytest.mark.parametrize(
    ("name", "given"), [*((name, None) for name in NAMES), *MORE], ids=[*NAMES, *(f"{n}-more" for n, _ in MORE)]
)
def test_oxigraph_and_rdflib_give_the_same_answer(
    name: str, given: dict[str, str] | None, graph: KnowledgeGraph, peer: Dataset, assessment: str
) -> None:
    sparql, texts = read(name).sparql, given or example(name, assessment)
    if read(name).head.get("answer") == "paths":
        # rdflib answers the query; the paths themselves are tested in test_crosswalks.py.
        found = graph.store.query(sparql)
        assert isinstance(found, Rows)
        ours, columns, terms = found.rows, found.variables, {}
    else:
        said = answer(question(name), texts, graph)
        ours, columns = said.rows, said.columns
        terms = {p: term(text, read(name).parameters[p], peer) for p, text in texts.items()}

    theirs = peer.query(sparql, initBindings=terms)

    assert theirs.vars is not None
    keep = [n for n, variable in enumerate(theirs.vars) if str(variable) not in terms]
    assert tuple(str(theirs.vars[n]) for n in keep) == columns
    joined = {name: separator for separator, name in _JOINED.findall(sparql)}
    assert Counter(plain_row(row, columns, joined) for row in ours) == Counter(
        plain_row([row[n] for n in keep], columns, joined) for row in theirs
    )


_JOINED = re.compile(r'GROUP_CONCAT\((?:DISTINCT )?\?\w+; separator="([^"]*)"\) AS \?(\w+)')


def term(text: str, parameter: Mapping[str, Any], among: Graph) -> Node:
    """Turn the text of a parameter into a term, for the engine that we do not test."""
    kind = parameter.get("type", "thing")
    if kind == "date":
        return Literal(text, datatype=XSD.date)
    if kind == "number":
        return Literal(float(text) if "." in text else int(text))
    if kind == "assessment":
        return URIRef(text)
    prefix, colon, local = text.partition(":")
    if colon:
        return URIRef(f"{INC}{local}" if prefix == "inc" else f"{INC}{prefix}/{local}")
    of = parameter.get("of") or []
    classes = {URIRef(INC + name.removeprefix("inc:")) for name in ([of] if isinstance(of, str) else of)}
    found = {
        s
        for p in (SKOS.notation, SKOS.prefLabel, SKOS.altLabel)
        for s, o in among.subject_objects(p)
        if str(o).casefold() == text.casefold() and classes & set(among.objects(s, RDF.type))
    }
    assert len(found) == 1, (text, found)
    return found.pop()


def plain_row(row: Iterable[object], columns: Iterable[str], joined: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(plain(cell, joined.get(name)) for cell, name in zip(row, columns, strict=True))


def plain(cell: object, separator: str | None) -> str:
    """Write a value of either engine the same way: numbers to nine decimals, what was joined in order."""
    value = cell.toPython() if isinstance(cell, Literal) else cell
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value)
    if separator is not None:
        return separator.join(sorted(str(value).split(separator)))
    if isinstance(value, str):
        return str(value)
    try:
        return f"{float(value):.9f}"  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return str(cell)


# What some answers must be.

UNUSED_ELEMENTS = ["2.2", "2.4", "3.1", "3.2", "4.1", "4.3", "5.2", "5.3", "5.4", "6.3", "7.1"]


def test_the_toolkit_never_uses_eleven_elements_and_the_descriptor_on_equality(graph: KnowledgeGraph) -> None:
    found = answer(question("lf-never-used"), {}, graph)
    tier = found.columns.index("tier")

    assert sorted(str(row[0]).rpartition("/")[2] for row in found.rows if row[tier] == "element") == UNUSED_ELEMENTS
    assert [str(row[0]).rpartition("/")[2] for row in found.rows if row[tier] != "element"] == ["1.4.3"]


def table(name: str) -> list[dict[str, str]]:
    lines = (MAPPINGS / f"{name}.sssom.tsv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


def test_competencies_for_gaps_are_those_that_a_count_by_hand_finds() -> None:
    assessed = json.loads(inclead("assess", COMPLETE, "--json").output)
    open_ = {
        c["id"]
        for s in assessed["stages"]
        for f in s["factors"]
        for c in f["criteria"]
        if c["verdict"] in ("not met", "contested", "unknown")
    }
    called: dict[str, list[tuple[str, float]]] = {}
    for row in table("criterion-competency"):
        criterion = row["subject_id"].removeprefix("inc:")
        if row["predicate_id"] == "inc:callsFor" and criterion in open_:
            called.setdefault(row["object_id"], []).append((criterion, float(row["confidence"])))

    found = json.loads(inclead("ask", "competencies-for-gaps", "--assessment", COMPLETE, "--format", "json").output)

    assert len(open_) > 10
    assert len(called) > 5
    assert {r["competency"]: (r["gaps"], r["strongest"]) for r in found["rows"]} == {
        competency: (len({c for c, _ in links}), max(n for _, n in links)) for competency, links in called.items()
    }
    for row in found["rows"]:
        assert {part.split(" ", 1)[0] for part in row["criteria"].split(", ")} == {
            c for c, _ in called[row["competency"]]
        }


def test_competencies_for_the_equality_duty_are_those_of_the_table_for_it_and_its_aims(graph: KnowledgeGraph) -> None:
    expected = Counter(
        (row["subject_id"].rpartition(":")[2], float(row["confidence"]))
        for row in table("competency-driver")
        if row["object_id"] in ("driver:psed", "driver:psed-a", "driver:psed-b", "driver:psed-c")
    )
    found = answer(question("competencies-for-driver"), {"driver": "PSED"}, graph)
    at = found.columns.index("confidence")

    assert len(expected) > 10
    assert Counter((str(r[0]).rpartition("/")[2], float(str(r[at]))) for r in found.rows) == expected


def test_a_chain_over_a_criterion_is_as_sure_as_its_weaker_link(graph: KnowledgeGraph) -> None:
    shows = {
        row["subject_id"]: float(row["confidence"])
        for row in table("criterion-driver")
        if row["object_id"] == "driver:psed-b"
    }
    expected = Counter(
        (
            row["object_id"].rpartition(":")[2],
            row["subject_id"],
            min(shows[row["subject_id"]], float(row["confidence"])),
        )
        for row in table("criterion-competency")
        if row["subject_id"] in shows
    )
    found = answer(question("competencies-for-driver-through-criteria"), {"driver": "psed-b"}, graph)
    competency, criterion, confidence = (found.columns.index(c) for c in ("competency", "criterion", "confidence"))

    assert expected
    assert (
        Counter(
            (
                str(r[competency]).rpartition("/")[2],
                f"inc:{str(r[criterion]).rpartition('/')[2]}",
                float(str(r[confidence])),
            )
            for r in found.rows
        )
        == expected
    )


# Links that are said not to hold.

# What each question still finds once every link is negated, and so nothing holds.
WITHOUT_LINKS = {
    "competencies-for-driver": 0,
    "competencies-for-driver-through-criteria": 0,
    "competencies-for-eds": 0,
    "competencies-for-gaps": 0,
    "competencies-for-lf": 0,
    "criteria-for-driver": 0,
    "criteria-for-eds": 0,
    "drivers-for-competency": 0,
    "drivers-for-criterion": 0,
    "drivers-in-force": 0,
    "duties-of-body": 0,
    "eds-for-criterion": 0,
    "ksf-for-competency": 0,
    "lf-for-competency": 0,
    "lf-never-used": 11,  # elements; the descriptor on equality is found by its link to the KSF
    "most-linked": 0,
    "partnership-and-integration": 0,
    "stages-and-drivers": 0,
}


@pytest.fixture(scope="module")
def negated(tmp_path_factory: pytest.TempPathFactory, complete: Assessed) -> KnowledgeGraph:
    """The bundled graph with ``predicate_modifier`` Not in each row of each table."""
    folder = tmp_path_factory.mktemp("negated") / "ontology"
    shutil.copytree(bundled("ontology"), folder)
    for file in folder.rglob("*.sssom.tsv"):
        head = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        rows = [{**row, "predicate_modifier": "Not"} for row in table(file.name.removesuffix(".sssom.tsv"))]
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        file.write_text("\n".join(head) + "\n" + text.getvalue(), encoding="utf-8")
    graph = read_knowledge_graph(folder)
    target = graph.store.graph(str(graph_name(complete)))
    target.addN((s, p, o, target) for s, p, o in triples(complete))
    return graph


@pytest.mark.parametrize("name", WITHOUT_LINKS)
def test_a_link_that_is_said_not_to_hold_answers_nothing(name: str, negated: KnowledgeGraph, assessment: str) -> None:
    assert len(answer(question(name), example(name, assessment), negated).rows) == WITHOUT_LINKS[name]


def test_with_no_link_that_holds_no_criterion_calls_for_anything(negated: KnowledgeGraph) -> None:
    found = answer(question("competencies-most-called-for"), {}, negated)
    because = answer(question("criteria-for-characteristic"), {"characteristic": "disability"}, negated)

    assert {row[found.columns.index("criteria")] for row in found.rows} == {0}
    assert {row[because.columns.index("because")] for row in because.rows} == {"must hold for each characteristic"}
    assert answer(question("path"), {"from": "self-belief-4", "to": "psed-a"}, negated).rows == ()


# Curated links.


def test_with_only_the_toolkit_it_is_said_that_it_makes_no_such_link_and_how_many_rows_we_curated() -> None:
    everything = json.loads(inclead("ask", "competencies-for-driver", "--driver", "psed", "--format", "json").output)
    only = inclead("ask", "competencies-for-driver", "--driver", "psed", "--only-toolkit", "--format", "json")

    number = len(everything["rows"])
    assert number > 10
    document = json.loads(only.stdout)
    assert document["rows"] == []
    assert document["note"].startswith("The toolkit itself makes no such link.")
    assert f" {number} rows rest on links that we curated" in document["note"]
    assert document["note"] in only.stderr
    assert everything["note"] == ""


def test_with_only_the_toolkit_its_own_table_stays(graph: KnowledgeGraph) -> None:
    asked = question("lf-for-competency")

    for competency, number in (("self-belief-4", 4), ("drive-for-improvement-2", 1)):
        both = [answer(asked, {"competency": competency}, graph, only_toolkit=only) for only in (False, True)]
        assert [len(found.rows) for found in both] == [number, number]
        assert both[1].note == ""


@pytest.mark.parametrize("name", NAMES)
def test_with_only_the_toolkit_no_answer_holds_a_reason_that_we_wrote(
    name: str, graph: KnowledgeGraph, assessment: str
) -> None:
    ours = {row["comment"] for file in MAPPINGS.glob("*.tsv") for row in table(file.name.removesuffix(".sssom.tsv"))}
    ours -= {row["comment"] for row in table("competency-lf")}

    found = answer(question(name), example(name, assessment), graph, only_toolkit=True)

    assert len(ours) > 1000
    assert [cell for row in found.rows for cell in row if cell in ours] == []


def test_an_answer_of_no_rows_is_said_to_be_none(graph: KnowledgeGraph) -> None:
    nothing = answer(question("what-rests-on-line"), {"line": "3000"}, graph)
    neither = answer(question("what-rests-on-line"), {"line": "3000"}, graph, only_toolkit=True)

    assert (nothing.rows, nothing.note) == ((), "Nothing was found.")
    assert (neither.rows, neither.note) == ((), "Nothing was found, with or without curated links.")


# What is refused.


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("competencies-for-driver", {"driver": "psedd"}, ["--driver: 'psedd' is not known", "did you mean 'psed'?"]),
        (
            "competencies-for-driver",
            {"driver": "self-belief-4"},
            ["--driver: 'self-belief-4'", "there is competency:self-belief-4", "of another kind"],
        ),
        ("competencies-for-driver", {}, ["--driver is missing: a law", "for example psed"]),
        ("competencies-for-driver", {"driver": "  "}, ["--driver is missing"]),
        ("drivers-in-force", {"date": "31/03/2012", "body": "nhs trust"}, ["'31/03/2012' is not a date", "2012-03-31"]),
        ("drivers-in-force", {"date": "2012-02-30", "body": "nhs trust"}, ["--date: '2012-02-30' is not a date"]),
        ("drivers-in-force", {"date": "2012-03-31", "body": "nhs trsut"}, ["--body: 'nhs trsut'", "mean 'nhs trust'?"]),
        ("drivers-in-force", {"date": "soon", "body": "zebra"}, ["--date: 'soon' is not a date", "--body: 'zebra'"]),
        ("drivers-in-force", {}, ["--date is missing", "--body is missing"]),
        ("what-rests-on-line", {"line": "many"}, ["--line: 'many' is not a number", "1528"]),
        ("drivers-in-force", {"date": "2012-W13-6"}, ["--date: '2012-W13-6' is not a date"]),
        ("what-rests-on-line", {"line": "1_5_2_8"}, ["--line: '1_5_2_8' is not a number"]),
        ("what-rests-on-line", {"line": "nan"}, ["--line: 'nan' is not a number"]),
        ("weak-links", {"below": "inf"}, ["--below: 'inf' is not a number"]),
        ("weak-links", {"below": "0,6"}, ["--below: '0,6' is not a number", "0.62"]),
        ("path", {"from": "nowhere-at-all", "to": "psed"}, ["--from: 'nowhere-at-all'"]),
    ],
    ids=lambda v: None if isinstance(v, list) else str(v),
)  # fmt: skip
def test_a_parameter_that_is_wrong_is_met_with_its_name_and_what_is_near(
    name: str, given: dict[str, str], words: list[str], graph: KnowledgeGraph
) -> None:
    with pytest.raises(QueryError) as caught:
        answer(question(name), given, graph)

    assert [word for word in words if word not in str(caught.value)] == []


def test_the_command_says_all_that_is_wrong_at_once_and_stops_with_1() -> None:
    result = inclead("ask", "drivers-in-force", "--date", "31.3.2012", "--body", "nhs trusst")

    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "--date: '31.3.2012' is not a date" in result.output
    assert "--body: 'nhs trusst' is not known here; did you mean 'nhs trust'?" in result.output


def test_a_parameter_left_out_is_asked_for() -> None:
    result = inclead("ask", "drivers-in-force", "--date", "2012-03-31")

    assert result.exit_code == 2
    assert "--body" in result.output


@pytest.mark.parametrize("folder", ["nowhere", "."], ids=["missing", "no-assessment"])
def test_a_folder_without_an_assessment_is_said_to_be_none(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = inclead("ask", "competencies-for-gaps", "--assessment", folder)

    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert "assessment.yaml" in result.output or "no such folder" in result.output


HOSTILE = [
    'psed" . ?s ?p ?o . #',
    "driver:psed> ?p ?o . } SELECT * WHERE { ?s ?p ?o . <urn:x",
    "} UNION { ?driver ?p ?competency } #",
    "?driver",
    "<https://w3id.org/inclead/driver/psed>",
    "driver:psed; DROP ALL",
    "driver:psed\u0000",
    "\\u003E",
    "urn:x y",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", ["competencies-for-driver", "path"])
def test_sparql_in_a_parameter_is_only_a_name_that_nothing_has(text: str, name: str, graph: KnowledgeGraph) -> None:
    before = graph.store.size()
    given = {"driver": text, "from": text, "to": "psed"}

    with pytest.raises(QueryError, match=r"is not known here"):
        answer(question(name), given, graph)

    assert graph.store.size() == before


# Formats.


def asked(*more: object) -> Result:
    return inclead("ask", "drivers-for-competency", "--competency", "self-belief-4", *more)


def expected_rows() -> Counter[tuple[str, float]]:
    return Counter(
        (row["object_id"], float(row["confidence"]))
        for row in table("competency-driver")
        if row["subject_id"] == "competency:self-belief-4"
    )


def test_an_answer_in_a_pipe_is_tab_separated_lines_under_a_heading() -> None:
    lines = [line.split("\t") for line in asked().stdout.splitlines()]
    confidence = lines[0].index("confidence")

    assert lines[0][0] == "driver"
    assert {len(line) for line in lines} == {len(lines[0])}
    assert Counter((line[0], float(line[confidence])) for line in lines[1:]) == expected_rows()


def test_an_answer_as_json_says_its_columns_and_explains_its_prefixes() -> None:
    document = json.loads(asked("--format", "json").stdout)

    assert Counter((row["driver"], row["confidence"]) for row in document["rows"]) == expected_rows()
    assert document["question"] == "drivers-for-competency"
    assert document["prefixes"]["driver"] == f"{INC}driver/"
    assert {tuple(row) for row in document["rows"]} == {tuple(document["columns"])}


def test_an_answer_as_csv_is_read_by_a_csv_reader() -> None:
    rows = list(csv.DictReader(io.StringIO(asked("--format", "csv").stdout)))

    assert Counter((row["driver"], float(row["confidence"])) for row in rows) == expected_rows()
    assert all(row["why"] for row in rows)


def test_an_answer_as_turtle_describes_each_thing_that_it_names() -> None:
    found = Graph().parse(data=asked("--format", "ttl").stdout, format="turtle")

    named = {URIRef(f"{INC}driver/{name.partition(':')[2]}") for name, _ in expected_rows()}
    assert set(found.subjects(SKOS.prefLabel, None)) == named
    for thing in named:
        assert found.value(thing, URIRef(f"{INC}requires"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("format_", ["table", "json", "csv", "ttl"])
def test_every_question_is_answered_in_every_format(name: str, format_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions are asked of a graph that is read once, so that all of them can be."""
    monkeypatch.setattr("inclead_graph.knowledge.graph.read_knowledge_graph", lambda _: _bundled())
    given = [part for p, text in example(name, str(COMPLETE)).items() for part in (f"--{p}", text)]

    result = inclead("ask", name, *given, "--format", format_)

    assert result.exit_code == 0, result.output
    if format_ == "json":
        document = json.loads(result.stdout)
        assert [r for r in document["rows"] if list(r) != document["columns"]] == []
        number = len(document["rows"])
    elif format_ == "csv":
        header, *rows = csv.reader(io.StringIO(result.stdout))
        assert {len(row) for row in rows} <= {len(header)}
        number = len(rows)
    elif format_ == "table":
        header, *lines = result.stdout.splitlines()
        assert {line.count("\t") for line in lines} <= {header.count("\t")}
        number = len(lines)
    else:
        number = len(Graph().parse(data=result.stdout, format="turtle"))
    assert (number > 0) is (name != "unsourced-facts")


@cache
def _bundled() -> KnowledgeGraph:
    return read_knowledge_graph(bundled("ontology"))


def test_an_answer_is_written_to_a_file_whole(tmp_path: Path) -> None:
    result = asked("--format", "json", "-o", tmp_path / "deep" / "answer.json")

    assert result.exit_code == 0
    assert json.loads((tmp_path / "deep" / "answer.json").read_text(encoding="utf-8"))["rows"]
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["answer.json"]


def test_what_is_from_memory_is_named_in_every_format_of_rows_and_said_to_be_so() -> None:
    given = ("ask", "drivers-in-force", "--date", "2012-03-31", "--body", "nhs trust")
    in_json = json.loads(inclead(*given, "--format", "json").stdout)
    in_table = inclead(*given)

    unsure = {row["driver"] for row in in_json["rows"] if row["from_memory"]}
    assert "driver:quality-accounts" in unsure
    assert "driver:psed" not in unsure
    lines = [line.split("\t") for line in in_table.stdout.splitlines()]
    at = lines[0].index("from_memory")
    assert {line[0] for line in lines[1:] if line[at]} == unsure
    assert "stated from memory and not verified" in in_table.stderr


def test_an_answer_is_frozen_and_its_marks_go_with_its_rows(graph: KnowledgeGraph) -> None:
    found = answer(question("from-memory"), {}, graph)

    assert isinstance(found, Answer)
    assert len(found.from_memory) == len(found.rows)
    assert all(names for names in found.from_memory)
