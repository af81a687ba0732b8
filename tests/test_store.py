"""The store: canonical form by W3C's vectors, round trips, hostile files and queries; nothing leaves the machine.

In ``tests/data/rdfc10`` are test vectors of the W3C suite for RDFC-1.0; its NOTICE.md says which are left out, and why.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import http.server
import json
import math
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Dataset, Graph, URIRef
from rdflib.compare import isomorphic

from inclead_graph.bundled import bundled
from inclead_graph.cli import main
from inclead_graph.errors import IncleadError, OntologyError, QueryError, UnreadableError
from inclead_graph.knowledge.graph import KnowledgeGraph, read_knowledge_graph
from inclead_graph.store import FORMATS, Iri, Rows, Store, Triples, reading

VECTORS = Path(__file__).parent / "data" / "rdfc10"
INPUTS = sorted(VECTORS.glob("*-in.nq"))
KEEPS_GRAPHS = ("trig", "nq", "jsonld")
# rdflib 7.6 warns of its own use of what it is about to drop.
RDFLIBS_OWN_WARNINGS = pytest.mark.filterwarnings(
    r"ignore:(Dataset\.\w+|ConjunctiveGraph) is deprecated:DeprecationWarning"
)


def inclead(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def elsewhere(*arguments: object, seconds: float = 60, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, which may be stopped or crash."""
    command = [sys.executable, "-m", "inclead_graph", *map(str, arguments)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
        cwd=ROOT,
        env={**os.environ, **environment},
    )


def rows(found: Rows | Triples | bool) -> tuple[tuple[object, ...], ...]:
    assert isinstance(found, Rows)
    return found.rows


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return read_knowledge_graph(bundled("ontology"))


class Listener:
    """A server on this machine that counts who calls."""

    def __init__(self) -> None:
        self.calls = calls = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def handle(self) -> None:
                calls.append(self.client_address)
                super().handle()

            def do_GET(self) -> None:
                body = b'{"@context": {}, "head": {"vars": []}, "results": {"bindings": [{}]}}'
                self.send_response(200)
                self.send_header("Content-Type", "application/sparql-results+json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815 (http.server's name)

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/sparql"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listening = Listener()
    yield listening
    listening.close()


# Canonical form and digest.


def test_at_least_twenty_five_vectors_of_w3c_are_here_each_with_what_it_should_become() -> None:
    expected = {p.name.replace("-rdfc10", "-in") for p in VECTORS.glob("*-rdfc10.nq")}

    assert {p.name for p in INPUTS} == expected
    assert len(INPUTS) >= 25


@pytest.mark.parametrize("file", INPUTS, ids=lambda p: p.name[:7])
def test_the_canonical_form_is_what_w3c_says(file: Path) -> None:
    store = Store()
    store.load(file)
    expected = file.with_name(file.name.replace("-in", "-rdfc10")).read_bytes().decode()

    assert store.canonical() == expected
    assert store.digest() == f"sha256:{hashlib.sha256(expected.encode()).hexdigest()}"


@pytest.mark.parametrize("file", INPUTS, ids=lambda p: p.name[:7])
def test_the_digest_does_not_change_with_the_order_of_lines_and_the_names_of_blank_nodes(
    file: Path, tmp_path: Path
) -> None:
    text = file.read_bytes().decode()
    lines = [line for line in text.split("\n") if line]
    random.Random(file.name).shuffle(lines)
    names = sorted(set(re.findall(r"_:(\w+)", text)))
    renamed = {name: f"other{n}" for n, name in enumerate(reversed(names))}
    (tmp_path / "other.nq").write_bytes(
        "".join(re.sub(r"_:(\w+)", lambda m: f"_:{renamed[m[1]]}", line) + "\n" for line in lines).encode()
    )
    one, other = Store(), Store()
    one.load(file)
    other.load(tmp_path / "other.nq")

    assert one.digest() == other.digest()


def test_the_digest_changes_with_a_statement_and_with_the_graph_that_it_stands_in() -> None:
    def digest(value: str, graph: str) -> str:
        store = Store()
        store.add([(Iri("_:a"), Iri("urn:p"), value)], graph)
        return store.digest()

    assert len({digest("x", "urn:g"), digest("y", "urn:g"), digest("x", "urn:h")}) == 3


LINE_BREAKS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


@pytest.mark.parametrize("mark", LINE_BREAKS)
def test_a_sign_that_python_takes_for_a_line_break_tears_no_line_of_the_canonical_form(mark: str) -> None:
    store = Store()
    store.add([(Iri("urn:a"), Iri("urn:p"), f"z{mark}a"), (Iri("urn:b"), Iri("urn:p"), "b")], "urn:g")

    lines = store.canonical().split("\n")

    assert len(lines) == 3
    assert [line[:7] for line in lines] == ["<urn:a>", "<urn:b>", ""]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["_:a", "_:b", "_:c", "urn:x"]),
            st.sampled_from(["urn:p", "urn:q"]),
            st.sampled_from(["_:a", "_:b", "_:c", "urn:x", "text"]),
            st.sampled_from(["urn:g", "urn:h"]),
        ),
        max_size=8,
    ),
    st.permutations(["one", "two", "three"]),
)
def test_equal_datasets_have_equal_digests_however_blank_nodes_are_called(
    quads: list[tuple[str, str, str, str]], names: list[str]
) -> None:
    """And unequal ones differ: rdflib's own isomorphism says which are equal, graph for graph where there is one."""

    def made(rename: dict[str, str], chosen: list[tuple[str, str, str, str]]) -> Store:
        store = Store()
        for s, p, o, g in chosen:
            value = Iri(rename.get(o, o)) if ":" in o else o
            store.add([(Iri(rename.get(s, s)), Iri(p), value)], g)
        return store

    rename = dict(zip(["_:a", "_:b", "_:c"], [f"_:{n}" for n in names], strict=True))
    one, other = made({}, quads), made(rename, quads[::-1])
    assert one.digest() == other.digest()
    fewer = made({}, [q for q in quads if q[3] == "urn:g"])
    swapped = made({"_:a": "_:b"}, [q for q in quads if q[3] == "urn:g"])
    assert (fewer.digest() == swapped.digest()) == isomorphic(fewer.union(), swapped.union())


