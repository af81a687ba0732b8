"""The one line of calls from input to result; command line, reports and Python users all come through here."""

from __future__ import annotations

import datetime as dt
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from inclead_graph import __version__
from inclead_graph.bundled import bundled
from inclead_graph.inference.commissioning import Commissioning, commissioning_of, provider_grades, uncompared
from inclead_graph.inference.eds_facts import ProviderGrade
from inclead_graph.inference.engine import Engine, require_agreement
from inclead_graph.inference.facts import facts_of
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.inference.rulebook import Rulebook, read_rulebook
from inclead_graph.knowledge.framework import read_framework
from inclead_graph.model.assessment import Assessment
from inclead_graph.model.digest import evidence_digest
from inclead_graph.model.framework import Framework

__all__ = [
    "Knowledge",
    "Programme",
    "Result",
    "assess",
    "assess_programme",
    "engines_present",
    "evidence_digest",
    "load_knowledge",
]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What every assessment is judged by: the ontology and the rules."""

    framework: Framework
    rulebook: Rulebook


@dataclass(frozen=True, slots=True)
class Result:
    """One assessment with everything that follows from it, and what it was judged by.

    Attributes:
        findings: values and proofs.
        engines: the engines that ran; where there are two, they agreed on every finding.
        ontology_version, rules_version, package_version: what it was judged by.
        digest: SHA-256 of everything the assessment rests on.
    """

    findings: Findings
    engines: tuple[str, ...]
    ontology_version: str
    rules_version: str
    package_version: str
    digest: str

    @property
    def assessment(self) -> Assessment:
        """The assessment as it was read."""
        return self.findings.assessment

    @property
    def framework(self) -> Framework:
        """The framework that it was judged by."""
        return self.findings.framework


def load_knowledge(ontology: Path | None = None, rules: Path | None = None) -> Knowledge:
    """Read the ontology and the rules; by default those that came with the package.

    Raises:
        OntologyError, RulebookError, UnreadableError: as their readers do.
    """
    framework = read_framework(ontology or bundled("ontology"))
    return Knowledge(framework, read_rulebook(rules or bundled("rules"), framework))


@cache
def engines_present() -> tuple[Engine, ...]:
    """Return the engines that can run here: the reference engine, and durable_rules where it is installed."""
    engines: list[Engine] = [ReferenceEngine()]
    if importlib.util.find_spec("durable_rules_engine"):
        from inclead_graph.inference.durable import DurableEngine  # compiled, and optional

        engines.append(DurableEngine())
    return tuple(engines)


@dataclass(frozen=True, slots=True)
class Programme:
    """Several organisations judged together.

    Attributes:
        results: one for each, in the order given; those of commissioners carry what their providers' grades advise.
        commissioning: who commissions whom.
        notes: what there is to say about the commissioning graph and about what could not be compared.
    """

    results: tuple[Result, ...]
    commissioning: Commissioning
    notes: tuple[str, ...]


def assess_programme(
    assessments: Sequence[Assessment], knowledge: Knowledge, engines: Sequence[Engine] | None = None
) -> Programme:
    """Judge several organisations, then each commissioner again beside the EDS grades of its providers.

    A provider's grades are those that its own evidence gives it: advice to it is advice, and changes none of them, so
    that circles of commissioning need no special care. Names of organisations must differ.

    Raises:
        RulebookError, DisagreementError: as :func:`assess`.
    """
    alone = {a.organisation.name: assess(a, knowledge, engines) for a in assessments}
    commissioning = commissioning_of([a.organisation for a in assessments])
    results: list[Result] = []
    notes = list(commissioning.notes)
    for name, result in alone.items():
        findings = [alone[provider].findings for provider in commissioning.providers[name]]
        grades = [grade for one in findings for grade in provider_grades(one)]
        results.append(assess(result.assessment, knowledge, engines, grades) if grades else result)
        notes += uncompared(result.findings, findings)
    return Programme(tuple(results), commissioning, tuple(notes))


def assess(
    assessment: Assessment,
    knowledge: Knowledge,
    engines: Sequence[Engine] | None = None,
    providers: Sequence[ProviderGrade] = (),
) -> Result:
    """Judge one assessment. With more than one engine, each is held against the first, finding by finding.

    ``providers`` are the EDS grades of those whom the organisation commissions, where they are known.

    Raises:
        RulebookError: no rule was in force on the as-of date.
        DisagreementError: two engines do not infer the same.

    Example::

        from inclead_graph.workspace import read_workspace
        knowledge = load_knowledge()
        assess(read_workspace("assessments/wolds-and-fen", knowledge.framework), knowledge)
    """
    first, *others = engines if engines is not None else engines_present()
    ruleset = knowledge.rulebook.in_force(assessment.as_of)
    facts = facts_of(assessment, knowledge.framework, providers)
    inference = first.infer(ruleset, facts)
    for other in others:
        require_agreement(inference, other.infer(ruleset, facts))
    return Result(
        findings=Findings(knowledge.framework, assessment, ruleset, facts, inference),
        engines=(first.name, *(other.name for other in others)),
        ontology_version=knowledge.framework.version,
        rules_version=knowledge.rulebook.version,
        package_version=__version__,
        digest=evidence_digest(assessment),
    )


def on_day(assessment: Assessment, as_of: dt.date | None) -> Assessment:
    """Return the assessment as of another day; unchanged without one."""
    return assessment if as_of is None else assessment.model_copy(update={"as_of": as_of})
