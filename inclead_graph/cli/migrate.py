"""``inclead migrate DIR``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows
from inclead_graph.cli.common import folder_argument, json_option, ontology_folder_option

if TYPE_CHECKING:
    from inclead_graph.migration import Ledger

__all__ = ["migrate"]


@click.command(epilog="Example:  inclead migrate my-trust --mapping 2012-to-2027.sssom.tsv --ontology new-ontology "
               "-o my-trust-2027")  # fmt: skip
@folder_argument
@click.option("--mapping", "table", required=True, type=click.Path(path_type=Path), metavar="FILE",
              help="SSSOM table from the old criteria (subjects) to the new ones (objects).")  # fmt: skip
@click.option("-o", "--output", "target", required=True, type=click.Path(path_type=Path), metavar="NEWDIR",
              help="The new folder; it must not be there yet.")  # fmt: skip
@click.option("--from-ontology", "old_folder", type=click.Path(path_type=Path, exists=True, file_okay=False),
              metavar="DIR", help="The ontology that DIR was written for.")  # fmt: skip
@ontology_folder_option
@click.option("--least", type=click.FloatRange(0, 1), default=0.7, show_default=True,
              help="Do not follow rows less sure than this; what they lead to needs judgement.")  # fmt: skip
@answer_format_option("table", "json", "csv")
@json_option
def migrate(
    folder: Path,
    table: Path,
    target: Path,
    old_folder: Path | None,
    ontology_folder: Path | None,
    least: float,
    format_: str,
    as_json: bool,
) -> None:
    """Carry an assessment to another edition, and say of every record what became of it.

    The files keep their remarks. What is lost or needs judgement stays in them as a remark, with the reason, and the
    ledger is kept beside them as migration-ledger.csv.
    """
    from inclead_graph.bundled import bundled
    from inclead_graph.knowledge.framework import read_framework
    from inclead_graph.migration import migrate_criteria

    old, new = (read_framework(one or bundled("ontology")) for one in (old_folder, ontology_folder))
    ledger = migrate_criteria(folder, target, table, old, new, least)
    _show(ledger, target, "json" if as_json else format_)


def _show(ledger: Ledger, target: Path, format_: str) -> None:
    from inclead_graph.migration.ledger import COLUMNS, ledger_row
    from inclead_graph.migration.workspace import LEDGER_FILE

    head = {"table": ledger.table, "from": ledger.source, "to": ledger.target, "counts": dict(ledger.counts)}
    emit_rows(COLUMNS, map(ledger_row, ledger.entries), format_, None, head)
    counts = ", ".join(f"{count} {name}" for name, count in ledger.counts.items())
    click.echo(
        f"Wrote {target}. Of {len(ledger.entries)} places: {counts}. All of it: {target / LEDGER_FILE}", err=True
    )
