"""SPARQL servers: what we rely on of the W3C's protocols, held against a real one, and what strangers may not do to us.

The real one is Oxigraph's, from its package ``oxigraph``. What each status and type should be is read from the
specifications: SPARQL 1.1 Protocol, sections 2.1 and 2.2, and the SPARQL 1.1 Graph Store HTTP Protocol, section 5.
"""

from __future__ import annotations

import base64
import contextlib
import http.server
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

import pytest
from click.testing import CliRunner
from conftest import FIRST_DAY

from inclead_graph.assess import Result
from inclead_graph.bundled import bundled
from inclead_graph.cli import main
from inclead_graph.errors import QueryError, UnreadableError
from inclead_graph.knowledge.assessed import assessment_named
from inclead_graph.knowledge.graph import KnowledgeGraph, knowledge_graph_in, read_knowledge_graph
from inclead_graph.knowledge.questions import answer, question, question_names
from inclead_graph.reports.turtle import kept
from inclead_graph.store import Iri, Rows, Store, Triples, reading, writing
from inclead_graph.store import server as client
from inclead_graph.store.server import LOGIN, Server, is_this_machine

PROGRAM = shutil.which("oxigraph", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
JSON, TRIPLES = "application/sparql-results+json", "application/n-triples"
FORM = "application/x-www-form-urlencoded"


def inclead(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exit_code == code, result.output
    return result.stdout if code == 0 else result.output


class Answer(NamedTuple):
    status: int
    kind: str
    body: str


def http_(method: str, address: str, body: str | None = None, kind: str = "", accept: str = "*/*") -> Answer:
    """Speak HTTP without our client."""
    headers = {"Accept": accept, **({"Content-Type": kind} if kind else {})}
    request = urllib.request.Request(address, body.encode() if body is not None else None, headers, method=method)
    try:
        with NO_PROXY.open(request, timeout=20) as found:
            return Answer(found.status, found.headers.get("Content-Type", ""), found.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers.get("Content-Type", ""), error.read().decode())


def served(*arguments: str) -> Iterator[str]:
    """Run Oxigraph's server on this machine; yield its address."""
    if PROGRAM is None:
        pytest.skip("the package oxigraph is not installed; it is among the development dependencies")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [PROGRAM, "serve", "--bind", f"127.0.0.1:{port}", *arguments]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(600):
                assert running.poll() is None, "the server ended by itself"
                try:
                    http_("GET", f"{address}/query?query=ASK%7B%7D")
                    break
                except OSError:
                    time.sleep(0.05)
            yield address
        finally:
            running.kill()


@pytest.fixture(scope="module")
def plain() -> Iterator[str]:
    """A server whose default graph is not the union of the named ones, which is what it starts with."""
    yield from served()


@pytest.fixture(scope="module")
def union() -> Iterator[str]:
    yield from served("--union-default-graph")


@pytest.fixture(scope="module")
def here(first_day: Result) -> KnowledgeGraph:
    """The graph of the package, with one assessment."""
    graph = read_knowledge_graph(bundled("ontology"))
    graph.store.take([kept(first_day)])
    return graph


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, here: KnowledgeGraph) -> Path:
    place = tmp_path_factory.mktemp("stores") / "store"
    with writing(place) as made:
        made.take([here.store])
    return place


@pytest.fixture(scope="module", params=["plain", "union"])
def full(request: pytest.FixtureRequest, store: Path) -> str:
    """A server to which the store was uploaded."""
    address: str = request.getfixturevalue(request.param)
    inclead("graph", "upload", f"{address}/store", "--store", store)
    return address


# What we rely on of the protocols, without our client.


def at(address: str, graph: str) -> str:
    return f"{address}/store?graph={quote(graph, safe='')}"


def test_put_makes_a_graph_with_201_and_replaces_one_whole_with_success(plain: str) -> None:
    made = http_("PUT", at(plain, "urn:t:put"), '<urn:a> <urn:p> "1" .\n', TRIPLES)
    replaced = http_("PUT", at(plain, "urn:t:put"), '<urn:a> <urn:p> "2" .\n', TRIPLES)

    assert made.status == 201
    assert replaced.status in (200, 204)
    assert http_("GET", at(plain, "urn:t:put"), accept=TRIPLES) == (200, TRIPLES, '<urn:a> <urn:p> "2" .\n')


def test_post_merges_into_a_graph(plain: str) -> None:
    http_("PUT", at(plain, "urn:t:post"), '<urn:a> <urn:p> "1" .\n', TRIPLES)
    assert http_("POST", at(plain, "urn:t:post"), '<urn:a> <urn:p> "2" .\n', TRIPLES).status in (200, 204)

    found = http_("GET", at(plain, "urn:t:post"), accept=TRIPLES).body
    assert sorted(found.splitlines()) == ['<urn:a> <urn:p> "1" .', '<urn:a> <urn:p> "2" .']


def test_delete_removes_a_graph_and_a_graph_that_is_not_there_is_404(plain: str) -> None:
    http_("PUT", at(plain, "urn:t:gone"), '<urn:a> <urn:p> "1" .\n', TRIPLES)

    assert http_("DELETE", at(plain, "urn:t:gone")).status in (200, 204)
    assert http_("GET", at(plain, "urn:t:gone")).status == 404
    assert http_("DELETE", at(plain, "urn:t:gone")).status == 404


def test_a_body_that_is_malformed_is_400_with_words_and_changes_nothing(plain: str) -> None:
    http_("PUT", at(plain, "urn:t:kept"), '<urn:a> <urn:p> "1" .\n', TRIPLES)
    refused = http_("PUT", at(plain, "urn:t:kept"), '<urn:b> <urn:p> "2" .\noops', TRIPLES)

    assert refused.status == 400
    assert "line 2" in refused.body
    assert http_("GET", at(plain, "urn:t:kept"), accept=TRIPLES).body == '<urn:a> <urn:p> "1" .\n'


def test_a_type_that_is_not_known_is_415_and_one_that_cannot_be_had_is_406(plain: str) -> None:
    http_("PUT", at(plain, "urn:t:types"), '<urn:a> <urn:p> "1" .\n', TRIPLES)

    assert http_("PUT", at(plain, "urn:t:types"), "x", "text/unheard-of").status == 415
    assert http_("GET", at(plain, "urn:t:types"), accept="image/png").status == 406


def test_the_default_graph_is_apart_from_the_named_ones_unless_a_dataset_is_given(plain: str) -> None:
    http_("PUT", at(plain, "urn:t:named"), '<urn:only> <urn:here> "1" .\n', TRIPLES)
    ask = "ASK { <urn:only> ?p ?o }"

    alone = http_("POST", f"{plain}/query", urlencode({"query": ask}), FORM, JSON)
    given = http_("POST", f"{plain}/query", urlencode({"query": ask, "default-graph-uri": "urn:t:named"}), FORM, JSON)

    assert (json.loads(alone.body)["boolean"], json.loads(given.body)["boolean"]) == (False, True)


def test_several_default_graphs_are_merged_and_named_ones_are_those_that_are_given(plain: str) -> None:
    for name in ("one", "two", "three"):
        http_("PUT", at(plain, f"urn:t:{name}"), f'<urn:{name}> <urn:in> "1" .\n', TRIPLES)
    fields = [("query", "SELECT ?s ?g { { ?s <urn:in> ?o } UNION { GRAPH ?g { ?s <urn:in> ?o } } }")]
    fields += [
        ("default-graph-uri", "urn:t:one"),
        ("default-graph-uri", "urn:t:two"),
        ("named-graph-uri", "urn:t:three"),
    ]

    found = json.loads(http_("POST", f"{plain}/query", urlencode(fields), FORM, JSON).body)["results"]["bindings"]

    rows = {(row["s"]["value"], row.get("g", {}).get("value")) for row in found}
    assert rows == {("urn:one", None), ("urn:two", None), ("urn:three", "urn:t:three")}


@pytest.mark.parametrize("way", ["form", "direct", "get"])
def test_a_query_is_taken_as_a_form_as_the_body_and_in_the_address(way: str, plain: str) -> None:
    ask = "ASK { }"
    found = {
        "form": lambda: http_("POST", f"{plain}/query", urlencode({"query": ask}), FORM, JSON),
        "direct": lambda: http_("POST", f"{plain}/query", ask, "application/sparql-query", JSON),
        "get": lambda: http_("GET", f"{plain}/query?{urlencode({'query': ask})}", accept=JSON),
    }[way]()

    assert (found.status, found.kind.partition(";")[0], json.loads(found.body)["boolean"]) == (200, JSON, True)


def test_rows_come_as_json_and_triples_as_n_triples_where_both_are_accepted(plain: str) -> None:
    accept = f"{JSON}, {TRIPLES};q=0.9"
    kinds = {
        text.split()[0]: http_("POST", f"{plain}/query", urlencode({"query": text}), FORM, accept).kind
        for text in ("SELECT ?s { ?s ?p ?o } LIMIT 1", "CONSTRUCT WHERE { ?s ?p ?o }", "ASK {}", "DESCRIBE <urn:a>")
    }

    assert kinds == {"SELECT": JSON, "CONSTRUCT": TRIPLES, "ASK": JSON, "DESCRIBE": TRIPLES}


@pytest.mark.parametrize("text", ["SELECT ?s { ?s ?p", "INSERT DATA { <urn:a> <urn:p> 1 }"])
def test_what_is_no_query_is_400_with_words(text: str, plain: str) -> None:
    refused = http_("POST", f"{plain}/query", urlencode({"query": text}), FORM, JSON)

    assert refused.status == 400
    assert "expected" in refused.body


def test_operations_of_one_update_are_done_all_or_none(plain: str) -> None:
    http_("PUT", at(plain, "urn:t:update"), '<urn:a> <urn:p> "1" .\n', TRIPLES)
    fails = "DROP GRAPH <urn:t:update> ; INSERT DATA { GRAPH <urn:new> { <urn:a> <urn:p> 2 } } ; DROP GRAPH <urn:no>"
    refused = http_("POST", f"{plain}/update", fails, "application/sparql-update")

    assert refused.status >= 400
    assert http_("GET", at(plain, "urn:t:update"), accept=TRIPLES).body == '<urn:a> <urn:p> "1" .\n'


# Our client against the real server.


def test_every_graph_is_on_the_server_as_it_is_in_the_store(full: str, store: Path) -> None:
    server, here = Server(f"{full}/query"), reading(store)
    names = [name for name in server.graphs() if not name.startswith("urn:t:")]

    assert tuple(names) == here.graphs()
    copied = server.part(names)
    for name in names:
        assert sorted(copied.content(name).splitlines()) == sorted(here.content(name).splitlines())


@pytest.fixture(scope="module")
def there(full: str, first_day: Result) -> KnowledgeGraph:
    server = Server(f"{full}/query")
    return knowledge_graph_in(server, [assessment_named(first_day.assessment.organisation.name, server)])


@pytest.mark.parametrize("name", question_names())
def test_a_question_has_the_same_answer_from_a_server_as_from_the_package(
    name: str, here: KnowledgeGraph, there: KnowledgeGraph
) -> None:
    (assessment,) = (graph for graph in there.graphs() if graph.startswith("urn:"))
    parameters = question(name).head.parameters
    values = {n: assessment if about.type == "assessment" else about.example for n, about in parameters.items()}

    assert answer(question(name), values, there) == answer(question(name), values, here)


def test_ask_and_assessments_take_the_address_of_a_server(full: str, store: Path, first_day: Result) -> None:
    name = first_day.assessment.organisation.name
    asked = [
        inclead("ask", "competencies-for-gaps", "--assessment", name, option, place, "--format", "json")
        for option, place in (("--endpoint", f"{full}/query"), ("--store", store))
    ]
    listed = [
        inclead("graph", "assessments", option, place, "--format", "csv")
        for option, place in (("--endpoint", f"{full}/query"), ("--store", store))
    ]

    assert asked[0] == asked[1]
    assert listed[0] == listed[1]
    assert name in listed[0]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?d ?l WHERE { ?d a inc:Driver ; skos:prefLabel ?l } ORDER BY ?d",
        "SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?a a inc:Assessment } }",
        "SELECT ?l WHERE { ?a inc:assessmentOf/skos:prefLabel ?l . driver:psed skos:prefLabel ?p }",
        "ASK { driver:psed a inc:Driver }",
        "CONSTRUCT { ?d a inc:Driver } WHERE { ?d a inc:Driver }",
        "SELECT ?c WHERE { ?c a inc:Competency } ORDER BY ?c LIMIT 3",
    ],
)
def test_a_query_finds_on_a_server_what_it_finds_in_the_store_whatever_the_default_graph_is(
    query: str, full: str, store: Path
) -> None:
    assert inclead("sparql", "--endpoint", f"{full}/query", query) == inclead("sparql", "--store", store, query)


