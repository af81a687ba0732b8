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
    Target,
    Withdrawal,
)
from inclead_graph.model.framework import EdsEdition, Framework
from inclead_graph.model.network import (
    InclusionGroup,
    NetworkOrganisation,
    Partnership,
    PartnershipNetwork,
    PartnershipReview,
    PartnershipScore,
    Service,
    Trust,
)
from inclead_graph.network.changing import with_network

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
    made = Assessment(
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
        targets=random_targets(framework, seed),
        **random_eds(framework, seed, number),
    )
    return with_network(made, random_network(framework, f"network {seed}"), framework) if seed % 3 == 0 else made


def random_network(framework: Framework, seed: str, most: int = 6) -> PartnershipNetwork:
    """Make a small network in which every branch of reach and bridging is likely; the same for the same seed."""
    draw = random.Random(seed)
    ids = [f"o{n}" for n in range(draw.randint(2, most))]
    days = (None, None, None, *(AS_OF + dt.timedelta(days=n) for n in (-900, -400, -1, 0, 1)))
    maybe = (None, True, False)

    def share() -> Decimal | None:
        return draw.choice((None, Decimal(0), Decimal(1), Decimal(draw.randint(1, 99)) / 100))

    def dated() -> dict[str, Any]:
        first, last = draw.choice(days), draw.choice(days)
        return {"from": first, "until": last if not (first and last) or first <= last else None}

    def scores(criteria: Sequence[str]) -> tuple[PartnershipScore, ...]:
        return tuple(
            PartnershipScore(criterion=c, score=draw.choice((None, 1, 2, 3, 4)))
            for c in criteria
            if draw.random() < 0.9
        )

    asked = framework.narrower("partnership criterion", "review")
    pairs = draw.sample([(a, b) for a in ids for b in ids if a < b], k=draw.randint(0, len(ids) * (len(ids) - 1) // 2))
    return PartnershipNetwork(
        assessed="o0",
        anchors=draw.choice(((), ("o0",), ("o0", ids[-1]))),
        scale=draw.choice((None, Decimal(4), Decimal(2))),
        organisations=tuple(
            NetworkOrganisation(
                id=name,
                name=f"Organisation {name}",
                sector=draw.choice((None, *framework.words("sector"))),
                funding_at_risk=draw.choice(maybe),
                potential=name != "o0" and draw.random() < 0.1,
                answered=draw.random() < 0.8,
            )
            for name in ids
        ),
        groups=tuple(
            InclusionGroup(
                id=f"g{n}",
                name=f"Group {n}",
                disadvantage=draw.choice((*framework.words("characteristic"), "homelessness")),
                need=draw.choice((None, Decimal(draw.randint(0, 900)))),
            )
            for n in range(draw.randint(0, 3))
        ),
        services=tuple(
            Service(organisation=name, group=f"g{n}", share=share(), **dated())
            for n in range(3)
            for name in ids
            if draw.random() < 0.4
        ),
        trust=tuple(
            Trust(by=f"g{n}", of=name, share=share() or 1, date=draw.choice(days))
            for n in range(3)
            for name in ids
            if draw.random() < 0.2
        ),
        partnerships=tuple(
            Partnership(
                between=draw.choice((pair, pair[::-1])),
                kind=draw.choice((None, "grant")),
                weight=draw.choice((None, Decimal(draw.randint(1, 40)) / 10)),
                funding_at_risk=draw.choice(maybe),
                reviews=tuple(
                    PartnershipReview(
                        date=AS_OF + dt.timedelta(days=draw.choice((-1500, -300, 0, 1))), scores=scores(asked)
                    )
                    for _ in range(draw.choice((0, 1, 2)))
                ),
                **dated(),
            )
            for pair in (*pairs, *pairs[:1])
        ),
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


def random_targets(framework: Framework, seed: int) -> tuple[Target, ...]:
    """Make targets for some factors; the same for the same seed."""
    draw = random.Random(f"targets {seed}")
    return tuple(
        Target(
            factor=factor,
            grade=draw.choice(framework.words("grade")),
            by=draw.choice((None, AS_OF, AS_OF + dt.timedelta(days=365))),
            why=draw.choice((None, "The Board agreed it.")),
        )
        for factor in draw.sample(list(framework.factors), draw.choice((0, 3, 9)))
    )


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


def varied_assessment(framework: Framework, seed: int) -> Assessment:
    """Make a random assessment of any kind of organisation, as of any day from March 2012 to the end of 2027.

    Beside what ``random_assessment`` draws: days on which some law begins or ends, records that name one group, records
    on one criterion from inside and outside, records of one kind or from one source, and things that are all met or
    all refuted, so that patterns between them occur.
    """
    draw = random.Random(f"varied {seed}")
    plain = random_assessment(framework, seed)
    records = list(plain.evidence)
    for number in range(draw.choice((0, 1, 3, 6, 12))):
        leanings = [(c, claim) for place, claim in _places(framework, draw) for c in place if draw.random() < 0.95]
        records += [_leaning(framework, draw, f"L{number}.{c}", c, claim) for c, claim in leanings]
    for number in range(draw.choice((0, 6, 30))):
        records.append(_on_one_group(framework, draw, f"G{number}"))
    if draw.random() < 0.15:
        kind = draw.choice(("policy", "training record", "survey"))
        records = [r.model_copy(update={"kind": kind}) if draw.random() < 0.97 else r for r in records]
    sources = draw.choice((("Minutes", "minutes"), ("Minutes", None), ("Minutes", "Survey", "Letter"), (None,)))
    if draw.random() < 0.5:
        records = [r.model_copy(update={"source": draw.choice(sources)}) for r in records]
    if draw.random() < 0.1:
        records = records[:1]
    kind = draw.choice(framework.words("organisation kind"))
    organisation = ORGANISATION.model_copy(update={"kind": kind})
    varied = plain.model_copy(update={"organisation": organisation, "evidence": tuple(records)})
    return _moved(varied, _any_day(framework, draw) - AS_OF)


def _places(framework: Framework, draw: random.Random) -> Sequence[tuple[Sequence[str], str]]:
    """Return groups of criteria, each with the way in which records on it lean.

    A stage, a factor or what bears on a driver leans one way; what a signal concerns leans this way here and that way
    there, each of its stages, factors and single criteria for itself.
    """
    sides = ("supports", "refutes")
    if draw.random() < 0.2:
        stage, factor = draw.choice(list(framework.stages.values())), draw.choice(list(framework.factors.values()))
        bearing = draw.choice([criteria for criteria in framework.bearing.values() if criteria])
        return [(draw.choice((_of_stage(framework, stage.id), factor.criteria, bearing)), draw.choice(sides))]
    signal = draw.choice(list(framework.signals.values()))
    wide = [_of_stage(framework, name) for name in signal.stages]
    wide += [framework.factors[name].criteria for name in signal.factors]
    places = wide or [(criterion,) for criterion in signal.criteria]
    return [(place, draw.choice(sides)) for place in places if draw.random() < 0.8]


def _of_stage(framework: Framework, name: str) -> Sequence[str]:
    return [c for factor in framework.stages[name].factors for c in framework.factors[factor].criteria]


def _leaning(framework: Framework, draw: random.Random, name: str, criterion: str, claim: str) -> Evidence:
    return Evidence(
        id=name,
        title="One of several that say the same",
        criteria=(criterion,),
        claim=claim,
        status=draw.choice(("in place", "effective")) if claim == "supports" else None,
        kind=draw.choice(("policy", "observation", "training record")),
        voice=draw.choice(framework.words("voice")),
        date=AS_OF - dt.timedelta(days=draw.choice((0, 30, 300, 1200) if draw.random() < 0.1 else (0, 30))),
        source=draw.choice(("Minutes", "Survey")),
        locator="p. 2",
        characteristics=draw.choice(((), framework.words("characteristic"))),
    )


def _on_one_group(framework: Framework, draw: random.Random, name: str) -> Evidence:
    """Make a record on a criterion that bears on an aim or that must hold by group; it names one or two groups."""
    aims = [driver for driver in framework.drivers.values() if driver.characteristics]
    by_group = [criterion.id for criterion in framework.criteria.values() if criterion.by_group]
    claim = draw.choice(("supports", "supports", "refutes"))
    return Evidence(
        id=name,
        title="What it is like for some people",
        criteria=(draw.choice([*by_group, *draw.choice(aims).criteria]),),
        claim=claim,
        status=draw.choice(framework.words("status")) if claim == "supports" else None,
        kind=draw.choice(framework.words("kind")),
        voice=draw.choice(framework.words("voice")),
        date=AS_OF - dt.timedelta(days=draw.choice((0, 30, 200))),
        source="Letter",
        locator="p. 1",
        characteristics=tuple(draw.sample(framework.words("characteristic"), draw.choice((1, 1, 2)))),
    )


def _any_day(framework: Framework, draw: random.Random) -> dt.date:
    """Return a day on which rules are in force: any, or one about which a driver begins or ends."""
    first, last = dt.date(2012, 3, 1), dt.date(2027, 12, 31)
    ends = [day for d in framework.drivers.values() for day in (d.starts, d.ends) if day is not None]
    near = [day + dt.timedelta(days=shift) for day in ends for shift in (-1, 0, 1)]
    if draw.random() < 0.5:
        return draw.choice(sorted(day for day in near if first <= day <= last))
    return first + dt.timedelta(days=draw.randint(0, (last - first).days))


def _moved(assessment: Assessment, by: dt.timedelta) -> Assessment:
    """Move every day of an assessment by the same time, its as-of date too."""

    def moved(record: Evidence) -> Evidence:
        days = {name: day + by for name in ("date", "expires") if (day := getattr(record, name)) is not None}
        withdrawn = record.withdrawn and record.withdrawn.model_copy(update={"date": record.withdrawn.date + by})
        return record.model_copy(update={**days, "withdrawn": withdrawn})

    dated = {
        name: tuple(entry.model_copy(update={"date": entry.date + by}) for entry in getattr(assessment, name))
        for name in ("moderation", "gradings", "grading_decisions")
    }
    evidence = tuple(moved(record) for record in assessment.evidence)
    return assessment.model_copy(update={**dated, "evidence": evidence, "as_of": assessment.as_of + by})
