"""A third party checks a grade: what follows verifies, and whatever was tampered with is caught and named."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import hashlib
import io
import json
import os
import random
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from click.testing import Result as Ran
from conftest import COMPLETE, FIRST_DAY, ROOT, rendered
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from samples import assessments, random_assessment

from benchmarks.proofs import WAYS, erring
from inclead_graph.assess import Knowledge, Result, assess, engines_present, load_knowledge
from inclead_graph.bundled import bundled
from inclead_graph.cli import main
from inclead_graph.inference.facts import Facts
from inclead_graph.inference.proofs import proofs_of
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.inference.rules import (
    AS_OF,
    Clause,
    Compare,
    Computed,
    Is,
    Known,
    OneOf,
    PropertyType,
    Quantified,
    Rule,
    Ruleset,
    Stratum,
)
from inclead_graph.model.assessment import Assessment, Organisation
from inclead_graph.model.network import PartnershipNetwork
from inclead_graph.model.proof import HeldCondition, Manifest, ProofStep, ProvenFinding
from inclead_graph.verification import checker
from inclead_graph.verification.bundle import bundle_of, parts_of
from inclead_graph.verification.checker import Fault, check, faults
from inclead_graph.verification.container import MANIFEST, pack, unpack
from inclead_graph.verification.result import verify_result
from inclead_graph.verification.verify import (
    _fact_faults,
    _part_faults,
    _record_faults,
    sealed,
    verify_against,
    verify_parts,
)
from inclead_graph.verification.withholding import withhold_texts

KNOWLEDGE = load_knowledge()
PROVEN = 200


def inclead(*arguments: object) -> Ran:
    return CliRunner().invoke(main, [str(a) for a in arguments])


# The checker stands alone


def test_the_checker_and_the_verifier_of_bundles_load_no_engine() -> None:
    probe = (
        "import sys\nimport inclead_graph.verification.checker\nimport inclead_graph.verification.verify\n"
        "print(sorted(n for n in sys.modules if n.startswith('inclead_graph.inference.')))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    loaded = {name.rpartition(".")[2] for name in eval(done.stdout)}

    assert {"rules", "facts", "rulebook"} <= loaded
    assert not loaded & {"reference", "durable", "engine", "findings", "explain"}


def test_the_checker_can_be_read_in_one_sitting() -> None:
    assert len(Path(checker.__file__).read_text(encoding="utf-8").splitlines()) < 290


# What follows verifies


def test_every_proof_of_the_example_verifies_by_either_engine(complete: Result, knowledge: Knowledge) -> None:
    for engine in engines_present():
        result = assess(complete.assessment, knowledge, [engine])

        assert verify_result(result) == []
        assert proofs_of(result.findings).counts()["steps"] > 600


@pytest.mark.parametrize("seed", range(PROVEN))
def test_every_proof_of_a_random_assessment_verifies_by_either_engine(seed: int, knowledge: Knowledge) -> None:
    """Together the engines are held to each other, proof by proof; in every tenth each one's own proofs are checked."""
    assessment = random_assessment(knowledge.framework, seed)
    for engines in [None] if seed % 10 else [[engine] for engine in engines_present()]:
        assert verify_result(assess(assessment, knowledge, engines)) == []


@settings(max_examples=30)
@given(assessments(KNOWLEDGE.framework))
def test_every_proof_of_any_assessment_verifies(assessment: Any) -> None:
    assert verify_result(assess(assessment, KNOWLEDGE, [ReferenceEngine()])) == []


# A world small enough to work out by hand: a house with three rooms, of which two are lit and one is large

SHADES = ("dim", "lit", "bright")
TRUTH = PropertyType("truth", "", default=False)
LIT = ((OneOf("lit", frozenset({True})),),)
LARGE = ((OneOf("size", frozenset({"large"})),),)
ANY: tuple[tuple[Any, ...], ...] = ((),)
TYPES = {
    ("room", "lit"): PropertyType("truth", ""),
    ("room", "size"): PropertyType("text", ""),
    ("room", "built"): PropertyType("date", ""),
    ("room", "area"): PropertyType("number", ""),
}
FACTS = Facts(
    as_of=dt.date(2026, 3, 31),
    things={"house": ("H",), "room": ("R1", "R2", "R3")},
    columns={
        ("room", "lit"): {"R1": True, "R2": True, "R3": False},
        ("room", "size"): {"R1": "large", "R2": "small", "R3": "small"},
        ("room", "built"): {"R1": dt.date(2024, 1, 31), "R2": dt.date(2026, 3, 31)},
        ("room", "area"): {"R1": Fraction(31, 2), "R2": Fraction(6)},
    },
    related={("house", "rooms"): {"H": ("R1", "R2", "R3")}},
)


class Plain:
    """Things are called by their ids."""

    def of(self, kind: str, thing: str) -> str:
        return thing

    def short(self, kind: str, thing: str) -> str:
        return thing


PLAIN = Plain()


def rule(key: str, about: str, name: str, value: Any, *clauses: Clause, because: str = "{id}.") -> Rule:
    return Rule(key, key, 2, key, ("cited",), ("L1-2",), about, clauses, name, value, because)


def over(name: str, word: str, where: Any = ANY, satisfy: Any = ANY, low: Any = None, high: Any = None) -> Clause:
    of_where = word in ("all", "share")
    low, high = (None if n is None else Fraction(n) for n in (low, high))
    summed = "area" if word == "sum" else None
    return Clause(name, f"says {name}", Quantified(word, "rooms", where, satisfy, low, high, of_where, summed))


def world(kind_of: PropertyType, *rules: Rule) -> Ruleset:
    place = (rules[0].about, rules[0].property)
    stratum = Stratum("one", "", {place: kind_of}, rules)
    relations = {("house", "rooms"): "room"}
    return Ruleset("1", (stratum,), relations, {**TYPES, place: kind_of}, {r.key: r for r in rules})


def step(name: str, *rests_on: tuple[str, ...], says: str = "H.", conditions: tuple[str, ...] = ("c",)) -> ProofStep:
    held = tuple(
        HeldCondition(condition=c, says=f"says {c}", rests_on=ids) for c, ids in zip(conditions, rests_on, strict=True)
    )
    return ProofStep(rule=name, version=2, says=says, held=held, citation=("cited",), passages=("L1-2",))


def found(values: tuple[bool | str, ...], *steps: ProofStep, name: str = "p", of: str = "H") -> ProvenFinding:
    kind = "house" if of == "H" else "room"
    return ProvenFinding(kind=kind, thing=of, property=name, values=values, steps=steps)


def verdict(ruleset: Ruleset, *findings: ProvenFinding) -> str:
    return str(check(ruleset, FACTS, findings, PLAIN) or "")


