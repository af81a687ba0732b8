"""``inclead what-if DIR``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import (
    as_of_option,
    folder_argument,
    graded,
    json_option,
    ontology_folder_option,
    rules_folder_option,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from inclead_graph.inference.change import Change, WhatIf
    from inclead_graph.inference.findings import Findings
    from inclead_graph.model.assessment import Moderation

__all__ = ["what_if"]

_SUPPOSED = "supposed"


@click.command(
    "what-if",
    epilog="Examples:  inclead what-if my-trust --withdraw E014   "
    "inclead what-if my-trust --accept E020 --accept E021   "
    "inclead what-if my-trust --add 'criterion=BR1.A1,claim=supports,voice=carer'",
)
@folder_argument
@click.option(
    "--accept", multiple=True, metavar="EVIDENCE", help="Let this record count, as though all were well with it."
)
@click.option("--withdraw", multiple=True, metavar="EVIDENCE", help="Withdraw this record on the as-of date.")
@click.option("--add", multiple=True, metavar="FILE|TEXT",
              help="Add the records of a YAML file, or one written as 'criterion=...,claim=...'.")  # fmt: skip
@click.option("--moderate", multiple=True, metavar="CRITERION=SIDE",
              help="Decide which side of contested evidence holds, as BR1.A1=supports.")  # fmt: skip
@click.option("--not-applicable", multiple=True, metavar="CRITERION", help="Declare this criterion not applicable.")
@as_of_option
@answer_format_option("table", "json", "csv")
@json_option
@output_option
@ontology_folder_option
@rules_folder_option
def what_if(
    folder: Path, accept: tuple[str, ...], withdraw: tuple[str, ...], add: tuple[str, ...], moderate: tuple[str, ...],
    not_applicable: tuple[str, ...], as_of: dt.date | None, format_: str, as_json: bool, output: Path | None,
    ontology_folder: Path | None, rules_folder: Path | None,
) -> None:  # fmt: skip
    """Say what would move if the evidence were otherwise, and which steps of the proofs change. Nothing is written.

    Each option may be repeated; together they are one change. A record added as text may name whatever a record has
    (status, voice, kind, characteristics=sex+age, expires, ...); what it leaves out is the best status, the first voice
    and kind of the lists, the as-of date, and a source supposed.
    """
    from inclead_graph.cli.terminal import progress
    from inclead_graph.cli.things import chosen_format
    from inclead_graph.inference.change import what_if as run
    from inclead_graph.reports.change_rows import EFFECT_COLUMNS, effect_rows

    format_ = chosen_format(format_, as_json)
    if not (accept or withdraw or add or moderate or not_applicable):
        raise click.UsageError("nothing is supposed; name --accept, --withdraw, --add, --moderate or --not-applicable")
    with progress("Grading") as tell:
        findings = graded(folder, as_of, ontology_folder, rules_folder, one_engine=True).findings
        supposed = _change(findings, accept, withdraw, add, moderate, not_applicable)
        tell("Grading again")
        found = run(findings, supposed)
    head = {"as_of": findings.facts.as_of.isoformat(), "supposed": {k: list(v) for k, v in found.supposed.items()}}
    emit_rows(EFFECT_COLUMNS, list(effect_rows(found.after, found.effects)), format_, output, head)
    if format_ == "table":
        _tell(found)


def _change(
    findings: Findings,
    accept: tuple[str, ...],
    withdraw: tuple[str, ...],
    add: tuple[str, ...],
    moderate: tuple[str, ...],
    not_applicable: tuple[str, ...],
) -> Change:
    """Make the change of what was written, or say what in it is wrong."""
    from inclead_graph.inference.change import Change
    from inclead_graph.model.assessment import NotApplicable
    from inclead_graph.workspace.supposed import supposed_records

    for name in (*accept, *withdraw):
        _require(name, findings.evidence, "record")
    for name in set(accept) & set(withdraw):
        raise click.UsageError(f"{name} cannot both be accepted and be withdrawn")
    for name in not_applicable:
        _require(name, findings.framework.criteria, "criterion")
    taken = set(findings.evidence)
    day = findings.assessment.as_of
    return Change(
        accept=tuple(dict.fromkeys(accept)),
        withdraw=tuple(dict.fromkeys(withdraw)),
        add=tuple(piece for text in add for piece in supposed_records(text, findings.framework, day, taken)),
        moderate=tuple(_decision(text, findings) for text in moderate),
        not_applicable=tuple(NotApplicable(criterion=name, reason=_SUPPOSED) for name in not_applicable),
    )


def _decision(written: str, findings: Findings) -> Moderation:
    from inclead_graph.model.assessment import Moderation

    criterion, _, side = (part.strip() for part in written.partition("="))
    _require(criterion, findings.framework.criteria, "criterion")
    _require(side, findings.framework.words("claim"), "side")
    day = findings.assessment.as_of
    return Moderation(criterion=criterion, holds=side, reason=_SUPPOSED, decided_by=_SUPPOSED, date=day)


def _require(name: str, known: Collection[str], what: str) -> None:
    from inclead_graph.errors import UnreadableError, nearest

    if name not in known:
        raise UnreadableError(f"there is no {what} '{name}' here; {nearest(name, known)}".rstrip("; "))


def _tell(found: WhatIf) -> None:
    for name, supposed in found.supposed.items():
        click.echo(f"{name} is taken as {', '.join(supposed) or 'it is: it counts already'}.", err=True)
    number = len(found.effects)
    click.echo(
        "Nothing moves." if not number else f"{number} finding{'' if number == 1 else 's'} would move.", err=True
    )