def test_from_chooses_among_the_graphs_of_a_server_whose_default_graph_is_not_the_union(plain: str) -> None:
    """Oxigraph passes over FROM where it is told to take the union; docs/graph-store.md says so."""
    driver = "<urn:d> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/inclead/Driver> .\n"
    http_("PUT", at(plain, "urn:t:from"), driver, TRIPLES)
    count = "SELECT (COUNT(*) AS ?n) {} WHERE {{ ?d a inc:Driver }}"
    server = Server(f"{plain}/query")

    found = [server.query(count.format(f"FROM <urn:t:{name}>")) for name in ("from", "none")]

    http_("DELETE", at(plain, "urn:t:from"))
    assert [rows.rows for rows in found if isinstance(rows, Rows)] == [((1,),), ((0,),)]


def test_rows_and_triples_beyond_the_limit_are_cut_and_it_is_said(full: str) -> None:
    server = Server(f"{full}/query")
    rows = server.query("SELECT ?s { ?s ?p ?o }", rows=5)
    triples = server.query("CONSTRUCT WHERE { ?s a inc:Driver }", rows=5)

    assert isinstance(rows, Rows)
    assert isinstance(triples, Triples)
    assert (len(rows.rows), rows.cut, triples.count, triples.cut) == (5, True, 5, True)