@pytest.mark.parametrize(
    ("clause", "rests_on"),
    [
        (over("c", "any", LIT), ("R1", "R2")),
        (over("c", "none", ((OneOf("lit", frozenset({False})), OneOf("size", frozenset({"large"}))),)), ()),
        (over("c", "all", LARGE, LIT), ("R1",)),
        (over("c", "all", ((OneOf("size", frozenset({"vast"})),),), LIT), ()),
        (over("c", "count", LIT, low=2), ("R1", "R2")),
        (over("c", "count", LIT, low=2, high=2), ("R1", "R2")),
        (over("c", "share", ANY, LIT, low="2/3"), ("R1", "R2")),
        (over("c", "any", ((Known("built", False),),)), ("R3",)),
        (over("c", "sum", low="21.5", high="21.5"), ("R1", "R2", "R3")),
        (over("c", "sum", LARGE, low="15.5", high=16), ("R1",)),
        (over("c", "any", ((Compare("area", "above", Fraction(6)),),)), ("R1",)),
        (over("c", "any", ((Compare("built", "at_least", AS_OF),),)), ("R2",)),
        (over("c", "any", ((Compare("built", "below", dt.date(2026, 3, 31)),),)), ("R1",)),
        (over("c", "any", (*LARGE, ((OneOf("lit", frozenset({False}))),)[0:1])), ("R1", "R3")),
    ],
)
def test_each_form_of_condition_is_counted_as_the_manual_says(clause: Clause, rests_on: tuple[str, ...]) -> None:
    ruleset = world(TRUTH, rule("r", "house", "p", True, clause))

    assert verdict(ruleset, found((True,), step("r", rests_on))) == ""
    assert "it is False, and should be True" in str([str(f) for f in faults(ruleset, FACTS, [found((False,))], PLAIN)])


@pytest.mark.parametrize(
    "clause",
    [
        over("c", "any", ((OneOf("size", frozenset({"vast"})),),)),
        over("c", "none", LIT),
        over("c", "all", ANY, LIT),
        over("c", "count", LIT, low=3),
        over("c", "count", LIT, high=1),
        over("c", "share", ANY, LIT, low="3/4"),
        over("c", "share", ((OneOf("size", frozenset({"vast"})),),), LIT, low=0),
        over("c", "any", ((Compare("built", "above", AS_OF),),)),
        over("c", "sum", low="21.51"),
        over("c", "sum", high=21),
    ],
)
def test_a_condition_that_does_not_hold_is_named_with_what_was_counted(clause: Clause) -> None:
    ruleset = world(TRUTH, rule("r", "house", "p", True, clause))

    assert verdict(ruleset, found((False,))) == ""
    assert "p of house H: step 1, r: the condition does not hold: says c (counted " in verdict(
        ruleset, found((True,), step("r", ()))
    )


GRADED = PropertyType("shade", "", SHADES, keep="highest")
ALWAYS = Clause("c", "says c", Is(ANY))
NEVER = Clause("c", "says c", Is(()))


def test_the_highest_or_lowest_stands_and_the_firing_behind_it_must_be_there() -> None:
    rules = (rule("low", "house", "p", "dim", ALWAYS), rule("high", "house", "p", "bright", ALWAYS))
    high, low = (world(dataclasses.replace(GRADED, keep=keep), *rules) for keep in ("highest", "lowest"))

    assert verdict(high, found(("bright",), step("high", ()))) == ""
    assert verdict(low, found(("dim",), step("low", ()))) == ""
    assert verdict(high, found(("dim",), step("low", ()))) == (
        "p of house H: step 1, low: its value dim does not stand beside bright"
    )
    assert verdict(low, found(("bright",), step("high", ()))) == (
        "p of house H: step 1, high: its value bright does not stand beside dim"
    )
    assert verdict(low, found(("dim",))) == "p of house H: the finding: low holds as well, and is left out"


def test_every_value_stands_where_every_one_is_kept_and_none_may_be_left_out() -> None:
    every = world(
        PropertyType("reason", "", keep="every"),
        rule("a", "house", "p", "cold", ALWAYS),
        rule("b", "house", "p", "damp", ALWAYS),
    )

    assert verdict(every, found(("cold", "damp"), step("a", ()), step("b", ()))) == ""
    assert verdict(every, found(("cold",), step("a", ()))) == (
        "p of house H: the finding: b holds as well, and is left out"
    )
    assert verdict(every, found(("cold", "damp"), step("a", ()), step("b", ()), step("b", ()))) == (
        "p of house H: the finding: a step is there twice"
    )


def test_where_only_one_value_may_stand_two_are_a_fault_of_the_rules() -> None:
    only = world(
        PropertyType("shade", "", SHADES),
        rule("a", "house", "p", "dim", ALWAYS),
        rule("b", "house", "p", "lit", ALWAYS),
    )

    assert verdict(only, found(("dim", "lit"), step("a", ()), step("b", ()))) == (
        "p of house H: the rules: a, b conclude different values"
    )


def test_a_default_stands_only_where_no_rule_speaks() -> None:
    silent = world(TRUTH, rule("r", "house", "p", True, NEVER))

    assert verdict(silent, found((False,))) == ""
    assert verdict(silent) == "p of house H: the finding: it is left out, and should be False"
    assert verdict(silent, found((True,))) == "p of house H: the value: it is True, and should be False"
    assert verdict(silent, found(("False",))) == "p of house H: the value: it is False, and should be False"


def test_a_computed_date_is_moved_by_whole_months_and_its_sentence_says_so() -> None:
    moved = rule(
        "r", "room", "p", Computed("built", "life", "size", {"large": 1, "small": 12}),
        Clause("c", "says c", Is(((Known("built", True),),))),
        because="{label} was built on {built} and lasts {life} months.",
    )  # fmt: skip
    ruleset = world(PropertyType("date", ""), moved)
    first = step("r", (), says="R1 was built on 31 January 2024 and lasts 1 months.")
    second = step("r", (), says="R2 was built on 31 March 2026 and lasts 12 months.")

    assert verdict(ruleset, found(("2024-02-29",), first, of="R1"), found(("2027-03-31",), second, of="R2")) == ""
    assert "it is 2024-03-02, and should be 2024-02-29" in verdict(
        ruleset, found(("2024-03-02",), first, of="R1"), found(("2027-03-31",), second, of="R2")
    )


def test_a_sentence_lists_what_it_rests_on() -> None:
    ruleset = world(TRUTH, rule("r", "house", "p", True, over("c", "any"), because="{label}: {c}."))

    assert verdict(ruleset, found((True,), step("r", ("R1", "R2", "R3"), says="H: R1, R2 and R3."))) == ""
    assert verdict(ruleset, found((True,), step("r", ("R1", "R2", "R3"), says="H: R1 and R2."))) == (
        "p of house H: step 1, r: its says is 'H: R1 and R2.', and should be 'H: R1, R2 and R3.'"
    )


