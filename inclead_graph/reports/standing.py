"""How an assessment stands to laws and policies, to each aim and group of a duty, and to the signals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inclead_graph.inference.findings import Because, Findings, long_date
from inclead_graph.model.framework import Driver, Signal

__all__ = ["CellLine", "DriverLine", "MatrixRow", "SignalLine", "Standing", "standing_of"]


@dataclass(frozen=True, slots=True)
class DriverLine:
    """One driver.

    Attributes:
        state: ``None`` where it does not apply; ``why_not`` then says why.
        verdicts: the verdicts of the criteria that bear on it, by id, without those that do not apply here.
    """

    driver: Driver
    state: str | None
    why_not: str
    verdicts: Mapping[str, str]
    because: tuple[Because, ...]

    def having(self, *verdicts: str) -> tuple[str, ...]:
        """Return the criteria that have one of some verdicts."""
        return tuple(name for name, verdict in self.verdicts.items() if verdict in verdicts)


@dataclass(frozen=True, slots=True)
class CellLine:
    """One aim for one group.

    Attributes:
        shown, against: criteria that accepted evidence naming the group shows, or speaks against.
        bearing: how many criteria bear on the cell.
        evidence: the accepted records that name the group and bear on it.
    """

    id: str
    characteristic: str
    state: str | None
    shown: tuple[str, ...]
    against: tuple[str, ...]
    bearing: int
    evidence: tuple[str, ...]
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One aim, with a cell for each characteristic; ``None`` where the law does not count the characteristic."""

    driver: Driver
    cells: tuple[CellLine | None, ...]


@dataclass(frozen=True, slots=True)
class SignalLine:
    """One signal, with what raised it or leaves it open."""

    signal: Signal
    state: str
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """All of it, in the framework's order; signals with the raised ones first."""

    drivers: tuple[DriverLine, ...]
    not_applying: tuple[DriverLine, ...]
    characteristics: tuple[str, ...]
    matrix: tuple[MatrixRow, ...]
    signals: tuple[SignalLine, ...]

    @property
    def empty_cells(self) -> tuple[CellLine, ...]:
        """The cells of which no accepted evidence speaks."""
        cells = (cell for row in self.matrix for cell in row.cells if cell)
        return tuple(cell for cell in cells if cell.state and not cell.evidence)


def standing_of(findings: Findings) -> Standing:
    """Arrange what was found about drivers, the matrix and signals."""
    framework = findings.framework
    lines = [_driver(findings, driver) for driver in framework.drivers.values()]
    ranks = {word: rank for rank, word in enumerate(framework.words("driver state"))}
    applying = sorted((line for line in lines if line.state), key=lambda line: ranks[line.state or ""])
    groups = framework.words("characteristic")
    raised = {word: -rank for rank, word in enumerate(framework.words("signal state"))}
    signals = [
        SignalLine(signal, str(findings.value("signal", name, "state")), findings.because("signal", name, "state"))
        for name, signal in framework.signals.items()
    ]
    return Standing(
        drivers=tuple(applying),
        not_applying=tuple(line for line in lines if not line.state),
        characteristics=groups,
        matrix=tuple(
            MatrixRow(driver, tuple(_cell(findings, driver, group) for group in groups))
            for driver in framework.drivers.values()
            if driver.characteristics
        ),
        signals=tuple(sorted(signals, key=lambda line: raised[line.state])),
    )


def _driver(findings: Findings, driver: Driver) -> DriverLine:
    state = findings.value("driver", driver.id, "state")
    bearing = findings.facts.related["driver", "criteria"][driver.id]
    verdicts = {name: str(findings.value("criterion", name, "verdict")) for name in bearing}
    return DriverLine(
        driver=driver,
        state=None if state is None else str(state),
        why_not="" if state else _why_not(findings, driver),
        verdicts={name: verdict for name, verdict in verdicts.items() if verdict != "not applicable"},
        because=findings.because("driver", driver.id, "state"),
    )


def _why_not(findings: Findings, driver: Driver) -> str:
    if findings.value("driver", driver.id, "binds") is not True:
        kind = findings.assessment.organisation.kind
        return f"not known to bind, or to be addressed to, an organisation of the kind {kind}"
    if driver.starts is None:
        return "nobody knows from when it was in force"
    if driver.ends is not None and driver.ends < findings.facts.as_of:
        return f"it ended on {long_date(driver.ends)}"
    return f"it begins on {long_date(driver.starts)}"


def _cell(findings: Findings, driver: Driver, group: str) -> CellLine | None:
    if group not in driver.characteristics:
        return None
    name = f"{driver.id}/{group}"
    coverage = findings.facts.related["matrix_cell", "coverage"][name]
    shown, against = (
        tuple(pair.partition("/")[0] for pair in coverage if findings.value("coverage", pair, what) is True)
        for what in ("covered", "refuted")
    )
    state = findings.value("matrix_cell", name, "state")
    records = {
        piece: None
        for pair in coverage
        for piece in findings.facts.related["coverage", "evidence"][pair]
        if findings.value("evidence", piece, "accepted") is True
    }
    return CellLine(
        id=name,
        characteristic=group,
        state=None if state is None else str(state),
        shown=shown,
        against=against,
        bearing=len(coverage),
        evidence=tuple(records),
        because=findings.because("matrix_cell", name, "state"),
    )