# Files: round trips.


@pytest.mark.parametrize("format_", FORMATS)
def test_the_whole_graph_comes_back_from_each_format_as_it_was(
    format_: str, graph: KnowledgeGraph, tmp_path: Path
) -> None:
    file = tmp_path / f"all.{format_}"
    file.write_bytes(graph.store.dump(format_).encode())
    back = Store()
    back.load(file, "urn:union")

    if format_ in KEEPS_GRAPHS:
        assert back.digest() == graph.store.digest()
    else:
        one = Store()
        one.load(_written(tmp_path / "union.nt", _in_one(graph.store)), "urn:union")
        assert back.graphs() == ("urn:union",)
        assert back.digest() == one.digest()


def _in_one(store: Store) -> str:
    """Write the union as N-Triples without the store's own way of doing so: cut the graph off each N-Quad."""
    lines = {re.sub(r" <[^<>\s]+> \.$", " .", line) for line in store.dump("nq").split("\n") if line}
    return "".join(f"{line}\n" for line in sorted(lines))


def _written(file: Path, text: str) -> Path:
    file.write_bytes(text.encode())
    return file


@pytest.mark.parametrize("format_", FORMATS)
def test_awkward_values_come_back_from_each_format_as_they_were(format_: str, tmp_path: Path) -> None:
    values = [
        'say "so"', "back\\slash", "two\nlines\r\nand\ttab", "", " ", "<b>&amp;</b>", "]]>", "Llŷn ≥ 4 🌃",
        "\x85\u2028", 1, -1.5, Decimal("2.50"), True, dt.date(2012, 3, 31), Iri("urn:x"), Iri("_:b"),
    ]  # fmt: skip
    store = Store()
    store.add([(Iri("urn:a"), Iri(f"urn:p:v{n}"), value) for n, value in enumerate(values)], "urn:g")
    back = Store()
    back.load(_written(tmp_path / f"all.{format_}", store.dump(format_)), "urn:g")

    assert back.digest() == store.digest()
    assert rows(back.query("SELECT ?v { <urn:a> ?p ?v FILTER(!isBlank(?v)) } ORDER BY STRLEN(STR(?p)) ?p")) == tuple(
        (value,) for value in values[:-1]
    )


@RDFLIBS_OWN_WARNINGS
@pytest.mark.parametrize("format_", ["ttl", "trig", "nt", "nq", "jsonld", "rdf"])
def test_rdflib_reads_the_same_from_each_format(format_: str, tmp_path: Path) -> None:
    store = Store()
    store.load(VECTORS / "test044-in.nq")
    store.add([(Iri("urn:a"), Iri("urn:p:q"), 'say "so"')], "urn:g")
    names = {"ttl": "turtle", "trig": "trig", "nt": "nt", "nq": "nquads", "jsonld": "json-ld", "rdf": "xml"}
    theirs = Graph()
    dataset = Dataset()
    read = dataset if format_ in KEEPS_GRAPHS else theirs
    read.parse(data=store.dump(format_), format=names[format_])
    for triple in dataset.quads() if format_ in KEEPS_GRAPHS else ():
        theirs.add(triple[:3])

    plain = Graph().parse(data=_in_one(store), format="nt")
    assert isomorphic(theirs, plain)


def test_some_graphs_are_written_alone(graph: KnowledgeGraph) -> None:
    name = "https://w3id.org/inclead/graph/record"
    lines = graph.store.dump("nq", [name]).split("\n")[:-1]

    assert len(lines) == graph.store.size(name) > 0
    assert all(line.endswith(f"<{name}> .") for line in lines)


