"""The result as one self-contained page: the profile as a picture, and every grade opening into its proof."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from inclead_graph.assess import Result
from inclead_graph.inference.explain import Node
from inclead_graph.inference.partners import helpers_text
from inclead_graph.inference.questions import FiveQuestions
from inclead_graph.reports import gradings_text
from inclead_graph.reports.eds import eds_explainer
from inclead_graph.reports.environment import page_environment
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.gradings_picture import gradings_picture
from inclead_graph.reports.heatmap import heat_map
from inclead_graph.reports.pictured import matrix_drawn, records_table, timeline_blocks, trend_blocks
from inclead_graph.reports.sealing import mark, seal_facts, seal_in_short

__all__ = ["write"]


def write(found: Gathered) -> str:
    """Write the page. It loads nothing from elsewhere and runs no script of anybody else's."""
    result, profile, rivals, five = found.result, found.profile, found.rivals, found.questions
    environment = page_environment()
    environment.filters["drawing"] = Markup  # pictures of ours, in which every text is escaped where it is drawn
    return environment.get_template("report.html").render(
        result=result,
        mark=mark(found.sealing),
        seal_facts=tuple(seal_facts(found.sealing)),
        seal=seal_in_short(found.sealing),
        assessment=result.assessment,
        framework=result.framework,
        profile=profile,
        picture=Markup(heat_map(profile, result.framework.vocabularies["grade"])),  # noqa: S704 (escaped where drawn)
        trend=tuple(trend_blocks(found)),
        timeline=tuple(timeline_blocks(found, every_day=True)),
        records=records_table(found),
        rivals=rivals,
        graders=result.framework.words("grader"),
        words=gradings_text,
        gradings_picture=Markup(gradings_picture(rivals, result.framework.vocabularies["grade"])),  # noqa: S704
        standing=found.standing,
        matrix=matrix_drawn(found) if found.standing.matrix else None,
        eds=found.eds,
        eds_why=eds_explainer(result.findings),
        questions=five.tree,
        others=_others(result, five),
        gaps=found.gaps,
        helpers=found.helpers,
        helpers_text=helpers_text,
        partnerships=found.partnerships,
        evidence=result.findings.evidence,
        unused=_unused(result),
    )


_ELSEWHERE = frozenset(("organisation", "stage", "factor", "criterion", "coverage", "evidence", "grading", "offer"))
"""Kinds of things that the page shows in places of their own."""


def _others(result: Result, five: FiveQuestions) -> Mapping[str, list[tuple[str, Node]]]:
    """Return, for every other kind of thing, those of which a rule spoke or could have spoken better."""
    found: dict[str, list[tuple[str, Node]]] = {}
    for (kind, _), fired in result.findings.inference.fired.items():
        if kind not in _ELSEWHERE and fired and kind not in found:
            answered = [thing for thing in result.findings.facts.things[kind] if five.has_answers(kind, thing)]
            found[kind] = [(result.findings.label(kind, thing), five.tree(kind, thing)) for thing in answered]
    return found


def _unused(result: Result) -> tuple[str, ...]:
    """Evidence that bears on nothing but criteria that do not apply."""
    named = result.findings.facts.related["criterion", "evidence"]
    used = {
        piece
        for criterion, pieces in named.items()
        if result.findings.value("criterion", criterion, "verdict") != "not applicable"
        for piece in pieces
    }
    return tuple(piece for piece in result.findings.facts.things["evidence"] if piece not in used)
