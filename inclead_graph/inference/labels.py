"""What people call a thing, in the sentences of a proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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

    @cached_property
    def allies(self) -> Mapping[str, str]:
        """The names of the organisations of the network by id."""
        network = self.assessment.network
        return {one.id: one.name for one in network.organisations} if network else {}

    def of(self, kind: str, thing: str) -> str:
        """Return what people call a thing of ``kind``."""
        if kind in ORIGIN_LABELS:
            return ORIGIN_LABELS[kind](thing)
        if kind in EDS_LABELS:
            return EDS_LABELS[kind](self, thing)
        if kind in _LABELS:
            return _LABELS[kind](self, thing)
        name = self.framework.label(thing)
        return f"{thing} {name}" if name != thing else thing

    def short(self, kind: str, thing: str) -> str:
        """Return how a sentence lists a thing of ``kind``: by its id, or by less where the sentence says the rest."""
        return self.allies.get(thing, thing) if kind == "ally" else SHORT_NAMES.get(kind, str)(thing)


def _evidence(labels: Labels, thing: str) -> str:
    return f"{thing} ({labels.titles[thing]})" if thing in labels.titles else thing


def _coverage(_: Labels, thing: str) -> str:
    return " for ".join(thing.split("/", 1))


def _grading(labels: Labels, thing: str) -> str:
    if thing not in labels.gradings:
        return thing
    grading, day = labels.gradings[thing], labels.gradings[thing].date
    rater = f" ({grading.rater})" if grading.rater else ""
    return f"{grading.subject} as graded by {grading.by}{rater} on {day.day} {day:%B %Y}"


def _cell(labels: Labels, thing: str) -> str:
    driver, _, group = thing.partition("/")
    return f"{labels.framework.label(driver)}, for {group}"


def _offer(labels: Labels, thing: str) -> str:
    criterion, group, organisation = thing.split("/", 2)
    return f"{labels.allies.get(organisation, organisation)} for {criterion} and {group}"


_LABELS: Mapping[str, Callable[[Labels, str], str]] = {
    "organisation": lambda labels, _: labels.assessment.organisation.name,
    "evidence": _evidence,
    "coverage": _coverage,
    "grading": _grading,
    "matrix_cell": _cell,
    "ally": lambda labels, thing: labels.allies.get(thing, thing),
    "offer": _offer,
}
