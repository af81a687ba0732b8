"""Rule engines that are not ours, on our own rule files: they find what ours find."""

from __future__ import annotations

import pytest
from samples import random_assessment

from benchmarks.peers import WANTED, clips, shacl, task
from inclead_graph.assess import Knowledge, Result
from inclead_graph.inference.facts import Facts, facts_of


def test_clips_accepts_and_judges_the_example_as_the_reference_engine_does(complete: Result) -> None:
    given = task(complete.findings.ruleset, complete.findings.facts)
    assert clips(given)() == given.expected
    assert min(len(given.expected[place]) for place in WANTED) > 100


@pytest.mark.parametrize("seed", range(25))
def test_clips_accepts_and_judges_random_assessments_as_the_reference_engine_does(
    seed: int, knowledge: Knowledge
) -> None:
    assessment = random_assessment(knowledge.framework, seed)
    given = task(knowledge.rulebook.in_force(assessment.as_of), facts_of(assessment, knowledge.framework))
    assert clips(given)() == given.expected


def test_shacl_rules_accept_and_judge_as_the_reference_engine_does(knowledge: Knowledge) -> None:
    assessment = random_assessment(knowledge.framework, 11, pieces=60)
    facts = facts_of(assessment, knowledge.framework)
    cut = Facts(
        facts.as_of, {**facts.things, "criterion": facts.things["criterion"][::5]}, facts.columns, facts.related
    )
    given = task(knowledge.rulebook.in_force(assessment.as_of), cut)
    found = shacl(given)()
    assert {place: dict(of) for place, of in found.items()} == {
        place: {thing: value for thing, value in of.items() if thing in cut.things[place[0]]}
        for place, of in given.expected.items()
    }
