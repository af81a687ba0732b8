"""Pictures in reports say what the JSON says, in words that stand apart and can be read without colour."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from conftest import FIRST_DAY

from inclead_graph.assess import Knowledge, Result, assess, on_day
from inclead_graph.cli import main
from inclead_graph.inference.findings import long_date
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.model.assessment import Evidence, Withdrawal
from inclead_graph.reports.blocks import Table
from inclead_graph.reports.board_session import session_of
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.json_report import AssessDocument, document
from inclead_graph.reports.matrix_picture import matrix_picture
from inclead_graph.reports.pictured import records_table, timeline_blocks, trend_blocks
from inclead_graph.reports.timeline import Span
from inclead_graph.reports.timeline_picture import bars_of, timeline_picture
from inclead_graph.reports.trend import earlier_grades
from inclead_graph.reports.trend_picture import trend_picture
from inclead_graph.workspace import read_workspace

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


def test_the_slides_show_how_the_stages_moved(trended: Gathered) -> None:
    slide = next(one for one in session_of(trended) if one.title.startswith("1. Trend of the stages"))
    whole = {row[0].text: row for row in table_of(tuple(trend_blocks(trended))).rows}

    assert isinstance(slide.block, Table)
    assert [row[0].text.split()[0] for row in slide.block.rows] == list(trended.framework.stages)
    assert all(row == whole[row[0].text] for row in slide.block.rows)


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


def shown_in(svg: str) -> list[str]:
    return ["".join(one.itertext()) for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.fixture(scope="module")
def found(complete: Result) -> Gathered:
    return Gathered(complete)


def expected_end(piece: Evidence) -> dt.date | None:
    """The model's section 3.1, worked out a second time: own expiry, else so many months by kind, to the same day."""
    months = {"data": 12, "survey": 12, "document": 24, "policy": 36}.get(piece.kind)
    if piece.expires or months is None or piece.date is None:
        return piece.expires
    year, month = divmod(piece.date.year * 12 + piece.date.month - 1 + months, 12)
    return dt.date(year, month + 1, min(piece.date.day, monthrange(year, month + 1)[1]))


def test_each_record_counts_from_its_date_to_the_day_that_the_model_gives_it(found: Gathered) -> None:
    recorded = {piece.id: piece for piece in found.result.assessment.evidence}
    spans = {span.id: span for span in found.timeline.spans}

    assert set(spans) == set(found.result.findings.evidence)
    for name, piece in recorded.items():
        assert spans[name].begins == piece.date, name
        assert spans[name].until == expected_end(piece), name


def test_a_record_that_is_to_be_withdrawn_counts_until_the_day_before(knowledge: Knowledge) -> None:
    fair = read_workspace(FIRST_DAY, knowledge.framework)
    day = fair.as_of + dt.timedelta(30)
    taken = fair.evidence[0].model_copy(update={"withdrawn": Withdrawal(date=day, reason="It will be replaced.")})
    later = fair.model_copy(update={"evidence": (taken, *fair.evidence[1:])})
    span = next(s for s in Gathered(assess(later, knowledge)).timeline.spans if s.id == taken.id)

    assert (span.counts, span.until) == (True, day - dt.timedelta(1))


def test_the_falls_named_are_those_that_grading_on_the_day_itself_finds(found: Gathered, knowledge: Knowledge) -> None:
    for day in found.timeline.days[:2]:
        days = [on_day(found.result.assessment, day.day - dt.timedelta(ago)) for ago in (1, 0)]
        on = [assess(one, knowledge, [ReferenceEngine()]) for one in days]
        before, after = ({**grades(document(one, answers=False))} for one in on)
        fell = {(fall.thing, fall.bound): (fall.before, fall.after) for fall in day.falls}
        at = {"floor": 0, "ceiling": 1}

        assert fell == {key: (before[key[0]][at[key[1]]], after[key[0]][at[key[1]]]) for key in fell}
        assert day.because_of


