"""Targets: the grades that factors are to have; they stand beside the evidence and change no grade."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from click.testing import CliRunner
from conftest import COMPLETE, FIRST_DAY

from inclead_graph.assess import Knowledge, assess, evidence_digest
from inclead_graph.cli import main
from inclead_graph.inference.reference import ReferenceEngine
from inclead_graph.model.assessment import Target
from inclead_graph.verification.withholding import withhold_texts
from inclead_graph.workspace import read_workspace

TARGETS = (
    Target(factor="BR1", grade="achieving", by=dt.date(2027, 3, 31), why="The Board agreed it."),
    Target(factor="BS8", grade="developing"),
)


def test_targets_move_no_finding(knowledge: Knowledge) -> None:
    without = read_workspace(FIRST_DAY, knowledge.framework)

    found = [
        assess(one, knowledge, [ReferenceEngine()]).findings.inference.concluded
        for one in (without, without.model_copy(update={"targets": TARGETS}))
    ]

    assert found[0] == found[1]


def test_the_digest_is_over_the_targets_in_whatever_order_and_as_before_without_any(knowledge: Knowledge) -> None:
    without = read_workspace(FIRST_DAY, knowledge.framework)
    digests = [
        evidence_digest(without.model_copy(update={"targets": targets}))
        for targets in (TARGETS, TARGETS[::-1], TARGETS[:1], ())
    ]

    assert digests[0] == digests[1]
    assert len(set(digests)) == 3
    assert digests[3] == "sha256:6b3e64007f2dabe661e071923a03f33eb2ad471ba8a488861ab97fe601d9ae0c"


def test_why_a_target_is_set_is_a_text_that_can_be_withheld(knowledge: Knowledge) -> None:
    assessment = read_workspace(FIRST_DAY, knowledge.framework).model_copy(update={"targets": TARGETS})

    (first, second) = withhold_texts(assessment).targets

    assert (first.factor, first.grade, second) == ("BR1", "achieving", TARGETS[1])
    assert re.fullmatch(r"withheld \d{4}", first.why or "")


def test_the_explained_example_of_a_target_in_a_new_workspace_is_one(tmp_path: Path, knowledge: Knowledge) -> None:
    folder = tmp_path / "new"
    CliRunner().invoke(main, ["new", str(folder), "--name", "A fictional trust"], catch_exceptions=False)
    file = folder / "assessment.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("# targets:")
    file.write_text(text[:start] + re.sub(r"^# ?", "", text[start:], flags=re.MULTILINE), encoding="utf-8")

    (target,) = read_workspace(folder, knowledge.framework).targets

    assert target.why == "The Board agreed it for the year to come."


def test_the_example_sets_targets_for_some_factors_only(knowledge: Knowledge) -> None:
    targets = read_workspace(COMPLETE, knowledge.framework).targets

    assert 0 < len(targets) < len(knowledge.framework.factors)
    assert {target.by for target in targets} > {None}
