"""The graph store: Oxigraph beneath, in memory or on disk, and rdflib's API above for those who want it."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import itertools
import re
import sys
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol, TypeVar

import pyoxigraph as ox

from inclead_graph.errors import InputError, OntologyError, Problem, QueryError, UnreadableError
from inclead_graph.terms import PREFIXES

if TYPE_CHECKING:
    from rdflib import Dataset, Graph

RdflibGraph = TypeVar("RdflibGraph", bound="Graph")
Outcome = TypeVar("Outcome")

__all__ = [
    "FORMATS",
    "HERE",
    "Cell",
    "Graphs",
    "Iri",
    "Rows",
    "Statement",
    "Store",
    "Taken",
    "Triples",
    "is_iri",
    "refuse_service",
    "turtle_files",
]

FORMATS: Mapping[str, ox.RdfFormat] = {
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}
"""RDF formats by the ending of a file's name."""

HERE = "urn:inclead:here"
"""What relative names in somebody's Turtle begin with, where the file does not say it."""

MAX_FILE_BYTES = 200_000_000
BULK_BYTES = 2**26
"""How much is written at once: Oxigraph sorts each such piece into files of its own."""
SMALL_BYTES = 2**22
"""How little is quicker written without that."""
MAX_ENTITY_BYTES = 200
MAX_DEPTH = 5000
MAX_QUERY_CHARACTERS = 20_000
STACK_BYTES = 512 * 2**20


class Iri(str):
    """An IRI, told apart from text by its type."""

    __slots__ = ()


Cell = Iri | str | int | float | Decimal | bool | dt.date
"""A value in an answer: an IRI, or a literal as the Python value that it stands for."""

Statement = tuple[Iri, Iri, Cell]
"""Subject, predicate and object of one triple; blank nodes are Iris that begin with ``_:``."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What a SELECT found.

    Attributes:
        variables: names of the columns, without question marks.
        rows: one tuple a solution; ``None`` where a variable is unbound.
        cut: true when there were more rows than the limit.
    """

    variables: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Triples:
    """What a CONSTRUCT or DESCRIBE made: Turtle with our prefixes, and how many triples."""

    turtle: str
    count: int
    cut: bool = False


class Graphs(Protocol):
    """Named graphs that can be asked, wherever they are: what a store here and a server have in common."""

    def graphs(self) -> tuple[str, ...]:
        """Return the names of the graphs, sorted."""

    def query(
        self, text: str, *, graphs: Sequence[str] | None = None, rows: int | None = None, seconds: float | None = None
    ) -> Rows | Triples | bool:
        """Run a SPARQL query over the union of ``graphs``, all of them unless told."""

    def part(self, graphs: Iterable[str]) -> Store:
        """Copy some graphs into a store in memory."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a store took from others: how many graphs, how many of them in the place of earlier ones, and statements."""

    graphs: int
    replaced: int
    statements: int