def test_the_timeline_draws_each_dated_record_once_in_each_of_its_stages_and_names_the_next_falls(
    found: Gathered,
) -> None:
    svg = timeline_picture(found.timeline, found.framework.stages)
    titles = ["".join(one.itertext()).partition(":")[0] for one in ElementTree.fromstring(svg).iter(f"{SVG}title")][1:]
    words = " ".join(shown_in(svg))

    assert Counter(titles) == Counter({s.id: len(s.stages) for s in found.timeline.spans if s.begins and s.stages})
    assert "as of 31 March 2026" in words
    for number, day in enumerate(found.timeline.days[:8], start=1):
        assert f"{number} {long_date(day.day)} {day.falls[0].thing} {day.falls[0].label}, {day.falls[0].bound}" in words
        assert ", ".join(day.because_of) in words


def test_many_records_are_drawn_as_few_bars_that_count_them_all() -> None:
    spans = tuple(
        Span(f"E{n}", "A record", ("S",), dt.date(2020 + n % 7, 1 + n % 12, 1 + n % 28), dt.date(2030, 1, 1), True, ())
        for n in range(2000)
    )
    bars = bars_of(spans)

    assert len(bars) <= 60
    assert sorted(span.id for bar in bars for span in bar.spans) == sorted(span.id for span in spans)
    assert all(bar.begins == min(span.begins for span in bar.spans if span.begins) for bar in bars)


def test_the_tables_beside_the_timeline_have_the_same_counts_and_falls(found: Gathered) -> None:
    lapsing, falls = (block for block in timeline_blocks(found, every_day=True) if isinstance(block, Table))
    year = found.timeline.as_of + dt.timedelta(365)

    for row in lapsing.rows:
        stage = row[0].text.split()[0]
        spans = [s for s in found.timeline.spans if stage in s.stages]
        counting = [s for s in spans if s.counts]
        within = sum(s.until is not None and s.until <= year for s in counting)
        assert [int(row[at].text) for at in (1, 4, 6, 7)] == [
            len(counting), within, sum(s.until is None for s in counting), len(spans) - len(counting),
        ]  # fmt: skip
    assert [row[0].text for row in falls.rows] == [long_date(day.day) for day in found.timeline.days]
    assert len(records_table(found).rows) == len(found.result.findings.evidence)


def test_where_nothing_falls_the_timeline_says_so(knowledge: Knowledge) -> None:
    found = Gathered(assess(read_workspace(FIRST_DAY, knowledge.framework), knowledge))

    assert "No grade falls on a day that is known, whatever lapses." in shown_in(
        timeline_picture(found.timeline, found.framework.stages)
    )
    assert any(
        getattr(block, "text", "").startswith("No grade falls within a year") for block in timeline_blocks(found)
    )


def test_the_matrix_has_the_states_of_the_json(found: Gathered, complete: Result) -> None:
    cells = document(complete, answers=False).standing.matrix
    words = shown_in(matrix_picture(found.standing, found.framework.vocabularies["driver state"]))
    legend = Counter(found.framework.words("driver state"))

    assert Counter(one for one in words if one in legend) - legend == Counter(cell.state for cell in cells)
    assert Counter(one for one in words if one.startswith("shown for")) == Counter(
        f"shown for {len(cell.shown)} of {cell.criteria_bearing}"
        + (f"; against: {', '.join(cell.against)}" if cell.against else "")
        for cell in cells
    )


LONG = (
    "Verantwortungsbewusstseinsbildung, listening, learning, leading and lasting partnership with everybody here " * 2
)


@pytest.fixture(scope="module")
def long_named(trended: Gathered) -> Mapping[str, str]:
    """Each picture with long names, and many of what it has many of."""
    trend, framework = trended.trend, trended.framework
    assert trend is not None
    days = tuple(dataclasses.replace(trend.days[0], as_of=dt.date(2010 + n, 3, 31)) for n in range(12)) + trend.days
    lines = [
        tuple(
            dataclasses.replace(one, label=f"{LONG} {one.label}", grades=(one.grades[0],) * 12 + one.grades,
                                unheard=(False,) * 12 + one.unheard)
            for one in group
        )
        for group in (trend.stages, trend.factors)
    ]  # fmt: skip
    longer = dataclasses.replace(trend, days=days, comparable=(True, False) * 6 + (True,), stages=lines[0],
                                 factors=lines[1])  # fmt: skip
    stages = {name: dataclasses.replace(stage, label=LONG) for name, stage in framework.stages.items()}
    falls = [dataclasses.replace(day, falls=tuple(dataclasses.replace(fall, label=LONG) for fall in day.falls))
             for day in trended.timeline.days]  # fmt: skip
    timeline = dataclasses.replace(trended.timeline, days=tuple(falls), spans=trended.timeline.spans * 5)
    rows = tuple(
        dataclasses.replace(
            row,
            driver=dataclasses.replace(row.driver, label=LONG),
            cells=tuple(cell and dataclasses.replace(cell, against=("BR1.A1",) * 30) for cell in row.cells),
        )
        for row in trended.standing.matrix
    )
    standing = dataclasses.replace(trended.standing, matrix=rows, characteristics=(LONG,) * 9)
    return {
        "trend": trend_picture(longer, trended.grades),
        "timeline": timeline_picture(timeline, stages),
        "matrix": matrix_picture(standing, framework.vocabularies["driver state"]),
    }


