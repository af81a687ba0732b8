"""``inclead rules list``, ``show`` and ``test``; what else can be asked of a rulebook is in :mod:`rules_quality`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inclead_graph.cli.common import json_option, rules_folder_option
from inclead_graph.cli.rules_quality import check, coverage, mutate

if TYPE_CHECKING:
    from inclead_graph.inference.rulebook import Rulebook
    from inclead_graph.inference.rules import Rule

__all__ = ["rules"]


@click.group(epilog="Examples:  inclead rules list   inclead rules check   inclead rules mutate")
def rules() -> None:
    """List, show and test the rules that grades follow from, and ask how good they are."""


rules.add_command(check)
rules.add_command(coverage)
rules.add_command(mutate)


def _load(rules_folder: Path | None) -> tuple[Path, Rulebook]:
    from inclead_graph.assess import load_knowledge
    from inclead_graph.bundled import bundled

    return rules_folder or bundled("rules"), load_knowledge(rules=rules_folder).rulebook


@rules.command("list")
@rules_folder_option
@json_option
def list_(rules_folder: Path | None, as_json: bool) -> None:
    """List every rule: its stratum, id, version and title."""
    _, rulebook = _load(rules_folder)
    found = [(file.stratum, rule) for _, file in rulebook.files for rule in file.rules]
    if as_json:
        listed = [{"stratum": s, "id": r.id, "version": r.version, "title": r.title} for s, r in found]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for stratum, rule in found:
        click.echo(f"{stratum}\t{rule.id}\t{rule.version}\t{rule.title}")


@rules.command()
@click.argument("rule_id", metavar="RULE")
@rules_folder_option
def show(rule_id: str, rules_folder: Path | None) -> None:
    """Show one rule: what it concludes, when, on what authority, and where it is written."""
    from inclead_graph.errors import UnreadableError, nearest

    _, rulebook = _load(rules_folder)
    specs = {rule.id: rule for _, _, rule in rulebook.specs()}
    if rule_id not in specs:
        raise UnreadableError(f"there is no rule '{rule_id}'; {nearest(rule_id, specs)}")
    latest = rulebook.in_force(rulebook.days_of_change()[-1])
    for rule in latest.by_key.values():
        if rule.id == rule_id:
            click.echo(_described(rule, rulebook))


def _described(rule: Rule, rulebook: Rulebook) -> str:
    passages = [f"toolkit: {rulebook.framework.passages[name]}" for name in rule.passages]
    lines = [
        f"{rule.key}  (version {rule.version}, {rule.file}:{rule.line})",
        f"  {rule.title}",
        f"  about each {rule.about}, concludes {rule.property} = {_shown(rule.value)}, when",
        *(f"    - {clause.says}" for clause in rule.clauses),
        f"  rests on: {'; '.join((*rule.citation, *passages))}",
        "",
    ]
    return "\n".join(lines)


def _shown(value: object) -> str:
    from inclead_graph.inference.rules import Computed

    if isinstance(value, Computed):
        return value.property + (f" plus {value.table} (months)" if value.table else "")
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


@rules.command()
@rules_folder_option
@json_option
def test(rules_folder: Path | None, as_json: bool) -> None:
    """Run every case in cases/ through every engine; each rule needs one that fires it and one that does not."""
    from inclead_graph.assess import engines_present
    from inclead_graph.inference.cases import read_cases, run_case, untested_rules

    where, rulebook = _load(rules_folder)
    cases = read_cases(where, rulebook)
    outcomes = [outcome for case in cases for outcome in run_case(case, engines_present())]
    failed = [str(outcome) for outcome in outcomes if not outcome.passed] + list(untested_rules(rulebook, cases))
    engines = [engine.name for engine in engines_present()]
    if as_json:
        click.echo(
            json.dumps({"cases": len(cases), "engines": engines, "failed": failed}, ensure_ascii=False, indent=2)
        )
    else:
        for line in failed:
            click.echo(line, err=True)
        click.echo(f"{len(cases)} cases through {' and '.join(engines)}: {len(failed)} problems.")
    if failed:
        raise SystemExit(1)