class Store:
    """A set of named graphs.

    Args:
        path: a folder of Oxigraph's to keep it in; without one it lives in memory. Stores of users are opened by
            :func:`~inclead_graph.store.reading` and :func:`~inclead_graph.store.writing`.
        read_only: open a folder that is there, for asking only; nobody may be writing to it.
        held: a file that is closed when the store is no longer used.
        aside: a file of N-Quads that holds some of its graphs once more, to be copied quickly.

    Raises:
        UnreadableError: the folder cannot be opened, or another process has it open.

    Example:
        >>> store = Store()
        >>> store.add([(Iri("urn:a"), Iri("urn:knows"), Iri("urn:b"))], "urn:g")
        >>> store.query("SELECT ?x WHERE { <urn:a> <urn:knows> ?x }").rows
        (('urn:b',),)
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        read_only: bool = False,
        held: IO[bytes] | None = None,
        aside: Path | None = None,
    ) -> None:
        self._aside = aside
        if held is not None:
            weakref.finalize(self, held.close)
        try:
            if path is None:
                self._store = ox.Store()
            else:
                self._store = ox.Store.read_only(str(path)) if read_only else ox.Store(str(path))
        except OSError as error:
            raise UnreadableError(f"{path}: cannot be opened as a graph store ({error})") from None

    def load(self, file: Path, graph: str | None = None) -> None:
        """Read an RDF file, by the ending of its name, into ``graph``; formats with named graphs keep theirs.

        Raises:
            UnreadableError: missing, too large, or of an unknown format.
            OntologyError: not well formed, with the place that the parser names.
        """
        format_ = FORMATS.get(file.suffix.lstrip("."))
        if format_ is None:
            raise UnreadableError(f"{file}: not an RDF file by its name; it should end in one of {', '.join(FORMATS)}")
        target = ox.NamedNode(graph) if graph and not format_.supports_datasets else None
        try:
            if file.stat().st_size > MAX_FILE_BYTES:
                raise UnreadableError(f"{file}: larger than {MAX_FILE_BYTES:,} bytes; split it")
            if format_ == ox.RdfFormat.RDF_XML:
                _refuse_entities(file)
                _refuse_deep_elements(file)
            elif format_ != ox.RdfFormat.JSON_LD:
                _refuse_deep_triple_terms(file.read_bytes(), str(file))
            self._store.load(path=str(file), format=format_, to_graph=target)
        except SyntaxError as error:
            raise OntologyError([_syntax_problem(error, str(file), format_)]) from None
        except OSError as error:
            raise UnreadableError(f"{file}: cannot be read ({error.strerror or error})") from None

    def load_turtle(self, text: str, name: str, graph: str) -> None:
        """Read Turtle of a user's into ``graph``; names in it that are relative begin with :data:`HERE`.

        Args:
            text: the Turtle.
            name: what messages call it.
            graph: the graph that takes it.

        Raises:
            UnreadableError: triple terms within one another, too deep.
            InputError: not Turtle, with the place that the parser names.
        """
        content, format_ = text.encode(), FORMATS["ttl"]
        _refuse_deep_triple_terms(content, name)
        try:
            self._store.load(content, format=format_, base_iri=HERE, to_graph=ox.NamedNode(graph))
        except SyntaxError as error:
            raise InputError([_syntax_problem(error, name, format_)]) from None

    def add(self, statements: Iterable[Statement], graph: str) -> None:
        """Add triples to the graph called ``graph``."""
        name = ox.NamedNode(graph)
        self._store.extend(ox.Quad(_node(s), ox.NamedNode(p), _term(o), name) for s, p, o in statements)

    def take_rdflib(self, triples: Iterable[tuple[Any, Any, Any]], graph: str) -> None:
        """Add triples of rdflib's terms to the graph called ``graph``; several times as fast as through rdflib."""
        name = ox.NamedNode(graph)
        memo: dict[Any, Any] = {}
        self._store.extend(
            ox.Quad(_of_rdflib(s, memo), _of_rdflib(p, memo), _of_rdflib(o, memo), name) for s, p, o in triples
        )

    def take(self, parts: Iterable[Store]) -> Taken:
        """Put the graphs of other stores here, each in the place of the one of its name.

        After much, what is on disk is put in order: questions are then three times as fast.

        Statements outside all graphs are added to those that are here.

        Raises:
            OSError: the disk refuses.
        """
        names: set[str] = set()
        replaced, statements, large = 0, 0, False
        pending = io.BytesIO()
        for part in parts:
            for name in map(ox.NamedNode, part.graphs()):
                if name.value not in names and self._store.contains_named_graph(name):
                    self._store.remove_graph(name)
                    replaced += 1
                names.add(name.value)
            statements += part.size()
            part._store.dump(pending, format=FORMATS["nq"])
            if pending.tell() > BULK_BYTES:
                pending = self._bulk(pending)
                large = True
        self._bulk(pending)
        if large:
            self._store.optimize()
        return Taken(len(names), replaced, statements)

    def _bulk(self, pending: io.BytesIO) -> io.BytesIO:
        if pending.tell() > SMALL_BYTES:
            self._store.bulk_load(pending.getvalue(), format=FORMATS["nq"])
        elif pending.tell():
            self._store.load(pending.getvalue(), format=FORMATS["nq"])
        return io.BytesIO()

    def part(self, graphs: Iterable[str]) -> Store:
        """Copy some graphs into a store in memory."""
        copy, wanted = Store(), set(graphs)
        if self._aside is not None and self._aside.is_file():
            copy._store.load(path=str(self._aside), format=FORMATS["nq"])
            for name in set(copy.graphs()) - wanted:
                copy._store.remove_graph(ox.NamedNode(name))
        for name in sorted(wanted - set(copy.graphs())):
            copy._store.load(self.content(name), format=FORMATS["nt"], to_graph=ox.NamedNode(name))
        return copy

    def set_aside(self, file: Path, beginning: str) -> None:
        """Write the graphs whose names begin so into a file of N-Quads."""
        with file.open("wb") as out:
            for name in map(ox.NamedNode, self.graphs()):
                if name.value.startswith(beginning):
                    quads = self._store.quads_for_pattern(None, None, None, name)
                    ox.serialize(quads, out, format=FORMATS["nq"])

    def content(self, graph: str) -> bytes:
        """Write one graph as N-Triples."""
        return self._store.dump(format=FORMATS["nt"], from_graph=ox.NamedNode(graph)) or b""

    def load_content(self, content: bytes, graph: str, name: str) -> None:
        """Read N-Triples that came from elsewhere into ``graph``; ``name`` is what messages call it.

        Raises:
            UnreadableError: they are not well formed.
        """
        _refuse_deep_triple_terms(content, name)
        try:
            self._store.load(content, format=FORMATS["nt"], to_graph=ox.NamedNode(graph))
        except SyntaxError as error:
            raise UnreadableError(f"{name}: not well formed, or cut short ({error.msg})") from None

    def rename(self, graph: str | None, to: str) -> None:
        """Give a graph another name; none is what stands outside all graphs."""
        old = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        moved = list(self._store.quads_for_pattern(None, None, None, old)) if graph != to else []
        if moved:
            name = ox.NamedNode(to)
            self._store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, name) for quad in moved)
            self._store.remove_graph(old)

    def copy(self, path: Path) -> None:
        """Copy a store on disk into a new folder of Oxigraph's, by linking files where the disk can.

        Raises:
            OSError: the disk refuses.
        """
        self._store.backup(str(path))

    def flush(self) -> None:
        """Have the disk confirm all that was written.

        Raises:
            OSError: the disk refuses.
        """
        self._store.flush()

    def close(self) -> None:
        """Let go of the folder; the store is empty from here on."""
        self._store = ox.Store()

    def graphs(self) -> tuple[str, ...]:
        """Return the names of the graphs, sorted."""
        return tuple(sorted(str(name.value) for name in self._store.named_graphs()))

    def size(self, graph: str | None = None) -> int:
        """Return how many triples there are, in all or in one graph."""
        if graph is None:
            return len(self._store)
        found = self.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {ox.NamedNode(graph)} {{ ?s ?p ?o }} }}")
        assert isinstance(found, Rows)  # noqa: S101 (the query is ours)
        return int(str(found.rows[0][0]))

    def query(
        self,
        text: str,
        *,
        bind: Mapping[str, Cell] | None = None,
        graphs: Sequence[str] | None = None,
        rows: int | None = None,
        seconds: float | None = None,
    ) -> Rows | Triples | bool:
        """Run a SPARQL query over the union of ``graphs`` (all of them, unless told or unless the query says FROM).

        Values come in through ``bind`` as terms, never as text. SERVICE is refused, and nothing else in a query can
        reach the network or change the store.

        Args:
            text: SELECT, ASK, CONSTRUCT or DESCRIBE.
            bind: values for variables, each of which the query must project.
            graphs: names of the graphs to look into.
            rows: how many rows or triples at the most.
            seconds: how long it may take.

        Raises:
            QueryError: it is not SPARQL, is refused, or takes too long.
        """
        substitutions = {ox.Variable(name): _term(value) for name, value in (bind or {}).items()}
        chosen: list[Any] | None = [ox.NamedNode(g) for g in graphs] if graphs is not None else None

        def run() -> Rows | Triples | bool:
            names_graphs = check_query(text)
            if names_graphs and chosen is not None:
                raise QueryError("FROM chooses the graphs of a query, and so does the command; leave one of them out")
            try:
                return _collected(
                    self._store.query(
                        text,
                        prefixes=PREFIXES,
                        use_default_graph_as_union=chosen is None and not names_graphs,
                        default_graph=chosen,
                        named_graphs=chosen,
                        substitutions=substitutions or None,
                    ),
                    rows,
                )
            except SyntaxError as error:
                raise QueryError(_NO_QUERY.format(error.msg)) from None
            except (OSError, ValueError, RuntimeError) as error:
                raise QueryError(f"the query cannot be answered: {error}") from None

        if seconds is None:
            return run()
        return in_time(
            seconds, run, f"the query took longer than {seconds:g} seconds; narrow it, or give it longer with --seconds"
        )

    def described(self, things: Iterable[Iri]) -> str:
        """Return as Turtle what is stated about each of some things."""
        found = [
            q.triple for thing in set(things) for q in self._store.quads_for_pattern(_node(thing), None, None, None)
        ]
        return _turtle(found)

    def dump(self, format_: str, graphs: Sequence[str] | None = None, prefixes: Mapping[str, str] = PREFIXES) -> str:
        """Write the store, or some graphs of it, in one of :data:`FORMATS`, in an order that its content decides.

        Formats without named graphs get the union of the graphs.
        """
        kind = FORMATS[format_]
        quads: Iterable[Any] = sorted(self._quads(graphs), key=str)
        if not kind.supports_datasets:
            quads = sorted({quad.triple for quad in quads}, key=str)
        return (ox.serialize(quads, format=kind, prefixes=dict(prefixes)) or b"").decode()

    def canonical(self, graphs: Sequence[str] | None = None) -> str:
        """Return the canonical N-Quads of the dataset (W3C RDF Dataset Canonicalization 1.0, RDFC-1.0)."""
        dataset = ox.Dataset(self._quads(graphs))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        lines = (ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"").decode().split("\n")
        return "".join(f"{line}\n" for line in sorted(lines) if line)

    def digest(self, graphs: Sequence[str] | None = None) -> str:
        """Return the SHA-256 of :meth:`canonical`: the same for the same statements, however blank nodes are called."""
        return f"sha256:{hashlib.sha256(self.canonical(graphs).encode()).hexdigest()}"

    def statements(self, graph: str | None = None) -> Iterator[tuple[str, str, str]]:
        """Yield subject, predicate and object as plain text, of all graphs or of one; what is a thing is an Iri."""
        name = ox.NamedNode(graph) if graph else None
        for quad in self._store.quads_for_pattern(None, None, None, name):
            yield _text(quad.subject), quad.predicate.value, _text(quad.object)

    def as_rdflib(self) -> Dataset:
        """Return the store as an rdflib Dataset whose default graph is the union of all graphs.

        It is the store itself, not a copy: queries run on Oxigraph, and what is added to it is added here.
        """
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        return _with_prefixes(Dataset(store=OxigraphStore(store=self._store), default_union=True))

    def graph(self, name: str) -> Graph:
        """Return one named graph as an rdflib Graph; what is added to it is added here."""
        from oxrdflib import OxigraphStore
        from rdflib import Graph, URIRef

        return _with_prefixes(Graph(store=OxigraphStore(store=self._store), identifier=URIRef(name)))

    def _quads(self, graphs: Sequence[str] | None) -> list[Any]:
        if graphs is None:
            return list(self._store.quads_for_pattern(None, None, None, None))
        names = [ox.NamedNode(graph) for graph in graphs]
        return [quad for name in names for quad in self._store.quads_for_pattern(None, None, None, name)]

    def union(self) -> Graph:
        """Copy all graphs into one graph in rdflib's own memory, for libraries that walk it node by node."""
        from rdflib import Graph

        copy = Graph()
        for name in self.graphs():
            for subject, predicate, value in self.graph(name):
                copy.add((subject, predicate, _as_rdflib_writes(value)))
        return copy


