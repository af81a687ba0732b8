"""Many organisations over columns: the same rules, the same findings as the reference engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import random_assessment

from inclead_graph.assess import Knowledge
from inclead_graph.columns import GRADES, ColumnEngine, Concluded, codings_of, joined, only_for
from inclead_graph.columns.batch import Fixed, Ragged
from inclead_graph.columns.coding import NO_DAY, day_number
from inclead_graph.columns.months import months_after_each
from inclead_graph.errors import RulebookError
from inclead_graph.inference.facts import Facts, facts_of
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.inference.rules import Ruleset
from inclead_graph.model.calendar import months_after

SEEDS = range(40)


def concluded_by_both(
    ruleset: Ruleset, facts: Mapping[str, Facts]
) -> tuple[Concluded, dict[str, Mapping[tuple[str, str], Mapping[str, object]]]]:
    batch = joined(facts, codings_of(ruleset), ruleset.relations)
    theirs = {name: ReferenceEngine().infer(ruleset, one).concluded for name, one in facts.items()}
    return ColumnEngine().infer(ruleset, batch), theirs


def compare(mine: Concluded, theirs: Mapping[str, Mapping[tuple[str, str], Mapping[str, object]]]) -> int:
    """Hold every value of every thing against the reference engine's; return how many there were."""
    number = 0
    for place in mine.columns:
        for organisation, (name, of) in enumerate(theirs.items()):
            values = mine.values(place, organisation)
            assert values == dict(of[place]), (name, place)
            number += len(values)
    return number


def test_every_finding_of_random_assessments_is_the_reference_engines(knowledge: Knowledge) -> None:
    assessments = {f"O{seed}": random_assessment(knowledge.framework, seed) for seed in SEEDS}
    ruleset = knowledge.rulebook.in_force(next(iter(assessments.values())).as_of)
    facts = {name: facts_of(one, knowledge.framework) for name, one in assessments.items()}
    mine, theirs = concluded_by_both(ruleset, facts)
    assert set(mine.columns) == {place for of in theirs.values() for place in of}
    assert compare(mine, theirs) > 1_000 * len(assessments)


@pytest.mark.volume
def test_every_finding_of_a_thousand_random_assessments_is_the_reference_engines(knowledge: Knowledge) -> None:
    for first in range(0, 1000, 100):
        some = {f"O{seed}": random_assessment(knowledge.framework, seed) for seed in range(first, first + 100)}
        ruleset = knowledge.rulebook.in_force(next(iter(some.values())).as_of)
        compare(*concluded_by_both(ruleset, {n: facts_of(one, knowledge.framework) for n, one in some.items()}))


def test_the_examples_have_the_reference_engines_findings_beside_others(knowledge: Knowledge, complete: object) -> None:
    example = complete.assessment  # type: ignore[attr-defined]
    others = [random_assessment(knowledge.framework, seed) for seed in (3, 4)]
    facts = {
        str(number): facts_of(one.model_copy(update={"as_of": example.as_of}), knowledge.framework)
        for number, one in enumerate([example, *others])
    }
    assert compare(*concluded_by_both(knowledge.rulebook.in_force(example.as_of), facts))


def test_a_slice_of_the_rules_concludes_what_the_whole_does(knowledge: Knowledge) -> None:
    assessment = random_assessment(knowledge.framework, 8)
    ruleset = knowledge.rulebook.in_force(assessment.as_of)
    sliced = only_for(ruleset, GRADES)
    assert 0 < sum(len(s.rules) for s in sliced.strata) < sum(len(s.rules) for s in ruleset.strata) / 3
    facts = facts_of(assessment, knowledge.framework)
    whole, part = (ReferenceEngine().infer(of, facts) for of in (ruleset, sliced))
    assert set(part.concluded) >= GRADES
    assert all(part.concluded[place] == whole.concluded[place] for place in part.concluded)


def test_what_is_no_property_cannot_be_asked_for(knowledge: Knowledge) -> None:
    with pytest.raises(KeyError, match="merit"):
        only_for(knowledge.rulebook.in_force(dt.date(2026, 3, 31)), [("factor", "merit")])


def test_two_rules_that_contradict_each_other_are_refused(knowledge: Knowledge) -> None:
    from dataclasses import replace

    assessment = random_assessment(knowledge.framework, 2, pieces=40)
    ruleset = knowledge.rulebook.in_force(assessment.as_of)
    verdict = next(s for s in ruleset.strata if ("criterion", "verdict") in s.concludes)
    met = next(rule for rule in verdict.rules if rule.id == "criterion-met")
    twisted = replace(verdict, rules=(*verdict.rules, replace(met, key="other", value="unknown")))
    ruleset = replace(ruleset, strata=tuple(twisted if s is verdict else s for s in ruleset.strata))
    facts = {"one": facts_of(assessment, knowledge.framework)}
    with pytest.raises(RulebookError, match="verdict of a criterion"):
        ColumnEngine().infer(ruleset, joined(facts, codings_of(ruleset), ruleset.relations))


def test_facts_of_two_days_are_not_one_batch(knowledge: Knowledge) -> None:
    one = random_assessment(knowledge.framework, 1)
    other = one.model_copy(update={"as_of": dt.date(2025, 1, 1)})
    ruleset = knowledge.rulebook.in_force(one.as_of)
    facts = {name: facts_of(a, knowledge.framework) for name, a in (("one", one), ("other", other))}
    with pytest.raises(ValueError, match="one day"):
        joined(facts, codings_of(ruleset), ruleset.relations)


DAYS = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))


@given(st.lists(st.tuples(DAYS | st.none(), st.integers(0, 3)), min_size=1, max_size=30), st.booleans())
@settings(max_examples=60)
def test_days_so_many_months_later_are_those_of_the_calendar(
    drawn: list[tuple[dt.date | None, int]], near: bool
) -> None:
    months = [0, 12, 24, 36]
    if near:  # close together, so that the table of days is used
        drawn = [(day and dt.date(2024, 2, 1) + dt.timedelta(day.toordinal() % 20), code) for day, code in drawn]
    days = np.array([NO_DAY if day is None else day_number(day) for day, _ in drawn], "i4")
    later = months_after_each(days, np.array([code for _, code in drawn]), months)
    expected = [NO_DAY if day is None else day_number(months_after(day, months[code])) for day, code in drawn]
    assert later.tolist() == expected


@given(st.data())
@settings(max_examples=60)
def test_both_sorts_of_relation_find_and_count_what_a_loop_does(data: st.DataObject) -> None:
    members, owners, organisations = (data.draw(st.integers(1, 4)) for _ in range(3))
    rows = data.draw(
        st.lists(st.sets(st.integers(0, members - 1)).map(sorted).map(tuple), min_size=owners, max_size=owners)
    )
    of_all = st.lists(st.booleans(), min_size=organisations, max_size=organisations)
    flags = np.array(data.draw(st.lists(of_all, min_size=members, max_size=members)))
    pairs = [(o * organisations + at, m * organisations + at)
             for o, of in enumerate(rows) for m in of for at in range(organisations)]  # fmt: skip
    owner, member = (np.array([pair[end] for pair in pairs], "i8") for end in (0, 1))
    ragged = Ragged(owner, member, (owners, organisations), (members, organisations))
    expected = [[sum(bool(flags[m, at]) for m in of) for at in range(organisations)] for of in rows]
    for relation in (Fixed(tuple(rows)), ragged):
        assert relation.count(flags).tolist() == expected
        assert relation.any(flags).tolist() == [[number > 0 for number in of] for of in expected]
        assert relation.total(flags.astype("i8") * 3).tolist() == [[3 * number for number in of] for of in expected]
