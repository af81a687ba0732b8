"""A SPARQL 1.1 server at an address that the user names, by the W3C's protocols alone.

Sources: SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/), SPARQL 1.1 Graph Store HTTP Protocol
(https://www.w3.org/TR/sparql11-http-rdf-update/) and SPARQL 1.1 Update (https://www.w3.org/TR/sparql11-update/).

No redirect is followed, no proxy used, nothing is sent but to that address, and what comes back is bounded in size and
time.
"""

from __future__ import annotations

import base64
import ipaddress
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
)

from inclead_graph.errors import QueryError, UnreadableError
from inclead_graph.store.local import (
    MAX_FILE_BYTES,
    Iri,
    Rows,
    Store,
    Triples,
    check_query,
    in_time,
    is_iri,
    parsed_results,
    parsed_triples,
    term_text,
)
from inclead_graph.terms import PREFIXES

__all__ = ["LOGIN", "SECONDS", "Server", "is_this_machine"]

LOGIN = "INCLEAD_SPARQL_LOGIN"
"""The variable of the environment that holds ``user:password``, for servers that ask for it."""

SECONDS = 60.0
"""How long one request may take, unless told."""
_CHUNK = 2**16
_ROWS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"


def is_this_machine(address: str) -> bool:
    """Say whether an address is certainly of this machine.

    Example:
        >>> is_this_machine("http://127.0.0.1:7878/query"), is_this_machine("http://localhost.example/query")
        (True, False)
    """
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Server:
    """A SPARQL server: what it holds can be asked as a store can, and graphs can be put there.

    Args:
        address: where it takes queries, graphs or updates; each server has an address for each.
        seconds: how long one request may take.

    Raises:
        UnreadableError: the address is none of the web, or holds a password; or one would be sent in clear text.
    """

    def __init__(self, address: str, *, seconds: float = SECONDS) -> None:
        self._address = _checked(address)
        self._seconds = seconds
        self._opener = OpenerDirector()
        for handler in (HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor):
            self._opener.add_handler(handler())

    def graphs(self) -> tuple[str, ...]:
        """Return the names of the graphs, sorted.

        Raises:
            UnreadableError: the server cannot be reached or does not answer as the protocol has it.
        """
        return self._names

    @cached_property
    def _names(self) -> tuple[str, ...]:
        found = self._rows("SELECT DISTINCT ?g WHERE { GRAPH ?g { } }") or self._rows(
            "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
        )
        return tuple(sorted(name for (name,) in found if isinstance(name, Iri) and is_iri(name)))

    def query(
        self, text: str, *, graphs: Sequence[str] | None = None, rows: int | None = None, seconds: float | None = None
    ) -> Rows | Triples | bool:
        """Run a SPARQL query over the union of ``graphs``: all that the server holds, unless the query says FROM.

        SERVICE is refused before anything is sent.

        Args:
            text: SELECT, ASK, CONSTRUCT or DESCRIBE.
            graphs: names of the graphs to look into.
            rows: how many rows or triples at the most.
            seconds: how long it may take.

        Raises:
            QueryError: it is not SPARQL, is refused here or there, or takes too long.
            UnreadableError: the server cannot be reached or does not answer as the protocol has it.
        """
        chooses = check_query(text, whole=True)
        if graphs is None and not chooses and not self._default_is_union:
            graphs = self.graphs()
        return self._asked(text, graphs or (), rows, seconds)

    def part(self, graphs: Iterable[str]) -> Store:
        """Copy some graphs into a store in memory.

        Raises:
            UnreadableError: as :meth:`query`; or the server leaves a part of a graph out.
        """
        copy = Store()
        for name in graphs:
            pattern = f"{{ GRAPH {term_text(Iri(name))} {{ ?s ?p ?o }} }}"
            content = self._answer(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {pattern}", (), None)[1]
            copy.load_content(content, name, self._address)
            ((number,),) = self._rows(f"SELECT (COUNT(*) AS ?n) WHERE {pattern}") or ((None,),)
            if copy.size(name) != number:
                what = f"gave {copy.size(name):,} of the {number} statements of {name}"
                raise UnreadableError(f"{self._address}: {what}; raise the number of results that the server allows")
        return copy

    def put(self, graph: str, content: Store, *, by_update: bool = False) -> None:
        """Put a graph on the server, in the place of the one of its name.

        Args:
            graph: its name.
            content: a store that holds the graph.
            by_update: the address is that of SPARQL Update, not of the Graph Store HTTP Protocol.

        Raises:
            UnreadableError: the server cannot be reached, refuses, or the graph is too large to send.
        """
        text = content.content(graph)
        if len(text) > MAX_FILE_BYTES:
            raise UnreadableError(f"{graph}: larger than {MAX_FILE_BYTES:,} bytes; it was not sent")
        if by_update:
            name = term_text(Iri(graph)).encode()
            text = b"DROP SILENT GRAPH %b ;\nINSERT DATA { GRAPH %b {\n%b} }" % (name, name, text)
            self._send(self._address, "POST", text, "application/sparql-update")
        else:
            between = "&" if urlsplit(self._address).query else "?"
            self._send(f"{self._address}{between}graph={quote(graph, safe='')}", "PUT", text, _TRIPLES)

    @cached_property
    def _default_is_union(self) -> bool:
        """Whether what the server looks into of its own accord holds what is in its named graphs."""
        text = "ASK { { SELECT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } } LIMIT 1 } ?s ?p ?o }"
        return bool(self._asked(text, (), None, None))

    def _rows(self, text: str) -> tuple[tuple[object, ...], ...]:
        found = self._asked(text, (), None, None)
        if not isinstance(found, Rows):
            raise UnreadableError(f"{self._address}: answered a SELECT with something else; is it a SPARQL server?")
        return found.rows

    def _asked(
        self, text: str, graphs: Sequence[str], rows: int | None, seconds: float | None
    ) -> Rows | Triples | bool:
        kind, content = self._answer(text, graphs, seconds)
        try:
            return parsed_triples(content, rows) if kind == _TRIPLES else parsed_results(content, rows)
        except (SyntaxError, ValueError, RecursionError):
            raise UnreadableError(f"{self._address}: the answer is not well formed, or was cut short") from None

    def _answer(self, text: str, graphs: Sequence[str], seconds: float | None) -> tuple[str, bytes]:
        """Send a query; return what kind the answer says it is, and the answer."""
        prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
        fields = [("query", prefixes + text)]
        fields += [(field, name) for field in ("default-graph-uri", "named-graph-uri") for name in graphs]
        kind, content = self._send(
            self._address, "POST", urlencode(fields).encode(), "application/x-www-form-urlencoded", seconds=seconds
        )
        if kind not in (_ROWS, _TRIPLES):
            what = f"answered with {kind or 'something without a type'} where {_ROWS} or {_TRIPLES} was asked for"
            raise UnreadableError(f"{self._address}: {what}; is this where the server takes queries?")
        return kind, content

    def _send(
        self, address: str, method: str, body: bytes, kind: str, *, seconds: float | None = None
    ) -> tuple[str, bytes]:
        limit = seconds or self._seconds
        headers = {"Content-Type": kind, "Accept": f"{_ROWS}, {_TRIPLES};q=0.9", "User-Agent": "inclead-graph"}
        request = Request(address, body, {**headers, **_login(address)}, method=method)  # noqa: S310 (scheme is checked)

        def run() -> tuple[str, bytes]:
            try:
                with self._opener.open(request, timeout=limit) as response:
                    return _kind(response.headers), _read(response, time.monotonic() + limit)
            except HTTPError as error:
                with error:
                    raise self._refused(error) from None
            except URLError as error:
                reason = getattr(error.reason, "strerror", None) or error.reason
                raise UnreadableError(
                    f"{self._address}: cannot be reached ({reason}); is the server running?"
                ) from None
            except (OSError, HTTPException) as error:
                raise UnreadableError(
                    f"{self._address}: the connection broke ({str(error) or type(error).__name__})"
                ) from None

        return in_time(limit, run, f"{self._address}: no whole answer within {limit:g} seconds")

    def _refused(self, error: HTTPError) -> QueryError | UnreadableError:
        """Say what a status other than success means, with the server's own words, cut and made harmless."""
        if 300 <= error.code < 400:
            to = _harmless(str(error.headers.get("Location", "")))
            what = f"sends us on to {to or 'another address'}, which is not followed; give that address if you trust it"
            return UnreadableError(f"{self._address}: {what}")
        if error.code in (401, 403):
            return UnreadableError(
                f"{self._address}: asks for a login ({error.code}); put user:password into the variable {LOGIN}"
            )
        try:
            words = _harmless(error.read(_CHUNK).decode(errors="replace"))
        except (OSError, HTTPException):
            words = ""
        what = f"{self._address}: refused with {error.code}" + (f": {words}" if words else "")
        return QueryError(what) if error.code == 400 else UnreadableError(what)


def _checked(address: str) -> str:
    example = "http://127.0.0.1:7878/query"
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.fragment
        _ = parts.port
    except ValueError:
        good = False
    if not good or not address.isascii() or any(c.isspace() or not c.isprintable() for c in address):
        raise UnreadableError(f"{_harmless(address)}: not an address of a server; write it as {example}")
    if parts.username is not None or parts.password is not None:
        raise UnreadableError(
            f"an address with a password in it ends up in histories and logs; "
            f"put user:password into the variable {LOGIN}"
        )
    return address


def _login(address: str) -> Mapping[str, str]:
    login = os.environ.get(LOGIN, "")
    if not login:
        return {}
    if urlsplit(address).scheme != "https" and not is_this_machine(address):
        raise UnreadableError(f"{address}: a password would be sent in clear text; use https, or clear {LOGIN}")
    return {"Authorization": f"Basic {base64.b64encode(login.encode()).decode()}"}


def _kind(headers: Mapping[str, str]) -> str:
    return _harmless(headers.get("Content-Type", "").partition(";")[0].strip().lower())


def _harmless(text: str) -> str:
    """Cut a text of a stranger's, and leave out what could steer a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300]


def _read(response: HTTPResponse, until: float) -> bytes:
    content = bytearray()
    while piece := response.read1(_CHUNK):
        content += piece
        if len(content) > MAX_FILE_BYTES:
            raise UnreadableError(f"the answer is larger than {MAX_FILE_BYTES:,} bytes; ask for less")
        if time.monotonic() > until:
            raise TimeoutError("too slow")
    if response.length:
        raise HTTPException(f"{response.length:,} bytes are missing")
    return bytes(content)
