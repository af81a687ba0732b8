"""``inclead rules check``, ``coverage`` and ``mutate``: how good a rulebook and its cases are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inclead_graph.cli.answers import answer_format_option, emit_rows, output_option
from inclead_graph.cli.common import json_option, rules_folder_option

if TYPE_CHECKING:
    from inclead_graph.inference.cases import Case
    from inclead_graph.inference.rulebook import Rulebook
    from inclead_graph.quality.checks import Finding, Report
    from inclead_graph.quality.score import Score, Trial

__all__ = ["check", "coverage", "mutate"]

BAR = 85
"""Per cent of the slips of the pen that the cases of a rulebook should notice."""


def _load(rules_folder: Path | None, rule: str | None = None) -> tuple[Rulebook, list[Case]]:
    from inclead_graph.assess import load_knowledge
    from inclead_graph.bundled import bundled
    from inclead_graph.errors import UnreadableError, nearest
    from inclead_graph.inference.cases import read_cases

    rulebook = load_knowledge(rules=rules_folder).rulebook
    known = [spec.id for _, _, spec in rulebook.specs()]
    if rule is not None and rule not in known:
        raise UnreadableError(f"there is no rule '{rule}'; {nearest(rule, known)}")
    return rulebook, read_cases(rules_folder or bundled("rules"), rulebook)


@click.command(epilog="Examples:  inclead rules check   inclead rules check --rules my-rules --format json")
@rules_folder_option
@answer_format_option("table", "json")
@output_option
def check(rules_folder: Path | None, format_: str, output: Path | None) -> None:
    """Say what is wrong in the rules, though they can be read, each with file, line and what to do.

    Looked for are: conditions that never or always hold, values that no rule concludes, rules that contradict each
    other or add nothing, findings that more support can lower, rules without cases, what no rule reads, what cites
    nothing, and thresholds that nobody has checked for two years. What is meant to be so is declared, with its reason,
    in quality/declared.yaml beside the rules.

    Exit codes: 0 nothing found; 1 something wants upkeep; 3 the rules are at fault.
    """
    from inclead_graph.bundled import bundled
    from inclead_graph.cli.common import write_output
    from inclead_graph.cli.terminal import progress
    from inclead_graph.quality.checks import FAMILIES, check_rulebook
    from inclead_graph.quality.declared import read_declared

    rulebook, cases = _load(rules_folder)
    declared = read_declared(rules_folder or bundled("rules"))
    with progress("Looking through the rules"):
        report = check_rulebook(rulebook, cases, declared)
    if format_ == "json":
        write_output(json.dumps(_report(report), ensure_ascii=False, indent=2) + "\n", output)
    else:
        weight = {3: "fault", 1: "upkeep", 0: "to know"}
        rows = [(weight[FAMILIES[f.family]], f.family, _at(f), f.problem.what, f.problem.todo) for f in report.findings]
        rows += [("meant", f.family, _at(f), f.problem.what, f.because) for f in report.intended]
        emit_rows(("weight", "finding", "place", "what", "what to do, or why it is meant"), rows, "table", output)
        rules = len(list(rulebook.specs()))
        found = f"{len(report.findings)} findings"
        if report.clean:
            found = f"the rulebook is clean; {len(report.findings)} things are not decided"
        click.echo(f"{rules} rules and {len(cases)} cases: {found}, and {len(report.intended)} things that are meant.",
                   err=True)  # fmt: skip
    if report.exit_code:
        raise SystemExit(report.exit_code)


def _at(finding: Finding) -> str:
    problem = finding.problem
    return f"{problem.file}:{problem.line}" if problem.line else problem.file


def _report(report: Report) -> dict[str, Any]:
    return {
        "clean": report.clean,
        **{
            name: [
                {"finding": f.family, "about": f.about, "file": f.problem.file, "line": f.problem.line,
                 "what": f.problem.what, "todo": f.problem.todo, "because": f.because}
                for f in findings
            ]
            for name, findings in (("findings", report.findings), ("intended", report.intended))
        },
    }  # fmt: skip


@click.command(epilog="Examples:  inclead rules coverage criterion-met   inclead rules coverage --missing")
@click.argument("rule", required=False)
@click.option("--missing", is_flag=True, help="Only what no case shows.")
@rules_folder_option
@answer_format_option("table", "json", "csv")
@output_option
def coverage(rule: str | None, missing: bool, rules_folder: Path | None, format_: str, output: Path | None) -> None:
    """Say which cases fire each rule, and which make it fail by exactly one of its conditions.

    A condition is shown to matter by a case in which all others hold and it alone does not; an alternative, by a thing
    that passes it and no other. 'follows' says that no case can show it, because the other conditions imply it.
    """
    from inclead_graph.quality.coverage import coverage_of

    rulebook, cases = _load(rules_folder, rule)
    rows = [
        (f"{found.rule.file}:{found.rule.line}", found.rule.key, part.what, part.condition, len(part.cases),
         "follows from the other conditions" if part.needless else "; ".join(part.cases) or "no case")
        for found in coverage_of(rulebook, cases)
        if rule in (None, found.rule.id)
        for part in found.parts
        if part.missing or not missing
    ]  # fmt: skip
    if missing and not rows and format_ == "table":
        click.echo("Every rule is fired by a case, and every condition and alternative is shown to matter by one.")
        return
    emit_rows(("place", "rule", "what", "condition", "cases", "shown by"), rows, format_, output)


@click.command(
    epilog="Examples:  inclead rules mutate   inclead rules mutate criterion-met   inclead rules mutate --json"
)
@click.argument("rule", required=False)
@click.option("--at-least", default=BAR, type=click.IntRange(0, 100), show_default=True, metavar="PERCENT",
              help="Exit with 1 when fewer are noticed.")  # fmt: skip
@rules_folder_option
@json_option
def mutate(rule: str | None, at_least: int, rules_folder: Path | None, as_json: bool) -> None:
    """Make slips of the pen in the rules, one at a time, and ask whether the cases notice.

    A comparison is turned, a condition left out, a word changed to its neighbour, a threshold moved by one step, and so
    on. Each change that no case notices is listed with file and line, and with a case that would notice it: read it,
    decide whether it says what is right, and put it into rules/cases/. Changes that change nothing are listed too.
    """
    from inclead_graph.bundled import bundled
    from inclead_graph.cli.terminal import progress
    from inclead_graph.quality.declared import read_declared
    from inclead_graph.quality.score import score_of

    rulebook, cases = _load(rules_folder, rule)
    declared = read_declared(rules_folder or bundled("rules"))
    with progress("Changing one thing at a time"):
        score = score_of(rulebook, cases, declared, rule)
    click.echo(json.dumps(_as_json(score), ensure_ascii=False, indent=2) if as_json else _as_text(score))
    if score.share * 100 < at_least or score.stale:
        raise SystemExit(1)


def _as_text(score: Score) -> str:
    lines: list[str] = []
    for trial in score.of("survived"):
        lines += [f"{_place(trial)}: no case notices this: {trial.mutant.owner}: {trial.mutant.change}",
                  "  This would:", *(f"  {line}" for line in trial.missing.splitlines()), ""]  # fmt: skip
    for trial in score.of("equivalent"):
        lines.append(f"{_place(trial)}: changes nothing: {trial.mutant.owner}: {trial.mutant.change}; {trial.by}")
    lines += [f"quality/declared.yaml says that this changes nothing, and it is noticed or no longer there: {key}"
              for key in score.stale]  # fmt: skip
    return "\n".join([*lines, score.summary])


def _as_json(score: Score) -> dict[str, Any]:
    return {
        "score": round(score.share, 4),
        **{name: len(score.of(name)) for name in ("noticed", "survived", "equivalent", "refused")},
        "stale": list(score.stale),
        "mutants": [
            {"key": t.mutant.key, "file": t.mutant.file, "line": t.mutant.line, "owner": t.mutant.owner,
             "change": t.mutant.change, "outcome": t.outcome, "by": t.by, "missing": t.missing}
            for t in score.trials
        ],
    }  # fmt: skip


def _place(trial: Trial) -> str:
    return f"{trial.mutant.file}:{trial.mutant.line}"
