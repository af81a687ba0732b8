"""Rules in files: every one has cases, thresholds are dated, and what is in force depends on the day."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from conftest import COMPLETE

from inclead_graph.assess import Knowledge, assess, engines_present, load_knowledge
from inclead_graph.bundled import bundled
from inclead_graph.inference.cases import Case, read_cases, run_case, untested_rules
from inclead_graph.inference.rules import Computed
from inclead_graph.model.calendar import months_after

KNOWLEDGE = load_knowledge()
CASES = read_cases(bundled("rules"), KNOWLEDGE.rulebook)


def test_every_rule_has_a_case_that_fires_it_and_one_that_does_not() -> None:
    assert len(CASES) >= 482
    assert len({spec.id for _, _, spec in KNOWLEDGE.rulebook.specs()}) >= 62
    assert list(untested_rules(KNOWLEDGE.rulebook, CASES)) == []


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.rule.key}: {c.name}")
def test_a_case_holds_in_every_engine(case: Case) -> None:
    outcomes = run_case(case, engines_present())

    assert [str(outcome) for outcome in outcomes if not outcome.passed] == []


def test_untested_rules_are_named() -> None:
    without = [c for c in CASES if c.rule.id != "criterion-met"]

    assert list(untested_rules(KNOWLEDGE.rulebook, without)) == [
        "criterion-met: no case fires it",
        "criterion-met: no case shows when it does not fire",
    ]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2024, 2, 29), 48, dt.date(2028, 2, 29)),
        (dt.date(2025, 12, 31), 2, dt.date(2026, 2, 28)),
        (dt.date(2025, 3, 31), 1, dt.date(2025, 4, 30)),
        (dt.date(2025, 3, 31), 12, dt.date(2026, 3, 31)),
        (dt.date(2025, 12, 1), 1, dt.date(2026, 1, 1)),
        (dt.date(9999, 6, 1), 36, dt.date(9999, 12, 31)),
    ],
)
def test_months_are_added_as_a_calendar_does(day: dt.date, months: int, later: dt.date) -> None:
    assert months_after(day, months) == later


def changed_rules(here: Path, file: str, old: str, new: str) -> Path:
    shutil.copytree(bundled("rules"), here / "rules")
    path = here / "rules" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return here / "rules"


def test_a_new_threshold_holds_from_its_day_and_the_old_one_before(tmp_path: Path) -> None:
    newer = """        entries: {data: 12, survey: 12, document: 24, policy: 36}
      - from: 2026-01-01
        source: A decision made up for this test
        checked: 2026-01-01
        entries: {data: 6, survey: 6, document: 24, policy: 36}
"""
    old = "        entries: {data: 12, survey: 12, document: 24, policy: 36}\n"
    rulebook = load_knowledge(rules=changed_rules(tmp_path, "1-currency.yaml", old, newer)).rulebook

    def months(day: dt.date) -> int:
        value = rulebook.in_force(day).by_key["lapses-by-its-kind"].value
        assert isinstance(value, Computed)
        return value.months["data"]

    assert (months(dt.date(2025, 12, 31)), months(dt.date(2026, 1, 1))) == (12, 6)


def test_a_threshold_is_read_from_its_file_and_nowhere_else(tmp_path: Path) -> None:
    from inclead_graph.workspace import read_workspace

    strict = load_knowledge(rules=changed_rules(tmp_path, "6-stage.yaml", "value: 2/3", "value: 1"))
    assessment = read_workspace(COMPLETE, strict.framework)
    result = assess(assessment, strict)

    assert result.findings.grade("stage", "OF", "floor") == "developing"
    assert assess(assessment, KNOWLEDGE).findings.grade("stage", "OF", "floor") == "achieving"
    assert result.rules_version != KNOWLEDGE.rulebook.version


def test_a_rule_that_has_ended_is_no_longer_in_force(tmp_path: Path) -> None:
    old = "title: Evidence that has been withdrawn is set aside\n    in_force: {from: 2012-03-01}"
    new = "title: Evidence that has been withdrawn is set aside\n    in_force: {from: 2012-03-01, to: 2020-12-31}"
    rulebook = load_knowledge(rules=changed_rules(tmp_path, "2-acceptance.yaml", old, new)).rulebook

    assert "set-aside-withdrawn" in rulebook.in_force(dt.date(2020, 12, 31)).by_key
    assert "set-aside-withdrawn" not in rulebook.in_force(dt.date(2021, 1, 1)).by_key


def test_every_threshold_is_dated_sourced_and_checked(knowledge: Knowledge) -> None:
    values = [value for _, file in knowledge.rulebook.files for value in file.values.values()]

    assert len(values) >= 14
    for value in values:
        assert all(d.source and d.checked >= d.start for d in value.dated)
