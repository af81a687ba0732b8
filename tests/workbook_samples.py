"""Assessments of any content that a reader takes, and edits of workbooks, as Hypothesis draws them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from samples import random_eds, random_network

from inclead_graph.model.assessment import (
    Assessment,
    Assessor,
    Attachment,
    Dissent,
    Editions,
    Evidence,
    Grading,
    GradingDecision,
    Moderation,
    NotApplicable,
    Organisation,
    Period,
    Target,
    Withdrawal,
)
from inclead_graph.model.framework import Framework
from inclead_graph.network.changing import with_network
from inclead_graph.network_checks import faults_of

DAYS = st.dates(dt.date(1899, 1, 1), dt.date(2200, 12, 31))
LINES = (
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=30).map(str.strip).filter(bool)
)
HARD = (
    "=1+1",
    "'tis",
    "''=x",
    "_x0041_",
    "x005F_",
    "007",
    "1E5",
    "TRUE",
    "2026-03-31",
    "| \\ |",
    ", ;",
    "#REF!",
    "+44",
    "@x",
)
TEXTS = st.one_of(LINES, st.sampled_from(HARD), st.lists(LINES, min_size=2, max_size=3).map("\n".join))
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,12}", fullmatch=True).filter(
    lambda name: not name.startswith("network.")
)


def maybe(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | of


@st.composite
def whole_assessments(draw: st.DrawFn, framework: Framework) -> Assessment:
    """Draw an assessment in which any field may be there or not, with what the reader asks of it."""
    seed, as_of = draw(st.integers(0, 999)), draw(st.dates(dt.date(2023, 1, 1), dt.date(2030, 1, 1)))
    criteria = list(framework.criteria)
    word = {name: st.sampled_from(framework.words(name)) for name in ("grade", "grader", "claim")}
    ids = draw(st.lists(IDS, unique=True, max_size=6))
    eds = random_eds(framework, seed, 0) if draw(st.booleans()) else {}
    gradable = framework.gradable(eds.get("editions", Editions()).eds, as_of)
    some = st.lists(st.sampled_from(criteria), unique=True, max_size=3)
    dated = {"reason": TEXTS, "decided_by": TEXTS, "date": DAYS}
    decisions = st.builds(GradingDecision, subject=st.sampled_from(list(gradable)), grade=word["grade"],
                          reason=TEXTS, decided_by=TEXTS, date=DAYS)  # fmt: skip
    made = Assessment(
        organisation=draw(organisations(framework)),
        as_of=as_of,
        period=draw(maybe(periods())),
        assessors=tuple(draw(st.lists(st.builds(Assessor, name=TEXTS, role=maybe(TEXTS)), max_size=3))),
        not_applicable=tuple(NotApplicable(criterion=c, reason=draw(TEXTS)) for c in draw(some)),
        moderation=tuple(
            Moderation(criterion=c, holds=draw(word["claim"]), **{n: draw(one) for n, one in dated.items()})
            for c in draw(some)
        ),
        gradings=tuple(draw(st.lists(gradings(framework, list(gradable)), max_size=3, unique_by=lambda g: g.id))),
        grading_decisions=tuple(draw(st.lists(decisions, max_size=2, unique_by=lambda d: (d.subject, d.date)))),
        targets=tuple(
            Target(factor=factor, grade=draw(word["grade"]), by=draw(maybe(DAYS)), why=draw(maybe(TEXTS)))
            for factor in draw(st.lists(st.sampled_from(list(framework.factors)), unique=True, max_size=3))
        ),
        note=draw(maybe(TEXTS)),
        evidence=tuple(draw(pieces(framework, name)) for name in sorted(ids)),
        **eds,
    )
    network = random_network(framework, f"network {seed}", 4)
    sound = draw(st.booleans()) and not list(faults_of(network, framework))
    return with_network(made, network, framework) if sound else made


def organisations(framework: Framework) -> st.SearchStrategy[Organisation]:
    return st.builds(
        Organisation,
        name=TEXTS,
        kind=st.sampled_from(framework.words("organisation kind")),
        ods_code=maybe(st.from_regex(r"[A-Z0-9]{3,6}", fullmatch=True)),
        fictional=st.booleans(),
        commissions=st.lists(TEXTS, max_size=3).map(tuple),
    )


def periods() -> st.SearchStrategy[Period]:
    return st.tuples(DAYS, DAYS).map(sorted).map(lambda days: Period(**{"from": days[0], "to": days[1]}))


@st.composite
def gradings(draw: st.DrawFn, framework: Framework, gradable: Sequence[str]) -> Grading:
    grades = framework.words("grade")
    grade = draw(maybe(st.sampled_from(grades)))
    others = [one for one in grades if one != grade]
    dissent = st.builds(Dissent, grade=st.sampled_from(others), reason=TEXTS, by=maybe(TEXTS))
    return Grading(
        subject=draw(st.sampled_from(list(gradable))),
        by=draw(st.sampled_from(framework.words("grader"))),
        rater=draw(maybe(LINES)),
        grade=grade,
        date=draw(DAYS),
        supported=draw(maybe(st.booleans())),
        reason=draw(TEXTS if grade is None else maybe(TEXTS)),
        dissent=tuple(draw(st.lists(dissent, max_size=2))),
    )


@st.composite
def pieces(draw: st.DrawFn, framework: Framework, name: str) -> Evidence:
    claim = draw(st.sampled_from(framework.words("claim")))
    statuses = st.sampled_from(framework.words("status"))
    first, second, third = sorted((draw(DAYS), draw(DAYS), draw(DAYS)))
    return Evidence(
        id=name,
        title=draw(TEXTS),
        criteria=tuple(draw(st.lists(st.sampled_from(list(framework.criteria)), unique=True, min_size=1, max_size=3))),
        claim=claim,
        status=draw(statuses if claim == "supports" else maybe(statuses)),
        kind=draw(st.sampled_from(framework.words("kind"))),
        voice=draw(st.sampled_from(framework.words("voice"))),
        date=draw(maybe(st.just(first))),
        source=draw(maybe(TEXTS)),
        locator=draw(maybe(TEXTS)),
        asserted_by=draw(maybe(TEXTS)),
        period=draw(maybe(periods())),
        expires=draw(maybe(st.just(second))),
        characteristics=tuple(
            draw(st.lists(st.sampled_from(framework.words("characteristic")), unique=True, max_size=3))
        ),
        attachment=draw(
            maybe(st.builds(Attachment, file=TEXTS, sha256=st.from_regex(r"[0-9a-f]{64}", fullmatch=True)))
        ),
        withdrawn=draw(maybe(st.builds(Withdrawal, date=st.just(third), reason=TEXTS))),
        note=draw(maybe(TEXTS)),
    )


PEOPLE = ("ash", "birch", "cedar")
FIELDS = ("Title", "Note", "Status", "Source", "Owner")
EDITS = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from(("field", "field", "field", "field", "gone", "new")),
    st.integers(0, 60),
    st.sampled_from(FIELDS),
    st.sampled_from(("", "shared 0", "shared 1", "own")),
)
"""One edit: by whom, what, of which record (its place, wrapped round), which field, and what it becomes."""
