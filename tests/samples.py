"""Random assessments: seeded ones for volume, Hypothesis strategies for properties."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from inclead_graph.model.assessment import (
    Assessment,
    Dissent,
    Editions,
    EdsRecord,
    Evidence,
    Grading,
    GradingDecision,
    Moderation,
    NotApplicable,
    Organisation,
    Withdrawal,
)
from inclead_graph.model.framework import EdsEdition, Framework

AS_OF = dt.date(2026, 3, 31)
ORGANISATION = Organisation(name="A fictional trust", kind="nhs trust", fictional=True)


def random_assessment(framework: Framework, seed: int, pieces: int | None = None) -> Assessment:
    """Make an assessment in which every branch of the model is likely; the same for the same seed."""
    draw = random.Random(seed)
    criteria = list(framework.criteria)
    # A few factors get nearly all the evidence in some assessments, so that high grades occur as well.
    if draw.random() < 0.6:
        factors = draw.sample(list(framework.factors.values()), draw.randint(1, 6))
        criteria = [c for factor in factors for c in factor.criteria]
    share_refuting = draw.choice((0.0, 0.02, 0.15))
    number = pieces if pieces is not None else draw.choice((0, 5, 40, 120, 200))
    return Assessment(
        organisation=ORGANISATION,
        as_of=AS_OF,
        evidence=tuple(_piece(framework, draw, f"E{i:03}", criteria, share_refuting) for i in range(number)),
        not_applicable=tuple(
            NotApplicable(criterion=c, reason="Does not apply here.")
            for c in draw.sample(list(framework.criteria), draw.choice((0, 0, 6, 40)))
        ),
        moderation=tuple(
            Moderation(
                criterion=c,
                holds=draw.choice(framework.words("claim")),
                reason="Looked into.",
                decided_by="Panel",
                date=AS_OF + dt.timedelta(days=draw.choice((-30, 0, 1))),
            )
            for c in draw.sample(list(framework.criteria), draw.choice((0, 20, 80)))
        ),
        gradings=random_gradings(framework, seed),
        grading_decisions=random_decisions(framework, seed),
        **random_eds(framework, seed, number),
    )


def random_gradings(framework: Framework, seed: int) -> tuple[Grading, ...]:
    """Make gradings by several raters on several days, from a draw of their own."""
    draw = random.Random(f"gradings {seed}")
    words, subjects = framework.words("grade"), list(framework.graded)
    made = {
        grading.id: grading
        for _ in range(draw.choice((0, 0, 3, 40)))
        for grading in [
            Grading(
                subject=draw.choice(subjects[:8] + subjects),
                by=draw.choice(framework.words("grader")),
                rater=draw.choice((None, None, "Table 1", "Table 2")),
                grade=draw.choice((*words, None)),
                date=AS_OF + dt.timedelta(days=draw.choice((-200, -30, -1, 0, 1))),
                supported=draw.choice((True, False, None)),
                reason="As they saw it.",
                dissent=(Dissent(grade=draw.choice(words), reason="Not so."),) if draw.random() < 0.2 else (),
            )
        ]
    }
    return tuple(made.values())


def random_decisions(framework: Framework, seed: int) -> tuple[GradingDecision, ...]:
    """Make decisions on gradings, some of them after the as-of date."""
    draw = random.Random(f"decisions {seed}")
    return tuple(
        GradingDecision(
            subject=subject,
            grade=draw.choice(framework.words("grade")),
            reason="Looked into.",
            decided_by="Panel",
            date=AS_OF + dt.timedelta(days=draw.choice((-30, 0, 1))),
        )
        for subject in draw.sample(list(framework.graded), draw.choice((0, 2, 8)))
    )


def random_eds(framework: Framework, seed: int, pieces: int) -> dict[str, Any]:
    """Make records for outcomes of an edition of the EDS, pinned or not; every grade and every gap is likely.

    It draws by itself, so that whatever else an assessment holds stays the same for a seed.
    """
    draw = random.Random(f"eds {seed}")
    pinned = draw.choice((None, *framework.eds))
    edition = framework.eds_on(pinned, AS_OF)
    if edition is None or draw.random() < 0.1:
        return {"editions": Editions(eds=pinned)}
    kindness = draw.choice((0.2, 0.6, 0.95, 1.0))
    share = draw.choice((0.4, 0.9, 1.0))
    records = [
        _eds_record(framework, edition, name, draw, kindness, pieces)
        for name in edition.outcomes
        if draw.random() < share
    ]
    draw.shuffle(records)
    return {"editions": Editions(eds=pinned), "eds": tuple(records)}


def _eds_record(
    framework: Framework, edition: EdsEdition, name: str, draw: random.Random, kindness: float, pieces: int
) -> EdsRecord:
    given: dict[str, Any] = {}
    groups, (well, not_well) = framework.words("characteristic"), framework.words("faring")
    if edition.highest_score is not None:
        if draw.random() < 0.9:
            best = Decimal(edition.highest_score)
            given["score"] = best if draw.random() < kindness else draw.choice(("0", "0.5", "1", "1.99", "2", "2.25"))
    elif edition.outcomes[name].by_leadership and draw.random() < 0.5:
        given["grade"] = draw.choice(framework.words("grade"))
    else:
        known = draw.sample(groups, draw.choice((0, 3, 6, len(groups), len(groups))))
        given["groups"] = {g: well if draw.random() < kindness else not_well for g in known}
    late = draw.random() < 0.05
    return EdsRecord(
        outcome=name,
        evidence=tuple(f"E{i:03}" for i in sorted(draw.sample(range(pieces), min(pieces, draw.choice((0, 1, 2)))))),
        date=AS_OF + dt.timedelta(days=1) if late else draw.choice((None, AS_OF)),
        **given,
    )


def _piece(
    framework: Framework, draw: random.Random, name: str, criteria: Sequence[str], share_refuting: float
) -> Evidence:
    date = AS_OF - dt.timedelta(days=draw.choice((-1, 0, 1, 30, 200, 364, 365, 366, 730, 731, 1095, 1096, 1200)))
    groups = framework.words("characteristic")
    refutes = draw.random() < share_refuting
    withdrawn = draw.random() < 0.03
    return Evidence(
        id=name,
        title="Something that somebody wrote down",
        criteria=tuple(draw.sample(criteria, min(len(criteria), draw.choice((1, 1, 2, 4))))),
        claim="refutes" if refutes else "supports",
        status=None if refutes and draw.random() < 0.5 else draw.choice(framework.words("status")),
        kind=draw.choice(framework.words("kind")),
        voice=draw.choice(framework.words("voice")),
        date=None if draw.random() < 0.03 else date,
        source=draw.choice(("Minutes", "Minutes", "Minutes", "Minutes", None)),
        locator=draw.choice(("p. 1", "p. 1", "p. 1", "p. 1", None)),
        expires=AS_OF + dt.timedelta(days=draw.choice((-1, 0, 90))) if draw.random() < 0.1 else None,
        characteristics=tuple(draw.sample(groups, draw.choice((0, 0, 4, len(groups))))),
        withdrawn=Withdrawal(date=AS_OF + dt.timedelta(days=draw.choice((-1, 0, 1))), reason="Wrong.")
        if withdrawn
        else None,
    )


def assessments(framework: Framework) -> st.SearchStrategy[Assessment]:
    """Strategy over assessments of up to a dozen records on one stage."""
    stage = next(iter(framework.stages.values()))
    criteria = [c for name in stage.factors for c in framework.factors[name].criteria]
    return st.builds(
        lambda pieces, absent, decisions: Assessment(
            organisation=ORGANISATION,
            as_of=AS_OF,
            evidence=tuple(p.model_copy(update={"id": f"E{i:03}"}) for i, p in enumerate(pieces)),
            not_applicable=tuple(NotApplicable(criterion=c, reason="No.") for c in sorted(absent)),
            moderation=tuple(
                Moderation(criterion=c, holds=side, reason="Yes.", decided_by="Panel", date=AS_OF)
                for c, side in sorted(decisions.items())
            ),
        ),
        st.lists(evidence(framework, criteria), max_size=40),
        st.sets(st.sampled_from(criteria), max_size=4),
        st.dictionaries(st.sampled_from(criteria), st.sampled_from(framework.words("claim")), max_size=6),
    )


def evidence(framework: Framework, criteria: Sequence[str]) -> st.SearchStrategy[Evidence]:
    """Strategy over single records; most of them count."""
    return st.builds(
        Evidence,
        id=st.just("E"),
        title=st.just("A record"),
        criteria=st.lists(st.sampled_from(criteria), min_size=1, max_size=4, unique=True).map(tuple),
        claim=st.sampled_from(("supports",) * 7 + ("refutes",)),
        status=st.sampled_from(framework.words("status")),
        kind=st.sampled_from(framework.words("kind")),
        voice=st.sampled_from(framework.words("voice")),
        date=st.one_of(st.just(AS_OF), st.dates(dt.date(2022, 1, 1), dt.date(2026, 4, 2)), st.none()),
        source=st.sampled_from(("Minutes", "Minutes", "Minutes", None)),
        locator=st.just("p. 1"),
        characteristics=st.one_of(
            st.just(framework.words("characteristic")),
            st.lists(st.sampled_from(framework.words("characteristic")), unique=True, max_size=3).map(tuple),
        ),
    )
