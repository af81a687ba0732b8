"""A workspace to start from, with each field explained where it is filled in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from inclead_graph.files import new_folder
from inclead_graph.model.framework import Framework

__all__ = ["new_workspace"]

_ASSESSMENT = """\
# What is assessed, by whom, as of which day. Lines that begin with # are explanations and may be deleted.
organisation:
  name: {name}
  # one of: {kinds}
  kind: {kind}
  # ods_code: RXX
as_of: {as_of}
# The edition of the Equality Delivery System to grade by; left out, the latest that had begun by the day above.
# One of: {editions}
# editions:
#   eds: {edition}
assessors:
  - name: Your name
    role: Lead assessor

# A criterion that cannot apply here, and why:
# not_applicable:
#   - criterion: {last}
#     reason: We do not commission care.

# Where evidence stands on both sides, the decision which side holds (supports or refutes), and why:
# moderation:
#   - criterion: {first}
#     holds: supports
#     reason: The complaint is about a site that has closed since.
#     decided_by: Inclusion committee
#     date: {as_of}

# What was found for each outcome of the Equality Delivery System. Leave out what is not known.
# eds-2022 has scores from 0 to 3, fractions too:
# eds:
#   - outcome: 1A
#     score: 2.5
#     evidence: [{first_stage}-01]
#     reason: Mean of three services.
# eds-2011 and eds2-2013 ask how each protected group fares ({farings}):
# eds:
#   - outcome: "1.1"
#     groups: {{{group}: {faring}}}
#     evidence: [{first_stage}-01]

# What others grade ({graders}), beside what the evidence shows. Leave 'grade' out, with a reason, where they
# abstained. 'supported' says whether those who graded were supported to understand the grades first.
# gradings:
#   - subject: {factor}
#     by: {grader}
#     rater: Table 2
#     grade: {grade}
#     date: {as_of}
#     supported: true
#     reason: Staff told us so.
#     dissent:
#       - grade: {other_grade}
#         reason: Not on nights.

# Where gradings differ, the decision which grade holds, and why. It changes nothing that was inferred:
# grading_decisions:
#   - subject: {factor}
#     grade: {grade}
#     reason: The panel had seen the later survey.
#     decided_by: Inclusion committee
#     date: {as_of}

# The grade that you want a factor to have. 'by' and 'why' may be left out. It changes nothing that is inferred:
# targets:
#   - factor: {factor}
#     grade: {grade}
#     by: {next_year}
#     why: The Board agreed it for the year to come.
"""

_EVIDENCE = """\
# {label}: {definition}
#
# One record for each piece of evidence. Copy the example, remove the #, and fill it in.
# claim: {claims}. status: {statuses}.
# kind: {evidence_kinds}.
# voice: {voices}.
#
# - id: {prefix}-01
#   title: Minutes of the Board session on inclusion
#   criteria: [{first}]
#   claim: supports
#   status: in place
#   kind: document
#   voice: board
#   date: {as_of}
#   source: Board papers
#   locator: minute 7.2
#
# Criteria of this stage:
{criteria}
"""


def new_workspace(folder: Path, framework: Framework, name: str, kind: str, as_of: dt.date) -> list[Path]:
    """Make a workspace with one evidence file a stage; return the files made.

    Raises:
        UnreadableError: the folder exists and is not empty, or cannot be made. Nothing is overwritten.
    """
    criteria = list(framework.criteria)
    lowest, low, *_ = framework.words("grade")
    edition = framework.eds_on(None, as_of) or next(iter(framework.eds.values()))
    farings = framework.words("faring")
    head = _ASSESSMENT.format(
        name=_quoted(name), kind=kind, kinds=_listed(framework, "organisation kind"), as_of=as_of, first=criteria[0],
        last=criteria[-1], factor=next(iter(framework.factors)), graders=_listed(framework, "grader"),
        grader=framework.words("grader")[-1], grade=low, next_year=as_of + dt.timedelta(days=365), other_grade=lowest,
        editions=", ".join(framework.eds),
        edition=edition.id, farings=" or ".join(farings), faring=farings[0],
        group=framework.words("characteristic")[0], first_stage=next(iter(framework.stages)),
    )  # fmt: skip
    files = {"assessment.yaml": head}
    for stage in framework.stages.values():
        files[f"evidence/{stage.order}-{stage.id.lower()}.yaml"] = _evidence(framework, stage.id, as_of)
    with new_folder(folder) as made:
        (made / "evidence").mkdir()
        (made / "attachments").mkdir()
        for path, text in files.items():
            (made / path).write_text(text, encoding="utf-8")
    return [folder / path for path in files]


def _evidence(framework: Framework, stage_id: str, as_of: dt.date) -> str:
    stage = framework.stages[stage_id]
    mine = [framework.criteria[name] for factor in stage.factors for name in framework.factors[factor].criteria]
    return _EVIDENCE.format(
        label=f"{stage.id} {stage.label}",
        definition=stage.definition,
        claims=_listed(framework, "claim"),
        statuses=_listed(framework, "status"),
        evidence_kinds=_listed(framework, "kind"),
        voices=_listed(framework, "voice"),
        prefix=stage.id,
        first=mine[0].id,
        as_of=as_of,
        criteria="\n".join(f"#   {c.id:<9} {c.label} ({c.role})" for c in mine),
    )


def _listed(framework: Framework, vocabulary: str) -> str:
    return ", ".join(framework.words(vocabulary))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
