"""Pictures in reports say what the JSON says, in words that stand apart and can be read without colour."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from conftest import FIRST_DAY

from inclead_graph.assess import Knowledge, Result, assess, on_day
from inclead_graph.cli import main
from inclead_graph.reports.blocks import Table
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.json_report import AssessDocument, document
from inclead_graph.reports.pictured import trend_blocks
from inclead_graph.reports.trend import earlier_grades
from inclead_graph.reports.trend_picture import trend_picture

SVG = "{http://www.w3.org/2000/svg}"
BEFORE = dt.date(2025, 9, 30)


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture(scope="module")
def half_a_year_ago(complete: Result, knowledge: Knowledge) -> Result:
    return assess(on_day(complete.assessment, BEFORE), knowledge)


@pytest.fixture(scope="module")
def trended(complete: Result, half_a_year_ago: Result) -> Gathered:
    return Gathered(complete, (earlier_grades(half_a_year_ago, "2025"),))


def grades(data: AssessDocument) -> Mapping[str, tuple[str, str]]:
    return {
        line.id: (line.floor or "not applicable", line.ceiling or "not applicable")
        for stage in data.stages
        for line in (stage, *stage.factors)
    }


def panels(svg: str) -> Mapping[str, list[str]]:
    """The texts of each small chart, by the id of what it is about."""
    groups = [group for group in ElementTree.fromstring(svg).iter(f"{SVG}g") if group.find(f"{SVG}title") is not None]
    texts = [[one.text or "" for one in group.iter(f"{SVG}text")] for group in groups]
    return {words[0].split()[0]: words for words in texts}


def table_of(blocks: tuple[object, ...]) -> Table:
    return next(block for block in blocks if isinstance(block, Table))


def test_the_trend_has_the_grades_of_both_results(trended: Gathered, complete: Result, half_a_year_ago: Result) -> None:
    before, now = (grades(document(one, answers=False)) for one in (half_a_year_ago, complete))
    blocks = tuple(trend_blocks(trended))
    words = trended.framework.words("grade")

    rows = {row[0].text.split()[0]: [cell.text for cell in row[1:3]] for row in table_of(blocks).rows}
    read = {
        name: [tuple(re.findall("|".join(words), text)) or ("not applicable",) for text in texts]
        for name, texts in rows.items()
    }
    assert read == {name: [tuple(dict.fromkeys(one)) for one in (before[name], now[name])] for name in now}


def test_each_small_chart_says_what_the_floor_is_and_what_it_was(trended: Gathered) -> None:
    assert trended.trend is not None
    shown = panels(trend_picture(trended.trend, trended.grades))

    assert set(shown) == set(trended.trend.days[-1].grades)
    assert shown["OF1"][-2:] == ["● excelling", "was developing"]
    assert shown["BR5"][-2:] == ["– not applicable", "as before"]
    assert shown["BR2"][-2:] == ["● excelling", "was not known yet"]


def test_no_line_joins_what_was_judged_by_other_rules_and_that_is_said(trended: Gathered) -> None:
    other = dataclasses.replace(trended.earlier[0], rules_version="of another year")
    parted = Gathered(trended.result, (other,))
    assert trended.trend is not None
    assert parted.trend is not None
    lines = [
        list(ElementTree.fromstring(trend_picture(trend, trended.grades)).iter(f"{SVG}line"))
        for trend in (trended.trend, parted.trend)
    ]

    assert [sum(one.get("stroke-width") == "2" for one in found) > 20 for found in lines] == [True, False]
    assert not any(one.get("stroke-width") == "2" for one in lines[1])
    assert sum(one.get("stroke-dasharray") is not None for one in lines[1]) == len(parted.trend.days[-1].grades)
    said = [getattr(block, "text", "") for block in trend_blocks(parted)]
    assert any("not comparable: 30 September 2025 and 31 March 2026" in text for text in said)


def test_assessments_are_shown_oldest_first_whatever_order_they_are_given_in(
    trended: Gathered, half_a_year_ago: Result
) -> None:
    older = dataclasses.replace(trended.earlier[0], as_of=dt.date(2024, 3, 31), label="2024")
    found = Gathered(trended.result, (trended.earlier[0], older)).trend

    assert found is not None
    assert [day.as_of.year for day in found.days] == [2024, 2025, 2026]


def test_a_thing_that_an_earlier_edition_did_not_have_is_no_grade(trended: Gathered) -> None:
    less = {name: held for name, held in trended.earlier[0].grades.items() if name != "BR1"}
    found = Gathered(trended.result, (dataclasses.replace(trended.earlier[0], grades=less),))

    row = next(row for row in table_of(tuple(trend_blocks(found))).rows if row[0].text.startswith("BR1 "))
    assert row[1].text == "no such thing then"
    assert row[3].text == "excelling, was no such thing"


def test_earlier_assessments_come_by_the_command_line(tmp_path: Path) -> None:
    earlier = tmp_path / "last-year"
    made = run("new", earlier)
    assert made.exit_code == 0, made.output
    text = (FIRST_DAY / "assessment.yaml").read_text(encoding="utf-8")
    (earlier / "assessment.yaml").write_text(re.sub(r"as_of: \S+", "as_of: 2020-03-31", text), encoding="utf-8")
    for piece in (earlier / "evidence").glob("*.yaml"):
        piece.unlink()

    done = run("assess", FIRST_DAY, "--earlier", earlier, "-o", tmp_path / "report.html")
    late = run("assess", FIRST_DAY, "--earlier", FIRST_DAY, "-o", tmp_path / "late.html")
    unseen = run("assess", FIRST_DAY, "--earlier", earlier, "--json")

    assert done.exit_code == 0, done.output
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert '<h2 id="trend-heading">Trend</h2>' in page
    assert ">last-year<" in page
    assert (late.exit_code, unseen.exit_code) == (2, 2)
    assert "which is not before" in late.output
    assert "--earlier shows in docx, html, pdf, pptx" in unseen.output
    assert not (tmp_path / "late.html").exists()