def _as_rdflib_writes(value: Any) -> Any:
    """Take the datatype from plain text: to rdflib ``"a"`` and ``"a"^^xsd:string`` are two literals."""
    from rdflib import XSD, Literal

    return Literal(str(value)) if isinstance(value, Literal) and value.datatype == XSD.string else value


def _with_prefixes(graph: RdflibGraph) -> RdflibGraph:
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def is_iri(text: str) -> bool:
    """Say whether a text is an absolute IRI.

    >>> is_iri("https://example.org/a"), is_iri("a b"), is_iri("lf")
    (True, False, False)
    """
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def _refuse_entities(file: Path) -> None:
    """Refuse XML entities that could make much out of little, which Oxigraph would write out in full.

    Raises:
        UnreadableError: an entity refers to another, or is longer than the namespaces that entities are there for.
    """
    data = file.read_bytes()
    first, last = data.find(b"<!ENTITY"), data.rfind(b"<!ENTITY")
    declared = b'"'.join([data[max(first, 0) : max(last, 0)], *data[max(last, 0) :].split(b'"', 2)[:2]])
    if first >= 0 and (b"&" in declared or max(map(len, declared.split(b'"'))) > MAX_ENTITY_BYTES):
        raise UnreadableError(
            f"{file}: its <!ENTITY> declarations refer to one another or are longer than {MAX_ENTITY_BYTES} bytes; "
            "write them out"
        )


