"""What would change a finding: every smallest set of changes, none missing, none too many, each of which does it."""

from __future__ import annotations

import dataclasses
import itertools
import random
from collections.abc import Callable, Collection, Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import oracle
import pytest
from conftest import COMPLETE
from hypothesis import assume, given
from hypothesis import strategies as st
from samples import AS_OF, assessments, random_assessment

from inclead_graph.assess import Knowledge, Result, assess, load_knowledge
from inclead_graph.bundled import bundled
from inclead_graph.errors import InputError, RulebookError
from inclead_graph.inference.changes import Change, Changes, WhatWouldChange, minimal_changes
from inclead_graph.inference.formulas import Formulas, Solutions
from inclead_graph.inference.levers import read_levers
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.model.assessment import Assessment, Evidence, Moderation
from inclead_graph.workspace import read_workspace

KNOWLEDGE = load_knowledge()
FRAMEWORK = KNOWLEDGE.framework
GRADES = FRAMEWORK.words("grade")
GROUPS = FRAMEWORK.words("characteristic")
STAGE = next(iter(FRAMEWORK.stages.values()))
ALL_LISTED = 10**9


def run(assessment: Assessment) -> Result:
    return assess(assessment, KNOWLEDGE, [ReferenceEngine()])


def smallest(holds: Callable[[frozenset[int]], bool], size: int) -> set[frozenset[int]]:
    """Every smallest set that holds, by trying all sets, smaller ones first."""
    found: list[frozenset[int]] = []
    for count in range(size + 1):
        for members in map(frozenset, itertools.combinations(range(size), count)):
            if not any(known <= members for known in found) and holds(members):
                found.append(members)
    return set(found)


# Formulas: against trying everything

FORMULAS = st.recursive(
    st.integers(0, 6).map(lambda n: ("choice", n)),
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(("and", "or", 0, 1, 2, 3)), st.lists(inner, min_size=0, max_size=4)),
    ),
    max_leaves=24,
)


def made(formulas: Formulas, drawn: tuple[str | int, object]) -> int:
    word, of = drawn
    if word == "choice":
        return formulas.choice(of)  # type: ignore[arg-type]
    if word == "not":
        return formulas.no(made(formulas, of))  # type: ignore[arg-type]
    parts = [made(formulas, part) for part in of]  # type: ignore[attr-defined]
    if isinstance(word, int):
        return formulas.at_least(word, parts)
    return formulas.all_of(parts) if word == "and" else formulas.any_of(parts)


def truth(drawn: tuple[str | int, object], taken: Collection[int]) -> bool:
    word, of = drawn
    if word == "choice":
        return of in taken
    if word == "not":
        return not truth(of, taken)  # type: ignore[arg-type]
    every = [truth(part, taken) for part in of]  # type: ignore[attr-defined]
    if isinstance(word, int):
        return sum(every) >= word
    return all(every) if word == "and" else any(every)


@given(FORMULAS, st.lists(st.integers(1, 5), min_size=7, max_size=7))
def test_the_smallest_solutions_of_a_formula_are_those_that_trying_everything_finds(
    drawn: tuple[str | int, object], costs: list[int]
) -> None:
    formulas = Formulas()
    formula = made(formulas, drawn)
    solutions = Solutions(formulas)

    found = list(solutions.cheapest(formula, lambda n: Fraction(costs[n])))

    # Where the formula is not monotone, a larger set that holds may stand above no smaller one that does.
    holding = [s for n in range(8) for s in map(frozenset, itertools.combinations(range(7), n)) if truth(drawn, s)]
    assert {frozenset(s) for s in found} == {s for s in holding if not any(t < s for t in holding)}
    assert len(found) == len({frozenset(s) for s in found}) == solutions.number(formula)
    spent = [sum(costs[n] for n in s) for s in found]
    assert spent == sorted(spent)
    assert solutions.already(formula) == truth(drawn, ())
    assert solutions.possible(formula) == bool(holding)


def test_a_formula_over_thousands_of_choices_is_solved_and_counted() -> None:
    formulas = Formulas()
    solutions = Solutions(formulas)

    pairs = formulas.at_least(2, [formulas.choice(n) for n in range(3000)])

    assert solutions.number(pairs) == 3000 * 2999 // 2
    assert next(solutions.cheapest(pairs, lambda n: Fraction(3000 - n))) == (2998, 2999)


