"""What people call a thing, in the sentences of a proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from inclead_graph.inference.eds_words import EDS_LABELS, SHORT_NAMES
from inclead_graph.inference.origin_facts import ORIGIN_LABELS
from inclead_graph.model.assessment import Assessment, Grading
from inclead_graph.model.framework import Framework

__all__ = ["Labels"]


@dataclass(frozen=True)
class Labels:
    """Names the things of one assessment; an id that nothing names is its own label.

    Example:
        ``Labels(framework, assessment).of("coverage", "BR1.A1/age")`` is ``"BR1.A1 for age"``.
    """

    framework: Framework
    assessment: Assessment

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The titles of the evidence records by id."""
        return {piece.id: piece.title for piece in self.assessment.evidence}

    @cached_property
    def gradings(self) -> Mapping[str, Grading]:
        """The gradings by id."""
        return {grading.id: grading for grading in self.assessment.gradings}

    def of(self, kind: str, thing: str) -> str:
        """Return what people call a thing of ``kind``."""
        if kind == "organisation":
            return self.assessment.organisation.name
        if kind == "evidence":
            return f"{thing} ({self.titles[thing]})" if thing in self.titles else thing
        if kind == "coverage":
            criterion, _, group = thing.partition("/")
            return f"{criterion} for {group}"
        if kind == "grading" and thing in self.gradings:
            grading, day = self.gradings[thing], self.gradings[thing].date
            rater = f" ({grading.rater})" if grading.rater else ""
            return f"{grading.subject} as graded by {grading.by}{rater} on {day.day} {day:%B %Y}"
        if kind in ORIGIN_LABELS:
            return ORIGIN_LABELS[kind](thing)
        if kind in EDS_LABELS:
            return EDS_LABELS[kind](self, thing)
        if kind == "matrix_cell":
            driver, _, group = thing.partition("/")
            return f"{self.framework.label(driver)}, for {group}"
        name = self.framework.label(thing)
        return f"{thing} {name}" if name != thing else thing

    def short(self, kind: str, thing: str) -> str:
        """Return how a sentence lists a thing of ``kind``: by its id, or by less where the sentence says the rest."""
        return SHORT_NAMES.get(kind, str)(thing)