def _refuse_deep_elements(file: Path) -> None:
    """Refuse XML nested so deep that Oxigraph, whose time grows with the square of the depth, would not come back."""
    from xml.parsers import expat

    depth = 0

    def go(step: int) -> None:
        nonlocal depth
        depth += step
        if depth > MAX_DEPTH:
            raise UnreadableError(f"{file}: elements within elements, more than {MAX_DEPTH:,} deep; flatten it")

    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda *_: go(1)
    parser.EndElementHandler = lambda *_: go(-1)
    try:
        parser.Parse(file.read_bytes(), True)
    except expat.ExpatError:
        return  # Oxigraph says it better.


def _refuse_deep_triple_terms(content: bytes, name: str) -> None:
    """Refuse statements about statements about statements, so deep that Oxigraph would run out of stack."""
    depth = 0
    for sign in re.finditer(rb"<<|>>", content):
        depth = max(0, depth + (1 if sign[0] == b"<<" else -1))
        if depth > MAX_DEPTH:
            raise UnreadableError(f"{name}: triple terms (<<) within one another, more than {MAX_DEPTH:,} deep")


def turtle_files(folder: Path) -> list[Path]:
    """Return the Turtle files of an ontology folder, shapes left out, in order of their names.

    Raises:
        UnreadableError: the folder holds none.
    """
    found = sorted(p for p in folder.rglob("*.ttl") if "shapes" not in p.relative_to(folder).parts)
    if not found:
        raise UnreadableError(f"{folder}: no Turtle files (*.ttl) here")
    return found


