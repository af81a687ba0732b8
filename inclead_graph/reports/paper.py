"""The Board paper: what was found, what is missing and what to do, in the order in which a Board reads it.

It leaves the full proofs to the page, the workbook and the bundle, and says so. The PDF and the Word file set the same
paper, so that the two cannot say different things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from inclead_graph.inference.findings import long_date
from inclead_graph.inference.partners import helpers_text
from inclead_graph.model.assessment import Assessment
from inclead_graph.reports.blocks import Block, Cell, Page, Paper, Picture, Points, Prose, Section, Table, plain
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.heatmap import heat_map
from inclead_graph.reports.paper_parts import eds_section, gradings_section, partnerships_section, standing_sections
from inclead_graph.reports.pictured import timeline_blocks, trend_blocks
from inclead_graph.reports.profile import CriterionLine, FactorLine, StageLine
from inclead_graph.reports.targets import targets_table

__all__ = ["filled_paper", "paper_of", "signatures", "title_of"]


def title_of(assessment: Assessment) -> str:
    """Return the title of every document about an assessment."""
    return plain(f"Inclusion maturity: {assessment.organisation.name}, {long_date(assessment.as_of)}")


def filled_paper(
    found: Gathered, title: str, sections: Iterable[Section], *, landscape: bool = False, text: float = 10.5
) -> Paper:
    """Make a paper of a few pages without a cover, which says what it was filled from.

    Args:
        found: what was gathered of a result.
        title: what it is.
        sections: in reading order.
        landscape: whether the sheet lies on its long side.
        text: size of type in points; tables are one point smaller.
    """
    result, assessment = found.result, found.result.assessment
    name, day = plain(assessment.organisation.name), long_date(assessment.as_of)
    fictional = (("Please note", "A fictional organisation"),) if assessment.organisation.fictional else ()
    evidence = f"{len(assessment.evidence)} records, {result.digest}"
    return Paper(
        title=title,
        subtitle=f"{name}, as of {day}",
        name=f"{title}: {name}, {day}",
        day=assessment.as_of,
        facts=(
            *fictional,
            ("Filled from evidence", evidence),
            ("Judged by", f"inclead-graph {result.package_version}"),
        ),
        sections=tuple(sections),
        page=Page(landscape=landscape, text=text, table=text - 1, cover=False),
    )


def paper_of(found: Gathered) -> Paper:
    """Arrange what was gathered as a paper."""
    organisation = found.result.assessment.organisation
    return Paper(
        title="Inclusion maturity assessment",
        subtitle=plain(organisation.name),
        name=title_of(found.result.assessment),
        day=found.result.assessment.as_of,
        facts=tuple(_facts(found)),
        sections=(
            _summary(found),
            _profile(found),
            *_trend(found),
            *_targets(found),
            *(section for stage in found.profile.stages for section in _stage(found, stage)),
            *standing_sections(found),
            *gradings_section(found),
            *eds_section(found),
            *partnerships_section(found),
            Section("How long the evidence counts", 1, tuple(timeline_blocks(found)), fresh=True),
            _set_aside(found),
            _about(found),
            _signatures(found),
        ),
    )


def _facts(found: Gathered) -> Iterator[tuple[str, str]]:
    result, assessment = found.result, found.result.assessment
    yield "As of", long_date(assessment.as_of)
    kind = found.framework.vocabularies["organisation kind"].get(assessment.organisation.kind)
    yield "Kind of organisation", kind.label if kind else plain(assessment.organisation.kind)
    if assessment.organisation.fictional:
        yield "Please note", "A fictional organisation"
    if assessment.assessors:
        who = (a.name + (f" ({a.role})" if a.role else "") for a in assessment.assessors)
        yield "Assessed by", plain(", ".join(who))
    yield "Evidence", f"{len(assessment.evidence)} records"
    yield "Digest of the evidence", result.digest
    yield "Judged by", f"inclead-graph {result.package_version}"
    yield "Ontology", result.ontology_version
    yield "Rules", result.rules_version


def _summary(found: Gathered) -> Section:
    lowest = found.profile.headline
    upto = f", up to {lowest.ceiling}" if lowest.open else ""
    raised = [line.signal.label for line in found.standing.signals if line.state == _highest(found, "signal state")]
    exposed = [line.driver.label for line in found.standing.drivers if line.state == _first(found, "driver state")]
    points = [
        *(_in_short(line) for line in found.profile.stages),
        f"Signals raised: {', '.join(raised) or 'none'}.",
        f"Laws and policies exposed: {', '.join(exposed) or 'none'}.",
    ]
    return Section(
        "In short",
        1,
        (
            Prose(f"Lowest stage: {lowest.floor or 'not applicable'}{upto}. There is no total.", strong=True),
            Points(tuple(map(plain, points))),
            Prose(
                "Each stage and factor has a floor, the grade that the evidence shows, and a ceiling, the grade that "
                "it could have if what is unknown or contested turned out well. Where they differ, the difference is "
                "what is not known; it does not mean that nothing was done."
            ),
        ),
    )


def _highest(found: Gathered, vocabulary: str) -> str:
    return found.framework.words(vocabulary)[-1]


def _first(found: Gathered, vocabulary: str) -> str:
    return found.framework.words(vocabulary)[0]


def _in_short(line: StageLine) -> str:
    grades = line.grades
    said = "not known yet" if line.unheard else grades.floor or "not applicable"
    return f"{line.stage.label}: {said}" + (f", could be {grades.ceiling}" if grades.open else "") + "."


def _profile(found: Gathered) -> Section:
    profile = found.profile
    stages = Table.of(
        "The five stages" if len(profile.stages) == 5 else "The stages",
        {"Stage": 5, "Floor: what is shown": 3, "Ceiling: what could be": 3, "Factors": 1},
        (
            (f"{s.stage.id} {s.stage.label}", found.floor(s), found.grade(s.grades.ceiling), len(s.factors))
            for s in profile.stages
        ),
    )
    factors = Table.of(
        "Every factor, as in the picture",
        {"Factor": 5, "Floor: what is shown": 3, "Ceiling: what could be": 3},
        (
            (f"{f.factor.id} {f.factor.label}", found.floor(f), found.grade(f.grades.ceiling))
            for s in profile.stages
            for f in s.factors
        ),
    )
    said = "; ".join(_in_short(line).rstrip(".") for line in profile.stages)
    picture = Picture(
        heat_map(profile, found.grades),
        plain(f"Grade of every factor, by stage. {said}. The table that follows says the same factor by factor."),
        "Every factor, by stage: floor in the cell, ceiling at its foot",
    )
    return Section("Profile", 1, (stages, picture, factors), fresh=True)


def _trend(found: Gathered) -> Iterator[Section]:
    blocks = tuple(trend_blocks(found))
    if blocks:
        yield Section("Trend", 1, blocks, fresh=True)


def _targets(found: Gathered) -> Iterator[Section]:
    if found.result.assessment.targets:
        said = "What the organisation wants each factor to be, and by when, beside what the evidence shows now."
        yield Section("Targets", 1, (Prose(said), targets_table(found)), fresh=True)


def _stage(found: Gathered, line: StageLine) -> Iterator[Section]:
    stage = line.stage
    grades = Table.of(
        f"{stage.label} as a whole",
        {"Floor: what is shown": 1, "Ceiling: what could be": 1},
        [(found.floor(line), found.grade(line.grades.ceiling))],
    )
    yield Section(
        plain(f"{stage.order}. {stage.label}"), 1, (Prose(plain(stage.definition)), grades, *_why(line)), fresh=True
    )
    for factor in line.factors:
        yield _factor(found, factor)


def _why(line: StageLine | FactorLine) -> Iterator[Block]:
    said = [plain(step.says) for step in line.floor_because]
    if said:
        yield Prose(f"Why this floor: {' '.join(said)}")


def _factor(found: Gathered, line: FactorLine) -> Section:
    factor = line.factor
    upto = f"; ceiling: {line.grades.ceiling}" if line.grades.open else ""
    blocks: list[Block] = [
        Prose(f"Floor: {found.floor(line).text}{upto}", strong=True),
        Prose(plain(factor.definition)),
        Table.of(
            f"Criteria of {factor.id}",
            {"Criterion": 6, "Role": 2, "Verdict": 3, "Evidence": 3},
            (_criterion(found, one) for one in line.criteria),
        ),
    ]
    gaps = found.gaps(line)
    if gaps:
        blocks.append(
            Table.of(
                f"What is missing in {factor.id}, and what the toolkit says to do",
                {"Criterion": 2, "What to do": 9, "Toolkit": 4},
                (_gap(found, one) for one in gaps),
            )
        )
    return Section(plain(f"{factor.id} {factor.label}"), 2, tuple(blocks))


def _criterion(found: Gathered, line: CriterionLine) -> tuple[object, ...]:
    criterion = line.criterion
    marks = {
        "under way": line.under_way,
        "corroborated": line.corroborated,
        "all groups": criterion.by_group and line.covered,
    }
    more = "".join(f", {mark}" for mark, holds in marks.items() if holds)
    return (
        f"{criterion.id} {criterion.label}" + (" (supplied by us)" if criterion.curated else ""),
        criterion.role + (", by group" if criterion.by_group else ""),
        found.state("verdict", line.verdict, more),
        ", ".join(line.evidence) or "none accepted",
    )


def _gap(found: Gathered, line: CriterionLine) -> tuple[object, ...]:
    help_ = found.helpers.get(line.criterion.id)
    helped = f" Could help, as the network shows: {helpers_text(help_)}." if help_ else ""
    return (
        line.criterion.id,
        f"{line.criterion.advised_action}{helped}",
        "; ".join(map(str, line.criterion.passages)) or "supplied by us",
    )


def _set_aside(found: Gathered) -> Section:
    evidence = found.result.findings.evidence
    rows = [(f"{piece} {evidence[piece].title}", "; ".join(why)) for piece, why in found.profile.set_aside]
    block: Block = Prose("Every piece of evidence counted.")
    if rows:
        block = Table.of("What did not count, and why", {"Evidence": 1, "Reason": 1}, rows)
    return Section("Evidence set aside", 1, (block,), fresh=True)


def _about(found: Gathered) -> Section:
    result, assessment = found.result, found.result.assessment
    agreed = ", which agreed on every finding" if len(result.engines) > 1 else ""
    declared = [plain(f"{one.criterion}: {one.reason}") for one in assessment.not_applicable]
    blocks: list[Block] = [
        Prose(
            "Rules that anybody can read conclude each verdict and grade from the records of evidence, and leave a "
            f"proof of every step. Engines: {' and '.join(result.engines)}{agreed}. The same evidence, ontology and "
            "rules give the same findings; the digest and the versions on the cover say which they were."
        ),
        Prose(
            "Criteria are in our own words; the lines cited are those of the IncLeaD Toolkit (2012). A criterion "
            "marked as supplied by us is not in the toolkit."
        ),
        Prose(
            "This paper leaves out the full proofs. They are in the HTML report (inclead assess --format html), step "
            "by step in the workbook (--format xlsx), and in a bundle that a third party can check without us (inclead "
            "bundle, inclead verify)."
        ),
    ]
    if declared:
        blocks += [Prose("Declared not applicable:"), Points(tuple(declared))]
    return Section("How this was judged", 1, tuple(blocks))


def _signatures(found: Gathered) -> Section:
    sealing, digest = found.sealing, found.result.digest
    sealed = f", sealed as revision {sealing.revision} with the seal {sealing.seal}" if sealing.holds else ""
    signed = [(who.name, who.role) for who in sealing.signed] if sealing.holds else []
    return signatures(f"We have seen this assessment, whose evidence has the digest {digest}{sealed}.", signed)


def signatures(says: str, signed: Sequence[tuple[str, str]] = ()) -> Section:
    """Return the section in which people sign what is said.

    Args:
        says: what they sign.
        signed: name and role of those who are known to sign; four lines in all have room for more.
    """
    empty = Cell("", room=1)
    rows = [[name, role, empty, empty] for name, role in signed] + [[empty] * 4] * max(1, 4 - len(signed))
    names = Table.of("Who signs", {"Name": 3, "Role": 3, "Signature": 4, "Date": 2}, rows)
    return Section("Signatures", 1, (Prose(says), names))