def test_a_sentence_says_what_was_added_up() -> None:
    ruleset = world(TRUTH, rule("r", "house", "p", True, over("c", "sum", low=1), because="{label}: {c-total} of {c}."))

    assert verdict(ruleset, found((True,), step("r", ("R1", "R2", "R3"), says="H: 21.5 of R1, R2 and R3."))) == ""
    assert "its says is 'H: 22 of" in verdict(
        ruleset, found((True,), step("r", ("R1", "R2", "R3"), says="H: 22 of R1, R2 and R3."))
    )


LIT_ROOMS = world(TRUTH, rule("r", "house", "p", True, over("c", "any", LIT)))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (step("r", ("R1",)), "step 1, r: R2 is left out of: says c"),
        (step("r", ("R1", "R2", "R3")), "step 1, r: R3 does not pass: says c"),
        (step("r", ("R1", "R2", "R9")), "step 1, r: R9 is not related to it, and is said to support: says c"),
        (step("r", ("R2", "R1")), "step 1, r: what it rests on is out of order, or there twice: says c"),
        (step("r", ("R1", "R2", "R2")), "step 1, r: what it rests on is out of order, or there twice: says c"),
        (step("q", ("R1", "R2")), "step 1, q: no such rule in force concludes this"),
        (step("r", conditions=()), "step 1, r: it has 0 conditions, and the rule 1"),
        (step("r", ("R1", "R2"), conditions=("d",)), "step 1, r: the rule has no condition 'd: says d' here"),
        (step("r", ("R1", "R2")).model_copy(update={"version": 1}), "step 1, r: its version is 1, and should be 2"),
        (step("r", ("R1", "R2")).model_copy(update={"citation": ()}), "its citation is (), and should be ('cited',)"),
        (step("r", ("R1", "R2")).model_copy(update={"passages": ("L3",)}), "should be ('L1-2',)"),
    ],
)
def test_a_step_that_does_not_hold_is_named_with_the_reason(wrong: ProofStep, words: str) -> None:
    assert words in verdict(LIT_ROOMS, found((True,), wrong))


def test_a_finding_that_nobody_could_conclude_is_named() -> None:
    good = found((True,), step("r", ("R1", "R2")))

    assert verdict(LIT_ROOMS, good, found((True,), name="q")) == (
        "q of house H: the finding: no rule in force concludes such a thing"
    )
    assert verdict(LIT_ROOMS, good, found((True,), of="R7")) == (
        "p of room R7: the finding: no rule in force concludes such a thing"
    )
    assert verdict(LIT_ROOMS, good, good) == "p of house H: the finding: it is there twice"


def test_a_later_stratum_is_checked_against_what_should_stand_before_it() -> None:
    first = rule("first", "room", "bright", True, Clause("c", "says c", Is(LIT)), because="{id}.")
    second = rule("second", "house", "p", True, over("c", "count", ((OneOf("bright", frozenset({True})),),), low=2))
    ruleset = Ruleset(
        "1",
        (
            Stratum("one", "", {("room", "bright"): TRUTH}, (first,)),
            Stratum("two", "", {("house", "p"): TRUTH}, (second,)),
        ),
        {("house", "rooms"): "room"},
        TYPES,
        {"first": first, "second": second},
    )
    lit = [found((True,), step("first", (), says=f"{r}."), name="bright", of=r) for r in ("R1", "R2")]
    dark = found((False,), name="bright", of="R3")
    forged = found((True,), step("first", (), says="R3."), name="bright", of="R3")
    house = found((True,), step("second", ("R1", "R2")))
    swollen = found((True,), step("second", ("R1", "R2", "R3")))

    assert verdict(ruleset, *lit, dark, house) == ""
    all_faults = [str(f) for f in faults(ruleset, FACTS, [*lit, forged, swollen], PLAIN)]
    assert all_faults[0] == "bright of room R3: step 1, first: the condition does not hold: says c"
    assert all_faults[-1] == "p of house H: step 1, second: R3 does not pass: says c"


# A mutated inference is refused

SAMPLE = random_assessment(KNOWLEDGE.framework, 7, 200)
JUDGED = assess(SAMPLE, KNOWLEDGE, [ReferenceEngine()])
PROOFS = proofs_of(JUDGED.findings).findings
STEPS = [(i, n) for i, finding in enumerate(PROOFS) for n in range(len(finding.steps))]


def first_fault(findings: tuple[ProvenFinding, ...] | list[ProvenFinding]) -> Fault | None:
    return check(JUDGED.findings.ruleset, JUDGED.findings.facts, findings, JUDGED.findings.labels)


def with_step(index: int, number: int, changed: ProofStep | None) -> list[ProvenFinding]:
    finding = PROOFS[index]
    steps = [*finding.steps[:number], *([changed] if changed else []), *finding.steps[number + 1 :]]
    return [*PROOFS[:index], finding.model_copy(update={"steps": tuple(steps)}), *PROOFS[index + 1 :]]


def named(fault: Fault | None, finding: ProvenFinding) -> bool:
    return fault is not None and fault.what == f"{finding.property} of {finding.kind} {finding.thing}"


@settings(max_examples=60)
@given(st.sampled_from(range(len(PROOFS))), st.data())
def test_a_flipped_value_is_named(index: int, data: st.DataObject) -> None:
    finding = PROOFS[index]
    kind_of = JUDGED.findings.ruleset.types[finding.kind, finding.property]
    others: list[bool | str] = [not finding.values[0]] if isinstance(finding.values[0], bool) else ["2020-01-01", ""]
    other = data.draw(st.sampled_from([w for w in kind_of.words if w not in finding.values] or others))
    mutated = [*PROOFS[:index], finding.model_copy(update={"values": (other,)}), *PROOFS[index + 1 :]]

    assert named(first_fault(mutated), finding)


@settings(max_examples=60)
@given(st.sampled_from(range(len(PROOFS))))
def test_a_finding_that_is_left_out_is_named(index: int) -> None:
    assert named(first_fault([*PROOFS[:index], *PROOFS[index + 1 :]]), PROOFS[index])


def mutations(kept: ProofStep) -> dict[str, ProofStep | None]:
    """Every field of a step, changed; and the step itself, left out."""
    changed: dict[str, ProofStep | None] = {
        "dropped": None,
        "another rule": kept.model_copy(update={"rule": "factor-applicable-not"}),
        "version": kept.model_copy(update={"version": kept.version + 1}),
        "says": kept.model_copy(update={"says": kept.says + " Truly."}),
        "citation": kept.model_copy(update={"citation": (*kept.citation, "docs/maturity-model.md §9")}),
        "passages": kept.model_copy(update={"passages": (*kept.passages, "L1-2")}),
        "no conditions": kept.model_copy(update={"held": ()}),
    }
    for number, one in enumerate(kept.held):
        for name, update in {
            "condition": {"condition": one.condition + "-x"},
            "says": {"says": one.says + " indeed"},
            "added": {"rests_on": (*one.rests_on, "E999")},
            "removed": {"rests_on": one.rests_on[1:]},
            "swapped": {"rests_on": (*one.rests_on[:-1], "E999")},
            "twice": {"rests_on": (*one.rests_on, *one.rests_on[:1])},
        }.items():
            mutated = one.model_copy(update=update)
            if mutated != one:
                held = (*kept.held[:number], mutated, *kept.held[number + 1 :])
                changed[f"held {number} {name}"] = kept.model_copy(update={"held": held})
    return changed