@pytest.mark.parametrize("by", ["graph-store", "update"])
def test_a_graph_is_put_in_the_place_of_the_earlier_one_by_either_protocol(by: str, plain: str, tmp_path: Path) -> None:
    address = f"{plain}/{'store' if by == 'graph-store' else 'update'}"
    hard = tmp_path / "hard.ttl"
    for text in (
        "<urn:a> <urn:p> 'first' .",
        r"<urn:a> <urn:p> 'it\'s \"said\" \\ Llŷn \n } ;', 2, [ <urn:q> 'x'@cy ] .",
    ):
        hard.write_text(text, encoding="utf-8")
        inclead("graph", "upload", address, hard, "--without-ontology", "--by", by)
    inclead("graph", "load", tmp_path / "store", hard, "--without-ontology")

    expected = reading(tmp_path / "store")
    assert Server(f"{plain}/query").part(expected.graphs()).digest() == expected.digest()
    for name in expected.graphs():
        http_("DELETE", at(plain, name))


def test_a_server_that_is_not_there_is_met_with_a_message() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/query"

    assert "is the server running?" in inclead("sparql", "--endpoint", address, "ASK {}", code=2)
    assert "is the server running?" in inclead("ask", "from-memory", "--endpoint", address, code=2)


def test_an_address_that_takes_no_queries_is_met_with_the_servers_words(plain: str) -> None:
    said = inclead("sparql", "--endpoint", f"{plain}/nothing", "ASK {}", code=2)

    assert "404" in said
    assert "not supported by this server" in said


