"""The ontology as one Markdown page that reads well alone: what is in it, and what each term means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from inclead_graph.knowledge.catalogue import Catalogue, read_catalogue
from inclead_graph.knowledge.declared import Term
from inclead_graph.knowledge.graph import read_knowledge_graph
from inclead_graph.knowledge.questions import question, question_names
from inclead_graph.knowledge.shapes import read_shapes
from inclead_graph.model.question import Question
from inclead_graph.reports.ontology_words import graph_words
from inclead_graph.terms import PREFIXES, compact

__all__ = ["write_markdown"]

_ABOUT = """\
# The ontology

Generated from `ontology/` by `pytest --regenerate`; a test fails when it is stale. Change the ontology, not this page.

{description} Version {version}.

`inclead ontology docs -o DIR` writes all of it as linked pages with search: every thing, every link with its reason,
every source. `inclead show ID` tells the same about one thing, and `inclead graph draw FILE` draws the classes."""

_OF_GRAPHS = """\
Each part is a named graph, so that what the toolkit says, what the public record says, and what we link stay apart.
`inclead graph export --graph NAME` writes one of them, and `inclead graph digest` prints the digest of all."""

_OF_PROPERTIES = """\
A property that nothing uses here is for the results of an assessment ([results.md](results.md))."""

_OF_BORROWED = """\
Their meaning is what their publishers say; the label is the word that we show."""

_OF_SETS = """\
Links from one framework to another are rows of SSSOM tables in `ontology/mappings/`, each with a confidence and a
reason. `--only-toolkit` leaves the curated ones out of an answer."""

_OF_MARKS = """\
What is stated about law, the EDS and frameworks carries a mark (`inc:verification`). Where statements about a thing
differ, the least certain one decides."""

_OF_MEMORY = """\
Something from memory also says how sure you are, and names the recollection as a source. A shape refuses it otherwise:

    driver:example a inc:Driver ;
        inc:verification inc:from-memory ;
        inc:confidence 0.8 ;
        inc:lastChecked "2026-11-25"^^xsd:date ;
        dcterms:source source:recollection ;
        skos:note "The year is verified; the day is from memory."@en .

