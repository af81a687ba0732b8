"""Sheets for what stands in a workspace beside its assessment: a plan, counts to monitor, appraisals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inclead_graph.monitoring.reading import MONITORING_FOLDER
from inclead_graph.planning.sheet import COLUMNS, FILLED_IN, PLAN_FILE
from inclead_graph.workbook.columns import Column, Form
from inclead_graph.workspace import APPRAISALS_FOLDER

__all__ = ["APPRAISALS", "COUNTS", "MEASURES", "PLAN", "PROOFS", "RATINGS", "WORDS_BESIDE", "forms_beside"]

PLAN, MEASURES, COUNTS = "Plan", "Measures", "Counts"
APPRAISALS, RATINGS, PROOFS = "Appraisals", "Ratings", "Appraisal evidence"

WORDS_BESIDE: Mapping[str, Mapping[str, str]] = {
    "measure kind": {
        "proportion": "So many of these people; each counts once at most.",
        "rate": "So many events among them; one person may have several.",
    },
    "better": {
        "more": "A higher rate is better for those who are counted.",
        "fewer": "A lower rate is better for those who are counted.",
    },
}

_KEEP_INSIDE = "Exact counts, perhaps of few people: keep this workbook inside. 'inclead monitor' says what may go out."
_PERSONAL = "Personal data: whoever has this workbook can read it. Hand it on only with the person's consent."


def forms_beside() -> Sequence[Form]:
    """Return the sheets, in their order."""
    return (
        Form(PLAN, "", _plan(), ("Criterion",), about="Who does what by when; of 'inclead plan'.", since=2,
             beside=PLAN_FILE),
        Form(MEASURES, "", _MEASURES, ("Measure",), about="What is counted, for 'inclead monitor'.", since=2,
             beside=MONITORING_FOLDER),
        Form(COUNTS, "", _COUNTS, ("Measure", "Period", "Characteristic", "Category"),
             about="How many of each group, in each period.", since=2, beside=MONITORING_FOLDER, warning=_KEEP_INSIDE),
        Form(APPRAISALS, "", (*_WHO, *_APPRAISAL), _OF, about="Whose appraisals there are.", since=2,
             beside=APPRAISALS_FOLDER, asked=True, warning=_PERSONAL),
        Form(RATINGS, "", (*_WHO, *_RATING), (*_OF, "Competency"), about="How each person rates each competency.",
             since=2, beside=APPRAISALS_FOLDER, asked=True, warning=_PERSONAL),
        Form(PROOFS, "", (*_WHO, _COMPETENCY, *_PROOF), (*_OF, "Competency", "What happened"),
             about="What shows a rating.", since=2, beside=APPRAISALS_FOLDER, asked=True, warning=_PERSONAL),
    )  # fmt: skip


_FIRST = ("criterion", "label", "gap", "action", *FILLED_IN)
_WIDE = {"what is then so": 30, "why": 50, "passage": 28, "drivers": 28, "competencies": 28, "could help": 50}
_OF_PLAN = {
    "criterion": Column(
        "Criterion", ("criterion",), "word", "criterion", True, "The code of the criterion; one row for each.", 11
    ),
    "owner": Column("Owner", ("owner",), hint="Who does it.", width=16),
    "due": Column("Due", ("due",), "day", hint="The day by which, as 2027-03-31.", width=11),
    "done": Column("Done", ("done",), "yes", "yes or no", hint="yes or no; empty where nobody has said.", width=7),
    "notes": Column("Notes", ("notes",), hint="Anything to add.", width=26),
    "label": Column("Label", ("label",), hint="The criterion in words.", width=24),
    "gap": Column("Gap", ("gap",), hint="What is missing, as the plan said.", width=16),
    "action": Column("Action", ("action",), hint="What is to be done.", width=34),
}


def _plan() -> Sequence[Column]:
    rest = [name for name in COLUMNS if name not in _FIRST]
    said = "As 'inclead plan' wrote it; nobody has to fill it in."
    more = [Column(name.capitalize(), (name,), hint=said, width=_WIDE.get(name, 12)) for name in rest]
    return (*(_OF_PLAN[name] for name in _FIRST), *more)


_MEASURE = Column("Measure", ("measure",), needed=True, hint="The id of what is counted, as complaints.", width=18)
_MEASURES = (
    Column("Measure", ("id",), needed=True, hint="A short name of its own, as complaints.", width=18),
    Column("Title", ("title",), needed=True, hint="What is counted, in words.", width=34),
    Column("What it is", ("kind",), "word", "measure kind", True, "Do people count once, or events?", 12),
    Column("Better", ("better",), "word", "better", True, "Which is better for those who are counted?", 9),
    Column("Per", ("per",), "number", hint="By how many a rate is printed; empty: per 1000.", width=8),
    Column("About", ("about",), "word", "monitoring record", hint="What it says of the organisation.", width=13),
    Column("Source", ("source",), hint="Where the counts come from.", width=24),
    Column("Locator", ("locator",), hint="Where in the source.", width=20),
)
_COUNTS = (
    _MEASURE,
    Column("Period", ("period",), needed=True, hint="A year or quarter that sorts, as 2025/26.", width=12),
    Column(
        "Characteristic",
        ("characteristic",),
        "offered",
        "counted by",
        True,
        "What the groups are told apart by; all for everybody.",
        20,
    ),
    Column("Category", ("category",), hint="The group; for deprivation 1 is the most deprived.", width=26),
    Column("Numerator", ("numerator",), "number", needed=True, hint="How many people, or events.", width=12),
    Column("Denominator", ("denominator",), "number", needed=True, hint="Of how many people.", width=12),
)
_OF = ("Person", "Date")
_WHO = (
    Column("Person", ("person", "name"), needed=True, hint=f"A name, or a pseudonym kept to. {_PERSONAL}", width=20),
    Column("Date", ("date",), "day", needed=True, hint="The day of the appraisal, as 2026-11-30.", width=12),
)
_APPRAISAL = (
    Column("Role", ("person", "role"), hint="What they do.", width=24),
    Column("Team", ("team",), hint="What their team is called.", width=20),
    Column("Fictional", ("fictional",), "yes", "yes or no", hint="yes, where the person is made up.", width=10),
)
_COMPETENCY = Column(
    "Competency",
    ("competency",),
    needed=True,
    hint="Its code, as self-belief-4; 'inclead appraise new FILE' lists all.",
    width=18,
)
_RATING = (
    _COMPETENCY,
    Column("Rating", ("rating",), "word", "appraisal rating", True, "How far they have made it their own.", 12),
    Column("Comment", ("comment",), hint="Anything to add.", width=30),
    Column("Target", ("target",), "word", "appraisal rating", hint="The rating that they aim at.", width=12),
    Column("By", ("by",), "day", hint="The day by which, as 2027-03-31.", width=12),
    Column("Action", ("action",), hint="What they will do.", width=34),
)
_PROOF = (
    Column("What happened", ("text",), needed=True, hint="What happened, and what came of it.", width=44),
    Column("On", ("on",), "day", hint="When it happened, as 2026-03-31.", width=12),
    Column("Locator", ("locator",), hint="Where it is written down.", width=24),
)
