"""``inclead explain DIR THING``."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inclead_graph.cli.common import (
    as_of_option,
    folder_argument,
    json_option,
    ontology_folder_option,
    rules_folder_option,
)

if TYPE_CHECKING:
    from inclead_graph.assess import Result
    from inclead_graph.inference.explain import Node

__all__ = ["explain"]


@click.command(
    epilog="Examples:  inclead explain my-trust BR1   inclead explain my-trust E014   inclead explain my-trust headline"
)
@folder_argument
@click.argument("thing", metavar="THING")
@as_of_option
@click.option("--depth", type=click.IntRange(1), help="Show no more than this many levels.")
@json_option
@ontology_folder_option
@rules_folder_option
def explain(
    folder: Path,
    thing: str,
    as_of: dt.date | None,
    depth: int | None,
    as_json: bool,
    ontology_folder: Path | None,
    rules_folder: Path | None,
) -> None:
    """Say why THING is as it is, and why it is no better, down to evidence and passages of the toolkit.

    THING is a stage (BR), a factor (BR1), a criterion (BR1.A1), the id of a piece of evidence, or 'headline'.
    """
    from inclead_graph.assess import assess, load_knowledge, on_day
    from inclead_graph.cli.terminal import progress
    from inclead_graph.inference.explain import Explainer
    from inclead_graph.workspace import read_workspace

    with progress("Grading"):
        knowledge = load_knowledge(ontology_folder, rules_folder)
        assessment = on_day(read_workspace(folder, knowledge.framework), as_of)
        result = assess(assessment, knowledge)
        kind, name = _found(thing, result)
        node = Explainer(result.findings).thing(kind, name)
    if as_json:
        click.echo(json.dumps(_as_json(node), ensure_ascii=False, indent=2))
    else:
        _print(node, depth)


def _found(thing: str, result: Result) -> tuple[str, str]:
    from inclead_graph.errors import UnreadableError, nearest
    from inclead_graph.inference.facts import ORGANISATION

    if thing == "headline":
        return "organisation", ORGANISATION
    things = result.findings.facts.things
    for kind in ("stage", "factor", "criterion", "evidence"):
        for name in things[kind]:
            if thing in (name, name.lower()):
                return kind, name
    known = [name for kind in ("stage", "factor", "criterion", "evidence") for name in things[kind]]
    raise UnreadableError(f"'{thing}' is no stage, factor, criterion or evidence here; {nearest(thing, known)}")


def _as_json(node: Node) -> dict[str, Any]:
    return {
        "role": node.role,
        "text": node.text,
        "thing": node.thing,
        "children": [_as_json(child) for child in node.children],
    }


def _print(node: Node, depth: int | None) -> None:
    click.echo(click.style(node.text, bold=True))
    _print_children(node, "", depth)


_COLOURS = {"missing": "red", "evidence": "cyan", "passage": "magenta"}


def _print_children(node: Node, indent: str, depth: int | None) -> None:
    if depth == 0:
        return
    for index, child in enumerate(node.children):
        last = index == len(node.children) - 1
        colour = _COLOURS.get(child.role)
        text = (
            click.style(child.text, fg=colour, dim=child.role == "note")
            if colour or child.role == "note"
            else child.text
        )
        click.echo(f"{indent}{'└─ ' if last else '├─ '}{text}")
        _print_children(child, indent + ("   " if last else "│  "), None if depth is None else depth - 1)
