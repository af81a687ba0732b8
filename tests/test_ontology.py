"""The ontology says what the toolkit says, where it says it, and conforms to its shapes."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path

import pytest
from rdflib import OWL, RDF, SH, Graph, URIRef

from inclead_graph import terms
from inclead_graph.assess import Knowledge
from inclead_graph.bundled import bundled
from inclead_graph.knowledge.graph import read_knowledge_graph
from inclead_graph.knowledge.shapes import nonconformities
from inclead_graph.store import Store, turtle_files

ONTOLOGY = bundled("ontology")
SEED = Path(__file__).resolve().parents[2] / "shared" / "seed" / "inclead-toolkit.txt"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return read_knowledge_graph(ONTOLOGY).store.union()


def test_the_ontology_conforms_to_its_shapes() -> None:
    assert nonconformities(ONTOLOGY) == []


def test_every_shape_says_in_words_what_is_wrong() -> None:
    store = Store()
    for file in turtle_files(ONTOLOGY / "shapes"):
        store.load(file, "urn:shapes")
    shapes = store.union()
    inner = set(shapes.objects(None, SH.qualifiedValueShape))
    inner |= {item for choice in shapes.objects(None, SH["or"]) for item in shapes.items(choice)}
    inner |= set(shapes.objects(None, SH["not"]))
    inside = {part for shape in inner for part in shapes.objects(shape, SH.property)}

    silent = [
        shape for shape in shapes.subjects(SH.path) if shape not in inside and not shapes.value(shape, SH.message)
    ]

    assert silent == []


def test_stages_factors_and_criteria_are_as_many_as_the_design_asks_for(knowledge: Knowledge) -> None:
    framework = knowledge.framework

    assert [s.id for s in framework.stages.values()] == ["BR", "OF", "SR", "CR", "BS"]
    assert {s.id: len(s.factors) for s in framework.stages.values()} == {"BR": 6, "OF": 5, "SR": 4, "CR": 5, "BS": 12}
    assert 100 <= len(framework.criteria) <= 160
    assert Counter(c.role for c in framework.criteria.values()).keys() == {"foundation", "action", "outcome"}
    for factor in framework.factors.values():
        roles = {framework.criteria[c].role for c in factor.criteria}
        assert {"action", "outcome"} <= roles, factor.id


def test_the_countable_structure_of_the_toolkit_is_all_there(knowledge: Knowledge) -> None:
    """Counts of what the toolkit lists: boxes, steps, questions, benefits, processes, supports, check-list items."""
    criteria = knowledge.framework.criteria

    def lines(first: int, last: int, factor: str, role: str) -> int:
        return sum(
            c.factor.startswith(factor)
            and c.role == role
            and any(first <= p.first_line and p.last_line <= last for p in c.passages)
            for c in criteria.values()
        )

    assert lines(318, 354, "BR", "foundation") == 6, "six enquiry questions"
    assert lines(550, 592, "BR", "foundation") == 5, "five things that engage the Chief Executive and Chair"
    assert lines(698, 718, "OF1", "foundation") == 4, "four questions for managers"
    assert lines(745, 762, "OF2", "outcome") == 4, "four benefits of monitoring"
    assert lines(773, 1084, "OF3", "outcome") == 5, "five personal qualities"
    assert lines(1249, 1291, "OF5", "outcome") == 5, "five indicators"
    assert lines(1526, 1552, "SR3", "action") == 4, "four ways to use equality monitoring"
    assert lines(1352, 1366, "SR", "outcome") == 4, "Macpherson's four signs"
    assert lines(1655, 1679, "CR2", "action") == 4, "four other measures"
    assert lines(1740, 1772, "CR4", "action") == 3, "three individual competences"
    assert lines(2130, 2204, "BS11", "action") == 11, "eleven check-list items"
    assert lines(1884, 1902, "BS10", "action") == 4, "four supports"
    assert lines(2063, 2083, "BS12", "action") + lines(2063, 2083, "BS12", "outcome") == 4, "four expectations"


def test_labels_are_unique_and_texts_are_for_people(knowledge: Knowledge) -> None:
    criteria = knowledge.framework.criteria.values()

    assert [label for label, n in Counter(c.label for c in criteria).items() if n > 1] == []
    for criterion in criteria:
        assert criterion.definition.endswith((".", ")")), criterion.id
        assert len(criterion.definition.split()) <= 45, criterion.id


def test_every_passage_carries_its_lines_in_its_name_and_is_cited(graph: Graph, knowledge: Knowledge) -> None:
    passages = str(terms.PASSAGE)
    cited = {str(o).removeprefix(passages) for o in graph.objects() if str(o).startswith(passages)}
    by_rules = {c.passage for _, _, rule in knowledge.rulebook.specs() for c in rule.citation if c.passage}
    for passage in knowledge.framework.passages.values():
        lines = [int(n) for n in re.findall(r"\d+", passage.id)]
        assert (lines[0], lines[-1]) == (passage.first_line, passage.last_line)
    assert cited | by_rules == set(knowledge.framework.passages)


@pytest.mark.skipif(not SEED.is_file(), reason="the toolkit's text is not ours to ship and is not beside this checkout")
def test_every_passage_begins_and_ends_on_a_line_with_words(knowledge: Knowledge) -> None:
    text = SEED.read_text(encoding="utf-8", errors="replace").split("\n")

    for passage in knowledge.framework.passages.values():
        assert text[passage.first_line - 1].strip(), passage.id
        assert text[passage.last_line - 1].strip(), passage.id


def test_the_closed_namespace_is_exactly_what_the_ontology_declares() -> None:
    declared = Graph().parse(ONTOLOGY / "inclead.ttl")
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property)
    ours = {s for kind in kinds for s in declared.subjects(RDF.type, kind) if str(s).startswith(str(terms.INC._NS))}

    assert {URIRef(str(terms.INC._NS) + name) for name in terms.INC.__annotations__ if name[0] != "_"} == ours


def test_a_misspelt_term_is_an_error() -> None:
    with pytest.raises(AttributeError):
        _ = terms.INC.passsage


def test_every_class_and_property_is_explained(graph: Graph) -> None:
    rdfs = "http://www.w3.org/2000/01/rdf-schema#"
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in graph.subjects(RDF.type, kind):
            if str(term).startswith(str(terms.INC._NS)):
                assert graph.value(term, URIRef(rdfs + "label")), term
                assert graph.value(term, URIRef(rdfs + "comment")), term


def test_grades_and_verdicts_are_told_apart_without_colour(knowledge: Knowledge) -> None:
    for vocabulary in ("grade", "verdict"):
        concepts = knowledge.framework.vocabularies[vocabulary].values()
        assert len({c.glyph for c in concepts}) == len(concepts)
        for concept in concepts:
            assert contrast(concept.fill, concept.ink) >= 4.5, concept.notation


def test_grades_differ_in_lightness_alone_so_that_no_colour_blindness_hides_one(knowledge: Knowledge) -> None:
    light = sorted(lightness(c.fill) for c in knowledge.framework.vocabularies["grade"].values())

    assert min(b - a for a, b in itertools.pairwise(light)) >= 18


def lightness(colour: str) -> float:
    """L* of CIE 1976, from the relative luminance of WCAG 2.2."""
    return 116 * luminance(colour) ** (1 / 3) - 16


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2, success criterion 1.4.3."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
