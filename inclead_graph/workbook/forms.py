"""What each sheet of the workbook asks for: its columns, what goes into them, and where that belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from inclead_graph.model.framework import Framework, Stage
from inclead_graph.model.monitoring import ALL, DEPRIVATION
from inclead_graph.workbook.columns import Column, Form
from inclead_graph.workbook.forms_beside import WORDS_BESIDE, forms_beside

__all__ = [
    "ABOUT",
    "ASSESSMENT",
    "CONFLICTS",
    "DIGEST",
    "DISSENT",
    "EDS",
    "EVIDENCE",
    "GRADINGS",
    "WORDS",
    "forms",
    "stage_form",
    "words_of",
]

ABOUT, ASSESSMENT, EVIDENCE, WORDS, CONFLICTS = "Read me", "Assessment", "Evidence", "Words", "Conflicts"
GRADINGS, DISSENT, EDS, DIGEST = "Gradings", "Dissent", "EDS", "SHA-256"


_ID = Column("Record id", ("id",), needed=True, hint="A short name of its own for this record, as BR-07.", width=11)
_CRITERIA = Column(
    "Criteria", ("criteria",), "words", "criterion", True, "The code that it bears on; several with commas.", 14
)
_WHAT = (
    Column("Title", ("title",), needed=True, hint="What the evidence is, in a few words.", width=26),
    Column("Claim", ("claim",), "word", "claim", True, "Does it support the criterion, or refute it?", 10),
    Column("Status", ("status",), "word", "status", hint="How far it has come; needed where it supports.", width=11),
    Column("Kind", ("kind",), "word", "kind", True, "What sort of evidence it is.", 14),
    Column("Voice", ("voice",), "word", "voice", True, "Whose voice speaks in it.", 14),
    Column("Date", ("date",), "day", hint="The day of the evidence itself, not of your entry.", width=11),
    Column("Source", ("source",), hint="Where it comes from, as Board papers.", width=16),
    Column("Locator", ("locator",), hint="Where in the source, as minute 7.2.", width=12),
    Column(
        "Characteristics",
        ("characteristics",),
        "words",
        "characteristic",
        hint="The protected groups that it is about. Choose one, or type several with commas.",
        width=16,
    ),
)
_MORE = (
    Column("Asserted by", ("asserted_by",), hint="Who says so.", width=14),
    Column("Period from", ("period", "from"), "day", hint="First day of the time that it is about.", width=11),
    Column("Period to", ("period", "to"), "day", hint="Last day of the time that it is about.", width=11),
    Column("Expires", ("expires",), "day", hint="The day after which it no longer counts, if it says so.", width=11),
    Column("Attached file", ("attachment", "file"), hint="Path within the folder, as attachments/x.pdf.", width=16),
    Column(DIGEST, ("attachment", "sha256"), hint="The attached file's digest; see docs/workspace.md.", width=12),
    Column("Withdrawn on", ("withdrawn", "date"), "day", hint="The day on which it was taken back.", width=11),
    Column("Withdrawn because", ("withdrawn", "reason"), hint="Why it was taken back.", width=18),
    Column("Note", ("note",), hint="Anything to add.", width=20),
)
_REASON = Column(
    "Reason", ("reason",), needed=True, hint="Why, so that somebody who was not there can follow.", width=44
)
_DAY = Column("Date", ("date",), "day", needed=True, hint="A date, as 2026-03-31.", width=12)
_CRITERION = Column("Criterion", ("criterion",), "word", "criterion", True, "The code of the criterion.", 12)
_DECIDED = Column("Decided by", ("decided_by",), needed=True, hint="Who decided.", width=22)
_SUBJECT = Column("What is graded", ("subject",), "word", "graded", True, "A stage, a factor or an EDS outcome.", 14)
_BY = Column("Graded by", ("by",), "word", "grader", True, "Which party graded.", 14)
_RATER = Column("Who of them", ("rater",), hint="A person or table, where several grade for one party.", width=20)

_HEAD = (
    Column("Organisation", ("organisation", "name"), needed=True, hint="Its name."),
    Column("Kind of organisation", ("organisation", "kind"), "word", "organisation kind", True, "Choose one."),
    Column("ODS code", ("organisation", "ods_code"), hint="Its code in the Organisation Data Service, as RXX."),
    Column("Fictional", ("organisation", "fictional"), "yes", "yes or no", hint="yes, where it is made up."),
    Column("Commissions", ("organisation", "commissions"), "texts", hint="Whom it commissions, with | between names."),
    Column("As of", ("as_of",), "day", needed=True, hint="The day by which all is judged, as 2026-03-31."),
    Column("Period from", ("period", "from"), "day", hint="First day of the time that is assessed."),
    Column("Period to", ("period", "to"), "day", hint="Last day of the time that is assessed."),
    Column("Edition of the toolkit", ("editions", "toolkit"), hint="Leave it as it is."),
    Column(
        "Edition of the EDS",
        ("editions", "eds"),
        "word",
        "eds edition",
        hint="Of the Equality Delivery System; empty: the latest that had begun by then.",
    ),
    Column("Note", ("note",), hint="Anything to add about the assessment as a whole."),
)


def forms(framework: Framework) -> Mapping[str, Form]:
    """Return the sheets that are filled in, by name, in their order.

    A piece of evidence is written once: beside its criterion on the sheet of the stage, or on the register, which takes
    what bears on several criteria and whatever a second person found.
    """
    made = (
        Form(ASSESSMENT, "", _HEAD, upright=True, about="What is assessed, and by which day."),
        Form("Assessors", "assessors", _ASSESSOR, ("Name", "Role"), about="Who assesses."),
        *(stage_form(stage) for stage in framework.stages.values()),
        Form(EVIDENCE, "evidence", (_ID, _CRITERIA, *_WHAT, *_MORE), ("Record id",), about="All other evidence."),
        Form(
            "Not applicable", "not_applicable", (_CRITERION, _REASON), ("Criterion",), about="What cannot apply here."
        ),
        Form("Decisions", "moderation", _SIDES, ("Criterion",), about="Which side holds, where evidence is contested."),
        Form(GRADINGS, "gradings", _GRADING, _GRADING_KEY, about="What people grade, beside what the evidence shows."),
        Form(DISSENT, "dissent", _DISSENT, (*_GRADING_KEY, "Grade", "Said by"), about="Views that a grading left out."),
        Form(
            "Grading decisions",
            "grading_decisions",
            (
                _SUBJECT,
                Column("Grade", ("grade",), "word", "grade", True, "The grade that holds."),
                _REASON,
                _DECIDED,
                _DAY,
            ),
            ("What is graded", "Date"),
            about="Which grade holds, where gradings differ.",
        ),
        Form("Targets", "targets", _TARGET, ("Factor",), about="Which grade each factor is to have by when.", since=2),
        Form(EDS, "eds", _eds(framework), ("Outcome",), about="What was found for the Equality Delivery System."),
        *forms_beside(),
    )
    return {form.name: form for form in made}


_ASSESSOR = (
    Column("Name", ("name",), needed=True, hint="A person, or a panel.", width=36),
    Column("Role", ("role",), hint="As lead assessor.", width=36),
)
_SIDES = (
    _CRITERION,
    Column("Which side holds", ("holds",), "word", "claim", True, "supports or refutes", 16),
    _REASON,
    _DECIDED,
    _DAY,
)
_GRADING_KEY = ("What is graded", "Graded by", "Who of them", "Date")
_GRADING = (
    _SUBJECT,
    _BY,
    _RATER,
    Column("Grade", ("grade",), "word", "grade", hint="Empty where they abstained: then say why.", width=14),
    _DAY,
    Column(
        "Supported",
        ("supported",),
        "yes",
        "yes or no",
        hint="Were they helped to understand the grades first?",
        width=11,
    ),
    replace(_REASON, needed=False),
)
_DISSENT = (
    *(replace(column, path=("of", *column.path)) for column in (_SUBJECT, _BY, _RATER, _DAY)),
    Column("Grade", ("grade",), "word", "grade", True, "The grade that they would give.", 14),
    _REASON,
    Column("Said by", ("by",), hint="Who sees it so.", width=20),
)


_TARGET = (
    Column("Factor", ("factor",), "word", "factor", True, "The factor that has a target; not every one needs it.", 10),
    Column("Grade", ("grade",), "word", "grade", True, "The grade that it is to have.", 14),
    Column("By", ("by",), "day", hint="The day by which, as 2027-03-31.", width=12),
    Column("Why", ("why",), hint="Why this, and why then.", width=44),
)


def stage_form(stage: Stage) -> Form:
    """Return the sheet of a stage: each criterion with its guidance, and a record of evidence beside it."""
    given = (
        Column("Criterion", kind="given", width=22),
        Column("What to look for, and where the toolkit says so", kind="given", width=40),
        Column("Evidence so far", kind="given", width=12),
    )
    code = Column("Code", ("criteria",), "word", width=9)
    also = Column(
        "Also bears on", ("also",), "words", "criterion", hint="Other criteria; several with commas.", width=13
    )
    mine = replace(_ID, needed=False, hint="May be left empty: the code and a number are taken.", width=11)
    return Form(
        f"{stage.order} {stage.id}", "evidence", (code, *given, *_WHAT, also, mine), ("Record id",), stage=stage
    )


def _eds(framework: Framework) -> Sequence[Column]:
    groups = (
        Column(f"Fares: {group}", ("groups", group), "word", "faring", hint="Empty where nobody knows.", width=15)
        for group in framework.words("characteristic")
    )
    return (
        Column("Outcome", ("outcome",), "word", "outcome", True, "The number of the outcome, as 1A.", 10),
        Column("Score", ("score",), "number", hint="From 0 up, where the edition scores; as 2.5.", width=8),
        Column("Grade", ("grade",), "word", "grade", hint="Only where the edition grades leaders.", width=13),
        *groups,
        Column("Evidence", ("evidence",), "words", hint="Record ids, with commas between them.", width=18),
        replace(_REASON, needed=False, width=26),
        Column("Asserted by", ("asserted_by",), hint="Who says so.", width=14),
        replace(_DAY, needed=False),
    )


def words_of(framework: Framework) -> Mapping[str, Mapping[str, str]]:
    """Return the words of each vocabulary that a column takes, each with what it means."""
    named = dict.fromkeys(c.vocabulary for form in forms(framework).values() for c in form.columns if c.vocabulary)
    outcomes = {n: o.label for edition in framework.eds.values() for n, o in edition.outcomes.items()}
    groups = {word: concept.label for word, concept in framework.vocabularies["characteristic"].items()}
    records = framework.vocabularies.get("monitoring record", {})
    graded = {name: framework.label(name) for name in framework.graded}
    known: Mapping[str, Mapping[str, str]] = {
        "criterion": {c.id: c.label for c in framework.criteria.values()},
        "factor": {f.id: f.label for f in framework.factors.values()},
        "graded": {**graded, **outcomes},
        "outcome": outcomes,
        "eds edition": {e.id: e.label for e in framework.eds.values()},
        "monitoring record": {w: c.definition for w, c in records.items() if "," not in w},
        "counted by": {ALL: "Everybody.", DEPRIVATION: "Fifths or tenths of areas; 1 is the most deprived.", **groups},
        **WORDS_BESIDE,
        "yes or no": {"yes": "It is so.", "no": "It is not so."},
    }
    return {
        name: known.get(name)
        or {word: concept.definition or concept.label for word, concept in framework.vocabularies[name].items()}
        for name in named
    }
