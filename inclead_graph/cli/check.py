"""``inclead check DIR``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from inclead_graph.cli.common import folder_argument, json_option, ontology_folder_option, read_assessment
from inclead_graph.errors import InputError

__all__ = ["check"]


@click.command(epilog="Example:  inclead check my-trust")
@folder_argument
@json_option
@ontology_folder_option
def check(folder: Path, as_json: bool, ontology_folder: Path | None) -> None:
    """Say everything that is wrong in a folder or workbook, each with its place and what to do. Nothing is graded."""
    from inclead_graph.bundled import bundled
    from inclead_graph.knowledge.framework import read_framework

    try:
        assessment = read_assessment(folder, read_framework(ontology_folder or bundled("ontology")))
    except InputError as error:
        if not as_json:
            raise
        problems = [
            {"file": p.file, "line": p.line, "column": p.column, "what": p.what, "todo": p.todo} for p in error.problems
        ]
        click.echo(json.dumps({"problems": problems}, ensure_ascii=False, indent=2))
        raise SystemExit(error.exit_code) from None
    named = {criterion for piece in assessment.evidence for criterion in piece.criteria}
    if as_json:
        click.echo(json.dumps({"problems": [], "evidence": len(assessment.evidence), "criteria": len(named)}, indent=2))
    else:
        click.echo(f"{folder}: no problems; {len(assessment.evidence)} pieces of evidence on {len(named)} criteria.")
