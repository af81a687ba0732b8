"""``inclead compare A [B]``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.answers import emit_rows, output_option
from inclead_graph.cli.common import Day, by_edition, json_option, put_file, read_assessment, write_output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inclead_graph.comparison import Comparison, MovedFinding, Side

__all__ = ["FORMATS", "compare", "write_comparison"]

_FOLDER = click.Path(path_type=Path)
FORMATS = ("table", "json", "csv", "html", "pdf", "docx")
_PAPERS = ("pdf", "docx")
_THERE = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command(
    epilog="Examples:  inclead compare my-trust-2025 my-trust-2026   "
    "inclead compare my-trust --as-of 2026-03-31 --and 2026-09-30   "
    "inclead compare my-trust --and-rules draft-rules -o moved.html   "
    "inclead compare my-trust-2025 my-trust-2026 -o then-and-now.pdf"
)
@click.argument("first", metavar="A", type=_FOLDER)
@click.argument("second", metavar="[B]", type=_FOLDER, required=False)
@click.option("--as-of", type=Day(), help="Judge A as of this day; B too, unless --and names another.")
@click.option("--and", "and_day", type=Day(), help="Judge B, or A again, as of this day.")
@click.option("--rules", type=_THERE, metavar="DIR", help="Use these rules; for both, unless --and-rules names others.")
@click.option("--and-rules", type=_THERE, metavar="DIR", help="Use these rules for B, or for A again.")
@click.option("--ontology", type=_THERE, metavar="DIR",
              help="Use this ontology; for both, unless --and-ontology names another.")  # fmt: skip
@click.option("--and-ontology", type=_THERE, metavar="DIR", help="Use this ontology for B, or for A again.")
@click.option("--edition", metavar="EDITION",
              help="Judge by this edition of the EDS; both, unless --and-edition names another.")  # fmt: skip
@click.option("--and-edition", metavar="EDITION", help="Judge B, or A again, by this edition of the EDS.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND",
              help="Show findings on this kind of thing only, as stage or factor; may be repeated.")  # fmt: skip
@click.option("--format", "format_", type=click.Choice(FORMATS),
              help="How to write the answer. Without it the name of the file says, else it is a table.")  # fmt: skip
@click.option("--template", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE.docx",
              help="Use the styles of your own Word file.")  # fmt: skip
@json_option
@output_option
def compare(
    first: Path, second: Path | None, as_of: dt.date | None, and_day: dt.date | None, rules: Path | None,
    and_rules: Path | None, ontology: Path | None, and_ontology: Path | None, edition: str | None,
    and_edition: str | None, kinds: tuple[str, ...], format_: str | None,
    template: Path | None, as_json: bool, output: Path | None,
) -> None:  # fmt: skip
    """Say which findings moved from A to B, and which changes moved each.

    A and B are two folders; or B is A itself on another day (--and), under other rules (--and-rules), with another
    ontology (--and-ontology) or by another edition of the EDS (--and-edition). A change is a record that came, went or
    changed in one field, a lapse, a decision, a rule, a threshold, an edition. Changes that moved a finding only
    together are named together.
    """
    format_ = _chosen(format_, as_json, output)
    if template and format_ != "docx":
        raise click.UsageError("--template is for a Word file; add -o then-and-now.docx")
    if second is None and not (and_day or and_rules or and_ontology or and_edition):
        raise click.UsageError("nothing to compare A with: name a second folder, or one of --and ...")
    from inclead_graph.cli.terminal import progress
    from inclead_graph.comparison import compare as run

    with progress("Reading the two sides") as tell:
        one = _side(first, as_of, rules, ontology, edition)
        other = _side(second or first, and_day or as_of, and_rules or rules, and_ontology or ontology,
                      and_edition or edition)  # fmt: skip
        tell("Tracing every finding that moved")
        comparison = run(one, other)
        moved = _of_kinds(comparison, kinds)
    write_comparison(comparison, moved, format_, output, template)


def _chosen(format_: str | None, as_json: bool, output: Path | None) -> str:
    """Return the format: the one that was chosen, else what the name of the file says, else the table."""
    if as_json and format_ not in (None, "table", "json"):
        raise click.UsageError(f"--json and --format {format_} cannot both be had; leave one out")
    said = output.suffix.lower().removeprefix(".") if output else ""
    chosen = "json" if as_json else format_ or (said if said in FORMATS else "table")
    if chosen in _PAPERS and output is None:
        raise click.UsageError(f"a file of the format {chosen} cannot be shown here; name it: -o then-and-now.{chosen}")
    return chosen


def _side(folder: Path, day: dt.date | None, rules: Path | None, ontology: Path | None, edition: str | None) -> Side:
    from inclead_graph.assess import load_knowledge, on_day
    from inclead_graph.comparison import Side

    knowledge = load_knowledge(ontology, rules)
    assessment = on_day(read_assessment(folder, knowledge.framework), day)
    assessment = by_edition(assessment, edition, knowledge.framework)
    return Side(assessment, knowledge.framework, knowledge.rulebook)


def _of_kinds(comparison: Comparison, kinds: tuple[str, ...]) -> Sequence[MovedFinding]:
    from inclead_graph.errors import nearest

    known = dict.fromkeys((*comparison.second.facts.things, *comparison.first.facts.things))
    for kind in kinds:
        if kind not in known:
            raise click.BadParameter(f"'{kind}' is not a kind of thing; {nearest(kind, known)}", param_hint="--kind")
    return [one for one in comparison.moved if not kinds or one.move.kind in kinds]


def write_comparison(
    comparison: Comparison, moved: Sequence[MovedFinding], format_: str, output: Path | None, template: Path | None
) -> None:
    """Write what moved and why; ``template`` is a Word file whose styles a Word file takes."""
    from inclead_graph.reports.comparison_text import COLUMNS, comparison_csv, summary, table_rows

    if format_ == "table":
        emit_rows(COLUMNS, table_rows(moved), "table", output)
        click.echo(summary(comparison), err=True)
    elif format_ == "csv":
        write_output(comparison_csv(moved), output)
    elif format_ == "json":
        from inclead_graph.reports.comparison_json import comparison_json

        write_output(comparison_json(comparison, moved), output)
    elif format_ in _PAPERS and output is not None:
        from inclead_graph.reports.comparison_paper import comparison_paper
        from inclead_graph.reports.documents import set_paper

        put_file(output, set_paper(comparison_paper(comparison, moved), f".{format_}", template))
    else:
        from inclead_graph.reports.comparison_html import comparison_html

        write_output(comparison_html(comparison, moved), output)
