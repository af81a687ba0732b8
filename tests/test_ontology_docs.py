"""The ontology's pages hold everything that the graph holds, lead only to what is there, and ask nothing of anybody."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from conftest import ROOT, faults_that_axe_finds
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, Graph, URIRef
from rdflib.term import Node

from inclead_graph.bundled import bundled
from inclead_graph.cli import main
from inclead_graph.errors import UnreadableError
from inclead_graph.knowledge.catalogue import read_catalogue
from inclead_graph.knowledge.declared import unexplained
from inclead_graph.knowledge.graph import read_knowledge_graph
from inclead_graph.reports import ontology_pages
from inclead_graph.reports.ontology_markdown import write_markdown
from inclead_graph.reports.ontology_pages import write_pages
from inclead_graph.terms import compact

ONTOLOGY = bundled("ontology")
QUERIES = ROOT / "inclead_graph" / "knowledge" / "queries"
INC = "https://w3id.org/inclead/"
MEMORY = "from memory, not verified"
TERM_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property)


class Page(HTMLParser):
    """What a browser would act on and a reader would read."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.fetched: list[tuple[str, str]] = []
        self.headings: list[int] = []
        self.text = ""
        self.html = html
        self.feed(html)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given.get("href") or ""] if tag == "a" else []
        self.fetched += [(tag, v or "") for name, v in attrs if name in ("src", "srcset", "data", "action", "style")]
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        if tag == "th":
            assert given.get("scope") in ("row", "col")

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return write_pages(ONTOLOGY)


@pytest.fixture(scope="module")
def pages(texts: dict[str, str]) -> dict[str, Page]:
    return {name: Page(text) for name, text in texts.items()}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return read_knowledge_graph(ONTOLOGY).store.union()


@pytest.fixture(scope="module")
def shapes() -> Graph:
    found = Graph()
    for file in (ONTOLOGY / "shapes").glob("*.ttl"):
        found.parse(file)
    return found


def where(pages: dict[str, Page], anchor: str) -> str:
    """Return the one page that has a place of this name."""
    (file,) = [name for name, page in pages.items() if anchor in page.ids]
    return file


def plain(text: object) -> str:
    return " ".join(str(text).split())


def test_every_class_and_property_is_there_with_its_label_and_meaning(pages: dict[str, Page], graph: Graph) -> None:
    declared = {term for kind in TERM_KINDS for term in graph.subjects(RDF.type, kind)}

    assert len(declared) > 85
    for term in declared:
        assert where(pages, compact(str(term))) == "terms.html"
        for said in (*graph.objects(term, RDFS.label), *graph.objects(term, RDFS.comment)):
            assert plain(said) in pages["terms.html"].text, term


def test_every_thing_with_a_label_has_one_place_with_its_label_meaning_and_iri(
    pages: dict[str, Page], graph: Graph
) -> None:
    things = set(graph.subjects(SKOS.prefLabel))

    assert len(things) > 700
    for thing in things:
        text = pages[where(pages, compact(str(thing)))].text
        for said in (graph.value(thing, SKOS.prefLabel), graph.value(thing, SKOS.definition), thing):
            assert said is None or plain(said) in text, thing


@pytest.mark.parametrize("kind", ["Source", "Passage"])
def test_every_source_and_passage_has_its_place(pages: dict[str, Page], graph: Graph, kind: str) -> None:
    found = list(graph.subjects(RDF.type, URIRef(INC + kind)))

    assert len(found) > 90
    assert {where(pages, compact(str(one))) for one in found} == {f"{kind.lower()}s.html"}


def test_a_source_is_called_by_its_title_once(pages: dict[str, Page], graph: Graph) -> None:
    source = URIRef(f"{INC}source/zoomlaw-brown")
    row = pages["sources.html"].html.partition('<tr id="source:zoomlaw-brown">')[2].partition("</tr>")[0]

    assert row.count(str(graph.value(source, DCTERMS.title))) == 1


def test_every_scheme_is_linked_from_the_first_page(pages: dict[str, Page], graph: Graph) -> None:
    schemes = set(graph.subjects(RDF.type, SKOS.ConceptScheme))

    assert len(schemes) > 20
    for scheme in schemes:
        anchor = compact(str(scheme))
        assert f"{where(pages, anchor)}#{anchor}" in pages["index.html"].links


def tables() -> list[Path]:
    return sorted((ONTOLOGY / "mappings").glob("*.sssom.tsv"))


