"""Alarms as JSON, in the shape of ``docs/schema/xray-v1.schema.json``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from inclead_graph.assess import Result
from inclead_graph.inference.alarms import Alarm

__all__ = ["XrayDocument", "write"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AlarmPart(_Part):
    """One pattern that was found on one thing: a question, with the records that it rests on."""

    pattern: str
    title: str
    kind: str
    about: str
    question: str
    records: list[str]
    cited: list[str]


class XrayDocument(_Part):
    """What ``inclead xray --format json`` writes."""

    schema_version: Literal["1"]
    organisation: str
    as_of: dt.date
    rules: str
    alarms: list[AlarmPart]


def write(result: Result, alarms: Sequence[Alarm]) -> str:
    """Write alarms as JSON, two spaces of indent, a line break at the end."""
    document = XrayDocument(
        schema_version="1",
        organisation=result.assessment.organisation.name,
        as_of=result.assessment.as_of,
        rules=result.rules_version,
        alarms=[
            AlarmPart(
                pattern=alarm.pattern,
                title=alarm.title,
                kind=alarm.kind,
                about=alarm.thing,
                question=alarm.question,
                records=list(alarm.records),
                cited=list(alarm.citation),
            )
            for alarm in alarms
        ],
    )
    return document.model_dump_json(indent=2) + "\n"
