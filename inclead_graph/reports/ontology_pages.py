"""The ontology as linked pages that work without a network: every term, scheme, mapping, shape and question."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from inclead_graph import __version__
from inclead_graph.errors import UnreadableError
from inclead_graph.knowledge.catalogue import Catalogue, read_catalogue
from inclead_graph.knowledge.graph import KnowledgeGraph, read_knowledge_graph
from inclead_graph.knowledge.picture import picture_of_classes
from inclead_graph.knowledge.questions import question, question_names
from inclead_graph.knowledge.shapes import Shape, read_shapes
from inclead_graph.model.question import Question
from inclead_graph.pictures import render
from inclead_graph.reports.environment import page_environment
from inclead_graph.reports.ontology_places import Places
from inclead_graph.reports.ontology_words import Words
from inclead_graph.terms import PREFIXES, expand

__all__ = ["GENERATOR", "write_pages"]

GENERATOR = "inclead-graph, pages of the ontology"
"""What each page names as its generator."""

PERSONAS = ("manager", "auditor", "strategist")


@dataclass(frozen=True, slots=True)
class _Page:
    """A page to be written: its file, what it is called, its template and what that needs."""

    file: str
    heading: str
    template: str
    needs: dict[str, Any]


def write_pages(folder: Path) -> dict[str, str]:
    """Write the pages of an ontology folder.

    Returns:
        The text of each page by the name of its file, ``index.html`` first. The same ontology gives the same text.

    Raises:
        UnreadableError: there is no Turtle, or a file cannot be read.
        OntologyError: a file is malformed, with its place.
    """
    graph = read_knowledge_graph(folder)
    catalogue = read_catalogue(graph)
    shapes = read_shapes(folder)
    questions = tuple(map(question, question_names()))
    places = Places(catalogue, shapes)
    words = Words(catalogue, places, shapes)
    environment = _environment(catalogue, places, words)
    pages = [*_first_pages(graph, catalogue, words), *_lists(catalogue, places, shapes, questions)]
    pages += _search_page(words, environment, questions)
    environment.globals.update(menu=_MENU, every_page=[(p.file, p.heading) for p in pages])
    return {page.file: _written(page, environment) for page in pages}


_MENU = (
    ("index.html", "Overview"),
    ("terms.html", "Classes and properties"),
    ("index.html#schemes", "Schemes"),
    ("vocabularies.html", "Vocabularies"),
    ("index.html#mapping-sets", "Mapping sets"),
    ("sources.html", "Sources"),
    ("passages.html", "Passages"),
    ("shapes.html", "Shapes"),
    ("questions.html", "Questions"),
)


def _environment(catalogue: Catalogue, places: Places, words: Words) -> Environment:
    environment = page_environment()
    environment.filters["expand"] = expand
    environment.globals.update(
        c=catalogue,
        href=places.href,
        compact=words.identifier,
        generator=f"{GENERATOR} {__version__}",
        memory_word=words.memory,
        no_meaning="Nobody has said what it means.",
        **words.functions(),
    )
    return environment


def _first_pages(graph: KnowledgeGraph, catalogue: Catalogue, words: Words) -> Iterator[_Page]:
    ours = [term for term in catalogue.terms if not term.borrowed]
    groups = (
        ("Classes", "classes", [term for term in ours if term.is_class]),
        ("Properties", "properties", [term for term in ours if not term.is_class]),
        ("Terms of other vocabularies", "borrowed", [term for term in catalogue.terms if term.borrowed]),
    )
    about = {"digest": graph.store.digest(), "picture": _picture(graph), "graph_words": words.graph}
    yield _Page("index.html", "Overview", "index.html", about)
    yield _Page("terms.html", "Classes and properties", "terms.html", {"term_groups": groups, "prefixes": PREFIXES})


def _lists(
    catalogue: Catalogue, places: Places, shapes: tuple[Shape, ...], questions: tuple[Question, ...]
) -> Iterator[_Page]:
    for file, scheme in places.schemes.items():
        yield _Page(file, scheme.entry.label, "scheme.html", {"scheme": scheme})
    vocabularies = [scheme for scheme in catalogue.schemes if scheme.is_vocabulary]
    yield _Page("vocabularies.html", "Vocabularies", "vocabularies.html", {"schemes": vocabularies})
    for file, one in places.sets.items():
        cited = any(link.passage for link in one.links)
        yield _Page(file, one.title, "mapping.html", {"set": one, "cited": cited})
    citing = {**dict.fromkeys(catalogue.entries, ()), **catalogue.citing()}
    remembered = sorted((e for iri, e in catalogue.entries.items() if iri in catalogue.from_memory), key=_surety)
    sources = {"remembered": remembered, "works": places.works, "sources": catalogue.of("inc:Source"), "citing": citing}
    yield _Page("sources.html", "Sources", "sources.html", sources)
    passages = {"passages": catalogue.of("inc:Passage"), "citing": citing}
    yield _Page("passages.html", "Passages of the toolkit", "passages.html", passages)
    groups = (("Shapes", [s for s in shapes if s.targets]), ("Parts of shapes", [s for s in shapes if not s.targets]))
    yield _Page("shapes.html", "Shapes", "shapes.html", {"shapes": shapes, "shape_groups": groups})
    asked = [(who, [q for q in questions if q.head.persona == who]) for who in PERSONAS]
    yield _Page("questions.html", "Questions", "questions.html", {"personas": asked})


def _surety(entry: Any) -> tuple[float, str]:
    return float(entry.confidence if entry.confidence is not None else -1), entry.id


def _search_page(words: Words, environment: Environment, questions: tuple[Question, ...]) -> Iterator[_Page]:
    everything = json.dumps([*words.everything(questions)], ensure_ascii=False, separators=(",", ":"))
    # No tag can begin inside JSON whose less-than signs are written as escapes.
    index = Markup(everything.replace("<", "\\u003c"))  # noqa: S704
    script = Markup(_source(environment, "ontology/search.js"))  # noqa: S704 (ours)
    yield _Page("search.html", "Search", "search.html", {"index": index, "script": script})


def _written(page: _Page, environment: Environment) -> str:
    css = "".join(_source(environment, name) for name in ("base.css", "ontology/pages.css"))
    # Chromium takes 'self' for files too, but not every browser does; a hash holds in all of them, and is stricter.
    # A form is sent to a page beside this one, which is of the scheme file: when there is no server.
    policy = f"default-src 'none'; style-src '{_hash(css)}'; form-action 'self' file:; base-uri 'none'"
    if "script" in page.needs:
        policy += f"; script-src '{_hash(page.needs['script'])}'"
    head = {"page": page.file, "heading": page.heading, "css": Markup(css), "policy": Markup(policy)}  # noqa: S704 (ours)
    return environment.get_template(f"ontology/{page.template}").render(head | page.needs)


def _source(environment: Environment, name: str) -> str:
    """Return a file of the templates as it is, with the line ends that a browser sees."""
    assert environment.loader is not None  # noqa: S101 (it was made with one)
    return environment.loader.get_source(environment, name)[0].replace("\r\n", "\n")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _picture(graph: KnowledgeGraph) -> Markup | None:
    """Draw the classes where the renderer is here that draws the same everywhere."""
    try:
        drawn = render(
            picture_of_classes(graph), renderer="wasm", title="Classes of the ontology and how they hang together"
        )
    except UnreadableError:
        return None
    return Markup(drawn)  # noqa: S704 (checked element by element where it was drawn)