# What never leaves, and what strangers may not do.


class Stranger:
    """A server that answers as a test likes, and keeps what it was sent."""

    def __init__(self, reply: Callable[[http.server.BaseHTTPRequestHandler], None]) -> None:
        self.calls = calls = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                calls.append((self.command, self.path, dict(self.headers), body))
                reply(self)

            do_GET = do_PUT = do_POST  # noqa: N815 (http.server's names)

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/query"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def stranger(request: pytest.FixtureRequest) -> Iterator[Callable[..., Stranger]]:
    made: list[Stranger] = []

    def make(reply: Callable[[http.server.BaseHTTPRequestHandler], None]) -> Stranger:
        made.append(Stranger(reply))
        return made[-1]

    yield make
    for one in made:
        one.close()


def says(status: int, body: bytes = b"", **headers: str) -> Callable[[http.server.BaseHTTPRequestHandler], None]:
    def reply(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return reply


YES = says(200, b'{"head": {}, "boolean": true}', Content_Type=JSON)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_says_whither(status: int, stranger: Callable[..., Stranger]) -> None:
    elsewhere = stranger(YES)
    sends_on = stranger(says(status, Location=elsewhere.address))

    said = inclead("sparql", "--endpoint", sends_on.address, "ASK {}", code=2)

    assert f"sends us on to {elsewhere.address}, which is not followed" in said
    assert elsewhere.calls == []


def test_no_proxy_of_the_environment_sees_what_is_asked(
    stranger: Callable[..., Stranger], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, server = stranger(YES), stranger(YES)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.address)

    inclead("sparql", "--endpoint", server.address, "ASK {}")

    assert proxy.calls == []
    assert server.calls


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERV\\u0049CE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "LOAD <http://127.0.0.1:9/>",
        "INSERT DATA { <urn:a> <urn:p> 1 }",
        "this is no query",
    ],
)
def test_what_would_call_out_or_change_something_is_refused_before_anything_is_sent(
    query: str, stranger: Callable[..., Stranger]
) -> None:
    server = stranger(YES)

    inclead("sparql", "--endpoint", server.address, query, code=1)

    assert server.calls == []


