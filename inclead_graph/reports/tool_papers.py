"""The toolkit's tools as papers: its questions, what the assessment says to each already, and room to answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from inclead_graph.inference.findings import long_date
from inclead_graph.model.assessment import Evidence
from inclead_graph.model.framework import Passage, Prompt, Tool
from inclead_graph.reports.blocks import Block, Cell, Paper, Prose, Section, Table, plain
from inclead_graph.reports.checklist import ChecklistItem, checklist_items
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.paper import filled_paper, signatures
from inclead_graph.reports.profile import CriterionLine, StageLine

__all__ = ["cited", "definition_paper", "engagement_paper", "framework_paper", "prompt_section"]

_NAMED = 3
"""How many laws and policies a cell names."""


def framework_paper(found: Gathered) -> Paper:
    """Fill the managers' action framework: its four questions, and the actions that the findings call for."""
    tool = found.framework.tools["action-framework"]
    own = found.framework.factors[found.framework.criteria[tool.prompts[0].criteria[0]].factor].stage
    stages = sorted(found.profile.stages, key=lambda line: line.stage.id != own)
    drivers = _drivers(found)
    sections = (
        _opening(tool),
        *(prompt_section(found, prompt, fresh=prompt.order > 1) for prompt in tool.prompts),
        *_targets(found),
        *(_actions(found, line, drivers, first=line is stages[0]) for line in stages),
        signatures("We have agreed these answers and actions, and answer for those that bear our names."),
    )
    return filled_paper(found, tool.label, sections, landscape=True)


def definition_paper(found: Gathered) -> Paper:
    """Fill the worksheet for an organisation's own definition of inclusion."""
    tool = found.framework.tools["definition"]
    sections = (
        _opening(tool),
        *(prompt_section(found, prompt) for prompt in tool.prompts),
        signatures("This is what inclusion means for us."),
    )
    return filled_paper(found, tool.label, sections)


def engagement_paper(found: Gathered) -> Paper:
    """Fill the checklist for engaging communities in the Equality Delivery System."""
    checklist = found.framework.checklists["engagement"]
    table = Table.of(
        "Each point, what shows it, and who sees to the rest",
        {
            "Point": 5,
            "Verdict": 2,
            "Evidence": 3,
            "Who says so, and when": 4,
            "What to do": 4,
            "Who does it": 2,
            "By when": 2,
        },
        (_item(found, one) for one in checklist_items(found.result, checklist)),
    )
    opening = Section(
        "What this is",
        1,
        (
            Prose(plain(f"{checklist.definition} {cited(checklist.passages)}")),
            Prose(
                "Who says so is whose voice a record carries. The last two columns are for you. Unknown means that "
                "nothing accepted speaks of a point, and not that it was left undone."
            ),
        ),
    )
    sections = (
        opening,
        Section("The points", 1, (table,)),
        signatures("We have gone through these points together."),
    )
    return filled_paper(found, f"{checklist.label}: checklist", sections, landscape=True)


def cited(passages: Iterable[Passage]) -> str:
    """Return where the toolkit says something, as a sentence."""
    return f"(IncLeaD Toolkit, {'; '.join(map(str, passages))}.)"


def prompt_section(found: Gathered, prompt: Prompt, already: Iterable[Block] = (), *, fresh: bool = False) -> Section:
    """Return one question: what an answer says, what the assessment knows already, and room to answer.

    Args:
        found: what was gathered of a result.
        prompt: the question.
        already: what is written about it elsewhere, as in an older protocol.
        fresh: whether it begins a new page.
    """
    ours = " (This question is ours.)" if prompt.curated else ""
    lines = {line.criterion.id: line for s in found.profile.stages for f in s.factors for line in f.criteria}
    return Section(
        f"{prompt.order}. {prompt.asks}",
        1,
        (
            Prose(plain(f"{prompt.wants} {cited(prompt.passages)}{ours}")),
            Table.of(
                f"What the assessment says to question {prompt.order}",
                {"Criterion": 5, "Verdict": 2, "Evidence that counts": 7},
                (_known(found, lines[name]) for name in prompt.criteria),
            ),
            *already,
            Table.of(
                f"Our answer to question {prompt.order}",
                {"Answer": 8, "Who answers for it": 3, "By when": 2},
                [[Cell("", room=4 if fresh else 2)] * 3] * 2,
            ),
        ),
        fresh=fresh,
    )


