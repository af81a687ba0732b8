"""What an organisation aims at, factor by factor, beside where it is."""

from __future__ import annotations

from collections.abc import Mapping

from inclead_graph.inference.findings import long_date
from inclead_graph.model.assessment import Target
from inclead_graph.reports.blocks import Table
from inclead_graph.reports.gathered import Gathered

__all__ = ["targets_of", "targets_table"]


def targets_of(found: Gathered) -> Mapping[str, tuple[Target, ...]]:
    """Return the targets of each factor that has any, the nearest first."""
    days = sorted(found.result.assessment.targets, key=lambda one: (one.by is None, str(one.by)))
    return {name: tuple(one for one in days if one.factor == name) for name in {one.factor for one in days}}


def targets_table(found: Gathered) -> Table:
    """Return the targets, in the framework's order of factors, each beside where the factor is now."""
    targets, lines = targets_of(found), [f for s in found.profile.stages for f in s.factors]
    return Table.of(
        "Targets",
        {"Factor": 4, "Now": 3, "Target": 3, "By": 2, "Why": 6},
        (
            (
                f"{line.factor.id} {line.factor.label}",
                found.floor(line),
                found.grade(one.grade),
                long_date(one.by) if one.by else "no day set",
                one.why or "",
            )
            for line in lines
            for one in targets.get(line.factor.id, ())
        ),
    )
