"""An oracle for laws, signals, gaps and gradings, written from docs/maturity-model.md (3.7 to 3.10).

It rests on tests/oracle.py for what 3.1 to 3.5 say, reads the law from ontology/record and ontology/mappings by itself,
and shares nothing with the rule files or the engines. Each section below is one section of the text, in its words.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import rdflib
from network_oracle import bridge_signal
from oracle import LOWEST_FIRST, VOICES_NOT_ITS_OWN, Graded, Judgement, judge

from inclead_graph.model.assessment import Assessment, Evidence, Grading
from inclead_graph.model.framework import Framework

INC = rdflib.Namespace("https://w3id.org/inclead/")
ELI = rdflib.Namespace("http://data.europa.eu/eli/ontology#")
DCTERMS, SKOS = rdflib.DCTERMS, rdflib.SKOS


@dataclass(frozen=True)
class Law:
    """One driver as the files have it; ``links`` are the criteria linked to itself, not to its parts."""

    id: str
    whole: str | None = None
    begins: date | None = None
    ends: date | None = None
    bodies: frozenset[str] = frozenset()
    characteristics: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Beyond:
    """What 3.7 to 3.10 say of one assessment.

    Attributes:
        drivers: those that apply, each with its state.
        cells: every cell by aim and characteristic; None where the aim does not apply.
        gaps: the words for each criterion; none for one without a gap.
        standing: the gradings that stand, by id.
        rival: things with rival gradings.
        decided: things with a decision, and the grade that holds.
    """

    drivers: dict[str, str]
    cells: dict[tuple[str, str], str | None]
    signals: dict[str, str]
    gaps: dict[str, frozenset[str]]
    standing: frozenset[str]
    rival: frozenset[str]
    decided: dict[str, str]


@dataclass(frozen=True)
class Case:
    """An assessment with what is already known of it."""

    assessment: Assessment
    framework: Framework
    judgement: Judgement

    @property
    def accepted(self) -> list[Evidence]:
        return [record for record in self.assessment.evidence if record.id in self.judgement.accepted]

    def word(self, criterion: str) -> str:
        return self.judgement.criteria[criterion].verdict

    def words(self, criteria: Iterable[str]) -> set[str]:
        return {self.word(criterion) for criterion in criteria}

    def support(self, criterion: str) -> list[Evidence]:
        return [r for r in self.accepted if criterion in r.criteria and r.claim == "supports"]

    def showing(self, criterion: str) -> list[Evidence]:
        return [r for r in self.support(criterion) if shows_in_place(r)]

    def against(self, criterion: str) -> list[Evidence]:
        return [r for r in self.accepted if criterion in r.criteria and r.claim == "refutes"]


def shows_in_place(record: Evidence) -> bool:
    return record.status in ("in place", "effective")


def judge_beyond(
    assessment: Assessment, framework: Framework, laws: Mapping[str, Law], concerns: Mapping[str, frozenset[str]]
) -> Beyond:
    """Judge an assessment; ``laws`` and ``concerns`` are what the files say of drivers and signals, or made up."""
    case = Case(assessment, framework, judge(assessment, framework))
    applying = {law.id for law in laws.values() if applies(law, assessment.organisation.kind, assessment.as_of)}
    standing = gradings_that_stand(assessment)
    return Beyond(
        drivers={name: driver_state(laws[name], laws, case) for name in applying},
        cells={
            (law.id, group): cell_state(law, group, laws, case) if law.id in applying else None
            for law in laws.values()
            for group in law.characteristics
        },
        signals={name: signal_state(name, case, criteria) for name, criteria in concerns.items()},
        gaps={criterion: gaps_of(criterion, case) for criterion in framework.criteria},
        standing=frozenset(grading.id for grading in standing),
        rival=things_with_rivals(standing),
        decided=grades_that_hold(assessment),
    )


# What the files say


def laws_in(ontology: Path) -> dict[str, Law]:
    """Read every driver, with whom it binds and what bears on it, from the ontology's own files."""
    graph = rdflib.Graph()
    for file in [*sorted((ontology / "record").rglob("*.ttl")), ontology / "vocabularies.ttl"]:
        graph.parse(file)
    name = {str(thing): str(word) for thing, word in graph.subject_objects(SKOS.notation)}
    bodies = pairs_in(ontology / "mappings" / "driver-body.sssom.tsv")
    links = pairs_in(ontology / "mappings" / "criterion-driver.sssom.tsv")

    def day(of: rdflib.term.Node, predicate: rdflib.URIRef) -> date | None:
        found = graph.value(of, predicate)
        return date.fromisoformat(str(found)) if found is not None else None

    def law(of: rdflib.term.Node) -> Law:
        whole = graph.value(of, DCTERMS.isPartOf)
        return Law(
            id=name[str(of)],
            whole=None if whole is None else name[str(whole)],
            begins=day(of, ELI.first_date_entry_in_force),
            ends=day(of, ELI.date_no_longer_in_force),
            bodies=frozenset(name[body] for driver, body in bodies if driver == str(of)),
            characteristics=frozenset(name[str(c)] for c in graph.objects(of, INC.relevantCharacteristic)),
            links=frozenset(criterion.removeprefix(INC) for criterion, driver in links if driver == str(of)),
        )

    found = [law(of) for of in graph.subjects(rdflib.RDF.type, INC.Driver)]
    return {each.id: each for each in found}


