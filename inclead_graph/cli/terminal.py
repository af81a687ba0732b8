"""What a person at a terminal sees: the profile in colour, and progress on what takes long."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from inclead_graph.assess import Result
from inclead_graph.model.framework import Concept
from inclead_graph.reports.profile import FactorLine, StageLine, profile_of

__all__ = ["counting", "progress", "show"]

PATIENCE = 0.7
"""Seconds before progress is shown: a run that is over by then needs none."""


@contextmanager
def progress(first: str) -> Iterator[Callable[[str], None]]:
    """Show what is being done, on standard error, when it takes long and somebody is looking.

    Example:
        ``with progress("Reading") as tell: ...; tell("Grading")``
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    status = console.status(first)
    timer = threading.Timer(PATIENCE, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda text: status.update(text)
    finally:
        timer.cancel()
        status.stop()


@contextmanager
def counting(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how much is done, how fast it goes and how long it will take, on standard error, when somebody is looking.

    Example:
        ``with counting("Grading", 40) as step: ...; step(1)``
    """
    console = Console(stderr=True)
    if not console.is_terminal or not total:
        yield lambda _: None
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda number: bar.advance(task, number)


class _Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        """Write the rate, once there is one."""
        return Text(f"{task.speed:.1f}/s" if task.speed else "")


def show(result: Result) -> None:
    """Print the profile as a table; ``NO_COLOR`` is respected."""
    console = Console()
    profile = profile_of(result.findings)
    drawn = result.framework.vocabularies["grade"]
    organisation = result.assessment.organisation
    fictional = " (fictional)" if organisation.fictional else ""
    console.print(Text(f"{organisation.name}{fictional}, as of {result.assessment.as_of}", style="bold"))
    table = Table(show_edge=False, pad_edge=False)
    for heading in ("", "Stage or factor", "Floor: shown", "Ceiling: could be"):
        table.add_column(heading)
    for stage in profile.stages:
        table.add_row(stage.stage.id, Text(stage.stage.label, style="bold"), *_cells(stage, drawn))
        for factor in stage.factors:
            table.add_row(factor.factor.id, f"  {factor.factor.label}", *_cells(factor, drawn))
        table.add_section()
    console.print(table)
    headline = profile.headline.floor or "not applicable"
    console.print(f"Lowest stage: {headline}. Read it with the profile above; there is no total.")
    if profile.set_aside:
        console.print(f"{len(profile.set_aside)} pieces of evidence were set aside; the HTML and JSON say why.")
    console.print(f"Why: inclead explain DIR BR1.   Engines: {', '.join(result.engines)}.", style="dim")


def _cells(line: StageLine | FactorLine, drawn: Mapping[str, Concept]) -> tuple[Text, Text]:
    grades = line.grades
    floor = Text(f" ? not known yet ({grades.floor})") if line.unheard else _cell(grades.floor, drawn)
    return floor, _cell(grades.ceiling, drawn) if grades.open else Text("")


def _cell(grade: str | None, drawn: Mapping[str, Concept]) -> Text:
    if grade is None:
        return Text("– not applicable", style="dim")
    concept = drawn[grade]
    return Text(f" {concept.glyph} {grade} ", style=f"{concept.ink} on {concept.fill}")
