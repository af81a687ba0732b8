"""``inclead verify FILE``."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inclead_graph import __version__
from inclead_graph.cli.common import is_workbook, json_option, read_assessment
from inclead_graph.cli.verify_sealed import history_part, print_history, print_report, report_document

if TYPE_CHECKING:
    from inclead_graph.verification.checker import Fault
    from inclead_graph.verification.verify import Verification

__all__ = ["verify"]


@click.command(
    epilog="Examples:  inclead verify my-trust.zip   inclead verify my-trust.zip --same-rules   "
    "inclead verify my-trust   inclead verify paper.pdf --against my-trust"
)
@click.argument("bundle", metavar="FILE|DIR", type=click.Path(path_type=Path))
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True),
    metavar="DIR",
    help="The sealed folder that a report is of; or hold a bundle's records against this folder of evidence, which "
    "proves texts that were withheld.",
)
@click.option("--fingerprint", metavar="SHA256",
              help="Also fail unless the bundle has this fingerprint, or the history this seal.")  # fmt: skip
@click.option("--template", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE.docx",
              help="The Word file in whose styles a report was written.")  # fmt: skip
@click.option("--same-rules", is_flag=True, help="Also fail if its ontology or rules are not those installed here.")
@json_option
def verify(
    bundle: Path, against: Path | None, fingerprint: str | None, template: Path | None, same_rules: bool, as_json: bool
) -> None:
    """Check every step of every proof against its rule and its evidence, without the engine that made it.

    FILE is a bundle (see 'inclead bundle'); it is enough by itself. DIR is an unpacked bundle, or a folder of evidence
    or a workbook, which is graded first, so that the proofs of each engine are checked; its history, where it was
    sealed, is checked too. With --against, FILE may be a report of a sealed folder (.pdf, .docx, .xlsx, .pptx, .html,
    .json, .ttl), which is written anew from what was sealed. What does not hold is named; the exit code is then 1.
    """
    from inclead_graph.cli.terminal import progress

    report = against is not None and _is_report(bundle)
    with progress("Checking"):
        if report and against:
            _refuse("a report", same_rules=same_rules)
            document = report_document(bundle, against, fingerprint, template)
        elif is_workbook(bundle) or (bundle.is_dir() and not (bundle / "manifest.json").exists()):
            unsealed = None if (bundle / "history").exists() else fingerprint
            _refuse("a folder of evidence", against=against, fingerprint=unsealed, same_rules=same_rules)
            document = _workspace(bundle, fingerprint)
        else:
            document = _bundle(bundle, against, fingerprint, same_rules=same_rules)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif report and against:
        print_report(bundle, against, document)
    else:
        _print(bundle, document)
    if document["problems"]:
        raise SystemExit(1)


def _is_report(path: Path) -> bool:
    if path.is_dir() or path.suffix.lower() == ".zip":
        return False
    from inclead_graph.history.reported import is_report

    return is_report(path)


def _refuse(what: str, **given: object) -> None:
    for name, value in given.items():
        if value:
            option = f"--{name.replace('_', '-')}"
            raise click.UsageError(f"{option} is for a bundle, and this is {what}; see 'inclead bundle'")


def _workspace(folder: Path, fingerprint: str | None) -> dict[str, Any]:
    from inclead_graph.assess import assess, engines_present, load_knowledge
    from inclead_graph.inference.proofs import proofs_of
    from inclead_graph.verification.result import verify_result

    knowledge = load_knowledge()
    assessment = read_assessment(folder, knowledge.framework)
    results = [assess(assessment, knowledge, [engine]) for engine in engines_present()]
    problems = [fault for result in results for fault in verify_result(result)]
    proofs, first = proofs_of(results[0].findings), results[0]
    history, faults = history_part(folder, knowledge, fingerprint)
    problems += faults
    return {
        "verified": not problems,
        "organisation": assessment.organisation.name,
        "as_of": str(assessment.as_of),
        "problems": _listed(problems),
        "checked": {"records": len(assessment.evidence), **proofs.counts()},
        "grades": proofs.about("organisation", "stage"),
        "judged_by": {
            "package": first.package_version,
            "ontology": first.ontology_version,
            "rules": first.rules_version,
            "engines": [result.engines[0] for result in results],
        },
        **({"history": history} if history["entries"] or faults else {}),
    }


def _bundle(path: Path, against: Path | None, fingerprint: str | None, *, same_rules: bool) -> dict[str, Any]:
    from inclead_graph.verification.checker import Fault
    from inclead_graph.verification.verify import differing_from_installed, verify_bundle

    found = verify_bundle(path)
    manifest, problems = found.manifest, list(found.problems)
    if manifest is None:
        return {"verified": False, "problems": _listed(problems)}
    differing = differing_from_installed(manifest)
    if fingerprint and fingerprint.strip().lower().removeprefix("sha256:") != manifest.seal.removeprefix("sha256:"):
        problems.insert(0, Fault("the bundle", "its fingerprint", f"it is {manifest.seal}, not {fingerprint}"))
    if same_rules and differing:
        problems.append(Fault("the rules", "this installation", f"these differ here: {', '.join(differing)}"))
    if against:
        problems += _held_against(found, against)
    return {
        "verified": not problems,
        "organisation": manifest.organisation,
        "as_of": str(manifest.as_of),
        "problems": _listed(problems),
        "checked": {"parts": len(manifest.parts), "records": len(manifest.records)}
        | (found.proofs.counts() if found.proofs else {}),
        "grades": found.proofs.about("organisation", "stage") if found.proofs else [],
        "judged_by": manifest.judged_by.model_dump(mode="json"),
        "texts_withheld": manifest.withheld,
        "differs_from_installed": list(differing),
        "fingerprint": manifest.seal,
    }


def _held_against(found: Verification, folder: Path) -> list[Fault]:
    from inclead_graph.verification.verify import SHOWN, verify_against

    if found.framework is None:
        return []
    return list(islice(verify_against(found, read_assessment(folder, found.framework), str(folder)), SHOWN))


def _listed(problems: list[Fault]) -> list[dict[str, str]]:
    return [{"what": fault.what, "where": fault.where, "why": fault.why} for fault in problems]


def _print(path: Path, document: dict[str, Any]) -> None:
    problems = document["problems"]
    if problems:
        click.echo(click.style(f"{path}: does NOT hold. What was found first:", bold=True))
        for fault in problems:
            click.echo(f"  {fault['what']}: {fault['where']}: {fault['why']}")
        package = document.get("judged_by", {}).get("package", __version__)
        if package != __version__:
            click.echo(
                f"It says that inclead-graph {package} made it, and this is {__version__}: verify it with that one."
            )
        return
    click.echo(click.style(f"{path}: verified.", bold=True))
    click.echo(f"  {document['organisation']}, as of {document['as_of']}")
    for grade in document["grades"]:
        values = ", ".join(f"{name} {value}" for name, value in grade.items() if name not in ("kind", "thing"))
        what = f"the {grade['kind']}" if grade["kind"] == grade["thing"] else f"{grade['kind']} {grade['thing']}"
        click.echo(f"    {what}: {values}")
    click.echo("  Checked: " + ", ".join(f"{number:,} {name}" for name, number in document["checked"].items()))
    _print_knowledge(document)
    if "history" in document:
        print_history(document["history"])
    click.echo("  The grades follow from the evidence by these rules. Whether it is true, people must judge.")


def _print_knowledge(document: dict[str, Any]) -> None:
    judged = document["judged_by"]
    click.echo(f"  Judged by: ontology {judged['ontology']}, rules {judged['rules']} ({', '.join(judged['engines'])})")
    if "fingerprint" not in document:
        return
    differing = document["differs_from_installed"]
    if differing:
        click.echo(f"  NOT the ontology and rules that are installed here; {len(differing)} files differ: "
                   + ", ".join(differing[:5]))  # fmt: skip
    else:
        click.echo("  These are the ontology and the rules that are installed here.")
    if document["texts_withheld"]:
        click.echo("  The texts of the evidence were withheld; --against DIR holds them against their digests.")
    click.echo(f"  Fingerprint: {document['fingerprint']}")