# Files: hostile ones.


def bomb(levels: int) -> str:
    entities = '<!ENTITY a0 "lolololol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, levels))
    return RDF_XML.format(doctype=f"<!DOCTYPE rdf:RDF [{entities}]>", value=f"&a{levels - 1};")


RDF_XML = (
    '<?xml version="1.0"?>{doctype}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">'
    '<rdf:Description rdf:about="urn:x"><e:p>{value}</e:p></rdf:Description></rdf:RDF>'
)


@pytest.mark.parametrize(
    "text",
    [
        bomb(5),
        RDF_XML.format(doctype=f'<!DOCTYPE rdf:RDF [<!ENTITY b "{"x" * 5000}">]>', value="&b;" * 100),
        RDF_XML.format(doctype='<!DOCTYPE rdf:RDF [<!ENTITY a "]>"><!ENTITY b "&a;&a;">]>', value="&b;"),
        RDF_XML.format(doctype='<!DOCTYPE rdf:RDF [<!-- <!ENTITY a "x"> --><!ENTITY b "&a;&a;">]>', value="&b;"),
    ],
    ids=["nested", "long", "bracket", "comment"],
)
def test_xml_entities_that_multiply_are_refused(text: str, tmp_path: Path) -> None:
    store = Store()

    with pytest.raises(UnreadableError, match="ENTITY"):
        store.load(_written(tmp_path / "bomb.rdf", text), "urn:g")
    assert store.size() == 0


def test_xml_entities_that_shorten_namespaces_are_read(tmp_path: Path) -> None:
    text = RDF_XML.format(doctype='<!DOCTYPE rdf:RDF [<!ENTITY ns "http://example.org/">]>', value="&ns;a &amp; b")
    store = Store()
    store.load(_written(tmp_path / "fine.rdf", text), "urn:g")

    assert list(store.statements()) == [("urn:x", "urn:e:p", "http://example.org/a & b")]


def test_an_external_xml_entity_is_not_read(tmp_path: Path, listener: Listener) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    for address in (listener.address, (tmp_path / "secret.txt").as_uri()):
        store = Store()
        text = RDF_XML.format(doctype=f'<!DOCTYPE rdf:RDF [<!ENTITY b SYSTEM "{address}">]>', value="&b;")
        with pytest.raises(IncleadError):
            store.load(_written(tmp_path / "outside.rdf", text), "urn:g")
        assert store.size() == 0
    assert listener.calls == []


@pytest.mark.parametrize("place", ["context", "import"])
def test_a_remote_json_ld_context_is_refused_and_not_fetched(place: str, tmp_path: Path, listener: Listener) -> None:
    context = listener.address if place == "context" else {"@version": 1.1, "@import": listener.address}
    document = {"@context": context, "@id": "urn:a", "urn:p": "x"}
    store = Store()

    with pytest.raises(OntologyError, match="JSON-LD"):
        store.load(_written(tmp_path / "remote.jsonld", json.dumps(document)))
    assert listener.calls == []
    assert store.size() == 0


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_of_no_bytes_holds_nothing_or_is_said_to_be_wrong(format_: str, tmp_path: Path) -> None:
    """No bytes are a document in Turtle and its kin, and none in JSON; Oxigraph lets XML pass."""
    file = _written(tmp_path / f"empty.{format_}", "")
    store = Store()
    if format_ == "jsonld":
        with pytest.raises(OntologyError, match=r"empty\.jsonld:1:1: this is not valid JSON-LD"):
            store.load(file)
    else:
        store.load(file, "urn:g")
    assert store.size() == 0


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_of_any_bytes_is_said_to_be_wrong_with_its_place(format_: str, tmp_path: Path) -> None:
    file = tmp_path / f"binary.{format_}"
    file.write_bytes(bytes(range(256)) * 50)
    store = Store()

    with pytest.raises(
        OntologyError, match=rf"binary\.{format_}:\d+:\d+: this is not valid .+; mend the file"
    ) as error:
        store.load(file, "urn:g")
    assert len(error.value.problems) == 1
    assert store.size() == 0


