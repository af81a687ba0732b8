"""``inclead migrate DIR``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows
from inclead_graph.cli.common import folder_argument, json_option, ontology_folder_option, require_folder

if TYPE_CHECKING:
    from inclead_graph.migration import Ledger

__all__ = ["migrate"]

_EDITIONS = Path("mappings", "eds-editions.sssom.tsv")


@click.command(epilog="Examples:  inclead migrate my-trust --to eds-2022 -o my-trust-2022   "
               "inclead migrate my-trust --mapping 2012-to-2027.sssom.tsv --ontology new-ontology "
               "-o my-trust-2027")  # fmt: skip
@folder_argument
@click.option("--to", metavar="EDITION", help="Go to this edition of the EDS, as eds-2022 or eds2-2013.")
@click.option("--mapping", "table", type=click.Path(path_type=Path), metavar="FILE",
              help="SSSOM table: from the old criteria (subjects) to those of the new ontology (objects); "
              "with --to, between outcomes of the EDS, in place of our own table.")  # fmt: skip
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
    to: str | None,
    table: Path | None,
    target: Path,
    old_folder: Path | None,
    ontology_folder: Path | None,
    least: float,
    format_: str,
    as_json: bool,
) -> None:
    """Carry an assessment to another edition of the EDS or of the toolkit, and say of every record what became of it.

    The files keep their remarks. What is lost or needs judgement stays in them as a remark, with the reason, and the
    ledger is kept beside them as migration-ledger.csv.
    """
    from inclead_graph.bundled import bundled
    from inclead_graph.knowledge.framework import read_framework
    from inclead_graph.migration import migrate_criteria, migrate_eds

    require_folder(folder, "migrating keeps the remarks in the files of a folder")
    ontology = ontology_folder or bundled("ontology")
    if to is not None:
        if old_folder:
            raise click.UsageError(
                "--to goes to another edition of the EDS within one ontology; leave --from-ontology out"
            )
        ledger = migrate_eds(folder, target, to, read_framework(ontology), table or ontology / _EDITIONS, least)
    elif table is not None:
        old = read_framework(old_folder or bundled("ontology"))
        ledger = migrate_criteria(folder, target, table, old, read_framework(ontology), least)
    else:
        raise click.UsageError("say where to: --to an edition of the EDS, or --mapping a table of criteria")
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