@pytest.fixture(scope="module")
def as_drawn(trended: Gathered) -> Mapping[str, str]:
    assert trended.trend is not None
    return {
        "trend": trend_picture(trended.trend, trended.grades),
        "timeline": timeline_picture(trended.timeline, trended.framework.stages),
        "matrix": matrix_picture(trended.standing, trended.framework.vocabularies["driver state"]),
    }


BOXES = """() => [...document.querySelectorAll('svg text')].map(one => {
  const box = one.getBBox(); return [one.textContent, box.x, box.y, box.width, box.height]; })"""


def covering(boxes: list[tuple[str, float, float, float, float]], size: tuple[float, float]) -> Iterator[str]:
    """Texts that cover each other by more than a hair, or leave the picture."""
    for at, (words, x, y, width, height) in enumerate(boxes):
        if x < -1 or y < -1 or x + width > size[0] + 1 or y + height > size[1] + 1:
            yield f"{words!r} leaves the picture"
        for other, left, top, wide, high in boxes[at + 1 :]:
            across = min(x + width, left + wide) - max(x, left)
            down = min(y + height, top + high) - max(y, top)
            if across > 1 and down > 0.3 * min(height, high):
                yield f"{words!r} covers {other!r}"


@pytest.mark.parametrize("which", ["as_drawn", "long_named"])
def test_no_text_covers_another_or_leaves_the_picture(
    which: str, request: pytest.FixtureRequest, chromium: Any
) -> None:
    view = chromium.new_page()
    for name, svg in request.getfixturevalue(which).items():
        view.set_content(svg)
        size = tuple(map(float, ElementTree.fromstring(svg).attrib["viewBox"].split()[2:]))
        assert list(covering(view.evaluate(BOXES), (size[0], size[1]))) == [], name
    view.close()


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    full = colour.removeprefix("#") if len(colour) == 7 else "".join(2 * one for one in colour.removeprefix("#"))
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def grounds(svg: str) -> Iterator[tuple[str, str, str]]:
    """Each text with its colour and that of the last box drawn under where it stands."""
    boxes: list[tuple[float, float, float, float, str]] = []
    for one in ElementTree.fromstring(svg).iter():
        if one.tag == f"{SVG}rect" and one.get("x"):
            x, y, width, height = (float(one.attrib[name]) for name in ("x", "y", "width", "height"))
            boxes.append((x, y, width, height, one.attrib["fill"]))
        elif one.tag == f"{SVG}text":
            x, y = float(one.attrib["x"]) + 1, float(one.attrib["y"]) - 3
            under = [fill for left, top, width, height, fill in boxes if left <= x <= left + width
                     and top <= y <= top + height]  # fmt: skip
            yield one.text or "", one.attrib["fill"], under[-1] if under else "#ffffff"


def test_every_text_has_the_contrast_that_wcag_asks_for(as_drawn: Mapping[str, str]) -> None:
    for name, svg in as_drawn.items():
        for words, ink, ground in grounds(svg):
            dark, light = sorted((luminance(ink), luminance(ground if ground.startswith("#") else "#ffffff")))
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, words, ink, ground)


def test_every_picture_has_a_title_and_a_description_of_its_own(as_drawn: Mapping[str, str]) -> None:
    for svg in as_drawn.values():
        root = ElementTree.fromstring(svg)
        named = {one.get("id"): "".join(one.itertext()) for one in root.iter() if one.get("id")}

        assert root.get("role") == "img"
        said = [named[name] for name in root.attrib["aria-labelledby"].split()]
        assert len(said[0]) > 20
        assert len(said[1]) > 60
