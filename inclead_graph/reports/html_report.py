"""The result as one self-contained page: the profile as a picture, and every grade opening into its proof."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from inclead_graph.assess import Result
from inclead_graph.inference.explain import Explainer, Node
from inclead_graph.inference.facts import ORGANISATION
from inclead_graph.inference.findings import long_date
from inclead_graph.reports.heatmap import heat_map
from inclead_graph.reports.profile import CriterionLine, FactorLine, profile_of

__all__ = ["write"]


def write(result: Result) -> str:
    """Write the page. It loads nothing from elsewhere and runs no script of anybody else's."""
    profile = profile_of(result)
    explainer = Explainer(result.findings)
    environment = Environment(
        loader=PackageLoader("inclead_graph.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["long_date"] = long_date
    return environment.get_template("report.html").render(
        result=result,
        assessment=result.assessment,
        framework=result.framework,
        profile=profile,
        picture=Markup(heat_map(profile, result.framework.vocabularies["grade"])),  # noqa: S704 (escaped where drawn)
        headline=explainer.thing("organisation", ORGANISATION),
        explain=explainer.thing,
        gaps=_gaps,
        cited=_passages,
        evidence=result.findings.evidence,
        unused=_unused(result),
    )


def _gaps(factor: FactorLine, aim: str) -> list[CriterionLine]:
    """What stands between a factor and its best grade: criteria that apply and are not at their aim."""
    return [line for line in factor.criteria if line.verdict not in (aim, "not applicable")]


def _passages(node: Node) -> list[Node]:
    return [child for child in node.children if child.role == "passage"]


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