def test_nothing_is_uploaded_to_another_machine_unless_that_is_said_to_be_meant() -> None:
    said = inclead("graph", "upload", "http://192.0.2.1/store", FIRST_DAY, code=2)

    assert "evidence would leave it" in said
    assert "--leaves-this-machine" in said


def test_a_question_to_another_machine_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Server, "query", lambda *_, **__: True)

    result = CliRunner().invoke(main, ["sparql", "--endpoint", "http://192.0.2.1/query", "ASK {}"])

    assert "The question goes to http://192.0.2.1/query, which is not this machine." in result.stderr


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://localhost:1/q", True),
        ("http://LOCALHOST/q", True),
        ("https://127.8.9.1/q", True),
        ("http://[::1]:7878/q", True),
        ("http://localhost.example.org/q", False),
        ("http://127.0.0.1.example.org/q", False),
        ("http://127.1/q", False),
        ("http://0x7f000001/q", False),
        ("http://0.0.0.0/q", False),
        ("http://10.0.0.1/q", False),
        ("http://[::ffff:10.0.0.1]/q", False),
        ("http://127.0.0.1@example.org/q", False),
        ("http://sparql.example.org/q", False),
    ],
)
def test_only_what_is_certainly_this_machine_counts_as_this_machine(address: str, here: bool) -> None:
    assert is_this_machine(address) is here


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://127.0.0.1/q", "127.0.0.1:7878", "http://", "http://[::1/q", "http://a:99999/q",
     "http://127.0.0.1/q\nX: y", "http://127.0.0.1/a b", "data:text/plain,x", "http://exämple.org/q"],
)  # fmt: skip
def test_what_is_no_address_of_a_server_is_refused(address: str) -> None:
    with pytest.raises(UnreadableError, match="not an address of a server"):
        Server(address)


def test_a_password_in_an_address_is_refused_without_being_repeated() -> None:
    said = inclead("sparql", "--endpoint", "http://me:s3cret@127.0.0.1:1/q", "ASK {}", code=2)

    assert LOGIN in said
    assert "s3cret" not in said


def test_a_login_comes_from_the_environment_and_goes_to_the_named_server_only_never_in_clear_text_elsewhere(
    stranger: Callable[..., Stranger], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LOGIN, "me:s3cret")
    server = stranger(YES)
    inclead("sparql", "--endpoint", server.address, "ASK {}")
    said = inclead("sparql", "--endpoint", "http://192.0.2.1/q", "ASK {}", code=2)

    (_, _, headers, _) = server.calls[-1]
    assert headers["Authorization"] == "Basic " + base64.b64encode(b"me:s3cret").decode()
    assert "clear text" in said
    assert "s3cret" not in said