_MASK = "qqxqqxq"
_NO_QUERY = "this is not a SPARQL query (SELECT, ASK, CONSTRUCT or DESCRIBE): {}"


def check_query(text: str, *, whole: bool = False) -> bool:
    """Refuse a query that is too long or would call out; return whether it chooses its graphs itself (FROM).

    Args:
        text: the query.
        whole: refuse what is no query as well, where somebody else is to run it.

    Raises:
        QueryError: it is refused.
    """
    if len(text) > MAX_QUERY_CHARACTERS:
        raise QueryError(f"the query is longer than {MAX_QUERY_CHARACTERS:,} characters; shorten it")
    refuse_service(text)
    if whole:
        try:
            ox.Store().query(text, prefixes=PREFIXES)
        except SyntaxError as error:
            raise QueryError(_NO_QUERY.format(error.msg)) from None
        except (OSError, ValueError, RuntimeError) as error:
            raise QueryError(f"the query cannot be answered: {error}") from None
    return bool(_fault_without(_FROM, text))


def refuse_service(text: str) -> None:
    """Refuse a query that would ask another server; err on the side of refusing.

    Oxigraph's own parser decides, since a scanner of ours would read some string or comment where it reads a keyword:
    with another word in the place of SERVICE, only a query that does not need the keyword is still one.

    Raises:
        QueryError: SERVICE stands, or is spelt by escapes, where it could be a keyword.
    """
    there = len(_SERVICE.findall(text))
    escaped = len(_SERVICE.findall(_ESCAPED.sub(lambda m: chr(min(int(m[1] or m[2], 16), sys.maxunicode)), text)))
    if escaped > there:
        raise QueryError(_REFUSED)
    fault = _fault_without(_SERVICE, text)
    if fault:
        raise QueryError(f"{_REFUSED}. If it is no keyword here, the query is at fault: {fault}")


def _fault_without(word: re.Pattern[str], text: str) -> str:
    """Say what is wrong with a query once another word stands in the place of ``word``; nothing if it still is one."""
    masked, there = word.subn(_MASK, text)
    try:
        if there:
            ox.Store().query(masked, prefixes=PREFIXES)
    except SyntaxError as error:
        return str(error.msg).replace(_MASK, word.pattern)
    except (OSError, ValueError, RuntimeError):
        return ""  # The query itself meets the same error.
    return ""


_FROM = re.compile("from", re.IGNORECASE)
_SERVICE = re.compile("service", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_REFUSED = "SERVICE is refused: a query may not call out. Load the data with 'inclead graph load' instead"


def in_time(seconds: float, run: Callable[[], Outcome], late: str) -> Outcome:
    """Run in a thread, which goes on unheard when time is up: Oxigraph cannot be interrupted.

    Oxigraph follows a query's brackets with calls within calls: the thread has a stack for the deepest query allowed.

    Raises:
        QueryError: it takes longer; ``late`` is the message.
    """
    outcome: Future[Outcome] = Future()

    def work() -> None:
        try:
            outcome.set_result(run())
        except BaseException as error:  # noqa: BLE001 (the thread that waits raises it)
            outcome.set_exception(error)

    usual = threading.stack_size(STACK_BYTES)
    try:
        threading.Thread(target=work, daemon=True).start()
    finally:
        threading.stack_size(usual)
    try:
        return outcome.result(seconds)
    except TimeoutError:
        raise QueryError(late) from None


def parsed_results(content: bytes, rows: int | None) -> Rows | Triples | bool:
    """Read SPARQL results in JSON (https://www.w3.org/TR/sparql11-results-json/), at most so many rows.

    Raises:
        SyntaxError, ValueError: they are not well formed.
    """
    if content.count(b'"triple"') > MAX_DEPTH:
        raise ValueError("too many triple terms")
    return _collected(ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON), rows)