def one_step_of_each_rule() -> Iterator[tuple[int, int, str]]:
    seen: set[str] = set()
    for index, number in STEPS:
        kept = PROOFS[index].steps[number]
        if kept.rule not in seen:
            seen.add(kept.rule)
            yield from ((index, number, name) for name in mutations(kept))


def test_every_field_of_a_step_of_every_rule_is_held_to_its_rule() -> None:
    """Exhaustive over rules and fields; the checker's own part of it alone, so that there is time for all of them."""
    findings = JUDGED.findings
    tried = 0
    for index, number, name in one_step_of_each_rule():
        kept, claim = PROOFS[index].steps[number], PROOFS[index]
        mutated = with_step(index, number, mutations(kept)[name])[index]
        place = (claim.kind, claim.property)
        stratum = next(s for s in findings.ruleset.strata if place in s.concludes)
        inner = checker._Checker(findings.ruleset, findings.facts, findings.labels)
        inner.columns.update(findings.matcher.columns)
        rules = [r for r in stratum.rules if (r.about, r.property) == place]
        finding = checker._Finding(inner, claim.kind, claim.thing, stratum.concludes[place], rules)
        key = (claim.kind, claim.thing, claim.property)

        assert list(finding.faults(claim, key)) == []
        assert list(finding.faults(mutated, key)) != [], (kept.rule, name)
        tried += 1
    assert tried > 400


@settings(max_examples=80)
@given(st.sampled_from(STEPS), st.data())
def test_a_mutated_step_is_the_first_that_is_named(place: tuple[int, int], data: st.DataObject) -> None:
    index, number = place
    changed = mutations(PROOFS[index].steps[number])
    name = data.draw(st.sampled_from(sorted(changed)))

    assert named(first_fault(with_step(index, number, changed[name])), PROOFS[index])


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("seed", range(10))
def test_an_engine_that_errs_in_one_place_is_refused_and_the_place_is_named(how: str, seed: int) -> None:
    draw = random.Random(f"{how} {seed}")
    engine = draw.choice(engines_present())
    result = assess(random_assessment(KNOWLEDGE.framework, seed, 120), KNOWLEDGE, [engine])
    mutated, what = erring(result, how, draw)

    found_faults = verify_result(mutated)

    assert verify_result(result) == []
    assert what in [fault.what for fault in found_faults]


# A bundle is enough by itself


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundles") / "whole.zip"
    assert inclead("bundle", COMPLETE, "-o", path).exit_code == 0
    return path


