"""``inclead drivers DIR`` and ``inclead signals DIR``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import as_of_option, folder_argument, graded, ontology_folder_option, rules_folder_option

if TYPE_CHECKING:
    from inclead_graph.reports.standing import CellLine, Standing

__all__ = ["drivers", "signals"]


@click.command(
    epilog="Examples:  inclead drivers my-trust   inclead drivers my-trust --matrix   "
    "inclead drivers my-trust --as-of 2012-03-31 --all"
)
@folder_argument
@click.option("--matrix", is_flag=True, help="Show each aim of the equality duty for each protected characteristic.")
@click.option("--all", "everything", is_flag=True, help="Also list what does not apply here, and why.")
@as_of_option
@answer_format_option("table", "json", "csv")
@output_option
@ontology_folder_option
@rules_folder_option
def drivers(
    folder: Path,
    matrix: bool,
    everything: bool,
    as_of: dt.date | None,
    format_: str,
    output: Path | None,
    ontology_folder: Path | None,
    rules_folder: Path | None,
) -> None:
    """Say which laws and policies apply on the day, and what the findings say about each.

    A law is exposed when something that bears on it is not met, contested when evidence stands on both sides, not shown
    when part of it is unknown, evidenced when all that we linked to it is met, and not examined when nothing is linked.
    """
    standing = _standing(folder, as_of, ontology_folder, rules_folder)
    if matrix:
        columns = ("aim", "characteristic", "state", "shown", "bearing", "against", "evidence")
        rows = [_cell_row(row.driver.id, cell) for row in standing.matrix for cell in row.cells if cell]
        emit_rows(columns, rows, format_, output)
        empty = ", ".join(cell.id for cell in standing.empty_cells) or "none"
        click.echo(f"Empty cells, which are not the same as not done: {empty}.", err=True)
        return
    lines = (*standing.drivers, *standing.not_applying) if everything else standing.drivers
    emit_rows(
        ("driver", "label", "state", "met", "of", "not_met_or_contested", "unknown", "remark"),
        [
            (
                line.driver.id,
                line.driver.label,
                line.state or "does not apply",
                len(line.having("met")),
                len(line.verdicts),
                ", ".join(line.having("not met", "contested")),
                ", ".join(line.having("unknown")),
                line.why_not or ("from memory, not checked" if line.driver.from_memory else ""),
            )
            for line in lines
        ],
        format_,
        output,
    )


def _cell_row(driver: str, cell: CellLine) -> tuple[str | int, ...]:
    state = cell.state or "does not apply"
    against, evidence = ", ".join(cell.against), ", ".join(cell.evidence)
    return driver, cell.characteristic, state, len(cell.shown), cell.bearing, against, evidence


@click.command(epilog="Examples:  inclead signals my-trust   inclead signals my-trust --format json")
@folder_argument
@as_of_option
@answer_format_option("table", "json", "csv")
@output_option
@ontology_folder_option
@rules_folder_option
def signals(
    folder: Path,
    as_of: dt.date | None,
    format_: str,
    output: Path | None,
    ontology_folder: Path | None,
    rules_folder: Path | None,
) -> None:
    """List patterns that grades do not show: raised, cannot tell, or clear; each is a question to ask.

    The toolkit warns of them; 'inclead explain DIR SIGNAL' says why one is raised and what would have to be otherwise.
    """
    standing = _standing(folder, as_of, ontology_folder, rules_folder)
    emit_rows(
        ("signal", "label", "state", "why", "passages"),
        [
            (
                line.signal.id,
                line.signal.label,
                line.state,
                " ".join(step.says for step in line.because),
                ", ".join(passage.id for passage in line.signal.passages),
            )
            for line in standing.signals
        ],
        format_,
        output,
    )


def _standing(folder: Path, as_of: dt.date | None, ontology: Path | None, rules: Path | None) -> Standing:
    from inclead_graph.cli.terminal import progress
    from inclead_graph.reports.standing import standing_of

    with progress("Grading"):
        return standing_of(graded(folder, as_of, ontology, rules).findings)
