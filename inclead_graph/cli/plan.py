"""``inclead plan DIR --to GRADE``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.answers import answer_format_option, only_toolkit_option, output_option
from inclead_graph.cli.common import (
    as_of_option,
    folder_argument,
    graded,
    is_workbook,
    json_option,
    ontology_folder_option,
    rules_folder_option,
    write_output,
)

if TYPE_CHECKING:
    from inclead_graph.assess import Result
    from inclead_graph.inference.levers import Levers
    from inclead_graph.model.framework import Framework
    from inclead_graph.planning.effort import EffortTable
    from inclead_graph.planning.plan import Plan
    from inclead_graph.planning.sheet import Entry

__all__ = ["plan"]

_FILE = click.Path(path_type=Path)


@click.command(
    epilog="Examples:  inclead plan my-trust --to achieving   "
    "inclead plan my-trust --to excelling --stage BR --ways 10   "
    "inclead plan my-trust --to achieving --format csv -o plan.csv   "
    "inclead plan my-trust --to achieving --from plan.csv"
)
@folder_argument
@click.option("--to", "wanted", required=True, metavar="GRADE", help="The grade to reach, as achieving.")
@click.option("--stage", "stages", multiple=True, metavar="STAGE",
              help="Only this stage is to reach it, as BR; may be repeated. Without, every stage.")  # fmt: skip
@click.option("--ways", type=click.IntRange(0, 10_000), help="List so many ways for each stage and factor.")
@click.option("--effort", "effort_file", type=_FILE, metavar="FILE",
              help="Efforts of your own; what the file does not say is taken from ours.")  # fmt: skip
@click.option("--from", "sheet", type=_FILE, metavar="FILE",
              help="Take owner, due, done and notes from a plan that was filled in (CSV, or a workbook); "
              "without, from DIR/plan.csv where it is.")  # fmt: skip
@as_of_option
@only_toolkit_option
@answer_format_option("table", "json", "csv")
@json_option
@output_option
@ontology_folder_option
@rules_folder_option
def plan(
    folder: Path, wanted: str, stages: tuple[str, ...], ways: int | None, effort_file: Path | None,
    sheet: Path | None, as_of: dt.date | None, only_toolkit: bool, format_: str, as_json: bool, output: Path | None,
    ontology_folder: Path | None, rules_folder: Path | None,
) -> None:  # fmt: skip
    """Say what it takes to reach GRADE: the plan of least effort, and every other way.

    Each step names the criterion, what is missing, the action, where the toolkit says so, the drivers it serves and the
    competencies it calls for. The CSV has columns for owner, due, done and notes; --from reads them back.

    A way is a smallest set of changes: none of them can be left out. All ways are counted, and those of least effort
    listed. Efforts are relative points from a table of our own judgement; nothing here says how long things take.
    """
    if as_json and format_ not in ("table", "json"):
        raise click.UsageError(f"--json and --format {format_} cannot both be had; leave one out")
    from inclead_graph.cli.terminal import progress

    chosen = "json" if as_json else format_
    listed = ways if ways is not None else 3 if chosen == "table" else 20
    with progress("Reading and grading") as tell:
        result = graded(folder, as_of, ontology_folder, rules_folder)
        entries = _filled_in(folder, sheet, result.framework)
        tell("Looking for every way")
        made = _plan(result, wanted, stages, effort_file, ontology_folder, rules_folder, listed, only_toolkit)
    write_output(_text(made, entries, chosen, listed), output)


def _filled_in(folder: Path, sheet: Path | None, framework: Framework) -> tuple[Entry, ...]:
    """Read what people filled in: in the sheet that is named, else beside the assessment, where there is any."""
    from inclead_graph.errors import InputError
    from inclead_graph.planning.sheet import PLAN_FILE, read_sheet
    from inclead_graph.workbook import beside_of, read_book

    source = sheet or (folder if is_workbook(folder) else folder / PLAN_FILE)
    if is_workbook(source):
        reading = read_book(source, framework)
        if reading.problems:
            raise InputError(reading.problems)
        return beside_of(reading.book, framework).plan
    return read_sheet(source, framework.criteria) if sheet or source.is_file() else ()


def _plan(
    result: Result, wanted: str, stages: tuple[str, ...], effort_file: Path | None, ontology: Path | None,
    rules: Path | None, ways: int, only_toolkit: bool,
) -> Plan:  # fmt: skip
    from inclead_graph.bundled import bundled
    from inclead_graph.knowledge.bearing import read_bearings
    from inclead_graph.knowledge.graph import read_knowledge_graph
    from inclead_graph.planning.effort import Efforts
    from inclead_graph.planning.plan import plan_of

    findings = result.findings
    levers, tables = _changes_of(rules, effort_file)
    efforts = Efforts(findings, tables, levers)
    graph = read_knowledge_graph(ontology or bundled("ontology"))
    bearings = read_bearings(graph, findings.facts.as_of, only_toolkit=only_toolkit)
    return plan_of(
        findings, wanted, stages=stages, efforts=efforts, bearings=bearings, levers=levers, ways=max(1, ways)
    )


def _changes_of(rules: Path | None, effort_file: Path | None) -> tuple[Levers, list[EffortTable]]:
    """Read levers and efforts: those beside the rules in use, where there are any; else ours."""
    from inclead_graph.inference.levers import bundled_levers, read_levers
    from inclead_graph.planning.effort import bundled_efforts, read_efforts

    own = {file.name: file for file in (rules / "changes").glob("*.yaml")} if rules else {}
    levers = read_levers(own["levers.yaml"]) if "levers.yaml" in own else bundled_levers()
    efforts = read_efforts(own["effort.yaml"]) if "effort.yaml" in own else bundled_efforts()
    return levers, [read_efforts(effort_file), efforts] if effort_file else [efforts]


def _text(made: Plan, entries: tuple[Entry, ...], chosen: str, ways: int) -> str:
    from inclead_graph.reports.plan_csv import plan_csv
    from inclead_graph.reports.plan_json import plan_json
    from inclead_graph.reports.plan_text import plan_text

    if chosen == "json":
        return plan_json(made, entries)
    return plan_csv(made, entries) if chosen == "csv" else plan_text(made, entries, ways=ways)
