"""Facts about what an assessment is held against: drivers, the matrix of a duty's aims and groups, and signals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inclead_graph.inference.rules import Value
from inclead_graph.model.assessment import Assessment, Evidence, Grading
from inclead_graph.model.framework import Framework

__all__ = ["Cell", "matrix", "standard_columns", "standard_relations"]

Column = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Cell:
    """One aim of a duty for one protected characteristic, with the criteria that bear on it."""

    driver: str
    characteristic: str
    criteria: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of the cell."""
        return f"{self.driver}/{self.characteristic}"


def matrix(framework: Framework) -> list[Cell]:
    """Cross each driver that names characteristics with those.

    What is linked to the whole of which it is a part bears on it, too, where it must hold for each group; what is
    linked to a sister alone does not.
    """
    cells, bearing = [], framework.bearing
    for driver in framework.drivers.values():
        whole = framework.drivers.get(driver.part_of)
        shared = {c for c in whole.criteria if framework.criteria[c].by_group} if whole else set()
        criteria = tuple(c for c in framework.criteria if c in shared or c in bearing[driver.id])
        cells += [Cell(driver.id, group, criteria) for group in driver.characteristics]
    return cells


def standard_relations(
    framework: Framework,
    cells: Iterable[Cell],
    bearing: Mapping[str, Sequence[Evidence]],
    gradings: Iterable[Grading],
    organisation: str,
) -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
    """Return how drivers, cells and signals are related to criteria, evidence and the organisation."""
    signals = framework.signals.values()
    graded = tuple(grading.id for grading in gradings)
    return {
        ("driver", "criteria"): dict(framework.bearing),
        ("matrix_cell", "drivers"): {cell.id: (cell.driver,) for cell in cells},
        ("matrix_cell", "coverage"): {
            cell.id: tuple(f"{c}/{cell.characteristic}" for c in cell.criteria) for cell in cells
        },
        ("signal", "organisation"): {s.id: (organisation,) for s in signals},
        ("signal", "stages"): {s.id: s.stages for s in signals},
        ("signal", "factors"): {s.id: s.factors for s in signals},
        ("signal", "criteria"): {s.id: s.criteria for s in signals},
        ("signal", "gradings"): {s.id: graded for s in signals},
        ("signal", "evidence"): {
            s.id: tuple(sorted({e.id for c in s.criteria for e in bearing.get(c, ())})) for s in signals
        },
    }


def standard_columns(
    assessment: Assessment, framework: Framework, cells: Iterable[Cell], organisation: str
) -> dict[tuple[str, str], Column]:
    """Return what is known of them before any rule runs."""
    drivers = framework.drivers.values()
    kind = assessment.organisation.kind
    return {
        ("organisation", "kind"): {organisation: kind},
        ("organisation", "one_source"): {organisation: _one_source(assessment)},
        ("stage", "id"): {name: name for name in framework.stages},
        ("factor", "id"): {name: name for name in framework.factors},
        ("driver", "id"): {name: name for name in framework.drivers},
        ("driver", "binds"): {d.id: kind in d.binds for d in drivers},
        ("driver", "starts"): {d.id: d.starts for d in drivers if d.starts},
        ("driver", "ends"): {d.id: d.ends for d in drivers if d.ends},
        ("matrix_cell", "driver"): {cell.id: cell.driver for cell in cells},
        ("matrix_cell", "characteristic"): {cell.id: cell.characteristic for cell in cells},
        ("signal", "id"): {name: name for name in framework.signals},
    }


def _one_source(assessment: Assessment) -> bool:
    """Say whether there are several records and all that name a source name the same."""
    sources = {piece.source.casefold() for piece in assessment.evidence if piece.source}
    return len(assessment.evidence) > 1 and len(sources) == 1