@pytest.mark.parametrize("table", tables(), ids=lambda path: path.name)
def test_every_row_of_a_mapping_table_is_there_and_linked_from_both_its_ends(
    pages: dict[str, Page], table: Path
) -> None:
    lines = [line for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t"))
    name = table.name.removesuffix(".sssom.tsv")
    file = where(pages, f"mappings:{name}")
    page = pages[file]

    assert file in pages["index.html"].html
    assert sum("/" in anchor for anchor in page.ids) == len(rows) > 0
    for row in rows:
        anchor = "/".join(row[f"{part}_id"].replace(":", "-") for part in ("subject", "predicate", "object"))
        assert anchor in page.ids
        assert plain(row["comment"]) in page.text
        for end in (row["subject_id"], row["object_id"]):
            end_page = pages[where(pages, end)]
            assert f"{file}#{anchor}" in end_page.links, f"{end} does not lead to its row"
            assert plain(row["comment"]) in end_page.text
    said = "The toolkit’s own." if name == "competency-lf" else "Curated by us."
    assert said in page.text


def test_every_shape_is_there_with_all_that_it_says(pages: dict[str, Page], shapes: Graph) -> None:
    named: set[Node] = {s for s in shapes.subjects() if isinstance(s, URIRef)}
    messages = set(shapes.objects(None, SH.message))

    assert len(named) > 50
    assert len(messages) > 90
    assert [shape for shape in named if f"shape:{str(shape).rpartition('/')[2]}" not in pages["shapes.html"].ids] == []
    assert [message for message in messages if plain(message) not in pages["shapes.html"].text] == []


def test_every_question_is_there_with_its_sparql(pages: dict[str, Page]) -> None:
    files = sorted(QUERIES.glob("*.rq"))

    assert len(files) >= 39
    for file in files:
        assert f"question:{file.stem}" in pages["questions.html"].ids
        assert plain(file.read_text(encoding="utf-8").partition("\n\n")[2]) in pages["questions.html"].text


def test_every_graph_is_counted(pages: dict[str, Page]) -> None:
    store = read_knowledge_graph(ONTOLOGY).store

    for name in store.graphs():
        assert f"graph-{compact(name)}" in pages["index.html"].ids
        assert f"{store.size(name):,}" in pages["index.html"].text
    assert store.digest() in pages["index.html"].text


def test_every_link_leads_to_a_place_that_is_there(pages: dict[str, Page]) -> None:
    """Those that lead outside are addresses of sources, laws and licences, never of anything the page needs."""
    broken = []
    for name, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), name
        for link in page.links:
            file, _, anchor = link.partition("#")
            if link.startswith(("https://", "http://")):
                continue
            target = pages.get(file or name)
            if target is None or (anchor and unquote(anchor) not in target.ids):
                broken.append((name, link))
    assert broken == []


def test_every_page_can_be_reached_by_plain_links_from_the_first(pages: dict[str, Page]) -> None:
    assert set(pages) <= {link.partition("#")[0] for link in pages["index.html"].links}


