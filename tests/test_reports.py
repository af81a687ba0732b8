"""What people open: JSON for a program, a page for everyone, a table for a pipe."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conftest import COMPLETE, ROOT, faults_that_axe_finds, rendered
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

from inclead_graph.assess import Knowledge, Result, assess
from inclead_graph.model.assessment import Assessment, Evidence, Organisation
from inclead_graph.reports import FORMATS, render
from inclead_graph.reports.json_report import document
from inclead_graph.reports.turtle import graph_name

GOLDEN = Path(__file__).parent / "golden"


def test_the_registry_lists_every_format_and_each_writes_something(complete: Result) -> None:
    assert list(FORMATS) == ["table", "json", "html", "ttl", "jsonld", "pdf", "docx", "xlsx", "pptx"]
    for name, one in FORMATS.items():
        assert one.document or len(rendered(complete, name)) > 1000


def test_the_json_has_the_published_schema(complete: Result) -> None:
    schema = json.loads((ROOT / "docs" / "schema" / "assess-v2.schema.json").read_text())

    jsonschema.validate(json.loads(rendered(complete, "json")), schema, cls=jsonschema.Draft202012Validator)


def test_the_json_says_who_what_and_by_what(complete: Result) -> None:
    data = json.loads(rendered(complete, "json"))

    assert data["organisation"]["name"] == "Wolds and Fen Partnership NHS Trust"
    assert data["as_of"] == "2026-03-31"
    assert set(data["versions"]) == {"ontology", "rules", "package"}
    assert data["engines"][0] == "reference"
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", data["evidence_digest"])
    assert [s["id"] for s in data["stages"]] == ["BR", "OF", "SR", "CR", "BS"]
    first = data["stages"][0]["factors"][0]["criteria"][0]
    assert {"id", "role", "verdict", "under_way", "corroborated", "because"} <= set(first)
    assert data["set_aside"][0].keys() == {"evidence", "reason"}


def test_the_example_has_its_golden_results(complete: Result, request: pytest.FixtureRequest) -> None:
    """Grades and verdicts as values, the graph as a graph. The oracle confirms them in test_agreement."""
    values = {
        **{s.id: [s.floor, s.ceiling] for s in document(complete).stages},
        **{f.id: [f.floor, f.ceiling] for s in document(complete).stages for f in s.factors},
        **{c.id: c.verdict for s in document(complete).stages for f in s.factors for c in f.criteria},
    }
    # Versions change with every release; what is compared is what was found.
    turtle = Graph().parse(data=rendered(complete, "ttl"))
    for triple in list(turtle.triples((None, None, None))):
        if str(triple[1]).endswith("conformsTo") or str(triple[2]).startswith("inclead-graph "):
            turtle.remove(triple)
    if request.config.getoption("--regenerate"):
        GOLDEN.mkdir(exist_ok=True)
        (GOLDEN / "wolds-and-fen.json").write_text(json.dumps(values, indent=1) + "\n")
        (GOLDEN / "wolds-and-fen.nt").write_text("\n".join(sorted(turtle.serialize(format="nt").splitlines())) + "\n")

    assert json.loads((GOLDEN / "wolds-and-fen.json").read_text()) == values
    assert isomorphic(Graph().parse(GOLDEN / "wolds-and-fen.nt"), turtle)


class _Page(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.headings: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        if tag == "a" and "href" in given:
            self.links.append(given.get("href") or "")
        self.fetched += [value or "" for name, value in attrs if name in ("src", "srcset", "data", "action")]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


@pytest.fixture(scope="module")
def page(complete: Result) -> _Page:
    parsed = _Page()
    parsed.feed(rendered(complete, "html"))
    return parsed


def test_the_page_is_whole_in_itself_and_fetches_nothing(page: _Page, complete: Result) -> None:
    assert page.fetched == []
    assert {"script", "link", "iframe", "object", "img", "form"} & set(page.tags) == set()
    assert "default-src 'none'" in rendered(complete, "html")
    assert "@import" not in rendered(complete, "html")


def test_every_link_of_the_page_leads_somewhere_in_it(page: _Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    assert [link for link in page.links if link.removeprefix("#") not in page.ids] == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own reader uses what rdflib deprecates
def test_the_json_ld_is_the_graph_of_the_turtle_under_its_name(complete: Result) -> None:
    found = Dataset()
    found.parse(data=rendered(complete, "jsonld"), format="json-ld")
    (named,) = [graph for graph in found.graphs() if len(graph)]

    assert named.identifier == graph_name(complete)
    assert set(named) == set(Graph().parse(data=rendered(complete, "ttl")))


def test_headings_of_the_page_skip_no_level(page: _Page) -> None:
    assert page.headings[0] == 1
    assert all(later - earlier <= 1 for earlier, later in zip(page.headings, page.headings[1:], strict=False))


def test_the_picture_shows_floor_and_ceiling_of_every_factor_in_words(complete: Result) -> None:
    picture = re.findall(r"<svg.*?</svg>", rendered(complete, "html"), re.DOTALL)[0]
    for factor in complete.framework.factors.values():
        floor = complete.findings.grade("factor", factor.id, "floor")
        ceiling = complete.findings.grade("factor", factor.id, "ceiling")
        said = f"{factor.id} {factor.label}: floor {floor or 'not applicable'}"
        assert said + (f", ceiling {ceiling}" if ceiling != floor else "") in picture


def test_each_gap_comes_with_the_action_of_the_toolkit(complete: Result) -> None:
    html = rendered(complete, "html")
    for criterion in complete.framework.criteria.values():
        verdict = complete.findings.value("criterion", criterion.id, "verdict")
        if verdict in ("not met", "unknown", "contested"):
            assert str(criterion.passages[0]) in html


def test_every_accepted_record_is_listed_with_each_criterion_that_it_bears_on(complete: Result) -> None:
    listed = {c.id: set(c.evidence) for s in document(complete).stages for f in s.factors for c in f.criteria}
    for piece in complete.assessment.evidence:
        if complete.findings.value("evidence", piece.id, "accepted") is True:
            for criterion in piece.criteria:
                assert piece.id in listed[criterion], f"{piece.id} is accepted and not listed with {criterion}"


def test_text_of_the_evidence_is_shown_and_never_run(knowledge: Knowledge) -> None:
    nasty = "<script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }} \" ' & ="
    piece = Evidence(
        id="E1", title=nasty, criteria=("BR1.A1",), claim="supports", status="in place", kind="document", voice="board",
        date="2026-01-01", source=nasty, locator=nasty,
    )  # fmt: skip
    organisation = Organisation(name=nasty, kind="nhs trust")
    html = render(
        assess(Assessment(organisation=organisation, as_of="2026-03-31", evidence=(piece,)), knowledge), "html"
    )
    parsed = _Page()
    parsed.feed(html)

    assert "script" not in parsed.tags
    assert "img" not in parsed.tags
    assert "{{ 7*7 }}" in html


def test_the_table_is_one_line_for_each_stage_and_factor(complete: Result) -> None:
    lines = rendered(complete, "table").splitlines()

    assert lines[0] == "level\tid\tlabel\tfloor\tceiling"
    assert len(lines) == 2 + len(complete.framework.stages) + len(complete.framework.factors)
    assert all(line.count("\t") == 4 for line in lines)


def test_the_same_result_is_the_same_bytes(complete: Result, knowledge: Knowledge) -> None:
    again = assess(complete.assessment, knowledge)
    for name in (name for name, one in FORMATS.items() if not one.document):
        assert render(again, name) == rendered(complete, name)


def test_the_page_has_no_accessibility_fault_that_axe_finds(complete: Result, chromium: Any, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    report.write_text(rendered(complete, "html"), encoding="utf-8")
    view = chromium.new_page()
    asked: list[str] = []
    view.on("request", lambda request: asked.append(request.url))
    view.goto(report.as_uri())
    for details in view.locator("details").all()[:8]:
        details.locator("> summary").press("Enter")

    assert faults_that_axe_finds(view) == []
    assert asked == [report.as_uri()]
    assert view.locator("details[open]").count() == 8, "each opens by the keyboard alone"


def test_the_example_says_that_it_is_fictional(complete: Result) -> None:
    assert "A fictional organisation." in rendered(complete, "html")
    assert "fictional" in (COMPLETE / "assessment.yaml").read_text()