@pytest.mark.parametrize(
    ("name", "text", "size"),
    [
        ("deep.ttl", "<urn:a> <urn:p> " + "[ <urn:p> " * 50_000 + "1" + "]" * 50_000 + " .", 50_001),
        ("deep.trig", "<urn:g> { <urn:a> <urn:p> " + "(" * 50_000 + "1" + ")" * 50_000 + " }", 100_001),
        ("deep.rdf",
         RDF_XML.format(doctype="", value="<rdf:Description><e:p>" * 2000 + "</e:p></rdf:Description>" * 2000), 2001),
        ("deep.jsonld", '{"urn:p":' * 100_000 + "1" + "}" * 100_000, None),
        ("list.jsonld", "[" * 100_000 + "]" * 100_000, None),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 20 else "",
)  # fmt: skip
def test_deep_nesting_is_read_or_refused_and_stops_nothing(
    name: str, text: str, size: int | None, tmp_path: Path
) -> None:
    file = _written(tmp_path / name, text)

    done = elsewhere("graph", "load", tmp_path / "store", file, "--without-ontology")

    assert done.returncode == (0 if size else 3), done.stderr
    assert (f" {size:,} statements" in done.stdout) if size else ("this is not valid JSON-LD" in done.stderr)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("terms.ttl", "<urn:a> <urn:p> " + "<<( <urn:a> <urn:p> " * 200_000 + "1" + " )>>" * 200_000 + " .", "triple"),
        ("terms.nq", "<urn:a> <urn:p> " + "<<( <urn:a> <urn:p> " * 200_000 + '"1"' + " )>>" * 200_000 + " .", "triple"),
        ("deep.rdf", RDF_XML.format(
            doctype="", value="<rdf:Description><e:p>" * 200_000 + "</e:p></rdf:Description>" * 200_000), "elements"),
    ],
    ids=["Turtle", "N-Quads", "RDF/XML"],
)  # fmt: skip
def test_nesting_that_would_end_the_process_is_refused(name: str, text: str, words: str, tmp_path: Path) -> None:
    done = elsewhere("graph", "load", tmp_path / "store", _written(tmp_path / name, text), "--without-ontology")

    assert done.returncode == 2, done.stderr
    assert f"{name}: {words}" in done.stderr


@pytest.mark.parametrize(
    ("opening", "middle", "closing", "times"),
    [
        ("STR(", "1", ")", 3_000),
        ("(", "1", ")", 9_000),
        ("!", "1", "", 19_000),
        ("1||", "1", "", 6_600),
        ("STR(", "1", ")", 30_000),
    ],
    ids=["function", "bracket", "not", "or", "too long"],
)
def test_a_deep_query_is_answered_or_refused_and_never_ends_the_process(
    opening: str, middle: str, closing: str, times: int, tmp_path: Path
) -> None:
    query = f"SELECT * {{ FILTER({opening * times}{middle}{closing * times}) }}"

    done = elsewhere("sparql", f"@{_written(tmp_path / 'deep.rq', query)}")

    assert done.returncode == (0 if len(query) <= 20_000 else 1), done.stderr
    assert ("longer than 20,000 characters" in done.stderr) == (len(query) > 20_000)


@pytest.mark.parametrize("name", ["facts.xyz", "facts", "facts.ttl.gz", "facts.json"])
def test_an_unknown_ending_is_met_with_the_known_ones(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="it should end in one of ttl, trig, nt, nq, jsonld, rdf"):
        Store().load(_written(tmp_path / name, ""))


def test_a_missing_file_and_a_folder_are_said_to_be_unreadable(tmp_path: Path) -> None:
    (tmp_path / "folder.ttl").mkdir()
    for name in ("nowhere.ttl", "folder.ttl"):
        with pytest.raises(UnreadableError, match=f"{name}: cannot be read"):
            Store().load(tmp_path / name, "urn:g")


# Stores on disk.


def test_what_is_loaded_to_disk_is_there_for_another_process_to_ask(tmp_path: Path, graph: KnowledgeGraph) -> None:
    mine = _written(tmp_path / "my facts.ttl", "<urn:mine> <urn:knows> driver:psed .".replace("driver:", "driver:"))
    mine.write_text("@prefix driver: <https://w3id.org/inclead/driver/> . <urn:mine> <urn:knows> driver:psed .")
    store = tmp_path / "store"

    loaded = elsewhere("graph", "load", store, mine)
    again = elsewhere("graph", "load", store, mine)
    asked = elsewhere(
        "sparql",
        "--store",
        store,
        "SELECT ?g ?label { GRAPH ?g { <urn:mine> <urn:knows> ?d } ?d skos:prefLabel ?label }",
    )
    digest = elsewhere("graph", "digest", "--store", store)

    graphs = len(graph.graphs()) + 1
    what = f"{store}: loaded {graph.store.size() + 1:,} statements in {graphs} graphs"
    assert loaded.stdout == f"{what}, 0 of them in the place of earlier ones; {graphs} graphs in all.\n"
    assert again.stdout == f"{what}, {graphs} of them in the place of earlier ones; {graphs} graphs in all.\n"
    assert asked.stdout == "g\tlabel\nurn:inclead:file:my-facts.ttl\tPublic Sector Equality Duty\n", asked.stderr
    assert digest.stdout.startswith("sha256:")


@pytest.mark.parametrize("name", ['we"ird{1}<x>.nt', "Llŷn 100%.nt", "a#b?c.nt", "new\nline.nt", "^`|\\.nt"])
def test_a_file_may_be_called_anything(name: str, tmp_path: Path) -> None:
    file = _written(tmp_path / name, "<urn:a> <urn:p> <urn:b> .\n")

    result = inclead("graph", "load", tmp_path / "store", file, "--without-ontology")

    assert result.exit_code == 0, result.output
    (loaded,) = reading(tmp_path / "store").graphs()
    assert loaded.startswith("urn:inclead:file:")
    assert not re.search(r'[\s<>"{}|\\^`#?]', loaded)


