"""``inclead monitor counts DIR``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import is_workbook, ontology_folder_option, read_workbook, write_output

if TYPE_CHECKING:
    from inclead_graph.model.framework import Framework
    from inclead_graph.model.monitoring import Monitoring
    from inclead_graph.monitoring.release import Release

__all__ = ["counts", "policy_option"]


def policy_option(command: Any) -> Any:
    """Add ``--policy``."""
    return click.option(
        "--policy",
        default="nhs-england-5",
        show_default=True,
        metavar="NAME",
        help="What may be printed: nhs-england-5, primary-5, primary-10, or none (for use inside only).",
    )(command)


@click.command(epilog="Examples:  inclead monitor counts my-trust   inclead monitor counts my-trust --show trends")
@click.argument("place", metavar="DIR|FILE", type=click.Path(path_type=Path))
@policy_option
@click.option(
    "--adjust",
    type=click.Choice(["holm", "bh", "none"]),
    default="holm",
    show_default=True,
    help="How to allow for many groups: Holm, Benjamini-Hochberg, or not at all.",
)
@click.option(
    "--show",
    type=click.Choice(["groups", "trends", "gradients", "declaration"]),
    default="groups",
    show_default=True,
    help="Which part to show as a table or CSV; JSON has all.",
)
@click.option(
    "--also",
    "earlier",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="JSON that went out before, of the same counts: both together will tell no more than one may.",
)
@click.option(
    "--evidence",
    is_flag=True,
    help="Write evidence records instead, of groups that fare well or worse: -o evidence/monitoring.yaml.",
)
@answer_format_option("table", "json", "csv")
@output_option
@ontology_folder_option
def counts(
    place: Path, policy: str, adjust: str, show: str, earlier: tuple[Path, ...], evidence: bool, format_: str,
    output: Path | None, ontology_folder: Path | None,
) -> None:  # fmt: skip
    """Say which groups fare well, worse, are not distinguishable from the rest, or have too little data.

    DIR is a workspace with a folder monitoring/, or that folder; FILE is one CSV or YAML file, or a workbook (.xlsx).
    What is printed is printed under a policy: small counts are withheld, and others with them where they could be
    worked out. docs/monitoring.md says how each figure is reached.
    """
    from inclead_graph.bundled import bundled
    from inclead_graph.knowledge.framework import read_framework
    from inclead_graph.monitoring import read_counts
    from inclead_graph.monitoring.earlier import read_earlier
    from inclead_graph.monitoring.release import release
    from inclead_graph.monitoring.settings import policy_named
    from inclead_graph.reports import monitoring as report

    named = policy_named(policy)
    framework = read_framework(ontology_folder or bundled("ontology"))
    found = (
        _in_workbook(place, framework) if is_workbook(place) else read_counts(place, framework.words("characteristic"))
    )
    before = [one for path in earlier for one in read_earlier(path)]
    released = release(found, named, adjust, before)
    if evidence:
        write_output(_records(released, framework), output)
    elif format_ == "json":
        write_output(json.dumps(report.document(released), ensure_ascii=False, indent=2) + "\n", output)
    elif format_ == "table" and show == "groups" and output is None and sys.stdout.isatty():
        _show(released)
    else:
        rows = [
            [report.WITHHELD if _held(show, at, c) else c for at, c in enumerate(row)]
            for row in report.rows_of(released, show)
        ]
        emit_rows(report.PARTS[show], rows, format_, output)
    click.echo(report.notice(released), err=True)


def _records(released: Release, framework: Framework) -> str:
    from inclead_graph.monitoring.evidence import evidence_of, evidence_yaml, farings

    return evidence_yaml(evidence_of(released, framework), farings(released, framework))


def _held(show: str, at: int, cell: Any) -> bool:
    return show == "groups" and cell is None and at in (4, 5)


def _show(released: Release) -> None:
    """Print the last period of each measure; a wide table has no room at a terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from inclead_graph.reports import monitoring as report

    console = Console()
    rows = report.rows_of(released, "groups")
    for name, measure in released.analysis.monitoring.measures.items():
        last = max(row[1] for row in rows if row[0] == name)
        unit = "%" if measure.kind == "proportion" else f"per {measure.unit:,}"
        console.print(
            Text(f"\n{measure.title}, {last}", style="bold").append(f"   ({measure.better} is better)", "dim")
        )
        table = Table(show_edge=False, pad_edge=False)
        for heading in ("Group", "Count", unit, "Beside everybody", "Verdict"):
            table.add_column(heading)
        for row in rows:
            if row[0] == name and row[1] == last:
                table.add_row(*(Text(cell) for cell in _cells(row)))
        console.print(table)


def _cells(row: list[Any]) -> list[str]:
    top, of = ("*" if value is None else f"{value:,}" for value in row[4:6])
    rate = "" if row[6] is None else f"{row[6]} ({row[7]} to {row[8]})"
    ratio = (
        "" if row[10] is None else f"{row[10]:.2f}" + ("" if row[11] is None else f" ({row[11]:.2f} to {row[12]:.2f})")
    )
    group = "Everybody" if row[2] == "all" else f"{row[2]}: {row[3]}"
    return [group, f"{top} of {of}", rate, ratio, row[14]]


def _in_workbook(file: Path, framework: Framework) -> Monitoring:
    """Read the sheets of measures and counts."""
    from inclead_graph.errors import UnreadableError
    from inclead_graph.workbook import beside_of

    found = beside_of(read_workbook(file, framework)[1], framework).monitoring
    if found is None:
        raise UnreadableError(f"{file}: there are no counts on the sheets 'Measures' and 'Counts'")
    return found