The mark goes into every answer and stands, in words, beside every mention on the pages. `inclead ask from-memory`
lists all that has it."""

_OF_QUESTIONS = """\
Each is a SPARQL file in `inclead_graph/knowledge/queries/`."""


def write_markdown(folder: Path) -> str:
    """Write the page about an ontology folder. The same ontology gives the same text.

    Raises:
        UnreadableError: there is no Turtle, or a file cannot be read.
        OntologyError: a file is malformed, with its place.
    """
    catalogue = read_catalogue(read_knowledge_graph(folder))
    questions = [question(name) for name in question_names()]
    parts = (
        _head(catalogue, len(read_shapes(folder)), len(questions)),
        _graphs(catalogue),
        _terms(catalogue),
        _schemes(catalogue),
        _sets(catalogue),
        _from_memory(catalogue),
        _questions(questions),
        _prefixes(),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _head(catalogue: Catalogue, shapes: int, questions: int) -> Iterator[str]:
    ours = [term for term in catalogue.terms if not term.borrowed]
    classes = sum(term.is_class for term in ours)
    yield _ABOUT.format(description=_plain(catalogue.description), version=_plain(catalogue.version))
    yield ""
    rows = [
        ("statements", sum(catalogue.statements.values())),
        ("classes", classes),
        ("properties", len(ours) - classes),
        ("schemes", len(catalogue.schemes)),
        ("things in schemes", len({iri for scheme in catalogue.schemes for iri in scheme.members})),
        ("mapping sets", len(catalogue.sets)),
        ("links in mapping sets", sum(len(one.links) for one in catalogue.sets)),
        ("sources", len(catalogue.of("inc:Source"))),
        ("passages of the toolkit", len(catalogue.of("inc:Passage"))),
        ("things from memory, not verified", len(catalogue.from_memory)),
        ("shapes", shapes),
        ("questions", questions),
    ]
    yield from _table(("what", "how many"), ((name, f"{number:,}") for name, number in rows))


def _graphs(catalogue: Catalogue) -> Iterator[str]:
    yield from _heading("Graphs")
    yield _OF_GRAPHS
    yield ""
    rows = (
        (_code(compact(iri)), _plain(graph_words(iri, catalogue)), f"{n:,}") for iri, n in catalogue.statements.items()
    )
    yield from _table(("graph", "what it holds", "statements"), rows)


def _terms(catalogue: Catalogue) -> Iterator[str]:
    ours = [term for term in catalogue.terms if not term.borrowed]
    yield from _heading("Classes")
    rows = ((_code(t.id), _plain(t.label), _plain(t.meaning), _ids(t.above), str(t.used)) for t in ours if t.is_class)
    yield from _table(("class", "label", "what it means", "is a kind of", "things"), rows)
    yield from _heading("Properties")
    yield _OF_PROPERTIES
    yield ""
    rows = ((_code(t.id), _plain(t.label), _plain(t.meaning), _ends(t), f"{t.used:,}") for t in ours if not t.is_class)
    yield from _table(("property", "label", "what it means", "from → to", "statements"), rows)
    yield from _heading("Terms of other vocabularies")
    yield _OF_BORROWED
    yield ""
    borrowed = (term for term in catalogue.terms if term.borrowed)
    yield from _table(("term", "label"), ((_code(t.id), "" if t.label == t.id else _plain(t.label)) for t in borrowed))


def _schemes(catalogue: Catalogue) -> Iterator[str]:
    yield from _heading("Schemes")
    yield from _table(
        ("scheme", "label", "what it holds", "things", "from memory"),
        (
            (
                _code(scheme.entry.id),
                _plain(scheme.entry.label) + (" (vocabulary)" if scheme.is_vocabulary else ""),
                _plain(scheme.entry.meaning),
                str(len(scheme.members)),
                str(len(catalogue.from_memory & set(scheme.members))),
            )
            for scheme in catalogue.schemes
        ),
    )


_WHO = {True: "curated by us", False: "the toolkit"}


def _sets(catalogue: Catalogue) -> Iterator[str]:
    yield from _heading("Mapping sets")
    yield _OF_SETS
    yield ""
    yield from _table(
        ("mapping set", "title", "what it holds", "links", "who says so"),
        (
            (_code(s.id), _plain(s.title), _plain(s.description), str(len(s.links)), _WHO[s.curated])
            for s in catalogue.sets
        ),
    )


def _from_memory(catalogue: Catalogue) -> Iterator[str]:
    yield from _heading("Saying that something is from memory")
    yield _OF_MARKS
    yield ""
    marks = catalogue.of("inc:Verification")
    yield from _table(
        ("mark", "label", "what it means"), ((_code(m.id), _plain(m.label), _plain(m.meaning)) for m in marks)
    )
    yield ""
    yield _OF_MEMORY


def _questions(questions: Sequence[Question]) -> Iterator[str]:
    yield from _heading("Questions")
    yield _OF_QUESTIONS
    yield ""
    rows = ((_plain(q.head.title), q.head.persona, _code(q.example)) for q in questions)
    yield from _table(("question", "who asks", "example"), rows)


def _prefixes() -> Iterator[str]:
    yield from _heading("Prefixes")
    yield from _table(("prefix", "stands for"), ((_code(f"{name}:"), _code(iri)) for name, iri in PREFIXES.items()))


def _heading(text: str) -> Iterator[str]:
    yield from ("", f"## {text}", "")


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _code(text: str) -> str:
    """Write an id or a command; only a bar could end the cell, and no backtick stands in one."""
    return f"`{text.replace('|', chr(92) + '|')}`"


def _plain(text: str) -> str:
    """Write text so that nothing in it is taken for markup or ends a cell."""
    shown = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    for sign in "\\`*_[]|":
        shown = shown.replace(sign, f"\\{sign}")
    return shown


def _ids(iris: Iterable[str]) -> str:
    return ", ".join(_code(compact(iri)) for iri in iris)


def _ends(term: Term) -> str:
    return f"{_ids(term.domain) or 'anything'} → {_ids(term.range) or 'anything'}" if term.domain or term.range else ""
