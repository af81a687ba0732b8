"""Paths over links, against a search that tries everything, and crosswalks against the tables that they rest on."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from inclead_graph.bundled import bundled
from inclead_graph.cli import main
from inclead_graph.knowledge.crosswalks import Path, Step, crosswalk, shortest_paths
from inclead_graph.knowledge.graph import KnowledgeGraph, read_knowledge_graph
from inclead_graph.knowledge.questions import answer, question, steps
from inclead_graph.store import Iri

ONTOLOGY = bundled("ontology")
INC = "https://w3id.org/inclead/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
LONGEST = 4
"""``inclead ask path`` promises at most four steps."""


def inclead(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return read_knowledge_graph(ONTOLOGY)


# Small random graphs, and a search that tries everything.

THINGS = "abcdefgh"
CONFIDENCES = (0.5, 0.6, 0.65, 0.7, 0.8, 0.9, 1.0)
links = st.lists(
    st.builds(
        Step,
        one=st.sampled_from(THINGS),
        property=st.sampled_from("pq"),
        other=st.sampled_from(THINGS),
        confidence=st.sampled_from(CONFIDENCES),
        why=st.just(""),
    ).filter(lambda step: step.one != step.other),
    max_size=16,
    unique_by=lambda step: (step.one, step.property, step.other),
)


def every_path(
    found: list[Step], start: str, end: str, longest: int, through: Callable[[str], bool] = lambda _: True
) -> Iterator[list[Step]]:
    """Yield every way from start to end that passes no thing twice and between its ends only what it may."""

    def onward(here: str, passed: tuple[str, ...], way: list[Step]) -> Iterator[list[Step]]:
        if here == end and way:
            yield way
            return
        if len(way) == longest or (way and not through(here)):
            return
        for step in found:
            for one, other in ((step.one, step.other), (step.other, step.one)):
                if one == here and other not in passed:
                    yield from onward(other, (*passed, other), [*way, step])

    yield from onward(start, (start,), [])


def weakest(way: Iterable[Step]) -> float:
    return min(step.confidence for step in way)


def shortest(ways: Iterable[list[Step]]) -> list[list[Step]]:
    found = list(ways)
    return [way for way in found if len(way) == min(map(len, found))]


def is_a_walk(path: Path, start: str, end: str) -> bool:
    """Whether each step begins where the one before it ended, whichever way it is stated."""
    here = start
    for step, forward in path.steps:
        one, other = (step.one, step.other) if forward else (step.other, step.one)
        if one != here:
            return False
        here = other
    return here == end


@given(links, st.sampled_from(THINGS), st.sampled_from(THINGS), st.integers(1, 6))
def test_paths_are_the_shortest_there_are_and_the_surest_of_these(
    found: list[Step], start: str, end: str, most: int
) -> None:
    expected = [] if start == end else shortest(every_path(found, start, end, LONGEST))

    paths = shortest_paths(found, start, end, most)

    # Which of several equally sure ones comes is not said; how sure they are is.
    assert [path.confidence for path in paths] == sorted(map(weakest, expected), reverse=True)[:most]
    assert {len(path.steps) for path in paths} == {len(way) for way in expected[:1]}
    assert all(is_a_walk(path, start, end) for path in paths)
    assert all({step for step, _ in path.steps} <= set(found) for path in paths)
    assert len({path.steps for path in paths}) == len(paths)


@given(links, st.sampled_from(THINGS), st.sampled_from(THINGS))
def test_paths_lead_back_as_they_lead_there(found: list[Step], start: str, end: str) -> None:
    there, back = shortest_paths(found, start, end, 1000), shortest_paths(found, end, start, 1000)

    assert Counter(p.steps for p in there) == Counter(
        tuple((step, not forward) for step, forward in reversed(p.steps)) for p in back
    )


groups = st.sets(st.sampled_from(THINGS), min_size=1, max_size=4)


@given(links, groups, groups, st.integers(0, 3))
def test_a_crosswalk_has_the_best_path_to_each_target_that_there_is(
    found: list[Step], sources: set[str], targets: set[str], through: int
) -> None:
    expected = {}
    for source in sources:
        for target in targets - sources:
            ways = shortest(
                every_path(found, source, target, through + 1, lambda t: t not in sources and t not in targets)
            )
            if ways:
                expected[source, target] = (len(ways[0]), max(map(weakest, ways)))

    crossings = crosswalk(found, sources, targets, through=through)

    assert {(c.source, c.target): (len(c.path.steps), c.path.confidence) for c in crossings} == expected
    assert len(crossings) == len(expected)
    for crossing in crossings:
        assert is_a_walk(crossing.path, crossing.source, crossing.target)
        assert crossing.path.confidence == weakest(step for step, _ in crossing.path.steps)
        assert not set(crossing.path.things[1:-1]) & (sources | targets)


@given(links, groups, groups, st.integers(0, 3))
def test_a_crosswalk_reads_the_same_from_the_other_end(
    found: list[Step], sources: set[str], targets: set[str], through: int
) -> None:
    targets = targets - sources

    there = crosswalk(found, sources, targets, through=through)
    back = crosswalk(found, targets, sources, through=through)

    assert {(c.source, c.target, len(c.path.steps), c.path.confidence) for c in there} == {
        (c.target, c.source, len(c.path.steps), c.path.confidence) for c in back
    }


def test_a_shorter_path_comes_before_a_surer_one() -> None:
    found = [Step("a", "p", "b", 0.5, ""), Step("a", "p", "x", 1.0, ""), Step("x", "p", "b", 1.0, "")]

    assert [p.confidence for p in shortest_paths(found, "a", "b")] == [0.5]
    assert [c.path.confidence for c in crosswalk(found, ["a"], ["b"])] == [0.5]


def test_no_chain_leads_through_another_thing_of_the_framework_it_is_to_reach() -> None:
    found = [Step("a", "p", "lf:1", 0.9, ""), Step("lf:1", "p", "lf:2", 0.9, ""), Step("b", "p", "lf:2", 0.8, "")]

    crossings = crosswalk(found, ["a", "b"], ["lf:1", "lf:2"], through=3)

    assert [(c.source, c.target) for c in crossings] == [("a", "lf:1"), ("b", "lf:2")]


def test_five_steps_are_too_many_and_four_are_not() -> None:
    chain = [Step(str(n), "p", str(n + 1), 1.0, "") for n in range(5)]

    assert [len(p.steps) for p in shortest_paths(chain, "0", "4")] == [4]
    assert shortest_paths(chain, "0", "5") == []


def test_a_path_is_written_with_arrows_as_the_links_are_stated() -> None:
    found = [Step(f"{INC}competency/x", "urn:p", f"{INC}lf/1", 0.9, ""), Step("urn:c", "urn:q", f"{INC}lf/1", 0.7, "")]

    (path,) = shortest_paths(found, f"{INC}competency/x", "urn:c")
    (back,) = shortest_paths(found, "urn:c", f"{INC}competency/x")

    assert path.written({"urn:p": "matches"}) == "competency:x -> matches -> lf:1 <- urn:q <- urn:c"
    assert back.written({"urn:p": "matches"}) == "urn:c -> urn:q -> lf:1 <- matches <- competency:x"


# The links of the tables.


def table(name: str) -> list[dict[str, str]]:
    lines = (ONTOLOGY / "mappings" / f"{name}.sssom.tsv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


def tables() -> Iterator[dict[str, str]]:
    for file in (ONTOLOGY / "mappings").glob("*.sssom.tsv"):
        yield from table(file.name.removesuffix(".sssom.tsv"))


def full(identifier: str) -> str:
    prefix, _, name = identifier.partition(":")
    return f"{SKOS}{name}" if prefix == "skos" else f"{INC}{name}" if prefix == "inc" else f"{INC}{prefix}/{name}"


def test_each_row_of_a_table_is_a_step_and_none_that_is_said_not_to_hold(graph: KnowledgeGraph) -> None:
    walked = Counter((s.one, s.property, s.other, float(s.confidence)) for s in steps(graph) if s.why)
    rows = list(tables())
    holding = [row for row in rows if row.get("predicate_modifier") != "Not"]

    assert len(rows) - len(holding) == 3
    assert walked == Counter(
        (full(r["subject_id"]), full(r["predicate_id"]), full(r["object_id"]), float(r["confidence"])) for r in holding
    )
    assert {float(s.confidence) for s in steps(graph) if not s.why} == {1.0}


def test_the_toolkit_alone_has_37_links_to_walk(graph: KnowledgeGraph) -> None:
    only = [s for s in steps(graph, only_toolkit=True) if s.why]

    assert len(only) == 37
    assert {s.property for s in only} == {f"{SKOS}relatedMatch"}


@pytest.mark.parametrize("number", ["3.6", "4.2", "4.3"])
def test_no_path_goes_straight_between_outcomes_of_which_it_is_said_that_they_differ(
    number: str, graph: KnowledgeGraph
) -> None:
    paths = shortest_paths(steps(graph), f"{INC}eds-2011/{number}", f"{INC}eds2-2013/{number}")

    assert paths
    assert [p for p in paths if len(p.steps) == 1] == []


def crossed(*arguments: object) -> dict[tuple[str, str], tuple[float, int]]:
    """Return the confidence and the number of steps by the ends of each row of ``inclead map``."""
    rows = json.loads(inclead("map", *arguments, "--format", "json").stdout)["rows"]
    found = {
        (r["from"], r["to"]): (r["confidence"], r["path"].count(" -> ") // 2 + r["path"].count(" <- ") // 2)
        for r in rows
    }
    assert len(found) == len(rows)
    return found


def test_the_map_from_competencies_to_the_leadership_framework_is_the_toolkits_table() -> None:
    expected = {(r["subject_id"], r["object_id"]): (1.0, 1) for r in table("competency-lf")}

    assert len(expected) == 37
    assert crossed("competency", "lf", "--through", 0) == expected
    assert crossed("competency", "lf", "--through", 0, "--only-toolkit") == expected
    assert crossed("lf", "competency", "--through", 0) == {(b, a): v for (a, b), v in expected.items()}


def test_the_map_from_competencies_to_the_ksf_is_as_sure_as_the_weaker_of_two_tables() -> None:
    to_ksf: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for row in table("lf-ksf"):
        to_ksf[row["subject_id"]].append((row["object_id"], float(row["confidence"])))
    expected: dict[tuple[str, str], tuple[float, int]] = {}
    for row in table("competency-lf"):
        for dimension, second in to_ksf[row["object_id"]]:
            ends = (row["subject_id"], dimension)
            sure = min(float(row["confidence"]), second)
            expected[ends] = max(expected.get(ends, (0.0, 2)), (sure, 2))

    found = crossed("competency", "ksf")

    assert len(expected) > 20
    assert found == expected
    assert crossed("ksf", "competency") == {(b, a): v for (a, b), v in expected.items()}
    assert crossed("competency", "ksf", "--least", 0.75) == {e: v for e, v in expected.items() if v[0] >= 0.75}
    assert crossed("competency", "ksf", "--through", 0) == {}


def test_a_row_of_a_map_says_its_path_its_reasons_and_what_of_it_is_from_memory() -> None:
    document = json.loads(inclead("map", "self-belief-4", "ksf", "--format", "json").stdout)
    why = {(r["subject_id"], r["object_id"]): r["comment"] for r in (*table("competency-lf"), *table("lf-ksf"))}

    assert document["rows"]
    for row in document["rows"]:
        first, _, middle, _, last = row["path"].split(" -> ")
        assert (first, last) == (row["from"], row["to"])
        assert row["why"] == f"{why[first, middle]} | {why[middle, last]}"
    eds = json.loads(inclead("map", "eds-2011:3.6", "eds-2022", "--format", "json").stdout)["rows"]
    assert all("eds-2011:3.6" in row["from_memory"] for row in eds)
    assert eds


def test_only_the_toolkit_draws_no_map_to_drivers_and_that_is_said() -> None:
    ours = inclead("map", "competency", "driver", "--through", 0)
    only = inclead("map", "competency", "driver", "--only-toolkit")

    assert len(ours.stdout.splitlines()) == 1 + len(
        {(r["subject_id"], r["object_id"]) for r in table("competency-driver") if r["subject_id"][:4] == "comp"}
    )
    assert only.exit_code == 0
    assert only.stdout.splitlines() == ["from\tfromLabel\tto\ttoLabel\tpath\tconfidence\twhy\tfrom_memory"]
    assert "Nothing leads from competency to driver without curated links" in only.stderr


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (("zebras", "lf"), "'zebras' is not known here"),
        (("competency", "lff"), "'lff' is not known here"),
        (("competency", "psedd"), "did you mean 'psed'?"),
        (("1.1", "lf"), "'1.1' may be any of"),
    ],
)
def test_an_end_of_a_map_that_is_none_is_met_with_what_is_near(ends: tuple[str, str], words: str) -> None:
    result = inclead("map", *ends)

    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert words in result.output


def test_the_answer_to_how_two_things_hang_together_walks_from_one_to_the_other(graph: KnowledgeGraph) -> None:
    found = answer(question("path"), {"from": "self-belief-4", "to": "ksf:6"}, graph)
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    best = max(
        min(float(one["confidence"]), float(two["confidence"]))
        for one in table("competency-lf")
        for two in table("lf-ksf")
        if one["subject_id"] == "competency:self-belief-4"
        and two["subject_id"] == one["object_id"]
        and two["object_id"] == "ksf:6"
    )

    assert [(r["path"], r["step"]) for r in rows] == [(p, s) for p in range(1, len(rows) // 2 + 1) for s in (1, 2)]
    assert rows[0]["weakest"] == best
    for first, second in zip(rows[::2], rows[1::2], strict=True):
        assert (first["one"], second["other"]) == (Iri(f"{INC}competency/self-belief-4"), Iri(f"{INC}ksf/6"))
        assert first["other"] == second["one"]
        assert first["weakest"] == min(float(str(first["confidence"])), float(str(second["confidence"])))