# Factors: against the oracle, which shares nothing with rules or engines


Now = dict[str, tuple[oracle.CriterionVerdict, bool, bool]]


def as_it_is(assessment: Assessment, criteria: Iterable[str]) -> Now:
    """The verdict of each criterion; and whether its showing evidence would corroborate it, and cover it, once met."""
    accepted = [p for p in assessment.evidence if not oracle.why_set_aside(p, assessment.as_of)]
    found = {}
    for name in criteria:
        criterion = FRAMEWORK.criteria[name]
        showing = [
            p for p in accepted
            if name in p.criteria and p.claim == "supports" and p.status in ("in place", "effective")
        ]  # fmt: skip
        found[name] = (
            oracle.criterion_verdict(criterion, accepted, assessment, FRAMEWORK),
            any(p.voice in oracle.VOICES_NOT_ITS_OWN for p in showing),
            criterion.by_group and oracle.covers_everyone(showing, FRAMEWORK),
        )
    return found


def verdicts_after(now: Now, taken: Collection[Change]) -> dict[str, oracle.CriterionVerdict]:
    levers = {(change.thing, change.lever) for change in taken}
    return {
        name: oracle.CriterionVerdict(
            "met",
            judged.under_way,
            outside or (name, "corroborated") in levers,
            everyone or (name, "covered") in levers,
        )
        if judged.verdict == "met" or (name, "met") in levers
        else judged
        for name, (judged, outside, everyone) in now.items()
    }


def grade_after(now: Now, factor: str, taken: Collection[Change]) -> int:
    verdicts = verdicts_after(now, taken)
    criteria = [FRAMEWORK.criteria[c] for c in FRAMEWORK.factors[factor].criteria]
    applicable = [c for c in criteria if verdicts[c.id].verdict != "not applicable"]
    return oracle.LOWEST_FIRST.index(oracle.factor_grade(applicable, verdicts))


def all_levers(now: Now) -> list[Change]:
    """Everything that could be changed for some criteria, by the oracle's reading of them."""
    verdicts = verdicts_after(now, ())
    found = []
    for name in now:
        if verdicts[name].verdict != "not applicable":
            open_ = {
                "met": verdicts[name].verdict != "met",
                "corroborated": not verdicts[name].corroborated,
                "covered": FRAMEWORK.criteria[name].by_group and not verdicts[name].covered,
            }
            found += [Change("criterion", name, lever, "") for lever, offered in open_.items() if offered]
    return found


def plain(changes: Changes) -> set[frozenset[tuple[str, str]]]:
    return {frozenset((c.thing, c.lever) for c in one.changes) for one in changes.sets}


@given(st.data())
def test_the_changes_that_lift_a_factor_are_all_those_that_trying_everything_finds(data: st.DataObject) -> None:
    assessment = data.draw(assessments(FRAMEWORK))
    result = run(assessment)
    factor = data.draw(st.sampled_from(STAGE.factors))
    now = result.findings.grade("factor", factor, "floor")
    assume(now is not None and now != GRADES[-1])
    wanted = data.draw(st.sampled_from(GRADES[GRADES.index(str(now)) + 1 :]))
    before = as_it_is(assessment, FRAMEWORK.factors[factor].criteria)
    levers = all_levers(before)
    assume(len(levers) <= 11)

    found = minimal_changes(result.findings, "factor", factor, "floor", wanted, limit=ALL_LISTED)

    rank = GRADES.index(wanted)
    tried = smallest(lambda taken: grade_after(before, factor, [levers[n] for n in taken]) >= rank, len(levers))
    assert plain(found) == {frozenset((levers[n].thing, levers[n].lever) for n in taken) for taken in tried}
    assert found.number == len(tried)


# The same, through real evidence and the whole of the rules


def piece(number: int, criterion: str, voice: str, groups: Iterable[str], claim: str = "supports") -> Evidence:
    return Evidence(
        id=f"NEW{number:04}", title="New", criteria=(criterion,), claim=claim, status="effective", kind="observation",
        voice=voice, date=AS_OF, source="Letter", locator="p. 1", characteristics=tuple(groups),
    )  # fmt: skip


