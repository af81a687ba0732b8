"""A network as a graph: what it says, what its shapes refuse, what can be asked, and how other people's are read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from click.testing import CliRunner
from conftest import ROOT, rendered
from hypothesis import HealthCheck, given, settings
from networks import networks
from rdflib import RDF, SH, Graph, URIRef
from rdflib.namespace import DCTERMS, ORG, PROV, SKOS

from inclead_graph.assess import Result, load_knowledge
from inclead_graph.bundled import bundled
from inclead_graph.cli import main
from inclead_graph.exchange import read_files, write
from inclead_graph.exchange.network_terms import LINKS, LISTS, PLAIN, WORDS
from inclead_graph.model.network import PartnershipNetwork
from inclead_graph.reports import render
from inclead_graph.terms import INC
from inclead_graph.workspace import read_network

FRAMEWORK = load_knowledge().framework
EXAMPLE = ROOT / "assessments" / "wolds-and-fen"
NETWORK = read_network(EXAMPLE, FRAMEWORK)
ONTOLOGY = bundled("ontology")
NAMES = {one.id: one.name for one in (*NETWORK.organisations, *NETWORK.groups)}


def turtle(network: PartnershipNetwork, folder: Path) -> str:
    write(network, folder / "network.ttl", "turtle", FRAMEWORK)
    return (folder / "network.ttl").read_text(encoding="utf-8")


def read(text: str | bytes, folder: Path) -> PartnershipNetwork:
    (folder / "read.ttl").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_files([folder / "read.ttl"], FRAMEWORK).network


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> str:
    return turtle(NETWORK, tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    return Graph().parse(ONTOLOGY / "inclead.ttl").parse(ONTOLOGY / "vocabularies.ttl")


def breaches(text: str, vocabulary: Graph) -> list[tuple[str, str, str]]:
    """Return what the shapes say of a network: the thing's name, the message and how grave it is."""
    data = Graph() + vocabulary
    data.parse(data=text, format="turtle")
    shapes = Graph().parse(ONTOLOGY / "shapes" / "network.ttl")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    return [
        (
            str(report.value(result, SH.focusNode)).partition("#")[2],
            str(report.value(result, SH.resultMessage)),
            str(report.value(result, SH.resultSeverity)).rpartition("#")[2],
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    ]


# What it says


def test_every_field_of_a_network_has_a_term_that_states_it() -> None:
    nested = {
        "organisations", "groups", "services", "trust", "partnerships", "scopings", "between", "reviews", "scores",
        "protocol", "other",
    }  # fmt: skip
    for model, plain in PLAIN.items():
        stated = {*plain, *WORDS.get(model, {}), *LINKS.get(model, {}), *LISTS.get(model, {})}
        assert stated == {field.alias or name for name, field in model.model_fields.items()} - nested, model


def test_the_example_says_in_orgs_terms_who_is_who_and_who_works_with_whom(example: str) -> None:
    graph = Graph().parse(data=example, format="turtle")
    named = {str(graph.value(node, DCTERMS.identifier)): node for node in graph.subjects(RDF.type, ORG.Organization)}
    pairs = [
        sorted(str(graph.value(member, DCTERMS.identifier)) for member in graph.objects(one, ORG.hasMember))
        for one in graph.subjects(RDF.type, ORG.OrganizationalCollaboration)
    ]

    assert {id_: str(graph.value(node, SKOS.prefLabel)) for id_, node in named.items()} == {
        one.id: one.name for one in NETWORK.organisations
    }
    assert sorted(pairs) == sorted(sorted(one.between) for one in NETWORK.partnerships)
    assert str(graph.value(named["wolds-and-fen"], ORG.identifier)) == "XWF"
    assert graph.value(named["harbour"], ORG.classification) == URIRef(
        FRAMEWORK.vocabularies["organisation kind"]["nhs trust"].iri
    )
    assert str(graph.value(named["fen-roads"], INC.kindInWords)) == "Gypsy, Roma and Traveller group"
    assert graph.value(named["trans-fen"], INC.fundingAtRisk) is None


def test_a_link_is_said_both_ways_unless_it_goes_one_way_and_only_while_it_lasts(tmp_path: Path) -> None:
    network = PartnershipNetwork.model_validate(
        {
            "as_of": "2026-01-01",
            "organisations": [{"id": name, "name": name.upper()} for name in "abcd"],
            "groups": [{"id": "g", "name": "G", "disadvantage": "age"}],
            "services": [
                {"organisation": "a", "group": "g"},
                {"organisation": "b", "group": "g", "until": "2025-12-31"},
            ],
            "partnerships": [
                {"between": ["a", "b"]},
                {"between": ["b", "c"], "one_way": True},
                {"between": ["c", "d"], "until": "2025-12-31"},
            ],
        }
    )
    graph = Graph().parse(data=turtle(network, tmp_path), format="turtle")
    name = {node: str(graph.value(node, DCTERMS.identifier)) for node in graph.subjects(DCTERMS.identifier)}

    assert {(name[one], name[other]) for one, other in graph.subject_objects(ORG.linkedTo)} == {
        ("a", "b"),
        ("b", "a"),
        ("b", "c"),
    }
    assert [(name[one], name[group]) for one, group in graph.subject_objects(INC.serves)] == [("a", "g")]


def test_the_same_network_gives_the_same_text_however_its_numbers_and_columns_are_written(tmp_path: Path) -> None:
    first, second = (
        PartnershipNetwork.model_validate(
            {
                "organisations": [{"id": "a", "name": "A", "other": dict(other)}, {"id": "b", "name": "B"}],
                "partnerships": [{"between": ["a", "b"], "weight": weight}],
            }
        )
        for weight, other in (("2.50", [("x", "1"), ("y", "2")]), ("2.5", [("y", "2"), ("x", "1")]))
    )

    assert turtle(first, tmp_path) == turtle(second, tmp_path)


def test_the_graph_of_an_assessment_has_its_network_about_the_same_organisation(complete: Result) -> None:
    graph = Graph().parse(data=rendered(complete, "ttl"), format="turtle")
    (assessment,) = graph.subjects(RDF.type, INC.Assessment)
    (network,) = graph.objects(assessment, PROV.used)
    (ours,) = graph.objects(network, INC.assessed)
    derived = [piece.id for piece in complete.assessment.evidence if piece.id.startswith("network.")]

    assert graph.value(assessment, INC.assessmentOf) == ours
    assert [str(label) for label in graph.objects(ours, SKOS.prefLabel)] == [complete.assessment.organisation.name]
    assert derived
    assert {str(graph.value(piece, DCTERMS.identifier)) for piece in graph.subjects(PROV.wasDerivedFrom, network)} == {
        *derived
    }
    scores = [
        one for one in graph.subjects(RDF.type, INC.PartnershipScore) if (one, PROV.wasDerivedFrom, None) in graph
    ]
    assert scores
    for piece in graph.objects(scores[0], PROV.wasDerivedFrom):
        assert (piece, RDF.type, INC.Evidence) in graph


def test_the_network_in_the_graph_of_an_assessment_is_read_as_it_was(complete: Result, tmp_path: Path) -> None:
    again = read(rendered(complete, "ttl"), tmp_path)
    ours = again.organisations[0]

    assert ours.other == {"rdfs:comment": "A fictional organisation."}
    assert again.model_copy(
        update={"organisations": (ours.model_copy(update={"other": {}}), *again.organisations[1:])}
    ) == NETWORK.model_copy(update={"as_of": None})


def test_another_name_that_the_network_has_for_the_assessed_organisation_is_a_second_name(complete: Result) -> None:
    network = complete.assessment.network
    assert network is not None
    renamed = [
        one.model_copy(update={"name": "W&F"}) if one.id == network.assessed else one for one in network.organisations
    ]
    changed = network.model_copy(update={"organisations": tuple(renamed)})
    assessment = complete.assessment.model_copy(update={"network": changed})
    result = replace(complete, findings=replace(complete.findings, assessment=assessment))
    graph = Graph().parse(data=render(result, "ttl"), format="turtle")
    ours = graph.value(predicate=RDF.type, object=INC.PartnershipNetwork)
    node = graph.value(ours, INC.assessed)

    assert [str(name) for name in graph.objects(node, SKOS.prefLabel)] == [complete.assessment.organisation.name]
    assert [str(name) for name in graph.objects(node, SKOS.altLabel)] == ["W&F"]


# Shapes

FAULTS: dict[str, tuple[str, str, str, str]] = {
    # thing: what stands there, what takes its place, the message, and the thing that it names where that is another
    "network": (r'inc:scale "4"', 'inc:scale "0"', "the top of the scale is one number above 0 (inc:scale)", ""),
    "organisation:fen-roads": (r'skos:prefLabel "Fen Roads" ;', "", "needs exactly one name", ""),
    "organisation:trans-fen": (r'skos:prefLabel "', 'skos:prefLabel "Trans" , "', "needs exactly one name", ""),
    "organisation:tide-college": ("inc:order", 'org:identifier "tc" ; inc:order', "three to ten capital letters", ""),
    "organisation:quay-surgery": (r"inc:sector-private", "inc:voice-advocate", "an organisation is of one sector", ""),
    "organisation:safe-haven": ("fundingAtRisk false", 'fundingAtRisk "perhaps"', "where nobody has said", ""),
    "group:travellers-fen": (r'"1150"', '"-1150"', "a need is one number of people, from 0 up (inc:need)", ""),
    "group:boat-dwellers": (r'inc:disadvantage "[^"]*" ;', "", "that its people share", ""),
    "group:lgbt-harbour": ("inc:characteristic-sexual-orientation", "inc:sector-nhs", "that its people share", ""),
    "service:1": ("inc:share 0.55", "inc:share 1.55", "a share is one number from 0 to 1 (inc:share)", ""),
    "service:3": (r"inc:servedBy \S+ ;", "", "a service is provided by one organisation", ""),
    "service:4": (r"this:group:refugees-harbour", "this:organisation:harbour", "a service is for one group", ""),
    "service:5": ("inc:order", 'inc:lastDay "2001-01-01"^^xsd:date ; inc:order', "which is not after its last", ""),
    "trust:1": (r"this:group:travellers-fen", "this:organisation:fen-roads", "nobody is asked about themselves", ""),
    "trust:2": (r"inc:numberAsked 40", "inc:numberAsked 0", "at least one was asked", ""),
    "trust:3": (r"inc:share \S+ ;", "", "which part of those asked trust the organisation", ""),
    "partnership:11": (r"secondPartner \S+", "secondPartner this:organisation:fen-cvs", "a partner of themselves", ""),
    "partnership:13": (r'inc:weight "3"', 'inc:weight "0"', "a weight is one number above 0", ""),
    "partnership:14": ("org:hasMember", "org:hasMember this:organisation:harbour ,", "two members (org:hasMember)", ""),
    "partnership:9": (r'("2025-06-01")\^\^xsd:date', r"\1", "begins on one day", ""),
    "partnership:10": (r"secondPartner \S+", "secondPartner this:organisation:nobody", "needs one second partner", ""),
    "partnership:1:review:1": (r'dcterms:date \S+ ;', "", "needs the day on which it was done", ""),
    "partnership:2:review:1:score:1": (
        "inc:partnership-shared-values", "inc:partnership-bridged-gap", "the other three are for scopings",
        "partnership:2:review:1",
    ),
    "partnership:3:review:1:score:2": ("inc:score 3", "inc:score 5", "a score is 1, 2, 3 or 4", ""),
    "partnership:4:review:1:score:1": (r"prov:wasGeneratedBy \S+ ;", "", "part of one review or scoping", ""),
    "partnership:5:review:1:score:5": ("inc:voice-community-group", "inc:sector-nhs", "one voice", ""),
    "partnership:6:protocol:gains:1": (
        r'rdf:first "[^"]*"', "rdf:first this:network", "a priority or gain is said in words", "partnership:6:protocol",
    ),
    "partnership:7:review:1": (r"this:partnership:7 ", "this:organisation ", "a review is of one partnership", ""),
    "scoping:2": (r'inc:cost "2"', 'inc:cost "0"', "a cost is one number above 0", ""),
    "scoping:3:score:1": ("inc:partnership-shared-values", "inc:sector-nhs", "about one criterion", ""),
}  # fmt: skip


def put(text: str, thing: str, old: str, new: str) -> str:
    """Put a fault into the block of a thing; its pattern stands there just once."""
    (before,) = re.findall(rf"(?ms)^this:{re.escape(thing)} .*? \.$", text)
    after, changes = re.subn(old, new, before)
    assert changes == 1, (thing, before)
    return text.replace(before, after)


@pytest.fixture(scope="module")
def said(example: str, vocabulary: Graph) -> list[tuple[str, str, str]]:
    for thing, (old, new, *_) in FAULTS.items():
        example = put(example, thing, old, new)
    return breaches(example, vocabulary)


@pytest.mark.parametrize("thing", FAULTS)
def test_a_fault_gets_one_message_that_says_what_is_needed(thing: str, said: list[tuple[str, str, str]]) -> None:
    _, _, words, named = FAULTS[thing]

    messages = [message for node, message, _ in said if node == (named or thing)]

    assert len(messages) == 1, messages
    assert words in messages[0]


def test_nothing_is_said_beyond_the_faults(said: list[tuple[str, str, str]]) -> None:
    assert sorted(node for node, _, _ in said) == sorted(named or thing for thing, (*_, named) in FAULTS.items())
    assert {severity for _, _, severity in said} == {"Violation"}


def test_the_example_conforms_to_the_shapes(example: str, vocabulary: Graph) -> None:
    assert breaches(example, vocabulary) == []


def test_a_need_without_a_source_is_a_warning(example: str, vocabulary: Graph) -> None:
    text = put(example, "group:deaf-county", r'dcterms:source "[^"]*" ;', "")

    message = "a need should say where its number is from (dcterms:source)"
    assert breaches(text, vocabulary) == [("group:deaf-county", message, "Warning")]


@given(network=networks(FRAMEWORK))
@settings(max_examples=10, suppress_health_check=list(HealthCheck), deadline=None)
def test_every_network_that_is_written_conforms_to_the_shapes(
    network: PartnershipNetwork, vocabulary: Graph, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = breaches(turtle(network, tmp_path_factory.mktemp("any")), vocabulary)

    assert [one for one in found if one[2] != "Warning"] == []


# Questions


def questions() -> list[str]:
    text = (ROOT / "docs" / "networks.md").read_text(encoding="utf-8")
    return re.findall(r"(?ms)^```sparql\n(.*?)^```", text)


@pytest.fixture(scope="module")
def asked(
    complete: Result, example: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[list[dict[str, Any]]]]:
    """What each question of the page finds, in the Turtle of the assessment and in the network alone."""
    folder = tmp_path_factory.mktemp("asked")
    (folder / "assessment.ttl").write_text(rendered(complete, "ttl"), encoding="utf-8")
    (folder / "network.ttl").write_text(example, encoding="utf-8")
    found: dict[str, list[list[dict[str, Any]]]] = {}
    for name in ("assessment", "network"):
        store = folder / name
        loaded = CliRunner().invoke(main, ["graph", "load", str(store), str(folder / f"{name}.ttl")])
        assert loaded.exit_code == 0, loaded.output
        for question in questions():
            result = CliRunner().invoke(main, ["sparql", "--store", str(store), "--format", "json", question])
            assert result.exit_code == 0, result.output
            found.setdefault(name, []).append(json.loads(result.stdout)["rows"])
    return found


def test_the_page_asks_three_questions() -> None:
    assert len(questions()) == 3


def ours(day: str | None) -> set[str]:
    """Return those who are tied to the assessed organisation: on a day, or ever."""
    return {
        end
        for one in NETWORK.partnerships
        if NETWORK.assessed in one.between and (day is None or one.end is None or str(one.end) >= day)
        for end in one.between
        if end != NETWORK.assessed
    }


@pytest.mark.parametrize(("where", "day"), [("assessment", "2026-03-31"), ("network", None)])
def test_who_serves_a_group_with_a_characteristic_and_is_tied_to_us(
    where: str, day: str | None, asked: dict[str, list[list[dict[str, Any]]]]
) -> None:
    race = {group.id for group in NETWORK.groups if group.disadvantage == "race"}
    due = {
        (NAMES[s.organisation], NAMES[s.group])
        for s in NETWORK.services
        if s.group in race and s.organisation in ours(day)
    }

    assert {(row["organisation"], row["people"]) for row in asked[where][0]} == due
    assert len(due) == 3


def test_which_groups_are_served_by_nobody_whose_funding_is_known_to_be_safe(
    asked: dict[str, list[list[dict[str, Any]]]],
) -> None:
    there = {one.id: one for one in NETWORK.organisations if not one.potential}
    serving: dict[str, set[str]] = {}
    for service in NETWORK.services:
        if service.organisation in there:
            serving.setdefault(NAMES[service.group], set()).add(service.organisation)
    due = {
        group: {NAMES[name] for name in names}
        for group, names in serving.items()
        if not any(there[name].funding_at_risk is False for name in names)
    }

    for where in ("assessment", "network"):
        assert {row["people"]: {*row["organisations"].split(", ")} for row in asked[where][1]} == due
    assert 3 < len(due) < len(serving)


def test_where_a_review_found_little_and_who_said_so(asked: dict[str, list[list[dict[str, Any]]]]) -> None:
    words = FRAMEWORK.vocabularies
    due = [
        (
            NAMES[next(end for end in one.between if end != NETWORK.assessed)],
            words["partnership criterion"][score.criterion].label,
            score.score,
            words["voice"][score.voice].label if score.voice else None,
        )
        for one in NETWORK.partnerships
        if NETWORK.assessed in one.between
        for review in one.reviews
        for score in review.scores
        if score.score is not None and score.score <= 2
    ]

    assert len(due) == 3
    for where in ("assessment", "network"):
        rows = [(r["partner"], r["criterion"], r["score"], r.get("voice")) for r in asked[where][2]]
        assert sorted(rows, key=str) == sorted(due, key=str)


# Other people's

PREFIXES = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix inc: <https://w3id.org/inclead/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def test_organisations_in_org_and_their_plain_links_are_read_with_what_else_is_said(tmp_path: Path) -> None:
    network = read(
        PREFIXES
        + """
        @base <https://example.org/bodies/> .
        <hub> a org:FormalOrganization ; skos:prefLabel "The Hub"@en , "Yr Hyb"@cy ; org:identifier "RX1" ;
            foaf:homepage <https://hub.example> ; org:linkedTo <trust> , <gone> , <hub> .
        <trust> a org:Organization ; foaf:name "A trust" ; org:linkedTo <hub> .
        """,
        tmp_path,
    )
    by_id = {one.id: one for one in network.organisations}

    assert set(by_id) == {"the-hub", "a-trust"}
    assert by_id["the-hub"].ods_code == "RX1"
    assert by_id["the-hub"].other == {
        "http://xmlns.com/foaf/0.1/homepage": "https://hub.example",
        "skos:prefLabel (others)": "Yr Hyb",
    }
    assert [one.between for one in network.partnerships] == [("a-trust", "the-hub")]


def test_what_people_write_by_hand_is_read_lists_in_brackets_and_collaborations_of_two() -> None:
    network = read_files([ROOT / "tests" / "data" / "network" / "by-hand.ttl"], FRAMEWORK).network
    (partnership,) = network.partnerships

    assert network.anchors == ("b", "a")
    assert [one.sector for one in network.organisations] == ["nhs", "housing"]
    assert (partnership.between, partnership.kind, str(partnership.start)) == (("a", "b"), "referrals", "2024-04-01")
    assert [str(review.date) for review in partnership.reviews] == ["2025-06-01"]
    assert partnership.protocol is not None
    assert partnership.protocol.priorities == ("First", "Second", "First")
    assert partnership.protocol.gains == ("One gain",)


def test_a_list_that_runs_in_a_circle_ends(tmp_path: Path) -> None:
    network = read(
        PREFIXES
        + """
        <#n> a inc:PartnershipNetwork ; inc:anchors <#1> .
        <#1> rdf:first <#a> ; rdf:rest <#2> .
        <#2> rdf:first <#a> ; rdf:rest <#1> .
        <#a> a org:Organization ; skos:prefLabel "A" .
        """,
        tmp_path,
    )

    assert network.anchors == ("a", "a")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_turtle_is_read_in_the_encodings_that_editors_save_it_in(encoding: str, tmp_path: Path) -> None:
    text = PREFIXES + '<#a> a org:Organization ; skos:prefLabel "Café" .'

    assert read(text.encode(encoding), tmp_path).organisations[0].name == "Café"


def test_nothing_that_a_file_points_to_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was looked up")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    text = PREFIXES + (
        "<http://127.0.0.1:9/o> a owl:Ontology ; owl:imports <http://127.0.0.1:9/more.ttl> .\n"
        '<http://127.0.0.1:9/a> a org:Organization ; skos:prefLabel "A" ; inc:sector <http://127.0.0.1:9/sector> .'
    )

    assert read(text, tmp_path).organisations[0].sector == "http://127.0.0.1:9/sector"


def test_a_word_of_somebody_elses_vocabulary_is_called_by_its_label(tmp_path: Path) -> None:
    text = PREFIXES + (
        '<#a> a org:Organization ; skos:prefLabel "A" ; org:classification <#charity> .\n'
        '<#charity> skos:prefLabel "Registered charity"@en .'
    )

    assert read(text, tmp_path).organisations[0].kind == "Registered charity"
