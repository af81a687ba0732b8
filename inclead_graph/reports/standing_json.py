"""Drivers, the matrix and signals as JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from inclead_graph.inference.findings import Because, Findings
from inclead_graph.reports.standing import CellLine, DriverLine, SignalLine, standing_of

__all__ = ["StandingPart", "standing_part"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StepPart(_Part):
    """One step of a proof, shortened: the rule, its version, and what it says."""

    rule: str
    version: int
    says: str


class DriverPart(_Part):
    """One law or policy; ``state`` is null where it does not apply here, and ``why_not`` says why."""

    id: str
    label: str
    kind: str
    requires: str
    state: str | None
    why_not: str
    criteria: dict[str, str]
    from_memory: bool
    because: list[StepPart]


class CellPart(_Part):
    """One aim of a duty for one protected characteristic."""

    id: str
    driver: str
    characteristic: str
    state: str | None
    shown: list[str]
    against: list[str]
    criteria_bearing: int
    evidence: list[str]
    because: list[StepPart]


class SignalPart(_Part):
    """One signal."""

    id: str
    label: str
    definition: str
    state: str
    passages: list[str]
    because: list[StepPart]


class StandingPart(_Part):
    """How the assessment stands to laws and policies, to each aim and group, and to the signals."""

    drivers: list[DriverPart]
    matrix: list[CellPart]
    signals: list[SignalPart]


def standing_part(findings: Findings) -> StandingPart:
    """Arrange drivers, matrix and signals for a JSON document."""
    standing = standing_of(findings)
    return StandingPart(
        drivers=[_driver(line) for line in (*standing.drivers, *standing.not_applying)],
        matrix=[_cell(row.driver.id, cell) for row in standing.matrix for cell in row.cells if cell],
        signals=[_signal(line) for line in standing.signals],
    )


def _driver(line: DriverLine) -> DriverPart:
    driver = line.driver
    return DriverPart(
        id=driver.id,
        label=driver.label,
        kind=driver.kind,
        requires=driver.requires,
        state=line.state,
        why_not=line.why_not,
        criteria=dict(line.verdicts),
        from_memory=driver.from_memory,
        because=_steps(line.because),
    )


def _cell(driver: str, line: CellLine) -> CellPart:
    return CellPart(
        id=line.id,
        driver=driver,
        characteristic=line.characteristic,
        state=line.state,
        shown=list(line.shown),
        against=list(line.against),
        criteria_bearing=line.bearing,
        evidence=list(line.evidence),
        because=_steps(line.because),
    )


def _signal(line: SignalLine) -> SignalPart:
    return SignalPart(
        id=line.signal.id,
        label=line.signal.label,
        definition=line.signal.definition,
        state=line.state,
        passages=[p.id for p in line.signal.passages],
        because=_steps(line.because),
    )


def _steps(because: tuple[Because, ...]) -> list[StepPart]:
    return [StepPart(rule=step.rule, version=step.version, says=step.says) for step in because]