def test_asking_a_folder_that_holds_no_store_is_met_with_a_message(tmp_path: Path) -> None:
    result = inclead("sparql", "ASK {}", "--store", tmp_path)

    assert result.exit_code == 2
    assert "cannot be opened as a graph store" in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_another_has_open_is_said_to_be_so(tmp_path: Path) -> None:
    held = Store(tmp_path / "store")
    held.add([(Iri("urn:a"), Iri("urn:p"), "x")], "urn:g")

    with pytest.raises(UnreadableError, match="cannot be opened as a graph store"):
        Store(tmp_path / "store")


# Queries that are refused.

WHAT = "{ ?x ?y ?z }"
UPDATES = [
    "INSERT DATA { <urn:a> <urn:p> <urn:b> }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "DROP ALL",
    "CREATE GRAPH <urn:new>",
    "COPY DEFAULT TO <urn:new>",
    "MOVE <urn:g> TO <urn:new>",
    "LOAD <ADDRESS>",
    "LOAD SILENT <ADDRESS> INTO GRAPH <urn:new>",
    "SELECT * { ?s ?p ?o } ; DROP ALL",
    "SELECT * { ?s ?p ?o } \n INSERT DATA { <urn:a> <urn:p> <urn:b> }",
]


@pytest.mark.parametrize("text", UPDATES)
def test_an_update_is_no_query(text: str, listener: Listener) -> None:
    store = Store()
    store.add([(Iri("urn:a"), Iri("urn:p"), "x")], "urn:g")
    before = store.canonical()

    with pytest.raises(QueryError, match="not a SPARQL query"):
        store.query(text.replace("ADDRESS", listener.address))
    assert store.canonical() == before
    assert listener.calls == []


# Each would make Oxigraph call U, were it not refused.
CALLS = {
    "plain": "SELECT * { SERVICE <U> WHAT }",
    "small letters": "SELECT * { service <U> WHAT }",
    "mixed letters": "SELECT * { sErViCe <U> WHAT }",
    "silent": "SELECT * { SERVICE SILENT <U> WHAT }",
    "silent, small": "SELECT * { service silent <U> WHAT }",
    "without a space": "SELECT * {SERVICE<U>{?x ?y ?z}}",
    "comment between": "SELECT * { SERVICE # <urn:other> {\n <U> WHAT }",
    "comments between": "SELECT * { SERVICE#'\nSILENT#\"\n<U>#\n WHAT }",
    "comment that ends with a carriage return": "SELECT * { # no\rSERVICE <U> WHAT }",
    "line breaks": "SELECT * {\n\n\tSERVICE\r\n\t<U>\n\tWHAT }",
    "prefixed name": "PREFIX u: <U> SELECT * { SERVICE u: WHAT }",
    "empty prefix": "PREFIX : <U> SELECT * { SERVICE: WHAT }",
    "prefix of its name": "PREFIX service: <urn:> PREFIX : <U> SELECT * { SERVICE: WHAT }",
    "base": "BASE <U> SELECT * { SERVICE <> WHAT }",
    "variable": "SELECT * { VALUES ?u { <U> } SERVICE ?u WHAT }",
    "subquery": "SELECT * { { SELECT ?x { SERVICE <U> WHAT } } }",
    "optional": "SELECT * { OPTIONAL { SERVICE <U> WHAT } }",
    "union": "SELECT * { { ?a ?b ?c } UNION { SERVICE <U> WHAT } }",
    "minus": "SELECT * { ?x ?y ?z MINUS { SERVICE <U> WHAT } }",
    "exists": "SELECT * { ?x ?y ?z FILTER EXISTS { SERVICE <U> WHAT } }",
    "graph": "SELECT * { GRAPH ?g { SERVICE <U> WHAT } }",
    "ask": "ASK { SERVICE <U> WHAT }",
    "construct": "CONSTRUCT { ?x ?y ?z } WHERE { SERVICE <U> WHAT }",
    "describe": "DESCRIBE ?x { SERVICE <U> WHAT }",
    "after a string": "SELECT * { BIND('SERVICE' AS ?s) SERVICE <U> WHAT }",
    "between strings": "SELECT * { BIND('it''s' AS ?s) SERVICE <U> WHAT BIND('' AS ?t) }".replace("''s", "\\'s"),
    "after an escaped backslash": "SELECT * { BIND('\\\\' AS ?s) SERVICE <U> WHAT BIND('' AS ?t) }",
    "after a long string": "SELECT * { BIND('''a'b''c''' AS ?s) SERVICE <U> WHAT BIND('' AS ?t) }",
    "after a long string with quotes": 'SELECT * { BIND("""a\\"""" AS ?s) SERVICE <U> WHAT BIND("" AS ?t) }',
    "after an IRI with an apostrophe": "SELECT * { ?s <urn:it's> ?o SERVICE <U> WHAT OPTIONAL { ?s <urn:it's> ?q } }",
    "after an IRI with a hash": "SELECT * { ?s <urn:p#q> ?o SERVICE <U> WHAT }",
    "after a number": "SELECT * { FILTER(1=1)SERVICE <U> WHAT }",
    "after a number without a space": "SELECT * { ?x ?y 1SERVICE <U> WHAT }",
    "after a number, a dot": "SELECT * { ?x ?y 1.SERVICE <U> WHAT }",
    "after a variable and a dot": "SELECT * { ?x ?y ?z.SERVICE <U> WHAT }",
    "after a prefix and a dot": "PREFIX p: <urn:p> SELECT * { ?x ?y p:.SERVICE <U> WHAT }",
    "after a name with dots": "PREFIX p: <urn:> SELECT * { ?x ?y p:a.b .SERVICE <U> WHAT }",
    "after a blank node": "SELECT * { ?x ?y _:b .SERVICE <U> WHAT }",
    "after less than, behind a hash": "SELECT * { BIND(1 AS ?a) BIND(2 AS ?b) FILTER(?a<?b)SERVICE#>\n<U> WHAT }",
    "after less than, behind a string":
        "SELECT * { BIND('' AS ?a) FILTER(?a<'x>'||'y')SERVICE <U> WHAT BIND('' AS ?z) }",
    "after a name with an escaped hash": "PREFIX p: <urn:> SELECT * { OPTIONAL { ?a ?b p:\\# } SERVICE <U> WHAT }",
    "between names with an escaped quote":
        "PREFIX p: <urn:> SELECT * { OPTIONAL { ?a ?b p:x\\' } SERVICE <U> WHAT OPTIONAL { ?a ?c p:x\\' } }",
    "after a name with an escaped question mark":
        "PREFIX p: <urn:> SELECT * { OPTIONAL { ?a ?b p:\\? }SERVICE <U> WHAT }",
    "escaped": "SELECT * { \\u0053ERVICE <U> WHAT }",
    "escaped at length": "SELECT * { \\U00000053ERVICE <U> WHAT }",
    "escaped end of a comment": "SELECT * { # \\u000A SERVICE <U> WHAT \n }",
    "escaped end of a string": "SELECT * { BIND('a\\u0027 AS ?a) SERVICE <U> WHAT BIND('' AS ?b) }",
    "long s": "SELECT * { \u017fERVICE <U> WHAT }",
    "dotted i": "SELECT * { SERV\u0130CE <U> WHAT }",
}  # fmt: skip