def done(assessment: Assessment, changes: Iterable[Change]) -> Assessment:
    """Make changes real: evidence added, refutations taken out."""
    new = list(assessment.evidence)
    moderation = list(assessment.moderation)
    number = itertools.count()
    for criterion in sorted({c.thing.partition("/")[0] for c in changes}):
        levers = {c.lever for c in changes if c.thing == criterion}
        groups = [c.thing.partition("/")[2] for c in changes if c.thing.startswith(f"{criterion}/")]
        if levers & {"met", "refutation-answered"}:
            new = [
                p.model_copy(update={"criteria": tuple(c for c in p.criteria if c != criterion) or ("BS12.A1",)})
                if p.claim == "refutes" and criterion in p.criteria else p
                for p in new
            ]  # fmt: skip
        if "decision" in levers:
            moderation = [m for m in moderation if m.criterion != criterion]
            moderation.append(
                Moderation(criterion=criterion, holds="supports", reason="So.", decided_by="Panel", date=AS_OF)
            )
        if levers & {"met", "corroborated", "covered", "support"}:
            voice = "service user" if levers & {"corroborated", "outside-voice"} else "management"
            new.append(piece(next(number), criterion, voice, GROUPS if "covered" in levers else groups))
    return assessment.model_copy(update={"evidence": tuple(new), "moderation": tuple(moderation)})


def without_one(changes: tuple[Change, ...]) -> Iterator[tuple[Change, ...]]:
    """Leave out each change in turn; what only makes another change stronger goes with it."""
    for left_out in changes:
        rest = tuple(c for c in changes if c != left_out)
        kept = {c.thing for c in rest if c.lever == "met"} | {
            c.thing for c in changes if not any(d.lever == "met" and d.thing == c.thing for d in changes)
        }
        yield tuple(c for c in rest if c.lever not in ("corroborated", "covered") or c.thing in kept)


SEEDS = range(10)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("kind", "bound"), [("factor", "floor"), ("stage", "floor")])
def test_each_set_of_changes_made_real_reaches_the_grade_and_no_part_of_it_does(
    kind: str, bound: str, seed: int
) -> None:
    assessment = random_assessment(FRAMEWORK, seed)
    result = run(assessment)
    draw = random.Random(seed)
    ask = WhatWouldChange(result.findings)
    thing = draw.choice(result.findings.facts.things[kind])
    answer = ask.next(kind, thing, bound, limit=3)
    if answer is None:
        assert result.findings.grade(kind, thing, bound) in (None, GRADES[-1])
        return
    rank = GRADES.index(str(answer.wanted))

    def after(changes: tuple[Change, ...]) -> int:
        return GRADES.index(str(run(done(assessment, changes)).findings.grade(kind, thing, bound)))

    assert answer.number > 0
    for one in answer.sets:
        assert after(one.changes) >= rank
        parts = list(without_one(one.changes))
        assert all(after(part) < rank for part in draw.sample(parts, min(len(parts), 4)))


@pytest.mark.parametrize("seed", SEEDS)
def test_each_set_of_changes_of_a_criterion_made_real_settles_it_and_no_part_of_it_does(seed: int) -> None:
    assessment = random_assessment(FRAMEWORK, seed, 80)
    result = run(assessment)
    ask = WhatWouldChange(result.findings)
    draw = random.Random(seed)
    asked = 0
    for thing in draw.sample(result.findings.facts.things["criterion"], 12):
        for name in ("verdict", "corroborated", "covered"):
            answer = ask.next("criterion", thing, name)
            for one in answer.sets if answer else ():
                asked += 1
                real = run(done(assessment, one.changes)).findings
                assert real.value("criterion", thing, name) == answer.wanted  # type: ignore[union-attr]
                for left_out in one.changes:
                    part = [c for c in one.changes if c != left_out]
                    real = run(done(assessment, part)).findings
                    assert real.value("criterion", thing, name) != answer.wanted  # type: ignore[union-attr]
    assert asked > 5


