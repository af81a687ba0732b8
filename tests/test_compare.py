"""What moved between two assessments, and that what is said to have moved it did."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import shutil
from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import COMPLETE, ROOT, faults_that_axe_finds
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import AS_OF, ORGANISATION, evidence

from inclead_graph.assess import assess, load_knowledge
from inclead_graph.bundled import bundled
from inclead_graph.cli import main
from inclead_graph.comparison import Comparison, Side, compare
from inclead_graph.comparison.change import Change
from inclead_graph.comparison.minimal import FEW, MOST, minimal_sets
from inclead_graph.comparison.mixture import Mixture, findings_of
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.inference.rulebook import Rulebook, read_rulebook
from inclead_graph.model.assessment import (
    Assessment,
    Editions,
    EdsRecord,
    Evidence,
    Moderation,
    NotApplicable,
    Withdrawal,
)
from inclead_graph.model.framework import Framework

KNOWLEDGE = load_knowledge()
FACTOR = next(iter(KNOWLEDGE.framework.factors.values()))
ACTION, OUTCOME = (
    next(c for c in FACTOR.criteria if KNOWLEDGE.framework.criteria[c].role == role) for role in ("action", "outcome")
)
LATER = AS_OF + dt.timedelta(days=200)
Key = tuple[str, str, str]
Judges = tuple[Framework, Rulebook]
SIGNALS = (bundled("ontology") / "toolkit" / "signals.ttl").read_text(encoding="utf-8")


def record(name: str, criterion: str = ACTION, **fields: Any) -> Evidence:
    given_ = {"claim": "supports", "status": "in place", "kind": "testimony", "voice": "board", "date": AS_OF}
    given_ |= {"source": "Minutes", "locator": "p. 1", **fields}
    return Evidence(id=name, title=f"Record {name}", criteria=(criterion,), **given_)  # type: ignore[arg-type]


def assessment(*pieces: Evidence, **fields: Any) -> Assessment:
    return Assessment(**{"organisation": ORGANISATION, "as_of": AS_OF, "evidence": pieces, **fields})


def side(one: Assessment, rulebook: Rulebook | None = None) -> Side:
    return Side(one, KNOWLEDGE.framework, rulebook or KNOWLEDGE.rulebook)


def compared(one: Assessment, other: Assessment, rules: Rulebook | None = None) -> Comparison:
    return compare(side(one), side(other, rules))


def reasons(comparison: Comparison, key: Key) -> list[list[str]]:
    (found,) = (moved for moved in comparison.moved if moved.move.key == key)
    assert found.every
    return [[change.id for change in reason] for reason in found.reasons]


def concluded(one: Side) -> dict[Key, frozenset[Any]]:
    found = findings_of(one).inference.concluded
    return {(kind, thing, name): v for (kind, name), column in found.items() for thing, v in column.items()}


VERDICT = ("criterion", ACTION, "verdict")


def test_two_sides_that_are_the_same_have_no_change_and_nothing_moved() -> None:
    same = compared(assessment(record("E1")), assessment(record("E1")))

    assert same.changes == ()
    assert same.moved == ()


def test_a_record_that_came_moves_what_it_shows_and_is_named() -> None:
    found = compared(assessment(), assessment(record("E1")))

    assert reasons(found, VERDICT) == [["evidence/E1"]]
    assert [change.text for change in found.changes] == ["E1 was added (Record E1)"]


def test_a_record_dated_after_the_first_day_is_one_change_and_not_two() -> None:
    found = compared(assessment(), assessment(record("E1", date=LATER), as_of=LATER))

    assert reasons(found, VERDICT) == [["evidence/E1"]]


def test_of_a_record_that_changed_the_field_that_mattered_is_named_and_the_others_are_not() -> None:
    old = record("E1", status="planned", note="First", voice="board")
    new = record("E1", status="in place", note="Second", voice="management")

    found = compared(assessment(old), assessment(new))

    assert reasons(found, VERDICT) == [["evidence/E1/status"]]
    assert {change.id for change in found.changes} == {f"evidence/E1/{name}" for name in ("status", "note", "voice")}
    assert {change.id for change in found.idle} == {"evidence/E1/note", "evidence/E1/voice"}


def test_changes_that_only_together_move_a_finding_are_named_together() -> None:
    old = record("E1", status="planned", locator=None)
    new = record("E1", status="in place", locator="p. 1")

    found = compared(assessment(old), assessment(new))

    assert reasons(found, VERDICT) == [["evidence/E1/status", "evidence/E1/locator"]]


def test_changes_each_of_which_would_have_done_are_several_reasons() -> None:
    found = compared(assessment(), assessment(record("E1"), record("E2")))

    assert reasons(found, VERDICT) == [["evidence/E1"], ["evidence/E2"]]


def test_losing_two_supports_is_one_reason_since_either_alone_loses_nothing() -> None:
    found = compared(assessment(record("E1"), record("E2")), assessment())

    assert reasons(found, VERDICT) == [["evidence/E1", "evidence/E2"]]


def test_a_lapse_between_two_days_is_an_expiry_and_only_that() -> None:
    piece = record("E1", expires=AS_OF + dt.timedelta(days=30))
    found = compared(assessment(piece, record("E2", OUTCOME)), assessment(piece, record("E2", OUTCOME), as_of=LATER))

    assert reasons(found, VERDICT) == [["day/evidence/E1"]]
    (moved,) = (m for m in found.moved if m.move.key == VERDICT)
    assert moved.causes == ("expiry",)
    assert moved.reasons[0][0].text == "E1 lapses after 2026-04-30, between the two days"


@pytest.mark.parametrize(
    ("piece", "before", "after", "cause"),
    [
        (record("E1", kind="survey", date=AS_OF - dt.timedelta(days=300)), "met", "unknown", "expiry"),
        (record("E1", date=AS_OF + dt.timedelta(days=1)), "unknown", "met", "evidence"),
        (
            record("E1", withdrawn=Withdrawal(date=AS_OF + dt.timedelta(days=1), reason="Wrong.")),
            "met",
            "unknown",
            "evidence",
        ),
    ],
    ids=["shelf-life", "dated-between", "withdrawn-between"],
)
def test_what_the_passing_of_time_does_to_a_record_is_traced_to_that_record(
    piece: Evidence, before: str, after: str, cause: str
) -> None:
    found = compared(assessment(piece), assessment(piece, as_of=LATER))

    (moved,) = (m for m in found.moved if m.move.key == VERDICT)
    assert (moved.move.before, moved.move.after) == ((before,), (after,))
    assert reasons(found, VERDICT) == [["day/evidence/E1"]]
    assert moved.causes == (cause,)


def test_going_back_in_time_is_traced_as_well() -> None:
    piece = record("E1", expires=AS_OF + dt.timedelta(days=30))
    found = compared(assessment(piece, as_of=LATER), assessment(piece))

    assert reasons(found, VERDICT) == [["day/evidence/E1"]]


CONTESTED = (record("E1"), record("E2", claim="refutes", status=None))


def decision(day: dt.date, holds: str = "supports") -> Moderation:
    return Moderation(criterion=ACTION, holds=holds, reason="Looked into.", decided_by="Panel", date=day)


def test_a_decision_is_moderation_whether_it_is_new_changed_or_comes_to_count() -> None:
    first = assessment(*CONTESTED)
    new = compared(first, assessment(*CONTESTED, moderation=(decision(LATER),), as_of=LATER))
    changed = compared(
        assessment(*CONTESTED, moderation=(decision(AS_OF),)),
        assessment(*CONTESTED, moderation=(decision(AS_OF, "refutes"),)),
    )
    between = assessment(*CONTESTED, moderation=(decision(LATER),))
    counts = compared(between, between.model_copy(update={"as_of": LATER}))

    assert reasons(new, VERDICT) == [[f"moderation/{ACTION}"]]
    assert reasons(changed, VERDICT) == [[f"moderation/{ACTION}/holds"]]
    assert reasons(counts, VERDICT) == [[f"day/criterion/{ACTION}"]]
    for found in (new, changed, counts):
        assert next(m.causes for m in found.moved if m.move.key == VERDICT) == ("moderation",)


def test_a_declaration_that_something_does_not_apply_is_a_cause_of_its_own() -> None:
    declared = NotApplicable(criterion=ACTION, reason="We have none.")
    found = compared(assessment(record("E1")), assessment(record("E1"), not_applicable=(declared,)))

    assert reasons(found, VERDICT) == [[f"not_applicable/{ACTION}"]]
    assert next(m.causes for m in found.moved if m.move.key == VERDICT) == ("not applicable",)


def changed_rules(here: Path, file: str, old: str, new: str) -> Rulebook:
    folder = here / f"rules-{len(list(here.iterdir()))}"
    shutil.copytree(bundled("rules"), folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return read_rulebook(folder, KNOWLEDGE.framework)


def test_a_threshold_is_named_with_what_it_was_and_is(tmp_path: Path) -> None:
    shorter = changed_rules(tmp_path, "1-currency.yaml", "survey: 12", "survey: 6")
    piece = record("E1", kind="survey", date=AS_OF - dt.timedelta(days=300))

    found = compared(assessment(piece), assessment(piece), shorter)

    assert reasons(found, VERDICT) == [["threshold/shelf_life"]]
    (change,) = found.changes
    assert change.cause == "rule"
    assert "survey 12" in change.before
    assert "survey 6" in change.after


def test_a_threshold_that_comes_to_hold_between_two_days_is_a_rule_and_not_an_expiry(tmp_path: Path) -> None:
    entry = "entries: {data: 12, survey: 12, document: 24, policy: 36}"
    later = (
        "      - from: 2026-05-01\n        source: A later decision\n        checked: 2026-05-01\n        entries: {%s}"
    )
    rules = changed_rules(tmp_path, "1-currency.yaml", entry, f"{entry}\n" + later % "document: 1")
    piece = record("E1", kind="document", date=AS_OF - dt.timedelta(days=60))

    found = compare(side(assessment(piece), rules), side(assessment(piece, as_of=LATER), rules))

    # Under the new threshold the document had lapsed before the first day already.
    assert reasons(found, VERDICT) == [["threshold/shelf_life"]]


def test_a_rule_that_changed_is_new_or_has_ended_is_named_and_its_words_are_no_change(tmp_path: Path) -> None:
    refuted = changed_rules(tmp_path, "2-acceptance.yaml", "is: {source: {known: true}, locator: {known: true}}",
                            "is: {source: {known: true}}")  # fmt: skip
    piece = record("E1", locator=None)
    found = compared(assessment(piece), assessment(piece), refuted)
    words = changed_rules(tmp_path, "2-acceptance.yaml", "title: Evidence counts when", "title: Records count when")
    ended = changed_rules(tmp_path, "1-currency.yaml", "title: Evidence that states its own expiry lapses on that day\n"
                          "    in_force: {from: 2012-03-01}", "title: Evidence that states its own expiry lapses\n"
                          "    in_force: {from: 2012-03-01, to: 2020-01-01}")  # fmt: skip
    lapsed = record("E1", expires=AS_OF - dt.timedelta(days=1))
    without = compared(assessment(lapsed), assessment(lapsed), ended)
    with_it = compare(side(assessment(lapsed), ended), side(assessment(lapsed)))

    assert reasons(found, VERDICT) == [["rule/evidence-accepted"]]
    assert compared(assessment(piece), assessment(piece), words).changes == ()
    assert reasons(without, VERDICT) == [["rule/lapses-by-its-own-expiry"]]
    assert reasons(with_it, VERDICT) == [["rule/lapses-by-its-own-expiry"]]
    assert "has ended" in without.changes[0].text
    assert "is new" in with_it.changes[0].text


def test_a_rule_and_a_record_can_be_one_reason_together(tmp_path: Path) -> None:
    lenient = changed_rules(tmp_path, "2-acceptance.yaml", "is: {source: {known: true}, locator: {known: true}}",
                            "is: {source: {known: true}}")  # fmt: skip

    found = compared(assessment(), assessment(record("E1", locator=None)), lenient)

    assert reasons(found, VERDICT) == [["evidence/E1", "rule/evidence-accepted"]]


def test_another_edition_of_the_ontology_is_compared_criterion_by_criterion(tmp_path: Path) -> None:
    shutil.copytree(bundled("ontology"), tmp_path / "ontology")
    file = next((tmp_path / "ontology" / "toolkit" / "stages").glob("1-*.ttl"))
    text = file.read_text(encoding="utf-8")
    start = text.index(f"inc:{ACTION} a inc:Criterion")
    end = text.index("\n\n", start)
    changed = text[start:end].replace("inc:role inc:action", "inc:role inc:foundation")
    file.write_text(text[:start] + changed + text[end:], encoding="utf-8")
    other = load_knowledge(tmp_path / "ontology")
    pieces = assessment(record("E1"), record("E2", OUTCOME))

    found = compare(side(pieces), Side(pieces, other.framework, other.rulebook))

    assert [change.id for change in found.changes] == [f"ontology/criteria/{ACTION}/role"]
    assert found.moved
    assert {moved.causes for moved in found.moved} == {("ontology",)}


def test_a_criterion_that_an_edition_drops_is_one_change(tmp_path: Path) -> None:
    shutil.copytree(bundled("ontology"), tmp_path / "ontology")
    file = next((tmp_path / "ontology" / "toolkit" / "stages").glob("1-*.ttl"))
    text = file.read_text(encoding="utf-8")
    start = text.index(f"inc:{ACTION} a inc:Criterion")
    file.write_text(text[:start] + text[text.index("\n\n", start) + 2 :], encoding="utf-8")
    other = load_knowledge(tmp_path / "ontology")
    none = assessment()

    found = compare(side(none), Side(none, other.framework, other.rulebook))

    assert [change.id for change in found.changes] == [f"ontology/criteria/{ACTION}"]
    assert reasons(found, VERDICT) == [[f"ontology/criteria/{ACTION}"]]
    back = compare(Side(none, other.framework, other.rulebook), side(none))
    assert reasons(back, VERDICT) == [[f"ontology/criteria/{ACTION}"]]
    assert {change.id for moved in (*found.moved, *back.moved) for change in moved.reasons[0]} == {
        f"ontology/criteria/{ACTION}"
    }


def test_a_link_that_a_mapping_table_no_longer_has_is_a_mapping_and_not_the_ontology(tmp_path: Path) -> None:
    shutil.copytree(bundled("ontology"), tmp_path / "ontology")
    file = tmp_path / "ontology" / "mappings" / "criterion-driver.sssom.tsv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if line.startswith("inc:"))
    criterion, driver = re.findall(r"^inc:(\S+)\t.*\tdriver:(\S+)\t", lines[at])[0]
    file.write_text("".join(lines[:at] + lines[at + 1 :]), encoding="utf-8")
    other = load_knowledge(tmp_path / "ontology")
    refuted = assessment(record("E1", criterion, claim="refutes", status=None))

    found = compare(side(refuted), Side(refuted, other.framework, other.rulebook))

    assert {change.cause for change in found.changes} == {"mapping"}
    assert f"ontology/drivers/{driver}/criteria/{criterion}" in {change.id for change in found.changes}
    assert found.moved
    assert {moved.causes for moved in found.moved} == {("mapping",)}


def test_another_edition_of_the_eds_is_an_edition(tmp_path: Path) -> None:
    result = inclead("compare", COMPLETE, "--and-edition", "eds2-2013", "--json")
    data = json.loads(result.stdout)

    assert [change["id"] for change in data["changes"]] == ["editions/eds"]
    assert data["moved"]
    assert all(moved["causes"] == ["edition"] for moved in data["moved"])
    unknown = inclead("compare", COMPLETE, "--and-edition", "eds3")
    assert "'eds3' is not an edition of the EDS" in unknown.output
    assert unknown.exit_code == 2


def test_how_one_group_fares_is_a_change_of_its_own() -> None:
    def of(**groups: str) -> Assessment:
        return assessment(editions=Editions(eds="eds2-2013"), eds=(EdsRecord(outcome="1.1", groups=groups),))

    found = compared(of(age="well", race="well"), of(age="well", race="not well", sex="well", disability="well"))

    assert {change.id for change in found.changes} == {f"eds/1.1/groups/{g}" for g in ("race", "sex", "disability")}
    assert {change.cause for change in found.changes} == {"EDS record"}
    # Two groups fare well before, and three after: any one of the two that came is enough unless race is counted out.
    floors = [m for m in found.moved if m.move.name == "floor" and "1.1" in m.move.thing]
    assert [[c.id for c in r] for m in floors for r in m.reasons] == [
        ["eds/1.1/groups/disability"],
        ["eds/1.1/groups/sex"],
    ]


# What must hold of every pair

PIECES = st.lists(evidence(KNOWLEDGE.framework, FACTOR.criteria), max_size=5).map(
    lambda pieces: tuple(p.model_copy(update={"id": f"E{i}"}) for i, p in enumerate(pieces))
)
SIDES = st.builds(
    lambda pieces, absent, decisions, days: assessment(
        *pieces,
        as_of=AS_OF + dt.timedelta(days=days),
        not_applicable=tuple(NotApplicable(criterion=c, reason="No.") for c in sorted(absent)),
        moderation=tuple(
            Moderation(
                criterion=c, holds=holds, reason="Yes.", decided_by="Panel", date=AS_OF + dt.timedelta(days=late)
            )
            for c, (holds, late) in sorted(decisions.items())
        ),
    ),
    PIECES,
    st.sets(st.sampled_from(FACTOR.criteria), max_size=2),
    st.dictionaries(
        st.sampled_from(FACTOR.criteria),
        st.tuples(st.sampled_from(KNOWLEDGE.framework.words("claim")), st.sampled_from((0, 30))),
        max_size=2,
    ),
    st.sampled_from((0, 0, 100, 400)),
)


def moved_keys(first: Side, second: Side) -> dict[Key, frozenset[Any]]:
    """Every finding that differs, with what it is on the second side, by nothing but two runs."""
    mine, theirs = concluded(first), concluded(second)
    empty: frozenset[Any] = frozenset()
    return {key: theirs.get(key, empty) for key in {*mine, *theirs} if mine.get(key, empty) != theirs.get(key, empty)}


JUDGED_BY = ("the same", "other rules", "another ontology", "both")


@settings(max_examples=6)
@given(one=SIDES, other=SIDES, judged_by=st.sampled_from(JUDGED_BY), back=st.booleans())
def test_reasons_account_for_every_move_and_for_nothing_else(
    one: Assessment, other: Assessment, judged_by: str, back: bool, judges: Mapping[str, Judges]
) -> None:
    first, second = side(one), Side(other, *judges[judged_by])
    if back:
        first, second = second, first
    comparison = compare(first, second)
    mixture = Mixture.of(comparison.first, comparison.second, first, second)
    due = moved_keys(first, second)

    assert {moved.move.key for moved in comparison.moved} == set(due)
    for moved in comparison.moved:
        assert moved.reasons
        key = moved.move.key

        def works(changes: tuple[Change, ...]) -> bool:
            found = mixture.value(frozenset(change.step for change in changes), key)  # noqa: B023 (used at once)
            return found == due[key]  # noqa: B023

        for reason in moved.reasons:
            assert works(reason)
            sizes = range(len(reason)) if len(reason) <= FEW else (len(reason) - 1,)
            assert not any(works(less) for size in sizes for less in combinations(reason, size))


@settings(max_examples=10)
@given(one=SIDES, judged_by=st.sampled_from(JUDGED_BY))
def test_no_change_made_is_the_first_side_and_every_change_made_is_the_second(
    one: Assessment, judged_by: str, judges: Mapping[str, Judges]
) -> None:
    first, second = side(one), Side(one.model_copy(update={"as_of": LATER}), *judges[judged_by])
    mixture = Mixture.of(findings_of(first), findings_of(second), first, second)

    for chosen, due in ((frozenset[Any](), concluded(first)), (mixture.every, concluded(second))):
        assert {key: mixture.value(chosen, key) for key in due} == due


@pytest.fixture(scope="session")
def judges(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Judges]:
    """Four pairs of framework and rulebook: ours, and such as differ in every way that is compared."""
    here = tmp_path_factory.mktemp("judges")
    shutil.copytree(bundled("rules"), here / "rules")
    shutil.copytree(bundled("ontology"), here / "ontology")
    for file, old, new in (
        ("1-currency.yaml", "data: 12, survey: 12", "data: 6, survey: 6"),
        ("2-acceptance.yaml", "{known: true}, locator: {known: true}", "{known: true}"),
        ("6-stage.yaml", "value: 2/3", "value: 1/2"),
    ):
        text = (here / "rules" / file).read_text(encoding="utf-8")
        assert old in text
        (here / "rules" / file).write_text(text.replace(old, new), encoding="utf-8")
    (here / "rules" / "12-signal.yaml").unlink()  # what it concluded is concluded no more
    traces = here / "rules" / "13-traces.yaml"
    traces.write_text(traces.read_text(encoding="utf-8").replace("after: signal", "after: driver"), encoding="utf-8")
    stage = next((here / "ontology" / "toolkit" / "stages").glob("1-*.ttl"))
    text = stage.read_text(encoding="utf-8")
    gone = next(c for c in FACTOR.criteria if c not in (ACTION, OUTCOME) and f"concerns inc:{c} " not in SIGNALS)
    blocks = re.split(r"(?m)^(?=inc:\S+ a )", text)
    kept = [b.replace("role inc:action", "role inc:outcome") if b.startswith(f"inc:{ACTION} ") else b for b in blocks]
    stage.write_text("".join(b for b in kept if not b.startswith(f"inc:{gone} ")), encoding="utf-8")
    links = here / "ontology" / "mappings" / "criterion-driver.sssom.tsv"
    lines = links.read_text(encoding="utf-8").splitlines(keepends=True)
    links.write_text("".join(line for n, line in enumerate(lines) if n % 60 or not line.startswith("inc:")), "utf-8")
    other = load_knowledge(here / "ontology", here / "rules")
    ontology = load_knowledge(here / "ontology")
    return {
        "the same": (KNOWLEDGE.framework, KNOWLEDGE.rulebook),
        "other rules": (KNOWLEDGE.framework, read_rulebook(here / "rules", KNOWLEDGE.framework)),
        "another ontology": (ontology.framework, ontology.rulebook),
        "both": (other.framework, other.rulebook),
    }


def made_by_hand(one: Assessment, other: Assessment, changes: tuple[Change, ...]) -> Assessment:
    """Make changes of records to the first side with nothing of the code under test but what it calls them."""
    lists = {name: {item_name(item): item for item in getattr(one, name)} for name in LISTS}
    for change in changes:
        layer, name, *field = change.step
        theirs = {item_name(item): item for item in getattr(other, layer)}
        if field:
            value = getattr(theirs[name], field[0])
            lists[layer][name] = lists[layer][name].model_copy(update={field[0]: value})
        elif name in theirs:
            lists[layer][name] = theirs[name]
        else:
            del lists[layer][name]
    return one.model_copy(update={name: tuple(items.values()) for name, items in lists.items()})


LISTS = ("evidence", "moderation", "not_applicable")


def item_name(item: Any) -> str:
    return str(item.id if isinstance(item, Evidence) else item.criterion)


@settings(max_examples=10)
@given(SIDES, SIDES)
def test_making_just_the_changes_of_a_reason_by_hand_makes_the_finding_as_it_is_in_the_second(
    one: Assessment, other: Assessment
) -> None:
    other = other.model_copy(update={"as_of": one.as_of})
    due = moved_keys(side(one), side(other))

    for moved in compared(one, other).moved:
        for reason in moved.reasons:
            made = assess(made_by_hand(one, other, reason), KNOWLEDGE, [ReferenceEngine()]).findings
            kind, thing, name = moved.move.key
            column = made.inference.concluded[kind, name]
            assert column.get(thing, frozenset()) == due[moved.move.key]


@settings(max_examples=5)
@given(SIDES, SIDES)
def test_the_order_of_records_does_not_matter(one: Assessment, other: Assessment) -> None:
    back = [a.model_copy(update={n: tuple(reversed(getattr(a, n))) for n in LISTS}) for a in (one, other)]

    plain, reversed_ = compared(one, other), compared(back[0], back[1])

    assert plain.changes == reversed_.changes
    assert [(m.move, m.reasons) for m in plain.moved] == [(m.move, m.reasons) for m in reversed_.moved]


ELEMENTS = "abcdefghij"
FAMILIES = st.lists(st.sets(st.sampled_from(ELEMENTS), min_size=1, max_size=4).map(frozenset), min_size=1, max_size=4)


@given(FAMILIES)
def test_where_more_never_does_harm_the_minimal_sets_are_those_and_all_of_those(family: list[frozenset[str]]) -> None:
    smallest = {one for one in family if not any(other < one for other in family)}

    found = minimal_sets(lambda chosen: any(one <= chosen for one in family), ELEMENTS)

    assert found.every
    assert {frozenset(one) for one in found.sets} == smallest


@given(st.integers(1, FEW).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.integers(1, 2**n - 1)))))
def test_among_few_changes_every_minimal_set_is_found_whatever_undoes_what(drawn: tuple[int, set[int]]) -> None:
    number, works = drawn
    pool = tuple(range(number))
    holding = {frozenset(i for i in pool if mask >> i & 1) for mask in {*works, 2**number - 1}}

    found = minimal_sets(lambda chosen: chosen in holding, pool)

    assert {frozenset(s) for s in found.sets} == {s for s in holding if not any(t < s for t in holding)}


@given(st.sets(st.integers(1, 2**9 - 1)))
def test_among_many_changes_what_is_found_works_and_nothing_less_does(works: set[int]) -> None:
    pool = tuple(range(9))
    holding = {frozenset(i for i in pool if mask >> i & 1) for mask in {*works, 2**9 - 1}}

    found = minimal_sets(lambda chosen: chosen in holding, pool)

    assert 1 <= len(found.sets) <= MOST
    for one in found.sets:
        assert frozenset(one) in holding
        sizes = range(1, len(one)) if len(one) <= FEW else (len(one) - 1,)
        assert not any(frozenset(less) in holding for size in sizes for less in combinations(one, size))


def test_where_there_are_more_reasons_than_are_listed_it_is_said() -> None:
    found = minimal_sets(lambda chosen: bool(chosen), tuple(range(MOST + 1)))

    assert len(found.sets) == MOST
    assert not found.every


# The command


def inclead(*arguments: object) -> Any:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_the_example_half_a_year_later_is_traced_to_the_records_that_lapsed() -> None:
    result = inclead("compare", COMPLETE, "--and", "2026-09-30", "--kind", "stage")

    assert result.exit_code == 0, result.output
    assert "OF From the Board room to the office\tfloor\tachieving\tdeveloping\tdown\texpiry" in result.stdout
    assert "OF-10 lapses after 2026-08-08, between the two days" in result.stdout
    said = re.search(
        r"^\d+ findings moved, by expiry \d+, evidence \d+\. Of (\d+) changes between the two, (\d+) moved nothing",
        result.stderr,
    )
    assert said
    assert int(said[1]) - int(said[2]) == 5


def other_folder(tmp_path: Path, change: Callable[[str], str]) -> Path:
    shutil.copytree(COMPLETE, tmp_path / "other")
    file = tmp_path / "other" / "evidence" / "2-of.yaml"
    text = file.read_text(encoding="utf-8")
    assert change(text) != text
    file.write_text(change(text), encoding="utf-8")
    return tmp_path / "other"


def test_json_names_every_change_and_every_reason_by_it(tmp_path: Path) -> None:
    other = other_folder(tmp_path, lambda text: text.replace("status: in place", "status: planned", 1))
    data = json.loads(inclead("compare", COMPLETE, other, "--json").stdout)

    (change,) = data["changes"]
    assert change["cause"] == "evidence"
    assert (change["field"], change["before"], change["after"]) == ("status", "in place", "planned")
    assert all(moved["reasons"] == [[change["id"]]] for moved in data["moved"])
    assert data["moved"]


def test_csv_has_a_row_a_change_and_no_formula(tmp_path: Path) -> None:
    other = other_folder(
        tmp_path, lambda text: text.replace('title: "', 'title: "=1+1 ').replace("in place", "planned")
    )
    rows = list(csv.DictReader(io.StringIO(inclead("compare", COMPLETE, other, "--format", "csv").stdout)))

    assert rows
    assert {row["cause"] for row in rows} == {"evidence"}
    assert not [value for row in rows for value in row.values() if value.startswith("=")]


def test_the_page_puts_the_causes_beside_each_finding_and_escapes_what_was_written(tmp_path: Path) -> None:
    evil = other_folder(tmp_path, lambda text: text.replace("- id: OF-10", "- id: OF-10X").replace(
        'title: "', 'title: "<script>alert(1)</script> '))  # fmt: skip
    page = inclead("compare", COMPLETE, evil, "--format", "html").stdout
    (row,) = re.findall(r"<tr><th scope=\"row\">OF-10X .*?</tr>", page, re.DOTALL)[:1]

    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "OF-10X was added" in row


def test_the_page_has_no_accessibility_fault_that_axe_finds(chromium: Any, tmp_path: Path) -> None:
    other = other_folder(tmp_path, lambda text: text.replace("status: in place", "status: planned"))
    inclead("compare", COMPLETE, other, "--and", "2027-03-31", "--format", "html", "-o", tmp_path / "moved.html")
    view = chromium.new_page()
    view.goto((tmp_path / "moved.html").as_uri())

    assert faults_that_axe_finds(view) == []


WRONG_USES: dict[str, tuple[tuple[object, ...], str, int]] = {
    "alone": ((COMPLETE,), "nothing to compare A with: name a second folder, or one of --and", 2),
    "no-folder": ((COMPLETE, "nowhere"), "nowhere: no such folder; 'inclead new nowhere' makes one", 2),
    "no-date": ((COMPLETE, "--and", "next year"), "'next year' is not a date", 2),
    "before-all-rules": ((COMPLETE, "--and", "2011-01-01"), "no rule is in force on 2011-01-01; the first is from", 3),
    "no-kind": ((COMPLETE, "--and", LATER, "--kind", "stages"), "'stages' is not a kind of thing; did you mean", 2),
    "two-formats": ((COMPLETE, "--and", LATER, "--json", "--format", "csv"), "cannot both be had; leave one out", 2),
    "no-rules": ((COMPLETE, "--and-rules", "nowhere"), "Directory 'nowhere' does not exist", 2),
    "empty-rules": ((COMPLETE, "--and-rules", ROOT / "docs"), "no rule files (*.yaml) here", 2),
    "a-file": ((ROOT / "README.md", COMPLETE), "a file, not a folder", 2),
}


@pytest.mark.parametrize("name", WRONG_USES)
def test_a_wrong_use_is_refused_with_what_to_do(name: str) -> None:
    arguments, words, due = WRONG_USES[name]

    result = inclead("compare", *arguments)

    assert words in result.output
    assert result.exit_code == due
    assert isinstance(result.exception, SystemExit)
