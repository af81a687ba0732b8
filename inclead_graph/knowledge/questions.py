"""Questions kept as SPARQL files, one each, and their answers with the mark of every thing that is named in them."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from inclead_graph.errors import InputError, OntologyError, QueryError, nearest
from inclead_graph.knowledge.crosswalks import Path as LinkPath
from inclead_graph.knowledge.crosswalks import Step, shortest_paths
from inclead_graph.knowledge.graph import KnowledgeGraph
from inclead_graph.knowledge.things import Things
from inclead_graph.located import parse, validate
from inclead_graph.model.question import Parameter, Question, QuestionHead
from inclead_graph.store import Cell, Iri, Rows
from inclead_graph.terms import compact

__all__ = ["Answer", "answer", "question", "question_names", "steps"]

_FOLDER = Path(str(files("inclead_graph.knowledge") / "queries"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question found.

    Attributes:
        columns: names of the columns.
        rows: one tuple a row; ``None`` where nothing is known.
        from_memory: for each row, ids of the things in it that nobody has yet verified.
        note: what the reader must be told beside the rows; often empty.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    from_memory: tuple[tuple[str, ...], ...]
    note: str = ""


def question_names() -> tuple[str, ...]:
    """Return the names of all questions, sorted."""
    return tuple(sorted(p.stem for p in _FOLDER.glob("*.rq")))


@cache
def question(name: str) -> Question:
    """Read one question.

    Raises:
        QueryError: there is none of that name.
        OntologyError: the file's head is malformed.

    Example:
        >>> question("competencies-for-driver").example
        'inclead ask competencies-for-driver --driver psed'
    """
    file = _FOLDER / f"{name}.rq"
    if name not in question_names():
        hint = nearest(name, question_names()) or "'inclead ask' lists them"
        raise QueryError(f"there is no question '{name}'; {hint}")
    text = file.read_text(encoding="utf-8")
    head, _, sparql = text.partition("\n\n")
    try:
        located = parse("\n".join(line.removeprefix("# ") for line in head.splitlines()), file.name)
        return Question(name=name, head=validate(QuestionHead, located), sparql=sparql)
    except InputError as error:
        raise OntologyError(error.problems) from None


def answer(asked: Question, given: Mapping[str, str], graph: KnowledgeGraph, *, only_toolkit: bool = False) -> Answer:
    """Answer a question.

    Args:
        asked: the question.
        given: a text for each parameter: an id or name of a thing, a date, a number, or the IRI of the graph of an
            assessment that was added to the store.
        graph: the knowledge graph.
        only_toolkit: leave out the links that we curated.

    Raises:
        QueryError: a parameter is missing, unknown, or names nothing of its kind.
    """
    things = graph.things
    values = _values(asked, given, things)
    found = _found(asked, values, graph, only_toolkit=only_toolkit)
    note = ""
    if only_toolkit and not found.rows:
        more = len(_found(asked, values, graph, only_toolkit=False).rows)
        note = _TOOLKIT_SILENT.format(more=more) if more else "Nothing was found, with or without curated links."
    elif not found.rows:
        note = "Nothing was found."
    return Answer(found.variables, found.rows, tuple(_unverified(row, things) for row in found.rows), note)


_TOOLKIT_SILENT = (
    "The toolkit itself makes no such link. {more} rows rest on links that we curated, which --only-toolkit leaves out."
)


@cache
def steps(graph: KnowledgeGraph, *, only_toolkit: bool = False) -> tuple[Step, ...]:
    """Return every link and every step up or down a framework, for finding paths."""
    found = graph.store.query(question("path").sparql, graphs=graph.scope(only_toolkit=only_toolkit))
    assert isinstance(found, Rows)  # noqa: S101 (the query is ours)
    return tuple(Step(*row) for row in found.rows)  # type: ignore[arg-type]


def _found(asked: Question, values: Mapping[str, Cell], graph: KnowledgeGraph, *, only_toolkit: bool) -> Rows:
    if asked.head.answer == "paths":
        paths = shortest_paths(steps(graph, only_toolkit=only_toolkit), str(values["from"]), str(values["to"]))
        return Rows(_PATH_COLUMNS, tuple(_path_rows(paths)))
    found = graph.store.query(asked.sparql, bind=values, graphs=graph.scope(only_toolkit=only_toolkit))
    if not isinstance(found, Rows):
        raise QueryError(f"the question '{asked.name}' is not a SELECT query")
    hidden = {name for name in found.variables if name in asked.head.parameters}
    keep = [(n, asked.head.lists.get(name)) for n, name in enumerate(found.variables) if name not in hidden]
    rows = (tuple(_in_order(row[n], between) for n, between in keep) for row in found.rows)
    return Rows(tuple(found.variables[n] for n, _ in keep), tuple(rows))


def _in_order(cell: Cell | None, between: str | None) -> Cell | None:
    """Sort a list within a text, numbers in it by their size."""
    if between is None or not isinstance(cell, str):
        return cell
    return between.join(sorted(cell.split(between), key=lambda one: re.sub(r"\d+", lambda m: f"{int(m[0]):09}", one)))


_PATH_COLUMNS = ("path", "step", "one", "link", "other", "confidence", "weakest", "why")


def _path_rows(paths: Iterable[LinkPath]) -> Iterable[tuple[Cell | None, ...]]:
    for number, path in enumerate(paths, 1):
        for place, (step, forward) in enumerate(path.steps, 1):
            name = compact(step.property).partition(":")[2]
            ends = (step.one, step.other) if forward else (step.other, step.one)
            link = name if forward else f"{name} of"
            yield number, place, ends[0], link, ends[1], step.confidence, path.confidence, step.why or None


def _values(asked: Question, given: Mapping[str, str], things: Things) -> dict[str, Cell]:
    """Turn what was given into terms, or say all that is wrong with it at once."""
    values: dict[str, Cell] = {}
    wrong: list[str] = []
    for name, parameter in asked.head.parameters.items():
        try:
            values[name] = _value(name, parameter, given.get(name), things)
        except QueryError as error:
            wrong.append(str(error))
    if wrong:
        raise QueryError("\n".join(wrong))
    return values


def _value(name: str, parameter: Parameter, text: str | None, things: Things) -> Cell:
    if text is None or not text.strip():
        raise QueryError(f"--{name} is missing: {parameter.about}, for example {parameter.example}")
    if parameter.type == "date":
        try:
            return dt.datetime.strptime(text.strip(), "%Y-%m-%d").date()
        except ValueError:
            raise QueryError(f"--{name}: '{text}' is not a date; write it as {parameter.example}") from None
    if parameter.type == "number":
        try:
            if "_" not in text and math.isfinite(float(text)):
                return int(text) if text.strip("-").isdigit() else float(text)
        except ValueError:
            pass
        raise QueryError(f"--{name}: '{text}' is not a number; write it as {parameter.example}")
    if parameter.type == "assessment":
        return Iri(text)
    return things.named(text, parameter.of, f"--{name}")


def _unverified(row: Iterable[Cell | None], things: Things) -> tuple[str, ...]:
    return tuple(dict.fromkeys(compact(cell) for cell in row if isinstance(cell, Iri) and cell in things.from_memory))
