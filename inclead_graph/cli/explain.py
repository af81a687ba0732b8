"""``inclead explain DIR THING``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inclead_graph.cli.answers import answer_format_option, output_option
from inclead_graph.cli.common import (
    as_of_option,
    folder_argument,
    graded,
    json_option,
    ontology_folder_option,
    rules_folder_option,
    write_output,
)

if TYPE_CHECKING:
    from inclead_graph.inference.explain import Node
    from inclead_graph.inference.questions import FiveQuestions

__all__ = ["explain"]

_QUESTIONS = ("why", "why-not", "change", "holds", "lapses")


@click.command(
    epilog="Examples:  inclead explain my-trust BR1   inclead explain my-trust E014   "
    "inclead explain my-trust headline --only change   inclead explain my-trust --all --format json -o answers.json"
)
@folder_argument
@click.argument("thing", metavar="[THING]", required=False)
@as_of_option
@click.option("--only", multiple=True, type=click.Choice(_QUESTIONS),
              help="Answer this question only; may be repeated.")  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Explain everything that rules speak of.")
@click.option("--depth", type=click.IntRange(1), help="Show no more than this many levels.")
@answer_format_option("text", "json")
@json_option
@output_option
@ontology_folder_option
@rules_folder_option
def explain(
    folder: Path, thing: str | None, as_of: dt.date | None, only: tuple[str, ...], everything: bool, depth: int | None,
    format_: str, as_json: bool, output: Path | None, ontology_folder: Path | None, rules_folder: Path | None,
) -> None:  # fmt: skip
    """Say why THING is as it is, why it is no better, what would change it, what holds it up, and when it lapses.

    THING is a stage (BR), a factor (BR1), a criterion (BR1.A1), the id of a piece of evidence, 'headline', or the id
    of anything else that rules speak of. The proof goes down to records of evidence and passages of the toolkit.
    """
    if everything is (thing is not None):
        raise click.UsageError("name one THING, or --all for everything")
    from inclead_graph.cli.terminal import progress
    from inclead_graph.cli.things import chosen_format, known_things, thing_called
    from inclead_graph.inference.questions import FiveQuestions

    with progress("Grading") as tell:
        findings = graded(folder, as_of, ontology_folder, rules_folder).findings
        things = list(known_things(findings)) if everything else [thing_called(str(thing), findings)]
        tell("Answering five questions")
        five = FiveQuestions(findings)
        if chosen_format(format_, as_json) == "json":
            text = _document(five, None if everything else things[0], only or _QUESTIONS)
        else:
            trees = [five.tree(*one, only=only or _QUESTIONS) for one in things]
            text = "\n".join(line for tree in trees for line in _lines(tree, depth))
    if output is None:
        click.echo(text)
    else:
        write_output(click.unstyle(text) + "\n", output)


def _document(five: FiveQuestions, thing: tuple[str, str] | None, only: Iterable[str]) -> str:
    """Write everything that was asked as JSON: for one thing, the same lines as a tree, too."""
    from inclead_graph.reports.questions_json import ExplainDocument, finding_parts

    findings = five.findings
    answers = five.everything() if thing is None else five.about(*thing)
    document = ExplainDocument(
        schema_version="1",
        organisation=findings.assessment.organisation.name,
        as_of=findings.facts.as_of,
        findings=finding_parts(findings, answers),
    )
    if thing is None:
        return document.model_dump_json(indent=2)
    tree = _as_json(five.tree(*thing, only=only))
    return json.dumps({**tree, **document.model_dump(mode="json")}, ensure_ascii=False, indent=2)


def _as_json(node: Node) -> dict[str, Any]:
    return {
        "role": node.role,
        "text": node.text,
        "thing": node.thing,
        "children": [_as_json(child) for child in node.children],
    }


_COLOURS = {"missing": "red", "evidence": "cyan", "passage": "magenta", "change": "green"}


def _lines(node: Node, depth: int | None) -> Iterator[str]:
    yield click.style(node.text, bold=True)
    yield from _below(node, "", depth)


def _below(node: Node, indent: str, depth: int | None) -> Iterator[str]:
    if depth == 0:
        return
    for index, child in enumerate(node.children):
        last = index == len(node.children) - 1
        colour, dim, bold = _COLOURS.get(child.role), child.role == "note", child.role == "question"
        plain = colour is None and not dim and not bold
        text = child.text if plain else click.style(child.text, fg=colour, dim=dim or None, bold=bold or None)
        yield f"{indent}{'└─ ' if last else '├─ '}{text}"
        deeper = None if depth is None else depth - 1
        yield from _below(child, indent + ("   " if last else "│  "), deeper)