def filled(text: str, address: str) -> str:
    return text.replace("<U>", f"<{address}>").replace("WHAT", WHAT)


@pytest.mark.parametrize("text", CALLS.values(), ids=CALLS)
def test_no_spelling_of_service_calls_anybody(text: str, listener: Listener) -> None:
    store = Store()
    store.add([(Iri("urn:a"), Iri("urn:p"), "x"), (Iri("urn:a"), Iri("urn:it's"), 1)], "urn:g")

    try:
        store.query(filled(text, listener.address), seconds=20)
    except QueryError as error:
        said = str(error)
    else:
        said = "answered"
    assert listener.calls == []
    # Oxigraph does not resolve escapes before it reads a query, so this one is a comment to it.
    harmless = text == CALLS["escaped end of a comment"] and said == "answered"
    assert "SERVICE is refused" in said or "not a SPARQL query" in said or harmless


@pytest.mark.parametrize(
    "name",
    ["plain", "silent", "after a number without a space", "after less than, behind a hash", "escaped"],
)
def test_the_command_refuses_service_too_and_says_what_to_do(name: str, listener: Listener) -> None:
    result = inclead("sparql", filled(CALLS[name], listener.address))

    assert result.exit_code == 1
    assert "SERVICE is refused: a query may not call out." in result.output
    assert "inclead graph load" in result.output
    assert listener.calls == []