def parsed_triples(content: bytes, rows: int | None) -> Triples:
    """Read N-Triples, at most so many of them.

    Raises:
        SyntaxError, ValueError: they are not well formed.
        UnreadableError: triple terms within one another, too deep.
    """
    _refuse_deep_triple_terms(content, "the answer")
    items = [quad.triple for quad in itertools.islice(ox.parse(content, format=FORMATS["nt"]), rows and rows + 1)]
    cut = rows is not None and len(items) > rows
    kept = items[:rows] if cut else items
    return Triples(_turtle(kept), len(set(kept)), cut)


def term_text(value: Cell) -> str:
    """Write a term as SPARQL has it.

    Example:
        >>> term_text(Iri("urn:a")), term_text("yes")
        ('<urn:a>', '"yes"')
    """
    return str(_term(value))


def _collected(found: Any, limit: int | None) -> Rows | Triples | bool:
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    try:
        names = [one.value for one in found.variables] if isinstance(found, ox.QuerySolutions) else None
        items = list(itertools.islice(found, None if limit is None else limit + 1))
    finally:
        del found  # only the thread that asked may drop it, and an error would carry it, frame and all, to another
    cut = limit is not None and len(items) > limit
    kept = items[:limit] if cut else items
    if names is None:
        return Triples(_turtle(kept), len(set(kept)), cut)
    return Rows(tuple(names), tuple(tuple(map(_cell, solution)) for solution in kept), cut)


def _turtle(triples: Iterable[Any]) -> str:
    ordered = sorted(set(triples), key=str)
    return (ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode()


_NUMBERS: Mapping[str, Callable[[str], Cell]] = {
    "integer": int,
    "int": int,
    "long": int,
    "decimal": Decimal,
    "double": float,
    "float": float,
    "boolean": lambda text: text in ("true", "1"),
    "date": dt.date.fromisoformat,
}
_XSD = "http://www.w3.org/2001/XMLSchema#"


def _cell(term: Any) -> Cell | None:
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if isinstance(term, ox.BlankNode):
        return Iri(f"_:{term.value}")
    if not isinstance(term, ox.Literal):
        return str(term)
    convert = _NUMBERS.get(term.datatype.value.removeprefix(_XSD))
    try:
        return convert(term.value) if convert else term.value
    except (ValueError, ArithmeticError):
        return term.value


def _text(term: Any) -> str:
    text = str(getattr(term, "value", term))
    if isinstance(term, ox.BlankNode):
        return Iri(f"_:{text}")
    return Iri(text) if isinstance(term, ox.NamedNode) else text


def _syntax_problem(error: SyntaxError, name: str, format_: ox.RdfFormat) -> Problem:
    what = f"this is not valid {format_.name}: {error.msg}"
    return Problem(name, error.lineno or 1, error.offset or 1, what, "mend the file")


def _of_rdflib(term: Any, memo: dict[Any, Any]) -> Any:
    from rdflib import BNode, URIRef

    known = memo.get(term)
    if known is None:
        if isinstance(term, URIRef):
            known = ox.NamedNode(term)
        elif isinstance(term, BNode):
            known = ox.BlankNode(term)
        elif term.language:
            known = ox.Literal(str(term), language=term.language)
        else:
            known = ox.Literal(str(term), datatype=ox.NamedNode(term.datatype) if term.datatype else None)
        memo[term] = known
    return known


def _node(value: str) -> Any:
    return ox.BlankNode(value[2:]) if value.startswith("_:") else ox.NamedNode(value)


def _term(value: Cell) -> Any:
    if isinstance(value, Iri):
        return _node(value)
    if isinstance(value, dt.date):
        return ox.Literal(value.isoformat(), datatype=ox.NamedNode(f"{_XSD}date"))
    if isinstance(value, Decimal):
        return ox.Literal(str(value), datatype=ox.NamedNode(f"{_XSD}decimal"))
    return ox.Literal(value)
