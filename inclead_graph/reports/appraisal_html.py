"""One appraisal as a self-contained page: to read, to print, and to talk over."""

from __future__ import annotations

from inclead_graph import __version__
from inclead_graph.appraisal.plan import plan_of
from inclead_graph.appraisal.portrait import Portrait
from inclead_graph.reports.appraisal_text import CURATED, ONLY_TOOLKIT
from inclead_graph.reports.environment import page_environment

__all__ = ["portrait_html"]


def portrait_html(portrait: Portrait) -> str:
    """Write the page. It loads nothing, runs no script, and everything that somebody wrote is escaped."""
    environment = page_environment()
    rated = {line.thing.code: line for line in portrait.lines}
    groups: dict[str, list[str]] = {}
    for code, thing in portrait.guide.things.items():
        groups.setdefault(thing.group, []).append(code)
    return environment.get_template("appraisal.html").render(
        portrait=portrait,
        appraisal=portrait.appraisal,
        things=portrait.guide.things,
        groups=groups,
        rated=rated,
        others=[line for line in portrait.lines if not (line.rating.need or line.rating.strength)],
        steps=plan_of(portrait),
        note=ONLY_TOOLKIT if portrait.guide.only_toolkit else CURATED,
        version=__version__,
    )