def test_a_server_that_asks_for_a_login_is_met_with_how_to_give_one(stranger: Callable[..., Stranger]) -> None:
    assert LOGIN in inclead("sparql", "--endpoint", stranger(says(401)).address, "ASK {}", code=2)


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (says(200, b"<html>", Content_Type="text/html"), "is this where the server takes queries?"),
        (says(200, b"", Content_Type=""), "without a type"),
        (says(200, b'{"head": {"vars": ["s"]}, "results": {"bindings": [{', Content_Type=JSON), "not well formed"),
        (says(200, b"[[[[", Content_Type=JSON), "not well formed"),
        (says(200, b'{"head": {}', Content_Type=JSON, Content_Length="100"), "bytes are missing"),
        (says(500, b"\x1b[2J\x07 out of memory", Content_Type="text/plain"), "refused with 500: [2J out of memory"),
        (says(503), "refused with 503"),
    ],
)
def test_what_is_no_answer_is_met_with_a_message(
    reply: Callable[[http.server.BaseHTTPRequestHandler], None], message: str, stranger: Callable[..., Stranger]
) -> None:
    said = inclead("sparql", "--endpoint", stranger(reply).address, "ASK {}", code=2)

    assert message in said
    assert "\x1b" not in said


def test_an_answer_without_end_is_cut_off(stranger: Callable[..., Stranger], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_FILE_BYTES", 100_000)
    endless = stranger(says(200, b"x" * 300_000, Content_Type=JSON))

    assert "larger than 100,000 bytes" in inclead("sparql", "--endpoint", endless.address, "ASK {}", code=2)


def test_a_server_that_drips_is_given_up_when_time_is_up(stranger: Callable[..., Stranger]) -> None:
    def drips(handler: http.server.BaseHTTPRequestHandler) -> None:
        says(200, b"", Content_Type=JSON, Content_Length="1000")(handler)
        with contextlib.suppress(OSError):
            for _ in range(200):
                handler.wfile.write(b" ")
                time.sleep(0.05)

    with pytest.raises((QueryError, UnreadableError), match=r"no whole answer within 0\.3 seconds|too slow"):
        Server(stranger(drips).address, seconds=0.3).query("ASK {}")


def test_a_server_that_leaves_statements_out_is_caught(stranger: Callable[..., Stranger]) -> None:
    def short(handler: http.server.BaseHTTPRequestHandler) -> None:
        if b"CONSTRUCT" in server.calls[-1][3]:
            says(200, b"<urn:a> <urn:p> <urn:b> .\n", Content_Type=TRIPLES)(handler)
        else:
            row = {"n": {"type": "literal", "value": "3", "datatype": INTEGER}}
            found = {"head": {"vars": ["n"]}, "results": {"bindings": [row]}}
            says(200, json.dumps(found).encode(), Content_Type=JSON)(handler)

    server = stranger(short)

    with pytest.raises(UnreadableError, match="gave 1 of the 3 statements of urn:g"):
        Server(server.address).part(["urn:g"])


INTEGER = "http://www.w3.org/2001/XMLSchema#integer"


def test_a_graph_too_large_to_send_is_not_sent(
    stranger: Callable[..., Stranger], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MAX_FILE_BYTES", 10)
    content = Store()
    content.add([(Iri("urn:a"), Iri("urn:p"), "long enough")], "urn:g")
    server = stranger(YES)

    with pytest.raises(UnreadableError, match="it was not sent"):
        Server(server.address).put("urn:g", content)

    assert server.calls == []


@pytest.mark.parametrize(
    "options",
    [
        ("--store", ".", "--endpoint", "http://127.0.0.1:1/q"),
        ("--endpoint", "http://127.0.0.1:1/q", "--only-toolkit"),
        ("--store", ".", "--only-toolkit"),
    ],
)
def test_options_that_say_two_different_places_are_refused(options: tuple[str, ...]) -> None:
    assert "exclude each other" in inclead("sparql", "ASK {}", *options, code=2)