@pytest.fixture(scope="module")
def withheld(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundles") / "withheld.zip"
    assert inclead("bundle", COMPLETE, "-o", path, "--withhold-texts").exit_code == 0
    return path


@pytest.fixture
def parts(made: Path) -> dict[str, bytes]:
    return unpack(made.read_bytes(), "b.zip")


def test_a_bundle_verifies_from_the_file_alone(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shown = inclead("verify", made)

    assert shown.exit_code == 0
    assert f"{made}: verified." in shown.output
    assert "Wolds and Fen Partnership NHS Trust, as of 2026-03-31" in shown.output
    assert "    the organisation: floor developing, ceiling achieving" in shown.output
    assert "    stage BR: floor developing, ceiling achieving" in shown.output
    assert "163 records" in shown.output
    assert "These are the ontology and the rules that are installed here." in shown.output
    assert "Whether it is true, people must judge." in shown.output


def test_a_bundle_unpacked_into_a_folder_verifies_as_well(parts: dict[str, bytes], tmp_path: Path) -> None:
    for name, content in parts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)

    assert inclead("verify", tmp_path).exit_code == 0
    (tmp_path / "rules" / "6-stage.yaml").write_bytes(b"")
    assert inclead("verify", tmp_path).exit_code == 1


def test_a_bundle_zipped_again_by_another_tool_verifies_and_keeps_its_fingerprint(
    parts: dict[str, bytes], made: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.zip"
    with zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("rules")
        for name in reversed(parts):
            archive.writestr(name, parts[name])
    first, second = (json.loads(inclead("verify", path, "--json").stdout) for path in (made, again))

    assert second["verified"]
    assert first["fingerprint"] == second["fingerprint"]
    assert again.read_bytes() != made.read_bytes()


def test_the_same_input_gives_the_same_bytes_in_another_process(made: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "inclead_graph", "bundle", str(COMPLETE), "-o"]
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.zip"
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo", "LC_ALL": "C"}
        subprocess.run([*command, str(path)], check=True, capture_output=True, env=environment)

        assert path.read_bytes() == made.read_bytes()


def test_the_parts_obey_the_published_schemas(parts: dict[str, bytes]) -> None:
    for name in ("manifest", "facts", "proofs"):
        schema = json.loads((ROOT / "docs" / "schema" / f"bundle-{name}-v1.schema.json").read_text(encoding="utf-8"))
        jsonschema.validate(json.loads(parts[f"{name}.json"]), schema, cls=jsonschema.Draft202012Validator)


def test_verifying_asks_no_network_and_no_other_file(made: Path, tmp_path: Path) -> None:
    """No socket is touched, and no file but the bundle, the interpreter's own and those in a temporary folder."""
    probe = tmp_path / "probe.py"
    probe.write_text(
        "import sys, socket, tempfile\nfrom pathlib import Path\n"
        "from inclead_graph.verification import verify\n"
        "data = Path(sys.argv[1])\nopened = []\n"
        "def hook(event, args):\n"
        "    if event.startswith('socket.'): raise RuntimeError('network: ' + event)\n"
        "    if event == 'open' and isinstance(args[0], str): opened.append(args[0])\n"
        "sys.addaudithook(hook)\n"
        "assert verify.verify_bundle(data).verified\n"
        "allowed = (sys.argv[1], tempfile.gettempdir(), sys.prefix, sys.base_prefix, '/usr/lib')\n"
        "print([p for p in opened if p[:1] == '/' and not p.startswith(allowed) and '/inclead_graph/' not in p])\n"
    )
    done = subprocess.run([sys.executable, str(probe), str(made)], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


# Tampering is caught and named


def test_every_part_that_is_changed_left_out_or_added_is_named(parts: dict[str, bytes]) -> None:
    manifest = Manifest.model_validate_json(parts[MANIFEST])
    assert len(parts) > 40
    for name in parts:
        if name == MANIFEST:
            continue
        middle = len(parts[name]) // 2
        flipped = parts[name][:middle] + bytes([parts[name][middle] ^ 1]) + parts[name][middle + 1 :]
        for changed in ({**parts, name: flipped}, {n: c for n, c in parts.items() if n != name}):
            assert [fault.what for fault in _part_faults(manifest, changed)] == [name]
    for name in ("proofs.json", "rules/6-stage.yaml", "ontology/toolkit/passages.ttl"):
        assert name in [fault.what for fault in verify_parts(parts | {name: parts[name] + b" "}).problems]
    added = verify_parts({**parts, "rules/9-ours.yaml": b"x: y\n"})
    assert "rules/9-ours.yaml: the part: the manifest does not list it" in map(str, added.problems)


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(data, dict | list):
        pairs = data.items() if isinstance(data, dict) else enumerate(data)
        for key, value in pairs:
            yield from leaves(value, (*path, key))
    else:
        yield path


def changed_at(data: Any, path: tuple[Any, ...]) -> Any:
    """A copy in which one leaf says something else of the same sort."""
    changed = copy.deepcopy(data)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    old = inner[path[-1]]
    inner[path[-1]] = {bool: lambda: not old, int: lambda: old + 1, type(None): lambda: "Something"}.get(
        type(old), lambda: _another(str(old))
    )()
    return changed


def _another(text: str) -> str:
    try:
        return (dt.date.fromisoformat(text) + dt.timedelta(days=400)).isoformat()
    except ValueError:
        return text[:-1] + ("0" if text[-1:] != "0" else "1")


def test_every_field_of_the_manifest_is_sealed(parts: dict[str, bytes]) -> None:
    manifest = json.loads(parts[MANIFEST])
    tried = list(leaves(manifest))
    seal = {name: value for name, value in manifest.items() if name != "seal"}

    assert len(tried) > 200
    assert verify_parts(parts).verified
    for path in tried[:: len(tried) // 8] + [p for p in tried if p[0] not in ("records", "parts")]:
        changed = changed_at(manifest, path)
        problems = verify_parts({**parts, MANIFEST: json.dumps(changed).encode()}).problems
        assert problems, path
        assert problems[0].what in ("the manifest", MANIFEST), (path, problems[0])
    assert sealed(seal).seal == manifest["seal"]


def resealed(parts: dict[str, bytes], **changed: Any) -> dict[str, bytes]:
    """A forger's bundle: some documents changed, and every digest in the manifest made anew."""
    forged = parts | {f"{name}.json": json.dumps(data).encode() for name, data in changed.items()}
    return with_new_manifest(forged, json.loads(parts[MANIFEST]))


def with_new_manifest(parts: dict[str, bytes], manifest: dict[str, Any]) -> dict[str, bytes]:
    manifest["parts"] = {n: hashlib.sha256(c).hexdigest() for n, c in parts.items() if n != MANIFEST}
    return {**parts, MANIFEST: sealed(manifest).model_dump_json().encode()}


def test_a_changed_fact_is_named_though_every_digest_was_made_anew(parts: dict[str, bytes]) -> None:
    facts = json.loads(parts["facts.json"])
    tried = list(leaves(facts))
    draw = random.Random(4)
    # one leaf of each property and relation, so that each sort of fact is tried
    depth = {"things": 2, "as_of": 1, "schema_version": 1}
    one_of_each = {path[: depth.get(path[0], 3)]: path for path in draw.sample(tried, len(tried))}
    del one_of_each[("schema_version",)]

    assert len(one_of_each) > 40
    for number, path in enumerate(one_of_each.values()):
        changed = changed_at(facts, path)
        problems = list(_fact_faults(facts, changed, ()))
        whole = verify_parts(resealed(parts, facts=changed)).problems if number < 6 else problems
        where = [key for key in path[:3] if not isinstance(key, int)]
        assert {problem.what for problem in problems} == {problem.what for problem in whole}
        assert len({problem.what for problem in problems}) == 1, path
        assert problems[0].what.startswith("the fact " + " / ".join(where)), (path, problems[0])


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_a_changed_proof_is_named_though_every_digest_was_made_anew(made: Path, draw: random.Random) -> None:
    parts = unpack(made.read_bytes(), "b.zip")
    proofs = json.loads(parts["proofs.json"])
    index = draw.randrange(len(proofs["findings"]))
    finding = proofs["findings"][index]
    path = draw.choice(list(leaves(finding)))
    problems = verify_parts(resealed(parts, proofs=changed_at(proofs, ("findings", index, *path)))).problems

    claimed = f"{finding['property']} of {finding['kind']} {finding['thing']}"
    assert claimed in [p.what for p in problems] or path[0] in ("kind", "thing", "property"), (path, problems)


def test_every_field_of_an_evidence_record_is_held_to_its_digest(parts: dict[str, bytes]) -> None:
    assessment = json.loads(parts["assessment.json"])
    tried: dict[Any, tuple[Any, ...]] = {}
    for path in leaves(assessment):
        tried.setdefault(tuple(key for key in path if not isinstance(key, int)), path)

    manifest = Manifest.model_validate_json(parts[MANIFEST])
    assert len(tried) > 25
    for number, (field, path) in enumerate(tried.items()):
        changed = changed_at(assessment, path)
        problems = verify_parts(resealed(parts, assessment=changed)).problems if number % 6 == 0 else []
        try:
            read = Assessment.model_validate(changed)
        except ValidationError:
            assert verify_parts(resealed(parts, assessment=changed)).problems[0].what == "assessment.json"
            continue
        problems = problems or list(_record_faults(manifest, read, "assessment.json"))
        assert problems, field
        if path[0] == "evidence" and path[2] != "id":
            assert problems[0].what == f"evidence {assessment['evidence'][path[1]]['id']}", (field, problems[0])


def rule_edits(text: str) -> dict[str, str]:
    edits = {
        "a threshold": text.replace("value: 2/3", "value: 1/3"),
        "a version": text.replace("version: 1", "version: 2"),
        "a sentence": text.replace("no factor is far below", "none is below"),
        "a citation": text.replace("{passage: L2235-2241}", "{passage: L2085-2109}"),
        "a condition": text.replace('{below: "{one_below}"}', '"{one_below}"'),
        "a day": text.replace("from: 2012-03-01}", "from: 2013-03-01}", 1),
    }
    assert all(edited != text for edited in edits.values())
    return edits


def forged_rules(parts: dict[str, bytes], edited: str) -> dict[str, bytes]:
    """Rules changed, and the manifest's version of them and every digest made anew: as far as a forger can go."""
    forged = parts | {"rules/6-stage.yaml": edited.encode()}
    rules = b"".join(content for name, content in sorted(forged.items()) if name.startswith("rules/"))
    manifest = json.loads(parts[MANIFEST])
    manifest["judged_by"]["rules"] = f"sha256:{hashlib.sha256(rules).hexdigest()[:16]}"
    return with_new_manifest(forged, manifest)


def test_a_changed_rule_or_threshold_is_named_at_the_first_step_that_it_breaks(
    parts: dict[str, bytes], tmp_path: Path
) -> None:
    text = parts["rules/6-stage.yaml"].decode()
    for name, edited in rule_edits(text).items():
        simple = resealed(parts | {"rules/6-stage.yaml": edited.encode()})
        assert "the rules" in [p.what for p in verify_parts(simple).problems], name

        problems = verify_parts(forged_rules(parts, edited)).problems
        if name != "a day":  # the rules in force are the same on the day
            assert problems, name
            assert " of stage " in problems[0].what, (name, problems[0])
        path = tmp_path / "forged.zip"
        path.write_bytes(pack(forged_rules(parts, edited)))
        shown = inclead("verify", path, "--same-rules", "--json")
        assert shown.exit_code == 1
        assert json.loads(shown.stdout)["differs_from_installed"] == ["rules/6-stage.yaml"]


def test_a_forger_who_judges_by_other_rules_and_proves_it_is_shown_as_such(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    """The proofs follow, so that the bundle verifies; but not by the rules that are installed here, and it says so."""
    rules = tmp_path / "rules"
    rules.mkdir()
    for file in bundled("rules").glob("*.yaml"):
        (rules / file.name).write_text(file.read_text(encoding="utf-8").replace("value: 2/3", "value: 1/9"))
    path = tmp_path / "other.zip"

    assert inclead("bundle", COMPLETE, "--rules", rules, "-o", path).exit_code == 0
    plain, strict = inclead("verify", path), inclead("verify", path, "--same-rules")
    assert plain.exit_code == 0
    assert "NOT the ontology and rules that are installed here; 1 files differ: rules/6-stage.yaml" in plain.output
    assert strict.exit_code == 1
    assert "the rules: this installation: these differ here: rules/6-stage.yaml" in strict.output


def test_a_changed_mapping_is_named(parts: dict[str, bytes]) -> None:
    name = "ontology/mappings/criterion-driver.sssom.tsv"
    rows = parts[name].decode().splitlines(keepends=True)
    problems = verify_parts({**parts, name: "".join(rows[:-1]).encode()}).problems

    assert f"{name}: the part: it was changed: its digest is not the one in the manifest" in map(str, problems)
    assert "the ontology" in [
        p.what for p in verify_parts(resealed({**parts, name: "".join(rows[:-1]).encode()})).problems
    ]


def test_the_fingerprint_that_somebody_said_by_another_way_is_compared(made: Path) -> None:
    said = json.loads(inclead("verify", made, "--json").stdout)["fingerprint"]

    assert inclead("verify", made, "--fingerprint", said).exit_code == 0
    assert inclead("verify", made, "--fingerprint", said.removeprefix("sha256:").upper()).exit_code == 0
    other = inclead("verify", made, "--fingerprint", "sha256:" + "0" * 64)
    assert other.exit_code == 1
    assert f"the bundle: its fingerprint: it is {said}, not sha256:0000" in other.output


def test_a_bundle_of_another_version_that_does_not_hold_says_which_version_to_use(
    parts: dict[str, bytes], tmp_path: Path
) -> None:
    manifest = json.loads(parts[MANIFEST])
    manifest["judged_by"]["package"] = "9.9.9"
    older = with_new_manifest({**parts, "facts.json": b"{}"}, manifest)
    path = tmp_path / "b.zip"
    path.write_bytes(pack(older))
    shown = inclead("verify", path)

    assert shown.exit_code == 1
    assert "It says that inclead-graph 9.9.9 made it, and this is " in shown.output


# Texts can be withheld


def test_a_bundle_without_texts_verifies_and_shows_nothing_that_people_wrote(withheld: Path, complete: Result) -> None:
    parts = unpack(withheld.read_bytes(), "b.zip")
    documents = b"".join(content for name, content in parts.items() if name.endswith(".json"))
    assessment = complete.assessment
    texts = [t for p in assessment.evidence for t in (p.title, p.source, p.note, p.asserted_by) if t and len(t) > 12]
    texts += [m.reason for m in assessment.moderation] + [n.reason for n in assessment.not_applicable]
    texts += [assessor.name for assessor in assessment.assessors]
    texts += [grading.rater for grading in assessment.gradings if grading.rater]
    shown = inclead("verify", withheld)

    assert len(texts) > 300
    assert [t for t in texts if t.encode() in documents] == []
    assert shown.exit_code == 0
    assert "The texts of the evidence were withheld" in shown.output


def test_the_grades_without_texts_are_those_with_them(made: Path, withheld: Path) -> None:
    whole, without = (json.loads(inclead("verify", path, "--json").stdout) for path in (made, withheld))

    assert (without["grades"], without["checked"]) == (whole["grades"], whole["checked"])
    assert (whole["texts_withheld"], without["texts_withheld"]) == (False, True)


def test_withheld_texts_are_proved_later_by_the_folder_that_has_them(withheld: Path, knowledge: Knowledge) -> None:
    from inclead_graph.workspace import read_workspace

    assert inclead("verify", withheld, "--against", COMPLETE).exit_code == 0
    assessment = read_workspace(COMPLETE, knowledge.framework)
    changed = assessment.evidence[3].model_copy(update={"note": "Another note."})
    evidence = (*assessment.evidence[:3], changed, *assessment.evidence[4:])
    found_in = verify_parts(unpack(withheld.read_bytes(), "b.zip"))
    differing = list(verify_against(found_in, assessment.model_copy(update={"evidence": evidence}), "here"))

    assert str(differing[0]) == (
        f"evidence {changed.id}: here: the record was changed: its digest is not the one in the manifest"
    )
    assert inclead("verify", withheld, "--against", FIRST_DAY).exit_code == 1


def test_a_withheld_record_that_shows_something_else_than_the_record_is_named(
    withheld: Path, knowledge: Knowledge, complete: Result
) -> None:
    """The forger changes a word of a record, grades anew, and keeps the digests of the true records."""
    piece = next(p for p in complete.assessment.evidence if p.claim == "refutes")
    kept = tuple(
        p.model_copy(update={"claim": "supports", "status": "effective"}) if p.id == piece.id else p
        for p in complete.assessment.evidence
    )
    forged = assess(complete.assessment.model_copy(update={"evidence": kept}), knowledge)
    parts = parts_of(forged, knowledge, bundled("ontology"), bundled("rules"), withhold=True)
    true = json.loads(unpack(withheld.read_bytes(), "b.zip")[MANIFEST])
    manifest = json.loads(parts[MANIFEST]) | {"records": true["records"], "digest": true["digest"]}
    passed_on = verify_parts(with_new_manifest(parts, manifest))

    assert passed_on.problems == []
    first = next(verify_against(passed_on, complete.assessment, "here"))
    assert str(first) == f"evidence {piece.id}: assessment.json: it does not show what the record says"


def test_a_text_slipped_into_a_bundle_without_texts_is_named(withheld: Path) -> None:
    parts = unpack(withheld.read_bytes(), "b.zip")
    assessment = json.loads(parts["assessment.json"])
    assessment["evidence"][0]["note"] = "Mrs Smith said so."
    problems = verify_parts(resealed(parts, assessment=assessment)).problems

    assert problems[0].why == "it has texts, although the manifest says that they are withheld"


def test_texts_that_a_rule_reads_are_not_withheld_in_silence(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    for file in bundled("rules").glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        text = text.replace("then: {set_aside: it has no date}", "then: {set_aside: {property: source}}")
        (rules / file.name).write_text(text, encoding="utf-8")
    undated = next(f for f in rules.glob("*.yaml") if "property: source" in f.read_text(encoding="utf-8"))
    text = undated.read_text(encoding="utf-8")
    undated.write_text(
        text.replace("is: {date: {known: false}}", "is: {date: {known: true}, source: {known: true}}"), encoding="utf-8"
    )
    shown = inclead("bundle", COMPLETE, "--rules", rules, "-o", tmp_path / "b.zip", "--withhold-texts")

    assert shown.exit_code == 3
    assert "the texts cannot be withheld: set_aside of evidence" in shown.output
    assert "make the bundle without --withhold-texts" in shown.output
    assert not (tmp_path / "b.zip").exists()


# Wrong and hostile inputs


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("rules/1-currency.yaml")
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return entry


def encrypted() -> bytes:
    data = bytearray(zipped((MANIFEST, b"{}")))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def bomb() -> bytes:
    return zipped(*((f"ontology/{n}.ttl", bytes(5_000_000)) for n in range(14)), method=zipfile.ZIP_DEFLATED)


def lying() -> bytes:
    """The directory says ten bytes; the data go on for five million."""
    data = bytearray(zipped((MANIFEST, bytes(5_000_000)), method=zipfile.ZIP_DEFLATED))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(data)


def twice() -> bytes:
    data = zipped((MANIFEST, b"{}"), ("manifesu.json", b"{}"))
    return data.replace(b"manifesu.json", b"manifest.json")


GOOD = zipped((MANIFEST, b"{}"))
HOSTILE: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "empty": (b"", "this is no bundle; make a bundle with 'inclead bundle DIR -o FILE.zip'"),
    "not a zip": (b"Dear auditor," * 9, "or name a report (as .pdf) with --against DIR"),
    "a result": (b'{"schema_version": "1"}' + b" " * 40, "this is a result without its evidence; make a bundle"),
    "an empty zip": (zipped(), "this is no bundle"),
    "climbing out": (zipped(("../evil.json", b"")), "'../evil.json' is no name of a part of a bundle"),
    "climbing out below": (zipped(("rules/../../evil.yaml", b"")), "is no name of a part of a bundle"),
    "absolute": (zipped(("/etc/passwd", b"")), "'/etc/passwd' is no name of a part of a bundle"),
    "another system's path": (zipped(("rules\\..\\x.yaml", b"")), "is no name of a part of a bundle"),
    "a drive": (zipped(("C:/x.json", b"")), "'C:/x.json' is no name of a part of a bundle"),
    "hidden": (zipped(("rules/.x.yaml", b"")), "is no name of a part of a bundle"),
    "very deep": (zipped(("ontology/" + "a/" * 30 + "x.ttl", b"")), "is no name of a part of a bundle"),
    "a folder that is none": (zipped(("rules/x/", b"content")), "'rules/x/' is a link or a device, not a file"),
    "a link": (zipped((link(), b"/etc/passwd")), "'rules/1-currency.yaml' is a link or a device, not a file"),
    "twice": (twice, "'manifest.json' is in it twice"),
    "twice but for case": (zipped(("rules/a.yaml", b""), ("rules/A.yaml", b"")), "'rules/A.yaml' is in it twice"),
    "encrypted": (encrypted, "'manifest.json' is encrypted"),
    "another compression": (zipped((MANIFEST, b"{}"), method=zipfile.ZIP_LZMA), "compressed in a way that we do not"),
    "a bomb": (bomb, "it unpacks to more than 64,000,000 bytes"),
    "a lie about its size": (lying, "the zip is broken"),
    "too many": (zipped(*((f"rules/{n}.yaml", b"") for n in range(2001))), "it lists more than 2,000 parts"),
    "cut off": (GOOD[:-9], "the zip does not end as a bundle does"),
    "added to": (GOOD + b"more", "the zip does not end as a bundle does"),
    "something between": (GOOD[:-22] + b"x" + GOOD[-22:], "there is something before or between its parts"),
    "flipped": (GOOD[:40] + bytes([GOOD[40] ^ 8]) + GOOD[41:], "the zip is broken"),
    "no manifest": (zipped(("facts.json", b"{}")), "manifest.json: the file: it is missing"),
    "no object": (zipped((MANIFEST, b"[]")), "manifest.json: the file: "),
    "no fields": (GOOD, "manifest.json: schema_version: Field required"),
    "no text": (zipped((MANIFEST, b"\xff\xfe{}")), "manifest.json: the file: "),
    "bottomless": (zipped((MANIFEST, b"[" * 200_000)), "manifest.json: the file: "),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_wrong_or_hostile_file_is_refused_kindly(name: str, tmp_path: Path) -> None:
    content, words = HOSTILE[name]
    path = tmp_path / "b.zip"
    path.write_bytes(content() if callable(content) else content)
    shown = inclead("verify", path)

    assert isinstance(shown.exception, SystemExit), shown.exception
    assert words in shown.output, shown.output
    assert shown.exit_code == (1 if words.startswith("manifest.json") else 2)
    assert list(tmp_path.iterdir()) == [path]


def test_every_bundle_cut_off_or_with_one_byte_changed_is_refused_without_a_traceback(
    made: Path, tmp_path: Path
) -> None:
    whole = made.read_bytes()
    draw = random.Random(11)
    path = tmp_path / "b.zip"
    for _ in range(25):
        at = draw.randrange(len(whole))
        for broken in (whole[:at], whole[:at] + bytes([whole[at] ^ (1 << draw.randrange(8))]) + whole[at + 1 :]):
            path.write_bytes(broken)
            shown = inclead("verify", path)
            assert isinstance(shown.exception, SystemExit), (at, shown.exception)
            assert shown.exit_code in (1, 2)


@pytest.mark.parametrize(
    ("part", "content", "words"),
    [
        ("proofs.json", b"[" * 100_000, "proofs.json: the file: "),
        ("proofs.json", b'{"schema_version": "1", "findings": [{}]}', "proofs.json: findings.0.kind: Field required"),
        ("facts.json", b'{"schema_version": "2"}', "facts.json: schema_version: "),
        ("assessment.json", b'{"as_of": "tomorrow"}', "assessment.json: "),
        ("rules/6-stage.yaml", b"stratum: [", "the rules: reading: rules/6-stage.yaml:"),
        ("rules/6-stage.yaml", b"a: &a [*a]", "the rules: reading: rules/6-stage.yaml:"),
        ("ontology/inclead.ttl", b"@prefix broken", "the ontology: reading: "),
    ],
)
def test_a_part_that_cannot_be_read_is_named_though_every_digest_was_made_anew(
    part: str, content: bytes, words: str, parts: dict[str, bytes]
) -> None:
    problems = verify_parts(resealed({**parts, part: content})).problems

    assert words in "\n".join(map(str, problems))
    assert "/tmp" not in "\n".join(map(str, problems))


def test_a_forged_ontology_rule_or_assessment_never_ends_in_a_traceback(parts: dict[str, bytes]) -> None:
    """Lines left out, words cut and names swapped, with every digest made anew: each is a fault, none an exception."""
    draw = random.Random(17)
    read = [n for n in parts if n.startswith(("rules/", "ontology/inclead", "ontology/voc", "ontology/toolkit"))]
    for _ in range(25):
        name = draw.choice([*read, "assessment.json"])
        text = parts[name].decode()
        start = draw.randrange(len(text))
        end = min(len(text), start + draw.choice((1, 3, 40, 400)))
        cut = text[:start] + draw.choice(("", "x", text[end : end + 20])) + text[end:]
        if cut != text:
            assert verify_parts(resealed({**parts, name: cut.encode()})).problems != [], (name, start, end)


def test_words_and_ids_that_the_ontology_does_not_have_are_named(parts: dict[str, bytes]) -> None:
    assessment = json.loads(parts["assessment.json"])
    assessment["evidence"][0]["voice"] = "ghost"
    assessment["moderation"][0]["criterion"] = "XX1.A1"
    whys = [problem.why for problem in verify_parts(resealed(parts, assessment=assessment)).problems]

    assert "'ghost' is not a voice" in whys
    assert "there is no criterion 'XX1.A1'" in whys


def test_a_bundle_without_ontology_or_rules_says_so(parts: dict[str, bytes]) -> None:
    for room in ("ontology/", "rules/"):
        problems = verify_parts(resealed({n: c for n, c in parts.items() if not n.startswith(room)})).problems
        assert f"the {room[:-1]}" in [p.what for p in problems]


def test_a_folder_with_a_link_in_it_is_refused(parts: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(parts[MANIFEST])
    (tmp_path / "facts.json").symlink_to("/etc/passwd")
    shown = inclead("verify", tmp_path)

    assert shown.exit_code == 2
    assert "'facts.json' is a link" in shown.output


def test_a_folder_of_evidence_is_graded_first_and_each_engine_is_checked() -> None:
    shown = inclead("verify", COMPLETE)

    assert shown.exit_code == 0
    assert f"{COMPLETE}: verified." in shown.output
    assert all(engine.name in shown.output for engine in engines_present())


@pytest.mark.parametrize("option", [("--fingerprint", "x"), ("--same-rules",), ("--against", str(COMPLETE))])
def test_an_option_for_bundles_is_refused_for_a_folder_of_evidence(option: tuple[str, ...]) -> None:
    shown = inclead("verify", COMPLETE, *option)

    assert shown.exit_code == 2
    assert f"{option[0]} is for a bundle, and this is a folder of evidence" in shown.output


def test_a_missing_file_or_a_missing_output_is_said_plainly(tmp_path: Path) -> None:
    missing = inclead("verify", tmp_path / "none.zip")
    without = inclead("bundle", COMPLETE)

    assert missing.exit_code == 2
    assert "cannot be read (No such file or directory); name a bundle or a folder" in missing.output
    assert without.exit_code == 2
    assert "Missing option '-o' / '--output'" in without.output


def test_a_bundle_as_of_another_day_says_that_day(tmp_path: Path) -> None:
    path = tmp_path / "b.zip"

    assert inclead("bundle", COMPLETE, "--as-of", "2025-01-31", "-o", path).exit_code == 0
    assert json.loads(inclead("verify", path, "--json").stdout)["as_of"] == "2025-01-31"


def test_rules_that_change_while_a_bundle_is_written_are_noticed(
    complete: Result, knowledge: Knowledge, tmp_path: Path
) -> None:
    from inclead_graph.errors import UnreadableError

    for file in bundled("rules").glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8") + "# later\n", encoding="utf-8")
    with pytest.raises(UnreadableError, match="changed while the bundle was written; run it again"):
        bundle_of(complete, knowledge, bundled("ontology"), tmp_path)


# The graph says by which rule


def test_every_finding_of_the_graph_names_the_rules_whose_values_stand(complete: Result) -> None:
    from urllib.parse import quote

    from rdflib import RDF, Graph, URIRef

    from inclead_graph.terms import INC, RULE

    graph = Graph().parse(data=rendered(complete, "ttl"), format="turtle")
    source_rule = URIRef("http://www.w3.org/ns/shacl#sourceRule")
    stated = {
        str(node).partition("#")[2]: {str(rule) for rule in graph.objects(node, source_rule)}
        for node in graph.subjects(RDF.type, INC.Finding)
    }
    proven = [finding for finding in proofs_of(complete.findings).findings if finding.steps]

    assert len(stated) == len(proven) > 300
    for finding in proven:
        name = f"finding/{finding.kind}/{quote(finding.thing, safe='')}/{finding.property}"
        rules = {f"{RULE}{step.rule.partition('[')[0]}/{step.version}" for step in finding.steps}
        assert stated[name] == rules


def test_the_page_says_what_was_measured() -> None:
    figures = json.loads((ROOT / "benchmarks" / "proofs.json").read_text(encoding="utf-8"))
    page = " ".join((ROOT / "docs" / "verification.md").read_text(encoding="utf-8").split())

    assert figures["faults"] == 0
    assert figures["errors named"] == figures["errors noticed"] == figures["errors made"]
    assert (
        f"The last run took {figures['assessments']:,} assessments: {figures['steps']:,} steps in "
        f"{figures['findings']:,} findings, every one of which holds; and {figures['errors made']} errors, "
        "each of which was named at its place."
    ) in page


def test_what_came_along_from_a_sheet_is_withheld_like_any_other_text() -> None:
    organisation = {"id": "hub", "name": "A hub", "sector": "voluntary", "other": {"Phone of Jo": "01234 567"}}
    network = PartnershipNetwork(assessed="hub", organisations=(organisation,))
    written = Assessment(
        organisation=Organisation(name="A trust", kind="nhs trust"), as_of=dt.date(2026, 3, 31), network=network
    )

    shown = withhold_texts(written).model_dump_json()

    assert [text for text in ("A hub", "Phone of Jo", "01234 567") if text in shown] == []
    assert '"sector":"voluntary"' in shown