def test_no_page_asks_for_anything_outside_itself(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert page.fetched == [("form", "search.html")], name
        assert {"link", "iframe", "object", "embed", "img", "base"} & set(page.tags) == set()
        assert page.tags.count("script") == (2 if name == "search.html" else 0)
        assert "default-src 'none'" in page.html
        assert "unsafe" not in page.html.partition("</head>")[0]
        assert "@import" not in page.html
        assert "url(" not in page.html.partition("</style>")[0]


def test_headings_skip_no_level_and_every_table_has_a_caption(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert page.headings[0] == 1, name
        assert page.headings.count(1) == 1, name
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(later - earlier <= 1 for earlier, later in steps), name
        assert page.tags.count("caption") == page.tags.count("table"), name


def remembered(graph: Graph) -> list[str]:
    found = graph.subjects(URIRef(f"{INC}verification"), URIRef(f"{INC}from-memory"))
    return sorted(compact(str(thing)) for thing in found)


def test_what_is_from_memory_says_so_in_words_at_its_place_and_wherever_it_is_named(
    pages: dict[str, Page], graph: Graph
) -> None:
    things = remembered(graph)

    assert len(things) > 40
    named = 0
    for thing in things:
        file = where(pages, thing)
        own = pages[file].html.partition(f' id="{thing}"')[2].partition("<section")[0]
        assert "From memory, not verified</a>.</strong>" in own, thing
        assert "Last checked on" in own or "last check is not recorded" in own, thing
        for name, page in pages.items():
            for after in page.html.split(f'href="{file}#{thing}">')[1:]:
                words = re.sub(r"<[^>]+>", "", after[: after.index("</strong>")] if "</strong>" in after else "")
                assert words.endswith(MEMORY), f"{name} names {thing} without its mark"
                assert len(words) < 200, f"{name} names {thing} far from its mark"
                named += 1
    assert named > 200


def test_sources_and_the_day_of_the_last_check_stand_with_each_driver(pages: dict[str, Page], graph: Graph) -> None:
    for driver in graph.subjects(RDF.type, URIRef(f"{INC}Driver")):
        anchor = compact(str(driver))
        page = pages[where(pages, anchor)]
        own = page.html.partition(f' id="{anchor}"')[2].partition("<section")[0]
        assert "Last checked on" in own, anchor
        for source in graph.objects(driver, URIRef("http://purl.org/dc/terms/source")):
            assert f"#{compact(str(source))}" in own, anchor


def test_the_same_ontology_gives_the_same_bytes_in_another_process(texts: dict[str, str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "inclead_graph", "ontology", "docs", "-o", str(tmp_path / "pages")]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": "7"}
    )

    assert f"Wrote {len(texts)} pages" in done.stderr
    assert {p.name: p.read_text(encoding="utf-8") for p in (tmp_path / "pages").iterdir()} == texts


def test_the_first_page_has_a_picture_or_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, pages: dict[str, Page]
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise UnreadableError("not here")

    monkeypatch.setattr(ontology_pages, "render", refuse)
    without = Page(write_pages(ONTOLOGY)["index.html"])

    assert "svg" not in without.tags
    assert 'pip install "inclead-graph[pictures]"' in without.text
    assert pages["index.html"].tags.count("caption") == without.tags.count("caption")


def test_the_picture_is_on_the_first_page_where_it_can_be_drawn(pages: dict[str, Page]) -> None:
    pytest.importorskip("wasmtime")

    assert pages["index.html"].tags.count("svg") == 1


@pytest.fixture
def tampered(tmp_path: Path) -> Callable[[str], Path]:
    """Return what copies the ontology and adds Turtle to it."""

    def copy(turtle: str) -> Path:
        folder = tmp_path / "ontology"
        shutil.copytree(ONTOLOGY, folder)
        prefixes = "".join(
            f"@prefix {name}: <{iri}> .\n"
            for name, iri in {"inc": INC, "owl": OWL, "rdf": RDF, "rdfs": RDFS, "skos": SKOS}.items()
        )
        (folder / "zzz.ttl").write_text(
            f"{prefixes}@prefix dcterms: <http://purl.org/dc/terms/> .\n{turtle}", encoding="utf-8"
        )
        return folder

    return copy


def test_no_term_is_unexplained() -> None:
    assert unexplained(read_catalogue(read_knowledge_graph(ONTOLOGY)).terms) == []


@pytest.mark.parametrize(
    "turtle",
    [
        "inc:New a owl:Class .",
        'inc:New a owl:Class ; rdfs:label "New"@en .',
        'inc:New a owl:ObjectProperty ; rdfs:comment "Says something."@en .',
        "inc:New a rdf:Property .",
        "inc:New a owl:DatatypeProperty .",
    ],
)
def test_a_term_without_label_or_meaning_is_found_out(tampered: Callable[[str], Path], turtle: str) -> None:
    folder = tampered(turtle)

    assert unexplained(read_catalogue(read_knowledge_graph(folder)).terms) == ["inc:New"]


def test_text_of_the_ontology_is_shown_and_never_run(tampered: Callable[[str], Path]) -> None:
    nasty = r"<script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }} \" ' & </style> <!--"
    folder = tampered(
        f"""
        inc:Nasty a owl:Class ; rdfs:label "{nasty}" ; rdfs:comment "{nasty}" .
        inc:nasty a inc:Nasty ; skos:prefLabel "{nasty}" ; skos:definition "{nasty}" ; skos:notation "{nasty}" ;
            skos:altLabel "{nasty}" ; skos:inScheme inc:drivers ; dcterms:identifier "javascript:alert(3)" ;
            skos:note "https://example.org/\\" onclick=alert(4)" .
        inc:index a skos:ConceptScheme ; skos:prefLabel "{nasty}" .
        """
    )
    written = {name: Page(text) for name, text in write_pages(folder).items()}

    for name, page in written.items():
        assert page.tags.count("script") == (2 if name == "search.html" else 0)
        assert "img" not in page.tags
        assert [link for link in page.links if "javascript" in link or '"' in link] == []
    assert "{{ 7*7 }}" in written["terms.html"].text
    assert "javascript:alert(3)" in written["drivers.html"].text
    assert r"{{ 7\*7 }}" in write_markdown(folder)
    assert "<script" not in write_markdown(folder)


def test_a_thing_in_no_scheme_and_a_scheme_with_a_taken_name_have_their_places(
    tampered: Callable[[str], Path],
) -> None:
    folder = tampered(
        """
        inc:stray a inc:Driver ; skos:prefLabel "A stray"@en .
        inc:terms a inc:EdsEdition , skos:ConceptScheme ; skos:prefLabel "Terms of ours"@en .
        inc:one a inc:Driver ; skos:prefLabel "One"@en ; skos:inScheme inc:terms ; skos:broader inc:two .
        inc:two a inc:Driver ; skos:prefLabel "Two"@en ; skos:inScheme inc:terms ; skos:broader inc:one .
        """
    )
    written = {name: Page(text) for name, text in write_pages(folder).items()}

    assert where(written, "inc:stray") == "others.html"
    assert where(written, "inc:terms") == where(written, "inc:one") == where(written, "inc:two") == "terms-2.html"
    assert set(written) <= {link.partition("#")[0] for link in written["index.html"].links}


def test_an_ontology_that_says_next_to_nothing_is_written_too(tmp_path: Path) -> None:
    (tmp_path / "bare.ttl").write_text(
        f"@prefix inc: <{INC}> . @prefix skos: <{SKOS}> .\n"
        'inc:a a inc:Driver ; skos:prefLabel "A thing" ; inc:verification inc:from-memory ; skos:inScheme inc:none .\n'
        'inc:self a skos:ConceptScheme ; skos:prefLabel "Itself" ; skos:inScheme inc:self .',
        encoding="utf-8",
    )
    written = {name: Page(text) for name, text in write_pages(tmp_path).items()}

    assert where(written, "inc:a") == "others.html"
    assert "inc:from-memory." in written["others.html"].text
    assert "This ontology has no shapes." in written["shapes.html"].text
    assert [link for page in written.values() for link in page.links if not link] == []
    assert "| `inc:self` |" in write_markdown(tmp_path)


def test_the_command_writes_a_new_folder_or_its_own_and_no_other(tmp_path: Path) -> None:
    run = CliRunner().invoke
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "index.html").write_text("<p>my own page")
    first = run(main, ["ontology", "docs", "-o", str(tmp_path / "new" / "pages")])
    again = run(main, ["ontology", "docs", "-o", str(tmp_path / "new" / "pages")])
    other = run(main, ["ontology", "docs", "-o", str(tmp_path / "mine")])
    help_ = run(main, ["ontology", "docs", "--help"])

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert other.exit_code == 2
    assert "already there and not empty; name a new folder" in other.output
    assert (tmp_path / "mine" / "index.html").read_text() == "<p>my own page"
    assert "Example" in help_.output


def test_the_markdown_page_is_fresh(request: pytest.FixtureRequest) -> None:
    page = ROOT / "docs" / "ontology.md"
    if request.config.getoption("--regenerate"):
        page.write_text(write_markdown(ONTOLOGY), encoding="utf-8")

    assert page.read_text(encoding="utf-8") == write_markdown(ONTOLOGY)


def test_the_markdown_page_has_every_term_scheme_mapping_set_graph_and_question(graph: Graph) -> None:
    text = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    terms = {t for kind in TERM_KINDS for t in graph.subjects(RDF.type, kind)}
    schemes = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    sets = [f"mappings:{table.name.removesuffix('.sssom.tsv')}" for table in tables()]
    graphs = [compact(name) for name in read_knowledge_graph(ONTOLOGY).store.graphs()]

    for name in (*(compact(str(one)) for one in terms | schemes), *sets, *graphs):
        assert f"| `{name}` |" in text, name
    for file in QUERIES.glob("*.rq"):
        assert f"`inclead ask {file.stem}" in text, file.stem
    for line in text.splitlines():
        assert line.count("|") < 8


def test_the_log_of_changes_begins_with_the_version_that_the_ontology_has(graph: Graph) -> None:
    log = (ROOT / "ontology" / "CHANGELOG.md").read_text(encoding="utf-8")
    version = str(graph.value(URIRef(INC), OWL.versionInfo))

    assert version in re.findall(r"^## (.*)$", log, re.MULTILINE)[0]


@pytest.fixture
def folder(texts: dict[str, str], tmp_path: Path) -> Path:
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_search_finds_by_word_code_and_id_with_the_keyboard_alone(chromium: Any, folder: Path) -> None:
    from playwright.sync_api import expect

    view = chromium.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    view.on("request", lambda request: asked.append(request.url))
    view.on("console", lambda message: complaints.append(message.text))
    view.on("pageerror", lambda error: complaints.append(str(error)))
    first = {"resilience": "Draws strength from inclusion", "psed": "Public Sector Equality Duty",
             "14Z35": "ICB: inequalities (section 14Z35)", "equal duty": "Public Sector Equality Duty"}  # fmt: skip
    for words, label in first.items():
        view.goto((folder / "index.html").as_uri())
        view.get_by_role("searchbox").press_sequentially(words)
        view.keyboard.press("Enter")
        view.wait_for_selector("#found li")
        assert view.locator("#found li a").first.inner_text() == label, words
        expect(view.get_by_role("status")).to_have_text(re.compile(r"\d+ things? found"))
    view.get_by_role("searchbox").fill("psed")
    view.get_by_role("searchbox").focus()
    while view.evaluate("document.activeElement.closest('#found') === null"):
        view.keyboard.press("Tab")
    view.keyboard.press("Enter")
    view.wait_for_url("**/drivers.html#driver:psed")

    assert complaints == []
    assert {url.partition("?")[0].partition("#")[0] for url in asked} == {
        (folder / name).as_uri() for name in ("index.html", "search.html", "drivers.html")
    }


def test_search_marks_what_is_from_memory_and_says_kindly_when_nothing_is_found(chromium: Any, folder: Path) -> None:
    from playwright.sync_api import expect

    view = chromium.new_page()
    view.goto(f"{(folder / 'search.html').as_uri()}?q=healthwatch")
    view.wait_for_selector("#found li")
    assert MEMORY in view.locator("#found li").first.inner_text()

    view.get_by_role("searchbox").fill("comissioner")
    expect(view.get_by_role("status")).to_contain_text("Nothing here has all of these: comissioner. Perhaps try fewer")
    assert view.locator("#found li").count() == 0
    view.get_by_role("button", name="Search for commissioner", exact=True).press("Enter")
    view.wait_for_selector("#found li")
    assert "commissioner" in view.locator("#found li").first.inner_text().lower()

    view.get_by_role("searchbox").fill("qqqq zzzz")
    expect(view.get_by_role("status")).to_contain_text("qqqq, zzzz")
    assert view.locator("#near button").count() == 0


def test_without_javascript_search_leads_to_every_page(chromium: Any, folder: Path) -> None:
    view = chromium.new_context(java_script_enabled=False).new_page()
    view.goto((folder / "index.html").as_uri())
    view.get_by_role("searchbox").fill("psed")
    view.get_by_role("searchbox").press("Enter")
    view.wait_for_url("**/search.html?q=psed")
    view.get_by_role("link", name="every page").click()
    view.wait_for_url("**/index.html#pages")


@pytest.mark.parametrize("name", ["index.html", "eds-2022.html", "mappings-competency-lf.html", "search.html?q=duty"])
def test_the_pages_have_no_accessibility_fault_that_axe_finds(chromium: Any, folder: Path, name: str) -> None:
    # The tool of the test is itself a script, which the page's policy would keep out.
    view = chromium.new_context(bypass_csp=True).new_page()
    view.goto(f"{folder.as_uri()}/{name}")
    for details in view.locator("details").all()[:5]:
        details.locator("> summary").press("Enter")

    assert faults_that_axe_finds(view) == []


def test_nothing_is_wider_than_a_narrow_window(chromium: Any, folder: Path) -> None:
    view = chromium.new_page(viewport={"width": 640, "height": 900})
    for name in ("index.html", "terms.html", "drivers.html", "lf.html", "mappings-driver-body.html", "questions.html"):
        view.goto((folder / name).as_uri())
        assert view.evaluate("document.documentElement.scrollWidth") <= 640, name