def pairs_in(table: Path) -> list[tuple[str, str]]:
    """Subject and object of each row of a mapping table, written out."""
    lines = [line for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t")
    return [(written_out(row["subject_id"]), written_out(row["object_id"])) for row in rows]


def written_out(short: str) -> str:
    prefix, _, rest = short.partition(":")
    return {"inc": INC, "driver": INC + "driver/"}[prefix] + rest


def concerns_in(ontology: Path, framework: Framework) -> dict[str, frozenset[str]]:
    """The criteria that each signal concerns: those that it names, and those of stages and factors that it names."""
    graph = rdflib.Graph().parse(ontology / "toolkit" / "signals.ttl")
    below = {name: {name} for name in framework.criteria}
    below |= {name: set(factor.criteria) for name, factor in framework.factors.items()}
    below |= {name: set().union(*(below[f] for f in stage.factors)) for name, stage in framework.stages.items()}
    return {
        str(graph.value(signal, SKOS.notation)): frozenset(
            criterion
            for thing in graph.objects(signal, INC.concerns)
            for criterion in below[str(thing).removeprefix(INC)]
        )
        for signal in graph.subjects(rdflib.RDF.type, INC.Signal)
    }


# 3.7 Laws and policies, and the matrix of the equality duty


def applies(law: Law, kind: str, as_of: date) -> bool:
    """It binds organisations of this kind, and the day lies in the time of its being in force, both ends counted."""
    if law.begins is None or kind not in law.bodies:
        return False
    return law.begins <= as_of and (law.ends is None or as_of <= law.ends)


def driver_state(law: Law, laws: Mapping[str, Law], case: Case) -> str:
    words = case.words(bearing_on_it_or_a_part(law, laws)) - {"not applicable"}
    if not words:
        return "not examined"
    for word, state in (("not met", "exposed"), ("contested", "contested"), ("unknown", "not shown")):
        if word in words:
            return state
    assert words == {"met"}
    return "evidenced"


def bearing_on_it_or_a_part(law: Law, laws: Mapping[str, Law]) -> frozenset[str]:
    parts = [other for other in laws.values() if other.whole == law.id]
    return law.links.union(*(bearing_on_it_or_a_part(part, laws) for part in parts))


def cell_state(aim: Law, group: str, laws: Mapping[str, Law], case: Case) -> str:
    shown, spoken_against, both = False, False, False
    exposed = False
    for criterion in bearing_on_a_cell(aim, laws, case.framework):
        for_it = any(group in record.characteristics for record in case.showing(criterion))
        against_it = any(group in record.characteristics for record in case.against(criterion))
        exposed = exposed or (against_it and not for_it)
        both = both or (against_it and for_it)
        shown = shown or for_it
        spoken_against = spoken_against or against_it
    if exposed:
        return "exposed"
    if both:
        return "contested"
    if shown and not spoken_against:
        return "evidenced"
    return "not shown"


def bearing_on_a_cell(aim: Law, laws: Mapping[str, Law], framework: Framework) -> frozenset[str]:
    """What bears on the aim, and what bears on the whole duty and must hold for each group."""
    duty = laws[aim.whole] if aim.whole else None
    of_the_duty = () if duty is None else (name for name in duty.links if framework.criteria[name].by_group)
    return aim.links.union(of_the_duty)


# 3.8 Signals

ONE_AHEAD = {
    "strategy-not-landing": ("BR", "OF"),
    "individual-without-organisation": ("CR4", "CR5"),
    "organisation-without-individual": ("CR5", "CR4"),
}
ONE_KIND = {"policy-without-behaviour": "policy", "appraisal-by-attendance": "training record"}
MORE_THAN_ATTENDANCE = "OF5.F1"
SIDES = {
    # Data are collected; those who collect them or work with people get no report.
    "feedback-loop-broken": (("OF2.A3", "SR3.A1"), ("SR3.A4", "SR3.O2")),
    # The Board has a lead; the other members leave the matter to that person. (What is agreed with the lead is about
    # the lead: while every member takes part, nobody leaves the matter to one, whatever was agreed.)
    "lone-lead": (("BR3.F1", "BR3.A1", "BR3.A2"), ("BR3.O1",)),
    # There is engagement; nothing keeps it up.
    "ad-hoc-engagement": (("BS1.A1", "BS2.A1", "BS3.A1", "BS10.A1"), ("BS8.A1", "BS8.A2", "BS8.O1")),
    # People are involved in their care; that is taken for a say in services.
    "patient-taken-for-public": (("CR1.A1", "CR2.A3"), ("CR3.F1", "CR3.A1", "CR3.O1")),
    # A partner reaches people whom nobody else reaches; pressure on it is not foreseen.
    "voluntary-bridge-at-risk": (("OF4.O2",), ("OF4.F2",)),
}
ONE_SIDED = [
    "mistaken-beliefs", "patronising-ways", "unquestioned-ways", "failure-to-detect", "professional-exclusivity",
    "top-absent",
]  # fmt: skip
OPEN = {"unknown", "contested"}


def signal_state(name: str, case: Case, concerned: frozenset[str]) -> str:
    if name in ONE_AHEAD:
        graded = case.judgement.stages | case.judgement.factors
        ahead, behind = ONE_AHEAD[name]
        return one_ahead_of_the_other(graded[ahead], graded[behind])
    if name in ONE_KIND:
        known = name == "appraisal-by-attendance" and case.word(MORE_THAN_ATTENDANCE) == "not met"
        return "raised" if known else all_of_one_kind(ONE_KIND[name], concerned, case)
    if name in SIDES:
        states = {two_sides(*SIDES[name], case)}
        if name == "voluntary-bridge-at-risk":  # the network may say so, too
            states.add(bridge_signal(case.assessment.network, case.assessment.as_of))
        return next(state for state in ("raised", "cannot tell", "clear") if state in states)
    if name in ONE_SIDED:
        return one_side(concerned, case)
    if name == "grading-without-support":
        return graded_without_support(case.assessment)
    there = {
        "graded-too-early": any(is_too_early(grading, case) for grading in case.assessment.gradings),
        "disputed-from-outside": any(is_disputed_from_outside(criterion, case) for criterion in concerned),
        "one-source": comes_from_one_source(case.assessment.evidence),
    }
    return "raised" if there[name] else "clear"


def one_ahead_of_the_other(ahead: Graded, behind: Graded) -> str:
    if None in (ahead.floor, behind.floor):
        return "clear"
    if is_high(ahead.floor) and not is_high(behind.ceiling):
        return "raised"
    return "cannot tell" if is_high(ahead.ceiling) and not is_high(behind.floor) else "clear"


def is_high(grade: str | None) -> bool:
    assert grade is not None
    return LOWEST_FIRST.index(grade) >= LOWEST_FIRST.index("achieving")


def all_of_one_kind(kind: str, concerned: Iterable[str], case: Case) -> str:
    kinds = {record.kind for criterion in concerned for record in case.support(criterion)}
    if not kinds:
        return "cannot tell"
    return "raised" if kinds == {kind} else "clear"


def two_sides(there: Iterable[str], missing: Iterable[str], case: Case) -> str:
    one, other = case.words(there), case.words(missing)
    if "met" in one and "not met" in other:
        return "raised"
    possible = one & ({"met"} | OPEN) and other & ({"not met"} | OPEN)
    return "cannot tell" if possible else "clear"


def one_side(concerned: Iterable[str], case: Case) -> str:
    words = case.words(concerned)
    if "not met" in words:
        return "raised"
    return "cannot tell" if words & OPEN else "clear"


def is_disputed_from_outside(criterion: str, case: Case) -> bool:
    own_word = any(record.voice in ("board", "management", "staff") for record in case.showing(criterion))
    return own_word and any(record.voice in VOICES_NOT_ITS_OWN for record in case.against(criterion))


def comes_from_one_source(records: Iterable[Evidence]) -> bool:
    """There are several records, and all that name a source name the same, in whatever letters."""
    sources = [record.source for record in records]
    return len(sources) > 1 and len({source.casefold() for source in sources if source}) == 1


def graded_without_support(assessment: Assessment) -> str:
    """A lay panel or the community was asked to grade, and nobody supported them first; who abstains was asked, too."""
    said = {
        grading.supported
        for grading in assessment.gradings
        if grading.by in ("lay panel", "community") and grading.date <= assessment.as_of
    }
    if False in said:
        return "raised"
    return "cannot tell" if None in said else "clear"


def is_too_early(grading: Grading, case: Case) -> bool:
    """Accepted evidence on its subject is dated after it."""
    if grading.date > case.assessment.as_of:
        return False
    stage = case.framework.stages.get(grading.subject)
    factors = stage.factors if stage else [grading.subject]
    on_it = {c for f in factors if f in case.framework.factors for c in case.framework.factors[f].criteria}
    return any(on_it & {*r.criteria} and r.date is not None and r.date > grading.date for r in case.accepted)


# 3.9 Gaps


def gaps_of(name: str, case: Case) -> frozenset[str]:
    verdict, criterion = case.judgement.criteria[name], case.framework.criteria[name]
    word, support = verdict.verdict, case.support(name)
    only_lapsed = [
        record
        for record in case.assessment.evidence
        if name in record.criteria and record.claim == "supports"
        if case.judgement.set_aside.get(record.id, frozenset()) == {"lapsed"} and shows_in_place(record)
    ]
    holds = {
        "refuted": word == "not met",
        "contested": word == "contested",
        "no evidence": word == "unknown" and not support and not only_lapsed,
        "stale": word in ("unknown", "not met") and not support and bool(only_lapsed),
        "under way": word in ("unknown", "not met") and verdict.under_way,
        "not covered": word == "met" and criterion.by_group and not verdict.covered,
        "not corroborated": word == "met" and criterion.role == "outcome" and not verdict.corroborated,
    }
    return frozenset(gap for gap, true in holds.items() if true)


# 3.10 Gradings by others


def gradings_that_stand(assessment: Assessment) -> list[Grading]:
    """Of several gradings of a thing by one rater, the latest by the as-of date."""
    latest: dict[tuple[str, str, str | None], Grading] = {}
    for grading in sorted(assessment.gradings, key=lambda g: g.date):
        if grading.date <= assessment.as_of:
            latest[grading.subject, grading.by, grading.rater] = grading
    return list(latest.values())


def things_with_rivals(standing: Iterable[Grading]) -> frozenset[str]:
    """Things whose standing gradings differ; who abstains does not differ."""
    given = {(grading.subject, grading.grade) for grading in standing if grading.grade is not None}
    return frozenset(subject for subject, number in Counter(s for s, _ in given).items() if number > 1)


def grades_that_hold(assessment: Assessment) -> dict[str, str]:
    in_time = [decision for decision in assessment.grading_decisions if decision.date <= assessment.as_of]
    return {decision.subject: decision.grade for decision in sorted(in_time, key=lambda d: d.date)}