def hitting(family: set[frozenset[int]], size: int) -> set[frozenset[int]]:
    return smallest(lambda taken: all(taken & one for one in family), size)


def test_no_set_of_changes_is_missing_for_the_stages_of_the_example(complete: Result) -> None:
    """What meets none of the sets must fail, even with all else changed: then there is no further set (dualisation)."""
    assessment = complete.assessment
    checked = 0
    for stage in complete.framework.stages.values():
        answer = WhatWouldChange(complete.findings).next("stage", stage.id, "floor", limit=ALL_LISTED)
        if answer is None:
            continue
        before = {f: as_it_is(assessment, FRAMEWORK.factors[f].criteria) for f in stage.factors}
        every = [lever for now in before.values() for lever in all_levers(now)]
        named = sorted({(c.thing, c.lever) for one in answer.sets for c in one.changes})
        family = {frozenset(named.index((c.thing, c.lever)) for c in one.changes) for one in answer.sets}
        for missed in hitting(family, len(named)):
            gone = {named[n] for n in missed}
            left = [c for c in every if (c.thing, c.lever) not in gone]
            after = oracle.stage_grades(
                [
                    oracle.Graded(GRADES[grade_after(before[f], f, left)], None)
                    for f in stage.factors
                    if complete.findings.value("factor", f, "applicable")
                ]
            ).floor
            assert GRADES.index(str(after)) < GRADES.index(str(answer.wanted)), (stage.id, gone)
            checked += 1
    assert checked > 20


def test_a_factor_of_twelve_criteria_gives_what_trying_everything_finds(knowledge: Knowledge) -> None:
    """The longest factor, cut to twelve criteria, as each of four draws leaves it."""
    longest = max(FRAMEWORK.factors.values(), key=lambda f: len(f.criteria))
    short = dataclasses.replace(longest, criteria=longest.criteria[-12:])
    framework = dataclasses.replace(FRAMEWORK, factors={**FRAMEWORK.factors, longest.id: short})
    assert len(short.criteria) == 12
    for seed in range(4):
        draw = random.Random(seed)
        begun = draw.sample(short.criteria, 4)
        pieces = tuple(
            piece(number, name, draw.choice(("management", "carer")), draw.choice(((), GROUPS)), claim)
            for number, (name, claim) in enumerate(
                (name, draw.choice(("supports", "supports", "refutes"))) for name in begun
            )
        )
        example = random_assessment(FRAMEWORK, 1).model_copy(
            update={"evidence": pieces, "not_applicable": (), "moderation": ()}
        )
        findings = assess(example, Knowledge(framework, knowledge.rulebook), [ReferenceEngine()]).findings
        before = as_it_is(example, short.criteria)
        levers = [c for c in all_levers(before) if c.lever == "met"]
        found = minimal_changes(findings, "factor", longest.id, "floor", "achieving", limit=ALL_LISTED)

        def reaches(taken: frozenset[int], before: Now = before, levers: list[Change] = levers) -> bool:
            verdicts = verdicts_after(before, [levers[n] for n in taken])
            return oracle.factor_grade([FRAMEWORK.criteria[c] for c in short.criteria], verdicts) in GRADES[2:]

        tried = smallest(reaches, len(levers))
        assert plain(found) == {frozenset((levers[n].thing, levers[n].lever) for n in taken) for taken in tried}


# What is said


def test_what_is_so_already_asks_for_no_change(complete: Result) -> None:
    answer = minimal_changes(complete.findings, "factor", "BR1", "floor", "developing")

    assert (answer.already, answer.number, answer.sets) == (True, 0, ())
    assert answer.summary == "nothing needs to change: it is so already"


def test_what_does_not_apply_cannot_be_reached_and_the_condition_in_the_way_is_named(complete: Result) -> None:
    answer = minimal_changes(complete.findings, "factor", "BR5", "floor", "achieving")

    assert not answer.reachable
    assert "at least one action applies" in answer.summary


