"""Naming, finding, showing and drawing the things of the graph, by what rdflib reads from the same files."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from inclead_graph.bundled import bundled
from inclead_graph.cli import main
from inclead_graph.errors import QueryError
from inclead_graph.knowledge.graph import KnowledgeGraph, read_knowledge_graph
from inclead_graph.knowledge.neighbourhood import neighbourhood_of
from inclead_graph.knowledge.picture import MOST, picture_of
from inclead_graph.knowledge.things import Things
from inclead_graph.pictures import render
from inclead_graph.store import Iri, Store

INC = "https://w3id.org/inclead/"
MAPPINGS = bundled("ontology") / "mappings"


def inclead(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def full(identifier: str) -> str:
    prefix, _, name = identifier.partition(":")
    return f"{INC}{name}" if prefix == "inc" else f"{INC}{prefix}/{name}"


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return read_knowledge_graph(bundled("ontology"))


@pytest.fixture(scope="module")
def things(graph: KnowledgeGraph) -> Things:
    return graph.things


@pytest.fixture(scope="module")
def turtle() -> Graph:
    """What stands in the Turtle files, read by rdflib."""
    found = Graph()
    for file in bundled("ontology").rglob("*.ttl"):
        if file.parent.name != "shapes":
            found.parse(file)
    return found


def table(name: str) -> list[dict[str, str]]:
    lines = (MAPPINGS / f"{name}.sssom.tsv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


# Naming.

NAMES = [
    ("driver:psed", "driver:psed"),
    ("DRIVER:Psed", "driver:psed"),
    (f"{INC}driver/psed", "driver:psed"),
    ("psed", "driver:psed"),
    ("  psed  ", "driver:psed"),
    ("PSED", "driver:psed"),
    ("Public Sector Equality Duty", "driver:psed"),
    ("public sector EQUALITY duty", "driver:psed"),
    ("WRES", "driver:wres"),
    ("ais", "driver:accessible-information-standard"),
    ("br1.a1", "inc:BR1.A1"),
    ("BR", "inc:BR"),
    ("the board room", "inc:BR"),
    ("the strategy discussion", "inc:BR"),
    ("c6", "ksf:6"),
    ("lf:1.4.3", "lf:1.4.3"),
    ("lf", "inc:lf"),
    ("eds-2022:2b", "eds-2022:2B"),
    ("disability", "inc:characteristic-disability"),
    ("clinical commissioning group", "inc:organisation-kind-clinical-commissioning-group"),
    ("NHS Commissioning Board", "inc:organisation-kind-nhs-england"),
    ("self-belief-4", "competency:self-belief-4"),
    ("Speaks up against discrimination", "competency:self-belief-4"),
]


@pytest.mark.parametrize(("text", "identifier"), NAMES)
def test_a_thing_is_named_by_id_code_label_or_other_label_in_small_letters_or_large(
    text: str, identifier: str, things: Things
) -> None:
    assert things.named(text) == full(identifier)
    assert things.all[full(identifier)].id == identifier


def test_everything_with_a_label_is_a_thing_with_its_code_kinds_and_other_labels(things: Things, turtle: Graph) -> None:
    labelled = {str(s): str(o) for s, o in turtle.subject_objects(SKOS.prefLabel)}

    assert len(labelled) > 500
    assert {iri: thing.label for iri, thing in things.all.items()} == labelled
    for iri, thing in things.all.items():
        node = URIRef(iri)
        assert thing.code == str(turtle.value(node, SKOS.notation) or "")
        assert thing.definition == str(turtle.value(node, SKOS.definition) or "")
        assert set(thing.alternatives) == {str(o) for o in turtle.objects(node, SKOS.altLabel)}
        assert len(thing.kinds) == len(set(turtle.objects(node, RDF.type)))


def test_every_thing_answers_to_its_id_and_its_iri(things: Things) -> None:
    for iri, thing in things.all.items():
        assert things.named(thing.id) == things.named(iri) == iri


def named_alike(text: str, among: Graph) -> set[str]:
    return {
        str(s)
        for p in (SKOS.prefLabel, SKOS.altLabel, SKOS.notation)
        for s, o in among.subject_objects(p)
        if str(o).casefold() == text.casefold()
    }


@pytest.mark.parametrize("text", ["1.1", "3.6", "excelling", "Self belief", "inclusive leadership", "2a"])
def test_a_name_of_several_things_is_met_with_all_of_them(text: str, things: Things, turtle: Graph) -> None:
    alike = named_alike(text, turtle)

    if len(alike) == 1:
        assert things.named(text) == alike.pop()
        return
    with pytest.raises(QueryError) as caught:
        things.named(text)
    said = str(caught.value)
    assert said.startswith(f"'{text}' may be any of ")
    assert said.endswith("; write one of these")
    assert {full(i) for i in re.findall(r"([\w-]+:[\w.-]+) \(", said)} == alike


def test_of_very_many_things_six_are_listed_and_the_rest_counted() -> None:
    store = Store()
    for n in range(9):
        store.add(described(f"urn:thing:{n}", "Alike"), "urn:g")

    with pytest.raises(QueryError, match=r"'alike' may be any of .* and 3 more; write one of these") as caught:
        Things(store).named("alike")
    assert str(caught.value).count("(Alike)") == 6


def described(iri: str, label: str, kind: str = "urn:Kind", **more: str) -> list[tuple[Iri, Iri, str | Iri]]:
    found: list[tuple[Iri, Iri, str | Iri]] = [
        (Iri(iri), Iri(str(SKOS.prefLabel)), label),
        (Iri(iri), Iri(str(RDF.type)), Iri(kind)),
    ]
    return found + [(Iri(iri), Iri(str(SKOS[name])), value) for name, value in more.items()]


def test_a_kind_decides_between_things_of_one_name(things: Things) -> None:
    assert things.named("self belief", ["inc:Criterion"]) == full("inc:OF3.O1")
    assert things.named("self belief", ["inc:FrameworkItem"]) == full("lqf:self-belief")
    with pytest.raises(QueryError, match=r"'3\.6' may be any of eds-2011:3\.6 .*, eds2-2013:3\.6"):
        things.named("3.6", ["inc:EdsOutcome"])


def test_a_thing_of_another_kind_is_said_to_be_so(things: Things) -> None:
    with pytest.raises(QueryError) as caught:
        things.named("psed", ["inc:Competency", "inc:Indicator"], "--competency")

    assert str(caught.value) == (
        "--competency: 'psed' is not known here; "
        "there is driver:psed (Public Sector Equality Duty), which is of another kind"
    )


@pytest.mark.parametrize(
    ("text", "classes", "near"),
    [
        ("psedd", ["inc:Driver"], "did you mean 'psed'?"),
        ("Publc Sector Equality Duty", [], "did you mean 'Public Sector Equality Duty'?"),
        ("self-beleif-4", ["inc:Competency"], "did you mean 'self-belief-4'?"),
        ("zzz", [], "'inclead find' searches by words"),
        ("", [], "'inclead find' searches by words"),
        ("zzz", ["inc:Stage"], "use one of: BR, BS, CR"),
    ],
)
def test_a_name_of_nothing_is_met_with_the_nearest(text: str, classes: list[str], near: str, things: Things) -> None:
    with pytest.raises(QueryError) as caught:
        things.named(text, classes)

    assert str(caught.value).startswith(f"'{text}' is not known here; ")
    assert near in str(caught.value)


@pytest.mark.parametrize("text", ["Driver", "driver", "inc:Driver", " DRIVER "])
def test_a_kind_is_named_by_its_class_with_or_without_prefix(text: str, things: Things) -> None:
    assert things.kind_named(text) == "inc:Driver"


def test_a_kind_is_named_by_its_label_too(things: Things, turtle: Graph) -> None:
    labels = {
        str(turtle.value(c, RDFS.label)): c for c in turtle.subjects(RDF.type, OWL.Class) if str(c).startswith(INC)
    }

    assert len(labels) > 20
    for label, iri in labels.items():
        assert things.kind_named(label) == f"inc:{str(iri).removeprefix(INC)}"


def test_a_misspelt_kind_is_met_with_the_nearest(things: Things) -> None:
    with pytest.raises(QueryError, match=r"there is no kind 'Drivr'; did you mean 'Driver'\?"):
        things.kind_named("Drivr")


def test_a_group_is_a_framework_a_kind_or_one_thing(things: Things, turtle: Graph) -> None:
    lf = sorted(str(s) for s in turtle.subjects(SKOS.inScheme, URIRef(f"{INC}lf")))
    criteria = {str(s) for s in turtle.subjects(RDF.type, URIRef(f"{INC}Criterion"))}

    assert len(lf) == 7 + 28 + 112 + 4, "domains, elements, descriptors and stages"
    assert things.group_named("lf") == things.group_named("LF") == lf
    assert set(things.group_named("criterion")) == set(things.group_named("Criterion")) == criteria
    assert things.group_named("psed") == [full("driver:psed")]
    assert things.group_named("body") == things.group_named("kind of organisation")


# Finding.


def found(*arguments: object) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(inclead("find", *arguments, "--format", "json").stdout)["rows"]
    return rows


@pytest.mark.parametrize(
    ("words", "identifier"),
    [
        ("psed", "driver:psed"),
        ("PSED-B", "driver:psed-b"),
        ("1.4.3", "lf:1.4.3"),
        ("lf:1.4.3", "lf:1.4.3"),
        ("lf 1.4.3", "lf:1.4.3"),
        ("3.4.1", "lf:3.4.1"),
        ("br1.a1", "inc:BR1.A1"),
        ("BS1", "inc:BS1"),
        ("2b", "eds-2022:2B"),
        ("wres", "driver:wres"),
        ("self-belief-4", "competency:self-belief-4"),
        ("Macpherson report", "driver:macpherson-report"),
        ("eds-2022", "inc:eds-2022"),
    ],
)
def test_a_code_an_id_or_a_label_given_exactly_is_found_first(words: str, identifier: str) -> None:
    first = found(*words.split())[0]

    assert first["thing"] == identifier
    assert first["score"] == 100


@pytest.mark.parametrize(
    ("words", "identifier"),
    [
        ("macphersen raport", "driver:macpherson-report"),
        ("pulbic sector equalty duty", "driver:psed"),
        ("speeks up agianst discriminaton", "competency:self-belief-4"),
        ("accesible informaton standard", "driver:accessible-information-standard"),
        ("helthwatch", "driver:healthwatch"),
        ("gender reasignment", "inc:characteristic-gender-reassignment"),
    ],
)
def test_words_that_are_misspelt_find_what_was_meant(words: str, identifier: str) -> None:
    assert found(*words.split())[0]["thing"] == identifier


def test_words_of_a_definition_find_a_thing_too(things: Things) -> None:
    first = found("sympathies", "mediating", "opposed", "interests", "groups", "feelings")
    assert "competency:self-awareness-1" in [row["thing"] for row in first]


def test_what_fits_better_comes_first_and_what_fits_badly_not_at_all() -> None:
    scores = [row["score"] for row in found("equality", "objectives", "--most", 100)]

    assert len(scores) > 5
    assert scores == sorted(scores, reverse=True)  # type: ignore[type-var]
    assert all(isinstance(s, float | int) and 70 <= s <= 100 for s in scores)
    assert found("zzqqxxyy") == []


def test_only_things_of_the_kinds_that_are_asked_for_are_found() -> None:
    drivers = found("inequalities", "--kind", "driver", "--most", 50)
    two = found("inequalities", "--kind", "Driver", "--kind", "Criterion", "--most", 50)

    assert len(drivers) > 3
    assert {row["kind"] for row in drivers} <= {"Driver", "Driver, EdsEdition, ConceptScheme"}
    assert {str(row["kind"]) for row in two} >= {"Driver", "Criterion"}
    assert [r for r in two if r in drivers] == [r for r in drivers if r in two] != []


@pytest.mark.parametrize("most", [1, 3])
def test_no_more_are_found_than_are_asked_for(most: int) -> None:
    assert found("equality", "--most", most) == found("equality", "--most", 50)[:most]


def test_nothing_found_is_said_and_a_kind_that_is_none_is_refused() -> None:
    nothing = inclead("find", "zzqqxxyy")
    kind = inclead("find", "equality", "--kind", "Drivr")
    many = inclead("find", "equality", "--most", "0")

    assert (nothing.exit_code, nothing.stderr) == (0, "Nothing fits these words.\n")
    assert (kind.exit_code, many.exit_code) == (1, 2)
    assert "did you mean 'Driver'?" in kind.output


def test_what_is_found_is_the_same_as_csv_and_as_lines() -> None:
    rows = found("inequalities")
    as_csv = list(csv.DictReader(io.StringIO(inclead("find", "inequalities", "--format", "csv").stdout)))
    lines = [line.split("\t") for line in inclead("find", "inequalities").stdout.splitlines()]

    assert [r["thing"] for r in as_csv] == [r["thing"] for r in rows] == [line[0] for line in lines[1:]]
    assert [float(r["score"]) for r in as_csv] == [r["score"] for r in rows]


# Showing.


def links_of(identifier: str) -> set[tuple[str, bool, float, str, bool]]:
    """Other end, direction, confidence, reason and whether it holds, of each link of a thing in the tables."""
    found = set()
    for file in MAPPINGS.glob("*.sssom.tsv"):
        for row in table(file.name.removesuffix(".sssom.tsv")):
            holds = row.get("predicate_modifier") != "Not"
            rest = (float(row["confidence"]), row["comment"], holds)
            if row["subject_id"] == identifier:
                found.add((row["object_id"], True, *rest))
            if row["object_id"] == identifier:
                found.add((row["subject_id"], False, *rest))
    return found


@pytest.mark.parametrize(
    "identifier", ["driver:psed", "competency:self-belief-4", "eds-2011:3.6", "lf:1.4.3", "eds-2022:2B", "inc:CR3.A2"]
)
def test_a_thing_is_shown_with_every_link_of_every_table_and_its_reason(identifier: str, turtle: Graph) -> None:
    shown = json.loads(inclead("show", identifier, "--format", "json").stdout)
    node = URIRef(full(identifier))

    links = {(x["id"], x["outward"], x["confidence"], x["why"], x["holds"]) for x in shown["links"]}
    assert links == links_of(identifier) != set()
    assert len(shown["links"]) == len(links)
    twice = [n["id"] for n in shown["neighbours"] if (n["id"], n["outward"]) in {(x[0], x[1]) for x in links}]
    assert twice == []
    assert shown["iri"] == str(node)
    assert shown["label"] == str(turtle.value(node, SKOS.prefLabel))
    assert shown["definition"] == str(turtle.value(node, SKOS.definition) or "")
    for link in shown["links"]:
        mark = turtle.value(URIRef(full(link["id"])), URIRef(f"{INC}verification"))
        assert link["from_memory"] is (mark == URIRef(f"{INC}from-memory"))


def test_neighbours_are_what_the_thing_hangs_on_and_what_hangs_on_it(turtle: Graph) -> None:
    shown = json.loads(inclead("show", "lf:6.4", "--format", "json").stdout)

    below = {str(s) for s in turtle.subjects(SKOS.broader, URIRef(full("lf:6.4")))}
    assert {full(n["id"]) for n in shown["neighbours"] if not n["outward"]} == below
    assert len(below) == 4
    assert {n["id"] for n in shown["neighbours"] if n["outward"]} == {"lf:6", "inc:lf"}


def test_a_thing_is_shown_in_lines_with_mark_source_and_reasons() -> None:
    text = inclead("show", "eds-2011:3.6").stdout

    assert text.startswith("eds-2011:3.6  Staff are helped to stay healthy\n")
    assert "From memory, not verified" in text
    assert "  source: " in text
    assert re.search(r"-> not the same as  eds2-2013:3\.6  .*\[0\.9\] In 2011", text)
    assert "Links that we curated:" in text
    assert "Links of the toolkit:" not in text


def test_links_of_the_toolkit_and_ours_stand_apart_and_ours_can_be_left_out() -> None:
    both = inclead("show", "self-belief-4").stdout
    only = inclead("show", "self-belief-4", "--only-toolkit").stdout

    toolkit, ours = both.split("Links of the toolkit:")[1].split("Links that we curated:")
    assert set(re.findall(r"-> [\w ]+  (lf:[\d.]+)", toolkit)) == {"lf:1.4.4", "lf:2.3.3", "lf:6.4.2", "lf:6.4.3"}
    assert "driver:" in ours
    assert "Links that we curated:" not in only
    assert only.split("Links of the toolkit:")[1].strip() == toolkit.strip()


def test_a_thing_is_shown_as_turtle_with_all_that_is_stated_of_it(turtle: Graph) -> None:
    shown = Graph().parse(data=inclead("show", "lf:6.4", "--format", "ttl").stdout, format="turtle")

    assert set(shown) >= set(turtle.triples((URIRef(full("lf:6.4")), None, None)))
    assert set(shown.subjects()) == {URIRef(full("lf:6.4"))}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("1.1", "may be any of eds-2011:1.1 (Services meet the needs of local communities), eds2-2013:1.1"),
        ("psedd", "'psedd' is not known here; did you mean 'psed'?"),
        ("", "'' is not known here"),
    ],
)
def test_what_cannot_be_shown_is_said_with_what_can(name: str, words: str, tmp_path: Path) -> None:
    result = inclead("show", name, "--draw", tmp_path / "x.svg")

    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert words in result.output
    assert list(tmp_path.iterdir()) == []


# Drawing.


def shown_in(svg: str) -> list[str]:
    """The text of a picture, a line for each element."""
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return [(text.text or "").replace("\u00a0", " ") for text in texts]


def stands_in(words: str, lines: Iterable[str]) -> bool:
    """Whether words are among lines that may break between them, and at a hyphen."""
    return "".join(words.split()) in "".join("".join(lines).split())


def test_a_thing_is_drawn_with_the_labels_of_what_hangs_on_it(tmp_path: Path, turtle: Graph) -> None:
    file = tmp_path / "self-belief-4.svg"
    result = inclead("show", "self-belief-4", "--draw", file)

    assert result.exit_code == 0
    assert f"Wrote {file}" in result.stderr
    lines = shown_in(file.read_text(encoding="utf-8"))
    ends = sorted((other for other, *_ in links_of("competency:self-belief-4")), key=str)
    assert len(ends) > 10
    drawn = [e for e in ends if e.removeprefix("inc:") in lines]
    assert drawn == ends or len(drawn) >= MOST // 4
    for identifier in drawn:
        assert stands_in(str(turtle.value(URIRef(full(identifier)), SKOS.prefLabel)), lines), identifier
    assert stands_in("Speaks up against discrimination", lines)


def test_a_picture_says_how_many_links_it_leaves_out_and_keeps_the_surest(graph: KnowledgeGraph) -> None:
    found = neighbourhood_of(Iri(full("driver:psed-b")), graph)
    source = picture_of(found, {})

    drawn = source.count(" -> ")
    whole = len(found.links) + len(found.neighbours)
    assert whole > MOST
    assert f"{whole - drawn} more are not drawn." in source
    confidences = [float(n) for n in re.findall(r'label="[^"]* ([01](?:\.\d+)?)", style=dashed', source)]
    assert min(confidences) >= sorted((x.confidence for x in found.links), reverse=True)[len(confidences) - 1]


def test_a_link_that_does_not_hold_is_not_drawn(graph: KnowledgeGraph) -> None:
    source = picture_of(neighbourhood_of(Iri(full("eds-2011:3.6")), graph), {})

    assert full("eds-2022:2A") in source
    assert full("eds2-2013:3.6") not in source


def test_what_is_from_memory_is_marked_in_the_picture(graph: KnowledgeGraph) -> None:
    lines = shown_in(render(picture_of(neighbourhood_of(Iri(full("eds-2011:3.6")), graph), {}), title="x"))

    assert lines[lines.index("eds-2022:2A") :].count("(from memory)") >= 1
    assert sum(line == "(from memory)" for line in lines) == 2


HOSTILE = [
    "</text><script>x()</script>",
    '"]; evil [label="x',
    "<b>bold</b>",
    "R&D &amp; &lt;i&gt;",
    r"\N \G C:\dir" + "\\",
    "{field|<port>}",
    "Llŷn £5 ≥ 4",
    "=1+1",
]


@pytest.mark.parametrize("label", HOSTILE)
def test_a_label_of_any_signs_is_drawn_as_it_is(label: str) -> None:
    store = Store()
    store.add(described("urn:a", "Middle"), "urn:g")
    store.add(described("urn:b", label, notation="b"), "urn:g")
    store.add([(Iri("urn:a"), Iri("urn:p"), Iri("urn:b"))], "urn:g")
    graph = KnowledgeGraph(store, Things(store), frozenset(), "")

    svg = render(picture_of(neighbourhood_of("urn:a", graph), {"urn:p": label}), title=label)

    lines = shown_in(svg)
    assert sum(line == label for line in lines) == 2, "as a thing and as a link"
    names = {e.tag.rpartition("}")[2] for e in ElementTree.fromstring(svg).iter()}
    assert names <= {"svg", "g", "title", "desc", "polygon", "path", "text", "a", "ellipse", "polyline"}
    assert sum("node" in e.get("class", "").split() for e in ElementTree.fromstring(svg).iter()) == 2


@pytest.mark.parametrize("label", HOSTILE)
def test_a_label_of_any_signs_is_found_and_named(label: str) -> None:
    store = Store()
    store.add(described("urn:a", label), "urn:g")
    store.add(described("urn:b", "Something else"), "urn:g")
    things = Things(store)

    assert things.named(label) == "urn:a"
    assert [f.thing.iri for f in things.search(label)][:1] == ["urn:a"]


def test_the_classes_of_the_ontology_are_drawn_with_their_labels(tmp_path: Path, turtle: Graph) -> None:
    file = tmp_path / "classes.svg"
    result = inclead("graph", "draw", file)

    assert result.exit_code == 0
    lines = shown_in(file.read_text(encoding="utf-8"))
    for name in ("Stage", "Factor", "Criterion", "Competency", "Driver", "EdsOutcome", "FrameworkItem"):
        assert stands_in(str(turtle.value(URIRef(f"{INC}{name}"), RDFS.label)), lines), name
    for name in ("callsFor", "evidences", "neededFor", "contributesTo", "binds"):
        assert stands_in(str(turtle.value(URIRef(f"{INC}{name}"), RDFS.label)), lines), name


def test_a_picture_may_be_had_as_dot_and_not_as_anything_else(tmp_path: Path) -> None:
    dot = inclead("show", "psed", "--draw", tmp_path / "psed.dot")
    other = inclead("show", "psed", "--draw", tmp_path / "psed.docx")

    assert dot.exit_code == 0
    assert (tmp_path / "psed.dot").read_text(encoding="utf-8").startswith("digraph {")
    assert other.exit_code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["psed.dot"]
