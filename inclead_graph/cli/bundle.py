"""``inclead bundle DIR -o FILE``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from inclead_graph.cli.common import (
    as_of_option,
    folder_argument,
    ontology_folder_option,
    read_assessment,
    rules_folder_option,
)

__all__ = ["bundle"]


@click.command(epilog="Example:  inclead bundle my-trust -o my-trust.zip   then   inclead verify my-trust.zip")
@folder_argument
@as_of_option
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", required=True, help="The zip to write."
)
@click.option(
    "--withhold-texts",
    is_flag=True,
    help="Leave out what people wrote (titles, sources, notes, reasons, names); keep ids, dates, words and digests.",
)
@ontology_folder_option
@rules_folder_option
def bundle(
    folder: Path,
    as_of: dt.date | None,
    output: Path,
    withhold_texts: bool,
    ontology_folder: Path | None,
    rules_folder: Path | None,
) -> None:
    """Pack a grade with everything that it follows from: ontology, rules, evidence, facts and proofs.

    Who gets the zip can check each step of each proof with 'inclead verify', without a network or another file. The
    same input gives the same bytes.
    """
    from inclead_graph.assess import assess, load_knowledge, on_day
    from inclead_graph.bundled import bundled
    from inclead_graph.cli.terminal import progress
    from inclead_graph.files import write_whole
    from inclead_graph.verification.bundle import bundle_of

    ontology, rules = ontology_folder or bundled("ontology"), rules_folder or bundled("rules")
    with progress("Reading the ontology and the rules") as tell:
        knowledge = load_knowledge(ontology, rules)
        tell("Grading")
        result = assess(on_day(read_assessment(folder, knowledge.framework), as_of), knowledge)
        tell("Writing and verifying")
        made = bundle_of(result, knowledge, ontology, rules, withhold=withhold_texts)
        write_whole(output, made.content)
    click.echo(f"Wrote {output}", err=True)
    click.echo(f"Fingerprint: {made.fingerprint}")