HARMLESS = {
    "string": 'SELECT ?s { ?s ?p "the SERVICE is good" }',
    "apostrophes": "SELECT ?s { ?s ?p 'SERVICE <http://x> { }' }",
    "long string": 'SELECT ?s { ?s ?p """a "SERVICE" of\nours""" }',
    "string with an escaped quote": "SELECT ?s { ?s ?p 'our \\'service\\' <urn:x> {}' }",
    "regular expression": 'SELECT ?s { ?s ?p ?o FILTER REGEX(STR(?o), "service", "i") }',
    "IRI": "SELECT ?s { ?s <http://example.org/service> ?o }",
    "IRI with a fragment": "SELECT ?s { ?s <http://example.org/service#level> ?o }",
    "IRI in brackets": "SELECT ?s { ?s <http://example.org/(service)> ?o }",
    "comment": "SELECT ?s { ?s ?p ?o } # SERVICE <http://example.org/> { }",
    "comment within": "SELECT ?s { # a service\n ?s ?p ?o }",
    "comment with an apostrophe": "SELECT ?s { # the service's own\n ?s ?p ?o }",
    "variable": "SELECT ?service { ?service ?p ?o }",
    "dollar variable": "SELECT $service_level { $service_level ?p ?o }",
    "local name": "SELECT ?s { ?s inc:service ?o }",
    "longer local name": "SELECT ?s { ?s inc:health-service-level ?o }",
    "local name with a dot": "SELECT ?s { ?s inc:health.service ?o }",
    "prefix": "PREFIX service: <http://example.org/> SELECT ?s { ?s service:level ?o }",
    "blank node": "SELECT ?o { _:service ?p ?o }",
    "comparison beside a string": "SELECT ?s { ?s ?p ?o FILTER(?o < 3 && 'service' > 'a') }",
    "language": 'SELECT ?s { ?s ?p "x"@en-service }',
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_the_word_service_may_stand_where_it_is_no_keyword(text: str) -> None:
    assert isinstance(Store().query(text), Rows)


def test_what_is_found_is_what_stands_in_the_string_with_the_word() -> None:
    store = Store()
    store.add([(Iri("urn:a"), Iri("urn:p"), "Health service"), (Iri("urn:b"), Iri("urn:p"), "Health servant")], "urn:g")

    assert rows(store.query("SELECT ?service { ?service ?p ?o FILTER CONTAINS(?o, 'service') }")) == (("urn:a",),)


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_from_fetches_nothing(clause: str, listener: Listener) -> None:
    result = inclead(
        "sparql", f"SELECT * {clause} <{listener.address}> {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {WHAT} }} }}"
    )

    assert listener.calls == []
    assert result.exit_code in (0, 1)
    assert len(result.output.splitlines()) <= 2


def test_from_chooses_among_the_graphs_that_are_here(graph: KnowledgeGraph) -> None:
    record = "https://w3id.org/inclead/graph/record"

    assert rows(graph.store.query("SELECT (COUNT(*) AS ?n) FROM graph:record { ?s ?p ?o }")) == (
        (graph.store.size(record),),
    )
    assert rows(graph.store.query("SELECT (COUNT(*) AS ?from) { ?from ?p ?o }"))[0][0] > graph.store.size(record)


def test_from_beside_a_choice_of_the_command_is_refused() -> None:
    result = inclead("sparql", "ASK FROM graph:record { ?s ?p ?o }", "--only-toolkit")

    assert result.exit_code == 1
    assert "leave one of them out" in result.output


# Limits.


def test_too_many_rows_are_cut_and_that_is_said() -> None:
    store = Store()
    store.add([(Iri(f"urn:{n}"), Iri("urn:p"), n) for n in range(5)], "urn:g")
    select, construct = "SELECT ?s { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"

    cut, whole = store.query(select, rows=4), store.query(select, rows=5)
    some, every = store.query(construct, rows=4), store.query(construct, rows=5)

    assert (len(rows(cut)), getattr(cut, "cut", None)) == (4, True)
    assert (len(rows(whole)), getattr(whole, "cut", None)) == (5, False)
    assert isinstance(some, Triples)
    assert (some.count, some.cut) == (4, True)
    assert isinstance(every, Triples)
    assert (every.count, every.cut) == (5, False)


def test_the_command_says_that_it_cut_and_only_when_it_did() -> None:
    cut = elsewhere("sparql", "SELECT ?d { ?d a inc:Stage }", "--rows", 4)
    whole = elsewhere("sparql", "SELECT ?d { ?d a inc:Stage }", "--rows", 5)

    assert len(cut.stdout.splitlines()) == 5
    assert cut.stderr == "Cut off after 4; there are more. Narrow the query, or raise --rows.\n"
    assert len(whole.stdout.splitlines()) == 6
    assert whole.stderr == ""


def test_a_query_without_end_is_stopped_with_a_message() -> None:
    """In a process of its own, since Oxigraph goes on until the process ends."""
    start = time.monotonic()
    done = elsewhere(
        "sparql", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "--seconds", 1.5, seconds=30
    )

    assert time.monotonic() - start < 15
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == ("the query took longer than 1.5 seconds; narrow it, or give it longer with --seconds\n")


@pytest.mark.parametrize(
    "text",
    ["", "SELECT", "SELECT * {", "SELECT ?x { ?x a unknown:Thing }", "{}", "\x00", "SELECT * { ?s ?p 'a }", "\ud800"],
)
def test_what_is_no_query_is_said_to_be_none(text: str) -> None:
    with pytest.raises(QueryError, match=r"not a SPARQL query|cannot be answered"):
        Store().query(text, seconds=20)


# Values.


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1", 1), ("-7", -7), ("2.50", Decimal("2.50")), ("1.5e0", 1.5), ("true", True), ("'x'", "x"), ("'x'@en", "x"),
        ("'2012-03-31'^^xsd:date", dt.date(2012, 3, 31)), ("<urn:x>", Iri("urn:x")),
        ("'abc'^^xsd:integer", "abc"), ("'abc'^^xsd:decimal", "abc"), ("'abc'^^xsd:double", "abc"),
        ("'2012-02-30'^^xsd:date", "2012-02-30"), ("'x'^^<urn:mine>", "x"),
    ],
)  # fmt: skip
def test_a_value_comes_as_what_it_stands_for_and_a_malformed_one_as_text(written: str, value: object) -> None:
    ((found,),) = rows(Store().query(f"SELECT ?x {{ VALUES ?x {{ {written} }} }}", seconds=20))

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ["INF", "-INF", "NaN"])
def test_numbers_without_end_leave_json_that_any_program_can_read(text: str) -> None:
    done = inclead("sparql", f"SELECT ('{text}'^^xsd:double AS ?x) {{}}", "--format", "json")

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    document = json.loads(done.output, parse_constant=refuse)
    assert document["rows"] == [{"x": text}]


