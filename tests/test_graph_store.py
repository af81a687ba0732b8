"""Many assessments in one store on disk, and the questions asked of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import COMPLETE, FIRST_DAY, ROOT

from benchmarks.graph import table
from inclead_graph.assess import Result
from inclead_graph.bundled import bundled
from inclead_graph.cli import main
from inclead_graph.knowledge.assessed import assessment_named
from inclead_graph.knowledge.graph import KnowledgeGraph, knowledge_graph_in, read_knowledge_graph
from inclead_graph.knowledge.questions import answer, question, question_names
from inclead_graph.reports import render
from inclead_graph.reports.turtle import kept, triples
from inclead_graph.store import reading


def inclead(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exit_code == code, result.output
    return result.stdout if code == 0 else result.output


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the ontology and two assessments."""
    place = tmp_path_factory.mktemp("graphs") / "store"
    inclead("graph", "load", place, COMPLETE, FIRST_DAY)
    return place


def test_each_assessment_is_a_graph_of_its_own_named_by_organisation_and_day(store: Path, first_day: Result) -> None:
    listed = json.loads(inclead("graph", "assessments", "--store", store, "--format", "json"))["rows"]

    names = {row["organisation"]: row["graph"] for row in listed}
    organisation = first_day.assessment.organisation
    assert len(listed) == 2
    assert names[organisation.name].endswith(f":{first_day.assessment.as_of}")
    assert reading(store).size(names[organisation.name]) == len(set(triples(first_day)))


def test_turtle_and_json_ld_of_assess_get_the_name_that_the_folder_gets(
    store: Path, first_day: Result, tmp_path: Path
) -> None:
    for format_ in ("ttl", "jsonld"):
        file, place = tmp_path / f"r.{format_}", tmp_path / format_
        file.write_text(render(first_day, format_), encoding="utf-8")
        inclead("graph", "load", place, file, "--without-ontology")

        (graph,) = reading(place).graphs()
        assert reading(place).dump("nt") == reading(store).dump("nt", [graph])


def test_an_assessment_that_is_loaded_again_takes_the_place_of_the_earlier_one(tmp_path: Path) -> None:
    folder, place = tmp_path / "trust", tmp_path / "store"
    shutil.copytree(FIRST_DAY, folder)
    inclead("graph", "load", place, folder, "--without-ontology")
    before = reading(place)
    evidence = folder / "evidence" / "first-finds.yaml"
    evidence.write_text(evidence.read_text(encoding="utf-8").replace("in place", "effective", 1), encoding="utf-8")
    said = inclead("graph", "load", place, folder, "--without-ontology")

    assert reading(place).graphs() == before.graphs()
    assert reading(place).digest() != before.digest()
    assert "1 of them in the place of earlier ones; 1 graphs in all" in said


def given(name: str, assessment: str) -> dict[str, str]:
    parameters = question(name).head.parameters
    return {n: assessment if about.type == "assessment" else about.example for n, about in parameters.items()}


@pytest.fixture(scope="module")
def here(first_day: Result) -> KnowledgeGraph:
    """The graph of the package, with one assessment."""
    graph = read_knowledge_graph(bundled("ontology"))
    graph.store.take([kept(first_day)])
    return graph


@pytest.fixture(scope="module")
def there(store: Path, first_day: Result) -> KnowledgeGraph:
    source = reading(store)
    return knowledge_graph_in(source, [assessment_named(first_day.assessment.organisation.name, source)])


@pytest.mark.parametrize("name", question_names())
@pytest.mark.parametrize("only_toolkit", [False, True])
def test_a_question_has_the_same_answer_from_a_store_as_from_the_package(
    name: str, only_toolkit: bool, here: KnowledgeGraph, there: KnowledgeGraph
) -> None:
    (assessment,) = (name for name in there.graphs() if name.startswith("urn:"))
    values = given(name, assessment)

    found = answer(question(name), values, there, only_toolkit=only_toolkit)

    assert found == answer(question(name), values, here, only_toolkit=only_toolkit)


