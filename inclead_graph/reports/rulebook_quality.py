"""``docs/rulebook-quality.md``: how good the rulebook and its cases are, as measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from inclead_graph.inference.cases import Case
from inclead_graph.inference.rulebook import Rulebook
from inclead_graph.model.rulefile import QualityFile
from inclead_graph.quality.checks import FAMILIES, Report, check_rulebook
from inclead_graph.quality.coverage import RuleCoverage, coverage_of
from inclead_graph.quality.score import PROVED, Score, score_of

__all__ = ["write_page"]

HEAD = """# How good is the rulebook?

Made by `pytest tests/test_generated.py --regenerate` from the rules and their cases. Three commands say the same of any
folder of rules, with file and line:

    inclead rules check         what is wrong in the rules, though they can be read
    inclead rules coverage      what the cases show of each rule, condition and alternative
    inclead rules mutate        which slips of the pen no case would notice, each with a case that would

"""


def write_page(rulebook: Rulebook, cases: Sequence[Case], declared: QualityFile) -> str:
    """Return the page as Markdown.

    Example::

        write_page(rulebook, read_cases(folder, rulebook), read_declared(folder))
    """
    checked = max(
        (d.checked for _, file in rulebook.files for v in file.values.values() for d in v.dated), default=None
    )
    report = check_rulebook(rulebook, cases, declared, checked or rulebook.days_of_change()[-1])
    lines = [
        *_slips(score_of(rulebook, cases, declared)),
        *_checks(report),
        *_coverage(coverage_of(rulebook, cases)),
    ]
    return HEAD + "\n".join(lines) + "\n"


SLIPS = """
One thing at a time is changed in the written rules: a comparison turned or moved to its boundary; a condition, a test,
a word or an alternative left out; a word changed to its neighbour, or added; `any`, `all`, `none`, `share`, `count`
and `sum` put for each other; a threshold moved by one step; a parameter or a conclusion changed. Then every case of
the rules concerned is run. The bar is 85 %: `inclead rules mutate` measures it and exits with 1 below it.

Cases were added until every such change was noticed. So the figure says that no slip of these sorts would pass unseen,
not that the rules are right. Not changed are `keep`, `default` and `aim` (a case runs one rule alone; tests on whole
assessments hold them), the days on which rules are in force, and all that only speaks: titles, sentences, citations.
"""

SAME = """### Changes that change nothing

They do not count. Of these it is decided, over all that the conditions of the rules concerned can tell apart, that the
changed rules fire on the same things and say the same, mostly because another condition of the rule implies it:
"""

SEARCHED = """Whether conditions can hold together is decided exactly, as far as the rules themselves show; what cannot
be decided is said to be so. Whether more support can lower something is searched with up to two related things besides
the one that moves: a fall that is shown is real; that there is no other is certain only up to that number.
"""

SHOWN = """## What the cases show

A condition is shown to matter by a case in which every other condition of its rule holds and it alone does not; an
alternative, by a thing that passes it and no other. Some conditions follow from the others, so that no case can show
them.

| rule | cases | fire it | conditions shown | follow | alternatives shown |
|---|---|---|---|---|---|"""


def _slips(score: Score) -> Iterator[str]:
    yield f"## Slips of the pen\n\n**{score.summary}**"
    yield SLIPS
    yield "| file | noticed | not noticed | change nothing | refused when read |"
    yield "|---|---|---|---|---|"
    counted = Counter((trial.mutant.file, trial.outcome) for trial in score.trials)
    for file in dict.fromkeys(trial.mutant.file for trial in score.trials):
        numbers = (counted[file, outcome] for outcome in ("noticed", "survived", "equivalent", "refused"))
        yield f"| {file} | {' | '.join(map(str, numbers))} |"
    yield ""
    if score.of("survived"):
        yield "No case notices:"
        yield ""
        yield from (
            f"- {trial.mutant.file}: {trial.mutant.owner}: {trial.mutant.change}" for trial in score.of("survived")
        )
        yield ""
    yield from _same(score)


def _same(score: Score) -> Iterator[str]:
    yield SAME
    proved = [trial for trial in score.of("equivalent") if trial.by == PROVED]
    yield from (f"- {trial.mutant.key}" for trial in proved)
    yield ""
    argued = [trial for trial in score.of("equivalent") if trial.by != PROVED]
    if argued:
        yield "Of these somebody said so in `rules/quality/declared.yaml`:"
        yield ""
        yield from (f"- {trial.mutant.key}: {trial.by.removeprefix('declared: ')}" for trial in argued)
        yield ""


def _checks(report: Report) -> Iterator[str]:
    yield "## What `inclead rules check` finds"
    yield ""
    found = Counter(finding.family for finding in report.findings)
    meant = Counter(finding.family for finding in report.intended)
    yield "| looked for | found | meant |"
    yield "|---|---|---|"
    yield from (f"| {family} | {found[family]} | {meant[family]} |" for family in FAMILIES)
    yield ""
    yield from (f"- {f.family}: {f.problem.what}" for f in report.findings)
    yield "" if report.findings else "Nothing was found that is not meant.\n"
    if report.intended:
        yield "Meant, and why:"
        yield ""
        yield from (f"- {f.family}, {f.about}: {f.because}" for f in report.intended)
        yield ""
    yield SEARCHED


def _coverage(covered: Sequence[RuleCoverage]) -> Iterator[str]:
    yield SHOWN
    for one in covered:
        conditions, alternatives = one.of("fails by"), one.of("alternative")
        follow = sum(part.needless for part in conditions)
        shown = f"{sum(bool(p.cases) for p in conditions)} of {len(conditions) - follow}"
        others = f"{sum(bool(p.cases) for p in alternatives)} of {len(alternatives)}" if alternatives else ""
        fire = len(one.of("fires")[0].cases)
        yield f"| {one.rule.key} | {one.cases} | {fire} | {shown} | {follow or ''} | {others} |"
    missing = [(one.rule.key, part) for one in covered for part in one.parts if part.missing]
    yield ""
    yield "No case shows:" if missing else "Nothing is missing."
    yield from ([""] if missing else [])
    yield from (f"- {key}: {part.what} {part.condition}" for key, part in missing)