def test_a_bound_value_is_a_term_and_never_text_of_the_query() -> None:
    store = Store()
    hostile = '" } UNION { ?s ?p ?o } #'
    store.add([(Iri("urn:a"), Iri("urn:p"), hostile), (Iri("urn:b"), Iri("urn:p"), "x")], "urn:g")

    assert rows(store.query("SELECT ?s ?v { ?s ?p ?v }", bind={"v": hostile})) == (("urn:a", hostile),)
    assert rows(store.query("SELECT ?s ?v { ?s ?p ?v }", bind={"v": "x"})) == (("urn:b", "x"),)
    assert rows(store.query("SELECT ?s ?v { ?s ?p ?v }", bind={"s": Iri("urn:b")})) == (("urn:b", "x"),)
    with pytest.raises(QueryError, match="does not contain"):
        store.query("SELECT ?s { ?s ?p ?v }", bind={"v": "x"})


# rdflib above it.


@RDFLIBS_OWN_WARNINGS
def test_the_store_answers_rdflib_as_it_answers_us(graph: KnowledgeGraph) -> None:
    dataset = graph.store.as_rdflib()
    for text in (
        "SELECT ?s ?label WHERE { ?s a inc:Stage ; skos:prefLabel ?label }",
        "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
        "SELECT ?part WHERE { ?part dcterms:isPartOf+ driver:psed }",
        "SELECT ?a WHERE { ?l owl:annotatedSource ?a ; sssom:confidence ?c FILTER(?c < 0.65) }",
    ):
        ours = Counter(tuple(map(str, row)) for row in rows(graph.store.query(text)))
        theirs = Counter(tuple(map(str, row)) for row in dataset.query(text))
        assert ours == theirs
        assert ours


@RDFLIBS_OWN_WARNINGS
def test_what_is_added_through_rdflib_is_in_the_store_and_the_other_way_round() -> None:
    store = Store()
    store.add([(Iri("urn:a"), Iri("urn:p"), Iri("urn:b"))], "urn:g")
    dataset = store.as_rdflib()
    a, p, b, c = (URIRef(f"urn:{n}") for n in "apbc")

    dataset.graph(URIRef("urn:h")).add((a, p, c))
    store.graph("urn:g").add((b, p, c))

    assert set(dataset.triples((None, None, None))) == {(a, p, b), (a, p, c), (b, p, c)}
    assert set(store.statements()) == {
        ("urn:a", "urn:p", "urn:b"),
        ("urn:a", "urn:p", "urn:c"),
        ("urn:b", "urn:p", "urn:c"),
    }
    assert set(store.statements("urn:h")) == {("urn:a", "urn:p", "urn:c")}
    assert store.graphs() == ("urn:g", "urn:h")


def test_the_union_is_all_graphs_in_one(graph: KnowledgeGraph, tmp_path: Path) -> None:
    plain = Graph().parse(data=_in_one(graph.store), format="nt")

    assert set(graph.store.union()) == set(plain)
    assert not math.isclose(len(plain), 0)


def test_an_error_while_an_answer_is_read_may_be_dropped_by_any_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Oxigraph answers with belongs to the thread that asked; an error must not carry it elsewhere."""
    from inclead_graph.store.local import parsed_results

    errors: list[BaseException] = []
    try:
        parsed_results(b'{"head": {"vars": ["s"]}, "results": {"bindings": [{', None)
    except (SyntaxError, ValueError) as error:
        errors.append(error)
    assert errors
    ignored: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: ignored.append(told.exc_value))
    elsewhere = threading.Thread(target=errors.clear)
    elsewhere.start()
    elsewhere.join()
    assert ignored == []
