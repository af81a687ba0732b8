"""PARTNER CPRM (Visible Network Labs): a list of members, and a list of what respondents answered about partners.

A row of answers says how one member sees another, on a scale from 1 to 4: three questions on trust, three on value.
Both reports on one relationship become one partnership, as strong as the mean of the value reported; trust becomes what
one organisation trusts another with. Members that never answer are marked so. docs/network-files.md says what of this
the vendor publishes and what is from memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from inclead_graph.exchange.draft import Draft
from inclead_graph.exchange.fields import CellError, parsed, plain_number
from inclead_graph.exchange.graph import FoundGraph, FoundLine, read_graph
from inclead_graph.exchange.lists import ends_of, graph_of_lists
from inclead_graph.exchange.names import Finder
from inclead_graph.exchange.records import Record, Table, heading
from inclead_graph.model.network import pair_of

__all__ = ["is_partner", "read_partner"]

_TRUST = {
    "trust",
    "trust score",
    "openness to discussion",
    "openness to communication",
    "openness",
    "reliability",
    "partner reliability",
    "mission",
    "shared mission",
    "mission alignment",
    "support of mission",
    "in support of mission",
}
_VALUE = {
    "value",
    "value score",
    "power influence",
    "power and influence",
    "level of involvement",
    "involvement",
    "support and commitment",
    "resource contribution",
    "contribution of resources",
}
_MEMBERS = {"node label", "map label", "map label name", "primary org function", "primary organization function"}
_PERSONAL = {"first name", "last name", "contact first name", "contact last name", "email", "phone", "phone number"}
_TOP = 4


def is_partner(tables: Sequence[Table]) -> bool:
    """Say whether the headings are PARTNER's."""
    names = {heading(text) for table in tables for text in table.headings}
    return bool(names & _MEMBERS) or len(names & (_TRUST | _VALUE)) >= 2 or "respondent" in names


@dataclass(slots=True)
class _Pair:
    """What both ends report of one relationship."""

    line: FoundLine
    reports: list[tuple[str, Record]] = field(default_factory=list)
    value: list[Decimal] = field(default_factory=list)


def read_partner(tables: Sequence[Table], draft: Draft) -> None:
    """Read members and answers into a draft."""
    graph = graph_of_lists(tables, draft)
    known = [(name, node.key) for node in graph.nodes for name in (node.key, node.name) if name]
    finder = Finder(known or [(end, end) for line in graph.lines for end in line.ends])
    pairs: dict[tuple[str, str], _Pair] = {}
    trust: list[tuple[str, str, Decimal, Record]] = []
    for line in graph.lines:
        ends = [finder.find(end) or end for end in line.ends]
        pair = pairs.setdefault(pair_of((ends[0], ends[1])), _Pair(line))
        pair.reports.append((line.ends[0], line.record))
        trusts, values = (_scores(line.record, words, draft) for words in (_TRUST, _VALUE))
        pair.value += values
        if trusts:
            trust.append((ends[0], ends[1], sum(trusts, Decimal()) / len(trusts), line.record))
    respondents = {finder.find(line.ends[0]) for line in graph.lines}
    weighed = any(pair.value for pair in pairs.values())
    read_graph(FoundGraph(graph.nodes, [_joined(pair) for pair in pairs.values()], by_name=True), draft)
    _add_trust(trust, draft, [node.key for node in graph.nodes])
    if weighed:
        draft.data.setdefault("scale", str(_TOP))
    if any(ends_of(table) for table in tables) and len(tables) > 1:
        _mark_silent(draft, [node.key for node in graph.nodes], respondents)
    _note_personal(tables, draft)


def _scores(record: Record, words: set[str], draft: Draft) -> list[Decimal]:
    found = []
    for name, text in record.values.items():
        if heading(name) in words:
            try:
                score = parsed(Decimal, text)
            except CellError as error:
                draft.problems.append(record.problem(name, f"{name}: {error.what}", "write a score from 1 to 4"))
                continue
            if isinstance(score, Decimal) and 1 <= score <= _TOP:
                found.append(score)
            else:
                what = f"{name}: {text} is not a score from 1 to {_TOP}"
                draft.problems.append(record.problem(name, what, "leave it empty where it was not answered"))
    return found


def _joined(pair: _Pair) -> FoundLine:
    """Return one tie for what one or both ends report; where they differ, each answer says whose it is."""
    values: dict[str, str] = {}
    for name in dict.fromkeys(name for _, record in pair.reports for name in record.values):
        said = {reporter: record.values[name] for reporter, record in pair.reports if name in record.values}
        if len({*said.values()}) == 1:
            values[name] = next(iter(said.values()))
        else:
            values.update({f"{name} ({reporter})"[:120]: text for reporter, text in said.items()})
    if pair.value:
        values["weight"] = plain_number(round(sum(pair.value, Decimal()) / len(pair.value), 4))
    return replace(pair.line, record=replace(pair.line.record, values=values), directed=False)


def _add_trust(trust: Sequence[tuple[str, str, Decimal, Record]], draft: Draft, keys: Sequence[str]) -> None:
    ids: Mapping[str, str] = dict(zip(keys, (one["id"] for one in draft.data.get("organisations", [])), strict=False))
    into = draft.data.setdefault("trust", [])
    for by, of, mean, record in trust:
        if by in ids and of in ids:
            draft.came_from(("trust", len(into)), record, {})
            share = round((mean - 1) / (_TOP - 1), 4)
            into.append({"by": ids[by], "of": ids[of], "share": share, "asked": 1})


def _mark_silent(draft: Draft, keys: Sequence[str], respondents: set[str | None]) -> None:
    for key, one in zip(keys, draft.data.get("organisations", []), strict=False):
        if key not in respondents:
            one["answered"] = False


def _note_personal(tables: Sequence[Table], draft: Draft) -> None:
    found = [text for table in tables for text in table.headings if heading(text) in _PERSONAL]
    if found:
        draft.notes.append(
            f"these columns name people and were kept under 'other': {', '.join(found)}; delete what you do not need"
        )