def _opening(tool: Tool) -> Section:
    return Section(
        "What this is",
        1,
        (
            Prose(plain(f"{tool.definition} {cited(tool.passages)}")),
            Prose(
                "What the tables say is from the assessment; empty cells are for you. Unknown means that nothing "
                "accepted speaks of a criterion, and not that nothing was done."
            ),
        ),
    )


def _known(found: Gathered, line: CriterionLine) -> tuple[object, ...]:
    pieces = (found.result.findings.evidence[name] for name in line.evidence)
    return (
        f"{line.criterion.id} {line.criterion.label}",
        found.state("verdict", line.verdict, " (under way)" if line.under_way else ""),
        " ".join(map(_record, pieces)) or "none",
    )


def _record(piece: Evidence) -> str:
    dated = f", {long_date(piece.date)}" if piece.date else ""
    return f"{piece.id}: {piece.title.rstrip('.')} ({piece.claim}; {piece.voice}{dated})."


def _item(found: Gathered, one: ChecklistItem) -> tuple[object, ...]:
    return (
        f"{one.number}. {one.criterion.label} ({one.criterion.id})",
        found.state("verdict", one.verdict, " (under way)" if one.under_way else ""),
        one.evidence,
        one.who_and_when,
        one.gap or "–",
        Cell("", room=1),
        Cell("", room=1),
    )


def _targets(found: Gathered) -> Iterator[Section]:
    """Yield what is already to be reached; none where nobody has set a target."""
    targets = found.result.assessment.targets
    if not targets:
        return
    factors = {line.factor.id: line for stage in found.profile.stages for line in stage.factors}
    rows = (
        (
            f"{one.factor} {factors[one.factor].factor.label}",
            found.floor(factors[one.factor]),
            found.grade(one.grade),
            long_date(one.by) if one.by else "not set",
            one.why or "",
        )
        for one in targets
    )
    headings = {"Factor": 5, "Floor: what is shown": 3, "Target": 3, "By": 2, "Why": 5}
    yield Section("Targets that are set", 1, (Table.of("Targets, and where each factor stands", headings, rows),))


def _actions(found: Gathered, line: StageLine, drivers: dict[str, list[str]], *, first: bool) -> Section:
    ranks = {word: rank for rank, word in enumerate(found.framework.words("grade"))}
    factors = sorted((f for f in line.factors if f.grades.floor), key=lambda f: ranks[f.grades.floor or ""])
    rows = [_action(found, gap, drivers) for factor in factors for gap in found.gaps(factor)]
    label = plain(f"{line.stage.order}. {line.stage.label}")
    blocks: list[Block] = []
    if first:
        blocks.append(
            Prose(
                "What is missing in the managers' own stage comes first, and in each stage the factors with the lowest "
                "floor. The competencies and laws beside an action are our own curation."
            )
        )
    if rows:
        headings = {
            "What is missing": 5, "Verdict": 2, "What to do": 5, "Competencies it calls for": 4,
            "Laws and policies": 4, "Owner": 2, "Due": 2,
        }  # fmt: skip
        blocks.append(Table.of(f"Actions for {line.stage.label}", headings, rows))
    else:
        blocks.append(Prose("Nothing is missing in this stage."))
    return Section(f"Actions: {label}", 1, tuple(blocks), fresh=first)


def _action(found: Gathered, line: CriterionLine, drivers: dict[str, list[str]]) -> tuple[object, ...]:
    name = line.criterion.id
    bearing = drivers.get(name, [])
    more = f" and {len(bearing) - _NAMED} more" if len(bearing) > _NAMED else ""
    return (
        f"{name} {line.criterion.label}",
        found.state("verdict", line.verdict, " (under way)" if line.under_way else ""),
        line.criterion.advised_action,
        "; ".join(found.framework.competencies.get(name, ())) or "–",
        "; ".join(bearing[:_NAMED]) + more or "–",
        Cell("", room=1),
        Cell("", room=1),
    )


def _drivers(found: Gathered) -> dict[str, list[str]]:
    """Return, by criterion, the laws and policies that apply and ask for it, those that fare worst first."""
    bearing: dict[str, list[str]] = {}
    for line in found.standing.drivers:
        for name in line.verdicts:
            bearing.setdefault(name, []).append(line.driver.label)
    return bearing