def test_a_limit_cuts_the_list_and_the_summary_says_how_many_there_are(complete: Result) -> None:
    ask = WhatWouldChange(complete.findings)
    every = ask.minimal("stage", "BS", "floor", "achieving", limit=ALL_LISTED)
    few = ask.minimal("stage", "BS", "floor", "achieving", limit=3)

    assert len(every.sets) == every.number == few.number
    assert few.sets == every.sets[:3]
    assert f"there are {every.number} smallest sets of changes; the 3 of least effort are listed" == few.summary


def test_the_sets_of_least_effort_come_first_by_the_efforts_given(complete: Result) -> None:
    def effort(change: Change) -> Fraction:
        return Fraction(len(change.thing) + len(change.lever), 3)

    answer = minimal_changes(complete.findings, "stage", "BS", "floor", "achieving", limit=ALL_LISTED, effort=effort)

    spent = [one.effort for one in answer.sets]
    assert spent == sorted(spent)
    assert all(one.effort == sum(map(effort, one.changes)) for one in answer.sets)


def test_every_finding_of_the_example_has_an_answer(complete: Result) -> None:
    ask = WhatWouldChange(complete.findings)
    answered = 0
    for stratum in complete.findings.ruleset.strata:
        for kind, name in stratum.concludes:
            for thing in complete.findings.facts.things[kind]:
                answer = ask.next(kind, thing, name, limit=2)
                answered += answer is not None
                assert answer is None or answer.reachable or answer.why_not
    assert answered > 500


def test_evidence_that_is_set_aside_is_accepted_once_its_faults_are_mended(complete: Result) -> None:
    findings = complete.findings
    answers = {
        piece: WhatWouldChange(findings).next("evidence", piece, "accepted")
        for piece in findings.facts.things["evidence"]
        if not findings.value("evidence", piece, "accepted")
    }

    assert len(answers) > 1
    for piece, answer in answers.items():
        assert answer is not None
        assert answer.number == 1
        # The faults are named one by one, as many as there are reasons, but for a source and locator both missing.
        assert len(answer.sets[0].changes) >= len(findings.values("evidence", piece, "set_aside"))


# Files of levers with faults


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("set: {verdict: met,", "set: {verdict: mett,", "'mett' is not a value of verdict; did you mean 'met'?"),
        ("set: {verdict: met,", "set: {verdikt: met,", "'verdikt' is not a property of criterion"),
        ("about: criterion\n      title: made met", "about: critter\n      title: made met", "not a kind of thing"),
        (
            "if: {verdict: met}\n      set: {corr",
            "if: {corroborated: 'true'}\n      set: {corr",
            "what this lever sets",
        ),
        ("drop: {relation: evidence", "drop: {relation: evidences", "'evidences' is not a relation of criterion"),
        ("to: support", "to: supports", "'supports' is no lever that adds a thing; did you mean 'support'?"),
        ("unset: [withdrawn]", "unset: [withdrawal]", "did you mean 'withdrawn'?"),
        ("set: {date: as_of}", "set: {date: tomorrow}", "'tomorrow' is not a value of date"),
    ],
)
def test_a_lever_that_the_rules_do_not_know_is_refused_with_its_place(
    tmp_path: Path, complete: Result, old: str, new: str, says: str
) -> None:
    text = (bundled("rules") / "changes" / "levers.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "levers.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    levers = read_levers(path)

    def ask_all() -> None:
        for level in levers.levels:
            levers.of_level(level, complete.findings.ruleset, AS_OF)

    with pytest.raises(RulebookError) as caught:
        ask_all()
    assert says in str(caught.value)
    assert f"{tmp_path.name}/levers.yaml:" in str(caught.value)


def test_a_lever_with_an_unknown_field_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "levers.yaml"
    path.write_text("a:\n  title: Some\n  levers:\n    b: {about: criterion, title: Done, sets: {x: y}}\n", "utf-8")

    with pytest.raises(InputError, match=r"levers.yaml:4.*'sets'"):
        read_levers(path)


def test_the_example_read_again_gives_the_same_answers(complete: Result, knowledge: Knowledge) -> None:
    again = assess(read_workspace(COMPLETE, knowledge.framework), knowledge, [ReferenceEngine()])

    first, second = (
        [WhatWouldChange(r.findings).next("stage", s, "floor") for s in r.framework.stages] for r in (complete, again)
    )
    assert first == second
