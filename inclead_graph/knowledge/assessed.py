"""The assessments that a store or a server holds, each a named graph, and what people call them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from inclead_graph.errors import QueryError, nearest
from inclead_graph.store import Graphs, Rows, Store

__all__ = ["Assessed", "assessed_in", "assessment_named", "give_lasting_names", "lasting_name"]


def lasting_name(organisation: str, code: str | None, day: dt.date) -> str:
    """Return the name of an assessment's graph where many are kept: by ODS code or organisation's name, and day.

    It stays when evidence changes, so that an assessment which is loaded again takes the place of the earlier one.

    Example:
        >>> lasting_name("Wolds & Fen", None, dt.date(2026, 3, 31))
        'urn:inclead:organisation:wolds+%26+fen:2026-03-31'
        >>> lasting_name("Wolds & Fen", "RZZ", dt.date(2026, 3, 31))
        'urn:inclead:ods:RZZ:2026-03-31'
    """
    if code:
        return f"urn:inclead:ods:{quote(code, safe='')}:{day}"
    return f"urn:inclead:organisation:{quote_plus(' '.join(organisation.casefold().split()))}:{day}"


@dataclass(frozen=True, slots=True)
class Assessed:
    """An assessment that a store or a server holds.

    Attributes:
        graph: name of its graph.
        organisation: whose it is.
        code: ODS code of that organisation, where it has one.
        as_of: the day it is judged as of.
    """

    graph: str
    organisation: str
    code: str
    as_of: dt.date


def assessed_in(source: Graphs) -> tuple[Assessed, ...]:
    """List the assessments that a store or a server holds, by organisation and day."""
    found = source.query(_ASSESSMENTS)
    assert isinstance(found, Rows)  # noqa: S101 (the query is ours)
    listed = (
        Assessed(str(graph), str(name), str(code or ""), day)
        for graph, name, code, day in found.rows
        if isinstance(day, dt.date)
    )
    return tuple(sorted(listed, key=lambda one: (one.organisation.casefold(), one.as_of, one.graph)))


def assessment_named(text: str, source: Graphs) -> str:
    """Return the graph that a text names: by IRI, or by organisation's name or ODS code, with @DAY or the latest.

    Raises:
        QueryError: there is none, or there are several on the same day; the message lists near ones.
    """
    known = assessed_in(source)
    written = _WITH_A_DAY.fullmatch(text.strip())
    who, day = (written[1], written[2]) if written else (text.strip(), "")
    wanted = who.casefold()
    named = [one for one in known if wanted in (one.graph.casefold(), one.organisation.casefold(), one.code.casefold())]
    found = [one for one in named if not day or one.as_of.isoformat() == day]
    latest = [one for one in found if one.as_of == max(other.as_of for other in found)]
    if len(latest) == 1:
        return latest[0].graph
    if latest:
        raise QueryError(f"'{text}' may be any of {', '.join(one.graph for one in latest)}; write one of these")
    if named:
        days = ", ".join(one.as_of.isoformat() for one in named)
        raise QueryError(f"'{text}': there are assessments as of {days}, and none of that day")
    hint = nearest(who, [name for one in known for name in (one.organisation, one.code) if name])
    raise QueryError(f"there is no assessment of '{who}'; {hint or 'inclead graph assessments lists them'}")


def give_lasting_names(store: Store) -> None:
    """Rename the graph of each assessment in a store to its lasting name, unless several are in one graph."""
    found = assessed_in(store)
    for one in found:
        if sum(other.graph == one.graph for other in found) == 1:
            store.rename(one.graph, lasting_name(one.organisation, one.code, one.as_of))


_WITH_A_DAY = re.compile(r"(.+)@(\d{4}-\d\d-\d\d)")

_ASSESSMENTS = """
SELECT DISTINCT ?graph ?name ?code ?day
WHERE {
  GRAPH ?graph {
    ?assessment a inc:Assessment ; inc:assessmentOf ?organisation ; inc:asOf ?day .
    ?organisation skos:prefLabel ?name .
    OPTIONAL { ?organisation org:identifier ?code }
  }
}
"""
