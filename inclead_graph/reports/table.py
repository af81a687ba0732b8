"""The profile as tab-separated lines: for a pipe, a spreadsheet, or a quick look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from inclead_graph.reports.profile import Grades

if TYPE_CHECKING:
    from inclead_graph.reports.gathered import Gathered

__all__ = ["rows", "write"]

HEADINGS = ("level", "id", "label", "floor", "ceiling")


def write(found: Gathered) -> str:
    """Write a heading and one line for the headline, each stage and each factor."""
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in (HEADINGS, *rows(found)))


def rows(found: Gathered) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield level, id, label, floor and ceiling; a thing that does not apply says so."""
    profile = found.profile
    yield ("headline", "", found.result.assessment.organisation.name, *_words(profile.headline))
    for stage in profile.stages:
        yield ("stage", stage.stage.id, stage.stage.label, *_words(stage.grades))
        for factor in stage.factors:
            yield ("factor", factor.factor.id, factor.factor.label, *_words(factor.grades))


def _words(grades: Grades) -> tuple[str, str]:
    return grades.floor or "not applicable", grades.ceiling or "not applicable"
