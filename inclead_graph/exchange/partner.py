"""PARTNER CPRM (Visible Network Labs): a list of members, and a list of what respondents answered about partners.

A row of answers says how one member sees another, on a scale from 1 to 4: three questions on trust, three on value.
Both reports on one relationship become one partnership, as strong as the mean of the value reported; trust becomes what
one organisation trusts another with. Members that never answer are marked so. docs/network-files.md says what of this
the vendor publishes and what is from memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from inclead_graph.exchange.draft import Draft
from inclead_graph.exchange.fields import CellError, parsed, plain_number
from inclead_graph.exchange.graph import FoundGraph, FoundLine, read_graph
from inclead_graph.exchange.lists import graph_of_lists
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


@dataclass(frozen=True, slots=True)
class _Report:
    """What one member says of another, with the scores that it gives."""

    by: str
    of: str
    line: FoundLine
    trust: Sequence[Decimal]
    value: Sequence[Decimal]


def read_partner(tables: Sequence[Table], draft: Draft) -> None:
    """Read members and answers into a draft."""
    found = graph_of_lists(tables, draft)
    known = [(name, node.key) for node in found.nodes for name in (node.key, node.name) if name]
    finder = Finder(known or [(end, end) for line in found.lines for end in line.ends])
    reports = [_report(line, finder, draft) for line in found.lines]
    pairs: dict[tuple[str, str], list[_Report]] = {}
    for report in reports:
        pairs.setdefault(pair_of((report.by, report.of)), []).append(report)
    graph = FoundGraph(found.nodes, [_joined(several, draft) for several in pairs.values()], by_name=True)
    read_graph(graph, draft)
    members = [node for node in graph.nodes if node.record.values.get("mode") != "group"]
    ids = {node.key: one["id"] for node, one in zip(members, draft.data.get("organisations", []), strict=True)}
    _add_trust(reports, ids, draft)
    if any(report.value for report in reports):
        draft.data["scale"] = str(_TOP)
    if known and reports:
        respondents = {ids.get(report.by) for report in reports}
        for one in draft.data["organisations"]:
            one["answered"] = one["id"] in respondents
    _note_personal(tables, draft)


def _report(line: FoundLine, finder: Finder, draft: Draft) -> _Report:
    by, of = (finder.find(end) or end for end in line.ends)
    trust, value = (_scores(line.record, words, draft) for words in (_TRUST, _VALUE))
    return _Report(by, of, line, trust, value)


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


def _joined(reports: Sequence[_Report], draft: Draft) -> FoundLine:
    """Return one tie for what one or both ends report; where they differ, each answer says whose it is."""
    line = reports[0].line
    records: dict[str, Record] = {}
    for report in reports:
        if report.by in records:
            what = f"'{report.by}' has answered about '{report.of}' already ({records[report.by].where})"
            draft.problems.append(report.line.record.problem(None, what, "keep the row that stands"))
        records.setdefault(report.by, report.line.record)
    values: dict[str, str] = {}
    for name in dict.fromkeys(name for record in records.values() for name in record.values):
        said = {by: record.values[name] for by, record in records.items() if name in record.values}
        alike = len({*said.values()}) == 1
        values.update({name if alike else f"{name} ({by})"[:120]: text for by, text in said.items()})
    scores = [score for report in reports for score in report.value]
    if scores:
        values["weight"] = plain_number(round(sum(scores, Decimal()) / len(scores), 4))
    return replace(line, record=replace(line.record, values=values), directed=False)


def _add_trust(reports: Sequence[_Report], ids: Mapping[str, str], draft: Draft) -> None:
    into = draft.data.setdefault("trust", [])
    for report in reports:
        if report.trust and report.by in ids and report.of in ids:
            draft.came_from(("trust", len(into)), report.line.record, {})
            mean = sum(report.trust, Decimal()) / len(report.trust)
            share = round((mean - 1) / (_TOP - 1), 4)
            into.append({"by": ids[report.by], "of": ids[report.of], "share": share, "asked": 1})


def _note_personal(tables: Sequence[Table], draft: Draft) -> None:
    found = [text for table in tables for text in table.headings if heading(text) in _PERSONAL]
    if found:
        draft.notes.append(
            f"these columns name people and were kept under 'other': {', '.join(found)}; delete what you do not need"
        )
