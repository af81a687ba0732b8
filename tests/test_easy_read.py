"""The easy-read paper is easy to read, says what was found and no more, and can be read by everybody."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from click.testing import CliRunner
from conftest import FIRST_DAY, faults_that_axe_finds, sizes_of_type
from readability import grade, sentences, words
from samples import random_assessment, random_targets

from inclead_graph.assess import Knowledge, Result, assess
from inclead_graph.cli import main
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.model.assessment import Assessment
from inclead_graph.reports.blocks import Paper, Saying, Table
from inclead_graph.reports.documents import as_file
from inclead_graph.reports.easy_read import easy_paper, easy_words
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.json_report import document
from inclead_graph.workspace import read_workspace

LONGEST = 15
HARD = re.compile(
    r"\b(pursuant|herein|thereof|statutory|implement\w*|facilitat\w*|stakeholders?|protected characteristics?|ensure|"
    r"framework|criteri\w+|assessments?|floor|ceiling|corroborat\w+|accordance|regarding|utili[sz]e\w*)\b",
    re.IGNORECASE,
)
PASSIVE = re.compile(r"\b(?:was|were|been|being|be|is|are)\s+\w+(?:ed|en)\b", re.IGNORECASE)


def graded(assessment: Assessment, knowledge: Knowledge) -> Gathered:
    return Gathered(assess(assessment, knowledge, [ReferenceEngine()]))


@pytest.fixture(scope="module")
def found(complete: Result) -> Gathered:
    return Gathered(complete)


@pytest.fixture(scope="module")
def several(found: Gathered, knowledge: Knowledge) -> Mapping[str, Gathered]:
    """The complete example, the first day, and random assessments with targets."""
    made = {"complete": found, "first day": graded(read_workspace(FIRST_DAY, knowledge.framework), knowledge)}
    for seed in range(6):
        targets = random_targets(knowledge.framework, seed)
        random = random_assessment(knowledge.framework, seed).model_copy(update={"targets": targets})
        made[f"random {seed}"] = graded(random, knowledge)
    return made


def texts(paper: Paper) -> Iterator[str]:
    """All that the paper says, without the name of the organisation, which nobody can make easier."""
    for section in paper.sections:
        for block in section.blocks:
            if isinstance(block, Saying):
                yield block.text
            elif isinstance(block, Table):
                yield from (cell.text for row in block.rows for cell in row if cell.text.endswith("."))


def without_names(found: Gathered) -> list[str]:
    return [text.replace(found.result.assessment.organisation.name, "us") for text in texts(easy_paper(found))]


def test_every_sentence_is_short_and_has_no_hard_word(several: Mapping[str, Gathered]) -> None:
    for name, one in several.items():
        for text in without_names(one):
            for sentence in sentences(text):
                assert len(words(sentence)) <= LONGEST, (name, sentence)
            assert not HARD.search(text), (name, text)


def test_the_text_is_one_that_a_child_of_nine_can_read(several: Mapping[str, Gathered]) -> None:
    for name, one in several.items():
        said = without_names(one)
        assert grade(said) <= 4, (name, grade(said))
        lengths = [len(words(sentence)) for text in said for sentence in sentences(text)]
        assert sum(lengths) / len(lengths) <= 8, name


def test_hardly_a_sentence_is_in_the_passive(several: Mapping[str, Gathered]) -> None:
    for name, one in several.items():
        said = without_names(one)
        passive = [text for text in said if PASSIVE.search(text)]
        assert len(passive) <= len(said) / 20, (name, passive)


def test_the_measure_gives_what_was_printed() -> None:
    """The example of the formula: six words of one syllable in one sentence."""
    assert round(grade(["The cat sat on the mat."]), 2) == -1.45
    assert grade(["Organisations implement comprehensive inclusion policies accordingly."]) > 18


def test_each_factor_stands_once_under_what_was_found_of_it(found: Gathered, complete: Result) -> None:
    easy = easy_words()
    stages = {easy["stages"][stage.id]["name"]: stage for stage in document(complete, answers=False).stages}
    at, shown = "", dict[str, dict[str, list[str]]]()
    for section in easy_paper(found).sections:
        if section.level == 1:
            at = section.title.partition(". ")[2]
        elif at in stages:
            held = shown.setdefault(at, {})
            held[section.title] = [block.text.rstrip(".") for block in section.blocks if isinstance(block, Saying)]

    for name, stage in stages.items():
        expected: dict[str, list[str]] = {}
        for factor in stage.factors:
            called = easy["absent"]["name"] if factor.floor is None else easy["grades"][factor.floor]["name"]
            expected.setdefault(called, []).append(easy["factors"][factor.id])
        assert shown[name] == expected


def test_what_nobody_knows_is_not_known_yet_and_never_not_started(several: Mapping[str, Gathered]) -> None:
    paper = easy_paper(several["first day"])
    said = list(texts(paper))
    not_started = [s for s in paper.sections if s.title == easy_words()["grades"]["undeveloped"]["name"]]
    heard = [
        line.factor.id
        for stage in several["first day"].profile.stages
        for line in stage.factors
        if line.grades.floor and not line.unheard
    ]

    assert said.count("We do not know yet how well we do here.") == 3
    assert sum(len(section.blocks) for section in not_started) == len(heard) == 2
    assert "We have not set aims yet." in said
    assert "We looked at 2 pieces of proof." in said


def test_no_number_but_a_small_count_or_a_date_is_said(several: Mapping[str, Gathered]) -> None:
    for one in several.values():
        for text in without_names(one):
            bare = re.sub(r"\d{1,2} [A-Z][a-z]+ \d{4}|[A-Z][a-z]+ \d{4}", "", text)
            assert all(int(number) <= 20 for number in re.findall(r"\d+", bare)), text


def test_the_aims_are_the_targets_with_their_month(found: Gathered) -> None:
    said = list(texts(easy_paper(found)))
    easy = easy_words()["factors"]

    assert f"By December 2026: {easy['BR3']}." in said
    assert f"When we can: {easy['OF4']}." in said
    assert f"We have reached this: {easy['BR1']}." in said


def test_it_says_that_people_with_learning_disabilities_have_not_checked_it(several: Mapping[str, Gathered]) -> None:
    for one in several.values():
        assert any(
            "People with learning disabilities have not checked it yet" in text for text in texts(easy_paper(one))
        )


def test_everything_in_the_ontology_has_easy_words(knowledge: Knowledge) -> None:
    easy, framework = easy_words(), knowledge.framework

    assert set(easy["stages"]) == set(framework.stages)
    assert set(easy["factors"]) == set(framework.factors)
    assert list(easy["grades"]) == list(framework.words("grade"))


def test_the_pdf_is_tagged_in_large_type_with_symbols_that_are_silent(found: Gathered) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(as_file(found, "easy-read", ".pdf")))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())

    footer = 12.0
    assert {size for page in pdf.pages for size in sizes_of_type(page) if size < 16} <= {footer}
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 (pypdf has a type of its own for it)
    for said in texts(easy_paper(found)):
        assert " ".join(said.split()) in text


def test_the_word_file_has_large_type_and_symbols_that_are_silent(found: Gathered) -> None:
    paper = docx.Document(io.BytesIO(as_file(found, "easy-read", ".docx")))
    sayings = [p.text.strip() for p in paper.paragraphs if p.text.startswith("\t")]

    assert paper.styles["Normal"].font.size is not None
    assert paper.styles["Normal"].font.size.pt >= 16
    assert len(paper.inline_shapes) == len(sayings) > 50
    assert all(re.search(r'decorative [^>]*val="1"', shape._inline.xml) for shape in paper.inline_shapes)


def test_the_page_has_no_fault_that_axe_finds(several: Mapping[str, Gathered], tmp_path: Path, chromium: Any) -> None:
    (tmp_path / "easy.html").write_bytes(as_file(several["first day"], "easy-read", ".html"))
    view = chromium.new_page(viewport={"width": 640, "height": 900})
    view.goto((tmp_path / "easy.html").as_uri())

    assert faults_that_axe_finds(view) == []
    assert view.evaluate("document.documentElement.scrollWidth") <= 640
    assert view.evaluate("parseFloat(getComputedStyle(document.querySelector('.saying')).fontSize)") >= 21
    view.close()


def test_the_command_writes_it(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["document", str(FIRST_DAY), "easy-read", "-o", str(tmp_path / "easy.pdf")])

    assert done.exit_code == 0, done.output
    assert (tmp_path / "easy.pdf").read_bytes()[:5] == b"%PDF-"
