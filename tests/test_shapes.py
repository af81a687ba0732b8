"""Faults put into a copy of the ontology are each met with one message that names the thing and says what it needs.

All faults of ``FAULTS`` are put in at once, each into another thing, and the shapes are held against them once.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from inclead_graph.bundled import bundled
from inclead_graph.cli import main

DRIVERS = "record/drivers"
COMPETENCIES = "record/competencies"
EDS = "record/eds"
TABLES = "mappings"
ALL = "the whole block or row"


@dataclass(frozen=True)
class Fault:
    """A fault and the message that is due.

    Attributes:
        file: where it is put, below the ontology's folder.
        thing: whose block of Turtle it is put into; for a mapping table, the two ends of a row.
        old: a pattern that stands just once in that block, or ``ALL``.
        new: what takes its place.
        named: what the message calls the thing.
        words: what the message must say: the fault and the remedy.
    """

    file: str
    thing: str
    old: str
    new: str
    named: str
    words: tuple[str, ...]


def fault(file: str, thing: str, old: str, new: str, *words: str, named: str = "") -> Fault:
    return Fault(file, thing, old, new, named or thing, words)


FAULTS = {
    # Where it is from
    "no-source": fault(
        f"{DRIVERS}/frameworks.ttl", "driver:wres", r"dcterms:source [^;.]+", "skos:note 'None.'@en",
        "must name where it is from", "a source of ontology/sources.ttl or a passage", "(dcterms:source)",
    ),
    "source-not-described": fault(
        f"{EDS}/eds-2022.ttl", "eds-2022:mandate", "source:leeds-teaching-hospitals", "source:a-friend",
        "must name where it is from", "(here: source:a-friend)",
    ),
    "no-mark": fault(
        f"{DRIVERS}/frameworks.ttl", "driver:pcref", r"inc:verification inc:\S+ ;", "",
        "exactly one of inc:verified, inc:stated-by-toolkit, inc:from-memory", "(inc:verification)",
    ),
    "unknown-mark": fault(
        f"{COMPETENCIES}/hlm.ttl", "hlm:strong", "inc:verified", "inc:certain",
        "exactly one of inc:verified, inc:stated-by-toolkit, inc:from-memory", "(here: inc:certain)",
    ),
    "from-memory-without-confidence": fault(
        f"{EDS}/eds2-2013.ttl", "eds2-2013:1.3", r"inc:confidence 0.9 ;", "",
        "is from memory: it needs a confidence from 0 to 1 (inc:confidence) and the source source:recollection",
    ),
    "verified-with-confidence": fault(
        f"{DRIVERS}/equality.ttl", "driver:psed", "inc:verification", "inc:confidence 0.9 ; inc:verification",
        "is not marked as from memory, so it can have neither a confidence nor the source source:recollection",
    ),
    "never-looked-for": fault(
        f"{DRIVERS}/frameworks.ttl", "driver:wdes", r"inc:lastChecked \S+ ;", "",
        "must say on which day somebody last looked for it (inc:lastChecked, a date)",
    ),
    "source-without-title": fault(
        "sources.ttl", "source:cornwall-pcref", r"dcterms:title .*", "",
        "a source needs exactly one title (dcterms:title)",
    ),
    # Frameworks
    "framework-from-nowhere": fault(
        f"{COMPETENCIES}/hlm.ttl", "inc:hlm", r"inc:verification inc:verified ;", "",
        "a framework must cite a passage of the toolkit, or say how far it was checked", named="hlm",
    ),
    "descriptor-missing": fault(
        f"{COMPETENCIES}/lf.ttl", "lf:1.1.4", ALL, "",
        "the Leadership Framework has 112 descriptors", named="lf",
    ),
    "below-two-things": fault(
        f"{COMPETENCIES}/lf.ttl", "lf:2.4", r"skos:broader lf:2 ;", "skos:broader lf:2 , lf:3 ;",
        "stands below more than one thing (skos:broader)",
    ),
    "no-tier": fault(
        f"{COMPETENCIES}/mlf.ttl", "mlf:inclusion", r'inc:tier "principle" ;', "",
        "must say what its framework calls it", "(inc:tier)",
    ),
    "no-order": fault(
        f"{COMPETENCIES}/hlm.ttl", "hlm:engaging-the-team", r"inc:order 6 ;", "",
        "needs exactly one place among its siblings (inc:order, a whole number)",
    ),
    "two-codes": fault(
        f"{COMPETENCIES}/ksf.ttl", "ksf:3", '"C3"', '"C3" , "HSS"',
        "needs exactly one code (skos:notation)",
    ),
    "level-of-nothing": fault(
        f"{COMPETENCIES}/lqf.ttl", "lqf:self-belief-level-2", r"lqf:self-belief ;", "lqf:self-beleif ;",
        "a level must measure exactly one thing that exists (inc:levelOf)",
    ),
    "no-example-of-practice": fault(
        "toolkit/competencies.ttl", "competency:self-management-1", r"inc:practiceExample .*", "",
        "needs exactly one example of practice (inc:practiceExample)",
    ),
    "competency-under-no-quality": fault(
        "toolkit/competencies.ttl", "competency:self-awareness-2", r"skos:broader \S+ ;", "",
        "a competency must stand under exactly one quality of the LQF (skos:broader)",
    ),
    # The EDS
    "outcome-number": fault(
        f"{EDS}/eds-2011.ttl", "eds-2011:3.1", r'skos:notation "3.1"', 'skos:notation "3-1"',
        "an outcome's number is written as 1.1 or, in EDS 2022, 1A (skos:notation)", "(here: 3-1)",
    ),
    "outcome-of-no-goal": fault(
        f"{EDS}/eds-2022.ttl", "eds-2022:2D", "eds-2022:domain-2", "eds-2022:domain-5",
        "must belong to exactly one goal or domain that exists (inc:goal)", "(here: eds-2022:domain-5)",
    ),
    "fewest-above-most": fault(
        f"{EDS}/eds2-2013.ttl", "eds2-2013:achieving", r"minimumGroups 6", "minimumGroups 9",
        "the fewest groups of a grade cannot be more than its most (inc:minimumGroups)", "(here: 9)",
    ),
    "more-than-nine-groups": fault(
        f"{EDS}/eds2-2013.ttl", "eds2-2013:excelling", r"maximumGroups 9", "maximumGroups 10",
        "there are nine groups (inc:maximumGroups)", "(here: 10)",
    ),
    "more-than-33": fault(
        f"{EDS}/eds-2022.ttl", "eds-2022:excelling", r"maximumScore 33", "maximumScore 34",
        "the total of eleven scores is at most 33 (inc:maximumScore)", "(here: 34)",
    ),
    "grade-that-equals-none": fault(
        f"{EDS}/eds-2011.ttl", "eds-2011:developing", r"inc:equalToGrade \S+ ;", "",
        "must name the grade of our scale that it equals (inc:equalToGrade)",
    ),
    "provision-about-nothing": fault(
        f"{EDS}/eds-2022.ttl", "eds-2022:timing", r'inc:topic "timing" ;', "",
        "must say what it is about (inc:topic)",
    ),
    # Law
    "section-of-the-wrong-act": fault(
        f"{DRIVERS}/health.ttl", "driver:nhs-england-integration", "ukpga/2006/41", "ukpga/2012/7",
        "names a section that the Act of 2012 or 2022 inserted: it is a section of the NHS Act 2006 (ukpga/2006/41)",
    ),
    "begins-after-its-end": fault(
        f"{DRIVERS}/health.ttl", "driver:cqc-essential-standards", "2010-04-01", "2016-04-01",
        "cannot begin after it ends", "(eli:first_date_entry_in_force)", "(here: 2016-04-01)",
    ),
    "no-first-day": fault(
        f"{DRIVERS}/equality.ttl", "driver:macpherson-report", r"eli:first_date_entry_in_force \S+ ;", "",
        "must say since when it is in force (eli:first_date_entry_in_force), or that it is not (eli:in_force)",
    ),
    "law-by-the-address-of-a-page": fault(
        f"{DRIVERS}/health.ttl", "driver:localism-act-2011", "http://www.legislation.gov.uk/id/", "https://www.legislation.gov.uk/",
        "is a law and needs its legislation.gov.uk identifier", "http://www.legislation.gov.uk/id/ukpga/2010/15",
    ),
    "eight-for-aim-a": fault(
        f"{DRIVERS}/equality.ttl", "driver:psed-a", r"inc:characteristic-race , ", "",
        "all nine protected characteristics count for aim a (inc:relevantCharacteristic)",
    ),
    "marriage-for-aim-c": fault(
        f"{DRIVERS}/equality.ttl", "driver:psed-c", "inc:characteristic-sex ,",
        "inc:characteristic-sex , inc:characteristic-marriage-and-civil-partnership ,",
        "marriage and civil partnership does not count for aims b and c (inc:relevantCharacteristic)",
    ),
    "seven-for-aim-b": fault(
        f"{DRIVERS}/equality.ttl", "driver:psed-b", r"inc:characteristic-sex , ", "",
        "eight protected characteristics count for aims b and c", "(inc:relevantCharacteristic)",
    ),
    "no-kind-of-driver": fault(
        f"{DRIVERS}/policy.ttl", "driver:big-society", r"inc:driverKind \S+ ;", "",
        "must be of exactly one kind that exists (inc:driverKind)",
    ),
    "replaced-by-nothing-known": fault(
        f"{DRIVERS}/health.ttl", "driver:ccg-integration", "driver:icb-integration", "driver:icb-integrity",
        "is replaced by something that is not a driver here (dcterms:isReplacedBy)", "(here: driver:icb-integrity)",
    ),
    "asks-nothing": fault(
        f"{DRIVERS}/policy.ttl", "driver:core20plus5", r"inc:requires .*", "",
        "must say what it asks of those whom it binds (inc:requires)",
    ),
    # The toolkit and its words
    "no-role": fault(
        "toolkit/stages/1-board-room.ttl", "inc:BR1.A1", r"inc:role inc:action ;", "",
        "a criterion needs exactly one role: inc:foundation, inc:action or inc:outcome", named="BR1.A1",
    ),
    "label-without-language": fault(
        "toolkit/stages/1-board-room.ttl", "inc:BR1.A2", r'(skos:prefLabel "[^"]+")@en', r"\1",
        "needs exactly one label (skos:prefLabel, in @en, at most 80 characters)", named="BR1.A2",
    ),
    "first-line-after-last": fault(
        "toolkit/passages.ttl", "passage:L381-384", r"inc:firstLine 381", "inc:firstLine 385",
        "a passage's first line is one of the toolkit's 2265 and not after its last (inc:firstLine)", "(here: 385)",
    ),
    "colour-by-name": fault(
        "vocabularies.ttl", "inc:grade-developing", r'inc:fill "[^"]+"', 'inc:fill "amber"',
        "needs one fill colour (inc:fill, as #d5281b)", "(here: amber)",
    ),
    "need-and-strength": fault(
        "vocabularies.ttl", "inc:appraisal-rating-strength", "inc:developmentNeed false", "inc:developmentNeed true",
        "a rating is a development need or a strength or neither, and not both",
    ),
    # Links
    "link-without-a-reason": fault(
        f"{TABLES}/competency-driver.sssom.tsv", "competency:self-belief-1 driver:psed", r"[^\t]+$", "Obviously.",
        "needs one sentence that says why the link is there (comment)", "(here: Obviously.)",
        named="competency:self-belief-1 -> driver:psed",
    ),
    "link-made-by-a-program": fault(
        f"{TABLES}/lf-ksf.sssom.tsv", "lf:1.1.1 ksf:2", "ManualMappingCuration", "LexicalMatching",
        "every link here was made by a person (mapping_justification semapv:ManualMappingCuration)",
        named="lf:1.1.1 -> ksf:2",
    ),
    "link-of-another-kind": fault(
        f"{TABLES}/lf-ksf.sssom.tsv", "lf:1.1.1 ksf:6", "skos:relatedMatch", "skos:related",
        "is not a kind of link that we make (predicate_id)", "(here: skos:related)", named="lf:1.1.1 -> ksf:6",
    ),
    "link-to-nothing": fault(
        f"{TABLES}/competency-lf.sssom.tsv", "competency:self-management-2 lf:2.1.1", "lf:2.1.1", "lf:2.1.9",
        "links to a thing that the ontology does not describe (object_id)",
        named="competency:self-management-2 -> lf:2.1.9",
    ),
    "toolkit-row-without-its-lines": fault(
        f"{TABLES}/competency-lf.sssom.tsv", "competency:self-belief-1 lf:1.3.1", r"passage:L784-787", "",
        "a row of the toolkit's table must cite the lines in which it is printed (mapping_source)",
        named="competency:self-belief-1 -> lf:1.3.1",
    ),
    "toolkit-row-missing": fault(
        f"{TABLES}/competency-lf.sssom.tsv", "competency:personal-integrity-2 lf:7.4.3", ALL, "",
        "the toolkit's matching table has 37 rows, no more and no fewer", named="mappings:competency-lf",
    ),
    "binds-a-grade": fault(
        f"{TABLES}/driver-body.sssom.tsv", "driver:quality-accounts inc:organisation-kind-nhs-trust",
        r"inc:organisation-kind-nhs-trust", "inc:grade-excelling",
        "can bind a kind of organisation only (inc:binds)", "(here: inc:grade-excelling)",
        named="driver:quality-accounts",
    ),
    "calls-for-a-driver": fault(
        f"{TABLES}/criterion-driver.sssom.tsv", "inc:BR1.O3 driver:brown-principles", "inc:evidences", "inc:callsFor",
        "can call for a competency or an indicator only (inc:callsFor)", "(here: driver:brown-principles)",
        named="BR1.O3",
    ),
}  # fmt: skip


def put(folder: Path, fault: Fault) -> None:
    """Put a fault into a copy; its pattern stands just once in the block or row."""
    file = folder / fault.file
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".ttl":
        block = rf"(?ms)^{re.escape(fault.thing)}(?= ).*? \.$"
    else:
        one, other = map(re.escape, fault.thing.split())
        block = rf"(?m)^{one}\t[^\n]*\t{other}\t[^\n]*$"
    (before,) = {match[0] for match in re.finditer(block, text)}
    if fault.old == ALL:
        file.write_text(text.replace(f"{before}\n", ""), encoding="utf-8")
        return
    after, changes = re.subn(fault.old, fault.new, before)
    assert changes == 1, (fault, before)
    file.write_text(text.replace(before, after), encoding="utf-8")


def checked(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["ontology", "check", "--ontology", str(folder), *options])


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """What the check says of a copy of the ontology with all faults in it."""
    folder = tmp_path_factory.mktemp("faulty") / "ontology"
    shutil.copytree(bundled("ontology"), folder)
    for one in FAULTS.values():
        put(folder, one)
    return checked(folder, "--json")


@pytest.fixture(scope="module")
def said(faulty: Result) -> list[tuple[str, str]]:
    return [(problem["thing"], problem["what"]) for problem in json.loads(faulty.output)]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_gets_one_message_that_names_the_thing_and_what_it_needs(
    name: str, said: list[tuple[str, str]]
) -> None:
    due = FAULTS[name]

    messages = [what for thing, what in said if thing == due.named]

    assert len(messages) == 1, messages
    assert [words for words in due.words if words not in messages[0]] == [], messages


def test_nothing_is_said_beyond_the_faults_and_the_exit_code_is_three(
    faulty: Result, said: list[tuple[str, str]]
) -> None:
    assert sorted(thing for thing, _ in said) == sorted(fault.named for fault in FAULTS.values())
    assert faulty.exit_code == 3
    assert isinstance(faulty.exception, SystemExit)


def test_the_check_says_each_fault_on_a_line_of_its_own_and_how_many_there_are(tmp_path: Path) -> None:
    folder = tmp_path / "ontology"
    shutil.copytree(bundled("ontology"), folder)
    put(folder, FAULTS["no-role"])
    put(folder, FAULTS["no-mark"])

    result = checked(folder)

    assert result.exit_code == 3
    assert [line.partition(": ")[0] for line in result.output.splitlines()] == ["BR1.A1", "driver:pcref", "2 problems."]
