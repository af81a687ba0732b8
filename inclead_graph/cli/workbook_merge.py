"""``inclead workbook merge BASE COPIES -o FILE``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.common import ontology_folder_option, rules_folder_option
from inclead_graph.cli.workbook_common import everything_in, write_sheets

if TYPE_CHECKING:
    from inclead_graph.workbook import Conflict

__all__ = ["merge"]


@click.command(epilog="Example:  inclead workbook merge base.xlsx ash.xlsx birch.xlsx -o merged.xlsx")
@click.argument("base", metavar="BASE", type=click.Path(path_type=Path))
@click.argument("copies", metavar="COPIES...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The workbook.")
@click.option("--csv", "as_csv", is_flag=True, help="Write a folder of CSV files instead, one for each sheet.")
@ontology_folder_option
@rules_folder_option
def merge(
    base: Path,
    copies: tuple[Path, ...],
    output: Path,
    as_csv: bool,
    ontology_folder: Path | None,
    rules_folder: Path | None,
) -> None:
    """Put several people's copies together, against the workbook BASE from which they all began.

    What one person changed is taken. Where two changed the same cell in different ways, the value of before stands,
    and both are listed with sheet, cell, person and the grades that would follow from each; so is a record that one
    deleted and another changed. The list is a sheet of the merged workbook, too. It ends with 1 where there are any.
    """
    from inclead_graph.assess import load_knowledge
    from inclead_graph.errors import InputError
    from inclead_graph.workbook import Reading, merge, read_book, with_findings

    knowledge = load_knowledge(ontology_folder, rules_folder)
    readings = {path: read_book(path, knowledge.framework) for path in (base, *copies)}
    problems = [problem for reading in readings.values() for problem in reading.problems]
    if problems:
        raise InputError(problems)
    for note in dict.fromkeys(note for reading in readings.values() for note in reading.notes):
        click.echo(f"Note: {note}", err=True)
    names = _names(copies)
    theirs = {names[path]: readings[path].book for path in copies}
    merged = merge(readings[base].book, theirs, knowledge.framework)
    conflicts = with_findings(merged, knowledge)
    write_sheets(output, as_csv, merged.book, knowledge.framework, conflicts)
    click.echo(f"Changes taken: {merged.taken}. Conflicts: {len(conflicts)}.", err=True)
    for conflict in conflicts:
        click.echo("\n".join(_shown(conflict)))
    # Changes that are each sound may not hold together.
    everything_in(Reading(merged.book), knowledge.framework, ontology_folder)
    if conflicts:
        raise SystemExit(InputError.exit_code)


def _names(copies: Sequence[Path]) -> dict[Path, str]:
    """Return what each copy is called: its name, with its folder where several have the same."""
    short = [path.name for path in copies]
    return {path: path.name if short.count(path.name) == 1 else str(path) for path in copies}


def _shown(conflict: Conflict) -> Iterator[str]:
    yield f"{conflict.sheet}: {conflict.record}, {conflict.field}"
    for person, side in conflict.sides.items():
        where = f" ({side.where})" if side.where else ""
        stands = ", which stands" if side.value == conflict.stands else ""
        yield f"  {person}{where}: {side.value or '(empty)'}{stands}"
        if side.hangs:
            yield f"    then: {side.hangs}"
