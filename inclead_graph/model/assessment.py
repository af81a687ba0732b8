"""What an auditor hands over: an organisation, its evidence, and the declarations around it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from inclead_graph.model.network import PartnershipNetwork
from inclead_graph.model.value import EvidenceId, Line, Notation, Text, Value

__all__ = [
    "Assessment",
    "Assessor",
    "Attachment",
    "Dissent",
    "Editions",
    "EdsRecord",
    "Evidence",
    "Grading",
    "GradingDecision",
    "Moderation",
    "NotApplicable",
    "Organisation",
    "Period",
    "Target",
    "Text",
    "Withdrawal",
]


_SCORE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,12})?")


def _exact(written: Any) -> Decimal:
    """Read a score exactly as it was written; 2.50 and 2.5 are the same score."""
    text = f"{written:f}" if isinstance(written, Decimal) else str(written)
    if not _SCORE.fullmatch(text.strip()):
        raise PydanticCustomError("not_a_score", "is not a number from 0 up")
    whole, _, fraction = text.strip().partition(".")
    return Decimal(f"{int(whole)}.{fraction.rstrip('0') or '0'}")


def _shortest(score: Decimal) -> str:
    return f"{score:f}".removesuffix(".0")


Score = Annotated[
    Decimal,
    BeforeValidator(_exact),
    PlainSerializer(_shortest, return_type=str),
    WithJsonSchema({"type": ["number", "string"], "pattern": f"^{_SCORE.pattern}$", "minimum": 0}),
]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Period(Value):
    """A span of days, both ends counted."""

    start: dt.date = Field(alias="from")
    end: dt.date = Field(alias="to")


class Organisation(Value):
    """The organisation that is assessed (org:Organization)."""

    name: Text
    kind: Text
    ods_code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{3,6}$")] | None = None
    fictional: bool = False
    commissions: tuple[Text, ...] = ()


class Editions(Value):
    """The editions that this assessment is judged by; pinned, so that a later edition changes nothing."""

    toolkit: Text = "2012"
    eds: Notation | None = None


class Assessor(Value):
    """A person who assessed (prov:Agent)."""

    name: Text
    role: Text | None = None


class NotApplicable(Value):
    """A criterion that cannot apply here, and why."""

    criterion: Notation
    reason: Text


class Moderation(Value):
    """A decision on contested evidence: which side holds, and why."""

    criterion: Notation
    holds: Notation
    reason: Text
    decided_by: Text
    date: dt.date


class Dissent(Value):
    """A view within a party that its grading does not share; kept and shown, never averaged away."""

    grade: Notation
    reason: Text
    by: Text | None = None


class Grading(Value):
    """The grade that one party gives to a stage, factor or other thing that people grade.

    Several people or tables may grade for one party: each has a grading of its own, with its ``rater``. Without a
    ``grade`` the party abstained, and says why. ``supported`` says whether those who graded were supported to
    understand the grades first (L2095-2109); left out, nobody has said.

    Example:
        >>> Grading(subject="BR1", by="self", grade="achieving", date=dt.date(2026, 2, 10)).id
        'BR1/self/2026-02-10'
    """

    subject: Notation
    by: Notation
    rater: Line | None = None
    grade: Notation | None = None
    date: dt.date
    supported: bool | None = None
    reason: Text | None = None
    dissent: tuple[Dissent, ...] = ()

    @property
    def id(self) -> str:
        """The name of this grading in facts and proofs: subject, party, rater and day, which are unique together."""
        return "/".join(filter(None, (self.subject, self.by, self.rater, self.date.isoformat())))


class GradingDecision(Value):
    """A decision on rival gradings of one thing: the grade that holds, and why. What was inferred stays beside it."""

    subject: Notation
    grade: Notation
    reason: Text
    decided_by: Text
    date: dt.date


class Target(Value):
    """The grade that the organisation wants a factor to have, and by when. No rule reads it.

    Attributes:
        by: the day by which; it may have come already, so that the next assessment can say whether it was kept.

    Example:
        >>> Target(factor="BR1", grade="achieving", by="2027-03-31").by.year
        2027
    """

    factor: Notation
    grade: Notation
    by: dt.date | None = None
    why: Text | None = None


class Attachment(Value):
    """A file in the workspace, with the digest that proves it is unchanged."""

    file: Text
    sha256: Digest


class Withdrawal(Value):
    """The day a piece of evidence was taken back, and why."""

    date: dt.date
    reason: Text


class Evidence(Value):
    """One record that supports or refutes one or more criteria (prov:Entity)."""

    id: EvidenceId
    title: Text
    criteria: Annotated[tuple[Notation, ...], Field(min_length=1)]
    claim: Notation
    status: Notation | None = None
    kind: Notation
    voice: Notation
    date: dt.date | None = None
    source: Text | None = None
    locator: Text | None = None
    asserted_by: Text | None = None
    period: Period | None = None
    expires: dt.date | None = None
    characteristics: tuple[Notation, ...] = ()
    attachment: Attachment | None = None
    withdrawn: Withdrawal | None = None
    note: Text | None = None


class EdsRecord(Value):
    """What was found for one outcome of the Equality Delivery System: how groups fare, a score, or an agreed grade.

    Attributes:
        groups: how people of each protected characteristic fare beside people overall; who is not named is not known.
        score: where the edition scores; fractions are exact.
        grade: the grade that was agreed, where an edition grades an outcome by what leaders do.
    """

    outcome: Notation
    groups: Mapping[Notation, Notation] = Field(default_factory=dict)
    score: Score | None = None
    grade: Notation | None = None
    evidence: tuple[EvidenceId, ...] = ()
    reason: Text | None = None
    asserted_by: Text | None = None
    date: dt.date | None = None


class Assessment(Value):
    """Everything that one assessment rests on.

    ``network`` has the organisation's partnerships, where somebody recorded them; what they show is among the evidence.

    Order never matters: evidence is kept sorted by id, so that two folders with the same records are the same value.
    """

    organisation: Organisation
    as_of: dt.date
    period: Period | None = None
    editions: Editions = Editions()
    assessors: tuple[Assessor, ...] = ()
    not_applicable: tuple[NotApplicable, ...] = ()
    moderation: tuple[Moderation, ...] = ()
    gradings: tuple[Grading, ...] = ()
    grading_decisions: tuple[GradingDecision, ...] = ()
    targets: tuple[Target, ...] = ()
    eds: tuple[EdsRecord, ...] = ()
    note: Text | None = None
    network: PartnershipNetwork | None = None
    evidence: tuple[Evidence, ...] = ()
