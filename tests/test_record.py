"""The public record in the graph: frameworks, the EDS and the law, against facts that are written out again here.

The Turtle is read by rdflib alone; the code under test answers only where a question is what is tested.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, SKOS, Graph, Namespace, URIRef
from rdflib.term import Node

from inclead_graph.assess import Result
from inclead_graph.bundled import bundled
from inclead_graph.knowledge.graph import KnowledgeGraph, read_knowledge_graph
from inclead_graph.knowledge.questions import Answer, answer, question, question_names
from inclead_graph.reports.turtle import graph_name, triples
from inclead_graph.store import Cell, Iri

ONTOLOGY = bundled("ontology")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
INC = Namespace("https://w3id.org/inclead/")
LAW = "http://www.legislation.gov.uk/id/"
MARKS = {INC["verified"], INC["stated-by-toolkit"], INC["from-memory"]}


def turtle(folder: Path) -> Graph:
    graph = Graph()
    for file in sorted(folder.rglob("*.ttl")):
        if "shapes" not in file.parts:
            graph.parse(file)
    return graph


@pytest.fixture(scope="module")
def record() -> Graph:
    return turtle(ONTOLOGY / "record")


@pytest.fixture(scope="module")
def everything() -> Graph:
    return turtle(ONTOLOGY)


@pytest.fixture(scope="module")
def knowledge_graph() -> KnowledgeGraph:
    return read_knowledge_graph(ONTOLOGY)


def local(node: Node | str | None) -> str:
    return str(node).rpartition("/")[2]


def text(graph: Graph, node: Node, predicate: URIRef) -> str:
    (value,) = graph.objects(node, predicate)
    return str(value)


def labels(graph: Graph, scheme: str, tier: str) -> dict[str, str]:
    """The labels of one tier of a framework, in small letters, by the ends of their IRIs."""
    return {
        local(item): text(graph, item, SKOS.prefLabel).casefold()
        for item in graph.subjects(SKOS.inScheme, INC[scheme])
        if str(graph.value(item, INC.tier)) == tier
    }


def below(graph: Graph, node: URIRef) -> list[str]:
    """The ends of the IRIs of what stands below a thing, in the order that the graph gives it."""
    found = graph.subjects(SKOS.broader, node)
    return [local(item) for item in sorted(found, key=lambda item: int(text(graph, item, INC.order)))]


def labels_below(graph: Graph, node: URIRef) -> list[str]:
    found = sorted(graph.subjects(SKOS.broader, node), key=lambda item: int(text(graph, item, INC.order)))
    return [text(graph, item, SKOS.prefLabel) for item in found]


def levels(graph: Graph, node: URIRef) -> list[tuple[int, str]]:
    return sorted(
        (int(text(graph, level, INC.order)), text(graph, level, SKOS.prefLabel))
        for level in graph.subjects(INC.levelOf, node)
    )


# The Leadership Framework of 2011

LF = {
    "Demonstrating personal qualities": (
        "Developing self awareness",
        "Managing yourself",
        "Continuing personal development",
        "Acting with integrity",
    ),
    "Working with others": (
        "Developing networks",
        "Building and maintaining relationships",
        "Encouraging contribution",
        "Working within teams",
    ),
    "Managing services": ("Planning", "Managing resources", "Managing people", "Managing performance"),
    "Improving services": (
        "Ensuring patient safety",
        "Critically evaluating",
        "Encouraging improvement and innovation",
        "Facilitating transformation",
    ),
    "Setting direction": (
        "Identifying the contexts for change",
        "Applying knowledge and evidence",
        "Making decisions",
        "Evaluating impact",
    ),
    "Creating the vision": (  # 6.1 to 6.4
        "Developing the vision for the organisation",
        "Influencing the vision of the wider healthcare system",
        "Communicating the vision",
        "Embodying the vision",
    ),
    "Delivering the strategy": (
        "Framing the strategy",
        "Developing the strategy",
        "Implementing the strategy",
        "Embedding the strategy",
    ),
}

# The 28 descriptors that the toolkit quotes; the other 84 are not ours to print.
QUOTED_CODES = """
1.1.1 1.1.2 1.1.3 1.2.1 1.2.3 1.3.1 1.4.1 1.4.2 1.4.4 2.1.1 2.3.2 2.3.3 2.3.4 3.3.3 3.4.3 4.2.1 4.2.3 4.4.2 5.1.1
6.1.3 6.2.2 6.4.1 6.4.2 6.4.3 7.2.2 7.3.3 7.4.1 7.4.3
"""
QUOTED = set(QUOTED_CODES.split())


def test_the_leadership_framework_has_seven_domains_and_28_elements_by_these_names(record: Graph) -> None:
    domains = {str(n): name.casefold() for n, name in enumerate(LF, 1)}
    elements = {f"{n}.{m}": name.casefold() for n, row in enumerate(LF.values(), 1) for m, name in enumerate(row, 1)}

    assert labels(record, "lf", "domain") == domains
    assert labels(record, "lf", "element") == elements
    assert (len(domains), len(elements)) == (7, 28)


def test_the_leadership_framework_has_four_descriptors_in_each_element_each_in_its_place(record: Graph) -> None:
    lf = Namespace(f"{INC}lf/")
    for domain in range(1, 8):
        assert below(record, lf[f"{domain}"]) == [f"{domain}.{n}" for n in range(1, 5)]
        for element in range(1, 5):
            code = f"{domain}.{element}"
            assert below(record, lf[code]) == [f"{code}.{n}" for n in range(1, 5)]

    assert len(labels(record, "lf", "descriptor")) == 112


def test_the_28_descriptors_that_the_toolkit_quotes_rest_on_it_and_the_other_84_say_no_word_of_their_own(
    record: Graph,
) -> None:
    stated = set(record.subjects(INC.verification, INC["stated-by-toolkit"]))
    codes = labels(record, "lf", "descriptor")
    elements = labels(record, "lf", "element")

    assert {code for code in codes if URIRef(f"{INC}lf/{code}") in stated} == QUOTED
    for code in codes.keys() - QUOTED:
        assert codes[code] == f"{elements[code[:3]]}, descriptor {code[4]}"
        assert record.value(URIRef(f"{INC}lf/{code}"), SKOS.definition) is None


# The Leadership Qualities Framework, the KSF, and what came after

LQF = {
    "personal-qualities": [
        "Self belief",
        "Self awareness",
        "Self management",
        "Drive for improvement",
        "Personal integrity",
    ],
    "setting-direction": [
        "Seizing the future",
        "Intellectual flexibility",
        "Broad scanning",
        "Political astuteness",
        "Drive for results",
    ],
    "delivering-the-service": [
        "Leading change through people",
        "Holding to account",
        "Empowering others",
        "Effective and strategic influencing",
        "Collaborative working",
    ],
}


def test_the_lqf_has_three_clusters_of_five_qualities(record: Graph) -> None:
    assert set(labels(record, "lqf", "cluster")) == set(LQF)
    assert len(labels(record, "lqf", "quality")) == 15
    for cluster, qualities in LQF.items():
        assert labels_below(record, URIRef(f"{INC}lqf/{cluster}")) == qualities


def test_the_five_qualities_of_the_toolkit_have_scales_of_5_4_4_4_and_5_levels_from_nought(record: Graph) -> None:
    found = [
        [rank for rank, _ in levels(record, URIRef(f"{INC}lqf/{quality.lower().replace(' ', '-')}"))]
        for quality in LQF["personal-qualities"]
    ]

    assert found == [[0, 1, 2, 3, 4], [0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3, 4]]


def test_setting_direction_is_a_cluster_of_the_lqf_and_a_domain_of_the_lf_and_these_are_two_things(
    record: Graph,
) -> None:
    named = [s for s, o in record.subject_objects(SKOS.prefLabel) if str(o).casefold() == "setting direction"]

    assert sorted(map(str, named)) == [f"{INC}lf/5", f"{INC}lqf/setting-direction"]


def test_the_fifteen_competencies_stand_four_two_two_three_and_four_under_five_of_the_fifteen_qualities(
    everything: Graph,
) -> None:
    under = Counter(local(everything.value(c, SKOS.broader)) for c in everything.subjects(RDF.type, INC.Competency))

    assert under == {
        "self-belief": 4,
        "self-awareness": 2,
        "self-management": 2,
        "drive-for-improvement": 3,
        "personal-integrity": 4,
    }


def test_the_ksf_has_six_core_dimensions_and_four_levels_of_the_sixth(record: Graph) -> None:
    assert labels(record, "ksf", "core dimension") == {
        "1": "communication",
        "2": "personal and people development",
        "3": "health, safety and security",
        "4": "service improvement",
        "5": "quality",
        "6": "equality and diversity",
    }
    assert levels(record, URIRef(f"{INC}ksf/6")) == [
        (1, "Act in ways that support equality and value diversity"),
        (2, "Support equality and value diversity"),
        (3, "Promote equality and value diversity"),
        (4, "Develop a culture that promotes equality and values diversity"),
    ]


def test_the_toolkits_five_indicators_adapt_the_ksf_and_have_no_level(everything: Graph) -> None:
    indicators = set(everything.subjects(RDF.type, INC.Indicator))

    assert len(indicators) == 5
    assert [i for i in indicators if (None, INC.levelOf, i) in everything] == []
    assert (None, INC.levelOf, INC.indicators) not in everything


def test_the_healthcare_leadership_model_has_these_nine_dimensions(record: Graph) -> None:
    assert set(labels(record, "hlm", "dimension").values()) == {
        "inspiring shared purpose",
        "leading with care",
        "evaluating information",
        "connecting our service",
        "sharing the vision",
        "engaging the team",
        "holding to account",
        "developing capability",
        "influencing for results",
    }


def test_the_management_and_leadership_framework_has_six_principles_27_competencies_and_five_levels(
    record: Graph,
) -> None:
    assert labels_below(record, URIRef(f"{INC}mlf/code")) == [
        "Accountability",
        "Collaboration",
        "Compassion",
        "Curiosity",
        "Inclusion",
        "Integrity",
    ]
    areas = below(record, URIRef(f"{INC}mlf/standards"))
    sections = [below(record, URIRef(f"{INC}mlf/{area}")) for area in areas]
    competencies = [below(record, URIRef(f"{INC}mlf/{section}")) for three in sections for section in three]
    assert len(areas) == 3
    assert [len(three) for three in sections] == [3, 3, 3]
    assert [len(three) for three in competencies] == [3] * 9
    assert len({c for three in competencies for c in three}) == 27
    (scale,) = {node for node in record.objects(None, INC.levelOf) if "mlf" in str(node)}
    assert [name for _, name in levels(record, scale)] == ["Fundamental", "Stage 1", "Stage 2", "Stage 3", "Stage 4"]


def test_each_framework_gave_way_to_the_next(record: Graph) -> None:
    after = {local(s): local(o) for s, o in record.subject_objects(DCTERMS.isReplacedBy) if "driver" not in str(s)}

    assert after == {
        "lqf": "lf",
        "lf": "hlm",
        "hlm": "mlf",
        "eds-2011": "eds2-2013",
        "eds2-2013": "eds-2022",
    }


# The Equality Delivery System

FOUR_GOALS = {
    "goal-1": ["1.1", "1.2", "1.3", "1.4", "1.5"],
    "goal-2": ["2.1", "2.2", "2.3", "2.4"],
    "goal-3": ["3.1", "3.2", "3.3", "3.4", "3.5", "3.6"],
    "goal-4": ["4.1", "4.2", "4.3"],
}
THREE_DOMAINS = {
    "domain-1": ["1A", "1B", "1C", "1D"],
    "domain-2": ["2A", "2B", "2C", "2D"],
    "domain-3": ["3A", "3B", "3C"],
}
GOAL_NAMES = {
    "eds-2011": [
        "Better health outcomes for all",
        "Improved patient access and experience",
        "Empowered, engaged and well-supported staff",
        "Inclusive leadership at all levels",
    ],
    "eds2-2013": [
        "Better health outcomes",
        "Improved patient access and experience",
        "A representative and supported workforce",
        "Inclusive leadership",
    ],
    "eds-2022": [
        "Commissioned or provided services",
        "Workforce health and well-being",
        "Inclusive leadership",
    ],
}
EDITIONS = {"eds-2011": FOUR_GOALS, "eds2-2013": FOUR_GOALS, "eds-2022": THREE_DOMAINS}


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_edition_of_the_eds_has_these_outcomes_under_these_goals(edition: str, record: Graph) -> None:
    found: dict[str, list[str]] = {}
    for goal in record.subjects(RDF.type, INC.EdsGoal):
        if (goal, SKOS.inScheme, INC[edition]) in record:
            found[local(goal)] = sorted(text(record, o, SKOS.notation) for o in record.subjects(INC.goal, goal))
    names = {local(g): text(record, g, SKOS.prefLabel) for g in record.subjects(RDF.type, INC.EdsGoal)
             if (g, SKOS.inScheme, INC[edition]) in record}  # fmt: skip

    assert found == EDITIONS[edition]
    assert [names[goal] for goal in sorted(names)] == GOAL_NAMES[edition]
    inside = {o for o in record.subjects(RDF.type, INC.EdsOutcome) if (o, SKOS.inScheme, INC[edition]) in record}
    assert {local(o) for o in inside} == {number for numbers in EDITIONS[edition].values() for number in numbers}


GRADES = ("undeveloped", "developing", "achieving", "excelling")


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_edition_grades_with_the_four_words_in_this_order(edition: str, record: Graph) -> None:
    grades = [g for g in record.subjects(RDF.type, INC.EdsGrade) if (g, SKOS.inScheme, INC[edition]) in record]
    grades.sort(key=lambda grade: int(text(record, grade, INC.order)))

    assert [text(record, g, SKOS.prefLabel) for g in grades] == [word.capitalize() for word in GRADES]
    assert [local(record.value(g, INC.equalToGrade)) for g in grades] == [f"grade-{word}" for word in GRADES]


@pytest.mark.parametrize(
    ("edition", "lower", "upper", "bounds"),
    [
        ("eds2-2013", "minimumGroups", "maximumGroups", [(0, 2), (3, 5), (6, 8), (9, 9)]),
        ("eds-2022", "minimumScore", "maximumScore", [(0, 7), (8, 21), (22, 32), (33, 33)]),
    ],
)
def test_grades_have_these_bounds_and_leave_no_whole_number_out(
    edition: str, lower: str, upper: str, bounds: list[tuple[int, int]], record: Graph
) -> None:
    found = [
        (int(text(record, grade, INC[lower])), int(text(record, grade, INC[upper])))
        for grade in (URIRef(f"{INC}{edition}/{word}") for word in GRADES)
    ]

    assert found == bounds
    assert [n for low, high in found for n in range(low, high + 1)] == list(range(bounds[-1][1] + 1))


def test_the_grades_of_2011_have_no_numbers_which_came_with_eds2(record: Graph) -> None:
    for word, bound in ((w, b) for w in GRADES for b in ("minimumGroups", "maximumGroups", "minimumScore")):
        assert record.value(URIRef(f"{INC}eds-2011/{word}"), INC[bound]) is None


@pytest.mark.parametrize("edition", ["eds-2011", "eds2-2013"])
def test_the_colours_of_the_grades_are_red_amber_green_and_purple(edition: str, record: Graph) -> None:
    found = [text(record, URIRef(f"{INC}{edition}/{word}"), INC.colourName) for word in GRADES]

    assert found == ["red", "amber", "green", "purple"]


def test_the_numbers_of_eds2_grades_are_marked_as_from_memory(record: Graph) -> None:
    for word in GRADES:
        grade = URIRef(f"{INC}eds2-2013/{word}")
        assert record.value(grade, INC.verification) == INC["from-memory"]
        assert Decimal(text(record, grade, INC.confidence)) == Decimal("0.9")


def test_scores_of_eds_2022_run_from_nought_to_three_and_eleven_of_them_make_33(record: Graph) -> None:
    scores = sorted(int(text(record, s, INC.order)) for s in record.subjects(RDF.type, INC.EdsScore))

    assert scores == [0, 1, 2, 3]
    assert 11 * max(scores) == int(text(record, URIRef(f"{INC}eds-2022/excelling"), INC.minimumScore))


def test_the_same_number_does_not_carry_over_where_the_outcome_changed(knowledge_graph: KnowledgeGraph) -> None:
    """2011 3.6 is health at work and EDS2 3.6 is experience; EDS2 put Board papers at 4.2, and line managers at 4.3."""
    found = answer(question("eds-same-number"), {}, knowledge_graph)
    numbers = {row[0] for row in found.rows if "eds-2011" in str(row[1])}
    matched = knowledge_graph.store.union()
    old, new = Namespace(f"{INC}eds-2011/"), Namespace(f"{INC}eds2-2013/")

    assert {"3.6", "4.2", "4.3"} <= numbers
    assert not numbers & {"1.1", "1.2", "1.4", "1.5", "3.4", "3.5"}
    assert (old["3.6"], SKOS.closeMatch, new["3.6"]) not in matched
    assert (old["3.6"], SKOS.exactMatch, new["3.6"]) not in matched
    assert (old["4.2"], None, new["4.2"]) not in matched
    assert {(old["4.2"], p, new["4.3"]) in matched for p in (SKOS.exactMatch, SKOS.closeMatch)} >= {True}


def test_the_crosswalk_leads_4_2_of_2011_to_4_3_of_eds2_and_says_that_4_2_is_not_the_same(
    knowledge_graph: KnowledgeGraph,
) -> None:
    found = answer(question("eds-crosswalk"), {"edition": "eds-2011"}, knowledge_graph)
    columns = [found.columns.index(name) for name in ("outcome", "counterpart", "match")]
    matches = {(str(row[a]), str(row[b])): row[c] for row in found.rows for a, b, c in [columns]}
    old, new = f"{INC}eds-2011/", f"{INC}eds2-2013/"

    assert matches[f"{old}4.2", f"{new}4.3"] in ("exactMatch", "closeMatch")
    assert matches[f"{old}4.2", f"{new}4.2"] == "not the same"
    assert matches[f"{old}3.6", f"{new}3.6"] == "not the same"


# Law

SECTIONS = {
    "age": 5,
    "disability": 6,
    "gender-reassignment": 7,
    "marriage-and-civil-partnership": 8,
    "race": 9,
    "religion-or-belief": 10,
    "sex": 11,
    "sexual-orientation": 12,
    "pregnancy-and-maternity": 4,
}


def test_the_nine_characteristics_are_named_by_sections_5_to_12_and_by_section_4(everything: Graph) -> None:
    found = {
        local(c).removeprefix("characteristic-"): text(everything, c, DCTERMS.identifier)
        for c in everything.subjects(RDF.type, INC.ProtectedCharacteristic)
    }

    assert found == {name: f"{LAW}ukpga/2010/15/section/{section}" for name, section in SECTIONS.items()}


def test_nine_characteristics_count_for_aim_a_of_the_duty_and_eight_for_b_and_c(record: Graph) -> None:
    def counted(aim: str) -> set[str]:
        found = record.objects(URIRef(f"{INC}driver/psed-{aim}"), INC.relevantCharacteristic)
        return {local(c).removeprefix("characteristic-") for c in found}

    assert counted("a") == set(SECTIONS)
    assert counted("b") == counted("c") == set(SECTIONS) - {"marriage-and-civil-partnership"}


SECTIONS_OF_THE_NHS_ACT = {
    "duty-to-involve": "242",
    "secretary-of-state-inequalities": "1C",
    "nhs-england-inequalities": "13G",
    "nhs-england-integration": "13N",
    "nhs-england-involvement": "13Q",
    "nhs-england-annual-report": "13U",
    "ccg-inequalities": "14T",
    "ccg-integration": "14Z1",
    "ccg-involvement": "14Z2",
    "icb-inequalities": "14Z35",
    "icb-integration": "14Z42",
    "icb-involvement": "14Z45",
}


def test_inserted_sections_belong_to_the_nhs_act_2006_and_not_to_the_acts_that_inserted_them(record: Graph) -> None:
    ids = {local(s): str(o) for s, o in record.subject_objects(DCTERMS.identifier)}
    inserted = {name: iri for name, iri in ids.items() if "/section/13" in iri or "/section/14" in iri}

    for driver, section in SECTIONS_OF_THE_NHS_ACT.items():
        assert ids[driver] == f"{LAW}ukpga/2006/41/section/{section}"
    others = {name for name, iri in inserted.items() if not iri.startswith(f"{LAW}ukpga/2006/41/section/")}
    assert others == {"psed", "psed-a", "psed-b", "psed-c"}, "section 149 of the Equality Act is no inserted section"


IDENTIFIERS = {
    "equality-act-2010": "ukpga/2010/15",
    "psed": "ukpga/2010/15/section/149",
    "socio-economic-duty": "ukpga/2010/15/section/1",
    "specific-duties-2011": "uksi/2011/2260",
    "specific-duties-2017": "uksi/2017/353",
    "nhs-act-2006": "ukpga/2006/41",
    "hsca-2012": "ukpga/2012/7",
    "hca-2022": "ukpga/2022/31",
    "localism-act-2011": "ukpga/2011/20",
    "human-rights-act-1998": "ukpga/1998/42",
    "race-relations-amendment-act-2000": "ukpga/2000/34",
    "cqc-fundamental-standards": "uksi/2014/2936",
}


@pytest.mark.parametrize("driver", IDENTIFIERS)
def test_a_law_has_its_identifier_at_legislation_gov_uk(driver: str, record: Graph) -> None:
    assert text(record, URIRef(f"{INC}driver/{driver}"), DCTERMS.identifier) == LAW + IDENTIFIERS[driver]


def days(record: Graph, driver: str) -> tuple[dt.date | None, dt.date | None]:
    node = URIRef(f"{INC}driver/{driver}")
    first, last = record.value(node, ELI.first_date_entry_in_force), record.value(node, ELI.date_no_longer_in_force)
    return dt.date.fromisoformat(str(first)) if first else None, dt.date.fromisoformat(str(last)) if last else None


def test_the_equality_duty_began_on_5_april_2011_and_has_no_end(record: Graph) -> None:
    for driver in ("psed", "psed-a", "psed-b", "psed-c"):
        assert days(record, driver) == (dt.date(2011, 4, 5), None)


@pytest.mark.parametrize("duty", ["inequalities", "integration", "involvement", "patient-involvement"])
def test_duties_of_ccgs_end_on_30_june_2022_and_those_of_icbs_begin_the_day_after(duty: str, record: Graph) -> None:
    assert days(record, f"ccg-{duty}") == (dt.date(2013, 4, 1), dt.date(2022, 6, 30))
    assert days(record, f"icb-{duty}") == (dt.date(2022, 7, 1), None)
    assert (URIRef(f"{INC}driver/ccg-{duty}"), DCTERMS.isReplacedBy, URIRef(f"{INC}driver/icb-{duty}")) in record


def test_the_specific_duties_of_2011_end_the_day_before_those_of_2017_begin(record: Graph) -> None:
    _, last = days(record, "specific-duties-2011")
    first, _ = days(record, "specific-duties-2017")

    assert (last, first) == (dt.date(2017, 3, 30), dt.date(2017, 3, 31))


def test_the_socio_economic_duty_is_not_in_force_in_england_and_so_has_no_first_day(record: Graph) -> None:
    duty = URIRef(f"{INC}driver/socio-economic-duty")

    assert record.value(duty, ELI.in_force) == ELI["InForce-notInForce"]
    assert days(record, "socio-economic-duty") == (None, None)


def test_sex_and_gender_reassignment_are_two_characteristics_and_the_judgment_of_2025_is_there(record: Graph) -> None:
    assert days(record, "for-women-scotland") == (dt.date(2025, 4, 16), None)
    assert {"sex", "gender-reassignment"} <= set(SECTIONS)
    assert "2025" in text(record, INC["characteristic-sex"], SKOS.note)


def test_no_driver_ends_before_it_begins_nor_outlasts_what_replaces_it(record: Graph) -> None:
    drivers = set(record.subjects(RDF.type, INC.Driver))
    first = {d: str(record.value(d, ELI.first_date_entry_in_force) or "") for d in drivers}
    last = {d: str(record.value(d, ELI.date_no_longer_in_force) or "9999-12-31") for d in drivers}
    replaced = [(s, o) for s, o in record.subject_objects(DCTERMS.isReplacedBy) if {s, o} <= drivers]

    assert len(drivers) >= 50
    assert [d for d in drivers if first[d] > last[d]] == []
    assert len(replaced) >= 8
    assert [(s, o) for s, o in replaced if not first[s] < first[o]] == []
    overlapping = {(local(s), local(o)) for s, o in replaced if not last[s] < first[o]}
    assert overlapping == {("equity-and-excellence", "hsca-2012")}, "the Act took up the White Paper a year on"


# Source and mark


def test_every_subject_of_the_record_has_one_mark_and_a_source_that_is_described(
    record: Graph, everything: Graph
) -> None:
    described = {*everything.subjects(RDF.type, INC.Source), *everything.subjects(RDF.type, INC.Passage)}
    faults = []
    for subject in set(record.subjects()):
        marks, sources = set(record.objects(subject, INC.verification)), set(record.objects(subject, DCTERMS.source))
        if len(marks) != 1 or not marks <= MARKS or not sources or not sources <= described:
            faults.append((subject, marks, sources))

    assert len(set(record.subjects())) > 300
    assert faults == []


def test_what_is_from_memory_says_so_three_times_and_nothing_else_does(record: Graph, everything: Graph) -> None:
    """By its mark, by a confidence, and by its source."""
    recollection = URIRef(f"{INC}source/recollection")
    marked = set(everything.subjects(INC.verification, INC["from-memory"]))

    assert len(marked) > 30
    assert set(everything.subjects(INC.confidence)) == marked
    assert set(everything.subjects(DCTERMS.source, recollection)) == marked
    assert all(0 < Decimal(text(everything, thing, INC.confidence)) < 1 for thing in marked)


def test_what_the_toolkit_states_is_sourced_from_its_passages(record: Graph) -> None:
    stated = set(record.subjects(INC.verification, INC["stated-by-toolkit"]))

    assert stated
    for thing in stated:
        assert any(str(source).startswith(f"{INC}passage/") for source in record.objects(thing, DCTERMS.source)), thing


def test_the_question_for_unsourced_facts_finds_none(knowledge_graph: KnowledgeGraph) -> None:
    assert answer(question("unsourced-facts"), {}, knowledge_graph).rows == ()


def test_the_question_for_unsourced_facts_finds_a_fact_without_a_mark_or_source_and_a_link_without_a_reason() -> None:
    graph = read_knowledge_graph(ONTOLOGY)
    marked, sourced, bare = (Iri(f"{INC}driver/{name}") for name in ("only-marked", "only-sourced", "bare"))
    graph.store.add(
        [
            (marked, Iri(INC.verification), Iri(INC.verified)),
            (sourced, Iri(DCTERMS.source), Iri(f"{INC}source/nelft")),
            (bare, Iri(SKOS.prefLabel), "Nobody knows whence"),
        ],
        f"{INC}graph/record",
    )
    graph.store.add([(Iri(f"{INC}BR1.A1"), Iri(INC.evidences), Iri(f"{INC}driver/big-society"))], "urn:somewhere")

    rows = answer(question("unsourced-facts"), {}, graph).rows

    assert {local(str(row[0])) for row in rows} == {"only-marked", "only-sourced", "bare", "BR1.A1"}


def test_the_question_for_what_is_from_memory_lists_all_of_it_with_its_confidence(
    everything: Graph, knowledge_graph: KnowledgeGraph
) -> None:
    found = answer(question("from-memory"), {}, knowledge_graph)
    listed = {str(row[0]): row[found.columns.index("confidence")] for row in found.rows}

    assert listed == {
        str(thing): Decimal(str(confidence)) for thing, confidence in everything.subject_objects(INC.confidence)
    }


@pytest.fixture(scope="module")
def with_an_assessment(complete: Result) -> tuple[KnowledgeGraph, str]:
    graph = read_knowledge_graph(ONTOLOGY)
    name = graph_name(complete)
    target = graph.store.graph(str(name))
    target.addN((s, p, o, target) for s, p, o in triples(complete))
    return graph, str(name)


def answered_by_its_example(name: str, asked_of: tuple[KnowledgeGraph, str]) -> Answer:
    graph, assessment = asked_of
    asked = question(name)
    given = {p: assessment if v.type == "assessment" else v.example for p, v in asked.head.parameters.items()}
    return answer(asked, given, graph)


def named_in(row: tuple[Cell | None, ...]) -> set[str]:
    return {str(cell) for cell in row if isinstance(cell, Iri)}


def full(identifier: str) -> str:
    """Write an id as an IRI without the code under test: each prefix of ours is a folder of our namespace."""
    prefix, _, name = identifier.partition(":")
    return f"{INC}{name}" if prefix == "inc" else f"{INC}{prefix}/{name}"


@pytest.mark.parametrize("name", question_names())
def test_an_answer_names_as_from_memory_just_what_is_so_marked(
    name: str, everything: Graph, with_an_assessment: tuple[KnowledgeGraph, str]
) -> None:
    marked = {str(thing) for thing in everything.subjects(INC.verification, INC["from-memory"])}

    found = answered_by_its_example(name, with_an_assessment)

    assert len(found.from_memory) == len(found.rows)
    wrong = [
        (row, names)
        for row, names in zip(found.rows, found.from_memory, strict=True)
        if {full(n) for n in names} != named_in(row) & marked
    ]
    assert wrong == []


def test_marks_from_memory_do_turn_up_in_answers_on_law_and_on_the_eds(
    with_an_assessment: tuple[KnowledgeGraph, str],
) -> None:
    law = {n for names in answered_by_its_example("drivers-in-force", with_an_assessment).from_memory for n in names}
    graph, _ = with_an_assessment
    grades = answer(question("eds-grades"), {"edition": "eds2-2013"}, graph)

    assert "driver:duty-to-involve" in law
    assert {f"eds2-2013:{word}" for word in GRADES} <= {n for names in grades.from_memory for n in names}


# What bound whom, and when


def in_force(day: str, body: str, graph: KnowledgeGraph) -> set[str]:
    return {local(str(row[0])) for row in answer(question("drivers-in-force"), {"date": day, "body": body}, graph).rows}


def test_a_trust_of_march_2012_is_bound_by_the_duties_of_its_day_and_by_none_of_ccgs_or_icbs(
    knowledge_graph: KnowledgeGraph,
) -> None:
    found = in_force("2012-03-31", "nhs trust", knowledge_graph)

    assert {"specific-duties-2011", "psed", "duty-to-involve", "equality-act-2010", "eds-2011"} <= found
    assert not {d for d in found if d.startswith(("ccg-", "icb-", "nhs-england-"))}
    assert not found & {"specific-duties-2017", "eds2-2013", "eds-2022", "hca-2022", "wres", "healthwatch"}


def test_an_icb_of_2023_is_bound_by_its_own_duties_and_by_nothing_that_had_ended(
    knowledge_graph: KnowledgeGraph,
) -> None:
    found = in_force("2023-01-01", "integrated care board", knowledge_graph)

    assert {"icb-inequalities", "icb-integration", "icb-involvement", "icb-patient-involvement"} <= found
    assert {"specific-duties-2017", "psed", "eds-2022", "hca-2022"} <= found
    assert not {d for d in found if d.startswith("ccg-")}
    assert not found & {"specific-duties-2011", "duty-to-involve", "eds-2011", "eds2-2013", "cqc-essential-standards"}


@pytest.mark.parametrize(
    ("body", "driver", "last_day", "day_after", "successor"),
    [
        ("nhs trust", "specific-duties-2011", "2017-03-30", "2017-03-31", "specific-duties-2017"),
        ("nhs trust", "cqc-essential-standards", "2015-03-31", "2015-04-01", "cqc-fundamental-standards"),
        ("nhs trust", "eds-2011", "2013-11-03", "2013-11-04", "eds2-2013"),
        ("clinical commissioning group", "ccg-integration", "2022-06-30", "2022-07-01", None),
    ],
)
def test_a_driver_is_in_force_on_its_last_day_and_not_on_the_day_after(
    body: str, driver: str, last_day: str, day_after: str, successor: str | None, knowledge_graph: KnowledgeGraph
) -> None:
    before, after = (in_force(day, body, knowledge_graph) for day in (last_day, day_after))

    assert driver in before
    assert driver not in after
    assert successor not in before
    assert successor is None or successor in after


def test_an_icb_has_no_duties_of_its_own_on_the_day_before_there_were_any(knowledge_graph: KnowledgeGraph) -> None:
    own = {"icb-inequalities", "icb-integration", "icb-involvement", "icb-patient-involvement"}

    assert not own & in_force("2022-06-30", "integrated care board", knowledge_graph)
    assert own <= in_force("2022-07-01", "integrated care board", knowledge_graph)


def test_a_duty_that_is_not_in_force_is_in_no_answer_on_what_was(knowledge_graph: KnowledgeGraph) -> None:
    for body in ("nhs trust", "integrated care board", "local authority", "department of health"):
        assert "socio-economic-duty" not in in_force("2026-11-25", body, knowledge_graph)