def test_ask_takes_an_assessment_of_the_store_by_name_and_day(store: Path, first_day: Result) -> None:
    organisation, day = first_day.assessment.organisation.name, first_day.assessment.as_of
    folder = inclead("ask", "competencies-for-gaps", "--assessment", FIRST_DAY, "--format", "json")

    name = f"{organisation.upper()}@{day}"
    asked = inclead("ask", "competencies-for-gaps", "--assessment", name, "--format", "json", "--store", store)

    assert json.loads(asked) == json.loads(folder)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Marshland Community NHS Thrust", "did you mean"),
        ("{organisation}@1999-01-01", "there are assessments as of"),
        (str(COMPLETE), "load it first, or leave --store and"),
    ],
)
def test_an_assessment_that_the_store_does_not_hold_is_met_with_a_message(
    name: str, message: str, store: Path, first_day: Result
) -> None:
    name = name.format(organisation=first_day.assessment.organisation.name)

    assert message in inclead("ask", "competencies-for-gaps", "--assessment", name, "--store", store, code=1)


def test_a_store_without_the_ontology_is_not_asked_questions(tmp_path: Path) -> None:
    file = tmp_path / "a.nt"
    file.write_text("<urn:a> <urn:b> <urn:c> .")
    inclead("graph", "load", tmp_path / "store", file, "--without-ontology")

    assert "the ontology is not there" in inclead("ask", "from-memory", "--store", tmp_path / "store", code=1)


def test_what_cannot_be_read_is_left_out_and_listed_and_the_rest_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "assessment.yaml").write_text("as_off: never")

    said = inclead("graph", "load", tmp_path / "store", FIRST_DAY, tmp_path / "broken", code=1)

    assert "1 of 2 could not be read and were left out" in said
    assert "as_off" in said
    assert (
        len(json.loads(inclead("graph", "assessments", "--store", tmp_path / "store", "--format", "json"))["rows"]) == 1
    )


def test_two_assessments_that_would_be_one_graph_are_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(FIRST_DAY, tmp_path / name)

    said = inclead("graph", "load", tmp_path / "store", tmp_path / "one", tmp_path / "two", code=2)

    assert str(tmp_path / "one") in said
    assert "ods_code" in said
    assert "holds none" in inclead("graph", "assessments", "--store", tmp_path / "store", code=2)


def test_a_portfolio_stands_for_all_its_assessments_once_they_are_assessed(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    shutil.copytree(FIRST_DAY, tmp_path / "trust")
    inclead("portfolio", "add", tmp_path / "region", tmp_path / "trust")
    inclead("graph", "load", tmp_path / "alone", FIRST_DAY, "--without-ontology")
    too_early = inclead("graph", "load", tmp_path / "store", tmp_path / "region", "--without-ontology", code=2)
    inclead("portfolio", "assess", tmp_path / "region")

    inclead("graph", "load", tmp_path / "store", tmp_path / "region", "--without-ontology")

    assert "inclead portfolio assess" in too_early
    assert reading(tmp_path / "store").dump("nq") == reading(tmp_path / "alone").dump("nq")


def test_the_ontology_set_aside_is_the_one_that_was_loaded_last(tmp_path: Path) -> None:
    own, place = tmp_path / "ontology", tmp_path / "store"
    shutil.copytree(bundled("ontology"), own)
    inclead("graph", "load", place, "--ontology", own)
    stage = next((own / "toolkit" / "stages").glob("*.ttl"))
    stage.write_text(
        stage.read_text(encoding="utf-8") + "\n<urn:new> skos:prefLabel 'A new thing'@en .\n", encoding="utf-8"
    )
    inclead("graph", "load", place, "--ontology", own)

    source = reading(place)
    part = source.part(source.graphs())
    assert part.dump("nq") == source.dump("nq")
    assert "A new thing" in part.dump("nq")


def test_the_page_of_stores_has_the_figures_that_were_measured() -> None:
    figures = json.loads((ROOT / "benchmarks" / "graph.json").read_text(encoding="utf-8"))

    assert set(figures["questions"]) == set(question_names())
    assert table(figures) in (ROOT / "docs" / "graph-store.md").read_text(encoding="utf-8")
